//! The scenarios that a results folder holds, as they were run, with the data files that they read: so
//! that the folder's tables can be made again from the folder alone.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::diagnostics::{MANIFEST_BYTES, SCENARIO_BYTES, read_file, sha256};
use crate::scenario::{Loaded, ReadFile};

/// Where data files are held.
const DATA: &str = "data";

/// A scenario as a file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeldScenario {
    file: String,
    name: String,
    seed: u64,
    replications: u32,
    text: String,
}

/// A data file that a scenario read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct HeldData {
    file: String,
    bytes: Arc<[u8]>,
}

/// What a folder holds of the scenarios that were run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    scenarios: Vec<HeldScenario>,
    data: Vec<HeldData>,
}

impl Held {
    /// Of scenarios as they were run: the base first, then its variants.
    pub(super) fn of(scenarios: &[&Loaded]) -> Self {
        let mut held = Self::default();
        for (place, loaded) in scenarios.iter().enumerate() {
            let file = match place {
                0 => "scenario.toml".to_owned(),
                variant => format!("variant-{variant}.toml"),
            };
            let text = held.with_data(loaded);
            held.scenarios.push(HeldScenario {
                file,
                name: loaded.scenario.name.clone(),
                seed: loaded.scenario.run.seed,
                replications: loaded.scenario.run.replications,
                text,
            });
        }
        held
    }

    /// The scenario's text, with its data files taken in and named as the folder has them.
    fn with_data(&mut self, loaded: &Loaded) -> String {
        let Ok(mut table) = loaded.as_toml.parse::<toml::Table>() else {
            return loaded.as_toml.clone();
        };
        let before = table.clone();
        self.take_in(&mut table, loaded);
        if table == before {
            return loaded.as_toml.clone();
        }
        toml::to_string(&table).unwrap_or_else(|_| loaded.as_toml.clone())
    }

    fn take_in(&mut self, table: &mut toml::Table, loaded: &Loaded) {
        for (name, value) in table {
            match value {
                toml::Value::String(path) if name == "file" || name == "samples" => {
                    if let Some(held) = self.data_file(Path::new(path), loaded) {
                        *path = held;
                    }
                }
                toml::Value::Table(inner) => self.take_in(inner, loaded),
                toml::Value::Array(list) => {
                    let tables = list.iter_mut().filter_map(toml::Value::as_table_mut);
                    tables.for_each(|inner| self.take_in(inner, loaded));
                }
                _ => {}
            }
        }
    }

    /// Takes in a data file as it was read; says how the folder names it.
    fn data_file(&mut self, path: &Path, loaded: &Loaded) -> Option<String> {
        let whole = |file: &&ReadFile| file.whole_path == path;
        let bytes = Arc::clone(&loaded.files.iter().find(whole)?.content);
        if let Some(same) = self.data.iter().find(|data| data.bytes == bytes) {
            return Some(same.file.clone());
        }
        let own = path.file_name()?.to_str()?;
        let mut file = format!("{DATA}/{own}");
        let mut number = 1;
        while self.data.iter().any(|data| data.file == file) {
            number += 1;
            file = format!("{DATA}/{number}-{own}");
        }
        let named = file.clone();
        self.data.push(HeldData { file, bytes });
        Some(named)
    }

    /// The files, each with its path in the folder.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let scenarios = self.scenarios.iter();
        let scenarios = scenarios.map(|held| (held.file.as_str(), held.text.as_bytes()));
        let data = self.data.iter();
        scenarios.chain(data.map(|held| (held.file.as_str(), &*held.bytes)))
    }

    /// The scenarios as the manifest lists them.
    pub(super) fn json(&self) -> Value {
        let scenarios = self.scenarios.iter();
        let list = scenarios.map(|held| {
            json!({
                "file": held.file,
                "name": held.name,
                "seed": held.seed,
                "replications": held.replications,
                "sha256": sha256(held.text.as_bytes()),
            })
        });
        list.collect()
    }
}

/// A scenario as it was run: with so many replications, whatever it asks for.
#[must_use]
pub fn as_run(loaded: &Loaded, replications: u32) -> Loaded {
    let mut done = loaded.clone();
    if loaded.scenario.run.replications == replications {
        return done;
    }
    done.scenario.run.replications = replications;
    if let Some(number) = done.as_read.pointer_mut("/run/replications") {
        *number = replications.into();
    }
    if let Ok(mut table) = done.as_toml.parse::<toml::Table>()
        && let Some(toml::Value::Table(run)) = table.get_mut("run")
    {
        run.insert("replications".to_owned(), i64::from(replications).into());
        done.as_toml = toml::to_string(&table).unwrap_or_default();
    }
    done
}

/// The name under which a scenario was run, where the file is one that a results folder holds as it
/// was written; its tables name it so.
pub fn name_when_run(path: &Path) -> Option<String> {
    let manifest = read_file(&path.with_file_name(super::MANIFEST), MANIFEST_BYTES).ok()?;
    let manifest = super::manifest::ours(&manifest)?;
    let digest = sha256(&read_file(path, SCENARIO_BYTES).ok()?);
    let file = path.file_name()?.to_str()?;
    let scenarios = manifest["scenarios"].as_array()?;
    let own = scenarios
        .iter()
        .find(|held| held["file"] == file && held["sha256"] == digest.as_str())?;
    // Results are written to a folder of this name: it is no way to another.
    let name = own["name"].as_str()?;
    (Path::new(name).file_name() == Some(name.as_ref())).then(|| name.to_owned())
}
