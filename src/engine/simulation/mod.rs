//! The event loop of one cell: one province in one replication.
//!
//! Provinces share nothing (R1: each has its own platform), so a cell has its own events, streams
//! and tallies, and never waits for another. [`simulate`] runs one to its end.
//!
//! Within a province filings meet in three places only: a lane with a rate, auditors, and a pool of codes
//! that runs dry. Where there are none of these ([`couples_filings`]), each filing is run from its arrival
//! to its end by itself, hot in the caches, and by as many threads as there are ([`UncoupledCell`]);
//! otherwise all go in one order of time. Handlers of events do not know which; both give the same figures.
//!
//! - [`event`]: what can happen, and its turn at one instant; [`queue`]: what happens next in a province.
//! - `order`: the two orders; `common` and [`uncoupled`] run a cell in each.
//! - [`filing`]: a filing in progress; `cell`: the state of a cell.
//! - What the loop calls, one file a station in the order in which a filing passes them: `provider`,
//!   `authority`, `gateway`, `network`, `handset`, `leader`, `page`, `reminders`, `audit`. What comes after what in
//!   a check, the [`Platform`](crate::rules::Platform) says; what is drawn and decided on the way, the
//!   stations of [`crate::world`].
//! - [`observer`]: who follows single filings; `observing` tells it.

mod audit;
mod authority;
mod cell;
mod common;
pub mod event;
pub mod filing;
mod gateway;
mod handset;
mod leader;
mod network;
pub mod observer;
mod observing;
mod order;
mod page;
mod place;
mod provider;
pub mod queue;
mod reminders;
pub mod uncoupled;

pub use observer::{CellName, Observation, Observed, Observer, Observers, QueueUse, Unobserved};
pub use place::{couples_filings, mean_gap};
pub use uncoupled::UncoupledCell;

use crate::measures::CellTally;
use crate::scenario::Scenario;
use observer::Told;
use place::CellPlace;

/// Runs one province (by its place among the scenario's) in one replication (from 0) to its end.
pub fn simulate<O: Observer>(
    scenario: &Scenario,
    province: usize,
    replication: u32,
    observer: &mut O,
) -> CellTally {
    match simulate_until(scenario, province, replication, observer, &|| false) {
        Some(tally) => tally,
        None => unreachable!("nobody stops it"),
    }
}

/// The same, unless `stopped` says so before the end: `None` then.
pub fn simulate_until<O: Observer>(
    scenario: &Scenario,
    province: usize,
    replication: u32,
    observer: &mut O,
    stopped: &dyn Fn() -> bool,
) -> Option<CellTally> {
    let place = CellPlace {
        scenario,
        province,
        replication,
    };
    let told = O::OBSERVES.then(|| Told::of(observer));
    run(&place, told, O::IN_ORDER, stopped)
}

/// The same in one order of time, whether filings share something or not.
pub fn simulate_in_order<O: Observer>(
    scenario: &Scenario,
    province: usize,
    replication: u32,
    observer: &mut O,
    stopped: &dyn Fn() -> bool,
) -> Option<CellTally> {
    let place = CellPlace {
        scenario,
        province,
        replication,
    };
    let told = O::OBSERVES.then(|| Told::of(observer));
    run(&place, told, true, stopped)
}

/// Runs a cell for somebody who follows it, or for nobody. It knows of no observer's type: in all there are two
/// copies of the simulation for each order, compiled with the engine.
fn run(
    place: &CellPlace,
    told: Option<Told>,
    in_order: bool,
    stopped: &dyn Fn() -> bool,
) -> Option<CellTally> {
    match told {
        Some(mut told) => run_for(place, &mut told, in_order, stopped),
        None => run_for(place, &mut Unobserved, in_order, stopped),
    }
}

fn run_for<O: Observer>(
    place: &CellPlace,
    observer: &mut O,
    in_order: bool,
    stopped: &dyn Fn() -> bool,
) -> Option<CellTally> {
    if !in_order && let Some(cell) = UncoupledCell::at(*place) {
        return cell.work_for(observer, stopped);
    }
    common::run(place, observer, stopped)
}
