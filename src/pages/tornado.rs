//! The tornado: what each field does by itself.

use serde_json::{Value, json};

use super::chart::{Chart, drawn, rows_high, rows_narrow, value_axis};
use super::facts::figure;
use super::lines::drawn_as;
use crate::datasets::Bar;
use crate::datasets::format::plain;
use crate::measures::{Estimate, Measure};

/// The tornado of a measure, the largest effect first; `None` where no field has one.
pub(super) fn chart(bars: &[Bar], measure: &Measure) -> Option<Chart> {
    let bars: Vec<&Bar> = bars.iter().filter(|bar| bar.measure == measure).collect();
    let first = bars.first()?;
    let most = bars.iter().flat_map(|bar| bar.at_ends).fold(0.0, f64::max);
    let (scale, axis) = drawn_as(measure.unit, most);
    let shown = |value: f64| {
        let alone = Estimate {
            value,
            parts: None,
            interval: None,
            replications: 1,
        };
        figure(measure.unit, &alone).0
    };
    let spans: Vec<Value> = bars
        .iter()
        .enumerate()
        .flat_map(|(row, bar)| {
            let ends = [(0, 1), (1, 2)];
            ends.map(|(end, colour)| {
                let at = bar.at_ends[end];
                json!({
                    "value": [row, drawn(bar.base * scale), drawn(at * scale), colour],
                    "tip": [
                        format!("{} = {}", bar.field, bar.ends[end]),
                        format!("{} (base: {})", shown(at), shown(bar.base)),
                    ],
                })
            })
        })
        .collect();
    let values: Vec<f64> = bars
        .iter()
        .flat_map(|bar| [bar.at_ends[0], bar.at_ends[1], bar.base])
        .map(|value| value * scale)
        .collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let edge = ((high - low) * 0.06).max(1e-9);
    let name = measure.name.replace('_', " ");
    let mut x = value_axis(format!("{name} {}", words(axis)).trim());
    x["min"] = drawn(low - edge);
    x["max"] = drawn(high + edge);
    x["axisLabel"] =
        json!({ "formatter": "@number", "showMinLabel": false, "showMaxLabel": false });
    let labels: Vec<String> = bars.iter().map(|bar| plain(&bar.field)).collect();
    Some(Chart {
        id: format!("tornado-{}", measure.name),
        title: format!("What each field does to {name}"),
        text: format!(
            "One field at a time, the largest effect first: blue at its low end, orange at its high \
             end, all others at their base, where it is {}. Most matters {}.",
            shown(first.base),
            plain(&first.field)
        ),
        high: rows_high(bars.len(), 34),
        option: json!({
            "grid": { "left": 8, "right": 24, "top": 8, "bottom": 44, "containLabel": true },
            "tooltip": { "trigger": "item", "formatter": "@hover" },
            "xAxis": x,
            "yAxis": { "type": "category", "inverse": true, "data": labels,
                "axisTick": { "show": false },
                "axisLabel": { "interval": 0, "width": 260, "overflow": "break", "hideOverlap": false } },
            "series": [{
                "type": "custom", "renderItem": "@span", "data": spans,
                "encode": { "x": [1, 2], "y": 0, "tooltip": [] },
                "markLine": { "silent": true, "symbol": "none", "label": { "show": false },
                    "lineStyle": { "color": "$muted", "type": "solid" },
                    "data": [{ "xAxis": drawn(first.base * scale) }] },
            }],
        }),
        narrow: rows_narrow(),
        tables: &["tornado.csv"],
    })
}

/// A unit in brackets.
fn words(axis: &str) -> String {
    if axis.is_empty() {
        String::new()
    } else {
        format!("({axis})")
    }
}
