//! A cell whose filings share nothing: each is run from its arrival to its end by itself.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cell::Cell;
use super::common;
use super::observer::{Observer, Unobserved};
use super::order::{Alone, OneFiling, OwnEvents};
use super::place::{CellPlace, couples_filings};
use crate::clock::Instant;
use crate::measures::{CellTally, LoadChanges, LoadTrack};
use crate::rules::{CodeDemand, Platform};
use crate::scenario::Scenario;
use crate::world::arrivals::{Arrival, ArrivalStream};
use crate::world::gateway::Lane;

/// A cell (one province in one replication) whose filings share nothing, to be worked through in blocks
/// of filings by any number of threads. What is counted does not depend on them.
///
/// That codes do not run out is found out in the end; if they could have, the cell is run again in the
/// common order of time.
#[derive(Debug)]
pub struct UncoupledCell<'s> {
    place: CellPlace<'s>,
    state: Mutex<State<'s>>,
}

#[derive(Debug)]
struct State<'s> {
    /// The filings that nobody has taken yet.
    arrivals: ArrivalStream<'s>,
    /// The first of them.
    next: Option<Arrival>,
    /// When the first filings arrived of the blocks that are under way.
    under_way: Vec<Instant>,
    /// Until all is given out.
    load: Option<LoadTrack>,
    /// What those counted who have left.
    counted: Option<(CellTally, CodeDemand)>,
    workers: usize,
}

impl<'s> UncoupledCell<'s> {
    /// How many filings a thread takes at once: few enough that many threads have work in one province,
    /// and enough that they do not wait for one another.
    pub const BLOCK: usize = 256;

    /// A cell that is not begun: one province (by its place among the scenario's) in one replication
    /// (from 0). `None` where its filings may have to wait for one another.
    pub fn new(scenario: &'s Scenario, province: usize, replication: u32) -> Option<Self> {
        Self::at(CellPlace {
            scenario,
            province,
            replication,
        })
    }

    pub(super) fn at(place: CellPlace<'s>) -> Option<Self> {
        let scenario = place.scenario;
        if couples_filings(scenario, place.province) {
            return None;
        }
        let (run, province) = (&scenario.run, place.parameters().province);
        let mut arrivals = ArrivalStream::new(&scenario.arrivals, run, province, place.key());
        let state = State {
            next: arrivals.next(),
            arrivals,
            under_way: Vec::new(),
            load: Some(place.load()),
            counted: None,
            workers: 0,
        };
        Some(Self {
            place,
            state: Mutex::new(state),
        })
    }

    /// Whether there are filings that nobody has taken yet.
    pub fn has_work(&self) -> bool {
        self.lock().next.is_some()
    }

    /// Works on the cell, beside others that may do so, until there are no more filings or `stopped` says
    /// so. Whoever ends last gets what was counted, unless it was stopped; others get nothing.
    pub fn work(&self, stopped: &dyn Fn() -> bool) -> Option<CellTally> {
        self.work_for(&mut Unobserved, stopped)
    }

    /// The same for somebody who follows it.
    pub(super) fn work_for<O: Observer>(
        &self,
        observer: &mut O,
        stopped: &dyn Fn() -> bool,
    ) -> Option<CellTally> {
        let counted = self.work_in_blocks(observer, stopped);
        let (tally, demand) = counted?;
        let policy = &self.place.scenario.policy;
        if demand.fits(policy.code_pool, &policy.code_effective) {
            return Some(tally);
        }
        observer.begin_again();
        common::run(&self.place, observer, stopped)
    }

    fn work_in_blocks<O: Observer>(
        &self,
        observer: &mut O,
        stopped: &dyn Fn() -> bool,
    ) -> Option<(CellTally, CodeDemand)> {
        let mut state = self.lock();
        if state.next.is_none() && (state.load.is_none() || state.workers > 0) {
            return None;
        }
        state.workers += 1;
        drop(state);
        let own = (OwnEvents::default(), OneFiling::default());
        let platform = Platform::of_single_checks(self.place.scenario.run.start.start());
        let mut cell: Cell<O, Alone> = Cell::new(&self.place, own, platform, observer);
        let mut block = Vec::with_capacity(Self::BLOCK);
        while !stopped() && self.take_block(&mut block) {
            for arrival in &block {
                cell.run_alone(*arrival);
            }
            self.block_is_done(block[0].at, &mut cell.load);
        }
        self.leave(cell)
    }

    /// Takes the next filings, if there are any.
    fn take_block(&self, block: &mut Vec<Arrival>) -> bool {
        let state = &mut *self.lock();
        block.clear();
        let Some(first) = state.next.take() else {
            return false;
        };
        block.push(first);
        block.extend(state.arrivals.by_ref().take(Self::BLOCK - 1));
        state.next = state.arrivals.next();
        state.under_way.push(first.at);
        true
    }

    /// Takes in how a block changed the load, and closes the hours that no later filing can touch.
    fn block_is_done(&self, first: Instant, changes: &mut LoadChanges) {
        let state = &mut *self.lock();
        let Some(load) = &mut state.load else {
            return;
        };
        load.take_in(changes);
        if let Some(place) = state.under_way.iter().position(|other| *other == first) {
            state.under_way.swap_remove(place);
        }
        let next = state.next.map(|arrival| arrival.at);
        if let Some(earliest) = state.under_way.iter().copied().chain(next).min() {
            load.close_before(earliest);
        }
    }

    /// A thread leaves with what it has counted, and gets what all have, if nobody is left and nothing is
    /// left to do.
    fn leave<O: Observer>(&self, cell: Cell<O, Alone>) -> Option<(CellTally, CodeDemand)> {
        let tally = cell.tally;
        let demand = cell.platform.codes().demand()?;
        let state = &mut *self.lock();
        match &mut state.counted {
            Some((all, of_all)) => {
                all.merge(&tally);
                of_all.merge(demand);
            }
            None => state.counted = Some((tally, demand.clone())),
        }
        state.workers -= 1;
        if state.workers > 0 || state.next.is_some() {
            return None;
        }
        let (mut tally, demand) = state.counted.take()?;
        tally.hours = state.load.take()?.finish();
        Some((tally, demand))
    }

    fn lock(&self) -> MutexGuard<'_, State<'s>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<O: Observer> Cell<'_, O, Alone> {
    /// Runs a filing from its arrival to its end.
    fn run_alone(&mut self, arrival: Arrival) {
        self.now = arrival.at;
        self.tally.events += 1;
        self.arrive(arrival);
        let mut begun = false;
        while let Some((at, event)) = self.events.pop() {
            self.now = at;
            self.tally.events += 1;
            self.happen(event);
            // What is left of a filing that has ended comes to nothing, but for an observer.
            begun |= !self.filings.is_empty();
            if begun && self.filings.is_empty() && !O::OBSERVES {
                break;
            }
        }
        self.events.clear();
        self.platform.forget_resends();
        self.lanes.iter_mut().for_each(Lane::clear);
    }
}
