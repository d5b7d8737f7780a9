//! A picture: its option for the charting library, its words, and the tables behind it.

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use crate::measures::Interval;

/// A picture.
pub(super) struct Chart {
    /// Its name in links.
    pub(super) id: String,
    /// What it is about.
    pub(super) title: String,
    /// What is to be seen, and how to read it.
    pub(super) text: String,
    /// Its height in pixels on a wide page, and on a narrow one.
    pub(super) high: [usize; 2],
    /// The option.
    pub(super) option: Value,
    /// What differs in the option on a narrow page.
    pub(super) narrow: Value,
    /// The tables behind it.
    pub(super) tables: &'static [&'static str],
}

impl Chart {
    /// The picture as HTML.
    pub(super) fn html(&self) -> Markup {
        let [wide, narrow] = self.high;
        html! {
            figure id={ "figure-" (self.id) } {
                figcaption {
                    h3 { (self.title) }
                    p { (self.text) }
                }
                div.chart id={ "chart-" (self.id) } role="img" aria-label=(self.title)
                    style={ "--high:" (wide) "px;--high-narrow:" (narrow) "px" } {}
                script type="application/json" id={ "chart-" (self.id) "-option" } {
                    (embedded(&self.option))
                }
                script type="application/json" id={ "chart-" (self.id) "-narrow" } {
                    (embedded(&self.narrow))
                }
                p.source {
                    "Data: "
                    @for (place, table) in self.tables.iter().enumerate() {
                        @if place > 0 { ", " }
                        a href=(table) { (table) }
                    }
                }
            }
        }
    }
}

/// JSON that cannot end the script that holds it.
fn embedded(value: &Value) -> PreEscaped<String> {
    PreEscaped(value.to_string().replace('<', "\\u003c"))
}

/// A number to draw: six digits are more than can be seen.
pub(super) fn drawn(value: f64) -> Value {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { json!(0) } else { Value::Null };
    }
    let digits = 5 - value.abs().log10().floor() as i32;
    let scale = 10f64.powi(digits.clamp(0, 12));
    json!((value * scale).round() / scale)
}

/// A row of a bar or dot chart: its label, figure, interval, and what hovering shows.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: f64,
    /// The ends of its interval.
    pub(super) interval: Option<(f64, f64)>,
    pub(super) hover: Vec<String>,
    /// The series to which it belongs, by its place.
    pub(super) series: usize,
}

/// The ends of an interval.
pub(super) fn ends(interval: Option<Interval>) -> Option<(f64, f64)> {
    interval.map(|interval| (interval.low, interval.high))
}

/// How rows are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Bars from 0.
    Bar,
    /// Dots, with a line at 0: differences.
    Dot,
}

/// Rows with intervals, from top to bottom; figures are multiplied by `scale`.
pub(super) fn rows_option(rows: &[Row], axis: &str, scale: f64, mark: Mark) -> Value {
    let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
    let item = |place: usize, row: &Row| {
        json!({
            "value": [drawn(row.value * scale), place],
            "tip": row.hover,
            "itemStyle": { "color": format!("$c{}", row.series % 8 + 1) },
        })
    };
    let marks: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| item(place, row))
        .collect();
    let whiskers: Vec<Value> = rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| {
            let (low, high) = row.interval?;
            let [low, high] = [low, high].map(|end| drawn(end * scale));
            Some(json!({ "value": [drawn(row.value * scale), place, low, high], "tip": row.hover }))
        })
        .collect();
    let mut first = json!({ "type": "bar", "data": marks, "barCategoryGap": "35%" });
    if mark == Mark::Dot {
        first = json!({ "type": "scatter", "symbolSize": 9, "data": marks, "z": 3, "markLine": {
            "silent": true, "symbol": "none", "label": { "show": false },
            "lineStyle": { "color": "$muted", "type": "solid" }, "data": [{ "xAxis": 0 }],
        } });
    }
    json!({
        "grid": { "left": 8, "right": 24, "top": 8, "bottom": 44, "containLabel": true },
        "tooltip": { "trigger": "item", "formatter": "@hover" },
        "xAxis": value_axis(axis),
        "yAxis": {
            "type": "category", "inverse": true, "data": labels,
            "axisTick": { "show": false },
            "axisLabel": { "interval": 0, "width": 260, "overflow": "break", "hideOverlap": false,
                "lineHeight": 13 },
        },
        "series": [
            first,
            { "type": "custom", "renderItem": "@whisker", "data": whiskers, "z": 4,
              "encode": { "x": [0, 2, 3], "y": 1, "tooltip": [] } },
        ],
    })
}

/// What differs for rows on a narrow page: labels are broken.
pub(super) fn rows_narrow() -> Value {
    json!({ "yAxis": { "axisLabel": { "width": 122, "fontSize": 11, "lineHeight": 12 } },
        "xAxis": { "splitNumber": 3 }, "grid": { "right": 18 } })
}

/// An axis of figures below the picture.
pub(super) fn value_axis(name: &str) -> Value {
    json!({ "type": "value", "name": name, "nameLocation": "middle", "nameGap": 28, "scale": false,
        "axisLabel": { "formatter": "@number" } })
}

/// The heights of a picture of rows.
pub(super) fn rows_high(rows: usize, each: usize) -> [usize; 2] {
    [rows * each + 60, rows * each.max(34) + 60]
}
