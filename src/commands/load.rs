//! `load`: how much the system bears.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;

use super::listing;
use super::run::{bar, manifest, run_whole, threads};
use super::{Error, Exit, Global, default_folder, load, print};
use crate::datasets::{Tables, load_table, thresholds};
use crate::experiment::{LoadStep, Profile, multiplied};
use crate::folder::{ResultsFolder, Speed};
use crate::measures::{self, Groups, Measure, Results};
use crate::pages::{self as page};
use crate::scenario::{Loaded, Scenario, Threshold};
use crate::terminal::{self, loading};

/// Raise the filings step by step, and see what waits, what is taken and what is returned.
///
/// Multiples are of the scenario's filings a day. With --find-limit, bisects to the largest multiple
/// at which the scenario's thresholds hold (without any: 99 % of messages wait at most an hour in
/// their lanes, and at most 90 % of a province's codes are taken), and names what gives way first.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim load scenarios/surge.toml --set arrivals.surges=[] --multiply 1,2,5,10
  beian-sim load scenarios/surge.toml --set arrivals.surges=[] --find-limit
  beian-sim load scenarios/surge.toml --set arrivals.surges=[] --profile spike --multiply 1,10,50")]
pub struct LoadArgs {
    /// The scenario file.
    scenario: PathBuf,
    /// The multiples of the filings.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [1.0, 2.0, 5.0, 10.0])]
    multiply: Vec<f64>,
    /// How a multiple is spread over the run.
    #[arg(long, value_enum, default_value_t = Shape::Constant)]
    profile: Shape,
    /// Find the largest multiple, up to the largest of --multiply, at which the thresholds hold.
    #[arg(long)]
    find_limit: bool,
    /// Override a field, such as run.replications=2.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Where the results go [default: results/runs/load- and the scenario's name].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
}

/// A shape of load over the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// All of the time.
    Constant,
    /// From the middle of the counted time on.
    Step,
    /// Everybody on one day.
    Spike,
    /// Rising day by day.
    Ramp,
}

impl From<Shape> for Profile {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Constant => Self::Constant,
            Shape::Step => Self::Step,
            Shape::Spike => Self::Spike,
            Shape::Ramp => Self::Ramp,
        }
    }
}

impl Shape {
    /// The word of the command line.
    fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Step => "step",
            Self::Spike => "spike",
            Self::Ramp => "ramp",
        }
    }
}

/// How near the limit is to be found, as a share of it.
const NEAR: f64 = 0.02;

/// A step that was run: what it showed, and the thresholds that it crossed.
struct Step {
    load: LoadStep,
    crossed: Vec<&'static Measure>,
    text: String,
}

/// What the search for the limit found.
struct Limit {
    says: String,
    /// The largest multiple at which every threshold holds, where there is a limit.
    kept: Option<f64>,
}

