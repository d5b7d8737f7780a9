//! What can go wrong when an event log is written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostics::MachineFailure;

/// Why an event log could not be written.
#[derive(Debug)]
pub enum Error {
    /// The name says no form that can be written.
    Form(PathBuf),
    /// A file exists, and `--force` was not given.
    Exists(PathBuf),
    /// A folder stands where the file is to be.
    Folder(PathBuf),
    /// A device or a pipe stands where the file is to be.
    Special(PathBuf),
    /// There is no folder in which the file could be made.
    NoFolder(PathBuf),
    /// The machine failed: no permission, no space, no such disk.
    Io(MachineFailure),
}

impl Error {
    /// The exit code: 2 where what the user gave is wrong, 3 where the machine failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Io(_) => 3,
            Self::Form(_)
            | Self::Exists(_)
            | Self::Folder(_)
            | Self::Special(_)
            | Self::NoFolder(_) => 2,
        }
    }

    /// Turns what the machine says into an error that says what was being done to what.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let failure = MachineFailure::of(doing, path);
        move |source| Self::Io(failure(source))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(path) => write!(
                f,
                "--events {}: the name must end in .csv, .csv.zst or .parquet",
                path.display()
            ),
            Self::Exists(path) => write!(
                f,
                "{} exists; name another file, or replace it with --force",
                path.display()
            ),
            Self::Folder(path) => write!(f, "{} is a folder; name a file", path.display()),
            Self::Special(path) => write!(
                f,
                "{} is a device or a pipe, not a file; it is not replaced",
                path.display()
            ),
            Self::NoFolder(path) => {
                write!(f, "'{}' names no folder for results", path.display())
            }
            Self::Io(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(failure) => failure.source(),
            _ => None,
        }
    }
}
