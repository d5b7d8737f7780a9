//! Working through the units of a plan on all threads.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::filings::{FilingEnds, Recorder};
use super::plan::{Plan, PlanResults, Together};
use super::under_way::{ArmUnderWay, Closed, InOrder, UnderWay};
use crate::clock::HOUR;
use crate::measures::{CellTally, Groups, ProvinceTally, Results};
use crate::rules::Province;
use crate::scenario::Scenario;
use crate::simulation::{CellName, Observer, Observers, Unobserved, simulate};

/// How an experiment is run. None of it moves a figure.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Threads; 0 for as many as the machine has cores.
    pub threads: usize,
    /// Set from outside to end early; the first replications are kept, as far as they are complete
    /// without a gap.
    pub stop: Option<&'a AtomicBool>,
    /// Told after each cell.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

impl Default for Options<'_> {
    /// All cores, nobody told.
    fn default() -> Self {
        Self {
            threads: 0,
            stop: None,
            progress: None,
        }
    }
}

/// How far an experiment is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Filings simulated by the cell that has just ended.
    pub filings: u64,
    /// The share of all work that this cell was, by the filings expected.
    pub share: f64,
}

/// Something received was not accounted for: an error of the program, never of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvariantViolation {
    /// The scenario's name.
    pub scenario: String,
    /// The replication, from 1.
    pub replication: u32,
    /// The group.
    pub group: String,
    /// The invariant, with what both sides are.
    pub what: String,
}

impl fmt::Display for InvariantViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            scenario,
            replication,
            group,
            what,
        } = self;
        write!(
            f,
            "{scenario}: an invariant does not hold in replication {replication}, {group}: {what}"
        )
    }
}

impl std::error::Error for InvariantViolation {}

/// Runs all replications of a scenario. The result does not depend on the threads.
///
/// ```
/// use beian_sim::experiment::{self, Options};
/// use beian_sim::scenario;
///
/// let text = "run.length = '3d'\nrun.warm_up = '1d'\nrun.replications = 2";
/// let scenario = scenario::from_text("short", text)?.scenario;
/// let on = |threads| experiment::run(&scenario, &Options { threads, ..Options::default() });
/// let (one, two) = (on(1)?, on(2)?);
/// assert_eq!(one.replications.len(), 2);
/// assert_eq!(one.total(0), two.total(0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`InvariantViolation`] where the program has lost count.
pub fn run(scenario: &Scenario, options: &Options) -> Result<Results, InvariantViolation> {
    let mut found = Plan::of(scenario).run(options)?;
    Ok(found.arms.swap_remove(0).results)
}

impl Plan<'_> {
    /// Works through the whole plan.
    ///
    /// # Errors
    /// [`InvariantViolation`] where the program has lost count.
    pub fn run(&self, options: &Options) -> Result<PlanResults, InvariantViolation> {
        self.extend(self.nothing_yet(), options, &Unobserved)
    }

    /// Adds to what this plan has `found` the replications that it lacks: the result is that of one run
    /// of all. `observers` follow the cells of the first arm; that moves no figure.
    ///
    /// Cells are worked through replication by replication, the largest province first, so that no
    /// thread is left with a large one at the end. The result does not depend on the threads.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn extend<L: Observers>(
        &self,
        mut found: PlanResults,
        options: &Options,
        observers: &L,
    ) -> Result<PlanResults, InvariantViolation> {
        // Arms that were added since know nothing yet.
        let all = self.nothing_yet().arms.into_iter();
        found.arms.extend(all.skip(found.arms.len()));
        let work = Work::new(self, found, options, observers);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads);
        match pool.build() {
            Ok(pool) => drop(pool.broadcast(|_| work.through())),
            // Where no threads are to be had, the calling one does.
            Err(_) => work.through(),
        }
        work.finish()
    }
}

