//! What is due, in the order of the rules.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::clock::Instant;
use crate::rules::Cause;

/// What can be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The window of a check is over (R21).
    Deadline { province: usize, check: u64 },
    /// A code ends while messages wait for one (R11).
    CodeEnds { province: usize },
    /// A first code (R13) or an automatic resend (R14).
    Message(Message),
    /// An act, by its place in the list.
    Act(usize),
}

/// A message to a mobile of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Message {
    pub(super) province: usize,
    pub(super) check: u64,
    /// The mobile's place in the check: entity before website.
    pub(super) mobile: u8,
    pub(super) cause: Cause,
}

/// The kinds, in their order at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Deadline,
    CodeEnds,
    Message,
    Receipt,
    Resend,
    Entry,
}

/// The place within a kind: of a message its check, mobile and cause; of all else the order in which
/// it was scheduled.
type Place = (u64, u8, Option<Cause>);

/// What is due, by instant, kind and place.
#[derive(Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(Instant, Rank, Place, Due)>>,
    scheduled: u64,
}

impl Queue {
    pub(super) fn schedule(&mut self, at: Instant, rank: Rank, due: Due) {
        let place = match due {
            Due::Message(message) => (message.check, message.mobile, Some(message.cause)),
            _ => (self.scheduled, 0, None),
        };
        self.scheduled += 1;
        self.heap.push(Reverse((at, rank, place, due)));
    }

    pub(super) fn pop(&mut self) -> Option<(Instant, Due)> {
        let Reverse((at, _, _, due)) = self.heap.pop()?;
        Some((at, due))
    }
}
