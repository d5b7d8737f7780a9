//! Pictures over time: how long checks stay open, and the load hour by hour.

use crate::clock::{DAY, HOUR};
use crate::datasets::{HourRow, RunTables, SURVIVAL, SurvivalRow, TIMELINE};
use crate::measures::{GroupBy, Interval, Unit};
use crate::scenario::{Calendars, Scenario};
use crate::views::format::{count, percent};
use crate::views::{
    Axis, Curve, Formatted, Hover, Lines, Panel, Panels, Picture, Plot, Point, Whiskers, X,
};

/// The share of checks still open, hour by hour; `None` where nothing was checked.
pub(super) fn survival(scenario: &Scenario, tables: &RunTables) -> Option<Picture> {
    let nation = tables.survival.iter();
    let nation = nation.filter(|row| row.group.by == GroupBy::Nation);
    let mut points = vec![Point {
        x: 0.0,
        y: 1.0,
        interval: Some(Whiskers(1.0, 1.0)),
        hover: Hover::new("0 h after the first code").line("no check is complete"),
    }];
    points.extend(nation.map(still_open).collect::<Option<Vec<_>>>()?);
    let remain = points.last().filter(|_| points.len() > 1)?.y;
    let hours = points.len() - 1;
    let shaded = resends(scenario, &tables.timeline, hours);
    let marked = if shaded.is_empty() {
        "There is no automatic resend within the window."
    } else {
        "Shaded: when the automatic resend (R14) falls for the middle 80 % of checks, by the hours \
         at which submissions were received."
    };
    let text = format!(
        "Share of all checks not complete so many hours after the first code, with its confidence \
         interval. After the last hour {} remain: they are returned. {marked}",
        percent(remain, 1)
    );
    let x = X::Steps {
        name: "Hours since the first code".to_owned(),
        tick: tick(hours),
        last: hours,
    };
    let y = Axis::percent("Checks not complete").within(0.0, 100.0);
    let curve = Curve {
        name: String::new(),
        points,
    };
    let plot = Plot::Lines(Lines {
        band: true,
        shaded,
        ..Lines::new(x, y, vec![curve])
    });
    let title = "Time to verify: checks still open";
    Some(Picture::new("survival", title, plot, [SURVIVAL.name, TIMELINE.name]).says(text))
}

/// The checks still open after an hour: those not complete.
fn still_open(row: &SurvivalRow) -> Option<Point> {
    let mut open = row.complete?;
    let complete = open.value;
    open.value = 1.0 - complete;
    open.interval = open.interval.map(|complete| Interval {
        low: 1.0 - complete.high,
        high: 1.0 - complete.low,
        ..complete
    });
    let heading = format!("{} h after the first code", row.hour);
    let figure = Formatted::of(Unit::Share, &open);
    Some(Point {
        x: row.hour as f64,
        y: open.value,
        interval: open.interval.map(Into::into),
        hover: Hover::figure(heading, &figure, "of checks not complete")
            .line(format!("{} complete", percent(complete, 2))),
    })
}

/// Hours between the ticks of an axis of so many hours.
fn tick(hours: usize) -> usize {
    let steps = [1, 2, 3, 6, 12, 24, 48, 96, 168];
    let fits = steps.into_iter().find(|step| hours / step <= 8);
    fits.unwrap_or(hours.div_ceil(8))
}

/// The hours after the first code between which the automatic resends of each day fall for the middle
/// 80 % of checks, weighted by the hours at which submissions were received.
fn resends(scenario: &Scenario, load: &[HourRow], hours: usize) -> Vec<(f64, f64, String)> {
    let policy = &scenario.policy;
    let mut received = [0.0; 24];
    for row in load {
        received[(row.instant.time_of_day() / HOUR) as usize % 24] += row.load.submissions;
    }
    let all: f64 = received.iter().sum();
    if all == 0.0 {
        return Vec::new();
    }
    // On the next calendar day, whatever the hour of the first code.
    let wait = |hour: usize| (DAY - hour as i64 * HOUR + policy.automatic_resend_at) / HOUR;
    let mut waits: Vec<(i64, f64)> = (0..24).map(|hour| (wait(hour), received[hour])).collect();
    waits.sort_unstable_by_key(|(wait, _)| *wait);
    let at = |share: f64| {
        let mut so_far = 0.0;
        let reached = waits.iter().find(|(_, received)| {
            so_far += received;
            so_far >= share * all
        });
        reached.map_or(0, |(wait, _)| *wait)
    };
    let (from, to, last) = (at(0.1), at(0.9), hours as i64);
    (0..i64::from(policy.automatic_resend_days))
        .map(|day| (day + 1, from + 24 * day, to + 24 * day))
        .take_while(|(_, from, _)| *from < last)
        .map(|(day, from, to)| {
            let to = to.max(from + 1).min(last);
            (from as f64, to as f64, format!("resend {day}"))
        })
        .collect()
}

