//! Data files of a scenario: empirical columns and arrivals.

use std::path::Path;

use super::applies::Allowed;
use super::model::{FileArrival, Run};
use super::sources::ReadFile;
use super::uncertain::Samples;
use crate::clock::Instant;
use crate::diagnostics::{
    DATA_BYTES, Fault, Faults, Place, SourceText, did_you_mean, field_span, read_file, record_start,
};
use crate::rules::{FilingType, Province};

/// A CSV file with a header while it is read, row by row.
struct Table<'b> {
    name: &'b str,
    bytes: &'b [u8],
    reader: csv::Reader<&'b [u8]>,
    header: csv::StringRecord,
    row: csv::StringRecord,
    /// Where the row begins.
    from: csv::Position,
}

/// A row, or its column and what is wrong with it.
type Judged<T> = Result<T, (usize, String)>;

/// A whole row, where a column is asked for.
const WHOLE: usize = usize::MAX;

/// The most bytes of a row that are kept for a message.
const MAXIMUM_ROW: usize = 1 << 16;

impl<'b> Table<'b> {
    fn of(name: &'b str, bytes: &'b [u8]) -> Result<Self, Fault> {
        let mut builder = csv::ReaderBuilder::new();
        let reader = builder.trim(csv::Trim::All).from_reader(bytes);
        let mut table = Self {
            name,
            bytes,
            from: reader.position().clone(),
            reader,
            header: csv::StringRecord::new(),
            row: csv::StringRecord::new(),
        };
        match table.reader.headers() {
            Ok(header) => table.header = header.clone(),
            Err(error) => return Err(table.broken(&error)),
        }
        Ok(table)
    }

    /// The place of a column.
    fn column(&self, column: &str) -> Result<usize, Fault> {
        let place = self.header.iter().position(|header| header == column);
        place.ok_or_else(|| {
            let near = did_you_mean(column, self.header.iter());
            let there: Vec<&str> = self.header.iter().collect();
            let there = there.join(", ");
            let message = format!("no column \"{column}\"{near} (there are: {there})");
            self.fault(WHOLE, "", message)
        })
    }

    /// The fault of a column of the row, under a name.
    fn fault(&self, column: usize, field: &str, message: String) -> Fault {
        let from = (self.from.byte() as usize).min(self.bytes.len());
        let to = (self.reader.position().byte() as usize).clamp(from, from + MAXIMUM_ROW);
        let row = String::from_utf8_lossy(&self.bytes[from..to.min(self.bytes.len())]);
        let start = record_start(&row, 0);
        let line = self.from.line() as usize + row[..start].matches('\n').count();
        let row = row[start..].trim_end_matches(['\r', '\n']);
        let source = SourceText::part(self.name, row, line);
        Fault::at(
            Place::new(&source, field_span(row, 0, column)),
            field,
            message,
        )
    }

    fn broken(&self, error: &csv::Error) -> Fault {
        let message = match error.kind() {
            csv::ErrorKind::Utf8 { .. } => "is not UTF-8 text".to_owned(),
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => {
                format!("has {len} fields where the header has {expected_len}")
            }
            _ => error.to_string(),
        };
        self.fault(WHOLE, "", message)
    }

    /// Judges every row, and keeps the good ones; `empty` is what is wrong with a file that has none, and
    /// `names` are those of the columns in messages.
    fn judge<T>(
        &mut self,
        empty: String,
        names: &[&str],
        mut judge: impl FnMut(&csv::StringRecord) -> Judged<T>,
        mut keep: impl FnMut(T),
    ) -> Faults {
        let (mut faults, mut any) = (Faults::default(), false);
        loop {
            self.from = self.reader.position().clone();
            match self.reader.read_record(&mut self.row) {
                Ok(false) => break,
                Ok(true) => match judge(&self.row) {
                    Ok(good) => keep(good),
                    Err((column, message)) => {
                        let name = names.get(column).copied().unwrap_or("");
                        faults.add(self.fault(column, name, message));
                    }
                },
                Err(error) => faults.add(self.broken(&error)),
            }
            any = true;
        }
        if !any {
            self.from = csv::Position::new();
            faults.add(self.fault(WHOLE, "", empty));
        }
        faults
    }
}

/// A file's bytes, with its name and digest.
fn read(path: &Path) -> Result<(String, Vec<u8>, ReadFile), Faults> {
    let name = path.display().to_string();
    let bytes = read_file(path, DATA_BYTES)
        .map_err(|error| Fault::of_file(&name, format!("cannot be read: {error}")))?;
    let read = ReadFile::of(&name, &bytes);
    Ok((name, bytes, read))
}

/// The numbers of a column; none below 0.
pub(super) fn read_column(path: &Path, column: &str) -> Result<(Vec<f64>, ReadFile), Faults> {
    let (name, bytes, read) = read(path)?;
    let mut table = Table::of(&name, &bytes)?;
    let place = table.column(column)?;
    let mut values = Vec::new();
    let judge = |row: &csv::StringRecord| {
        let text = row.get(place).unwrap_or("");
        let value = text.parse::<f64>().ok();
        value
            .filter(|value| value.is_finite() && *value >= 0.0)
            .ok_or_else(|| {
                let message = format!("\"{text}\" where a number of at least 0 is expected");
                (place, message)
            })
    };
    let empty = format!("no values in the column \"{column}\"");
    let faults = table.judge(empty, &[], judge, |value| values.push(value));
    faults.or((values, read))
}

