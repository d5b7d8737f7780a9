//! Reading what was recorded: an event log as lines of CSV (compressed or not) or as Parquet, or recorded acts.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use bytes::Bytes;

use super::columns::EVENT_COLUMNS;
use super::form::{Form, HEAD};
use super::said::{activity, with_detail};
use crate::clock::Instant;
use crate::diagnostics::{
    Fault, Faults, Place, SourceText, Unreadable, WHOLE, did_you_mean, field_span, open_file,
};
use crate::inputs::{Event, Following, Happened, RecordKind, Seen, from_acts};
use crate::replay::{Acts, HEADER};
use crate::rules::{Carrier, FilingType, Province, Role};
use crate::scenario::{Calendars, RulesAlone};

/// What was read of a record.
#[derive(Debug)]
pub struct Record {
    /// What it shows.
    pub seen: Seen,
    /// Rows whose activity no event log of this program has, and the first of these.
    pub unknown: Option<(u64, String)>,
}

/// The columns, by their places in [`EVENT_COLUMNS`].
const CASE: usize = 0;
const ACTIVITY: usize = 1;
pub(super) const TIME: usize = 2;
const REPLICATION: usize = 4;
const PROVINCE: usize = 5;
const KIND: usize = 6;
const COUNTED: usize = 7;
const SUBMISSION: usize = 8;
const LEADER: usize = 9;
const CARRIER: usize = 10;
const RULE: usize = 11;
const DETAIL: usize = 12;

/// Those without which a row says nothing.
const NEEDED: [usize; 8] = [
    CASE, ACTIVITY, TIME, PROVINCE, KIND, SUBMISSION, LEADER, CARRIER,
];

/// The cells of a row; empty where the file has no such column.
pub(super) type Cells<'a> = [&'a str; EVENT_COLUMNS.len()];

/// Reads a record: an event log in the columns of [`EVENT_COLUMNS`], of which those may be left out that only say more,
/// or recorded acts in those of [`HEADER`], put through `rules`. What a file is, its first bytes say. `None` where `stopped`
/// said so before its end.
///
/// # Errors
/// That the file cannot be read or is neither, or all faults in it.
pub fn read_record(
    path: &Path,
    calendars: &Calendars,
    rules: &RulesAlone,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<Record>, Faults> {
    let name = path.display().to_string();
    let unreadable = |error: Unreadable| Fault::of_file(&name, format!("cannot be read: {error}"));
    let io = |error: std::io::Error| unreadable(error.into());
    let mut file = open_file(path).map_err(unreadable)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file)
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(io)?;
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    let log = Log::new(&name, calendars, stopped);
    match Form::of(&head) {
        Form::Parquet => log.parquet(file),
        Form::Compressed => log.lines(zstd::Decoder::new(file).map_err(io)?),
        Form::Acts => Record::of_acts(&Acts::read(path, rules)?, calendars, rules),
        Form::Lines => log.lines(file),
    }
}

/// The same of a file's bytes, whose name is for messages.
///
/// # Errors
/// That they are no record, or all faults in it.
pub fn parse_record(
    name: &str,
    bytes: Bytes,
    calendars: &Calendars,
    rules: &RulesAlone,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<Record>, Faults> {
    let log = Log::new(name, calendars, stopped);
    match Form::of(&bytes[..bytes.len().min(HEAD)]) {
        Form::Parquet => log.parquet(bytes),
        Form::Compressed => {
            let lines = zstd::Decoder::new(&bytes[..]);
            log.lines(lines.map_err(|error| Fault::of_file(name, error.to_string()))?)
        }
        Form::Acts => Record::of_acts(&Acts::parse(name, &bytes, rules)?, calendars, rules),
        Form::Lines => log.lines(&bytes[..]),
    }
}

impl Record {
    fn of_acts(
        acts: &Acts,
        calendars: &Calendars,
        rules: &RulesAlone,
    ) -> Result<Option<Self>, Faults> {
        let seen = from_acts(acts, rules, calendars)?;
        let unknown = None;
        Ok(Some(Self { seen, unknown }))
    }
}

/// An event log while it is read.
pub(super) struct Log<'a> {
    pub(super) name: &'a str,
    following: Following<'a>,
    pub(super) faults: Faults,
    unknown: Option<(u64, String)>,
    /// Whether any activity was known.
    known: bool,
    /// Where the file has each column.
    pub(super) places: [Option<usize>; EVENT_COLUMNS.len()],
    pub(super) stopped: &'a dyn Fn() -> bool,
}

