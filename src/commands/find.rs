//! `find`: where along a lever targets begin to hold.

use std::collections::HashMap;
use std::path::PathBuf;

use clap::Args;
use indicatif::ProgressBar;

use super::bounds::Bounds;
use super::completions;
use super::overrides::Overrides;
use super::points::{load_at, overrides, wanted};
use super::session::{Session, arguments, command, load, print, results_folder};
use super::work::WorkArgs;
use super::{Error, Exit, Global};
use crate::datasets::{
    Condition, FOUND, FoundLine, Search, SweptPoint, Tables, Wanted, point_tables,
};
use crate::diagnostics::tell;
use crate::experiment::designs::grid;
use crate::experiment::{Axis, Line, Target, Values, expected_evaluations, search};
use crate::folder::{Ended, Manifest, ResultsFolder, Simulated};
use crate::measures::{Estimate, Groups};
use crate::pages;
use crate::terminal::finding;
use crate::views::found::{cautions, others};

/// Find where along a lever targets begin to hold, such as the shortest window with at most 8 % returned.
///
/// By bisection on common random numbers: all points meet the same draws. Says between which values each
/// answer lies, its confidence interval, and when the targets are out of reach.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim find scenarios/baseline.toml --lever rules.window=12h..72h --until 'return_rate<=0.16'
  beian-sim find scenarios/surge.toml --lever gateway.messages_per_minute=1..60 \\
      --until 'lane_wait_p99<=300' --set run.replications=2
  beian-sim find scenarios/baseline.toml --lever rules.automatic_resend_days=0,1,3 \\
      --lever people.responds.inattentive=0.3..1 \\
      --until 'return_rate<=0.14' --until 'messages_per_check<=1.6'")]
pub struct FindArgs {
    /// The scenario file.
    scenario: PathBuf,
    /// A lever and its range: FIELD=LOW..HIGH. Of several, the last is searched along, at every
    /// combination of values of the others, which may also be lists: FIELD=A,B,C.
    #[arg(long, value_name = "FIELD=LOW..HIGH", required = true, add = completions::field())]
    lever: Vec<String>,
    /// A target: a measure of the nation or of a group, <= or >=, and a value (shares of 1, seconds,
    /// numbers). Of several, all are to hold.
    #[arg(long, value_name = "MEASURE[@GROUP]<=VALUE", required = true,
        add = completions::measure("<="))]
    until: Vec<String>,
    /// How near the answer is to be, as a share of the range.
    #[arg(long, value_name = "SHARE", default_value_t = 0.005)]
    within: f64,
    /// Values of each range but the last.
    #[arg(long, value_name = "N", default_value_t = 5,
        value_parser = clap::value_parser!(u32).range(1..=1_000))]
    steps: u32,
    /// Stop after N points, whatever is found by then.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    first: Option<u32>,
    #[command(flatten)]
    overrides: Overrides,
    /// Where the results go [default: results/runs/find- and the scenario's name, numbered where that is taken].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    bounds: Bounds,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
}

