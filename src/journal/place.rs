//! The folder of a journal.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::error::Error;
use super::record::{self, MOST_BYTES, Spent, Whose};
use super::written::{Input, Written};
use crate::diagnostics::{
    DATA_BYTES, MANIFEST_BYTES, MachineFailure, Unreadable, read_file, sha256,
};
use crate::experiment::{PartFound, Unit};
use crate::scenario::{GivenFiles, Loaded, is_built_in};

/// The file that says what the experiment is.
const PLAN: &str = "plan.json";
/// Where the files are that it was read from.
const INPUTS: &str = "inputs";
/// Where the records are.
const UNITS: &str = "units";
/// How the name of a file begins that is not whole yet.
const UNFINISHED: &str = ".unfinished-";

/// The journal of an experiment.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    /// What the experiment is.
    pub written: Written,
    digest: [u8; 32],
}

/// A point of an experiment: what its units belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point([u8; 32]);

/// What there is of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Its record, whole.
    Done(Spent),
    /// Nothing.
    Missing,
    /// Something that is not its record: which file, and what it is.
    Wrong(String),
}

impl Journal {
    /// Goes on with the experiment in a folder, or begins it there. What is there is taken only where `shared` says
    /// that it may be, or `expand` that it is to grow.
    ///
    /// # Errors
    /// Work that is there and was not expected, another experiment's, or something else than work; what the machine
    /// refused.
    pub fn begin(
        folder: &Path,
        here: Written,
        files: &[&Loaded],
        shared: bool,
        expand: bool,
    ) -> Result<Self, Error> {
        let name = folder.display().to_string();
        let there = match read_plan(folder)? {
            None if expand => {
                let message = format!("--expand: {name} holds no work that could grow");
                return Err(Error::Input(message));
            }
            None => {
                may_begin(folder)?;
                for loaded in files {
                    hold_inputs(folder, loaded)?;
                }
                put(&folder.join(PLAN), &here.bytes()?, false)?;
                // Others may have begun at the same time: the first one counts.
                read_plan(folder)?.unwrap_or_else(|| here.clone())
            }
            Some(there) if !shared && !expand => {
                there.same_as(&here, &name)?;
                return Err(Error::Input(format!(
                    "{name} holds earlier work of this experiment; --resume goes on from it"
                )));
            }
            Some(there) => there,
        };
        let written = match expand {
            false => {
                there.same_as(&here, &name)?;
                there
            }
            true => {
                let expanded = there.expanded(&here, &name)?;
                if expanded != there {
                    for loaded in files {
                        hold_inputs(folder, loaded)?;
                    }
                    put(&folder.join(PLAN), &expanded.bytes()?, true)?;
                }
                expanded
            }
        };
        Ok(Self::of(folder, written))
    }

