//! The columns of a table, declared once: the header, the cells' form, the data package and the
//! documentation all follow from the declaration.

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

/// Decimals of shares.
pub(super) const SHARE_DECIMALS: usize = 6;
/// Decimals of seconds.
pub(super) const SECONDS_DECIMALS: usize = 3;

/// A column of a table.
#[derive(Clone, Copy)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// What it means, with its unit.
    pub description: &'static str,
}

/// A table: its file, what its rows are, and its columns.
pub struct Schema {
    /// The file's name without `.csv`.
    pub name: &'static str,
    /// A title.
    pub title: &'static str,
    /// What one row is.
    pub description: &'static str,
    /// The columns, in the order of the file.
    pub columns: &'static [Column],
    /// The columns that together name a row.
    pub key: &'static [&'static str],
    /// The column to which `ci_low` and `ci_high` belong.
    pub interval_of: Option<&'static str>,
}

impl Schema {
    /// The name of the table's file.
    pub fn file(&self) -> String {
        format!("{}.csv", self.name)
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
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

/// A column.
pub(super) const fn column(name: &'static str, kind: Kind, description: &'static str) -> Column {
    Column {
        name,
        kind,
        description,
    }
}

/// The breakdown of a row.
pub(super) const GROUP_BY: Column = column(
    "group_by",
    Kind::Word(words::group_by),
    "By what the figures are broken down",
);
/// The group of a row.
pub(super) const GROUP: Column = column(
    "group",
    Kind::Text,
    "The group: a province's code, a filing type, a carrier, a segment's name, or all",
);
/// The lower end of an interval.
pub(super) const CI_LOW: Column = column(
    "ci_low",
    Kind::Figure,
    "Lower end of the 95 % confidence interval; empty where there is none",
);
/// The upper end of an interval.
pub(super) const CI_HIGH: Column = column(
    "ci_high",
    Kind::Figure,
    "Upper end of the 95 % confidence interval; empty where there is none",
);
/// How an interval was made.
pub(super) const CI_METHOD: Column = column(
    "ci_method",
    Kind::Word(words::interval_methods),
    "How the interval was made: Student t over replications, or Wilson's for one replication",
);
/// Over how many replications.
pub(super) const REPLICATIONS: Column = column(
    "replications",
    Kind::Count,
    "Over how many replications the figure was made",
);

/// The words of columns.
pub(super) mod words {
    use crate::measures::{GroupBy, IntervalMethod, MEASURES, Unit};
    use crate::rules::{Cause, Fate, ReturnReason, WhyWindowOver};

    pub(in super::super) fn group_by() -> Vec<&'static str> {
        GroupBy::ALL.map(GroupBy::name).to_vec()
    }

    pub(in super::super) fn interval_methods() -> Vec<&'static str> {
        [IntervalMethod::StudentT, IntervalMethod::Wilson]
            .map(IntervalMethod::name)
            .to_vec()
    }

    pub(in super::super) fn measures() -> Vec<&'static str> {
        MEASURES.iter().map(|measure| measure.name).collect()
    }

    pub(in super::super) fn units() -> Vec<&'static str> {
        [Unit::Number, Unit::Share, Unit::Seconds, Unit::PerDay]
            .map(Unit::name)
            .to_vec()
    }

    pub(in super::super) fn causes() -> Vec<&'static str> {
        Cause::ALL.map(Cause::name).to_vec()
    }

    pub(in super::super) fn reasons() -> Vec<&'static str> {
        ReturnReason::ALL.map(ReturnReason::name).to_vec()
    }

    pub(in super::super) fn whys() -> Vec<&'static str> {
        WhyWindowOver::ALL.map(WhyWindowOver::name).to_vec()
    }

    pub(in super::super) fn fates() -> Vec<&'static str> {
        let mut fates = vec!["queued", "sent", "used_to_verify"];
        fates.extend(Fate::ALL.map(Fate::name));
        fates
    }

    pub(in super::super) fn statistics() -> Vec<&'static str> {
        vec!["mean", "p50", "p90", "p95", "p99", "p99_9", "max"]
    }
}
