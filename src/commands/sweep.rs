//! `sweep`: which assumption matters, and how much.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::run::{manifest, run_whole};
use super::{Error, Exit, Global, default_folder, load, print};
use crate::datasets::{Bar, SweptPoint, Tables, point_tables, sobol_table, tornado_table};
use crate::diagnostics::nearest;
use crate::experiment::Axis;
use crate::experiment::designs::{
    MOST_DIMENSIONS, SobolIndices, grid, latin_hypercube, saltelli, sobol_indices,
};
use crate::folder::{ResultsFolder, Speed};
use crate::measures::{Groups, MEASURES, Measure, Results};
use crate::pages::{self as page};
use crate::scenario::Loaded;
use crate::terminal::sweeping;

/// Vary fields of a scenario, and see what that does to the measures.
///
/// A field takes a list of values (24h,36h,48h) or a range (0.01..0.20). All points meet the same
/// luck.
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
    #[arg(long, value_name = "FIELD=SPEC", required = true)]
    vary: Vec<String>,
    /// Which points are run.
    #[arg(long, value_enum, default_value_t = Design::Grid)]
    design: Design,
    /// How many points: of each range of a grid [default: 5], of a Latin hypercube [default: 50], or
    /// the base size of Sobol' indices [default: 64].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    points: Option<u32>,
    /// Measures to print.
    #[arg(long, value_name = "MEASURE", default_value = "return_rate")]
    measure: Vec<String>,
    /// Override a field at all points, such as run.replications=2.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Where the results go [default: results/runs/sweep- and the scenario's name].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
    /// Run however many points there are.
    #[arg(long)]
    yes: bool,
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

/// More points, or a longer wait, than anybody would want unasked.
const MOST_POINTS: usize = 500;
const MOST_SECONDS: f64 = 600.0;

/// Runs the command.
///
/// # Errors
/// Fields, values or measures that do not exist; too many points without `--yes`.
pub fn run(args: &SweepArgs, global: &Global) -> Result<Exit, Error> {
    let axes: Vec<Axis> = args
        .vary
        .iter()
        .map(|text| Axis::parse(text))
        .collect::<Result<_, _>>()
        .map_err(Error::input)?;
    let shown: Vec<&'static Measure> = args
        .measure
        .iter()
        .map(|name| measure_named(name))
        .collect::<Result<_, _>>()?;
    let base = load(&args.scenario, &args.set)?;
    let points = points_of(args, &axes)?;
    // Every point is checked before any is run.
    let scenarios: Vec<Loaded> = points
        .iter()
        .map(|point| load_at(&args.scenario, &args.set, &axes, point))
        .collect::<Result<_, _>>()?;
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&format!("sweep-{}", base.scenario.name)));
    ResultsFolder::check(&folder, args.force)?;
    let began = Instant::now();
    let base_results = run_whole(&base.scenario, global)?;
    ask(points.len(), began.elapsed().as_secs_f64(), args.yes)?;
    let swept = run_points(&scenarios, &points, &axes, args.design, global)?;
    let mut tables = Tables {
        list: point_tables(&swept)?,
    };
    let asked = args.vary.join(", ");
    let page = |made: page::Swept| {
        page::sweep(&page::Sweep {
            base: &base,
            results: &base_results,
            asked: &asked,
            points: &swept,
            made,
            shown: &shown,
        })
    };
    let (text, page) = match args.design {
        Design::OneAtATime => {
            let bars = bars(&axes, &swept, &base_results);
            tables.push(tornado_table(&bars)?);
            let page = page(page::Swept::Tornado(&bars));
            (sweeping::tornado(&bars, &shown), page)
        }
        Design::Sobol => {
            let indices = all_indices(&axes, &swept, base.scenario.run.seed);
            tables.push(sobol_table(&indices)?);
            let page = page(page::Swept::Sobol(&indices));
            (sweeping::sobol(&indices, &shown), page)
        }
        Design::Grid | Design::Lhs => (sweeping::points(&swept, &shown), page(page::Swept::Points)),
    };
    let speed = Speed {
        wall_seconds: began.elapsed().as_secs_f64(),
        threads: super::run::threads(global),
    };
    let mut manifest = manifest(&base, &base_results, Some(speed));
    manifest.name = format!("sweep-{}", base.scenario.name);
    manifest.title = format!("Sweep of {}: {}", base.scenario.title, asked);
    ResultsFolder::new(&tables, &manifest)
        .file(page::FILE, page.as_bytes())
        .write(&folder, args.force)?;
    if global.json {
        print(&sweeping::json(&swept))?;
    } else if !global.quiet {
        print(&text)?;
    }
    if !global.quiet {
        eprintln!("results in {}", folder.display());
    }
    if swept.len() < points.len() {
        let (done, all) = (swept.len(), points.len());
        eprintln!("interrupted: the results are of the {done} complete points of {all}");
        return Ok(Exit::Interrupted);
    }
    Ok(Exit::Done)
}

