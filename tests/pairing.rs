//! Common random numbers: a lever moves only what it touches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use beian_sim::experiment::{self, Options};
use beian_sim::measures::Groups;
use beian_sim::rules::{Entry, FilingNumber};
use beian_sim::scenario::{Scenario, load};
use beian_sim::simulation::{Observation, Observed, Observer, simulate};

/// What happened to each filing of a cell, as text without the digits of codes: those come from the
/// province's own stream in the order of sending.
#[derive(Default)]
struct Histories {
    by_filing: BTreeMap<FilingNumber, Vec<String>>,
    asked: BTreeSet<FilingNumber>,
    resent: BTreeSet<FilingNumber>,
}

impl Observer for Histories {
    const OBSERVES: bool = true;

    fn record(&mut self, happening: Observation) {
        let Observation {
            at,
            filing,
            submission,
            leader,
            what,
            ..
        } = happening;
        if matches!(what, Observed::Requested(_)) {
            self.asked.insert(filing);
        }
        if matches!(what, Observed::Queued(beian_sim::rules::Cause::Automatic)) {
            self.resent.insert(filing);
        }
        let what = match what {
            Observed::Sent(cause, _) => format!("sent {cause:?}"),
            Observed::Entered(typed, answer, row) => {
                let Entry {
                    mobile,
                    certificate,
                    ..
                } = typed;
                format!("entered {mobile} {certificate} {answer:?} {row}")
            }
            other => format!("{other:?}"),
        };
        let line = format!("{at} {submission} {leader:?} {what}");
        self.by_filing.entry(filing).or_default().push(line);
    }
}

fn small(set: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/segments.toml");
    let mut all = vec![
        "run.length=10d".to_owned(),
        "run.warm_up=2d".to_owned(),
        "run.replications=2".to_owned(),
        "arrivals.filings_per_day=600".to_owned(),
    ];
    all.extend(set.iter().map(|set| (*set).to_owned()));
    load(&path, &all).unwrap().scenario
}

fn histories(scenario: &Scenario) -> Histories {
    let zhejiang = scenario
        .provinces
        .iter()
        .position(|p| p.province.code() == "zj")
        .unwrap();
    let mut histories = Histories::default();
    simulate(scenario, zhejiang, 0, &mut histories);
    histories
}

#[test]
fn without_manual_resends_whoever_never_asked_has_the_same_history() {
    let (base, without) = (
        histories(&small(&[])),
        histories(&small(&["rules.resends_per_day=0"])),
    );
    assert_eq!(base.by_filing.len(), without.by_filing.len());
    let others = base
        .by_filing
        .keys()
        .filter(|filing| !base.asked.contains(filing));
    let mut compared = 0;
    for filing in others {
        assert_eq!(
            base.by_filing[filing], without.by_filing[filing],
            "filing {filing}"
        );
        compared += 1;
    }
    assert!(
        compared > 500 && base.asked.len() > 20,
        "{compared}, {}",
        base.asked.len()
    );
}

#[test]
fn without_automatic_resends_whoever_got_none_has_the_same_history() {
    let base = histories(&small(&[]));
    let without = histories(&small(&["rules.automatic_resend_days=0"]));
    for filing in base
        .by_filing
        .keys()
        .filter(|filing| !base.resent.contains(filing))
    {
        assert_eq!(
            base.by_filing[filing], without.by_filing[filing],
            "filing {filing}"
        );
    }
    assert!(without.resent.is_empty() && base.resent.len() > 100);
}

#[test]
fn where_arrivals_move_a_filings_traits_stay() {
    let traits = |histories: Histories| -> Vec<String> {
        let leaders = histories.by_filing.into_values().map(|lines| {
            let leader = lines.iter().find(|line| line.contains("Leader {"));
            let words = leader.map_or("", |line| line.split_once("mobile").map_or("", |w| w.1));
            words.split(", gap_until").next().unwrap_or("").to_owned()
        });
        leaders.take(400).collect()
    };
    let base = traits(histories(&small(&[])));
    let moved = traits(histories(&small(&["arrivals.filings_per_day=900"])));
    assert_eq!(base, moved);
}

#[test]
fn everything_is_accounted_for_in_unlikely_worlds_too() {
    let worlds: [&[&str]; 6] = [
        &[
            "rules.code_pool=40",
            "rules.automatic_resend_days=5",
            "rules.window=96h",
        ],
        &["gateway.messages_per_minute=0.02"],
        &["rules.window=10min", "rules.window_from=received"],
        &[
            "handsets.out_of_coverage=1",
            "people.moves_to_coverage=1",
            "people.expecting=1",
        ],
        &[
            "rules.code_effective=1h",
            "rules.resend_cancels_earlier=true",
            "people.asks_resend=1",
        ],
        &[
            "access.stale_number=1",
            "access.noticed=0.3",
            "provider.reminder_reach=1",
            "authority.auditors=1",
            "people.wrong_certificate=0.5",
            "resubmission.changes_number=1",
        ],
    ];
    for world in worlds {
        // The books are balanced by the run itself; here that something came of each.
        let results = experiment::run(&small(world), &Options::default()).unwrap();
        let total = results.total(Groups::NATION);
        assert!(total.filings > 3_000, "{world:?}");
        assert_eq!(
            total.submissions,
            total.not_checked + total.complete + total.all_returned()
        );
        let fates: u64 = total.messages.iter().flatten().sum();
        assert_eq!(fates, total.queued.iter().sum::<u64>(), "{world:?}");
    }
}

#[test]
fn filings_of_the_warm_up_are_simulated_and_not_counted() {
    let counted = |warm_up: &str| {
        let results = experiment::run(&small(&[warm_up]), &Options::default()).unwrap();
        (results.filings, results.total(Groups::NATION).filings)
    };
    let (all, some) = counted("run.warm_up=2d");
    assert!(some < all);
    assert_eq!(counted("run.warm_up=0d"), (all, all));
}