struct Work<'a, L> {
    plan: &'a Plan<'a>,
    options: &'a Options<'a>,
    observers: &'a L,
    together: Vec<Together>,
    /// The groups of each arm.
    groups: Vec<Groups>,
    /// How many replications each arm has already.
    known: Vec<u32>,
    /// The first replication that some arm lacks, from 0.
    first: u32,
    /// Replications under way, from `first` on.
    under_way: Vec<Mutex<Option<UnderWay>>>,
    /// The unit that is taken next.
    next: AtomicUsize,
    /// Replications of all arms together that are to be simulated.
    whole: f64,
    in_order: Mutex<InOrder>,
    violation: Mutex<Option<InvariantViolation>>,
}

impl<'a, L: Observers> Work<'a, L> {
    fn new(plan: &'a Plan, found: PlanResults, options: &'a Options, observers: &'a L) -> Self {
        let of_arms = found.arms.iter();
        let known: Vec<u32> = of_arms
            .map(|arm| arm.results.replications.len() as u32)
            .collect();
        let wanted = plan.arms.iter().map(|arm| arm.replications);
        let missing: Vec<(u32, u32)> = known.iter().copied().zip(wanted).collect();
        let missing = || missing.iter().filter(|(known, wanted)| known < wanted);
        let first = missing().map(|(known, _)| *known).min().unwrap_or(0);
        let last = missing().map(|(_, wanted)| *wanted).max().unwrap_or(0);
        Self {
            plan,
            options,
            observers,
            together: plan.together(),
            groups: plan.arms.iter().map(|arm| arm.scenario.groups()).collect(),
            first,
            under_way: (first..last).map(|_| Mutex::new(None)).collect(),
            next: AtomicUsize::new(0),
            whole: missing()
                .map(|(known, wanted)| f64::from(wanted - known))
                .sum(),
            in_order: Mutex::new(InOrder::new(first, found)),
            violation: Mutex::new(None),
            known,
        }
    }

    /// Units of one replication: provinces of arms that are simulated together.
    fn units(&self) -> usize {
        self.together.len() * Province::COUNT
    }

    /// Takes unit after unit until there are no more.
    fn through(&self) {
        while !self.stopped() {
            let unit = self.next.fetch_add(1, Ordering::Relaxed);
            let (slot, rest) = (unit / self.units(), unit % self.units());
            if slot >= self.under_way.len() {
                return;
            }
            let together = &self.together[rest / Province::COUNT];
            let done = self.unit(slot, together, rest % Province::COUNT);
            if done && self.under_way(slot, UnderWay::unit_is_done) {
                self.close(slot);
            }
        }
    }

