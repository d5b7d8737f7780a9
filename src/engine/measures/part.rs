//! Results of some replications by themselves, in a form that can be kept, and put together again.

use serde::{Deserialize, Serialize};

use super::load_of_run::LoadOfRun;
use super::tally::ReplicationTally;
use super::{Results, Summary};

/// What was counted in some consecutive replications of a scenario; what the scenario itself says of its results
/// (groups, prices, the level of intervals) is not in it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PartOfResults {
    replications: Vec<Vec<Summary>>,
    load: LoadOfRun,
    filings: u64,
    events: u64,
}

impl PartOfResults {
    /// Results as such a part: whole, or without the load by the hour.
    pub fn of(results: Results, with_load: bool) -> Self {
        Self {
            replications: results.replications,
            load: match with_load {
                true => results.load,
                false => LoadOfRun::default(),
            },
            filings: results.filings,
            events: results.events,
        }
    }

    /// The load of one replication.
    pub(super) fn load_of(tally: ReplicationTally) -> Self {
        Self {
            replications: Vec::new(),
            load: tally.load,
            filings: tally.filings,
            events: tally.events,
        }
    }

    /// Whether this is of so many replications of the scenario of these results, with or without the load by the hour.
    pub fn fits(&self, results: &Results, replications: usize, with_load: bool) -> bool {
        let groups = results.groups.all().len();
        let none = LoadOfRun::default();
        let load = if with_load { &results.load } else { &none };
        self.replications.len() == replications
            && self.replications.iter().all(|own| own.len() == groups)
            && self.load.fits(load)
            && self.balances()
    }

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
        self.load.merge(&part.load);
        self.filings += part.filings;
        self.events += part.events;
    }
}
