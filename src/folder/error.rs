//! What can go wrong when results are written or compared.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why results could not be written, read or compared.
#[derive(Debug)]
pub enum Error {
    /// The machine failed: no permission, no space, no such disk.
    Io {
        /// What was being done, as in "cannot write".
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the machine said.
        source: io::Error,
    },
    /// The results folder exists, and `--force` was not given.
    Exists(PathBuf),
    /// A file exists, and `--force` was not given; or a folder is there (`true`).
    FileExists(PathBuf, bool),
    /// The name of an event log says no form that can be written.
    EventForm(PathBuf),
    /// The folder exists and holds no results, so that even `--force` does not replace it.
    NotResults(PathBuf),
    /// The path names no folder that could be made, such as `/` or `..`.
    NoFolderName(PathBuf),
    /// There are no reference results to compare with.
    NoReference(PathBuf),
    /// A reference table cannot be read.
    BrokenReference {
        /// The file.
        path: PathBuf,
        /// The line, from 1, where one is to blame.
        line: Option<u64>,
        /// What was wrong.
        reason: String,
    },
    /// A `--tolerance` that means nothing.
    Tolerance {
        /// As it was given.
        given: String,
        /// What was wrong, and what is allowed.
        reason: String,
    },
}

impl Error {
    /// The exit code: 2 where what the user gave is wrong, 3 where the machine failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Io { .. } => 3,
            Self::Exists(_)
            | Self::FileExists(..)
            | Self::EventForm(_)
            | Self::NotResults(_)
            | Self::NoFolderName(_)
            | Self::NoReference(_)
            | Self::BrokenReference { .. }
            | Self::Tolerance { .. } => 2,
        }
    }

    /// Turns a failure of the machine into an error that says what was being done to what.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io {
                doing,
                path,
                source,
            } => write!(f, "{doing} {}: {source}", path.display()),
            Self::Exists(path) => write!(
                f,
                "{} exists; name another folder, or replace it with --force",
                path.display()
            ),
            Self::FileExists(path, false) => write!(
                f,
                "{} exists; name another file, or replace it with --force",
                path.display()
            ),
            Self::FileExists(path, true) => {
                write!(f, "{} is a folder; name a file", path.display())
            }
            Self::EventForm(path) => write!(
                f,
                "--events {}: the name must end in .csv, .csv.zst or .parquet",
                path.display()
            ),
            Self::NotResults(path) => write!(
                f,
                "{} exists and holds no results of this program (no manifest.json of its own); \
                 it is not replaced, not even with --force",
                path.display()
            ),
            Self::NoFolderName(path) => {
                write!(f, "'{}' names no folder for results", path.display())
            }
            Self::NoReference(path) => write!(
                f,
                "no reference results in {}; make them with --update",
                path.display()
            ),
            Self::BrokenReference { path, line, reason } => {
                write!(f, "{}", path.display())?;
                if let Some(line) = line {
                    write!(f, ", line {line}")?;
                }
                write!(f, ": {reason}")
            }
            Self::Tolerance { given, reason } => write!(f, "--tolerance '{given}': {reason}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