/// The measure of a name, or an error with the nearest.
pub(super) fn measure_named(name: &str) -> Result<&'static Measure, Error> {
    Measure::named(name).ok_or_else(|| {
        let near = nearest(name, MEASURES.iter().map(|measure| measure.name));
        let near = near.map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
        Error::input(format!("there is no measure '{name}'{near}"))
    })
}

fn points_of(args: &SweepArgs, axes: &[Axis]) -> Result<Vec<Vec<f64>>, Error> {
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
            if axes.len() > MOST_DIMENSIONS {
                return Err(Error::input(format!(
                    "Sobol' indices take {MOST_DIMENSIONS} fields"
                )));
            }
            saltelli(points(64), axes.len(), 1)
        }
    })
}

/// The overrides of a point.
fn overrides(axes: &[Axis], point: &[f64]) -> Vec<(String, String)> {
    let set = axes.iter().zip(point).filter(|(_, place)| **place >= 0.0);
    set.map(|(axis, &place)| (axis.field.clone(), axis.at(place)))
        .collect()
}

fn load_at(path: &Path, set: &[String], axes: &[Axis], point: &[f64]) -> Result<Loaded, Error> {
    let mut all = set.to_vec();
    let overrides = overrides(axes, point);
    all.extend(
        overrides
            .into_iter()
            .map(|(field, value)| format!("{field}={value}")),
    );
    load(path, &all)
}

/// Many points want to be asked for.
fn ask(points: usize, seconds_each: f64, yes: bool) -> Result<(), Error> {
    let seconds = points as f64 * seconds_each;
    if yes || (points <= MOST_POINTS && seconds <= MOST_SECONDS) {
        return Ok(());
    }
    let minutes = seconds / 60.0;
    Err(Error::input(format!(
        "the design has {points} points, about {minutes:.1} minutes of work; say --yes to run them, \
         or take fewer --points or run.replications"
    )))
}

fn run_points(
    scenarios: &[Loaded],
    points: &[Vec<f64>],
    axes: &[Axis],
    design: Design,
    global: &Global,
) -> Result<Vec<SweptPoint>, Error> {
    // Of these each point stands for itself; the others are nothing without the rest.
    let parts_count = matches!(design, Design::Grid | Design::Lhs);
    let bar = super::run::bar(global, scenarios.len() as u64);
    let mut swept = Vec::new();
    for (loaded, point) in scenarios.iter().zip(points) {
        let results = match run_whole(&loaded.scenario, global) {
            Err(Error::Interrupted) if parts_count && !swept.is_empty() => break,
            ran => ran?,
        };
        swept.push(SweptPoint {
            set: overrides(axes, point),
            figures: figures(&results),
        });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(swept)
}

/// The nation's measures.
fn figures(results: &Results) -> Vec<Option<crate::measures::Estimate>> {
    MEASURES
        .iter()
        .map(|measure| results.estimate(measure, Groups::NATION))
        .collect()
}

/// The bars of a tornado: by measure, the largest swing first.
fn bars(axes: &[Axis], swept: &[SweptPoint], base: &Results) -> Vec<Bar> {
    let base = figures(base);
    let mut bars = Vec::new();
    for (place, measure) in MEASURES.iter().enumerate() {
        let Some(at_base) = base[place] else {
            continue;
        };
        let mut of_measure: Vec<Bar> = Vec::new();
        for (axis, ends) in axes.iter().zip(swept.chunks_exact(2)) {
            let figure = |end: usize| ends[end].figures[place].map(|figure| figure.value);
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
                    measure,
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

type Indices = Vec<(&'static Measure, Vec<(String, SobolIndices)>)>;

fn all_indices(axes: &[Axis], swept: &[SweptPoint], seed: u64) -> Indices {
    let mut all = Vec::new();
    for (place, measure) in MEASURES.iter().enumerate() {
        let values: Option<Vec<f64>> = swept
            .iter()
            .map(|point| point.figures[place].map(|figure| figure.value))
            .collect();
        let indices = values.and_then(|values| sobol_indices(&values, axes.len(), seed));
        if let Some(indices) = indices {
            let fields = axes.iter().map(|axis| axis.field.clone());
            all.push((measure, fields.zip(indices).collect()));
        }
    }
    all
}