/// Runs the command. Exits with 1 when the targets are out of reach.
///
/// # Errors
/// A lever, range, measure or target that means nothing.
pub fn run(args: &FindArgs, global: &Global) -> Result<Exit, Error> {
    let axes = axes(args)?;
    let base = load(&args.scenario, &args.overrides.fields())?;
    let conditions = conditions(args, &base.scenario.groups())?;
    let combinations = combinations(args, &axes)?;
    let name = format!("find-{}", base.scenario.name);
    let folder = results_folder(args.out.as_ref(), &name, args.force)?;
    let session = Session::begin(global);
    session.warn_of_holidays(&base.scenario);
    let of_base = session.demand([&base.scenario]);
    let of_line = expected_evaluations(args.within, conditions.len());
    let points = of_line * combinations.len() as u64;
    let points = args.first.map_or(points, |first| points.min(first.into()));
    let demand = of_base.and_then(of_base, points as f64 - 1.0);
    args.bounds.check(&session, demand, &base.scenario, None)?;
    let mut under_way = UnderWay {
        args,
        axes: &axes,
        conditions: &conditions,
        session: &session,
        bar: session.bar(points),
        points: Vec::new(),
        known: HashMap::new(),
        simulated: Simulated::default(),
    };
    // Both ends of every line are checked before anything is run.
    for combination in &combinations {
        for end in [0.0, 1.0] {
            under_way.scenario(combination, end)?;
        }
    }
    let found = under_way.lines(&combinations);
    under_way.bar.finish_and_clear();
    let UnderWay {
        points, simulated, ..
    } = under_way;
    let stopped = args.first.is_some_and(|n| points.len() >= n as usize);
    // Each point stands for itself.
    let found = match found {
        Err(Error::Interrupted) if !points.is_empty() => None,
        found => Some(found?),
    };
    let ended = match &found {
        None if !stopped => Ended::Interrupted {
            unit: "points",
            complete: points.len() as u64,
            of: None,
        },
        _ => Ended::Whole,
    };
    let search = found.as_ref().map(|lines| Search {
        axis: &axes[axes.len() - 1],
        conditions: &conditions,
        lines,
        points: &points,
        level: base.scenario.run.level,
    });
    let mut tables = Tables {
        list: point_tables(&points),
    };
    if let Some(search) = &search {
        tables.list.insert(0, FOUND.file(&search.rows()));
    }
    let again = again(args, search.is_none().then_some(points.len()));
    let mut manifest = Manifest::of(
        command("find", again, ended),
        &base,
        &[],
        simulated,
        Some(session.speed()),
    );
    manifest.name = name;
    let (levers, until) = (args.lever.join(", "), args.until.join(" and "));
    let asked = format!("{levers} until {until}");
    manifest.title = format!("{}: {asked}", base.scenario.title);
    let page = search
        .as_ref()
        .map(|search| pages::find(&base, &asked, search));
    let mut results = ResultsFolder::new(&tables, &manifest);
    if let Some(page) = &page {
        results = results.file(pages::FILE, page.as_bytes());
    }
    results.write(&folder, args.force)?;
    let Some(search) = search else {
        session.say(&format!("results in {}", folder.display()));
        let (complete, how) = match ended {
            Ended::Whole => (points.len(), "stopped"),
            Ended::Interrupted { .. } => (points.len(), "interrupted"),
        };
        tell(format_args!(
            "{how}: the results are of the {complete} complete points; nothing is found"
        ));
        return Ok(match ended {
            Ended::Whole => Exit::Done,
            Ended::Interrupted { .. } => Exit::Interrupted,
        });
    };
    for line in search.lines {
        for caution in cautions(&search, line) {
            let of = others(line);
            let of = if of.is_empty() { of } else { format!("{of}: ") };
            session.say(&format!("warning: {of}{caution}"));
        }
    }
    if global.json {
        print(&format!("{}\n", finding::json(&search)))?;
    } else {
        print(&finding::text(&search))?;
    }
    session.say(&format!("results in {}", folder.display()));
    let mut lines = search.lines.iter();
    Ok(match lines.any(|found| !found.line.stretches.is_empty()) {
        true => Exit::Done,
        false => Exit::Failed,
    })
}

/// A search under way.
struct UnderWay<'a> {
    args: &'a FindArgs,
    axes: &'a [Axis],
    conditions: &'a [Condition],
    session: &'a Session<'a>,
    bar: ProgressBar,
    points: Vec<SweptPoint>,
    /// The figures where the scenario was run, by the last lever's value as written, on this line.
    known: HashMap<String, Vec<Option<Estimate>>>,
    simulated: Simulated,
}

impl UnderWay<'_> {
    /// Searches along each line.
    fn lines(&mut self, combinations: &[Vec<f64>]) -> Result<Vec<FoundLine>, Error> {
        let others = &self.axes[..self.axes.len() - 1];
        let lines = combinations.iter().map(|combination| {
            let line = self.line(combination)?;
            let set = overrides(others, combination);
            Ok(FoundLine { set, line })
        });
        lines.collect()
    }

    fn line(&mut self, combination: &[f64]) -> Result<Line, Error> {
        self.known.clear();
        let targets: Vec<Target> = self.conditions.iter().map(|of| of.target).collect();
        search(&targets, self.args.within, |place| {
            self.look(combination, place)
        })
    }

    /// The figures at a place of a line. What is written alike is run once.
    fn look(&mut self, combination: &[f64], place: f64) -> Result<Vec<Option<Estimate>>, Error> {
        let written = self.axes[combination.len()].at(place);
        if let Some(known) = self.known.get(&written) {
            return Ok(known.clone());
        }
        let enough = self.args.first;
        if enough.is_some_and(|first| self.points.len() >= first as usize) {
            return Err(Error::Interrupted);
        }
        let loaded = self.scenario(combination, place)?;
        let results = self.session.run_whole(&loaded.scenario)?;
        self.simulated.add(&results);
        let set = overrides(self.axes, &at(combination, place));
        let wanted: Vec<Wanted> = self.conditions.iter().map(|of| of.of.clone()).collect();
        let point = SweptPoint::of(set, &results, &wanted);
        let figures: Vec<_> = wanted.iter().map(|of| point.figure(of)).collect();
        self.progress(&point, &figures);
        self.points.push(point);
        self.known.insert(written, figures.clone());
        Ok(figures)
    }

    fn scenario(&self, combination: &[f64], place: f64) -> Result<crate::scenario::Loaded, Error> {
        let point = at(combination, place);
        let set = self.args.overrides.fields();
        load_at(
            &WorkArgs::default(),
            &self.args.scenario,
            &set,
            self.axes,
            &point,
        )
    }

    /// Says what was found at a point.
    fn progress(&self, point: &SweptPoint, figures: &[Option<Estimate>]) {
        let set = point
            .set
            .iter()
            .map(|(field, value)| format!("{field} = {value}"));
        let set: Vec<String> = set.collect();
        let all = self.conditions.iter().zip(figures).map(|(of, figure)| {
            let figure = figure.map_or("nothing to measure".to_owned(), |figure| {
                format!("{:.6}", figure.value)
            });
            format!("{} = {figure}", of.of.name())
        });
        let (set, all) = (set.join(", "), all.collect::<Vec<_>>().join(", "));
        self.bar
            .suspend(|| self.session.say(&format!("  {set}: {all}")));
        self.bar.inc(1);
    }
}

