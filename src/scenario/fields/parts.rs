//! What stands inside values that are tables: calendars, surges, segments, outages, thresholds,
//! distributions.

use super::Kind;
use crate::clock::LONGEST_DURATION;

/// A field of a table that is one value.
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

/// A form of a distribution of durations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// Its name.
    pub name: &'static str,
    /// Its parameters; none of a mixture, which is a list of [`MIXTURE_PARTS`].
    pub parameters: &'static [Part],
    /// What it is.
    pub meaning: &'static str,
}

const fn part(name: &'static str, kind: Kind, meaning: &'static str) -> Part {
    Part {
        name,
        kind,
        required: true,
        meaning,
    }
}

const fn optional(name: &'static str, kind: Kind, meaning: &'static str) -> Part {
    Part {
        name,
        kind,
        required: false,
        meaning,
    }
}

const fn any_number(unit: &'static str) -> Kind {
    Kind::Number {
        least: f64::MIN,
        most: f64::MAX,
        unit,
    }
}

const FACTOR: Kind = Kind::Number {
    least: 0.0,
    most: super::MOST_FACTOR,
    unit: "factor",
};

const SHAPE: Kind = Kind::Number {
    least: 1e-3,
    most: 1e6,
    unit: "number",
};

pub(super) const CALENDAR: &[Part] = &[
    part(
        "hours",
        Kind::Hours,
        "Opening hours, in order, each [\"from\", \"to\"]",
    ),
    optional(
        "days",
        Kind::Words(super::DAYS),
        "Days of the week on which it opens; every day where left out",
    ),
    optional(
        "holidays",
        Kind::Flag,
        "Whether holidays close it and extra workdays open it; no where left out",
    ),
];

pub(super) const SURGE: &[Part] = &[
    part("from", Kind::Instant, "First instant"),
    part("to", Kind::Instant, "First instant after"),
    part("factor", FACTOR, "What the rate is multiplied with"),
    optional(
        "provinces",
        Kind::Provinces,
        "Where; all provinces where left out",
    ),
];

pub(super) const SEGMENT: &[Part] = &[
    part("name", Kind::Text, "Its name in results"),
    part(
        "share",
        Kind::Share,
        "Its share of filings; all segments sum to 1",
    ),
];

pub(super) const OUTAGE: &[Part] = &[
    part(
        "what",
        Kind::Choice(&["telecom", "unicom", "mobile", "mvno", "gateway", "page"]),
        "A carrier (its messages are lost), the gateway (messages are held back), or the page (visits fail)",
    ),
    part("from", Kind::Instant, "First instant"),
    part("to", Kind::Instant, "First instant after"),
    optional(
        "provinces",
        Kind::Provinces,
        "Where; all provinces where left out",
    ),
];

pub(super) const THRESHOLD: &[Part] = &[
    part("measure", Kind::Measure, "The measure"),
    optional(
        "group",
        Kind::Text,
        "A province's code, a filing type, a carrier or a segment; the nation where left out",
    ),
    optional(
        "min",
        any_number("the measure's"),
        "The least that it may be",
    ),
    optional(
        "max",
        any_number("the measure's"),
        "The most that it may be",
    ),
];

const ANY: Kind = Kind::DurationOrZero;

/// The forms of a distribution of durations.
pub const FORMS: &[Form] = &[
    Form {
        name: "uniform",
        parameters: &[
            part("min", ANY, "The least"),
            part("max", ANY, "The greatest"),
        ],
        meaning: "Evenly between two durations",
    },
    Form {
        name: "exponential",
        parameters: &[part("mean", ANY, "Its mean")],
        meaning: "Exponential",
    },
    Form {
        name: "lognormal",
        parameters: &[
            part("median", ANY, "Its median"),
            optional("p95", ANY, "Its 95th percentile; this or sigma"),
            optional(
                "sigma",
                Kind::Number {
                    least: 0.0,
                    most: 20.0,
                    unit: "number",
                },
                "The standard deviation of the natural logarithm; this or p95",
            ),
        ],
        meaning: "Lognormal",
    },
    Form {
        name: "gamma",
        parameters: &[
            part(
                "mean",
                Kind::Duration {
                    most: LONGEST_DURATION,
                },
                "Its mean",
            ),
            part("shape", SHAPE, "Its shape"),
        ],
        meaning: "Gamma",
    },
    Form {
        name: "weibull",
        parameters: &[
            part("scale", ANY, "Its scale"),
            part("shape", SHAPE, "Its shape"),
        ],
        meaning: "Weibull",
    },
    Form {
        name: "triangular",
        parameters: &[
            part("min", ANY, "The least"),
            part("mode", ANY, "The most frequent"),
            part("max", ANY, "The greatest"),
        ],
        meaning: "Triangular",
    },
    Form {
        name: "empirical",
        parameters: &[
            part("file", Kind::File, "A CSV file beside the scenario"),
            part("column", Kind::Text, "Its column of numbers"),
            part(
                "unit",
                Kind::Choice(&["ms", "s", "min", "h", "d", "w"]),
                "Their unit",
            ),
        ],
        meaning: "As a file has it, by linear interpolation between its sorted values",
    },
    Form {
        name: "mixture",
        parameters: &[],
        meaning: "One of several durations or distributions, each with its share",
    },
];

/// A part of a mixture.
pub const MIXTURE_PARTS: &[Part] = &[
    part("share", Kind::Share, "Its share; all parts sum to 1"),
    part(
        "of",
        Kind::Delay(super::MeasuredIn::Always),
        "A duration, or a distribution",
    ),
];

/// What any distribution may have besides its form.
pub const BOUNDS: &[Part] = &[
    optional("at_least", ANY, "What is drawn below it becomes it"),
    optional("at_most", ANY, "What is drawn above it becomes it"),
];

/// The calendar of a distribution that is no part of a mixture.
pub const MEASURED_IN: Part = optional(
    "measured_in",
    Kind::Text,
    "The calendar in which the duration passes, in place of the field's own",
);

/// The names of parts.
pub(in crate::scenario) fn names(parts: &[Part]) -> Vec<&'static str> {
    parts.iter().map(|part| part.name).collect()
}
