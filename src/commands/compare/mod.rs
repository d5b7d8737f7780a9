//! `compare`: what variants change.

mod uncertain;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value};

use super::bounds::Bounds;
use super::completions;
use super::ensemble::{Draws, EnsembleArgs};
use super::listing;
use super::overrides::Overrides;
use super::session::{
    Session, arguments, command, ended, exit_if_interrupted, print, results_folder_of, simulated,
};
use super::work::{PointOfWork, TakenUp, WorkArgs};
use super::{Error, Exit, Global};
use crate::datasets::{Compared, Tables, comparison_tables, resend_effect_tables, thresholds};
use crate::diagnostics::escaped;
use crate::experiment::{ArmResults, Outcome, Plan, PlanResults, ResendArms, ResendEffect};
use crate::folder::{Ended, Manifest, ResultsFolder, Simulated, Speed, as_run};
use crate::measures::Results;
use crate::pages;
use crate::scenario::{Difference, Loaded, Scenario, differences};
use crate::terminal::{self, comparison, uncertainty};
use uncertain::{Spreads, better, draws};

/// Compare variants with a base: what differs between the scenarios, and what that changes.
///
/// Scenarios with the same seed, start, replications and population meet common random numbers: the
/// same draws, filing by filing. Their differences are paired, and far surer than those of independent
/// runs.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim compare scenarios/baseline.toml scenarios/window-24h.toml scenarios/noon.toml
  beian-sim compare scenarios/baseline.toml scenarios/noon.toml --pair-filings --out noon
  beian-sim compare base.toml variant.toml --set run.replications=5 --json
  beian-sim compare scenarios/baseline.toml scenarios/window-24h.toml --ensemble 100 \\
      --set run.length=14d --better return_rate=lower")]
