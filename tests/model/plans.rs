//! Plans: every arm is simulated once, what is known is extended, and what is stopped has no gap.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use beian_sim::experiment::{Options, Plan, PlanResults, Progress, ResendArms, run};
use beian_sim::measures::Results;
use beian_sim::scenario::{Scenario, load};

fn small(replications: u32) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let set = [
        "run.length=4d".to_owned(),
        "run.warm_up=1d".to_owned(),
        "arrivals.filings_per_day=150".to_owned(),
        format!("run.replications={replications}"),
    ];
    load(&path, &set).unwrap().scenario
}

/// Everything that was found, as text.
fn all(found: &PlanResults) -> String {
    format!("{found:?}")
}

#[test]
fn replications_that_are_added_are_those_of_one_run() {
    let scenario = small(2);
    let mut plan = Plan::of(&scenario);
    ResendArms::add(&mut plan, 0);
    let cells = AtomicUsize::new(0);
    let count = |_: Progress| {
        cells.fetch_add(1, Ordering::Relaxed);
    };
    let options = Options {
        progress: Some(&count),
        threads: 3,
        ..Options::default()
    };
    let mut found = plan.run(&options).unwrap();
    let each = 4 * scenario.provinces.len();
    assert_eq!(cells.swap(0, Ordering::Relaxed), 2 * each);
    for replications in [3, 5] {
        plan.set_replications(replications);
        found = plan.extend(found, &options).unwrap();
    }
    // Only those that were added are simulated, each in four arms.
    assert_eq!(cells.load(Ordering::Relaxed), 3 * each);
    let at_once = plan.run(&Options::default()).unwrap();
    assert_eq!(found.replications(3), 5);
    assert!(all(&found) == all(&at_once));
    // And no figure depends on what else is in a plan.
    // (How many events that took is none.)
    let figures = |results: &Results| {
        let results = Results {
            events: 0,
            ..results.clone()
        };
        format!("{results:?}")
    };
    let alone = run(&small(5), &Options::default()).unwrap();
    assert!(figures(&alone) == figures(&found.arms[0].results));
}

#[test]
fn what_is_stopped_keeps_the_first_replications_without_a_gap() {
    let (scenario, variant) = (small(8), {
        let mut variant = small(8);
        variant.policy.automatic_resend_days = 0;
        variant
    });
    let mut plan = Plan::of(&scenario);
    plan.pair(0, &variant, true);
    let mut seen = Vec::new();
    for cells in [10, 120, 200, 260] {
        let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
        let count = |_: Progress| {
            if done.fetch_add(1, Ordering::Relaxed) + 1 >= cells {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let options = Options {
            threads: 4,
            stop: Some(&stop),
            progress: Some(&count),
            ..Options::default()
        };
        let found = plan.run(&options).unwrap();
        let complete = found.replications(0);
        assert_eq!(complete, found.replications(1));
        assert!(complete < 8);
        seen.push(complete);
        let mut shorter = plan.clone();
        shorter.set_replications(complete);
        assert!(all(&found) == all(&shorter.run(&Options::default()).unwrap()));
        // The rest can follow later.
        let rest = plan.extend(found, &Options::default()).unwrap();
        assert_eq!(rest.replications(1), 8);
    }
    assert!(seen.is_sorted() && seen[3] > 0, "{seen:?}");
}

#[test]
fn pairs_are_counted_in_the_first_replication_alone_unless_all_are_asked_for() {
    let (scenario, variant) = (small(3), small(3));
    let mut plan = Plan::of(&scenario);
    let arms = [false, true].map(|all| plan.pair(0, &variant, all));
    let found = plan.run(&Options::default()).unwrap();
    let [first, all] = arms.map(|arm| {
        let moved = found.arms[arm].pairs.transitions();
        assert!(moved.keys().all(|(before, after)| before == after));
        moved.values().sum::<u64>()
    });
    let counted = |replication: usize| {
        let nation = &found.arms[0].results.replications[replication][0];
        nation.counts.filings
    };
    assert_eq!(first, counted(0));
    assert_eq!(all, counted(0) + counted(1) + counted(2));
}
