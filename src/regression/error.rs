//! What can go wrong when tables are held against a reference.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostics::MachineFailure;

/// Why tables could not be held against a reference.
#[derive(Debug)]
pub enum Error {
    /// There are no reference results to compare with.
    NoReference(PathBuf),
    /// A reference table is no table.
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
    /// The machine cannot read the reference.
    Io(MachineFailure),
}

impl Error {
    /// The exit code: 2 where what the user gave is wrong, 3 where the machine failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Io(_) => 3,
            Self::NoReference(_) | Self::BrokenReference { .. } | Self::Tolerance { .. } => 2,
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
