//! `compare`: what variants change.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::listing;
use super::run::{options, simulate_whole, warn};
use super::{Error, Exit, Global, default_folder, files_read, load, print};
use crate::datasets::{
    Compared, ComparisonRow, Tables, comparison_rows, comparison_tables, resend_effect_tables,
    thresholds,
};
use crate::experiment::{
    FilingPairs, Outcome, ResendEffect, filing_ends, filing_pairs, resend_effect, transitions,
};
use crate::folder::{FileRead, Manifest, ResultsFolder, Speed};
use crate::measures::Results;
use crate::pages::{self as page};
use crate::scenario::{Difference, Loaded, differences};
use crate::terminal::{self, comparison};

/// Compare variants with a base: what differs between the scenarios, and what that changes.
///
/// Scenarios with the same seed, start, replications and population meet common random numbers: the
/// same draws, filing by filing. Their differences are paired, and far surer than those of independent
/// runs.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim compare scenarios/baseline.toml scenarios/window-24h.toml scenarios/noon.toml
  beian-sim compare scenarios/baseline.toml scenarios/noon.toml --pair-filings --out noon
  beian-sim compare base.toml variant.toml --set run.replications=5 --json")]
pub struct CompareArgs {
    /// The scenario to compare with.
    base: PathBuf,
    /// The variants.
    #[arg(required = true)]
    variants: Vec<PathBuf>,
    /// Where the results go [default: results/runs/ and the names].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Override a field of all scenarios, such as run.replications=5.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Also count filings by outcome before and after.
    #[arg(long)]
    pair_filings: bool,
    /// Also measure what resends cause in each scenario: the same filings with the automatic resend
    /// off, the manual off, and both off.
    #[arg(long)]
    resend_effect: bool,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
}

/// A variant that was run.
struct Ran {
    loaded: Loaded,
    results: Results,
    fields: Vec<Difference>,
    paired: bool,
    filing_pairs: Option<FilingPairs>,
    transitions: Option<BTreeMap<(Outcome, Outcome), u64>>,
    effect: Option<ResendEffect>,
}

/// Runs the command.
///
/// # Errors
/// Scenarios that cannot be read, a folder that may not or cannot be written.
pub fn run(args: &CompareArgs, global: &Global) -> Result<Exit, Error> {
    let base = load(&args.base, &args.set)?;
    let variants: Vec<Loaded> = args
        .variants
        .iter()
        .map(|path| load(path, &args.set))
        .collect::<Result<_, _>>()?;
    let folder = args.out.clone().unwrap_or_else(|| {
        let names: Vec<&str> = variants.iter().map(|v| v.scenario.name.as_str()).collect();
        default_folder(&format!(
            "{}-against-{}",
            names.join("-"),
            base.scenario.name
        ))
    });
    ResultsFolder::check(&folder, args.force)?;
    let threads = usize::from(global.threads.unwrap_or(0));
    let (results, speed) = simulate_whole(&base.scenario, global)?;
    let effect_of = |loaded: &Loaded, results: &Results| {
        let measured = args
            .resend_effect
            .then(|| resend_effect(&loaded.scenario, results, &options(global)));
        measured.transpose().map(Option::flatten)
    };
    let base_effect = effect_of(&base, &results)?;
    // One replication has no pairs but its filings.
    let alone = base.scenario.run.replications == 1;
    let ends = (args.pair_filings || alone).then(|| filing_ends(&base.scenario, threads));
    let mut ran: Vec<Ran> = Vec::new();
    let asked = variants.len();
    for loaded in variants {
        let variant = match simulate_whole(&loaded.scenario, global) {
            Err(Error::Interrupted) if !ran.is_empty() => break,
            variant => variant?.0,
        };
        let unpairable = unpairable(&base, &loaded);
        if let Some(why) = unpairable.as_ref().filter(|_| !global.quiet) {
            eprintln!(
                "warning: {}: {why}; the comparison is unpaired",
                loaded.scenario.name
            );
        }
        let paired = unpairable.is_none();
        let (mut pairs, mut moved) = (None, None);
        if let Some(ends) = ends.as_ref().filter(|_| paired) {
            let ends_here = filing_ends(&loaded.scenario, threads);
            pairs = alone.then(|| filing_pairs(ends, &ends_here));
            moved = args.pair_filings.then(|| transitions(ends, &ends_here));
        }
        let effect = effect_of(&loaded, &variant)?;
        let fields = differences(&base, &loaded);
        ran.push(Ran {
            loaded,
            results: variant,
            fields,
            paired,
            filing_pairs: pairs,
            transitions: moved,
            effect,
        });
    }
    let compared: Vec<Compared> = ran.iter().map(Ran::compared).collect();
    let rows: Vec<ComparisonRow> = compared
        .iter()
        .flat_map(|variant| comparison_rows(&results, variant))
        .collect();
    let mut tables = Tables {
        list: comparison_tables(&compared, &rows),
    };
    let base_name = base.scenario.name.as_str();
    let of_base = base_effect
        .iter()
        .map(|effect| (base_name, &results, effect));
    let of_variants = ran.iter().filter_map(|variant| {
        let name = variant.loaded.scenario.name.as_str();
        Some((name, &variant.results, variant.effect.as_ref()?))
    });
    let effects: Vec<(&str, &Results, &ResendEffect)> = of_base.chain(of_variants).collect();
    if !effects.is_empty() {
        tables.list.extend(resend_effect_tables(&effects));
    }
    let manifest = manifest(&base, &results, &ran, speed);
    let shown: Vec<(&Loaded, &Compared)> = ran.iter().map(|v| &v.loaded).zip(&compared).collect();
    let page = page::comparison(&base, &results, &shown, &effects);
    ResultsFolder::new(&tables, &manifest)
        .file(page::FILE, page.as_bytes())
        .write(&folder, args.force)?;
    if global.json {
        print(&json(&base, &results, &compared))?;
    } else if !global.quiet {
        print(&comparison::comparison(
            &base.scenario.name,
            &results,
            &compared,
            listing::room(),
        ))?;
        for (name, _, effect) in &effects {
            print(&format!("{name}\n{}\n", comparison::resend_effect(effect)))?;
        }
    }
    warn(&results, &format!("{}: ", base.scenario.name), global);
    for variant in &ran {
        let name = &variant.loaded.scenario.name;
        warn(&variant.results, &format!("{name}: "), global);
    }
    let kept = crossed(&base, &ran, &results, global)?;
    if !global.quiet {
        eprintln!("results in {}", folder.display());
    }
    if ran.len() < asked {
        let done = ran.len();
        eprintln!("interrupted: the results are of the {done} complete variants of {asked}");
        return Ok(Exit::Interrupted);
    }
    Ok(if kept { Exit::Done } else { Exit::Failed })
}

