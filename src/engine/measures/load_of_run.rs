//! The load of a run: the nation's by hour, each province's by day, its page, and its hours as histograms.

use serde::{Deserialize, Serialize};

use super::hourly::HourlyLoad;
use super::load::{HourLoad, HoursOfRun, PageLoad, merge_hours};

/// The load of one replication, or of several added up.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LoadOfRun {
    /// The nation's load by hour; peaks are sums of the provinces'.
    pub hours: HoursOfRun,
    /// Each province's load by counted day.
    pub province_days: Vec<Vec<HourLoad>>,
    /// Each province's page.
    pub pages: Vec<PageLoad>,
    /// Each province's counted hours as histograms.
    pub hourly: Vec<HourlyLoad>,
}

impl LoadOfRun {
    /// No load of so many provinces.
    pub fn new(provinces: usize) -> Self {
        Self {
            hours: HoursOfRun::default(),
            province_days: vec![Vec::new(); provinces],
            pages: vec![PageLoad::default(); provinces],
            hourly: vec![HourlyLoad::default(); provinces],
        }
    }

    /// Whether it is of as many provinces.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let provinces = |load: &Self| {
            let Self {
                hours: _,
                province_days,
                pages,
                hourly,
            } = load;
            [province_days.len(), pages.len(), hourly.len()]
        };
        provinces(self) == provinces(other)
    }

    /// Adds another replication's.
    pub(super) fn merge(&mut self, other: &Self) {
        self.hours.merge(&other.hours);
        for (mine, theirs) in self.province_days.iter_mut().zip(&other.province_days) {
            merge_hours(mine, theirs);
        }
        for (mine, theirs) in self.pages.iter_mut().zip(&other.pages) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.hourly.iter_mut().zip(&other.hourly) {
            mine.merge(theirs);
        }
    }
}
