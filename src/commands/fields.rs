//! `fields`: what may stand in a scenario.

use clap::Args;
use serde_json::{Value, json};

use super::listing::{matches, table};
use super::{Error, Exit, Global, print};
use crate::scenario::{Entry, Where, as_toml, entries, nearest_field};

/// List the fields of a scenario, with unit, default, what is allowed, and what they mean.
///
/// The default is what a scenario has that does not set the field: the baseline's value.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim fields
  beian-sim fields resend
  beian-sim fields rules.window --json")]
pub struct FieldsArgs {
    /// List only fields in whose name or meaning this stands.
    pattern: Option<String>,
}

/// A longer default is told by its size alone.
const LONGEST_DEFAULT: usize = 48;

/// Runs the command.
///
/// # Errors
/// A pattern that matches no field.
pub fn run(args: &FieldsArgs, global: &Global) -> Result<Exit, Error> {
    let pattern = args.pattern.as_deref();
    let found: Vec<Entry> = entries()
        .filter(|entry| matches(pattern, &[&entry.path, entry.meaning]))
        .collect();
    if let Some(pattern) = pattern.filter(|_| found.is_empty()) {
        let near = nearest_field(pattern);
        return Err(Error::input(format!(
            "no field has \"{pattern}\" in its name or meaning{near}"
        )));
    }
    if global.json {
        let list: Vec<Value> = found.iter().map(as_json).collect();
        return print(&format!("{}\n", Value::Array(list)));
    }
    let rows: Vec<[String; 5]> = found.iter().map(row).collect();
    let heading = ["FIELD", "UNIT", "DEFAULT", "ALLOWED", "MEANING"];
    print(&table(heading, &rows))
}

fn row(entry: &Entry) -> [String; 5] {
    [
        entry.path.clone(),
        entry.kind.unit().to_owned(),
        short_default(entry),
        entry.kind.allowed(),
        entry.meaning.to_owned(),
    ]
}

/// A default on one short line; of a long one, how many values it has.
fn short_default(entry: &Entry) -> String {
    if entry.required {
        return "(required)".to_owned();
    }
    let Some(default) = &entry.default else {
        return "(none)".to_owned();
    };
    let whole = as_toml(default);
    match default {
        _ if whole.chars().count() <= LONGEST_DEFAULT => whole,
        Value::Array(list) => format!("({} values)", list.len()),
        Value::Object(table) => format!("({} values)", table.len()),
        _ => whole,
    }
}

fn as_json(entry: &Entry) -> Value {
    let mut places = vec!["scenario"];
    if entry.may_stand != Where::General {
        places.push("province");
    }
    if entry.may_stand == Where::Population {
        places.push("segment");
    }
    json!({
        "field": entry.path,
        "unit": entry.kind.unit(),
        "default": entry.default,
        "required": entry.required,
        "allowed": entry.kind.allowed(),
        "meaning": entry.meaning,
        "may_stand_in": places,
    })
}
