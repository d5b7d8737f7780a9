//! What can go wrong with a journal.

use std::fmt;

use crate::diagnostics::MachineFailure;

/// Why a journal could not be used.
#[derive(Debug)]
pub enum Error {
    /// The machine failed: no permission, no space, no such disk.
    Machine(MachineFailure),
    /// What the user gave is wrong, in words.
    Input(String),
}

impl Error {
    /// The exit code: 2 where what the user gave is wrong, 3 where the machine failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Machine(_) => 3,
            Self::Input(_) => 2,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine(failure) => failure.fmt(f),
            Self::Input(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Machine(failure) => failure.source(),
            Self::Input(_) => None,
        }
    }
}

impl From<MachineFailure> for Error {
    fn from(failure: MachineFailure) -> Self {
        Self::Machine(failure)
    }
}
