//! The queue of events.

pub(super) mod entry;
mod periods;
mod slots;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::event::{Event, FilingKey};
use crate::clock::{Instant, Millis};
use crate::rules::Turn;
use entry::{Entry, first_of};
use periods::Periods;
use slots::{PERIOD_SHIFT, Slots};

/// Events by (instant, turn, order of scheduling).
///
/// A calendar queue (Brown 1988) of two levels: time is cut into slots of equal width, and slots are
/// gathered to periods. An event of a period ahead is only put behind the others of that period; they
/// go into slots when its turn comes, and a slot is sorted when its own comes. What is worked on then
/// fits the caches, however many audits are pending. Widths move no event: the order is that of
/// (instant, turn, order of scheduling) for every one.
///
/// Two kinds come in order by themselves and stand outside: deadlines (all windows are equally long,
/// so they end in the order in which they began), and the one next arrival.
#[derive(Debug)]
pub struct Queue {
    /// The slot under way, sorted, the first event last.
    due: Vec<Entry>,
    /// What was scheduled for the slot under way while it was.
    sudden: BinaryHeap<Reverse<Entry>>,
    /// The width of a slot is 2 to this power, in milliseconds.
    shift: u32,
    /// The slot under way.
    current: i64,
    slots: Slots,
    periods: Periods,
    /// Beyond the last period.
    far: BinaryHeap<Reverse<Entry>>,
    deadlines: VecDeque<(Instant, FilingKey, u32)>,
    arrival: Option<Instant>,
    scheduled: u64,
}

/// What comes next.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// The next filing comes to the provider.
    Arrival,
    /// Anything else.
    Event(Event),
}

/// No entry, in a list of entries.
const NONE: u32 = u32::MAX;

/// How many events a slot should hold on average: few enough to sort at a glance, and enough that
/// most slots hold one.
const EVENTS_PER_SLOT: Millis = 4;

impl Queue {
    /// A queue from `start` on, for events that come `gap` milliseconds apart on average; another
    /// gap makes it slower, and changes nothing else.
    pub fn new(start: Instant, gap: Millis) -> Self {
        let width = gap.saturating_mul(EVENTS_PER_SLOT).clamp(1, 1 << 40);
        let shift = width.ilog2();
        Self {
            due: Vec::new(),
            sudden: BinaryHeap::new(),
            shift,
            current: start.0 >> shift,
            slots: Slots::new(),
            periods: Periods::new(1 << (shift + PERIOD_SHIFT)),
            far: BinaryHeap::new(),
            deadlines: VecDeque::new(),
            arrival: None,
            scheduled: 0,
        }
    }

    /// Schedules an event.
    #[inline]
    pub fn schedule(&mut self, at: Instant, event: Event) {
        // Where the kind of event is known, so is its turn, when the program is compiled.
        self.schedule_for(first_of(event.turn()), at, event);
    }

    fn schedule_for(&mut self, turn: u64, at: Instant, event: Event) {
        let order = turn | self.scheduled;
        self.scheduled += 1;
        let entry = Entry { at, order, event };
        if self.slot(at) <= self.current {
            self.sudden.push(Reverse(entry));
        } else {
            self.put(entry);
        }
    }

    /// Schedules the end of a window; windows are given in the order of their ends.
    pub fn schedule_deadline(&mut self, at: Instant, filing: FilingKey, submission: u32) {
        debug_assert!(self.deadlines.back().is_none_or(|(last, _, _)| *last <= at));
        self.deadlines.push_back((at, filing, submission));
    }

    /// Schedules the next arrival; one at a time.
    pub fn schedule_arrival(&mut self, at: Instant) {
        debug_assert!(self.arrival.is_none());
        self.arrival = Some(at);
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
            && self.arrival.is_none_or(|arrival| at <= arrival)
        {
            self.deadlines.pop_front();
            return Some((at, Next::Event(Event::Deadline { filing, submission })));
        }
        if let Some(at) = self.arrival
            && next.is_none_or(|next| (at, first_of(Turn::Other)) <= next.place())
        {
            self.arrival = None;
            return Some((at, Next::Arrival));
        }
        let entry = if is_due {
            self.due.pop()?
        } else {
            self.sudden.pop()?.0
        };
        Some((entry.at, Next::Event(entry.event)))
    }

    fn slot(&self, at: Instant) -> i64 {
        at.0 >> self.shift
    }

    /// Puts an event where it waits until its slot is under way.
    fn put(&mut self, entry: Entry) {
        let slot = self.slot(entry.at);
        let period = slot >> PERIOD_SHIFT;
        let ahead = period - (self.current >> PERIOD_SHIFT);
        if ahead <= 0 {
            self.slots.put(slot, entry);
        } else if ahead < self.periods.count() {
            self.periods.put(period, entry);
        } else {
            self.far.push(Reverse(entry));
        }
    }

