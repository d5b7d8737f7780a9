//! `completions`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Cli, Error, Exit, Global, print_bytes};

/// Print a completion script for a shell.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim completions bash > ~/.local/share/bash-completion/completions/beian-sim
  beian-sim completions zsh > ~/.zfunc/_beian-sim
  beian-sim completions fish > ~/.config/fish/completions/beian-sim.fish")]
pub struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

/// Runs the command.
///
/// # Errors
/// That JSON was asked for; standard output that cannot be written.
pub fn run(args: &CompletionsArgs, global: &Global) -> Result<Exit, Error> {
    global.no_json("a completion script")?;
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "beian-sim", &mut script);
    print_bytes(&script)
}
