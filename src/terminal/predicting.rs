//! What `run --predict` prints.

use serde_json::{Value, json};

use crate::datasets::{EnsembleRows, Wanted};
use crate::measures::{Interval, Results};
use crate::views::format::{plain, several};
use crate::views::{Formatted, TextColumn, TextTable};

/// The predictions as text, with those under `drawn` assumptions where there are such; empty where none are asked for.
pub fn text(results: &Results, wanted: &[Wanted], drawn: Option<&EnsembleRows>) -> String {
    if wanted.is_empty() {
        return String::new();
    }
    let mut columns = vec![TextColumn::words(""), TextColumn::figures("one such time")];
    columns.extend(drawn.map(|_| TextColumn::figures("with the assumptions drawn")));
    columns.push(TextColumn::figures("the mean"));
    let mut table = TextTable::new(&columns, 2);
    for of in wanted {
        let (unit, place) = (of.measure.unit, of.place());
        let mean = results.estimate(of.measure, place);
        let mean = mean.map_or("nothing to measure".to_owned(), |mean| {
            Formatted::of(unit, &mean).with_brackets()
        });
        let ends = |interval: Option<Interval>, otherwise: &str| {
            let shown = interval.and_then(|interval| {
                let ends = Some((interval.low, interval.high));
                let middle = f64::midpoint(interval.low, interval.high);
                Formatted::within(unit, middle, ends).interval_in_unit()
            });
            shown.unwrap_or_else(|| otherwise.to_owned())
        };
        let one = results.predicted(of.measure, place);
        let mut row = vec![plain(&of.name()), ends(one, "needs two replications")];
        row.extend(drawn.map(|rows| ends(rows.predicted(of), "not in every draw")));
        row.push(mean);
        table.row(row);
    }
    let days = several(results.counted_days(), "day");
    let given = match drawn {
        Some(_) => "if the inputs are the scenario's, and if they are drawn",
        None => "if the inputs are the scenario's",
    };
    format!(
        "\nPrediction (of {days}, {} prediction intervals, {given}; beside the mean over many)\n{}",
        results.level,
        table.text(None)
    )
}

/// The predictions as JSON, with those under `drawn` assumptions where there are such.
pub fn json(results: &Results, wanted: &[Wanted], drawn: Option<&EnsembleRows>) -> Value {
    let list = wanted.iter().map(|of| {
        let interval = results.predicted(of.measure, of.place());
        let mut object = json!({
            "measure": of.measure.name, "group": of.group.name, "unit": of.measure.unit.name(),
            "days": results.counted_days(), "level": results.level.share(),
            "mean": results.estimate(of.measure, of.place()).map(|mean| mean.value),
            "predicted_low": interval.map(|interval| interval.low),
            "predicted_high": interval.map(|interval| interval.high),
        });
        if let Some(rows) = drawn {
            let interval = rows.predicted(of);
            object["drawn_low"] = interval.map(|interval| interval.low).into();
            object["drawn_high"] = interval.map(|interval| interval.high).into();
        }
        object
    });
    list.collect()
}
