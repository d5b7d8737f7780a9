//! Replications some of whose cells are done, and their way into the results.

use std::collections::BTreeMap;

use super::filings::ReplicationPairs;
use super::plan::PlanResults;
use crate::measures::{Groups, ReplicationTally, Summary};

/// A replication some of whose cells are done.
pub(super) struct UnderWay {
    /// By arm; `None` for one that needs nothing of this replication.
    pub(super) arms: Vec<Option<ArmUnderWay>>,
    /// Cells that are not done.
    pub(super) cells: usize,
}

/// What is counted so far of one arm.
pub(super) struct ArmUnderWay {
    pub(super) tally: ReplicationTally,
    pub(super) pairs: ReplicationPairs,
}

/// A whole replication of one arm.
pub(super) struct Closed {
    summaries: Vec<Summary>,
    tally: ReplicationTally,
    pairs: ReplicationPairs,
}

/// Whole replications wait until all before them are whole, too: what is found has no gap.
pub(super) struct InOrder {
    next: u32,
    waiting: BTreeMap<u32, Vec<Option<Closed>>>,
    found: PlanResults,
}

impl UnderWay {
    /// One cell less; whether it was the last.
    pub(super) fn cell_is_done(&mut self) -> bool {
        self.cells -= 1;
        self.cells == 0
    }
}

impl ArmUnderWay {
    /// Nothing yet.
    pub(super) fn new(groups: &Groups, provinces: usize) -> Self {
        Self {
            tally: ReplicationTally::new(groups, provinces),
            pairs: ReplicationPairs::default(),
        }
    }
}

impl Closed {
    /// A replication of which all cells are in.
    pub(super) fn of(groups: &Groups, tally: ReplicationTally, pairs: ReplicationPairs) -> Self {
        Self {
            summaries: Summary::of_replication(groups, &tally),
            tally,
            pairs,
        }
    }
}

impl InOrder {
    /// The next replication, from 0, comes to what was found.
    pub(super) fn new(next: u32, found: PlanResults) -> Self {
        Self {
            next,
            waiting: BTreeMap::new(),
            found,
        }
    }

    /// Takes in a whole replication by arm when it is its turn, and those that have waited for it.
    pub(super) fn take_in(&mut self, replication: u32, closed: Vec<Option<Closed>>) {
        self.waiting.insert(replication, closed);
        while let Some(closed) = self.waiting.remove(&self.next) {
            for (into, closed) in self.found.arms.iter_mut().zip(closed) {
                if let Some(closed) = closed {
                    let place = (self.next - self.found.from) as usize;
                    into.results.take_in(place, closed.summaries, closed.tally);
                    into.pairs.push(closed.pairs);
                }
            }
            self.next += 1;
        }
    }

    /// What was found.
    pub(super) fn found(self) -> PlanResults {
        self.found
    }
}
