//! The state of a cell, and its loop.

use std::collections::HashMap;

use slotmap::SlotMap;

use super::event::{Event, FilingKey, LeaderAddress, MessageAddress};
use super::filing::Filing;
use super::observer::{Observer, QueueUse};
use super::queue::{Next, Queue};
use crate::chance::{Key, Purpose, Stream};
use crate::clock::{Instant, Millis};
use crate::measures::{CellTally, Counts, LoadTrack};
use crate::rules::{FilingNumber, FilingType, Platform, Province};
use crate::scenario::{CalendarId, Calendars, Delay, Population, ProvinceParameters, Scenario};
use crate::world::arrivals::{Arrival, ArrivalStream, expected_filings};
use crate::world::audit::Auditors;
use crate::world::gateway::Lane;
use crate::world::outage::ProvinceOutages;

/// Runs one province (by its place among the scenario's) in one replication (from 0) to its end.
pub fn simulate<O: Observer>(
    scenario: &Scenario,
    province: usize,
    replication: u32,
    observer: &mut O,
) -> CellTally {
    Cell::new(scenario, province, replication, observer).run()
}

/// How far apart the events of a province are on average, roughly: for its [`Queue`].
pub fn mean_gap(scenario: &Scenario, province: Province) -> Millis {
    /// Events that a filing of the baseline makes.
    const EVENTS_PER_FILING: f64 = 10.0;
    let length = scenario.run.length.max(1) as f64;
    let filings = expected_filings(&scenario.arrivals, &scenario.run, province);
    (length / (filings * EVENTS_PER_FILING).max(1.0)) as Millis
}

/// One province in one replication.
pub(super) struct Cell<'s, O> {
    pub(super) scenario: &'s Scenario,
    pub(super) parameters: &'s ProvinceParameters,
    pub(super) key: Key,
    pub(super) now: Instant,
    pub(super) queue: Queue,
    pub(super) filings: SlotMap<FilingKey, Filing>,
    pub(super) platform: Platform<(FilingKey, u32), MessageAddress>,
    pub(super) digits: Stream,
    pub(super) lanes: [Lane<MessageAddress>; 4],
    pub(super) outages: ProvinceOutages,
    pub(super) auditors: Option<Auditors>,
    pub(super) tally: CellTally,
    pub(super) load: LoadTrack,
    pub(super) observer: &'s mut O,
    /// Type, whether it is counted, and submission of filings in audit, whose state is gone; for the
    /// observer alone.
    pub(super) in_audit: HashMap<FilingNumber, (FilingType, bool, u32)>,
    pub(super) arrivals: ArrivalStream<'s>,
    counted_from: Instant,
}

impl<'s, O: Observer> Cell<'s, O> {
    fn new(scenario: &'s Scenario, place: usize, replication: u32, observer: &'s mut O) -> Self {
        let parameters = &scenario.provinces[place];
        let province = parameters.province;
        let run = &scenario.run;
        let seed = Key::of_seed(run.seed);
        let key = seed
            .child(u64::from(replication))
            .child(province.index() as u64);
        Self {
            scenario,
            parameters,
            key,
            now: run.start.start(),
            queue: Queue::new(run.start.start(), mean_gap(scenario, province)),
            filings: SlotMap::with_key(),
            platform: Platform::new(&scenario.policy),
            digits: key.stream(Purpose::Digits, 0),
            lanes: parameters.lane_rates.map(Lane::new),
            outages: ProvinceOutages::of(&scenario.outages, province),
            auditors: parameters.authority.auditors.map(Auditors::new),
            tally: CellTally::new(scenario.segments.len()),
            load: LoadTrack::new(run.counted_from(), run.length - run.warm_up),
            observer,
            in_audit: HashMap::new(),
            arrivals: ArrivalStream::new(&scenario.arrivals, run, province, key),
            counted_from: run.counted_from(),
        }
    }

    fn run(mut self) -> CellTally {
        let mut next_arrival = self.schedule_arrival();
        while let Some((at, next)) = self.queue.pop() {
            self.now = at;
            self.tally.events += 1;
            if O::OBSERVES {
                self.observer.queue(QueueUse::Take);
            }
            match next {
                Next::Deadline(filing, submission) => self.deadline(filing, submission),
                Next::Arrival => {
                    if let Some(arrival) = next_arrival {
                        self.arrive(arrival, arrival.at >= self.counted_from);
                    }
                    next_arrival = self.schedule_arrival();
                }
                Next::Event(event) => self.happen(event),
            }
        }
        self.tally.hours = self.load.finish(self.now);
        self.tally
    }

    fn schedule_arrival(&mut self) -> Option<Arrival> {
        let arrival = self.arrivals.next()?;
        self.queue.schedule_arrival(arrival.at);
        if O::OBSERVES {
            self.observer.queue(QueueUse::Arrival(arrival.at));
        }
        Some(arrival)
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::CodesEnd => self.codes_end(),
            Event::FirstCodes { filing, submission } => self.first_codes(filing, submission),
            Event::AutomaticResends => self.automatic_resends(),
            Event::Lane { carrier, .. } => self.serve_lane(carrier),
            Event::MessageArrives(message) => self.message_arrives(message),
            Event::FirstReceipt { number, counted } => self.receive_first(number, counted),
            Event::Receipt(filing) => self.receive(filing),
            Event::AuditDone { number } => self.audit_done(number),
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
        self.queue.schedule(at, event);
        if O::OBSERVES {
            self.observer.queue(QueueUse::Schedule(at, event));
        }
    }

    pub(super) fn schedule_deadline(&mut self, at: Instant, filing: FilingKey, submission: u32) {
        self.queue.schedule_deadline(at, filing, submission);
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
