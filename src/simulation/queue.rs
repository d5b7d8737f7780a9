//! The queue of events.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use super::event::{Event, FilingKey};
use crate::clock::Instant;

/// Events by (instant, rank of the kind, order of scheduling).
///
/// Deadlines stand in a queue of their own: all windows are equally long, so they end in the order
/// in which they began, and two days of them need not burden the heap.
#[derive(Debug, Default)]
pub struct Queue {
    heap: BinaryHeap<Entry>,
    deadlines: VecDeque<(Instant, FilingKey, u32)>,
    scheduled: u64,
}

/// What comes next.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// The window of a filing's submission is over.
    Deadline(FilingKey, u32),
    /// Anything else.
    Event(Event),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    at: Instant,
    /// The rank in the top byte, the order of scheduling below.
    order: u64,
    event: Event,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    /// Reversed: the heap's greatest is the earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

impl Queue {
    /// Schedules an event.
    pub fn schedule(&mut self, at: Instant, event: Event) {
        let order = (event.kind.rank() << 56) | self.scheduled;
        self.scheduled += 1;
        self.heap.push(Entry { at, order, event });
    }

    /// Schedules the end of a window; windows are given in the order of their ends.
    pub fn schedule_deadline(&mut self, at: Instant, filing: FilingKey, submission: u32) {
        debug_assert!(self.deadlines.back().is_none_or(|(last, _, _)| *last <= at));
        self.deadlines.push_back((at, filing, submission));
    }

    /// Takes the next event with its instant. Of a deadline and anything else at one instant the
    /// deadline goes first (R21).
    pub fn pop(&mut self) -> Option<(Instant, Next)> {
        let heap = self.heap.peek().map(|entry| entry.at);
        if let Some(&(at, filing, submission)) = self.deadlines.front()
            && heap.is_none_or(|heap| at <= heap)
        {
            self.deadlines.pop_front();
            return Some((at, Next::Deadline(filing, submission)));
        }
        let entry = self.heap.pop()?;
        Some((entry.at, Next::Event(entry.event)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::event::Kind;
    use slotmap::Key;

    #[test]
    fn at_one_instant_the_deadline_goes_first_and_entries_last() {
        let mut queue = Queue::default();
        let filing = FilingKey::null();
        let at = Instant(7);
        let kinds = [
            Kind::Entry,
            Kind::Request,
            Kind::Arrives,
            Kind::FirstCodes,
            Kind::CodeEnds,
        ];
        for (index, kind) in (0..).zip(kinds) {
            queue.schedule(
                at,
                Event {
                    kind,
                    leader: 0,
                    index,
                    filing,
                },
            );
        }
        let entry = |index| Event {
            kind: Kind::Entry,
            leader: 0,
            index,
            filing,
        };
        queue.schedule(Instant(8), entry(8));
        queue.schedule(Instant(8), entry(9));
        queue.schedule_deadline(at, filing, 99);
        let mut order = Vec::new();
        while let Some((_, next)) = queue.pop() {
            order.push(match next {
                Next::Deadline(_, submission) => submission,
                Next::Event(event) => event.index,
            });
        }
        assert_eq!(order, [99, 4, 3, 2, 1, 0, 8, 9]);
    }
}
