//! `timeline.csv`, `timeline_days.csv`, `pages.csv`, `page_peaks.csv`: the load over time.

use super::TableError as Error;
use super::column::{Column, Kind, Schema, column};
use super::sheet::{Cell, Sheet};
use super::tables::{Source, Table};
use crate::clock::HOUR;
use crate::measures::{HourLoad, LevelHour, Results};

/// A mean over replications.
const MEAN: Kind = Kind::Number(2);

/// The columns of a load: what passes, then how much there is.
const LOAD: [Column; 15] = [
    column("submissions", MEAN, "Submissions received"),
    column("complete", MEAN, "Checks complete"),
    column("returned", MEAN, "Submissions returned"),
    column("audits_done", MEAN, "Audits done"),
    column("messages_sent", MEAN, "Messages sent"),
    column("entries", MEAN, "Entries at the page"),
    column("requests", MEAN, "Resend requests at the page"),
    column("open_checks_mean", MEAN, "Open checks, mean"),
    column("open_checks_peak", MEAN, "Open checks, peak"),
    column(
        "waiting_messages_mean",
        MEAN,
        "Messages that wait in lanes or for a free code, mean",
    ),
    column(
        "waiting_messages_peak",
        MEAN,
        "Messages that wait in lanes or for a free code, peak",
    ),
    column(
        "audits_in_hand_mean",
        MEAN,
        "Audits in hand, those waiting for an auditor included, mean",
    ),
    column(
        "audits_in_hand_peak",
        MEAN,
        "Audits in hand, those waiting for an auditor included, peak",
    ),
    column(
        "codes_taken_mean",
        MEAN,
        "Codes taken of the pool (R11), mean",
    ),
    column(
        "codes_taken_peak",
        MEAN,
        "Codes taken of the pool (R11), peak",
    ),
];

/// Columns of a row's key, followed by those of its load.
const fn with_load<const KEY: usize, const ALL: usize>(key: [Column; KEY]) -> [Column; ALL] {
    let mut all = [key[0]; ALL];
    let mut place = 0;
    while place < ALL {
        all[place] = if place < KEY {
            key[place]
        } else {
            LOAD[place - KEY]
        };
        place += 1;
    }
    all
}

/// The cells of a load over `hours` hours, means over `replications`.
fn load_cells(load: &HourLoad, hours: usize, replications: usize) -> [Cell; 15] {
    let replications = replications.max(1) as f64;
    let millis = hours.max(1) as f64 * HOUR as f64;
    let flow = |number: u64| Cell::Number(number as f64 / replications);
    let mean = |level: &LevelHour| Cell::Number(level.time_integral as f64 / millis / replications);
    let peak = |level: &LevelHour| flow(level.peak);
    [
        flow(load.submissions),
        flow(load.complete),
        flow(load.returned),
        flow(load.audits_done),
        flow(load.messages_sent),
        flow(load.entries),
        flow(load.requests),
        mean(&load.open_checks),
        peak(&load.open_checks),
        mean(&load.waiting_messages),
        peak(&load.waiting_messages),
        mean(&load.audits_in_hand),
        peak(&load.audits_in_hand),
        mean(&load.codes_taken),
        peak(&load.codes_taken),
    ]
}

const HOUR_COLUMNS: [Column; 16] = with_load([column(
    "instant",
    Kind::Instant,
    "The beginning of the hour, Beijing time",
)]);

pub(super) const TIMELINE_TABLE: Table = Table {
    schema: &Schema {
        name: "timeline",
        title: "The nation's load by hour",
        description: "One row: one counted hour, of all filings; means over replications. Peaks \
                      are sums of the provinces' peaks in the hour, which need not coincide.",
        columns: &HOUR_COLUMNS,
        key: &["instant"],
        interval_of: None,
    },
    fill: fill_timeline,
};

fn fill_timeline(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let results = source.results;
    let mut instant = results.counted_from;
    for load in &results.hours {
        let mut row = vec![Cell::Text(format!("{instant}+08:00"))];
        row.extend(load_cells(load, 1, results.replications.len()));
        sheet.row_of(&row)?;
        instant = instant.after(HOUR);
    }
    Ok(())
}