/// Points of a line: more cannot be told apart, and make a page large.
const MAXIMUM_POINTS: usize = 2_000;

/// Nights that can be told apart.
const MAXIMUM_NIGHTS: usize = 90;

/// The load over time, with day and night; `None` where no hour is counted.
pub(super) fn timeline(scenario: &Scenario, tables: &RunTables) -> Option<Picture> {
    let hours = &tables.timeline;
    let each = hours.len().div_ceil(MAXIMUM_POINTS).max(1);
    let panel = |name: &'static str, of: fn(&HourRow) -> f64| Panel {
        name,
        points: hours
            .chunks(each)
            .map(|part| {
                let mean = part.iter().map(of).sum::<f64>() / part.len() as f64;
                (part[0].instant.0, (mean * 100.0).round() / 100.0)
            })
            .collect(),
    };
    let nights = nights(scenario, hours);
    let thinned = if each == 1 {
        "hour by hour".to_owned()
    } else {
        format!("means of {} hours", count(each as u64))
    };
    let shaded = if nights.is_empty() {
        ""
    } else {
        " Shaded: night, when the waking calendar is closed."
    };
    let panels = [
        panel("Open checks", |row| row.load.open_checks.mean),
        panel("Waiting messages", |row| row.load.waiting_messages.mean),
        panel("Entries an hour", |row| row.load.entries),
    ];
    // What is never there is said, not drawn.
    let there = |panel: &Panel| panel.points.iter().any(|(_, value)| *value > 0.0);
    let (panels, never): (Vec<_>, Vec<_>) = panels.into_iter().partition(there);
    let never: Vec<String> = never
        .iter()
        .map(|panel| panel.name.to_lowercase())
        .collect();
    let never = match never.is_empty() {
        true => String::new(),
        false => format!(" At no time: {}.", never.join(", ")),
    };
    let text = format!(
        "All filings in the counted time, means over replications, {thinned}; Beijing time.{shaded}{never}"
    );
    let names: Vec<String> = panels
        .iter()
        .map(|panel| panel.name.to_lowercase())
        .collect();
    let title = format!("Over time: {}", names.join(", "));
    let any = !panels.is_empty();
    let plot = Plot::Panels(Panels {
        panels,
        shaded: nights,
    });
    any.then(|| Picture::new("timeline", title, plot, [TIMELINE.name]).says(text))
}

/// The times in which the waking calendar is closed; none where they are too many, or there are none.
fn nights(scenario: &Scenario, hours: &[HourRow]) -> Vec<(i64, i64)> {
    let (Some(first), Some(last)) = (hours.first(), hours.last()) else {
        return Vec::new();
    };
    let end = last.instant.after(HOUR);
    let waking = scenario.calendars.get(Calendars::WAKING);
    let mut nights = Vec::new();
    let mut awake = first.instant;
    let mut date = awake.date();
    while date.start() < end && nights.len() <= MAXIMUM_NIGHTS {
        for &(from, to) in waking.hours_of(date) {
            let opens = date.start().after(from);
            if opens > awake {
                nights.push((awake.0, opens.min(end).0));
            }
            awake = awake.max(date.start().after(to));
        }
        date = date.after(1);
    }
    if awake < end {
        nights.push((awake.0, end.0));
    }
    if nights.len() > MAXIMUM_NIGHTS {
        nights.clear();
    }
    nights
}
