//! `run`: a scenario to results.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::sweep::measure_named;
use super::{Error, Exit, Global, default_folder, files_read, load, print};
use crate::datasets::{Tables, resend_effect_tables, thresholds};
use crate::event_log::{EventFile, EventLog};
use crate::experiment::{self, Options, Progress, Unbalanced};
use crate::folder::{Manifest, ResultsFolder, Speed};
use crate::measures::{Groups, Measure, Results};
use crate::pages::{self as page};
use crate::scenario::{Loaded, Scenario};
use crate::simulation::Observers;
use crate::terminal::{self, comparison, json, summary};
use crate::views::cautions;

/// Run a scenario: print a summary, and write a folder of results.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim run scenarios/baseline.toml
  beian-sim run scenarios/baseline.toml --set rules.window=24h --out results/runs/short
  beian-sim run scenarios/noon.toml --replications 5 --seed 7 --json --quiet > noon.json")]
pub struct RunArgs {
    /// The scenario file.
    scenario: PathBuf,
    /// Where the results go [default: results/runs/ and the scenario's name].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The seed, in place of run.seed.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many replications, in place of run.replications.
    #[arg(long, value_name = "N")]
    replications: Option<u32>,
    /// Override a field of the scenario, such as rules.window=24h.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Also measure what resends cause: the same filings with the automatic resend off, the manual
    /// off, and both off.
    #[arg(long)]
    resend_effect: bool,
    /// Add replications until the 95 % interval of a measure of the nation is at most this far from
    /// it on either side, such as return_rate=0.002.
    #[arg(long, value_name = "MEASURE=HALF_WIDTH")]
    precision: Option<String>,
    /// Most replications that --precision may add up to.
    #[arg(long, value_name = "N", default_value_t = 200, requires = "precision")]
    most_replications: u32,
    /// Also write the event log, one row for everything that happened to a filing, for process
    /// mining: FILE ends in .csv, .csv.zst or .parquet.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// Replace earlier results in the folder, and an earlier event log.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// A scenario that cannot be read, a folder that may not or cannot be written.
pub fn run(args: &RunArgs, global: &Global) -> Result<Exit, Error> {
    let mut loaded = load(&args.scenario, &overrides(args))?;
    let precision = args
        .precision
        .as_deref()
        .map(Precision::parse)
        .transpose()?;
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&loaded.scenario.name));
    ResultsFolder::check(&folder, args.force)?;
    let events = args.events.as_deref();
    let events = events.map(|path| EventFile::check(path, args.force));
    let events = events.transpose()?;
    let most = args.most_replications;
    let (results, speed, log) = loop {
        let (results, speed, log) = simulate_events(&loaded.scenario, global, &events, &folder)?;
        let precision = precision.as_ref().filter(|_| !interrupted());
        let Some(more) = precision.and_then(|p| p.replications_needed(&results, most)) else {
            break (results, speed, log);
        };
        drop(log);
        loaded.scenario.run.replications = more;
    };
    if results.replications.is_empty() {
        return Err(Error::Interrupted);
    }
    let mut tables = Tables::of(&loaded.scenario, &results);
    let mut caused = String::new();
    let mut effect = None;
    if args.resend_effect {
        let options = options(global);
        effect = experiment::resend_effect(&loaded.scenario, &results, &options)?;
    }
    if let Some(measured) = &effect {
        let of = (loaded.scenario.name.as_str(), &results, measured);
        tables.list.extend(resend_effect_tables(&[of]));
        caused = format!("\n{}", comparison::resend_effect(measured));
    }
    let manifest = manifest(&loaded, &results, Some(speed));
    let page = page::run(&loaded, &results, effect.as_ref());
    ResultsFolder::new(&tables, &manifest)
        .file("scenario.toml", loaded.as_toml.as_bytes())
        .file(page::FILE, page.as_bytes())
        .write(&folder, args.force)?;
    let log = log.filter(|_| !interrupted());
    let logged = log.map(EventLog::finish).transpose()?;
    let judged = thresholds::judge(&loaded.scenario, &results);
    let text = if global.json {
        let mut object = json::measures(&loaded.scenario, &results);
        object["warnings"] = cautions(&results).into();
        object["thresholds"] = terminal::thresholds::json(&loaded.scenario, &judged);
        format!("{object}\n")
    } else {
        let thresholds = terminal::thresholds::text(&loaded.scenario, &judged);
        summary::summary(&loaded.scenario, &results, Some(&speed), style()) + &caused + &thresholds
    };
    if !global.quiet || global.json {
        print(&text)?;
    }
    warn(&results, "", global);
    if !global.quiet {
        eprintln!("results in {}", folder.display());
        if let (Some(count), Some(file)) = (logged, &args.events) {
            eprintln!("{count} events in {}", file.display());
        }
    }
    if let Some(precision) = precision.filter(|_| !global.quiet) {
        eprintln!("{}", precision.reached(&results));
    }
    if interrupted() {
        let (done, all) = (results.replications.len(), loaded.scenario.run.replications);
        eprintln!("interrupted: the results are of the {done} complete replications of {all}");
        if args.resend_effect && effect.is_none() {
            eprintln!("what resends cause is not measured");
        }
        if events.is_some() && logged.is_none() {
            eprintln!("the event log is not written");
        }
        return Ok(Exit::Interrupted);
    }
    let kept = judged.iter().all(thresholds::Judged::kept);
    Ok(if kept { Exit::Done } else { Exit::Failed })
}

