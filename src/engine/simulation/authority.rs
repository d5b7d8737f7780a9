//! The authority: submissions are received, checked, returned or complete (R1–R8, R13, R14, R20–R24).

use arrayvec::ArrayVec;
use smallvec::SmallVec;

use super::cell::Cell;
use super::event::{Event, FilingKey, LeaderAddress, MessageAddress};
use super::filing::{Filing, MessageState};
use super::observer::{Observed, Observer};
use super::order::{Filings, Order};
use crate::chance::{Key, Purpose};
use crate::clock::Instant;
use crate::measures::{DurationKind, LoadChange};
use crate::rules::{
    Cause, Check, Checked, Fate, FilingNumber, ReturnReason, Role, WhyWindowOver,
    checked_on_receipt,
};
use crate::scenario::{Calendars, Handsets};
use crate::world::applicant::{Application, segment_of};
use crate::world::arrivals::kind_of;
use crate::world::leader::Leader;

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// The authority receives a filing for the first time.
    pub(super) fn receive_first(&mut self, number: FilingNumber, counted: bool) {
        let key = self.key.child(number);
        let segment = segment_of(&self.scenario.segments, key);
        let population = &self.parameters.populations[segment];
        let access = &self.parameters.access;
        // Of the filing that came last it is known already.
        let kind = match self.last_arrival {
            (last, kind) if last == number => Some(kind),
            _ => kind_of(&self.scenario.arrivals, self.parameters.province, number),
        };
        let application = Application::draw(key, segment, population, access, kind);
        let Checked { entity, website } = application.leaders();
        let filing = self.filings.begin(Filing {
            number,
            key,
            application,
            counted,
            received: self.now,
            stratum: 0,
            leaders: ArrayVec::new(),
            submission: 0,
            check: None,
            resent_code_used: false,
            messages: SmallVec::new(),
            on_their_way: 0,
            ended: false,
        });
        // Leaders are drawn in their place: they are large.
        let leaders = &mut self.filings[filing].leaders;
        if entity {
            leaders.push(Leader::draw(
                key,
                Role::Entity,
                population,
                Self::IDENTITIES,
            ));
        }
        if website && !(entity && application.same_person) {
            leaders.push(Leader::draw(
                key,
                Role::Website,
                population,
                Self::IDENTITIES,
            ));
            if let [first, second] = &mut leaders[..] {
                second.differ_from(first.phone.number);
            }
        }
        let carrier = leaders[0].phone.carrier;
        let stratum = self.tally.strata.place(application.kind, carrier, segment);
        if counted {
            self.tally.counts[stratum].filings += 1;
        }
        self.filings[filing].stratum = stratum;
        self.receive(filing);
    }

    /// The authority receives a submission: its check opens, or it goes straight to audit (R8).
    pub(super) fn receive(&mut self, key: FilingKey) {
        let submission = self.begin_submission(key);
        let filing = &self.filings[key];
        let mobiles = filing.check.as_ref().map_or(0, |check| check.mobiles.len());
        let first = filing.submission == 1;
        let change = if mobiles == 0 {
            LoadChange::NotChecked
        } else {
            LoadChange::CheckOpens
        };
        self.load.record(self.now, change);
        if let Some(counts) = self.counts(key) {
            counts.submissions += 1;
            counts.checked += u64::from(mobiles > 0);
            counts.first_checked += u64::from(mobiles > 0 && first);
            counts.not_checked += u64::from(mobiles == 0);
        }
        self.note(key, || Observed::Received { mobiles });
        if mobiles == 0 {
            let filing = &self.filings[key];
            if filing.counted {
                self.tally.counts[filing.stratum].filings_not_checked += 1;
            }
            self.audit(key);
        } else {
            self.check_opens(key, submission);
        }
    }

    /// Begins the next submission of a filing, with its leaders and its check (R1, R4–R8); returns the
    /// key of the submission.
    fn begin_submission(&mut self, key: FilingKey) -> Key {
        let (policy, now) = (&self.scenario.policy, self.now);
        let handsets = &self.population(key).handsets;
        let filing = &mut self.filings[key];
        filing.submission += 1;
        filing.resent_code_used = false;
        let submission = filing.key.child(u64::from(filing.submission));
        let stale = filing.stale_number();
        let mut people = [None, None];
        for leader in &mut filing.leaders {
            leader.begin(submission);
            leader.stale_number = stale;
            begin_coverage_gap(leader, handsets, &self.scenario.calendars, now);
            people[leader.role as usize] = Some((leader.phone.number, leader.certificate));
        }
        let (kind, scope) = (filing.submitted_as(), filing.application.scope);
        let who = checked_on_receipt(policy, self.parameters.in_force, now, kind, scope);
        let [entity, website] = people;
        let entity = entity.filter(|_| who.entity);
        filing.check = Check::open(now, entity, website.filter(|_| who.website));
        submission
    }

    fn check_opens(&mut self, key: FilingKey, submission: Key) {
        self.note_leaders(key);
        let delay = &self.parameters.first_code_delay;
        let draw = (submission, Purpose::FirstCodeDelay, 0);
        let due = self.after(self.now, delay, Calendars::ALWAYS, draw);
        let filing = &self.filings[key];
        let (submission, check) = (filing.submission, filing.check.as_ref());
        let deadline = check.and_then(|check| check.deadline_from_receipt(&self.scenario.policy));
        let first_codes = Event::FirstCodes {
            filing: key,
            submission,
        };
        self.schedule(due, first_codes);
        if let Some(deadline) = deadline {
            self.schedule_deadline(deadline, key, submission);
        }
    }

    /// The first codes are queued (R13); patience runs from here.
    pub(super) fn first_codes(&mut self, key: FilingKey, submission: u32) {
        let filing = self.filings.get(key);
        let check = filing
            .filter(|filing| filing.submission == submission)
            .and_then(|filing| filing.check.as_ref());
        let Some(check) = check else {
            return;
        };
        for place in check.awaited() {
            let who = LeaderAddress {
                filing: key,
                submission,
                place,
            };
            let held_from = self.queue_message(who, Cause::First, 0);
            if self.filings[key].leaders[usize::from(place)].expecting {
                self.wait_patiently(who, 0, held_from);
            }
        }
    }

    /// The check's first code was sent: its window begins (R21), the automatic resends are due (R14),
    /// and the provider will remind.
    pub(super) fn window_begins(&mut self, key: FilingKey) {
        let (policy, now) = (&self.scenario.policy, self.now);
        let filing = &self.filings[key];
        let Some(check) = &filing.check else {
            return;
        };
        let submission = filing.submission;
        let named = (filing.number, (key, submission));
        let begins = self.platform.window_begins(policy, now, named, check);
        if let Some(deadline) = begins.deadline {
            self.schedule_deadline(deadline, key, submission);
        }
        if let Some(at) = begins.resends {
            self.schedule(at, Event::AutomaticResends);
        }
        self.plan_reminders(key);
    }

    /// The automatic resends of this instant, in the order of filing numbers (R14).
    pub(super) fn automatic_resends(&mut self) {
        let (policy, now) = (&self.scenario.policy, self.now);
        while let Some(due) = self.platform.next_resend(now) {
            let (_, (key, submission)) = due;
            let filing = self.filings.get(key);
            let check = filing
                .filter(|filing| filing.submission == submission)
                .and_then(|filing| filing.check.as_ref());
            let resend = check.and_then(|check| self.platform.resend(policy, now, due, check));
            let Some(resend) = resend else {
                continue;
            };
            for place in resend.mobiles {
                let who = LeaderAddress {
                    filing: key,
                    submission,
                    place,
                };
                self.queue_message(who, Cause::Automatic, resend.number);
            }
            if let Some(at) = resend.next {
                self.schedule(at, Event::AutomaticResends);
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
        self.note(key, || Observed::Returned(reason));
        self.count_return(key, reason);
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
            self.note(key, || Observed::GivenUp);
            let filing = &self.filings[key];
            if filing.counted {
                let counts = &mut self.tally.counts[filing.stratum];
                counts.filings_given_up += 1;
                let took = self.now.since(filing.received) as u64;
                counts.delay = counts.delay.saturating_add(took);
            }
            self.end(key);
        }
    }

    fn count_return(&mut self, key: FilingKey, reason: ReturnReason) {
        let why = self.why_window_over(key);
        let filing = &self.filings[key];
        let first = filing.submission == 1;
        let first_sent = filing.check.as_ref().and_then(|check| check.first_sent);
        self.load.record(self.now, LoadChange::Returned);
        if let Some(counts) = self.counts(key) {
            counts.returned[reason as usize] += 1;
            counts.first_returned[reason as usize] += u64::from(first);
            if let Some(first_sent) = first_sent {
                counts.weekdays[first_sent.date().weekday()].returned += 1;
            }
            if reason == ReturnReason::WindowOver {
                counts.why[why as usize] += 1;
                counts.first_why[why as usize] += u64::from(first);
            }
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

    /// The check is complete: the submission passes to audit (R24).
    pub(super) fn complete(&mut self, key: FilingKey) {
        self.close_check(key);
        let resent = self.filings[key].resent_code_used;
        self.note(key, || Observed::Complete { resent });
        self.load.record(self.now, LoadChange::CheckComplete);
        let filing = &self.filings[key];
        let first_sent = filing.check.as_ref().and_then(|check| check.first_sent);
        let first_sent = first_sent.unwrap_or(self.now);
        let took = self.now.since(first_sent);
        let submissions = filing.submission;
        if filing.counted {
            let counts = &mut self.tally.counts[filing.stratum];
            counts.filings_verified += 1;
            counts.submissions_of_verified += u64::from(submissions);
            let took = self.now.since(filing.received) as u64;
            counts.delay = counts.delay.saturating_add(took);
        }
        if let Some(stratum) = self.stratum_of(key, 0) {
            let counts = &mut self.tally.counts[stratum];
            counts.complete += 1;
            counts.complete_with_resent += u64::from(resent);
            counts.complete_after(first_sent, took);
            let durations = &mut self.tally.durations;
            durations.record(stratum, DurationKind::ToVerify, took);
        }
        self.audit(key);
    }

    /// With the end of a check its leaders stop, and what still waits to be sent is withdrawn (R22).
    fn close_check(&mut self, key: FilingKey) {
        for place in 0..self.filings[key].leaders.len() as u8 {
            self.stop(key, place);
        }
    }

    /// A leader is verified, or the check closed.
    pub(super) fn stop(&mut self, key: FilingKey, place: u8) {
        let filing = &mut self.filings[key];
        let state = &mut filing.leaders[usize::from(place)].now;
        state.stop();
        if state.waiting == 0 {
            return;
        }
        state.waiting = 0;
        for index in 0..filing.messages.len() as u32 {
            let message = &self.filings[key].messages[index as usize];
            if message.leader == place && message.state == MessageState::Waits {
                self.load.record(self.now, LoadChange::WaitEnds);
                let address = MessageAddress { filing: key, index };
                self.end_message(address, Fate::Withdrawn);
            }
        }
    }
}

/// Draws whether a leader's phone is out of coverage from the receipt of a submission, and until when.
#[inline]
fn begin_coverage_gap(
    leader: &mut Leader,
    handsets: &Handsets,
    calendars: &Calendars,
    now: Instant,
) {
    let own = leader.now.key;
    if !own.bernoulli(Purpose::OutOfCoverage, 0, handsets.out_of_coverage) {
        return;
    }
    let gap = &handsets.coverage_gap;
    let millis = gap
        .distribution
        .sample(&mut own.stream(Purpose::CoverageGap, 0));
    let calendar = gap.measured_in.unwrap_or(Calendars::ALWAYS);
    leader.now.gap_until = calendars.get(calendar).add(now, millis).into();
}