const PROVINCE: Column = column("province", Kind::Text, "The province's code");

const DAY_COLUMNS: [Column; 17] = with_load([
    PROVINCE,
    column("date", Kind::Date, "The day, Beijing time"),
]);

pub(super) const DAYS_TABLE: Table = Table {
    schema: &Schema {
        name: "timeline_days",
        title: "Each province's load by day",
        description: "One row: one counted day (or the counted part of one) of one province, of \
                      all filings; means over replications. Peaks are the day's highest.",
        columns: &DAY_COLUMNS,
        key: &["province", "date"],
        interval_of: None,
    },
    fill: fill_days,
};

fn fill_days(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let results = source.results;
    let first_day = results.counted_from.date();
    for (place, days) in results.province_days.iter().enumerate() {
        for (day, load) in days.iter().enumerate() {
            let mut row = vec![
                province(results, place),
                Cell::Text(first_day.after(day as i64).to_string()),
            ];
            let hours = hours_of_day(results, day);
            row.extend(load_cells(load, hours, results.replications.len()));
            sheet.row_of(&row)?;
        }
    }
    Ok(())
}

pub(super) const PAGES_TABLE: Table = Table {
    schema: &Schema {
        name: "pages",
        title: "Each province's page by hour of the day",
        description: "One row: one hour of the day at one province's page, of all filings; means \
                      over the counted days and replications.",
        columns: &[
            PROVINCE,
            column("hour_of_day", Kind::Count, "The hour, from 0 to 23"),
            column("entries_per_hour", Kind::Number(3), "Entries in this hour"),
            column(
                "requests_per_hour",
                Kind::Number(3),
                "Resend requests in this hour",
            ),
        ],
        key: &["province", "hour_of_day"],
        interval_of: None,
    },
    fill: fill_pages,
};

fn fill_pages(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let results = source.results;
    for (place, page) in results.pages.iter().enumerate() {
        for hour in 0..24 {
            let times = times_of_hour(results, hour) * results.replications.len();
            let mean = |number: u64| {
                let mean = number as f64 / times as f64;
                if times == 0 { Cell::Empty } else { mean.into() }
            };
            sheet.row([
                province(results, place),
                Cell::Count(hour as u64),
                mean(page.entries[hour]),
                mean(page.requests[hour]),
            ])?;
        }
    }
    Ok(())
}

pub(super) const PAGE_PEAKS_TABLE: Table = Table {
    schema: &Schema {
        name: "page_peaks",
        title: "The busiest hour of each province's page",
        description: "One row: one province's page.",
        columns: &[
            PROVINCE,
            column(
                "busiest_hour_acts",
                Kind::Count,
                "Most entries and resend requests together in one hour of any replication",
            ),
        ],
        key: &["province"],
        interval_of: None,
    },
    fill: fill_page_peaks,
};

fn fill_page_peaks(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (place, page) in source.results.pages.iter().enumerate() {
        let name = province(source.results, place);
        sheet.row([name, page.busiest_hour.into()])?;
    }
    Ok(())
}

/// The code of the province at a place among the scenario's.
fn province(results: &Results, place: usize) -> Cell {
    let group = results.groups.all().get(results.groups.province(place));
    group.map(|group| group.name.as_str()).into()
}

/// The hour of the day at which counting begins.
fn first_hour(results: &Results) -> usize {
    (results.counted_from.time_of_day() / HOUR) as usize
}

/// How many hours of a day, by its place, are counted.
fn hours_of_day(results: &Results, day: usize) -> usize {
    let first = first_hour(results);
    let (from, to) = (day * 24, day * 24 + 24);
    to.min(first + results.hours.len())
        .saturating_sub(from.max(first))
}

/// How often an hour of the day is counted in a replication.
pub(crate) fn times_of_hour(results: &Results, hour: usize) -> usize {
    let first = first_hour(results);
    let until = |end: usize| end / 24 + usize::from(end % 24 > hour);
    until(first + results.hours.len()) - until(first)
}
