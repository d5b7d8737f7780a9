//! Scenarios: from a TOML file to checked values.
//!
//! [`load`] reads a file, lays it over what it is based on (at the end of every chain stands the
//! built-in baseline), lays overrides over that, and checks the whole; every fault is found, not
//! only the first. [`fields`] lists what may stand in a file.

mod applies;
mod build;
mod data;
mod difference;
mod draft;
mod fields;
mod model;
mod names;
mod reader;
mod schema;
mod segments;
mod sources;
mod text;
mod tree;
mod uncertain;

use std::path::Path;

pub use crate::diagnostics::{Fault, Faults};
pub use applies::scale_at;
pub use data::GivenFiles;
pub use difference::{Difference, differences, differences_from_baseline};
pub use fields::{
    BOUNDS, CUT_OFF, DAYS, Entry, FORMS, Field, Form, Kind, MEASURED_IN, MIXTURE_PARTS, MeasuredIn,
    PRIORS, Part, PriorForm, SCOPES, SECTIONS, TYPES, Where, as_toml, default, entries, field_at,
    fields, in_full, nearest_field, section_meaning,
};
pub use model::*;
pub use schema::{SCHEMA_FILE, schema};
pub use sources::{ReadFile, is_built_in};
pub use text::{from_text, from_texts};
pub use uncertain::{Belief, Samples, Scale, Uncertain};

use crate::chance::Distribution;
use crate::clock::MINUTE;
use crate::rules::{InForce, Policy, Province};
use draft::{General, ProvinceDraft};
use reader::Reader;
use tree::Node;

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
    load_given(path, overrides, &GivenFiles::default())
}

/// The same, from files that are given in place of those on the disk.
///
/// # Errors
/// Those of [`load`].
pub fn load_given(path: &Path, overrides: &[String], given: &GivenFiles) -> Result<Loaded, Faults> {
    checked(path, sources::read(path, overrides, given.clone())?)
}

/// Checks a scenario that was read.
fn checked(path: &Path, mut sources: sources::Sources) -> Result<Loaded, Faults> {
    applies::settle(&mut sources.tree, &sources.layers);
    let mut reader = Reader::new(path);
    reader.given = sources.given;
    names::check_names(&mut reader, &sources.tree, "");
    // A folder is named so: `..toml` is no name for the folder above.
    let named = path
        .file_stem()
        .filter(|stem| *stem != "." && *stem != "..");
    let name = named.or(path.file_name());
    let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
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
        let general = General::default();
        Self {
            policy: general.policy,
            in_force: general.in_force,
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
    let mut sources = sources::read(path, &[], GivenFiles::default())?;
    let mut own = std::mem::take(&mut sources.own).into_iter();
    let scenario = checked(path, sources)?.scenario;
    let Some(mut tree) = own.next() else {
        return Ok(RulesAlone::default());
    };
    for over in own {
        tree.lay_over(&over, "");
    }
    let mut reader = Reader::of(path, &scenario);
    let mut general = General::default();
    let mut province = ProvinceDraft {
        first_code_delay: Delay {
            distribution: RulesAlone::default().first_code_delay,
            measured_in: None,
        },
        ..ProvinceDraft::default()
    };
    fields::rules(
        &mut build::over(&mut reader, &tree),
        &mut general,
        &mut province,
    );
    reader.faults.or(RulesAlone {
        policy: general.policy,
        in_force: general.in_force,
        first_code_delay: province.first_code_delay.distribution,
        seed: general.run.seed,
    })
}
