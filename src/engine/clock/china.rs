//! China's official holidays and the weekend days worked in return, as the State Council announces them year by year.
//!
//! `china/days.csv` has a line for each day that is no ordinary one; `china/notices.csv` the notices that say so, with
//! number, title and the day on which they were published. Weekends that a notice only joins
//! to a feast are as ever, and have no line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::Date;

/// The days, as they stand in the repository.
const DAYS: &str = include_str!("china/days.csv");

/// What the State Council's notices say of single days.
///
/// ```
/// use beian_sim::clock::{Instant, OfficialDays};
///
/// let china = OfficialDays::of_china();
/// let date = |text| Instant::parse(text).unwrap().date();
/// // The Spring Festival of 2020 was prolonged over a Saturday that was to be worked.
/// assert!(china.holidays.contains(&date("2020-02-01")));
/// assert!(china.extra_workdays.contains(&date("2020-01-19")));
/// assert_eq!(china.feast(date("2020-02-01")), Some("Spring Festival"));
/// ```
#[derive(Debug, Default)]
pub struct OfficialDays {
    /// Holidays, weekend days among them included.
    pub holidays: BTreeSet<Date>,
    /// Weekend days worked in return.
    pub extra_workdays: BTreeSet<Date>,
    feasts: BTreeMap<Date, String>,
}

/// A line of the days.
#[derive(Deserialize)]
struct Line {
    date: String,
    day: Day,
    feast: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Day {
    Holiday,
    Worked,
}

impl OfficialDays {
    /// Those of 2016 to 2026, the years of the notices that come with the program.
    pub fn of_china() -> &'static Self {
        static DAYS_OF_CHINA: LazyLock<OfficialDays> = LazyLock::new(|| OfficialDays::read(DAYS));
        &DAYS_OF_CHINA
    }

    /// Reads the days; a line that is none is left out, and missed by a test.
    fn read(text: &str) -> Self {
        let mut days = Self::default();
        let mut lines = csv::Reader::from_reader(text.as_bytes());
        for line in lines.deserialize::<Line>().flatten() {
            let Ok(date) = line.date.parse() else {
                continue;
            };
            let date = Date::from_civil(date);
            match line.day {
                Day::Holiday => days.holidays.insert(date),
                Day::Worked => days.extra_workdays.insert(date),
            };
            days.feasts.insert(date, line.feast);
        }
        days
    }

    /// The feast that frees a day, or for which it is worked in return; `None` for an ordinary day.
    pub fn feast(&self, date: Date) -> Option<&str> {
        self.feasts.get(&date).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first cells of a CSV file's lines and the whole lines, less the header.
    fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
        text.lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>())
    }

    #[test]
    fn every_line_is_read_once() {
        let china = OfficialDays::of_china();
        let dates: BTreeSet<&str> = lines(DAYS).map(|line| line[0]).collect();
        assert_eq!(dates.len(), lines(DAYS).count());
        assert_eq!(
            china.holidays.len() + china.extra_workdays.len(),
            dates.len()
        );
        assert!(china.extra_workdays.iter().all(|date| date.weekday() >= 5));
    }

    #[test]
    fn every_year_has_its_seven_feasts_and_every_day_its_notice() {
        let notices: BTreeSet<&str> = lines(include_str!("china/notices.csv"))
            .map(|line| line[0])
            .collect();
        let of_days: BTreeSet<&str> = lines(DAYS).map(|line| line[3]).collect();
        assert_eq!(of_days, notices);
        for year in 2016..=2026 {
            let of_year = lines(DAYS).filter(|line| line[3].starts_with(&year.to_string()));
            let feasts: BTreeSet<&str> = of_year.map(|line| line[2]).collect();
            // In 2017, 2020 and 2025 Mid-Autumn lies within the National Day's week.
            let joined = [2017, 2020, 2025].contains(&year);
            assert_eq!(feasts.len(), if joined { 6 } else { 7 }, "{year}");
        }
    }

    #[test]
    fn a_day_has_the_feast_of_its_notice_or_none() {
        let china = OfficialDays::of_china();
        let feast = |text: &str| china.feast(Date::from_civil(text.parse().unwrap()));
        assert_eq!(feast("2019-04-05"), Some("Qingming"));
        assert_eq!(feast("2019-04-08"), None);
    }
}
