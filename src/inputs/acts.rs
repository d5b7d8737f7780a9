//! Recorded acts as a record: put through the rules, with what these answer.

use std::collections::HashMap;

use super::follow::Following;
use super::happened::{Event, Happened};
use super::seen::{RecordKind, Seen};
use crate::clock::Instant;
use crate::diagnostics::Faults;
use crate::replay::{Acts, Answer, Answered, Deed, Receipt, replay};
use crate::rules::{FilingType, MobileNumber, Province, Role};
use crate::scenario::{Calendars, RulesAlone};

/// What is known of a submission.
struct Known<'a> {
    province: Province,
    kind: FilingType,
    submission: u32,
    receipt: &'a Receipt,
}

/// What recorded acts show. The first receipt of a submission stands for the filing's arrival: what came before at the
/// provider is not recorded.
///
/// # Errors
/// Acts that cannot have been: see [`replay`].
pub fn from_acts(acts: &Acts, rules: &RulesAlone, calendars: &Calendars) -> Result<Seen, Faults> {
    let answers = replay(acts, rules)?;
    let mut receipts: HashMap<(Instant, &str), (Province, &Receipt)> = HashMap::new();
    for act in &acts.list {
        if let Deed::Receive(receipt) = &act.deed {
            let key = (act.at, receipt.submission.as_str());
            receipts.insert(key, (act.province, receipt));
        }
    }
    let mut following = Following::new(calendars, RecordKind::Acts);
    let mut known: HashMap<&str, Known> = HashMap::new();
    let mut owners: HashMap<MobileNumber, &str> = HashMap::new();
    for answer in &answers {
        let named = answer.submission;
        let name = named.or_else(|| owners.get(&answer.mobile?).copied());
        let Some(name) = name else {
            continue;
        };
        if let Answered::Received { .. } = answer.answered {
            let Some((province, receipt)) = receipts.get(&(answer.at, name)) else {
                continue;
            };
            let (province, kind) = (*province, receipt.kind);
            let submission = known.get(name).map_or(1, |before| before.submission + 1);
            let latest = Known {
                province,
                kind,
                submission,
                receipt,
            };
            if submission == 1 {
                let arrives = Happened::Arrives { stale: None };
                take(&mut following, &latest, name, answer.at, None, arrives);
            }
            take(
                &mut following,
                &latest,
                name,
                answer.at,
                None,
                Happened::Received,
            );
            for (role, mobile) in leaders(receipt) {
                owners.insert(mobile, name);
                let whose = Some((role, mobile));
                take(
                    &mut following,
                    &latest,
                    name,
                    answer.at,
                    whose,
                    Happened::Mobile(None),
                );
            }
            known.insert(name, latest);
        } else if let Some(of) = known.get(name) {
            let mobile = answer.mobile;
            let mut own = leaders(of.receipt);
            let whose = own.find(|(_, own)| mobile == Some(*own));
            take(&mut following, of, name, answer.at, whose, happened(answer));
        }
    }
    Ok(following.finish())
}

/// The leaders who are checked, each person once (R6).
fn leaders(receipt: &Receipt) -> impl Iterator<Item = (Role, MobileNumber)> {
    let entity = receipt.entity.map(|(mobile, _)| (Role::Entity, mobile));
    let website = receipt.website.map(|(mobile, _)| (Role::Website, mobile));
    let same = entity.map(|(_, mobile)| mobile) == website.map(|(_, mobile)| mobile);
    entity.into_iter().chain(website.filter(|_| !same))
}

fn happened(answer: &Answer) -> Happened {
    match answer.answered {
        Answered::Received { .. } => Happened::Received,
        Answered::CodeSent { cause, .. } => Happened::Sent(cause),
        Answered::Entry(answer) => Happened::Entered(answer, None),
        Answered::Resend(answer) => Happened::Requested(Some(answer)),
        Answered::Returned(reason) => Happened::Returned(reason),
        Answered::Complete => Happened::Complete,
    }
}

fn take(
    following: &mut Following,
    of: &Known,
    case: &str,
    at: Instant,
    whose: Option<(Role, MobileNumber)>,
    what: Happened,
) {
    let event = Event {
        case,
        replication: 1,
        province: of.province,
        kind: of.kind,
        counted: true,
        submission: of.submission,
        leader: whose.map(|(role, _)| role),
        carrier: whose.map(|(_, mobile)| mobile.carrier()),
        at,
        what,
    };
    // Answers come in the order of time.
    let _ = following.take(&event);
}
