//! `manifest.json`: what made a results folder.

use std::io;
use std::num::NonZeroUsize;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::held::Held;
use crate::datasets::Tables;
use crate::diagnostics::{sha256, sha256_of_file};
use crate::measures::Results;
use crate::scenario::{Loaded, ReadFile};

/// The program, as a manifest names it.
pub(crate) const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// What made a results folder: what was done, and not only asked for.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The folder's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The command, as far as it got.
    pub command: Command,
    /// The first day of the base.
    start: String,
    /// The seed of the base.
    seed: u64,
    /// How many replications of the base are in the tables.
    replications: u32,
    /// The scenarios as they were read and run, after `based_on`.
    scenario: Value,
    /// The files that they were read from.
    files: Vec<FileRead>,
    /// The same as files of the folder.
    pub(super) held: Held,
    /// What was simulated.
    simulated: Simulated,
    /// How fast the program was; `None` in references, so that they do not change from run to run.
    pub speed: Option<Speed>,
}

/// The command that made a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The command.
    pub name: &'static str,
    /// Its arguments as they were given; none in references.
    pub asked: Vec<String>,
    /// The arguments that make the same tables again, from the folder's own files: given in the folder,
    /// with `--out` and a place for the new ones.
    pub again: Vec<String>,
    /// How it ended.
    pub ended: Ended,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Everything was done.
    Whole,
    /// Interrupted: the tables are of what was complete.
    Interrupted {
        /// What was worked through, such as `replications`.
        unit: &'static str,
        /// How many are complete: the first ones.
        complete: u64,
        /// Of how many, where that is known.
        of: Option<u64>,
    },
}

impl Command {
    fn json(&self) -> Value {
        let mut command = json!({
            "name": self.name,
            "again": self.again,
            "ended": self.ended.json(),
        });
        if !self.asked.is_empty() {
            command["asked"] = self.asked.as_slice().into();
        }
        command
    }
}

impl Ended {
    fn json(self) -> Value {
        match self {
            Self::Whole => json!({ "whole": true }),
            Self::Interrupted { unit, complete, of } => {
                json!({ "whole": false, "unit": unit, "complete": complete, "of": of })
            }
        }
    }
}

/// How much was simulated for a folder, in all of its scenarios, points and steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Simulated {
    /// Filings.
    pub filings: u64,
    /// Events worked through.
    pub events: u64,
}

impl Simulated {
    /// Adds what was simulated for some results.
    pub fn add(&mut self, results: &Results) {
        self.filings += results.filings;
        self.events += results.events;
    }
}

/// A file that a scenario was read from.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct FileRead {
    /// Its path, as it was named.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
}

impl FileRead {
    fn of(file: &ReadFile) -> Self {
        Self {
            path: file.path.clone(),
            sha256: file.sha256.clone(),
            bytes: file.bytes,
        }
    }
}

/// How fast the program was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// Seconds of wall time that the simulation took.
    pub wall_seconds: f64,
    /// Threads that worked on it.
    pub threads: NonZeroUsize,
}

impl Speed {
    /// Things a second of wall time.
    pub fn per_second(&self, number: u64) -> f64 {
        number as f64 / self.wall_seconds.max(1e-9)
    }
}

impl Manifest {
    /// The manifest of scenarios as they were run: the base first, whose name and title it has, then
    /// its variants.
    pub fn of(
        command: Command,
        base: &Loaded,
        variants: &[&Loaded],
        simulated: Simulated,
        speed: Option<Speed>,
    ) -> Self {
        let all: Vec<&Loaded> = [base].into_iter().chain(variants.iter().copied()).collect();
        let mut files: Vec<FileRead> = Vec::new();
        for file in all.iter().flat_map(|loaded| &loaded.files) {
            let file = FileRead::of(file);
            if !files.contains(&file) {
                files.push(file);
            }
        }
        let variants: Vec<&Value> = variants.iter().map(|variant| &variant.as_read).collect();
        let scenario = &base.scenario;
        Self {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            command,
            start: scenario.run.start.to_string(),
            seed: scenario.run.seed,
            replications: scenario.run.replications,
            scenario: if variants.is_empty() {
                base.as_read.clone()
            } else {
                json!({ "base": base.as_read, "variants": variants })
            },
            files,
            held: Held::of(&all),
            simulated,
            speed,
        }
    }

    /// Adds a file that was read besides the scenarios', of any size.
    ///
    /// # Errors
    /// That it cannot be read any more.
    pub fn read(&mut self, path: &Path) -> io::Result<()> {
        let (sha256, bytes) = sha256_of_file(path)?;
        let path = path.display().to_string();
        self.files.push(FileRead {
            path,
            sha256,
            bytes,
        });
        Ok(())
    }

    /// The same, less what differs from run to run: for references.
    #[must_use]
    pub fn reproducible(mut self) -> Self {
        self.speed = None;
        self.command.asked.clear();
        self
    }

    /// The manifest as JSON, with a digest of each of `tables`.
    pub fn json(&self, tables: &Tables) -> Value {
        let digest = sha256(self.scenario.to_string().as_bytes());
        let list = tables.list.iter().map(|table| {
            json!({
                "file": table.schema.file(),
                "rows": table.rows,
                "bytes": table.bytes.len(),
                "sha256": sha256(&table.bytes),
            })
        });
        let mut manifest = json!({
            "program": PROGRAM,
            "version": env!("CARGO_PKG_VERSION"),
            "name": self.name,
            "title": self.title,
            "command": self.command.json(),
            "start": self.start,
            "seed": self.seed,
            "replications": self.replications,
            "filings": self.simulated.filings,
            "events": self.simulated.events,
            "scenarios": self.held.json(),
            "scenario": self.scenario,
            "scenario_sha256": digest,
            "files_read": self.files,
            "tables": list.collect::<Vec<_>>(),
        });
        if let Some(speed) = &self.speed {
            manifest["speed"] = json!({
                "wall_seconds": speed.wall_seconds,
                "threads": speed.threads,
                "filings_per_second": speed.per_second(self.simulated.filings).round(),
                "events_per_second": speed.per_second(self.simulated.events).round(),
            });
        }
        manifest
    }
}

/// The manifest of these bytes, if this program wrote it.
pub(crate) fn ours(bytes: &[u8]) -> Option<Value> {
    let manifest: Value = serde_json::from_slice(bytes).ok()?;
    (manifest["program"] == PROGRAM).then_some(manifest)
}
