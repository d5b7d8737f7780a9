//! Segments, as paths name them: `segments.<name>.<field>`. A name may have any characters in it.

use std::cmp::Reverse;

use super::fields::{SEGMENTS, leads_to_field};
use super::tree::{Node, Value};

/// The segments of a scenario.
pub(super) fn of(tree: &Node) -> &[Node] {
    match tree.field(SEGMENTS).map(|node| &node.value) {
        Some(Value::List(list)) => list,
        _ => &[],
    }
}

/// A segment's name.
pub(super) fn name_of(segment: &Node) -> &str {
    match segment.field("name").map(|node| &node.value) {
        Some(Value::Text(name)) => name,
        _ => "",
    }
}

/// The place of the segment that a path without `segments.` names, perhaps with a value, and what follows the
/// name. Of two names that fit, the one after which a field follows.
pub(super) fn named<'p>(tree: &Node, path: &'p str) -> Option<(usize, &'p str)> {
    let fits = |(segment, place): (&Node, usize)| {
        let rest = path.strip_prefix(name_of(segment))?.strip_prefix('.')?;
        Some((place, rest))
    };
    let found = of(tree).iter().zip(0..).filter_map(fits);
    found.max_by_key(|(_, rest)| {
        let field = rest.split_once('=').map_or(*rest, |(field, _)| field);
        (leads_to_field(field.trim_end()), Reverse(rest.len()))
    })
}
