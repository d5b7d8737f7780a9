//! `load`: how much the system bears.

mod limit;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use self::limit::Limit;
use super::bounds::Bounds;
use super::listing;
use super::overrides::Overrides;
use super::session::{Session, arguments, command, exit_if_interrupted, print, results_folder_of};
use super::work::{PointOfWork, TakenUp, WorkArgs};
use super::{Error, Exit, Global};
use crate::datasets::{Tables, load_table, thresholds};
use crate::experiment::{Demand, LoadStep, Profile, multiplied};
use crate::folder::{Ended, Manifest, ResultsFolder, Simulated};
use crate::measures::{self, Estimate, Groups, Measure};
use crate::pages;
use crate::scenario::{Loaded, Scenario, Threshold};
use crate::terminal::{self, loading};

/// Raise the filings step by step, and see what waits, what is taken and what is returned.
///
/// Multiples are of the scenario's filings a day: a step adds filings to them, or drops some, and leaves
/// the others as they are. With --find-limit, bisects to the largest multiple
/// at which the scenario's thresholds hold (without any: 99 % of messages wait at most an hour in
/// their lanes, and at most 90 % of a province's codes are taken), and names what gives way first;
/// it then also runs half of that multiple, and some between steps that are far apart.
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
    #[command(flatten)]
    overrides: Overrides,
    /// Where the results go [default: results/runs/load- and the scenario's name, numbered where that is taken].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    bounds: Bounds,
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

/// Steps that the search for it takes, about, and those between, each with fewer filings than the largest multiple.
const SEARCHED: f64 = 5.0;

/// A step that was run: what it showed, and the thresholds that it crossed.
struct Step {
    load: LoadStep,
    crossed: Vec<&'static Measure>,
    /// The figure of each threshold.
    figures: Vec<Option<Estimate>>,
    text: String,
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
    let why = "looks for steps by what it finds, and the units are known before anything runs";
    args.work.refuse(args.find_limit, "--find-limit", why)?;
    let loaded = args.work.load(&args.scenario, &args.overrides.fields())?;
    let name = format!("load-{}", loaded.scenario.name);
    let folder = results_folder_of(args.out.as_ref(), &name, args.force, args.work.task())?;
    let mut session = Session::of_work(global, &args.work);
    session.warn_of_holidays(&loaded.scenario);
    let multiples = sorted(&args.multiply);
    let demand = Test::new(&loaded, args.profile, &session).demand(&multiples, args.find_limit)?;
    args.bounds
        .check(&session, demand, &loaded.scenario, None)?;
    session.keep(
        args.work
            .begin("load", &[(&args.scenario, &loaded)], options(args))?,
    );
    let mut test = Test::new(&loaded, args.profile, &session);
    if let Some(exit) = session.apart(multiples.iter().map(|multiple| test.point(*multiple)))? {
        return Ok(exit);
    }
    let (limit, ended) = test.run(&multiples, args.find_limit)?;
    test.steps
        .sort_by(|a, b| a.load.multiple.total_cmp(&b.load.multiple));
    let loads: Vec<LoadStep> = test.steps.iter().map(|step| step.load.clone()).collect();
    let speed = session.speed_of_all();
    let command = command("load", again(args, &loads, ended), ended);
    let mut manifest = Manifest::of(command, &loaded, &[], test.simulated, speed);
    manifest.name = name;
    manifest.title = format!("Load on {}", loaded.scenario.title);
    let tables = Tables {
        list: vec![load_table(&loads)],
    };
    let kept: Vec<bool> = test.steps.iter().map(Step::holds).collect();
    let page = pages::load(&pages::LoadTest {
        loaded: &loaded,
        profile: args.profile.name(),
        steps: &loads,
        kept: &kept,
        thresholds: &test.limits,
        limit: limit
            .as_ref()
            .map(|limit| (limit.says.as_str(), limit.kept)),
    });
    ResultsFolder::new(&tables, &manifest)
        .file(pages::FILE, page.as_bytes())
        .write(&folder, args.force)?;
    let limit = limit.as_ref().map(|limit| limit.says.as_str());
    let own = !loaded.scenario.thresholds.is_empty();
    say(&loads, &test.steps, limit, own, global)?;
    if let Some(speed) = speed {
        let per_filing = speed.per_second(test.simulated.filings);
        let per_event = speed.per_second(test.simulated.events);
        session.say(&format!(
            "the program: {per_filing:.0} filings/s, {per_event:.0} events/s"
        ));
    }
    session.say(&format!("results in {}", folder.display()));
    if let Some(exit) = exit_if_interrupted(ended) {
        return Ok(exit);
    }
    let mut usual = test.steps.iter().filter(|step| step.load.multiple == 1.0);
    let crossed = own && usual.any(|step| !step.holds());
    Ok(if crossed { Exit::Failed } else { Exit::Done })
}

/// The options, as a plan tells them.
fn options(args: &LoadArgs) -> Map<String, Value> {
    let mut options = Map::new();
    options.insert("profile".to_owned(), args.profile.name().into());
    options.insert("multiply".to_owned(), args.multiply.clone().into());
    options
}

impl LoadArgs {
    /// From now on this is about work that is there.
    pub(super) fn take_up(&mut self, work: TakenUp) {
        self.work.take_up(work, &mut self.out, &mut self.force);
    }
}

/// Multiples in order, each once.
fn sorted(multiples: &[f64]) -> Vec<f64> {
    let mut multiples = multiples.to_vec();
    multiples.sort_by(f64::total_cmp);
    multiples.dedup();
    multiples
}

