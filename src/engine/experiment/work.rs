//! Working through the units of a plan on all threads.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::filings::{FilingEnds, Recorder};
use super::options::{Options, Progress};
use super::plan::{Plan, PlanResults, Together};
use super::under_way::{ArmUnderWay, Closed, InOrder, UnderWay};
use super::violation::InvariantViolation;
use crate::clock::HOUR;
use crate::measures::{CellTally, Groups, ProvinceTally, Results};
use crate::rules::Province;
use crate::scenario::Scenario;
use crate::simulation::{
    CellName, Observer, Observers, UncoupledCell, Unobserved, simulate_in_order, simulate_until,
};

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
        self.extend(self.nothing_yet(), options)
    }

    /// Adds to what this plan has `found` the replications that it lacks: the result is that of one run
    /// of all.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn extend(
        &self,
        found: PlanResults,
        options: &Options,
    ) -> Result<PlanResults, InvariantViolation> {
        self.extend_observed(found, options, &Unobserved)
    }

    /// [`Plan::extend`] with `observers`, who follow the cells of the first arm; that moves no figure.
    ///
    /// Cells are worked through replication by replication, the largest province first, so that no
    /// thread is left with a large one at the end; then threads help with those whose filings share
    /// nothing. The result does not depend on the threads.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn extend_observed<L: Observers>(
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

/// A cell with which other threads may help.
struct OpenCell<'a> {
    whose: CellOf,
    cell: UncoupledCell<'a>,
}

/// Whose a cell is.
#[derive(Clone, Copy)]
struct CellOf {
    /// The replication's place among those under way.
    slot: usize,
    arm: usize,
    /// The province's place among the arm's.
    place: usize,
    /// Its share of the work of a replication.
    share: f64,
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
    /// Cells with which other threads may help.
    open: Mutex<Vec<Arc<OpenCell<'a>>>>,
    /// Replications of all arms together that are to be simulated.
    whole: f64,
    in_order: Mutex<InOrder>,
    violation: Mutex<Option<InvariantViolation>>,
}

impl<'a, L: Observers> Work<'a, L> {
    fn new(plan: &'a Plan, found: PlanResults, options: &'a Options, observers: &'a L) -> Self {
        let of_arms = found.arms.iter();
        let known: Vec<u32> = of_arms
            .map(|arm| found.from + arm.results.replications.len() as u32)
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
            open: Mutex::new(Vec::new()),
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

    /// Takes unit after unit until there are no more, then helps others.
    fn through(&self) {
        while !self.stopped() {
            let unit = self.next.fetch_add(1, Ordering::Relaxed);
            let (slot, rest) = (unit / self.units(), unit % self.units());
            if slot >= self.under_way.len() {
                break;
            }
            if rest == 0 && self.under_way(slot, |under_way| under_way.cells == 0) {
                self.close(slot);
                continue;
            }
            let together = &self.together[rest / Province::COUNT];
            self.unit(slot, together, rest % Province::COUNT);
        }
        while let Some(open) = self.open_cell() {
            self.work_on(&open);
        }
    }

    /// A cell with which help is wanted.
    fn open_cell(&self) -> Option<Arc<OpenCell<'a>>> {
        let open = lock(&self.open);
        let wanted = open.iter().find(|open| open.cell.has_work());
        wanted.filter(|_| !self.stopped()).map(Arc::clone)
    }

    /// Works on a cell that is open to others, until none of its filings is left.
    fn work_on(&self, open: &Arc<OpenCell<'a>>) {
        let counted = open.cell.work(&|| self.stopped());
        lock(&self.open).retain(|other| other.cell.has_work() || !Arc::ptr_eq(other, open));
        if let Some(cell) = counted {
            self.cell_is_done(open.whose, &cell, None);
        }
    }

