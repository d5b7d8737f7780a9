//! Estimates and their confidence intervals.

use std::fmt;

use super::durations::grid;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// How an interval was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalMethod {
    /// Student t over the values of the replications.
    StudentT,
    /// Wilson's score interval of one replication's proportion.
    Wilson,
}

impl IntervalMethod {
    /// All methods.
    pub const ALL: [Self; 2] = [Self::StudentT, Self::Wilson];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::StudentT => "student_t",
            Self::Wilson => "wilson",
        }
    }
}

/// The confidence level of intervals: how often they hold what they are of.
///
/// ```
/// use beian_sim::measures::Level;
/// assert_eq!(Level::default().to_string(), "95 %");
/// assert_eq!(Level::new(0.999).unwrap().to_string(), "99.9 %");
/// assert!(Level::new(95.0).is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level(f64);

impl Level {
    /// The lowest that there is.
    pub const MINIMUM: f64 = 0.5;
    /// The highest.
    pub const MAXIMUM: f64 = 0.999;

    /// A level as a share; `None` outside of [`MINIMUM`](Self::MINIMUM) to [`MAXIMUM`](Self::MAXIMUM).
    pub fn new(share: f64) -> Option<Self> {
        let within = (Self::MINIMUM..=Self::MAXIMUM).contains(&share);
        within.then_some(Self(share))
    }

    /// The level as a share.
    pub fn share(self) -> f64 {
        self.0
    }

    /// The shares of what is below the two ends of an interval with equal tails.
    pub(crate) fn tails(self) -> (f64, f64) {
        (0.5 - self.0 / 2.0, 0.5 + self.0 / 2.0)
    }

    /// How many standard errors an interval of what is normal reaches from its middle.
    pub fn standard_errors(self) -> f64 {
        normal_quantile(self.tails().1)
    }
}

impl Default for Level {
    /// 95 %.
    fn default() -> Self {
        Self(0.95)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = (self.0 * 1e5).round() / 1e3;
        write!(f, "{percent} %")
    }
}

/// A confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How it was made.
    pub method: IntervalMethod,
    /// Its level.
    pub level: Level,
}

impl Interval {
    /// The same with both ends so much farther out.
    pub(super) fn wider(self, by: f64) -> Self {
        Self {
            low: self.low - by,
            high: self.high + by,
            ..self
        }
    }
}

/// A figure with what it was made from and how sure it is.
///
/// ```
/// use beian_sim::measures::{IntervalMethod, Level, ratio_estimate};
///
/// // Returned and checked submissions of three replications.
/// let parts = [(14.0, 100.0), (16.0, 100.0), (15.0, 100.0)];
/// let rate = ratio_estimate(&parts, true, Level::default()).unwrap();
/// assert_eq!(rate.value, 0.15);
/// assert_eq!(rate.interval.unwrap().method, IntervalMethod::StudentT);
///
/// // One replication's share has an interval, too; its mean has none.
/// let once = ratio_estimate(&[(14.0, 100.0)], true, Level::default()).unwrap();
/// assert_eq!(once.interval.unwrap().method, IntervalMethod::Wilson);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Numerator and denominator of a ratio, summed over replications.
    pub parts: Option<(f64, f64)>,
    /// Its interval; `None` where one replication gives none.
    pub interval: Option<Interval>,
    /// Over how many replications.
    pub replications: usize,
}

impl Estimate {
    /// Of a share, that of everything else.
    ///
    /// ```
    /// use beian_sim::measures::{Level, ratio_estimate};
    /// let parts = [(1.0, 10.0), (3.0, 10.0)];
    /// let returned = ratio_estimate(&parts, true, Level::default()).unwrap();
    /// let other = returned.complement();
    /// assert_eq!((other.value, other.parts), (0.8, Some((16.0, 20.0))));
    /// ```
    #[must_use]
    pub fn complement(self) -> Self {
        Self {
            value: 1.0 - self.value,
            parts: self.parts.map(|(above, below)| (below - above, below)),
            interval: self.interval.map(|interval| Interval {
                low: 1.0 - interval.high,
                high: 1.0 - interval.low,
                ..interval
            }),
            ..self
        }
    }
}

