//! Time to verify: the share of checks still open, hour by hour.

use serde_json::{Value, json};

use super::chart::{Chart, drawn, value_axis};
use crate::clock::{DAY, HOUR, Millis};
use crate::datasets::format::{number, percent};
use crate::datasets::share;
use crate::measures::{Counts, Estimate, Groups, Results};
use crate::scenario::Scenario;

/// The curve; `None` where nothing was checked.
pub(super) fn chart(scenario: &Scenario, results: &Results) -> Option<Chart> {
    let hours = window_hours(scenario.policy.window);
    let open_at = |hour: usize| {
        let of = |counts: &Counts| {
            let complete: u64 = counts.complete_by_hour.iter().take(hour).sum();
            (counts.checked.saturating_sub(complete), counts.checked)
        };
        share(results, Groups::NATION, of)
    };
    let curve: Vec<Estimate> = (0..=hours).map(open_at).collect::<Option<_>>()?;
    let last = curve.last()?;
    let resends = resends(scenario, results, hours);
    let marked = if resends.is_empty() {
        "There is no automatic resend within the window."
    } else {
        "Shaded: when the automatic resend (R14) falls for the middle 80 % of checks, by the hours \
         at which submissions were received."
    };
    Some(Chart {
        id: "survival".into(),
        title: "Time to verify: checks still open".into(),
        text: format!(
            "Share of all checks not complete so many hours after the first code, with its 95 % \
             interval. After the last hour {} remain: they are returned. {marked}",
            percent(last).0
        ),
        high: [400, 360],
        option: option(&curve, &resends, hours),
        narrow: json!({ "grid": { "right": 14 } }),
        tables: &["survival.csv", "timeline.csv"],
    })
}

/// The hours of the window (R21), a part of one counted whole.
fn window_hours(window: Millis) -> usize {
    let window = window.max(0);
    usize::try_from(window.div_euclid(HOUR) + i64::from(window % HOUR > 0)).unwrap_or(0)
}

fn option(curve: &[Estimate], resends: &[(usize, usize)], hours: usize) -> Value {
    let percents = |of: fn(&Estimate) -> f64| -> Vec<Value> {
        let points = curve.iter();
        points.map(|e| drawn(of(e) * 100.0)).collect()
    };
    let low = |e: &Estimate| e.interval.map_or(e.value, |i| i.low);
    let wide = |e: &Estimate| e.interval.map_or(0.0, |i| i.high - i.low);
    let line: Vec<Value> = curve
        .iter()
        .enumerate()
        .map(|(hour, e)| point(hour, e))
        .collect();
    let areas: Vec<Value> = (1..)
        .zip(resends)
        .map(|(day, (from, to))| {
            json!([{ "name": format!("resend {day}"), "xAxis": from }, { "xAxis": to }])
        })
        .collect();
    let band = |data: Vec<Value>, filled: bool| {
        json!({ "type": "line", "stack": "band", "data": data, "symbol": "none", "silent": true,
            "lineStyle": { "opacity": 0 }, "tooltip": { "show": false },
            "areaStyle": { "color": "$c1", "opacity": if filled { json!("$band") } else { json!(0) } } })
    };
    // Categories, since series are stacked upwards on those alone.
    let mut x = value_axis("Hours since the first code");
    x["type"] = json!("category");
    x["boundaryGap"] = json!(false);
    x["data"] = json!((0..=hours).collect::<Vec<_>>());
    let between = json!({ "interval": tick(hours) - 1 });
    x["axisLabel"] = between.clone();
    x["axisTick"] = between;
    json!({
        "grid": { "left": 12, "right": 24, "top": 44, "bottom": 44, "containLabel": true },
        "tooltip": { "trigger": "axis", "formatter": "@hover" },
        "xAxis": x,
        "yAxis": { "type": "value", "name": "Checks not complete (%)", "min": 0, "max": 100,
            "nameTextStyle": { "align": "left" }, "nameGap": 22 },
        "series": [
            band(percents(low), false),
            band(percents(wide), true),
            { "type": "line", "data": line, "symbol": "circle", "symbolSize": 5,
              "lineStyle": { "color": "$c1", "width": 2 }, "itemStyle": { "color": "$c1" },
              "markArea": { "silent": true, "data": areas,
                  "itemStyle": { "color": "$night" },
                  "label": { "position": "insideTop", "color": "$muted", "fontSize": 11 } } },
        ],
    })
}

fn point(hour: usize, estimate: &Estimate) -> Value {
    let (value, interval) = percent(estimate);
    let mut tip = vec![
        format!("{hour} h after the first code"),
        format!("{value} of checks not complete"),
        format!("{} % complete", number(100.0 - estimate.value * 100.0, 2)),
    ];
    if !interval.is_empty() && hour > 0 {
        tip.insert(2, format!("95 % interval: {interval} %"));
    }
    json!({ "value": drawn(estimate.value * 100.0), "tip": tip })
}

/// Hours between the ticks of an axis of so many hours.
fn tick(hours: usize) -> usize {
    let steps = [1, 2, 3, 6, 12, 24, 48, 96, 168];
    let fits = steps.into_iter().find(|step| hours / step <= 8);
    fits.unwrap_or(hours.div_ceil(8))
}

/// The hours after the first code between which the automatic resends of each day fall for the middle
/// 80 % of checks, weighted by the hours at which submissions were received.
fn resends(scenario: &Scenario, results: &Results, hours: usize) -> Vec<(usize, usize)> {
    let policy = &scenario.policy;
    let mut received = [0u64; 24];
    let first = results.counted_from.time_of_day() / HOUR;
    for (place, load) in results.hours.iter().enumerate() {
        received[(first as usize + place) % 24] += load.submissions;
    }
    let all: u64 = received.iter().sum();
    if all == 0 {
        return Vec::new();
    }
    // On the next calendar day, whatever the hour of the first code.
    let wait = |hour: usize| (DAY - hour as i64 * HOUR + policy.automatic_resend_at) / HOUR;
    let mut waits: Vec<(i64, u64)> = (0..24).map(|hour| (wait(hour), received[hour])).collect();
    waits.sort_unstable();
    let at = |share: f64| {
        let mut so_far = 0;
        let reached = waits.iter().find(|(_, count)| {
            so_far += count;
            so_far as f64 >= share * all as f64
        });
        reached.map_or(0, |(wait, _)| *wait)
    };
    let (from, to) = (at(0.1), at(0.9));
    (0..i64::from(policy.automatic_resend_days))
        .map(|day| ((from + 24 * day) as usize, (to + 24 * day) as usize))
        .take_while(|(from, _)| *from < hours)
        .map(|(from, to)| (from, to.max(from + 1).min(hours)))
        .collect()
}
