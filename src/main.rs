//! The command line of beian-sim: parse, call the command, turn an error into a message and an
//! exit code.

use std::io::ErrorKind;
use std::process::ExitCode;

use beian_sim::commands::{Cli, Exit};
use clap::Parser;

fn main() -> ExitCode {
    beian_sim::commands::fail_beyond_limits();
    if let Some(code) = beian_sim::commands::completions::complete() {
        return code;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; anything else is wrong input.
            let printed = error.print();
            let code = if error.use_stderr() {
                Exit::Input
            } else if printed.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
                Exit::Machine
            } else {
                Exit::Done
            };
            return code.into();
        }
    };
    beian_sim::commands::end_cleanly_on_interrupt();
    match cli.run() {
        Ok(exit) => exit.into(),
        Err(error) => {
            error.report();
            error.exit().into()
        }
    }
}
