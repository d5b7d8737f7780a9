//! The gateway: messages are queued in the lane of their carrier, and sent with a code (R10–R17).

use super::cell::Cell;
use super::event::{Event, LeaderAddress, MessageAddress};
use super::filing::{Message, MessageState};
use super::observer::{Observed, Observer};
use super::order::{Filings, Order};
use crate::chance::Stream;
use crate::clock::{Instant, OptionalInstant};
use crate::measures::{DurationKind, LoadChange};
use crate::rules::{Carrier, Cause, CodePool, LaneOrder, NotSent, Policy, Sent};
use crate::world::gateway::Place;

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// Queues a message to a leader in the lane of the carrier. Returns from when the leader is sure
    /// to hold its code, if that is known already.
    pub(super) fn queue_message(
        &mut self,
        who: LeaderAddress,
        cause: Cause,
        nth: u32,
    ) -> Option<Instant> {
        let now = self.now;
        let filing = &mut self.filings[who.filing];
        let (number, index) = (filing.number, filing.messages.len() as u32);
        let person = &mut filing.leaders[usize::from(who.place)];
        person.now.waiting += 1;
        let carrier = person.phone.carrier;
        filing.messages.push(Message {
            leader: who.place,
            submission: filing.submission,
            carrier,
            cause: Some(cause),
            nth,
            since: now,
            sent: OptionalInstant::NONE,
            digits: 0,
            state: MessageState::Waits,
            deleted: false,
        });
        let message = MessageAddress {
            filing: who.filing,
            index,
        };
        if let Some(stratum) = self.message_stratum(message) {
            self.tally.counts[stratum].queued[cause as usize] += 1;
        }
        self.note_message(message, Observed::Queued(cause));
        let lane = &mut self.lanes[carrier as usize];
        if lane.is_unlimited() && lane.is_empty() && !self.outages.gateway.down(now) {
            return self.send(message, false);
        }
        let order = LaneOrder {
            number,
            mobile: who.place,
            cause,
        };
        lane.push(Place {
            queued: now,
            order,
            message,
        });
        self.load.record(now, LoadChange::WaitBegins);
        let at = self.lanes[carrier as usize].earliest().max(now);
        self.plan_lane(carrier, at, cause == Cause::Manual);
        None
    }

    /// Plans the lane's next service, unless an earlier one is planned; `requested` as in
    /// [`Event::Lane`].
    fn plan_lane(&mut self, carrier: Carrier, at: Instant, requested: bool) {
        let lane = &mut self.lanes[carrier as usize];
        if lane.service.is_none_or(|planned| at < planned) {
            lane.service = Some(at);
            self.schedule(at, Event::Lane { carrier, requested });
        }
    }

    /// A lane sends what waits, as far as its rate and the gateway allow.
    pub(super) fn serve_lane(&mut self, carrier: Carrier) {
        let (now, place) = (self.now, carrier as usize);
        if self.lanes[place].service != Some(now) {
            return;
        }
        self.lanes[place].service = None;
        if let Some(until) = self.outages.gateway.until(now) {
            self.plan_lane(carrier, until, false);
            return;
        }
        loop {
            let lane = &mut self.lanes[place];
            if lane.is_empty() {
                return;
            }
            let earliest = lane.earliest();
            if earliest > now {
                self.plan_lane(carrier, earliest, false);
                return;
            }
            let Some(Place { message, .. }) = lane.pop() else {
                return;
            };
            // What was withdrawn takes no slot.
            if self.waits(message) {
                self.lanes[place].sent(now);
                self.send(message, true);
            }
        }
    }

    /// Whether a message still waits: it was not withdrawn.
    fn waits(&self, message: MessageAddress) -> bool {
        self.filings.get(message.filing).is_some_and(|filing| {
            filing.messages[message.index as usize].state == MessageState::Waits
        })
    }

    /// A message leaves its lane, in which it `waited` or not: it is sent with a code, or waits for
    /// one (R11). Returns as [`Cell::queue_message`] does.
    fn send(&mut self, message: MessageAddress, waited: bool) -> Option<Instant> {
        let (policy, now) = (&self.scenario.policy, self.now);
        let (filings, digits) = (&mut self.filings, &mut self.digits);
        let sent = self.platform.send(now, message, |codes| {
            attempt(filings, digits, codes, policy, now, message)
        });
        let Some(sent) = sent else {
            if !waited {
                self.load.record(now, LoadChange::WaitBegins);
            }
            self.serve_waiting();
            return None;
        };
        if waited {
            self.load.record(now, LoadChange::WaitEnds);
        }
        self.sent(message, sent)
    }

    /// Codes have ended: messages that wait for one are sent (R11).
    pub(super) fn codes_end(&mut self) {
        self.platform.codes_end(self.now);
        self.serve_waiting();
    }

    /// Sends of the messages that wait for a code those that can have one now (R11). Few worlds ever
    /// run out of codes.
    #[cold]
    fn serve_waiting(&mut self) {
        let (policy, now) = (&self.scenario.policy, self.now);
        loop {
            let (filings, digits) = (&mut self.filings, &mut self.digits);
            let next = self
                .platform
                .next_sent(|codes, message| attempt(filings, digits, codes, policy, now, message));
            let Some((message, sent)) = next else {
                break;
            };
            self.load.record(now, LoadChange::WaitEnds);
            self.sent(message, sent);
        }
        if let Some(at) = self.platform.wake_for_code() {
            self.schedule(at, Event::CodesEnd);
        }
    }

    /// A message was sent with a code. Returns as [`Cell::queue_message`] does.
    fn sent(&mut self, address: MessageAddress, sent: Sent) -> Option<Instant> {
        let (now, digits) = (self.now, sent.code.digits);
        let filing = &mut self.filings[address.filing];
        let message = &mut filing.messages[address.index as usize];
        let queued = message.since;
        message.sent = now.into();
        message.digits = digits;
        message.state = MessageState::OnItsWay;
        filing.leaders[usize::from(message.leader)].now.waiting -= 1;
        filing.on_their_way += 1;
        self.load.record(now, LoadChange::MessageSent);
        for end in sent.cancelled.into_iter().flatten() {
            self.load.record(now, LoadChange::CodeCancelled);
            self.load.record(end, LoadChange::CancelledEnds);
        }
        if let Some(stratum) = self.message_stratum(address) {
            let (wait, durations) = (now.since(queued), &mut self.tally.durations);
            durations.record(stratum, DurationKind::LaneWait, wait);
        }
        self.note_message(address, Observed::Sent(sent.code.cause, digits));
        if sent.first_of_check {
            self.window_begins(address.filing);
        }
        self.transmit(address)
    }
}

/// Sends a message by its check, if it still waits.
#[inline(always)]
fn attempt(
    filings: &mut impl Filings,
    digits: &mut Stream,
    codes: &mut CodePool,
    policy: &Policy,
    now: Instant,
    message: MessageAddress,
) -> Result<Sent, NotSent> {
    let filing = filings.get_mut(message.filing);
    let filing = filing.ok_or(NotSent::Withdrawn)?;
    let Message {
        leader,
        cause,
        state,
        ..
    } = filing.messages[message.index as usize];
    let waits = filing
        .check
        .as_mut()
        .filter(|_| state == MessageState::Waits);
    let (check, cause) = waits.zip(cause).ok_or(NotSent::Withdrawn)?;
    let draw = |below| digits.below(below);
    check.send(policy, codes, now, usize::from(leader), cause, draw)
}
