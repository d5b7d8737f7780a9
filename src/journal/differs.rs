//! In what two plans differ, in words.

use serde_json::Value;

/// The most differences that are told.
const MOST: usize = 5;

/// One value that differs: where, and both as JSON; nothing where one of them is not there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    pub path: Vec<String>,
    pub there: Option<Value>,
    pub here: Option<Value>,
}

/// The values in which one differs from another.
pub(super) fn differences(there: &Value, here: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(&mut Vec::new(), Some(there), Some(here), &mut found);
    found
}

fn walk(
    path: &mut Vec<String>,
    there: Option<&Value>,
    here: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    match (there, here) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let more = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(more) {
                path.push(key.clone());
                walk(path, a.get(key), b.get(key), found);
                path.pop();
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) if has_tables(a) || has_tables(b) => {
            for place in 0..a.len().max(b.len()) {
                path.push((place + 1).to_string());
                walk(path, a.get(place), b.get(place), found);
                path.pop();
            }
        }
        (there, here) if there != here => found.push(Difference {
            path: path.clone(),
            there: there.cloned(),
            here: here.cloned(),
        }),
        _ => {}
    }
}

fn has_tables(list: &[Value]) -> bool {
    list.iter()
        .any(|value| value.is_object() || value.is_array())
}

/// The first of them as lines.
pub(super) fn told(differences: &[Difference]) -> String {
    let word = |value: &Option<Value>| match value {
        Some(value) => shortened(&value.to_string()),
        None => "nothing".to_owned(),
    };
    let lines = differences.iter().take(MOST).map(|one| {
        let (there, here) = (word(&one.there), word(&one.here));
        format!("\n  {}: {there} there, {here} here", one.path.join("."))
    });
    let mut text: String = lines.collect();
    if differences.len() > MOST {
        text += &format!("\n  and {} more", differences.len() - MOST);
    }
    text
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
