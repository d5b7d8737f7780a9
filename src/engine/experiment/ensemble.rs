//! Ensembles: draws of what nobody knows, and the figures under each.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::expansion::{Candidates, Contributions, Input};
use crate::measures::{Groups, Level, MEASURES, Measure, Results, Spread};
use crate::scenario::{Belief, Scenario, Uncertain};

/// The most draws: a hundred kilobytes are kept of each, and the sequence has 65,536 points.
pub const MAXIMUM_DRAWS: u32 = 10_000;

/// The most draws that an expansion is made from: the first ones, which fill the space by themselves.
pub const MOST_FOR_CONTRIBUTIONS: usize = 1024;

/// The most entries of `[[uncertain]]` over all scenarios: the sequence has no more dimensions.
pub const MAXIMUM_ENTRIES: usize = 256;

/// What is uncertain in scenarios that are simulated under the same draws: an entry that several have is drawn once
/// for all of them.
///
/// ```
/// use beian_sim::experiment::Assumptions;
///
/// let text = "[[uncertain]]\nfield = 'people.prompt'\ndistribution = { uniform = { min = 0.2, max = 0.6 } }";
/// let scenario = beian_sim::scenario::from_text("mine", text)?.scenario;
/// let assumptions = Assumptions::of([&scenario]);
/// // Draw k depends on the entries, the seed and k alone.
/// let draw = assumptions.draw(3, scenario.run.seed);
/// assert_eq!(draw, assumptions.draw(3, scenario.run.seed));
/// let prompt = draw.fields.iter().find(|(field, _)| field == "people.prompt").unwrap();
/// assert!((0.2..=0.6).contains(&prompt.1.parse::<f64>().unwrap()));
/// # Ok::<(), beian_sim::scenario::Faults>(())
/// ```
#[derive(Clone, Debug)]
pub struct Assumptions {
    /// The entries, those of the first scenario first.
    pub entries: Vec<Uncertain>,
}

/// One value for everything that is uncertain.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// The fields and their values, as overrides write them.
    pub fields: Vec<(String, String)>,
    /// By entry, the values of its fields; durations are in milliseconds.
    values: Vec<Vec<f64>>,
    /// By entry, its place from 0 to 1.
    pub places: Vec<f64>,
}

impl Assumptions {
    /// Those of some scenarios.
    pub fn of<'s>(scenarios: impl IntoIterator<Item = &'s Scenario>) -> Self {
        let mut entries: Vec<Uncertain> = Vec::new();
        for one in scenarios
            .into_iter()
            .flat_map(|scenario| &scenario.uncertain)
        {
            if !entries.iter().any(|known| known.name() == one.name()) {
                entries.push(one.clone());
            }
        }
        Self { entries }
    }

    /// A draw, from 0: a point of a scrambled Sobol' sequence, through the distribution of each entry.
    pub fn draw(&self, number: u32, seed: u64) -> Draw {
        let seed = (seed ^ (seed >> 32)) as u32;
        let dimensions = 0..self.entries.len() as u32;
        let place = |dimension| f64::from(sobol_burley::sample(number, dimension, seed));
        self.at(dimensions.map(place).collect())
    }

    /// The values at a place from 0 to below 1 for each entry.
    pub fn at(&self, places: Vec<f64>) -> Draw {
        let mut draw = Draw {
            fields: Vec::new(),
            values: Vec::new(),
            places: Vec::new(),
        };
        for (entry, place) in self.entries.iter().zip(&places) {
            let values = entry.at(*place);
            let each = entry.fields.iter().zip(&values);
            let written =
                each.map(|((field, scale), value)| (field.clone(), scale.written(*value)));
            draw.fields.extend(written);
            draw.values.push(values);
        }
        draw.places = places;
        draw
    }
}

impl Draw {
    /// The overrides for a scenario: of the fields that it is not sure of.
    pub fn overrides(&self, scenario: &Scenario) -> Vec<String> {
        let own = |field: &str| {
            let mut all = scenario.uncertain.iter().flat_map(|entry| &entry.fields);
            all.any(|(known, _)| known == field)
        };
        let set = self.fields.iter().filter(|(field, _)| own(field));
        set.map(|(field, value)| format!("{field}={value}"))
            .collect()
    }
}

/// A figure under a draw.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DrawFigure {
    /// The figure.
    pub value: f64,
    /// That of each replication.
    pub each: Vec<f64>,
    /// Of a share or ratio, the mean denominator of a replication.
    pub of: f64,
}

/// The figures of one scenario, or of a difference, under one draw: by measure, then group. There may be many draws, so that
/// they are kept close together.
#[derive(Clone, Debug)]
pub struct DrawFigures {
    groups: usize,
    /// Of each figure so many numbers: itself, its denominator, its replications'; no number where there is nothing to measure.
    width: usize,
    flat: Vec<f64>,
}

impl DrawFigures {
    /// Those of results.
    pub fn of(results: &Results) -> Self {
        let (groups, replications) = (results.groups.all().len(), results.replications.len());
        let mut flat = Vec::with_capacity(MEASURES.len() * groups * (2 + replications));
        for measure in MEASURES {
            for group in 0..groups {
                let estimate = results.estimate(measure, group);
                flat.push(estimate.map_or(f64::NAN, |estimate| estimate.value));
                let of = estimate.and_then(|estimate| {
                    let (_, below) = estimate.parts?;
                    Some(below / estimate.replications as f64)
                });
                flat.push(of.unwrap_or(0.0));
                let each = results.summaries(group);
                flat.extend(each.map(|summary| measure.value(summary).unwrap_or(f64::NAN)));
            }
        }
        Self {
            groups,
            width: 2 + replications,
            flat,
        }
    }

