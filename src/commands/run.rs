//! `run`: a scenario to results.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;

use super::bounds::{Bounds, Log};
use super::completions;
use super::ensemble::{Drawn, Draws, EnsembleArgs, Source};
use super::listing;
use super::overrides::Overrides;
use super::predict::PredictArgs;
use super::session::{
    Session, arguments, command, exit_if_interrupted, interrupted, measure_named, print,
    results_folder_of, simulated, sweep,
};
use super::work::{PointOfWork, TakenUp, WorkArgs};
use super::{Error, Exit, Global};
use crate::datasets::{EnsembleRows, RunTables, Wanted, resend_effect_tables, thresholds};
use crate::diagnostics::tell;
use crate::event_log::{EventFile, EventLog};
use crate::experiment::{Demand, Plan, PlanResults, Precision, ResendArms, ResendEffect};
use crate::folder::{Ended, Manifest, ResultsFolder, Simulated, Speed, as_run};
use crate::measures::Results;
use crate::pages;
use crate::scenario::Loaded;
use crate::simulation::Observers;
use crate::terminal::{self, comparison, json, predicting, summary, uncertainty};
use crate::views::cautions;

/// Run a scenario: print a summary, and write a folder of results.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim run scenarios/baseline.toml
  beian-sim run scenarios/baseline.toml --set rules.window=24h --out results/runs/short
  beian-sim run scenarios/noon.toml --replications 5 --seed 7 --json --quiet > noon.json
  beian-sim run scenarios/baseline.toml --horizon 30d --predict returned@zj --level 0.9
  beian-sim run scenarios/baseline.toml --ensemble 100 --set run.length=14d")]
pub struct RunArgs {
    /// The scenario file.
    scenario: PathBuf,
    /// Where the results go [default: results/runs/ and the scenario's name, numbered where that is taken].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The seed, in place of run.seed.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many replications, in place of run.replications.
    #[arg(long, value_name = "N")]
    replications: Option<u32>,
    #[command(flatten)]
    overrides: Overrides,
    /// Also measure what resends cause: the same filings with the automatic resend off, the manual
    /// off, and both off.
    #[arg(long)]
    resend_effect: bool,
    /// Add replications until the interval of a measure of the nation is at most this far from
    /// it on either side, such as return_rate=0.002.
    #[arg(long, value_name = "MEASURE=HALF_WIDTH", add = completions::measure("="))]
    precision: Option<String>,
    /// Most replications that --precision may add up to.
    #[arg(long, value_name = "N", default_value_t = 200, requires = "precision",
        value_parser = clap::value_parser!(u32).range(1..=100_000))]
    most_replications: u32,
    /// Also write the event log, one row for everything that happened to a filing, for process
    /// mining: FILE ends in .csv, .csv.zst or .parquet.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    #[command(flatten)]
    predict: PredictArgs,
    #[command(flatten)]
    ensemble: EnsembleArgs,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    bounds: Bounds,
    /// Replace earlier results in the folder, and an earlier event log.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// A scenario that cannot be read, a folder that may not or cannot be written.
