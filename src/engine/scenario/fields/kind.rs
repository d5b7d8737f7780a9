//! What a field may hold, and where it may stand; in types and in words.

use super::declared::{Part, parts_of};
use super::reminders::REMINDER;
use super::spans::SPAN;
use super::tables::{CALENDAR, OUTAGE, SEGMENT, SURGE, THRESHOLD};
use super::uncertain::UNCERTAIN;
use crate::clock::{DAY, LONGEST_DURATION, Millis};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A string.
    Text,
    /// A date.
    Date,
    /// A list of dates.
    Dates,
    /// A list of dates, or `"china"` for the official ones.
    Holidays,
    /// A file's path, from the folder of the file that names it.
    File,
    /// A date, a date and time, or a duration from the start of the run.
    Instant,
    /// A duration above 0, such as `"48h"`.
    Duration {
        /// The longest, in milliseconds.
        maximum: Millis,
    },
    /// A duration of 0 or more.
    DurationOrZero,
    /// A duration, or a distribution of durations, and the calendar in which it passes by default.
    Delay(MeasuredIn),
    /// A duration above 0, or a table: one in a calendar.
    Span,
    /// A probability, 0 to 1.
    Probability,
    /// A share, 0 to 1.
    Share,
    /// A probability below 1: what it repeats must end.
    ProbabilityBelowOne,
    /// A number in bounds.
    Number {
        /// The least that it may be.
        minimum: f64,
        /// The most that it may be.
        maximum: f64,
        /// Of what.
        unit: &'static str,
    },
    /// A whole number in bounds.
    Count {
        /// The least that it may be.
        minimum: u64,
        /// The most that it may be.
        maximum: u64,
        /// Of what.
        unit: &'static str,
    },
    /// A whole number, or -1 for no limit.
    CountOrNone {
        /// The least that it may be.
        minimum: u64,
        /// Of what.
        unit: &'static str,
    },
    /// True or false.
    Flag,
    /// A time of day, `"00:00"`.
    TimeOfDay,
    /// Opening hours of a day.
    Hours,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// A list of provinces.
    Provinces,
    /// The name of a measure.
    Measure,
    /// So many relative factors.
    Factors(usize),
    /// Shares of these names; they sum to 1.
    Shares(&'static [&'static str]),
    /// Shares by province; they sum to 1.
    ProvinceShares,
    /// Dates or flags by province.
    InForce,
    /// A rate, or one by carrier; -1 for no limit.
    LaneRates,
    /// Tables of opening hours by name.
    Calendars,
    /// A list of surges.
    Surges,
    /// A list of segments.
    Segments,
    /// A list of outages.
    Outages,
    /// A list of the provider's reminders.
    Reminders,
    /// A list of thresholds.
    Thresholds,
    /// A list of what is uncertain.
    Uncertain,
    /// A list of fields' paths.
    Paths,
    /// What is believed of an uncertain field: a distribution.
    Prior,
    /// A value of the uncertain field, as it is written there.
    OfField,
}

/// The calendar in which a delay passes unless it says so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasuredIn {
    /// All of the time.
    Always,
    /// `working`.
    InWorking,
    /// The leader's own: `waking`, or `working` for one who acts at work.
    Own,
}

/// Where a field may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In the scenario alone.
    General,
    /// Also under `[province.<code>]`.
    Province,
    /// Also under `[province.<code>]` and in a segment.
    Population,
}

/// The names of filing types.
pub const TYPES: &[&str] = &[
    "new_filing",
    "new_website",
    "new_access",
    "change",
    "cancel_entity",
    "cancel_website",
    "cancel_access",
];

/// The names of a change's scopes.
pub const SCOPES: &[&str] = &["entity", "website", "both"];

/// The days of the week as calendars name them.
pub const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The holidays that come with the program.
pub const CHINA: &str = "china";

/// The greatest factor of arrivals.
pub const MAXIMUM_FACTOR: f64 = 1e6;

/// The least rate of a lane, in messages a minute.
pub const MINIMUM_RATE: f64 = 1e-6;

/// The greatest rate of a lane, in messages a minute.
pub const MAXIMUM_RATE: f64 = 1e9;

