//! Lines and dots over an axis: responses to a field, figures against the load.

use serde_json::{Value, json};

use super::chart::drawn;
use crate::measures::{Interval, Unit};

/// A line, or a cloud of dots, of one colour.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) points: Vec<Point>,
}

/// A point of a line.
pub(super) struct Point {
    /// Where it stands on the axis: a number, or the place of a word.
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) interval: Option<Interval>,
    pub(super) hover: Vec<String>,
}

/// The axis below.
pub(super) enum Across {
    /// Numbers, with their name.
    Numbers(String),
    /// Numbers over several orders of magnitude.
    Magnitudes(String),
    /// Words, in order.
    Words(String, Vec<String>),
}

/// How a figure of this unit is drawn, the largest being `most`: its factor, and the axis's words.
pub(super) fn drawn_as(unit: Unit, most: f64) -> (f64, &'static str) {
    match unit {
        Unit::Share => (100.0, "%"),
        Unit::Seconds => times_drawn_as(most),
        Unit::PerDay => (1.0, "a day"),
        Unit::Number => (1.0, ""),
    }
}

/// The factor from seconds to the unit in which times up to `most` seconds are drawn, and its word.
pub(super) fn times_drawn_as(most: f64) -> (f64, &'static str) {
    let units = [
        (86_400.0, 4.0, "days"),
        (3_600.0, 2.0, "hours"),
        (60.0, 2.0, "minutes"),
    ];
    let fits = units
        .into_iter()
        .find(|(unit, least, _)| most >= unit * least);
    fits.map_or((1.0, "seconds"), |(unit, _, word)| (1.0 / unit, word))
}

/// Where a line stands on the axis below, and what it says.
pub(super) type Marked = Option<(f64, String)>;

/// A picture of lines with their intervals, or of dots alone where `joined` is false. Values are
/// multiplied by `scale`; the upper axis ends of themselves.
pub(super) fn lines_option(
    lines: &[Line],
    across: &Across,
    name: &str,
    scale: f64,
    joined: bool,
    marked: &Marked,
) -> Value {
    let mut series = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let colour = format!("$c{}", place % 8 + 1);
        let points: Vec<Value> = line
            .points
            .iter()
            .map(|p| json!({ "value": [p.x, drawn(p.y * scale)], "tip": p.hover }))
            .collect();
        let mut one = json!({
            "type": if joined { "line" } else { "scatter" }, "name": line.name, "data": points,
            "symbol": "circle", "symbolSize": 7, "itemStyle": { "color": colour },
        });
        if joined {
            one["lineStyle"] = json!({ "color": colour, "width": 2 });
        }
        if let Some((at, says)) = marked.as_ref().filter(|_| place == 0) {
            one["markLine"] = json!({
                "silent": true, "symbol": "none", "data": [{ "xAxis": at }],
                "lineStyle": { "color": "$muted", "type": "dashed" },
                "label": { "formatter": says, "color": "$muted", "position": "end", "fontSize": 11 },
            });
        }
        series.push(one);
        let whiskers: Vec<Value> = line
            .points
            .iter()
            .filter_map(|p| {
                let [low, high] = p
                    .interval
                    .map(|i| [i.low, i.high].map(|v| drawn(v * scale)))?;
                Some(json!({ "value": [p.x, drawn(p.y * scale), low, high], "tip": p.hover }))
            })
            .collect();
        if joined && !whiskers.is_empty() {
            series.push(
                json!({ "type": "custom", "renderItem": "@upright", "data": whiskers, "z": 1,
                "encode": { "x": 0, "y": [1, 2, 3], "tooltip": [] }, "silent": true }),
            );
        }
    }
    let named = |name: &str| {
        json!({ "name": name, "nameLocation": "middle", "nameGap": 28,
            "axisLabel": { "hideOverlap": true } })
    };
    let x = match across {
        Across::Numbers(name) => {
            let mut x = named(name);
            x["type"] = json!("value");
            x["scale"] = json!(true);
            x["splitLine"] = json!({ "show": false });
            x["axisLabel"]["formatter"] = json!("@number");
            x
        }
        Across::Magnitudes(name) => {
            let mut x = named(name);
            x["type"] = json!("log");
            x["splitLine"] = json!({ "show": false });
            x["axisLabel"]["formatter"] = json!("@number");
            x
        }
        Across::Words(name, words) => {
            let mut x = named(name);
            x["type"] = json!("category");
            x["data"] = json!(words);
            x
        }
    };
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    let several = lines.len() > 1;
    json!({
        "grid": { "left": 12, "right": 28, "top": 40, "bottom": if several { 80 } else { 44 },
            "containLabel": true },
        "tooltip": { "trigger": "item", "formatter": "@hover" },
        "legend": { "show": several, "bottom": 0, "left": "center", "data": names },
        "xAxis": x,
        "yAxis": { "type": "value", "name": name, "scale": true, "nameGap": 20,
            "nameTextStyle": { "align": "left" }, "axisLabel": { "formatter": "@number" } },
        "series": series,
    })
}

/// What differs for lines on a narrow page.
pub(super) fn lines_narrow() -> Value {
    json!({ "grid": { "right": 16 }, "xAxis": { "splitNumber": 3, "axisLabel": { "fontSize": 11 } },
        "legend": { "itemGap": 8, "itemWidth": 16, "textStyle": { "fontSize": 11 } } })
}
