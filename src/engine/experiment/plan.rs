//! Plans: what is to be simulated, known before anything runs.

use std::borrow::Cow;

use super::filings::FilingPairs;
use crate::measures::Results;
use crate::rules::Province;
use crate::scenario::{Arrivals, Scenario};

/// Scenarios to simulate side by side: its *arms*.
///
/// A unit of work is one province in one replication, in all arms whose filings are paired: these are
/// simulated on one thread, one after the other, and of each pair of filings nothing but counts is
/// kept. So every arm is simulated once, whatever is compared with what.
///
/// ```
/// use beian_sim::experiment::{Options, Plan};
/// # use beian_sim::scenario::baseline;
/// let path = std::path::Path::new("short.toml");
/// # let set = |s: &mut beian_sim::scenario::Scenario| {
/// #     s.run.length = 3 * 86_400_000; s.run.warm_up = 86_400_000; s.run.replications = 2 };
/// # let mut base = baseline(path).unwrap().scenario;
/// # set(&mut base);
/// let mut variant = base.clone();
/// variant.policy.automatic_resend_days = 0;
/// let mut plan = Plan::of(&base);
/// let arm = plan.pair(0, &variant, true);
/// let found = plan.run(&Options::default()).unwrap();
/// assert_eq!(found.replications(0), 2);
/// assert!(found.arms[arm].pairs.nation().pairs > 0);
/// ```
#[derive(Clone, Debug)]
pub struct Plan<'s> {
    pub(super) arms: Vec<Arm<'s>>,
}

/// A scenario of a plan.
#[derive(Clone, Debug)]
pub(super) struct Arm<'s> {
    pub(super) scenario: Cow<'s, Scenario>,
    /// How many replications.
    pub(super) replications: u32,
    /// The arm whose filings its own are compared with.
    pub(super) base: Option<usize>,
    /// Whether its filings are compared in all replications, not only the first.
    pub(super) pairs_all: bool,
}

/// What a plan found, as far as it was worked through.
#[derive(Clone, Debug)]
pub struct PlanResults {
    /// By arm, in the order in which the plan has them.
    pub arms: Vec<ArmResults>,
    /// The replication, from 0, with which they begin.
    pub(super) from: u32,
}

/// What one arm of a plan found.
#[derive(Clone, Debug)]
pub struct ArmResults {
    /// Its results: of the replications from the first on, without a gap.
    pub results: Results,
    /// Its filings beside those of the arm that it is paired with, for the same replications.
    pub pairs: FilingPairs,
}

impl PlanResults {
    /// How many replications of an arm are complete.
    pub fn replications(&self, arm: usize) -> u32 {
        self.arms[arm].results.replications.len() as u32
    }
}

impl<'s> Plan<'s> {
    /// A plan of one scenario, all of its replications.
    pub fn of(scenario: &'s Scenario) -> Self {
        let mut plan = Self { arms: Vec::new() };
        plan.add(scenario);
        plan
    }

    /// A plan of one scenario that is nobody else's.
    pub fn owning(scenario: Scenario) -> Self {
        let mut plan = Self { arms: Vec::new() };
        plan.push(Cow::Owned(scenario), None, false);
        plan
    }

    /// Adds a scenario that stands for itself. Says which arm it is.
    pub fn add(&mut self, scenario: &'s Scenario) -> usize {
        self.push(Cow::Borrowed(scenario), None, false)
    }

    /// Adds a scenario whose filings are paired with those of an earlier arm: both must have the same
    /// seed. Pairs are counted in `all` replications, or in the first alone, which costs less. Says
    /// which arm it is.
    pub fn pair(&mut self, base: usize, scenario: &'s Scenario, all: bool) -> usize {
        self.push(Cow::Borrowed(scenario), Some(base), all)
    }

