//! Data files of a scenario: empirical columns and arrivals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::applies::Allowed;
use super::model::{FileArrival, Run};
use super::sources::ReadFile;
use super::uncertain::Samples;
use crate::clock::Instant;
use crate::diagnostics::{
    CsvRows, DATA_BYTES, Fault, Faults, RowFault, Unreadable, WHOLE, did_you_mean, read_file,
};
use crate::rules::{FilingType, Province};

/// Files that are given with their bytes, by their paths, in place of those on the disk.
#[derive(Clone, Debug, Default)]
pub struct GivenFiles {
    files: BTreeMap<PathBuf, Arc<[u8]>>,
    /// Where paths begin, if there are no others.
    all_from: Option<PathBuf>,
}

impl GivenFiles {
    /// These; all others are on the disk.
    pub(super) fn some(files: &[(&str, &[u8])]) -> Self {
        let files = files
            .iter()
            .map(|(name, bytes)| (PathBuf::from(name), Arc::from(*bytes)));
        Self {
            files: files.collect(),
            all_from: None,
        }
    }

    /// These, and no others; their paths begin in `folder`.
    pub fn all(folder: PathBuf, files: impl IntoIterator<Item = (PathBuf, Arc<[u8]>)>) -> Self {
        Self {
            files: files.into_iter().collect(),
            all_from: Some(folder),
        }
    }

    /// Those that were read, as they were then; all others are on the disk.
    pub fn as_read(files: &[ReadFile]) -> Self {
        let files = files.iter();
        let files = files.map(|file| (PathBuf::from(&file.path), Arc::clone(&file.content)));
        Self {
            files: files.collect(),
            all_from: None,
        }
    }

    /// Whether a file is there.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.files.contains_key(path) || (self.all_from.is_none() && path.exists())
    }

    /// The whole path of a file.
    pub(super) fn whole_path(&self, path: &Path) -> PathBuf {
        let path = match &self.all_from {
            Some(folder) => folder.join(path),
            None => path.to_owned(),
        };
        std::path::absolute(&path).unwrap_or(path)
    }

    /// The bytes of a file of at most `most` bytes.
    pub(super) fn bytes(&self, path: &Path, most: u64) -> Result<Arc<[u8]>, Unreadable> {
        match self.files.get(path) {
            Some(bytes) => Ok(Arc::clone(bytes)),
            None if self.all_from.is_some() => {
                Err(std::io::Error::from(std::io::ErrorKind::NotFound).into())
            }
            None => read_file(path, most).map(Arc::from),
        }
    }

    /// A file's bytes, with its name and digest.
    fn read(&self, path: &Path) -> Result<(String, Arc<[u8]>, ReadFile), Faults> {
        let name = path.display().to_string();
        let bytes = self
            .bytes(path, DATA_BYTES)
            .map_err(|error| Fault::of_file(&name, format!("cannot be read: {error}")))?;
        let read = ReadFile::of(&name, Arc::clone(&bytes), self.whole_path(path));
        Ok((name, bytes, read))
    }
}

/// The numbers of a column; none below 0.
pub(super) fn read_column(
    given: &GivenFiles,
    path: &Path,
    column: &str,
) -> Result<(Vec<f64>, ReadFile), Faults> {
    let (name, bytes, read) = given.read(path)?;
    let mut table = CsvRows::of(&name, &bytes)?;
    let place = table.column(column)?;
    let mut values = Vec::new();
    let judge = |row: &csv::StringRecord| {
        let text = row.get(place).unwrap_or("");
        let value = text.parse::<f64>().ok();
        value
            .filter(|value| value.is_finite() && *value >= 0.0)
            .ok_or_else(|| {
                let message = format!("\"{text}\" where a number of at least 0 is expected");
                (place, message).into()
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
    given: &GivenFiles,
    path: &Path,
    fields: &[(String, Allowed)],
) -> Result<(Samples, ReadFile), Faults> {
    let (name, bytes, read) = given.read(path)?;
    let mut table = CsvRows::of(&name, &bytes)?;
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
    given: &GivenFiles,
    path: &Path,
    run: Option<&Run>,
) -> Result<(Vec<Vec<FileArrival>>, ReadFile), Faults> {
    let (name, bytes, read) = given.read(path)?;
    let mut table = CsvRows::of(&name, &bytes)?;
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
) -> Result<(Province, FileArrival), RowFault> {
    let get = |place| row.get(place).unwrap_or("");
    let at = Instant::parse(get(TIME)).map_err(|wrong| (TIME, wrong.to_string()))?;
    let before = last.replace(at).filter(|before| at < *before);
    if let Some(run) = run
        && (at < run.start.start() || at >= run.end())
    {
        let (from, to) = (run.start.start(), run.end());
        let message = format!("{at} is not in the run, from {from} until before {to}");
        return Err((TIME, message).into());
    }
    if let Some(before) = before {
        return Err((TIME, format!("{at} is earlier than {before} before it")).into());
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
