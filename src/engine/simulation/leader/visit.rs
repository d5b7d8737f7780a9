//! A leader visits the page, and enters the code (R18–R20).

use super::response::VisitDraws;
use crate::chance::Purpose;
use crate::clock::{MINUTE, Millis, OptionalInstant};
use crate::rules::{Cause, EntryAnswer, ReturnReason, Verdict, WhyWindowOver};
use crate::simulation::cell::Cell;
use crate::simulation::event::{LeaderAddress, LeaderEvent};
use crate::simulation::observer::{Observed, Observer};
use crate::simulation::order::Order;

/// Who leaves the page is away for so long at least.
const LEAST_AWAY: Millis = MINUTE;

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// A leader comes to the page.
    pub(super) fn visit(&mut self, who: LeaderAddress) {
        let now = self.now;
        let state = self.state(who);
        if state.visit != now {
            return;
        }
        state.visit = OptionalInstant::NONE;
        if state.press != OptionalInstant::NONE {
            return; // at the page already
        }
        state.reached(WhyWindowOver::VisitedInVain);
        state.failed = 0;
        self.note_leader(who, || Observed::Visits);
        if self.outages.page.down(now) {
            self.note_leader(who, || Observed::PageDown);
            self.leave(who);
        } else {
            self.plan_entry(who);
        }
    }

    /// The next entry, after the time that typing it takes.
    fn plan_entry(&mut self, who: LeaderAddress) {
        let delay = &self.population(who.filing).people.entry_time;
        let state = self.state(who);
        state.entries += 1;
        let draw = (state.key, Purpose::EntryTime, state.entries);
        let at = self.typed(delay, draw);
        self.state(who).press = at.into();
        self.schedule(at, who.event(LeaderEvent::Entry));
    }

    /// A press of "Verification".
    pub(super) fn entry(&mut self, who: LeaderAddress) {
        let now = self.now;
        let state = self.state(who);
        if state.press != now {
            return;
        }
        state.press = OptionalInstant::NONE;
        let holds_code = state.holds_code(now);
        if self.outages.page.down(now) {
            self.note_leader(who, || Observed::PageDown);
            return self.leave(who);
        }
        if !holds_code {
            // All codes are over, and the leader knows.
            return self.ask_after_expiry(who);
        }
        let verdict = self.judge_entry(who);
        match verdict.answer {
            EntryAnswer::GraphicVerificationFailed => self.plan_entry(who),
            EntryAnswer::RecordNotFound => self.entry_failed(who),
            EntryAnswer::VerificationFailed => {
                self.returned(who.filing, ReturnReason::WrongCertificate);
            }
            EntryAnswer::Verified => {
                self.use_code(who, &verdict);
                self.stop(who.filing, who.place);
            }
            EntryAnswer::Complete => {
                self.use_code(who, &verdict);
                self.complete(who.filing);
            }
        }
    }

    /// The answer was "record not found" (R19): the leader looks at what was entered, enters again,
    /// or leaves.
    fn entry_failed(&mut self, who: LeaderAddress) {
        let maximum = self.population(who.filing).people.entries_per_visit;
        let number = self.state(who).entries;
        self.see_mistake(who, Purpose::SeesMistake, number);
        let state = self.state(who);
        state.failed += 1;
        if state.failed < maximum {
            self.plan_entry(who);
        } else {
            self.leave(who);
        }
    }

    fn use_code(&mut self, who: LeaderAddress, verdict: &Verdict) {
        let Some(code) = verdict.code else {
            return;
        };
        self.filings[who.filing].resent_code_used |= code.cause != Cause::First;
        if let Some(stratum) = self.stratum_of(who.filing, who.place) {
            self.tally.counts[stratum].used[code.cause as usize] += 1;
        }
    }

    /// The leader leaves the page, and may come back, but not at once: a page that is down, or a code that is wrong, would
    /// be met again and again at one instant.
    fn leave(&mut self, who: LeaderAddress) {
        let people = &self.population(who.filing).people;
        let state = self.state(who);
        state.leavings += 1;
        let (key, occurrence) = (state.key, state.leavings);
        self.note_leader(who, || Observed::Leaves);
        if key.bernoulli(Purpose::ComesBack, occurrence, people.comes_back) {
            let draws = VisitDraws {
                key,
                occurrence,
                makes_time: Purpose::ComesBackMakesTime,
                least: LEAST_AWAY,
            };
            let steps = [(&people.act_later, Purpose::ComesBackAfter)];
            self.plan_visit(who, &steps, &draws);
        }
    }
}