/// The arguments that make the steps again that are complete, from the folder.
fn again(args: &LoadArgs, complete: &[LoadStep], ended: Ended) -> Vec<String> {
    let multiples: Vec<f64> = if ended == Ended::Whole {
        args.multiply.clone()
    } else {
        complete.iter().map(|step| step.multiple).collect()
    };
    let multiples: Vec<String> = multiples.iter().map(f64::to_string).collect();
    let mut again = arguments([
        "load",
        "scenario.toml",
        "--profile",
        args.profile.name(),
        "--multiply",
        &multiples.join(","),
    ]);
    if args.find_limit && ended == Ended::Whole {
        again.push("--find-limit".to_owned());
    }
    again
}

/// A load test under way.
struct Test<'a> {
    loaded: &'a Loaded,
    profile: Profile,
    /// What is to hold: the scenario's own thresholds, or the usual ones.
    limits: Vec<Threshold>,
    session: &'a Session<'a>,
    steps: Vec<Step>,
    simulated: Simulated,
}

impl<'a> Test<'a> {
    fn new(loaded: &'a Loaded, shape: Shape, session: &'a Session<'a>) -> Self {
        let own = &loaded.scenario.thresholds;
        Self {
            loaded,
            profile: shape.into(),
            limits: if own.is_empty() {
                default_thresholds(&loaded.scenario)
            } else {
                own.clone()
            },
            session,
            steps: Vec::new(),
            simulated: Simulated::default(),
        }
    }

    /// What the steps ask for, and those that find the limit.
    fn demand(&self, multiples: &[f64], find: bool) -> Result<Demand, Error> {
        let mut all = Demand::default();
        for (place, &multiple) in multiples.iter().enumerate() {
            let times = if find && place + 1 == multiples.len() {
                SEARCHED
            } else {
                0.0
            };
            let scenario = self.scenario(multiple)?;
            all = all.and_then(self.session.demand([&scenario]), 1.0 + times);
        }
        Ok(all)
    }

    /// The scenario with so many times the filings.
    fn scenario(&self, multiple: f64) -> Result<Scenario, Error> {
        let scaled = multiplied(&self.loaded.scenario, multiple, self.profile);
        let mut scenario = scaled.ok_or_else(|| {
            Error::input(
                "the filings come from a file (arrivals.file), whose rate cannot be multiplied",
            )
        })?;
        scenario.thresholds.clone_from(&self.limits);
        Ok(scenario)
    }

    /// A step, as a point of the work.
    fn point(&self, multiple: f64) -> Result<PointOfWork<'static>, Error> {
        let name = format!("{:?} {multiple}", self.profile);
        Ok(PointOfWork::owning(name, self.scenario(multiple)?, true))
    }

    /// Runs the steps, and then those that find the limit; after Ctrl-C, those that are complete stand
    /// for themselves.
    fn run(&mut self, multiples: &[f64], find: bool) -> Result<(Option<Limit>, Ended), Error> {
        let bar = self.session.bar(multiples.len() as u64);
        let mut work = || -> Result<Option<Limit>, Error> {
            for &multiple in multiples {
                let step = self.step(multiple)?;
                self.steps.push(step);
                bar.inc(1);
            }
            if !find {
                return Ok(None);
            }
            let limit = self.find_limit(&bar)?;
            self.fill(limit.kept, &bar)?;
            Ok(Some(limit))
        };
        let limit = work();
        bar.finish_and_clear();
        match limit {
            Err(Error::Interrupted) if !self.steps.is_empty() => {
                let ended = Ended::Interrupted {
                    unit: "steps",
                    complete: self.steps.len() as u64,
                    of: (!find).then_some(multiples.len() as u64),
                };
                Ok((None, ended))
            }
            limit => Ok((limit?, Ended::Whole)),
        }
    }

    /// Runs one step.
    fn step(&mut self, multiple: f64) -> Result<Step, Error> {
        let point = self.point(multiple)?;
        let results = self.session.whole_point(&point)?;
        let scenario = point.plan.scenario(0);
        self.simulated.add(&results);
        let judged = thresholds::judge(scenario, &results);
        let figures = judged.iter().map(|one| one.estimate).collect();
        let crossed = judged.iter().filter(|one| !one.kept());
        let text = terminal::thresholds::text(scenario, &judged);
        Ok(Step {
            load: LoadStep::of(multiple, &results, scenario),
            crossed: crossed.map(|one| one.threshold.measure).collect(),
            figures,
            text: text.replacen("\nThresholds\n", "\n", 1),
        })
    }
}

impl Step {
    /// Whether every threshold holds.
    fn holds(&self) -> bool {
        self.crossed.is_empty()
    }
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
    let limit = limit.map_or_else(String::new, |limit| format!("{limit}\n"));
    if global.quiet {
        // The limit was asked for.
        return print(&limit);
    }
    let mut text = loading::steps(loads, listing::room());
    for step in steps.iter().filter(|_| own) {
        text += &format!("\nAt {} ×:{}", step.load.multiple, step.text);
    }
    if !limit.is_empty() {
        text += &format!("\n{limit}");
    }
    print(&text)
}

/// What is asked of a system that says nothing of its own.
fn default_thresholds(scenario: &Scenario) -> Vec<Threshold> {
    let maximum = |measure: &'static Measure, group: usize, max: f64| Threshold {
        measure,
        group,
        min: None,
        max: Some(max),
    };
    let groups = scenario.groups();
    let codes = 0.9 * f64::from(scenario.policy.code_pool);
    let of_codes = |place| maximum(&measures::CODES_TAKEN_PEAK, groups.province(place), codes);
    let mut list = vec![maximum(&measures::LANE_WAIT_P99, Groups::NATION, 3_600.0)];
    list.extend((0..scenario.provinces.len()).map(of_codes));
    list
}