/// Says on standard error what keeps intervals from being taken as they look.
pub(super) fn warn(results: &Results, of: &str, global: &Global) {
    for caution in cautions(results).iter().filter(|_| !global.quiet) {
        eprintln!("warning: {of}{caution}");
    }
}

/// How sure a measure is to be.
struct Precision {
    measure: &'static Measure,
    half_width: f64,
}

impl Precision {
    /// Reads `return_rate=0.002`.
    fn parse(text: &str) -> Result<Self, Error> {
        let form = || Error::input(format!("--precision '{text}': write MEASURE=HALF_WIDTH"));
        let (name, width) = text.split_once('=').ok_or_else(form)?;
        let half_width = width
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|w| w.is_finite() && *w > 0.0);
        let measure = measure_named(name.trim())?;
        Ok(Self {
            measure,
            half_width: half_width.ok_or_else(form)?,
        })
    }

    /// The half-width of the nation's interval over replications.
    fn half_width_of(&self, results: &Results) -> Option<f64> {
        let estimate = results.estimate(self.measure, Groups::NATION)?;
        let interval = estimate
            .interval
            .filter(|_| results.replications.len() > 1)?;
        Some((interval.high - interval.low) / 2.0)
    }

    /// How many replications to run next; `None` where it is sure enough, or no more are allowed.
    fn replications_needed(&self, results: &Results, most: u32) -> Option<u32> {
        let now = results.replications.len() as u32;
        // A few first: two say little about how many it takes.
        let wanted = match self.half_width_of(results) {
            Some(half) if now >= 5 => {
                let ratio = half / self.half_width;
                (ratio > 1.0).then(|| (f64::from(now) * ratio * ratio * 1.05).ceil())?
            }
            _ => 5.0,
        };
        let next = (wanted.min(1e9) as u32).max(now + 1).min(most);
        (next > now).then_some(next)
    }

    /// What was reached, as a line.
    fn reached(&self, results: &Results) -> String {
        let (name, n) = (self.measure.name, results.replications.len());
        match self.half_width_of(results) {
            Some(half) if half <= self.half_width => {
                format!("precision: {name} to ± {half:.6} with {n} replications")
            }
            Some(half) => format!(
                "precision: {name} only to ± {half:.6} with {n} replications, the most allowed"
            ),
            None => format!("precision: {name} has no interval"),
        }
    }
}

static STOP: AtomicBool = AtomicBool::new(false);

/// Whether Ctrl-C was pressed.
pub(super) fn interrupted() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// From now on Ctrl-C ends a run after the cells under way; complete replications are kept.
pub fn end_cleanly_on_interrupt() {
    // Where no handler can be set, Ctrl-C ends the program as ever.
    let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
}

