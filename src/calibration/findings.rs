//! What a calibration found: of each field, and of each target.

use super::emulated::{Emulated, Simulations};
use super::profile::{ProfilePoint, WITHIN, profiles};
use super::targets::Target;
use crate::experiment::{Assumptions, Draw};
use crate::measures::{mean, quantile, variance};

/// What a calibration found.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// Of each field.
    pub fields: Vec<FieldFinding>,
    /// Of each target.
    pub targets: Vec<TargetFinding>,
    /// Draws of the posterior, which weigh the same.
    pub draws: Vec<Draw>,
    /// How many of the draws differ: those that never moved are the same.
    pub effective: usize,
    /// How far the simulator is from the emulators at draws of the posterior, beside what chance and their errors allow: 1 where
    /// they are as good as they say.
    pub emulators_off: f64,
    /// The field by field correlations of the posterior, of places.
    pub correlations: Vec<Vec<f64>>,
}

/// How far the data determine a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Determined {
    /// The posterior is at most half as wide as the prior.
    Yes,
    /// At most 0.85 times as wide.
    Partly,
    /// The data say little or nothing of it.
    No,
}

impl Determined {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Yes, Self::Partly, Self::No];

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "determined",
            Self::Partly => "partly",
            Self::No => "not",
        }
    }

    fn of(kept: f64) -> Self {
        match kept {
            _ if kept <= 0.5 => Self::Yes,
            _ if kept <= 0.85 => Self::Partly,
            _ => Self::No,
        }
    }
}

/// A median, and the ends of the interval that holds the middle 90 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// The median.
    pub median: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Told {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |share| quantile(&values, share);
        Self {
            median: at(0.5),
            low: at(0.05),
            high: at(0.95),
        }
    }
}

/// What the data say of a field.
#[derive(Clone, Debug)]
pub struct FieldFinding {
    /// The field.
    pub field: String,
    /// Its values under the prior, as the scenario writes them: median and ends.
    pub prior: [String; 3],
    /// Under the posterior.
    pub posterior: [String; 3],
    /// Its places in the prior under the posterior, from 0 to 1.
    pub places: Told,
    /// How wide the posterior is beside the prior: of places, the ratio of standard deviations.
    pub kept: f64,
    /// How far it is determined.
    pub determined: Determined,
    /// The other field that its values go with most, and the correlation.
    pub with: Option<(String, f64)>,
    /// The profile of the likelihood, each place with its value as the scenario writes it.
    pub profile: Vec<(String, ProfilePoint)>,
}

impl FieldFinding {
    /// Where the profile allows the field to be, at 95 %: the first and the last of its places, as the scenario writes them;
    /// `None` where it allows the whole prior, or nothing.
    pub fn within_profile(&self) -> Option<(&str, &str)> {
        let allowed = |(_, point): &&(String, ProfilePoint)| point.below <= WITHIN;
        let [first, .., last] = &self.profile[..] else {
            return None;
        };
        if [first, last].iter().all(allowed) {
            return None;
        }
        let mut own = self.profile.iter().filter(allowed);
        let low = own.next()?;
        let high = own.next_back().unwrap_or(low);
        Some((&low.0, &high.0))
    }
}

/// How a target is met.
#[derive(Clone, Debug)]
pub struct TargetFinding {
    /// The target.
    pub target: Target,
    /// The lowest and the highest figure over the draws of the prior.
    pub prior: (f64, f64),
    /// Figures simulated at draws of the posterior: without the observation's own error.
    pub predicted: Told,
    /// Chance in these, as a standard deviation of their mean.
    pub chance: f64,
    /// How far the observed figure is from the predicted ones, in standard deviations of all that may lie between.
    pub off: f64,
    /// Whether no draw of the prior comes near it.
    pub out_of_reach: bool,
    /// How many times a binomial one the variance of an observed share is.
    pub design_effect: f64,
}

/// Emulators that are further off than so many times what they say are not to be believed.
const OFF: f64 = 1.5;

/// A target is missed that is further off than so many standard deviations.
const MISSED: f64 = 3.0;

impl TargetFinding {
    /// Whether the model misses it by more than it allows.
    pub fn missed(&self) -> bool {
        self.off.abs() > MISSED
    }
}

impl Calibration {
    /// The findings: `particles` are places of the posterior, `prior` the simulations that the emulators were fitted to, and
    /// `check` simulations at some of the particles.
    pub fn of(
        assumptions: &Assumptions,
        targets: &[Target],
        emulated: &Emulated,
        particles: &[Vec<f64>],
        prior: &Simulations,
        check: &Simulations,
    ) -> Self {
        let off = check.places.iter().zip(&check.figures);
        let off: Vec<f64> = off
            .map(|(places, figures)| emulated.off(places, figures))
            .collect();
        let mut bits: Vec<Vec<u64>> = particles
            .iter()
            .map(|places| places.iter().map(|place| place.to_bits()).collect())
            .collect();
        bits.sort_unstable();
        bits.dedup();
        let correlations = correlations(particles);
        let all = targets.iter().enumerate();
        let targets = all.map(|(place, target)| {
            let design_effect = emulated.compared[place].design_effect;
            of_target(place, target, design_effect, prior, check)
        });
        Self {
            fields: fields(assumptions, emulated, particles, &correlations),
            targets: targets.collect(),
            draws: particles
                .iter()
                .map(|places| assumptions.at(places.clone()))
                .collect(),
            effective: bits.len(),
            emulators_off: mean(&off).sqrt(),
            correlations,
        }
    }

