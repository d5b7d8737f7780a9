//! The gateway: a lane for each carrier, in which messages wait.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::clock::{Instant, MINUTE};
use crate::rules::LaneOrder;

/// A message's place in its lane: by the instant of queueing, then as the rules order one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<M> {
    /// When it was queued.
    pub queued: Instant,
    /// Its place among those queued then.
    pub order: LaneOrder,
    /// The message.
    pub message: M,
}

/// The lane of one carrier.
///
/// An idle lane sends at once; the next message goes no earlier than 1/rate after it, kept as a
/// fraction of a millisecond and rounded up. Without a rate it sends whatever waits.
#[derive(Clone, Debug)]
pub struct Lane<M> {
    /// Milliseconds between two messages.
    interval: Option<f64>,
    /// The first message since the lane was last idle, and how many have gone since.
    paced_from: Instant,
    paced: u64,
    waiting: BinaryHeap<Reverse<Place<M>>>,
    /// When it is looked at next, if that is planned.
    pub service: Option<Instant>,
}

impl<M: Ord + Copy> Lane<M> {
    /// A lane that sends this many messages a minute; `None` for no limit.
    pub fn new(messages_per_minute: Option<f64>) -> Self {
        Self {
            interval: messages_per_minute.map(|rate| MINUTE as f64 / rate),
            paced_from: Instant(i64::MIN / 2),
            paced: 0,
            waiting: BinaryHeap::new(),
            service: None,
        }
    }

    /// Forgets what waits and what is planned.
    pub fn clear(&mut self) {
        self.waiting.clear();
        self.service = None;
    }

    /// Whether the lane has no rate.
    pub fn is_unlimited(&self) -> bool {
        self.interval.is_none()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds a message to those that wait.
    pub fn push(&mut self, place: Place<M>) {
        self.waiting.push(Reverse(place));
    }

    /// Takes the first message that waits.
    pub fn pop(&mut self) -> Option<Place<M>> {
        self.waiting.pop().map(|Reverse(place)| place)
    }

    /// The earliest instant at which the next message may go.
    pub fn earliest(&self) -> Instant {
        match self.interval {
            Some(interval) if self.paced > 0 => {
                let since = (self.paced as f64 * interval).ceil();
                self.paced_from.after(since as i64)
            }
            _ => self.paced_from,
        }
    }

    /// A message goes now, which is not before [`Lane::earliest`].
    pub fn sent(&mut self, now: Instant) {
        if self.is_unlimited() {
            return;
        }
        if now > self.earliest() || self.paced == 0 {
            self.paced_from = now;
            self.paced = 0;
        }
        self.paced += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Cause;

    #[test]
    fn an_idle_lane_sends_at_once_and_keeps_its_pace_as_a_fraction() {
        let mut lane: Lane<u32> = Lane::new(Some(7.0));
        let mut sent = Vec::new();
        let mut now = Instant(1_000);
        for _ in 0..4 {
            now = now.max(lane.earliest());
            lane.sent(now);
            sent.push(now.0 - 1_000);
        }
        // 60,000 / 7 = 8,571.43 ms: thirds and more are not lost.
        assert_eq!(sent, [0, 8_572, 17_143, 25_715]);
        // Idle again: at once, and a new pace.
        lane.sent(Instant(100_000));
        assert_eq!(lane.earliest(), Instant(108_572));
    }

    #[test]
    fn messages_of_one_instant_go_by_filing_leader_and_cause() {
        let mut lane: Lane<u32> = Lane::new(Some(1.0));
        let place = |queued, number, mobile, cause, message| Place {
            queued: Instant(queued),
            order: LaneOrder {
                number,
                mobile,
                cause,
            },
            message,
        };
        lane.push(place(5, 9, 0, Cause::Automatic, 4));
        lane.push(place(5, 3, 1, Cause::Automatic, 3));
        lane.push(place(5, 3, 0, Cause::Manual, 2));
        lane.push(place(5, 3, 0, Cause::Automatic, 1));
        lane.push(place(4, 50, 1, Cause::Manual, 0));
        let order: Vec<u32> = std::iter::from_fn(|| lane.pop())
            .map(|p| p.message)
            .collect();
        assert_eq!(order, [0, 1, 2, 3, 4]);
    }
}