    /// The journal of the experiment that a folder holds.
    ///
    /// # Errors
    /// A folder that holds none, or one of another version; what the machine refused.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let none = || {
            Error::Input(format!(
                "{} holds no work of this program: run, compare, sweep and load begin it, with --work",
                folder.display()
            ))
        };
        Ok(Self::of(folder, read_plan(folder)?.ok_or_else(none)?))
    }

    fn of(folder: &Path, written: Written) -> Self {
        Self {
            folder: folder.to_owned(),
            digest: written.digest(),
            written,
        }
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files that the experiment was read from.
    ///
    /// # Errors
    /// Files that are missing or altered.
    pub fn inputs(&self) -> Result<GivenFiles, Error> {
        let read = |input: &Input| {
            let path = self.folder.join(INPUTS).join(&input.sha256);
            let bytes = read_file(&path, DATA_BYTES).map_err(|error| unread(&path, error))?;
            if sha256(&bytes) != input.sha256 {
                let message = format!("{} is altered: it is not what was read", path.display());
                return Err(Error::Input(message));
            }
            Ok((input.path.clone(), Arc::from(bytes)))
        };
        let of_files = |input: &&Input| !is_built_in(&input.path.to_string_lossy());
        let files = self.written.inputs.iter().filter(of_files).map(read);
        Ok(GivenFiles::all(
            self.written.folder.clone(),
            files.collect::<Result<Vec<_>, _>>()?,
        ))
    }

    /// The point of this name.
    pub fn point(&self, name: &str) -> Point {
        let mut digest = Sha256::new();
        digest.update(self.digest);
        digest.update(name.as_bytes());
        Point(digest.finalize().into())
    }

    fn file(&self, whose: Whose) -> PathBuf {
        let name = whose.name();
        // So that no folder has more entries than a file system likes.
        let (first, rest) = name.split_at(2);
        self.folder.join(UNITS).join(first).join(rest)
    }

    /// What there is of a unit.
    ///
    /// # Errors
    /// A record that the machine does not let be read.
    pub fn state(&self, point: Point, unit: Unit) -> Result<State, Error> {
        let whose = Whose::new(point.0, unit);
        let Some((path, bytes)) = self.bytes(whose)? else {
            return Ok(State::Missing);
        };
        Ok(match record::checked(&bytes, whose) {
            Ok((spent, _)) => State::Done(spent),
            Err(what) => State::Wrong(format!("{} {what}", path.display())),
        })
    }

    /// What was found in a unit, where there is a record of it.
    ///
    /// # Errors
    /// A record that the machine does not let be read.
    pub fn read(&self, point: Point, unit: Unit) -> Result<Result<PartFound, State>, Error> {
        let whose = Whose::new(point.0, unit);
        let Some((path, bytes)) = self.bytes(whose)? else {
            return Ok(Err(State::Missing));
        };
        let part = record::unpacked(&bytes, whose).map(|(_, part)| part);
        Ok(part.map_err(|what| State::Wrong(format!("{} {what}", path.display()))))
    }

    fn bytes(&self, whose: Whose) -> Result<Option<(PathBuf, Vec<u8>)>, Error> {
        let path = self.file(whose);
        match read_file(&path, MOST_BYTES) {
            Ok(bytes) => Ok(Some((path, bytes))),
            Err(Unreadable::Machine(error)) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unread(&path, error)),
        }
    }

    /// Keeps what was found in a unit.
    ///
    /// # Errors
    /// What the machine refused.
    pub fn keep(
        &self,
        point: Point,
        unit: Unit,
        spent: Spent,
        part: &PartFound,
    ) -> Result<(), Error> {
        let whose = Whose::new(point.0, unit);
        let path = self.file(whose);
        let packed = record::packed(whose, spent, part);
        let bytes = packed.map_err(MachineFailure::of("cannot write", &path))?;
        put(&path, &bytes, true)
    }
}

fn read_plan(folder: &Path) -> Result<Option<Written>, Error> {
    let path = folder.join(PLAN);
    let bytes = match read_file(&path, MANIFEST_BYTES) {
        Ok(bytes) => bytes,
        Err(Unreadable::Machine(error))
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(unread(&path, error)),
    };
    Written::parse(&path, &bytes).map(Some)
}

/// Refuses a folder that holds something else than what a process left that was ended before it wrote the plan.
fn may_begin(folder: &Path) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(MachineFailure::of("cannot read", folder)(error).into()),
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // The plan: another process has just begun.
        if name != INPUTS && name != PLAN && !name.starts_with(UNFINISHED) {
            return Err(Error::Input(format!(
                "--work: {} holds something else ({name}); name an empty folder, or a new one",
                folder.display()
            )));
        }
    }
    Ok(())
}

/// Holds the files that a scenario was read from.
fn hold_inputs(folder: &Path, loaded: &Loaded) -> Result<(), Error> {
    for file in &loaded.files {
        let path = folder.join(INPUTS).join(&file.sha256);
        if !path.exists() {
            put(&path, &file.content, true)?;
        }
    }
    Ok(())
}

fn unread(path: &Path, error: Unreadable) -> Error {
    match error {
        Unreadable::Machine(error) => MachineFailure::of("cannot read", path)(error).into(),
        Unreadable::Refused(why) => Error::Input(format!("{}: {why}", path.display())),
    }
}

/// Puts a file in its place in one step, when all of it has come to the disk. Without `over`, one that is there
/// already stays.
fn put(path: &Path, bytes: &[u8], over: bool) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(MachineFailure::of("cannot create", folder))?;
    let failed = || MachineFailure::of("cannot write", path);
    let mut aside = tempfile::Builder::new();
    aside.prefix(UNFINISHED);
    // Others of the group may share the folder: who may read what is as for any other file.
    #[cfg(unix)]
    aside.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut aside = aside.tempfile_in(folder).map_err(failed())?;
    aside.write_all(bytes).map_err(failed())?;
    aside.as_file().sync_all().map_err(failed())?;
    if over {
        let put = aside.persist(path);
        put.map_err(|error| failed()(error.error))?;
    } else if let Err(error) = aside.persist_noclobber(path)
        && error.error.kind() != ErrorKind::AlreadyExists
    {
        return Err(failed()(error.error).into());
    }
    Ok(())
}
