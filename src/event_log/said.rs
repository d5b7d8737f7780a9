//! From the words of an event log back to what happened. The words are those that [`Told`] has: no other list is kept.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::sentences::{STALE, Told};
use crate::clock::Instant;
use crate::inputs::{Happened, Phone};
use crate::rules::{
    Carrier, Cause, Certificate, Entry, EntryAnswer, Fate, FilingType, MobileNumber, ResendAnswer,
    ResendRequest, ReturnReason,
};
use crate::scenario::Channel;
use crate::simulation::{Observation, Observed};

/// What an activity says happened, before its detail and its rule are looked at; `None` for words that no log has.
pub(super) fn activity(words: &str) -> Option<Happened> {
    static KNOWN: OnceLock<HashMap<&'static str, Happened>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let told = |(what, happened)| (Told::of(&observation(what)).activity, happened);
        everything().into_iter().map(told).collect()
    });
    known.get(words).copied()
}

fn observation(what: Observed) -> Observation {
    Observation {
        at: Instant(0),
        filing: 0,
        kind: FilingType::NewFiling,
        counted: true,
        submission: 1,
        leader: None,
        carrier: None,
        what,
    }
}

/// One observation of each kind, and what it says.
fn everything() -> Vec<(Observed, Happened)> {
    let (mobile, certificate) = (
        MobileNumber::synthetic(Carrier::Mobile, 0),
        Certificate::synthetic(0),
    );
    let arrived = Observed::Arrived {
        kind: FilingType::NewFiling,
        segment: 0,
        stale_number: false,
    };
    let leader = Observed::Leader {
        mobile,
        certificate,
        carrier: Carrier::Mobile,
        gap_until: None,
        intercepting: false,
        expecting: false,
    };
    let at = Instant(0);
    let mut all = vec![
        (arrived, Happened::Arrives { stale: None }),
        (Observed::RemedyBegins, Happened::RemedyBegins),
        (Observed::Received { mobiles: 1 }, Happened::Received),
        (leader, Happened::Mobile(None)),
        (Observed::PlansVisit(at), Happened::PlansVisit(None)),
        (Observed::TooLate(at), Happened::TooLate(None)),
        (Observed::Calls, Happened::Other),
        (Observed::SendsReminder, Happened::Other),
        (Observed::ReminderStored, Happened::Other),
        (Observed::Reminded(Channel::Call), Happened::Reminded),
        (Observed::Reminded(Channel::Sms), Happened::Reminded),
        (Observed::NotReminded(Channel::Call), Happened::Other),
        (Observed::NotReminded(Channel::Sms), Happened::Other),
        (Observed::Inquires, Happened::Inquires),
        (Observed::InterceptionOff, Happened::InterceptionOff),
        (Observed::MovedToCoverage, Happened::MovedToCoverage),
        (Observed::Visits, Happened::Visits),
        (Observed::PageDown, Happened::Other),
        (Observed::SeesMistake, Happened::Other),
        (Observed::Leaves, Happened::Leaves),
        (Observed::Complete { resent: false }, Happened::Complete),
        (Observed::Resubmits(at), Happened::Resubmits),
        (Observed::ChangedNumber, Happened::ChangedNumber),
        (Observed::GivenUp, Happened::GivenUp),
        (Observed::AuditBegins, Happened::AuditBegins),
        (Observed::Accepted, Happened::Accepted),
        (Observed::Requested(None), Happened::Requested(None)),
    ];
    for cause in Cause::ALL {
        all.push((Observed::Queued(cause), Happened::Queued(cause)));
        all.push((Observed::Sent(cause, 0), Happened::Sent(cause)));
        all.push((Observed::Stored(cause), Happened::Stored(cause)));
        all.push((Observed::Ignores(cause), Happened::Ignores));
        let fates =
            Fate::ALL.map(|fate| (Observed::Ended(cause, fate), Happened::Ended(cause, fate)));
        all.extend(fates);
    }
    all.extend(Fate::ALL.map(|fate| (Observed::ReminderEnded(fate), Happened::Other)));
    for reason in ReturnReason::ALL {
        all.push((Observed::Returned(reason), Happened::Returned(reason)));
    }
    let entry = Entry {
        mobile,
        certificate,
        code: 0,
        graphic_passed: true,
    };
    for answer in [
        EntryAnswer::GraphicVerificationFailed,
        EntryAnswer::RecordNotFound,
        EntryAnswer::VerificationFailed,
        EntryAnswer::Verified,
        EntryAnswer::Complete,
    ] {
        all.push((
            Observed::Entered(entry, answer, 1),
            Happened::Entered(answer, None),
        ));
    }
    let request = ResendRequest {
        mobile,
        certificate,
        graphic_passed: true,
    };
    for answer in [
        ResendAnswer::Sent,
        ResendAnswer::RecordNotFound,
        ResendAnswer::GraphicVerificationFailed,
        ResendAnswer::TooManyRequests,
    ] {
        let asked = Observed::Requested(Some((request, answer)));
        all.push((asked, Happened::Requested(Some(answer))));
    }
    all
}

