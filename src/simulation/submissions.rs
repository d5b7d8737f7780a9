//! Submissions: arrival, receipt, deadline, return, completion, audit (R1–R9, R20–R24).

use arrayvec::ArrayVec;
use smallvec::SmallVec;

use super::cell::Cell;
use super::event::{FilingKey, Kind};
use super::filing::{Filing, MessageState};
use super::observer::{Observed, Observer};
use crate::chance::{Key, Purpose};
use crate::clock::{HOUR, Instant, OptionalInstant};
use crate::measures::DurationKind;
use crate::rules::{
    Cause, Check, Checked, Fate, ReturnReason, Role, WhyWindowOver, WindowFrom, who_is_checked,
};
use crate::scenario::Calendars;
use crate::world::applicant::{Application, OnRecord, segment_of, type_of};
use crate::world::arrivals::Arrival;
use crate::world::audit::Audit;
use crate::world::leader::Leader;

impl<O: Observer> Cell<'_, O> {
    /// A filing comes to the provider, who reviews it, then submits it (R3). It has no state before it
    /// is received: what it is, is drawn then from its number.
    pub(super) fn arrive(&mut self, arrival: Arrival, counted: bool) {
        let key = self.key.child(u64::from(arrival.number));
        let segment = segment_of(&self.scenario.segments, key);
        let population = &self.parameters.populations[segment];
        let kind = arrival.kind.unwrap_or_else(|| type_of(population, key));
        let on_record = OnRecord::draw(key, kind, &self.parameters.access);
        self.tally.filings += 1;
        self.note_at_provider(arrival.number, kind, counted, || Observed::Arrived {
            kind,
            segment,
            stale_number: on_record != OnRecord::Right,
        });
        let mut from = self.now;
        if let OnRecord::Stale { noticed: true, .. } = on_record {
            self.note_at_provider(arrival.number, kind, counted, || Observed::RemedyBegins);
            from = self.remedied(from, key);
        }
        let received = self.reviewed(from, key.child(1));
        if received == self.now {
            return self.receive_first(arrival.number, counted);
        }
        let nobody = slotmap::Key::null();
        let kind = Kind::FirstReceipt { counted };
        self.schedule(received, kind, nobody, 0, arrival.number);
    }

    /// The authority receives a filing for the first time.
    pub(super) fn receive_first(&mut self, number: u32, counted: bool) {
        let key = self.key.child(u64::from(number));
        let segment = segment_of(&self.scenario.segments, key);
        let population = &self.parameters.populations[segment];
        let (access, kind) = (&self.parameters.access, self.arrivals.kind_of(number));
        let application = Application::draw(key, segment, population, access, kind);
        let mut leaders: ArrayVec<Leader, 2> = ArrayVec::new();
        let Checked { entity, website } = application.leaders();
        if entity {
            leaders.push(Leader::draw(key, Role::Entity, population));
        }
        if website && !(entity && application.same_person) {
            let mut leader = Leader::draw(key, Role::Website, population);
            if let Some(first) = leaders.first() {
                leader.differ_from(first.phone.number);
            }
            leaders.push(leader);
        }
        let carrier = leaders[0].phone.carrier;
        let stratum = self.tally.strata.place(application.kind, carrier, segment);
        if counted {
            self.tally.counts[stratum].filings += 1;
        }
        let filing = self.filings.insert(Filing {
            number,
            key,
            application,
            counted,
            stratum,
            leaders,
            submission: 0,
            check: None,
            resent_code_used: false,
            messages: SmallVec::new(),
            on_their_way: 0,
            ended: false,
        });
        self.receive(filing);
    }

    /// When R9's remedy, begun at `from`, is done.
    fn remedied(&self, from: Instant, filing: Key) -> Instant {
        let remedy = &self.parameters.access.remedy;
        self.after(
            from,
            remedy,
            Calendars::WORKING,
            (filing, Purpose::Remedy, 0),
        )
    }

    /// When the authority receives what the provider got at `from`.
    fn reviewed(&self, from: Instant, submission: Key) -> Instant {
        let review = &self.parameters.provider.review;
        self.after(
            from,
            review,
            Calendars::WORKING,
            (submission, Purpose::Review, 0),
        )
    }

    /// The authority receives a submission: its check opens, or it goes straight to audit (R8).
    pub(super) fn receive(&mut self, key: FilingKey) {
        let (policy, now) = (&self.scenario.policy, self.now);
        let handsets = &self.population(key).handsets;
        let in_force = self.parameters.in_force.at(now);
        let Some(filing) = self.filings.get_mut(key) else {
            return;
        };
        filing.submission += 1;
        filing.resent_code_used = false;
        let submission = filing.key.child(u64::from(filing.submission));
        let stale = filing.stale_number();
        let mut people = [None, None];
        for leader in &mut filing.leaders {
            leader.begin(submission);
            leader.stale_number = stale;
            let own = leader.now.key;
            if own.bernoulli(Purpose::OutOfCoverage, 0, handsets.out_of_coverage) {
                let mut stream = own.stream(Purpose::CoverageGap, 0);
                let gap = handsets.coverage_gap.distribution.sample(&mut stream);
                let calendar = handsets
                    .coverage_gap
                    .measured_in
                    .unwrap_or(Calendars::ALWAYS);
                let until = self.scenario.calendars.get(calendar).add(now, gap);
                leader.now.gap_until = until.into();
            }
            people[leader.role as usize] = Some((leader.phone.number, leader.certificate));
        }
        let checked = who_is_checked(policy, filing.submitted_as(), filing.application.scope);
        let [entity, website] = people;
        filing.check = if in_force && !checked.is_empty() {
            let entity = entity.filter(|_| checked.entity);
            Check::open(now, entity, website.filter(|_| checked.website))
        } else {
            None
        };
        let mobiles = filing.check.as_ref().map_or(0, |check| check.mobiles.len());
        let first = filing.submission == 1;
        if let Some(load) = self.load.hour(now) {
            load.submissions += 1;
        }
        if let Some(counts) = self.counts(key) {
            counts.submissions += 1;
            counts.checked += u64::from(mobiles > 0);
            counts.first_checked += u64::from(mobiles > 0 && first);
            counts.not_checked += u64::from(mobiles == 0);
        }
        self.note(key, None, || Observed::Received { mobiles });
        if mobiles == 0 {
            let filing = &self.filings[key];
            if filing.counted {
                self.tally.counts[filing.stratum].filings_not_checked += 1;
            }
            self.audit(key);
        } else {
            self.open_check(key, submission);
        }
    }

    fn open_check(&mut self, key: FilingKey, submission: Key) {
        self.load.open_checks(self.now, 1);
        self.note_leaders(key);
        let number = self.filings[key].submission;
        let delay = &self.parameters.first_code_delay;
        let draw = (submission, Purpose::FirstCodeDelay, 0);
        let due = self.after(self.now, delay, Calendars::ALWAYS, draw);
        self.schedule(due, Kind::FirstCodes, key, 0, number);
        if self.scenario.policy.window_from == WindowFrom::Received {
            let deadline = self.now.after(self.scenario.policy.window);
            self.schedule_deadline(deadline, key, number);
        }
    }

    fn note_leaders(&mut self, key: FilingKey) {
        if !O::OBSERVES {
            return;
        }
        for place in 0..self.filings[key].leaders.len() {
            let leader = &self.filings[key].leaders[place];
            let what = Observed::Leader {
                mobile: leader.phone.number,
                carrier: leader.phone.carrier,
                gap_until: leader.now.gap_until.get(),
                intercepting: leader.phone.intercepting,
                expecting: leader.expecting,
            };
            self.note(key, Some(place as u8), || what);
        }
    }

    /// The first codes are queued (R13); patience runs from here.
    pub(super) fn first_codes(&mut self, key: FilingKey, submission: u32) {
        let Some(filing) = self.filings.get(key) else {
            return;
        };
        if filing.submission != submission {
            return;
        }
        for leader in 0..filing.leaders.len() as u8 {
            if !self.filings[key].awaits(leader) {
                continue;
            }
            let held_from = self.queue_message(key, leader, Cause::First, 0);
            if self.filings[key].leaders[usize::from(leader)].expecting {
                self.wait_patiently(key, leader, 0, held_from);
            }
        }
    }

    /// The window of a submission is over (R21).
    pub(super) fn deadline(&mut self, key: FilingKey, submission: u32) {
        let (policy, now) = (&self.scenario.policy, self.now);
        let Some(filing) = self.filings.get_mut(key) else {
            return;
        };
        let check = filing
            .check
            .as_mut()
            .filter(|_| filing.submission == submission);
        if check.is_some_and(|check| check.end_window(policy, now)) {
            self.returned(key, ReturnReason::WindowOver);
        }
    }

    /// The submission is returned: the applicant submits again, or gives up (R23).
    pub(super) fn returned(&mut self, key: FilingKey, reason: ReturnReason) {
        self.close_check(key);
        self.note(key, None, || Observed::Returned(reason));
        let why = self.why_window_over(key);
        let first = self.filings[key].submission == 1;
        if let Some(load) = self.load.hour(self.now) {
            load.returned += 1;
        }
        if let Some(counts) = self.counts(key) {
            counts.returned[reason as usize] += 1;
            counts.first_returned[reason as usize] += u64::from(first);
            if reason == ReturnReason::WindowOver {
                counts.why[why as usize] += 1;
                counts.first_why[why as usize] += u64::from(first);
            }
        }
        let again = &self.population(key).resubmission;
        let filing = &self.filings[key];
        let submission = filing.key.child(u64::from(filing.submission));
        let probability = match reason {
            ReturnReason::WindowOver => again.after_timeout,
            ReturnReason::WrongCertificate => again.after_wrong_certificate,
        };
        if filing.submission < again.most_submissions
            && submission.bernoulli(Purpose::Resubmits, 0, probability)
        {
            self.resubmit(key, submission);
        } else {
            self.note(key, None, || Observed::GivenUp);
            let filing = &self.filings[key];
            if filing.counted {
                self.tally.counts[filing.stratum].filings_given_up += 1;
            }
            self.end(key);
        }
    }

    /// The furthest that any message or act of the first leader not verified got.
    fn why_window_over(&self, key: FilingKey) -> WhyWindowOver {
        let filing = &self.filings[key];
        let mobiles = filing.check.iter().flat_map(|check| &check.mobiles);
        let mut leaders = filing.leaders.iter().zip(mobiles);
        let first = leaders.find(|(_, mobile)| !mobile.verified);
        let furthest = first.and_then(|(leader, _)| leader.now.furthest);
        furthest.unwrap_or(WhyWindowOver::NotSent)
    }

    fn resubmit(&mut self, key: FilingKey, submission: Key) {
        let population = self.population(key);
        let again = &population.resubmission;
        let filing = &mut self.filings[key];
        let stale = filing.stale_number();
        let mut changed: ArrayVec<u8, 2> = ArrayVec::new();
        for (place, leader) in filing.leaders.iter_mut().enumerate() {
            let own = leader.now.key;
            if own.bernoulli(Purpose::FixesInterception, 0, again.fixes_interception) {
                leader.phone.intercepting = false;
            }
            if own.bernoulli(Purpose::FixesCertificate, 0, again.fixes_certificate) {
                leader.wrong_certificate = false;
            }
            // A stale number is put right by its own remedy.
            if leader.now.holds_until == OptionalInstant::NONE
                && !stale
                && own.bernoulli(Purpose::ChangesNumber, 0, again.changes_number)
            {
                leader.change_number(population);
                changed.push(place as u8);
            }
        }
        if let [first, second] = &mut filing.leaders[..] {
            second.differ_from(first.phone.number);
        }
        for leader in changed {
            self.note(key, Some(leader), || Observed::ChangedNumber);
        }
        let filing = &self.filings[key];
        let (filing_key, next) = (filing.key, filing.submission + 1);
        let draw = (submission, Purpose::ResubmissionDelay, 0);
        let mut from = self.after(self.now, &again.delay, Calendars::WORKING, draw);
        if stale {
            from = self.remedied(from, filing_key);
        }
        let received = self.reviewed(from, filing_key.child(u64::from(next)));
        self.note(key, None, || Observed::Resubmits(received));
        self.schedule(received, Kind::Receipt, key, 0, 0);
    }

    /// The check is complete: the submission passes to audit (R24).
    pub(super) fn complete(&mut self, key: FilingKey) {
        self.close_check(key);
        let resent = self.filings[key].resent_code_used;
        self.note(key, None, || Observed::Complete { resent });
        if let Some(load) = self.load.hour(self.now) {
            load.complete += 1;
        }
        let filing = &self.filings[key];
        let first_sent = filing.check.as_ref().and_then(|check| check.first_sent);
        let took = self.now.since(first_sent.unwrap_or(self.now));
        let submissions = filing.submission;
        if filing.counted {
            let counts = &mut self.tally.counts[filing.stratum];
            counts.filings_verified += 1;
            counts.submissions_of_verified += u64::from(submissions);
        }
        if let Some(stratum) = self.stratum_of(key, 0) {
            let counts = &mut self.tally.counts[stratum];
            counts.complete += 1;
            counts.complete_with_resent += u64::from(resent);
            // "Within h hours" includes exactly h.
            counts.complete_in_hour(((took - 1).max(0) / HOUR) as usize);
            self.tally
                .durations
                .record(stratum, DurationKind::ToVerify, took);
        }
        self.audit(key);
    }

    /// With the end of a check its leaders stop, and what still waits to be sent is withdrawn (R22).
    fn close_check(&mut self, key: FilingKey) {
        self.load.open_checks(self.now, -1);
        for leader in 0..self.filings[key].leaders.len() as u8 {
            self.stop(key, leader);
        }
    }

    /// A leader is verified, or the check closed.
    pub(super) fn stop(&mut self, key: FilingKey, leader: u8) {
        let filing = &mut self.filings[key];
        let state = &mut filing.leaders[usize::from(leader)].now;
        state.stop();
        if state.waiting == 0 {
            return;
        }
        state.waiting = 0;
        for place in 0..filing.messages.len() {
            let message = &self.filings[key].messages[place];
            if message.leader == leader && message.state == MessageState::Waits {
                self.load.waiting_messages(self.now, -1);
                self.end_message(key, place as u32, Fate::Withdrawn);
            }
        }
    }

    /// The filing goes to audit, and needs no state of its own any more.
    fn audit(&mut self, key: FilingKey) {
        let filing = &self.filings[key];
        let (number, draws) = (filing.number, filing.key);
        let authority = &self.parameters.authority;
        self.load.audits_in_hand(self.now, 1);
        self.note_audit(key);
        self.end(key);
        let draw = (draws, Purpose::Audit, 0);
        if self.auditors.is_none() {
            let done = self.after(self.now, &authority.audit, Calendars::WORKING, draw);
            if done == self.now {
                return self.audit_done(number);
            }
            return self.schedule_audit(done, number);
        }
        let mut stream = draws.stream(Purpose::Audit, 0);
        let work = authority.audit_work.distribution.sample(&mut stream);
        let audit = Audit {
            filing: number,
            work,
        };
        let begun = self
            .auditors
            .as_mut()
            .and_then(|auditors| auditors.take_in(audit));
        self.begin_audit(begun);
    }

    fn begin_audit(&mut self, audit: Option<Audit>) {
        let Some(Audit { filing, work }) = audit else {
            return;
        };
        let calendar = self.parameters.authority.audit_work.measured_in;
        let done = self.pass(self.now, work, calendar.unwrap_or(Calendars::WORKING));
        self.schedule_audit(done, filing);
    }

    fn schedule_audit(&mut self, done: Instant, filing: u32) {
        let key = slotmap::Key::null();
        self.schedule(done, Kind::AuditDone, key, 0, filing);
    }

    /// An audit is done: the filing is accepted.
    pub(super) fn audit_done(&mut self, filing: u32) {
        self.load.audits_in_hand(self.now, -1);
        if let Some(load) = self.load.hour(self.now) {
            load.audits_done += 1;
        }
        self.note_accepted(filing);
        let next = self
            .auditors
            .as_mut()
            .and_then(crate::world::audit::Auditors::done);
        self.begin_audit(next);
    }

    /// The filing's state is freed, as soon as no message is on its way.
    fn end(&mut self, key: FilingKey) {
        let filing = &mut self.filings[key];
        filing.ended = true;
        if filing.on_their_way == 0 {
            self.filings.remove(key);
        }
    }
}
