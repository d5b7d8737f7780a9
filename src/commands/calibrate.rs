//! `calibrate`: from observed figures to a scenario.

use std::path::{Path, PathBuf};

use clap::Args;

use super::bounds::Bounds;
use super::ensemble::{Draws, Luck, Source};
use super::overrides::Overrides;
use super::session::{Session, arguments, command, ended, load, print, results_folder};
use super::work::WorkArgs;
use super::{Error, Exit, Global};
use crate::calibration::{
    Calibration, Emulated, Kept, PARTICLES, Simulations, Target, Targets, posterior,
};
use crate::datasets::{Tables, calibration_tables};
use crate::diagnostics::{DATA_BYTES, read_file, sha256, tell};
use crate::experiment::{Assumptions, Demand, Draw, Ensemble, MAXIMUM_DRAWS};
use crate::folder::{Ended, Manifest, ResultsFolder, Simulated};
use crate::pages;
use crate::scenario::{Belief, Loaded, Scale, field_at};
use crate::terminal::calibrating;

/// Find out what observed figures say of the fields that nobody knows.
///
/// Free are the fields that the scenario says are uncertain; their distributions are the prior. The result is a
/// scenario, calibrated.toml, whose uncertain fields have the posterior: every command takes it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim calibrate scenarios/baseline.toml --targets observed.csv --out calibrated
  beian-sim run calibrated/calibrated.toml --ensemble 100

The file of targets has the columns measure and group (all, or a province's code, ...), and count,total of
a share, or value,standard_error of others, and, where the model is known to miss, discrepancy.")]
pub struct CalibrateArgs {
    /// The scenario file.
    scenario: PathBuf,
    /// The observed figures, a CSV file.
    #[arg(long, value_name = "FILE")]
    targets: PathBuf,
    /// Draws of the prior that are simulated.
    #[arg(long, value_name = "N", default_value_t = 400,
        value_parser = clap::value_parser!(u32).range(20..=i64::from(MAXIMUM_DRAWS)))]
    simulations: u32,
    /// Replications of each.
    #[arg(long, value_name = "R", default_value_t = 2,
        value_parser = clap::value_parser!(u32).range(2..=1000))]
    replications: u32,
    #[command(flatten)]
    overrides: Overrides,
    /// Where the results go [default: results/runs/calibrated- and the scenario's name, numbered where that is taken].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    bounds: Bounds,
    /// Go on from the simulations that the folder keeps, of a calibration that was interrupted or had fewer, and
    /// replace what is in it.
    #[arg(long)]
    resume: bool,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
}

/// The file of the calibrated scenario, and that of the targets, in the folder.
const CALIBRATED: &str = "calibrated.toml";
const OBSERVED: &str = "observed.csv";
/// The simulations of the prior, from which --resume goes on.
const SIMULATIONS: &str = "simulations.json";

/// Draws of the posterior at which the simulator is run again.
const CHECKED: usize = 60;

/// Their luck is none that the emulators have seen.
const LUCK_OF_CHECK: u64 = 1 << 32;

