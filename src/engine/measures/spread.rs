//! How a figure spreads over draws of what nobody knows, without what chance adds.

use super::Level;

/// The shares of draws that the uncertainty intervals hold.
pub const SPREAD_LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

/// A figure over draws of the assumptions.
///
/// Chance is taken out of the spread: the draws are moved towards their mean until their variance is the variance
/// between them less chance's share of it.
///
/// ```
/// use beian_sim::measures::{Level, Spread};
///
/// // Three draws of two replications, which differ by chance as much in every draw: luck that all share.
/// let draws = [(1.5, vec![1.0, 2.0]), (2.5, vec![2.0, 3.0]), (3.5, vec![3.0, 4.0])];
/// let spread = Spread::of(&draws, Level::default()).unwrap();
/// assert_eq!((spread.median, spread.values.len()), (2.5, 3));
/// assert_eq!(spread.intervals[2], (1.55, 3.45));
/// assert_eq!((spread.assumptions, spread.chance), (1.0, 0.5));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The figure of each draw, chance removed.
    pub values: Vec<f64>,
    /// Their median.
    pub median: f64,
    /// The intervals that hold the middle 50, 80 and 95 % of them.
    pub intervals: [(f64, f64); 3],
    /// The level that is asked for.
    pub level: Level,
    /// The interval that holds so many of them.
    pub at_level: (f64, f64),
    /// The variance between draws less chance's share of it.
    pub assumptions: f64,
    /// The mean of the variances within draws: of one replication.
    pub chance: f64,
}

impl Spread {
    /// Of each draw its figure, and the figures of its replications, as many in each draw; `None` for fewer than
    /// two draws or replications.
    pub fn of(draws: &[(f64, Vec<f64>)], level: Level) -> Option<Self> {
        let (n, r) = (draws.len(), draws.first()?.1.len());
        if n < 2 || r < 2 || draws.iter().any(|(_, own)| own.len() != r) {
            return None;
        }
        let within: Vec<f64> = draws.iter().map(|(_, own)| variance(own)).collect();
        let figures: Vec<f64> = draws.iter().map(|(figure, _)| *figure).collect();
        let (centre, between) = (mean(&figures), variance(&figures));
        // Luck that all draws share moves them alike: what chance adds to the spread is the rest.
        let own: Vec<f64> = draws.iter().map(|(_, own)| mean(own)).collect();
        let of_replication = |at: usize| {
            let all: Vec<f64> = draws.iter().map(|(_, own)| own[at]).collect();
            mean(&all)
        };
        let shared: Vec<f64> = (0..r).map(of_replication).collect();
        let whole = mean(&own);
        let rest = draws.iter().zip(&own).flat_map(|((_, each), own)| {
            let each = each.iter().zip(&shared);
            each.map(move |(value, shared)| (value - own - shared + whole).powi(2))
        });
        let rest = rest.sum::<f64>() / ((n - 1) * (r - 1)) as f64;
        let assumptions = (between - rest / r as f64).max(0.0);
        let kept = match between > 0.0 {
            true => (assumptions / between).sqrt(),
            false => 0.0,
        };
        let values: Vec<f64> = figures
            .iter()
            .map(|figure| centre + kept * (figure - centre))
            .collect();
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| quantile(&sorted, share);
        let (low, high) = level.tails();
        Some(Self {
            level,
            at_level: (at(low), at(high)),
            median: at(0.5),
            intervals: SPREAD_LEVELS
                .map(|level| (at((1.0 - level) / 2.0), at((1.0 + level) / 2.0))),
            values,
            assumptions,
            chance: mean(&within),
        })
    }

    /// The share of chance in the variance of one replication under a draw of the assumptions; `None` where
    /// nothing varies.
    pub fn share_chance(&self) -> Option<f64> {
        let whole = self.chance + self.assumptions;
        (whole > 0.0).then(|| self.chance / whole)
    }

    /// In how many draws the figure is below zero.
    pub fn below_zero(&self) -> usize {
        self.values.iter().filter(|value| **value < 0.0).count()
    }
}

/// The mean of some values.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The variance of some values, over one fewer.
pub fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    squares / (values.len() as f64 - 1.0)
}

