//! A scenario's thresholds, kept or crossed.

use serde_json::{Value, json};

use crate::datasets::thresholds::Judged;
use crate::scenario::Scenario;
use crate::views::format::plain;
use crate::views::threshold_words;

/// The thresholds as text, one a line; empty where there are none.
pub fn text(scenario: &Scenario, judged: &[Judged<'_>]) -> String {
    let mut text = String::new();
    for one in threshold_words(scenario, judged) {
        let mark = if one.kept { "kept   " } else { "CROSSED" };
        let group = plain(&one.group);
        let of = format!("{} of {group}: {}; {}", one.measure, one.value, one.bounds);
        text += &format!("  {mark}  {of}\n");
    }
    if text.is_empty() {
        return text;
    }
    format!("\nThresholds\n{text}")
}

/// The thresholds as JSON.
pub fn json(scenario: &Scenario, judged: &[Judged<'_>]) -> Value {
    let groups = scenario.groups();
    let list = judged.iter().map(|one| {
        json!({
            "measure": one.threshold.measure.name,
            "group": groups.all()[one.threshold.group].name,
            "min": one.threshold.min,
            "max": one.threshold.max,
            "value": one.estimate.map(|estimate| estimate.value),
            "kept": one.kept(),
        })
    });
    list.collect()
}
