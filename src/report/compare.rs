//! Holding tables against a reference, cell by cell: what `check` does.
//!
//! Rows are matched by the key of the table's declaration. Every cell must be the same, but where a
//! tolerance allows otherwise. `manifest.json` and `datapackage.json` are not compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

use super::column::Schema;
use super::error::Error;
use super::sheet::TableFile;
use super::tables::Tables;
use super::tolerance::{MEASURE, Tolerances};

/// What differs from the reference, in the order of the tables and their rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Each difference.
    pub list: Vec<Difference>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table's file.
    pub file: String,
    /// What differs.
    pub what: What,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The reference has no such file.
    NewFile,
    /// The reference has a file that is not made any more.
    MissingFile,
    /// The reference has no such column.
    NewColumn(String),
    /// The reference has a column that is not made any more.
    MissingColumn(String),
    /// The reference has no such row; its key.
    NewRow(String),
    /// The reference has a row that is not made any more; its key.
    MissingRow(String),
    /// A cell.
    Cell {
        /// The key of its row, as `group_by=nation group=all`.
        row: String,
        /// Its column.
        column: String,
        /// What the reference has.
        reference: String,
        /// What it is now.
        now: String,
    },
    /// The same cells in another order of rows or columns, or otherwise quoted.
    Form,
}

/// Compares tables with the reference in a folder.
///
/// A tolerance for a measure holds for the value and the interval in the rows that name this measure;
/// numerator and denominator of such a row are not compared. One for a column holds for that column,
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
        let bytes = fs::read(&path).map_err(Error::io("cannot read", &path))?;
        if bytes != table.bytes {
            compare_table(table, &bytes, &path, tolerances, &mut differences)?;
        }
    }
    for file in there {
        differences.add(&file, What::MissingFile);
    }
    Ok(differences)
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

fn compare_table(
    table: &TableFile,
    bytes: &[u8],
    path: &Path,
    tolerances: &Tolerances,
    differences: &mut Differences,
) -> Result<(), Error> {
    let schema = table.schema;
    let file = schema.file();
    let before = differences.list.len();
    let reference = Rows::read(schema, bytes, path)?;
    let now = Rows::read(schema, &table.bytes, path)?;
    for column in reference.columns.iter().filter(|c| !now.has(c)) {
        differences.add(&file, What::MissingColumn(column.clone()));
    }
    for column in now.columns.iter().filter(|c| !reference.has(c)) {
        differences.add(&file, What::NewColumn(column.clone()));
    }
    if !schema.key.iter().all(|key| reference.has(key)) {
        return Ok(());
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
    if differences.list.len() == before && !tolerated {
        differences.add(&file, What::Form);
    }
    Ok(())
}

/// A table as it was read: its rows by key.
struct Rows {
    columns: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
    places: BTreeMap<String, usize>,
}

impl Rows {
    fn read(schema: &Schema, bytes: &[u8], path: &Path) -> Result<Self, Error> {
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
        let mut read = Self {
            columns,
            rows: Vec::new(),
            places: BTreeMap::new(),
        };
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

    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// The key of a row, as `group_by=nation group=all`; the row's cells where key columns are
    /// missing.
    fn key(&self, schema: &Schema, cells: &[String]) -> String {
        let known = schema.key.iter().filter_map(|column| {
            let value = cell(&self.columns, cells, column)?;
            Some(format!("{column}={value}"))
        });
        let known: Vec<String> = known.collect();
        if known.len() == schema.key.len() {
            known.join(" ")
        } else {
            cells.join(",")
        }
    }

    /// Whether any row has other cells than the row of the same key.
    fn differs_in_cells(&self, other: &Self) -> bool {
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

fn cell<'a>(columns: &[String], cells: &'a [String], column: &str) -> Option<&'a str> {
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
        match column {
            // They explain the value, which is judged.
            "numerator" | "denominator" => tolerances.names(measure),
            "value" | "ci_low" | "ci_high" => tolerances.allow(measure, reference, now),
            _ => false,
        }
    }
}

impl Differences {
    /// Whether everything is as in the reference.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn add(&mut self, file: &str, what: What) {
        self.list.push(Difference {
            file: file.to_owned(),
            what,
        });
    }

    /// The differences as a list to read: of each file the first `most`, and how many more.
    pub fn text(&self, most: usize) -> String {
        let mut text = String::new();
        let mut rest = self.list.as_slice();
        while let Some(first) = rest.first() {
            let of_file = rest.iter().take_while(|d| d.file == first.file).count();
            let (these, others) = rest.split_at(of_file);
            rest = others;
            let noun = if of_file == 1 {
                "difference"
            } else {
                "differences"
            };
            let _ = writeln!(text, "{}: {of_file} {noun}", first.file);
            for difference in these.iter().take(most) {
                let _ = writeln!(text, "  {}", difference.what);
            }
            if of_file > most {
                let _ = writeln!(text, "  and {} more", of_file - most);
            }
        }
        text
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewFile => f.write_str("not in the reference"),
            Self::MissingFile => f.write_str("in the reference, but not made any more"),
            Self::NewColumn(column) => write!(f, "column {column}: not in the reference"),
            Self::MissingColumn(column) => {
                write!(
                    f,
                    "column {column}: in the reference, but not made any more"
                )
            }
            Self::NewRow(row) => write!(f, "{row}: not in the reference"),
            Self::MissingRow(row) => write!(f, "{row}: in the reference, but not made any more"),
            Self::Cell {
                row,
                column,
                reference,
                now,
            } => {
                let shown = |text: &str| {
                    if text.is_empty() {
                        "empty".to_owned()
                    } else {
                        text.to_owned()
                    }
                };
                let (reference, now) = (shown(reference), shown(now));
                write!(f, "{row}: {column} is {now}, in the reference {reference}")
            }
            Self::Form => f.write_str("the same cells, but in another order or otherwise quoted"),
        }
    }
}
