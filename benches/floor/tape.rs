//! What a cell does with its queue, recorded, and done again with nothing around it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use beian_sim::clock::{Instant, Millis};
use beian_sim::rules::Turn;
use beian_sim::scenario::Scenario;
use beian_sim::simulation::event::{Event, FilingKey};
use beian_sim::simulation::queue::{Next, Queue};
use beian_sim::simulation::{Observation, Observer, QueueUse, mean_gap, simulate};

/// The uses of one cell's queue, in order.
pub struct Tape {
    uses: Vec<QueueUse>,
    start: Instant,
    gap: Millis,
}

impl Observer for Tape {
    const OBSERVES: bool = true;

    fn record(&mut self, _: Observation) {}

    fn queue(&mut self, used: QueueUse) {
        self.uses.push(used);
    }
}

/// The tapes of the first replication's cells.
pub fn record(scenario: &Scenario) -> Vec<Tape> {
    let provinces = 0..scenario.provinces.len();
    let record = |place: usize| {
        let mut tape = Tape {
            uses: Vec::new(),
            start: scenario.run.start.start(),
            gap: mean_gap(scenario, scenario.provinces[place].province),
        };
        simulate(scenario, place, 0, &mut tape);
        tape.without_audits()
    };
    provinces.map(record).collect()
}

/// A number that says which event was taken.
fn number_of(event: Event) -> i64 {
    match event {
        Event::AuditDone { number } => number.cast_signed(),
        _ => 0,
    }
}

impl Tape {
    /// How many events were taken.
    pub fn events(&self) -> u64 {
        let taken = self.uses.iter().filter(|used| **used == QueueUse::Take);
        taken.count() as u64
    }

    /// Leaves out the ends of audits, which are events for an observer alone.
    fn without_audits(mut self) -> Self {
        let mut queue = Queue::new(self.start, self.gap);
        self.uses.retain(|used| {
            match *used {
                QueueUse::Schedule(at, event) => queue.schedule(at, event),
                QueueUse::Deadline(at) => queue.schedule_deadline(at, slotmap::Key::null(), 0),
                QueueUse::Arrival(at) => queue.schedule_arrival(at),
                QueueUse::Take => {}
            }
            let event = match *used {
                QueueUse::Schedule(_, event) => Some(event),
                QueueUse::Take => match queue.pop() {
                    Some((_, Next::Event(event))) => Some(event),
                    _ => None,
                },
                _ => None,
            };
            !matches!(event, Some(Event::AuditDone { .. }))
        });
        self
    }

    /// Does it again on the simulation's queue; the sum of the instants taken.
    pub fn replay(&self) -> i64 {
        let mut queue = Queue::new(self.start, self.gap);
        let (mut sum, mut number) = (0i64, 0);
        for used in &self.uses {
            match *used {
                QueueUse::Schedule(at, event) => queue.schedule(at, event),
                QueueUse::Deadline(at) => {
                    queue.schedule_deadline(at, slotmap::Key::null(), number);
                    number += 1;
                }
                QueueUse::Arrival(at) => queue.schedule_arrival(at),
                QueueUse::Take => match queue.pop() {
                    Some((at, Next::Arrival)) => sum = sum.wrapping_add(at.0),
                    Some((at, Next::Event(event))) => {
                        sum = sum.wrapping_add(at.0 ^ number_of(event));
                    }
                    None => {}
                },
            }
        }
        sum
    }

    /// Does it again on a binary heap, with deadlines and arrivals outside of it as well.
    pub fn replay_on_heap(&self) -> i64 {
        let mut heap: BinaryHeap<Reverse<HeapEntry>> = BinaryHeap::new();
        let mut deadlines: VecDeque<(Instant, FilingKey)> = VecDeque::new();
        let mut arrival: Option<Instant> = None;
        let (mut sum, mut order) = (0i64, 0);
        for used in &self.uses {
            match *used {
                QueueUse::Schedule(at, event) => {
                    let place = (at, ((event.turn() as u64) << 56) | order);
                    heap.push(Reverse(HeapEntry { place, event }));
                    order += 1;
                }
                QueueUse::Deadline(at) => deadlines.push_back((at, slotmap::Key::null())),
                QueueUse::Arrival(at) => arrival = Some(at),
                QueueUse::Take => {
                    let first = heap.peek().map(|Reverse(entry)| entry.place);
                    let deadline = deadlines.front().map(|(at, _)| *at);
                    let before =
                        |at| first.is_none_or(|first| (at, (Turn::Other as u64) << 56) <= first);
                    let at = if deadline.is_some_and(|at| {
                        first.is_none_or(|first| at <= first.0)
                            && arrival.is_none_or(|arrival| at <= arrival)
                    }) {
                        deadlines.pop_front().map(|(at, _)| at.0)
                    } else if arrival.is_some_and(before) {
                        arrival.take().map(|at| at.0)
                    } else {
                        let taken = heap.pop();
                        taken.map(|Reverse(entry)| entry.place.0.0 ^ number_of(entry.event))
                    };
                    sum = sum.wrapping_add(at.unwrap_or(0));
                }
            }
        }
        sum
    }
}

/// An entry of the binary heap.
struct HeapEntry {
    place: (Instant, u64),
    event: Event,
}

impl PartialEq for HeapEntry {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Eq for HeapEntry {}

impl PartialOrd for HeapEntry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for HeapEntry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place.cmp(&other.place)
    }
}
