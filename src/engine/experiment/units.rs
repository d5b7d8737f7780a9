//! Units: blocks of consecutive replications of a plan, known before anything runs, that can be simulated apart
//! and put together again.

use serde::{Deserialize, Serialize};

use super::plan::ArmResults;
use super::{Demand, FilingPairs, InvariantViolation, Options, Plan, PlanResults};
use crate::measures::PartOfResults;

/// Replications of a plan, in all of its arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The first, from 0.
    pub from: u32,
    /// The first that is not in it.
    pub to: u32,
}

/// What was found in a unit: by arm, its results and its pairs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartFound(Vec<(PartOfResults, FilingPairs)>);

/// Filings of a unit, about, in all arms, where nobody asks for another size: some seconds of one thread.
pub const FILINGS_OF_UNIT: u64 = 2_000_000;

impl Plan<'_> {
    /// The units of all its replications, each of about so many filings, or of one replication that has more: blocks of
    /// equal length, but for the last, and but for those that end where an earlier plan of fewer replications did
    /// (`ends`), of which what was done then is part. They depend on nothing but that and the scenarios.
    pub fn units(&self, filings: u64, ends: &[u32]) -> Vec<Unit> {
        let arms = || self.arms.iter();
        let whole = arms().map(|arm| arm.replications).max().unwrap_or(0);
        let length = (filings as f64 / self.filings_of_one()).floor();
        let length = length.clamp(1.0, f64::from(u32::MAX)) as u32;
        let mut units = Vec::new();
        let mut from = 0;
        while from < whole {
            let block = (from / length + 1).saturating_mul(length).min(whole);
            let ends = ends.iter().copied();
            let to = ends.filter(|end| (from + 1..block).contains(end)).min();
            let to = to.unwrap_or(block);
            units.push(Unit { from, to });
            from = to;
        }
        units
    }

    /// Filings that are expected of one replication in all arms.
    fn filings_of_one(&self) -> f64 {
        let arms = self.arms.iter();
        Demand::of(arms.map(|arm| (&*arm.scenario, 1.0)), 1)
            .filings
            .max(1.0)
    }

    /// Filings that are expected in a unit.
    pub fn filings_of(&self, unit: Unit) -> f64 {
        let arms = self.arms.iter().map(|arm| {
            let replications = unit.within(arm.replications);
            (
                &*arm.scenario,
                f64::from(replications.to - replications.from),
            )
        });
        Demand::of(arms, 1).filings
    }

    /// Simulates a unit. What comes out has fewer replications where it was stopped.
    ///
    /// # Errors
    /// [`InvariantViolation`] where the program has lost count.
    pub fn run_unit(
        &self,
        unit: Unit,
        options: &Options,
    ) -> Result<PlanResults, InvariantViolation> {
        let mut part = self.clone();
        for arm in &mut part.arms {
            arm.replications = arm.replications.min(unit.to);
        }
        let mut nothing = part.nothing_yet();
        nothing.from = unit.from;
        part.extend(nothing, options)
    }

    /// Whether what was found in a unit is the whole of it.
    pub fn has_whole(&self, unit: Unit, found: &PlanResults) -> bool {
        let mut arms = self.arms.iter().zip(&found.arms);
        arms.all(|(arm, own)| own.results.replications.len() == unit.of(arm.replications))
    }

    /// Takes in what was found in the unit that comes next; `false` where that is not of this plan and unit.
    pub fn take_in(
        &self,
        found: &mut PlanResults,
        unit: Unit,
        part: PartFound,
        with_load: bool,
    ) -> bool {
        let mut arms = self.arms.iter().zip(&found.arms).zip(&part.0);
        let fits = part.0.len() == self.arms.len()
            && arms.all(|((arm, into), (results, pairs))| {
                let replications = unit.of(arm.replications);
                results.fits(&into.results, replications, with_load) && pairs.len() == replications
            });
        if fits {
            for (into, (results, pairs)) in found.arms.iter_mut().zip(part.0) {
                into.results.append(results);
                into.pairs.append(pairs);
            }
        }
        fits
    }
}

impl Unit {
    /// Its replications of an arm that has so many.
    fn within(self, replications: u32) -> Self {
        Self {
            from: self.from.min(replications),
            to: self.to.min(replications),
        }
    }

    fn of(self, replications: u32) -> usize {
        let within = self.within(replications);
        (within.to - within.from) as usize
    }
}

impl PartFound {
    /// What was found in a unit, with or without the load by the hour.
    pub fn of(found: PlanResults, with_load: bool) -> Self {
        let part = |ArmResults { results, pairs }| (PartOfResults::of(results, with_load), pairs);
        Self(found.arms.into_iter().map(part).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::from_text;

    fn bounds(units: Vec<Unit>) -> Vec<u32> {
        let from: Vec<u32> = units.iter().map(|unit| unit.from).collect();
        assert_eq!(from[1..], bounds_of(&units)[..units.len() - 1], "no gaps");
        bounds_of(&units)
    }

    fn bounds_of(units: &[Unit]) -> Vec<u32> {
        units.iter().map(|unit| unit.to).collect()
    }

    #[test]
    fn units_are_of_equal_length_and_end_where_earlier_ones_did() {
        let text = "arrivals.filings_per_day = 20000\nrun.length = '30d'\nrun.replications = 11";
        let scenario = from_text("units", text).unwrap().scenario;
        let mut plan = Plan::of(&scenario);
        // Some 600,000 filings each.
        assert_eq!(bounds(plan.units(FILINGS_OF_UNIT, &[])), [3, 6, 9, 11]);
        plan.set_replications(14);
        assert_eq!(bounds(plan.units(FILINGS_OF_UNIT, &[])), [3, 6, 9, 12, 14]);
        assert_eq!(bounds(plan.units(2_000_000, &[11])), [3, 6, 9, 11, 12, 14]);
        assert_eq!(bounds(plan.units(1, &[])).len(), 14);
        plan.set_replications(0);
        assert!(plan.units(1, &[]).is_empty());
    }
}
