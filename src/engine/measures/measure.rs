//! What a measure is: its name, unit, meaning, and what it is made of.

use std::fmt;

use super::{MEASURES, Summary};

/// What a measure is made of, from one replication's summary; a quantity that a group does not have
/// is `None`.
#[derive(Clone, Copy)]
pub enum Quantity {
    /// A number of things a replication.
    Count(fn(&Summary) -> Option<f64>),
    /// A share of things: numerator and denominator.
    Proportion(fn(&Summary) -> Option<(f64, f64)>),
    /// A ratio that is no share.
    Ratio(fn(&Summary) -> Option<(f64, f64)>),
    /// A percentile, or another figure that is averaged over replications.
    Percentile(fn(&Summary) -> Option<f64>),
}

/// A measure's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Number,
    /// A share of 1.
    Share,
    /// Seconds.
    Seconds,
    /// Things a day.
    PerDay,
    /// Yuan.
    Yuan,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 5] = [
        Self::Number,
        Self::Share,
        Self::Seconds,
        Self::PerDay,
        Self::Yuan,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Share => "share",
            Self::Seconds => "seconds",
            Self::PerDay => "per_day",
            Self::Yuan => "yuan",
        }
    }
}

/// A measure by group. Each has a handle of its own, such as [`RETURN_RATE`](super::RETURN_RATE).
#[derive(Clone, Copy)]
pub struct Measure {
    /// The name in files and options.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// What it means.
    pub meaning: &'static str,
    /// What it is made of.
    pub quantity: Quantity,
}

impl PartialEq for Measure {
    /// Measures are the same where their names are.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Measure {}

impl fmt::Debug for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Measure {
    /// The measure of a name that a user gave; the code itself uses the handles.
    pub fn named(name: &str) -> Option<&'static Self> {
        MEASURES.iter().find(|measure| measure.name == name)
    }

    /// The figure of one replication; `None` where there is nothing to measure.
    pub fn value(&self, summary: &Summary) -> Option<f64> {
        match self.quantity {
            Quantity::Count(of) | Quantity::Percentile(of) => of(summary),
            Quantity::Proportion(of) | Quantity::Ratio(of) => {
                let (above, below) = of(summary)?;
                (below > 0.0).then(|| above / below)
            }
        }
    }
}
