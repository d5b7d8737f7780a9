//! `replay`: recorded acts through the rules alone.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::session::{Session, sweep_beside};
use super::{Error, Exit, Global};
use crate::diagnostics::MachineFailure;
use crate::folder::Aside;
use crate::replay::{Acts, Answer, replay, write_csv, write_json};
use crate::scenario::{RulesAlone, rules_alone};

/// Put recorded acts through the rules alone, with no world around them, and write what the system
/// answers.
#[derive(Args, Debug)]
#[command(after_help = "The acts are a CSV file with the header

  time,act,province,submission,filing_type,changes,entity_mobile,entity_certificate,
  website_mobile,website_certificate,mobile,certificate,code,graphic

in one line; a row an act, in the order of time (acts of one kind at one instant go in the order
of their lines). What an act does not use is left empty.

  time      Beijing time, 2019-03-04T10:05:00, with optional milliseconds
  act       receive  the authority receives a submission. Uses the fields up to
                     website_certificate: filing_type is new_filing, new_website, new_access,
                     change, cancel_entity, cancel_website or cancel_access; changes, of a
                     change, is entity, website or both; mobiles and certificates (their last
                     six) are needed of the leaders that are checked (R4)
            entry    a press of \"Verification\". Uses mobile, certificate, code, graphic
            resend   a press of \"Sending Message\". Uses mobile, certificate, graphic
  province  two letters, such as zj
  code      six digits or, since codes are drawn: @first, @automatic, @manual (the newest of
            that kind sent to that mobile in that province), @latest (the newest of any kind),
            @wrong (six digits that are no effective code of anybody). Where none was sent, a
            named code is as @wrong
  graphic   ok or failed: how the graphic verification went

Out comes CSV, time,submission,mobile,event,detail,code,sender, in the order in which things
happen:

  received   check, no_check
  code_sent  first, automatic, manual; with the code, and the number that it comes from (R17)
  entry      graphic_verification_failed, record_not_found, verification_failed, verified,
             complete (R18)
  resend     sent, record_not_found, graphic_verification_failed, too_many_requests (R15)
  returned   window_over, wrong_certificate (R20, R21)
  complete   (R24)

At one instant: deadlines, ended codes, first codes and automatic resends, receipts, resend
requests, entries. Nothing is lost or late: the first code goes out exactly 5 minutes after
receipt, unless the scenario sets rules.first_code_delay, and what is sent leaves at once. The
same acts always get the same codes.

Examples:
  beian-sim replay acts.csv
  beian-sim replay acts.csv --scenario scenarios/noon.toml --out answers.csv")]
pub struct ReplayArgs {
    /// The recorded acts.
    acts: PathBuf,
    /// Take the rules that this scenario sets; the rest are as the rules state them.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Write to this file [default: standard output].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it exists.
    #[arg(long, requires = "out")]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// All faults of the acts, or of the scenario; an output that cannot be written.
pub fn run(args: &ReplayArgs, global: &Global) -> Result<Exit, Error> {
    let out = args.out.as_deref().map(|path| Out::check(path, args));
    let out = out.transpose()?;
    let rules = match &args.scenario {
        Some(path) => rules_alone(path).map_err(Error::Faults)?,
        None => RulesAlone::default(),
    };
    let acts = Acts::read(&args.acts, &rules).map_err(Error::Faults)?;
    let answers = replay(&acts, &rules).map_err(Error::Faults)?;
    let Some(out) = out else {
        return to_standard_output(&answers, global);
    };
    out.write(&answers, global)?;
    let (count, path) = (answers.len(), out.path.display());
    Session::begin(global).say(&format!("{count} answers in {path}"));
    Ok(Exit::Done)
}

fn write(answers: &[Answer], out: impl Write, global: &Global) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    if global.json {
        write_json(answers, &mut out)?;
    } else {
        write_csv(answers, &mut out)?;
    }
    out.flush()
}

/// Prints the answers. A reader who has seen enough is no error.
fn to_standard_output(answers: &[Answer], global: &Global) -> Result<Exit, Error> {
    match write(answers, io::stdout().lock(), global) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Machine(format!(
            "cannot write to standard output: {error}"
        ))),
        _ => Ok(Exit::Done),
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    let whole = |path| fs::canonicalize(path).ok();
    whole(one).is_some_and(|one| whole(other) == Some(one))
}

/// A file that answers go to.
struct Out<'a> {
    path: &'a Path,
    /// The path in full; a link is followed.
    target: PathBuf,
    folder: PathBuf,
    force: bool,
}

impl<'a> Out<'a> {
    /// Checks that the file may be written, for a refusal before the work.
    fn check(path: &'a Path, args: &ReplayArgs) -> Result<Self, Error> {
        let refused = |why: &str| Err(Error::input(format!("--out {} {why}", path.display())));
        let inputs = [Some(&args.acts), args.scenario.as_ref()];
        if inputs
            .into_iter()
            .flatten()
            .any(|input| same_file(input, path))
        {
            return refused("would replace an input");
        }
        let target = fs::canonicalize(path).or_else(|_| std::path::absolute(path));
        let target = target.map_err(|error| failed("find", path)(error))?;
        let there = fs::metadata(&target).ok();
        let folder = match (target.parent(), target.file_name()) {
            (Some(folder), Some(_)) if !there.as_ref().is_some_and(fs::Metadata::is_dir) => folder,
            _ => return refused("is a folder, not a file"),
        };
        if !args.force && there.as_ref().is_some_and(fs::Metadata::is_file) {
            return refused("exists; name another file, or replace it with --force");
        }
        if there.is_none_or(|there| there.is_file()) {
            sweep_beside(&target);
            Aside::try_beside(&target).map_err(refused_by_machine)?;
        }
        Ok(Self {
            path,
            folder: folder.to_owned(),
            target,
            force: args.force,
        })
    }

    /// Writes the answers aside, then renames: a file appears whole or not at all. Missing folders are
    /// created. What is no plain file, such as a pipe, is written to as it is.
    fn write(&self, answers: &[Answer], global: &Global) -> Result<(), Error> {
        let (path, target) = (self.path, &self.target);
        if fs::metadata(target).is_ok_and(|there| !there.is_file()) {
            let file = fs::OpenOptions::new().write(true).open(target);
            let written = file.and_then(|file| write(answers, file, global));
            return written.map_err(failed("write to", path));
        }
        fs::create_dir_all(&self.folder).map_err(failed("create the folder of", path))?;
        let aside = Aside::make(&self.folder, None).map_err(refused_by_machine)?;
        let file = file_in(aside.path()).map_err(failed("write beside", path))?;
        write(answers, &file, global).map_err(failed("write", path))?;
        let placed = match self.force {
            true => file.persist(target),
            false => file.persist_noclobber(target),
        };
        placed.map_err(|error| failed("put in place", path)(error.error))?;
        Ok(())
    }
}

/// Turns what the machine says into an error of doing something with the output.
fn failed(doing: &str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |error| Error::Machine(format!("cannot {doing} {}: {error}", path.display()))
}

fn refused_by_machine(failure: MachineFailure) -> Error {
    Error::Machine(failure.to_string())
}

/// A temporary file in a folder, with the permissions of any new file.
fn file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
