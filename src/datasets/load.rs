//! `timeline.csv`, `timeline_days.csv`, `pages.csv`, `page_peaks.csv`: the load over time.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::clock::{Date, HOUR, Instant};
use crate::measures::{HourLoad, LevelHour, Results};

/// A load, means over replications: what passes, then how much there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanLoad {
    /// Submissions received.
    pub submissions: f64,
    /// Checks complete.
    pub complete: f64,
    /// Submissions returned.
    pub returned: f64,
    /// Audits done.
    pub audits_done: f64,
    /// Messages sent.
    pub messages_sent: f64,
    /// Entries at the page.
    pub entries: f64,
    /// Resend requests at the page.
    pub requests: f64,
    /// Open checks.
    pub open_checks: MeanLevel,
    /// Messages that wait in lanes or for a free code.
    pub waiting_messages: MeanLevel,
    /// Audits in hand, those waiting for an auditor included.
    pub audits_in_hand: MeanLevel,
    /// Codes taken of the pool (R11).
    pub codes_taken: MeanLevel,
}

/// A level over a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanLevel {
    /// Its mean.
    pub mean: f64,
    /// Its peak.
    pub peak: f64,
}

impl MeanLoad {
    /// The load of `hours` hours of `replications` replications.
    fn of(load: &HourLoad, hours: usize, replications: usize) -> Self {
        let replications = replications.max(1) as f64;
        let millis = hours.max(1) as f64 * HOUR as f64;
        let flow = |number: u64| number as f64 / replications;
        let level = |level: &LevelHour| MeanLevel {
            mean: level.time_integral as f64 / millis / replications,
            peak: flow(level.peak),
        };
        Self {
            submissions: flow(load.submissions),
            complete: flow(load.complete),
            returned: flow(load.returned),
            audits_done: flow(load.audits_done),
            messages_sent: flow(load.messages_sent),
            entries: flow(load.entries),
            requests: flow(load.requests),
            open_checks: level(&load.open_checks),
            waiting_messages: level(&load.waiting_messages),
            audits_in_hand: level(&load.audits_in_hand),
            codes_taken: level(&load.codes_taken),
        }
    }
}

/// A column of a load: its name, its meaning, and where it stands.
type LoadColumn = (&'static str, &'static str, fn(&MeanLoad) -> f64);

#[rustfmt::skip]
const LOAD: [LoadColumn; 15] = [
    ("submissions", "Submissions received", |l| l.submissions),
    ("complete", "Checks complete", |l| l.complete),
    ("returned", "Submissions returned", |l| l.returned),
    ("audits_done", "Audits done", |l| l.audits_done),
    ("messages_sent", "Messages sent", |l| l.messages_sent),
    ("entries", "Entries at the page", |l| l.entries),
    ("requests", "Resend requests at the page", |l| l.requests),
    ("open_checks_mean", "Open checks, mean", |l| l.open_checks.mean),
    ("open_checks_peak", "Open checks, peak", |l| l.open_checks.peak),
    ("waiting_messages_mean", "Messages that wait in lanes or for a free code, mean",
        |l| l.waiting_messages.mean),
    ("waiting_messages_peak", "Messages that wait in lanes or for a free code, peak",
        |l| l.waiting_messages.peak),
    ("audits_in_hand_mean", "Audits in hand, those waiting for an auditor included, mean",
        |l| l.audits_in_hand.mean),
    ("audits_in_hand_peak", "Audits in hand, those waiting for an auditor included, peak",
        |l| l.audits_in_hand.peak),
    ("codes_taken_mean", "Codes taken of the pool (R11), mean", |l| l.codes_taken.mean),
    ("codes_taken_peak", "Codes taken of the pool (R11), peak", |l| l.codes_taken.peak),
];

impl<R: 'static> Columns<R> {
    /// The columns of a load.
    fn load(self, load: fn(&R) -> &MeanLoad) -> Self {
        LOAD.into_iter().fold(self, |columns, (name, meaning, of)| {
            columns.column(name, Kind::Number(2), meaning, move |row| {
                of(load(row)).into()
            })
        })
    }

    /// The province that names a row.
    fn province(self, province: fn(&R) -> &str) -> Self {
        self.key("province", Kind::Text, "The province's code", move |row| {
            province(row).into()
        })
    }
}

/// The nation's load in one counted hour.
#[derive(Clone, Debug)]
pub struct HourRow {
    /// The beginning of the hour.
    pub instant: Instant,
    /// The load; peaks are sums of the provinces'.
    pub load: MeanLoad,
}

/// `timeline.csv`.
#[rustfmt::skip]
pub const TIMELINE: Table<HourRow> = Table {
    name: TableName("timeline"),
    title: "The nation's load by hour",
    description: "One row: one counted hour, of all filings; means over replications. Peaks \
                  are sums of the provinces' peaks in the hour, which need not coincide.",
    columns: || Columns::new()
        .key("instant", Kind::Instant, "The beginning of the hour, Beijing time",
            |row: &HourRow| format!("{}+08:00", row.instant).into())
        .load(|row| &row.load),
};

/// The nation's load by hour.
pub(super) fn timeline(results: &Results) -> Vec<HourRow> {
    let hours = (0..).zip(&results.load.hours.counted);
    hours
        .map(|(hour, load)| HourRow {
            instant: results.counted_from.after(hour * HOUR),
            load: MeanLoad::of(load, 1, results.replications.len()),
        })
        .collect()
}

