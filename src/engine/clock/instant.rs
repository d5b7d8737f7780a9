//! Instants, dates and durations.

use std::fmt;

use super::{DAY, HOUR, MINUTE, SECOND, TimeError};

/// A length of time in whole milliseconds; never negative in a checked scenario.
pub type Millis = i64;

/// A point of time: milliseconds since 1970-01-01T00:00:00 Beijing time (UTC+8).
///
/// ```
/// use beian_sim::clock::{HOUR, Instant};
///
/// let opened = Instant::parse("2019-03-11T09:30:00").unwrap();
/// assert_eq!(opened.after(48 * HOUR).date().to_string(), "2019-03-13");
/// assert_eq!(Instant::parse("2019-03-11T01:30:00Z").unwrap(), opened);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// An instant that may be missing, in the space of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionalInstant(i64);

impl OptionalInstant {
    /// No instant.
    pub const NONE: Self = Self(i64::MIN);

    /// The instant, if there is one.
    pub fn get(self) -> Option<Instant> {
        (self != Self::NONE).then_some(Instant(self.0))
    }
}

impl From<Instant> for OptionalInstant {
    fn from(at: Instant) -> Self {
        Self(at.0)
    }
}

impl PartialEq<Instant> for OptionalInstant {
    fn eq(&self, at: &Instant) -> bool {
        self.0 == at.0
    }
}

/// A day of the civil calendar, counted from 1970-01-01 in Beijing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i64);

impl Instant {
    /// The instant `millis` later.
    #[must_use]
    pub fn after(self, millis: Millis) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this instant.
    pub fn since(self, earlier: Self) -> Millis {
        self.0 - earlier.0
    }

    /// The day on which the instant falls.
    #[inline]
    pub fn date(self) -> Date {
        Date(self.0.div_euclid(DAY))
    }

    /// Milliseconds since 00:00 of its day.
    #[inline]
    pub fn time_of_day(self) -> Millis {
        self.0.rem_euclid(DAY)
    }

    /// Reads Beijing time: `2019-03-27`, `2019-03-27T09:00:00`, with optional fraction of a second,
    /// or with an offset (`…+09:00`, `…Z`), which is converted.
    ///
    /// # Errors
    /// [`TimeError::NoInstant`] where it is none of these.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
            return Ok(Self(stamp.as_millisecond() + 8 * HOUR));
        }
        let civil = text.parse::<jiff::civil::DateTime>();
        civil
            .map(Self::from_civil)
            .map_err(|_| TimeError::NoInstant(text.to_owned()))
    }

    fn from_civil(civil: jiff::civil::DateTime) -> Self {
        let date = Date::from_civil(civil.date());
        let time = civil.time();
        Self(
            date.start().0
                + i64::from(time.hour()) * HOUR
                + i64::from(time.minute()) * MINUTE
                + i64::from(time.second()) * SECOND
                + i64::from(time.subsec_nanosecond() / 1_000_000),
        )
    }
}

impl Date {
    /// The day's 00:00.
    pub fn start(self) -> Instant {
        Instant(self.0 * DAY)
    }

    /// The day of the week, Monday being 0.
    pub fn weekday(self) -> usize {
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// The number of its week: that of 1970-01-01 is 0.
    pub(super) fn week(self) -> i64 {
        (self.0 + 3).div_euclid(7)
    }

    /// The day with this number of the week, and this place in it, from 0.
    pub(super) fn of_week(week: i64, weekday: usize) -> Self {
        Self(week * 7 + weekday as i64 - 3)
    }

    /// The day `days` later.
    #[must_use]
    pub fn after(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// The day of a civil date.
    pub fn from_civil(date: jiff::civil::Date) -> Self {
        let epoch = jiff::civil::date(1970, 1, 1);
        let days = epoch.until(date).map_or(0, |span| span.get_days());
        Self(i64::from(days))
    }

    /// The year of the day.
    pub fn year(self) -> i16 {
        self.civil().year()
    }

    /// The civil date, for writing; of a day beyond the calendar the nearest that it has.
    pub fn civil(self) -> jiff::civil::Date {
        let days = i32::try_from(self.0).ok();
        let span = days.and_then(|days| jiff::Span::new().try_days(days).ok());
        let epoch = jiff::civil::date(1970, 1, 1);
        let date = span.and_then(|span| epoch.checked_add(span).ok());
        date.unwrap_or(match self.0 < 0 {
            true => jiff::civil::Date::MIN,
            false => jiff::civil::Date::MAX,
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.civil())
    }
}

/// `2019-03-04T10:05:00`, with `.123` where it is not a whole second.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.time_of_day();
        let (hour, minute) = (time / HOUR, time / MINUTE % 60);
        let (second, millis) = (time / SECOND % 60, time % SECOND);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}", self.date())?;
        if millis != 0 {
            write!(f, ".{millis:03}")?;
        }
        Ok(())
    }
}

/// The longest duration that can be read: a thousand years.
pub const LONGEST_DURATION: Millis = 1000 * 366 * DAY;

