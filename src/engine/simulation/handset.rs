//! The handset: a message that reaches it is intercepted, deleted, or kept.

use smallvec::SmallVec;

use super::cell::Cell;
use super::event::{LeaderAddress, MessageAddress};
use super::filing::MessageState;
use super::observer::Observer;
use super::order::{Filings, Order};
use crate::clock::OptionalInstant;
use crate::measures::DurationKind;
use crate::rules::{Fate, WhyWindowOver};

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// A message reaches the phone: intercepted, deleted, or kept.
    pub(super) fn reach_phone(&mut self, address: MessageAddress) {
        let now = self.now;
        let filing = &self.filings[address.filing];
        let message = filing.messages[address.index as usize];
        if message.state == MessageState::Ended {
            return;
        }
        let carries_code = message.cause.is_some();
        if let (Some(stratum), Some(sent), true) = (
            self.message_stratum(address),
            message.sent.get(),
            carries_code,
        ) {
            let (took, durations) = (now.since(sent), &mut self.tally.durations);
            durations.record(stratum, DurationKind::Delivery, took);
        }
        let leader = &filing.leaders[usize::from(message.leader)];
        if leader.phone.intercepting {
            self.end_message(address, Fate::Intercepted);
        } else if message.deleted {
            let current = message.submission == filing.submission;
            if carries_code && current && filing.awaits(message.leader) {
                self.plan_ask_after_deleting(message.leader_of(address.filing), &message);
            }
            self.end_message(address, Fate::Deleted);
        } else {
            self.keep(address);
        }
    }

    /// The leader keeps a message; one of a check that is over, or that needs it no more, leads to
    /// nothing (R22).
    fn keep(&mut self, address: MessageAddress) {
        let (policy, now) = (&self.scenario.policy, self.now);
        let filing = &mut self.filings[address.filing];
        let message = filing.messages[address.index as usize];
        let Some(cause) = message.cause else {
            return self.keep_reminder(address);
        };
        let current = message.submission == filing.submission && filing.awaits(message.leader);
        let (Some(sent), true) = (message.sent.get(), current) else {
            return self.end_message(address, Fate::Kept);
        };
        let received = filing.check.as_ref().map_or(now, |check| check.received);
        let state = &mut filing.leaders[usize::from(message.leader)].now;
        let first_kept = state.holds_until == OptionalInstant::NONE;
        state.last_code = message.digits;
        let effective_until = policy.code_effective.end(sent);
        if state.holds_until.get() < Some(effective_until) {
            state.holds_until = effective_until.into();
        }
        state.reached(WhyWindowOver::Ignored);
        if first_kept && let Some(stratum) = self.stratum_of(address.filing, message.leader) {
            self.tally.counts[stratum].first_kept[cause as usize] += 1;
            let (took, durations) = (now.since(received), &mut self.tally.durations);
            durations.record(stratum, DurationKind::ReceiptToPhone, took);
        }
        self.end_message(address, Fate::Kept);
        self.respond(message.leader_of(address.filing), &message, cause);
    }

    /// The phone is in coverage again: what the network kept for it in this submission arrives, as it
    /// came there.
    pub(super) fn back_in_coverage(&mut self, who: LeaderAddress) {
        let filing = &self.filings[who.filing];
        let mut stored: SmallVec<[u32; 2]> = SmallVec::new();
        for (index, message) in (0..).zip(&filing.messages) {
            let kept = message.state == MessageState::Stored
                && (message.leader, message.submission) == (who.place, filing.submission);
            stored.extend(kept.then_some(index));
        }
        stored.sort_by_key(|&index| filing.messages[index as usize].since);
        for index in stored {
            let filing = who.filing;
            if self.filings.get(filing).is_some() {
                self.reach_phone(MessageAddress { filing, index });
            }
        }
    }
}