/// What happened, with what its detail and its rule say; what they do not say in the words of a log is left open.
pub(super) fn with_detail(happened: Happened, detail: &str, rule: &str) -> Happened {
    match happened {
        Happened::Arrives { .. } => Happened::Arrives {
            stale: detail
                .starts_with("segment ")
                .then(|| detail.ends_with(STALE)),
        },
        Happened::Mobile(_) => Happened::Mobile(phone(detail)),
        Happened::PlansVisit(_) => Happened::PlansVisit(instant(detail)),
        Happened::TooLate(_) => Happened::TooLate(instant(detail)),
        Happened::Entered(answer, _) => Happened::Entered(answer, row(rule)),
        other => other,
    }
}

/// The instant of `at 2019-03-20T17:58:22.006`.
fn instant(detail: &str) -> Option<Instant> {
    Instant::parse(detail.strip_prefix("at ")?).ok()
}

/// The row of `R18 row 2, R19`.
fn row(rule: &str) -> Option<u8> {
    let rest = rule.split_once("R18 row ")?.1;
    rest.get(..1)?.parse().ok()
}

/// The phone of `13542930144 (mobile), expects nothing, phone intercepts, out of coverage until 2019-03-20T18:00:00`.
fn phone(detail: &str) -> Option<Phone> {
    let (_, rest) = detail.split_once(", expects ")?;
    let mut parts = rest.split(", ");
    let expecting = match parts.next()? {
        "a code" => true,
        "nothing" => false,
        _ => return None,
    };
    let mut phone = Phone {
        expecting,
        intercepting: false,
        gap_until: None,
    };
    for part in parts {
        match part.strip_prefix("out of coverage until ") {
            Some(until) => phone.gap_until = Some(Instant::parse(until).ok()?),
            None => phone.intercepting |= part == "phone intercepts",
        }
    }
    Some(phone)
}

#[cfg(test)]
mod tests {
    use super::super::sentences::write_detail;
    use super::*;
    use crate::scenario;
    use crate::simulation::{Observer, simulate_until};

    struct All(Vec<Observation>);

    impl Observer for All {
        const OBSERVES: bool = true;

        fn record(&mut self, observation: Observation) {
            self.0.push(observation);
        }
    }

    #[test]
    fn every_activity_is_known_by_its_words_alone() {
        let all = everything();
        let words = all
            .iter()
            .map(|(what, _)| Told::of(&observation(what.clone())).activity);
        let words: std::collections::HashSet<&str> = words.collect();
        assert_eq!(words.len(), all.len());
        assert_eq!(activity("does what nobody does"), None);
    }

    #[test]
    fn what_is_told_is_understood() {
        let text = "run = { length = '4d', warm_up = '0d', replications = 1 }\n\
                    arrivals = { filings_per_day = 900, province_share = { zj = 1.0 } }\n\
                    access.stale_number = 0.3\n\
                    handsets = { intercepting = 0.3, out_of_coverage = 0.4 }\n\
                    people = { wrong_certificate = 0.3 }";
        let scenario = scenario::from_text("troubled", text).unwrap().scenario;
        let mut all = All(Vec::new());
        simulate_until(&scenario, 0, 0, &mut all, &|| false).unwrap();
        assert!(all.0.len() > 10_000);
        for observation in &all.0 {
            let told = Told::of(observation);
            let mut detail = String::new();
            write_detail(&scenario, observation, &mut detail);
            let found = with_detail(activity(told.activity).unwrap(), &detail, told.rule);
            let expected = match observation.what.clone() {
                Observed::Arrived { stale_number, .. } => Happened::Arrives {
                    stale: Some(stale_number),
                },
                Observed::Leader {
                    gap_until,
                    intercepting,
                    expecting,
                    ..
                } => Happened::Mobile(Some(Phone {
                    expecting,
                    intercepting,
                    gap_until,
                })),
                Observed::PlansVisit(at) => Happened::PlansVisit(Some(at)),
                Observed::TooLate(at) => Happened::TooLate(Some(at)),
                Observed::Entered(_, answer, row) => Happened::Entered(answer, Some(row)),
                Observed::Requested(request) => {
                    Happened::Requested(request.map(|(_, answer)| answer))
                }
                Observed::Sent(cause, _) => Happened::Sent(cause),
                _ => found,
            };
            assert_eq!(found, expected, "{observation:?}");
        }
    }
}
