//! The event log: everything that happened, one row an event, for process mining.
//!
//! [`EventLog`] follows an experiment: each cell gathers its rows on the thread that simulates it
//! (`row`), as lines of CSV (`lines`) or row groups of Parquet (`groups`), and hands them on to
//! be put into the order of the cells (`order`) and into the file (`target`). Memory does not grow
//! with the events, and the file is the same on any number of threads. It appears whole or not at all.
//!
//! [`read_record`] reads such a log again (`read`, in the words that `said` knows), or one that was recorded elsewhere.

mod columns;
mod error;
mod form;
mod groups;
mod lines;
mod order;
mod read;
mod read_parquet;
mod row;
mod said;
pub(crate) mod sentences;
mod target;
mod trace;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

pub use columns::{EVENT_COLUMNS, EventColumn, EventKind};
pub use error::Error;
pub use read::{Record, parse_record, read_record};
pub use target::EventForm;
pub use trace::{Tale, tell};

use crate::folder::Aside;
use crate::scenario::Scenario;
use crate::simulation::{CellName, Observation, Observer, Observers};
use order::{IN_MEMORY, Order};
use row::{CellWords, Row};
use target::{Rows, Target};

/// Where an event log is to go.
#[derive(Clone, Debug)]
pub struct EventFile {
    path: PathBuf,
    form: EventForm,
    force: bool,
}

impl EventFile {
    /// Checks that the file may be written, for a refusal before a long run. An existing file may
    /// only with `force`.
    ///
    /// # Errors
    /// [`Error::Form`], [`Error::Exists`], [`Error::Folder`], [`Error::Special`], or [`Error::Io`] where
    /// the machine lets nothing be made there.
    pub fn check(path: &Path, force: bool) -> Result<Self, Error> {
        let form = EventForm::of(path).ok_or_else(|| Error::Form(path.to_owned()))?;
        let file = Self {
            path: path.to_owned(),
            form,
            force,
        };
        file.may_be_written()?;
        let whole = std::path::absolute(path).map_err(Error::io("cannot find", path))?;
        Aside::try_beside(&whole).map_err(Error::Io)?;
        Ok(file)
    }

    fn may_be_written(&self) -> Result<(), Error> {
        match fs::symlink_metadata(&self.path) {
            Ok(there) if there.is_dir() => Err(Error::Folder(self.path.clone())),
            Ok(there) if !there.is_file() && !there.is_symlink() => {
                Err(Error::Special(self.path.clone()))
            }
            Ok(_) if !self.force => Err(Error::Exists(self.path.clone())),
            // Missing folders are made, and whether they can be is tried.
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {
                Err(Error::io("cannot put the events at", &self.path)(error))
            }
            _ => Ok(()),
        }
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A folder on the same disk that is there and is not replaced by new results in `results`: the log is
    /// written in it until it is whole.
    pub(crate) fn beside(&self, results: &Path) -> Result<PathBuf, Error> {
        let whole = |path: &Path| std::path::absolute(path).map_err(Error::io("cannot find", path));
        let (path, results) = (whole(&self.path)?, whole(results)?);
        let mut folders = path.ancestors().skip(1);
        let beside = folders.find(|folder| folder.is_dir() && !folder.starts_with(&results));
        beside
            .map(Path::to_owned)
            .ok_or_else(|| Error::NoFolder(self.path.clone()))
    }
}

/// An event log while it is written.
///
/// ```
/// use beian_sim::event_log::{EventFile, EventLog};
/// use beian_sim::experiment::{Options, Plan};
/// use beian_sim::scenario;
///
/// let text = "run.length = '2d'\nrun.warm_up = '0d'\nrun.replications = 1";
/// let scenario = scenario::from_text("short", text)?.scenario;
/// let place = tempfile::tempdir()?;
/// let file = EventFile::check(&place.path().join("events.csv"), false)?;
/// let log = EventLog::begin(&scenario, file, &place.path().join("results"))?;
/// let plan = Plan::of(&scenario);
/// plan.extend_observed(plan.nothing_yet(), &Options::default(), &log)?;
/// let events = log.finish()?;
/// let lines = std::fs::read_to_string(place.path().join("events.csv"))?.lines().count();
/// assert_eq!(lines as u64, events + 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct EventLog<'s> {
    scenario: &'s Scenario,
    file: EventFile,
    /// Before what is aside, so that its files are closed when that is removed.
    order: Order,
    aside: Aside,
    events: AtomicU64,
    failed: AtomicBool,
    failure: Mutex<Option<io::Error>>,
}

