//! Observations in words: who, which activity, by which rule, and the detail. `trace` makes sentences
//! of them, the event log columns.

use std::fmt::Write as _;

use crate::rules::{Cause, EntryAnswer, Fate, ResendAnswer, ResendRequest, ReturnReason, Role};
use crate::scenario::{Channel, Scenario};
use crate::simulation::{Observation, Observed};

/// What the detail of an arrival ends with where the number on record is stale (R9).
pub(super) const STALE: &str = "; the number on record is stale";

/// An observation in words that do not depend on the filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who does it, or where.
    pub who: &'static str,
    /// What is done.
    pub activity: &'static str,
    /// The rules that apply, in the numbers of the rule book; empty where none does.
    pub rule: &'static str,
}

const fn told(who: &'static str, activity: &'static str, rule: &'static str) -> Told {
    Told {
        who,
        activity,
        rule,
    }
}

/// The leader of an observation, in words.
pub fn leader(observation: &Observation) -> &'static str {
    match observation.leader {
        Some(Role::Entity) => "entity leader",
        Some(Role::Website) => "website leader",
        None => "applicant",
    }
}

impl Told {
    /// An observation in words.
    pub fn of(observation: &Observation) -> Self {
        let leader = leader(observation);
        match &observation.what {
            Observed::Arrived { .. } => told("applicant", "hands in the filing", "R3"),
            Observed::RemedyBegins => told("applicant", "first has the number put right", "R9"),
            Observed::Received { mobiles: 0 } => told("authority", "receives submission", "R8"),
            Observed::Received { .. } => told("authority", "receives submission", "R3, R4"),
            Observed::Leader { .. } => told(leader, "has mobile", "R6"),
            Observed::Queued(cause) => told("gateway", queues(*cause), cause_rule(*cause)),
            Observed::Sent(cause, _) => told("gateway", sends(*cause), cause_rule(*cause)),
            Observed::Stored(cause) => told("network", stores(*cause), ""),
            Observed::Ended(cause, fate) => told(place(*fate, leader), ends(*cause, *fate), ""),
            Observed::PlansVisit(_) => told(leader, "will visit the page", ""),
            Observed::Ignores(cause) => told(leader, ignores(*cause), ""),
            Observed::TooLate(_) => told(leader, "would visit after the window is over", "R21"),
            Observed::Calls => told("provider", "calls the leader", ""),
            Observed::SendsReminder => told("provider", "sends the leader a reminder", ""),
            Observed::ReminderStored => told("network", STORES_REMINDER, ""),
            Observed::ReminderEnded(fate) => told(place(*fate, leader), reminder_ends(*fate), ""),
            Observed::Reminded(Channel::Call) => told("provider", "reminds the leader", ""),
            Observed::Reminded(Channel::Sms) => told(leader, "reads the reminder", ""),
            Observed::NotReminded(Channel::Call) => told(leader, "does not take the call", ""),
            Observed::NotReminded(Channel::Sms) => told(leader, "does not read the reminder", ""),
            Observed::Inquires => told(leader, "has no code and looks into it", ""),
            Observed::InterceptionOff => told(leader, "has turned the interception off", ""),
            Observed::MovedToCoverage => told(leader, "has moved to coverage", ""),
            Observed::Visits => told(leader, "comes to the page", ""),
            Observed::PageDown => told("page", "is down", ""),
            Observed::Entered(_, answer, row) => told(leader, enters(*answer), row_rule(*row)),
            Observed::SeesMistake => told(leader, "sees which certificate is on file", ""),
            Observed::Leaves => told(leader, "leaves the page", ""),
            Observed::Requested(request) => told(leader, requests(*request), "R15"),
            Observed::Complete { .. } => told("authority", "has the check complete", "R24"),
            Observed::Returned(reason) => returns(*reason),
            Observed::Resubmits(_) => told("applicant", "submits again", "R23"),
            Observed::ChangedNumber => told(leader, "has given another number", "R7"),
            Observed::GivenUp => told("applicant", "gives up", ""),
            Observed::AuditBegins => told("authority", "has it for audit", "R24"),
            Observed::Accepted => told("authority", "accepts the filing", ""),
        }
    }
}

/// Writes what the activity leaves open: a number, a code, an instant. Often nothing.
pub fn write_detail(scenario: &Scenario, observation: &Observation, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match &observation.what {
        Observed::Arrived {
            segment,
            stale_number,
            ..
        } => {
            let stale = if *stale_number { STALE } else { "" };
            let segment = scenario.segments.get(*segment);
            let name = segment.map_or("", |segment| segment.name.as_str());
            write!(out, "segment {name}{stale}")
        }
        Observed::Received { mobiles: 0 } => out.write_str("nobody to check"),
        Observed::Received { mobiles: 1 } => out.write_str("1 mobile to verify"),
        Observed::Received { mobiles } => write!(out, "{mobiles} mobiles to verify"),
        Observed::Leader {
            mobile,
            certificate: _,
            carrier,
            gap_until,
            intercepting,
            expecting,
        } => {
            let expects = if *expecting { "a code" } else { "nothing" };
            let phone = if *intercepting {
                ", phone intercepts"
            } else {
                ""
            };
            let carrier = carrier.name();
            let _ = write!(out, "{mobile} ({carrier}), expects {expects}{phone}");
            match gap_until {
                Some(until) => write!(out, ", out of coverage until {until}"),
                None => Ok(()),
            }
        }
        Observed::Sent(_, digits) => write!(out, "{digits:06}"),
        Observed::PlansVisit(at) | Observed::TooLate(at) => write!(out, "at {at}"),
        Observed::Complete { resent: true } => out.write_str("with a resent code"),
        Observed::Resubmits(at) => write!(out, "the authority will receive it at {at}"),
        _ => Ok(()),
    };
}

