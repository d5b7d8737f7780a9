//! What `sweep` prints.

use crate::datasets::{Bar, OfFields, QuantileRow, SweptPoint, Wanted};
use crate::views::format::{plain, plain_value};
use crate::views::{Formatted, TextColumn, TextTable};

/// The points with the measures asked for.
pub fn points(points: &[SweptPoint], shown: &[Wanted], quantiles: &[QuantileRow]) -> String {
    let columns = [
        TextColumn::words(""),
        TextColumn::figures(""),
        TextColumn::words(""),
    ];
    let mut text = String::new();
    for wanted in shown {
        let measure = wanted.measure;
        let mut table = TextTable::new(&columns, 2);
        for point in points {
            let set = point.set.iter();
            let set: Vec<String> = set
                .map(|(field, value)| format!("{field} = {value}"))
                .collect();
            let figure = point.figure(wanted).map_or_else(
                || Formatted::alone("nothing to measure".to_owned()),
                |estimate| Formatted::of(measure.unit, &estimate),
            );
            table.row([set.join(", "), figure.value.clone(), figure.brackets()]);
        }
        let table = table.text(None);
        let spread = quantiles
            .iter()
            .filter(|row| row.of == *wanted && points.len() > 2);
        let spread: String = spread.map(|row| over_points(row, points.len())).collect();
        let name = plain(&wanted.name());
        text += &format!("{name} ({})\n{table}{spread}\n", measure.meaning);
    }
    text
}

/// How a measure spreads over the points, as a line.
fn over_points(row: &QuantileRow, points: usize) -> String {
    let [least, low, _, median, _, high, most] =
        row.quantiles.map(|q| plain_value(row.of.measure.unit, q));
    format!(
        "  Over the {points} points: median {median}; 90 % from {low} to {high}, all from {least} to {most}.\n"
    )
}

/// The width of the longest bar.
const LONGEST: f64 = 30.0;

/// The tornado of the measures asked for: the largest effect first.
pub fn tornado(bars: &[Bar], shown: &[Wanted]) -> String {
    let columns = [""; 3].map(TextColumn::words);
    let mut text = String::new();
    for wanted in shown {
        let measure = wanted.measure;
        let of_measure: Vec<&Bar> = bars.iter().filter(|bar| bar.of == *wanted).collect();
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
        let (name, base, table) = (plain(&wanted.name()), shown(first.base), table.text(None));
        let head = format!("{name}: {base} in the base; one field at a time, largest first");
        text += &format!("{head}\n{table}\n");
    }
    text
}

/// The Sobol' indices of the measures asked for: the largest total first.
pub fn sobol(indices: &[OfFields], shown: &[Wanted]) -> String {
    let columns = [
        TextColumn::words(""),
        TextColumn::figures("alone (first order)"),
        TextColumn::figures("in all (total)"),
    ];
    let mut text = String::new();
    for wanted in shown {
        let name = plain(&wanted.name());
        let Some((_, fields)) = indices.iter().find(|(known, _)| known == wanted) else {
            text += &format!("{name}: does not vary over these ranges\n\n");
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
        text += &format!("{name}: share of its variance over the ranges\n{table}\n");
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
        let measures: serde_json::Map<String, serde_json::Value> = point
            .figures
            .iter()
            .filter_map(|(of, figure)| {
                let figure = super::json::figure(&(*figure)?, of.measure.unit);
                Some((of.name(), figure))
            })
            .collect();
        serde_json::json!({ "set": set, "measures": measures })
    });
    format!("{}\n", serde_json::Value::Array(list.collect()))
}
