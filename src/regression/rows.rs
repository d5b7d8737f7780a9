//! A table read back, its rows by key.

use std::collections::BTreeMap;
use std::path::Path;

use super::Error;
use crate::datasets::Schema;

/// A table as it was read: its rows by key; none where a column of the key is missing.
pub(super) struct Rows {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<(String, Vec<String>)>,
    pub(super) places: BTreeMap<String, usize>,
}

impl Rows {
    /// Reads the CSV of a table; `path` is for errors.
    pub(super) fn read(schema: &Schema, bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let broken = |line, reason: String| Error::BrokenReference {
            path: path.to_owned(),
            line,
            reason,
        };
        let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
        let header = reader.headers().map_err(|e| csv_error(path, &e))?;
        let columns: Vec<String> = header.iter().map(str::to_owned).collect();
        if columns.is_empty() {
            return Err(broken(None, "the file is empty".into()));
        }
        let twice = |(place, name): (usize, &String)| columns[..place].contains(name);
        if let Some(place) = columns.iter().enumerate().position(twice) {
            let reason = format!("a second column '{}'", columns[place]);
            return Err(broken(Some(1), reason));
        }
        let mut read = Self {
            columns,
            rows: Vec::new(),
            places: BTreeMap::new(),
        };
        if !schema.key.iter().all(|key| read.has(key)) {
            return Ok(read);
        }
        for record in reader.records() {
            let record = record.map_err(|e| csv_error(path, &e))?;
            let line = record.position().map(csv::Position::line);
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            let key = read.key(schema, &cells);
            if read.places.insert(key.clone(), read.rows.len()).is_some() {
                let reason = format!("a second row of {key}");
                return Err(broken(line, reason));
            }
            read.rows.push((key, cells));
        }
        Ok(read)
    }

    /// Whether it has a column of this name.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// The key of a row, as `group_by=nation group=all`.
    fn key(&self, schema: &Schema, cells: &[String]) -> String {
        let parts = schema.key.iter().map(|column| {
            let value = cell(&self.columns, cells, column).unwrap_or_default();
            format!("{column}={value}")
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    /// Whether any row has other cells than the row of the same key.
    pub(super) fn differs_in_cells(&self, other: &Self) -> bool {
        self.rows.iter().any(|(key, cells)| {
            let theirs = other.places.get(key).map(|place| &other.rows[*place].1);
            theirs.is_none_or(|theirs| {
                let mut columns = self.columns.iter();
                columns.any(|column| {
                    cell(&self.columns, cells, column) != cell(&other.columns, theirs, column)
                })
            })
        })
    }
}

/// A row's cell in a column.
pub(super) fn cell<'a>(columns: &[String], cells: &'a [String], column: &str) -> Option<&'a str> {
    let place = columns.iter().position(|name| name == column)?;
    cells.get(place).map(String::as_str)
}

fn csv_error(path: &Path, error: &csv::Error) -> Error {
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{len} fields where the header has {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    Error::BrokenReference {
        path: path.to_owned(),
        line: error.position().map(csv::Position::line),
        reason,
    }
}
