//! Data files of a scenario: empirical columns and arrivals.

use std::fs;
use std::path::Path;

use super::applies::Allowed;
use super::model::{FileArrival, Run};
use super::sources::ReadFile;
use super::uncertain::Samples;
use crate::clock::Instant;
use crate::diagnostics::{Fault, Faults, Place, SourceText, did_you_mean};
use crate::rules::{FilingType, Province};

/// A file's bytes, with its name and digest.
fn read(path: &Path) -> Result<(String, Vec<u8>, ReadFile), Faults> {
    let name = path.display().to_string();
    let bytes = fs::read(path)
        .map_err(|error| Fault::of_file(&name, format!("cannot be read: {error}")))?;
    let read = ReadFile::of(&name, &bytes);
    Ok((name, bytes, read))
}

/// A fault at a line of a data file.
fn at_line(name: &str, line: u64, field: &str, message: String) -> Fault {
    // A text of as many lines: data files are not kept whole for their messages.
    let before = "\n".repeat(line.saturating_sub(1) as usize);
    let span = before.len()..before.len();
    Fault::at(
        Place::new(&SourceText::new(name, before), span),
        field,
        message,
    )
}

fn line_of(record: &csv::StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn csv_fault(name: &str, error: &csv::Error) -> Fault {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8 text".to_owned(),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("has {len} fields where the header has {expected_len}")
        }
        _ => error.to_string(),
    };
    at_line(name, line, "", message)
}

/// The numbers of a column; none below 0.
pub(super) fn read_column(path: &Path, column: &str) -> Result<(Vec<f64>, ReadFile), Faults> {
    let (name, bytes, read) = read(path)?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(&bytes[..]);
    let headers = reader
        .headers()
        .map_err(|error| csv_fault(&name, &error))?
        .clone();
    let place = column_named(&name, &headers, column)?;
    let (mut values, mut faults) = (Vec::new(), Faults::default());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let text = record.get(place).unwrap_or("");
                match text.parse::<f64>() {
                    Ok(value) if value.is_finite() && value >= 0.0 => values.push(value),
                    _ => {
                        let message =
                            format!("\"{text}\" where a number of at least 0 is expected");
                        faults.add(at_line(&name, line_of(&record), "", message));
                    }
                }
            }
            Err(error) => faults.add(csv_fault(&name, &error)),
        }
    }
    if values.is_empty() && faults.is_empty() {
        faults.add(at_line(
            &name,
            1,
            "",
            format!("no values in the column \"{column}\""),
        ));
    }
    faults.or((values, read))
}

/// The place of a column.
fn column_named(name: &str, headers: &csv::StringRecord, column: &str) -> Result<usize, Fault> {
    let place = headers.iter().position(|header| header == column);
    place.ok_or_else(|| {
        let near = did_you_mean(column, headers.iter());
        let there: Vec<&str> = headers.iter().collect();
        let there = there.join(", ");
        let message = format!("no column \"{column}\"{near} (there are: {there})");
        at_line(name, 1, "", message)
    })
}

/// The column of a file of samples that has the weights of its rows.
const WEIGHT: &str = "weight";

/// Rows of values of fields, with their weights.
pub(super) fn read_samples(
    path: &Path,
    fields: &[(String, Allowed)],
) -> Result<(Samples, ReadFile), Faults> {
    let (name, bytes, read) = read(path)?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(&bytes[..]);
    let headers = reader
        .headers()
        .map_err(|error| csv_fault(&name, &error))?
        .clone();
    let mut faults = Faults::default();
    let mut places = Vec::new();
    for (field, _) in fields {
        match column_named(&name, &headers, field) {
            Ok(place) => places.push(place),
            Err(fault) => faults.add(fault),
        }
    }
    faults.or(())?;
    let weights = headers.iter().position(|header| header == WEIGHT);
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.add(csv_fault(&name, &error));
                continue;
            }
        };
        let mut wrong = |field: &str, text: &str, expected: &str| {
            let message = format!("\"{text}\" where {expected} is expected");
            faults.add(at_line(&name, line_of(&record), field, message));
        };
        let text = weights.and_then(|place| record.get(place)).unwrap_or("1");
        let weight = text
            .parse()
            .ok()
            .filter(|w: &f64| w.is_finite() && *w >= 0.0);
        if weight.is_none() {
            wrong(WEIGHT, text, "a number of at least 0");
        }
        let mut values = Vec::new();
        for ((field, of), place) in fields.iter().zip(&places) {
            let text = record.get(*place).unwrap_or("");
            let value = of.scale.read(text);
            match value.filter(|value| (of.minimum..=of.maximum).contains(value)) {
                Some(value) => values.push(value),
                None => {
                    let [least, most] = [of.minimum, of.maximum].map(|end| of.scale.written(end));
                    let expected = format!("{} from {least} to {most}", of.scale.expected());
                    wrong(field, text, &expected);
                }
            }
        }
        rows.push((weight.unwrap_or(0.0), values));
    }
    faults.or(())?;
    let samples = Samples::new(rows).ok_or_else(|| {
        let message = "no row has a weight above 0".to_owned();
        Faults::from(at_line(&name, 1, "", message))
    })?;
    Ok((samples, read))
}

/// The arrivals of a file, by province; in the order of time, within the run.
pub(super) fn read_arrivals(
    path: &Path,
    run: &Run,
) -> Result<(Vec<Vec<FileArrival>>, ReadFile), Faults> {
    let (name, bytes, read) = read(path)?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(&bytes[..]);
    let headers = reader
        .headers()
        .map_err(|error| csv_fault(&name, &error))?
        .clone();
    let found: Vec<&str> = headers.iter().collect();
    if found != ["time", "province", "type"] {
        let message = format!("the header is {}, not time,province,type", found.join(","));
        return Err(at_line(&name, 1, "", message).into());
    }
    let mut faults = Faults::default();
    let mut filings = vec![Vec::new(); Province::COUNT];
    let mut last = run.start.start();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.add(csv_fault(&name, &error));
                continue;
            }
        };
        match arrival(&record, run, last) {
            Ok((province, arrival)) => {
                last = arrival.at;
                filings[province.index()].push(arrival);
            }
            Err((field, message)) => faults.add(at_line(&name, line_of(&record), field, message)),
        }
    }
    if filings.iter().all(Vec::is_empty) && faults.is_empty() {
        faults.add(at_line(&name, 1, "", "no filings in the file".to_owned()));
    }
    faults.or((filings, read))
}

/// One row, or its field and what is wrong with it.
fn arrival(
    record: &csv::StringRecord,
    run: &Run,
    last: Instant,
) -> Result<(Province, FileArrival), (&'static str, String)> {
    let get = |place| record.get(place).unwrap_or("");
    let at = Instant::parse(get(0)).map_err(|wrong| ("time", wrong.to_string()))?;
    if at < run.start.start() || at >= run.end() {
        let (from, to) = (run.start.start(), run.end());
        return Err((
            "time",
            format!("{at} is not in the run, from {from} until before {to}"),
        ));
    }
    if at < last {
        return Err(("time", format!("{at} is earlier than {last} before it")));
    }
    let code = get(1);
    let province = Province::from_code(code).ok_or_else(|| {
        let near = did_you_mean(code, Province::all().map(Province::code));
        ("province", format!("no province \"{code}\"{near}"))
    })?;
    let kind = match get(2) {
        "" => None,
        name => Some(FilingType::from_name(name).ok_or_else(|| {
            let near = did_you_mean(name, super::fields::TYPES.iter().copied());
            ("type", format!("no filing type \"{name}\"{near}"))
        })?),
    };
    Ok((province, FileArrival { at, kind }))
}