    fn stopped(&self) -> bool {
        let stop = self.options.stop;
        stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) || self.observers.failed()
    }

    /// Simulates a province in one replication, in all arms that are paired; `false` where it was
    /// stopped before the end.
    fn unit(&self, slot: usize, together: &Together, rank: usize) -> bool {
        let replication = self.first + slot as u32;
        let (province, share) = together.provinces[rank];
        let mut ended: BTreeMap<usize, (usize, FilingEnds)> = BTreeMap::new();
        let arms = together.arms.iter().copied();
        for arm in arms.filter(|arm| self.lacks(*arm, replication)) {
            let Some(place) = self.plan.place(arm, province) else {
                continue;
            };
            if self.stopped() {
                return false;
            }
            let provinces = self.plan.arms[arm].scenario.provinces.len();
            let name = CellName {
                place: replication as usize * provinces + rank,
                replication,
                province: place,
            };
            let (cell, ends) = self.simulate(arm, name);
            let base = self.plan.arms[arm].base.and_then(|base| ended.get(&base));
            self.merge(
                slot,
                arm,
                place,
                &cell,
                base.map(|(at, base)| (*at, base, &ends)),
            );
            ended.insert(arm, (place, ends));
            if let Some(progress) = self.options.progress {
                progress(Progress {
                    filings: cell.filings,
                    share: share / self.whole,
                });
            }
        }
        true
    }

    /// Whether an arm lacks a replication.
    fn lacks(&self, arm: usize, replication: u32) -> bool {
        (self.known[arm]..self.plan.arms[arm].replications).contains(&replication)
    }

    /// Simulates a cell of an arm; says how its filings ended, where they are paired.
    fn simulate(&self, arm: usize, name: CellName) -> (CellTally, FilingEnds) {
        let scenario = &self.plan.arms[arm].scenario;
        let pairs = self.plan.pairs_filings(arm, name.replication);
        if arm > 0 {
            let (cell, _, ends) = followed(scenario, name, Unobserved, pairs);
            return (cell, ends);
        }
        let observer = self.observers.begin(name);
        let (cell, observer, ends) = followed(scenario, name, observer, pairs);
        self.observers.end(observer);
        (cell, ends)
    }

    /// Adds a cell to its replication, and the pairs of its filings and those of its base.
    fn merge(
        &self,
        slot: usize,
        arm: usize,
        place: usize,
        cell: &CellTally,
        pairs: Option<(usize, &FilingEnds, &FilingEnds)>,
    ) {
        let run = &self.plan.arms[arm].scenario.run;
        let first_hour = run.counted_from().time_of_day() / HOUR;
        let own = ProvinceTally::of(cell, first_hour as usize);
        self.under_way(slot, |under_way| {
            if let Some(into) = &mut under_way.arms[arm] {
                into.tally.merge_cell(&self.groups[arm], place, cell, own);
                if let Some((place, base, variant)) = pairs {
                    into.pairs.add_cell(place, base, variant);
                }
            }
        });
    }

    /// Does something with a replication under way.
    fn under_way<T>(&self, slot: usize, work: impl FnOnce(&mut UnderWay) -> T) -> T {
        let mut place = lock(&self.under_way[slot]);
        work(place.get_or_insert_with(|| {
            let arms = self.plan.arms.iter().enumerate().map(|(arm, of)| {
                let lacks = self.lacks(arm, self.first + slot as u32);
                let provinces = of.scenario.provinces.len();
                lacks.then(|| ArmUnderWay::new(&self.groups[arm], provinces))
            });
            UnderWay {
                arms: arms.collect(),
                units: self.units(),
            }
        }))
    }

    /// Takes in a whole replication, and those that have waited for it.
    fn close(&self, slot: usize) {
        let replication = self.first + slot as u32;
        let Some(under_way) = lock(&self.under_way[slot]).take() else {
            return;
        };
        let arms = under_way.arms.into_iter().enumerate();
        let closed = arms
            .map(|(arm, own)| own.map(|own| self.close_arm(arm, replication, own)))
            .collect();
        lock(&self.in_order).take_in(replication, closed);
    }

    fn close_arm(&self, arm: usize, replication: u32, own: ArmUnderWay) -> Closed {
        let (groups, mut tally) = (&self.groups[arm], own.tally);
        tally.close(groups);
        for (group, counts) in groups.all().iter().zip(&tally.counts) {
            for what in counts.violations() {
                lock(&self.violation).get_or_insert(InvariantViolation {
                    scenario: self.plan.arms[arm].scenario.name.clone(),
                    replication: replication + 1,
                    group: format!("{} {}", group.by.name(), group.name),
                    what,
                });
            }
        }
        Closed::of(groups, tally, own.pairs)
    }

    fn finish(self) -> Result<PlanResults, InvariantViolation> {
        let violation = self.violation.into_inner();
        if let Some(violation) = violation.unwrap_or_else(PoisonError::into_inner) {
            return Err(violation);
        }
        let in_order = self.in_order.into_inner();
        Ok(in_order.unwrap_or_else(PoisonError::into_inner).found())
    }
}

/// Simulates a cell with somebody who follows it, and takes down how its filings end where that is
/// wanted.
fn followed<L: Observer>(
    scenario: &Scenario,
    cell: CellName,
    mut observer: L,
    ends: bool,
) -> (CellTally, L, FilingEnds) {
    let CellName {
        province,
        replication,
        ..
    } = cell;
    if !ends {
        let tally = simulate(scenario, province, replication, &mut observer);
        return (tally, observer, FilingEnds::default());
    }
    let mut recorder = Recorder::new(observer, scenario.run.counted_from());
    let tally = simulate(scenario, province, replication, &mut recorder);
    let (observer, ends) = recorder.finish();
    (tally, observer, ends)
}

/// What a thread that panicked held is still whole enough to be read.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
