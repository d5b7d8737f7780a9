//! `schema`: the JSON Schema of the scenario file.

use clap::Args;

use super::{Error, Exit, print};
use crate::scenario;

/// Print the JSON Schema of the scenario file, for editors.
///
/// Every field stands in it with its meaning, unit, bounds and default. An editor that knows TOML
/// schemas completes and checks a scenario whose first line is `#:schema ./beian-sim.schema.json`.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  beian-sim schema > scenarios/beian-sim.schema.json")]
pub struct SchemaArgs {}

/// Runs the command.
///
/// # Errors
/// Standard output that cannot be written.
pub fn run(_: &SchemaArgs) -> Result<Exit, Error> {
    print(&format!("{:#}\n", scenario::schema()))
}
