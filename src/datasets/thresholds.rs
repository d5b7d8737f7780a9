//! Thresholds of a scenario, kept or crossed.

use std::fmt::Write as _;

use super::format::{amount, number, percent, time};
use crate::measures::{Estimate, Results, Unit};
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

/// The thresholds as text, one a line; empty where there are none.
pub fn text(scenario: &Scenario, judged: &[Judged<'_>]) -> String {
    let mut text = String::new();
    if judged.is_empty() {
        return text;
    }
    text.push_str("\nThresholds\n");
    let groups = scenario.groups();
    for one in judged {
        let Threshold {
            measure,
            group,
            min,
            max,
        } = one.threshold;
        let shown = |estimate: Estimate| match measure.unit {
            Unit::Share => percent(&estimate),
            Unit::Seconds => time(&estimate),
            Unit::Number | Unit::PerDay => amount(&estimate),
        };
        let value = one
            .estimate
            .map_or("nothing to measure".to_owned(), |e| shown(e).0);
        let bound = |word: &str, bound: Option<f64>| {
            bound.map_or(String::new(), |bound| match measure.unit {
                Unit::Share => format!(" {word} {} %", number(bound * 100.0, 2)),
                _ => format!(" {word} {bound}"),
            })
        };
        let mark = if one.kept() { "kept   " } else { "CROSSED" };
        let name = &groups.all()[*group].name;
        let bounds = format!("{}{}", bound("at least", *min), bound("at most", *max));
        let _ = writeln!(
            text,
            "  {mark}  {} of {name}: {value};{bounds}",
            measure.name
        );
    }
    text
}

/// The thresholds as JSON.
pub fn json(scenario: &Scenario, judged: &[Judged<'_>]) -> serde_json::Value {
    let groups = scenario.groups();
    let list = judged.iter().map(|one| {
        serde_json::json!({
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
