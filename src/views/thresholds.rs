//! Thresholds of a scenario held against results, in words.

use super::Formatted;
use super::format::plain_value;
use crate::datasets::thresholds::Judged;
use crate::scenario::Scenario;

/// A threshold in words.
pub(crate) struct ThresholdWords {
    /// The measure's name.
    pub(crate) measure: &'static str,
    /// The group's name, as the scenario has it.
    pub(crate) group: String,
    /// What the measure may be: `at least 10 %, at most 16 %`.
    pub(crate) bounds: String,
    /// What it is.
    pub(crate) value: String,
    /// Whether the threshold is kept.
    pub(crate) kept: bool,
}

/// The thresholds of a scenario in words.
pub(crate) fn threshold_words(scenario: &Scenario, judged: &[Judged<'_>]) -> Vec<ThresholdWords> {
    let groups = scenario.groups();
    let words = judged.iter().map(|one| {
        let threshold = one.threshold;
        let unit = threshold.measure.unit;
        let bounds = [("at least", threshold.min), ("at most", threshold.max)];
        let bounds = bounds
            .into_iter()
            .filter_map(|(word, bound)| Some(format!("{word} {}", plain_value(unit, bound?))));
        let value = one.estimate.map(|e| Formatted::of(unit, &e).value);
        ThresholdWords {
            measure: threshold.measure.name,
            group: groups.all()[threshold.group].name.clone(),
            bounds: bounds.collect::<Vec<_>>().join(", "),
            value: value.unwrap_or_else(|| "nothing to measure".to_owned()),
            kept: one.kept(),
        }
    });
    words.collect()
}
