//! The provider reminds leaders whom a check still awaits: by a call, or by a message without a code that
//! travels as one with a code does, but for the lanes, which are the authority's.

use super::cell::Cell;
use super::event::{Event, FilingKey, LeaderAddress, MessageAddress, ReminderNumber};
use super::filing::{Message, MessageState};
use super::observer::{Observed, Observer};
use super::order::{Filings, Order};
use crate::chance::Purpose;
use crate::clock::Ends;
use crate::rules::Fate;
use crate::scenario::{Calendars, Channel, Delay, ReminderTime};

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// The check's first code was sent: the provider will remind its leaders.
    pub(super) fn plan_reminders(&mut self, key: FilingKey) {
        let provider = &self.parameters.provider;
        if provider.reminder_reach > 0.0 {
            let number = ReminderNumber::new(0, 0);
            self.plan_reminder_after(key, &provider.reminder_after, number);
        }
        for (place, reminder) in (1..).zip(&provider.reminders) {
            match &reminder.time {
                ReminderTime::After(after) => {
                    self.plan_reminder_after(key, after, ReminderNumber::new(place, 0));
                }
                ReminderTime::At { .. } => {
                    self.plan_reminder_at(key, ReminderNumber::new(place, 1));
                }
            }
        }
    }

    /// One delay a submission: the provider reminds its leaders together.
    fn plan_reminder_after(&mut self, key: FilingKey, after: &Delay, number: ReminderNumber) {
        let filing = &self.filings[key];
        let submission = filing.key.child(u64::from(filing.submission));
        let draw = (submission, Purpose::ReminderAfter, number.into());
        let at = self.after(self.now, after, Calendars::WORKING, draw);
        let event = Event::Reminder {
            filing: key,
            submission: filing.submission,
            number,
        };
        self.schedule(at, event);
    }

    /// Plans a reminder on its next day, unless it has had them all.
    fn plan_reminder_at(&mut self, key: FilingKey, number: ReminderNumber) {
        let provider = &self.parameters.provider;
        let reminder = number.place().checked_sub(1);
        let Some(&ReminderTime::At {
            time,
            days,
            calendar,
        }) = reminder.map(|place| &provider.reminders[place].time)
        else {
            return;
        };
        if number.day() > days {
            return;
        }
        let calendar = self.scenario.calendars.get(calendar);
        let today = self.now.date().start();
        let midnight = calendar.add_days(today, 1, Ends::Midnight);
        let event = Event::Reminder {
            filing: key,
            submission: self.filings[key].submission,
            number,
        };
        self.schedule(midnight.date().after(-1).start().after(time), event);
    }

    /// The provider reminds the leaders whom a submission's check still awaits.
    pub(super) fn reminder(&mut self, key: FilingKey, submission: u32, number: ReminderNumber) {
        let filing = self.filings.get(key);
        let check = filing
            .filter(|filing| filing.submission == submission)
            .and_then(|filing| filing.check.as_ref())
            .filter(|check| check.is_open());
        let Some(check) = check else {
            return;
        };
        for place in check.awaited() {
            let who = LeaderAddress {
                filing: key,
                submission,
                place,
            };
            match self.parameters.provider.reminder(number.place()).0 {
                Channel::Call => self.call(who, number),
                Channel::Sms => self.send_reminder(who, number),
            }
        }
        self.plan_reminder_at(key, number.of_next_day());
    }

    /// The provider calls a leader.
    fn call(&mut self, who: LeaderAddress, number: ReminderNumber) {
        if let Some(stratum) = self.stratum_of(who.filing, who.place) {
            self.tally.counts[stratum].calls += 1;
        }
        self.note_leader(who, || Observed::Calls);
        self.reach_leader(who, number.into());
    }

    /// The provider sends a leader a message without a code.
    fn send_reminder(&mut self, who: LeaderAddress, number: ReminderNumber) {
        let filing = &mut self.filings[who.filing];
        let index = filing.messages.len() as u32;
        let carrier = filing.leaders[usize::from(who.place)].phone.carrier;
        filing.messages.push(Message {
            leader: who.place,
            submission: who.submission,
            carrier,
            cause: None,
            nth: number.into(),
            since: self.now,
            sent: self.now.into(),
            digits: 0,
            state: MessageState::OnItsWay,
            deleted: false,
        });
        filing.on_their_way += 1;
        let message = MessageAddress {
            filing: who.filing,
            index,
        };
        if let Some(stratum) = self.message_stratum(message) {
            self.tally.counts[stratum].reminder_messages += 1;
        }
        self.note_message(message, Observed::SendsReminder);
        self.transmit(message);
    }

    /// A reminder's message is kept: it is read, or not, by one who is still awaited.
    pub(super) fn keep_reminder(&mut self, address: MessageAddress) {
        let filing = &self.filings[address.filing];
        let message = filing.messages[address.index as usize];
        let current = message.submission == filing.submission && filing.awaits(message.leader);
        self.end_message(address, Fate::Kept);
        if current {
            self.reach_leader(message.leader_of(address.filing), message.nth);
        }
    }

    /// A call is taken, or a message read, with the reminder's reach.
    fn reach_leader(&mut self, who: LeaderAddress, nth: u32) {
        let place = ReminderNumber::place_of(nth);
        let (by, reach) = self.parameters.provider.reminder(place);
        let own = self.filings[who.filing].leaders[usize::from(who.place)]
            .now
            .key;
        if !own.bernoulli(Purpose::ReminderReached, nth, reach) {
            return self.note_leader(who, || Observed::NotReminded(by));
        }
        if let Some(stratum) = self.stratum_of(who.filing, who.place) {
            self.tally.counts[stratum].reminded += 1;
        }
        self.note_leader(who, || Observed::Reminded(by));
        self.remind(who, nth);
    }
}