/// Runs the command.
///
/// # Errors
/// A scenario that is sure of everything, targets that are none, a folder that may not be written.
pub fn run(args: &CalibrateArgs, global: &Global) -> Result<Exit, Error> {
    let loaded = load(&args.scenario, &args.overrides.fields())?;
    let scenario = &loaded.scenario;
    let assumptions = free(&loaded)?;
    let targets = Targets::read(&args.targets, &scenario.groups()).map_err(Error::Faults)?;
    let name = format!("calibrated-{}", scenario.name);
    let folder = results_folder(args.out.as_ref(), &name, args.force || args.resume)?;
    let session = Session::begin(global);
    session.warn_of_holidays(scenario);
    let source = Source {
        path: &args.scenario,
        set: args.overrides.fields(),
        loaded: &loaded,
        inputs: WorkArgs::default(),
    };
    let of_one = (scenario, f64::from(args.replications));
    let of_one = Demand::of([of_one], session.threads());
    let runs = args.simulations as usize + CHECKED;
    let demand = Demand::default().and_then(of_one, runs as f64);
    args.bounds.check(&session, demand, scenario, None)?;
    let seed = scenario.run.seed;
    let of = |draws: Vec<Draw>, luck: u64| {
        let (sources, assumptions) = (vec![source.clone()], assumptions.clone());
        Draws::of(
            sources,
            assumptions,
            draws,
            args.replications,
            Luck::Own(luck),
        )
    };
    let mut simulated = Simulated::default();
    let all = args.simulations as usize;
    let draws = || (0..args.simulations).map(|k| assumptions.draw(k, seed));
    let mut kept = Kept::nothing(
        sha256(loaded.as_toml.as_bytes()),
        args.replications,
        &targets.list,
    );
    if args.resume {
        resume(&mut kept, &folder)?;
    }
    let done = kept.figures.len().min(all);
    let places = || draws().map(|draw| draw.places);
    let write_kept = |kept: &Kept, simulated: Simulated| -> Result<Exit, Error> {
        let ended = ended("simulations", kept.figures.len().min(all), all + CHECKED);
        let command = command("calibrate", again(args), ended);
        let mut manifest = Manifest::of(command, &loaded, &[], simulated, Some(session.speed()));
        manifest.name.clone_from(&name);
        manifest.title = format!("Calibration of {}, interrupted", scenario.title);
        ResultsFolder::new(&Tables { list: Vec::new() }, &manifest)
            .file(SIMULATIONS, &kept_bytes(kept))
            .file(OBSERVED, &targets.bytes)
            .write(&folder, args.force || args.resume)?;
        tell(format_args!(
            "interrupted: {} of {all} simulations are complete, and kept; the same command with --resume goes on from them",
            kept.figures.len().min(all)
        ));
        Ok(Exit::Interrupted)
    };
    if done < all {
        let missing = of(draws().skip(done).collect(), done as u64)?;
        let (drawn, ended) = missing.run(&session, &mut simulated)?;
        if let Some(drawn) = drawn {
            kept.figures
                .extend(simulations(&drawn.base, &targets.list)?.figures);
        }
        if ended != Ended::Whole {
            return match kept.figures.len() {
                0 => Err(Error::Interrupted),
                _ => write_kept(&kept, simulated),
            };
        }
    }
    let prior = kept.simulations(places());
    let emulated = Emulated::fit(&targets.list, &prior).ok_or(Error::Interrupted)?;
    let particles = posterior(&emulated, PARTICLES, seed);
    let step = PARTICLES / CHECKED;
    let check = particles.iter().step_by(step).take(CHECKED);
    let check = check.map(|places| assumptions.at(places.clone()));
    let check = of(check.collect(), LUCK_OF_CHECK)?;
    let (Some(checked), Ended::Whole) = check.run(&session, &mut simulated)? else {
        return write_kept(&kept, simulated);
    };
    let check = simulations(&checked.base, &targets.list)?;
    let found = Calibration::of(
        &assumptions,
        &targets.list,
        &emulated,
        &particles,
        &prior,
        &check,
    );
    let tables = Tables {
        list: calibration_tables(&found, &assumptions),
    };
    let command = command("calibrate", again(args), Ended::Whole);
    let mut manifest = Manifest::of(command, &loaded, &[], simulated, Some(session.speed()));
    manifest.name.clone_from(&name);
    manifest.title = format!("Calibration of {}", scenario.title);
    let text = calibrated(&loaded, &assumptions, &found);
    let page = pages::calibration(&loaded, &found, prior.places.len());
    ResultsFolder::new(&tables, &manifest)
        .file(CALIBRATED, text.as_bytes())
        .file(OBSERVED, &targets.bytes)
        .file(SIMULATIONS, &kept_bytes(&kept))
        .file(pages::FILE, page.as_bytes())
        .write(&folder, args.force || args.resume)?;
    if global.json {
        print(&format!("{}\n", calibrating::json(&found)))?;
    } else if !global.quiet {
        print(&calibrating::text(&found, prior.places.len()))?;
    }
    for caution in found.cautions() {
        session.say(&format!("warning: {caution}"));
    }
    session.say(&format!("results in {}", folder.display()));
    session.say(&format!(
        "the scenario is {}",
        folder.join(CALIBRATED).display()
    ));
    Ok(Exit::Done)
}

