//! `delays.csv`, `time_to_verify.csv`, `survival.csv`: how long things take.

use super::estimates::{duration, share};
use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::clock::{HOUR, Millis};
use crate::measures::{Estimate, Group, GroupBy, Percentiles, Results, Summary};

/// A statistic of durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// The mean.
    Mean,
    /// The median.
    P50,
    /// The 90th percentile.
    P90,
    /// The 95th.
    P95,
    /// The 99th.
    P99,
    /// The 99.9th.
    P999,
    /// The longest.
    Max,
}

impl Statistic {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::Mean,
        Self::P50,
        Self::P90,
        Self::P95,
        Self::P99,
        Self::P999,
        Self::Max,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::P50 => "p50",
            Self::P90 => "p90",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::P999 => "p99_9",
            Self::Max => "max",
        }
    }

    /// The statistic of one replication, in seconds.
    pub fn of(self, percentiles: &Percentiles) -> f64 {
        match self {
            Self::Mean => percentiles.mean,
            Self::P50 => percentiles.p50,
            Self::P90 => percentiles.p90,
            Self::P95 => percentiles.p95,
            Self::P99 => percentiles.p99,
            Self::P999 => percentiles.p999,
            Self::Max => percentiles.max,
        }
    }
}

impl<R: 'static> Columns<R> {
    /// The statistic that names a row, and its value.
    fn statistic(self, statistic: fn(&R) -> Statistic, estimate: fn(&R) -> Estimate) -> Self {
        self.key(
            "statistic",
            Kind::Word(|| Statistic::ALL.map(Statistic::name).to_vec()),
            "The mean, a percentile (p50 is the median), or the longest",
            move |row| statistic(row).name().into(),
        )
        .estimate(
            "value_seconds",
            Kind::Seconds,
            "The mean over replications of the replications' statistic, in seconds; exact to 0.1 %",
            move |row| Some(estimate(row)),
        )
    }
}

/// A kind of delay of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delay {
    /// From queueing to sending.
    LaneWait,
    /// From sending to the phone.
    Delivery,
    /// From receipt of the submission to a first code on the phone.
    ReceiptToPhone,
}

impl Delay {
    /// All.
    pub const ALL: [Self; 3] = [Self::LaneWait, Self::Delivery, Self::ReceiptToPhone];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::LaneWait => "lane_wait",
            Self::Delivery => "delivery_delay",
            Self::ReceiptToPhone => "receipt_to_phone",
        }
    }

    fn of(self, summary: &Summary) -> Option<Percentiles> {
        match self {
            Self::LaneWait => summary.lane_wait,
            Self::Delivery => summary.delivery,
            Self::ReceiptToPhone => summary.receipt_to_phone,
        }
    }
}

/// One statistic of one kind of delay, in one group.
#[derive(Clone, Debug)]
pub struct DelayRow {
    /// The group.
    pub group: Group,
    /// The kind.
    pub delay: Delay,
    /// The statistic.
    pub statistic: Statistic,
    /// Its figure, in seconds.
    pub estimate: Estimate,
}

/// `delays.csv`.
pub const DELAYS: Table<DelayRow> = Table {
    name: TableName("delays"),
    title: "How long messages take",
    description: "One row: one statistic of one kind of delay. Groups without messages are \
                  left out.",
    columns: || {
        Columns::new()
            .group(|row: &DelayRow| &row.group)
            .key(
                "delay",
                Kind::Word(|| Delay::ALL.map(Delay::name).to_vec()),
                "lane_wait: from queueing to sending; delivery_delay: from sending to the phone; \
                 receipt_to_phone: from receipt of the submission to a first code on the phone",
                |row| row.delay.name().into(),
            )
            .statistic(|row| row.statistic, |row| row.estimate)
    },
};

/// The delays of each group.
pub(super) fn delays(results: &Results) -> Vec<DelayRow> {
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        for delay in Delay::ALL {
            rows.extend(Statistic::ALL.into_iter().filter_map(|statistic| {
                Some(DelayRow {
                    group: group.clone(),
                    delay,
                    statistic,
                    estimate: duration(results, place, |s| delay.of(s), |p| statistic.of(p))?,
                })
            }));
        }
    }
    rows
}

/// One statistic of the time to verify, in one group.
#[derive(Clone, Debug)]
pub struct TimeRow {
    /// The group.
    pub group: Group,
    /// The statistic.
    pub statistic: Statistic,
    /// Its figure, in seconds.
    pub estimate: Estimate,
}

/// `time_to_verify.csv`.
pub const TIME_TO_VERIFY: Table<TimeRow> = Table {
    name: TableName("time_to_verify"),
    title: "Time to verify",
    description: "One row: one statistic of the time from the first code sent to check \
                  complete, of checks that were completed. Groups without any are left out.",
    columns: || {
        Columns::new()
            .group(|row: &TimeRow| &row.group)
            .statistic(|row| row.statistic, |row| row.estimate)
    },
};

/// The time to verify of each group.
pub(super) fn time_to_verify(results: &Results) -> Vec<TimeRow> {
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        rows.extend(Statistic::ALL.into_iter().filter_map(|statistic| {
            Some(TimeRow {
                group: group.clone(),
                statistic,
                estimate: duration(results, place, |s| s.to_verify, |p| statistic.of(p))?,
            })
        }));
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
pub const SURVIVAL: Table<SurvivalRow> = Table {
    name: TableName("survival"),
    title: "Share of checks complete by hour",
    description: "One row: one hour of the window of one group. What is not complete after \
                  the last hour was returned. Provinces are left out; measures.csv has them \
                  for 1, 6 and 24 hours.",
    columns: || {
        Columns::new()
            .group(|row: &SurvivalRow| &row.group)
            .key(
                "hour",
                Kind::Count,
                "Hours since the first code was sent, from 1",
                |row| row.hour.into(),
            )
            .estimate(
                "complete_share",
                Kind::Share,
                "Checks complete within so many hours / all checked",
                |row| row.complete,
            )
    },
};

/// The checks complete by hour of a window of each group, provinces left out.
pub(super) fn survival(results: &Results, window: Millis) -> Vec<SurvivalRow> {
    let mut rows = Vec::new();
    let groups = results
        .groups()
        .filter(|(_, group)| group.by != GroupBy::Province);
    for (place, group) in groups {
        rows.extend((1..=window_hours(window)).map(|hour| SurvivalRow {
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

/// The hours of a window (R21), a part of one counted whole.
fn window_hours(window: Millis) -> usize {
    let window = window.max(0);
    usize::try_from(window.div_euclid(HOUR) + i64::from(window % HOUR > 0)).unwrap_or(0)
}