pub struct CompareArgs {
    /// The scenario to compare with.
    base: PathBuf,
    /// The variants.
    #[arg(required = true)]
    variants: Vec<PathBuf>,
    /// Where the results go [default: results/runs/ and the names, numbered where that is taken].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    overrides: Overrides,
    /// Also count filings by outcome before and after: those that both scenarios have.
    #[arg(long)]
    pair_filings: bool,
    /// Also measure what resends cause in each scenario: the same filings with the automatic resend
    /// off, the manual off, and both off.
    #[arg(long)]
    resend_effect: bool,
    #[command(flatten)]
    ensemble: EnsembleArgs,
    /// With --ensemble: the measure that decides, and which way is better.
    #[arg(
        long,
        value_name = "MEASURE=lower|higher",
        default_value = "return_rate=lower",
        add = completions::measure("=")
    )]
    better: String,
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    bounds: Bounds,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// Scenarios that cannot be read, a folder that may not or cannot be written.
pub fn run(args: &CompareArgs, global: &Global) -> Result<Exit, Error> {
    let base = args.work.load(&args.base, &args.overrides.fields())?;
    let variants: Vec<Loaded> = args
        .variants
        .iter()
        .map(|path| args.work.load(path, &args.overrides.fields()))
        .collect::<Result<_, _>>()?;
    let better = better(&args.better)?;
    let names = joined(&variants, "-");
    let name = format!("{names}-against-{}", base.scenario.name);
    let folder = results_folder_of(args.out.as_ref(), &name, args.force, args.work.task())?;
    let mut session = Session::of_work(global, &args.work);
    let scenarios = || {
        [&base]
            .into_iter()
            .chain(&variants)
            .map(|loaded| &loaded.scenario)
    };
    let arms = if args.resend_effect { 4.0 } else { 1.0 };
    let mut demand = session.demand(scenarios()).side_by_side(arms);
    demand = demand.and_then(args.ensemble.demand(&session, scenarios()), 1.0);
    args.bounds.check(&session, demand, &base.scenario, None)?;
    let draws = draws(args, &base, &variants)?;
    let mut plan = Plan::of(&base.scenario);
    for variant in &variants {
        match other_chance(&base, variant) {
            // Of a single replication, its filings are the pairs.
            None => plan.pair(0, &variant.scenario, args.pair_filings),
            Some(_) => plan.add(&variant.scenario),
        };
    }
    let scenarios = 0..=variants.len();
    let mut resends = Vec::new();
    for arm in scenarios.clone().filter(|_| args.resend_effect) {
        resends.push(ResendArms::add(&mut plan, arm));
    }
    let paths = std::iter::once(&args.base).chain(&args.variants);
    let whose: Vec<_> = paths.zip(std::iter::once(&base).chain(&variants)).collect();
    session.keep(args.work.begin("compare", &whose, options(args))?);
    let point = main_point(args, plan);
    let of_draws = draws.iter().flat_map(Draws::points);
    let points = std::iter::once(Ok(point.clone())).chain(of_draws);
    if let Some(exit) = session.apart(points)? {
        return Ok(exit);
    }
    let (found, plan) = (session.point(&point)?, &point.plan);
    let complete = |arm: usize| (found.replications(arm), plan.replications(arm));
    if scenarios.clone().any(|arm| complete(arm).0 == 0) {
        return Err(Error::Interrupted);
    }
    let missing = scenarios.map(complete).find(|(done, asked)| done < asked);
    let ended = missing.map_or(Ended::Whole, |(done, asked)| {
        ended("replications", done as usize, asked as usize)
    });
    let mut simulated = simulated(&found);
    let (drawn, ended) = match draws {
        Some(draws) if ended == Ended::Whole => draws.run(&session, &mut simulated)?,
        _ => (None, ended),
    };
    let comparison = Comparison {
        drawn: drawn.map(|drawn| Spreads::of(drawn, &variants, better)),
        ..Comparison::of(args, &base, &variants, &found, &resends)
    };
    for variant in &comparison.variants {
        if let Some(why) = &variant.unpairable {
            let name = &variant.loaded.scenario.name;
            session.say(&format!(
                "warning: {name}: {why}; the comparison is unpaired"
            ));
        }
    }
    let made = Made {
        name: &name,
        folder: &folder,
        ended,
        simulated,
        speed: session.speed_of_all(),
    };
    let compared = comparison.compared();
    comparison.write(args, &compared, made)?;
    let kept = comparison.print(&compared, global)?;
    for (loaded, results) in comparison.scenarios() {
        let scenario = &loaded.scenario;
        session.warn(scenario, results, &format!("{}: ", scenario.name));
    }
    session.say(&format!("results in {}", folder.display()));
    if let Some(exit) = exit_if_interrupted(ended) {
        return Ok(exit);
    }
    Ok(if kept { Exit::Done } else { Exit::Failed })
}

/// All scenarios side by side, as a point of the work.
fn main_point<'p>(args: &CompareArgs, plan: Plan<'p>) -> PointOfWork<'p> {
    PointOfWork {
        name: format!(
            "scenarios, resend_effect = {}, pair_filings = {}",
            args.resend_effect, args.pair_filings
        ),
        plan,
        with_load: true,
        of_draw: false,
    }
}

/// The options, as a plan tells them.
fn options(args: &CompareArgs) -> Map<String, Value> {
    let mut options = args.ensemble.options();
    options.insert("resend_effect".to_owned(), args.resend_effect.into());
    options.insert("pair_filings".to_owned(), args.pair_filings.into());
    options
}

impl CompareArgs {
    /// From now on this is about work that is there.
    pub(super) fn take_up(&mut self, work: TakenUp) {
        self.work.take_up(work, &mut self.out, &mut self.force);
    }
}

/// The scenarios as they were run, and what that showed.
struct Comparison<'a> {
    base: Loaded,
    results: &'a Results,
    effect: Option<ResendEffect>,
    variants: Vec<Variant<'a>>,
    drawn: Option<Spreads<'a>>,
}

struct Variant<'a> {
    loaded: Loaded,
    arm: &'a ArmResults,
    effect: Option<ResendEffect>,
    fields: Vec<Difference>,
    unpairable: Option<String>,
    transitions: Option<BTreeMap<(Outcome, Outcome), u64>>,
}

