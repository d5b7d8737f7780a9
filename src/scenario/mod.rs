//! Scenarios: from a TOML file to checked values.
//!
//! [`load`] reads a file, lays it over what it is based on (at the end of every chain stands the
//! built-in baseline), lays overrides over that, and checks the whole; every fault is found, not
//! only the first. [`fields`] lists what may stand in a file.

mod build;
mod calendars;
mod data;
mod fields;
mod model;
mod names;
mod policy;
mod populations;
mod schema;
mod sources;
mod text;
mod times;
mod tree;
mod values;

use std::path::Path;

pub use crate::diagnostics::{Fault, Faults};
pub use fields::{
    BOUNDS, Entry, FORMS, Field, Form, Kind, MEASURED_IN, MIXTURE_PARTS, MeasuredIn, Part, SCOPES,
    SECTIONS, TYPES, Where, as_toml, default, entries, field_at, fields, in_full, nearest_field,
    section_meaning,
};
pub use model::*;
pub use schema::{SCHEMA_FILE, schema};
pub use sources::ReadFile;
pub use text::from_text;

use crate::chance::Distribution;
use crate::clock::{Instant, MINUTE};
use crate::rules::{InForce, Policy, Province};
use tree::Node;
use values::Reader;

/// A scenario with what it was read from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// All its fields as they were read, after `based_on` and overrides.
    pub as_read: serde_json::Value,
    /// The same as a scenario file that stands on its own; data files are named by their whole path.
    pub as_toml: String,
    /// The files that were read.
    pub files: Vec<ReadFile>,
}

/// Reads and checks a scenario file, with overrides such as `rules.window=24h` laid over it.
///
/// # Errors
/// All faults of the file, of what it is based on, of its data files and of the overrides.
pub fn load(path: &Path, overrides: &[String]) -> Result<Loaded, Faults> {
    checked(path, sources::read(path, overrides)?)
}

/// Checks a scenario that was read.
fn checked(path: &Path, sources: sources::Sources) -> Result<Loaded, Faults> {
    let mut reader = reader(path);
    names::check_names(&mut reader, &sources.tree, "");
    let name = path
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let scenario = build::scenario(&mut reader, &sources.tree, name);
    std::mem::take(&mut reader.faults).or(())?;
    let tree = without_base(sources.tree);
    let mut alone = tree.clone();
    reader.name_data_files(&mut alone);
    let mut files = sources.files;
    for file in std::mem::take(&mut reader.files) {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    Ok(Loaded {
        scenario,
        as_read: tree.value.json(),
        as_toml: toml::to_string(&alone.value.toml()).unwrap_or_default(),
        files,
    })
}

/// The built-in baseline, as a file at `path` would be that is based on nothing else.
///
/// # Errors
/// Its faults; it has none.
pub fn baseline(path: &Path) -> Result<Loaded, Faults> {
    checked(path, sources::baseline()?)
}

fn reader(path: &Path) -> Reader {
    Reader {
        path: path.to_owned(),
        faults: Faults::default(),
        files: Vec::new(),
        calendars: Vec::new(),
        start: Instant(0),
    }
}

/// What was merged is based on nothing any more.
fn without_base(mut tree: Node) -> Node {
    if let tree::Value::Table(table) = &mut tree.value {
        table.remove("based_on");
    }
    tree
}

/// The rules by themselves, for a replay: those that a scenario sets, and the rules' own defaults.
#[derive(Clone, Debug)]
pub struct RulesAlone {
    /// The levers.
    pub policy: Policy,
    /// R1: where the check is in force.
    pub in_force: [InForce; Province::COUNT],
    /// R13: from receipt to the first code.
    pub first_code_delay: Distribution,
    /// The seed of the digits.
    pub seed: u64,
}

impl Default for RulesAlone {
    /// The rules as they are stated, in their 22 provinces; the first code exactly 5 minutes after
    /// receipt.
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            in_force: policy::r1_in_force(),
            first_code_delay: Distribution::constant(5 * MINUTE),
            seed: 0,
        }
    }
}

/// The rules that a scenario sets itself, or a scenario that it is based on; what only the baseline
/// says is left to the rules' own defaults.
///
/// # Errors
/// All faults of the scenario.
pub fn rules_alone(path: &Path) -> Result<RulesAlone, Faults> {
    load(path, &[])?;
    let sources = sources::read(path, &[])?;
    let mut rules = RulesAlone::default();
    let mut own = sources.own.into_iter();
    let Some(mut tree) = own.next() else {
        return Ok(rules);
    };
    for over in own {
        tree.lay_over(&over, "");
    }
    let mut reader = reader(path);
    rules.policy = policy::policy(&mut reader, &tree);
    rules.in_force = policy::in_force(&mut reader, &tree);
    if let Some(node) = tree.at("rules.first_code_delay") {
        rules.first_code_delay = reader.delay(node, "rules.first_code_delay").distribution;
    }
    if let Some(node) = tree.at("run.seed") {
        rules.seed = reader.count(node, "run.seed");
    }
    reader.faults.or(rules)
}

/// A field in which two scenarios differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The dotted path of the field.
    pub field: String,
    /// Its value in the first; `None` where it is not set.
    pub a: Option<serde_json::Value>,
    /// Its value in the second.
    pub b: Option<serde_json::Value>,
}

/// The fields in which two scenarios differ, but for title and description, in the order of their
/// paths.
pub fn differences(a: &Loaded, b: &Loaded) -> Vec<Difference> {
    let mut found = Vec::new();
    differ(Some(&a.as_read), Some(&b.as_read), "", &mut found);
    found.retain(is_substance);
    found
}

/// The fields in which a scenario differs from the built-in baseline, which is the first of the two.
pub fn differences_from_baseline(scenario: &Loaded) -> Vec<Difference> {
    let baseline = sources::baseline().map(|sources| without_base(sources.tree).value.json());
    let mut found = Vec::new();
    if let Ok(baseline) = baseline {
        differ(Some(&baseline), Some(&scenario.as_read), "", &mut found);
    }
    found.retain(is_substance);
    found
}

/// Whether a difference is more than one of words.
fn is_substance(difference: &Difference) -> bool {
    !["title", "description"].contains(&difference.field.as_str())
}

fn differ(
    a: Option<&serde_json::Value>,
    b: Option<&serde_json::Value>,
    path: &str,
    found: &mut Vec<Difference>,
) {
    use serde_json::Value::Object;
    if a == b {
        return;
    }
    if let (Some(Object(one)), Some(Object(other))) = (a, b)
        && !fields::is_whole(path)
    {
        let names: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        for name in names {
            differ(
                one.get(name),
                other.get(name),
                &tree::join(path, name),
                found,
            );
        }
        return;
    }
    found.push(Difference {
        field: path.to_owned(),
        a: a.cloned(),
        b: b.cloned(),
    });
}
