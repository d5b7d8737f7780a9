//! `check`: whether scenarios still give the figures of their references.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::session::{Session, arguments, command, load, print, simulated, sweep_beside};
use super::{Error, Exit, Global};
use crate::datasets::Tables;
use crate::diagnostics::escaped;
use crate::experiment::Plan;
use crate::folder::{Ended, Manifest, ResultsFolder};
use crate::regression::{self, Tolerances};

/// Run scenarios as their references were made, and compare every CSV cell by cell.
///
/// Exits with 1 when anything differs, or where the reference was made of another scenario, with
/// another seed or by another version. This is what to run in continuous integration.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim check scenarios/*.toml
  beian-sim check scenarios/noon.toml --tolerance return_rate=0.001
  beian-sim check my.toml --reference references --update")]
pub struct CheckArgs {
    /// The scenario files.
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// The folder that holds a folder of reference results for each scenario.
    #[arg(long, value_name = "DIR", default_value = "results")]
    reference: PathBuf,
    /// How far a measure or column may be from its reference: 0.005, or 5%.
    #[arg(long, value_name = "MEASURE=VALUE")]
    tolerance: Vec<String>,
    /// Rewrite the references instead of comparing.
    #[arg(long)]
    update: bool,
}

/// Differences shown of each file.
const SHOWN: usize = 20;

/// Runs the command.
///
/// # Errors
/// Scenarios, references or tolerances that cannot be read; references that cannot be written.
pub fn run(args: &CheckArgs, global: &Global) -> Result<Exit, Error> {
    let tolerances = Tolerances::parse(&args.tolerance)?;
    let mut exit = Exit::Done;
    let mut outcomes = Vec::new();
    for path in &args.scenarios {
        let outcome = check(path, args, &tolerances, global)?;
        if outcome.differences > 0 {
            exit = Exit::Failed;
        }
        if !global.json && (!global.quiet || outcome.differences > 0) {
            print(&outcome.text)?;
        }
        outcomes.push(outcome);
    }
    if global.json {
        let list: Vec<_> = outcomes.iter().map(Outcome::json).collect();
        print(&format!("{}\n", serde_json::Value::Array(list)))?;
    }
    Ok(exit)
}

/// What became of one scenario.
struct Outcome {
    scenario: String,
    reference: PathBuf,
    differences: usize,
    text: String,
}

impl Outcome {
    fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "scenario": self.scenario,
            "reference": self.reference.display().to_string(),
            "differences": self.differences,
            "text": self.text,
        })
    }
}

fn check(
    path: &Path,
    args: &CheckArgs,
    tolerances: &Tolerances,
    global: &Global,
) -> Result<Outcome, Error> {
    let loaded = load(path, &[])?;
    let reference = args.reference.join(&loaded.scenario.name);
    let name = escaped(&loaded.scenario.name);
    if args.update {
        sweep_beside(&reference);
        ResultsFolder::check(&reference, true)?;
    } else if !reference.is_dir() {
        return Err(crate::regression::Error::NoReference(reference).into());
    }
    let plan = Plan::of(&loaded.scenario);
    let found = Session::begin(global).extend(&plan, plan.nothing_yet(), None)?;
    if found.replications(0) < plan.replications(0) {
        return Err(Error::Interrupted);
    }
    let tables = Tables::of(&loaded.scenario, &found.arms[0].results);
    let again = command("check", arguments(["run", "scenario.toml"]), Ended::Whole);
    let manifest = Manifest::of(again, &loaded, &[], simulated(&found), None).reproducible();
    if args.update {
        ResultsFolder::new(&tables, &manifest).write(&reference, true)?;
        let text = format!("{name}: reference written to {}\n", reference.display());
        return Ok(Outcome {
            scenario: loaded.scenario.name,
            reference,
            differences: 0,
            text,
        });
    }
    let mut differences = regression::compare(&tables, &reference, tolerances)?;
    let made = regression::compare_manifest(&manifest.json(&tables), &reference)?;
    differences.list.splice(0..0, made);
    let mut text = String::new();
    if differences.is_empty() {
        let tables = tables.list.len();
        let _ = writeln!(text, "{name}: as its reference ({tables} tables)");
    } else {
        let count = differences.list.len();
        let _ = writeln!(
            text,
            "{name}: {count} differences from {}",
            reference.display()
        );
        text += &differences.text(SHOWN);
    }
    Ok(Outcome {
        scenario: loaded.scenario.name,
        reference,
        differences: differences.list.len(),
        text,
    })
}
