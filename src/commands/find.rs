//! `find`: the smallest change of a lever that reaches a target.

use std::path::PathBuf;

use clap::Args;

use super::bounds::Bounds;
use super::completions;
use super::overrides::Overrides;
use super::session::{Session, arguments, command, load, measure_named, print, results_folder};
use super::{Error, Exit, Global};
use crate::datasets::{QUANTILES, SweptPoint, Tables, point_tables, quantile_rows};
use crate::diagnostics::tell;
use crate::experiment::{Axis, Found, Target, Values, maximum_evaluations, search};
use crate::folder::{Ended, Manifest, ResultsFolder, Simulated};
use crate::measures::{Groups, Measure};

/// Find the smallest change of a lever that reaches a target, such as the shortest window with at
/// most 8 % returned.
///
/// By bisection on common random numbers: all points meet the same draws. Says the interval in which
/// the answer lies, and when the target is out of reach or the measure goes up and down.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim find scenarios/baseline.toml --lever rules.window=12h..96h --until 'return_rate<=0.14'
  beian-sim find scenarios/surge.toml --lever gateway.messages_per_minute=1..60 \\
      --until 'lane_wait_p99<=300' --set run.replications=2")]
pub struct FindArgs {
    /// The scenario file.
    scenario: PathBuf,
    /// The lever and its range: FIELD=LOW..HIGH.
    #[arg(long, value_name = "FIELD=LOW..HIGH", add = completions::field())]
    lever: String,
    /// The target: a measure of the nation, <= or >=, and a value (shares of 1, seconds, numbers).
    #[arg(long, value_name = "MEASURE<=VALUE", add = completions::measure("<="))]
    until: String,
    /// How near the answer is to be, as a share of the range.
    #[arg(long, value_name = "SHARE", default_value_t = 0.005)]
    within: f64,
    #[command(flatten)]
    overrides: Overrides,
    /// Where the results go [default: results/runs/find- and the scenario's name].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    bounds: Bounds,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
}