impl<'a> Comparison<'a> {
    fn of(
        args: &CompareArgs,
        base: &Loaded,
        variants: &[Loaded],
        found: &'a PlanResults,
        resends: &[ResendArms],
    ) -> Self {
        let done = |loaded: &Loaded, arm: usize| as_run(loaded, found.replications(arm));
        let effect = |arm: usize| resends.get(arm).map(|arms| arms.effect(found));
        let base = done(base, 0);
        let variants = (1..).zip(variants).map(|(place, variant)| {
            let (loaded, arm) = (done(variant, place), &found.arms[place]);
            let unpairable = unpairable(&base, &loaded);
            let moved = args.pair_filings && unpairable.is_none();
            Variant {
                fields: differences(&base, &loaded),
                effect: effect(place),
                transitions: moved.then(|| arm.pairs.transitions()),
                unpairable,
                loaded,
                arm,
            }
        });
        Self {
            variants: variants.collect(),
            results: &found.arms[0].results,
            effect: effect(0),
            drawn: None,
            base,
        }
    }

    /// All scenarios with their results, the base first.
    fn scenarios(&self) -> impl Iterator<Item = (&Loaded, &Results)> {
        let variants = self.variants.iter();
        let variants = variants.map(|variant| (&variant.loaded, &variant.arm.results));
        std::iter::once((&self.base, self.results)).chain(variants)
    }

    fn compared(&self) -> Vec<Compared<'_>> {
        let variants = self.variants.iter().map(|variant| {
            let paired = variant.unpairable.is_none();
            let alone = paired && self.results.replications.len() == 1;
            Compared {
                name: &variant.loaded.scenario.name,
                results: &variant.arm.results,
                paired,
                fields: &variant.fields,
                filing_pairs: alone.then_some(&variant.arm.pairs),
                transitions: variant.transitions.as_ref(),
                differences: Vec::new(),
            }
            .against(self.results)
        });
        variants.collect()
    }

    /// What resends cause in each scenario, where that was asked for.
    fn effects(&self) -> Vec<(&str, &Results, &ResendEffect)> {
        let measured = std::iter::once(&self.effect);
        let measured = measured.chain(self.variants.iter().map(|variant| &variant.effect));
        let all = self.scenarios().zip(measured);
        all.filter_map(|((loaded, results), effect)| {
            Some((loaded.scenario.name.as_str(), results, effect.as_ref()?))
        })
        .collect()
    }

    /// Writes the folder.
    fn write(
        &self,
        args: &CompareArgs,
        compared: &[Compared<'_>],
        made: Made<'_>,
    ) -> Result<(), Error> {
        let effects = self.effects();
        let mut tables = Tables {
            list: comparison_tables(compared),
        };
        if !effects.is_empty() {
            tables.list.extend(resend_effect_tables(&effects));
        }
        if let Some(spreads) = &self.drawn {
            tables.list.extend(spreads.rows.files(&spreads.drawn.base));
        }
        let mut again = arguments(["compare", "scenario.toml"]);
        again.extend((1..=self.variants.len()).map(|n| format!("variant-{n}.toml")));
        again.extend(args.pair_filings.then(|| "--pair-filings".to_owned()));
        again.extend(args.resend_effect.then(|| "--resend-effect".to_owned()));
        if let Some(spreads) = &self.drawn {
            again.extend(spreads.drawn.again());
            again.extend(["--better".to_owned(), args.better.clone()]);
        }
        let variants: Vec<&Loaded> = self.variants.iter().map(|v| &v.loaded).collect();
        let command = command("compare", again, made.ended);
        let mut manifest = Manifest::of(command, &self.base, &variants, made.simulated, made.speed);
        manifest.name = made.name.to_owned();
        let names = joined(variants.iter().copied(), ", ");
        manifest.title = format!("{names} against {}", self.base.scenario.title);
        let shown: Vec<(&Loaded, &Compared)> = variants.into_iter().zip(compared).collect();
        let answers = self
            .drawn
            .as_ref()
            .map(Spreads::answers)
            .unwrap_or_default();
        let uncertain = self.drawn.as_ref().map(|spreads| pages::Uncertain {
            variants: &spreads.variants,
            rows: Some(&spreads.rows),
            answers: &answers,
        });
        let uncertain = uncertain.unwrap_or_default();
        let page = pages::comparison(&self.base, self.results, &shown, &effects, &uncertain);
        ResultsFolder::new(&tables, &manifest)
            .file(pages::FILE, page.as_bytes())
            .write(made.folder, args.force)?;
        Ok(())
    }

    /// Prints the comparison; whether all thresholds of all scenarios are kept.
    fn print(&self, compared: &[Compared<'_>], global: &Global) -> Result<bool, Error> {
        if global.json {
            print(&json(&self.base, compared, self.drawn.as_ref()))?;
        } else if !global.quiet {
            let name = &self.base.scenario.name;
            let room = listing::room();
            print(&comparison::comparison(name, compared, room))?;
            for (name, _, effect) in self.effects() {
                let effect = comparison::resend_effect(effect);
                print(&format!("{}\n{effect}\n", escaped(name)))?;
            }
            if let Some(spreads) = &self.drawn {
                for (variant, ensemble) in &spreads.variants {
                    let (rows, better) = (&spreads.rows, spreads.better);
                    let text = uncertainty::differences(variant, ensemble, rows, better, room);
                    print(&text)?;
                }
            }
        }
        let mut all_kept = true;
        for (loaded, results) in self.scenarios() {
            let judged = thresholds::judge(&loaded.scenario, results);
            all_kept &= judged.iter().all(thresholds::Judged::kept);
            if !judged.is_empty() && !global.quiet && !global.json {
                let text = terminal::thresholds::text(&loaded.scenario, &judged);
                let name = escaped(&loaded.scenario.name);
                print(&format!("{name}:{text}"))?;
            }
        }
        Ok(all_kept)
    }
}

/// How a comparison's folder was made, besides from which scenarios.
struct Made<'a> {
    name: &'a str,
    folder: &'a Path,
    ended: Ended,
    simulated: Simulated,
    speed: Option<Speed>,
}

