//! `warm_up.csv`: when the load settles; `warm_up_days.csv`: the load by day, from the begin of the warm-up.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::clock::{HOUR, Instant};
use crate::measures::{LoadSeries, Results, Settling};

/// One series of the nation's load, and when it settles.
#[derive(Clone, Debug)]
pub struct WarmUpRow {
    /// Hours of the warm-up.
    pub warm_up: u64,
    /// When it settles.
    pub of: Settling,
}

impl WarmUpRow {
    /// How far the mean of the counted time is from one that has settled, as a share of it; `None` where it settles
    /// within the warm-up.
    pub fn off(&self) -> Option<f64> {
        self.of.off(self.warm_up as usize)
    }
}

const SERIES: fn() -> Vec<&'static str> = || LoadSeries::ALL.map(LoadSeries::name).to_vec();

/// `warm_up.csv`.
#[rustfmt::skip]
pub const WARM_UP: Table<WarmUpRow> = Table {
    name: TableName("warm_up"),
    title: "Whether the warm-up was long enough",
    description: "One row: one series of the nation's load by the hour. It settles where MSER-5 cuts it, the cycle of the week taken out: \
                  a hint, which chance can move by days and a surge by more.",
    columns: || Columns::new()
        .key("series", Kind::Word(SERIES), "What of the load", |row: &WarmUpRow| row.of.series.name().into())
        .column("warm_up_hours", Kind::Count, "Hours of the warm-up", |row| row.warm_up.into())
        .column("settles_after_hours", Kind::Count,
            "Hours from the begin of the warm-up until it settles; empty where it does not within the first half",
            |row| row.of.after.map(|hours| hours as u64).into())
        .column("mean_counted", Kind::Number(3), "The mean of the counted hours, over replications: things an hour, or how high it is",
            |row| row.of.counted.into())
        .column("mean_settled", Kind::Number(3), "That of the counted hours after it has settled; the same where it does not",
            |row| row.of.settled.into()),
};

/// The series of the nation's load.
pub(super) fn rows(results: &Results) -> Vec<WarmUpRow> {
    let warm_up = results.load.hours.before.len() as u64;
    let all = results.settling().into_iter();
    all.map(|of| WarmUpRow { warm_up, of }).collect()
}

/// One series on one day of the run.
#[derive(Clone, Debug)]
pub struct WarmUpDayRow {
    /// When the day begins, 24 hours long; the last may be shorter.
    pub begins: Instant,
    /// What of the load.
    pub series: LoadSeries,
    /// The mean over its hours and the replications.
    pub mean: f64,
}

/// `warm_up_days.csv`.
#[rustfmt::skip]
pub const WARM_UP_DAYS: Table<WarmUpDayRow> = Table {
    name: TableName("warm_up_days"),
    title: "The nation's load by day, from the begin of the warm-up",
    description: "One row: one series of the nation's load over 24 hours, the warm-up's and the counted ones; the last may be fewer.",
    columns: || Columns::new()
        .key("begins", Kind::Instant, "When the 24 hours begin", |row: &WarmUpDayRow| format!("{}+08:00", row.begins).into())
        .key("series", Kind::Word(SERIES), "What of the load", |row| row.series.name().into())
        .column("mean", Kind::Number(3), "The mean of its hours, over replications: things an hour, or how high it is",
            |row| row.mean.into()),
};

/// Hours of a day.
const DAY: usize = 24;

/// The days of these series.
pub(super) fn days(results: &Results, series: &[WarmUpRow]) -> Vec<WarmUpDayRow> {
    let mut rows = Vec::new();
    for WarmUpRow { of, warm_up } in series {
        let begin = results.counted_from.after(-(*warm_up as i64) * HOUR);
        let days = of.hours.chunks(DAY).enumerate();
        rows.extend(days.map(|(day, hours)| WarmUpDayRow {
            begins: begin.after((day * DAY) as i64 * HOUR),
            series: of.series,
            mean: hours.iter().sum::<f64>() / hours.len() as f64,
        }));
    }
    rows
}
