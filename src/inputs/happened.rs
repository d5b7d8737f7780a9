//! What was recorded, one event at a time: the words of the simulation's observer, as far as a record can have them.

use crate::clock::Instant;
use crate::rules::{
    Carrier, Cause, EntryAnswer, Fate, FilingType, Province, ResendAnswer, ReturnReason, Role,
};

/// An event of a record.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// The filing's name; those of two replications differ.
    pub case: &'a str,
    /// The replication; 1 where there is but one.
    pub replication: u32,
    /// The province.
    pub province: Province,
    /// The filing's type.
    pub kind: FilingType,
    /// Whether the filing is counted: it came after a warm-up.
    pub counted: bool,
    /// The submission, from 1; 0 before the authority has the first.
    pub submission: u32,
    /// Whose mobile or act it is.
    pub leader: Option<Role>,
    /// The carrier of the mobile.
    pub carrier: Option<Carrier>,
    /// The instant at which it happened.
    pub at: Instant,
    /// What happened.
    pub what: Happened,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The filing comes to the provider.
    Arrives {
        /// The number on record is stale (R9), where the record says whether.
        stale: Option<bool>,
    },
    /// R9's remedy begins.
    RemedyBegins,
    /// The authority receives a submission.
    Received,
    /// A leader whose mobile is to be verified, and the phone, where the record knows it.
    Mobile(Option<Phone>),
    /// A message is queued.
    Queued(Cause),
    /// A message is sent.
    Sent(Cause),
    /// The network keeps a message until the phone is reachable.
    Stored(Cause),
    /// A message meets its fate.
    Ended(Cause, Fate),
    /// The leader plans a visit, and when, where the record says it.
    PlansVisit(Option<Instant>),
    /// The visit would come after the window is over.
    TooLate(Option<Instant>),
    /// The leader ignores a message.
    Ignores,
    /// The provider reminds the leader.
    Reminded,
    /// The leader looks into what was not received.
    Inquires,
    /// The interception is off.
    InterceptionOff,
    /// The leader has moved to coverage.
    MovedToCoverage,
    /// The leader comes to the page.
    Visits,
    /// An entry's answer, and the row of R18, where the record says it.
    Entered(EntryAnswer, Option<u8>),
    /// The leader leaves the page.
    Leaves,
    /// A resend request's answer; `None` where the page was down.
    Requested(Option<ResendAnswer>),
    /// The check is complete.
    Complete,
    /// The submission is returned.
    Returned(ReturnReason),
    /// The applicant submits again.
    Resubmits,
    /// The leader has given another number.
    ChangedNumber,
    /// The applicant gives up.
    GivenUp,
    /// The audit begins.
    AuditBegins,
    /// The filing is accepted.
    Accepted,
    /// What says nothing of an input.
    Other,
}

/// A leader's phone at the receipt of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phone {
    /// The leader knows that a code is coming.
    pub expecting: bool,
    /// It intercepts.
    pub intercepting: bool,
    /// Until when it is out of coverage.
    pub gap_until: Option<Instant>,
}
