//! The queue of events.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::event::{Event, FilingKey};
use crate::clock::{Instant, Millis};

/// Events by (instant, rank of the kind, order of scheduling).
///
/// A calendar queue (Brown 1988): time is cut into slots of equal width, and only the events of the
/// slot under way are in order; a later slot is sorted when its turn comes. Scheduling is then a
/// matter of one store, however many audits are pending. The width moves no event: the order is
/// that of (instant, rank, order of scheduling) for every one.
///
/// Deadlines stand in a queue of their own: all windows are equally long, so they end in the order
/// in which they began.
#[derive(Debug)]
pub struct Queue {
    /// The slot under way, sorted, the first event last.
    due: Vec<Entry>,
    /// What was scheduled for the slot under way while it was.
    sudden: BinaryHeap<Reverse<Entry>>,
    slots: Slots,
    /// Beyond the last slot.
    far: BinaryHeap<Reverse<Entry>>,
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

impl Entry {
    /// Its place in time, as one number: instants are never before 1970 by more than the range.
    fn place(&self) -> (Instant, u64) {
        (self.at, self.order)
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

/// How many slots lie ahead of the one under way.
const SLOTS: usize = 4_096;

/// How many events a slot should hold on average: few enough to sort at a glance, and enough that
/// most slots hold one.
const EVENTS_PER_SLOT: Millis = 8;

/// No entry.
const NONE: u32 = u32::MAX;

/// The slots ahead: lists of entries in no order, all in one store.
#[derive(Debug)]
struct Slots {
    /// The width of a slot is 2 to this power, in milliseconds.
    shift: u32,
    /// The slot under way.
    current: i64,
    /// The first entry of each slot; slot n is at n modulo the number of slots.
    heads: Vec<u32>,
    entries: Vec<(Entry, u32)>,
    /// The first of the entries that are free.
    free: u32,
    held: usize,
}

impl Slots {
    fn new(start: Instant, width: Millis) -> Self {
        let shift = width.clamp(1, 1 << 40).ilog2();
        Self {
            shift,
            current: start.0 >> shift,
            heads: vec![NONE; SLOTS],
            entries: Vec::new(),
            free: NONE,
            held: 0,
        }
    }

    fn slot(&self, at: Instant) -> i64 {
        at.0 >> self.shift
    }

    fn head(slot: i64) -> usize {
        slot.rem_euclid(SLOTS as i64) as usize
    }

    /// Takes an entry of a slot ahead.
    fn put(&mut self, entry: Entry) {
        let head = &mut self.heads[Self::head(entry.at.0 >> self.shift)];
        if let Some(place) = self.entries.get_mut(self.free as usize) {
            let index = self.free;
            self.free = place.1;
            *place = (entry, *head);
            *head = index;
        } else {
            self.entries.push((entry, *head));
            *head = (self.entries.len() - 1) as u32;
        }
        self.held += 1;
    }

    /// Empties the slot under way into `due`.
    fn take(&mut self, due: &mut Vec<Entry>) {
        let mut index = std::mem::replace(&mut self.heads[Self::head(self.current)], NONE);
        while let Some(place) = self.entries.get_mut(index as usize) {
            due.push(place.0);
            let next = std::mem::replace(&mut place.1, self.free);
            self.free = index;
            index = next;
            self.held -= 1;
        }
    }
}

impl Queue {
    /// A queue from `start` on, for events that come `gap` milliseconds apart on average; another
    /// gap makes it slower, and changes nothing else.
    pub fn new(start: Instant, gap: Millis) -> Self {
        Self {
            due: Vec::new(),
            sudden: BinaryHeap::new(),
            slots: Slots::new(start, gap.saturating_mul(EVENTS_PER_SLOT)),
            far: BinaryHeap::new(),
            deadlines: VecDeque::new(),
            scheduled: 0,
        }
    }

    /// Schedules an event.
    pub fn schedule(&mut self, at: Instant, event: Event) {
        let order = (event.kind.rank() << 56) | self.scheduled;
        self.scheduled += 1;
        let entry = Entry { at, order, event };
        let ahead = self.slots.slot(at) - self.slots.current;
        if ahead <= 0 {
            self.sudden.push(Reverse(entry));
        } else if ahead < SLOTS as i64 {
            self.slots.put(entry);
        } else {
            self.far.push(Reverse(entry));
        }
    }

    /// Schedules the end of a window; windows are given in the order of their ends.
    pub fn schedule_deadline(&mut self, at: Instant, filing: FilingKey, submission: u32) {
        debug_assert!(self.deadlines.back().is_none_or(|(last, _, _)| *last <= at));
        self.deadlines.push_back((at, filing, submission));
    }

    /// Takes the next event with its instant. Of a deadline and anything else at one instant the
    /// deadline goes first (R21).
    pub fn pop(&mut self) -> Option<(Instant, Next)> {
        if self.due.is_empty() && self.sudden.is_empty() {
            self.advance();
        }
        let sudden = self.sudden.peek().map(|Reverse(entry)| entry);
        let (next, is_due) = match (self.due.last(), sudden) {
            (Some(due), Some(sudden)) if sudden < due => (Some(sudden), false),
            (Some(due), _) => (Some(due), true),
            (None, sudden) => (sudden, false),
        };
        if let Some(&(at, filing, submission)) = self.deadlines.front()
            && next.is_none_or(|next| at <= next.at)
        {
            self.deadlines.pop_front();
            return Some((at, Next::Deadline(filing, submission)));
        }
        let entry = if is_due {
            self.due.pop()?
        } else {
            self.sudden.pop()?.0
        };
        Some((entry.at, Next::Event(entry.event)))
    }

    /// Goes on to the next slot that holds an event, if any does.
    fn advance(&mut self) {
        while self.due.is_empty() {
            let first_far = self
                .far
                .peek()
                .map(|Reverse(entry)| self.slots.slot(entry.at));
            self.slots.current = match first_far {
                Some(slot) if self.slots.held == 0 => slot,
                None if self.slots.held == 0 => return,
                _ => self.slots.current + 1,
            };
            let horizon = self.slots.current + SLOTS as i64;
            while let Some(Reverse(entry)) = self.far.peek().copied()
                && self.slots.slot(entry.at) < horizon
            {
                self.far.pop();
                self.slots.put(entry);
            }
            self.slots.take(&mut self.due);
        }
        self.due.sort_unstable_by(|a, b| b.cmp(a));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Key, Purpose};
    use crate::clock::DAY;
    use crate::simulation::event::Kind;
    use slotmap::Key as _;

    fn event(kind: Kind, index: u32) -> Event {
        Event {
            kind,
            leader: 0,
            index,
            filing: FilingKey::null(),
        }
    }

    #[test]
    fn at_one_instant_the_deadline_goes_first_and_entries_last() {
        let mut queue = Queue::new(Instant(0), 1);
        let at = Instant(7);
        let kinds = [
            Kind::Entry,
            Kind::Request,
            Kind::Arrives,
            Kind::FirstCodes,
            Kind::CodeEnds,
        ];
        for (index, kind) in (0..).zip(kinds) {
            queue.schedule(at, event(kind, index));
        }
        queue.schedule(Instant(8), event(Kind::Entry, 8));
        queue.schedule(Instant(8), event(Kind::Entry, 9));
        queue.schedule_deadline(at, FilingKey::null(), 99);
        let mut order = Vec::new();
        while let Some((_, next)) = queue.pop() {
            order.push(match next {
                Next::Deadline(_, submission) => submission,
                Next::Event(event) => event.index,
            });
        }
        assert_eq!(order, [99, 4, 3, 2, 1, 0, 8, 9]);
    }

    #[test]
    fn whatever_the_width_events_come_in_the_order_of_a_sort() {
        for gap in [1, 1_000, 47_000, DAY, 40_000 * DAY] {
            let start = Instant(1_000 * DAY);
            let mut queue = Queue::new(start, gap);
            let mut draws = Key::of_seed(7).stream(Purpose::Design, 0);
            let (mut given, mut taken) = (Vec::new(), Vec::new());
            let mut now = start;
            for index in 0..3_000 {
                // From at once to far beyond the last slot, and often at the same instant.
                let reach = [1, 1_000, DAY as u32, 90_000_000 * 20][draws.below(4) as usize];
                let at = now.after(i64::from(draws.below(reach)));
                queue.schedule(at, event(Kind::Visit, index));
                given.push((at, index));
                if draws.below(3) == 0
                    && let Some((at, Next::Event(event))) = queue.pop()
                {
                    now = at;
                    taken.push((at, event.index));
                }
            }
            while let Some((at, Next::Event(event))) = queue.pop() {
                taken.push((at, event.index));
            }
            given.sort_unstable();
            assert_eq!(taken, given, "{gap}");
        }
    }
}
