//! A quantity that changes over time, such as the number of open checks.

use crate::clock::{HOUR, Instant};

/// A level followed over the hours of a run: its integral and its peak in each hour.
#[derive(Clone, Debug)]
pub struct TimeWeightedLevel {
    level: i64,
    since: Instant,
    hour: usize,
}

/// A gauge's figures for one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LevelHour {
    /// The level summed over the hour's milliseconds.
    pub time_integral: u64,
    /// The highest level.
    pub peak: u64,
}

impl LevelHour {
    /// Adds another replication's or province's hour.
    pub fn merge(&mut self, other: &Self) {
        self.time_integral += other.time_integral;
        self.peak += other.peak;
    }

    /// The mean level over the hour.
    pub fn mean(&self) -> f64 {
        self.time_integral as f64 / HOUR as f64
    }
}

impl TimeWeightedLevel {
    /// A gauge that stands at 0 from `start`.
    pub fn new(start: Instant) -> Self {
        Self {
            level: 0,
            since: start,
            hour: 0,
        }
    }

    /// The level now.
    pub fn level(&self) -> i64 {
        self.level
    }

    /// Changes the level at `now`, and writes what passed since the last change; `hours` are those
    /// from `start`, and what lies outside of them is not written. A level that lasts no time is no
    /// peak: what is queued and sent at one instant did not wait.
    pub fn change<F>(&mut self, now: Instant, by: i64, start: Instant, hours: usize, mut write: F)
    where
        F: FnMut(usize, u64, u64),
    {
        if now < start {
            self.level += by;
            return;
        }
        while self.hour < hours {
            let end = start.after((self.hour as i64 + 1) * HOUR);
            let level = self.level.max(0) as u64;
            let until = now.min(end);
            let passed = until.since(self.since).max(0) as u64;
            if passed > 0 {
                write(self.hour, level * passed, level);
            }
            self.since = self.since.max(until);
            if now < end {
                break;
            }
            self.hour += 1;
        }
        self.level += by;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hours of a gauge that changes at these times (milliseconds from the start).
    fn hours(changes: &[(i64, i64)], end: i64) -> [LevelHour; 3] {
        let start = Instant(1_000 * HOUR);
        let mut gauge = TimeWeightedLevel::new(start);
        let mut hours = [LevelHour::default(); 3];
        let ending = [(end, 0)];
        for &(at, by) in changes.iter().chain(&ending) {
            gauge.change(start.after(at), by, start, 3, |hour, integral, peak| {
                hours[hour].time_integral += integral;
                hours[hour].peak = hours[hour].peak.max(peak);
            });
        }
        hours
    }

    fn hour(time_integral: i64, peak: u64) -> LevelHour {
        LevelHour {
            time_integral: time_integral as u64,
            peak,
        }
    }

    #[test]
    fn a_level_is_summed_over_each_hour_that_it_lasts_in() {
        let half = HOUR / 2;
        let found = hours(&[(half, 2), (HOUR + half, 1), (2 * HOUR, -3)], 3 * HOUR);
        let second = 2 * half + 3 * half;
        assert_eq!(found, [hour(2 * half, 2), hour(second, 3), hour(0, 0)]);
    }

    #[test]
    fn an_hour_without_a_change_keeps_the_level() {
        let found = hours(&[(0, 5)], 3 * HOUR);
        assert_eq!(found, [hour(5 * HOUR, 5); 3]);
        assert_eq!(found[0].mean(), 5.0);
    }

    #[test]
    fn what_happened_before_the_start_is_the_level_there_and_no_more() {
        let found = hours(&[(-5 * HOUR, 7), (-HOUR, -3), (HOUR, -4)], 3 * HOUR);
        assert_eq!(found, [hour(4 * HOUR, 4), hour(0, 0), hour(0, 0)]);
    }

    #[test]
    fn what_comes_after_the_last_hour_is_not_written() {
        let found = hours(&[(3 * HOUR - 1, 1), (4 * HOUR, 9), (5 * HOUR, 9)], 9 * HOUR);
        assert_eq!(found, [hour(0, 0), hour(0, 0), hour(1, 1)]);
        let at_the_end = hours(&[(3 * HOUR, 6)], 9 * HOUR);
        assert_eq!(at_the_end, [hour(0, 0); 3]);
    }

    #[test]
    fn a_run_that_ends_early_leaves_the_later_hours_empty() {
        let found = hours(&[(0, 1), (HOUR / 4, -1)], HOUR / 2);
        assert_eq!(found, [hour(HOUR / 4, 1), hour(0, 0), hour(0, 0)]);
    }

    #[test]
    fn a_level_that_lasts_no_time_is_no_peak() {
        // A message that is queued and sent at one instant did not wait.
        let found = hours(&[(10, 1), (10, -1), (20, 2), (20, 1), (30, -3)], 3 * HOUR);
        assert_eq!(found, [hour(30, 3), hour(0, 0), hour(0, 0)]);
        // Nor is what ends on the hour one of the next.
        let found = hours(&[(0, 4), (HOUR, -4)], 3 * HOUR);
        assert_eq!(found, [hour(4 * HOUR, 4), hour(0, 0), hour(0, 0)]);
    }

    #[test]
    fn hours_of_provinces_add_up() {
        let mut sum = hour(HOUR, 3);
        sum.merge(&hour(3 * HOUR, 2));
        assert_eq!((sum, sum.mean()), (hour(4 * HOUR, 5), 4.0));
    }
}