    fn stopped(&self) -> bool {
        let stop = self.options.stop;
        stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) || self.observers.failed()
    }

    /// Simulates a province in one replication, in all arms that go together.
    fn unit(&self, slot: usize, together: &Together, rank: usize) {
        let replication = self.first + slot as u32;
        let (province, share) = together.provinces[rank];
        let arms = together.arms.iter().copied();
        let arms = arms.filter(|arm| self.lacks(*arm, replication));
        let cells = arms.filter_map(|arm| {
            let place = self.plan.place(arm, province)?;
            let share = share / self.whole;
            Some(CellOf {
                slot,
                arm,
                place,
                share,
            })
        });
        let mut open = Vec::new();
        let mut ended: BTreeMap<usize, (usize, FilingEnds)> = BTreeMap::new();
        for whose in cells {
            if self.stopped() {
                return;
            }
            if let Some(cell) = self.open(whose, replication) {
                open.push(cell);
                continue;
            }
            let CellOf { arm, place, .. } = whose;
            let provinces = self.plan.arms[arm].scenario.provinces.len();
            let name = CellName {
                place: replication as usize * provinces + rank,
                replication,
                province: place,
            };
            let Some((cell, ends)) = self.simulate(arm, name) else {
                return;
            };
            let base = self.plan.arms[arm].base.and_then(|base| ended.get(&base));
            let pairs = base.map(|(at, base)| (*at, base, &ends));
            self.cell_is_done(whose, &cell, pairs);
            ended.insert(arm, (place, ends));
        }
        for cell in open {
            self.work_on(&cell);
        }
    }

    /// Opens a cell to others, if its filings share nothing and nobody follows them.
    fn open(&self, whose: CellOf, replication: u32) -> Option<Arc<OpenCell<'a>>> {
        let CellOf { arm, place, .. } = whose;
        let followed = arm == 0 && <L::Observer<'_> as Observer>::OBSERVES;
        if followed || self.options.in_order || self.plan.pairs_filings(arm, replication) {
            return None;
        }
        let scenario = &self.plan.arms[arm].scenario;
        let cell = UncoupledCell::new(scenario, place, replication)?;
        let open = Arc::new(OpenCell { whose, cell });
        lock(&self.open).push(Arc::clone(&open));
        Some(open)
    }

    /// A cell is simulated: it goes into its replication, which may be whole then.
    fn cell_is_done(
        &self,
        whose: CellOf,
        cell: &CellTally,
        pairs: Option<(usize, &FilingEnds, &FilingEnds)>,
    ) {
        self.merge(whose, cell, pairs);
        if let Some(progress) = self.options.progress {
            progress(Progress {
                filings: cell.filings,
                share: whose.share,
            });
        }
        if self.under_way(whose.slot, UnderWay::cell_is_done) {
            self.close(whose.slot);
        }
    }

    /// Whether an arm lacks a replication.
    fn lacks(&self, arm: usize, replication: u32) -> bool {
        (self.known[arm]..self.plan.arms[arm].replications).contains(&replication)
    }

    /// Simulates a cell of an arm; says how its filings ended, where they are paired.
    /// Nothing where it was stopped.
    fn simulate(&self, arm: usize, name: CellName) -> Option<(CellTally, FilingEnds)> {
        let pairs = self.plan.pairs_filings(arm, name.replication);
        if arm > 0 {
            let (cell, _, ends) = self.followed(arm, name, Unobserved, pairs);
            return Some((cell?, ends));
        }
        let observer = self.observers.begin(name);
        let (cell, observer, ends) = self.followed(arm, name, observer, pairs);
        self.observers.end(observer);
        Some((cell?, ends))
    }

    /// Simulates a cell with somebody who follows it, and takes down how its filings end where that is
    /// wanted.
    fn followed<O: Observer>(
        &self,
        arm: usize,
        cell: CellName,
        mut observer: O,
        ends: bool,
    ) -> (Option<CellTally>, O, FilingEnds) {
        let scenario = &*self.plan.arms[arm].scenario;
        if !ends {
            let tally = self.simulate_cell(scenario, cell, &mut observer);
            return (tally, observer, FilingEnds::default());
        }
        let mut recorder = Recorder::new(observer, scenario.run.counted_from());
        let tally = self.simulate_cell(scenario, cell, &mut recorder);
        let (observer, ends) = recorder.finish();
        (tally, observer, ends)
    }

    fn simulate_cell<O: Observer>(
        &self,
        scenario: &Scenario,
        cell: CellName,
        observer: &mut O,
    ) -> Option<CellTally> {
        let (province, replication) = (cell.province, cell.replication);
        let stopped = || self.stopped();
        if self.options.in_order {
            simulate_in_order(scenario, province, replication, observer, &stopped)
        } else {
            simulate_until(scenario, province, replication, observer, &stopped)
        }
    }

    /// Adds a cell to its replication, and the pairs of its filings and those of its base.
    fn merge(
        &self,
        CellOf {
            slot, arm, place, ..
        }: CellOf,
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
            let arms: Vec<_> = arms.collect();
            let of_plan = self.plan.arms.iter().zip(&arms);
            let lacking = of_plan.filter(|(_, lacks)| lacks.is_some());
            UnderWay {
                cells: lacking.map(|(arm, _)| arm.scenario.provinces.len()).sum(),
                arms,
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

/// What a thread that panicked held is still whole enough to be read.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
