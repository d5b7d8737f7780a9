//! `weekdays.csv`: on which day of the week a check begins, and what becomes of it.

use super::estimates::share;
use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::measures::{Estimate, Group, OfWeekday, Results};
use crate::scenario::DAYS;

/// The checks of one group whose first code was sent on one day of the week.
#[derive(Clone, Debug)]
pub struct WeekdayRow {
    /// The group.
    pub group: Group,
    /// The day, as scenarios name it.
    pub weekday: &'static str,
    /// How many ended, over all replications.
    pub checks: u64,
    /// How many of them were returned.
    pub returned: u64,
    /// The mean time from the first code to the complete check, in seconds; `None` where none was complete.
    pub mean_time_to_verify: Option<f64>,
    /// Share that was returned.
    pub return_rate: Option<Estimate>,
}

/// `weekdays.csv`.
#[rustfmt::skip]
pub const WEEKDAYS: Table<WeekdayRow> = Table {
    name: TableName("weekdays"),
    title: "Checks by the weekday of the first code",
    description: "One row: the checks of one group whose first code was sent on one day of the week, Beijing time. \
                  Checks that ended before a code was sent are left out.",
    columns: || Columns::new()
        .group(|row: &WeekdayRow| &row.group)
        .key("weekday", Kind::Word(|| DAYS.to_vec()), "The day on which the first code was sent",
            |row| row.weekday.into())
        .column("checks", Kind::Count, "Checks, summed over replications", |row| row.checks.into())
        .column("returned", Kind::Count, "Of them, submissions returned (R20, R21), summed over replications",
            |row| row.returned.into())
        .column("mean_time_to_verify_seconds", Kind::Seconds,
            "Of those complete, the mean time from the first code sent to check complete, in seconds",
            |row| row.mean_time_to_verify.into())
        .estimate("return_rate", Kind::Share, "Returned / checks", |row| row.return_rate),
};

/// The weekdays of each group.
pub(super) fn rows(results: &Results) -> Vec<WeekdayRow> {
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        let total = results.total(place).weekdays;
        rows.extend(DAYS.iter().enumerate().map(|(day, weekday)| {
            let OfWeekday {
                complete,
                returned,
                to_verify,
            } = total[day];
            let to_verify = to_verify as f64 / 1e3;
            WeekdayRow {
                group: group.clone(),
                weekday,
                checks: complete + returned,
                returned,
                mean_time_to_verify: (complete > 0).then(|| to_verify / complete as f64),
                return_rate: share(results, place, |counts| {
                    let day = &counts.weekdays[day];
                    (day.returned, day.complete + day.returned)
                }),
            }
        }));
    }
    rows
}
