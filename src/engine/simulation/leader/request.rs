//! A leader asks for a resend (R15).

use crate::chance::Purpose;
use crate::clock::OptionalInstant;
use crate::rules::{Cause, RequestOutcome, ResendAnswer};
use crate::simulation::cell::Cell;
use crate::simulation::event::{LeaderAddress, LeaderEvent};
use crate::simulation::filing::Message;
use crate::simulation::observer::{Observed, Observer};
use crate::simulation::order::Order;

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// After an inquiry, the leader asks for a resend, or waits and inquires no more.
    pub(super) fn ask_after_inquiry(&mut self, who: LeaderAddress) {
        let (people, now) = (&self.population(who.filing).people, self.now);
        let state = self.state(who);
        state.fixing = false;
        if state.holds_code(now) {
            return;
        }
        let (draws, number) = (state.key, state.inquiries);
        if draws.bernoulli(Purpose::AsksAfterInquiry, number, people.asks_resend) {
            self.begin_request(who);
        }
    }

    /// All kept codes are over, and the leader knows: asks for a resend, or leaves for good.
    pub(super) fn ask_after_expiry(&mut self, who: LeaderAddress) {
        let people = &self.population(who.filing).people;
        let state = self.state(who);
        let (draws, number) = (state.key, state.entries);
        if draws.bernoulli(Purpose::AsksAfterExpiry, number, people.asks_resend) {
            self.begin_request(who);
        }
        self.note_leader(who, || Observed::Leaves);
    }

    /// One who deleted a message may ask for another, having noticed.
    pub(in crate::simulation) fn plan_ask_after_deleting(
        &mut self,
        who: LeaderAddress,
        message: &Message,
    ) {
        let people = &self.population(who.filing).people;
        let filing = &self.filings[who.filing];
        let draws = filing.message_key(message);
        if draws.bernoulli(Purpose::AsksAfterDeleting, message.nth, people.asks_resend) {
            let own = filing.leaders[usize::from(who.place)].calendar();
            let draw = (draws, Purpose::Notice, message.nth);
            let at = self.after(self.now, &people.notice, own, draw);
            self.schedule(at, who.event(LeaderEvent::AsksAfterDeleting));
        }
    }

    /// One who deleted a message asks for another, unless a code is held by then.
    pub(super) fn ask_after_deleting(&mut self, who: LeaderAddress) {
        let now = self.now;
        if !self.state(who).holds_code(now) {
            self.begin_request(who);
        }
    }

    /// A leader goes to the page to ask for a resend, while requests are left and none is under way.
    fn begin_request(&mut self, who: LeaderAddress) {
        let maximum = self.population(who.filing).people.resend_requests;
        let state = self.state(who);
        if state.requests < maximum && !state.asking() && !state.fixing {
            state.inquiry = OptionalInstant::NONE;
            state.requests += 1;
            self.plan_request(who);
        }
    }

    fn plan_request(&mut self, who: LeaderAddress) {
        let delay = &self.population(who.filing).people.entry_time;
        let state = self.state(who);
        state.request_presses += 1;
        let draw = (state.key, Purpose::RequestTime, state.request_presses);
        let at = self.typed(delay, draw);
        self.state(who).request = at.into();
        self.schedule(at, who.event(LeaderEvent::Request));
    }

    /// A press of "Sending Message".
    pub(super) fn request(&mut self, who: LeaderAddress) {
        let now = self.now;
        let state = self.state(who);
        if state.request != now {
            return;
        }
        state.request = OptionalInstant::NONE;
        let mut held_from = None;
        match self.judge_request(who) {
            RequestOutcome::Answered(ResendAnswer::GraphicVerificationFailed) => {
                return self.plan_request(who);
            }
            RequestOutcome::Answered(ResendAnswer::RecordNotFound) => {
                let number = self.state(who).request_presses;
                self.see_mistake(who, Purpose::RequestSeesMistake, number);
            }
            RequestOutcome::Answered(ResendAnswer::Sent) => {
                let state = self.state(who);
                state.manual_resends += 1;
                let nth = state.manual_resends;
                held_from = self.queue_message(who, Cause::Manual, nth);
            }
            RequestOutcome::Answered(ResendAnswer::TooManyRequests) | RequestOutcome::NoAnswer => {}
        }
        let maximum = self.population(who.filing).people.resend_requests;
        let state = self.state(who);
        let requests = state.requests;
        if requests < maximum && !state.fixing {
            self.wait_patiently(who, requests, held_from);
        }
    }
}
