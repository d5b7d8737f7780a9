//! `measures`: what is measured.

use clap::Args;
use serde_json::{Value, json};

use super::listing::{matches, table};
use super::{Error, Exit, Global, print};
use crate::diagnostics::did_you_mean;
use crate::measures::{MEASURES, Measure};

/// List the measures, with unit and meaning.
///
/// Their names are those of measures.csv, and of --precision, --until, --tolerance and thresholds.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim measures
  beian-sim measures return
  beian-sim measures --json")]
pub struct MeasuresArgs {
    /// List only measures in whose name or meaning this stands.
    pattern: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// A pattern that matches no measure.
pub fn run(args: &MeasuresArgs, global: &Global) -> Result<Exit, Error> {
    let pattern = args.pattern.as_deref();
    let found: Vec<&Measure> = MEASURES
        .iter()
        .filter(|measure| matches(pattern, &[measure.name, measure.meaning]))
        .collect();
    if let Some(pattern) = pattern.filter(|_| found.is_empty()) {
        let near = did_you_mean(pattern, MEASURES.iter().map(|measure| measure.name));
        return Err(Error::input(format!(
            "no measure has \"{pattern}\" in its name or meaning{near}"
        )));
    }
    if global.json {
        let list = found.iter().map(|measure| {
            json!({
                "measure": measure.name,
                "unit": measure.unit.name(),
                "meaning": measure.meaning,
            })
        });
        return print(&format!("{}\n", list.collect::<Value>()));
    }
    let row = |measure: &&Measure| [measure.name, measure.unit.name(), measure.meaning];
    let rows: Vec<[String; 3]> = found
        .iter()
        .map(|measure| row(measure).map(str::to_owned))
        .collect();
    print(&table(["MEASURE", "UNIT", "MEANING"], &rows))
}
