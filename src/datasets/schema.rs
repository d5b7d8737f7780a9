//! What a table declares of itself: its name, its columns, what its cells are. The CSV's header, the data
//! package, the reference documentation and the regression check read it.

use std::borrow::Cow;
use std::fmt;

/// The name of a declared table; only declarations make one, as [`Table::name`](super::Table).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableName(pub(super) &'static str);

impl TableName {
    /// The name without `.csv`.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The name of the table's file.
    pub fn file(self) -> String {
        format!("{}.csv", self.0)
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What the cells of a column are, and how they are written.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Text; what a spreadsheet would take for a formula is written after an apostrophe.
    Text,
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    /// A whole number, never negative.
    Count,
    /// A number with so many decimals.
    Number(usize),
    /// A number whose decimals depend on the unit that the row names; also ends of intervals.
    Figure,
    /// A share of 1, with six decimals.
    Share,
    /// Seconds, with three decimals.
    Seconds,
    /// A date.
    Date,
    /// An instant with its offset, `2019-03-11T00:00:00+08:00`.
    Instant,
}

impl Kind {
    /// The type in a data package (Frictionless Table Schema).
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Text | Self::Word(_) => "string",
            Self::Count => "integer",
            Self::Number(_) | Self::Figure | Self::Share | Self::Seconds => "number",
            Self::Date => "date",
            Self::Instant => "datetime",
        }
    }

    /// Whether its cells are numbers.
    pub fn is_number(self) -> bool {
        matches!(self.type_name(), "integer" | "number")
    }
}

/// How a column is judged where a tolerance is for the measure of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfMeasure {
    /// By itself, whatever the measure.
    #[default]
    No,
    /// As the measure's figure, which it is, or an end of an interval of it.
    Figure,
    /// Not at all: it explains a figure that is judged, or follows from it.
    Explains,
}

/// A column of a table, without the values.
#[derive(Clone)]
pub struct Column {
    /// Its name in the header.
    pub name: Cow<'static, str>,
    /// What its cells are.
    pub kind: Kind,
    /// What it means, with its unit.
    pub description: &'static str,
    /// What it is of the measure of its row.
    pub of_measure: OfMeasure,
}

/// A table without its values: its file, what its rows are, and its columns.
#[derive(Clone)]
pub struct Schema {
    /// The table's name.
    pub name: TableName,
    /// A title.
    pub title: &'static str,
    /// What one row is.
    pub description: &'static str,
    /// The columns, in the order of the file.
    pub columns: Vec<Column>,
    /// The columns that together name a row.
    pub key: Vec<&'static str>,
    /// The column to which `ci_low` and `ci_high` belong.
    pub interval_of: Option<&'static str>,
}

impl Schema {
    /// The name of the table's file.
    pub fn file(&self) -> String {
        self.name.file()
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
