//! What made a reference: figures are held against those of the same scenario, seed and version.

use std::io::ErrorKind;
use std::path::Path;

use serde_json::Value;

use super::{Difference, Error, What, broken_or_io};
use crate::diagnostics::{MANIFEST_BYTES, Unreadable, read_file};
use crate::folder::{MANIFEST, ours};

/// Members of a manifest that say what was run, but for the scenario itself.
const MADE_BY: [&str; 4] = ["version", "name", "seed", "replications"];

/// What in the manifest of a reference is of another run than `made`, the manifest of now. A reference
/// without a manifest says nothing of itself.
///
/// # Errors
/// [`Error::BrokenReference`] where the manifest is none of this program, or [`Error::Io`].
pub fn compare_manifest(made: &Value, reference: &Path) -> Result<Vec<Difference>, Error> {
    let path = reference.join(MANIFEST);
    let bytes = match read_file(&path, MANIFEST_BYTES) {
        Err(Unreadable::Machine(error)) if error.kind() == ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        read => read.map_err(broken_or_io(&path))?,
    };
    compare_manifests(made, &bytes, &path)
}

/// The same of the bytes of the reference's manifest, whose path is for messages.
///
/// # Errors
/// [`Error::BrokenReference`].
pub fn compare_manifests(
    made: &Value,
    bytes: &[u8],
    path: &Path,
) -> Result<Vec<Difference>, Error> {
    let Some(theirs) = ours(bytes) else {
        return Err(Error::BrokenReference {
            path: path.to_owned(),
            line: None,
            reason: "is no manifest of this program".to_owned(),
        });
    };
    let mut found = Vec::new();
    for name in MADE_BY {
        differ(name, Some(&made[name]), Some(&theirs[name]), &mut found);
    }
    let (now, then) = (&made["scenario"], &theirs["scenario"]);
    let mut of_scenario = Vec::new();
    differ("scenario", Some(now), Some(then), &mut of_scenario);
    // Told already, as what was run.
    let told = ["scenario.run.seed", "scenario.run.replications"];
    let is_new =
        |what: &What| !matches!(what, What::Made { field, .. } if told.contains(&field.as_str()));
    found.extend(of_scenario.into_iter().filter(is_new));
    let file = || MANIFEST.to_owned();
    let found = found
        .into_iter()
        .map(|what| Difference { file: file(), what });
    Ok(found.collect())
}

/// Adds the values that differ, each under its dotted path.
fn differ(path: &str, now: Option<&Value>, then: Option<&Value>, found: &mut Vec<What>) {
    if now == then {
        return;
    }
    if let (Some(Value::Object(now)), Some(Value::Object(then))) = (now, then) {
        let added = then.keys().filter(|name| !now.contains_key(*name));
        for name in now.keys().chain(added) {
            differ(
                &format!("{path}.{name}"),
                now.get(name),
                then.get(name),
                found,
            );
        }
        return;
    }
    let shown = |value: Option<&Value>| value.map_or_else(String::new, Value::to_string);
    found.push(What::Made {
        field: path.to_owned(),
        reference: shown(then),
        now: shown(now),
    });
}
