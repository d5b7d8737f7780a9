//! The calendar of automatic resends (R14).

use std::collections::VecDeque;

use smallvec::{SmallVec, smallvec};

use crate::clock::Instant;
use crate::rules::{Check, FilingNumber, Policy};

/// Checks due for an automatic resend, by its instant.
#[derive(Clone, Debug, Hash)]
pub(super) struct ResendCalendar<C> {
    planned: VecDeque<(Instant, Due<C>)>,
    /// Those of the instant under way, the next one last.
    due: Due<C>,
}

type Due<C> = SmallVec<[(FilingNumber, C); 1]>;

impl<C: Copy> ResendCalendar<C> {
    pub(super) fn new() -> Self {
        Self {
            planned: VecDeque::new(),
            due: Due::new(),
        }
    }

    /// Forgets all that is planned.
    pub(super) fn clear(&mut self) {
        self.planned.clear();
        self.due.clear();
    }

    /// Puts a check on the next day's list, if it has a resend then and its window is still open.
    /// Returns the instant, if it is the first on that list.
    pub(super) fn plan(
        &mut self,
        policy: &Policy,
        now: Instant,
        (number, id): (FilingNumber, C),
        check: &Check,
    ) -> Option<Instant> {
        let day = now.date().after(1);
        let at = day.start().after(policy.automatic_resend_at);
        check.automatic_resend_number(policy, day)?;
        if check
            .deadline(policy)
            .is_some_and(|deadline| deadline <= at)
        {
            return None;
        }
        let mut lists = self.planned.iter_mut();
        if let Some((_, list)) = lists.find(|(instant, _)| *instant == at) {
            list.push((number, id));
            return None;
        }
        self.planned.push_back((at, smallvec![(number, id)]));
        Some(at)
    }

    /// The next check of the list that is due now, in the order of numbers.
    #[inline]
    pub(super) fn next_due(&mut self, now: Instant) -> Option<(FilingNumber, C)> {
        if self.due.is_empty()
            && let Some((at, _)) = self.planned.front()
            && *at <= now
        {
            self.due = self.planned.pop_front()?.1;
            self.due
                .sort_unstable_by_key(|(number, _)| std::cmp::Reverse(*number));
        }
        self.due.pop()
    }
}