/// The column of a file of samples that has the weights of its rows.
const WEIGHT: &str = "weight";

/// Rows of values of fields, with their weights.
pub(super) fn read_samples(
    path: &Path,
    fields: &[(String, Allowed)],
) -> Result<(Samples, ReadFile), Faults> {
    let (name, bytes, read) = read(path)?;
    let mut table = Table::of(&name, &bytes)?;
    let (mut places, mut faults) = (Vec::new(), Faults::default());
    for (field, _) in fields {
        match table.column(field) {
            Ok(place) => places.push(place),
            Err(fault) => faults.add(fault),
        }
    }
    faults.or(())?;
    let header = table.header.clone();
    let names: Vec<&str> = header.iter().collect();
    let weights = names.iter().position(|name| *name == WEIGHT);
    let judge = |row: &csv::StringRecord| {
        let wrong = |place: usize, expected: String| {
            let text = row.get(place).unwrap_or("");
            (place, format!("\"{text}\" where {expected} is expected"))
        };
        let mut weight = 1.0;
        if let Some(place) = weights {
            let read = row.get(place).and_then(|text| text.parse().ok());
            weight = read
                .filter(|weight: &f64| weight.is_finite() && *weight >= 0.0)
                .ok_or_else(|| wrong(place, "a number of at least 0".to_owned()))?;
        }
        let mut values = Vec::new();
        for ((_, of), place) in fields.iter().zip(&places) {
            let value = of.scale.read(row.get(*place).unwrap_or(""));
            let within = value.filter(|value| (of.minimum..=of.maximum).contains(value));
            values.push(within.ok_or_else(|| {
                let [least, most] = [of.minimum, of.maximum].map(|end| of.scale.written(end));
                wrong(
                    *place,
                    format!("{} from {least} to {most}", of.scale.expected()),
                )
            })?);
        }
        Ok((weight, values))
    };
    let mut rows = Vec::new();
    let faults = table.judge("no rows in the file".to_owned(), &names, judge, |row| {
        rows.push(row);
    });
    faults.or(())?;
    let samples = Samples::new(rows).ok_or_else(|| {
        let message = "no row has a weight above 0".to_owned();
        Faults::from(Fault::of_file(&name, message))
    })?;
    Ok((samples, read))
}

/// The columns of an arrivals file.
const ARRIVALS: [&str; 3] = ["time", "province", "type"];
const TIME: usize = 0;
const PROVINCE: usize = 1;
const TYPE: usize = 2;

/// The arrivals of a file, by province; in the order of time, within the run where that is known.
pub(super) fn read_arrivals(
    path: &Path,
    run: Option<&Run>,
) -> Result<(Vec<Vec<FileArrival>>, ReadFile), Faults> {
    let (name, bytes, read) = read(path)?;
    let mut table = Table::of(&name, &bytes)?;
    let found: Vec<&str> = table.header.iter().collect();
    if found != ARRIVALS {
        let (found, expected) = (found.join(","), ARRIVALS.join(","));
        let message = format!("the header is {found}, not {expected}");
        return Err(table.fault(WHOLE, "", message).into());
    }
    let mut filings = vec![Vec::new(); Province::COUNT];
    let mut last = None;
    let judge = |row: &csv::StringRecord| arrival(row, run, &mut last);
    let empty = "no filings in the file".to_owned();
    let faults = table.judge(empty, &ARRIVALS, judge, |(province, arrival)| {
        filings[province.index()].push(arrival);
    });
    faults.or((filings, read))
}

/// One row. `last` is the time of the row before: of rows out of order each is told that begins anew.
fn arrival(
    row: &csv::StringRecord,
    run: Option<&Run>,
    last: &mut Option<Instant>,
) -> Judged<(Province, FileArrival)> {
    let get = |place| row.get(place).unwrap_or("");
    let at = Instant::parse(get(TIME)).map_err(|wrong| (TIME, wrong.to_string()))?;
    let before = last.replace(at).filter(|before| at < *before);
    if let Some(run) = run
        && (at < run.start.start() || at >= run.end())
    {
        let (from, to) = (run.start.start(), run.end());
        let message = format!("{at} is not in the run, from {from} until before {to}");
        return Err((TIME, message));
    }
    if let Some(before) = before {
        return Err((TIME, format!("{at} is earlier than {before} before it")));
    }
    let code = get(PROVINCE);
    let province = Province::from_code(code).ok_or_else(|| {
        let near = did_you_mean(code, Province::all().map(Province::code));
        (PROVINCE, format!("no province \"{code}\"{near}"))
    })?;
    let kind = match get(TYPE) {
        "" => None,
        name => Some(FilingType::from_name(name).ok_or_else(|| {
            let near = did_you_mean(name, super::fields::TYPES.iter().copied());
            (TYPE, format!("no filing type \"{name}\"{near}"))
        })?),
    };
    Ok((province, FileArrival { at, kind }))
}
