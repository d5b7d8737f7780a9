//! What a field may hold, in words: its unit and its bounds.

use super::parts::{CALENDAR, OUTAGE, Part, SEGMENT, SURGE, THRESHOLD};
use super::{Kind, LEAST_RATE, MOST_FACTOR, MOST_RATE, MeasuredIn};
use crate::clock::{DAY, LONGEST_DURATION};

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
            | Self::Measure => "",
            Self::Date | Self::Dates => "date",
            Self::Instant => "time",
            Self::Duration { .. } | Self::DurationOrZero => "duration",
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
            Self::Calendars | Self::Surges | Self::Segments | Self::Outages | Self::Thresholds => {
                ""
            }
        }
    }

    /// What is allowed, in words.
    pub fn allowed(self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::File => "a file's path, from this file's folder".into(),
            Self::Date => "a date from 1970 on".into(),
            Self::Dates => "a list of dates".into(),
            Self::Instant => "a date, a time, or a duration from the start".into(),
            Self::Duration {
                most: LONGEST_DURATION,
            } => "above 0".into(),
            Self::Duration { most } => format!("above 0, at most {} d", most / DAY),
            Self::DurationOrZero => "0 or more".into(),
            Self::Delay(_) => "a duration of 0 or more, or a distribution".into(),
            Self::Probability | Self::Share => "0 to 1".into(),
            Self::ProbabilityBelowOne => "0 to below 1".into(),
            Self::Number { least, most, .. } => bounds(least, most),
            Self::Count { least, most, .. } => format!("a whole number from {least} to {most}"),
            Self::CountOrNone { least, .. } => {
                format!("a whole number of at least {least}, or -1 for no limit")
            }
            Self::Flag => "true or false".into(),
            Self::TimeOfDay => "00:00 to 23:59".into(),
            Self::Hours => "a list of [\"from\", \"to\"], 00:00 to 24:00".into(),
            Self::Choice(words) => words.join(", "),
            Self::Words(words) => format!("a list of {}", words.join(", ")),
            Self::Factors(number) => format!("{number} numbers from 0 to {MOST_FACTOR}"),
            Self::Shares(names) => format!("0 to 1 for each of {}", names.join(", ")),
            Self::ProvinceShares => "0 to 1 for each province's code".into(),
            Self::Provinces => "a list of provinces' codes".into(),
            Self::InForce => "a date, true or false for each province's code".into(),
            Self::LaneRates => {
                format!("a number from {LEAST_RATE} to {MOST_RATE}, -1, or one for each carrier")
            }
            Self::Measure => "a measure's name".into(),
            Self::Calendars => "tables by name".into(),
            Self::Surges | Self::Segments | Self::Outages | Self::Thresholds => {
                "a list of tables".into()
            }
        }
    }

    /// The fields of the tables that it holds; none where it holds none.
    pub fn parts(self) -> &'static [Part] {
        match self {
            Self::Calendars => CALENDAR,
            Self::Surges => SURGE,
            Self::Segments => SEGMENT,
            Self::Outages => OUTAGE,
            Self::Thresholds => THRESHOLD,
            _ => &[],
        }
    }
}

fn bounds(least: f64, most: f64) -> String {
    match (least > f64::MIN, most < f64::MAX) {
        (false, false) => "any number".into(),
        _ => format!("{least} to {most}"),
    }
}
