//! `completions`: what a shell needs to complete the command line, and the completing.

use std::ffi::OsStr;
use std::process::ExitCode;

use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::{Cli, Error, Exit, Global, print_bytes};
use crate::diagnostics::tell;
use crate::measures::MEASURES;
use crate::rules::Province;
use crate::scenario::{Field, Kind, fields};

/// Print a completion script for a shell.
///
/// The script asks the program itself what fits, so that it is right for any version: commands, options, files, and
/// the fields, measures and provinces that options take.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim completions bash > ~/.local/share/bash-completion/completions/beian-sim
  echo 'source <(beian-sim completions zsh)' >> ~/.zshrc
  beian-sim completions fish > ~/.config/fish/completions/beian-sim.fish")]
pub struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

/// A shell that completes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Shell {
    fn completer(self) -> &'static dyn EnvCompleter {
        match self {
            Self::Bash => &Bash,
            Self::Elvish => &Elvish,
            Self::Fish => &Fish,
            Self::Powershell => &Powershell,
            Self::Zsh => &Zsh,
        }
    }
}

/// Where it is set, the program completes a command line in place of carrying it out.
const VARIABLE: &str = "BEIAN_SIM_COMPLETE";
const NAME: &str = "beian-sim";

/// Runs the command.
///
/// # Errors
/// That JSON was asked for; standard output that cannot be written.
pub fn run(args: &CompletionsArgs, global: &Global) -> Result<Exit, Error> {
    global.no_json("a completion script")?;
    let mut script = Vec::new();
    let shell = args.shell.completer();
    shell
        .write_registration(VARIABLE, NAME, NAME, NAME, &mut script)
        .map_err(|error| Error::Machine(error.to_string()))?;
    print_bytes(&script)
}

/// Completes a command line where a shell asks for that; `None` where nobody does.
pub fn complete() -> Option<ExitCode> {
    let here = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(Cli::command).var(VARIABLE);
    match asked.try_complete(std::env::args_os(), here.as_deref()) {
        Ok(false) => None,
        Ok(true) => Some(Exit::Done.into()),
        Err(error) => {
            tell(format_args!("error: cannot complete: {error}"));
            Some(Exit::Input.into())
        }
    }
}

/// Completes `FIELD=`, and the words that a field may have.
pub(super) fn field() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let known = fields().iter();
        match typed.split_once('=') {
            None => candidates(&typed, known.map(|f| (format!("{}=", f.path), f.meaning))),
            Some((path, _)) => {
                let field = known.into_iter().find(|field| field.path == path);
                let words = field.map_or(&[][..], words);
                candidates(
                    &typed,
                    words.iter().map(|word| (format!("{path}={word}"), "")),
                )
            }
        }
    })
}

fn words(field: &Field) -> &'static [&'static str] {
    match field.kind {
        Kind::Choice(words) => words,
        Kind::Flag => &["false", "true"],
        _ => &[],
    }
}

/// Completes the name of a measure, and what follows it.
pub(super) fn measure(follows: &'static str) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let all = MEASURES.iter();
        let all = all.map(|measure| (format!("{}{follows}", measure.name), measure.meaning));
        candidates(&typed.to_string_lossy(), all)
    })
}

/// Completes the code of a province.
pub(super) fn province() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let all = Province::all().map(|province| (province.code().to_owned(), province.name()));
        candidates(&typed.to_string_lossy(), all)
    })
}

/// What begins as something is typed, each with what it means.
fn candidates<'a>(
    typed: &str,
    all: impl Iterator<Item = (String, &'a str)>,
) -> Vec<CompletionCandidate> {
    let fitting = all.filter(|(value, _)| value.starts_with(typed));
    let candidate = |(value, meaning): (String, &str)| {
        let meaning = (!meaning.is_empty()).then(|| meaning.to_owned().into());
        CompletionCandidate::new(value).help(meaning)
    };
    fitting.map(candidate).collect()
}
