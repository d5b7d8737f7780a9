//! Common random numbers: a lever moves only what it touches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::followed::{by_filing, follow, line};
use crate::runner::{done, small as folder, tables};
use beian_sim::experiment::{self, Options, Plan};
use beian_sim::measures::Groups;
use beian_sim::rules::{Cause, FilingNumber};
use beian_sim::scenario::{Scenario, load};
use beian_sim::simulation::{Observation, Observed};
use beian_sim::world::arrivals::NUMBERS_PER_PROCESS;

/// What happened to each filing of a cell, as text, and which asked for a resend or got the automatic one.
struct Histories {
    by_filing: BTreeMap<FilingNumber, Vec<String>>,
    asked: BTreeSet<FilingNumber>,
    resent: BTreeSet<FilingNumber>,
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
    let happened = by_filing(follow(scenario, zhejiang, 0).0);
    let those = |who: fn(&Observed) -> bool| {
        let met = |own: &&Vec<Observation>| own.iter().any(|happening| who(&happening.what));
        let found = happened.iter().filter(|(_, own)| met(own));
        found.map(|(filing, _)| *filing).collect()
    };
    let lines = |own: &Vec<Observation>| own.iter().map(line).collect();
    Histories {
        asked: those(|what| matches!(what, Observed::Requested(_))),
        resent: those(|what| matches!(what, Observed::Queued(Cause::Automatic))),
        by_filing: (happened.iter())
            .map(|(filing, own)| (*filing, lines(own)))
            .collect(),
    }
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

/// Three times the filings on two days.
const SURGE: &str = "arrivals.surges=[{ from = 2019-03-14, to = 2019-03-16, factor = 3 }]";

#[test]
fn with_a_surge_each_other_filing_has_the_same_history() {
    let (base, surged) = (histories(&small(&[])), histories(&small(&[SURGE])));
    let of_base = surged.by_filing.range(..NUMBERS_PER_PROCESS);
    assert!(of_base.eq(&base.by_filing));
    let added = surged.by_filing.range(NUMBERS_PER_PROCESS..).count();
    assert!(added > 200, "{added}");
}

#[test]
fn with_a_smaller_volume_for_a_time_whoever_stays_has_the_same_history() {
    let base = histories(&small(&[]));
    let fewer = histories(&small(&[&SURGE.replace("factor = 3", "factor = 0.4")]));
    let mut stay = fewer.by_filing.iter();
    assert!(stay.all(|(filing, lines)| base.by_filing[filing] == *lines));
    let dropped = base.by_filing.len() - fewer.by_filing.len();
    assert!(dropped > 60, "{dropped}");
}

#[test]
fn a_surge_moves_no_pair_of_filings() {
    let baseline = |set: &[&str]| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
        let days = ["run.length=8d", "run.warm_up=2d", "run.replications=2"];
        let set = days.iter().chain(set).map(|set| (*set).to_owned());
        load(&path, &set.collect::<Vec<_>>()).unwrap().scenario
    };
    let base = baseline(&[]);
    let surged = baseline(&[SURGE]);
    let thinned = baseline(&[&SURGE.replace("factor = 3", "factor = 0.4")]);
    let mut plan = Plan::of(&base);
    let arms = [&surged, &thinned].map(|variant| plan.pair(0, variant, true));
    let found = plan.run(&Options::default()).unwrap();
    let counted = |arm: usize| found.arms[arm].results.total(Groups::NATION).filings;
    let paired = arms.map(|arm| {
        let pairs = &found.arms[arm].pairs;
        let moved = pairs.transitions();
        assert!(
            moved.keys().all(|(before, after)| before == after),
            "{moved:?}"
        );
        let returned = pairs.nation();
        assert_eq!((returned.only_first, returned.only_second), (0, 0));
        assert!(returned.pairs > 20_000, "{returned:?}");
        moved.values().sum::<u64>()
    });
    // All of the base are still there with the surge, and all that the thinning leaves are of the base.
    assert_eq!(paired, [counted(0), counted(2)]);
    assert!(counted(1) > counted(0) + 10_000 && counted(2) + 3_000 < counted(0));
}

#[test]
fn compare_pairs_the_filings_that_a_surge_leaves_as_they_are() {
    let folder = folder("");
    let surge = "[[arrivals.surges]]\nfrom = 2019-03-13\nto = 2019-03-15\nfactor = 3\n";
    let text = format!("based_on = \"x.toml\"\n{surge}");
    std::fs::write(folder.path().join("surged.toml"), text).unwrap();
    let compare = ["compare", "x.toml", "surged.toml", "--pair-filings"];
    done(&folder, &[&compare[..], &["--out", "two"]].concat());
    let moved = &tables(&folder.path().join("two"))["transitions.csv"];
    let rows: Vec<Vec<&str>> = moved
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect())
        .collect();
    assert!(
        rows.len() > 2 && rows.iter().all(|row| row[1] == row[2]),
        "{moved}"
    );
    // Of one replication: what the surge adds has no pair, so pairs give no interval.
    let one = ["--out", "one", "--set", "run.replications=1"];
    done(&folder, &[&compare[..], &one].concat());
    let all = &tables(&folder.path().join("one"))["comparison.csv"];
    let first = "surged,nation,all,return_rate_first,";
    let row = all.lines().find(|row| row.starts_with(first)).unwrap();
    let cells: Vec<&str> = row.split(',').collect();
    assert_eq!((cells[8], cells[9], cells[10]), ("", "", "paired"), "{row}");
}

#[test]
fn everything_is_accounted_for_in_unlikely_worlds_too() {
    let worlds: [&[&str]; 7] = [
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
        &[
            "provider.reminders=[{after=\"1h\", reach=0.5}, {at=\"09:30\", days=3, by=\"sms\", reach=1}]",
            "handsets.intercepting=0.3",
            "handsets.out_of_coverage=0.5",
            "gateway.messages_per_minute=0.05",
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
