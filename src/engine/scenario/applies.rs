//! Which uncertain fields a scenario has: those of a base whose field it sets itself, or does not use,
//! are none of its own.

use super::fields::{FORMS, Field, Kind, MAXIMUM_RATE, MINIMUM_RATE, Part, field_at, general_path};
use super::segments;
use super::tree::{Node, Value};
use super::uncertain::Scale;
use crate::clock::LONGEST_DURATION;
use crate::diagnostics::Place;
use crate::rules::Province;

/// The list of what is uncertain.
pub(super) const UNCERTAIN: &str = "uncertain";

/// What the values of a field may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Allowed {
    pub scale: Scale,
    pub minimum: f64,
    pub maximum: f64,
    /// Whether it must sum to 1 with others.
    pub is_share: bool,
}

/// What the values at a path may be that is no matter of the run, if they are numbers or durations.
pub(super) fn allowed(path: &str) -> Option<Allowed> {
    bounds(path).filter(|_| !path.starts_with("run."))
}

/// The form of the values at a path, if they are numbers or durations.
pub fn scale_at(path: &str) -> Option<Scale> {
    bounds(general_path(path)).map(|allowed| allowed.scale)
}

/// What the values at a path may be, if they are numbers or durations.
fn bounds(path: &str) -> Option<Allowed> {
    let (field, rest) = field_of(path)?;
    let names: Vec<&str> = rest.split('.').filter(|name| !name.is_empty()).collect();
    let of_part = |part: &Part| of_kind(part.kind);
    match (field.kind, &names[..]) {
        (Kind::Delay(_), []) => of_kind(Kind::DurationOrZero),
        (Kind::Delay(_), &["at_least" | "at_most"]) => of_kind(Kind::DurationOrZero),
        (Kind::Delay(_), &[form, parameter]) => {
            let form = FORMS.iter().find(|known| known.name == form)?;
            let mut parts = form.parameters.iter();
            parts.find(|part| part.name == parameter).and_then(of_part)
        }
        (Kind::Span, []) => of_kind(PLAIN_SPAN),
        (Kind::Span, [name]) => {
            let parts = field.kind.parts();
            let mut parts = parts.iter();
            parts.find(|part| part.name == *name).and_then(of_part)
        }
        (Kind::LaneRates, [] | [_]) => Some(Allowed {
            minimum: MINIMUM_RATE,
            maximum: MAXIMUM_RATE,
            ..NUMBER
        }),
        (Kind::Shares(known), [name]) if known.contains(name) => of_kind(Kind::Share),
        (kind, []) => of_kind(kind),
        _ => None,
    }
}

/// What a span is that is in no calendar.
const PLAIN_SPAN: Kind = Kind::Duration {
    maximum: LONGEST_DURATION,
};

const NUMBER: Allowed = Allowed {
    scale: Scale::Number,
    minimum: 0.0,
    maximum: 1.0,
    is_share: false,
};

fn of_kind(kind: Kind) -> Option<Allowed> {
    let of = |scale, minimum, maximum| Allowed {
        scale,
        minimum,
        maximum,
        is_share: false,
    };
    match kind {
        Kind::Probability => Some(NUMBER),
        Kind::Share => Some(Allowed {
            is_share: true,
            ..NUMBER
        }),
        // The greatest below 1 that is written as such.
        Kind::ProbabilityBelowOne => Some(of(Scale::Number, 0.0, 1.0 - 1e-9)),
        Kind::Number {
            minimum, maximum, ..
        } => Some(of(Scale::Number, minimum, maximum)),
        Kind::Count {
            minimum, maximum, ..
        } => Some(of(Scale::Whole, minimum as f64, maximum as f64)),
        Kind::CountOrNone { minimum, .. } => {
            Some(of(Scale::Whole, minimum as f64, f64::from(u32::MAX)))
        }
        Kind::Duration { maximum } => Some(of(Scale::Duration, 1.0, maximum as f64)),
        Kind::DurationOrZero => Some(of(Scale::Duration, 0.0, LONGEST_DURATION as f64)),
        _ => None,
    }
}

/// The field at a path or above it, and what of the path lies below the field.
pub(super) fn field_of(path: &str) -> Option<(&'static Field, &str)> {
    let ends = path.match_indices('.').map(|(at, _)| at);
    let mut ends: Vec<usize> = ends.collect();
    ends.push(path.len());
    let found = ends.into_iter().rev();
    let mut found = found.filter_map(|end| Some((field_at(&path[..end])?, end)));
    let (field, end) = found.next()?;
    Some((field, path[end..].trim_start_matches('.')))
}

