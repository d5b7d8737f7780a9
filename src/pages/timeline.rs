//! The load over time: open checks, waiting messages, entries an hour, with day and night.

use serde_json::{Value, json};

use super::chart::{Chart, drawn};
use crate::clock::HOUR;
use crate::datasets::format::number;
use crate::measures::{HourLoad, Results};
use crate::scenario::{Calendars, Scenario};

/// Points of a line: more cannot be told apart, and make a page large.
const MOST_POINTS: usize = 2_000;

/// Nights that can be told apart.
const MOST_NIGHTS: usize = 90;

/// The timeline; `None` where no hour is counted.
pub(super) fn chart(scenario: &Scenario, results: &Results) -> Option<Chart> {
    let hours = results.hours.len();
    if hours == 0 {
        return None;
    }
    let each = hours.div_ceil(MOST_POINTS);
    let replications = results.replications.len().max(1) as f64;
    let line = |of: fn(&HourLoad) -> f64| -> Vec<Value> {
        let parts = results.hours.chunks(each).enumerate();
        let points = parts.map(|(place, part)| {
            let mean = part.iter().map(of).sum::<f64>() / part.len() as f64 / replications;
            let at = results.counted_from.after((place * each) as i64 * HOUR);
            json!([at.0, drawn((mean * 100.0).round() / 100.0)])
        });
        points.collect()
    };
    let lines = [
        ("Open checks", line(|h| h.open_checks.mean())),
        ("Waiting messages", line(|h| h.waiting_messages.mean())),
        ("Entries an hour", line(|h| h.entries as f64)),
    ];
    let nights = nights(scenario, results);
    let thinned = if each == 1 {
        "hour by hour".to_owned()
    } else {
        format!("means of {} hours", number(each as f64, 0))
    };
    let shaded = if nights.is_empty() {
        ""
    } else {
        " Shaded: night, when the waking calendar is closed."
    };
    Some(Chart {
        id: "timeline".into(),
        title: "Open checks, waiting messages and entries over time".into(),
        text: format!(
            "All filings in the counted time, means over replications, {thinned}; Beijing time.{shaded}"
        ),
        high: [600, 560],
        option: option(&lines, &nights),
        narrow: json!({ "grid": [{ "right": 10 }, { "right": 10 }, { "right": 10 }] }),
        tables: &["timeline.csv"],
    })
}

fn option(lines: &[(&str, Vec<Value>); 3], nights: &[Value]) -> Value {
    let mut option = json!({
        "tooltip": { "trigger": "axis", "formatter": "@timeline" },
        "axisPointer": { "link": [{ "xAxisIndex": "all" }] },
        "grid": [], "xAxis": [], "yAxis": [], "series": [],
    });
    let mut add = |part: &str, value: Value| {
        if let Some(list) = option[part].as_array_mut() {
            list.push(value);
        }
    };
    for (place, (name, points)) in lines.iter().enumerate() {
        let colour = format!("$c{}", place + 1);
        let last = place == 2;
        let top = format!("{}%", 6 + 32 * place);
        add(
            "grid",
            json!({ "left": 64, "right": 24, "top": top, "height": "22%" }),
        );
        add(
            "xAxis",
            json!({
                "type": "time", "gridIndex": place, "splitLine": { "show": false },
                "axisLabel": { "show": last, "hideOverlap": true, "formatter": "@day" },
                "axisTick": { "show": last }, "splitNumber": 6, "minInterval": 24 * HOUR,
            }),
        );
        add(
            "yAxis",
            json!({
                "type": "value", "gridIndex": place, "name": name, "min": 0, "splitNumber": 3,
                "nameTextStyle": { "align": "left", "padding": [0, 0, 0, -50] },
                "axisLabel": { "formatter": "@number" },
            }),
        );
        add(
            "series",
            json!({
                "type": "line", "name": name, "xAxisIndex": place, "yAxisIndex": place, "data": points,
                "symbol": "none", "lineStyle": { "color": colour, "width": 1.5 },
                "itemStyle": { "color": colour },
                "areaStyle": { "color": colour, "opacity": 0.12 },
                "markArea": { "silent": true, "itemStyle": { "color": "$night" }, "data": nights },
            }),
        );
    }
    option
}

/// The times in which the waking calendar is closed; none where they are too many, or there are none.
fn nights(scenario: &Scenario, results: &Results) -> Vec<Value> {
    let waking = scenario.calendars.get(Calendars::WAKING);
    let end = results
        .counted_from
        .after(results.hours.len() as i64 * HOUR);
    let mut nights = Vec::new();
    let mut awake = results.counted_from;
    let mut date = awake.date();
    while date.start() < end && nights.len() <= MOST_NIGHTS {
        for &(from, to) in waking.hours_of(date) {
            let opens = date.start().after(from);
            if opens > awake {
                nights.push(json!([{ "xAxis": awake.0 }, { "xAxis": opens.min(end).0 }]));
            }
            awake = awake.max(date.start().after(to));
        }
        date = date.after(1);
    }
    if awake < end {
        nights.push(json!([{ "xAxis": awake.0 }, { "xAxis": end.0 }]));
    }
    if nights.len() > MOST_NIGHTS {
        nights.clear();
    }
    nights
}