fn kept_bytes(kept: &Kept) -> Vec<u8> {
    serde_json::to_vec(kept).unwrap_or_default()
}

/// Takes up the simulations of an earlier calibration.
fn resume(kept: &mut Kept, folder: &Path) -> Result<(), Error> {
    let path = folder.join(SIMULATIONS);
    let wrong = |why: String| Error::input(format!("--resume: {}: {why}", path.display()));
    let bytes =
        read_file(&path, DATA_BYTES).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let others = Kept::parse(&bytes);
    let taken_up = others.and_then(|others| kept.resume(others));
    taken_up.map_err(|error| wrong(error.to_string()))
}

/// The fields that are free.
fn free(loaded: &Loaded) -> Result<Assumptions, Error> {
    let assumptions = Assumptions::of([&loaded.scenario]);
    if assumptions.entries.is_empty() {
        return Err(Error::input(
            "the scenario is sure of all of its fields; say in [[uncertain]] what nobody knows",
        ));
    }
    let mut samples = assumptions.entries.iter();
    match samples.find(|entry| matches!(entry.belief, Belief::Samples(_))) {
        Some(entry) => Err(Error::input(format!(
            "{}: rows of a file cannot be a prior; calibrate the scenario that has its distributions",
            entry.name()
        ))),
        None => Ok(assumptions),
    }
}

/// The figures of the targets that were simulated.
fn simulations(ensemble: &Ensemble, targets: &[Target]) -> Result<Simulations, Error> {
    let mut found = Simulations::default();
    for (number, (draw, figures)) in (1..).zip(ensemble.draws.iter().zip(&ensemble.figures)) {
        let of_target = |target: &Target| {
            let figure = figures.figure(target.measure, target.group);
            figure.ok_or_else(|| {
                Error::input(format!(
                    "{}: draw {number} has nothing to measure; simulate longer or more filings",
                    target.name()
                ))
            })
        };
        let figures = targets.iter().map(of_target);
        found.figures.push(figures.collect::<Result<_, _>>()?);
        found.places.push(draw.places.clone());
    }
    Ok(found)
}

/// The arguments that make the folder's tables again.
fn again(args: &CalibrateArgs) -> Vec<String> {
    let mut again = arguments(["calibrate", "scenario.toml", "--targets", OBSERVED]);
    for (name, value) in [
        ("--simulations", args.simulations.to_string()),
        ("--replications", args.replications.to_string()),
    ] {
        again.extend([name.to_owned(), value]);
    }
    again
}

/// The calibrated scenario: its fields at the posterior's medians, and the posterior as a file of samples.
fn calibrated(loaded: &Loaded, assumptions: &Assumptions, found: &Calibration) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let title = format!("{} (calibrated)", loaded.scenario.title);
    let mut text = format!(
        "# What the figures in {OBSERVED} say of scenario.toml, as beian-sim calibrate found it: each free field at the\n\
         # median of its posterior (but for parameters of distributions), and the posterior, with its correlations, as a file of samples.\n\
         based_on = \"scenario.toml\"\n\
         title = {}\n",
        quoted(&title)
    );
    let fields = assumptions.entries.iter().flat_map(|entry| &entry.fields);
    let fields: Vec<_> = fields.collect();
    for ((field, scale), finding) in fields.iter().zip(&found.fields) {
        // A segment is no table of the file, and a distribution would be replaced whole: these stay as they are.
        if !field.starts_with("segments.") && field_at(field).is_some() {
            let value = &finding.posterior[0];
            let value = match scale {
                Scale::Duration => quoted(value),
                _ => value.clone(),
            };
            text += &format!("{field} = {value}\n");
        }
    }
    let names: Vec<String> = fields.iter().map(|(field, _)| quoted(field)).collect();
    text += &format!(
        "\n[[uncertain]]\nfields = [{}]\nsamples = \"posterior.csv\"\nsource = \"the posterior, given {OBSERVED}\"\n",
        names.join(", ")
    );
    text
}
