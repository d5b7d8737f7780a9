//! What a leader does, from the first message to the end of the check, one file a stage:
//!
//! - `response`: a message is kept, or a reminder comes, and a visit is planned.
//! - `visit`: the visit to the page, with its entries (R18–R20).
//! - `inquiry`: nothing was received: patience, then interception and coverage are looked into.
//! - `request`: a resend is asked for (R15).

mod inquiry;
mod request;
mod response;
mod visit;

use super::cell::Cell;
use super::event::{LeaderAddress, LeaderEvent};
use super::observer::{Observed, Observer};
use super::order::{Filings, Order};
use crate::chance::{Key, Purpose};
use crate::clock::{Instant, SECOND};
use crate::scenario::{Calendars, Delay};
use crate::world::leader::{Leader, LeaderState};

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// Something happens to a leader, or is done by one.
    pub(super) fn leader_event(&mut self, who: LeaderAddress, what: LeaderEvent) {
        // These two go on when the check has ended meanwhile.
        let goes_on = matches!(what, LeaderEvent::InterceptionOff | LeaderEvent::Moved);
        if !goes_on && !self.acts(who) {
            return;
        }
        match what {
            LeaderEvent::InterceptionOff => self.interception_off(who),
            LeaderEvent::Moved => self.moved_to_coverage(who),
            LeaderEvent::Visit => self.visit(who),
            LeaderEvent::Entry => self.entry(who),
            LeaderEvent::Inquiry => self.inquire_if_due(who),
            LeaderEvent::AsksAfterDeleting => self.ask_after_deleting(who),
            LeaderEvent::Request => self.request(who),
        }
    }

    /// Whether a leader still acts in a submission: its check awaits the mobile.
    fn acts(&self, who: LeaderAddress) -> bool {
        self.filings
            .get(who.filing)
            .is_some_and(|filing| filing.submission == who.submission && filing.awaits(who.place))
    }

    fn leader(&mut self, who: LeaderAddress) -> &mut Leader {
        &mut self.filings[who.filing].leaders[usize::from(who.place)]
    }

    fn state(&mut self, who: LeaderAddress) -> &mut LeaderState {
        &mut self.leader(who).now
    }

    /// When something that takes an entry's time is typed: at least a second from now.
    fn typed(&self, delay: &Delay, draw: (Key, Purpose, u32)) -> Instant {
        let at = self.after(self.now, delay, Calendars::ALWAYS, draw);
        at.max(self.now.after(SECOND))
    }

    /// One who believes in a wrong certificate may see it after a press that found no record.
    fn see_mistake(&mut self, who: LeaderAddress, purpose: Purpose, number: u32) {
        let probability = self.population(who.filing).people.sees_mistake;
        let person = self.leader(who);
        if person.wrong_certificate && person.now.key.bernoulli(purpose, number, probability) {
            person.wrong_certificate = false;
            self.note_leader(who, || Observed::SeesMistake);
        }
    }
}