pub fn run(args: &RunArgs, global: &Global) -> Result<Exit, Error> {
    let set = args.predict.overrides(&args.scenario, overrides(args))?;
    args.work.refuse(
        args.precision.is_some(),
        "--precision",
        "adds replications by what it finds, and the units are known before anything runs",
    )?;
    let no_events = "writes what happens to each filing, of which no unit keeps anything";
    args.work
        .refuse(args.events.is_some(), "--events", no_events)?;
    let loaded = args.work.load(&args.scenario, &set)?;
    let predicted = args.predict.wanted(&loaded.scenario.groups())?;
    let precision = args.precision.as_deref().map(precision).transpose()?;
    let source = Source {
        path: &args.scenario,
        set,
        loaded: &loaded,
        inputs: args.work.clone(),
    };
    let name = &loaded.scenario.name;
    let folder = results_folder_of(args.out.as_ref(), name, args.force, args.work.task())?;
    let events = args.events.as_deref();
    let events = events.map(|path| EventFile::check(path, args.force));
    let events = events.transpose()?;
    if let Some(events) = &events {
        sweep(&events.beside(&folder)?);
    }
    let mut session = Session::of_work(global, &args.work);
    let most = args.most_replications.max(loaded.scenario.run.replications);
    let replications = match precision {
        Some(_) => most,
        None => loaded.scenario.run.replications,
    };
    let arms = if args.resend_effect { 4.0 } else { 1.0 };
    let own = (&loaded.scenario, f64::from(replications));
    let mut demand = Demand::of([own], session.threads()).side_by_side(arms);
    demand = demand.and_then(args.ensemble.demand(&session, [&loaded.scenario]), 1.0);
    let log = events.as_ref().map(|file| Log {
        file,
        folder: &folder,
    });
    args.bounds.check(&session, demand, &loaded.scenario, log)?;
    let draws = Draws::check(&args.ensemble, vec![source])?;
    let mut log = events
        .map(|file| EventLog::begin(&loaded.scenario, file, &folder))
        .transpose()?;
    let mut plan = Plan::of(&loaded.scenario);
    let resends = args.resend_effect.then(|| ResendArms::add(&mut plan, 0));
    let mut options = args.ensemble.options();
    options.insert("resend_effect".to_owned(), args.resend_effect.into());
    let whose = [(&args.scenario, &loaded)];
    session.keep(args.work.begin("run", &whose, options)?);
    let of_draws = draws.iter().flat_map(Draws::points);
    let points = std::iter::once(Ok(main_point(args, plan.clone()))).chain(of_draws);
    if let Some(exit) = session.apart(points)? {
        return Ok(exit);
    }
    let wanted = precision.map(|precision| (precision, args.most_replications));
    let (found, ended) = match &log {
        None if session.work().is_some() => (
            session.point(&main_point(args, plan.clone()))?,
            Ended::Whole,
        ),
        _ => simulate(&session, &mut plan, wanted, log.as_ref())?,
    };
    if let Some(log) = log.take_if(|log| log.failed()) {
        log.finish()?;
    }
    if found.replications(0) == 0 {
        return Err(Error::Interrupted);
    }
    let results = &found.arms[0].results;
    let mut simulated = simulated(&found);
    let (drawn, ended) = match draws {
        Some(draws) if ended == Ended::Whole => draws.run(&session, &mut simulated)?,
        _ => (None, ended),
    };
    let ran = Ran {
        loaded: as_run(&loaded, found.replications(0)),
        effect: resends.map(|arms| arms.effect(&found)),
        results,
        tables: RunTables::of(&loaded.scenario, results),
        drawn: drawn.map(|drawn| (EnsembleRows::of(&drawn.base, results), drawn)),
        simulated,
        ended,
        speed: session.speed_of_all(),
        predicted,
    };
    ran.write(&folder, args.force)?;
    let log = log.filter(|_| ended == Ended::Whole);
    let logged = log.map(EventLog::finish).transpose()?;
    let kept = ran.print(global)?;
    session.warn(&loaded.scenario, ran.results, "");
    session.say(&format!("results in {}", folder.display()));
    if let (Some(count), Some(file)) = (logged, &args.events) {
        session.say(&format!("{count} events in {}", file.display()));
    }
    if let Some(precision) = &precision {
        session.say(&reached(precision, ran.results));
    }
    if let Some(exit) = exit_if_interrupted(ended) {
        if args.events.is_some() {
            tell("the event log is not written");
        }
        return Ok(exit);
    }
    Ok(if kept { Exit::Done } else { Exit::Failed })
}

/// Simulates the replications that the scenario asks for, and then as many more as the precision that
/// is wanted needs, up to a maximum.
fn simulate(
    session: &Session,
    plan: &mut Plan,
    wanted: Option<(Precision, u32)>,
    log: Option<&EventLog>,
) -> Result<(PlanResults, Ended), Error> {
    let mut found = session.extend(plan, plan.nothing_yet(), log)?;
    let more = |found: &PlanResults| {
        let results = &found.arms[0].results;
        wanted.and_then(|(precision, maximum)| precision.replications_needed(results, maximum))
    };
    while let Some(more) =
        more(&found).filter(|_| !interrupted() && !log.is_some_and(Observers::failed))
    {
        plan.set_replications(more);
        found = session.extend(plan, found, log)?;
    }
    let (complete, of) = (found.replications(0), plan.replications(0));
    let whole = complete == of && !(interrupted() && more(&found).is_some());
    let ended = if whole {
        Ended::Whole
    } else {
        Ended::Interrupted {
            unit: "replications",
            complete: complete.into(),
            of: Some(of.into()),
        }
    };
    Ok((found, ended))
}

/// The scenario's own replications, as a point of the work.
fn main_point<'p>(args: &RunArgs, plan: Plan<'p>) -> PointOfWork<'p> {
    PointOfWork {
        name: format!("scenario, resend_effect = {}", args.resend_effect),
        plan,
        with_load: true,
        of_draw: false,
    }
}

impl RunArgs {
    /// From now on this is about work that is there.
    pub(super) fn take_up(&mut self, work: TakenUp) {
        self.work.take_up(work, &mut self.out, &mut self.force);
    }
}