/// How many standard errors an interval reaches from its middle: of Student's t with so many degrees of freedom.
pub(super) fn t_quantile(freedom: f64, level: Level) -> f64 {
    let (_, upper) = level.tails();
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |t| t.inverse_cdf(upper))
}

/// The quantile of a standard normal.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// The interval of a mean of independent values; `None` for fewer than two.
pub(super) fn t_interval(center: f64, values: &[f64], level: Level) -> Option<Interval> {
    let n = values.len();
    if n < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let half = t_quantile((n - 1) as f64, level) * (squares / (n - 1) as f64 / n as f64).sqrt();
    Some(Interval {
        low: center - half,
        high: center + half,
        method: IntervalMethod::StudentT,
        level,
    })
}

/// Wilson's score interval of a proportion.
pub fn wilson(successes: f64, trials: f64, level: Level) -> Interval {
    let z = level.standard_errors();
    let (p, z2) = (successes / trials, z * z);
    let centre = (p + z2 / (2.0 * trials)) / (1.0 + z2 / trials);
    let spread = (p * (1.0 - p) / trials + z2 / (4.0 * trials * trials)).sqrt();
    let half = z * spread / (1.0 + z2 / trials);
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
        method: IntervalMethod::Wilson,
        level,
    }
}

/// The mean of a value over replications; `None` without any.
pub fn mean_estimate(values: &[f64], level: Level) -> Option<Estimate> {
    if values.is_empty() {
        return None;
    }
    let value = values.iter().sum::<f64>() / values.len() as f64;
    Some(Estimate {
        value,
        parts: None,
        interval: t_interval(value, values, level),
        replications: values.len(),
    })
}

/// The mean of a statistic of durations over replications, in seconds. Its interval is wider by what the buckets hide
/// in which durations are counted.
pub fn duration_estimate(seconds: &[f64], level: Level) -> Option<Estimate> {
    let estimate = mean_estimate(seconds, level)?;
    let hidden = grid(estimate.value) / 2.0;
    Some(Estimate {
        interval: estimate.interval.map(|interval| interval.wider(hidden)),
        ..estimate
    })
}

/// The ratio of sums over replications, each given as numerator and denominator. Its interval comes
/// from the replications' own ratios; of one replication's `proportion` it is Wilson's.
pub fn ratio_estimate(parts: &[(f64, f64)], proportion: bool, level: Level) -> Option<Estimate> {
    let above: f64 = parts.iter().map(|(above, _)| above).sum();
    let below: f64 = parts.iter().map(|(_, below)| below).sum();
    if below == 0.0 {
        return None;
    }
    let value = above / below;
    let each = parts.iter().filter(|(_, below)| *below > 0.0);
    let ratios: Vec<f64> = each.map(|(above, below)| above / below).collect();
    let interval = if parts.len() == 1 && proportion {
        Some(wilson(above, below, level))
    } else {
        t_interval(value, &ratios, level).map(|interval| within(interval, proportion))
    };
    Some(Estimate {
        value,
        parts: Some((above, below)),
        interval,
        replications: ratios.len(),
    })
}

