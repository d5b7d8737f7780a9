//! How a command can end.

use std::fmt;
use std::process::ExitCode;

use crate::diagnostics::{Faults, shortened, tell};
use crate::event_log;
use crate::experiment::InvariantViolation;
use crate::folder;
use crate::journal;
use crate::regression;

/// The most characters of an error that is printed.
const LONGEST: usize = 2_000;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// A check or threshold failed.
    Failed = 1,
    /// The input is wrong.
    Input = 2,
    /// The machine failed.
    Machine = 3,
    /// Interrupted by the user.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not be carried out.
#[derive(Debug)]
pub enum Error {
    /// Faults in a scenario or another file of the user's.
    Faults(Faults),
    /// Something else in what the user gave.
    Input(String),
    /// The machine failed.
    Machine(String),
    /// Results could not be written.
    Folder(folder::Error),
    /// Results could not be held against their reference.
    Regression(regression::Error),
    /// The event log could not be written.
    EventLog(event_log::Error),
    /// The program has lost count.
    InvariantViolation(InvariantViolation),
    /// The user interrupted before anything was complete.
    Interrupted,
    /// A journal could not be used.
    Journal(journal::Error),
    /// The user interrupted, and what is finished is kept: what goes on from there, in words.
    Kept(String),
    /// Work that is not complete was to be merged: what is missing, in words.
    Incomplete(String),
}

impl Error {
    /// Something wrong in what the user gave.
    pub fn input(message: impl Into<String>) -> Self {
        Self::Input(message.into())
    }

    /// The exit code's kind.
    pub fn exit(&self) -> Exit {
        let of_code = |code| {
            if code == Exit::Input as u8 {
                Exit::Input
            } else {
                Exit::Machine
            }
        };
        match self {
            Self::Faults(_) | Self::Input(_) => Exit::Input,
            Self::Folder(error) => of_code(error.exit_code()),
            Self::Regression(error) => of_code(error.exit_code()),
            Self::EventLog(error) => of_code(error.exit_code()),
            Self::Journal(error) => of_code(error.exit_code()),
            Self::Interrupted | Self::Kept(_) => Exit::Interrupted,
            Self::Incomplete(_) => Exit::Failed,
            Self::Machine(_) | Self::InvariantViolation(_) => Exit::Machine,
        }
    }

    /// Prints the error to standard error.
    pub fn report(&self) {
        match self {
            Self::Faults(faults) => faults.report(),
            Self::Kept(message) => tell(shortened(message, LONGEST)),
            // What differs and what is missing stand in lines of their own.
            Self::Journal(_) | Self::Incomplete(_) => {
                let text = format!("error: {self}");
                let lines = text.lines().map(|line| shortened(line, LONGEST));
                tell(lines.collect::<Vec<_>>().join("\n"));
            }
            other => tell(shortened(&format!("error: {other}"), LONGEST)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faults(faults) => faults.fmt(f),
            Self::Input(message)
            | Self::Machine(message)
            | Self::Kept(message)
            | Self::Incomplete(message) => f.write_str(message),
            Self::Journal(error) => error.fmt(f),
            Self::Folder(error) => error.fmt(f),
            Self::Regression(error) => error.fmt(f),
            Self::EventLog(error) => error.fmt(f),
            Self::Interrupted => {
                f.write_str("interrupted before anything was complete; nothing is written")
            }
            Self::InvariantViolation(violation) => {
                write!(f, "{violation} (an error of the program; please report it)")
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<folder::Error> for Error {
    fn from(error: folder::Error) -> Self {
        Self::Folder(error)
    }
}

impl From<regression::Error> for Error {
    fn from(error: regression::Error) -> Self {
        Self::Regression(error)
    }
}

impl From<event_log::Error> for Error {
    fn from(error: event_log::Error) -> Self {
        Self::EventLog(error)
    }
}

impl From<journal::Error> for Error {
    fn from(error: journal::Error) -> Self {
        Self::Journal(error)
    }
}

impl From<InvariantViolation> for Error {
    fn from(violation: InvariantViolation) -> Self {
        Self::InvariantViolation(violation)
    }
}