fn cause_rule(cause: Cause) -> &'static str {
    by_cause(cause, ["R13", "R14", "R15"])
}

/// The words for a first, an automatic and a manual message.
fn by_cause(cause: Cause, words: [&'static str; 3]) -> &'static str {
    match cause {
        Cause::First => words[0],
        Cause::Automatic => words[1],
        Cause::Manual => words[2],
    }
}

fn queues(cause: Cause) -> &'static str {
    let words = [
        "queues the first message",
        "queues the automatic message",
        "queues the manual message",
    ];
    by_cause(cause, words)
}

fn sends(cause: Cause) -> &'static str {
    let words = [
        "sends the first code",
        "sends the automatic code",
        "sends the manual code",
    ];
    by_cause(cause, words)
}

fn stores(cause: Cause) -> &'static str {
    let words = [
        "keeps the first message until the phone is reachable",
        "keeps the automatic message until the phone is reachable",
        "keeps the manual message until the phone is reachable",
    ];
    by_cause(cause, words)
}

const STORES_REMINDER: &str = "keeps the reminder until the phone is reachable";

fn reminder_ends(fate: Fate) -> &'static str {
    match fate {
        Fate::Withdrawn => "the reminder is withdrawn",
        Fate::StaleNumber => "the reminder goes to a number nobody has",
        Fate::Lost => "the reminder is lost",
        Fate::NotReached => "the reminder does not reach the MVNO's user",
        Fate::OutOfCoverage => "the reminder arrives out of coverage and is lost",
        Fate::Intercepted => "the reminder is intercepted",
        Fate::Deleted => "the reminder is deleted by accident",
        Fate::Kept => "the reminder is kept",
    }
}

fn ignores(cause: Cause) -> &'static str {
    let words = [
        "ignores the first message",
        "ignores the automatic message",
        "ignores the manual message",
    ];
    by_cause(cause, words)
}

/// Where a message meets its fate.
fn place(fate: Fate, leader: &'static str) -> &'static str {
    match fate {
        Fate::Withdrawn => "gateway",
        Fate::StaleNumber | Fate::Lost | Fate::NotReached => "network",
        Fate::OutOfCoverage | Fate::Intercepted => "phone",
        Fate::Deleted | Fate::Kept => leader,
    }
}

fn ends(cause: Cause, fate: Fate) -> &'static str {
    let words = match fate {
        Fate::Withdrawn => [
            "the first message is withdrawn",
            "the automatic message is withdrawn",
            "the manual message is withdrawn",
        ],
        Fate::StaleNumber => [
            "the first message goes to a number nobody has",
            "the automatic message goes to a number nobody has",
            "the manual message goes to a number nobody has",
        ],
        Fate::Lost => [
            "the first message is lost",
            "the automatic message is lost",
            "the manual message is lost",
        ],
        Fate::NotReached => [
            "the first message does not reach the MVNO's user",
            "the automatic message does not reach the MVNO's user",
            "the manual message does not reach the MVNO's user",
        ],
        Fate::OutOfCoverage => [
            "the first message arrives out of coverage and is lost",
            "the automatic message arrives out of coverage and is lost",
            "the manual message arrives out of coverage and is lost",
        ],
        Fate::Intercepted => [
            "the first message is intercepted",
            "the automatic message is intercepted",
            "the manual message is intercepted",
        ],
        Fate::Deleted => [
            "the first message is deleted by accident",
            "the automatic message is deleted by accident",
            "the manual message is deleted by accident",
        ],
        Fate::Kept => [
            "the first message is kept",
            "the automatic message is kept",
            "the manual message is kept",
        ],
    };
    by_cause(cause, words)
}

fn enters(answer: EntryAnswer) -> &'static str {
    match answer {
        EntryAnswer::GraphicVerificationFailed => {
            "presses Verification: graphic verification failed"
        }
        EntryAnswer::RecordNotFound => "presses Verification: record not found",
        EntryAnswer::VerificationFailed => "presses Verification: verification failed",
        EntryAnswer::Verified => "presses Verification: verified, another mobile to verify",
        EntryAnswer::Complete => "presses Verification: verified, check complete",
    }
}

fn row_rule(row: u8) -> &'static str {
    match row {
        1 => "R18 row 1",
        2 => "R18 row 2, R19",
        3 => "R18 row 3, R20",
        4 => "R18 row 4, R19",
        5 => "R18 row 5",
        _ => "R18 row 6",
    }
}

fn requests(request: Option<(ResendRequest, ResendAnswer)>) -> &'static str {
    match request.map(|(_, answer)| answer) {
        None => "presses Sending Message: the page is down",
        Some(ResendAnswer::Sent) => "presses Sending Message: sent",
        Some(ResendAnswer::RecordNotFound) => "presses Sending Message: record not found",
        Some(ResendAnswer::GraphicVerificationFailed) => {
            "presses Sending Message: graphic verification failed"
        }
        Some(ResendAnswer::TooManyRequests) => "presses Sending Message: too many requests",
    }
}

fn returns(reason: ReturnReason) -> Told {
    match reason {
        ReturnReason::WindowOver => told(
            "authority",
            "returns the submission: the window is over",
            "R21",
        ),
        ReturnReason::WrongCertificate => told(
            "authority",
            "returns the submission: too many wrong certificates",
            "R20",
        ),
    }
}