/// Prints the thresholds of each scenario; whether all are kept.
fn crossed(base: &Loaded, ran: &[Ran], results: &Results, global: &Global) -> Result<bool, Error> {
    let mut all_kept = true;
    let variants = ran
        .iter()
        .map(|variant| (&variant.loaded, &variant.results));
    for (loaded, results) in std::iter::once((base, results)).chain(variants) {
        let judged = thresholds::judge(&loaded.scenario, results);
        all_kept &= judged.iter().all(thresholds::Judged::kept);
        if !judged.is_empty() && !global.quiet && !global.json {
            let text = terminal::thresholds::text(&loaded.scenario, &judged);
            print(&format!("{}:{text}", loaded.scenario.name))?;
        }
    }
    Ok(all_kept)
}

impl Ran {
    fn compared(&self) -> Compared<'_> {
        Compared {
            name: &self.loaded.scenario.name,
            results: &self.results,
            paired: self.paired,
            fields: &self.fields,
            filing_pairs: self.filing_pairs.as_ref(),
            transitions: self.transitions.as_ref(),
        }
    }
}

/// Why the replications of two scenarios are no pairs.
fn unpairable(base: &Loaded, variant: &Loaded) -> Option<String> {
    let (a, b) = (&base.scenario, &variant.scenario);
    let differs = |field: &str, one: String, other: String| {
        (one != other).then(|| format!("{field} is {one} in the base and {other} here"))
    };
    let segments = |loaded: &Loaded| {
        let names: Vec<&str> = loaded
            .scenario
            .segments
            .iter()
            .map(|s| s.name.as_str())
            .collect();
        names.join(", ")
    };
    differs("run.seed", a.run.seed.to_string(), b.run.seed.to_string())
        .or_else(|| {
            differs(
                "run.start",
                a.run.start.to_string(),
                b.run.start.to_string(),
            )
        })
        .or_else(|| {
            let replications = |loaded: &Loaded| loaded.scenario.run.replications.to_string();
            differs(
                "run.replications",
                replications(base),
                replications(variant),
            )
        })
        .or_else(|| differs("segments", segments(base), segments(variant)))
}

fn manifest(base: &Loaded, results: &Results, ran: &[Ran], speed: Speed) -> Manifest {
    let mut files: Vec<FileRead> = files_read(base);
    for variant in ran {
        for file in files_read(&variant.loaded) {
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    let names: Vec<&str> = ran
        .iter()
        .map(|v| v.loaded.scenario.name.as_str())
        .collect();
    let variants: Vec<_> = ran.iter().map(|v| v.loaded.as_read.clone()).collect();
    let scenarios = serde_json::json!({ "base": base.as_read, "variants": variants });
    let mut manifest = Manifest::of(&base.scenario, results, scenarios, files, Some(speed));
    manifest.name = format!("{}-against-{}", names.join("-"), base.scenario.name);
    manifest.title = format!("{} against {}", names.join(", "), base.scenario.title);
    manifest
}

/// The differences of the nation's measures as JSON.
fn json(base: &Loaded, results: &Results, compared: &[Compared<'_>]) -> String {
    let variants = compared.iter().map(|variant| {
        let rows = comparison::differences(results, variant);
        serde_json::json!({
            "variant": variant.name,
            "paired": variant.paired,
            "fields": variant.fields.iter().map(|f| f.field.clone()).collect::<Vec<_>>(),
            "measures": rows,
        })
    });
    let variants: Vec<serde_json::Value> = variants.collect();
    let whole = serde_json::json!({ "base": base.scenario.name, "variants": variants });
    format!("{whole}\n")
}
