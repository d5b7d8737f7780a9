//! Calendars: when time counts. A duration measured in a calendar passes only while it is open.

use std::collections::BTreeSet;

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
/// Days from the first to the last exception (holiday or day worked in return) are looked up;
/// all others follow the week.
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
    week: Week,
    exceptions: Option<Exceptions>,
    week_open: Millis,
    always: bool,
}

/// What each day is from the first exception to the last.
#[derive(Clone, Debug, PartialEq)]
struct Exceptions {
    first: Date,
    days: Vec<Day>,
}

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    /// A day with the hours of this weekday: its own, or the model's of a day worked in return.
    Open(u8),
    /// A holiday.
    Closed,
}

impl Exceptions {
    /// The exceptions; a day in both sets is a holiday. `model` is the weekday whose hours a day
    /// worked in return has.
    fn new(
        holidays: &BTreeSet<Date>,
        extra_workdays: &BTreeSet<Date>,
        model: usize,
    ) -> Option<Self> {
        let all = || holidays.iter().chain(extra_workdays);
        let (first, last) = all().min().copied().zip(all().max().copied())?;
        let day = |date: Date| {
            if holidays.contains(&date) {
                Day::Closed
            } else if extra_workdays.contains(&date) {
                Day::Open(model as u8)
            } else {
                Day::Open(date.weekday() as u8)
            }
        };
        let days = (first.0..=last.0).map(|n| day(Date(n))).collect();
        Some(Self { first, days })
    }

    /// What a day is, if it lies among the exceptions.
    fn day(&self, date: Date) -> Option<Day> {
        let place = usize::try_from(date.0 - self.first.0).ok()?;
        self.days.get(place).copied()
    }
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
        let open = |hours: &Hours| hours.iter().map(|(from, to)| to - from).sum::<Millis>();
        let model = week
            .iter()
            .position(|hours| open(hours) > 0)
            .ok_or(CalendarFault::NeverOpen)?;
        let week_open = week.iter().map(open).sum();
        let exceptions = Exceptions::new(holidays, extra_workdays, model);
        Ok(Self {
            always: week_open == 7 * DAY && exceptions.is_none(),
            week,
            exceptions,
            week_open,
        })
    }

    /// The opening hours of a day.
    pub fn hours_of(&self, date: Date) -> &[(Millis, Millis)] {
        let exceptions = self.exceptions.as_ref();
        match exceptions.and_then(|exceptions| exceptions.day(date)) {
            Some(Day::Closed) => &[],
            Some(Day::Open(weekday)) => &self.week[usize::from(weekday)],
            None => &self.week[date.weekday()],
        }
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
        if self.always || duration <= 0 {
            return from.after(duration.max(0));
        }
        let mut left = duration;
        let mut date = from.date();
        let mut since = from.time_of_day();
        loop {
            if since == 0 && left > self.week_open && self.plain_from(date) {
                // Whole weeks without exceptions pass at once; the last stays to be walked.
                let weeks = (left - 1) / self.week_open;
                left -= weeks * self.week_open;
                date = date.after(7 * weeks);
            }
            for &(open, close) in self.hours_of(date) {
                let start = open.max(since);
                if start < close {
                    if left <= close - start {
                        return Instant(date.start().0 + start + left);
                    }
                    left -= close - start;
                }
            }
            date = date.after(1);
            since = 0;
        }
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
        if self.always || to <= from {
            return to.since(from).max(0);
        }
        let (first, last) = (from.date(), to.date());
        let mut open = 0;
        let mut date = first;
        while date <= last {
            let since = if date == first { from.time_of_day() } else { 0 };
            let until = if date == last { to.time_of_day() } else { DAY };
            let hours = self.hours_of(date).iter();
            let within = hours.map(|&(opens, closes)| closes.min(until) - opens.max(since));
            open += within.map(|open| open.max(0)).sum::<Millis>();
            date = date.after(1);
        }
        open
    }

    /// Whether no exception lies on or after the day.
    fn plain_from(&self, date: Date) -> bool {
        let exceptions = self.exceptions.as_ref();
        exceptions.is_none_or(|some| some.first.after(some.days.len() as i64) <= date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{HOUR, MINUTE};

    fn working() -> Calendar {
        let day = vec![(9 * HOUR, 12 * HOUR), (13 * HOUR + 30 * MINUTE, 18 * HOUR)];
        let week: Week = std::array::from_fn(|d| if d < 5 { day.clone() } else { vec![] });
        let date = |text| Instant::parse(text).unwrap().date();
        Calendar::new(
            week,
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
        let mut week = working().week;
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
        assert_eq!(with.hours_of(date), &without.week[0]);
        assert_eq!(without.hours_of(date), []);
        let both = BTreeSet::from([date]);
        let both = Calendar::new(without.week.clone(), &both, &both).unwrap();
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
