//! A table's cells, and how they stand in its file: fixed decimals, no formulas.

use crate::diagnostics::no_formula;
use crate::measures::Unit;

/// What a cell holds; the column says how it is written.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// Text.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A number.
    Number(f64),
    /// Nothing.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Cell {
    /// The cell as it stands in the file; a number has so many decimals.
    pub(super) fn text(self, decimals: usize) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => no_formula(&text),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => fixed(number, decimals),
        }
    }
}

/// Fixed decimals, without a negative zero; empty for what is no finite number.
pub(crate) fn fixed(number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let text = format!("{number:.decimals$}");
    let zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    match text.strip_prefix('-') {
        Some(positive) if zero => positive.to_owned(),
        _ => text,
    }
}

/// Decimals of a figure in a unit.
pub(crate) fn unit_decimals(unit: Unit) -> usize {
    match unit {
        Unit::Share => 6,
        Unit::Seconds | Unit::Number | Unit::PerDay | Unit::Yuan => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_fixed_decimals_and_no_negative_zero() {
        assert_eq!(fixed(-0.0004, 3), "0.000");
        assert_eq!(fixed(-0.0, 0), "0");
        assert_eq!(fixed(-1.5, 3), "-1.500");
        assert_eq!(fixed(f64::NAN, 3), "");
        assert_eq!(fixed(f64::INFINITY, 3), "");
    }
}
