//! `manifest.json`: what made a results folder.

use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::digest::sha256;
use crate::datasets::Tables;
use crate::measures::Results;
use crate::scenario::Scenario;

/// The program, as a manifest names it.
pub(crate) const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// What made a results folder.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The scenario's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The first day.
    pub start: String,
    /// The seed.
    pub seed: u64,
    /// How many replications.
    pub replications: u32,
    /// The scenario as it was read, after `based_on`.
    pub scenario: Value,
    /// The files that it was read from.
    pub files: Vec<FileRead>,
    /// Filings simulated.
    pub filings: u64,
    /// Events worked through.
    pub events: u64,
    /// How fast the program was; `None` in references, so that they do not change from run to run.
    pub speed: Option<Speed>,
}

/// A file that a scenario was read from.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct FileRead {
    /// Its path, as it was named.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
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
    /// The manifest of a run of a scenario, `scenario_as_read` from `files`.
    pub fn of(
        scenario: &Scenario,
        results: &Results,
        scenario_as_read: Value,
        files: Vec<FileRead>,
        speed: Option<Speed>,
    ) -> Self {
        Self {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            start: scenario.run.start.to_string(),
            seed: scenario.run.seed,
            replications: scenario.run.replications,
            scenario: scenario_as_read,
            files,
            filings: results.filings,
            events: results.events,
            speed,
        }
    }

    /// The same, less what differs from run to run: for references.
    #[must_use]
    pub fn reproducible(mut self) -> Self {
        self.speed = None;
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
            "start": self.start,
            "seed": self.seed,
            "replications": self.replications,
            "filings": self.filings,
            "events": self.events,
            "scenario": self.scenario,
            "scenario_sha256": digest,
            "files_read": self.files,
            "tables": list.collect::<Vec<_>>(),
        });
        if let Some(speed) = &self.speed {
            manifest["speed"] = json!({
                "wall_seconds": speed.wall_seconds,
                "threads": speed.threads,
                "filings_per_second": speed.per_second(self.filings).round(),
                "events_per_second": speed.per_second(self.events).round(),
            });
        }
        manifest
    }
}

/// Whether the bytes are a manifest that this program wrote.
pub(super) fn is_ours(bytes: &[u8]) -> bool {
    let manifest: Result<Value, _> = serde_json::from_slice(bytes);
    manifest.is_ok_and(|manifest| manifest["program"] == PROGRAM)
}
