//! Visits to the province's page: responding, planning, entries (R18–R20).

use super::cell::Cell;
use super::event::{FilingKey, Kind};
use super::filing::Message;
use super::observer::{Observed, Observer};
use crate::chance::{Key, Purpose};
use crate::clock::{Instant, OptionalInstant, SECOND};
use crate::rules::{
    Cause, Entry, EntryAnswer, EntryRow, ReturnReason, Verdict, WhyWindowOver, judge_entry,
};
use crate::scenario::{Calendars, Delay, People};
use crate::world::leader::NOBODYS_CODE;

/// The draws of a planned visit.
pub(super) struct VisitDraws {
    pub(super) key: Key,
    pub(super) occurrence: u32,
    pub(super) makes_time: Purpose,
}

impl<O: Observer> Cell<'_, O> {
    /// A leader responds to a kept message, or ignores it.
    pub(super) fn respond(&mut self, key: FilingKey, message: &Message) {
        let people = &self.population(key).people;
        let filing = &mut self.filings[key];
        let draws = filing.message_key(message);
        let leader = &mut filing.leaders[usize::from(message.leader)];
        if !draws.bernoulli(Purpose::Responds, message.nth, leader.responds(people)) {
            leader.now.ignored_one = true;
            self.note(key, Some(message.leader), || {
                Observed::Ignores(message.cause)
            });
            return;
        }
        let acts = Acts {
            notice: Purpose::Notice,
            prompt: Purpose::Prompt,
            act: Purpose::Act,
        };
        let draws = VisitDraws {
            key: draws,
            occurrence: message.nth,
            makes_time: Purpose::MakesTime,
        };
        self.plan_to_act(key, message.leader, &draws, &acts);
    }

    /// Plans a visit as after a message responded to: notice, then act promptly or later.
    pub(super) fn plan_to_act(
        &mut self,
        key: FilingKey,
        leader: u8,
        draws: &VisitDraws,
        acts: &Acts,
    ) {
        let people: &People = &self.population(key).people;
        let prompt = draws
            .key
            .bernoulli(acts.prompt, draws.occurrence, people.prompt);
        let act = if prompt {
            &people.act_promptly
        } else {
            &people.act_later
        };
        let steps = [(&people.notice, acts.notice), (act, acts.act)];
        self.plan_visit(key, leader, &steps, draws);
    }

    /// Plans a visit at the end of these delays, begun now, in the leader's own calendar. One who
    /// acts at work and would come too late may make time. A visit already planned stays unless the
    /// new one is earlier.
    fn plan_visit(
        &mut self,
        key: FilingKey,
        leader: u8,
        steps: &[(&Delay, Purpose)],
        draws: &VisitDraws,
    ) {
        let people = &self.population(key).people;
        let filing = &self.filings[key];
        let check = filing.check.as_ref();
        let deadline = check.and_then(|check| check.deadline(&self.scenario.policy));
        let person = &filing.leaders[usize::from(leader)];
        let late = |at: Instant| deadline.is_some_and(|deadline| deadline <= at);
        let in_calendar = |own| {
            let end = |from, &(delay, purpose): &(&Delay, Purpose)| {
                self.after(from, delay, own, (draws.key, purpose, draws.occurrence))
            };
            steps.iter().fold(self.now, end)
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
        let submission = filing.submission;
        let state = &mut self.filings[key].leaders[usize::from(leader)].now;
        if too_late {
            // The window does not move: the visit would come to nothing and needs no event.
            state.reached(WhyWindowOver::TooLate);
            self.note(key, Some(leader), || Observed::TooLate(at));
        } else if state.visit.get().is_none_or(|planned| at < planned) {
            state.visit = at.into();
            self.schedule(at, Kind::Visit, key, leader, submission);
            self.note(key, Some(leader), || Observed::PlansVisit(at));
        }
    }

    /// Whether an act of a leader in a submission is still to happen: its check awaits the mobile.
    pub(super) fn acts(&self, key: FilingKey, submission: u32, leader: u8) -> bool {
        let filing = self.filings.get(key);
        filing.is_some_and(|filing| filing.submission == submission && filing.awaits(leader))
    }

    /// A leader comes to the page.
    pub(super) fn visit(&mut self, key: FilingKey, submission: u32, leader: u8) {
        if !self.acts(key, submission, leader) {
            return;
        }
        let now = self.now;
        let state = &mut self.filings[key].leaders[usize::from(leader)].now;
        if state.visit != now {
            return;
        }
        state.visit = OptionalInstant::NONE;
        if state.press != OptionalInstant::NONE {
            return; // at the page already
        }
        state.reached(WhyWindowOver::VisitedInVain);
        state.failed = 0;
        self.note(key, Some(leader), || Observed::Visits);
        if self.outages.page.down(now) {
            self.note(key, Some(leader), || Observed::PageDown);
            self.leave(key, leader);
        } else {
            self.plan_entry(key, leader);
        }
    }

    /// The next entry, after the time that typing it takes.
    fn plan_entry(&mut self, key: FilingKey, leader: u8) {
        let delay = &self.population(key).people.entry_time;
        let filing = &self.filings[key];
        let (submission, state) = (filing.submission, &filing.leaders[usize::from(leader)].now);
        let draw = (state.key, Purpose::EntryTime, state.entries + 1);
        let at = self.typed(delay, draw);
        let state = &mut self.filings[key].leaders[usize::from(leader)].now;
        state.entries += 1;
        state.press = at.into();
        self.schedule(at, Kind::Entry, key, leader, submission);
    }

    /// When something that takes an entry's time is typed: at least a second from now.
    pub(super) fn typed(&self, delay: &Delay, draw: (Key, Purpose, u32)) -> Instant {
        let at = self.after(self.now, delay, Calendars::ALWAYS, draw);
        at.max(self.now.after(SECOND))
    }

    /// A press of "Verification".
    pub(super) fn entry(&mut self, key: FilingKey, submission: u32, leader: u8) {
        let now = self.now;
        if !self.acts(key, submission, leader)
            || self.filings[key].leaders[usize::from(leader)].now.press != now
        {
            return;
        }
        let state = &mut self.filings[key].leaders[usize::from(leader)].now;
        state.press = OptionalInstant::NONE;
        if self.outages.page.down(now) {
            self.note(key, Some(leader), || Observed::PageDown);
            return self.leave(key, leader);
        }
        if !state.holds_code(now) {
            // All codes are over, and the leader knows.
            return self.ask_after_expiry(key, leader);
        }
        let verdict = self.judge(key, leader);
        self.count_entry(key, leader, &verdict);
        match verdict.answer {
            EntryAnswer::GraphicVerificationFailed => self.plan_entry(key, leader),
            EntryAnswer::RecordNotFound => self.entry_failed(key, leader),
            EntryAnswer::VerificationFailed => self.returned(key, ReturnReason::WrongCertificate),
            EntryAnswer::Verified => {
                self.use_code(key, leader, &verdict);
                self.stop(key, leader);
            }
            EntryAnswer::Complete => {
                self.use_code(key, leader, &verdict);
                self.complete(key);
            }
        }
    }

    /// Types an entry, with its slips, and has it judged (R18).
    fn judge(&mut self, key: FilingKey, leader: u8) -> Verdict {
        let (policy, now) = (&self.scenario.policy, self.now);
        let people = &self.population(key).people;
        let filing = &mut self.filings[key];
        let person = &filing.leaders[usize::from(leader)];
        let (draws, number) = (person.now.key, person.now.entries);
        let slips = |purpose, probability| draws.bernoulli(purpose, number, probability);
        let wrong_certificate =
            slips(Purpose::SlipCertificate, people.slip_certificate) || person.wrong_certificate;
        let code = if slips(Purpose::SlipCode, people.slip_code) {
            NOBODYS_CODE
        } else {
            person.now.last_code
        };
        let entry = Entry {
            mobile: person.phone.number,
            certificate: if wrong_certificate {
                person.certificate.mistaken()
            } else {
                person.certificate
            },
            code,
            graphic_passed: !slips(Purpose::SlipGraphic, people.slip_graphic),
        };
        // A mistyped mobile is in no check.
        let mistyped = slips(Purpose::SlipMobile, people.slip_mobile);
        match filing.check.as_mut().filter(|_| !mistyped) {
            Some(check) => judge_entry(policy, now, &mut [check], &entry),
            None => judge_entry(policy, now, &mut [], &entry),
        }
    }

    fn count_entry(&mut self, key: FilingKey, leader: u8, verdict: &Verdict) {
        if let Some(load) = self.load.hour(self.now) {
            load.entries += 1;
        }
        if let Some(stratum) = self.stratum_of(key, leader) {
            self.tally.counts[stratum].entries[EntryRow::of(verdict) as usize] += 1;
        }
        self.note(key, Some(leader), || {
            Observed::Entered(verdict.answer, verdict.row)
        });
    }

    /// The answer was "record not found" (R19): the leader looks at what was entered, enters again,
    /// or leaves.
    fn entry_failed(&mut self, key: FilingKey, leader: u8) {
        let people = &self.population(key).people;
        self.see_mistake(key, leader, Purpose::SeesMistake, people.sees_mistake);
        let state = &mut self.filings[key].leaders[usize::from(leader)].now;
        state.failed += 1;
        if state.failed < people.entries_per_visit {
            self.plan_entry(key, leader);
        } else {
            self.leave(key, leader);
        }
    }

    /// One who believes in a wrong certificate may see it.
    pub(super) fn see_mistake(&mut self, key: FilingKey, leader: u8, purpose: Purpose, p: f64) {
        let person = &mut self.filings[key].leaders[usize::from(leader)];
        let number = match purpose {
            Purpose::RequestSeesMistake => person.now.request_presses,
            _ => person.now.entries,
        };
        if person.wrong_certificate && person.now.key.bernoulli(purpose, number, p) {
            person.wrong_certificate = false;
            self.note(key, Some(leader), || Observed::SeesMistake);
        }
    }

    fn use_code(&mut self, key: FilingKey, leader: u8, verdict: &Verdict) {
        let Some(code) = verdict.code else {
            return;
        };
        self.filings[key].resent_code_used |= code.cause != Cause::First;
        if let Some(stratum) = self.stratum_of(key, leader) {
            self.tally.counts[stratum].used[code.cause as usize] += 1;
        }
    }

    /// The leader leaves the page, and may come back.
    fn leave(&mut self, key: FilingKey, leader: u8) {
        let people = &self.population(key).people;
        let state = &mut self.filings[key].leaders[usize::from(leader)].now;
        state.leavings += 1;
        let (draws, number) = (state.key, state.leavings);
        self.note(key, Some(leader), || Observed::Leaves);
        if draws.bernoulli(Purpose::ComesBack, number, people.comes_back) {
            let draws = VisitDraws {
                key: draws,
                occurrence: number,
                makes_time: Purpose::ComesBackMakesTime,
            };
            let steps = [(&people.act_later, Purpose::ComesBackAfter)];
            self.plan_visit(key, leader, &steps, &draws);
        }
    }
}

/// The purposes of the draws between a message, or a reminder, and the visit.
pub(super) struct Acts {
    pub(super) notice: Purpose,
    pub(super) prompt: Purpose,
    pub(super) act: Purpose,
}
