//! The distribution of durations of which some are right-censored, after Kaplan and Meier.

use super::seen::Durations;
use crate::measures::Level;

/// An estimated distribution of durations, in milliseconds: the product-limit estimate. Where the longest is a censored
/// one, it is taken to end there (Efron's convention).
#[derive(Clone, Debug, PartialEq)]
pub struct Distributed {
    /// Each duration at which some ended, in order: with the share that lasts longer, and Greenwood's sum.
    steps: Vec<Step>,
    /// How many ended.
    pub ended: usize,
    /// How many were censored.
    pub censored: usize,
    /// The share that lasted longer than anything that ended, where the longest was censored.
    pub beyond: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    at: f64,
    longer: f64,
    greenwood: f64,
}

/// The most values of a file: more become as many quantiles.
pub const MOST_VALUES: usize = 2_001;

impl Distributed {
    /// The distribution of durations; `None` where none ended.
    pub fn of(durations: &Durations) -> Option<Self> {
        let (mut ended, mut censored) = (durations.ended.clone(), durations.censored.clone());
        ended.sort_unstable();
        censored.sort_unstable();
        let mut at_risk = ended.len() + censored.len();
        let (mut longer, mut greenwood, mut gone) = (1.0, 0.0, 0);
        let mut steps = Vec::new();
        for group in ended.chunk_by(|a, b| a == b) {
            let at = group[0];
            // Of those that were censored the same instant it is taken that they lasted longer.
            let earlier = censored[gone..].partition_point(|duration| *duration < at);
            gone += earlier;
            at_risk -= earlier;
            let (n, ends) = (at_risk as f64, group.len() as f64);
            longer *= 1.0 - ends / n;
            if group.len() < at_risk {
                greenwood += ends / (n * (n - ends));
            }
            at_risk -= group.len();
            let at = at as f64;
            steps.push(Step {
                at,
                longer,
                greenwood,
            });
        }
        let beyond = steps.last()?.longer;
        if beyond > 0.0
            && let Some(longest) = censored.last()
        {
            let (at, longer) = (*longest as f64, 0.0);
            steps.push(Step {
                at,
                longer,
                greenwood,
            });
        }
        Some(Self {
            steps,
            ended: ended.len(),
            censored: censored.len(),
            beyond,
        })
    }

    /// The duration that such a share does not exceed, in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        // Rounding of the products must not carry it a step further.
        let place = self
            .steps
            .partition_point(|step| 1.0 - step.longer < share - 1e-12);
        let last = self.steps.last().map_or(0.0, |step| step.at);
        self.steps.get(place).map_or(last, |step| step.at)
    }

    /// The interval of a quantile: the durations at which its share is no further from that estimated than Greenwood's
    /// standard error allows (Brookmeyer and Crowley).
    pub fn quantile_interval(&self, share: f64, level: Level) -> (f64, f64) {
        let z = level.standard_errors();
        let error = |step: &Step| match step.greenwood {
            // Without any ended but these, as of a binomial share.
            sum if sum <= 0.0 => (share * (1.0 - share) / self.ended as f64).sqrt(),
            sum => step.longer.min(1.0 - 1e-9) * sum.sqrt(),
        };
        let place = self
            .steps
            .partition_point(|step| 1.0 - step.longer < share - 1e-12);
        let half = self
            .steps
            .get(place)
            .map_or(0.0, |step| z * error(step).max(1e-12));
        (
            self.quantile((share - half).max(0.0)),
            self.quantile((share + half).min(1.0)),
        )
    }

    /// Mean and variance, in milliseconds and their square.
    pub fn moments(&self) -> (f64, f64) {
        let (mut mean, mut square, mut before) = (0.0, 0.0, 1.0);
        for step in &self.steps {
            let share = before - step.longer;
            mean += share * step.at;
            square += share * step.at * step.at;
            before = step.longer;
        }
        (mean, (square - mean * mean).max(0.0))
    }

    /// Sorted values, in milliseconds, from which a scenario draws the same: all where none is censored and they are
    /// few, else evenly spaced quantiles.
    pub fn values(&self, durations: &Durations) -> Vec<f64> {
        if durations.censored.is_empty() && durations.ended.len() <= MOST_VALUES {
            let mut values: Vec<f64> = durations.ended.iter().map(|at| *at as f64).collect();
            values.sort_by(f64::total_cmp);
            return values;
        }
        let last = (MOST_VALUES - 1) as f64;
        (0..MOST_VALUES)
            .map(|place| self.quantile(place as f64 / last))
            .collect()
    }

    /// The largest distance of its distribution function from another (Kolmogorov and Smirnov).
    pub fn distance(&self, cdf: impl Fn(f64) -> f64) -> f64 {
        let (mut most, mut below): (f64, f64) = (0.0, 0.0);
        for step in &self.steps {
            let (here, reached) = (cdf(step.at), 1.0 - step.longer);
            // A millisecond before, of another distribution that has mass here, too.
            most = most
                .max((cdf(step.at - 1.0) - below).abs())
                .max((here - reached).abs());
            below = reached;
        }
        most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ended: &[i64], censored: &[i64]) -> Distributed {
        Distributed::of(&Durations {
            ended: ended.to_vec(),
            censored: censored.to_vec(),
        })
        .unwrap()
    }

    #[test]
    fn the_estimate_is_that_of_the_textbook() {
        // Freireich et al. 1963, 6-mercaptopurine: remission in weeks (Kaplan-Meier: 0.857 after 6, 0.807 after 7, 0.753
        // after 10, 0.690 after 13, 0.627 after 16, 0.538 after 22, 0.448 after 23; median 23).
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let found = of(&ended, &censored);
        let longer: Vec<f64> = found
            .steps
            .iter()
            .map(|step| (step.longer * 1e3).round() / 1e3)
            .collect();
        assert_eq!(
            longer,
            [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448, 0.0]
        );
        assert_eq!(found.quantile(0.5), 23.0);
        assert!((found.beyond - 0.448).abs() < 1e-3);
        // Greenwood's standard error after 10 weeks is 0.0963.
        let step = found.steps[2];
        assert!((step.longer * step.greenwood.sqrt() - 0.0963).abs() < 1e-3);
    }

    #[test]
    fn without_censoring_it_is_the_empirical_distribution() {
        let ended: Vec<i64> = (1..=1000).collect();
        let found = of(&ended, &[]);
        assert_eq!(found.quantile(0.5), 500.0);
        assert_eq!(found.quantile(0.95), 950.0);
        let (low, high) = found.quantile_interval(0.5, Level::default());
        assert!(
            (low - 469.0).abs() <= 2.0 && (high - 531.0).abs() <= 2.0,
            "{low} {high}"
        );
        let (mean, variance) = found.moments();
        assert!((mean - 500.5).abs() < 1e-6 && (variance - 83_333.25).abs() < 1e-3);
        assert!(found.distance(|at| (at / 1000.0).clamp(0.0, 1.0)) < 0.0011);
        assert!((found.distance(|at| (at / 2000.0).clamp(0.0, 1.0)) - 0.5).abs() < 0.002);
    }

    #[test]
    fn nothing_ended_says_nothing() {
        let durations = Durations {
            ended: vec![],
            censored: vec![5],
        };
        assert_eq!(Distributed::of(&durations), None);
    }
}
