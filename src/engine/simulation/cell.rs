//! The state of a cell, and what happens in it.

use std::collections::HashMap;

use super::event::{Event, FilingKey, LeaderAddress, MessageAddress};
use super::observer::{Observer, QueueUse};
use super::order::{Events, Order};
use super::place::CellPlace;
use crate::chance::{Key, Purpose, Stream};
use crate::clock::{Instant, Millis};
use crate::measures::{CellTally, Counts, LoadChanges};
use crate::rules::{FilingNumber, FilingType, Platform};
use crate::scenario::{CalendarId, Calendars, Delay, Population, ProvinceParameters, Scenario};
use crate::world::audit::Auditors;
use crate::world::gateway::Lane;
use crate::world::leader::Identities;
use crate::world::outage::ProvinceOutages;

/// One province in one replication.
pub(super) struct Cell<'s, O, R: Order> {
    pub(super) scenario: &'s Scenario,
    pub(super) parameters: &'s ProvinceParameters,
    pub(super) key: Key,
    pub(super) now: Instant,
    pub(super) events: R::Events,
    pub(super) filings: R::Filings,
    pub(super) platform: Platform<(FilingKey, u32), MessageAddress>,
    pub(super) digits: Stream,
    pub(super) lanes: [Lane<MessageAddress>; 4],
    pub(super) outages: ProvinceOutages,
    pub(super) auditors: Option<Auditors>,
    pub(super) tally: CellTally,
    pub(super) load: LoadChanges,
    pub(super) observer: &'s mut O,
    /// Type, whether it is counted, and submission of filings in audit, whose state is gone; for the
    /// observer alone.
    pub(super) in_audit: HashMap<FilingNumber, (FilingType, bool, u32)>,
    pub(super) counted_from: Instant,
    /// The number and type of the filing that came to the provider last.
    pub(super) last_arrival: (FilingNumber, FilingType),
}

impl<'s, O: Observer, R: Order> Cell<'s, O, R> {
    pub(super) fn new(
        place: &CellPlace<'s>,
        (events, filings): (R::Events, R::Filings),
        platform: Platform<(FilingKey, u32), MessageAddress>,
        observer: &'s mut O,
    ) -> Self {
        let &CellPlace { scenario, .. } = place;
        let (parameters, key) = (place.parameters(), place.key());
        Self {
            scenario,
            parameters,
            key,
            now: scenario.run.start.start(),
            events,
            filings,
            platform,
            digits: key.stream(Purpose::Digits, 0),
            lanes: parameters.lane_rates.map(Lane::new),
            outages: ProvinceOutages::of(&scenario.outages, parameters.province),
            auditors: parameters.authority.auditors.map(Auditors::new),
            tally: CellTally::new(scenario.segments.len()),
            load: LoadChanges::default(),
            observer,
            in_audit: HashMap::new(),
            counted_from: scenario.run.counted_from(),
            last_arrival: (FilingNumber::MAX, FilingType::NewFiling),
        }
    }

    /// Digits of mobiles and certificates are drawn where an observer sees them.
    pub(super) const IDENTITIES: Identities = if O::OBSERVES {
        Identities::Drawn
    } else {
        Identities::Placeholders
    };

    pub(super) fn happen(&mut self, event: Event) {
        match event {
            Event::Deadline { filing, submission } => self.deadline(filing, submission),
            Event::CodesEnd => self.codes_end(),
            Event::FirstCodes { filing, submission } => self.first_codes(filing, submission),
            Event::AutomaticResends => self.automatic_resends(),
            Event::Lane { carrier, .. } => self.serve_lane(carrier),
            Event::MessageArrives(message) => self.message_arrives(message),
            Event::FirstReceipt { number, counted } => self.receive_first(number, counted),
            Event::Receipt(filing) => self.receive(filing),
            Event::AuditDone { number } => self.audit_done(number),
            Event::Reminder {
                filing,
                submission,
                number,
            } => self.reminder(filing, submission, number),
            Event::Leader {
                filing,
                submission,
                place,
                what,
            } => {
                let who = LeaderAddress {
                    filing,
                    submission,
                    place,
                };
                self.leader_event(who, what);
            }
        }
    }

    #[inline]
    pub(super) fn schedule(&mut self, at: Instant, event: Event) {
        self.events.schedule(at, event);
        if O::OBSERVES {
            self.observer.queue(QueueUse::Schedule(at, event));
        }
    }

    pub(super) fn schedule_deadline(&mut self, at: Instant, filing: FilingKey, submission: u32) {
        self.events.schedule_deadline(at, filing, submission);
        if O::OBSERVES {
            self.observer.queue(QueueUse::Deadline(at));
        }
    }

    /// The end of a delay drawn for `key`, begun at `from` by somebody whose own calendar is `own`.
    pub(super) fn after(
        &self,
        from: Instant,
        delay: &Delay,
        own: CalendarId,
        (key, purpose, occurrence): (Key, Purpose, u32),
    ) -> Instant {
        let millis = delay
            .distribution
            .sample(&mut key.stream(purpose, occurrence));
        self.pass(from, millis, delay.measured_in.unwrap_or(own))
    }

    /// The end of a duration that passes in a calendar.
    pub(super) fn pass(&self, from: Instant, millis: Millis, calendar: CalendarId) -> Instant {
        if calendar == Calendars::ALWAYS {
            return from.after(millis);
        }
        self.scenario.calendars.get(calendar).add(from, millis)
    }

    /// The people of a filing's segment.
    pub(super) fn population(&self, filing: FilingKey) -> &'s Population {
        &self.parameters.populations[self.filings[filing].application.segment]
    }

    /// The counters of a filing's submission (under its first leader's carrier), if it is counted.
    pub(super) fn counts(&mut self, filing: FilingKey) -> Option<&mut Counts> {
        let stratum = self.stratum_of(filing, 0)?;
        Some(&mut self.tally.counts[stratum])
    }

    /// The stratum of what belongs to a leader of a counted filing.
    pub(super) fn stratum_of(&self, filing: FilingKey, leader: u8) -> Option<usize> {
        let filing = &self.filings[filing];
        let carrier = filing.leaders[usize::from(leader)].phone.carrier;
        filing.counted.then(|| {
            let application = &filing.application;
            self.tally
                .strata
                .place(application.kind, carrier, application.segment)
        })
    }

    /// The stratum of a counted filing's message, under the carrier that it was queued for.
    pub(super) fn message_stratum(&self, address: MessageAddress) -> Option<usize> {
        let filing = &self.filings[address.filing];
        filing.counted.then(|| {
            let carrier = filing.messages[address.index as usize].carrier;
            let application = &filing.application;
            self.tally
                .strata
                .place(application.kind, carrier, application.segment)
        })
    }
}
