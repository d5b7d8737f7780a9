//! `delays.csv`, `time_to_verify.csv`, `survival.csv`: how long things take.

use super::TableError as Error;
use super::column::{
    CI_HIGH, CI_LOW, CI_METHOD, Column, GROUP, GROUP_BY, Kind, REPLICATIONS, SECONDS_DECIMALS,
    Schema, column, words,
};
use super::sheet::{Cell, Sheet, estimate_cells, share_cells};
use super::tables::{Source, Table, duration, group_cells};
use crate::clock::HOUR;
use crate::measures::{GroupBy, Percentiles, Summary};

const STATISTIC: Column = column(
    "statistic",
    Kind::Word(words::statistics),
    "The mean, a percentile (p50 is the median), or the longest",
);
const VALUE_SECONDS: Column = column(
    "value_seconds",
    Kind::Seconds,
    "The mean over replications of the replications' statistic, in seconds; exact to 0.1 %",
);

/// A statistic's name, and where it stands.
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

/// A kind of delay, and where it stands.
type Delay = (&'static str, fn(&Summary) -> Option<Percentiles>);

const DELAYS: [Delay; 3] = [
    ("lane_wait", |summary| summary.lane_wait),
    ("delivery_delay", |summary| summary.delivery),
    ("receipt_to_phone", |summary| summary.receipt_to_phone),
];

pub(super) const DELAYS_TABLE: Table = Table {
    schema: &Schema {
        name: "delays",
        title: "How long messages take",
        description: "One row: one statistic of one kind of delay. Groups without messages are \
                      left out.",
        columns: &[
            GROUP_BY,
            GROUP,
            column(
                "delay",
                Kind::Word(delays),
                "lane_wait: from queueing to sending; delivery_delay: from sending to the phone; \
                 receipt_to_phone: from receipt of the submission to a first code on the phone",
            ),
            STATISTIC,
            VALUE_SECONDS,
            CI_LOW,
            CI_HIGH,
            CI_METHOD,
            REPLICATIONS,
        ],
        key: &["group_by", "group", "delay", "statistic"],
        interval_of: Some("value_seconds"),
    },
    fill: fill_delays,
};

fn delays() -> Vec<&'static str> {
    DELAYS.map(|(name, _)| name).to_vec()
}

fn fill_delays(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (place, group) in source.results.groups() {
        for (delay, of) in DELAYS {
            for (statistic, which) in STATISTICS {
                let Some(estimate) = duration(source.results, place, of, which) else {
                    continue;
                };
                let [by, name] = group_cells(group);
                let [value, low, high, method, replications] =
                    estimate_cells(Some(estimate), SECONDS_DECIMALS);
                sheet.row([
                    by,
                    name,
                    delay.into(),
                    statistic.into(),
                    value,
                    low,
                    high,
                    method,
                    replications,
                ])?;
            }
        }
    }
    Ok(())
}

pub(super) const TIME_TO_VERIFY_TABLE: Table = Table {
    schema: &Schema {
        name: "time_to_verify",
        title: "Time to verify",
        description: "One row: one statistic of the time from the first code sent to check \
                      complete, of checks that were completed. Groups without any are left out.",
        columns: &[
            GROUP_BY,
            GROUP,
            STATISTIC,
            VALUE_SECONDS,
            CI_LOW,
            CI_HIGH,
            CI_METHOD,
            REPLICATIONS,
        ],
        key: &["group_by", "group", "statistic"],
        interval_of: Some("value_seconds"),
    },
    fill: fill_time_to_verify,
};

fn fill_time_to_verify(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (place, group) in source.results.groups() {
        for (statistic, which) in STATISTICS {
            let Some(estimate) = duration(source.results, place, |s| s.to_verify, which) else {
                continue;
            };
            let [by, name] = group_cells(group);
            let [value, low, high, method, replications] =
                estimate_cells(Some(estimate), SECONDS_DECIMALS);
            sheet.row([
                by,
                name,
                statistic.into(),
                value,
                low,
                high,
                method,
                replications,
            ])?;
        }
    }
    Ok(())
}

pub(super) const SURVIVAL_TABLE: Table = Table {
    schema: &Schema {
        name: "survival",
        title: "Share of checks complete by hour",
        description: "One row: one hour of the window of one group. What is not complete after \
                      the last hour was returned. Provinces are left out; measures.csv has them \
                      for 1, 6 and 24 hours.",
        columns: &[
            GROUP_BY,
            GROUP,
            column(
                "hour",
                Kind::Count,
                "Hours since the first code was sent, from 1",
            ),
            column(
                "complete_share",
                Kind::Share,
                "Checks complete within so many hours / all checked",
            ),
            CI_LOW,
            CI_HIGH,
            CI_METHOD,
            REPLICATIONS,
        ],
        key: &["group_by", "group", "hour"],
        interval_of: Some("complete_share"),
    },
    fill: fill_survival,
};

fn fill_survival(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (place, group) in source.results.groups() {
        if group.by == GroupBy::Province {
            continue;
        }
        for hour in 1..=window_hours(source) {
            let estimate = source.share(place, |counts| {
                let within = counts.complete_by_hour.iter().take(hour).sum();
                (within, counts.checked)
            });
            let [by, name] = group_cells(group);
            let [share, low, high, method, replications] = share_cells(estimate);
            sheet.row([
                by,
                name,
                Cell::Count(hour as u64),
                share,
                low,
                high,
                method,
                replications,
            ])?;
        }
    }
    Ok(())
}

/// The hours of the window (R21), a part of one counted whole.
fn window_hours(source: &Source<'_>) -> usize {
    let window = source.scenario.policy.window.max(0);
    usize::try_from(window.div_euclid(HOUR) + i64::from(window % HOUR > 0)).unwrap_or(0)
}
