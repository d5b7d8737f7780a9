//! What `sweep` prints.

use std::fmt::Write as _;

use crate::datasets::format::{amount, duration, number, percent, time};
use crate::datasets::{Bar, SweptPoint};
use crate::experiment::designs::SobolIndices;
use crate::measures::{Estimate, MEASURES, Measure, Unit};

/// A figure in its unit's words, with its interval.
fn shown(measure: &Measure, estimate: &Estimate) -> String {
    let (value, interval) = match measure.unit {
        Unit::Share => percent(estimate),
        Unit::Seconds => time(estimate),
        Unit::Number | Unit::PerDay => amount(estimate),
    };
    if interval.is_empty() {
        value
    } else {
        format!("{value} [{interval}]")
    }
}

fn bare(measure: &Measure, value: f64) -> String {
    match measure.unit {
        Unit::Share => format!("{} %", number(value * 100.0, 2)),
        Unit::Seconds => duration(value),
        Unit::Number | Unit::PerDay => number(value, 2),
    }
}

/// The points with the measures asked for.
pub fn points(points: &[SweptPoint], measures: &[&'static Measure]) -> String {
    let mut text = String::new();
    for measure in measures {
        let Some(place) = MEASURES.iter().position(|known| known == *measure) else {
            continue;
        };
        let _ = writeln!(text, "{} ({})", measure.name, measure.meaning);
        for point in points {
            let set: Vec<String> = point
                .set
                .iter()
                .map(|(field, value)| format!("{field} = {value}"))
                .collect();
            let figure = point.figures[place].as_ref();
            let figure = figure.map_or("nothing to measure".to_owned(), |f| shown(measure, f));
            let _ = writeln!(text, "  {:<50}  {figure}", set.join(", "));
        }
        text.push('\n');
    }
    text
}

/// The width of the longest bar.
const WIDTH: f64 = 30.0;

/// The tornado of the measures asked for: the largest effect first.
pub fn tornado(bars: &[Bar], measures: &[&'static Measure]) -> String {
    let mut text = String::new();
    for measure in measures {
        let of_measure: Vec<&Bar> = bars.iter().filter(|bar| bar.measure == *measure).collect();
        let Some(first) = of_measure.first() else {
            continue;
        };
        let base = bare(measure, first.base);
        let _ = writeln!(
            text,
            "{}: {base} in the base; one field at a time, largest first",
            measure.name
        );
        let longest = first.swing().max(f64::MIN_POSITIVE);
        for bar in &of_measure {
            let length = (bar.swing() / longest * WIDTH).round() as usize;
            let [low, high] = bar.at_ends.map(|value| bare(measure, value));
            let [from, to] = &bar.ends;
            let _ = writeln!(
                text,
                "  {:<34} {:<WIDTH$} {low:>10} at {from} → {high} at {to}",
                bar.field,
                "█".repeat(length),
                WIDTH = WIDTH as usize,
            );
        }
        text.push('\n');
    }
    text
}

/// The Sobol' indices of the measures asked for: the largest total first.
pub fn sobol(
    indices: &[(&'static Measure, Vec<(String, SobolIndices)>)],
    measures: &[&'static Measure],
) -> String {
    let mut text = String::new();
    for measure in measures {
        let Some((_, fields)) = indices.iter().find(|(known, _)| known == measure) else {
            let _ = writeln!(text, "{}: does not vary over these ranges\n", measure.name);
            continue;
        };
        let _ = writeln!(
            text,
            "{}: share of its variance over the ranges",
            measure.name
        );
        let _ = writeln!(
            text,
            "  {:<34} {:>26} {:>26}",
            "", "alone (first order)", "in all (total)"
        );
        let mut fields: Vec<_> = fields.iter().collect();
        fields.sort_by(|a, b| b.1.total.total_cmp(&a.1.total));
        for (field, index) in fields {
            let with =
                |value: f64, (low, high): (f64, f64)| format!("{value:.3} [{low:.3} to {high:.3}]");
            let first = with(index.first, index.first_interval);
            let total = with(index.total, index.total_interval);
            let _ = writeln!(text, "  {field:<34} {first:>26} {total:>26}");
        }
        text.push('\n');
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
            .zip(&point.figures)
            .filter_map(|(measure, figure)| {
                let figure = super::json::figure(figure.as_ref()?, measure.unit);
                Some((measure.name.to_owned(), figure))
            })
            .collect();
        serde_json::json!({ "set": set, "measures": measures })
    });
    format!("{}\n", serde_json::Value::Array(list.collect()))
}
