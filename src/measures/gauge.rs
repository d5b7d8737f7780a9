//! A quantity that changes over time, such as the number of open checks.

use crate::clock::{HOUR, Instant};

/// A level followed over the hours of a run: its integral and its peak in each hour.
#[derive(Clone, Debug)]
pub struct Gauge {
    level: i64,
    since: Instant,
    hour: usize,
}

/// A gauge's figures for one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GaugeHour {
    /// The level summed over the hour's milliseconds.
    pub level_millis: u64,
    /// The highest level.
    pub peak: u64,
}

impl GaugeHour {
    /// Adds another replication's or province's hour.
    pub fn merge(&mut self, other: &Self) {
        self.level_millis += other.level_millis;
        self.peak += other.peak;
    }

    /// The mean level over the hour.
    pub fn mean(&self) -> f64 {
        self.level_millis as f64 / HOUR as f64
    }
}

impl Gauge {
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
    /// from `start`, and what lies outside of them is not written.
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
            write(self.hour, level * passed, level);
            self.since = self.since.max(until);
            if now < end {
                break;
            }
            self.hour += 1;
        }
        self.level += by;
        if self.hour < hours {
            write(self.hour, 0, self.level.max(0) as u64);
        }
    }
}