    /// Adds an arm of a scenario that is somebody's, or the plan's own.
    pub(super) fn push(
        &mut self,
        scenario: Cow<'s, Scenario>,
        base: Option<usize>,
        all: bool,
    ) -> usize {
        self.arms.push(Arm {
            replications: scenario.run.replications,
            scenario,
            base,
            pairs_all: all,
        });
        self.arms.len() - 1
    }

    /// The scenario of an arm.
    pub fn scenario(&self, arm: usize) -> &Scenario {
        &self.arms[arm].scenario
    }

    /// How many replications of an arm are run.
    pub fn replications(&self, arm: usize) -> u32 {
        self.arms[arm].replications
    }

    /// Runs so many replications of every arm in place of those that its scenario names.
    pub fn set_replications(&mut self, replications: u32) {
        for arm in &mut self.arms {
            arm.replications = replications;
        }
    }

    /// What is known before anything has run.
    pub fn nothing_yet(&self) -> PlanResults {
        let arms = self.arms.iter().map(|arm| {
            let scenario = &arm.scenario;
            let (provinces, from) = (scenario.provinces.len(), scenario.run.counted_from());
            ArmResults {
                results: Results::new(scenario.groups(), provinces, from)
                    .with_prices(scenario.prices)
                    .reminding(scenario.reminds())
                    .at_level(scenario.run.level),
                pairs: FilingPairs::default(),
            }
        });
        PlanResults {
            arms: arms.collect(),
            from: 0,
        }
    }

    /// The place of a province among those of an arm.
    pub(super) fn place(&self, arm: usize, province: Province) -> Option<usize> {
        let mut provinces = self.arms[arm].scenario.provinces.iter();
        provinces.position(|parameters| parameters.province == province)
    }

    /// Whether the filings of an arm are paired with those of another in a replication.
    pub(super) fn pairs_filings(&self, arm: usize, replication: u32) -> bool {
        let mut pairs = self.arms.iter().enumerate();
        pairs.any(|(variant, own)| {
            let paired = own.base.is_some() && (variant == arm || own.base == Some(arm));
            paired && (own.pairs_all || replication == 0)
        })
    }

    /// The arms that are simulated together, in the order of work.
    pub(super) fn together(&self) -> Vec<Together> {
        let mut groups: Vec<Together> = Vec::new();
        for (place, arm) in self.arms.iter().enumerate() {
            let base = arm.base;
            match groups
                .iter_mut()
                .find(|group| base.is_some_and(|base| group.arms.contains(&base)))
            {
                Some(group) => group.arms.push(place),
                None => groups.push(Together::of(place, &arm.scenario)),
            }
        }
        groups
    }
}

/// Arms that are simulated together, cell by cell.
#[derive(Debug)]
pub(super) struct Together {
    /// The arms; the first is paired with none.
    pub(super) arms: Vec<usize>,
    /// The provinces and their shares of the work, the largest first.
    pub(super) provinces: Vec<(Province, f64)>,
}

impl Together {
    fn of(arm: usize, scenario: &Scenario) -> Self {
        let places = 0..scenario.provinces.len();
        let mut provinces: Vec<(Province, f64)> = places
            .map(|place| {
                let province = scenario.provinces[place].province;
                (province, expected_share(scenario, place))
            })
            .collect();
        provinces.sort_by(|a, b| b.1.total_cmp(&a.1));
        let others = Province::all().filter(|province| {
            let mut own = scenario.provinces.iter();
            !own.any(|parameters| parameters.province == *province)
        });
        provinces.extend(others.map(|province| (province, 0.0)));
        Self {
            arms: vec![arm],
            provinces,
        }
    }
}

/// The share of the filings that is expected in a province, by its place among the scenario's.
pub fn expected_share(scenario: &Scenario, place: usize) -> f64 {
    let index = scenario.provinces[place].province.index();
    match &scenario.arrivals {
        Arrivals::Poisson(poisson) => poisson.province_share[index],
        Arrivals::File(filings) => {
            let all: usize = filings.iter().map(Vec::len).sum();
            filings[index].len() as f64 / all.max(1) as f64
        }
    }
}
