//! The authority's audit (R2, R24), with auditors where they are limited.

use super::cell::Cell;
use super::event::{Event, FilingKey};
use super::observer::Observer;
use super::order::{Filings, Order};
use crate::chance::Purpose;
use crate::measures::LoadChange;
use crate::rules::FilingNumber;
use crate::scenario::Calendars;
use crate::world::audit::Audit;

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// The filing goes to audit, and needs no state of its own any more.
    pub(super) fn audit(&mut self, key: FilingKey) {
        let filing = &self.filings[key];
        let (number, draws) = (filing.number, filing.key);
        let authority = &self.parameters.authority;
        self.note_audit(key);
        self.end(key);
        let Some(auditors) = &mut self.auditors else {
            let draw = (draws, Purpose::Audit, 0);
            let done = self.after(self.now, &authority.audit, Calendars::WORKING, draw);
            // Nobody else waits for it: the load takes it in ahead of time.
            self.load.record(done, LoadChange::AuditDone);
            if done == self.now {
                self.note_accepted(number);
            } else if O::OBSERVES {
                self.schedule(done, Event::AuditDone { number });
            }
            return;
        };
        let mut stream = draws.stream(Purpose::Audit, 0);
        let work = authority.audit_work.distribution.sample(&mut stream);
        let audit = Audit {
            filing: number,
            work,
        };
        let begun = auditors.take_in(audit);
        self.begin_audit(begun);
    }

    fn begin_audit(&mut self, audit: Option<Audit>) {
        let Some(Audit { filing, work }) = audit else {
            return;
        };
        let calendar = self.parameters.authority.audit_work.measured_in;
        let done = self.pass(self.now, work, calendar.unwrap_or(Calendars::WORKING));
        self.schedule(done, Event::AuditDone { number: filing });
    }

    /// An audit is done: the filing is accepted.
    pub(super) fn audit_done(&mut self, number: FilingNumber) {
        self.note_accepted(number);
        if let Some(auditors) = &mut self.auditors {
            self.load.record(self.now, LoadChange::AuditDone);
            let next = auditors.done();
            self.begin_audit(next);
        }
    }

    /// The filing's state is freed, as soon as no message is on its way.
    pub(super) fn end(&mut self, key: FilingKey) {
        let filing = &mut self.filings[key];
        filing.ended = true;
        if filing.on_their_way == 0 {
            self.filings.end(key);
        }
    }
}