/// Runs the command. Exits with 1 when the target is out of reach.
///
/// # Errors
/// A lever, range, measure or target that means nothing.
pub fn run(args: &FindArgs, global: &Global) -> Result<Exit, Error> {
    let axis = Axis::parse(&args.lever).map_err(|error| Error::input(error.to_string()))?;
    if matches!(axis.values, Values::List(_)) {
        return Err(Error::input(format!(
            "--lever '{}': write FIELD=LOW..HIGH",
            args.lever
        )));
    }
    if !(1e-6..=0.5).contains(&args.within) {
        return Err(Error::input(format!(
            "--within {}: from 0.000001 to 0.5",
            args.within
        )));
    }
    let (measure, target) = target(&args.until)?;
    let base = load(&args.scenario, &args.overrides.fields())?;
    let name = format!("find-{}", base.scenario.name);
    let folder = results_folder(args.out.as_ref(), &name, args.force)?;
    let session = Session::begin(global);
    session.warn_of_holidays(&base.scenario);
    let of_base = session.demand([&base.scenario]);
    let evaluations = maximum_evaluations(args.within) as f64;
    let demand = of_base.and_then(of_base, evaluations - 1.0);
    args.bounds.check(&session, demand, &base.scenario, None)?;
    let mut swept = Vec::new();
    let mut simulated = Simulated::default();
    let bar = session.bar(maximum_evaluations(args.within));
    let found = search(&target, args.within, |place| {
        let mut set = args.overrides.fields();
        set.push(axis.set(place));
        let loaded = load(&args.scenario, &set)?;
        let results = session.run_whole(&loaded.scenario)?;
        simulated.add(&results);
        let set = vec![(axis.field.clone(), axis.at(place))];
        let figure = results.estimate(measure, Groups::NATION);
        let point = SweptPoint::of(set, &results, &[]);
        let figure = figure.map_or(f64::NAN, |figure| figure.value);
        swept.push(point);
        bar.suspend(|| {
            let (field, at) = (&axis.field, axis.at(place));
            session.say(&format!("  {field} = {at}: {} = {figure:.6}", measure.name));
        });
        bar.inc(1);
        Ok::<f64, Error>(figure)
    });
    bar.finish_and_clear();
    // Each point stands for itself.
    let found = match found {
        Err(Error::Interrupted) if !swept.is_empty() => None,
        found => Some(found?),
    };
    let mut tables = Tables {
        list: point_tables(&swept),
    };
    if found.is_none() {
        // As the sweep has them that makes these points again.
        tables.list.push(QUANTILES.file(&quantile_rows(&swept)));
    }
    let (again, ended) = match &found {
        Some(_) => (again(args), Ended::Whole),
        None => {
            let ended = Ended::Interrupted {
                unit: "points",
                complete: swept.len() as u64,
                of: None,
            };
            (again_in_part(&axis, &swept), ended)
        }
    };
    let command = command("find", again, ended);
    let mut manifest = Manifest::of(command, &base, &[], simulated, Some(session.speed()));
    manifest.name = name;
    manifest.title = format!(
        "{}: {} until {}",
        base.scenario.title, args.lever, args.until
    );
    ResultsFolder::new(&tables, &manifest).write(&folder, args.force)?;
    if let Some(found) = &found {
        answer(args, &axis, found, global)?;
    }
    session.say(&format!("results in {}", folder.display()));
    let Some(found) = found else {
        let points = swept.len();
        tell(format_args!(
            "interrupted: the results are of the {points} complete points; nothing is found"
        ));
        return Ok(Exit::Interrupted);
    };
    Ok(if matches!(found, Found::Between(..) | Found::Everywhere) {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// The arguments that search again, from the folder.
fn again(args: &FindArgs) -> Vec<String> {
    let within = args.within.to_string();
    arguments([
        "find",
        "scenario.toml",
        "--lever",
        &args.lever,
        "--until",
        &args.until,
        "--within",
        &within,
    ])
}

/// After an interrupt: a sweep over the points that are complete makes them again.
fn again_in_part(axis: &Axis, swept: &[SweptPoint]) -> Vec<String> {
    let values = swept.iter().flat_map(|point| &point.set);
    let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
    let vary = format!("{}={}", axis.field, values.join(","));
    arguments(["sweep", "scenario.toml", "--vary", &vary, "--yes"])
}

/// Says what was found.
fn answer(args: &FindArgs, axis: &Axis, found: &Found, global: &Global) -> Result<Exit, Error> {
    let until = &args.until;
    let (kind, ends, text) = match found {
        Found::Between(fails, holds) => {
            let (fails, holds) = (axis.at(*fails), axis.at(*holds));
            let text = format!(
                "{until} from {} = {holds} on; not yet at {fails}",
                axis.field
            );
            ("between", Some((fails, holds)), text)
        }
        Found::Everywhere => ("everywhere", None, format!("{until} over the whole range")),
        Found::Nowhere => (
            "nowhere",
            None,
            format!("{until} is out of reach of {}", args.lever),
        ),
        Found::NotMonotone(seen) => {
            let places: Vec<String> = seen
                .iter()
                .map(|(place, holds)| {
                    format!("{} {}", axis.at(*place), if *holds { "yes" } else { "no" })
                })
                .collect();
            let places = places.join(", ");
            (
                "not_monotone",
                None,
                format!("the measure goes up and down along the lever; {until}: {places}"),
            )
        }
    };
    if global.json {
        let (fails, holds) = ends.unzip();
        let object = serde_json::json!({
            "lever": axis.field, "until": until, "found": kind, "fails_at": fails, "holds_at": holds,
        });
        return print(&format!("{object}\n"));
    }
    print(&format!("{text}\n"))
}

/// Reads `MEASURE<=VALUE` or `MEASURE>=VALUE`.
fn target(text: &str) -> Result<(&'static Measure, Target), Error> {
    let split = text.split_once("<=").map(|parts| (parts, true));
    let split = split.or_else(|| text.split_once(">=").map(|parts| (parts, false)));
    let form = || {
        Error::input(format!(
            "--until '{text}': write MEASURE<=VALUE or MEASURE>=VALUE"
        ))
    };
    let ((name, value), at_most) = split.ok_or_else(form)?;
    let measure = measure_named(name.trim())?;
    let value = value
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite());
    Ok((
        measure,
        Target {
            at_most,
            value: value.ok_or_else(form)?,
        },
    ))
}
