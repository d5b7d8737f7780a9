//! What a span in a calendar is written as.

use std::sync::Arc;

use super::declared::{Declared, Value, count, declared, duration};
use super::kind::Kind;
use crate::clock::{Calendar, Ends, Millis, Span};
use crate::scenario::reader::Reader;

/// A span in a calendar, as it is written.
#[derive(Default)]
pub(in crate::scenario) struct SpanDraft {
    /// Its length, in open time.
    pub length: Option<Millis>,
    /// Or its days.
    pub days: Option<u32>,
    /// When the last of them ends.
    pub ends: Ends,
    /// In which calendar; `None` where that is at fault.
    pub calendar: Option<Arc<Calendar>>,
}

/// The most days: a year.
const MAXIMUM_DAYS: u32 = 366;

pub(in crate::scenario) const SPAN: &[Declared<SpanDraft>] = declared!(SpanDraft {
    "length" => length: length(), "How long, where it passes only while the calendar is open; this or days";
    "days" => days: days(), "On how many days on which the calendar is open, the day of the begin not counted; this or length";
    "ends" => ends: ends(), "When the last of the days ends it: at 24:00, or at the time of day of the begin; same_time where left out";
    "measured_in" => calendar: Value::new(Kind::Text, Reader::calendar_of), "The calendar";
});

const fn length() -> Value<Option<Millis>> {
    Value::new(duration().kind, |reader, node, path, kind| {
        Some(reader.positive_duration(node, path, kind))
    })
    .optional()
}

const fn days() -> Value<Option<u32>> {
    Value::new(
        count(1, MAXIMUM_DAYS, "days").kind,
        |reader, node, path, kind| u32::try_from(reader.count(node, path, kind)).ok(),
    )
    .optional()
}

const fn ends() -> Value<Ends> {
    let kind = Kind::Choice(&["midnight", "same_time"]);
    let value = Value::new(kind, |reader: &mut Reader, node, path, kind| {
        let word = reader.choice(node, path, kind);
        let known = Ends::ALL.into_iter().find(|ends| ends.name() == word);
        known.unwrap_or_default()
    });
    value.optional()
}

/// A span that may be plain or in a calendar.
pub(super) const fn span() -> Value<Span> {
    Value::new(Kind::Span, Reader::span)
}
