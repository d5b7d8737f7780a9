//! Messages that wait for a code (R11).

use std::collections::VecDeque;

use crate::clock::Instant;
use crate::rules::{CodePool, NoCode, NotSent, Sent};

/// Messages that have left the gateway and wait for a free code, in order; one that none of the free
/// codes suits lets the next pass (R11).
#[derive(Clone, Debug, Hash)]
pub(super) struct WaitingForCode<M> {
    queue: VecDeque<M>,
    /// Messages that a pass over the queue has not come to yet; they are at the front.
    left: usize,
    /// When the owner is to be woken because a code ends.
    planned: Option<Instant>,
}

impl<M: Copy> WaitingForCode<M> {
    pub(super) fn new() -> Self {
        Self {
            queue: VecDeque::new(),
            left: 0,
            planned: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Adds a message at the end; if a code is free now, a pass begins.
    pub(super) fn push(&mut self, codes: &mut CodePool, now: Instant, message: M) {
        self.queue.push_back(message);
        codes.release(now);
        if codes.has_free() {
            self.begin_pass();
        }
    }

    /// A code has ended; a pass begins if this is when the owner was to be woken for it.
    pub(super) fn woken(&mut self, now: Instant) {
        if self.planned == Some(now) {
            self.planned = None;
            self.begin_pass();
        }
    }

    fn begin_pass(&mut self) {
        self.left = self.queue.len();
    }

    /// Goes on with the pass until a message is sent, and returns it. A pass ends when all codes are
    /// taken or all messages were tried.
    pub(super) fn next_sent(
        &mut self,
        codes: &mut CodePool,
        mut attempt: impl FnMut(&mut CodePool, M) -> Result<Sent, NotSent>,
    ) -> Option<(M, Sent)> {
        while self.left > 0 {
            self.left -= 1;
            let message = self.queue.pop_front()?;
            match attempt(codes, message) {
                Ok(sent) => {
                    if sent.cancelled[0].is_some() {
                        // The code that it freed (R16) is for those before it first (R11).
                        self.queue.rotate_left(self.left);
                        self.begin_pass();
                    }
                    return Some((message, sent));
                }
                Err(NotSent::Withdrawn) => {}
                Err(NotSent::NoCode(NoCode::NoneSuits)) => self.queue.push_back(message),
                Err(NotSent::NoCode(NoCode::AllTaken)) => {
                    self.queue.push_back(message);
                    self.queue.rotate_left(self.left);
                    self.left = 0;
                }
            }
        }
        None
    }

    /// When the owner is to be woken because a code ends, if something waits and that is not known.
    pub(super) fn wake(&mut self, codes: &CodePool) -> Option<Instant> {
        let at = codes.next_end().filter(|_| !self.queue.is_empty())?;
        let sooner = self.planned.is_none_or(|planned| at < planned);
        sooner.then(|| *self.planned.insert(at))
    }
}
