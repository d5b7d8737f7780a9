//! How a field is declared: once, with everything that there is to know of it.
//!
//! A [`Value`] is what may be written and how it is read into a type; [`Declared`] adds the name, the
//! meaning and the place to which the value goes. [`section!`] declares a section of a scenario file
//! as a struct; [`declared!`] declares fields that go into a struct which stands elsewhere.

use super::kind::{Kind, MeasuredIn};
use crate::clock::{Instant, LONGEST_DURATION, Millis};
use crate::scenario::model::Delay;
use crate::scenario::reader::Reader;
use crate::scenario::tree::Node;

/// A field of a table, as lists and references tell it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Its name in the table.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must stand there.
    pub required: bool,
    /// What it means.
    pub meaning: &'static str,
}

/// A field of a table, with how it is read into a `T`.
pub(in crate::scenario) struct Declared<T: 'static> {
    /// What there is to tell of it.
    pub part: Part,
    /// Reads the value of a node, at a path for messages, and puts it where it belongs.
    pub read: fn(&mut Reader, &Node, &str, &mut T),
}

/// What may be written, and how it is read into a `V`.
pub(in crate::scenario) struct Value<V> {
    /// What may be written.
    pub kind: Kind,
    /// Whether it must be.
    pub required: bool,
    /// Reads it; what is wrong with it is the reader's fault.
    pub read: fn(&mut Reader, &Node, &str, Kind) -> V,
}

impl<V> Value<V> {
    /// Of this kind, read so.
    pub const fn new(kind: Kind, read: fn(&mut Reader, &Node, &str, Kind) -> V) -> Self {
        Self {
            kind,
            required: true,
            read,
        }
    }

    /// The same, where it may be left out.
    pub const fn optional(self) -> Self {
        Self {
            kind: self.kind,
            required: false,
            read: self.read,
        }
    }
}

/// A field whose reading needs more than its own value.
pub(super) const fn custom<T>(
    name: &'static str,
    kind: Kind,
    required: bool,
    meaning: &'static str,
    read: fn(&mut Reader, &Node, &str, &mut T),
) -> Declared<T> {
    let part = Part {
        name,
        kind,
        required,
        meaning,
    };
    Declared { part, read }
}

/// What there is to tell of declared fields.
pub(in crate::scenario) fn parts_of<T>(declared: &[Declared<T>]) -> Vec<Part> {
    declared.iter().map(|declared| declared.part).collect()
}

/// Declares fields: the name in the file, the place in the struct, the value, the meaning.
macro_rules! declared {
    ($of:ty { $($name:expr => $place:ident $([$at:expr])?: $value:expr, $meaning:expr;)* }) => {
        &[$($crate::scenario::fields::declared::Declared {
            part: $crate::scenario::fields::declared::Part {
                name: $name,
                kind: $value.kind,
                required: $value.required,
                meaning: $meaning,
            },
            read: |reader, node, path, target: &mut $of| {
                target.$place $([$at])? = ($value.read)(reader, node, path, $value.kind);
            },
        }),*]
    };
}

/// Declares a section: its struct and the fields of the file that are read into it, which have the
/// names of the struct's fields unless `as` says otherwise.
macro_rules! section {
    ($(#[$doc:meta])* $of:ident, $list:ident {
        $($field:ident $(as $name:literal)?: $type:ty = $value:expr, $meaning:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $of {
            $(#[doc = concat!($meaning, ".")] pub $field: $type,)*
        }

        pub(in crate::scenario) const $list: &[$crate::scenario::fields::declared::Declared<$of>] =
            declared!($of { $(name!($field $($name)?) => $field: $value, $meaning;)* });
    };
}

macro_rules! name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

pub(super) use {declared, name, section};

pub(super) const fn probability() -> Value<f64> {
    Value::new(Kind::Probability, Reader::number)
}

pub(super) const fn probability_below_one() -> Value<f64> {
    Value::new(Kind::ProbabilityBelowOne, Reader::number)
}

pub(super) const fn share() -> Value<f64> {
    Value::new(Kind::Share, Reader::number)
}

pub(super) const fn number(minimum: f64, maximum: f64, unit: &'static str) -> Value<f64> {
    let kind = Kind::Number {
        minimum,
        maximum,
        unit,
    };
    Value::new(kind, Reader::number)
}

const fn whole(minimum: u64, maximum: u64, unit: &'static str) -> Kind {
    Kind::Count {
        minimum,
        maximum,
        unit,
    }
}

/// A whole number that may be as great as `maximum`.
pub(super) const fn count(minimum: u64, maximum: u32, unit: &'static str) -> Value<u32> {
    let kind = whole(minimum, maximum as u64, unit);
    Value::new(kind, |reader, node, path, kind| {
        u32::try_from(reader.count(node, path, kind)).unwrap_or(u32::MAX)
    })
}

/// A whole number that a file can hold.
pub(super) const fn long_count(unit: &'static str) -> Value<u64> {
    Value::new(whole(0, u64::MAX >> 1, unit), Reader::count)
}

/// A whole number, or none for -1.
pub(super) const fn limit(minimum: u64, unit: &'static str) -> Value<Option<u32>> {
    Value::new(Kind::CountOrNone { minimum, unit }, Reader::limit)
}

pub(super) const fn flag() -> Value<bool> {
    Value::new(Kind::Flag, Reader::flag)
}

pub(super) const fn text() -> Value<String> {
    Value::new(Kind::Text, Reader::text)
}

/// A duration above 0.
pub(super) const fn duration() -> Value<Millis> {
    duration_up_to(LONGEST_DURATION)
}

pub(super) const fn duration_up_to(maximum: Millis) -> Value<Millis> {
    Value::new(Kind::Duration { maximum }, Reader::positive_duration)
}

pub(super) const fn duration_or_zero() -> Value<Millis> {
    Value::new(Kind::DurationOrZero, Reader::duration)
}

pub(super) const fn time_of_day() -> Value<Millis> {
    Value::new(Kind::TimeOfDay, |reader, node, path, _| {
        reader.time_of_day(node, path, crate::clock::DAY - 1)
    })
}

pub(super) const fn instant() -> Value<Instant> {
    Value::new(Kind::Instant, Reader::instant)
}

pub(super) const fn delay(measured_in: MeasuredIn) -> Value<Delay> {
    Value::new(Kind::Delay(measured_in), Reader::delay)
}

/// Shares of these names, cumulative.
pub(super) const fn shares<const N: usize>(names: &'static [&'static str]) -> Value<[f64; N]> {
    Value::new(Kind::Shares(names), Reader::shares)
}

/// Relative factors, with a mean of 1.
pub(super) const fn factors<const N: usize>() -> Value<[f64; N]> {
    Value::new(Kind::Factors(N), Reader::factors)
}