/// An interval of a proportion does not leave `[0, 1]`.
fn within(interval: Interval, proportion: bool) -> Interval {
    if !proportion {
        return interval;
    }
    Interval {
        low: interval.low.max(0.0),
        high: interval.high.min(1.0),
        ..interval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5e-4, "{found} is not {expected}");
    }

    #[test]
    fn t_intervals_are_those_of_the_tables() {
        // t of 4 degrees of freedom is 2.776; the standard deviation of 1…5 is 1.5811.
        let estimate = mean_estimate(&[1.0, 2.0, 3.0, 4.0, 5.0], Level::default()).unwrap();
        let interval = estimate.interval.unwrap();
        near(estimate.value, 3.0);
        near(interval.low, 3.0 - 2.7764 * 1.58114 / 5f64.sqrt());
        near(t_quantile(20.0, Level::default()), 2.086);
        let wide = mean_estimate(&[1.0, 2.0, 3.0, 4.0, 5.0], Level(0.99)).unwrap();
        near(
            wide.interval.unwrap().high,
            3.0 + 4.6041 * 1.58114 / 5f64.sqrt(),
        );
    }

    #[test]
    fn wilson_intervals_are_those_of_the_literature() {
        // Newcombe 1998, 81 of 263: 0.2553 to 0.3662.
        let interval = wilson(81.0, 263.0, Level::default());
        near(interval.low, 0.2553);
        near(interval.high, 0.3662);
        near(wilson(0.0, 20.0, Level::default()).low, 0.0);
    }

    #[test]
    fn a_ratio_is_that_of_the_sums() {
        let estimate = ratio_estimate(&[(1.0, 10.0), (3.0, 10.0)], true, Level::default()).unwrap();
        near(estimate.value, 0.2);
        assert_eq!(estimate.interval.unwrap().method, IntervalMethod::StudentT);
        let one = ratio_estimate(&[(81.0, 263.0)], true, Level::default()).unwrap();
        assert_eq!(one.interval.unwrap().method, IntervalMethod::Wilson);
        assert!(
            ratio_estimate(&[(2.0, 1.0)], false, Level::default())
                .unwrap()
                .interval
                .is_none()
        );
        assert!(ratio_estimate(&[(0.0, 0.0)], true, Level::default()).is_none());
    }

    #[test]
    fn a_level_has_equal_tails_and_is_told_in_per_cent() {
        assert!(Level::new(0.4999).is_none() && Level::new(0.9991).is_none());
        assert_eq!(Level::new(0.5).unwrap().tails(), (0.25, 0.75));
        assert_eq!(Level::new(0.999).unwrap().share(), 0.999);
        near(Level::default().standard_errors(), 1.95996);
        let told = [0.95, 0.999, 0.8].map(|share| Level::new(share).unwrap().to_string());
        assert_eq!(told, ["95 %", "99.9 %", "80 %"]);
        let names = IntervalMethod::ALL.map(IntervalMethod::name);
        assert_eq!(names, ["student_t", "wilson"]);
    }

    #[test]
    fn the_share_of_everything_else_has_the_interval_from_the_other_end() {
        let parts = [(1.0, 10.0), (3.0, 10.0), (2.0, 10.0)];
        let estimate = ratio_estimate(&parts, true, Level::default()).unwrap();
        let other = estimate.complement();
        near(other.value, 0.8);
        assert_eq!(other.parts, Some((24.0, 30.0)));
        // t of two degrees of freedom is 4.30265, the standard error 0.1 / √3.
        let half = 4.302_65 * 0.1 / 3f64.sqrt();
        near(other.interval.unwrap().low, 0.8 - half);
        near(other.interval.unwrap().high, 1.0);
        near(estimate.interval.unwrap().low, 0.0);
        near(estimate.interval.unwrap().high, 0.2 + half);
        // What is no share may leave 0 to 1.
        let ratio = ratio_estimate(&parts, false, Level::default()).unwrap();
        near(ratio.interval.unwrap().low, 0.2 - half);
        // A replication without the thing is none of them.
        let parts = [(1.0, 10.0), (0.0, 0.0), (3.0, 10.0)];
        assert_eq!(
            ratio_estimate(&parts, true, Level::default())
                .unwrap()
                .replications,
            2
        );
    }

    #[test]
    fn wilson_intervals_of_all_and_of_nothing_end_there() {
        // z² / (n + z²) with z = 1.95996.
        let (none, all) = (
            wilson(0.0, 20.0, Level::default()),
            wilson(20.0, 20.0, Level::default()),
        );
        near(none.high, 0.161_1);
        near(all.low, 0.838_9);
        near(none.low, 0.0);
        near(all.high, 1.0);
        assert!(none.low >= 0.0 && all.high <= 1.0);
    }

    #[test]
    fn durations_are_no_surer_than_the_buckets_that_hold_them() {
        assert!(mean_estimate(&[], Level::default()).is_none());
        let single = mean_estimate(&[2.0], Level::default()).unwrap();
        assert_eq!(
            (single.value, single.interval, single.replications),
            (2.0, None, 1)
        );
        // At four hours buckets are 8.192 s wide.
        let seconds = [14_400.0, 14_401.0, 14_402.0];
        let of_mean = mean_estimate(&seconds, Level::default()).unwrap();
        let estimate = duration_estimate(&seconds, Level::default()).unwrap();
        let (own, wider) = (of_mean.interval.unwrap(), estimate.interval.unwrap());
        assert_eq!(estimate.value, of_mean.value);
        near(own.low - wider.low, 4.096);
        near(wider.high - own.high, 4.096);
    }
}
