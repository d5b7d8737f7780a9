//! `plan.json`: what an experiment is, so that every process works on the same one, and a merge needs nothing else.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::differs::{Difference, differences, told};
use super::error::Error;
use crate::diagnostics::escaped;
use crate::scenario::{Loaded, is_built_in};

/// The program, as a plan names it.
const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// An experiment, as a journal's folder tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    program: String,
    version: String,
    /// The command.
    pub command: String,
    /// Its arguments as they were given first.
    pub asked: Vec<String>,
    /// Where it was given: paths begin there.
    pub folder: PathBuf,
    /// The scenarios that it names, as they were read.
    pub scenarios: Vec<ScenarioAsked>,
    /// What the command was asked for besides.
    pub options: Map<String, Value>,
    /// Filings of a unit, about.
    pub unit: u64,
    /// Replications of the scenarios up to which earlier plans went.
    pub ends: Vec<u32>,
    /// Replications of each draw up to which earlier plans went.
    pub ends_of_draws: Vec<u32>,
    /// The files that were read.
    pub inputs: Vec<Input>,
}

/// A scenario that a command names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioAsked {
    /// Its file, as it was named.
    pub file: PathBuf,
    /// The name under which its results go.
    pub name: String,
    /// All its fields, after `based_on` and overrides.
    pub fields: Value,
    /// The data files that it names, by their SHA-256.
    pub data: Vec<String>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its path, as it was named.
    pub path: PathBuf,
    /// The SHA-256 of its bytes, in hexadecimal; the folder holds them under this name.
    pub sha256: String,
}

/// What may grow: the number of replications, of draws and of points.
const MAY_GROW: [&str; 6] = [
    "ensemble",
    "ensemble_replications",
    "points",
    "first",
    "vary",
    "multiply",
];

impl Written {
    /// What a command is asked for, with what it was read from.
    pub fn of(
        command: &str,
        asked: Vec<String>,
        scenarios: &[(&PathBuf, &Loaded)],
        options: Map<String, Value>,
        unit: u64,
    ) -> Self {
        let asked_of = |(file, loaded): &(&PathBuf, &Loaded)| ScenarioAsked {
            file: (*file).clone(),
            name: loaded.scenario.name.clone(),
            fields: loaded.as_read.clone(),
            data: data_of(loaded),
        };
        let mut inputs: Vec<Input> = Vec::new();
        for file in scenarios.iter().flat_map(|(_, loaded)| &loaded.files) {
            let input = Input {
                path: PathBuf::from(&file.path),
                sha256: file.sha256.clone(),
            };
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        Self {
            program: PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: command.to_owned(),
            asked,
            folder: std::env::current_dir().unwrap_or_default(),
            scenarios: scenarios.iter().map(asked_of).collect(),
            options,
            unit,
            ends: Vec::new(),
            ends_of_draws: Vec::new(),
            inputs,
        }
    }

    /// What the bytes of a plan say that stands at a path.
    ///
    /// # Errors
    /// That they are no plan, or one of another version.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let name = path.display();
        let no_plan = || Error::Input(format!("{name} is no plan of this program"));
        let value: Value = serde_json::from_slice(bytes).map_err(|_| no_plan())?;
        let own = env!("CARGO_PKG_VERSION");
        match (value["program"].as_str(), value["version"].as_str()) {
            (Some(PROGRAM), Some(version)) if version != own => Err(Error::Input(format!(
                "{name} is of version {} of this program, and this is {own}; name another folder",
                escaped(version)
            ))),
            (Some(PROGRAM), Some(_)) => serde_json::from_value(value).map_err(|_| no_plan()),
            _ => Err(no_plan()),
        }
    }