/// The load of one province on one counted day.
#[derive(Clone, Debug)]
pub struct DayRow {
    /// The province's code.
    pub province: String,
    /// The day.
    pub date: Date,
    /// The load; peaks are the day's highest.
    pub load: MeanLoad,
}

/// `timeline_days.csv`.
#[rustfmt::skip]
pub const TIMELINE_DAYS: Table<DayRow> = Table {
    name: TableName("timeline_days"),
    title: "Each province's load by day",
    description: "One row: one counted day (or the counted part of one) of one province, of \
                  all filings; means over replications. Peaks are the day's highest.",
    columns: || Columns::new()
        .province(|row: &DayRow| &row.province)
        .key("date", Kind::Date, "The day, Beijing time", |row| row.date.to_string().into())
        .load(|row| &row.load),
};

/// Each province's load by day.
pub(super) fn days(results: &Results) -> Vec<DayRow> {
    let first_day = results.counted_from.date();
    let mut rows = Vec::new();
    for (place, days) in results.load.province_days.iter().enumerate() {
        rows.extend(days.iter().enumerate().map(|(day, load)| {
            let hours = hours_of_day(results, day);
            DayRow {
                province: province(results, place),
                date: first_day.after(day as i64),
                load: MeanLoad::of(load, hours, results.replications.len()),
            }
        }));
    }
    rows
}

/// One hour of the day at one province's page: means over the counted days and replications.
#[derive(Clone, Debug)]
pub struct PageHourRow {
    /// The province's code.
    pub province: String,
    /// The hour, from 0 to 23.
    pub hour: u64,
    /// Entries in this hour; `None` where the hour was never counted.
    pub entries: Option<f64>,
    /// Resend requests in this hour.
    pub requests: Option<f64>,
}

/// `pages.csv`.
#[rustfmt::skip]
pub const PAGES: Table<PageHourRow> = Table {
    name: TableName("pages"),
    title: "Each province's page by hour of the day",
    description: "One row: one hour of the day at one province's page, of all filings; means \
                  over the counted days and replications.",
    columns: || Columns::new()
        .province(|row: &PageHourRow| &row.province)
        .key("hour_of_day", Kind::Count, "The hour, from 0 to 23", |row| row.hour.into())
        .column("entries_per_hour", Kind::Number(3), "Entries in this hour",
            |row| row.entries.into())
        .column("requests_per_hour", Kind::Number(3), "Resend requests in this hour",
            |row| row.requests.into()),
};

/// Each province's page by hour of the day.
pub(super) fn pages(results: &Results) -> Vec<PageHourRow> {
    let mut rows = Vec::new();
    for (place, page) in results.load.pages.iter().enumerate() {
        rows.extend((0..24).map(|hour| {
            let times = times_of_hour(results, hour) * results.replications.len();
            let mean = |number: u64| (times > 0).then(|| number as f64 / times as f64);
            PageHourRow {
                province: province(results, place),
                hour: hour as u64,
                entries: mean(page.entries[hour]),
                requests: mean(page.requests[hour]),
            }
        }));
    }
    rows
}

/// The busiest hour of one province's page.
#[derive(Clone, Debug)]
pub struct PagePeakRow {
    /// The province's code.
    pub province: String,
    /// Most entries and resend requests together in one hour of any replication.
    pub busiest_hour: u64,
}

/// `page_peaks.csv`.
#[rustfmt::skip]
pub const PAGE_PEAKS: Table<PagePeakRow> = Table {
    name: TableName("page_peaks"),
    title: "The busiest hour of each province's page",
    description: "One row: one province's page.",
    columns: || Columns::new()
        .province(|row: &PagePeakRow| &row.province)
        .column("busiest_hour_acts", Kind::Count,
            "Most entries and resend requests together in one hour of any replication",
            |row| row.busiest_hour.into()),
};

/// The busiest hour of each province's page.
pub(super) fn page_peaks(results: &Results) -> Vec<PagePeakRow> {
    let pages = results.load.pages.iter().enumerate();
    pages
        .map(|(place, page)| PagePeakRow {
            province: province(results, place),
            busiest_hour: page.busiest_hour,
        })
        .collect()
}

/// The code of the province at a place among the scenario's.
fn province(results: &Results, place: usize) -> String {
    let group = results.groups.all().get(results.groups.province(place));
    group.map(|group| group.name.clone()).unwrap_or_default()
}

/// The hour of the day at which counting begins.
fn first_hour(results: &Results) -> usize {
    (results.counted_from.time_of_day() / HOUR) as usize
}

/// How many hours of a day, by its place, are counted.
fn hours_of_day(results: &Results, day: usize) -> usize {
    let first = first_hour(results);
    let (from, to) = (day * 24, day * 24 + 24);
    to.min(first + results.load.hours.counted.len())
        .saturating_sub(from.max(first))
}

/// How often an hour of the day is counted in a replication.
fn times_of_hour(results: &Results, hour: usize) -> usize {
    let first = first_hour(results);
    let until = |end: usize| end / 24 + usize::from(end % 24 > hour);
    until(first + results.load.hours.counted.len()) - until(first)
}