/// A point on a line: the places of the other levers, and that of the last.
fn at(combination: &[f64], place: f64) -> Vec<f64> {
    let mut point = combination.to_vec();
    point.push(place);
    point
}

/// The levers, of which the last has a range.
fn axes(args: &FindArgs) -> Result<Vec<Axis>, Error> {
    let axes = args.lever.iter().map(|text| Axis::parse(text));
    let axes = axes
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::input(error.to_string()))?;
    if let (Some(text), Some(Values::List(_))) =
        (args.lever.last(), axes.last().map(|axis| &axis.values))
    {
        let which = if axes.len() > 1 { "the last" } else { "it" };
        return Err(Error::input(format!(
            "--lever '{text}': {which} is searched along: write FIELD=LOW..HIGH"
        )));
    }
    for (place, axis) in axes.iter().enumerate() {
        if axes[..place].iter().any(|other| other.field == axis.field) {
            let field = &axis.field;
            return Err(Error::input(format!("--lever '{field}' is given twice")));
        }
    }
    if !(1e-6..=0.5).contains(&args.within) {
        return Err(Error::input(format!(
            "--within {}: from 0.000001 to 0.5",
            args.within
        )));
    }
    Ok(axes)
}

/// The most lines that are searched along.
const MOST_LINES: usize = 10_000;

/// The places of all levers but the last, a line each.
fn combinations(args: &FindArgs, axes: &[Axis]) -> Result<Vec<Vec<f64>>, Error> {
    let others = &axes[..axes.len() - 1];
    let places: Vec<Vec<f64>> = others
        .iter()
        .map(|axis| axis.grid(args.steps as usize))
        .collect();
    let mut lengths = places.iter().map(Vec::len);
    let count = lengths.try_fold(1usize, |all, length| all.checked_mul(length));
    if count.is_none_or(|count| count > MOST_LINES) {
        return Err(Error::input(format!(
            "the levers have more than {MOST_LINES} combinations of values"
        )));
    }
    Ok(grid(&places))
}

/// The targets.
fn conditions(args: &FindArgs, groups: &Groups) -> Result<Vec<Condition>, Error> {
    let all = args.until.iter().map(|text| condition(text, groups));
    all.collect()
}

/// Reads `MEASURE[@GROUP]<=VALUE` or `MEASURE[@GROUP]>=VALUE`.
fn condition(text: &str, groups: &Groups) -> Result<Condition, Error> {
    let split = text.split_once("<=").map(|parts| (parts, true));
    let split = split.or_else(|| text.split_once(">=").map(|parts| (parts, false)));
    let form = || {
        Error::input(format!(
            "--until '{text}': write MEASURE<=VALUE or MEASURE>=VALUE"
        ))
    };
    let ((name, value), at_most) = split.ok_or_else(form)?;
    let of = wanted(name.trim(), groups)?;
    let value = value.trim().parse::<f64>().ok();
    let value = value.filter(|value| value.is_finite()).ok_or_else(form)?;
    let target = Target { at_most, value };
    Ok(Condition { of, target })
}

/// The arguments that search again, from the folder; where it was stopped, up to as many points.
fn again(args: &FindArgs, stopped: Option<usize>) -> Vec<String> {
    let mut again = arguments(["find", "scenario.toml"]);
    let mut option = |name: &str, value: String| again.extend([name.to_owned(), value]);
    for lever in &args.lever {
        option("--lever", lever.clone());
    }
    for until in &args.until {
        option("--until", until.clone());
    }
    option("--within", args.within.to_string());
    option("--steps", args.steps.to_string());
    if let Some(first) = stopped {
        option("--first", first.to_string());
    }
    again.push("--yes".to_owned());
    again
}
