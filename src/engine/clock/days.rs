//! The days of a calendar: which hours each has, and how much time is open before it.

use std::collections::BTreeSet;

use super::calendar::{Hours, Week};
use super::{DAY, Date, Millis};

/// What each day is, from the first exception (a holiday, a day worked in return) to the last; all others follow
/// the week.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Days {
    week: Week,
    /// How much of a week is open before each of its days, and in all of it.
    before: [Millis; 8],
    exceptions: Option<Exceptions>,
}

#[derive(Clone, Debug, PartialEq)]
struct Exceptions {
    first: Date,
    /// The weekday whose hours a day has; of a holiday none.
    days: Vec<Option<u8>>,
    /// The open time before each day, and before the one after the last, counted like that of the week.
    before: Vec<Millis>,
    /// By how much more than by the week is open before the days after them.
    more: Millis,
}

/// How much of a day is open.
fn open(hours: &Hours) -> Millis {
    hours.iter().map(|(from, to)| to - from).sum()
}

impl Days {
    /// The days of a week that has an open day, with exceptions; a day in both sets is a holiday, one worked in
    /// return has the hours of the week's first open day. Nothing where no day of the week is open.
    pub(super) fn new(
        week: Week,
        holidays: &BTreeSet<Date>,
        extra_workdays: &BTreeSet<Date>,
    ) -> Option<Self> {
        let model = week.iter().position(|hours| open(hours) > 0)?;
        let mut before = [0; 8];
        for (weekday, hours) in week.iter().enumerate() {
            before[weekday + 1] = before[weekday] + open(hours);
        }
        let mut days = Self {
            week,
            before,
            exceptions: None,
        };
        days.exceptions = days.with_exceptions(holidays, extra_workdays, model);
        Some(days)
    }

    fn with_exceptions(
        &self,
        holidays: &BTreeSet<Date>,
        extra_workdays: &BTreeSet<Date>,
        model: usize,
    ) -> Option<Exceptions> {
        let all = || holidays.iter().chain(extra_workdays);
        let (first, last) = all().min().copied().zip(all().max().copied())?;
        let (mut days, mut before) = (Vec::new(), vec![self.by_the_week(first)]);
        let mut so_far = before[0];
        for date in (first.0..=last.0).map(Date) {
            let weekday = match extra_workdays.contains(&date) {
                true => model,
                false => date.weekday(),
            };
            let weekday = (!holidays.contains(&date)).then_some(weekday as u8);
            so_far += weekday.map_or(0, |weekday| open(&self.week[usize::from(weekday)]));
            days.push(weekday);
            before.push(so_far);
        }
        Some(Exceptions {
            first,
            days,
            before,
            more: so_far - self.by_the_week(last.after(1)),
        })
    }

    /// Whether every day is open from its first instant to its last.
    pub(super) fn always_open(&self) -> bool {
        self.before[7] == 7 * DAY && self.exceptions.is_none()
    }

    /// The opening hours of a day.
    pub(super) fn hours_of(&self, date: Date) -> &[(Millis, Millis)] {
        let day = self.exceptions.as_ref().and_then(|some| some.day(date));
        match day.unwrap_or_else(|| Some(date.weekday() as u8)) {
            Some(weekday) => &self.week[usize::from(weekday)],
            None => &[],
        }
    }

    /// How much time is open before a day, since a Monday long ago.
    pub(super) fn open_before(&self, date: Date) -> Millis {
        match &self.exceptions {
            Some(some) if date >= some.first => {
                let place = (date.0 - some.first.0) as usize;
                let among = some.before.get(place).copied();
                among.unwrap_or_else(|| self.by_the_week(date) + some.more)
            }
            _ => self.by_the_week(date),
        }
    }

    /// The day in which so much more open time has passed than by the end of `date`, and how much of it passes that day.
    pub(super) fn day_after(&self, date: Date, time: Millis) -> (Date, Millis) {
        let next = date.after(1);
        let Some(some) = &self.exceptions else {
            return self.day_of_the_week(next, time);
        };
        if next < some.first {
            let before_them = some.before[0] - self.by_the_week(next);
            return match time <= before_them {
                true => self.day_of_the_week(next, time),
                false => self.day_among(some, 0, time - before_them),
            };
        }
        self.day_among(some, (next.0 - some.first.0) as usize, time)
    }

    /// Likewise from the start of a day among the exceptions, or after them.
    fn day_among(&self, some: &Exceptions, place: usize, time: Millis) -> (Date, Millis) {
        let Some((before, ends)) = some.before.get(place..).and_then(<[_]>::split_first) else {
            return self.day_of_the_week(some.first.after(place as i64), time);
        };
        let until = before + time;
        let days = ends.iter().take_while(|end| **end < until).count();
        let date = some.first.after((place + days) as i64);
        let left = until - some.before[place + days];
        match days < ends.len() {
            true => (date, left),
            false => self.day_of_the_week(date, left),
        }
    }

    /// How much time would be open before a day without exceptions.
    fn by_the_week(&self, date: Date) -> Millis {
        date.week() * self.before[7] + self.before[date.weekday()]
    }

    /// Likewise from the start of a day, where no exceptions come.
    fn day_of_the_week(&self, date: Date, time: Millis) -> (Date, Millis) {
        let until = self.before[date.weekday()] + time;
        let weeks = (until - 1) / self.before[7];
        let left = until - weeks * self.before[7];
        let ends = self.before[1..7].iter();
        let weekday = ends.filter(|end| **end < left).count();
        let date = Date::of_week(date.week() + weeks, weekday);
        (date, left - self.before[weekday])
    }
}

impl Exceptions {
    /// What a day is, if it lies among the exceptions: the weekday whose hours it has, or none.
    fn day(&self, date: Date) -> Option<Option<u8>> {
        let place = usize::try_from(date.0 - self.first.0).ok()?;
        self.days.get(place).copied()
    }
}
