//! The life of one filing as a readable timeline.

use std::fmt::Write as _;

use crate::clock::{DAY, HOUR, Instant, MINUTE, SECOND};
use crate::measures::Fate;
use crate::rules::{Cause, EntryAnswer, Province, ResendAnswer, ReturnReason, Role};
use crate::scenario::Scenario;
use crate::simulation::{Happening, What};

/// What happened to one filing.
#[derive(Debug)]
pub struct Tale<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The filing's province.
    pub province: Province,
    /// The replication, from 1.
    pub replication: u32,
    /// What happened, in order.
    pub happenings: &'a [Happening],
}

/// One line of a timeline.
struct Line {
    who: &'static str,
    what: String,
    rule: &'static str,
}

/// The timeline as text: instant, time since the line before, who, what, and the rule.
pub fn tell(tale: &Tale) -> String {
    let Some(first) = tale.happenings.first() else {
        return String::new();
    };
    let province = tale.province;
    let mut text = format!(
        "Filing {} in {} ({}, {}), replication {} of \"{}\", seed {}\n\n",
        first.filing + 1,
        province.code(),
        province.name(),
        province.chinese(),
        tale.replication,
        tale.scenario.title,
        tale.scenario.run.seed,
    );
    let mut last = first.at;
    for happening in tale.happenings {
        let Line { who, what, rule } = describe(tale.scenario, happening);
        let since = happening.at.since(last);
        let since = if since == 0 {
            String::new()
        } else {
            format!("+{}", spoken(since))
        };
        let at = stamp(happening.at);
        let rule = if rule.is_empty() {
            String::new()
        } else {
            format!("  [{rule}]")
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{at}  {since:>14}  {who:<14}  {what}{rule}");
        last = happening.at;
    }
    text
}

impl Tale<'_> {
    /// The timeline as JSON: a list of objects, one a happening.
    pub fn json(&self) -> String {
        let lines = self.happenings.iter().map(|happening| {
            let Line { who, what, rule } = describe(self.scenario, happening);
            serde_json::json!({
                "time": format!("{}+08:00", happening.at),
                "province": self.province.code(),
                "filing": happening.filing + 1,
                "submission": happening.submission,
                "who": who,
                "what": what,
                "rule": rule,
            })
        });
        let list: Vec<serde_json::Value> = lines.collect();
        format!("{}\n", serde_json::Value::Array(list))
    }
}

/// `2019-03-18 09:12:40.250`.
fn stamp(at: Instant) -> String {
    let time = at.time_of_day();
    format!(
        "{} {:02}:{:02}:{:02}.{:03}",
        at.date(),
        time / HOUR,
        time / MINUTE % 60,
        time / SECOND % 60,
        time % SECOND
    )
}

/// `2 d 03:04:05`, or seconds where it is short.
fn spoken(millis: i64) -> String {
    let (days, rest) = (millis / DAY, millis % DAY);
    let clock = format!(
        "{:02}:{:02}:{:02}",
        rest / HOUR,
        rest / MINUTE % 60,
        rest / SECOND % 60
    );
    match days {
        0 if millis < MINUTE => format!("{:.3} s", millis as f64 / SECOND as f64),
        0 => clock,
        _ => format!("{days} d {clock}"),
    }
}

fn line(who: &'static str, what: impl Into<String>, rule: &'static str) -> Line {
    Line {
        who,
        what: what.into(),
        rule,
    }
}

/// Who did what, and which rule applied.
fn describe(scenario: &Scenario, happening: &Happening) -> Line {
    let leader = match happening.leader {
        Some(Role::Entity) => "entity leader",
        Some(Role::Website) => "website leader",
        None => "applicant",
    };
    match &happening.what {
        What::Arrived {
            kind,
            segment,
            stale_number,
        } => {
            let stale = if *stale_number {
                "; the number on record is stale"
            } else {
                ""
            };
            let segment = &scenario.segments[*segment].name;
            let what = format!("hands in a {} (segment {segment}){stale}", kind.name());
            line("applicant", what, "R3")
        }
        What::RemedyBegins => line("applicant", "noticed: first has the number put right", "R9"),
        What::Received { mobiles: 0 } => line(
            "authority",
            format!(
                "receives submission {}; nobody to check",
                happening.submission
            ),
            "R8",
        ),
        What::Received { mobiles } => {
            let plural = if *mobiles == 1 { "mobile" } else { "mobiles" };
            let what = format!(
                "receives submission {}; {mobiles} {plural} to verify",
                happening.submission
            );
            line("authority", what, "R3, R4")
        }
        What::Leader {
            mobile,
            carrier,
            gap_until,
            intercepting,
            expecting,
        } => {
            let mut what = format!("has mobile {mobile} ({})", carrier.name());
            what += if *expecting {
                ", expects a code"
            } else {
                ", expects nothing"
            };
            if *intercepting {
                what += ", phone intercepts";
            }
            if let Some(until) = gap_until {
                what += &format!(", out of coverage until {until}");
            }
            line(leader, what, "R6")
        }
        what => describe_messages(leader, what),
    }
}

