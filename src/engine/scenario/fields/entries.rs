//! All that may stand in a scenario, one entry a field or part of a field: for lists and references.

use serde_json::Value;

use super::{Kind, Where, default, fields};

/// A field, or a part of the tables that a field holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its path; a part's is written `outages[].what`, `calendars.<name>.hours` or `rules.window.days`.
    pub path: String,
    /// What it holds.
    pub kind: Kind,
    /// Where it may be set.
    pub may_stand: Where,
    /// What it means.
    pub meaning: &'static str,
    /// What it is in a scenario that does not set it; `None` where there is nothing then.
    pub default: Option<Value>,
    /// Whether a part must stand in its table.
    pub required: bool,
}

/// All entries, in the order of a scenario file.
pub fn entries() -> impl Iterator<Item = Entry> {
    fields().iter().flat_map(|field| {
        let own = Entry {
            path: field.path.to_owned(),
            kind: field.kind,
            may_stand: field.may_stand,
            meaning: field.meaning,
            default: default(field.path),
            required: false,
        };
        let inside = match field.kind {
            Kind::Calendars => ".<name>.",
            Kind::Span => ".",
            _ => "[].",
        };
        let parts = field.kind.parts().into_iter().map(move |part| Entry {
            path: format!("{}{inside}{}", field.path, part.name),
            kind: part.kind,
            may_stand: Where::General,
            meaning: part.meaning,
            default: None,
            required: part.required,
        });
        std::iter::once(own).chain(parts)
    })
}
