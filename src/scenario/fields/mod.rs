//! The registry of all fields of a scenario: what may stand where, and what it means.

mod allowed;
mod defaults;
mod entries;
mod general;
mod parts;
mod people;
mod sections;
mod stations;

use std::sync::OnceLock;

pub use defaults::{as_toml, default};
pub use entries::{Entry, entries};
pub(super) use parts::names;
pub use parts::{BOUNDS, FORMS, Form, MEASURED_IN, MIXTURE_PARTS, Part};
pub use sections::{SECTIONS, in_full, section_meaning};

use crate::clock::Millis;
use crate::diagnostics::did_you_mean;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A string.
    Text,
    /// A date.
    Date,
    /// A list of dates.
    Dates,
    /// A file's path, from the folder of the file that names it.
    File,
    /// A date, a date and time, or a duration from the start of the run.
    Instant,
    /// A duration above 0, such as `"48h"`.
    Duration {
        /// The longest, in milliseconds.
        most: Millis,
    },
    /// A duration of 0 or more.
    DurationOrZero,
    /// A duration, or a distribution of durations, and the calendar in which it passes by default.
    Delay(MeasuredIn),
    /// A probability, 0 to 1.
    Probability,
    /// A share, 0 to 1.
    Share,
    /// A probability below 1: what it repeats must end.
    ProbabilityBelowOne,
    /// A number in bounds.
    Number {
        /// The least.
        least: f64,
        /// The greatest.
        most: f64,
        /// Of what.
        unit: &'static str,
    },
    /// A whole number in bounds.
    Count {
        /// The least.
        least: u64,
        /// The greatest.
        most: u64,
        /// Of what.
        unit: &'static str,
    },
    /// A whole number, or -1 for no limit.
    CountOrNone {
        /// The least.
        least: u64,
        /// Of what.
        unit: &'static str,
    },
    /// True or false.
    Flag,
    /// A time of day, `"00:00"`.
    TimeOfDay,
    /// Opening hours of a day.
    Hours,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// A list of provinces.
    Provinces,
    /// The name of a measure.
    Measure,
    /// So many relative factors.
    Factors(usize),
    /// Shares of these names; they sum to 1.
    Shares(&'static [&'static str]),
    /// Shares by province; they sum to 1.
    ProvinceShares,
    /// Dates or flags by province.
    InForce,
    /// A rate, or one by carrier; -1 for no limit.
    LaneRates,
    /// Tables of opening hours by name.
    Calendars,
    /// A list of surges.
    Surges,
    /// A list of segments.
    Segments,
    /// A list of outages.
    Outages,
    /// A list of thresholds.
    Thresholds,
}

/// The calendar in which a delay passes unless it says so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasuredIn {
    /// All of the time.
    Always,
    /// `working`.
    InWorking,
    /// The leader's own: `waking`, or `working` for one who acts at work.
    Own,
}

/// Where a field may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In the scenario alone.
    General,
    /// Also under `[province.<code>]`.
    Province,
    /// Also under `[province.<code>]` and in a segment.
    Population,
}

/// A field of a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Its dotted path.
    pub path: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Where it may be set.
    pub may_stand: Where,
    /// What it means.
    pub meaning: &'static str,
}

/// The names of filing types.
pub const TYPES: &[&str] = &[
    "new_filing",
    "new_website",
    "new_access",
    "change",
    "cancel_entity",
    "cancel_website",
    "cancel_access",
];

/// The names of a change's scopes.
pub const SCOPES: &[&str] = &["entity", "website", "both"];

/// The days of the week as calendars name them.
pub const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The greatest factor of arrivals.
pub const MOST_FACTOR: f64 = 1e6;

/// The least rate of a lane, in messages a minute.
pub const LEAST_RATE: f64 = 1e-6;

/// The greatest rate of a lane, in messages a minute.
pub const MOST_RATE: f64 = 1e9;

const fn field(path: &'static str, kind: Kind, may_stand: Where, meaning: &'static str) -> Field {
    Field {
        path,
        kind,
        may_stand,
        meaning,
    }
}

/// All fields, in the order of a scenario file.
pub fn fields() -> &'static [Field] {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    FIELDS.get_or_init(|| [general::FIELDS, people::FIELDS, stations::FIELDS].concat())
}

/// The field at a path; a path under `province.<code>` or `segments.<name>` is that of the general
/// field.
pub fn field_at(path: &str) -> Option<&'static Field> {
    let path = general_path(path);
    fields().iter().find(|field| field.path == path)
}

/// What stands at a path, which may be a part of a field's tables, such as `outages.what`.
pub(super) fn kind_at(path: &str) -> Option<Kind> {
    let part_of = || {
        let (field, name) = path.rsplit_once('.')?;
        let parts = field_at(field)?.kind.parts();
        parts.iter().find(|part| part.name == name)
    };
    let field = field_at(path).map(|field| field.kind);
    field.or_else(|| part_of().map(|part| part.kind))
}

/// A path less `province.<code>.` or `segments.<name>.`.
fn general_path(path: &str) -> &str {
    let nested = path
        .strip_prefix("province.")
        .or_else(|| path.strip_prefix("segments."));
    nested
        .and_then(|rest| rest.split_once('.'))
        .map_or(path, |(_, rest)| rest)
}

/// Whether the value at a path is one value, replaced whole: tables of other fields merge.
pub(super) fn is_whole(path: &str) -> bool {
    field_at(path).is_some_and(|field| !matches!(field.kind, Kind::Calendars))
}

/// The field nearest to a name, if one is near, as `; did you mean x?`.
pub fn nearest_field(name: &str) -> String {
    did_you_mean(name, fields().iter().map(|field| field.path))
}

/// What is wrong with a path that is no field: the nearest field, for a message.
pub(super) fn unknown(path: &str) -> String {
    let general = general_path(path);
    let prefix = &path[..path.len() - general.len()];
    let near = nearest_field(general);
    let near = near.replacen("mean ", &format!("mean {prefix}"), 1);
    format!("unknown field{near}")
}

/// Whether some field lies below a path.
pub(super) fn is_section(path: &str) -> bool {
    let path = general_path(path);
    fields().iter().any(|field| {
        let below = field.path.strip_prefix(path);
        below.is_some_and(|below| below.starts_with('.'))
    })
}
