//! What differs from a reference, and how it is told.

use std::fmt::{self, Write};

use crate::diagnostics::{escaped, shortened};

/// The most characters of a difference as it is told.
const LONGEST: usize = 600;

/// What differs from the reference, in the order of the tables and their rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Each difference.
    pub list: Vec<Difference>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table's file.
    pub file: String,
    /// What differs.
    pub what: What,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The reference has no such file.
    NewFile,
    /// The reference has a file that is not made any more.
    MissingFile,
    /// The reference has no such column.
    NewColumn(String),
    /// The reference has a column that is not made any more.
    MissingColumn(String),
    /// The reference has no such row; its key.
    NewRow(String),
    /// The reference has a row that is not made any more; its key.
    MissingRow(String),
    /// A cell.
    Cell {
        /// The key of its row, as `group_by=nation group=all`.
        row: String,
        /// Its column.
        column: String,
        /// What the reference has.
        reference: String,
        /// What it is now.
        now: String,
    },
    /// A field of the manifest that says what was run.
    Made {
        /// The field.
        field: String,
        /// What the reference has; empty where it has none.
        reference: String,
        /// What it is now; empty where there is none.
        now: String,
    },
    /// The same cells in another order of rows or columns, or otherwise quoted.
    Form,
}

impl Differences {
    /// Whether everything is as in the reference.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn add(&mut self, file: &str, what: What) {
        self.list.push(Difference {
            file: file.to_owned(),
            what,
        });
    }

    /// The differences as a list to read: of each file the first `most`, and how many more.
    pub fn text(&self, most: usize) -> String {
        let mut text = String::new();
        let mut rest = self.list.as_slice();
        while let Some(first) = rest.first() {
            let of_file = rest.iter().take_while(|d| d.file == first.file).count();
            let (these, others) = rest.split_at(of_file);
            rest = others;
            let noun = if of_file == 1 {
                "difference"
            } else {
                "differences"
            };
            let _ = writeln!(text, "{}: {of_file} {noun}", escaped(&first.file));
            for difference in these.iter().take(most) {
                let what = shortened(&difference.what.to_string(), LONGEST);
                let _ = writeln!(text, "  {what}");
            }
            if of_file > most {
                let _ = writeln!(text, "  and {} more", of_file - most);
            }
        }
        text
    }
}

/// A value, or that it is empty.
fn or_empty(value: &str) -> &str {
    if value.is_empty() { "empty" } else { value }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewFile => f.write_str("not in the reference"),
            Self::MissingFile => f.write_str("in the reference, but not made any more"),
            Self::NewColumn(column) => write!(f, "column {column}: not in the reference"),
            Self::MissingColumn(column) => {
                write!(
                    f,
                    "column {column}: in the reference, but not made any more"
                )
            }
            Self::NewRow(row) => write!(f, "{row}: not in the reference"),
            Self::MissingRow(row) => write!(f, "{row}: in the reference, but not made any more"),
            Self::Cell {
                row,
                column,
                reference,
                now,
            } => {
                let (now, reference) = (or_empty(now), or_empty(reference));
                write!(f, "{row}: {column} is {now}, in the reference {reference}")
            }
            Self::Made {
                field,
                reference,
                now,
            } => {
                let (now, reference) = (or_empty(now), or_empty(reference));
                write!(f, "{field} is {now}, in the reference {reference}")
            }
            Self::Form => f.write_str("the same cells, but in another order or otherwise quoted"),
        }
    }
}
