//! How often 95 % intervals hold a truth that is known, over many small experiments. Each kind is tried
//! twice: in a few experiments with every test, where only a wrong formula fails, and (long:
//! `cargo test --release --test model coverage -- --ignored --nocapture`) in 1,000, where it must in 93 to 97 %.

use std::ops::RangeInclusive;

use crate::plain_world::*;
use beian_sim::experiment::{Options, Plan};
use beian_sim::measures::{Groups, Interval, Level, Measure, Results, difference, paired_interval};
use beian_sim::scenario::Scenario;
use statrs::distribution::{Binomial, DiscreteCDF};

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

/// How many experiments, and in how many of them the interval may hold the truth.
struct Trial {
    experiments: u64,
    accepted: RangeInclusive<u64>,
}

impl Trial {
    /// 93 to 97 % of 1,000.
    fn long() -> Self {
        Self {
            experiments: 1_000,
            accepted: 930..=970,
        }
    }

    /// Where each interval holds the truth with 95 %, one trial in a million is not accepted. Intervals
    /// that are too wide fail as those do that are too narrow: all of 300 are too many.
    fn short() -> Self {
        let experiments = 300;
        let held = Binomial::new(0.95, experiments).unwrap();
        let first = |is: &dyn Fn(u64) -> bool| (0..=experiments).find(|&count| is(count)).unwrap();
        let low = first(&|count| held.cdf(count) > 5e-7);
        let high = first(&|count| held.sf(count) <= 5e-7);
        assert!(low > 0 && high < experiments);
        Self {
            experiments,
            accepted: low..=high,
        }
    }

    /// Counts the experiments in which the interval holds the truth.
    fn covers(&self, what: &str, truth: f64, interval: impl Fn(u64) -> Interval) {
        let held = (0..self.experiments).filter(|&experiment| {
            let interval = interval(experiment);
            interval.low <= truth && truth <= interval.high
        });
        let (held, all) = (held.count() as u64, self.experiments);
        let share = held as f64 / all as f64 * 100.0;
        println!("{what}: {share:.1} % of {all} intervals hold it");
        let accepted = &self.accepted;
        assert!(
            accepted.contains(&held),
            "{what}: {held}, not {accepted:?} of {all}"
        );
    }
}

fn of_nation(results: &Results, name: &str) -> Interval {
    let estimate = results.estimate(measure(name), Groups::NATION).unwrap();
    estimate.interval.unwrap()
}

fn student_t_over_replications(trial: &Trial) {
    trial.covers("return rate over 10 replications", 0.2, |experiment| {
        of_nation(&run(&losing(0.2, 10, experiment)), "return_rate")
    });
    trial.covers("return rate over 3 replications", 0.2, |experiment| {
        of_nation(&run(&losing(0.2, 3, experiment)), "return_rate")
    });
    let filings = FILINGS_PER_DAY * DAYS as f64;
    trial.covers("filings over 10 replications", filings, |experiment| {
        of_nation(&run(&losing(0.2, 10, experiment)), "filings")
    });
}

fn wilson_of_one_replication(trial: &Trial) {
    for rate in [0.2, 0.03] {
        trial.covers(
            &format!("return rate {rate} of one replication"),
            rate,
            |experiment| of_nation(&run(&losing(rate, 1, experiment)), "return_rate"),
        );
    }
}

fn differences_of_pairs_and_of_independent_experiments(trial: &Trial) {
    let of = |experiment: u64, other: u64, paired: bool| {
        let base = run(&losing(0.2, 10, experiment));
        let variant = run(&losing(0.1, 10, other));
        let rate = measure("return_rate");
        let groups = ((&base, Groups::NATION), (&variant, Groups::NATION));
        let found = difference(rate, groups.0, groups.1, paired).unwrap();
        found.interval.unwrap()
    };
    trial.covers("paired difference of return rates", -0.1, |experiment| {
        of(experiment, experiment, true)
    });
    trial.covers(
        "difference of independent experiments (Welch)",
        -0.1,
        |experiment| of(experiment, experiment + trial.experiments, false),
    );
}

fn pairs_of_filings_of_one_replication(trial: &Trial) {
    trial.covers("difference by pairs of filings", -0.1, |experiment| {
        let (base, variant) = (losing(0.2, 1, experiment), losing(0.1, 1, experiment));
        let mut plan = Plan::of(&base);
        let arm = plan.pair(0, &variant, true);
        let found = plan.run(&Options::default()).unwrap();
        let pairs = found.arms[arm].pairs.nation();
        let mean = pairs.sum() / pairs.pairs as f64;
        paired_interval(mean, &pairs, Level::default()).unwrap().0
    });
}

mod few {
    use super::Trial;

    #[test]
    fn student_t_over_replications() {
        super::student_t_over_replications(&Trial::short());
    }

    #[test]
    fn wilson_of_one_replication() {
        super::wilson_of_one_replication(&Trial::short());
    }

    #[test]
    fn differences_of_pairs_and_of_independent_experiments() {
        super::differences_of_pairs_and_of_independent_experiments(&Trial::short());
    }

    #[test]
    fn pairs_of_filings_of_one_replication() {
        super::pairs_of_filings_of_one_replication(&Trial::short());
    }
}

mod many {
    use super::Trial;

    #[test]
    #[ignore = "long: 1,000 experiments of each kind"]
    fn student_t_over_replications() {
        super::student_t_over_replications(&Trial::long());
    }

    #[test]
    #[ignore = "long: 1,000 experiments of each kind"]
    fn wilson_of_one_replication() {
        super::wilson_of_one_replication(&Trial::long());
    }

    #[test]
    #[ignore = "long: 1,000 experiments of each kind"]
    fn differences_of_pairs_and_of_independent_experiments() {
        super::differences_of_pairs_and_of_independent_experiments(&Trial::long());
    }

    #[test]
    #[ignore = "long: 1,000 experiments of each kind"]
    fn pairs_of_filings_of_one_replication() {
        super::pairs_of_filings_of_one_replication(&Trial::long());
    }
}