/// The quantile of sorted values, between two of them in proportion (Hyndman and Fan's seventh).
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = (place.floor() as usize).min(sorted.len() - 1);
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Key, Purpose};

    #[test]
    fn chance_is_taken_out_of_the_spread() {
        // Assumptions of variance 1/12, chance of variance 1/3 a replication, four replications, and luck that
        // all draws share.
        let mut stream = Key::of_seed(5).stream(Purpose::Design, 0);
        let shared = [1.0, -2.0, 0.5, 3.0];
        let draws: Vec<(f64, Vec<f64>)> = (0..4000)
            .map(|_| {
                let of_draw = stream.uniform();
                let each = shared.map(|shared| of_draw + shared + 2.0 * stream.uniform() - 1.0);
                (mean(&each), each.to_vec())
            })
            .collect();
        let spread = Spread::of(&draws, Level::default()).unwrap();
        assert!(
            (spread.assumptions - 1.0 / 12.0).abs() < 0.006,
            "{spread:?}"
        );
        // Within draws: chance, and the shared luck.
        let within = 1.0 / 3.0 + variance(&shared);
        assert!((spread.chance - within).abs() < 0.05, "{}", spread.chance);
        assert!((variance(&spread.values) - spread.assumptions).abs() < 1e-9);
    }

    #[test]
    fn what_does_not_vary_has_no_spread() {
        let spread = Spread::of(
            &[(2.0, vec![2.0, 2.0]), (2.0, vec![2.0, 2.0])],
            Level::default(),
        )
        .unwrap();
        assert_eq!(spread.intervals, [(2.0, 2.0); 3]);
        assert_eq!((spread.share_chance(), spread.below_zero()), (None, 0));
        assert!(Spread::of(&[(2.0, vec![2.0, 2.0])], Level::default()).is_none());
        assert!(Spread::of(&[(2.0, vec![2.0]), (1.0, vec![1.0])], Level::default()).is_none());
    }

    #[test]
    fn what_is_left_when_draws_and_replications_are_accounted_for_is_chance() {
        // Rows less their means, and less what the replications share (0, 1, 0, 3 with a mean of 1): 14, 4 and 14, of
        // 2 × 3 degrees of freedom. Between the draws 3; chance has a quarter of 32 / 6 in it.
        let rows = [
            [1.0, 3.0, 3.0, 9.0],
            [2.0, 5.0, 4.0, 5.0],
            [9.0, 7.0, 5.0, 7.0],
        ];
        let draws = rows.map(|own| (mean(&own), own.to_vec()));
        let spread = Spread::of(&draws, Level::new(0.5).unwrap()).unwrap();
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        };
        near(spread.assumptions, 5.0 / 3.0);
        let kept = (5.0 / 9.0f64).sqrt();
        near(spread.values[0], 5.0 - kept);
        near(spread.values[2], 5.0 + 2.0 * kept);
        near(spread.median, 5.0 - kept);
        assert_eq!(spread.at_level, spread.intervals[0]);
        near(spread.at_level.0, 5.0 - kept);
        near(spread.at_level.1, 5.0 + kept / 2.0);
        // Variances of 12, 2 and 8/3 within.
        near(spread.chance, 50.0 / 9.0);
        near(spread.share_chance().unwrap(), 50.0 / 65.0);
        // Unequal numbers of replications say nothing.
        let unequal = [(1.0, vec![1.0, 2.0]), (2.0, vec![1.0, 2.0, 3.0])];
        assert!(Spread::of(&unequal, Level::default()).is_none());
    }

    #[test]
    fn luck_that_all_share_is_no_spread_and_draws_below_zero_are_counted() {
        let draws = [-1.0, 0.0, 1.0].map(|of| (of, vec![of - 0.5, of + 0.5]));
        let spread = Spread::of(&draws, Level::default()).unwrap();
        assert_eq!((spread.values, spread.median), (vec![-1.0, 0.0, 1.0], 0.0));
        assert_eq!((spread.assumptions, spread.chance), (1.0, 0.5));
        let draws = [-1.0, 0.0, 1.0].map(|of| (of, vec![of; 2]));
        assert_eq!(
            Spread::of(&draws, Level::default()).unwrap().below_zero(),
            1
        );
    }

    #[test]
    fn quantiles_lie_between_values_in_proportion() {
        let values = [1.0, 2.0, 4.0, 8.0, 16.0];
        let at = |share| quantile(&values, share);
        let found = [0.0, 0.25, 0.3, 0.5, 0.875, 1.0].map(at);
        let expected = [1.0, 2.0, 2.4, 4.0, 12.0, 16.0];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!(
                (found - expected).abs() < 1e-12,
                "{found} is not {expected}"
            );
        }
        assert_eq!(quantile(&[7.0], 0.9), 7.0);
    }
}
