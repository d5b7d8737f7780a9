//! An invariant that does not hold.

use std::fmt;

/// Something received was not accounted for: an error of the program, never of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvariantViolation {
    /// The scenario's name.
    pub scenario: String,
    /// The replication, from 1.
    pub replication: u32,
    /// The group.
    pub group: String,
    /// The invariant, with what both sides are.
    pub what: String,
}

impl fmt::Display for InvariantViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            scenario,
            replication,
            group,
            what,
        } = self;
        write!(
            f,
            "{scenario}: an invariant does not hold in replication {replication}, {group}: {what}"
        )
    }
}

impl std::error::Error for InvariantViolation {}
