//! The books balance: what is counted is what happened, and all of it is accounted for.

use std::collections::BTreeMap;

use beian_sim::clock::{HOUR, Instant};
use beian_sim::experiment;
use beian_sim::measures::{Counts, Groups, HourLoad};
use beian_sim::rules::{Cause, EntryRow, Fate, RequestOutcome};
use beian_sim::scenario::Scenario;
use beian_sim::simulation::{Observation, Observed};
use proptest::prelude::*;

use crate::followed::follow;
use crate::recipe::{cases, recipes};

/// What counted filings did, counted from what happened.
fn counted(happened: &[Observation]) -> Counts {
    let mut counts = Counts::default();
    let (mut checked, mut received, mut first_codes) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for happening in happened.iter().filter(|happening| happening.counted) {
        let (filing, at) = (happening.filing, happening.at);
        let had_check = checked.entry(filing).or_insert(false);
        let first_code = first_codes
            .entry((filing, happening.submission))
            .or_insert(None);
        match &happening.what {
            Observed::Arrived { .. } => counts.filings += 1,
            Observed::Received { mobiles } => {
                counts.submissions += 1;
                received.entry(filing).or_insert(at);
                counts.not_checked += u64::from(*mobiles == 0);
                counts.checked += u64::from(*mobiles > 0);
                counts.first_checked += u64::from(*mobiles > 0 && happening.submission == 1);
                *had_check |= *mobiles > 0;
            }
            Observed::Queued(cause) => counts.queued[*cause as usize] += 1,
            Observed::Sent(..) => {
                first_code.get_or_insert(at);
                counts.sent_by_carrier[happening.carrier.unwrap() as usize] += 1;
            }
            Observed::Ended(cause, fate) => counts.messages[*cause as usize][*fate as usize] += 1,
            Observed::Calls => counts.calls += 1,
            Observed::SendsReminder => counts.reminder_messages += 1,
            Observed::Reminded(_) => counts.reminded += 1,
            Observed::Entered(_, answer, row) => {
                let by = EntryRow::ALL;
                let judged = by
                    .iter()
                    .position(|by| (by.answer(), by.row()) == (*answer, *row));
                counts.entries[judged.unwrap()] += 1;
            }
            Observed::Requested(answer) => {
                let outcome = match answer {
                    Some((_, answer)) => RequestOutcome::Answered(*answer),
                    None => RequestOutcome::NoAnswer,
                };
                counts.requests[outcome.index()] += 1;
            }
            Observed::Complete { resent } => {
                counts.complete += 1;
                counts.complete_with_resent += u64::from(*resent);
                let first_code = first_code.unwrap();
                counts.complete_after(first_code, at.since(first_code));
            }
            Observed::Returned(reason) => {
                counts.returned[*reason as usize] += 1;
                counts.first_returned[*reason as usize] += u64::from(happening.submission == 1);
                if let Some(first_code) = first_code {
                    counts.weekdays[first_code.date().weekday()].returned += 1;
                }
            }
            Observed::GivenUp => {
                counts.filings_given_up += 1;
                counts.delay += at.since(received[&filing]) as u64;
            }
            Observed::AuditBegins if *had_check => {
                counts.filings_verified += 1;
                counts.delay += at.since(received[&filing]) as u64;
                counts.submissions_of_verified += u64::from(happening.submission);
            }
            Observed::AuditBegins => counts.filings_not_checked += 1,
            _ => {}
        }
    }
    counts
}

/// The load of the counted time, of all filings: flows, open checks and audits in hand.
fn load(happened: &[Observation], from: Instant, hours: usize) -> HourLoad {
    let to = from.after(hours as i64 * HOUR);
    let mut load = HourLoad::default();
    // A level that begins at an instant lasts to the end of the time, but for what ends it.
    let rest = |at: Instant| to.since(at.max(from)).max(0);
    let (mut checks, mut audits) = (0, 0);
    for Observation { at, what, .. } in happened {
        let within = u64::from((from..to).contains(at));
        match what {
            Observed::Received { mobiles } => {
                load.submissions += within;
                checks += if *mobiles > 0 { rest(*at) } else { 0 };
            }
            Observed::Complete { .. } => {
                load.complete += within;
                checks -= rest(*at);
            }
            Observed::Returned(_) => {
                load.returned += within;
                checks -= rest(*at);
            }
            Observed::Sent(..) => load.messages_sent += within,
            Observed::Entered(..) => load.entries += within,
            Observed::Requested(answer) => {
                // A page that is down has no load.
                load.requests += if answer.is_some() { within } else { 0 };
            }
            Observed::AuditBegins => audits += rest(*at),
            Observed::Accepted => {
                load.audits_done += within;
                audits -= rest(*at);
            }
            _ => {}
        }
    }
    load.open_checks.time_integral = checks as u64;
    load.audits_in_hand.time_integral = audits as u64;
    load
}