/// Runs the command. Exits with 1 when a threshold of the scenario is crossed at a multiple of 1.
///
/// # Errors
/// A scenario that cannot be read or multiplied; multiples that mean nothing.
pub fn run(args: &LoadArgs, global: &Global) -> Result<Exit, Error> {
    if let Some(wrong) = args.multiply.iter().find(|m| !(0.001..=1e6).contains(*m)) {
        return Err(Error::input(format!(
            "--multiply {wrong}: from 0.001 to 1,000,000"
        )));
    }
    let loaded = load(&args.scenario, &args.set)?;
    let own = loaded.scenario.thresholds.clone();
    let limits = if own.is_empty() {
        default_thresholds(&loaded.scenario)
    } else {
        own.clone()
    };
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&format!("load-{}", loaded.scenario.name)));
    ResultsFolder::check(&folder, args.force)?;
    let began = Instant::now();
    let mut multiples = args.multiply.clone();
    multiples.sort_by(f64::total_cmp);
    multiples.dedup();
    let mut steps = Vec::new();
    let (mut filings, mut events) = (0, 0);
    let mut last = None;
    let asked = multiples.len();
    let bar = bar(global, asked as u64);
    for multiple in multiples {
        let ran = step(&loaded, multiple, args.profile.into(), &limits, global);
        let (step, results) = match ran {
            Err(Error::Interrupted) if !steps.is_empty() => break,
            ran => ran?,
        };
        bar.inc(1);
        (filings, events) = (filings + results.filings, events + results.events);
        steps.push(step);
        last = Some(results);
    }
    let mut whole = steps.len() == asked;
    let mut limit = None;
    if args.find_limit && whole {
        let profile = args.profile.into();
        match find_limit(&loaded, profile, &limits, &mut steps, &bar, global) {
            // The steps that are complete stand for themselves.
            Err(Error::Interrupted) => whole = false,
            found => limit = Some(found?),
        }
    }
    bar.finish_and_clear();
    steps.sort_by(|a, b| a.load.multiple.total_cmp(&b.load.multiple));
    let loads: Vec<LoadStep> = steps.iter().map(|step| step.load.clone()).collect();
    let speed = Speed {
        wall_seconds: began.elapsed().as_secs_f64(),
        threads: threads(global),
    };
    if let Some(results) = &last {
        let mut manifest = manifest(&loaded, results, Some(speed));
        manifest.name = format!("load-{}", loaded.scenario.name);
        manifest.title = format!("Load on {}", loaded.scenario.title);
        let tables = Tables {
            list: vec![load_table(&loads)],
        };
        let kept: Vec<bool> = steps.iter().map(|step| step.crossed.is_empty()).collect();
        let page = page::load(&page::LoadTest {
            loaded: &loaded,
            profile: args.profile.name(),
            steps: &loads,
            kept: &kept,
            limit: limit
                .as_ref()
                .map(|limit| (limit.says.as_str(), limit.kept)),
        });
        ResultsFolder::new(&tables, &manifest)
            .file(page::FILE, page.as_bytes())
            .write(&folder, args.force)?;
    }
    let limit = limit.as_ref().map(|limit| limit.says.as_str());
    say(&loads, &steps, limit, !own.is_empty(), global)?;
    if !global.quiet {
        let (per_filing, per_event) = (speed.per_second(filings), speed.per_second(events));
        eprintln!("the program: {per_filing:.0} filings/s, {per_event:.0} events/s");
        eprintln!("results in {}", folder.display());
    }
    if !whole {
        let done = steps.len();
        eprintln!("interrupted: the results are of the {done} complete steps");
        return Ok(Exit::Interrupted);
    }
    let usual = steps.iter().find(|step| step.load.multiple == 1.0);
    let crossed = !own.is_empty() && usual.is_some_and(|step| !step.crossed.is_empty());
    Ok(if crossed { Exit::Failed } else { Exit::Done })
}

fn say(
    loads: &[LoadStep],
    steps: &[Step],
    limit: Option<&str>,
    own: bool,
    global: &Global,
) -> Result<Exit, Error> {
    if global.json {
        let list = steps.iter().map(|step| {
            let figures = step.load.figures.iter().map(|figure| {
                serde_json::json!({
                    "quantity": figure.quantity.name(), "statistic": figure.statistic.name(),
                    "unit": figure.quantity.unit(), "value": figure.value,
                })
            });
            serde_json::json!({
                "multiple": step.load.multiple,
                "figures": figures.collect::<Vec<_>>(),
                "crossed": step.crossed.iter().map(|m| m.name).collect::<Vec<_>>(),
            })
        });
        let list: Vec<serde_json::Value> = list.collect();
        let whole = serde_json::json!({ "steps": list, "limit": limit });
        return print(&format!("{whole}\n"));
    }
    if global.quiet {
        return Ok(Exit::Done);
    }
    let mut text = loading::steps(loads, listing::room());
    for step in steps.iter().filter(|_| own) {
        text += &format!("\nAt {} ×:{}", step.load.multiple, step.text);
    }
    if let Some(limit) = limit {
        text += &format!("\n{limit}\n");
    }
    print(&text)
}