fn cause_rule(cause: Cause) -> &'static str {
    match cause {
        Cause::First => "R13",
        Cause::Automatic => "R14",
        Cause::Manual => "R15",
    }
}

fn describe_messages(leader: &'static str, what: &What) -> Line {
    match what {
        What::Queued(cause) => line(
            "gateway",
            format!("queues the {} message to the {leader}", cause.name()),
            cause_rule(*cause),
        ),
        What::Sent(cause, digits) => line(
            "gateway",
            format!(
                "sends the {} code {digits:06} to the {leader}",
                cause.name()
            ),
            cause_rule(*cause),
        ),
        What::Stored(cause) => line(
            "network",
            format!(
                "keeps the {} message until the phone is reachable",
                cause.name()
            ),
            "",
        ),
        What::Ended(cause, fate) => {
            let (who, how) = match fate {
                Fate::Withdrawn => ("gateway", "is withdrawn"),
                Fate::StaleNumber => ("network", "goes to a number nobody has"),
                Fate::Lost => ("network", "is lost"),
                Fate::NotReached => ("network", "does not reach the MVNO's user"),
                Fate::OutOfCoverage => ("phone", "arrives out of coverage and is lost"),
                Fate::Intercepted => ("phone", "is intercepted"),
                Fate::Deleted => (leader, "is deleted by accident"),
                Fate::Kept => (leader, "is kept"),
            };
            line(who, format!("the {} message {how}", cause.name()), "")
        }
        What::PlansVisit(at) => line(leader, format!("will visit the page at {at}"), ""),
        What::Ignores(cause) => line(leader, format!("ignores the {} message", cause.name()), ""),
        What::TooLate(at) => line(
            leader,
            format!("would visit at {at}: after the window is over"),
            "R21",
        ),
        what => describe_acts(leader, what),
    }
}

fn describe_acts(leader: &'static str, what: &What) -> Line {
    match what {
        What::Reminded => line("provider", format!("reminds the {leader}"), ""),
        What::Looks => line(leader, "has no code and looks into it", ""),
        What::InterceptionOff => line(leader, "has turned the interception off", ""),
        What::MovedToCoverage => line(leader, "has moved to coverage", ""),
        What::Visits => line(leader, "comes to the page", ""),
        What::PageDown => line("page", "is down", ""),
        What::Entered(answer, row) => {
            let answer = match answer {
                EntryAnswer::GraphicVerificationFailed => "graphic verification failed",
                EntryAnswer::RecordNotFound => "record not found",
                EntryAnswer::VerificationFailed => "verification failed",
                EntryAnswer::Verified => "verified, another mobile to verify",
                EntryAnswer::Complete => "verified, check complete",
            };
            let rule = match row {
                3 => "R18 row 3, R20",
                1 => "R18 row 1",
                2 => "R18 row 2, R19",
                4 => "R18 row 4, R19",
                5 => "R18 row 5",
                _ => "R18 row 6",
            };
            line(leader, format!("presses Verification: {answer}"), rule)
        }
        What::SeesMistake => line(leader, "sees which certificate is on file", ""),
        What::Leaves => line(leader, "leaves the page", ""),
        What::Requested(answer) => {
            let answer = match answer {
                None => "the page is down",
                Some(ResendAnswer::Sent) => "sent",
                Some(ResendAnswer::RecordNotFound) => "record not found",
                Some(ResendAnswer::GraphicVerificationFailed) => "graphic verification failed",
                Some(ResendAnswer::TooManyRequests) => "too many requests",
            };
            line(leader, format!("presses Sending Message: {answer}"), "R15")
        }
        what => describe_ends(leader, what),
    }
}

fn describe_ends(leader: &'static str, what: &What) -> Line {
    match what {
        What::Complete { .. } => line("authority", "has the check complete", "R24"),
        What::Returned(ReturnReason::WindowOver) => line(
            "authority",
            "returns the submission: the window is over",
            "R21",
        ),
        What::Returned(ReturnReason::WrongCertificate) => line(
            "authority",
            "returns the submission: too many wrong certificates",
            "R20",
        ),
        What::Resubmits(at) => line(
            "applicant",
            format!("submits again; the authority will receive it at {at}"),
            "R23",
        ),
        What::ChangedNumber => line(leader, "has given another number", "R7"),
        What::GivenUp => line("applicant", "gives up", ""),
        What::AuditBegins => line("authority", "has it for audit", "R24"),
        What::Accepted => line("authority", "accepts the filing", ""),
        // The others are described above.
        _ => line("", format!("{what:?}"), ""),
    }
}
