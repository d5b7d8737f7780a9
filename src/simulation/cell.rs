//! The state of a cell, and its loop.

use std::collections::{HashMap, VecDeque};

use slotmap::SlotMap;

use super::event::{Event, FilingKey, Kind};
use super::filing::Filing;
use super::observer::{Observation, Observed, Observer, QueueUse};
use super::queue::{Next, Queue};
use crate::chance::{Key, Purpose, Stream};
use crate::clock::{DAY, Instant, Millis};
use crate::measures::{CellTally, Counts, LoadTrack};
use crate::rules::{CodePool, FilingType, Province};
use crate::scenario::{
    Arrivals, CalendarId, Calendars, Delay, Population, ProvinceParameters, Scenario,
};
use crate::world::arrivals::{Arrival, ArrivalStream};
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
    let filings = match &scenario.arrivals {
        Arrivals::Poisson(arrivals) => {
            let share = arrivals.province_share[province.index()];
            arrivals.filings_per_day * share * length / DAY as f64
        }
        Arrivals::File(filings) => filings[province.index()].len() as f64,
    };
    (length / (filings * EVENTS_PER_FILING).max(1.0)) as Millis
}

/// A message's address: its filing, and its place in the filing's list.
pub(super) type MessageAddress = (FilingKey, u32);

/// A check on the list of an automatic resend: filing number, filing, submission.
pub(super) type DueCheck = (u32, FilingKey, u32);

/// One province in one replication.
pub(super) struct Cell<'s, O> {
    pub(super) scenario: &'s Scenario,
    pub(super) parameters: &'s ProvinceParameters,
    pub(super) key: Key,
    pub(super) now: Instant,
    pub(super) queue: Queue,
    pub(super) filings: SlotMap<FilingKey, Filing>,
    pub(super) pool: CodePool,
    pub(super) digits: Stream,
    pub(super) lanes: [Lane<MessageAddress>; 4],
    pub(super) without_code: VecDeque<MessageAddress>,
    /// When the next code ends for which messages wait.
    pub(super) code_ends: Option<Instant>,
    /// Checks due for an automatic resend, by its instant.
    pub(super) automatic: VecDeque<(Instant, Vec<DueCheck>)>,
    pub(super) outages: ProvinceOutages,
    pub(super) auditors: Option<Auditors>,
    pub(super) tally: CellTally,
    pub(super) load: LoadTrack,
    pub(super) observer: &'s mut O,
    /// Type, whether it is counted, and submission of filings in audit, whose state is gone; for the
    /// observer alone.
    in_audit: HashMap<u32, (FilingType, bool, u32)>,
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
            pool: CodePool::new(scenario.policy.code_pool),
            digits: key.stream(Purpose::Digits, 0),
            lanes: parameters.lane_rates.map(Lane::new),
            without_code: VecDeque::new(),
            code_ends: None,
            automatic: VecDeque::new(),
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
        let Event {
            kind,
            leader,
            index,
            filing,
        } = event;
        match kind {
            Kind::CodeEnds => self.code_ends(),
            Kind::AutomaticResends => self.automatic_resends(),
            Kind::Lane | Kind::LaneAfterRequests => self.serve_lane(index as usize),
            Kind::AuditDone => self.audit_done(index),
            Kind::FirstCodes => self.first_codes(filing, index),
            Kind::Arrives => self.message_arrives(filing, index),
            Kind::FirstReceipt { counted } => self.receive_first(index, counted),
            Kind::Receipt => self.receive(filing),
            Kind::Reminder => self.remind(filing, index, leader),
            Kind::Inquiry => self.inquiry(filing, index, leader),
            Kind::InterceptionOff => self.interception_off(filing, index, leader),
            Kind::Moved => self.moved_to_coverage(filing, index, leader),
            Kind::AsksAfterDeleting => self.ask_after_deleting(filing, index, leader),
            Kind::Visit => self.visit(filing, index, leader),
            Kind::Request => self.request(filing, index, leader),
            Kind::Entry => self.entry(filing, index, leader),
        }
    }

    pub(super) fn schedule(
        &mut self,
        at: Instant,
        kind: Kind,
        filing: FilingKey,
        leader: u8,
        index: u32,
    ) {
        let event = Event {
            kind,
            leader,
            index,
            filing,
        };
        self.queue.schedule(at, event);
        if O::OBSERVES {
            self.observer.queue(QueueUse::Schedule(at, kind));
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

    /// Tells the observer, if there is one.
    pub(super) fn note(
        &mut self,
        filing: FilingKey,
        leader: Option<u8>,
        what: impl FnOnce() -> Observed,
    ) {
        if O::OBSERVES {
            let state = &self.filings[filing];
            let person = leader.map(|leader| &state.leaders[usize::from(leader)]);
            self.observer.record(Observation {
                at: self.now,
                filing: state.number,
                kind: state.application.kind,
                counted: state.counted,
                submission: state.submission,
                leader: person.map(|person| person.role),
                carrier: person.map(|person| person.phone.carrier),
                what: what(),
            });
        }
    }

    /// Tells the observer of a filing that the authority has not received yet.
    pub(super) fn note_at_provider(
        &mut self,
        filing: u32,
        kind: FilingType,
        counted: bool,
        what: impl FnOnce() -> Observed,
    ) {
        if O::OBSERVES {
            self.observer.record(Observation {
                at: self.now,
                filing,
                kind,
                counted,
                submission: 0,
                leader: None,
                carrier: None,
                what: what(),
            });
        }
    }

    /// Tells the observer of a message.
    pub(super) fn note_message(&mut self, filing: FilingKey, index: u32, what: Observed) {
        if O::OBSERVES {
            let state = &self.filings[filing];
            let message = &state.messages[index as usize];
            self.observer.record(Observation {
                at: self.now,
                filing: state.number,
                kind: state.application.kind,
                counted: state.counted,
                submission: message.submission,
                leader: Some(state.leaders[usize::from(message.leader)].role),
                carrier: Some(message.carrier),
                what,
            });
        }
    }

    /// Tells the observer that a filing goes to audit, where its state ends.
    pub(super) fn note_audit(&mut self, filing: FilingKey) {
        if O::OBSERVES {
            let state = &self.filings[filing];
            let known = (state.application.kind, state.counted, state.submission);
            self.in_audit.insert(state.number, known);
            self.note(filing, None, || Observed::AuditBegins);
        }
    }

    /// Tells the observer of a filing that comes out of audit.
    pub(super) fn note_accepted(&mut self, filing: u32) {
        if O::OBSERVES
            && let Some((kind, counted, submission)) = self.in_audit.remove(&filing)
        {
            self.observer.record(Observation {
                at: self.now,
                filing,
                kind,
                counted,
                submission,
                leader: None,
                carrier: None,
                what: Observed::Accepted,
            });
        }
    }
}
