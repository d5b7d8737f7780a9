//! Following single filings: what happens, instant by instant.

use super::event::Event;
use crate::clock::Instant;
use crate::rules::{
    Carrier, Cause, Certificate, Entry, EntryAnswer, Fate, FilingNumber, FilingType, MobileNumber,
    ResendAnswer, ResendRequest, ReturnReason, Role,
};
use crate::scenario::Channel;

/// Something that happened to a filing.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The instant at which it happened.
    pub at: Instant,
    /// The filing's number in its province.
    pub filing: FilingNumber,
    /// The filing's type.
    pub kind: FilingType,
    /// Whether the filing is counted: it arrived after the warm-up.
    pub counted: bool,
    /// The submission, from 1; 0 before the first reaches the authority. Of a message, the one that
    /// it belongs to, even where it ends in a later one.
    pub submission: u32,
    /// Whose mobile or act it is.
    pub leader: Option<Role>,
    /// The carrier of the leader's mobile; of a message, the one that it was queued for.
    pub carrier: Option<Carrier>,
    /// What happened.
    pub what: Observed,
}

/// What can happen to a filing.
#[derive(Clone, Debug)]
pub enum Observed {
    /// It comes to the provider.
    Arrived {
        /// Its type.
        kind: FilingType,
        /// Its population segment, as a place in the scenario's list.
        segment: usize,
        /// The number on record is stale (R9).
        stale_number: bool,
    },
    /// R9's remedy of a stale number begins.
    RemedyBegins,
    /// The authority receives a submission (R3).
    Received {
        /// How many mobiles are checked; none for an empty check (R8).
        mobiles: usize,
    },
    /// A leader of the check, at its opening.
    Leader {
        /// The mobile in the submission.
        mobile: MobileNumber,
        /// The leader's certificate.
        certificate: Certificate,
        /// The mobile's carrier.
        carrier: Carrier,
        /// Until when the phone is out of coverage.
        gap_until: Option<Instant>,
        /// The phone intercepts.
        intercepting: bool,
        /// The leader knows that a code is coming.
        expecting: bool,
    },
    /// A message is queued.
    Queued(Cause),
    /// A message leaves its lane with a code.
    Sent(Cause, u32),
    /// A message met its fate.
    Ended(Cause, Fate),
    /// A message is kept by the network until the phone is reachable.
    Stored(Cause),
    /// The leader responds to a message, or a reminder, and plans a visit.
    PlansVisit(Instant),
    /// The leader ignores a message.
    Ignores(Cause),
    /// The visit that would be planned comes after the window is over.
    TooLate(Instant),
    /// The provider calls the leader.
    Calls,
    /// The provider sends the leader a reminder, a message without a code.
    SendsReminder,
    /// A reminder is kept by the network until the phone is reachable.
    ReminderStored,
    /// A reminder met its fate.
    ReminderEnded(Fate),
    /// The reminder reaches the leader: a call is taken, a message read.
    Reminded(Channel),
    /// It does not.
    NotReminded(Channel),
    /// The leader inquires into what was not received.
    Inquires,
    /// The interception is off.
    InterceptionOff,
    /// The leader has moved to coverage.
    MovedToCoverage,
    /// The leader comes to the page.
    Visits,
    /// The page is down.
    PageDown,
    /// An entry as typed, and its answer with the row of R18.
    Entered(Entry, EntryAnswer, u8),
    /// The leader sees which certificate is right.
    SeesMistake,
    /// The leader leaves the page.
    Leaves,
    /// A resend request as typed, and its answer; `None` where the page is down.
    Requested(Option<(ResendRequest, ResendAnswer)>),
    /// The check is complete (R24).
    Complete {
        /// At least one leader was verified with a resent code.
        resent: bool,
    },
    /// The submission is returned (R20, R21).
    Returned(ReturnReason),
    /// The applicant will submit again; the authority receives it at the instant given.
    Resubmits(Instant),
    /// The leader has given another number (R7).
    ChangedNumber,
    /// The applicant gives up.
    GivenUp,
    /// The audit begins, or waits for an auditor.
    AuditBegins,
    /// The audit is done: the filing is accepted.
    Accepted,
}

/// Who follows what happens.
pub trait Observer {
    /// Whether anybody listens; observations are not made otherwise.
    const OBSERVES: bool;

    /// Whether what happens is wanted in the order of time over all filings of a province, with the
    /// digits of codes as they were drawn; otherwise each filing may be told from its arrival to its end
    /// before the next.
    const IN_ORDER: bool = Self::OBSERVES;

    /// All that was told so far is void: the cell is simulated again from its start.
    fn begin_again(&mut self) {}

    /// Takes note of something that happened.
    fn record(&mut self, observation: Observation);

    /// Takes note of what is done with the queue.
    fn queue(&mut self, _: QueueUse) {}
}

/// An observer of whatever type: the simulation is compiled once for all of them.
pub(super) struct Told<'a>(&'a mut dyn Hears);

impl<'a> Told<'a> {
    pub(super) fn of(observer: &'a mut impl Observer) -> Self {
        Self(observer)
    }
}

impl Observer for Told<'_> {
    const OBSERVES: bool = true;

    fn begin_again(&mut self) {
        self.0.begin_again();
    }

    fn record(&mut self, observation: Observation) {
        self.0.record(observation);
    }

    fn queue(&mut self, used: QueueUse) {
        self.0.queue(used);
    }
}

/// What an observer is told, without what is known of its type alone.
trait Hears {
    fn begin_again(&mut self);
    fn record(&mut self, observation: Observation);
    fn queue(&mut self, used: QueueUse);
}

impl<O: Observer> Hears for O {
    fn begin_again(&mut self) {
        Observer::begin_again(self);
    }

    fn record(&mut self, observation: Observation) {
        Observer::record(self, observation);
    }

    fn queue(&mut self, used: QueueUse) {
        Observer::queue(self, used);
    }
}

/// A use of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueUse {
    /// The next event is taken.
    Take,
    /// An event is scheduled.
    Schedule(Instant, Event),
    /// The end of a window is scheduled.
    Deadline(Instant),
    /// The next arrival is scheduled.
    Arrival(Instant),
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    const OBSERVES: bool = false;

    fn record(&mut self, _: Observation) {}
}

/// A cell, as those who follow an experiment know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellName {
    /// Its place in the order of all cells: replication by replication, the largest province first.
    pub place: usize,
    /// The replication, from 0.
    pub replication: u32,
    /// The province's place among the scenario's.
    pub province: usize,
}

/// Who follows all cells of an experiment, with a log for each on the thread that simulates it.
pub trait Observers: Sync {
    /// The log of one cell.
    type Observer<'a>: Observer
    where
        Self: 'a;

    /// A cell begins. On several threads cells begin and end in any order.
    fn begin(&self, cell: CellName) -> Self::Observer<'_>;

    /// A cell has ended.
    fn end<'a>(&'a self, log: Self::Observer<'a>);

    /// Whether nothing more can be taken in, so that the experiment need not go on.
    fn failed(&self) -> bool {
        false
    }
}

impl Observers for Unobserved {
    type Observer<'a> = Self;

    fn begin(&self, _: CellName) -> Self {
        Self
    }

    fn end(&self, _: Self) {}
}