impl<'s> EventLog<'s> {
    /// Begins a log aside of `file`; `results` is the folder of results that may be replaced meanwhile.
    ///
    /// # Errors
    /// [`Error::Io`] where the machine failed.
    pub fn begin(scenario: &'s Scenario, file: EventFile, results: &Path) -> Result<Self, Error> {
        let beside = file.beside(results)?;
        let aside = Aside::make(&beside, None).map_err(Error::Io)?;
        let begin = || -> io::Result<Order> {
            let target = File::create(aside.path().join(EVENTS))?;
            let spool = File::options()
                .read(true)
                .write(true)
                .create_new(true)
                .open(aside.path().join("waiting"))?;
            Ok(Order::new(
                Target::begin(file.form, target)?,
                spool,
                IN_MEMORY,
            ))
        };
        let order = begin().map_err(Error::io("cannot write in", aside.path()))?;
        Ok(Self {
            scenario,
            file,
            order,
            aside,
            events: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            failure: Mutex::new(None),
        })
    }

    /// Ends the log when all cells have ended: the file appears. Says how many events it holds.
    ///
    /// # Errors
    /// [`Error::Io`] where the machine failed; [`Error::Exists`] where somebody else has made the
    /// file meanwhile. Then no file of this log appears.
    pub fn finish(self) -> Result<u64, Error> {
        let (file, aside, events) = self.end()?;
        let path = &file.path;
        file.may_be_written()?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
        }
        fs::rename(aside.path().join(EVENTS), path)
            .map_err(Error::io("cannot put the events at", path))?;
        aside.close().map_err(Error::io(
            "the events are written, but cannot clean up beside",
            path,
        ))?;
        Ok(events)
    }

    /// Ends the log when all cells have ended, without its file: says how many bytes that would have.
    ///
    /// # Errors
    /// [`Error::Io`] where the machine failed.
    pub fn weigh(self) -> Result<u64, Error> {
        let (file, aside, _) = self.end()?;
        let failed = Error::io("cannot try the events for", &file.path);
        let bytes = fs::metadata(aside.path().join(EVENTS)).map(|events| events.len());
        bytes
            .and_then(|bytes| aside.close().map(|()| bytes))
            .map_err(failed)
    }

    /// Ends what is aside: where it goes, where it is, and how many events it holds.
    fn end(self) -> Result<(EventFile, Aside, u64), Error> {
        let path = &self.file.path;
        let failure = self.failure.into_inner();
        if let Some(failure) = failure.unwrap_or_else(PoisonError::into_inner) {
            return Err(Error::io("cannot write the events for", path)(failure));
        }
        self.order
            .finish()
            .map_err(Error::io("cannot write the events for", path))?;
        Ok((self.file, self.aside, self.events.into_inner()))
    }

    fn fail(&self, failure: io::Error) {
        self.failed.store(true, Ordering::Relaxed);
        let mut first = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(failure);
    }
}

/// The name of the file in the folder aside.
const EVENTS: &str = "events";

impl Observers for EventLog<'_> {
    type Observer<'a>
        = CellEvents<'a>
    where
        Self: 'a;

    fn begin(&self, cell: CellName) -> CellEvents<'_> {
        let words = CellWords {
            replication: cell.replication + 1,
            province: self.scenario.provinces[cell.province].province.code(),
        };
        CellEvents {
            scenario: self.scenario,
            order: &self.order,
            cell: cell.place,
            rows: self.file.form.rows(words),
            detail: String::new(),
            events: 0,
            failure: None,
        }
    }

    fn end<'a>(&'a self, mut log: CellEvents<'a>) {
        log.hand_on();
        match log.failure {
            Some(failure) => self.fail(failure),
            None => match self.order.finish_cell(log.cell) {
                Ok(()) => drop(self.events.fetch_add(log.events, Ordering::Relaxed)),
                Err(failure) => self.fail(failure),
            },
        }
    }

    fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

/// The events of one cell on the way to the file.
pub struct CellEvents<'a> {
    scenario: &'a Scenario,
    order: &'a Order,
    cell: usize,
    rows: Rows,
    detail: String,
    events: u64,
    failure: Option<io::Error>,
}

impl CellEvents<'_> {
    fn hand_on(&mut self) {
        let handed = self
            .rows
            .take()
            .and_then(|rows| self.order.put(self.cell, rows));
        if let Err(failure) = handed {
            self.failure.get_or_insert(failure);
        }
    }
}

impl Observer for CellEvents<'_> {
    const OBSERVES: bool = true;

    fn record(&mut self, observation: Observation) {
        if self.failure.is_some() {
            return;
        }
        let row = Row::of(self.scenario, &observation, &mut self.detail);
        self.events += 1;
        if self.rows.push(&row) {
            self.hand_on();
        }
    }
}
