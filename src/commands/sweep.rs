//! `sweep`: which assumption matters, and how much.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::bounds::Bounds;
use super::completions;
use super::overrides::Overrides;
use super::points::{overrides, set, wanted};
use super::session::{
    Session, arguments, command, ended, exit_if_interrupted, print, results_folder_of,
};
use super::work::{PointOfWork, TakenUp, WorkArgs};
use super::{Error, Exit, Global};
use crate::datasets::{
    Bar, OfFields, QUANTILES, SweptPoint, Tables, Wanted, point_tables, quantile_rows, sobol_table,
    tornado_table,
};
use crate::experiment::Axis;
use crate::experiment::designs::{
    MAXIMUM_DIMENSIONS, grid, latin_hypercube, saltelli, sobol_indices,
};
use crate::folder::{Manifest, ResultsFolder, Simulated};
use crate::measures::Results;
use crate::pages;
use crate::scenario::{Loaded, Run, Scenario};
use crate::terminal::sweeping;

/// Vary fields of a scenario, and see what that does to the measures.
///
/// A field takes a list of values (24h,36h,48h) or a range (0.01..0.20). All points meet
/// common random numbers: the same chance, filing by filing.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim sweep scenarios/baseline.toml --vary rules.window=24h,36h,48h,72h
  beian-sim sweep scenarios/baseline.toml --design one-at-a-time \\
      --vary people.responds.attentive=0.85..0.99 --vary handsets.intercepting=0.005..0.1
  beian-sim sweep scenarios/baseline.toml --design sobol --points 64 --set run.replications=1 \\
      --vary people.prompt=0.3..0.8 --vary people.asks_resend=0.3..0.9 --yes")]
pub struct SweepArgs {
    /// The scenario file.
    scenario: PathBuf,
    /// A field and its values: FIELD=24h,36h,48h or FIELD=0.01..0.20.
    #[arg(long, value_name = "FIELD=SPEC", required = true, add = completions::field())]
    vary: Vec<String>,
    /// Which points are run.
    #[arg(long, value_enum, default_value_t = Design::Grid)]
    design: Design,
    /// How many points: of each range of a grid [default: 5], of a Latin hypercube [default: 50], or
    /// the base size of Sobol' indices [default: 64].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    points: Option<u32>,
    /// Run the first N points of a grid or Latin hypercube alone.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    first: Option<u32>,
    /// Measures to print: of the nation, or of a group, such as return_rate@zj.
    #[arg(long, value_name = "MEASURE[@GROUP]", default_value = "return_rate",
        add = completions::measure(""))]
    measure: Vec<String>,
    #[command(flatten)]
    overrides: Overrides,
    /// Where the results go [default: results/runs/sweep- and the scenario's name, numbered where that is taken].
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

/// A design of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Design {
    /// All combinations.
    Grid,
    /// A Latin hypercube.
    Lhs,
    /// The low and the high end of each field, all others at their base: a tornado.
    OneAtATime,
    /// Sobol' indices, first order and total.
    Sobol,
}

impl Design {
    /// Whether each point stands for itself; the others are nothing without the rest.
    fn points_stand_alone(self) -> bool {
        matches!(self, Self::Grid | Self::Lhs)
    }
}

/// Runs the command.
///
/// # Errors
/// Fields, values or measures that do not exist; more than the bounds allow.
pub fn run(args: &SweepArgs, global: &Global) -> Result<Exit, Error> {
    let axes: Vec<Axis> = args
        .vary
        .iter()
        .map(|text| Axis::parse(text))
        .collect::<Result<_, _>>()
        .map_err(|error| Error::input(error.to_string()))?;
    let base = args.work.load(&args.scenario, &args.overrides.fields())?;
    let shown: Vec<Wanted> = args
        .measure
        .iter()
        .map(|text| wanted(text, &base.scenario.groups()))
        .collect::<Result<_, _>>()?;
    let points = points_of(args, &axes)?;
    let name = format!("sweep-{}", base.scenario.name);
    let folder = results_folder_of(args.out.as_ref(), &name, args.force, args.work.task())?;
    let mut session = Session::of_work(global, &args.work);
    session.warn_of_holidays(&base.scenario);
    let of_base = session.demand([&base.scenario]);
    let demand = of_base.and_then(of_base, points.len() as f64);
    args.bounds.check(&session, demand, &base.scenario, None)?;
    let design = Points {
        args,
        base: &base,
        axes: &axes,
        places: &points,
    };
    // Every point is checked before any is run; of many, all would take more memory than their results.
    let mut demand = of_base;
    for place in &points {
        demand = demand.and_then(session.demand([&design.scenario(place)?]), 1.0);
    }
    args.bounds.check(&session, demand, &base.scenario, None)?;
    let whose = [(&args.scenario, &base)];
    session.keep(args.work.begin("sweep", &whose, options(args))?);
    let at_base = || PointOfWork::of("base", &base.scenario, false);
    let all = points.iter().map(|place| design.point(place));
    if let Some(exit) = session.apart(std::iter::once(Ok(at_base())).chain(all))? {
        return Ok(exit);
    }
    let base_results = session.whole_point(&at_base())?;
    let mut simulated = Simulated::default();
    simulated.add(&base_results);
    let swept = design.run(&shown, &session, &mut simulated)?;
    let ended = ended("points", swept.len(), points.len());
    let mut asked = args.vary.join(", ");
    if swept.len() < points.len() || args.first.is_some() {
        asked += &format!("; the first {} points", swept.len());
    }
    let command = command("sweep", again(args, swept.len(), points.len()), ended);
    let mut manifest = Manifest::of(command, &base, &[], simulated, session.speed_of_all());
    manifest.name = name;
    manifest.title = format!("Sweep of {}: {asked}", base.scenario.title);
    let sweep = Sweep {
        base: &base,
        results: &base_results,
        asked: &asked,
        axes: &axes,
        points: &swept,
        shown: &shown,
    };
    let (tables, page, text) = sweep.views(args.design);
    ResultsFolder::new(&tables, &manifest)
        .file(pages::FILE, page.as_bytes())
        .write(&folder, args.force)?;
    if global.json {
        print(&sweeping::json(&swept))?;
    } else if !global.quiet {
        print(&text)?;
    }
    session.say(&format!("results in {}", folder.display()));
    Ok(exit_if_interrupted(ended).unwrap_or(Exit::Done))
}

