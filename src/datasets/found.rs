//! `found.csv`: where along a lever the targets of a search hold.

use std::fmt;

use super::schema::{Kind, TableName};
use super::swept::{SweptPoint, Wanted};
use super::table::{Columns, Table};
use crate::experiment::{Axis, Chance, Edge, Line, Target};
use crate::measures::Level;

/// A target for a measure of a group, such as `return_rate@zj<=0.08`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The measure.
    pub of: Wanted,
    /// What it is to be.
    pub target: Target,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.target.at_most { "<=" } else { ">=" };
        write!(f, "{}{sign}{}", self.of.name(), self.target.value)
    }
}

/// What was found along the last lever, all others at a value.
#[derive(Clone, Debug)]
pub struct FoundLine {
    /// The other levers and their values, as overrides write them.
    pub set: Vec<(String, String)>,
    /// What was found.
    pub line: Line,
}

/// A whole search.
pub struct Search<'a> {
    /// The lever that was searched along, the last.
    pub axis: &'a Axis,
    /// What is to hold.
    pub conditions: &'a [Condition],
    /// One line for each combination of the other levers' values.
    pub lines: &'a [FoundLine],
    /// The points at which the scenario was run, in the order of the search.
    pub points: &'a [SweptPoint],
    /// The level of intervals.
    pub level: Level,
}

/// Which end of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The lower.
    From,
    /// The upper.
    To,
}

impl End {
    /// Both.
    pub const ALL: [Self; 2] = [Self::From, Self::To];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
        }
    }
}

/// What an interval of a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It lies within the range.
    Within,
    /// It goes on below the range.
    Below,
    /// It goes on above the range.
    Above,
    /// It is wider than the range.
    Beyond,
    /// There is none.
    None,
}

impl Reach {
    const ALL: [Self; 5] = [
        Self::Within,
        Self::Below,
        Self::Above,
        Self::Beyond,
        Self::None,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Below => "below",
            Self::Above => "above",
            Self::Beyond => "beyond",
            Self::None => "none",
        }
    }

    fn of(chance: Option<Chance>) -> Self {
        match chance.map(|chance| (chance.low, chance.high)) {
            Some((Some(_), Some(_))) => Self::Within,
            Some((None, Some(_))) => Self::Below,
            Some((Some(_), None)) => Self::Above,
            Some((None, None)) => Self::Beyond,
            None => Self::None,
        }
    }
}

/// One end of one stretch.
#[derive(Clone, Debug)]
pub struct FoundRow {
    /// The line, from 1.
    pub line: u64,
    /// The stretch along it, from 1.
    pub stretch: u64,
    /// Which end.
    pub end: End,
    /// The other levers, `FIELD=VALUE`, separated by blanks.
    pub set: String,
    /// The lever.
    pub field: String,
    /// The nearest value at which all targets hold.
    pub holds_at: String,
    /// The nearest at which one does not; `None` at the end of the range.
    pub fails_at: Option<String>,
    /// The target that does not.
    pub target: Option<String>,
    /// What the interval is.
    pub reach: Reach,
    /// The ends of the interval.
    pub interval: [Option<String>; 2],
}

/// `found.csv`.
#[rustfmt::skip]
pub const FOUND: Table<FoundRow> = Table {
    name: TableName("found"),
    title: "Where the targets hold",
    description: "One row: one end of a stretch of the lever over which all targets hold, as far as was looked. A line, one for \
                  each combination of the other levers' values, without a row is one along which they hold nowhere.",
    columns: || Columns::new()
        .key("line", Kind::Count, "The number of the line, from 1", |row: &FoundRow| row.line.into())
        .key("stretch", Kind::Count, "The number of the stretch along it, from 1", |row| row.stretch.into())
        .key("end", Kind::Word(|| End::ALL.map(End::name).to_vec()), "Its lower end or its upper one",
            |row| row.end.name().into())
        .column("set", Kind::Text, "The values of the other levers; empty where there are none", |row| row.set.as_str().into())
        .column("field", Kind::Text, "The lever", |row| row.field.as_str().into())
        .column("holds_at", Kind::Text, "The nearest value at which all targets hold, as --set takes it",
            |row| row.holds_at.as_str().into())
        .column("fails_at", Kind::Text, "The nearest value at which one does not; empty at the end of the range",
            |row| row.fails_at.clone().into())
        .column("target", Kind::Text, "The target that does not hold there",
            |row| row.target.clone().into())
        .column("reach", Kind::Word(|| Reach::ALL.map(Reach::name).to_vec()),
            "Whether the confidence interval of the value where the target begins to hold lies within the range, or goes on below it, \
             above it, or beyond it on both sides; none where a measure has no interval, and at the end of the range",
            |row| row.reach.name().into())
        .column("interval_low", Kind::Text, "Its lower end", |row| row.interval[0].clone().into())
        .column("interval_high", Kind::Text, "Its upper end", |row| row.interval[1].clone().into()),
};

impl Search<'_> {
    /// The rows of `found.csv`.
    pub fn rows(&self) -> Vec<FoundRow> {
        let mut rows = Vec::new();
        for (line, found) in (1..).zip(self.lines) {
            let set: Vec<String> = found.set.iter().map(|(f, v)| format!("{f}={v}")).collect();
            for (stretch, ends) in (1..).zip(&found.line.stretches) {
                let ends = [(End::From, ends.from, 0.0), (End::To, ends.to, 1.0)];
                rows.extend(ends.map(|(end, edge, last)| FoundRow {
                    line,
                    stretch,
                    end,
                    set: set.join(" "),
                    ..self.row(end, edge, last)
                }));
            }
        }
        rows
    }

    fn row(&self, end: End, edge: Option<Edge>, last: f64) -> FoundRow {
        let chance = edge.and_then(|edge| edge.chance);
        let ends = chance.map_or([None, None], |chance| [chance.low, chance.high]);
        FoundRow {
            line: 0,
            stretch: 0,
            end,
            set: String::new(),
            field: self.axis.field.clone(),
            holds_at: self.axis.at(edge.map_or(last, |edge| edge.holds)),
            fails_at: edge.map(|edge| self.axis.at(edge.fails)),
            target: edge.map(|edge| self.conditions[edge.target].to_string()),
            reach: Reach::of(chance),
            interval: ends.map(|end| Some(self.axis.about(end?))),
        }
    }
}
