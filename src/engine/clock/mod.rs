//! The virtual clock: instants and durations in whole milliseconds of Beijing time, calendars, and spans of
//! time in either.
//!
//! China keeps one time zone without daylight saving, so an instant is a plain integer: the
//! milliseconds since 1970-01-01T00:00 Beijing time. Days and weekdays follow from it by division.

mod calendar;
mod china;
mod days;
mod error;
mod instant;
mod span;

pub use calendar::{Calendar, CalendarFault, Week};
pub use china::OfficialDays;
pub use error::TimeError;
pub use instant::{Date, Instant, LONGEST_DURATION, Millis, OptionalInstant, parse_duration};
pub use span::{Ends, Span};

/// One second in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_the_clock() {
        let units = [SECOND, MINUTE, HOUR, DAY];
        assert_eq!(units, [1_000, 60_000, 3_600_000, 86_400_000]);
    }
}
