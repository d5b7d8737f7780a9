//! The commands: one file each, which reads like its help text.

pub mod check;
pub mod compare;
pub mod completions;
mod error;
pub mod fields;
pub mod find;
mod listing;
pub mod load;
pub mod man;
pub mod measures;
pub mod new;
pub mod replay;
pub mod run;
pub mod schema;
pub mod sweep;
pub mod trace;
pub mod validate;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

pub use error::{Error, Exit};

use crate::folder::FileRead;
use crate::scenario::{self, Loaded};

/// Simulate and load-test the SMS check of ICP filings (备案短信核验).
///
/// Synthetic filings are run through the verification rules on a virtual clock: who files, how
/// messages travel, how people act and which rules hold is said in a scenario file.
#[derive(Parser, Debug)]
#[command(
    name = "beian-sim",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(
    after_help = "Exit codes: 0 done; 1 a check or threshold failed; 2 the input is wrong; \
3 the machine failed.

A first run: beian-sim run scenarios/baseline.toml"
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args, Debug, Clone)]
pub struct Global {
    /// Say nothing but what was asked for.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print JSON in place of text.
    #[arg(long, global = true)]
    pub json: bool,
    /// Threads to work with [default: one a core]. No figure depends on it.
    #[arg(long, global = true, value_name = "N",
        value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Subcommand, Debug)]
enum Command {
    Run(run::RunArgs),
    Validate(validate::ValidateArgs),
    Replay(replay::ReplayArgs),
    Trace(trace::TraceArgs),
    Check(check::CheckArgs),
    Compare(compare::CompareArgs),
    Sweep(sweep::SweepArgs),
    Find(find::FindArgs),
    Load(load::LoadArgs),
    New(new::NewArgs),
    Fields(fields::FieldsArgs),
    Measures(measures::MeasuresArgs),
    Schema(schema::SchemaArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

impl Cli {
    /// Does what was asked for.
    ///
    /// # Errors
    /// What was wrong with the input, or what failed.
    pub fn run(&self) -> Result<Exit, Error> {
        match &self.command {
            Command::Run(args) => run::run(args, &self.global),
            Command::Validate(args) => validate::run(args, &self.global),
            Command::Replay(args) => replay::run(args, &self.global),
            Command::Trace(args) => trace::run(args, &self.global),
            Command::Check(args) => check::run(args, &self.global),
            Command::Compare(args) => compare::run(args, &self.global),
            Command::Sweep(args) => sweep::run(args, &self.global),
            Command::Find(args) => find::run(args, &self.global),
            Command::Load(args) => load::run(args, &self.global),
            Command::New(args) => new::run(args, &self.global),
            Command::Fields(args) => fields::run(args, &self.global),
            Command::Measures(args) => measures::run(args, &self.global),
            Command::Schema(args) => schema::run(args),
            Command::Completions(args) => completions::run(args),
            Command::Man(args) => man::run(args),
        }
    }
}

/// Reads a scenario with its overrides.
fn load(path: &Path, set: &[String]) -> Result<Loaded, Error> {
    scenario::load(path, set).map_err(Error::Faults)
}

/// The files that a scenario was read from, as a manifest names them.
fn files_read(loaded: &Loaded) -> Vec<FileRead> {
    let files = loaded.files.iter().map(|file| FileRead {
        path: file.path.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
    });
    files.collect()
}

/// Prints what was asked for. A reader who has seen enough is no error.
fn print(text: &str) -> Result<Exit, Error> {
    print_bytes(text.as_bytes())
}

/// Prints what was asked for, which need not be text.
fn print_bytes(bytes: &[u8]) -> Result<Exit, Error> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Exit::Done),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Exit::Done),
        Err(error) => Err(Error::Machine(format!(
            "cannot write to standard output: {error}"
        ))),
    }
}

/// Where results of a scenario go by default.
fn default_folder(name: &str) -> PathBuf {
    Path::new("results").join("runs").join(name)
}
