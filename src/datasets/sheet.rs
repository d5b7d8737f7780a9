//! Writing one table: RFC 4180, UTF-8, LF, fixed decimals.

use super::TableError as Error;
use super::column::{Kind, SECONDS_DECIMALS, SHARE_DECIMALS, Schema};
use crate::measures::{Estimate, Unit};

/// What a cell holds; the column says how it is written.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A number, with the column's decimals.
    Number(f64),
    /// A number with decimals of its own, in a column of [`Kind::Figure`].
    Figure(f64, usize),
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

/// A finished table.
#[derive(Clone)]
pub struct TableFile {
    /// What it declares.
    pub schema: &'static Schema,
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// Its rows, the header not counted.
    pub rows: u64,
}

/// A table while it is written.
pub struct Sheet {
    schema: &'static Schema,
    writer: csv::Writer<Vec<u8>>,
    rows: u64,
}

impl Sheet {
    /// A table with its header.
    ///
    /// # Errors
    /// [`Error`] where the table cannot be written.
    pub fn new(schema: &'static Schema) -> Result<Self, Error> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        let header = schema.columns.iter().map(|column| column.name);
        writer
            .write_record(header)
            .map_err(|error| broken(schema, &error))?;
        Ok(Self {
            schema,
            writer,
            rows: 0,
        })
    }

    /// Adds a row: a cell for each column.
    ///
    /// # Errors
    /// [`Error`] where there are more or fewer cells than columns.
    pub fn row<const N: usize>(&mut self, cells: [Cell; N]) -> Result<(), Error> {
        self.row_of(&cells)
    }

    /// Adds a row whose number of cells is not known to the compiler.
    ///
    /// # Errors
    /// As [`Sheet::row`].
    pub fn row_of(&mut self, cells: &[Cell]) -> Result<(), Error> {
        let columns = self.schema.columns;
        if cells.len() != columns.len() {
            let reason = format!("{} cells for {} columns", cells.len(), columns.len());
            let file = self.schema.file();
            return Err(Error { file, reason });
        }
        let written = cells
            .iter()
            .zip(columns)
            .map(|(cell, column)| write(cell, column.kind));
        self.writer
            .write_record(written)
            .map_err(|error| broken(self.schema, &error))?;
        self.rows += 1;
        Ok(())
    }

    /// The finished table.
    ///
    /// # Errors
    /// [`Error`] where the table cannot be written.
    pub fn finish(self) -> Result<TableFile, Error> {
        let (schema, rows) = (self.schema, self.rows);
        let bytes = self
            .writer
            .into_inner()
            .map_err(|error| broken(schema, &error))?;
        Ok(TableFile {
            schema,
            bytes,
            rows,
        })
    }
}

fn broken(schema: &Schema, reason: &dyn std::fmt::Display) -> Error {
    Error {
        file: schema.file(),
        reason: reason.to_string(),
    }
}

/// A cell as it stands in the file.
fn write(cell: &Cell, kind: Kind) -> String {
    match (cell, kind) {
        (Cell::Empty, _) => String::new(),
        (Cell::Text(text), _) => no_formula(text),
        (Cell::Count(count), Kind::Count | Kind::Figure) => count.to_string(),
        (Cell::Count(count), kind) => fixed(*count as f64, decimals(kind)),
        (Cell::Number(number), kind) => fixed(*number, decimals(kind)),
        (Cell::Figure(number, decimals), _) => fixed(*number, *decimals),
    }
}

fn decimals(kind: Kind) -> usize {
    match kind {
        Kind::Number(decimals) => decimals,
        Kind::Share => SHARE_DECIMALS,
        Kind::Seconds => SECONDS_DECIMALS,
        _ => 0,
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

/// Whether a spreadsheet might take text for a formula.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(|first| {
        matches!(
            first,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    })
}

/// Text that no spreadsheet takes for a formula.
pub(crate) fn no_formula(text: &str) -> String {
    if is_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Decimals of a figure in a unit.
pub(crate) fn unit_decimals(unit: Unit) -> usize {
    match unit {
        Unit::Share => SHARE_DECIMALS,
        Unit::Seconds => SECONDS_DECIMALS,
        Unit::Number | Unit::PerDay => 3,
    }
}

/// The cells of an estimate: its value, and as [`interval_cells`].
pub(super) fn estimate_cells(estimate: Option<Estimate>, decimals: usize) -> [Cell; 5] {
    let [low, high, method, replications] = interval_cells(estimate.as_ref(), decimals);
    let value = estimate.map_or(Cell::Empty, |estimate| {
        Cell::Figure(estimate.value, decimals)
    });
    [value, low, high, method, replications]
}

/// The cells of a share: its value, and as [`interval_cells`].
pub(super) fn share_cells(estimate: Option<Estimate>) -> [Cell; 5] {
    estimate_cells(estimate, SHARE_DECIMALS)
}

/// The cells `ci_low`, `ci_high`, `ci_method`, `replications` of an estimate.
pub(super) fn interval_cells(estimate: Option<&Estimate>, decimals: usize) -> [Cell; 4] {
    let Some(estimate) = estimate else {
        return [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
    };
    let replications = Cell::Count(estimate.replications as u64);
    match estimate.interval {
        Some(interval) => [
            Cell::Figure(interval.low, decimals),
            Cell::Figure(interval.high, decimals),
            interval.method.name().into(),
            replications,
        ],
        None => [Cell::Empty, Cell::Empty, Cell::Empty, replications],
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

    #[test]
    fn text_cannot_become_a_formula() {
        for text in ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "＝1"] {
            assert_eq!(no_formula(text), format!("'{text}"));
        }
        assert_eq!(no_formula("a=b"), "a=b");
        assert_eq!(no_formula(""), "");
    }
}
