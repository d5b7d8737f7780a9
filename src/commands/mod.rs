//! The commands: one file each, which reads like its help text; what they share is in `session`.

mod bounds;
pub mod calibrate;
pub mod check;
pub mod compare;
pub mod completions;
mod ensemble;
mod error;
pub mod fields;
pub mod find;
pub mod inputs;
mod listing;
pub mod load;
pub mod man;
pub mod measures;
pub mod merge;
pub mod new;
mod overrides;
mod points;
mod predict;
pub mod replay;
pub mod run;
pub mod schema;
mod session;
pub mod status;
pub mod sweep;
pub mod trace;
mod units;
pub mod validate;
mod work;

use clap::{Parser, Subcommand};

pub use error::{Error, Exit};
pub use session::{Global, end_cleanly_on_interrupt, fail_beyond_limits};
use session::{load, print, print_bytes};
use work::TakenUp;

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
    after_help = "Exit codes: 0 done; 1 a check or threshold failed, or what was looked for is \
not there; 2 the input is wrong; 3 the machine failed; 130 interrupted.

A first run: beian-sim run scenarios/baseline.toml"
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
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
    Calibrate(calibrate::CalibrateArgs),
    Inputs(inputs::InputsArgs),
    Load(load::LoadArgs),
    Merge(merge::MergeArgs),
    Status(status::StatusArgs),
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
            Command::Calibrate(args) => calibrate::run(args, &self.global),
            Command::Find(args) => find::run(args, &self.global),
            Command::Inputs(args) => inputs::run(args, &self.global),
            Command::Load(args) => load::run(args, &self.global),
            Command::Merge(args) => taken_up(args.taken_up()?, &self.global),
            Command::Status(args) => taken_up(args.taken_up()?, &self.global),
            Command::New(args) => new::run(args, &self.global),
            Command::Fields(args) => fields::run(args, &self.global),
            Command::Measures(args) => measures::run(args, &self.global),
            Command::Schema(args) => schema::run(args),
            Command::Completions(args) => completions::run(args, &self.global),
            Command::Man(args) => man::run(args, &self.global),
        }
    }
}

/// Carries out the command that began work, on what is there of it.
fn taken_up(work: TakenUp, global: &Global) -> Result<Exit, Error> {
    let Ok(began) = Cli::try_parse_from(work.words()) else {
        return Err(work.no_command());
    };
    match began.command {
        Command::Run(mut args) => {
            args.take_up(work);
            run::run(&args, global)
        }
        Command::Compare(mut args) => {
            args.take_up(work);
            compare::run(&args, global)
        }
        Command::Sweep(mut args) => {
            args.take_up(work);
            sweep::run(&args, global)
        }
        Command::Load(mut args) => {
            args.take_up(work);
            load::run(&args, global)
        }
        _ => Err(work.no_command()),
    }
}