    /// Goes on to the next slot that holds an event, if any does; but not beyond that of what stands
    /// outside, after which earlier events may be scheduled.
    fn advance(&mut self) {
        let deadline = self.deadlines.front().map(|(at, _, _)| *at);
        let outside = deadline.into_iter().chain(self.arrival).min();
        let last = outside.map_or(i64::MAX, |at| self.slot(at));
        while self.due.is_empty() {
            if self.slots.held > 0 {
                if self.current >= last {
                    return;
                }
                self.current += 1;
            } else if !self.begin_period(last) {
                return;
            }
            self.slots.take(self.current, &mut self.due);
        }
        self.due.sort_unstable_by(|a, b| b.cmp(a));
    }

    /// Goes on to the next period, of which the first slot is under way then; returns whether there
    /// is one that begins no later than slot `last`.
    fn begin_period(&mut self, last: i64) -> bool {
        let far = self.far.peek().map(|Reverse(entry)| self.slot(entry.at));
        let period = match far {
            _ if self.periods.held > 0 => (self.current >> PERIOD_SHIFT) + 1,
            Some(slot) => slot >> PERIOD_SHIFT,
            None => return false,
        };
        if period << PERIOD_SHIFT > last {
            return false;
        }
        self.current = period << PERIOD_SHIFT;
        let (slots, shift) = (&mut self.slots, self.shift);
        self.periods
            .take(period, |entry| slots.put(entry.at.0 >> shift, entry));
        let horizon = period + self.periods.count();
        while let Some(Reverse(entry)) = self.far.peek().copied()
            && self.slot(entry.at) >> PERIOD_SHIFT < horizon
        {
            self.far.pop();
            self.put(entry);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Key, Purpose};
    use crate::clock::DAY;
    use crate::simulation::event::{LeaderAddress, LeaderEvent, MessageAddress};
    use slotmap::Key as _;

    fn leaders(what: LeaderEvent, submission: u32) -> Event {
        let filing = FilingKey::null();
        let place = 0;
        LeaderAddress {
            filing,
            submission,
            place,
        }
        .event(what)
    }

    /// Something that the rules give no place, told apart by a number.
    fn numbered(number: u64) -> Event {
        Event::AuditDone { number }
    }

    fn number(event: Event) -> u64 {
        match event {
            Event::AuditDone { number } => number,
            _ => u64::MAX,
        }
    }

    #[test]
    fn at_one_instant_the_deadline_goes_first_and_entries_last() {
        let mut queue = Queue::new(Instant(0), 1);
        let at = Instant(7);
        let (filing, submission) = (FilingKey::null(), 1);
        let events = [
            leaders(LeaderEvent::Entry, 1),
            leaders(LeaderEvent::Request, 1),
            Event::MessageArrives(MessageAddress { filing, index: 0 }),
            Event::FirstCodes { filing, submission },
            Event::CodesEnd,
        ];
        for event in events {
            queue.schedule(at, event);
        }
        let later = [8, 9].map(|submission| leaders(LeaderEvent::Entry, submission));
        for event in later {
            queue.schedule(Instant(8), event);
        }
        queue.schedule_deadline(at, FilingKey::null(), 99);
        queue.schedule_arrival(at);
        let mut order = Vec::new();
        let mut outside = Vec::new();
        while let Some((_, next)) = queue.pop() {
            match next {
                Next::Event(event) if event.turn() != Turn::Deadline => order.push(event),
                Next::Event(_) | Next::Arrival => outside.push((order.len(), next)),
            }
        }
        let [entry, request, arrives, first_codes, codes_end] = events;
        let expected = [codes_end, first_codes, arrives, request, entry];
        assert_eq!(order[..5], expected);
        assert_eq!(order[5..], later);
        assert!(matches!(
            outside[..],
            [
                (0, Next::Event(Event::Deadline { submission: 99, .. })),
                (3, Next::Arrival)
            ]
        ));
    }

    #[test]
    fn what_stands_outside_comes_in_its_turn_also_where_nothing_else_is_near() {
        let mut queue = Queue::new(Instant(0), 1);
        queue.schedule(Instant(900 * DAY), numbered(5));
        queue.schedule_arrival(Instant(10));
        queue.schedule_deadline(Instant(3 * DAY), FilingKey::null(), 7);
        let mut taken = Vec::new();
        while let Some((at, next)) = queue.pop() {
            taken.push(at);
            if matches!(next, Next::Arrival) {
                // What an arrival brings may lie long before what is scheduled already.
                queue.schedule(Instant(20), numbered(1));
                queue.schedule(Instant(4 * DAY), numbered(2));
            }
        }
        let expected = [10, 20, 3 * DAY, 4 * DAY, 900 * DAY].map(Instant);
        assert_eq!(taken, expected);
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
                queue.schedule(at, numbered(index));
                given.push((at, index));
                if draws.below(3) == 0
                    && let Some((at, Next::Event(event))) = queue.pop()
                {
                    now = at;
                    taken.push((at, number(event)));
                }
            }
            while let Some((at, Next::Event(event))) = queue.pop() {
                taken.push((at, number(event)));
            }
            given.sort_unstable();
            assert_eq!(taken, given, "{gap}");
        }
    }
}
