//! What is due, in the order of the rules.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::clock::Instant;
use crate::rules::{FilingNumber, Turn};

/// What can be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The window of a check is over (R21).
    Deadline {
        province: usize,
        check: FilingNumber,
    },
    /// A code ends while messages wait for one (R11).
    CodesEnd { province: usize },
    /// A check's first codes (R13).
    FirstCodes {
        province: usize,
        check: FilingNumber,
    },
    /// A province's automatic resends (R14).
    AutomaticResends { province: usize },
    /// The lane sends what was queued at this instant.
    Lane,
    /// An act, by its place in the list.
    Act(usize),
}

/// What is due, by instant, turn and the order of scheduling.
#[derive(Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(Instant, Turn, u64, Due)>>,
    scheduled: u64,
}

impl Queue {
    pub(super) fn schedule(&mut self, at: Instant, turn: Turn, due: Due) {
        self.heap.push(Reverse((at, turn, self.scheduled, due)));
        self.scheduled += 1;
    }

    pub(super) fn pop(&mut self) -> Option<(Instant, Due)> {
        let Reverse((at, _, _, due)) = self.heap.pop()?;
        Some((at, due))
    }
}