/// The names of scenarios in one.
fn joined<'l>(scenarios: impl IntoIterator<Item = &'l Loaded>, by: &str) -> String {
    let names = scenarios.into_iter();
    let names: Vec<&str> = names.map(|l| l.scenario.name.as_str()).collect();
    names.join(by)
}

/// Why two scenarios do not meet the same chance, filing by filing.
fn other_chance(base: &Loaded, variant: &Loaded) -> Option<String> {
    let (a, b) = (&base.scenario, &variant.scenario);
    let segments = |scenario: &Scenario| {
        let names: Vec<&str> = scenario.segments.iter().map(|s| s.name.as_str()).collect();
        names.join(", ")
    };
    differs("run.seed", a.run.seed, b.run.seed)
        .or_else(|| differs("run.start", a.run.start, b.run.start))
        .or_else(|| differs("segments", segments(a), segments(b)))
}

/// Why the replications of two scenarios are no pairs.
fn unpairable(base: &Loaded, variant: &Loaded) -> Option<String> {
    let replications = |loaded: &Loaded| loaded.scenario.run.replications;
    other_chance(base, variant).or_else(|| {
        differs(
            "run.replications",
            replications(base),
            replications(variant),
        )
    })
}

fn differs<T: PartialEq + Display>(field: &str, one: T, other: T) -> Option<String> {
    (one != other).then(|| format!("{field} is {one} in the base and {other} here"))
}

/// The differences of the nation's measures as JSON.
fn json(base: &Loaded, compared: &[Compared<'_>], drawn: Option<&Spreads<'_>>) -> String {
    let variants = compared.iter().map(|variant| {
        let rows = comparison::differences(variant);
        let mut object = serde_json::json!({
            "variant": variant.name,
            "paired": variant.paired,
            "fields": variant.fields.iter().map(|f| f.field.clone()).collect::<Vec<_>>(),
            "measures": rows,
        });
        let spread = drawn.and_then(|spreads| {
            let mut own = spreads.variants.iter();
            let (_, ensemble) = own.find(|(name, _)| *name == variant.name)?;
            Some(uncertainty::differences_json(
                variant.name,
                ensemble,
                &spreads.rows,
            ))
        });
        if let Some(spread) = spread {
            object["uncertainty"] = spread;
        }
        object
    });
    let variants: Vec<serde_json::Value> = variants.collect();
    let whole = serde_json::json!({ "base": base.scenario.name, "variants": variants });
    format!("{whole}\n")
}
