//! What `run --predict` prints.

use serde_json::{Value, json};

use crate::datasets::Wanted;
use crate::measures::Results;
use crate::views::format::{plain, several};
use crate::views::{Formatted, TextColumn, TextTable};

/// The predictions as text; empty where none are asked for.
pub fn text(results: &Results, wanted: &[Wanted]) -> String {
    if wanted.is_empty() {
        return String::new();
    }
    let columns = [
        TextColumn::words(""),
        TextColumn::figures("one such time"),
        TextColumn::figures("the mean"),
    ];
    let mut table = TextTable::new(&columns, 2);
    for of in wanted {
        let (unit, place) = (of.measure.unit, of.place());
        let mean = results.estimate(of.measure, place);
        let mean = mean.map_or("nothing to measure".to_owned(), |mean| {
            Formatted::of(unit, &mean).with_brackets()
        });
        let one = results.predicted(of.measure, place).map(|interval| {
            let ends = Some((interval.low, interval.high));
            let middle = f64::midpoint(interval.low, interval.high);
            Formatted::within(unit, middle, ends)
        });
        let one = one.and_then(|one| one.interval_in_unit());
        let one = one.unwrap_or_else(|| "needs two replications".to_owned());
        table.row([plain(&of.name()), one, mean]);
    }
    let days = several(results.counted_days(), "day");
    format!(
        "\nPrediction (of {days}, {} prediction intervals, if the inputs are the scenario's; beside the mean over many)\n{}",
        results.level,
        table.text(None)
    )
}

/// The predictions as JSON.
pub fn json(results: &Results, wanted: &[Wanted]) -> Value {
    let list = wanted.iter().map(|of| {
        let interval = results.predicted(of.measure, of.place());
        json!({
            "measure": of.measure.name, "group": of.group.name, "unit": of.measure.unit.name(),
            "days": results.counted_days(), "level": results.level.share(),
            "mean": results.estimate(of.measure, of.place()).map(|mean| mean.value),
            "predicted_low": interval.map(|interval| interval.low),
            "predicted_high": interval.map(|interval| interval.high),
        })
    });
    list.collect()
}
