//! `delays.csv`, `time_to_verify.csv`, `survival.csv`: how long things take.

use super::estimates::{duration, share};
use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::clock::{HOUR, Millis, Span};
use crate::measures::{Estimate, Group, GroupBy, Groups, Percentiles, Results, Summary};

/// One statistic of one kind of duration, in one group.
#[derive(Clone, Debug)]
pub struct DurationRow {
    /// The group.
    pub group: Group,
    /// The kind, by its name in files.
    pub kind: &'static str,
    /// The statistic, by its name in files.
    pub statistic: &'static str,
    /// Its figure, in seconds.
    pub estimate: Estimate,
}

/// A statistic's name in files, and where it stands.
type Statistic = (&'static str, fn(&Percentiles) -> f64);

const STATISTICS: [Statistic; 7] = [
    ("mean", |p| p.mean),
    ("p50", |p| p.p50),
    ("p90", |p| p.p90),
    ("p95", |p| p.p95),
    ("p99", |p| p.p99),
    ("p99_9", |p| p.p999),
    ("max", |p| p.max),
];

/// A kind of duration, and where it stands.
type Duration = (&'static str, fn(&Summary) -> Option<Percentiles>);

const OF_MESSAGES: [Duration; 3] = [
    ("lane_wait", |summary| summary.lane_wait),
    ("delivery_delay", |summary| summary.delivery),
    ("receipt_to_phone", |summary| summary.receipt_to_phone),
];

const TO_VERIFY: [Duration; 1] = [("time_to_verify", |summary| summary.to_verify)];

impl Columns<DurationRow> {
    #[rustfmt::skip]
    fn statistic(self) -> Self {
        self.key("statistic", Kind::Word(|| STATISTICS.map(|(name, _)| name).to_vec()),
            "The mean, a percentile (p50 is the median), or the longest",
            |row| row.statistic.into())
        .estimate("value_seconds", Kind::Seconds,
            "The mean over replications of the replications' statistic, in seconds; its interval includes what a histogram that \
             is exact to 0.1 % hides",
            |row| Some(row.estimate))
    }
}

/// `delays.csv`.
#[rustfmt::skip]
pub const DELAYS: Table<DurationRow> = Table {
    name: TableName("delays"),
    title: "How long messages take",
    description: "One row: one statistic of one kind of delay. Groups without messages are \
                  left out.",
    columns: || Columns::new()
        .group(|row: &DurationRow| &row.group)
        .key("delay", Kind::Word(|| OF_MESSAGES.map(|(name, _)| name).to_vec()),
            "lane_wait: from queueing to sending; delivery_delay: from sending to the phone; \
             receipt_to_phone: from receipt of the submission to the first message that a leader kept while awaited, whatever its cause",
            |row| row.kind.into())
        .statistic(),
};

/// `time_to_verify.csv`.
#[rustfmt::skip]
pub const TIME_TO_VERIFY: Table<DurationRow> = Table {
    name: TableName("time_to_verify"),
    title: "Time to verify",
    description: "One row: one statistic of the time from the first code sent to check \
                  complete, of checks that were completed. Groups without any are left out.",
    columns: || Columns::new().group(|row: &DurationRow| &row.group).statistic(),
};

/// How long messages take, by group.
pub(super) fn delays(results: &Results) -> Vec<DurationRow> {
    rows(results, &OF_MESSAGES)
}

/// The time to verify, by group.
pub(super) fn time_to_verify(results: &Results) -> Vec<DurationRow> {
    rows(results, &TO_VERIFY)
}

fn rows(results: &Results, kinds: &[Duration]) -> Vec<DurationRow> {
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        for (kind, of) in kinds {
            rows.extend(STATISTICS.into_iter().filter_map(|(statistic, which)| {
                Some(DurationRow {
                    group: group.clone(),
                    kind,
                    statistic,
                    estimate: duration(results, place, of, which)?,
                })
            }));
        }
    }
    rows
}

/// The checks complete within so many hours, of one group.
#[derive(Clone, Debug)]
pub struct SurvivalRow {
    /// The group.
    pub group: Group,
    /// Hours since the first code was sent, from 1.
    pub hour: u64,
    /// Checks complete within so many hours, of all checked; its complement are those still open.
    pub complete: Option<Estimate>,
}

/// `survival.csv`.
#[rustfmt::skip]
pub const SURVIVAL: Table<SurvivalRow> = Table {
    name: TableName("survival"),
    title: "Share of checks complete by hour",
    description: "One row: one hour of the window of one group; of a window in a calendar, up to the \
                  last in which a check became complete. What is not complete after the last hour was returned. Provinces are left out; measures.csv has them \
                  for 1, 6 and 24 hours.",
    columns: || Columns::new()
        .group(|row: &SurvivalRow| &row.group)
        .key("hour", Kind::Count, "Hours since the first code was sent, from 1",
            |row| row.hour.into())
        .estimate("complete_share", Kind::Share,
            "Checks complete within so many hours / all checked", |row| row.complete),
};

/// The checks complete by hour of a window of each group, provinces left out.
pub(super) fn survival(results: &Results, window: &Span) -> Vec<SurvivalRow> {
    let hours = match window {
        Span::Plain(length) => window_hours(*length),
        _ => results.total(Groups::NATION).complete_by_hour.len(),
    };
    let mut rows = Vec::new();
    let groups = results
        .groups()
        .filter(|(_, group)| group.by != GroupBy::Province);
    for (place, group) in groups {
        rows.extend((1..=hours).map(|hour| SurvivalRow {
            group: group.clone(),
            hour: hour as u64,
            complete: share(results, place, |counts| {
                let within = counts.complete_by_hour.iter().take(hour).sum();
                (within, counts.checked)
            }),
        }));
    }
    rows
}

/// The hours of a plain window (R21), a part of one counted whole.
fn window_hours(window: Millis) -> usize {
    let window = window.max(0);
    usize::try_from(window.div_euclid(HOUR) + i64::from(window % HOUR > 0)).unwrap_or(0)
}