impl<'a> Log<'a> {
    fn new(name: &'a str, calendars: &'a Calendars, stopped: &'a dyn Fn() -> bool) -> Self {
        Self {
            name,
            following: Following::new(calendars, RecordKind::EventLog),
            faults: Faults::default(),
            unknown: None,
            known: false,
            places: [None; EVENT_COLUMNS.len()],
            stopped,
        }
    }

    fn lines(mut self, lines: impl Read) -> Result<Option<Record>, Faults> {
        let mut reader = csv::Reader::from_reader(BufReader::with_capacity(1 << 18, lines));
        let fault = |error: &csv::Error| Fault::of_file(self.name, broken(error));
        let header = reader.headers().map_err(|error| fault(&error))?.clone();
        self.find(header.iter())?;
        let mut record = csv::StringRecord::new();
        loop {
            if (self.stopped)() {
                return Ok(None);
            }
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => {
                    self.faults.add(Fault::of_file(self.name, broken(&error)));
                    // What follows bytes that cannot be read would be guessed at.
                    if !matches!(
                        error.kind(),
                        csv::ErrorKind::UnequalLengths { .. } | csv::ErrorKind::Utf8 { .. }
                    ) {
                        break;
                    }
                    continue;
                }
            }
            let cells = self
                .places
                .map(|place| place.and_then(|at| record.get(at)).unwrap_or(""));
            if let Err((column, message)) = self.take(&cells, None) {
                self.faults.add(self.at_line(&record, column, message));
            }
        }
        self.whole().map(Some)
    }

    /// A fault in a column of a line.
    fn at_line(&self, record: &csv::StringRecord, column: usize, message: String) -> Fault {
        let mut line = csv::Writer::from_writer(Vec::new());
        // Memory takes what it is given.
        let _ = line.write_record(record);
        let text = String::from_utf8(line.into_inner().unwrap_or_default()).unwrap_or_default();
        let number = record.position().map_or(0, csv::Position::line) as usize;
        let source = SourceText::part(self.name, text.trim_end().to_owned(), number);
        let place = self.places.get(column).copied().flatten().unwrap_or(WHOLE);
        let span = field_span(&source.text, 0, place);
        Fault::at(Place::new(&source, span), column_name(column), message)
    }

    /// Finds the columns in a header.
    pub(super) fn find<'h>(
        &mut self,
        header: impl Iterator<Item = &'h str> + Clone,
    ) -> Result<(), Fault> {
        let clean = header.map(|name| name.trim_start_matches('\u{feff}').trim());
        for (place, column) in self.places.iter_mut().zip(&EVENT_COLUMNS) {
            *place = clean.clone().position(|name| name == column.name);
        }
        let missing: Vec<&str> = NEEDED
            .iter()
            .filter(|column| self.places[**column].is_none())
            .map(|column| EVENT_COLUMNS[*column].name)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let there: Vec<&str> = clean.collect();
        let none = missing.len() == NEEDED.len();
        let near = missing.first().map_or_else(String::new, |name| {
            did_you_mean(name, there.iter().copied())
        });
        let message = match none {
            true => format!(
                "is no event log (it has no column {}) and no recorded acts (whose header begins with {},{})",
                missing.join(", "),
                HEADER[0],
                HEADER[1]
            ),
            false => format!(
                "an event log needs the column{} {}{near} (there are: {})",
                if missing.len() == 1 { "" } else { "s" },
                missing.join(", "),
                there.join(", ")
            ),
        };
        Err(Fault::of_file(self.name, message))
    }

    /// Takes in a row; `at` where its time is no text.
    pub(super) fn take(
        &mut self,
        cells: &Cells,
        at: Option<Instant>,
    ) -> Result<(), (usize, String)> {
        let at = match at {
            Some(at) => at,
            None => Instant::parse(cells[TIME]).map_err(|wrong| (TIME, wrong.to_string()))?,
        };
        let year = at.date().civil().year();
        if !(1970..3000).contains(&year) {
            return Err((TIME, format!("{at} is not from 1970 to 2999")));
        }
        if cells[CASE].is_empty() {
            return Err((CASE, "the filing's name is missing".to_owned()));
        }
        let province = named(cells[PROVINCE], "province", Province::from_code, || {
            Province::all().map(Province::code).collect()
        });
        let kind = named(cells[KIND], "filing type", FilingType::from_name, || {
            FilingType::ALL.map(FilingType::name).to_vec()
        });
        let leader = optional(cells[LEADER], "leader", role, || {
            [Role::Entity, Role::Website].map(Role::name).to_vec()
        });
        let carrier = optional(cells[CARRIER], "carrier", Carrier::from_name, || {
            Carrier::ALL.map(Carrier::name).to_vec()
        });
        let replication = whole(cells[REPLICATION], 1).filter(|number| *number > 0);
        let wrong = |column: usize| {
            (
                column,
                format!("\"{}\" where a whole number is expected", cells[column]),
            )
        };
        let happened = activity(cells[ACTIVITY]);
        self.known |= happened.is_some();
        if happened.is_none() {
            let (count, _) = self
                .unknown
                .get_or_insert_with(|| (0, cells[ACTIVITY].to_owned()));
            *count += 1;
        }
        let event = Event {
            case: cells[CASE],
            replication: replication.ok_or_else(|| wrong(REPLICATION))?,
            province: province.map_err(|message| (PROVINCE, message))?,
            kind: kind.map_err(|message| (KIND, message))?,
            counted: truth(cells[COUNTED]).ok_or_else(|| {
                (
                    COUNTED,
                    format!("\"{}\" where true or false is expected", cells[COUNTED]),
                )
            })?,
            submission: whole(cells[SUBMISSION], 0).ok_or_else(|| wrong(SUBMISSION))?,
            leader: leader.map_err(|message| (LEADER, message))?,
            carrier: carrier.map_err(|message| (CARRIER, message))?,
            at,
            what: happened.map_or(Happened::Other, |what| {
                with_detail(what, cells[DETAIL], cells[RULE])
            }),
        };
        self.following.take(&event).map_err(|last| {
            let message = format!(
                "{at} is earlier than {last}, the event before of {}",
                event.case
            );
            (TIME, message)
        })
    }

    pub(super) fn whole(mut self) -> Result<Record, Faults> {
        let seen = self.following.finish();
        if self.faults.is_empty() && !self.known {
            let message = match &self.unknown {
                None => "has a header and no events".to_owned(),
                Some((count, first)) => format!(
                    "none of its {count} events is one that an event log has (the first is \"{first}\"); \
                     docs/event-log.md says what is in one"
                ),
            };
            self.faults.add(Fault::of_file(self.name, message));
        }
        let unknown = self.unknown;
        self.faults.or(Record { seen, unknown })
    }
}

