//! What happened in a cell, event by event, for tests that follow single filings.
#![allow(dead_code)]

use std::collections::BTreeMap;

use beian_sim::measures::CellTally;
use beian_sim::rules::{Entry, FilingNumber, Role};
use beian_sim::scenario::Scenario;
use beian_sim::simulation::{Observation, Observed, Observer, simulate};

/// All that happened, in the order of time.
#[derive(Default)]
pub struct Followed(pub Vec<Observation>);

impl Observer for Followed {
    const OBSERVES: bool = true;

    fn record(&mut self, observation: Observation) {
        self.0.push(observation);
    }
}

/// Simulates a province (by its place) in a replication (from 0): what happened, and what was counted.
pub fn follow(
    scenario: &Scenario,
    province: usize,
    replication: u32,
) -> (Vec<Observation>, CellTally) {
    let mut followed = Followed::default();
    let tally = simulate(scenario, province, replication, &mut followed);
    (followed.0, tally)
}

/// What happened to each filing.
pub fn by_filing(happened: Vec<Observation>) -> BTreeMap<FilingNumber, Vec<Observation>> {
    let mut by: BTreeMap<FilingNumber, Vec<Observation>> = BTreeMap::new();
    for observation in happened {
        by.entry(observation.filing).or_default().push(observation);
    }
    by
}

/// A leader of a submission; no leader, what is the filing's.
pub type Whose = (FilingNumber, u32, Option<Role>);

/// What happened to each leader in each submission of the first province's first replication.
pub fn by_leader(scenario: &Scenario) -> BTreeMap<Whose, Vec<Observation>> {
    let mut by: BTreeMap<Whose, Vec<Observation>> = BTreeMap::new();
    for observation in follow(scenario, 0, 0).0 {
        let whose = (
            observation.filing,
            observation.submission,
            observation.leader,
        );
        by.entry(whose).or_default().push(observation);
    }
    by
}

/// An event as text without the digits of codes: those come from the province's own stream in the order
/// of sending, over all filings.
pub fn line(happening: &Observation) -> String {
    let Observation {
        at,
        submission,
        leader,
        what,
        ..
    } = happening;
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
    format!("{at} {submission} {leader:?} {what}")
}
