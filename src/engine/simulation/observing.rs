//! Telling the observer what happens, if there is one.

use super::cell::Cell;
use super::event::{FilingKey, LeaderAddress, MessageAddress};
use super::filing::Filing;
use super::observer::{Observation, Observed, Observer};
use super::order::Order;
use crate::clock::Instant;
use crate::rules::{FilingNumber, FilingType};
use crate::world::leader::Leader;

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// Tells of a filing that the authority has received.
    pub(super) fn note(&mut self, filing: FilingKey, what: impl FnOnce() -> Observed) {
        if O::OBSERVES {
            let filing = &self.filings[filing];
            self.observer.record(of(self.now, filing, None, what()));
        }
    }

    /// Tells of a leader.
    pub(super) fn note_leader(&mut self, who: LeaderAddress, what: impl FnOnce() -> Observed) {
        if O::OBSERVES {
            let filing = &self.filings[who.filing];
            let leader = filing.leaders.get(usize::from(who.place));
            self.observer.record(of(self.now, filing, leader, what()));
        }
    }

    /// Tells of the leaders whose mobiles a check has to verify.
    pub(super) fn note_leaders(&mut self, filing: FilingKey) {
        if O::OBSERVES {
            let filing = &self.filings[filing];
            for leader in &filing.leaders {
                let what = Observed::Leader {
                    mobile: leader.phone.number,
                    certificate: leader.certificate,
                    carrier: leader.phone.carrier,
                    gap_until: leader.now.gap_until.get(),
                    intercepting: leader.phone.intercepting,
                    expecting: leader.expecting,
                };
                self.observer
                    .record(of(self.now, filing, Some(leader), what));
            }
        }
    }

    /// Tells of a message.
    pub(super) fn note_message(&mut self, address: MessageAddress, what: Observed) {
        if O::OBSERVES {
            let filing = &self.filings[address.filing];
            let message = &filing.messages[address.index as usize];
            let leader = filing.leaders.get(usize::from(message.leader));
            self.observer.record(Observation {
                submission: message.submission,
                carrier: Some(message.carrier),
                ..of(self.now, filing, leader, what)
            });
        }
    }

    /// Tells of a filing that the authority has not received yet.
    pub(super) fn note_at_provider(
        &mut self,
        number: FilingNumber,
        kind: FilingType,
        counted: bool,
        what: impl FnOnce() -> Observed,
    ) {
        if O::OBSERVES {
            let known = (kind, counted, 0);
            let observation = without_state(self.now, number, known, what());
            self.observer.record(observation);
        }
    }

    /// Tells that a filing goes to audit, where its state ends.
    pub(super) fn note_audit(&mut self, key: FilingKey) {
        if O::OBSERVES {
            let filing = &self.filings[key];
            let known = (filing.application.kind, filing.counted, filing.submission);
            self.in_audit.insert(filing.number, known);
            self.note(key, || Observed::AuditBegins);
        }
    }

    /// Tells of a filing that comes out of audit.
    pub(super) fn note_accepted(&mut self, number: FilingNumber) {
        if O::OBSERVES
            && let Some(known) = self.in_audit.remove(&number)
        {
            let observation = without_state(self.now, number, known, Observed::Accepted);
            self.observer.record(observation);
        }
    }
}

/// Something that happened to a filing, or to one of its leaders.
fn of(at: Instant, filing: &Filing, leader: Option<&Leader>, what: Observed) -> Observation {
    Observation {
        at,
        filing: filing.number,
        kind: filing.application.kind,
        counted: filing.counted,
        submission: filing.submission,
        leader: leader.map(|leader| leader.role),
        carrier: leader.map(|leader| leader.phone.carrier),
        what,
    }
}

/// Something that happened to a filing of which only its type, whether it is counted, and its
/// submission are known.
fn without_state(
    at: Instant,
    filing: FilingNumber,
    (kind, counted, submission): (FilingType, bool, u32),
    what: Observed,
) -> Observation {
    Observation {
        at,
        filing,
        kind,
        counted,
        submission,
        leader: None,
        carrier: None,
        what,
    }
}
