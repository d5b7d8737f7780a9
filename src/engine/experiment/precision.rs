//! As many replications as an interval needs.

use crate::measures::{Groups, Measure, Results};

/// How sure a measure of the nation is to be.
#[derive(Clone, Copy, Debug)]
pub struct Precision {
    /// The measure.
    pub measure: &'static Measure,
    /// How far the ends of its interval may be from it, in its unit; above 0.
    pub half_width: f64,
}

/// The fewest replications from whose spread the number needed is guessed: two say little about it.
const FIRST: u32 = 5;

impl Precision {
    /// The half-width of the interval over the replications; `None` for fewer than two.
    pub fn half_width_of(&self, results: &Results) -> Option<f64> {
        let estimate = results.estimate(self.measure, Groups::NATION)?;
        let interval = estimate
            .interval
            .filter(|_| results.replications.len() > 1)?;
        Some((interval.high - interval.low) / 2.0)
    }

    /// How many replications to have next, `maximum` at most; `None` where the measure is sure enough,
    /// or no more are allowed.
    pub fn replications_needed(&self, results: &Results, maximum: u32) -> Option<u32> {
        let now = results.replications.len() as u32;
        let wanted = match self.half_width_of(results) {
            Some(half) if now >= FIRST => {
                let ratio = half / self.half_width;
                (ratio > 1.0).then(|| (f64::from(now) * ratio * ratio * 1.05).ceil())?
            }
            _ => f64::from(FIRST),
        };
        let next = (wanted.min(1e9) as u32).max(now + 1).min(maximum);
        (next > now).then_some(next)
    }
}
