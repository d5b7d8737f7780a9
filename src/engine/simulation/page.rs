//! The province's page: what a leader types, with its slips, and what is answered (R15, R18).

use smallvec::SmallVec;

use super::cell::Cell;
use super::event::LeaderAddress;
use super::observer::{Observed, Observer};
use super::order::Order;
use crate::chance::Purpose;
use crate::measures::LoadChange;
use crate::rules::{
    Certificate, Check, Entry, EntryRow, MobileNumber, RequestOutcome, ResendAnswer, ResendRequest,
    Verdict, judge_entry, judge_resend,
};
use crate::world::leader::{Leader, NOBODYS_CODE};

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// Types an entry, and has it judged (R18).
    pub(super) fn judge_entry(&mut self, who: LeaderAddress) -> Verdict {
        let (policy, now) = (&self.scenario.policy, self.now);
        let people = &self.population(who.filing).people;
        let filing = &mut self.filings[who.filing];
        let person = &filing.leaders[usize::from(who.place)];
        let (draws, number) = (person.now.key, person.now.entries);
        let slips = |purpose, probability| draws.bernoulli(purpose, number, probability);
        let wrong_certificate = slips(Purpose::SlipCertificate, people.slip_certificate);
        let code = if slips(Purpose::SlipCode, people.slip_code) {
            NOBODYS_CODE
        } else {
            person.now.last_code
        };
        // A mistyped mobile is in no check.
        let mistyped = slips(Purpose::SlipMobile, people.slip_mobile);
        let entry = Entry {
            mobile: mobile_typed(person, mistyped),
            certificate: certificate_typed(person, wrong_certificate),
            code,
            graphic_passed: !slips(Purpose::SlipGraphic, people.slip_graphic),
        };
        let verdict = match filing.check.as_mut().filter(|_| !mistyped) {
            Some(check) => judge_entry(policy, now, &mut [check], &entry),
            None => judge_entry(policy, now, &mut [], &entry),
        };
        self.count_entry(who, &entry, &verdict);
        verdict
    }

    fn count_entry(&mut self, who: LeaderAddress, typed: &Entry, verdict: &Verdict) {
        self.load.record(self.now, LoadChange::Entry);
        if let Some(stratum) = self.stratum_of(who.filing, who.place) {
            self.tally.counts[stratum].entries[EntryRow::of(verdict) as usize] += 1;
        }
        self.note_leader(who, || {
            Observed::Entered(*typed, verdict.answer, verdict.row)
        });
    }

    /// Types a request, and has it judged (R15), if the page is not down.
    pub(super) fn judge_request(&mut self, who: LeaderAddress) -> RequestOutcome {
        let (request, outcome) = if self.outages.page.down(self.now) {
            (None, RequestOutcome::NoAnswer)
        } else {
            let answered = self.answer_request(who);
            (Some(answered), RequestOutcome::Answered(answered.1))
        };
        self.count_request(who, outcome);
        self.note_leader(who, || Observed::Requested(request));
        outcome
    }

    fn answer_request(&mut self, who: LeaderAddress) -> (ResendRequest, ResendAnswer) {
        let (policy, now) = (&self.scenario.policy, self.now);
        let people = &self.population(who.filing).people;
        let filing = &mut self.filings[who.filing];
        let person = &mut filing.leaders[usize::from(who.place)];
        let (draws, number) = (person.now.key, person.now.request_presses);
        let slips = |purpose, probability| draws.bernoulli(purpose, number, probability);
        let wrong_certificate = slips(Purpose::RequestSlipCertificate, people.slip_certificate);
        let mistyped = slips(Purpose::RequestSlipMobile, people.slip_mobile);
        let request = ResendRequest {
            mobile: mobile_typed(person, mistyped),
            certificate: certificate_typed(person, wrong_certificate),
            graphic_passed: !slips(Purpose::RequestSlipGraphic, people.slip_graphic),
        };
        let mut checks: SmallVec<[&mut Check; 1]> = SmallVec::new();
        checks.extend(filing.check.as_mut().filter(|_| !mistyped));
        let log = &mut person.requests_sent;
        let (answer, _) = judge_resend(policy, now, &checks, log, &request);
        (request, answer)
    }

    fn count_request(&mut self, who: LeaderAddress, outcome: RequestOutcome) {
        if outcome != RequestOutcome::NoAnswer {
            self.load.record(self.now, LoadChange::Request);
        }
        if let Some(stratum) = self.stratum_of(who.filing, who.place) {
            self.tally.counts[stratum].requests[outcome.index()] += 1;
        }
    }
}

/// The mobile that a leader types: nobody's after a slip.
fn mobile_typed(person: &Leader, slipped: bool) -> MobileNumber {
    if slipped {
        person.phone.number.mistaken()
    } else {
        person.phone.number
    }
}

/// The certificate that a leader types: another than the one on file after a slip, or in error.
fn certificate_typed(person: &Leader, slipped: bool) -> Certificate {
    if slipped || person.wrong_certificate {
        person.certificate.mistaken()
    } else {
        person.certificate
    }
}