/// The points that are run.
struct Points<'a> {
    args: &'a SweepArgs,
    base: &'a Loaded,
    axes: &'a [Axis],
    places: &'a [Vec<f64>],
}

impl Points<'_> {
    /// The scenario at a place, from what the base was read from.
    fn scenario(&self, place: &[f64]) -> Result<Scenario, Error> {
        let mut all = self.args.overrides.fields();
        all.extend(set(self.axes, place));
        let SweepArgs { work, scenario, .. } = self.args;
        Ok(work.load_again(scenario, self.base, &all)?.scenario)
    }

    /// A place, as a point of the work.
    fn point(&self, place: &[f64]) -> Result<PointOfWork<'static>, Error> {
        let name = format!("point: {}", set(self.axes, place).join(", "));
        Ok(PointOfWork::owning(name, self.scenario(place)?, false))
    }

    /// Runs the points one after the other; after Ctrl-C, those that are complete.
    fn run(
        &self,
        shown: &[Wanted],
        session: &Session,
        simulated: &mut Simulated,
    ) -> Result<Vec<SweptPoint>, Error> {
        let bar = session.bar(self.places.len() as u64);
        let alone = self.args.design.points_stand_alone();
        let mut swept = Vec::new();
        for place in self.places {
            let results = match session.whole_point(&self.point(place)?) {
                Err(Error::Interrupted) if alone && !swept.is_empty() => break,
                ran => ran?,
            };
            simulated.add(&results);
            let set = overrides(self.axes, place);
            swept.push(SweptPoint::of(set, &results, shown));
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(swept)
    }
}

/// The options, as a plan tells them.
fn options(args: &SweepArgs) -> Map<String, Value> {
    let design = args.design.to_possible_value();
    let options = json!({
        "vary": args.vary,
        "design": design.as_ref().map(|value| value.get_name()),
        "points": args.points,
        "first": args.first,
        "measure": args.measure,
    });
    match options {
        Value::Object(options) => options,
        _ => Map::new(),
    }
}

impl SweepArgs {
    /// From now on this is about work that is there.
    pub(super) fn take_up(&mut self, work: TakenUp) {
        self.work.take_up(work, &mut self.out, &mut self.force);
    }
}

/// The points that were run, and their base.
struct Sweep<'a> {
    base: &'a Loaded,
    results: &'a Results,
    asked: &'a str,
    axes: &'a [Axis],
    points: &'a [SweptPoint],
    shown: &'a [Wanted],
}

impl Sweep<'_> {
    /// What a design shows: tables, the page, and the text on the terminal.
    fn views(&self, design: Design) -> (Tables, String, String) {
        let mut tables = Tables {
            list: point_tables(self.points),
        };
        let (axes, points, shown) = (self.axes, self.points, self.shown);
        let (page, text) = match design {
            Design::OneAtATime => {
                let bars = bars(axes, points, self.results, shown);
                tables.list.push(tornado_table(&bars));
                let page = self.page(pages::Swept::Tornado(&bars));
                (page, sweeping::tornado(&bars, shown))
            }
            Design::Sobol => {
                let indices = all_indices(axes, points, &self.base.scenario.run);
                tables.list.push(sobol_table(&indices));
                let page = self.page(pages::Swept::Sobol(&indices));
                (page, sweeping::sobol(&indices, shown))
            }
            Design::Grid | Design::Lhs => {
                let quantiles = quantile_rows(points);
                tables.list.push(QUANTILES.file(&quantiles));
                let page = self.page(pages::Swept::Points);
                (page, sweeping::points(points, shown, &quantiles))
            }
        };
        (tables, page, text)
    }

    fn page(&self, made: pages::Swept) -> String {
        pages::sweep(&pages::Sweep {
            base: self.base,
            results: self.results,
            asked: self.asked,
            points: self.points,
            made,
            shown: self.shown,
        })
    }
}

