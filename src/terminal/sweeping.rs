//! What `sweep` prints.

use crate::datasets::{Bar, SweptPoint};
use crate::experiment::designs::SobolIndices;
use crate::measures::{MEASURES, Measure};
use crate::views::format::plain_value;
use crate::views::{Formatted, TextColumn, TextTable};

/// The points with the measures asked for.
pub fn points(points: &[SweptPoint], measures: &[&'static Measure]) -> String {
    let columns = [
        TextColumn::words(""),
        TextColumn::figures(""),
        TextColumn::words(""),
    ];
    let mut text = String::new();
    for measure in measures {
        let mut table = TextTable::new(&columns, 2);
        for point in points {
            let set = point.set.iter();
            let set: Vec<String> = set
                .map(|(field, value)| format!("{field} = {value}"))
                .collect();
            let figure = point.figure(measure).map_or_else(
                || Formatted::alone("nothing to measure".to_owned()),
                |estimate| Formatted::of(measure.unit, &estimate),
            );
            table.row([set.join(", "), figure.value.clone(), figure.brackets()]);
        }
        let table = table.text(None);
        text += &format!("{} ({})\n{table}\n", measure.name, measure.meaning);
    }
    text
}

/// The width of the longest bar.
const LONGEST: f64 = 30.0;

/// The tornado of the measures asked for: the largest effect first.
pub fn tornado(bars: &[Bar], measures: &[&'static Measure]) -> String {
    let columns = [TextColumn::words(""); 3];
    let mut text = String::new();
    for measure in measures {
        let of_measure: Vec<&Bar> = bars.iter().filter(|bar| bar.measure == *measure).collect();
        let Some(first) = of_measure.first() else {
            continue;
        };
        let shown = |value| plain_value(measure.unit, value);
        let largest = first.swing().max(f64::MIN_POSITIVE);
        let mut table = TextTable::new(&columns, 2);
        for bar in &of_measure {
            let length = (bar.swing() / largest * LONGEST).round() as usize;
            let [low, high] = bar.at_ends.map(shown);
            let [from, to] = &bar.ends;
            let (name, drawn) = (bar.field.clone(), "█".repeat(length));
            table.row([name, drawn, format!("{low} at {from} → {high} at {to}")]);
        }
        let (name, base, table) = (measure.name, shown(first.base), table.text(None));
        let head = format!("{name}: {base} in the base; one field at a time, largest first");
        text += &format!("{head}\n{table}\n");
    }
    text
}

/// The Sobol' indices of the measures asked for: the largest total first.
pub fn sobol(
    indices: &[(&'static Measure, Vec<(String, SobolIndices)>)],
    measures: &[&'static Measure],
) -> String {
    let columns = [
        TextColumn::words(""),
        TextColumn::figures("alone (first order)"),
        TextColumn::figures("in all (total)"),
    ];
    let mut text = String::new();
    for measure in measures {
        let Some((_, fields)) = indices.iter().find(|(known, _)| known == measure) else {
            text += &format!("{}: does not vary over these ranges\n\n", measure.name);
            continue;
        };
        let mut fields: Vec<_> = fields.iter().collect();
        fields.sort_by(|a, b| b.1.total.total_cmp(&a.1.total));
        let mut table = TextTable::new(&columns, 2);
        for (field, index) in fields {
            let with =
                |value: f64, (low, high): (f64, f64)| format!("{value:.3} [{low:.3} to {high:.3}]");
            let first = with(index.first, index.first_interval);
            let total = with(index.total, index.total_interval);
            table.row([field.clone(), first, total]);
        }
        let table = table.text(None);
        text += &format!(
            "{}: share of its variance over the ranges\n{table}\n",
            measure.name
        );
    }
    text
}

/// All points with all measures as JSON.
pub fn json(points: &[SweptPoint]) -> String {
    let list = points.iter().map(|point| {
        let set: serde_json::Map<String, serde_json::Value> = point
            .set
            .iter()
            .map(|(field, value)| (field.clone(), value.as_str().into()))
            .collect();
        let measures: serde_json::Map<String, serde_json::Value> = MEASURES
            .iter()
            .filter_map(|measure| {
                let figure = super::json::figure(&point.figure(measure)?, measure.unit);
                Some((measure.name.to_owned(), figure))
            })
            .collect();
        serde_json::json!({ "set": set, "measures": measures })
    });
    format!("{}\n", serde_json::Value::Array(list.collect()))
}
