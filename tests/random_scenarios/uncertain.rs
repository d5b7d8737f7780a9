//! What a random scenario is uncertain of: fields that it sets, with a belief or with rows of samples.

use beian_sim::scenario::{CUT_OFF, Kind, PRIORS, field_at};
use toml::{Table, Value};

use crate::dice::Dice;
use crate::scenario::{Level, Settings};
use crate::value::{duration, list};

/// What is uncertain: some of the fields that are set, each with a belief; the others as samples.
pub fn uncertain(settings: &Settings, segmented: bool, dice: &mut Dice) -> Value {
    let mut certain = vec!["run.", "arrivals.", "costs.", "thresholds"];
    // With segments a general value may be that of nobody.
    if segmented {
        certain.extend([
            "filings.",
            "carriers.",
            "handsets.",
            "people.",
            "resubmission.",
        ]);
    }
    let open = |path: &str| !certain.iter().any(|start| path.starts_with(start));
    let general = settings
        .iter()
        .filter(|((level, path), _)| *level == Level::General && open(path));
    let found = general.filter_map(|((_, path), value)| {
        let field = field_at(path)?;
        match (field.kind, value) {
            (Kind::Probability | Kind::ProbabilityBelowOne, _) => Some((*path).to_owned()),
            (Kind::Duration { .. } | Kind::DurationOrZero, _) => Some((*path).to_owned()),
            (Kind::Span, Value::String(_)) => Some((*path).to_owned()),
            (Kind::Span, value) => value.get("length").map(|_| format!("{path}.length")),
            (Kind::Delay(_), Value::String(_)) if *path != "authority.audit_work" => {
                Some((*path).to_owned())
            }
            (Kind::Delay(_), value) if *path != "authority.audit_work" => {
                value.get("exponential")?;
                Some(format!("{path}.exponential.mean"))
            }
            _ => None,
        }
    });
    let found: Vec<String> = found.collect();
    let (believed, sampled) = found.split_at(found.len() / 2);
    let mut entries: Vec<Value> = believed.iter().map(|path| belief(path, dice)).collect();
    if !sampled.is_empty() {
        let fields = sampled.iter().map(|path| Value::from(path.as_str()));
        let entry = [("fields", list(fields)), ("samples", "samples.csv".into())];
        entries.push(
            entry
                .map(|(name, value): (&str, Value)| (name.to_owned(), value))
                .into_iter()
                .collect::<Table>()
                .into(),
        );
    }
    Value::Array(entries)
}

/// Rows of samples of all fields that could be uncertain.
pub fn samples(settings: &Settings) -> String {
    let entries = settings
        .get(&(Level::General, "uncertain"))
        .and_then(Value::as_array);
    let named = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("fields")?.as_array());
    let fields: Vec<&str> = named.flatten().filter_map(Value::as_str).collect();
    let row = |number: &str, time: &str| {
        let each = fields
            .iter()
            .map(|path| if is_time(path) { time } else { number });
        format!("{number},{}\n", each.collect::<Vec<_>>().join(","))
    };
    let header = format!("weight,{}\n", fields.join(","));
    header + &row("0.25", "1h") + &row("0.5", "90min") + &row("0.75", "1d")
}

/// Whether the values of a field, or of a parameter of it, are durations; otherwise they are probabilities.
fn is_time(path: &str) -> bool {
    let parameter = [".exponential.mean", ".length"];
    let mut of_parameter = parameter.iter().filter_map(|end| path.strip_suffix(end));
    let field = field_at(of_parameter.next().unwrap_or(path)).unwrap();
    !matches!(field.kind, Kind::Probability | Kind::ProbabilityBelowOne)
}

/// What is believed of a probability or a duration.
fn belief(path: &str, dice: &mut Dice) -> Value {
    let form = dice.one_of(&PRIORS.iter().collect::<Vec<_>>());
    let (time, low) = (is_time(path), dice.between(0.1, 0.3));
    // A quarter of an hour each tenth, or the share itself.
    let mut of_field = |share: f64| match time {
        true => duration((share * 9e6) as i64, dice),
        false => Value::Float(share),
    };
    let [low, middle, high] = [low, low + 0.2, low + 0.5].map(&mut of_field);
    let spread = of_field(0.1);
    let mut parameters = Table::new();
    let mut optional = form
        .parameters
        .iter()
        .filter(|part| !part.required && part.kind != Kind::OfField);
    let other = optional.next().map(|part| part.name);
    let takes_other = dice.happens(0.5);
    for part in form.parameters {
        let value = match part.name {
            "min" => &low,
            "mode" | "mean" | "median" => &middle,
            "max" => &high,
            "sd" => &spread,
            // One of the two.
            "p95" if !takes_other => &high,
            name if Some(name) == other && !takes_other => continue,
            "p95" => continue,
            "sigma" | "alpha" | "beta" => &Value::Float(1.5),
            name => panic!("{}.{name}: what is it?", form.name),
        };
        parameters.insert(part.name.to_owned(), value.clone());
    }
    let mut distribution = Table::new();
    distribution.insert(form.name.to_owned(), Value::Table(parameters));
    for (part, bound) in CUT_OFF.iter().zip([low, high]) {
        distribution.insert(part.name.to_owned(), bound);
    }
    let entry = [
        ("field", Value::from(path)),
        ("distribution", Value::Table(distribution)),
        ("source", "a guess".into()),
    ];
    Value::Table(
        entry
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect(),
    )
}
