//! A cell whose filings may share something: everything in one order of time.

use slotmap::SlotMap;

use super::cell::Cell;
use super::observer::{Observer, QueueUse};
use super::order::Common;
use super::place::{CellPlace, mean_gap};
use super::queue::{Next, Queue};
use crate::measures::CellTally;
use crate::rules::Platform;
use crate::world::arrivals::{Arrival, ArrivalStream};

/// After so many events it is asked whether to stop, whatever they change.
const EVENTS: u64 = 1 << 16;
/// Changes of the load that are gathered before they are put to their hours.
const CHANGES: usize = 4_096;

/// Runs a cell to its end, in one order of time; `None` where `stopped` said so before.
pub(super) fn run<O: Observer>(
    place: &CellPlace,
    observer: &mut O,
    stopped: &dyn Fn() -> bool,
) -> Option<CellTally> {
    let CellPlace { scenario, .. } = *place;
    let (run, province) = (&scenario.run, place.parameters().province);
    let queue = Queue::new(run.start.start(), mean_gap(scenario, province));
    let platform = Platform::new(&scenario.policy);
    let mut cell: Cell<O, Common> =
        Cell::new(place, (queue, SlotMap::with_key()), platform, observer);
    let mut arrivals = ArrivalStream::new(&scenario.arrivals, run, province, place.key());
    let mut load = place.load();
    let mut next_arrival = schedule_arrival(&mut cell, &mut arrivals);
    while let Some((at, next)) = cell.events.pop() {
        cell.now = at;
        cell.tally.events += 1;
        if O::OBSERVES {
            cell.observer.queue(QueueUse::Take);
        }
        match next {
            Next::Arrival => {
                if let Some(arrival) = next_arrival {
                    cell.arrive(arrival);
                }
                next_arrival = schedule_arrival(&mut cell, &mut arrivals);
            }
            Next::Event(event) => cell.happen(event),
        }
        if cell.tally.events.is_multiple_of(EVENTS) && stopped() {
            return None;
        }
        if cell.load.count() >= CHANGES {
            load.take_in(&mut cell.load);
            load.close_before(at);
            if stopped() {
                return None;
            }
        }
    }
    load.take_in(&mut cell.load);
    cell.tally.hours = load.finish();
    Some(cell.tally)
}

fn schedule_arrival<O: Observer>(
    cell: &mut Cell<O, Common>,
    arrivals: &mut ArrivalStream,
) -> Option<Arrival> {
    let arrival = arrivals.next()?;
    cell.events.schedule_arrival(arrival.at);
    if O::OBSERVES {
        cell.observer.queue(QueueUse::Arrival(arrival.at));
    }
    Some(arrival)
}
