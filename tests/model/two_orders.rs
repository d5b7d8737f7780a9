//! A filing that shares nothing is run by itself, and nobody can tell: every figure is that of all filings
//! in one order of time.

use crate::plain_world::*;
use crate::random_worlds::{Dice, World, random};
use beian_sim::clock::{DAY, HOUR, MINUTE};
use beian_sim::datasets::Tables;
use beian_sim::experiment::{self, Options, Plan};
use beian_sim::rules::*;
use beian_sim::scenario::{Outage, OutageOf, Scenario, load};
use beian_sim::simulation::couples_filings;
use proptest::prelude::*;

/// How many provinces of a scenario are simulated filing by filing.
fn uncoupled(scenario: &Scenario) -> usize {
    let provinces = 0..scenario.provinces.len();
    provinces
        .filter(|province| !couples_filings(scenario, *province))
        .count()
}

/// Holds all figures of both orders against each other, and those of one thread against several; how many
/// events they took is no figure.
fn check(scenario: &Scenario) {
    let found = |threads, in_order| {
        let options = Options {
            threads,
            in_order,
            ..Options::default()
        };
        let mut results = experiment::run(scenario, &options).unwrap();
        results.events = 0;
        let tables: Vec<String> = Tables::of(scenario, &results)
            .list
            .into_iter()
            .map(|table| String::from_utf8(table.bytes.to_vec()).unwrap())
            .collect();
        (tables, format!("{results:?}"))
    };
    let (tables, all) = found(1, true);
    for (threads, in_order) in [(1, false), (2, false), (7, false)] {
        let (other, of_other) = found(threads, in_order);
        for (mine, theirs) in tables.iter().zip(&other) {
            for (one, another) in mine.lines().zip(theirs.lines()) {
                assert_eq!(one, another, "{}", scenario.name);
            }
        }
        assert!(tables == other && all == of_other, "{}", scenario.name);
    }
}

#[test]
fn shipped_scenarios_give_the_same_tables_in_both_orders() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let (mut scenarios, mut filing_by_filing) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let mut scenario = load(&path, &[]).unwrap().scenario;
        scenario.run.replications = 1;
        check(&scenario);
        scenarios += 1;
        filing_by_filing += usize::from(uncoupled(&scenario) > 0);
    }
    assert!(scenarios >= 12 && filing_by_filing > scenarios / 2);
}

/// A random world, with what the replay of acts cannot have: outages of all things, several people, and
/// now and then what couples filings.
fn random_scenario(seed: u64) -> Scenario {
    let mut dice = Dice::of(seed ^ 0x5eed);
    let worlds = [
        World::OneSubmission,
        World::NoAutomaticResends,
        World::OneCodeOfACause,
    ];
    let mut scenario = random(dice.one_of(&worlds), seed);
    let (from, provinces) = (at("2019-03-12T20:00:00"), [true; Province::COUNT]);
    for what in [OutageOf::Gateway, OutageOf::Carrier(Carrier::Mobile)] {
        let to = from.after(dice.one_of(&[HOUR, 4 * HOUR, 30 * HOUR]));
        if dice.one_of(&[true, false]) {
            scenario.outages.push(Outage {
                what,
                from,
                to,
                provinces,
            });
        }
    }
    scenario.policy.automatic_resend_days = dice.one_of(&[0, 1, 1, 3]);
    if dice.one_of(&[true, false]) {
        scenario.arrivals = poisson(dice.one_of(&[3.0, 40.0, 200.0]));
    }
    scenario.policy.code_pool = dice.one_of(&[1_000_000, 1_000_000, 1_000, 200, 20, 2]);
    let zhejiang = &mut scenario.provinces[0];
    zhejiang.lane_rates[0] = dice.one_of(&[None, None, None, Some(0.5)]);
    zhejiang.authority.auditors = dice.one_of(&[None, None, None, Some(2)]);
    scenario
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn random_scenarios_give_the_same_figures_in_both_orders(seed: u64) {
        check(&random_scenario(seed));
    }
}

#[test]
fn random_scenarios_are_of_both_kinds() {
    let scenarios = (0..60).map(random_scenario);
    let coupled = scenarios
        .filter(|scenario| uncoupled(scenario) == 0)
        .count();
    assert!((10..50).contains(&coupled), "{coupled}");
}

#[test]
fn where_codes_run_out_after_all_the_province_is_run_in_one_order() {
    // All at once: nobody would expect it of so few filings in two months.
    let arrivals: Vec<_> = (0..50)
        .map(|n| at("2019-03-12T10:00:00").after(n * MINUTE))
        .collect();
    let mut scenario = plain(filings_at(&arrivals), 60);
    scenario.policy.code_pool = 40;
    assert_eq!(uncoupled(&scenario), 1);
    check(&scenario);
    let results = run(&scenario);
    assert!(
        results
            .load
            .hours
            .counted
            .iter()
            .any(|hour| hour.waiting_messages.peak > 0)
    );
    // Filings that are paired are told of once.
    let mut other = scenario.clone();
    other.policy.window = (3 * DAY).into();
    let mut plan = Plan::of(&scenario);
    let arm = plan.pair(0, &other, true);
    let pairs = &plan.run(&Options::default()).unwrap().arms[arm].pairs;
    assert_eq!(pairs.transitions().values().sum::<u64>(), 50);
}
