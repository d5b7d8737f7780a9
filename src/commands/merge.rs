//! `merge`: work that is kept to results.

use std::path::PathBuf;

use clap::Args;

use super::Error;
use super::work::{TakenUp, Task};

/// Make the results of work that is complete: those of one machine that did all of it.
///
/// DIR is what run, compare, sweep or load were given as --work. Work that is not complete is refused, with what is
/// missing as shares of the work, in the form that an array of jobs takes.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim sweep scenarios/baseline.toml --vary rules.window=24h,36h --work w --shard 1/2
  beian-sim sweep scenarios/baseline.toml --vary rules.window=24h,36h --work w --shard 2/2
  beian-sim merge w --out windows")]
pub struct MergeArgs {
    /// The folder of the work.
    work: PathBuf,
    /// Where the results go [default: where those of the command go].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Tell what is missing as shares of so many [default: the number of units, 1000 at most].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    of: Option<u32>,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
}

impl MergeArgs {
    /// The work.
    ///
    /// # Errors
    /// A folder that holds none.
    pub(super) fn taken_up(&self) -> Result<TakenUp, Error> {
        let task = Task::Merge(self.of);
        TakenUp::of(&self.work, task, self.out.clone(), self.force)
    }
}
