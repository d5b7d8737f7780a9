//! How often 95 % intervals hold a truth that is known: over 1,000 small experiments each must in 93 to
//! 97 % of them. Long: `cargo test --release --test coverage -- --ignored --nocapture`.

mod common;

use beian_sim::experiment::{filing_ends, filing_pairs};
use beian_sim::measures::{Groups, Interval, Measure, Results, difference, paired_interval};
use beian_sim::scenario::Scenario;
use common::*;

const EXPERIMENTS: u64 = 1_000;
const FILINGS_PER_DAY: f64 = 60.0;
const DAYS: i64 = 7;

/// A world in which a filing is returned exactly when its one message is lost, each with this
/// probability by itself: nobody is slow for 48 h, nothing is sent twice.
fn losing(loss: f64, replications: u32, experiment: u64) -> Scenario {
    let mut scenario = plain(poisson(FILINGS_PER_DAY), DAYS);
    scenario.policy.automatic_resend_days = 0;
    for carrier in &mut std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0].carriers
    {
        carrier.loss = loss;
    }
    scenario.run.replications = replications;
    scenario.run.seed = experiment;
    scenario
}

fn measure(name: &str) -> &'static Measure {
    Measure::named(name).unwrap()
}

/// The share of experiments in which the interval holds the truth; it must be 93 to 97 %.
fn covers(what: &str, truth: f64, interval: impl Fn(u64) -> Interval) {
    let held = (0..EXPERIMENTS).filter(|&experiment| {
        let interval = interval(experiment);
        interval.low <= truth && truth <= interval.high
    });
    let share = held.count() as f64 / EXPERIMENTS as f64;
    println!(
        "{what}: {:.1} % of {EXPERIMENTS} intervals hold it",
        share * 100.0
    );
    assert!((0.93..=0.97).contains(&share), "{what}: {share}");
}

fn of_nation(results: &Results, name: &str) -> Interval {
    let estimate = results.estimate(measure(name), Groups::NATION).unwrap();
    estimate.interval.unwrap()
}

#[test]
#[ignore = "long: 1,000 experiments of each kind"]
fn student_t_over_replications() {
    covers("return rate over 10 replications", 0.2, |experiment| {
        of_nation(&run(&losing(0.2, 10, experiment)), "return_rate")
    });
    covers("return rate over 3 replications", 0.2, |experiment| {
        of_nation(&run(&losing(0.2, 3, experiment)), "return_rate")
    });
    let filings = FILINGS_PER_DAY * DAYS as f64;
    covers("filings over 10 replications", filings, |experiment| {
        of_nation(&run(&losing(0.2, 10, experiment)), "filings")
    });
}

#[test]
#[ignore = "long: 1,000 experiments of each kind"]
fn wilson_of_one_replication() {
    for rate in [0.2, 0.03] {
        covers(
            &format!("return rate {rate} of one replication"),
            rate,
            |experiment| of_nation(&run(&losing(rate, 1, experiment)), "return_rate"),
        );
    }
}

#[test]
#[ignore = "long: 1,000 experiments of each kind"]
fn differences_of_pairs_and_of_independent_experiments() {
    let of = |experiment: u64, other: u64, paired: bool| {
        let base = run(&losing(0.2, 10, experiment));
        let variant = run(&losing(0.1, 10, other));
        let rate = measure("return_rate");
        let groups = ((&base, Groups::NATION), (&variant, Groups::NATION));
        let found = difference(rate, groups.0, groups.1, paired).unwrap();
        found.interval.unwrap()
    };
    covers("paired difference of return rates", -0.1, |experiment| {
        of(experiment, experiment, true)
    });
    covers(
        "difference of independent experiments (Welch)",
        -0.1,
        |experiment| of(experiment, experiment + EXPERIMENTS, false),
    );
}

#[test]
#[ignore = "long: 1,000 experiments of each kind"]
fn pairs_of_filings_of_one_replication() {
    covers("difference by pairs of filings", -0.1, |experiment| {
        let ends = |loss| filing_ends(&losing(loss, 1, experiment), 1);
        let pairs = filing_pairs(&ends(0.2), &ends(0.1)).nation;
        let mean = pairs.iter().sum::<f64>() / pairs.len() as f64;
        paired_interval(mean, &pairs).unwrap().0
    });
}