    /// The bytes of the plan.
    ///
    /// # Errors
    /// A path that is no text.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        let text = serde_json::to_string_pretty(self);
        let text =
            text.map_err(|error| Error::Input(format!("the plan cannot be written: {error}")))?;
        Ok(format!("{text}\n").into_bytes())
    }

    /// What tells one experiment from another.
    fn told(&self) -> Value {
        let scenarios = self.scenarios.iter().map(|scenario| {
            let mut told = scenario.fields.clone();
            if let Value::Object(fields) = &mut told {
                fields.insert("data files".to_owned(), json!(scenario.data));
            }
            (scenario.name.clone(), told)
        });
        let names = self.scenarios.iter().map(|scenario| &scenario.name);
        json!({
            "program": self.program,
            "version": self.version,
            "command": self.command,
            "scenarios": names.collect::<Vec<_>>(),
            "scenario": scenarios.collect::<Map<_, _>>(),
            "option": self.options,
        })
    }

    /// The digest of what its units have in common: all but how many there are of anything.
    pub(super) fn digest(&self) -> [u8; 32] {
        let scenarios = self.scenarios.iter().map(|scenario| {
            let mut fields = scenario.fields.clone();
            if let Some(Value::Object(run)) = fields.get_mut("run") {
                run.remove("replications");
            }
            json!([fields, scenario.data])
        });
        let scenarios: Vec<Value> = scenarios.collect();
        let told = json!([self.program, self.version, self.command, scenarios]);
        Sha256::digest(told.to_string().as_bytes()).into()
    }

    /// Refuses to take this for another.
    ///
    /// # Errors
    /// What differs.
    pub(super) fn same_as(&self, here: &Self, folder: &str) -> Result<(), Error> {
        let found = differences(&self.told(), &here.told());
        if found.is_empty() {
            return Ok(());
        }
        let grows = found.iter().all(may_grow);
        let how = match grows {
            true => "; --expand adds what is new to it",
            false => "; name another folder",
        };
        let told = told(&found);
        let message = format!("{folder} holds the work of another experiment{how}:{told}");
        Err(Error::Input(message))
    }

    /// This, with more replications, draws or points: `here`.
    ///
    /// # Errors
    /// What differs otherwise, or is less.
    pub(super) fn expanded(&self, here: &Self, folder: &str) -> Result<Self, Error> {
        let found = differences(&self.told(), &here.told());
        if found.is_empty() {
            return Ok(self.clone());
        }
        let other = found.iter().filter(|one| !may_grow(one));
        let other: Vec<Difference> = other.cloned().collect();
        if !other.is_empty() {
            let message = format!(
                "--expand adds replications, draws, points or steps alone; {folder} holds the work of another experiment:{}",
                told(&other)
            );
            return Err(Error::Input(message));
        }
        let fewer: Vec<Difference> = found.into_iter().filter(is_fewer).collect();
        if !fewer.is_empty() {
            let told = told(&fewer);
            let message = format!("--expand: {folder} holds more than that already:{told}");
            return Err(Error::Input(message));
        }
        let (before, now) = (self.replications(), here.replications());
        let (draws_before, draws_now) = (self.of_draws(), here.of_draws());
        let with = |ends: &[u32], before: u32, now: u32| {
            let mut ends = ends.to_vec();
            ends.extend((before < now && before > 0).then_some(before));
            ends
        };
        Ok(Self {
            unit: self.unit,
            ends: with(&self.ends, before, now),
            ends_of_draws: with(&self.ends_of_draws, draws_before, draws_now),
            ..here.clone()
        })
    }

    /// The most replications of a scenario.
    fn replications(&self) -> u32 {
        let of = |scenario: &ScenarioAsked| scenario.fields.pointer("/run/replications")?.as_u64();
        let all = self.scenarios.iter().filter_map(of);
        all.max().unwrap_or(0) as u32
    }

    /// Replications of each draw.
    fn of_draws(&self) -> u32 {
        let number = self.options.get("ensemble_replications");
        number.and_then(Value::as_u64).unwrap_or(0) as u32
    }
}

fn may_grow(one: &Difference) -> bool {
    let path: Vec<&str> = one.path.iter().map(String::as_str).collect();
    match path[..] {
        ["scenario", _, "run", "replications"] => true,
        ["option", option, ..] => MAY_GROW.contains(&option),
        _ => false,
    }
}

/// Whether a number would be less.
fn is_fewer(one: &Difference) -> bool {
    let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_u64);
    matches!((number(&one.there), number(&one.here)), (Some(there), Some(here)) if here < there)
}

/// The digests of the data files of a scenario, in the order in which they were read.
fn data_of(loaded: &Loaded) -> Vec<String> {
    let data = loaded.files.iter().filter(|file| {
        // What it is based on is in its fields.
        !file.path.ends_with(".toml") && !is_built_in(&file.path)
    });
    data.map(|file| file.sha256.clone()).collect()
}
