//! What commands share: options of all, reading, running with progress, Ctrl-C, printing.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::error::{Error, Exit};
use super::work::{Task, Work, WorkArgs};
use crate::diagnostics::{escaped, nearest, tell};
use crate::event_log::EventLog;
use crate::experiment::{self, Demand, Options, Plan, PlanResults, Progress};
use crate::folder::{self, Command, Ended, ResultsFolder, Simulated, Speed, nearest_folder};
use crate::measures::{MEASURES, Measure, Results};
use crate::scenario::{self, Loaded, Scenario};
use crate::views::{cautions, holidays_left_out};

/// What every command takes.
#[derive(Args, Debug, Clone)]
pub struct Global {
    /// Say nothing but what was asked for.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print JSON in place of text.
    #[arg(long, global = true)]
    pub json: bool,
    /// Threads to work with [default: one a core]. No figure depends on it.
    #[arg(long, global = true, value_name = "N",
        value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

impl Global {
    /// Refuses `--json` where what is printed has another form.
    pub(super) fn no_json(&self, what: &str) -> Result<(), Error> {
        match self.json {
            true => Err(Error::input(format!(
                "--json: {what} is not printed as JSON"
            ))),
            false => Ok(()),
        }
    }
}

/// From now on a write beyond what the machine allows a file (`ulimit -f`) fails, in place of ending the
/// program. To be called before there are threads.
pub fn fail_beyond_limits() {
    #[cfg(unix)]
    {
        use nix::sys::signal::{SigSet, Signal};
        let mut beyond = SigSet::empty();
        beyond.add(Signal::SIGXFSZ);
        // Where it cannot be held back, it ends the program as ever.
        let _ = beyond.thread_block();
    }
}

static STOP: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C, or a request to terminate or that the terminal has gone, ends an experiment within
/// the cells under way; what is complete is kept. A second one ends the program at once.
pub fn end_cleanly_on_interrupt() {
    // Where no handler can be set, signals end the program as ever.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
    });
}

/// Whether Ctrl-C was pressed, or a signal came that asks for the end.
pub(super) fn interrupted() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// A command that runs experiments.
pub(super) struct Session<'g> {
    global: &'g Global,
    began: Instant,
    /// What is to be done with work that is kept.
    task: Option<Task>,
    work: Option<Work>,
}

/// Steps of the progress bar: shares of cells are parts of it.
const STEPS: f64 = 1e6;

impl<'g> Session<'g> {
    /// Begins: the wall time runs from now on.
    pub(super) fn begin(global: &'g Global) -> Self {
        Self {
            global,
            began: Instant::now(),
            task: None,
            work: None,
        }
    }

    /// The same of a command whose work may be kept.
    pub(super) fn of_work(global: &'g Global, args: &WorkArgs) -> Self {
        Self {
            task: args.task(),
            ..Self::begin(global)
        }
    }

    /// From now on work is kept.
    pub(super) fn keep(&mut self, work: Option<Work>) {
        self.work = work;
    }

    /// Work that is kept.
    pub(super) fn work(&self) -> Option<&Work> {
        self.work.as_ref()
    }

    /// What is to be done with it.
    pub(super) fn task(&self) -> Option<Task> {
        self.task
    }

    /// What every command takes.
    pub(super) fn global(&self) -> &'g Global {
        self.global
    }

    /// How fast the program was; `None` where some of the work was done before.
    pub(super) fn speed_of_all(&self) -> Option<Speed> {
        let read = self.work.as_ref().is_some_and(|work| work.read.get());
        (!read).then(|| self.speed())
    }

    /// How fast the program was, up to now.
    pub(super) fn speed(&self) -> Speed {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let asked = self.global.threads.map(usize::from);
        Speed {
            wall_seconds: self.began.elapsed().as_secs_f64(),
            threads: asked.and_then(NonZeroUsize::new).unwrap_or(cores),
        }
    }

    /// How experiments are run.
    pub(super) fn options(&self) -> Options<'static> {
        Options {
            threads: usize::from(self.global.threads.unwrap_or(0)),
            stop: Some(&STOP),
            ..Options::default()
        }
    }

    /// Adds to what was found the replications that a plan has more, with progress on the terminal.
    /// After Ctrl-C, those that were complete.
    pub(super) fn extend(
        &self,
        plan: &Plan,
        found: PlanResults,
        log: Option<&EventLog>,
    ) -> Result<PlanResults, Error> {
        let bar = self.bar(STEPS as u64);
        let progress = |done: Progress| bar.inc((done.share * STEPS) as u64);
        let options = Options {
            progress: Some(&progress),
            ..self.options()
        };
        let found = match log {
            None => plan.extend(found, &options),
            Some(log) => plan.extend_observed(found, &options, log),
        };
        bar.finish_and_clear();
        Ok(found?)
    }

    /// How many threads work.
    pub(super) fn threads(&self) -> usize {
        self.speed().threads.get()
    }

    /// What scenarios ask for that are run side by side, each in the replications that it names.
    pub(super) fn demand<'s>(&self, scenarios: impl IntoIterator<Item = &'s Scenario>) -> Demand {
        let each = scenarios.into_iter();
        let each = each.map(|scenario| (scenario, f64::from(scenario.run.replications)));
        Demand::of(each, self.threads())
    }

    /// Runs a scenario whole, without progress of its own.
    ///
    /// # Errors
    /// [`Error::Interrupted`] where Ctrl-C ended it before.
    pub(super) fn run_whole(&self, scenario: &Scenario) -> Result<Results, Error> {
        let results = experiment::run(scenario, &self.options())?;
        if results.replications.len() < scenario.run.replications as usize {
            Err(Error::Interrupted)
        } else {
            Ok(results)
        }
    }

    /// A bar on standard error, where that is a terminal and nobody asked for quiet.
    pub(super) fn bar(&self, steps: u64) -> ProgressBar {
        if self.global.quiet {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(steps);
        let template = "{bar:40} {percent:>3} %  {elapsed} gone, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
    }

    /// Says something on standard error, unless quiet was asked for.
    pub(super) fn say(&self, line: &str) {
        if !self.global.quiet {
            tell(escaped(line));
        }
    }

    /// Says what keeps a scenario's results from being taken as they look.
    pub(super) fn warn(&self, scenario: &Scenario, results: &Results, of: &str) {
        for caution in cautions(scenario, results) {
            self.say(&format!("warning: {of}{caution}"));
        }
    }

    /// Says what a scenario's holidays leave out of its run.
    pub(super) fn warn_of_holidays(&self, scenario: &Scenario) {
        if let Some(caution) = holidays_left_out(scenario) {
            self.say(&format!("warning: {caution}"));
        }
    }
}