    /// What should keep one from believing it, a sentence each.
    pub fn cautions(&self) -> Vec<String> {
        let mut cautions = Vec::new();
        for target in self.targets.iter().filter(|target| target.out_of_reach) {
            let (low, high) = target.prior;
            cautions.push(format!(
                "no draw of the prior comes near {}: from {low:.4} to {high:.4} where {:.4} was observed",
                target.target.name(),
                target.target.value(),
            ));
        }
        for target in self
            .targets
            .iter()
            .filter(|t| t.missed() && !t.out_of_reach)
        {
            cautions.push(format!(
                "{} is missed by {:.1} standard deviations: the model is wrong there, or the targets do not fit together",
                target.target.name(),
                target.off.abs(),
            ));
        }
        if self.emulators_off > OFF {
            cautions.push(format!(
                "the emulators are {:.1} times as far from the simulator as they say: take more --simulations",
                self.emulators_off
            ));
        }
        if self.effective < self.draws.len() / 4 {
            cautions.push(format!(
                "only {} of {} draws of the posterior differ: the data are too sure for the prior",
                self.effective,
                self.draws.len()
            ));
        }
        cautions
    }
}

fn of_target(
    place: usize,
    target: &Target,
    design_effect: f64,
    prior: &Simulations,
    check: &Simulations,
) -> TargetFinding {
    let values: Vec<f64> = check.of_target(place).map(|figure| figure.value).collect();
    let within: Vec<f64> = check
        .of_target(place)
        .map(|figure| variance(&figure.each) / figure.each.len() as f64)
        .collect();
    let chance = mean(&within).sqrt();
    let ends = prior.of_target(place).map(|figure| figure.value);
    let ends = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let error = target.error() * design_effect.sqrt();
    let own = error.hypot(target.discrepancy).hypot(chance);
    let spread = own.hypot(variance(&values).sqrt());
    let reach = MISSED * own;
    TargetFinding {
        prior: ends,
        chance,
        off: (target.value() - mean(&values)) / spread,
        out_of_reach: target.value() < ends.0 - reach || target.value() > ends.1 + reach,
        predicted: Told::of(values),
        target: target.clone(),
        design_effect,
    }
}

fn fields(
    assumptions: &Assumptions,
    emulated: &Emulated,
    particles: &[Vec<f64>],
    correlations: &[Vec<f64>],
) -> Vec<FieldFinding> {
    let name = |place: usize| assumptions.entries[place].name();
    let profiles = profiles(emulated, particles);
    let of_field = |place: usize| {
        let own: Vec<f64> = particles.iter().map(|places| places[place]).collect();
        let kept = variance(&own).sqrt() * 12f64.sqrt();
        let places = Told::of(own);
        let entry = &assumptions.entries[place];
        let written = |at: f64| {
            let values = entry.at(at.clamp(0.0, 1.0 - f64::EPSILON));
            let mut each = entry.fields.iter().zip(values);
            each.next()
                .map_or_else(String::new, |((_, scale), value)| scale.written(value))
        };
        let others = (0..assumptions.entries.len()).filter(|other| *other != place);
        let with = others.max_by(|a, b| {
            let size = |other: usize| correlations[place][other].abs();
            size(*a).total_cmp(&size(*b))
        });
        FieldFinding {
            field: name(place),
            prior: [0.5, 0.05, 0.95].map(written),
            posterior: [places.median, places.low, places.high].map(written),
            places,
            kept,
            determined: Determined::of(kept),
            with: with.map(|other| (name(other), correlations[place][other])),
            profile: profiles[place]
                .iter()
                .map(|point| (written(point.place), *point))
                .collect(),
        }
    };
    (0..assumptions.entries.len()).map(of_field).collect()
}

fn correlations(particles: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let fields = particles.first().map_or(0, Vec::len);
    let columns: Vec<Vec<f64>> = (0..fields)
        .map(|field| particles.iter().map(|places| places[field]).collect())
        .collect();
    let centred: Vec<Vec<f64>> = columns
        .iter()
        .map(|column| {
            let centre = mean(column);
            column.iter().map(|value| value - centre).collect()
        })
        .collect();
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let of = |a: &Vec<f64>, b: &Vec<f64>| {
        let lengths = (dot(a, a) * dot(b, b)).sqrt();
        if lengths > 0.0 {
            dot(a, b) / lengths
        } else {
            0.0
        }
    };
    centred
        .iter()
        .map(|a| centred.iter().map(|b| of(a, b)).collect())
        .collect()
}
