//! Which cell it is, and whether its filings share anything.

use crate::chance::Key;
use crate::clock::{DAY, Millis};
use crate::measures::LoadTrack;
use crate::rules::Province;
use crate::scenario::{ProvinceParameters, Scenario};
use crate::world::arrivals::{expected_filings, filings_on_busiest_day};

/// A cell of a scenario.
#[derive(Clone, Copy, Debug)]
pub(super) struct CellPlace<'s> {
    pub(super) scenario: &'s Scenario,
    /// The province's place among the scenario's.
    pub(super) province: usize,
    /// The replication, from 0.
    pub(super) replication: u32,
}

impl<'s> CellPlace<'s> {
    pub(super) fn parameters(&self) -> &'s ProvinceParameters {
        &self.scenario.provinces[self.province]
    }

    /// Follows the load of the cell.
    pub(super) fn load(&self) -> LoadTrack {
        let Scenario { run, policy, .. } = self.scenario;
        let (warm_up, length) = (run.warm_up, run.length - run.warm_up);
        let effective = policy.code_effective.clone();
        LoadTrack::new(run.counted_from(), warm_up, length, effective)
    }

    /// The draws of the cell.
    pub(super) fn key(&self) -> Key {
        let province = self.parameters().province;
        Key::of_seed(self.scenario.run.seed)
            .child(u64::from(self.replication))
            .child(province.index() as u64)
    }
}

/// Whether filings of a province (by its place among the scenario's) may have to wait for one another:
/// in a lane with a rate, for an auditor, or for a code of a pool that could be half taken (R11). Where
/// they do not, each can be simulated by itself.
pub fn couples_filings(scenario: &Scenario, province: usize) -> bool {
    let parameters = &scenario.provinces[province];
    let pool = f64::from(scenario.policy.code_pool);
    parameters.lane_rates.iter().any(Option::is_some)
        || parameters.authority.auditors.is_some()
        || expected_codes(scenario, parameters.province) > pool / 2.0
}

/// About how many codes of a province are taken at its busiest.
fn expected_codes(scenario: &Scenario, province: Province) -> f64 {
    /// About as many as a filing of the baseline takes.
    const CODES_PER_FILING: f64 = 2.0;
    let daily = filings_on_busiest_day(&scenario.arrivals, &scenario.run, province);
    let run = &scenario.run;
    let effective = scenario
        .policy
        .code_effective
        .longest(run.start, run.length / DAY);
    daily * effective as f64 / DAY as f64 * CODES_PER_FILING
}

/// How far apart the events of a province are on average, roughly: for its
/// [`Queue`](super::queue::Queue).
pub fn mean_gap(scenario: &Scenario, province: Province) -> Millis {
    /// Events that a filing of the baseline makes.
    const EVENTS_PER_FILING: f64 = 10.0;
    let length = scenario.run.length.max(1) as f64;
    let filings = expected_filings(&scenario.arrivals, &scenario.run, province);
    (length / (filings * EVENTS_PER_FILING).max(1.0)) as Millis
}
