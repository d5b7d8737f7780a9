//! The forms of distributions of durations, with their parameters and what is made of them.

use super::declared::{Declared, Part, Value, declared, duration_or_zero, share, text};
use super::kind::{Kind, MeasuredIn};
use crate::chance::{Distribution, Shape};
use crate::clock::LONGEST_DURATION;
use crate::scenario::reader::Reader;

/// A form of a distribution of durations.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Its name.
    pub name: &'static str,
    /// Its parameters; none of a mixture, which is a list of [`MIXTURE_PARTS`].
    pub parameters: &'static [Part],
    /// What it is.
    pub meaning: &'static str,
    /// What is made of it.
    pub(in crate::scenario) make: Make,
}

/// What is made of a form's parameters.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) enum Make {
    /// A shape, of the parameters in their order (durations in milliseconds), or why not.
    Shape(fn(&[Option<f64>]) -> Result<Shape, &'static str>),
    /// What a file says.
    Empirical,
    /// A mixture of others.
    Mixture,
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

const ANY: Kind = Kind::DurationOrZero;

const fn in_bounds(minimum: f64, maximum: f64) -> Kind {
    Kind::Number {
        minimum,
        maximum,
        unit: "number",
    }
}

const SHAPE: Kind = in_bounds(1e-3, 1e6);

/// The 95 % quantile of the standard normal distribution.
const P95_OF_NORMAL: f64 = 1.644_853_626_951_472_7;

/// The forms of a distribution of durations.
pub const FORMS: &[Form] = &[
    Form {
        name: "uniform",
        parameters: &[
            part("min", ANY, "The least"),
            part("max", ANY, "The greatest"),
        ],
        meaning: "Evenly between two durations",
        make: Make::Shape(|given| match *given {
            [Some(min), Some(max)] if min <= max => Ok(Shape::Uniform { min, max }),
            _ => Err("min is above max"),
        }),
    },
    Form {
        name: "exponential",
        parameters: &[part("mean", ANY, "Its mean")],
        meaning: "Exponential",
        make: Make::Shape(|given| match *given {
            [Some(mean)] => Ok(Shape::Exponential(mean)),
            _ => Err("an exponential distribution has a mean"),
        }),
    },
    Form {
        name: "lognormal",
        parameters: &[
            part("median", ANY, "Its median"),
            optional("p95", ANY, "Its 95th percentile; this or sigma"),
            optional(
                "sigma",
                in_bounds(0.0, 20.0),
                "The standard deviation of the natural logarithm; this or p95",
            ),
        ],
        meaning: "Lognormal",
        make: Make::Shape(|given| match *given {
            [Some(median), Some(p95), None] if p95 >= median && median > 0.0 => {
                let sigma = (p95 / median).ln() / P95_OF_NORMAL;
                Ok(Shape::Lognormal { median, sigma })
            }
            [_, Some(_), None] => Err("p95 is under the median, which must be above 0"),
            [Some(median), None, Some(sigma)] => Ok(Shape::Lognormal { median, sigma }),
            _ => Err("a lognormal has a median and either p95 or sigma"),
        }),
    },
    Form {
        name: "gamma",
        parameters: &[
            part(
                "mean",
                Kind::Duration {
                    maximum: LONGEST_DURATION,
                },
                "Its mean",
            ),
            part("shape", SHAPE, "Its shape"),
        ],
        meaning: "Gamma",
        make: Make::Shape(|given| {
            match *given {
                [Some(mean), Some(shape)] => Shape::gamma(mean, shape),
                _ => None,
            }
            .ok_or("a gamma distribution needs a mean above 0")
        }),
    },
    Form {
        name: "weibull",
        parameters: &[
            part("scale", ANY, "Its scale"),
            part("shape", SHAPE, "Its shape"),
        ],
        meaning: "Weibull",
        make: Make::Shape(|given| match *given {
            [Some(scale), Some(shape)] => Ok(Shape::Weibull { scale, shape }),
            _ => Err("a weibull has a scale and a shape"),
        }),
    },
    Form {
        name: "triangular",
        parameters: &[
            part("min", ANY, "The least"),
            part("mode", ANY, "The most frequent"),
            part("max", ANY, "The greatest"),
        ],
        meaning: "Triangular",
        make: Make::Shape(|given| {
            match *given {
                [Some(min), Some(mode), Some(max)] if min < max => {
                    Shape::triangular(min, mode, max)
                }
                _ => None,
            }
            .ok_or("needs min ≤ mode ≤ max and min below max")
        }),
    },
    Form {
        name: "empirical",
        parameters: &[EMPIRICAL[0].part, EMPIRICAL[1].part, EMPIRICAL[2].part],
        meaning: "As a file has it, by linear interpolation between its sorted values",
        make: Make::Empirical,
    },
    Form {
        name: "mixture",
        parameters: &[],
        meaning: "One of several durations or distributions, each with its share",
        make: Make::Mixture,
    },
];

/// A column of a data file.
#[derive(Default)]
pub(in crate::scenario) struct EmpiricalDraft {
    /// The file as it is named.
    pub file: String,
    /// The column.
    pub column: String,
    /// The unit of its numbers.
    pub unit: String,
}

pub(in crate::scenario) const EMPIRICAL: &[Declared<EmpiricalDraft>] = declared!(EmpiricalDraft {
    "file" => file: Value::new(Kind::File, Reader::text), "A CSV file beside the scenario";
    "column" => column: text(), "Its column of numbers";
    "unit" => unit: Value::new(Kind::Choice(&["ms", "s", "min", "h", "d", "w"]), Reader::choice), "Their unit";
});

/// A part of a mixture.
#[derive(Clone)]
pub(in crate::scenario) struct MixtureDraft {
    /// Its share.
    pub share: f64,
    /// What it is.
    pub of: Distribution,
}

pub(in crate::scenario) const MIXTURE: &[Declared<MixtureDraft>] = declared!(MixtureDraft {
    "share" => share: share(), "Its share; all parts sum to 1";
    "of" => of: Value::new(Kind::Delay(MeasuredIn::Always), Reader::part_of_mixture), "A duration, or a distribution";
});

/// The fields of a part of a mixture.
pub const MIXTURE_PARTS: &[Part] = &[MIXTURE[0].part, MIXTURE[1].part];

/// What any distribution may have besides its form.
pub const BOUNDS: &[Part] = &[AT_LEAST, AT_MOST];

pub(in crate::scenario) const AT_LEAST: Part = optional(
    "at_least",
    duration_or_zero().kind,
    "What is drawn below it becomes it",
);

pub(in crate::scenario) const AT_MOST: Part = optional(
    "at_most",
    duration_or_zero().kind,
    "What is drawn above it becomes it",
);

/// The calendar of a distribution that is no part of a mixture.
pub const MEASURED_IN: Part = optional(
    "measured_in",
    Kind::Text,
    "The calendar in which the duration passes, in place of the field's own",
);
