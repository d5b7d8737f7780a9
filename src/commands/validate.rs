//! `validate`: whether scenario files can be run.

use std::path::PathBuf;

use clap::Args;

use super::{Error, Exit, Global, print};
use crate::diagnostics::{Faults, escaped};
use crate::scenario;

/// Check scenario files, and print every fault found.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim validate scenarios/*.toml
  beian-sim validate my.toml --json")]
pub struct ValidateArgs {
    /// The scenario files.
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// All faults of all files, after what is to be said of the good ones.
pub fn run(args: &ValidateArgs, global: &Global) -> Result<Exit, Error> {
    let mut all = Faults::default();
    let mut list = Vec::new();
    let mut text = String::new();
    for path in &args.scenarios {
        let faults = scenario::load(path, &[]).err().unwrap_or_default();
        list.push(serde_json::json!({
            "scenario": path.display().to_string(),
            "valid": faults.is_empty(),
            "faults": faults.iter().map(ToString::to_string).chain(faults.and_more()).collect::<Vec<_>>(),
        }));
        if faults.is_empty() && !global.quiet {
            text += &format!("{}: valid\n", escaped(&path.to_string_lossy()));
        }
        all.extend(faults);
    }
    if global.json {
        text = format!("{}\n", serde_json::Value::Array(list));
    }
    print(&text)?;
    if all.is_empty() {
        Ok(Exit::Done)
    } else {
        Err(Error::Faults(all))
    }
}
