//! The two orders in which filings are worked through.
//!
//! Where filings share something, whatever happens in a province goes in one order of time: [`Common`].
//! Where they share nothing, each filing is run from its arrival to its end before the next is looked
//! at: [`Alone`]. What handles events does not know which of them it is in.

use std::ops::{Index, IndexMut};

use slotmap::SlotMap;
use smallvec::SmallVec;

use super::event::{Event, FilingKey};
use super::filing::{Filing, Message};
use super::queue::Queue;
use super::queue::entry::{Entry, first_of};
use crate::clock::Instant;

/// An order in which filings are worked through.
pub(super) trait Order {
    /// What is to happen.
    type Events: Events;
    /// The filings in progress.
    type Filings: Filings;
}

/// What is to happen.
pub(super) trait Events {
    /// Schedules an event.
    fn schedule(&mut self, at: Instant, event: Event);
    /// Schedules the end of a window; windows are given in the order of their ends.
    fn schedule_deadline(&mut self, at: Instant, filing: FilingKey, submission: u32);
}

/// The filings in progress; one that has ended is recognised.
pub(super) trait Filings: Index<FilingKey, Output = Filing> + IndexMut<FilingKey> {
    /// Takes a filing in.
    fn begin(&mut self, filing: Filing) -> FilingKey;
    /// A filing, unless it has ended.
    fn get(&self, key: FilingKey) -> Option<&Filing>;
    /// A filing, unless it has ended.
    fn get_mut(&mut self, key: FilingKey) -> Option<&mut Filing>;
    /// Ends a filing.
    fn end(&mut self, key: FilingKey);
}

/// All filings of a province in one order of time.
pub(super) struct Common;

impl Order for Common {
    type Events = Queue;
    type Filings = SlotMap<FilingKey, Filing>;
}

impl Events for Queue {
    #[inline]
    fn schedule(&mut self, at: Instant, event: Event) {
        Self::schedule(self, at, event);
    }

    fn schedule_deadline(&mut self, at: Instant, filing: FilingKey, submission: u32) {
        Self::schedule_deadline(self, at, filing, submission);
    }
}

impl Filings for SlotMap<FilingKey, Filing> {
    fn begin(&mut self, filing: Filing) -> FilingKey {
        self.insert(filing)
    }

    fn get(&self, key: FilingKey) -> Option<&Filing> {
        Self::get(self, key)
    }

    fn get_mut(&mut self, key: FilingKey) -> Option<&mut Filing> {
        Self::get_mut(self, key)
    }

    fn end(&mut self, key: FilingKey) {
        self.remove(key);
    }
}

/// One filing after the other.
pub(super) struct Alone;

impl Order for Alone {
    type Events = OwnEvents;
    type Filings = OneFiling;
}

/// The events of one filing: so few that a sorted list is the quickest queue.
#[derive(Debug, Default)]
pub(super) struct OwnEvents {
    /// The first event last.
    entries: Vec<Entry>,
    scheduled: u64,
}

impl OwnEvents {
    /// Takes the next event with its instant.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<(Instant, Event)> {
        let entry = self.entries.pop()?;
        Some((entry.at, entry.event))
    }

    /// Forgets what is left.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }
}

impl Events for OwnEvents {
    #[inline]
    fn schedule(&mut self, at: Instant, event: Event) {
        let order = first_of(event.turn()) | self.scheduled;
        self.scheduled += 1;
        let entry = Entry { at, order, event };
        // A handful of entries are moved one by one sooner than all at once.
        let mut place = self.entries.len();
        self.entries.push(entry);
        while place > 0 && self.entries[place - 1] < entry {
            self.entries[place] = self.entries[place - 1];
            place -= 1;
        }
        self.entries[place] = entry;
    }

    fn schedule_deadline(&mut self, at: Instant, filing: FilingKey, submission: u32) {
        self.schedule(at, Event::Deadline { filing, submission });
    }
}

/// At most one filing; its key says nothing.
#[derive(Debug, Default)]
pub(super) struct OneFiling {
    filing: Option<Filing>,
    /// The empty list of the filing before, for the messages of the next.
    messages: SmallVec<[Message; 2]>,
}

impl OneFiling {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.filing.is_none()
    }
}

impl Index<FilingKey> for OneFiling {
    type Output = Filing;

    #[inline]
    fn index(&self, _: FilingKey) -> &Filing {
        self.filing.as_ref().expect("a filing in progress")
    }
}

impl IndexMut<FilingKey> for OneFiling {
    #[inline]
    fn index_mut(&mut self, _: FilingKey) -> &mut Filing {
        self.filing.as_mut().expect("a filing in progress")
    }
}

impl Filings for OneFiling {
    #[inline]
    fn begin(&mut self, filing: Filing) -> FilingKey {
        let filing = self.filing.insert(filing);
        filing.messages = std::mem::take(&mut self.messages);
        FilingKey::default()
    }

    fn get(&self, _: FilingKey) -> Option<&Filing> {
        self.filing.as_ref()
    }

    fn get_mut(&mut self, _: FilingKey) -> Option<&mut Filing> {
        self.filing.as_mut()
    }

    fn end(&mut self, _: FilingKey) {
        if let Some(filing) = &mut self.filing {
            self.messages = std::mem::take(&mut filing.messages);
            self.messages.clear();
        }
        self.filing = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Key, Purpose};
    use crate::rules::Turn;

    #[test]
    fn a_filings_events_come_in_the_order_of_a_sort() {
        let mut draws = Key::of_seed(8).stream(Purpose::Design, 0);
        let mut own = OwnEvents::default();
        let (mut given, mut taken) = (Vec::new(), Vec::new());
        for index in 0..2_000u32 {
            let at = Instant(i64::from(index / 4 + draws.below(30)));
            let event = if draws.below(3) == 0 {
                Event::Deadline {
                    filing: FilingKey::default(),
                    submission: index,
                }
            } else {
                Event::FirstCodes {
                    filing: FilingKey::default(),
                    submission: index,
                }
            };
            own.schedule(at, event);
            given.push((at, event.turn(), index, event));
        }
        while let Some((at, event)) = own.pop() {
            taken.push((at, event));
        }
        given.sort_by_key(|&(at, turn, index, _)| (at, turn, index));
        let expected: Vec<_> = given.iter().map(|&(at, _, _, event)| (at, event)).collect();
        assert_eq!(taken, expected);
        assert_eq!(first_of(Turn::Deadline), 0);
    }
}
