//! Fields that vary: lists and ranges of values.

use std::fmt;

use crate::clock::{MINUTE, SECOND, parse_duration};
use crate::scenario::{Scale, scale_at};

/// A field and the values that it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The field's dotted path.
    pub field: String,
    /// The values.
    pub values: Values,
}

/// The values that a field takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// These, as they are written in an override.
    List(Vec<String>),
    /// From the first to the second.
    Range(Scale, f64, f64),
}

/// Why a text names no field and values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxisError {
    text: String,
    fault: AxisFault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum AxisFault {
    Form,
    EmptyValue,
    EmptyRange,
    WideRange,
    Duration(String),
}

impl fmt::Display for AxisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = match &self.fault {
            AxisFault::Form => "write FIELD=24h,36h,48h or FIELD=0.01..0.20",
            AxisFault::EmptyValue => "an empty value in the list",
            AxisFault::EmptyRange => "the range is empty: its first end must be below its second",
            AxisFault::WideRange => {
                "both ends of the range must be numbers, and so must their difference"
            }
            AxisFault::Duration(fault) => fault,
        };
        write!(f, "'{}': {fault}", self.text)
    }
}

impl std::error::Error for AxisError {}

impl Axis {
    /// Reads `FIELD=a,b,c` or `FIELD=LOW..HIGH`.
    ///
    /// # Errors
    /// [`AxisError`] where the text is neither.
    ///
    /// ```
    /// use beian_sim::experiment::Axis;
    /// let axis = Axis::parse("rules.window=24h..72h").unwrap();
    /// assert_eq!(axis.at(0.5), "48h");
    /// assert!(Axis::parse("rules.window=72h..24h").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, AxisError> {
        Self::read(text).map_err(|fault| AxisError {
            text: text.to_owned(),
            fault,
        })
    }

    fn read(text: &str) -> Result<Self, AxisFault> {
        let (field, spec) = text.split_once('=').ok_or(AxisFault::Form)?;
        let (field, spec) = (field.trim(), spec.trim());
        if field.is_empty() || spec.is_empty() {
            return Err(AxisFault::Form);
        }
        let values = match spec.split_once("..") {
            Some((low, high)) => range(field, low.trim(), high.trim())?,
            None => {
                let list = spec.split(',').map(|value| value.trim().to_owned());
                Values::List(list.collect())
            }
        };
        if matches!(&values, Values::List(list) if list.iter().any(String::is_empty)) {
            return Err(AxisFault::EmptyValue);
        }
        Ok(Self {
            field: field.to_owned(),
            values,
        })
    }

    /// The override for a place in the range, from 0 to 1; of a list the value at that share of it.
    pub fn at(&self, place: f64) -> String {
        match &self.values {
            Values::List(list) => {
                let index = (place * list.len() as f64) as usize;
                list[index.min(list.len() - 1)].clone()
            }
            Values::Range(scale, low, high) => scale.written(low + (high - low) * place),
        }
    }

    /// The value at a place in the range to about a thousandth of it, for what is no surer than that.
    pub fn about(&self, place: f64) -> String {
        let Values::Range(scale, low, high) = &self.values else {
            return self.at(place);
        };
        let width = high - low;
        let step = match scale {
            Scale::Whole => 1.0,
            Scale::Number => 10f64.powf((width / 1e3).log10().floor()),
            Scale::Duration => {
                let units = [MINUTE, SECOND].map(|unit| unit as f64);
                let coarse = units.into_iter().find(|unit| width >= 1e3 * unit);
                coarse.unwrap_or(1.0)
            }
        };
        scale.written(((low + width * place) / step).round() * step)
    }

    /// The override `FIELD=VALUE` for a place.
    pub fn set(&self, place: f64) -> String {
        format!("{}={}", self.field, self.at(place))
    }

    /// The places of a grid: all values of a list, `points` of a range, its ends included.
    pub fn grid(&self, points: usize) -> Vec<f64> {
        match &self.values {
            Values::List(list) => (0..list.len())
                .map(|n| (n as f64 + 0.5) / list.len() as f64)
                .collect(),
            Values::Range(..) if points < 2 => vec![0.0],
            Values::Range(..) => (0..points)
                .map(|n| n as f64 / (points - 1) as f64)
                .collect(),
        }
    }

    /// The lowest and the highest place.
    pub fn ends(&self) -> [f64; 2] {
        [0.0, 1.0]
    }
}

fn range(field: &str, low: &str, high: &str) -> Result<Values, AxisFault> {
    let numbers = low.parse::<f64>().ok().zip(high.parse::<f64>().ok());
    let (scale, low, high) = if let Some((low, high)) = numbers {
        let whole = scale_at(field).filter(|scale| *scale == Scale::Whole);
        (whole.unwrap_or(Scale::Number), low, high)
    } else {
        let millis = |text: &str| match parse_duration(text) {
            Ok(millis) => Ok(millis as f64),
            Err(fault) => Err(AxisFault::Duration(fault.to_string())),
        };
        (Scale::Duration, millis(low)?, millis(high)?)
    };
    if low >= high {
        return Err(AxisFault::EmptyRange);
    }
    // Neither end is infinite nor no number, and what lies between can be counted.
    if !(high - low).is_finite() {
        return Err(AxisFault::WideRange);
    }
    Ok(Values::Range(scale, low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_ranges_are_read() {
        let list = Axis::parse("rules.window=24h, 36h,48h").unwrap();
        let grid: Vec<String> = list
            .grid(9)
            .into_iter()
            .map(|place| list.at(place))
            .collect();
        assert_eq!(grid, ["24h", "36h", "48h"]);
        let range = Axis::parse("people.prompt=0.2..0.6").unwrap();
        let grid: Vec<String> = range
            .grid(3)
            .into_iter()
            .map(|place| range.set(place))
            .collect();
        assert_eq!(
            grid,
            [
                "people.prompt=0.2",
                "people.prompt=0.4",
                "people.prompt=0.6"
            ]
        );
        let whole = Axis::parse("people.resend_requests=0..3").unwrap();
        assert_eq!(whole.at(0.5), "2");
        let part = Axis::parse("rules.window.days=1..4").unwrap();
        let days: Vec<String> = part.grid(4).into_iter().map(|at| part.at(at)).collect();
        assert_eq!(days, ["1", "2", "3", "4"]);
    }

    #[test]
    fn what_is_not_sure_has_fewer_digits() {
        let about = |axis: &str, place: f64| Axis::parse(axis).unwrap().about(place);
        assert_eq!(about("rules.window=12h..96h", 0.123_456), "22h22min");
        assert_eq!(about("people.prompt=0.2..0.6", 0.123_456), "0.2494");
        assert_eq!(about("people.resend_requests=0..3", 0.6), "2");
        assert_eq!(about("rules.window=24h,48h", 0.6), "48h");
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for bad in [
            "rules.window",
            "=1..2",
            "a=",
            "a=2..1",
            "a=1..1",
            "a=nan..1",
            "a=1..inf",
            "a=-1e308..1e308",
            "a=1..2h",
            "a=1,,2",
        ] {
            assert!(Axis::parse(bad).is_err(), "{bad}");
        }
    }
}