    /// The figure of a measure of a group; `None` where there is nothing to measure.
    pub fn figure(&self, measure: &Measure, group: usize) -> Option<DrawFigure> {
        let place = MEASURES.iter().position(|known| known == measure)?;
        let from = (place * self.groups + group) * self.width;
        let [value, of, each @ ..] = self.flat.get(from..from + self.width)? else {
            return None;
        };
        let some = value.is_finite() && each.iter().all(|value| value.is_finite());
        some.then(|| DrawFigure {
            value: *value,
            each: each.to_vec(),
            of: *of,
        })
    }

    /// What these have more than others of the same groups; each replication against its own.
    #[must_use]
    pub fn less(&self, others: &Self) -> Self {
        let pairs = self.flat.iter().zip(&others.flat);
        Self {
            flat: pairs.map(|(own, other)| own - other).collect(),
            ..*self
        }
    }
}

/// The draws that were simulated, and how a figure spreads over them.
#[derive(Clone, Debug)]
pub struct Ensemble {
    /// What was drawn.
    pub assumptions: Assumptions,
    /// The draws.
    pub draws: Vec<Draw>,
    /// Replications of each.
    pub replications: u32,
    /// The groups of the figures.
    pub groups: Groups,
    /// The figures of each draw.
    pub figures: Vec<DrawFigures>,
    /// The seed of the intervals.
    pub seed: u64,
    /// Their level.
    pub level: Level,
}

/// A measure of the nation, and what each entry contributes to its spread; `None` where nothing is foreseen.
pub type OfMeasure = (&'static Measure, Option<Contributions>);

impl Ensemble {
    /// How a measure of a group spreads; `None` where a draw has nothing to measure.
    pub fn spread(&self, measure: &Measure, group: usize) -> Option<Spread> {
        let figures = self.figures.iter().map(|figures| {
            let figure = figures.figure(measure, group)?;
            Some((figure.value, figure.each))
        });
        Spread::of(&figures.collect::<Option<Vec<_>>>()?, self.level)
    }

    /// What each entry contributes to each measure of the nation that varies; more than [`MOST_FOR_CONTRIBUTIONS`]
    /// draws would say no more.
    pub fn contributions(&self) -> Vec<OfMeasure> {
        let most = self.draws.len().min(MOST_FOR_CONTRIBUTIONS);
        let candidates = Candidates::of(&self.inputs(most));
        let found = MEASURES.par_iter().filter_map(|measure| {
            let spread = self.spread(measure, Groups::NATION)?;
            let varies = spread.assumptions > 0.0;
            varies.then(|| {
                let values = &spread.values[..most];
                let of =
                    candidates.contributions(values, spread.assumptions, self.seed, self.level);
                (measure, of)
            })
        });
        found.collect()
    }

    /// The coordinates of each entry: its places, or the ranks of the values that rows of a file have.
    fn inputs(&self, draws: usize) -> Vec<Input> {
        let entries = self.assumptions.entries.iter().enumerate();
        let draws = &self.draws[..draws];
        let of_entry = |(place, entry): (usize, &Uncertain)| match entry.belief {
            Belief::Prior(_) => vec![draws.iter().map(|draw| draw.places[place]).collect()],
            Belief::Samples(_) => {
                let fields = 0..entry.fields.len();
                let of = fields.map(|field| {
                    let values = draws.iter().map(|draw| draw.values[place][field]);
                    ranks(&values.collect::<Vec<_>>())
                });
                of.collect()
            }
        };
        entries.map(of_entry).collect()
    }

    /// The fields that go with the sign of a figure: of the draws in which it is as in the fewer ones, the field
    /// whose values differ most from those of the others, if that is no chance (5 %, Bonferroni); with whether
    /// greater values are among the fewer.
    pub fn flipped_by(&self, spread: &Spread) -> Option<(&str, bool)> {
        let fewer_below = spread.below_zero() * 2 <= spread.values.len();
        let flips: Vec<bool> = spread
            .values
            .iter()
            .map(|value| match fewer_below {
                true => *value < 0.0,
                false => *value >= 0.0,
            })
            .collect();
        let (n, m) = (
            flips.iter().filter(|flips| **flips).count() as f64,
            flips.iter().filter(|flips| !**flips).count() as f64,
        );
        if n < 1.0 {
            return None;
        }
        let fields: Vec<(&str, Vec<f64>)> = (self
            .assumptions
            .entries
            .iter()
            .zip(self.inputs(self.draws.len())))
        .flat_map(|(entry, input)| {
            let names = entry.fields.iter().map(|(field, _)| field.as_str());
            names.zip(input).collect::<Vec<_>>()
        })
        .collect();
        let tested = fields.len() as f64;
        // Mann and Whitney's statistic, about normal: from how many pairs the one of the fewer draws is greater.
        let scores = fields.iter().map(|(field, values)| {
            let ranks = ranks(values);
            let sum: f64 = (ranks.iter().zip(&flips))
                .filter(|(_, flips)| **flips)
                .map(|(rank, _)| rank * (n + m) + 0.5)
                .sum();
            let greater = (sum - n * (n + 1.0) / 2.0) / (n * m);
            let error = ((n + m + 1.0) / (12.0 * n * m)).sqrt();
            (*field, (greater - 0.5) / error)
        });
        let (field, score) = scores.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
        let enough = crate::measures::normal_quantile(1.0 - 0.025 / tested);
        (score.abs() > enough).then_some((field, score > 0.0))
    }
}

/// The places of values among each other, from 0 to 1; of equal ones their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for equal in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let middle = from as f64 + equal.len() as f64 / 2.0;
        for place in equal {
            ranks[*place] = middle / values.len() as f64;
        }
        from += equal.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_equal_values_are_their_mean() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 0.0]), [0.75, 0.375, 0.75, 0.125]);
    }
}