/// The arguments that make the points again that are complete, from the folder.
fn again(args: &SweepArgs, complete: usize, points: usize) -> Vec<String> {
    let mut again = arguments(["sweep", "scenario.toml"]);
    let mut option = |name: &str, value: String| again.extend([name.to_owned(), value]);
    for vary in &args.vary {
        option("--vary", vary.clone());
    }
    for measure in &args.measure {
        option("--measure", measure.clone());
    }
    if let Some(points) = args.points {
        option("--points", points.to_string());
    }
    if complete < points || args.first.is_some() {
        option("--first", complete.to_string());
    }
    let design = args.design.to_possible_value();
    option(
        "--design",
        design.map_or_else(String::new, |value| value.get_name().to_owned()),
    );
    again.push("--yes".to_owned());
    again
}

/// The places of the points that are run.
fn points_of(args: &SweepArgs, axes: &[Axis]) -> Result<Vec<Vec<f64>>, Error> {
    let mut points = design_of(args, axes)?;
    if let Some(first) = args.first {
        if !args.design.points_stand_alone() {
            return Err(Error::input(
                "--first: the points of this design are nothing without the rest",
            ));
        }
        points.truncate(first as usize);
    }
    Ok(points)
}

fn design_of(args: &SweepArgs, axes: &[Axis]) -> Result<Vec<Vec<f64>>, Error> {
    let points = |default: u32| args.points.unwrap_or(default) as usize;
    Ok(match args.design {
        Design::Grid => {
            let places: Vec<Vec<f64>> = axes.iter().map(|axis| axis.grid(points(5))).collect();
            let count = places
                .iter()
                .try_fold(1usize, |all, axis| all.checked_mul(axis.len()));
            if count.is_none_or(|count| count > 1_000_000) {
                return Err(Error::input("the grid has more than a million points"));
            }
            grid(&places)
        }
        Design::Lhs => latin_hypercube(points(50), axes.len(), 1),
        Design::OneAtATime => {
            // A place below 0 stands for the base.
            let ends = (0..axes.len()).flat_map(|axis| {
                axes[axis].ends().map(|end| {
                    let mut point = vec![-1.0; axes.len()];
                    point[axis] = end;
                    point
                })
            });
            ends.collect()
        }
        Design::Sobol => {
            if axes.len() > MAXIMUM_DIMENSIONS {
                return Err(Error::input(format!(
                    "Sobol' indices take {MAXIMUM_DIMENSIONS} fields"
                )));
            }
            saltelli(points(64), axes.len(), 1)
        }
    })
}

/// The bars of a tornado: by measure, the largest swing first.
fn bars(axes: &[Axis], swept: &[SweptPoint], base: &Results, shown: &[Wanted]) -> Vec<Bar> {
    let base = SweptPoint::of(Vec::new(), base, shown);
    let mut bars = Vec::new();
    for (place, (of, at_base)) in base.figures.iter().enumerate() {
        let Some(at_base) = at_base else {
            continue;
        };
        let mut of_measure: Vec<Bar> = Vec::new();
        for (axis, ends) in axes.iter().zip(swept.chunks_exact(2)) {
            let figure = |end: usize| ends[end].figures[place].1.map(|figure| figure.value);
            if let (Some(low), Some(high)) = (figure(0), figure(1)) {
                let end = |end: usize| {
                    ends[end]
                        .set
                        .first()
                        .map_or_else(String::new, |(_, value)| value.clone())
                };
                of_measure.push(Bar {
                    field: axis.field.clone(),
                    ends: [end(0), end(1)],
                    of: of.clone(),
                    at_ends: [low, high],
                    base: at_base.value,
                });
            }
        }
        of_measure.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
        bars.extend(of_measure);
    }
    bars
}

fn all_indices(axes: &[Axis], swept: &[SweptPoint], run: &Run) -> Vec<OfFields> {
    let mut all = Vec::new();
    let figures = swept.first().map_or(&[][..], |first| &first.figures);
    for (place, (of, _)) in figures.iter().enumerate() {
        let values: Option<Vec<f64>> = swept
            .iter()
            .map(|point| point.figures[place].1.map(|figure| figure.value))
            .collect();
        let indices =
            values.and_then(|values| sobol_indices(&values, axes.len(), run.seed, run.level));
        if let Some(indices) = indices {
            let fields = axes.iter().map(|axis| axis.field.clone());
            all.push((of.clone(), fields.zip(indices).collect()));
        }
    }
    all
}