/// Says what is complete of what was asked for; the exit code where that is not all.
pub(super) fn exit_if_interrupted(ended: Ended) -> Option<Exit> {
    let Ended::Interrupted { unit, complete, of } = ended else {
        return None;
    };
    let of = of.map_or_else(String::new, |of| format!(" of {of}"));
    tell(format_args!(
        "interrupted: the results are of the {complete} complete {unit}{of}"
    ));
    Some(Exit::Interrupted)
}

/// How a command ended that worked through so many of what it was asked for.
pub(super) fn ended(unit: &'static str, complete: usize, of: usize) -> Ended {
    if complete >= of {
        return Ended::Whole;
    }
    Ended::Interrupted {
        unit,
        complete: complete as u64,
        of: Some(of as u64),
    }
}

/// The command that makes a results folder, and the arguments that make its tables again from the
/// folder's own files.
pub(super) fn command(name: &'static str, again: Vec<String>, ended: Ended) -> Command {
    let asked = std::env::args_os().skip(1);
    Command {
        name,
        asked: asked
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect(),
        again,
        ended,
    }
}

/// What was simulated in all arms of a plan.
pub(super) fn simulated(found: &PlanResults) -> Simulated {
    let mut all = Simulated::default();
    found.arms.iter().for_each(|arm| all.add(&arm.results));
    all
}

/// Arguments of these words.
pub(super) fn arguments<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// Reads a scenario with its overrides. One that a results folder holds has the name under which it
/// was run.
pub(super) fn load(path: &Path, set: &[String]) -> Result<Loaded, Error> {
    let mut loaded = scenario::load(path, set).map_err(Error::Faults)?;
    if let Some(name) = folder::name_when_run(path) {
        loaded.scenario.name = name;
    }
    Ok(loaded)
}

/// Sweeps what killed runs left in a folder, and says so.
pub(super) fn sweep(folder: &Path) {
    let swept = folder::sweep(folder);
    if !swept.is_empty() {
        tell(escaped(&swept.to_string()));
    }
}

/// Sweeps what killed runs left beside a place where results go.
pub(super) fn sweep_beside(place: &Path) {
    let whole = std::fs::canonicalize(place).or_else(|_| std::path::absolute(place));
    if let Ok(whole) = whole {
        sweep(nearest_folder(&whole));
    }
}

/// The folder that was asked for, or the default for a name, with a number where that is taken; whether it may be
/// written is checked, after what killed runs left there is swept.
pub(super) fn results_folder(
    asked: Option<&PathBuf>,
    name: &str,
    force: bool,
) -> Result<PathBuf, Error> {
    results_folder_of(asked, name, force, None)
}

/// The same where work may be kept: what makes no results needs no folder.
pub(super) fn results_folder_of(
    asked: Option<&PathBuf>,
    name: &str,
    force: bool,
    task: Option<Task>,
) -> Result<PathBuf, Error> {
    let runs = Path::new("results").join("runs");
    let default = || {
        let further = (2..).map(|number: u64| runs.join(format!("{name}-{number}")));
        let mut all = std::iter::once(runs.join(name)).chain(further);
        let free = all.find(|folder| force || std::fs::symlink_metadata(folder).is_err());
        free.unwrap_or_else(|| runs.join(name))
    };
    let folder = asked.cloned().unwrap_or_else(default);
    if task.is_some_and(|task| !task.makes_results()) {
        return Ok(folder);
    }
    sweep_beside(&folder);
    ResultsFolder::check(&folder, force)?;
    Ok(folder)
}

/// The measure of a name, or an error with the nearest.
pub(super) fn measure_named(name: &str) -> Result<&'static Measure, Error> {
    Measure::named(name).ok_or_else(|| {
        let near = nearest(name, MEASURES.iter().map(|measure| measure.name));
        let near = near.map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
        Error::input(format!("there is no measure '{name}'{near}"))
    })
}

/// Prints what was asked for. A reader who has seen enough is no error.
pub(super) fn print(text: &str) -> Result<Exit, Error> {
    print_bytes(text.as_bytes())
}

/// Prints what was asked for, which need not be text.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<Exit, Error> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Exit::Done),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Exit::Done),
        Err(error) => Err(Error::Machine(format!(
            "cannot write to standard output: {error}"
        ))),
    }
}
