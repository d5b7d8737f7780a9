//! What is uncertain in a scenario: fields whose values nobody knows, and what is believed of them.

use std::sync::Arc;

use crate::chance::Prior;
use crate::clock::{HOUR, MINUTE, SECOND, parse_duration};

/// `[[uncertain]]`: fields of which nobody knows the value.
#[derive(Clone, Debug)]
pub struct Uncertain {
    /// The fields, with the form of their values: one, or all that a file of samples has together.
    pub fields: Vec<(String, Scale)>,
    /// What is believed of them.
    pub belief: Belief,
    /// Where that comes from.
    pub source: String,
}

/// What is believed of uncertain fields.
#[derive(Clone, Debug)]
pub enum Belief {
    /// A distribution of the one field.
    Prior(Prior),
    /// Rows of values of all fields.
    Samples(Arc<Samples>),
}

/// Rows of values that belong together, each with a weight.
#[derive(Clone, Debug)]
pub struct Samples {
    rows: Vec<Vec<f64>>,
    /// The weights of the rows up to each.
    cumulative: Vec<f64>,
}

impl Samples {
    /// Rows with their weights; `None` where they weigh nothing together.
    pub(super) fn new(rows: Vec<(f64, Vec<f64>)>) -> Option<Self> {
        let mut whole = 0.0;
        let weights = rows.iter().map(|(weight, _)| {
            whole += weight;
            whole
        });
        let cumulative: Vec<f64> = weights.collect();
        (whole > 0.0 && whole.is_finite()).then(|| Self {
            rows: rows.into_iter().map(|(_, values)| values).collect(),
            cumulative,
        })
    }

    fn at(&self, place: f64) -> &[f64] {
        let whole = self.cumulative.last().copied().unwrap_or(0.0);
        let passed = self.cumulative.partition_point(|sum| *sum <= place * whole);
        // Up to rounding the place is below 1; the last row may weigh nothing.
        let last = self.cumulative.partition_point(|sum| *sum < whole);
        &self.rows[passed.min(last)]
    }
}

impl Uncertain {
    /// The values of its fields at a place from 0 to below 1: a quantile, or the row in which that share
    /// of the weight is reached. Durations are in milliseconds.
    pub fn at(&self, place: f64) -> Vec<f64> {
        let rounded = |value: f64, scale: Scale| match scale {
            Scale::Number => value,
            Scale::Whole | Scale::Duration => value.round(),
        };
        match &self.belief {
            Belief::Prior(prior) => {
                let scales = self.fields.iter().map(|(_, scale)| *scale);
                scales
                    .map(|scale| rounded(prior.quantile(place), scale))
                    .collect()
            }
            Belief::Samples(samples) => samples.at(place).to_vec(),
        }
    }

    /// The names of its fields, as one.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.fields.iter().map(|(path, _)| path.as_str()).collect();
        names.join(" + ")
    }
}

/// The form of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Numbers.
    Number,
    /// Whole numbers.
    Whole,
    /// Durations, in milliseconds.
    Duration,
}

impl Scale {
    /// A value as an override writes it.
    pub fn written(self, value: f64) -> String {
        match self {
            // Twelve digits: what binary fractions add up to is not to be seen.
            Self::Number => format!("{}", format!("{value:.12}").parse().unwrap_or(value)),
            Self::Whole => format!("{}", value.round()),
            Self::Duration => duration(value.round() as i64),
        }
    }

    /// The value of what was written; `None` where it is none.
    pub(super) fn read(self, text: &str) -> Option<f64> {
        let value = match self {
            Self::Duration => parse_duration(text).ok()? as f64,
            Self::Number | Self::Whole => text.parse().ok()?,
        };
        let fits = value.is_finite() && (self == Self::Number || value.fract() == 0.0);
        fits.then_some(value)
    }

    /// What is expected, in words.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Whole => "a whole number",
            Self::Duration => "a duration such as \"10h\"",
        }
    }
}

/// A duration as scenarios write it: `1h30min`.
fn duration(millis: i64) -> String {
    let mut text = String::new();
    let mut rest = millis;
    for (unit, size) in [("h", HOUR), ("min", MINUTE), ("s", SECOND), ("ms", 1)] {
        if rest >= size {
            text += &format!("{}{unit}", rest / size);
            rest %= size;
        }
    }
    if text.is_empty() {
        "0s".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_met_by_their_weights() {
        let rows = [(1.0, 10.0), (0.0, 20.0), (3.0, 30.0), (0.0, 40.0)];
        let rows = rows.map(|(weight, value)| (weight, vec![value]));
        let samples = Samples::new(rows.to_vec()).unwrap();
        let met: Vec<f64> = (0..8).map(|n| samples.at(f64::from(n) / 8.0)[0]).collect();
        assert_eq!(met, [10.0, 10.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0]);
        assert_eq!(samples.at(1.0), [30.0]);
        assert!(Samples::new(vec![(0.0, vec![1.0])]).is_none());
    }

    #[test]
    fn what_is_written_is_read() {
        for (scale, value, text) in [
            (Scale::Number, 0.1 + 0.2, "0.3"),
            (Scale::Whole, 2.0, "2"),
            (Scale::Duration, 5_400_001.0, "1h30min1ms"),
        ] {
            assert_eq!(scale.written(value), text);
            assert!((scale.read(text).unwrap() - value).abs() < 1e-9);
        }
        assert_eq!(Scale::Whole.read("2.5"), None);
        assert_eq!(Scale::Duration.read("2.5"), None);
    }
}
