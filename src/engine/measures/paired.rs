//! Differences between two experiments that met common random numbers.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::durations::grid;
use super::interval::{t_interval, t_quantile};
use super::{Estimate, Interval, IntervalMethod, Level, Measure, Quantity, Results};

/// A measure of a group in two experiments, and its difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedDifference {
    /// In the first.
    pub base: Estimate,
    /// In the second.
    pub variant: Estimate,
    /// The second less the first.
    pub difference: f64,
    /// The confidence interval of the difference, at the level of the base; `None` for fewer than two replications.
    pub interval: Option<Interval>,
    /// Whether the interval is that of pairs; otherwise that of two independent experiments.
    pub paired: bool,
    /// How wide the interval of two independent experiments would be, as a multiple of this one.
    pub half_width_ratio: Option<f64>,
    /// The probability of a difference as large by chance alone (two-sided); `None` without an
    /// interval.
    pub p_value: Option<f64>,
}

/// The difference of a measure between two experiments, group by group of each: by replications that
/// are pairs where `paired`, as independent experiments otherwise. `None` where one has no figure.
///
/// ```
/// use beian_sim::experiment::{self, Options};
/// use beian_sim::measures::{Groups, Measure, difference};
/// use beian_sim::scenario;
///
/// let run = |window: &str| {
///     let text = format!(
///         "arrivals.filings_per_day = 200\nrun.length = '7d'\nrun.warm_up = '2d'\n\
///          run.replications = 3\nrules.window = '{window}'"
///     );
///     let scenario = scenario::from_text(window, &text).unwrap().scenario;
///     experiment::run(&scenario, &Options::default()).unwrap()
/// };
/// let (base, variant) = (run("48h"), run("24h"));
/// let rate = Measure::named("return_rate").unwrap();
/// let found = difference(rate, (&base, Groups::NATION), (&variant, Groups::NATION), true).unwrap();
/// // A shorter window returns more, and not by chance.
/// assert!(found.interval.unwrap().low > 0.0);
/// ```
pub fn difference(
    measure: &Measure,
    (base, base_group): (&Results, usize),
    (variant, variant_group): (&Results, usize),
    paired: bool,
) -> Option<PairedDifference> {
    let values = |results: &Results, group: usize| -> Vec<Option<f64>> {
        let summaries = results.replications.iter();
        summaries
            .map(|summaries| measure.value(&summaries[group]))
            .collect()
    };
    let (ones, others) = (values(base, base_group), values(variant, variant_group));
    let pairs: Vec<(f64, f64)> = ones
        .iter()
        .zip(&others)
        .filter_map(|(a, b)| Some(((*a)?, (*b)?)))
        .collect();
    let level = base.level;
    let base = base.estimate(measure, base_group)?;
    let variant = variant.estimate(measure, variant_group)?;
    let difference = variant.value - base.value;
    let independent = welch(
        &ones.into_iter().flatten().collect::<Vec<_>>(),
        &others.into_iter().flatten().collect::<Vec<_>>(),
        level,
    );
    let differences: Vec<f64> = pairs.iter().map(|(a, b)| b - a).collect();
    let hidden = match measure.quantity {
        Quantity::Percentile(_) => (grid(base.value) + grid(variant.value)) / 2.0,
        _ => 0.0,
    };
    // As near to zero as what is hidden allows.
    let least = (difference.abs() - hidden).max(0.0);
    let (own, freedom) = if paired {
        let freedom = differences.len().saturating_sub(1) as f64;
        (t_interval(difference, &differences, level), freedom)
    } else {
        let freedom = independent.map_or(0.0, |(_, freedom)| freedom);
        (
            independent.map(|(half, _)| around(difference, half, level)),
            freedom,
        )
    };
    let half = own.map(|interval| (interval.high - interval.low) / 2.0);
    let p_value = half.map(|half| p_value(least, half, freedom, level));
    let interval = own.map(|interval| interval.wider(hidden));
    let half_width_ratio = half.filter(|half| paired && *half > 0.0).zip(independent);
    let half_width_ratio = half_width_ratio.map(|(own, (half, _))| half / own);
    Some(PairedDifference {
        base,
        variant,
        difference,
        interval,
        paired,
        half_width_ratio,
        p_value,
    })
}

