//! The carriers' networks: messages are lost, delayed, kept until the phone is reachable, and meet
//! their fates.

use super::cell::Cell;
use super::event::{Event, MessageAddress};
use super::filing::MessageState;
use super::observer::{Observed, Observer};
use super::order::{Filings, Order};
use crate::chance::Purpose;
use crate::clock::{Instant, OptionalInstant};
use crate::rules::{Carrier, Fate, WhyWindowOver};
use crate::scenario::Calendars;

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// What becomes of a message between sending and phone: stale number, loss, an MVNO's user not
    /// reached, or a delay. Returns when it arrives, if nothing can keep it from being kept then.
    pub(super) fn transmit(&mut self, address: MessageAddress) -> Option<Instant> {
        let now = self.now;
        let population = self.population(address.filing);
        let filing = &mut self.filings[address.filing];
        let message = filing.messages[address.index as usize];
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
            self.end_message(address, fate);
            return None;
        }
        if message.cause.is_some() {
            leader.now.reached(WhyWindowOver::OnItsWay);
        }
        let deleted = draws.bernoulli(Purpose::Deleted, message.nth, population.handsets.deleted);
        let (gap_until, intercepting) = (leader.now.gap_until.get(), leader.phone.intercepting);
        filing.messages[address.index as usize].deleted = deleted;
        let draw = (draws, Purpose::Delay, message.nth);
        let at = self.after(now, &network.delay, Calendars::ALWAYS, draw);
        self.schedule(at, Event::MessageArrives(address));
        // A gap can end early and an interception be turned off, but neither begins.
        let in_gap = gap_until.is_some_and(|until| at < until);
        (!in_gap && !intercepting && !deleted).then_some(at)
    }

    /// A message arrives where the phone should be.
    pub(super) fn message_arrives(&mut self, address: MessageAddress) {
        let now = self.now;
        let Some(filing) = self.filings.get_mut(address.filing) else {
            return;
        };
        let message = filing.messages[address.index as usize];
        match message.state {
            MessageState::OnItsWay => {}
            MessageState::Stored => return self.reach_phone(address),
            MessageState::Waits | MessageState::Ended => return,
        }
        let leader = &filing.leaders[usize::from(message.leader)];
        let Some(gap_until) = leader.now.gap_until.get().filter(|until| now < *until) else {
            return self.reach_phone(address);
        };
        let keeps = self.population(address.filing).handsets.store_and_forward;
        let filing = &mut self.filings[address.filing];
        let draws = filing.message_key(&message);
        if !draws.bernoulli(Purpose::StoreAndForward, message.nth, keeps) {
            return self.end_message(address, Fate::OutOfCoverage);
        }
        let stored = &mut filing.messages[address.index as usize];
        stored.state = MessageState::Stored;
        stored.since = now;
        if message.cause.is_some() && message.submission == filing.submission {
            let leader = &mut filing.leaders[usize::from(message.leader)];
            leader.now.reached(WhyWindowOver::OutOfCoverage);
        }
        let observed = (message.cause).map_or(Observed::ReminderStored, Observed::Stored);
        self.note_message(address, observed);
        self.schedule(gap_until, Event::MessageArrives(address));
    }

    /// A message meets its fate.
    pub(super) fn end_message(&mut self, address: MessageAddress, fate: Fate) {
        let filing = &mut self.filings[address.filing];
        let message = &mut filing.messages[address.index as usize];
        let (leader, cause, submission) = (message.leader, message.cause, message.submission);
        let was_sent = message.sent != OptionalInstant::NONE;
        message.state = MessageState::Ended;
        if let Some(cause) = cause {
            if let Some(far) = fate.how_far().filter(|_| submission == filing.submission) {
                filing.leaders[usize::from(leader)].now.reached(far);
            }
            if let Some(stratum) = self.message_stratum(address) {
                self.tally.counts[stratum].messages[cause as usize][fate as usize] += 1;
            }
            self.note_message(address, Observed::Ended(cause, fate));
        } else {
            self.note_message(address, Observed::ReminderEnded(fate));
        }
        if was_sent {
            let filing = &mut self.filings[address.filing];
            filing.on_their_way -= 1;
            if filing.ended && filing.on_their_way == 0 {
                self.filings.end(address.filing);
            }
        }
    }
}
