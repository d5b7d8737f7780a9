//! Nothing was received: a leader who waits for a code inquires, first into interception, then into
//! coverage, and then may ask for a resend.

use crate::chance::Purpose;
use crate::clock::{Instant, OptionalInstant};
use crate::scenario::Calendars;
use crate::simulation::cell::Cell;
use crate::simulation::event::{LeaderAddress, LeaderEvent};
use crate::simulation::observer::{Observed, Observer};
use crate::simulation::order::{Filings, Order};

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// A leader waits for a code, for as long as patience lasts, and then inquires; `nth`: 0 after the
    /// first code was due, then the number of the request. One who is sure to hold the code just sent
    /// when patience ends (`held_from`) has nothing to inquire into, and needs no event.
    pub(in crate::simulation) fn wait_patiently(
        &mut self,
        who: LeaderAddress,
        nth: u32,
        held_from: Option<Instant>,
    ) {
        let patience = &self.population(who.filing).people.patience;
        let person = self.leader(who);
        let (own, draw) = (person.calendar(), (person.now.key, Purpose::Patience, nth));
        let at = self.after(self.now, patience, own, draw);
        let held_until = self.scenario.policy.code_effective.end(self.now);
        if held_from.is_some_and(|from| (from..held_until).contains(&at)) {
            return;
        }
        self.state(who).inquiry = at.into();
        self.schedule(at, who.event(LeaderEvent::Inquiry));
    }

    /// Patience ends, if it is still running.
    pub(super) fn inquire_if_due(&mut self, who: LeaderAddress) {
        let now = self.now;
        if self.state(who).inquiry == now {
            self.inquire(who);
        }
    }

    /// A leader who holds no code inquires.
    pub(super) fn inquire(&mut self, who: LeaderAddress) {
        let now = self.now;
        let people = &self.population(who.filing).people;
        let person = self.leader(who);
        let state = &mut person.now;
        state.inquiry = OptionalInstant::NONE;
        if state.holds_code(now) {
            return;
        }
        state.inquiries += 1;
        state.fixing = true;
        let (draws, number) = (state.key, state.inquiries);
        let purpose = Purpose::FindsInterception;
        let finds = person.phone.intercepting
            && draws.bernoulli(purpose, number, people.finds_interception);
        self.note_leader(who, || Observed::Inquires);
        if finds {
            let draw = (draws, Purpose::FixInterceptionTime, number);
            let at = self.after(now, &people.fix_time, Calendars::ALWAYS, draw);
            self.schedule(at, who.event(LeaderEvent::InterceptionOff));
        } else {
            self.inquire_into_coverage(who);
        }
    }

    /// The interception is turned off, or the SIM moved; also when the check has ended meanwhile.
    pub(super) fn interception_off(&mut self, who: LeaderAddress) {
        let filing = self.filings.get(who.filing);
        if filing.is_none_or(|filing| filing.ended) {
            return;
        }
        self.leader(who).phone.intercepting = false;
        self.note_leader(who, || Observed::InterceptionOff);
        if self.acts(who) {
            self.inquire_into_coverage(who);
        }
    }

    fn inquire_into_coverage(&mut self, who: LeaderAddress) {
        let (people, now) = (&self.population(who.filing).people, self.now);
        let state = self.state(who);
        let (draws, number) = (state.key, state.inquiries);
        let moves = state.out_of_coverage(now)
            && draws.bernoulli(Purpose::MovesToCoverage, number, people.moves_to_coverage);
        if moves {
            let draw = (draws, Purpose::MoveTime, number);
            let at = self.after(now, &people.fix_time, Calendars::ALWAYS, draw);
            self.schedule(at, who.event(LeaderEvent::Moved));
        } else {
            self.ask_after_inquiry(who);
        }
    }

    /// The leader has moved to coverage: the gap ends, and what the network kept arrives.
    pub(super) fn moved_to_coverage(&mut self, who: LeaderAddress) {
        let filing = self.filings.get(who.filing);
        if filing.is_none_or(|filing| filing.submission != who.submission) {
            return;
        }
        self.state(who).gap_until = OptionalInstant::NONE;
        self.note_leader(who, || Observed::MovedToCoverage);
        self.back_in_coverage(who);
        if self.acts(who) {
            self.ask_after_inquiry(who);
        }
    }
}
