//! Calendars: when time counts. A duration measured in a calendar passes only while it is open.

use std::collections::BTreeSet;

use super::days::Days;
use super::{DAY, Date, Ends, Instant, Millis};

/// Opening hours of a day as `[from, to)` in milliseconds of the day, in order, not overlapping.
pub type Hours = Vec<(Millis, Millis)>;

/// The opening hours of each weekday, Monday first.
pub type Week = [Hours; 7];

/// Why a calendar cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarFault {
    /// No weekday has an open hour, so a duration measured in it would never end.
    NeverOpen,
}

/// A calendar of opening hours with holidays.
///
/// ```
/// use beian_sim::clock::{Calendar, HOUR, Instant};
///
/// // Monday to Friday, 09:00 to 17:00.
/// let week = std::array::from_fn(|day| if day < 5 { vec![(9 * HOUR, 17 * HOUR)] } else { vec![] });
/// let office = Calendar::new(week, &Default::default(), &Default::default()).unwrap();
///
/// // Two working hours from Friday, 16:00, are over on Monday, 10:00.
/// let at = |text| Instant::parse(text).unwrap();
/// assert_eq!(office.add(at("2019-03-15T16:00:00"), 2 * HOUR), at("2019-03-18T10:00:00"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    days: Days,
}

impl Calendar {
    /// A calendar that is open all of the time.
    pub fn always() -> Self {
        let week: Week = std::array::from_fn(|_| vec![(0, DAY)]);
        let none = BTreeSet::new();
        Self::new(week, &none, &none).unwrap_or_else(|_| unreachable!("all days are open"))
    }

    /// A calendar of weekly opening hours; closed on `holidays`, and on `extra_workdays` open with
    /// the hours of the week's first open day.
    ///
    /// # Errors
    /// [`CalendarFault::NeverOpen`] where no weekday is open.
    pub fn new(
        week: Week,
        holidays: &BTreeSet<Date>,
        extra_workdays: &BTreeSet<Date>,
    ) -> Result<Self, CalendarFault> {
        let days = Days::new(week, holidays, extra_workdays).ok_or(CalendarFault::NeverOpen)?;
        Ok(Self { days })
    }

    /// The opening hours of a day.
    pub fn hours_of(&self, date: Date) -> &[(Millis, Millis)] {
        self.days.hours_of(date)
    }

    /// Whether the calendar is open at an instant.
    pub fn is_open(&self, at: Instant) -> bool {
        let time = at.time_of_day();
        let hours = self.hours_of(at.date());
        hours.iter().any(|&(from, to)| from <= time && time < to)
    }

    /// The end of a duration that starts at `from` and passes only while the calendar is open: the
    /// earliest instant by which that much open time has passed; `from` itself for a duration of 0.
    pub fn add(&self, from: Instant, duration: Millis) -> Instant {
        if self.days.always_open() || duration <= 0 {
            return from.after(duration.max(0));
        }
        self.add_within(from.date(), from.time_of_day(), duration)
            .or_else(|left| {
                let (date, left) = self.days.day_after(from.date(), left);
                self.add_within(date, 0, left)
            })
            .unwrap_or_else(|_| unreachable!("a day holds what ends in it"))
    }

    /// The end of a duration that starts at a time of a day, if it lies within the day; otherwise what is left of it.
    fn add_within(&self, date: Date, since: Millis, duration: Millis) -> Result<Instant, Millis> {
        let mut left = duration;
        for &(opens, closes) in self.hours_of(date) {
            let open = (closes - opens.max(since)).max(0);
            if left <= open {
                return Ok(date.start().after(closes - open + left));
            }
            left -= open;
        }
        Err(left)
    }

    /// How much time is open before an instant, since the days are counted.
    fn open_until(&self, at: Instant) -> Millis {
        let (date, time) = (at.date(), at.time_of_day());
        let of_day = self.hours_of(date).iter();
        let of_day = of_day.map(|&(opens, closes)| closes.min(time) - opens);
        self.days.open_before(date) + of_day.map(|open| open.max(0)).sum::<Millis>()
    }

