//! What a field holds in an empty scenario: the baseline's value.

use std::sync::OnceLock;

use serde_json::Value;

use crate::diagnostics::SourceText;
use crate::scenario::sources::BASELINE;
use crate::scenario::tree::Node;

/// The value of a field in a scenario that does not set it; `None` where it then has none.
pub fn default(path: &str) -> Option<Value> {
    static BASE: OnceLock<Option<Node>> = OnceLock::new();
    let base = BASE.get_or_init(|| Node::parse(&SourceText::new("baseline.toml", BASELINE)).ok());
    Some(base.as_ref()?.at(path)?.value.json())
}

/// A default as a scenario file would write it, on one line.
pub fn as_toml(value: &Value) -> String {
    match value {
        Value::Object(table) => {
            let fields = table
                .iter()
                .map(|(name, value)| format!("{name} = {}", as_toml(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(list) => {
            let values: Vec<String> = list.iter().map(as_toml).collect();
            format!("[{}]", values.join(", "))
        }
        other => other.to_string(),
    }
}
