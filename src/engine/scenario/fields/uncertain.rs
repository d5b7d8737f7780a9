//! What is uncertain: fields, and the distributions of what is believed of them.

use super::declared::{Declared, Part, Value, declared, text};
use super::kind::Kind;
use crate::chance::Prior;
use crate::scenario::tree::Node;

/// An entry of `[[uncertain]]` as it is written: its values are read when all fields are known.
#[derive(Clone, Default)]
pub(in crate::scenario) struct UncertainDraft {
    /// `field`.
    pub field: Option<Node>,
    /// `distribution`.
    pub distribution: Option<Node>,
    /// `fields`.
    pub fields: Option<Node>,
    /// `samples`.
    pub samples: Option<Node>,
    /// `source`.
    pub source: String,
    /// The whole entry.
    pub whole: Option<Node>,
}

/// What is read later.
const fn later(kind: Kind) -> Value<Option<Node>> {
    Value::new(kind, |_, node, _, _| Some(node.clone())).optional()
}

pub(in crate::scenario) const UNCERTAIN: &[Declared<UncertainDraft>] = declared!(UncertainDraft {
    "field" => field: later(Kind::Text), "The field, as --set names it: a number or a duration, also a parameter such as people.notice.lognormal.median";
    "distribution" => distribution: later(Kind::Prior), "What is believed of it, in the unit in which the field is written";
    "fields" => fields: later(Kind::Paths), "In place of both: fields that rows of a file have together";
    "samples" => samples: later(Kind::File), "Their CSV file: a column a field, and a column weight if rows do not weigh the same";
    "source" => source: text().optional(), "Where that comes from";
});

/// A form of what is believed of a field.
#[derive(Clone, Copy, Debug)]
pub struct PriorForm {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: &'static [Part],
    /// What it is.
    pub meaning: &'static str,
    /// What is made of the parameters in their order, or why not.
    pub(in crate::scenario) make: fn(&[Option<f64>]) -> Result<Prior, &'static str>,
}

const fn part(name: &'static str, kind: Kind, required: bool, meaning: &'static str) -> Part {
    Part {
        name,
        kind,
        required,
        meaning,
    }
}

const fn own(name: &'static str, meaning: &'static str) -> Part {
    part(name, Kind::OfField, true, meaning)
}

const fn positive(maximum: f64) -> Kind {
    Kind::Number {
        minimum: 1e-6,
        maximum,
        unit: "number",
    }
}

const LEAST: Part = own("min", "The least");
const GREATEST: Part = own("max", "The greatest");

/// The 95 % quantile of the standard normal distribution.
const P95_OF_NORMAL: f64 = 1.644_853_626_951_472_7;

/// The forms of what is believed of a field.
pub const PRIORS: &[PriorForm] = &[
    PriorForm {
        name: "uniform",
        parameters: &[LEAST, GREATEST],
        meaning: "Evenly between two values",
        make: |given| match *given {
            [Some(min), Some(max)] => Prior::uniform(min, max),
            _ => Err("a uniform distribution has a min and a max"),
        },
    },
    PriorForm {
        name: "triangular",
        parameters: &[LEAST, own("mode", "The most likely"), GREATEST],
        meaning: "Triangular",
        make: |given| match *given {
            [Some(min), Some(mode), Some(max)] => Prior::triangular(min, mode, max),
            _ => Err("a triangular distribution has a min, a mode and a max"),
        },
    },
    PriorForm {
        name: "normal",
        parameters: &[own("mean", "Its mean"), own("sd", "Its standard deviation")],
        meaning: "Normal",
        make: |given| match *given {
            [Some(mean), Some(sd)] => Prior::normal(mean, sd),
            _ => Err("a normal distribution has a mean and an sd"),
        },
    },
    PriorForm {
        name: "lognormal",
        parameters: &[
            own("median", "Its median"),
            part(
                "p95",
                Kind::OfField,
                false,
                "Its 95th percentile; this or sigma",
            ),
            part(
                "sigma",
                positive(20.0),
                false,
                "The standard deviation of the natural logarithm; this or p95",
            ),
        ],
        meaning: "Lognormal",
        make: |given| match *given {
            [Some(median), Some(p95), None] => {
                Prior::lognormal(median, (p95 / median).ln() / P95_OF_NORMAL)
            }
            [Some(median), None, Some(sigma)] => Prior::lognormal(median, sigma),
            _ => Err("a lognormal has a median and either p95 or sigma"),
        },
    },
    PriorForm {
        name: "beta",
        parameters: &[
            part("alpha", positive(1e6), true, "Its first shape"),
            part("beta", positive(1e6), true, "Its second shape"),
            part(
                "min",
                Kind::OfField,
                false,
                "The least; 0 where it is left out",
            ),
            part(
                "max",
                Kind::OfField,
                false,
                "The greatest; 1 where it is left out, and must be given for a duration",
            ),
        ],
        meaning: "Beta, stretched from min to max",
        make: |given| match *given {
            [Some(alpha), Some(beta), min, max] => {
                Prior::beta(alpha, beta, min.unwrap_or(0.0), max.unwrap_or(1.0))
            }
            _ => Err("a beta distribution has an alpha and a beta"),
        },
    },
];

/// What any of them may have besides its form.
pub const CUT_OFF: &[Part] = &[CUT_BELOW, CUT_ABOVE];

pub(in crate::scenario) const CUT_BELOW: Part = part(
    "at_least",
    Kind::OfField,
    false,
    "What lies below it has no weight",
);

pub(in crate::scenario) const CUT_ABOVE: Part = part(
    "at_most",
    Kind::OfField,
    false,
    "What lies above it has no weight",
);
