//! Nothing received: patience, inquiries, remedies, resend requests (R15), the provider's reminder.

use smallvec::SmallVec;

use super::cell::Cell;
use super::event::{FilingKey, Kind};
use super::filing::{Message, MessageState};
use super::observer::{Observed, Observer};
use super::visits::{Acts, VisitDraws};
use crate::chance::Purpose;
use crate::clock::{Instant, OptionalInstant};

use crate::rules::{Cause, Check, RequestOutcome, ResendAnswer, ResendRequest, judge_resend};
use crate::scenario::Calendars;
use crate::world::leader::{Leader, LeaderState};

impl<O: Observer> Cell<'_, O> {
    fn leader(&mut self, key: FilingKey, leader: u8) -> &mut Leader {
        &mut self.filings[key].leaders[usize::from(leader)]
    }

    fn state(&mut self, key: FilingKey, leader: u8) -> &mut LeaderState {
        &mut self.leader(key, leader).now
    }

    /// A leader waits for a code, for as long as patience lasts, and then inquires into it; `nth`: 0
    /// after the first code was due, then the number of the request. One who is sure to hold the code
    /// just sent when patience ends (`held_from`) has nothing to look into, and needs no event.
    pub(super) fn wait_patiently(
        &mut self,
        key: FilingKey,
        leader: u8,
        nth: u32,
        held_from: Option<Instant>,
    ) {
        let patience = &self.population(key).people.patience;
        let person = &self.filings[key].leaders[usize::from(leader)];
        let draw = (person.now.key, Purpose::Patience, nth);
        let at = self.after(self.now, patience, person.calendar(), draw);
        let held_until = self.now.after(self.scenario.policy.code_effective);
        if held_from.is_some_and(|from| (from..held_until).contains(&at)) {
            return;
        }
        let submission = self.filings[key].submission;
        self.state(key, leader).inquiry = at.into();
        self.schedule(at, Kind::Inquiry, key, leader, submission);
    }

    /// A leader who holds no code inquires into it.
    pub(super) fn inquiry(&mut self, key: FilingKey, submission: u32, leader: u8) {
        let now = self.now;
        if !self.acts(key, submission, leader) || self.state(key, leader).inquiry != now {
            return;
        }
        let people = &self.population(key).people;
        let person = self.leader(key, leader);
        person.now.inquiry = OptionalInstant::NONE;
        if person.now.holds_code(now) {
            return;
        }
        person.now.inquiries += 1;
        person.now.fixing = true;
        let (draws, number) = (person.now.key, person.now.inquiries);
        let finds = person.phone.intercepting
            && draws.bernoulli(
                Purpose::FindsInterception,
                number,
                people.finds_interception,
            );
        self.note(key, Some(leader), || Observed::Inquires);
        if finds {
            let draw = (draws, Purpose::FixInterceptionTime, number);
            let at = self.after(now, &people.fix_time, Calendars::ALWAYS, draw);
            self.schedule(at, Kind::InterceptionOff, key, leader, submission);
        } else {
            self.inquire_about_coverage(key, leader);
        }
    }

    /// The interception is turned off, or the SIM moved; also when the check has ended meanwhile.
    pub(super) fn interception_off(&mut self, key: FilingKey, submission: u32, leader: u8) {
        if self.filings.get(key).is_none_or(|filing| filing.ended) {
            return;
        }
        self.leader(key, leader).phone.intercepting = false;
        self.note(key, Some(leader), || Observed::InterceptionOff);
        if self.acts(key, submission, leader) {
            self.inquire_about_coverage(key, leader);
        }
    }

    /// The second thing to look at: coverage.
    fn inquire_about_coverage(&mut self, key: FilingKey, leader: u8) {
        let (people, now) = (&self.population(key).people, self.now);
        let submission = self.filings[key].submission;
        let state = self.state(key, leader);
        let (draws, number) = (state.key, state.inquiries);
        let moves = state.out_of_coverage(now)
            && draws.bernoulli(Purpose::MovesToCoverage, number, people.moves_to_coverage);
        if moves {
            let draw = (draws, Purpose::MoveTime, number);
            let at = self.after(now, &people.fix_time, Calendars::ALWAYS, draw);
            self.schedule(at, Kind::Moved, key, leader, submission);
        } else {
            self.ask_after_inquiry(key, leader);
        }
    }

    /// The leader has moved to coverage: the gap ends, and what the network kept arrives.
    pub(super) fn moved_to_coverage(&mut self, key: FilingKey, submission: u32, leader: u8) {
        let current = self
            .filings
            .get(key)
            .filter(|filing| filing.submission == submission);
        if current.is_none() {
            return;
        }
        let state = self.state(key, leader);
        state.gap_until = OptionalInstant::NONE;
        self.note(key, Some(leader), || Observed::MovedToCoverage);
        for index in self.stored(key, leader) {
            if self.filings.contains_key(key) {
                self.reach_phone(key, index);
            }
        }
        if self.acts(key, submission, leader) {
            self.ask_after_inquiry(key, leader);
        }
    }

    /// The messages of this submission that the network keeps for a leader, as they came there.
    fn stored(&self, key: FilingKey, leader: u8) -> SmallVec<[u32; 2]> {
        let filing = &self.filings[key];
        let mut stored: SmallVec<[u32; 2]> = SmallVec::new();
        for (index, message) in (0..).zip(&filing.messages) {
            let kept = message.state == MessageState::Stored
                && (message.leader, message.submission) == (leader, filing.submission);
            stored.extend(kept.then_some(index));
        }
        stored.sort_by_key(|&index| filing.messages[index as usize].since);
        stored
    }

    /// After an inquiry, the leader asks for a resend, or waits and inquires no more.
    fn ask_after_inquiry(&mut self, key: FilingKey, leader: u8) {
        let (people, now) = (&self.population(key).people, self.now);
        let state = self.state(key, leader);
        state.fixing = false;
        if state.holds_code(now) {
            return;
        }
        let (draws, number) = (state.key, state.inquiries);
        if draws.bernoulli(Purpose::AsksAfterInquiry, number, people.asks_resend) {
            self.begin_request(key, leader);
        }
    }

    /// All kept codes are over, and the leader knows: asks for a resend, or leaves for good.
    pub(super) fn ask_after_expiry(&mut self, key: FilingKey, leader: u8) {
        let people = &self.population(key).people;
        let state = self.state(key, leader);
        let (draws, number) = (state.key, state.entries);
        if draws.bernoulli(Purpose::AsksAfterExpiry, number, people.asks_resend) {
            self.begin_request(key, leader);
        }
        self.note(key, Some(leader), || Observed::Leaves);
    }

    /// One who deleted a message may ask for another, having noticed.
    pub(super) fn plan_ask_after_deleting(&mut self, key: FilingKey, message: &Message) {
        let people = &self.population(key).people;
        let filing = &self.filings[key];
        let draws = filing.message_key(message);
        if draws.bernoulli(Purpose::AsksAfterDeleting, message.nth, people.asks_resend) {
            let own = filing.leaders[usize::from(message.leader)].calendar();
            let draw = (draws, Purpose::Notice, message.nth);
            let (at, submission) = (
                self.after(self.now, &people.notice, own, draw),
                filing.submission,
            );
            self.schedule(at, Kind::AsksAfterDeleting, key, message.leader, submission);
        }
    }

    /// One who deleted a message asks for another, unless a code is held by then.
    pub(super) fn ask_after_deleting(&mut self, key: FilingKey, submission: u32, leader: u8) {
        let now = self.now;
        if self.acts(key, submission, leader) && !self.state(key, leader).holds_code(now) {
            self.begin_request(key, leader);
        }
    }

    /// A leader goes to the page to ask for a resend, while requests are left and none is under way.
    fn begin_request(&mut self, key: FilingKey, leader: u8) {
        let most = self.population(key).people.resend_requests;
        let state = self.state(key, leader);
        if state.requests < most && !state.asking() && !state.fixing {
            state.inquiry = OptionalInstant::NONE;
            state.requests += 1;
            self.plan_request(key, leader);
        }
    }

    fn plan_request(&mut self, key: FilingKey, leader: u8) {
        let delay = &self.population(key).people.entry_time;
        let submission = self.filings[key].submission;
        let state = self.state(key, leader);
        state.request_presses += 1;
        let draw = (state.key, Purpose::RequestTime, state.request_presses);
        let at = self.typed(delay, draw);
        self.state(key, leader).request = at.into();
        self.schedule(at, Kind::Request, key, leader, submission);
    }

    /// A press of "Sending Message" (R15).
    pub(super) fn request(&mut self, key: FilingKey, submission: u32, leader: u8) {
        let now = self.now;
        if !self.acts(key, submission, leader) || self.state(key, leader).request != now {
            return;
        }
        self.state(key, leader).request = OptionalInstant::NONE;
        let outcome = if self.outages.page.down(now) {
            RequestOutcome::NoAnswer
        } else {
            RequestOutcome::Answered(self.judge_request(key, leader))
        };
        self.count_request(key, leader, outcome);
        let mut held_from = None;
        match outcome {
            RequestOutcome::Answered(ResendAnswer::GraphicVerificationFailed) => {
                return self.plan_request(key, leader);
            }
            RequestOutcome::Answered(ResendAnswer::RecordNotFound) => {
                let p = self.population(key).people.sees_mistake;
                self.see_mistake(key, leader, Purpose::RequestSeesMistake, p);
            }
            RequestOutcome::Answered(ResendAnswer::Sent) => {
                let state = self.state(key, leader);
                state.manual_resends += 1;
                let nth = state.manual_resends;
                held_from = self.queue_message(key, leader, Cause::Manual, nth);
            }
            RequestOutcome::Answered(ResendAnswer::TooManyRequests) | RequestOutcome::NoAnswer => {}
        }
        let requests = self.state(key, leader).requests;
        if requests < self.population(key).people.resend_requests && !self.state(key, leader).fixing
        {
            self.wait_patiently(key, leader, requests, held_from);
        }
    }

    /// Types a request, with its slips, and has it judged.
    fn judge_request(&mut self, key: FilingKey, leader: u8) -> ResendAnswer {
        let (policy, now) = (&self.scenario.policy, self.now);
        let people = &self.population(key).people;
        let filing = &mut self.filings[key];
        let person = &mut filing.leaders[usize::from(leader)];
        let (draws, number) = (person.now.key, person.now.request_presses);
        let slips = |purpose, probability| draws.bernoulli(purpose, number, probability);
        let wrong_certificate = slips(Purpose::RequestSlipCertificate, people.slip_certificate)
            || person.wrong_certificate;
        let request = ResendRequest {
            mobile: person.phone.number,
            certificate: if wrong_certificate {
                person.certificate.mistaken()
            } else {
                person.certificate
            },
            graphic_passed: !slips(Purpose::RequestSlipGraphic, people.slip_graphic),
        };
        let mistyped = slips(Purpose::RequestSlipMobile, people.slip_mobile);
        let mut checks: SmallVec<[&mut Check; 1]> = SmallVec::new();
        checks.extend(filing.check.as_mut().filter(|_| !mistyped));
        judge_resend(policy, now, &checks, &mut person.requests_sent, &request).0
    }

    fn count_request(&mut self, key: FilingKey, leader: u8, outcome: RequestOutcome) {
        let answer = match outcome {
            RequestOutcome::Answered(answer) => Some(answer),
            RequestOutcome::NoAnswer => None,
        };
        if answer.is_some()
            && let Some(load) = self.load.hour(self.now)
        {
            load.requests += 1;
        }
        if let Some(stratum) = self.stratum_of(key, leader) {
            self.tally.counts[stratum].requests[outcome.index()] += 1;
        }
        self.note(key, Some(leader), || Observed::Requested(answer));
    }

    /// The provider reminds a leader: one who holds a code plans a visit, one who holds none inquires
    /// into it.
    pub(super) fn remind(&mut self, key: FilingKey, submission: u32, leader: u8) {
        let now = self.now;
        if !self.acts(key, submission, leader) {
            return;
        }
        self.note(key, Some(leader), || Observed::Reminded);
        let state = self.state(key, leader);
        if state.holds_code(now) {
            let draws = VisitDraws {
                key: state.key,
                occurrence: 0,
                makes_time: Purpose::ReminderMakesTime,
            };
            let acts = Acts {
                notice: Purpose::ReminderNotice,
                prompt: Purpose::ReminderPrompt,
                act: Purpose::ReminderAct,
            };
            self.plan_to_act(key, leader, &draws, &acts);
        } else if !state.fixing && !state.asking() {
            state.inquiry = now.into();
            self.inquiry(key, submission, leader);
        }
    }
}
