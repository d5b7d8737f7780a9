//! Holding tables against a reference, cell by cell: what `check` does.
//!
//! Rows are matched by the key of the table's declaration. Every cell must be the same, but where a
//! tolerance allows otherwise. Of `manifest.json` what was run is compared, `datapackage.json` is not.

mod differences;
mod error;
mod provenance;
mod rows;
mod tolerance;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::datasets::{OfMeasure, Schema, TableFile, Tables};
use crate::diagnostics::{DATA_BYTES, Unreadable, read_file};
use rows::{Rows, cell};
use tolerance::MEASURE;
pub use tolerance::Tolerances;

pub use differences::{Difference, Differences, What};
pub use error::Error;
pub use provenance::{compare_manifest, compare_manifests};

/// Compares tables with the reference in a folder.
///
/// A tolerance for a measure holds for the value, the interval and the prediction interval in the rows that name this
/// measure; numerator, denominator and the replications needed of such a row are not compared. One for a column holds for that column,
/// and for the interval that belongs to it.
///
/// # Errors
/// [`Error::NoReference`], [`Error::BrokenReference`], or [`Error::Io`].
pub fn compare(
    tables: &Tables,
    reference: &Path,
    tolerances: &Tolerances,
) -> Result<Differences, Error> {
    let mut differences = Differences::default();
    let mut there = csv_files(reference)?;
    for table in &tables.list {
        let file = table.schema.file();
        if !there.remove(&file) {
            differences.add(&file, What::NewFile);
            continue;
        }
        let path = reference.join(&file);
        let bytes = read_file(&path, DATA_BYTES).map_err(broken_or_io(&path))?;
        if bytes != table.bytes {
            let found = compare_table(table, &bytes, &path, tolerances)?;
            differences.list.extend(found.list);
        }
    }
    for file in there {
        differences.add(&file, What::MissingFile);
    }
    Ok(differences)
}

/// Turns why a file was not read into an error of the reference.
fn broken_or_io(path: &Path) -> impl FnOnce(Unreadable) -> Error {
    let path = path.to_owned();
    move |unreadable| match unreadable {
        Unreadable::Machine(error) => Error::io("cannot read", &path)(error),
        Unreadable::Refused(reason) => Error::BrokenReference {
            path,
            line: None,
            reason,
        },
    }
}

/// The CSV files of a folder.
fn csv_files(folder: &Path) -> Result<BTreeSet<String>, Error> {
    if !folder.is_dir() {
        return Err(Error::NoReference(folder.to_owned()));
    }
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(Error::io("cannot read", folder))? {
        let entry = entry.map_err(Error::io("cannot read", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|ext| ext == "csv") {
            files.insert(name);
        }
    }
    if files.is_empty() {
        return Err(Error::NoReference(folder.to_owned()));
    }
    Ok(files)
}

/// Compares a table with the bytes of its reference, whose path is for messages.
///
/// # Errors
/// [`Error::BrokenReference`].
pub fn compare_table(
    table: &TableFile,
    bytes: &[u8],
    path: &Path,
    tolerances: &Tolerances,
) -> Result<Differences, Error> {
    let schema = &table.schema;
    let file = schema.file();
    let mut differences = Differences::default();
    let reference = Rows::read(schema, bytes, path)?;
    let now = Rows::read(schema, &table.bytes, path)?;
    for column in reference.columns.iter().filter(|c| !now.has(c)) {
        differences.add(&file, What::MissingColumn(column.clone()));
    }
    for column in now.columns.iter().filter(|c| !reference.has(c)) {
        differences.add(&file, What::NewColumn(column.clone()));
    }
    if !schema.key.iter().all(|key| reference.has(key)) {
        return Ok(differences);
    }
    for (key, row) in &now.rows {
        let Some(place) = reference.places.get(key) else {
            differences.add(&file, What::NewRow(key.clone()));
            continue;
        };
        let pair = Pair {
            schema,
            now: (&now.columns, row),
            reference: (&reference.columns, &reference.rows[*place].1),
        };
        for cell in pair.differences(key, tolerances) {
            differences.add(&file, cell);
        }
    }
    for (key, _) in &reference.rows {
        if !now.places.contains_key(key) {
            differences.add(&file, What::MissingRow(key.clone()));
        }
    }
    let tolerated = now.differs_in_cells(&reference);
    if differences.is_empty() && !tolerated {
        differences.add(&file, What::Form);
    }
    Ok(differences)
}

/// A row of now and of the reference, each with its columns.
struct Pair<'a> {
    schema: &'a Schema,
    now: (&'a [String], &'a [String]),
    reference: (&'a [String], &'a [String]),
}

impl Pair<'_> {
    fn differences(&self, key: &str, tolerances: &Tolerances) -> Vec<What> {
        let columns = self.now.0.iter();
        let different = columns.filter_map(|column| {
            let reference = cell(self.reference.0, self.reference.1, column)?;
            let now = cell(self.now.0, self.now.1, column)?;
            if reference == now || self.tolerated(column, reference, now, tolerances) {
                return None;
            }
            Some(What::Cell {
                row: key.to_owned(),
                column: column.clone(),
                reference: reference.to_owned(),
                now: now.to_owned(),
            })
        });
        different.collect()
    }

    fn tolerated(&self, column: &str, reference: &str, now: &str, tolerances: &Tolerances) -> bool {
        let judged = match (column, self.schema.interval_of) {
            ("ci_low" | "ci_high", Some(value)) => value,
            _ => column,
        };
        if tolerances.allow(judged, reference, now) {
            return true;
        }
        let Some(measure) = cell(self.now.0, self.now.1, MEASURE) else {
            return false;
        };
        match self.schema.column(column).map(|column| column.of_measure) {
            Some(OfMeasure::Figure) => tolerances.allow(measure, reference, now),
            Some(OfMeasure::Explains) => tolerances.names(measure),
            Some(OfMeasure::No) | None => false,
        }
    }
}
