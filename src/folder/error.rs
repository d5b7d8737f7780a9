//! What can go wrong when a results folder is written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostics::MachineFailure;

/// Why a results folder could not be written.
#[derive(Debug)]
pub enum Error {
    /// The machine failed: no permission, no space, no such disk.
    Io(MachineFailure),
    /// The results folder exists, and `--force` was not given.
    Exists(PathBuf),
    /// The folder exists and holds no results, so that even `--force` does not replace it.
    NotResults(PathBuf),
    /// The path names no folder that could be made, such as `/` or `..`.
    NoFolderName(PathBuf),
}

impl Error {
    /// The exit code: 2 where what the user gave is wrong, 3 where the machine failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Io(_) => 3,
            Self::Exists(_) | Self::NotResults(_) | Self::NoFolderName(_) => 2,
        }
    }

    /// Turns what the machine says into an error that says what was being done to what.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let failure = MachineFailure::of(doing, path);
        move |source| Self::Io(failure(source))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(failure) => failure.fmt(f),
            Self::Exists(path) => write!(
                f,
                "{} exists; name another folder, or replace it with --force",
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
