//! A leader responds to a message, or to the provider's reminder, and plans a visit.

use crate::chance::{Key, Purpose};
use crate::clock::{Instant, Millis};
use crate::rules::{Cause, WhyWindowOver};
use crate::scenario::{Calendars, Delay};
use crate::simulation::cell::Cell;
use crate::simulation::event::{LeaderAddress, LeaderEvent};
use crate::simulation::filing::Message;
use crate::simulation::observer::{Observed, Observer};
use crate::simulation::order::Order;

/// The draws of a planned visit.
pub(super) struct VisitDraws {
    pub(super) key: Key,
    pub(super) occurrence: u32,
    pub(super) makes_time: Purpose,
    /// The least time until it.
    pub(super) least: Millis,
}

/// The purposes of the draws between a message, or a reminder, and the visit.
struct VisitPurposes {
    notice: Purpose,
    prompt: Purpose,
    act: Purpose,
}

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// A leader responds to a kept message, or ignores it.
    pub(in crate::simulation) fn respond(
        &mut self,
        who: LeaderAddress,
        message: &Message,
        cause: Cause,
    ) {
        let people = &self.population(who.filing).people;
        let filing = &mut self.filings[who.filing];
        let draws = filing.message_key(message);
        let leader = &mut filing.leaders[usize::from(who.place)];
        if !draws.bernoulli(Purpose::Responds, message.nth, leader.responds(people)) {
            leader.now.ignored_one = true;
            self.note_leader(who, || Observed::Ignores(cause));
            return;
        }
        let purposes = VisitPurposes {
            notice: Purpose::Notice,
            prompt: Purpose::Prompt,
            act: Purpose::Act,
        };
        let draws = VisitDraws {
            key: draws,
            occurrence: message.nth,
            makes_time: Purpose::MakesTime,
            least: 0,
        };
        self.plan_to_act(who, &draws, &purposes);
    }

    /// A reminder reaches a leader: one who holds a code plans a visit, one who holds none inquires; `nth`: which
    /// reminder.
    pub(in crate::simulation) fn remind(&mut self, who: LeaderAddress, nth: u32) {
        let now = self.now;
        let state = self.state(who);
        if state.holds_code(now) {
            let draws = VisitDraws {
                key: state.key,
                occurrence: nth,
                makes_time: Purpose::ReminderMakesTime,
                least: 0,
            };
            let purposes = VisitPurposes {
                notice: Purpose::ReminderNotice,
                prompt: Purpose::ReminderPrompt,
                act: Purpose::ReminderAct,
            };
            self.plan_to_act(who, &draws, &purposes);
        } else if !state.fixing && !state.asking() {
            self.inquire(who);
        }
    }

    /// Plans a visit as after a message responded to: notice, then act promptly or later.
    fn plan_to_act(&mut self, who: LeaderAddress, draws: &VisitDraws, purposes: &VisitPurposes) {
        let people = &self.population(who.filing).people;
        let prompt = draws
            .key
            .bernoulli(purposes.prompt, draws.occurrence, people.prompt);
        let act = if prompt {
            &people.act_promptly
        } else {
            &people.act_later
        };
        let steps = [(&people.notice, purposes.notice), (act, purposes.act)];
        self.plan_visit(who, &steps, draws);
    }

    /// Plans a visit at the end of these delays, begun now, in the leader's own calendar, after the least wait at
    /// least. One who acts at work and would come too late may make time. A visit already planned stays unless the
    /// new one is earlier.
    pub(super) fn plan_visit(
        &mut self,
        who: LeaderAddress,
        steps: &[(&Delay, Purpose)],
        draws: &VisitDraws,
    ) {
        let people = &self.population(who.filing).people;
        let filing = &self.filings[who.filing];
        let check = filing.check.as_ref();
        let deadline = check.and_then(|check| check.deadline(&self.scenario.policy));
        let person = &filing.leaders[usize::from(who.place)];
        let late = |at: Instant| deadline.is_some_and(|deadline| deadline <= at);
        let in_calendar = |own| {
            let end = |from, &(delay, purpose): &(&Delay, Purpose)| {
                self.after(from, delay, own, (draws.key, purpose, draws.occurrence))
            };
            steps
                .iter()
                .fold(self.now, end)
                .max(self.now.after(draws.least))
        };
        let mut at = in_calendar(person.calendar());
        if late(at)
            && person.acts_at_work
            && draws
                .key
                .bernoulli(draws.makes_time, draws.occurrence, people.makes_time)
        {
            at = in_calendar(Calendars::WAKING);
        }
        let too_late = late(at);
        let state = self.state(who);
        if too_late {
            // The window does not move: the visit would come to nothing and needs no event.
            state.reached(WhyWindowOver::TooLate);
            self.note_leader(who, || Observed::TooLate(at));
        } else if state.visit.get().is_none_or(|planned| at < planned) {
            state.visit = at.into();
            self.schedule(at, who.event(LeaderEvent::Visit));
            self.note_leader(who, || Observed::PlansVisit(at));
        }
    }
}
