//! In which fields two scenarios differ.

use super::{Loaded, fields, sources, tree, without_base};

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

/// Whether a difference is more than one of words, or of what only an ensemble draws.
fn is_substance(difference: &Difference) -> bool {
    !["title", "description", super::applies::UNCERTAIN].contains(&difference.field.as_str())
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