    /// The end of so many days on which the calendar is open, however long: the day of `from` is not counted.
    /// From a day that is not open they end with the last day.
    pub fn add_days(&self, from: Instant, days: u32, ends: Ends) -> Instant {
        let open = |date| !self.hours_of(date).is_empty();
        let mut last = from.date();
        for _ in 0..days {
            last = last.after(1);
            while !open(last) {
                last = last.after(1);
            }
        }
        match ends {
            Ends::SameTime if open(from.date()) => last.start().after(from.time_of_day()),
            Ends::SameTime | Ends::Midnight => last.after(1).start(),
        }
    }

    /// How much time from one instant to another is open: what a duration was that [`add`](Self::add) took from the
    /// first to the second. 0 where the second is not later.
    pub fn open_between(&self, from: Instant, to: Instant) -> Millis {
        if self.days.always_open() || to <= from {
            return to.since(from).max(0);
        }
        self.open_until(to) - self.open_until(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{HOUR, MINUTE};

    fn working_week() -> Week {
        let day = vec![(9 * HOUR, 12 * HOUR), (13 * HOUR + 30 * MINUTE, 18 * HOUR)];
        std::array::from_fn(|d| if d < 5 { day.clone() } else { vec![] })
    }

    fn working() -> Calendar {
        let date = |text| Instant::parse(text).unwrap().date();
        Calendar::new(
            working_week(),
            &BTreeSet::from([date("2019-04-05")]),
            &BTreeSet::from([date("2019-03-30")]),
        )
        .unwrap()
    }

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn time_passes_only_while_open() {
        let calendar = working();
        let end = calendar.add(at("2019-03-11T11:00:00"), 2 * HOUR);
        assert_eq!(end, at("2019-03-11T14:30:00"));
        // Friday evening to Monday.
        let end = calendar.add(at("2019-03-15T18:30:00"), HOUR);
        assert_eq!(end, at("2019-03-18T10:00:00"));
    }

    #[test]
    fn a_duration_ends_at_the_earliest_instant() {
        // Three hours from 9:00 are over at 12:00, not at 13:30.
        let end = working().add(at("2019-03-11T09:00:00"), 3 * HOUR);
        assert_eq!(end, at("2019-03-11T12:00:00"));
        let midnight = at("2019-03-11T00:00:00");
        assert_eq!(working().add(midnight, 0), midnight);
    }

    #[test]
    fn holidays_close_and_days_in_return_open() {
        let calendar = working();
        assert!(!calendar.is_open(at("2019-04-05T10:00:00")));
        assert!(calendar.is_open(at("2019-03-30T10:00:00")));
        let end = calendar.add(at("2019-04-04T17:00:00"), 2 * HOUR);
        assert_eq!(end, at("2019-04-08T10:00:00"));
    }

    #[test]
    fn whole_weeks_at_once_equal_walking() {
        let calendar = working();
        let week_open = (7 * HOUR + 30 * MINUTE) * 5;
        for extra in [0, 1, HOUR, week_open] {
            let long = calendar.add(at("2019-05-06T10:00:00"), 20 * week_open + extra);
            let mut end = at("2019-05-06T10:00:00");
            for _ in 0..20 {
                end = calendar.add(end, week_open);
            }
            assert_eq!(calendar.add(end, extra), long);
        }
    }

    #[test]
    fn the_open_time_between_is_what_was_added() {
        let calendar = working();
        for from in [
            "2019-03-11T11:00:00",
            "2019-03-15T18:30:00",
            "2019-04-04T12:30:00",
        ] {
            for duration in [1, HOUR, 2 * HOUR + 7, 19 * HOUR, 200 * HOUR] {
                let to = calendar.add(at(from), duration);
                assert_eq!(
                    calendar.open_between(at(from), to),
                    duration,
                    "{from} {duration}"
                );
            }
        }
        let (early, late) = (at("2019-03-11T11:00:00"), at("2019-03-12T11:00:00"));
        assert_eq!(calendar.open_between(late, early), 0);
        assert_eq!(Calendar::always().open_between(early, late), DAY);
    }

    #[test]
    fn a_calendar_must_open_some_day() {
        let never = Calendar::new(Week::default(), &BTreeSet::new(), &BTreeSet::new());
        assert_eq!(never.unwrap_err(), CalendarFault::NeverOpen);
    }

    /// A week that opens in pieces, the Sunday too, with a holiday and a day in return; one without exceptions; and one
    /// that is open all day but for a holiday.
    fn calendars() -> [Calendar; 3] {
        let (holiday, worked) = (at("2019-04-05").date(), at("2019-04-10").date());
        let none = BTreeSet::new();
        let mut week = working_week();
        week[2] = vec![];
        week[6] = vec![(0, HOUR), (23 * HOUR, DAY)];
        let all_day: Week = std::array::from_fn(|_| vec![(0, DAY)]);
        [
            Calendar::new(
                week.clone(),
                &BTreeSet::from([holiday]),
                &BTreeSet::from([worked]),
            ),
            Calendar::new(week, &none, &none),
            Calendar::new(all_day, &BTreeSet::from([holiday]), &none),
        ]
        .map(Result::unwrap)
    }

    #[test]
    fn time_is_that_of_the_open_minutes() {
        for calendar in calendars() {
            // Minute by minute of eight weeks from 2019-03-20, how many were open before.
            let (start, minutes) = (at("2019-03-20"), 8 * 7 * 1_440);
            let mut before = vec![0];
            for minute in 0..minutes {
                let open = calendar.is_open(start.after(minute * MINUTE));
                before.push(before[minute as usize] + i64::from(open));
            }
            for from in (0..minutes / 2).step_by(397) {
                let of = before[from as usize];
                for duration in [1, 59, 60, 450, 3_000, 8_000] {
                    let Some(end) = before.iter().position(|open| *open == of + duration) else {
                        continue;
                    };
                    let [from, end] = [from, end as i64].map(|at| start.after(at * MINUTE));
                    assert_eq!(
                        calendar.add(from, duration * MINUTE),
                        end,
                        "{from} {duration}"
                    );
                }
                for to in (from..minutes).step_by(1_733) {
                    let open = before[to as usize] - of;
                    let [from, to] = [from, to].map(|at| start.after(at * MINUTE));
                    assert_eq!(
                        calendar.open_between(from, to),
                        open * MINUTE,
                        "{from} {to}"
                    );
                }
            }
        }
    }

    #[test]
    fn it_is_open_from_the_first_instant_to_before_the_last() {
        let calendar = working();
        let open = |text| calendar.is_open(at(&format!("2019-03-11T{text}")));
        assert_eq!([open("08:59:59.999"), open("09:00:00")], [false, true]);
        assert_eq!([open("11:59:59.999"), open("12:00:00")], [true, false]);
        // A day worked in return has the hours of the first open day, and a day in both sets is a holiday.
        let date = at("2019-04-10").date();
        let [with, without, _] = calendars();
        let monday = without.hours_of(at("2019-03-11").date());
        assert_eq!(with.hours_of(date), monday);
        assert_eq!(without.hours_of(date), []);
        let both = BTreeSet::from([date]);
        let both = Calendar::new(working_week(), &both, &both).unwrap();
        assert_eq!(
            (both.hours_of(date), both.hours_of(date.after(1)).len()),
            (&[][..], 2)
        );
        assert!(Calendar::always().is_open(at("2019-03-11")));
    }

    #[test]
    fn no_time_passes_for_a_duration_of_none_or_less() {
        let from = at("2019-03-11T08:00:00");
        for calendar in [working(), Calendar::always()] {
            assert_eq!(
                [calendar.add(from, 0), calendar.add(from, -HOUR)],
                [from; 2]
            );
        }
        assert_eq!(Calendar::always().add(from, HOUR), from.after(HOUR));
        let later = from.after(HOUR);
        assert_eq!(Calendar::always().open_between(later, from), 0);
    }
}
