//! The measures of a run as one JSON object, for `--json`.

use serde_json::{Map, Value, json};

use crate::datasets::{fixed, unit_decimals};
use crate::folder::PROGRAM;
use crate::measures::{Estimate, MEASURES, Results, Unit};
use crate::scenario::Scenario;

/// The measures of all groups: `measures.<group_by>.<group>.<measure>` is an object of `value`, `low`,
/// `high` (null without an interval) and `unit`, with the decimals of `measures.csv`.
pub fn measures(scenario: &Scenario, results: &Results) -> Value {
    let mut by = Map::new();
    for (place, group) in results.groups() {
        let mut of_group = Map::new();
        for measure in MEASURES {
            if let Some(estimate) = results.estimate(measure, place) {
                of_group.insert(measure.name.into(), figure(&estimate, measure.unit));
            }
        }
        let groups = by
            .entry(group.by.name())
            .or_insert_with(|| Map::new().into());
        if let Value::Object(groups) = groups {
            groups.insert(group.name.clone(), of_group.into());
        }
    }
    json!({
        "program": PROGRAM,
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": scenario.name,
        "title": scenario.title,
        "start": scenario.run.start.to_string(),
        "seed": scenario.run.seed,
        "replications": results.replications.len(),
        "filings": results.filings,
        "events": results.events,
        "measures": by,
    })
}

/// An estimate as a JSON object.
pub fn figure(estimate: &Estimate, unit: Unit) -> Value {
    let rounded = |value: f64| -> Option<f64> { fixed(value, unit_decimals(unit)).parse().ok() };
    json!({
        "value": rounded(estimate.value),
        "low": estimate.interval.and_then(|interval| rounded(interval.low)),
        "high": estimate.interval.and_then(|interval| rounded(interval.high)),
        "unit": unit.name(),
    })
}
