//! Results of some replications by themselves, in a form that can be kept, and put together again.

use serde::{Deserialize, Serialize};

use super::hourly::HourlyLoad;
use super::load::{HourLoad, PageLoad};
use super::tally::ReplicationTally;
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

    /// The load of one replication.
    pub(super) fn load_of(tally: ReplicationTally) -> Self {
        Self {
            replications: Vec::new(),
            hours: tally.hours.counted,
            hours_before: tally.hours.before,
            province_days: tally.province_days,
            pages: tally.pages,
            hourly: tally.hourly,
            filings: tally.filings,
            events: tally.events,
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
            && self.balances()
    }
}

impl PartOfResults {
    /// Whether everything received is accounted for.
    fn balances(&self) -> bool {
        let mut each = self.replications.iter().flatten();
        each.all(|own| own.counts.violations().is_empty())
    }
}

impl Results {
    /// Takes in the replications that come next.
    pub fn append(&mut self, mut part: PartOfResults) {
        for mut summaries in std::mem::take(&mut part.replications) {
            self.price(&mut summaries);
            self.replications.push(summaries);
        }
        self.add_load(part);
    }

    /// Gives summaries what only the scenario says.
    pub(super) fn price(&self, summaries: &mut [Summary]) {
        for summary in summaries {
            (summary.prices, summary.reminds) = (self.prices, self.reminds);
        }
    }

    /// Adds the load of a part, and how much was simulated for it.
    pub(super) fn add_load(&mut self, part: PartOfResults) {
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

fn merge_hours(into: &mut Vec<HourLoad>, other: Vec<HourLoad>) {
    if into.is_empty() {
        *into = other;
        return;
    }
    into.resize(other.len().max(into.len()), HourLoad::default());
    for (mine, theirs) in into.iter_mut().zip(&other) {
        mine.merge(theirs);
    }
}
