//! Working through the cells of a scenario.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::clock::HOUR;
use crate::measures::{Groups, ProvinceTally, ReplicationTally, Results, Summary};
use crate::scenario::{Arrivals, Scenario};
use crate::simulation::{CellName, Observers, Unobserved, simulate};

/// How an experiment is run. None of it moves a figure.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Threads; 0 for as many as the machine has cores.
    pub threads: usize,
    /// Set from outside to end early; complete replications are kept.
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
pub struct Unbalanced {
    /// The replication, from 1.
    pub replication: usize,
    /// The group.
    pub group: String,
    /// What does not balance.
    pub what: String,
}

impl fmt::Display for Unbalanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            replication,
            group,
            what,
        } = self;
        write!(
            f,
            "the books of replication {replication}, {group}, do not balance: {what}"
        )
    }
}

impl std::error::Error for Unbalanced {}

/// Runs all replications of a scenario.
///
/// Cells are worked through replication by replication, the largest province first, so that no
/// thread is left with a large one at the end. The result does not depend on the threads.
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
/// [`Unbalanced`] where the program has lost count.
pub fn run(scenario: &Scenario, options: &Options) -> Result<Results, Unbalanced> {
    run_followed(scenario, options, &Unobserved)
}

/// Runs all replications of a scenario, as [`run`], with somebody who follows what happens. That
/// moves no figure.
///
/// # Errors
/// As [`run`].
pub fn run_followed<L: Observers>(
    scenario: &Scenario,
    options: &Options,
    logs: &L,
) -> Result<Results, Unbalanced> {
    let experiment = Experiment::new(scenario, options, logs);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads);
    match pool.build() {
        Ok(pool) => pool.scope_fifo(|scope| experiment.spawn(scope)),
        // Where no threads are to be had, the calling one does.
        Err(_) => experiment.run_here(),
    }
    experiment.finish()
}

struct Experiment<'a, L> {
    scenario: &'a Scenario,
    options: &'a Options<'a>,
    logs: &'a L,
    groups: Groups,
    /// Places of provinces, the largest first.
    order: Vec<usize>,
    /// Each province's share of the filings.
    shares: Vec<f64>,
    /// Tallies of the replications under way.
    under_way: Vec<Mutex<Option<ReplicationTally>>>,
    results: Mutex<Results>,
    unbalanced: Mutex<Option<Unbalanced>>,
}

impl<'a, L: Observers> Experiment<'a, L> {
    fn new(scenario: &'a Scenario, options: &'a Options<'a>, logs: &'a L) -> Self {
        let groups = scenario.groups();
        let provinces = scenario.provinces.len();
        let shares: Vec<f64> = (0..provinces)
            .map(|place| expected_share(scenario, place))
            .collect();
        let mut order: Vec<usize> = (0..provinces).collect();
        order.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]));
        let results = Results::new(groups.clone(), provinces, scenario.run.counted_from());
        let replications = scenario.run.replications as usize;
        Self {
            scenario,
            options,
            logs,
            groups,
            order,
            shares,
            under_way: (0..replications).map(|_| Mutex::new(None)).collect(),
            results: Mutex::new(results),
            unbalanced: Mutex::new(None),
        }
    }

    fn spawn<'scope>(&'scope self, scope: &rayon::ScopeFifo<'scope>) {
        for cell in self.cells() {
            scope.spawn_fifo(move |_| self.cell(cell));
        }
    }

    fn run_here(&self) {
        for cell in self.cells() {
            self.cell(cell);
        }
    }

    /// All cells in the order of work.
    fn cells(&self) -> impl Iterator<Item = CellName> + '_ {
        let replications = 0..self.under_way.len() as u32;
        let of = |replication| self.order.iter().map(move |&p| (replication, p));
        let named = |(place, (replication, province))| CellName {
            place,
            replication,
            province,
        };
        replications.flat_map(of).enumerate().map(named)
    }

    /// Simulates a cell, and closes its replication when it was the last.
    fn cell(&self, name: CellName) {
        let stop = self.options.stop;
        if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) || self.logs.failed() {
            return;
        }
        let (replication, province) = (name.replication as usize, name.province);
        let mut log = self.logs.begin(name);
        let cell = simulate(self.scenario, province, name.replication, &mut log);
        self.logs.end(log);
        let first_hour = self.scenario.run.counted_from().time_of_day() / HOUR;
        let own = ProvinceTally::of(&cell, first_hour as usize);
        let provinces = self.order.len();
        let mut slot = lock(&self.under_way[replication]);
        let tally = slot.get_or_insert_with(|| ReplicationTally::new(&self.groups, provinces));
        tally.merge_cell(&self.groups, province, &cell, own);
        if tally.cells == provinces {
            let tally = slot.take();
            drop(slot);
            if let Some(mut tally) = tally {
                tally.close(&self.groups);
                self.close(replication, tally);
            }
        }
        if let Some(progress) = self.options.progress {
            let share = self.shares[province] / self.under_way.len() as f64;
            progress(Progress {
                filings: cell.filings,
                share,
            });
        }
    }

    fn close(&self, replication: usize, tally: ReplicationTally) {
        for (group, counts) in self.groups.all().iter().zip(&tally.counts) {
            for what in counts.violations() {
                lock(&self.unbalanced).get_or_insert(Unbalanced {
                    replication: replication + 1,
                    group: format!("{} {}", group.by.name(), group.name),
                    what,
                });
            }
        }
        let summaries = Summary::of_replication(&self.groups, &tally);
        lock(&self.results).take_in(replication, summaries, tally);
    }

    fn finish(self) -> Result<Results, Unbalanced> {
        let unbalanced = self.unbalanced.into_inner();
        if let Some(unbalanced) = unbalanced.unwrap_or_else(PoisonError::into_inner) {
            return Err(unbalanced);
        }
        let results = self.results.into_inner();
        let mut results = results.unwrap_or_else(PoisonError::into_inner);
        results.keep_complete();
        Ok(results)
    }
}

/// What a thread that panicked held is still whole enough to be read.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