/// Runs one step.
fn step(
    loaded: &Loaded,
    multiple: f64,
    profile: Profile,
    limits: &[Threshold],
    global: &Global,
) -> Result<(Step, Results), Error> {
    let mut scenario = multiplied(&loaded.scenario, multiple, profile).ok_or_else(|| {
        Error::input(
            "the filings come from a file (arrivals.file), whose rate cannot be multiplied",
        )
    })?;
    scenario.thresholds = limits.to_vec();
    let results = run_whole(&scenario, global)?;
    let judged = thresholds::judge(&scenario, &results);
    let crossed: Vec<&'static Measure> = judged
        .iter()
        .filter(|one| !one.kept())
        .map(|one| one.threshold.measure)
        .collect();
    let text = terminal::thresholds::text(&scenario, &judged).replacen("\nThresholds\n", "\n", 1);
    let load = LoadStep::of(multiple, &results, &scenario);
    Ok((
        Step {
            load,
            crossed,
            text,
        },
        results,
    ))
}

/// What is asked of a system that says nothing of its own.
fn default_thresholds(scenario: &Scenario) -> Vec<Threshold> {
    let most = |measure: &'static Measure, group: usize, max: f64| Threshold {
        measure,
        group,
        min: None,
        max: Some(max),
    };
    let groups = scenario.groups();
    let codes = 0.9 * f64::from(scenario.policy.code_pool);
    let mut list = vec![most(&measures::LANE_WAIT_P99, Groups::NATION, 3_600.0)];
    for place in 0..scenario.provinces.len() {
        list.push(most(
            &measures::CODES_TAKEN_PEAK,
            groups.province(place),
            codes,
        ));
    }
    list
}

/// Bisects between the largest multiple that holds and the smallest that does not.
fn find_limit(
    loaded: &Loaded,
    profile: Profile,
    limits: &[Threshold],
    steps: &mut Vec<Step>,
    bar: &ProgressBar,
    global: &Global,
) -> Result<Limit, Error> {
    let holds = |step: &&Step| step.crossed.is_empty();
    let Some(first_crossed) = steps.iter().position(|step| !step.crossed.is_empty()) else {
        let most = steps.last().map_or(0.0, |step| step.load.multiple);
        return Ok(Limit {
            says: format!("no limit up to {most} ×: every threshold holds"),
            kept: None,
        });
    };
    let mut fails = steps[first_crossed].load.multiple;
    let mut kept = steps[..first_crossed]
        .iter()
        .rev()
        .find(holds)
        .map_or(0.0, |s| s.load.multiple);
    let mut gives_way = resource(&steps[first_crossed]);
    let halvings = ((fails - kept) / (NEAR * fails)).log2().ceil().max(0.0);
    bar.inc_length(halvings as u64);
    while fails - kept > NEAR * fails.max(0.01) {
        let middle = f64::midpoint(kept, fails);
        let (step, _) = step(loaded, middle, profile, limits, global)?;
        bar.inc(1);
        if step.crossed.is_empty() {
            kept = middle;
        } else {
            fails = middle;
            gives_way = resource(&step);
        }
        if middle < 0.002 {
            break;
        }
        steps.push(step);
    }
    let says = format!(
        "limit: every threshold holds up to {kept:.3} × the filings, not at {fails:.3} ×; what gives \
         way first: {gives_way}"
    );
    let kept = Some(kept);
    Ok(Limit { says, kept })
}

/// What a crossed threshold is about.
fn resource(step: &Step) -> String {
    let Some(measure) = step.crossed.first() else {
        return String::new();
    };
    let what = match measure.name {
        name if name.starts_with("lane_wait") || name.starts_with("waiting_messages") => {
            "the gateway's lanes"
        }
        name if name.starts_with("receipt_to_phone") => "the way from receipt to phone",
        name if name.starts_with("codes_taken") => "the pool of codes (R11)",
        name if name.starts_with("audits") => "the auditors",
        _ => "the measure itself",
    };
    format!("{what} ({})", measure.name)
}