/// Pairs counted by how something that is or is not (a return) differs between the first and the
/// second: the difference of a pair is 1, 0 or -1. Tallies merge in any order to the same figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairTally {
    /// All pairs.
    pub pairs: u64,
    /// Pairs in which it is so in the second alone.
    pub only_second: u64,
    /// Pairs in which it is so in the first alone.
    pub only_first: u64,
}

impl PairTally {
    /// Counts a pair.
    pub fn record(&mut self, first: bool, second: bool) {
        self.pairs += 1;
        self.only_second += u64::from(second && !first);
        self.only_first += u64::from(first && !second);
    }

    /// Adds other pairs.
    pub fn merge(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.only_second += other.only_second;
        self.only_first += other.only_first;
    }

    /// The sum of the differences.
    pub fn sum(&self) -> f64 {
        self.only_second as f64 - self.only_first as f64
    }

    /// The half-width of the mean difference; `None` for fewer than two pairs.
    fn half_width(&self, level: Level) -> Option<f64> {
        let n = self.pairs as f64;
        let squares = (self.only_second + self.only_first) as f64 - self.sum().powi(2) / n;
        let half = || t_quantile(n - 1.0, level) * (squares / (n - 1.0) / n).sqrt();
        (self.pairs >= 2).then(half)
    }

    /// The mean difference in units of which `scale` make 1, with its interval over the pairs.
    /// `None` without any.
    pub fn mean(&self, scale: f64, level: Level) -> Option<Estimate> {
        let value = scale * self.sum() / self.pairs as f64;
        let half = self.half_width(level);
        (self.pairs > 0).then(|| Estimate {
            value,
            parts: None,
            interval: half.map(|half| around(value, scale * half, level)),
            replications: self.pairs as usize,
        })
    }
}

/// The paired interval and p value of a difference, from pairs; `None` for fewer than two.
pub fn paired_interval(
    difference: f64,
    pairs: &PairTally,
    level: Level,
) -> Option<(Interval, f64)> {
    let half = pairs.half_width(level)?;
    let p = p_value(difference, half, (pairs.pairs - 1) as f64, level);
    Some((around(difference, half, level), p))
}

/// Student's interval, so far to either side.
fn around(middle: f64, half: f64, level: Level) -> Interval {
    Interval {
        low: middle - half,
        high: middle + half,
        method: IntervalMethod::StudentT,
        level,
    }
}

/// Welch's half-width of the difference of two independent means, and its degrees of freedom.
fn welch(ones: &[f64], others: &[f64], level: Level) -> Option<(f64, f64)> {
    let spread = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        (n >= 2.0).then(|| squares / (n - 1.0) / n)
    };
    let (a, b) = (spread(ones)?, spread(others)?);
    let degrees = |part: f64, n: usize| part * part / (n - 1) as f64;
    let below = degrees(a, ones.len()) + degrees(b, others.len());
    let freedom = if below > 0.0 {
        (a + b).powi(2) / below
    } else {
        (ones.len() - 1) as f64
    };
    Some((t_quantile(freedom, level) * (a + b).sqrt(), freedom))
}

/// The two-sided p value that belongs to a half-width of so many degrees of freedom.
fn p_value(difference: f64, half: f64, freedom: f64, level: Level) -> f64 {
    let standard_error = half / t_quantile(freedom, level);
    if standard_error == 0.0 {
        return if difference == 0.0 { 1.0 } else { 0.0 };
    }
    let t = (difference / standard_error).abs();
    StudentsT::new(0.0, 1.0, freedom).map_or(1.0, |student| 2.0 * (1.0 - student.cdf(t)))
}

/// Holm's adjustment of p values that are looked at together: each becomes the smallest level of the
/// whole family at which it would still be called significant.
///
/// ```
/// use beian_sim::measures::holm;
/// assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
/// ```
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut so_far = 0.0f64;
    for (rank, place) in order.into_iter().enumerate() {
        let factor = (p_values.len() - rank) as f64;
        so_far = so_far.max((p_values[place] * factor).min(1.0));
        adjusted[place] = so_far;
    }
    adjusted
}

#[cfg(test)]
mod tests;
