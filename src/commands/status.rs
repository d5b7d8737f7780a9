//! `status`: how far work is that is kept.

use std::path::PathBuf;

use clap::Args;

use super::Error;
use super::work::{TakenUp, Task};

/// Tell how far work is that is kept: units done and missing, and about how long the rest takes.
///
/// Exits with 0 where it is complete, and with 1 where units are missing.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim status w
  beian-sim status w --of 8 --json")]
pub struct StatusArgs {
    /// The folder of the work: what run, compare, sweep or load were given as --work.
    work: PathBuf,
    /// Tell what is missing as shares of so many [default: the number of units, 1000 at most].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    of: Option<u32>,
}

impl StatusArgs {
    /// The work.
    ///
    /// # Errors
    /// A folder that holds none.
    pub(super) fn taken_up(&self) -> Result<TakenUp, Error> {
        TakenUp::of(&self.work, Task::Status(self.of), None, false)
    }
}