/// How many threads work.
pub(super) fn threads(global: &Global) -> NonZeroUsize {
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let asked = global
        .threads
        .and_then(|threads| NonZeroUsize::new(usize::from(threads)));
    asked.unwrap_or(cores)
}

/// How an experiment is run, by what every command takes.
pub(super) fn options(global: &Global) -> Options<'static> {
    Options {
        threads: usize::from(global.threads.unwrap_or(0)),
        stop: Some(&STOP),
        ..Options::default()
    }
}

/// The options for single fields as overrides.
fn overrides(args: &RunArgs) -> Vec<String> {
    let mut set = args.set.clone();
    set.extend(args.seed.map(|seed| format!("run.seed={seed}")));
    set.extend(args.replications.map(|n| format!("run.replications={n}")));
    set
}

/// The manifest of a run.
pub(super) fn manifest(loaded: &Loaded, results: &Results, speed: Option<Speed>) -> Manifest {
    let as_read = loaded.as_read.clone();
    Manifest::of(
        &loaded.scenario,
        results,
        as_read,
        files_read(loaded),
        speed,
    )
}

/// Runs a scenario as [`simulate`] does, and begins its event log where one is asked for.
fn simulate_events<'s>(
    scenario: &'s Scenario,
    global: &Global,
    events: &Option<EventFile>,
    folder: &Path,
) -> Result<(Results, Speed, Option<EventLog<'s>>), Error> {
    let Some(file) = events else {
        let (results, speed) = simulate(scenario, global)?;
        return Ok((results, speed, None));
    };
    let log = EventLog::begin(scenario, file.clone(), folder)?;
    let ran = timed(global, |options| {
        experiment::run_followed(scenario, options, &log)
    });
    if log.failed() {
        log.finish()?;
        return Err(Error::Interrupted);
    }
    let (results, speed) = ran?;
    Ok((results, speed, Some(log)))
}

/// Runs a scenario with progress on the terminal, and says how fast it was.
pub(super) fn simulate(scenario: &Scenario, global: &Global) -> Result<(Results, Speed), Error> {
    timed(global, |options| experiment::run(scenario, options))
}

/// Runs an experiment with progress on the terminal, and says how fast it was.
fn timed(
    global: &Global,
    run: impl FnOnce(&Options) -> Result<Results, Unbalanced>,
) -> Result<(Results, Speed), Error> {
    let bar = bar(global, STEPS as u64);
    let progress = |done: Progress| bar.inc((done.share * STEPS) as u64);
    let began = Instant::now();
    let options = Options {
        progress: Some(&progress),
        ..options(global)
    };
    let results = run(&options);
    bar.finish_and_clear();
    let speed = Speed {
        wall_seconds: began.elapsed().as_secs_f64(),
        threads: threads(global),
    };
    Ok((results?, speed))
}

/// Runs a scenario whole.
///
/// # Errors
/// [`Error::Interrupted`] where Ctrl-C ended it before.
pub(super) fn simulate_whole(
    scenario: &Scenario,
    global: &Global,
) -> Result<(Results, Speed), Error> {
    let ran = simulate(scenario, global)?;
    if interrupted() {
        Err(Error::Interrupted)
    } else {
        Ok(ran)
    }
}

/// Runs a scenario whole, without progress of its own.
pub(super) fn run_whole(scenario: &Scenario, global: &Global) -> Result<Results, Error> {
    let results = experiment::run(scenario, &options(global))?;
    if interrupted() {
        Err(Error::Interrupted)
    } else {
        Ok(results)
    }
}

/// Steps of the progress bar: shares of cells are parts of it.
const STEPS: f64 = 1e6;

/// A bar on standard error, where that is a terminal and nobody asked for quiet.
pub(super) fn bar(global: &Global, steps: u64) -> ProgressBar {
    if global.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(steps);
    let template = "{bar:40} {percent:>3} %  {elapsed} gone, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// Colour on a terminal alone, and not where `NO_COLOR` is set.
fn style() -> summary::Style {
    let terminal = std::io::stdout().is_terminal();
    summary::Style {
        color: terminal && std::env::var_os("NO_COLOR").is_none(),
    }
}