impl Kind {
    /// The unit of what it holds; empty where there is none.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Number { unit, .. }
            | Self::Count { unit, .. }
            | Self::CountOrNone { unit, .. } => unit,
            Self::Text
            | Self::File
            | Self::Flag
            | Self::Choice(_)
            | Self::Words(_)
            | Self::Paths
            | Self::Measure => "",
            Self::Prior | Self::OfField => "the field's",
            Self::Date | Self::Dates | Self::Holidays => "date",
            Self::Instant => "time",
            Self::Duration { .. } | Self::DurationOrZero | Self::Span => "duration",
            Self::Delay(MeasuredIn::Always) => "duration",
            Self::Delay(MeasuredIn::InWorking) => "working time",
            Self::Delay(MeasuredIn::Own) => "leader's own time",
            Self::Probability | Self::ProbabilityBelowOne => "probability",
            Self::Share | Self::Shares(_) | Self::ProvinceShares => "share",
            Self::TimeOfDay => "Beijing time",
            Self::Hours => "times of day",
            Self::Factors(_) => "factor",
            Self::Provinces => "province",
            Self::InForce => "date",
            Self::LaneRates => "messages a minute",
            Self::Calendars
            | Self::Surges
            | Self::Segments
            | Self::Outages
            | Self::Reminders
            | Self::Thresholds
            | Self::Uncertain => "",
        }
    }

    /// What is allowed, in words.
    pub fn allowed(self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::File => "a file's path, from this file's folder".into(),
            Self::Date => "a date from 1970 on".into(),
            Self::Dates => "a list of dates".into(),
            Self::Holidays => format!("a list of dates, or \"{CHINA}\""),
            Self::Instant => "a date, a time, or a duration from the start".into(),
            Self::Duration {
                maximum: LONGEST_DURATION,
            } => "above 0".into(),
            Self::Duration { maximum } => format!("above 0, at most {} d", maximum / DAY),
            Self::DurationOrZero => "0 or more".into(),
            Self::Span => "a duration above 0, or a table: one in a calendar".into(),
            Self::Delay(_) => "a duration of 0 or more, or a distribution".into(),
            Self::Probability | Self::Share => "0 to 1".into(),
            Self::ProbabilityBelowOne => "0 to below 1".into(),
            Self::Number {
                minimum, maximum, ..
            } => bounds(minimum, maximum),
            Self::Count {
                minimum, maximum, ..
            } => format!("a whole number from {minimum} to {maximum}"),
            Self::CountOrNone { minimum, .. } => {
                format!("a whole number of at least {minimum}, or -1 for no limit")
            }
            Self::Flag => "true or false".into(),
            Self::TimeOfDay => "00:00 to 23:59".into(),
            Self::Hours => "a list of [\"from\", \"to\"], 00:00 to 24:00".into(),
            Self::Choice(words) => words.join(", "),
            Self::Words(words) => format!("a list of {}", words.join(", ")),
            Self::Factors(number) => format!("{number} numbers from 0 to {MAXIMUM_FACTOR}"),
            Self::Shares(names) => format!("0 to 1 for each of {}", names.join(", ")),
            Self::ProvinceShares => "0 to 1 for each province's code".into(),
            Self::Provinces => "a list of provinces' codes".into(),
            Self::InForce => "a date, true or false for each province's code".into(),
            Self::LaneRates => {
                format!(
                    "a number from {MINIMUM_RATE} to {MAXIMUM_RATE}, -1, or one for each carrier"
                )
            }
            Self::Measure => "a measure's name".into(),
            Self::Calendars => "tables by name".into(),
            Self::Surges
            | Self::Segments
            | Self::Outages
            | Self::Reminders
            | Self::Thresholds
            | Self::Uncertain => "a list of tables".into(),
            Self::Paths => "a list of fields' paths".into(),
            Self::Prior => "a distribution".into(),
            Self::OfField => "a number or a duration, as the field has it".into(),
        }
    }

    /// The fields of the tables that it holds; none where it holds none.
    pub fn parts(self) -> Vec<Part> {
        match self {
            Self::Calendars => parts_of(CALENDAR),
            Self::Span => parts_of(SPAN),
            Self::Surges => parts_of(SURGE),
            Self::Segments => parts_of(SEGMENT),
            Self::Outages => parts_of(OUTAGE),
            Self::Reminders => parts_of(REMINDER),
            Self::Thresholds => parts_of(THRESHOLD),
            Self::Uncertain => parts_of(UNCERTAIN),
            _ => Vec::new(),
        }
    }
}

fn bounds(minimum: f64, maximum: f64) -> String {
    match (minimum > f64::MIN, maximum < f64::MAX) {
        (false, false) => "any number".into(),
        _ => format!("{minimum} to {maximum}"),
    }
}