/// The node at a path, where a segment is named; or the last above it that there is.
fn node_at<'n>(tree: &'n Node, path: &str) -> Result<&'n Node, &'n Node> {
    let (mut node, mut rest) = (tree, path);
    if let Some(named) = path.strip_prefix("segments.") {
        let (place, below) = segments::named(tree, named).ok_or(tree)?;
        (node, rest) = (&segments::of(tree)[place], below);
    }
    for name in rest.split('.') {
        node = node.field(name).ok_or(node)?;
    }
    Ok(node)
}

/// Why a scenario does not use a field; `None` where it does.
pub(super) fn not_used(tree: &Node, path: &str) -> Option<String> {
    let general = general_path(path);
    let (field, rest) = field_of(path)?;
    let above = path.strip_suffix(rest).unwrap_or(path);
    let above = above.trim_end_matches('.');
    let found = node_at(tree, path).or_else(|missing| match rest {
        // What a province or a segment does not set is as everywhere.
        "" => node_at(tree, general),
        _ => Err(missing),
    });
    match found.map(|node| &node.value) {
        Ok(Value::Table(_)) if matches!(field.kind, Kind::Delay(_)) => {
            return Some(format!(
                "it is a distribution: name one of its parameters, such as {path}.lognormal.median"
            ));
        }
        Ok(Value::Table(_)) if field.kind == Kind::Span => {
            return Some(format!(
                "it is measured in a calendar: name {path}.length or {path}.days"
            ));
        }
        Ok(_) => {}
        Err(_) => {
            return Some(format!(
                "{above} has no {}",
                if rest.is_empty() { "value" } else { rest }
            ));
        }
    }
    if let Some(code) = path.strip_prefix("province.")
        && let Some(province) = code.split('.').next()
        && !has_filings(tree, province)
    {
        return Some(format!("{province} has no filings"));
    }
    let nested = path != general;
    let own = |node: &Node| node.at(above).is_some();
    if general.starts_with("arrivals.") && tree.at("arrivals.file").is_some() {
        return Some("arrivals.file stands in its place".into());
    }
    let list = segments::of(tree);
    if !nested && !list.is_empty() && list.iter().all(own) {
        return Some("every segment has a value of its own".into());
    }
    if general.starts_with("authority.audit_work") && !nested && !has_auditors(tree) {
        return Some("no auditors are set".into());
    }
    None
}

fn has_filings(tree: &Node, code: &str) -> bool {
    if Province::from_code(code).is_none() || tree.at("arrivals.file").is_some() {
        return Province::from_code(code).is_some();
    }
    let share = tree
        .at("arrivals.province_share")
        .and_then(|t| t.field(code));
    share.is_some_and(|share| !matches!(share.value, Value::Integer(0)))
}

fn has_auditors(tree: &Node) -> bool {
    let limited = |node: &Node| {
        let own = node.at("authority.auditors");
        own.is_some_and(|own| matches!(own.value, Value::Integer(1..)))
    };
    let provinces = tree.field("province");
    limited(tree) || provinces.is_some_and(|all| all.fields().any(|(_, own)| limited(own)))
}

/// Leaves out of a tree what is uncertain in a base, where a scenario that is laid over it sets the field
/// itself, or does not use it. `layers` are the sources, the lowest first.
pub(super) fn settle(tree: &mut Node, layers: &[String]) {
    let rank = |place: &Place| match place.source.is_option() {
        true => layers.len(),
        false => {
            let found = layers.iter().position(|name| *name == place.source.name);
            found.unwrap_or(0)
        }
    };
    let applies = |tree: &Node, named: &Node| {
        let Value::Text(path) = &named.value else {
            return true;
        };
        if allowed(path).is_none() {
            return true;
        }
        let own = rank(&named.place);
        let node = node_at(tree, path);
        let set_above = match node {
            Ok(node) => rank(&node.place) > own,
            Err(node) => rank(&node.place) > own && not_used(tree, path).is_some(),
        };
        let inherited = own + 1 < layers.len();
        !(set_above || inherited && not_used(tree, path).is_some())
    };
    let Some(Value::List(list)) = tree.field(UNCERTAIN).map(|node| &node.value) else {
        return;
    };
    let mut kept = Vec::new();
    for entry in list {
        let mut entry = entry.clone();
        let one = entry
            .field("field")
            .is_none_or(|field| applies(tree, field));
        let mut some = true;
        if let Value::Table(table) = &mut entry.value
            && let Some(Value::List(fields)) = table.get_mut("fields").map(|node| &mut node.value)
            && !fields.is_empty()
        {
            fields.retain(|field| applies(tree, field));
            some = !fields.is_empty();
        }
        if one && some {
            kept.push(entry);
        }
    }
    if let Value::Table(table) = &mut tree.value {
        match table.get_mut(UNCERTAIN) {
            Some(node) if !kept.is_empty() => node.value = Value::List(kept),
            _ => {
                table.remove(UNCERTAIN);
            }
        }
    }
}
