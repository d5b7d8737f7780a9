//! `--work`: what is finished of a command is kept in a folder, unit by unit, and shared by processes.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value};

use super::Error;
use super::session::load;
use crate::experiment::{FILINGS_OF_UNIT, Plan, Unit};
use crate::journal::{Journal, Written};
use crate::scenario::{self, GivenFiles, Loaded, Scenario};

/// Options of commands whose work can be kept and shared.
#[derive(Args, Debug, Clone, Default)]
pub struct WorkArgs {
    /// Keep every finished unit of the work (a block of replications) in DIR: a stop costs no more than the unit
    /// under way.
    #[arg(long, value_name = "DIR", help_heading = "Work that is kept")]
    work: Option<PathBuf>,
    /// Go on from what DIR holds of the same work.
    #[arg(long, requires = "work", help_heading = "Work that is kept")]
    resume: bool,
    /// Do the I-th of N shares of the units, and stop: any number of processes on any machines share DIR, and
    /// 'beian-sim merge DIR' makes the results.
    #[arg(long, value_name = "I/N", requires = "work", value_parser = shard, help_heading = "Work that is kept")]
    shard: Option<Shard>,
    /// Add replications, draws, points or steps to the work in DIR; what is done is not done again.
    #[arg(long, requires = "work", help_heading = "Work that is kept")]
    expand: bool,
    /// Filings of a unit, about: what a stop may cost [default: 2000000, some seconds of one thread]. Who comes to DIR
    /// later has the units that it was begun with.
    #[arg(long, value_name = "FILINGS", requires = "work", help_heading = "Work that is kept",
        value_parser = clap::value_parser!(u64).range(1..))]
    unit: Option<u64>,
    /// What merge and status take up.
    #[arg(skip)]
    taken_up: Option<Arc<TakenUp>>,
}

/// One of several shares of the units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    /// Which, from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

fn shard(text: &str) -> Result<Shard, String> {
    let form = || "write I/N with I from 1 to N, such as 3/8".to_owned();
    let (number, of) = text.split_once('/').ok_or_else(form)?;
    let read = |text: &str| text.parse().map_err(|_| form());
    let shard = Shard {
        number: read(number)?,
        of: read(of)?,
    };
    let allowed = (1..=shard.of).contains(&shard.number);
    allowed.then_some(shard).ok_or_else(form)
}

/// What is to be done with work that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// To go on until results are made.
    Whole,
    /// To do a share of it.
    Shard(Shard),
    /// To make results of it, if it is complete; what is missing is told as shares of so many.
    Merge(Option<u32>),
    /// To tell how far it is.
    Status(Option<u32>),
}

impl Task {
    /// Whether nothing is simulated.
    pub(super) fn only_reads(self) -> bool {
        matches!(self, Self::Merge(_) | Self::Status(_))
    }

    /// Whether results are made.
    pub(super) fn makes_results(self) -> bool {
        matches!(self, Self::Whole | Self::Merge(_))
    }

    /// What goes on with it after a stop.
    pub(super) fn goes_on(self) -> &'static str {
        match self {
            Self::Shard(_) => "the same command goes on from them",
            _ => "the same command with --resume goes on from them",
        }
    }

    /// How many share the work.
    pub(super) fn shares(self) -> u32 {
        match self {
            Self::Shard(shard) => shard.of,
            _ => 1,
        }
    }
}

/// Work that a journal holds, taken up by `merge` or `status`.
#[derive(Debug)]
pub(super) struct TakenUp {
    folder: PathBuf,
    written: Written,
    files: GivenFiles,
    task: Task,
    /// Where the results go.
    out: Option<PathBuf>,
    /// Whether earlier ones there are replaced.
    force: bool,
}

impl TakenUp {
    /// The work in a folder.
    ///
    /// # Errors
    /// A folder that holds none; what the machine refused.
    pub(super) fn of(
        folder: &Path,
        task: Task,
        out: Option<PathBuf>,
        force: bool,
    ) -> Result<Self, Error> {
        let journal = Journal::open(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            files: journal.inputs()?,
            written: journal.written,
            task,
            out,
            force,
        })
    }

    /// The command line that began it, the program's name first.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let words = self.written.asked.iter().map(String::as_str);
        std::iter::once("beian-sim").chain(words)
    }

    /// The folder, and what is wrong with it, as an error.
    pub(super) fn no_command(&self) -> Error {
        let folder = self.folder.display();
        Error::input(format!(
            "{folder}: its plan.json names no command whose work is kept"
        ))
    }
}

