//! Thresholds of a scenario, kept or crossed.

use crate::measures::{Estimate, Results};
use crate::scenario::{Scenario, Threshold};

/// A threshold held against results.
pub struct Judged<'a> {
    /// The threshold.
    pub threshold: &'a Threshold,
    /// The measure; `None` where there was nothing to measure.
    pub estimate: Option<Estimate>,
}

impl Judged<'_> {
    /// Whether it is kept; what was not measured crosses nothing.
    pub fn kept(&self) -> bool {
        let value = self.estimate.map(|estimate| estimate.value);
        let below = value
            .zip(self.threshold.max)
            .is_none_or(|(value, max)| value <= max);
        let above = value
            .zip(self.threshold.min)
            .is_none_or(|(value, min)| value >= min);
        below && above
    }
}

/// The thresholds of a scenario, held against its results.
pub fn judge<'a>(scenario: &'a Scenario, results: &Results) -> Vec<Judged<'a>> {
    let judged = |threshold: &'a Threshold| Judged {
        threshold,
        estimate: results.estimate(threshold.measure, threshold.group),
    };
    scenario.thresholds.iter().map(judged).collect()
}
