//! Why a text is no instant or duration.

use std::fmt;

/// Why a text is no instant or duration; each holds the text as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// It is no date or time.
    NoInstant(String),
    /// It is no duration.
    NoDuration(String),
    /// It is below 0.
    Negative(String),
    /// There is nothing.
    Empty,
    /// It is longer than [`LONGEST_DURATION`](super::LONGEST_DURATION).
    TooLong(String),
}

/// What a duration is, for messages.
const DURATION: &str =
    "a duration is a number with ms, s, min, h, d or w, such as \"48h\" or \"1h30min\"";

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInstant(text) => {
                write!(f, "'{text}' is no date or time such as 2019-03-27T09:00:00")
            }
            Self::NoDuration(text) => write!(f, "'{text}' is no duration; {DURATION}"),
            Self::Negative(text) => write!(f, "'{text}' is negative; {DURATION}"),
            Self::Empty => write!(f, "an empty duration; {DURATION}"),
            Self::TooLong(text) => write!(f, "'{text}' is longer than a thousand years"),
        }
    }
}

impl std::error::Error for TimeError {}
