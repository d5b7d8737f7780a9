//! An event that waits for its turn.

use crate::clock::Instant;
use crate::rules::Turn;
use crate::simulation::event::Event;

/// An event, ordered by (instant, turn, order of scheduling).
#[derive(Clone, Copy, Debug)]
pub(in crate::simulation) struct Entry {
    pub(in crate::simulation) at: Instant,
    /// The turn in the top byte, the order of scheduling below.
    pub(in crate::simulation) order: u64,
    pub(in crate::simulation) event: Event,
}

impl Entry {
    /// The place among all entries.
    pub(in crate::simulation) fn place(&self) -> (Instant, u64) {
        (self.at, self.order)
    }
}

/// The order of whatever would be scheduled first for a turn.
pub(in crate::simulation) fn first_of(turn: Turn) -> u64 {
    (turn as u64) << 56
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