impl WorkArgs {
    /// From now on this, and where the results go, is about work that is there.
    pub(super) fn take_up(&mut self, work: TakenUp, out: &mut Option<PathBuf>, force: &mut bool) {
        if work.out.is_some() {
            out.clone_from(&work.out);
        }
        *force = work.force;
        *self = Self {
            taken_up: Some(Arc::new(work)),
            ..Self::default()
        };
    }

    /// What is to be done; `None` where nothing is kept.
    pub(super) fn task(&self) -> Option<Task> {
        match (&self.taken_up, &self.work, self.shard) {
            (Some(work), ..) => Some(work.task),
            (None, None, _) => None,
            (None, Some(_), Some(shard)) => Some(Task::Shard(shard)),
            (None, Some(_), None) => Some(Task::Whole),
        }
    }

    /// Refuses what goes with no units that are known before anything runs.
    pub(super) fn refuse(&self, asked: bool, option: &str, why: &str) -> Result<(), Error> {
        match asked && self.task().is_some() {
            true => Err(Error::input(format!("--work: {option} {why}"))),
            false => Ok(()),
        }
    }

    /// Reads a scenario with its overrides: of work that is taken up, as it was then.
    pub(super) fn load(&self, path: &Path, set: &[String]) -> Result<Loaded, Error> {
        let Some(work) = &self.taken_up else {
            return load(path, set);
        };
        let mut loaded = scenario::load_given(path, set, &work.files).map_err(Error::Faults)?;
        let mut scenarios = work.written.scenarios.iter();
        if let Some(own) = scenarios.find(|own| own.file == path) {
            loaded.scenario.name.clone_from(&own.name);
        }
        Ok(loaded)
    }

    /// Begins with it, or goes on.
    ///
    /// # Errors
    /// A folder that holds other work; what the machine refused.
    pub(super) fn begin(
        &self,
        command: &str,
        scenarios: &[(&PathBuf, &Loaded)],
        options: Map<String, Value>,
    ) -> Result<Option<Work>, Error> {
        let Some(task) = self.task() else {
            return Ok(None);
        };
        let asked = std::env::args_os().skip(1);
        let asked = asked.map(|word| word.to_string_lossy().into_owned());
        let unit = self.unit.unwrap_or(FILINGS_OF_UNIT);
        let here = Written::of(command, asked.collect(), scenarios, options, unit);
        let journal = match (&self.taken_up, &self.work) {
            (Some(work), _) => Journal::open(&work.folder)?,
            (None, Some(folder)) => {
                let files: Vec<&Loaded> = scenarios.iter().map(|(_, loaded)| *loaded).collect();
                let shared = self.resume || self.shard.is_some();
                Journal::begin(folder, here, &files, shared, self.expand)?
            }
            (None, None) => return Ok(None),
        };
        Ok(Some(Work {
            journal,
            task,
            read: Cell::new(false),
        }))
    }
}

/// Work that is kept.
pub(super) struct Work {
    /// Where.
    pub journal: Journal,
    /// What is to be done with it.
    pub task: Task,
    /// Whether something was read that was done before.
    pub read: Cell<bool>,
}

/// A point of a command's work: scenarios that are simulated together.
#[derive(Clone)]
pub(super) struct PointOfWork<'s> {
    /// What tells it from the command's other points.
    pub name: String,
    /// What is simulated.
    pub plan: Plan<'s>,
    /// Whether the load by the hour is looked at.
    pub with_load: bool,
    /// Whether it is one of an ensemble's draws.
    pub of_draw: bool,
}

impl PointOfWork<'static> {
    /// A point of one scenario, which belongs to nobody else.
    pub(super) fn owning(name: String, scenario: Scenario, with_load: bool) -> Self {
        PointOfWork {
            plan: Plan::owning(scenario),
            name,
            with_load,
            of_draw: false,
        }
    }
}

impl<'s> PointOfWork<'s> {
    /// A point of one scenario.
    pub(super) fn of(name: impl Into<String>, scenario: &'s Scenario, with_load: bool) -> Self {
        Self {
            plan: Plan::of(scenario),
            name: name.into(),
            with_load,
            of_draw: false,
        }
    }

    /// Its units.
    pub(super) fn units(&self, written: &Written) -> Vec<Unit> {
        let ends = match self.of_draw {
            true => &written.ends_of_draws,
            false => &written.ends,
        };
        self.plan.units(written.unit, ends)
    }
}
