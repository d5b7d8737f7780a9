//! `replay`: recorded acts through the rules alone.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Error, Exit, Global, print};
use crate::replay::{Answer, read_acts, replay, write_answers};
use crate::scenario::{self, Faults, RulesAlone};

/// Put recorded acts through the rules alone, and write what the system answers.
///
/// In: CSV with the header time,act,province,submission,filing_type,changes,entity_mobile,
/// entity_certificate,website_mobile,website_certificate,mobile,certificate,code,graphic. An act is
/// receive, entry or resend; a code is six digits, or @first, @automatic, @manual, @latest, @wrong.
/// Out: CSV time,submission,mobile,event,detail,code,sender, in the order in which things happen.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim replay acts.csv
  beian-sim replay acts.csv --scenario scenarios/noon.toml --out answers.csv")]
pub struct ReplayArgs {
    /// The recorded acts.
    acts: PathBuf,
    /// A scenario whose [rules] are used as far as it sets them itself; the rest are the rules'
    /// defaults, and the first code goes out 5 min after receipt.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Where the answers go [default: standard output].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// Acts or a scenario that cannot be read; a file that cannot be written.
pub fn run(args: &ReplayArgs, global: &Global) -> Result<Exit, Error> {
    let rules = match &args.scenario {
        Some(path) => scenario::rules_alone(path).map_err(Error::Faults)?,
        None => RulesAlone::default(),
    };
    let name = args.acts.display().to_string();
    let bytes = std::fs::read(&args.acts).map_err(|error| {
        Error::Faults(Faults::of_file(&name, format!("cannot be read: {error}")))
    })?;
    let acts = read_acts(&name, &bytes, &rules).map_err(Error::Faults)?;
    let answers = replay(&acts, &rules)
        .map_err(|(line, message)| Error::input(format!("{name}:{line}: submission: {message}")))?;
    let csv = write_answers(&answers)
        .map_err(|error| Error::Machine(format!("cannot put the answers together: {error}")))?;
    if let Some(out) = &args.out {
        write_whole(out, &csv)?;
        if !global.quiet {
            eprintln!("{} answers in {}", answers.len(), out.display());
        }
    }
    if global.json {
        return print(&json(&answers));
    }
    if args.out.is_none() {
        return print(&String::from_utf8_lossy(&csv));
    }
    Ok(Exit::Done)
}

/// Writes a file whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |error: &dyn std::fmt::Display| {
        Error::Machine(format!("cannot write {}: {error}", path.display()))
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut aside = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| failed(&error))?;
    aside.write_all(bytes).map_err(|error| failed(&error))?;
    aside.persist(path).map_err(|error| failed(&error.error))?;
    Ok(())
}

/// The answers as a list of objects.
fn json(answers: &[Answer]) -> String {
    let list = answers.iter().map(|answer| {
        serde_json::json!({
            "time": answer.at.to_string(),
            "submission": answer.submission,
            "mobile": answer.mobile.map(|mobile| mobile.to_string()),
            "event": answer.event,
            "detail": answer.detail,
            "code": answer.code.map(|code| format!("{code:06}")),
            "sender": answer.code.and(answer.mobile).map(|mobile| mobile.carrier().sender()),
        })
    });
    format!("{}\n", serde_json::Value::Array(list.collect()))
}