/// A scenario that was run, as far as it got.
struct Ran<'a> {
    loaded: Loaded,
    results: &'a Results,
    tables: RunTables,
    effect: Option<ResendEffect>,
    drawn: Option<(EnsembleRows, Drawn)>,
    simulated: Simulated,
    ended: Ended,
    speed: Option<Speed>,
    predicted: Vec<Wanted>,
}

impl Ran<'_> {
    /// Writes the folder.
    fn write(&self, folder: &std::path::Path, force: bool) -> Result<(), Error> {
        let scenario = &self.loaded.scenario;
        let mut tables = self.tables.files();
        let mut again = arguments(["run", "scenario.toml"]);
        if let Some(effect) = &self.effect {
            again.push("--resend-effect".to_owned());
            let of = (scenario.name.as_str(), self.results, effect);
            tables.list.extend(resend_effect_tables(&[of]));
        }
        if let Some((rows, drawn)) = &self.drawn {
            again.extend(drawn.again());
            tables.list.extend(rows.files(&drawn.base));
        }
        let command = command("run", again, self.ended);
        let manifest = Manifest::of(command, &self.loaded, &[], self.simulated, self.speed);
        let page = pages::run(
            &self.loaded,
            self.results,
            &self.tables,
            self.effect.as_ref(),
            self.drawn.as_ref().map(|(rows, drawn)| (&drawn.base, rows)),
        );
        ResultsFolder::new(&tables, &manifest)
            .file(pages::FILE, page.as_bytes())
            .write(folder, force)?;
        Ok(())
    }

    /// What the draws say, where there are any.
    fn drawn_rows(&self) -> Option<&EnsembleRows> {
        self.drawn.as_ref().map(|(rows, _)| rows)
    }

    /// Prints what was measured; whether all thresholds are kept.
    fn print(&self, global: &Global) -> Result<bool, Error> {
        let (scenario, results) = (&self.loaded.scenario, self.results);
        let judged = thresholds::judge(scenario, results);
        if global.json {
            let mut object = json::measures(scenario, results);
            object["warnings"] = cautions(scenario, results).into();
            object["thresholds"] = terminal::thresholds::json(scenario, &judged);
            if !self.predicted.is_empty() {
                object["predictions"] =
                    predicting::json(results, &self.predicted, self.drawn_rows());
            }
            if let Some((rows, drawn)) = &self.drawn {
                object["uncertainty"] = uncertainty::run_json(&drawn.base, rows);
            }
            print(&format!("{object}\n"))?;
        } else if !global.quiet {
            let mut text = summary::summary(
                scenario,
                results,
                &self.tables,
                self.speed.as_ref(),
                style(),
            );
            if let Some(effect) = &self.effect {
                text += &format!("\n{}", comparison::resend_effect(effect));
            }
            text += &predicting::text(results, &self.predicted, self.drawn_rows());
            if let Some((rows, drawn)) = &self.drawn {
                text += &uncertainty::run(&drawn.base, rows, results, listing::room());
            }
            print(&(text + &terminal::thresholds::text(scenario, &judged)))?;
        }
        Ok(judged.iter().all(thresholds::Judged::kept))
    }
}

/// Reads `return_rate=0.002`.
fn precision(text: &str) -> Result<Precision, Error> {
    let form = || Error::input(format!("--precision '{text}': write MEASURE=HALF_WIDTH"));
    let (name, width) = text.split_once('=').ok_or_else(form)?;
    let half_width = width.trim().parse::<f64>().ok();
    let measure = measure_named(name.trim())?;
    Ok(Precision {
        measure,
        half_width: half_width
            .filter(|width| width.is_finite() && *width > 0.0)
            .ok_or_else(form)?,
    })
}

/// How precise the measure is, as a line.
fn reached(precision: &Precision, results: &Results) -> String {
    let (name, n) = (precision.measure.name, results.replications.len());
    match precision.half_width_of(results) {
        Some(half) if half <= precision.half_width => {
            format!("precision: {name} to ± {half:.6} with {n} replications")
        }
        Some(half) if interrupted() => {
            format!("precision: {name} only to ± {half:.6} with {n} replications")
        }
        Some(half) => {
            format!("precision: {name} only to ± {half:.6} with {n} replications, the most allowed")
        }
        None => format!("precision: {name} has no interval"),
    }
}

/// The options for single fields as overrides.
fn overrides(args: &RunArgs) -> Vec<String> {
    let mut set = args.overrides.fields();
    set.extend(args.seed.map(|seed| format!("run.seed={seed}")));
    set.extend(args.replications.map(|n| format!("run.replications={n}")));
    set
}

/// Colour on a terminal alone, and not where `NO_COLOR` is set.
fn style() -> summary::Style {
    let terminal = std::io::stdout().is_terminal();
    summary::Style {
        color: terminal && std::env::var_os("NO_COLOR").is_none(),
    }
}