/// The counters that are made from what happened; the others are held by what they must add up to.
fn comparable(counts: &Counts) -> Counts {
    Counts {
        why: [0; 11],
        first_why: [0; 11],
        used: [0; 3],
        first_kept: [0; 3],
        ..counts.clone()
    }
}

/// What no counter says by itself.
fn bounds(counts: &Counts) {
    assert!(counts.reminded <= counts.calls + counts.reminder_messages);
    for cause in Cause::ALL {
        let (of, kept) = (cause as usize, counts.fate(cause, Fate::Kept));
        assert!(
            counts.first_kept[of] <= kept && counts.used[of] <= kept,
            "{counts:?}"
        );
    }
    let verified = EntryRow::Verified as usize;
    let entries = counts.entries[verified] + counts.entries[EntryRow::Complete as usize];
    assert_eq!(
        counts.used.iter().sum::<u64>(),
        entries,
        "each that verifies uses a code"
    );
    assert_eq!(counts.entries[EntryRow::Complete as usize], counts.complete);
    let by_certificate = counts.entries[EntryRow::VerificationFailed as usize];
    assert_eq!(by_certificate, counts.returned[1], "{counts:?}");
    assert!(
        counts
            .first_why
            .iter()
            .zip(&counts.why)
            .all(|(first, all)| first <= all)
    );
    assert_eq!(
        counts.first_why.iter().sum::<u64>(),
        counts.first_returned[0]
    );
}

fn balance(scenario: &Scenario) {
    let mut of_nation = Counts::default();
    for replication in 0..scenario.run.replications {
        for province in 0..scenario.provinces.len() {
            let (happened, tally) = follow(scenario, province, replication);
            let mut all = Counts::default();
            tally.counts.iter().for_each(|stratum| all.merge(stratum));
            // By carrier it is known of a group alone.
            let found = Counts {
                sent_by_carrier: [0; 4],
                ..counted(&happened)
            };
            assert_eq!(comparable(&all), found);
            let (mut of_hours, from) = (HourLoad::default(), scenario.run.counted_from());
            tally
                .hours
                .counted
                .iter()
                .for_each(|hour| of_hours.merge(hour));
            let found = load(&happened, from, tally.hours.counted.len());
            let flows = |load: &HourLoad| {
                let HourLoad {
                    submissions,
                    complete,
                    returned,
                    audits_done,
                    messages_sent,
                    entries,
                    requests,
                    open_checks,
                    audits_in_hand,
                    ..
                } = *load;
                let levels = [open_checks.time_integral, audits_in_hand.time_integral];
                (
                    [
                        submissions,
                        complete,
                        returned,
                        audits_done,
                        messages_sent,
                        entries,
                        requests,
                    ],
                    levels,
                )
            };
            assert_eq!(flows(&of_hours), flows(&found));
            of_nation.merge(&counted(&happened));
            bounds(&all);
        }
    }
    // The run balances the books of every group itself, and ends in an error where they do not.
    let results = experiment::run(scenario, &Default::default()).unwrap();
    let nation = results.total(Groups::NATION);
    assert_eq!(comparable(&nation), of_nation);
    for by in ["province", "filing_type", "segment", "carrier"] {
        let groups = results.groups.all().iter().zip(0..);
        let mut sum = Counts::default();
        for (_, place) in groups.filter(|(group, _)| group.by.name() == by) {
            sum.merge(&results.total(place));
        }
        let received = |counts: &Counts| {
            (
                counts.filings,
                counts.submissions,
                counts.returned,
                counts.why,
                counts.messages,
                counts.entries,
                counts.delay,
                (counts.calls, counts.reminder_messages, counts.reminded),
            )
        };
        match by {
            // Of a filing that was never checked no carrier is known.
            "carrier" => assert_eq!(
                (sum.checked, sum.returned, sum.messages),
                (nation.checked, nation.returned, nation.messages)
            ),
            _ => assert_eq!(received(&sum), received(&nation), "by {by}"),
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn the_accounts_balance(recipe in recipes()) {
        balance(&recipe.scenario().load().scenario);
    }
}
