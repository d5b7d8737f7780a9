//! An entry of `[[provider.reminders]]`: when the provider reminds, how, and whom it reaches.

use super::declared::{Declared, Value, count, declared, delay, probability, time_of_day};
use super::kind::Kind;
use super::kind::MeasuredIn::InWorking;
use crate::clock::Millis;
use crate::scenario::model::{CalendarId, Calendars, Delay};
use crate::scenario::reader::Reader;

/// A reminder of the leaders whom a check still awaits.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// When it is given.
    pub time: ReminderTime,
    /// How.
    pub by: Channel,
    /// The probability that a call is taken, or a message on the phone read.
    pub reach: f64,
}

/// When a reminder is given.
#[derive(Clone, Debug)]
pub enum ReminderTime {
    /// So long after the check's first code.
    After(Delay),
    /// At a time of day, on days after that of the check's first code.
    At {
        /// The time of day.
        time: Millis,
        /// On the first so many days on which the calendar is open, at most 366.
        days: u32,
        /// The calendar.
        calendar: CalendarId,
    },
}

/// How a reminder goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Channel {
    /// By a call, whatever becomes of messages.
    #[default]
    Call,
    /// By a message without a code, which travels as those with one do.
    Sms,
}

/// A reminder as it is written.
#[derive(Clone)]
pub(in crate::scenario) struct ReminderDraft {
    /// How long after the first code.
    pub after: Option<Delay>,
    /// Or at which time of day.
    pub at: Option<Millis>,
    /// On how many days.
    pub days: u32,
    /// On which of them.
    pub calendar: CalendarId,
    /// How it goes.
    pub by: Channel,
    /// Whom it reaches.
    pub reach: f64,
}

impl Default for ReminderDraft {
    fn default() -> Self {
        Self {
            after: None,
            at: None,
            days: 1,
            calendar: Calendars::WORKING,
            by: Channel::default(),
            reach: 0.0,
        }
    }
}

/// The most days on which one reminder is given: a year.
const MAXIMUM_DAYS: u32 = 366;

pub(in crate::scenario) const REMINDER: &[Declared<ReminderDraft>] = declared!(ReminderDraft {
    "after" => after: after(), "From the check's first code until the provider reminds; this or at";
    "at" => at: at(), "At which time of day, on days after that of the check's first code; this or after";
    "days" => days: count(1, MAXIMUM_DAYS, "days").optional(), "On how many days it reminds at that time; 1 where left out";
    "measured_in" => calendar: calendar(), "The calendar on whose open days it does; working where left out";
    "by" => by: by(), "By a call, whatever becomes of messages, or an sms, which travels as a message with a code does; call where left out";
    "reach" => reach: probability(), "A call is taken, or an sms on the phone read";
});

const fn after() -> Value<Option<Delay>> {
    Value::new(delay(InWorking).kind, |reader, node, path, kind| {
        Some(reader.delay(node, path, kind))
    })
    .optional()
}

const fn at() -> Value<Option<Millis>> {
    Value::new(time_of_day().kind, |reader, node, path, kind| {
        Some((time_of_day().read)(reader, node, path, kind))
    })
    .optional()
}

const fn calendar() -> Value<CalendarId> {
    Value::new(Kind::Text, |reader, node, path, _| {
        let known = reader.calendar_named(node, path);
        known.unwrap_or(Calendars::WORKING)
    })
    .optional()
}

const fn by() -> Value<Channel> {
    let kind = Kind::Choice(&["call", "sms"]);
    let value = Value::new(kind, |reader: &mut Reader, node, path, kind| {
        match reader.choice(node, path, kind).as_str() {
            "sms" => Channel::Sms,
            _ => Channel::Call,
        }
    });
    value.optional()
}

/// Reminders, in the order in which their draws are known.
pub(super) const fn reminders() -> Value<Vec<Reminder>> {
    Value::new(Kind::Reminders, Reader::reminders).optional()
}
