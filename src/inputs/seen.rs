//! What a record shows, gathered: trials, durations, counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::{Calendar, Date, Instant, Millis};
use crate::rules::{FilingType, Province};

/// Things of which some turned out in a way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trials {
    /// How many did.
    pub yes: u64,
    /// Of how many.
    pub of: u64,
}

impl Trials {
    /// One more.
    pub fn add(&mut self, yes: bool) {
        self.yes += u64::from(yes);
        self.of += 1;
    }
}

/// Durations, and those that had not ended when the record did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// From begin to end.
    pub ended: Vec<Millis>,
    /// From begin to the end of the record, or to what cut them short: right-censored.
    pub censored: Vec<Millis>,
}

/// A response to the first message kept in a submission: when the leader would come to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    /// When the message was kept.
    pub kept: Instant,
    /// The visit that was planned.
    pub visit: Instant,
    /// Whether that is after the window is over.
    pub late: bool,
    /// When the submission was received, and its first code sent.
    pub received: Instant,
    /// When its first code was sent.
    pub first_sent: Instant,
}

/// When filings came.
#[derive(Clone, Debug, Default)]
pub struct Came {
    /// By day and hour.
    pub by_hour: BTreeMap<Date, [u64; 24]>,
    /// By province.
    pub by_province: BTreeMap<Province, u64>,
    /// By type, in the order of [`FilingType::ALL`].
    pub by_type: [u64; FilingType::ALL.len()],
    /// The first counted one, and the last that is not.
    pub first_counted: Option<Instant>,
    /// The last that is not counted.
    pub last_uncounted: Option<Instant>,
}

/// Receipts of which it is known whether anybody was to be checked.
#[derive(Clone, Debug, Default)]
pub struct InForce {
    /// The earliest and the latest day with a check.
    pub checked: Option<(Date, Date)>,
    /// The same without.
    pub unchecked: Option<(Date, Date)>,
}

/// All that a record shows.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Events.
    pub events: u64,
    /// Filings.
    pub filings: u64,
    /// Filings that came earlier than the record: they have no arrival in it.
    pub begun_before: u64,
    /// The replications.
    pub replications: BTreeSet<u32>,
    /// The instant of the first event and of the last.
    pub span: Option<(Instant, Instant)>,
    /// Whether anything was under way when the record ended.
    pub cut: bool,
    /// When filings came.
    pub came: Came,
    /// New accesses whose number on record is stale; of these, noticed.
    pub stale: Trials,
    /// Stale ones that were put right before.
    pub noticed: Trials,
    /// First submissions of new filings with one mobile.
    pub same_person: Trials,
    /// First submissions of changes: with the entity leader alone, the website leader alone, both.
    pub scopes: [u64; 3],
    /// Leaders by carrier, at first submissions.
    pub carriers: [u64; 4],
    /// Messages lost, of those sent to a number that somebody has.
    pub loss: [Trials; 4],
    /// From sending to the phone.
    pub delays: [Durations; 4],
    /// Leaders with a virtual operator whom its route reaches.
    pub mvno_reach: Trials,
    /// Leaders out of coverage at a receipt.
    pub out_of_coverage: Trials,
    /// For how long.
    pub coverage_gap: Durations,
    /// Messages kept until the gap ends, of those that met one.
    pub store_and_forward: Trials,
    /// Leaders of first submissions whose phone intercepts.
    pub intercepting: Trials,
    /// The same who know that a code is coming.
    pub expecting: Trials,
    /// Messages deleted, of those deleted or kept.
    pub deleted: Trials,
    /// Messages responded to, of the first kept in a submission.
    pub responds: Trials,
    /// The same of further ones after one was ignored.
    pub responds_again: Trials,
    /// Responses to the first message kept in a submission.
    pub responses: Vec<Response>,
    /// Leavings of the page after which the leader comes back.
    pub comes_back: Trials,
    /// Typing an entry or a request.
    pub entry_time: Durations,
    /// Presses whose graphic verification failed.
    pub slip_graphic: Trials,
    /// Entries past that with a mobile that is in no check.
    pub slip_mobile: Trials,
    /// Entries past that with a wrong certificate, of leaders who had entered the right one before.
    pub slip_certificate: Trials,
    /// Entries past that whose code is not effective.
    pub slip_code: Trials,
    /// Inquiries, with nothing to be put right, after which a resend is asked for.
    pub asks_resend: Trials,
    /// Inquiries of leaders whose phone intercepts that end it.
    pub finds_interception: Trials,
    /// Inquiries of leaders out of coverage that end in moving.
    pub moves_to_coverage: Trials,
    /// From such an inquiry until it is put right.
    pub fix_time: Durations,
    /// Reminders.
    pub reminders: u64,
    /// From the first code to the reminder, in working time.
    pub reminder_after: Durations,
    /// The provider's review, in working time.
    pub review: Durations,
    /// From receipt to the first code's queue.
    pub first_code: Durations,
    /// From begin to end of the audit, in working time.
    pub audit: Durations,
    /// From a return to the next receipt, in working time.
    pub resubmission: Durations,
    /// Submissions returned for their window that come again, by the submission's number.
    pub after_timeout: BTreeMap<u32, Trials>,
    /// The same after too many wrong certificates.
    pub after_wrong_certificate: BTreeMap<u32, Trials>,
    /// Leaders whose phone intercepted at a return and no more at the next receipt.
    pub fixes_interception: Trials,
    /// Leaders who kept no message in a submission returned, and gave another number.
    pub changes_number: Trials,
    /// Windows that ran out, by their length from the first code.
    pub window_from_first_code: BTreeMap<Millis, u64>,
    /// The same from the receipt.
    pub window_from_receipt: BTreeMap<Millis, u64>,
    /// Automatic messages by the time of day at which they were queued.
    pub automatic_at: BTreeMap<Millis, u64>,
    /// The most automatic messages to a leader in a submission.
    pub automatic_most: u32,
    /// Messages that waited in a lane, of all.
    pub waited: Trials,
    /// Where and since when checks are in force.
    pub in_force: BTreeMap<Province, InForce>,
    /// Receipts of cancellations with a check, by type.
    pub cancellations: BTreeMap<FilingType, Trials>,
    /// Fields that a record of this kind can show at all.
    pub kind: RecordKind,
}

/// What kind of record it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordKind {
    /// An event log.
    #[default]
    EventLog,
    /// Recorded acts, through the rules.
    Acts,
}

impl Durations {
    /// One that ended, as open time of a calendar.
    pub fn ended(&mut self, calendar: &Calendar, from: Instant, to: Instant) {
        self.ended.push(calendar.open_between(from, to));
    }

    /// One that was cut short.
    pub fn censored(&mut self, calendar: &Calendar, from: Instant, to: Instant) {
        self.censored.push(calendar.open_between(from, to));
    }
}
