//! Results of some replications by themselves, in a form that can be kept, and put together again.

use serde::{Deserialize, Serialize};

use super::hourly::HourlyLoad;
use super::load::{HourLoad, PageLoad};
use super::results::merge_hours;
use super::{Results, Summary};

/// What was counted in some consecutive replications of a scenario; what the scenario itself says of its results
/// (groups, prices, the level of intervals) is not in it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PartOfResults {
    replications: Vec<Vec<Summary>>,
    hours: Vec<HourLoad>,
    hours_before: Vec<HourLoad>,
    province_days: Vec<Vec<HourLoad>>,
    pages: Vec<PageLoad>,
    hourly: Vec<HourlyLoad>,
    filings: u64,
    events: u64,
}

impl PartOfResults {
    /// Results as such a part: whole, or without the load by the hour.
    pub fn of(results: Results, with_load: bool) -> Self {
        let some = Self {
            replications: results.replications,
            filings: results.filings,
            events: results.events,
            ..Self::default()
        };
        match with_load {
            true => Self {
                hours: results.hours,
                hours_before: results.hours_before,
                province_days: results.province_days,
                pages: results.pages,
                hourly: results.hourly,
                ..some
            },
            false => some,
        }
    }

    /// Whether this is of so many replications of the scenario of these results, with or without the load by the hour.
    pub fn fits(&self, results: &Results, replications: usize, with_load: bool) -> bool {
        let groups = results.groups.all().len();
        let provinces = if with_load { results.pages.len() } else { 0 };
        let lists = [
            self.province_days.len(),
            self.pages.len(),
            self.hourly.len(),
        ];
        self.replications.len() == replications
            && self.replications.iter().all(|own| own.len() == groups)
            && lists == [provinces; 3]
    }
}

impl Results {
    /// Takes in the replications that come next.
    pub fn append(&mut self, part: PartOfResults) {
        let (prices, reminds) = (self.prices, self.reminds);
        let priced = |mut groups: Vec<Summary>| {
            for summary in &mut groups {
                (summary.prices, summary.reminds) = (prices, reminds);
            }
            groups
        };
        let next = part.replications.into_iter().map(priced);
        self.replications.extend(next);
        merge_hours(&mut self.hours, part.hours);
        merge_hours(&mut self.hours_before, part.hours_before);
        for (mine, theirs) in self.province_days.iter_mut().zip(part.province_days) {
            merge_hours(mine, theirs);
        }
        for (mine, theirs) in self.pages.iter_mut().zip(&part.pages) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.hourly.iter_mut().zip(&part.hourly) {
            mine.merge(theirs);
        }
        self.filings += part.filings;
        self.events += part.events;
    }
}