/// Reads a duration as people write it: `48h`, `1h30min`, `1.5d`; units `ms s min h d w`.
///
/// # Errors
/// What is wrong with it: [`TimeError`] has a variant for each.
///
/// ```
/// use beian_sim::clock::{TimeError, parse_duration};
/// assert_eq!(parse_duration("1h30min"), Ok(5_400_000));
/// assert_eq!(parse_duration("-2h"), Err(TimeError::Negative("-2h".to_owned())));
/// ```
pub fn parse_duration(text: &str) -> Result<Millis, TimeError> {
    let no_duration = || TimeError::NoDuration(text.to_owned());
    let mut rest = text.trim();
    if rest.starts_with('-') {
        return Err(TimeError::Negative(text.to_owned()));
    }
    let mut total = 0.0;
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| !c.is_ascii_alphabetic());
        let (unit, tail) = tail.split_at(letters.unwrap_or(tail.len()));
        let unit_millis = match unit {
            "ms" => 1,
            "s" => SECOND,
            "min" => MINUTE,
            "h" => HOUR,
            "d" => DAY,
            "w" => 7 * DAY,
            _ => return Err(no_duration()),
        };
        let number: f64 = number.parse().map_err(|_| no_duration())?;
        total += number * unit_millis as f64;
        parts += 1;
        rest = tail.trim_start();
    }
    if parts == 0 {
        return Err(TimeError::Empty);
    }
    if total > LONGEST_DURATION as f64 {
        return Err(TimeError::TooLong(text.to_owned()));
    }
    Ok(total.round() as Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_and_written_in_beijing_time() {
        let instant = Instant::parse("2019-03-27T09:00:00").unwrap();
        assert_eq!(instant.to_string(), "2019-03-27T09:00:00");
        assert_eq!(Instant::parse("2019-03-27T01:00:00Z").unwrap(), instant);
        assert_eq!(Instant::parse("2019-03-27T10:00:00+09:00"), Ok(instant));
        assert_eq!(
            Instant::parse("2019-03-27").unwrap(),
            instant.date().start()
        );
        assert_eq!(
            Instant::parse("2019-03-27T09:00:00.250").unwrap(),
            instant.after(250)
        );
        assert!(Instant::parse("27 March").is_err());
    }

    #[test]
    fn weekdays_start_on_monday() {
        // 2019-03-11 was a Monday.
        let monday = Instant::parse("2019-03-11").unwrap().date();
        assert_eq!(monday.weekday(), 0);
        assert_eq!(monday.after(6).weekday(), 6);
    }

    #[test]
    fn durations_join_units_and_take_decimals() {
        assert_eq!(parse_duration("48h"), Ok(48 * HOUR));
        assert_eq!(parse_duration("0.5h"), Ok(30 * MINUTE));
        assert_eq!(parse_duration("1d 2h"), Ok(26 * HOUR));
        for bad in ["", "90", "-1h", "2 fortnights", "1.2.3h", "h"] {
            assert!(parse_duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn instants_have_a_day_and_a_time_of_it() {
        let instant = Instant::parse("2019-03-27T13:45:59.007").unwrap();
        assert_eq!(instant.to_string(), "2019-03-27T13:45:59.007");
        assert_eq!(
            instant.time_of_day(),
            13 * HOUR + 45 * MINUTE + 59 * SECOND + 7
        );
        assert_eq!(instant.date().start().after(instant.time_of_day()), instant);
        assert_eq!(instant.since(instant.after(-5)), 5);
        // 17,982 days from 1970-01-01, which was a Thursday, and the days before it.
        assert_eq!(instant.date(), Date(17_982));
        assert_eq!((Date(0).weekday(), Date(-4).weekday()), (3, 6));
        assert_eq!(Instant(-1).to_string(), "1969-12-31T23:59:59.999");
        assert_eq!((instant.date().year(), Date(-1).year()), (2019, 1969));
        assert_eq!(Date::from_civil(instant.date().civil()), instant.date());
        let far = [i64::MIN, -5_000_000, 5_000_000, i64::MAX].map(|days| Date(days).civil());
        let (first, last) = (jiff::civil::Date::MIN, jiff::civil::Date::MAX);
        assert_eq!(far, [first, first, last, last]);
        assert_eq!(Instant(i64::MAX).after(1), Instant(i64::MAX));
        assert_eq!(
            Instant::parse("27 March").unwrap_err().to_string(),
            "'27 March' is no date or time such as 2019-03-27T09:00:00"
        );
    }

    #[test]
    fn a_missing_instant_is_none_of_all() {
        let some = OptionalInstant::from(Instant(7));
        assert_eq!(
            (some.get(), OptionalInstant::NONE.get()),
            (Some(Instant(7)), None)
        );
        assert!(some == Instant(7) && some != Instant(8));
        assert!(OptionalInstant::NONE != Instant(0));
    }

    #[test]
    fn every_unit_is_read_and_what_is_wrong_is_said() {
        let units = ["2ms", "2s", "2min", "2h", "2d", "2w"].map(parse_duration);
        let expected = [2, 2_000, 120_000, 7_200_000, 172_800_000, 1_209_600_000];
        assert_eq!(units, expected.map(Ok));
        assert_eq!(parse_duration(" 1w 1d1h 1min1s 1ms "), Ok(694_861_001));
        assert_eq!(parse_duration("0.4ms"), Ok(0));
        // A thousand leap years.
        assert_eq!(parse_duration("366000d"), Ok(31_622_400_000_000));
        assert_eq!(LONGEST_DURATION, 31_622_400_000_000);
        let wrong = |text: &str| parse_duration(text).unwrap_err();
        let given = |text: &str| text.to_owned();
        assert_eq!(wrong("366000d1ms"), TimeError::TooLong(given("366000d1ms")));
        assert_eq!(wrong("-1h"), TimeError::Negative(given("-1h")));
        assert_eq!(wrong(" "), TimeError::Empty);
        for text in ["90", "h", "1.2.3h", "2 fortnights", "1h-2h"] {
            assert_eq!(wrong(text), TimeError::NoDuration(given(text)));
        }
    }
}
