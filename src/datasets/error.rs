//! What can go wrong when a table is put together.

use std::fmt;

/// A table could not be put together.
#[derive(Debug)]
pub struct TableError {
    /// The table's file.
    pub file: String,
    /// What was wrong.
    pub reason: String,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot make the table {}: {}", self.file, self.reason)
    }
}

impl std::error::Error for TableError {}