/// What is wrong with lines that are no CSV, with the line.
fn broken(error: &csv::Error) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => format!("line {line} is not UTF-8 text"),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("line {line} has {len} fields where the header has {expected_len}")
        }
        _ => error.to_string(),
    }
}

pub(super) fn column_name(column: usize) -> &'static str {
    EVENT_COLUMNS.get(column).map_or("", |column| column.name)
}

fn role(name: &str) -> Option<Role> {
    [Role::Entity, Role::Website]
        .into_iter()
        .find(|role| role.name() == name)
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "" | "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn whole(text: &str, otherwise: u32) -> Option<u32> {
    match text {
        "" => Some(otherwise),
        text => text.parse().ok(),
    }
}

/// What a word stands for, or what is wrong with it.
fn named<T>(
    text: &str,
    what: &str,
    of: impl Fn(&str) -> Option<T>,
    known: impl Fn() -> Vec<&'static str>,
) -> Result<T, String> {
    of(text).ok_or_else(|| {
        let known = known();
        let near = did_you_mean(text, known.iter().copied());
        format!(
            "no {what} \"{text}\"{near} (there are: {})",
            known.join(", ")
        )
    })
}

/// The same where the cell may be empty.
fn optional<T>(
    text: &str,
    what: &str,
    of: impl Fn(&str) -> Option<T>,
    known: impl Fn() -> Vec<&'static str>,
) -> Result<Option<T>, String> {
    match text {
        "" => Ok(None),
        text => named(text, what, of, known).map(Some),
    }
}
