//! Faults for everything in a tree that is no field.

use super::fields::{Kind, Part, Where, field_at, is_section, unknown};
use super::reader::Reader;
use super::tree::{Node, Value, join};
use crate::diagnostics::did_you_mean;
use crate::rules::Province;

/// Faults for everything in a tree that is no field.
pub(super) fn check_names(reader: &mut Reader, node: &Node, path: &str) {
    for (name, child) in node.fields() {
        let path = join(path, name);
        if path == "province" {
            check_provinces(reader, child);
        } else if let Some(field) = field_at(&path) {
            if field.kind == Kind::Segments {
                let own = field.kind.parts();
                for segment in reader.list(child, &path) {
                    check_nested(reader, segment, "segments.", &own, true);
                }
            }
        } else if is_section(&path) {
            check_section(reader, child, &path);
        } else {
            reader.fault(child, &path, unknown(&path));
        }
    }
}

fn check_section(reader: &mut Reader, node: &Node, path: &str) {
    if matches!(node.value, Value::Table(_)) {
        check_names(reader, node, path);
    } else {
        let found = node.value.kind();
        reader.fault(node, path, format!("{found} where a table is expected"));
    }
}

fn check_provinces(reader: &mut Reader, node: &Node) {
    for (code, table) in reader.table(node, "province") {
        let path = join("province", code);
        if Province::from_code(code).is_none() {
            let near = did_you_mean(code, Province::all().map(Province::code));
            reader.fault(table, &path, format!("no province \"{code}\"{near}"));
        } else {
            check_nested(reader, table, &format!("{path}."), &[], false);
        }
    }
}

/// The fields of a segment or a province: those that may stand there.
fn check_nested(reader: &mut Reader, node: &Node, at: &str, own: &[Part], segment: bool) {
    let place = at.trim_end_matches('.');
    if !matches!(node.value, Value::Table(_)) {
        reader.fault(
            node,
            place,
            format!("{} where a table is expected", node.value.kind()),
        );
        return;
    }
    for (name, child) in node.fields() {
        if !own.iter().any(|part| part.name == name) {
            nested_field(reader, child, at, name, segment);
        }
    }
}

fn nested_field(reader: &mut Reader, node: &Node, at: &str, path: &str, segment: bool) {
    let full = format!("{at}{path}");
    if let Some(field) = field_at(path) {
        let allowed = match field.may_stand {
            Where::General => false,
            Where::Province => !segment,
            Where::Population => true,
        };
        if !allowed {
            let place = if segment { "a segment" } else { "a province" };
            reader.fault(node, &full, format!("cannot be set for {place}"));
        }
    } else if is_section(path) {
        if !matches!(node.value, Value::Table(_)) {
            let found = node.value.kind();
            reader.fault(node, &full, format!("{found} where a table is expected"));
        }
        for (name, child) in node.fields() {
            nested_field(reader, child, at, &join(path, name), segment);
        }
    } else {
        let message = unknown(path).replacen("mean ", &format!("mean {at}"), 1);
        reader.fault(node, &full, message);
    }
}
