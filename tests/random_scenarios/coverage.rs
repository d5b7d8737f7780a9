//! The random scenarios set every field that is declared, at every level, and every part and form of it.

use std::collections::BTreeSet;

use beian_sim::scenario::{
    BOUNDS, FORMS, Kind, MEASURED_IN, MIXTURE_PARTS, PRIORS, Where, entries, fields,
};
use toml::Value;

use crate::recipe::Recipe;
use crate::scenario::Level;

/// Every path in a value, as the reference writes it: `outages[].what`, `calendars.<name>.hours`.
fn paths(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    found.insert(at.to_owned());
    match value {
        Value::Table(table) => {
            for (name, value) in table {
                let name = if at == "calendars" { "<name>" } else { name };
                paths(value, &format!("{at}.{name}"), found);
            }
        }
        Value::Array(list) => {
            for value in list {
                paths(value, &format!("{at}[]"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_is_set_at_every_level_with_all_its_parts_and_forms() {
    let mut found = BTreeSet::new();
    for seed in 0..220 {
        let recipe = Recipe::of(seed);
        let written = recipe.scenario();
        written.load();
        for ((level, path), value) in &written.settings {
            let at = match level {
                Level::General => String::new(),
                Level::Province(_) => "province: ".to_owned(),
                Level::Segment(_) => "segment: ".to_owned(),
            };
            paths(value, &format!("{at}{path}"), &mut found);
        }
        if written.is_based() {
            found.insert("based_on".to_owned());
        }
    }
    let mut missing: Vec<String> = Vec::new();
    let mut wanted = |path: String| {
        if !found.contains(&path) {
            missing.push(path);
        }
    };
    entries().for_each(|entry| wanted(entry.path));
    for field in fields() {
        match field.may_stand {
            Where::General => {}
            Where::Province => wanted(format!("province: {}", field.path)),
            Where::Population => {
                wanted(format!("province: {}", field.path));
                wanted(format!("segment: {}", field.path));
            }
        }
        if let Kind::Delay(_) = field.kind {
            FORMS
                .iter()
                .for_each(|form| wanted(format!("{}.{}", field.path, form.name)));
        }
    }
    let mut anywhere = |end: String| {
        if !found.iter().any(|path| path.ends_with(&end)) {
            missing.push(end);
        }
    };
    for form in FORMS {
        let parameters = form.parameters.iter();
        parameters.for_each(|part| anywhere(format!(".{}.{}", form.name, part.name)));
    }
    for form in PRIORS {
        let parameters = form.parameters.iter();
        parameters
            .for_each(|part| anywhere(format!("[].distribution.{}.{}", form.name, part.name)));
    }
    let parts = MIXTURE_PARTS
        .iter()
        .map(|part| format!(".mixture[].{}", part.name));
    parts.for_each(&mut anywhere);
    let parts = BOUNDS.iter().chain([&MEASURED_IN]);
    parts.for_each(|part| anywhere(format!(".{}", part.name)));
    assert!(missing.is_empty(), "never set: {missing:#?}");
}
