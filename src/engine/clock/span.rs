//! Spans: for how long something lasts, in plain time or in a calendar.

use std::sync::Arc;

use super::{Calendar, Date, Instant, Millis};

/// For how long something lasts: what begins later never ends earlier, and may end at the same instant.
///
/// ```
/// use std::sync::Arc;
/// use beian_sim::clock::{Calendar, Ends, HOUR, Instant, Span};
///
/// let week = std::array::from_fn(|day| if day < 5 { vec![(9 * HOUR, 17 * HOUR)] } else { vec![] });
/// let office = Arc::new(Calendar::new(week, &Default::default(), &Default::default()).unwrap());
/// let at = |text| Instant::parse(text).unwrap();
///
/// // From Friday, 16:00: 48 hours, 8 working hours, and two working days, the Friday not counted.
/// let friday = at("2019-03-15T16:00:00");
/// assert_eq!(Span::Plain(48 * HOUR).end(friday), at("2019-03-17T16:00:00"));
/// let open = Span::WhileOpen(8 * HOUR, Arc::clone(&office));
/// assert_eq!(open.end(friday), at("2019-03-18T16:00:00"));
/// let days = |ends| Span::OpenDays(2, ends, Arc::clone(&office));
/// assert_eq!(days(Ends::Midnight).end(friday), at("2019-03-20T00:00:00"));
/// assert_eq!(days(Ends::SameTime).end(friday), at("2019-03-19T16:00:00"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// So long, all of the time.
    Plain(Millis),
    /// So long, which passes only while the calendar is open ([`Calendar::add`]).
    WhileOpen(Millis, Arc<Calendar>),
    /// So many days on which the calendar is open, at least 1 ([`Calendar::add_days`]).
    OpenDays(u32, Ends, Arc<Calendar>),
}

/// When the last of a number of days ends the span; the day on which it begins is never counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ends {
    /// At 24:00 (Civil Code of the PRC, articles 201 and 203).
    Midnight,
    /// At the time of day at which the span began; at 24:00 where that was on a day that is not open.
    #[default]
    SameTime,
}

impl Ends {
    /// All, in the order of [`Ends::name`]s in files.
    pub const ALL: [Self; 2] = [Self::Midnight, Self::SameTime];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Midnight => "midnight",
            Self::SameTime => "same_time",
        }
    }
}

impl Span {
    /// The instant at which it is over that begins at `from`.
    #[inline]
    pub fn end(&self, from: Instant) -> Instant {
        match self {
            Self::Plain(length) => from.after(*length),
            Self::WhileOpen(length, calendar) => calendar.add(from, *length),
            Self::OpenDays(days, ends, calendar) => calendar.add_days(from, *days, *ends),
        }
    }

    /// The longest that it lasts from 00:00 of one of so many days on.
    pub fn longest(&self, first: Date, days: i64) -> Millis {
        if let Self::Plain(length) = self {
            return *length;
        }
        let lengths = (0..days.max(1)).map(|day| {
            let from = first.after(day).start();
            self.end(from).since(from)
        });
        lengths.max().unwrap_or(0)
    }
}

impl From<Millis> for Span {
    fn from(length: Millis) -> Self {
        Self::Plain(length)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::clock::{DAY, HOUR, MINUTE, Week};

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    /// Office hours around the holiday of 2019-04-05, a Friday, with Sunday, 2019-04-28 worked in return.
    fn working() -> Arc<Calendar> {
        let day = vec![(9 * HOUR, 12 * HOUR), (13 * HOUR + 30 * MINUTE, 18 * HOUR)];
        let week: Week = std::array::from_fn(|d| if d < 5 { day.clone() } else { vec![] });
        let date = |text| at(text).date();
        let calendar = Calendar::new(
            week,
            &BTreeSet::from([date("2019-04-05")]),
            &BTreeSet::from([date("2019-04-28")]),
        );
        Arc::new(calendar.unwrap())
    }

    fn spans() -> Vec<Span> {
        let days = |days, ends| Span::OpenDays(days, ends, working());
        vec![
            Span::Plain(30 * HOUR),
            Span::WhileOpen(HOUR, working()),
            Span::WhileOpen(15 * HOUR, working()),
            days(1, Ends::Midnight),
            days(2, Ends::Midnight),
            days(1, Ends::SameTime),
            days(3, Ends::SameTime),
        ]
    }

    #[test]
    fn days_end_at_midnight_of_the_last_or_at_the_same_time() {
        for (from, midnight, same_time) in [
            // Wednesday; Thursday before the holiday; on it; the Saturday after it.
            ("04-03T10:00:00", "04-09T00:00:00", "04-08T10:00:00"),
            ("04-04T10:00:00", "04-10T00:00:00", "04-09T10:00:00"),
            ("04-05T10:00:00", "04-10T00:00:00", "04-10T00:00:00"),
            ("04-06T10:00:00", "04-10T00:00:00", "04-10T00:00:00"),
            // Friday before the working Sunday, and on that.
            ("04-26T10:00:00", "04-30T00:00:00", "04-29T10:00:00"),
            ("04-28T10:00:00", "05-01T00:00:00", "04-30T10:00:00"),
            // The first and the last instant of a day.
            ("04-15T00:00:00", "04-18T00:00:00", "04-17T00:00:00"),
            ("04-15T23:59:59.999", "04-18T00:00:00", "04-17T23:59:59.999"),
        ] {
            let end = |ends| {
                let whole = at(&format!("2019-{from}"));
                Span::OpenDays(2, ends, working()).end(whole)
            };
            assert_eq!(
                end(Ends::Midnight),
                at(&format!("2019-{midnight}")),
                "{from}"
            );
            assert_eq!(
                end(Ends::SameTime),
                at(&format!("2019-{same_time}")),
                "{from}"
            );
        }
    }

    #[test]
    fn what_begins_later_ends_no_earlier() {
        for span in spans() {
            let mut last = Instant(0);
            for step in 0..40 * 24 * 4 {
                let from = at("2019-03-28").after(step * 15 * MINUTE - step % 2);
                let end = span.end(from);
                assert!(from < end && last <= end, "{span:?} from {from}: {end}");
                last = end;
            }
        }
    }

    #[test]
    fn none_of_whole_days_lasts_longer_than_the_longest() {
        let first = at("2019-03-28").date();
        for span in spans() {
            let longest = span.longest(first, 40);
            for step in 0..40 * 24 {
                let from = first.start().after(step * HOUR);
                let lasts = span.end(from).since(from);
                let slack = match span {
                    Span::WhileOpen(..) => DAY,
                    _ => 0,
                };
                assert!(lasts <= longest + slack, "{span:?} from {from}");
            }
        }
    }

    #[test]
    fn a_plain_span_is_a_length_and_the_others_last_longest_over_what_is_closed() {
        assert_eq!(Span::from(5 * HOUR), Span::Plain(5 * HOUR));
        let first = at("2019-04-01").date();
        assert_eq!(Span::Plain(30 * HOUR).longest(first, 0), 30 * HOUR);
        // An hour from midnight ends at 10:00, on the holiday on Monday.
        let hour = Span::WhileOpen(HOUR, working());
        assert_eq!(hour.longest(first, 1), 10 * HOUR);
        assert_eq!(hour.longest(first, 0), 10 * HOUR);
        assert_eq!(hour.longest(first, 5), 3 * DAY + 10 * HOUR);
        let names = Ends::ALL.map(Ends::name);
        assert_eq!(names, ["midnight", "same_time"]);
    }
}
