//! Messages: queueing, lanes, sending, network, handset (R10–R17).

use super::cell::Cell;
use super::event::{FilingKey, Kind};
use super::filing::{Message, MessageState};
use super::observer::{Observed, Observer};
use crate::chance::Purpose;
use crate::clock::{Instant, OptionalInstant};
use crate::measures::DurationKind;
use crate::rules::{Carrier, Cause, Fate, NoCode, WhyWindowOver, WindowFrom};
use crate::scenario::Calendars;
use crate::world::gateway::Place;

impl<O: Observer> Cell<'_, O> {
    /// Queues a message to a leader in the lane of the carrier. Returns from when the leader is sure
    /// to hold its code, if that is known already.
    pub(super) fn queue_message(
        &mut self,
        key: FilingKey,
        leader: u8,
        cause: Cause,
        nth: u32,
    ) -> Option<Instant> {
        let now = self.now;
        let filing = &mut self.filings[key];
        let index = filing.messages.len() as u32;
        let person = &mut filing.leaders[usize::from(leader)];
        person.now.waiting += 1;
        let carrier = person.phone.carrier;
        filing.messages.push(Message {
            leader,
            submission: filing.submission,
            carrier,
            cause,
            nth,
            since: now,
            sent: OptionalInstant::NONE,
            digits: 0,
            state: MessageState::Waits,
            deleted: false,
        });
        let number = filing.number;
        if let Some(stratum) = self.message_stratum(key, index) {
            self.tally.counts[stratum].queued[cause as usize] += 1;
        }
        self.note_message(key, index, Observed::Queued(cause));
        let carrier = carrier as usize;
        let lane = &mut self.lanes[carrier];
        if lane.is_unlimited() && lane.is_empty() && !self.outages.gateway.down(now) {
            return self.send(key, index, false);
        }
        lane.push(Place {
            queued: now,
            filing: number,
            leader,
            cause,
            message: (key, index),
        });
        self.load.waiting_messages(now, 1);
        let at = self.lanes[carrier].earliest().max(now);
        let kind = if cause == Cause::Manual {
            Kind::LaneAfterRequests
        } else {
            Kind::Lane
        };
        self.plan_lane(carrier, at, kind);
        None
    }

    /// Plans the lane's next service, unless an earlier one is planned.
    fn plan_lane(&mut self, carrier: usize, at: Instant, kind: Kind) {
        let lane = &mut self.lanes[carrier];
        if lane.service.is_none_or(|planned| at < planned) {
            lane.service = Some(at);
            self.schedule(at, kind, slotmap::Key::null(), 0, carrier as u32);
        }
    }

    /// A lane sends what waits, as far as its rate and the gateway allow.
    pub(super) fn serve_lane(&mut self, carrier: usize) {
        let now = self.now;
        if self.lanes[carrier].service != Some(now) {
            return;
        }
        self.lanes[carrier].service = None;
        if let Some(until) = self.outages.gateway.until(now) {
            self.plan_lane(carrier, until, Kind::Lane);
            return;
        }
        loop {
            let lane = &mut self.lanes[carrier];
            if lane.is_empty() {
                return;
            }
            let earliest = lane.earliest();
            if earliest > now {
                self.plan_lane(carrier, earliest, Kind::Lane);
                return;
            }
            let Some(place) = lane.pop() else {
                return;
            };
            let (key, index) = place.message;
            if self.waits(key, index) {
                self.lanes[carrier].sent(now);
                self.send(key, index, true);
            }
        }
    }

    /// Whether a message still waits: it was not withdrawn.
    fn waits(&self, key: FilingKey, index: u32) -> bool {
        let message = self
            .filings
            .get(key)
            .map(|filing| &filing.messages[index as usize]);
        message.is_some_and(|message| message.state == MessageState::Waits)
    }

    /// A message leaves its lane, in which it `waited` or not: it is sent with a code, or waits for
    /// one behind those that wait already (R11). Returns as [`Cell::queue_message`] does.
    fn send(&mut self, key: FilingKey, index: u32, waited: bool) -> Option<Instant> {
        let now = self.now;
        if self.without_code.is_empty()
            && let Ok(held_from) = self.try_send(key, index)
        {
            if waited {
                self.load.waiting_messages(now, -1);
            }
            return held_from;
        }
        if !waited {
            self.load.waiting_messages(now, 1);
        }
        self.without_code.push_back((key, index));
        self.pool.release(now);
        if self.pool.has_free() {
            self.send_waiting_for_code();
        } else {
            self.plan_code_end();
        }
        None
    }

    fn plan_code_end(&mut self) {
        let next = self.pool.next_end();
        if let Some(at) = next
            && self.code_ends.is_none_or(|planned| at < planned)
        {
            self.code_ends = Some(at);
            self.schedule(at, Kind::CodeEnds, slotmap::Key::null(), 0, 0);
        }
    }

    /// Codes have ended: messages that wait for one are sent, in order; one that none of the free
    /// codes suits lets the next pass (R11).
    pub(super) fn code_ends(&mut self) {
        if self.code_ends != Some(self.now) {
            return;
        }
        self.code_ends = None;
        self.send_waiting_for_code();
    }

    fn send_waiting_for_code(&mut self) {
        loop {
            let waiting = std::mem::take(&mut self.without_code);
            let (before, mut all_taken) = (waiting.len(), false);
            for (key, index) in waiting {
                if !self.waits(key, index) {
                    continue;
                }
                let sent = if all_taken {
                    Err(NoCode::AllTaken)
                } else {
                    self.try_send(key, index).map(|_| ())
                };
                all_taken |= sent == Err(NoCode::AllTaken);
                match sent {
                    Ok(()) => self.load.waiting_messages(self.now, -1),
                    Err(_) => self.without_code.push_back((key, index)),
                }
            }
            // A resend that cancelled a code has freed it for those before it (R16).
            let again = self.without_code.len() < before
                && self.scenario.policy.resend_cancels_earlier
                && self.pool.has_free();
            if !again {
                break;
            }
        }
        if !self.without_code.is_empty() {
            self.plan_code_end();
        }
    }

    /// Sends a message with a code, and draws what becomes of it on the way. Returns as
    /// [`Cell::queue_message`] does.
    fn try_send(&mut self, key: FilingKey, index: u32) -> Result<Option<Instant>, NoCode> {
        let (policy, now) = (&self.scenario.policy, self.now);
        let filing = &mut self.filings[key];
        let Message {
            leader,
            cause,
            since: queued,
            ..
        } = filing.messages[index as usize];
        let Some(check) = filing.check.as_mut() else {
            return Ok(None);
        };
        let first_of_check = check.first_sent.is_none();
        let digits = &mut self.digits;
        let draw = |below| digits.below(below);
        let place = usize::from(leader);
        let code = check.send(policy, &mut self.pool, now, place, cause, draw)?;
        let message = &mut filing.messages[index as usize];
        message.sent = now.into();
        message.digits = code.digits;
        message.state = MessageState::OnItsWay;
        filing.leaders[place].now.waiting -= 1;
        filing.on_their_way += 1;
        self.load.codes_taken(now, i64::from(self.pool.in_use()));
        if let Some(load) = self.load.hour(now) {
            load.messages_sent += 1;
        }
        if let Some(stratum) = self.message_stratum(key, index) {
            let wait = now.since(queued);
            self.tally
                .durations
                .record(stratum, DurationKind::LaneWait, wait);
        }
        self.note_message(key, index, Observed::Sent(cause, code.digits));
        if first_of_check {
            self.window_begins(key);
        }
        Ok(self.transmit(key, index))
    }

    /// The check's first code was sent: the window begins (R21), the automatic resends are due
    /// (R14), and the provider will remind.
    fn window_begins(&mut self, key: FilingKey) {
        let policy = &self.scenario.policy;
        let submission = self.filings[key].submission;
        if policy.window_from == WindowFrom::FirstCode {
            let deadline = self.now.after(policy.window);
            self.schedule_deadline(deadline, key, submission);
        }
        self.plan_automatic_resend(key);
        let provider = &self.parameters.provider;
        for leader in 0..self.filings[key].leaders.len() as u8 {
            let own = self.filings[key].leaders[usize::from(leader)].now.key;
            if own.bernoulli(Purpose::ReminderReached, 0, provider.reminder_reach) {
                // One delay a submission: the provider calls its leaders together.
                let draw = (
                    self.filings[key].key.child(u64::from(submission)),
                    Purpose::ReminderAfter,
                    0,
                );
                let at = self.after(self.now, &provider.reminder_after, Calendars::WORKING, draw);
                self.schedule(at, Kind::Reminder, key, leader, submission);
            }
        }
    }

    /// Puts a check on the list of the next day's automatic resend, if it has one within its window.
    fn plan_automatic_resend(&mut self, key: FilingKey) {
        let policy = &self.scenario.policy;
        let filing = &self.filings[key];
        let Some(check) = &filing.check else {
            return;
        };
        let day = self.now.date().after(1);
        let at = day.start().after(policy.automatic_resend_at);
        let due = check.automatic_resend_number(policy, day).is_some();
        if !due
            || check
                .deadline(policy)
                .is_some_and(|deadline| deadline <= at)
        {
            return;
        }
        let entry = (filing.number, key, filing.submission);
        if let Some((_, list)) = self
            .automatic
            .iter_mut()
            .find(|(instant, _)| *instant == at)
        {
            list.push(entry);
        } else {
            self.automatic.push_back((at, vec![entry]));
            self.schedule(at, Kind::AutomaticResends, slotmap::Key::null(), 0, 0);
        }
    }

    /// The automatic resends of this instant, in the order of filing numbers (R14).
    pub(super) fn automatic_resends(&mut self) {
        let Some((_, mut due)) = self.automatic.pop_front() else {
            return;
        };
        due.sort_unstable_by_key(|(number, _, _)| *number);
        let (policy, today) = (&self.scenario.policy, self.now.date());
        for (_, key, submission) in due {
            let Some(filing) = self.filings.get(key) else {
                continue;
            };
            let check = filing.check.as_ref().filter(|check| check.is_open());
            let Some(check) = check.filter(|_| filing.submission == submission) else {
                continue;
            };
            let nth = check.automatic_resend_number(policy, today).unwrap_or(0);
            for leader in 0..filing.leaders.len() as u8 {
                if self.filings[key].awaits(leader) {
                    self.queue_message(key, leader, Cause::Automatic, nth);
                }
            }
            self.plan_automatic_resend(key);
        }
    }

    /// What becomes of a message between sending and phone: stale number, loss, an MVNO's user not
    /// reached, or a delay. Returns when it arrives, if nothing can keep it from being kept then.
    fn transmit(&mut self, key: FilingKey, index: u32) -> Option<Instant> {
        let now = self.now;
        let population = self.population(key);
        let filing = &mut self.filings[key];
        let message = filing.messages[index as usize];
        let draws = filing.message_key(&message);
        let leader = &mut filing.leaders[usize::from(message.leader)];
        let carrier = leader.phone.carrier;
        let network = &population.carriers[carrier as usize];
        let down = self.outages.carriers[carrier as usize].down(now);
        let fate = if leader.stale_number {
            Some(Fate::StaleNumber)
        } else if down || draws.bernoulli(Purpose::Loss, message.nth, network.loss) {
            Some(Fate::Lost)
        } else if carrier == Carrier::Mvno && !leader.phone.mvno_reached {
            Some(Fate::NotReached)
        } else {
            None
        };
        if let Some(fate) = fate {
            self.end_message(key, index, fate);
            return None;
        }
        leader.now.reached(WhyWindowOver::OnItsWay);
        let deleted = draws.bernoulli(Purpose::Deleted, message.nth, population.handsets.deleted);
        let (gap_until, intercepting) = (leader.now.gap_until.get(), leader.phone.intercepting);
        filing.messages[index as usize].deleted = deleted;
        let draw = (draws, Purpose::Delay, message.nth);
        let at = self.after(now, &network.delay, Calendars::ALWAYS, draw);
        self.schedule(at, Kind::Arrives, key, message.leader, index);
        // A gap can end early and an interception be turned off, but neither begins.
        let in_gap = gap_until.is_some_and(|until| at < until);
        (!in_gap && !intercepting && !deleted).then_some(at)
    }

    /// A message arrives where the phone should be.
    pub(super) fn message_arrives(&mut self, key: FilingKey, index: u32) {
        let now = self.now;
        let Some(filing) = self.filings.get_mut(key) else {
            return;
        };
        let message = filing.messages[index as usize];
        match message.state {
            MessageState::OnItsWay => {}
            MessageState::Stored => return self.reach_phone(key, index),
            MessageState::Waits | MessageState::Ended => return,
        }
        let leader = &filing.leaders[usize::from(message.leader)];
        let Some(gap_until) = leader.now.gap_until.get().filter(|until| now < *until) else {
            return self.reach_phone(key, index);
        };
        let keeps = self.population(key).handsets.store_and_forward;
        let filing = &mut self.filings[key];
        let draws = filing.message_key(&message);
        if !draws.bernoulli(Purpose::StoreAndForward, message.nth, keeps) {
            return self.end_message(key, index, Fate::OutOfCoverage);
        }
        let stored = &mut filing.messages[index as usize];
        stored.state = MessageState::Stored;
        stored.since = now;
        self.note_message(key, index, Observed::Stored(message.cause));
        self.schedule(gap_until, Kind::Arrives, key, message.leader, index);
    }

    /// A message reaches the phone: intercepted, deleted, or kept.
    pub(super) fn reach_phone(&mut self, key: FilingKey, index: u32) {
        let now = self.now;
        let filing = &self.filings[key];
        let message = filing.messages[index as usize];
        if message.state == MessageState::Ended {
            return;
        }
        if let (Some(stratum), Some(sent)) = (self.message_stratum(key, index), message.sent.get())
        {
            let took = now.since(sent);
            self.tally
                .durations
                .record(stratum, DurationKind::Delivery, took);
        }
        if filing.leaders[usize::from(message.leader)]
            .phone
            .intercepting
        {
            self.end_message(key, index, Fate::Intercepted);
        } else if message.deleted {
            let asks = message.submission == filing.submission && filing.awaits(message.leader);
            if asks {
                self.plan_ask_after_deleting(key, &message);
            }
            self.end_message(key, index, Fate::Deleted);
        } else {
            self.keep(key, index);
        }
    }

    /// The leader keeps a message; one of a check that is over, or that needs it no more, leads to
    /// nothing (R22).
    fn keep(&mut self, key: FilingKey, index: u32) {
        let (policy, now) = (&self.scenario.policy, self.now);
        let filing = &mut self.filings[key];
        let message = filing.messages[index as usize];
        let current = message.submission == filing.submission && filing.awaits(message.leader);
        let (Some(sent), true) = (message.sent.get(), current) else {
            return self.end_message(key, index, Fate::Kept);
        };
        let received = filing.check.as_ref().map_or(now, |check| check.received);
        let state = &mut filing.leaders[usize::from(message.leader)].now;
        let first_kept = state.holds_until == OptionalInstant::NONE;
        state.last_code = message.digits;
        let effective_until = sent.after(policy.code_effective);
        if state.holds_until.get() < Some(effective_until) {
            state.holds_until = effective_until.into();
        }
        state.reached(WhyWindowOver::Ignored);
        if first_kept && let Some(stratum) = self.stratum_of(key, message.leader) {
            self.tally.counts[stratum].first_kept[message.cause as usize] += 1;
            let took = now.since(received);
            self.tally
                .durations
                .record(stratum, DurationKind::ReceiptToPhone, took);
        }
        self.end_message(key, index, Fate::Kept);
        self.respond(key, &message);
    }

    /// The stratum of a counted filing's message, under the carrier that it was queued for.
    fn message_stratum(&self, key: FilingKey, index: u32) -> Option<usize> {
        let filing = &self.filings[key];
        filing.counted.then(|| {
            let (carrier, what) = (filing.messages[index as usize].carrier, &filing.application);
            self.tally.strata.place(what.kind, carrier, what.segment)
        })
    }

    /// A message meets its fate.
    pub(super) fn end_message(&mut self, key: FilingKey, index: u32, fate: Fate) {
        let filing = &mut self.filings[key];
        let message = &mut filing.messages[index as usize];
        let (leader, cause, submission) = (message.leader, message.cause, message.submission);
        let was_sent = message.sent != OptionalInstant::NONE;
        message.state = MessageState::Ended;
        let far = match fate {
            Fate::Withdrawn | Fate::Kept => None,
            Fate::StaleNumber => Some(WhyWindowOver::StaleNumber),
            Fate::Lost => Some(WhyWindowOver::Lost),
            Fate::NotReached => Some(WhyWindowOver::NotReached),
            Fate::OutOfCoverage => Some(WhyWindowOver::OutOfCoverage),
            Fate::Intercepted => Some(WhyWindowOver::Intercepted),
            Fate::Deleted => Some(WhyWindowOver::Deleted),
        };
        if let Some(far) = far.filter(|_| submission == filing.submission) {
            filing.leaders[usize::from(leader)].now.reached(far);
        }
        if let Some(stratum) = self.message_stratum(key, index) {
            self.tally.counts[stratum].messages[cause as usize][fate as usize] += 1;
        }
        self.note_message(key, index, Observed::Ended(cause, fate));
        if was_sent {
            let filing = &mut self.filings[key];
            filing.on_their_way -= 1;
            if filing.ended && filing.on_their_way == 0 {
                self.filings.remove(key);
            }
        }
    }
}
