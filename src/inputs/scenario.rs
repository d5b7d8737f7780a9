//! The scenario that a record gives, and the files that it names.

use std::fmt::Write as _;

use serde_json::Value;

use super::estimates::{Estimated, Figure, Inputs};
use crate::measures::Unit;
use crate::scenario::Scale;

impl Inputs {
    /// The scenario: what it is based on (`scenario.toml` beside it), and the fields that were estimated, each with its
    /// interval. `record` is the name of what was read, `title` that of the base, `as_read` its fields.
    pub fn scenario(&self, record: &str, title: &str, as_read: &Value) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let of = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
        let mut text = format!(
            "# What {} shows of a scenario's fields, as beian-sim inputs found it; everything else is as in scenario.toml.\n\
             # In comments: {} confidence intervals, and the number of observations. inputs.csv has more.\n\
             based_on = \"scenario.toml\"\n\
             title = {}\n",
            of(record),
            self.level,
            quoted(&format!("{title} (inputs from {record})"))
        );
        // What the record has in its averages would come twice.
        for (field, list) in [
            ("segments", &as_read["segments"]),
            ("outages", &as_read["outages"]),
            ("arrivals.surges", &as_read["arrivals"]["surges"]),
        ] {
            if list.as_array().is_some_and(|list| !list.is_empty()) {
                let _ = writeln!(
                    text,
                    "{field} = []   # what the record has of them is in its averages"
                );
            }
        }
        let mut section = "";
        for estimated in &self.estimated {
            let own = estimated.field.split('.').next().unwrap_or("");
            if own != section {
                text.push('\n');
                section = own;
            }
            let _ = writeln!(
                text,
                "{} = {}   # {}",
                estimated.field,
                estimated.written,
                comment(estimated)
            );
        }
        text
    }

    /// The empirical files, as bytes.
    pub fn csv_files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let file = |values: &[f64]| {
            let mut text = "seconds\n".to_owned();
            for value in values {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{:.3}", value / 1e3);
            }
            text.into_bytes()
        };
        self.files
            .iter()
            .map(|(name, values)| (*name, file(values)))
            .collect()
    }

    /// Fields that were estimated and that the base sets for a province itself, where it stays so.
    pub fn kept_by_provinces(&self, as_read: &Value) -> Vec<String> {
        let Some(provinces) = as_read["province"].as_object() else {
            return Vec::new();
        };
        let mut kept = Vec::new();
        for (code, table) in provinces {
            for estimated in &self.estimated {
                let mut path = estimated.field.split('.');
                let found = path.try_fold(table, |at, name| at.get(name));
                if found.is_some() {
                    kept.push(format!("province.{code}.{}", estimated.field));
                }
            }
        }
        kept
    }
}

/// What stands behind a field: its interval where it has one figure, and how many observations.
fn comment(estimated: &Estimated) -> String {
    let observations = match estimated.censored {
        0 => format!("{} observations", estimated.observations),
        censored => format!(
            "{} observations, {censored} cut off",
            estimated.observations
        ),
    };
    let [figure] = &estimated.figures[..] else {
        let named = estimated
            .figures
            .iter()
            .filter(|figure| figure.name == "median" || figure.name == "mean");
        let named = named.map(|figure| format!("{} {}", figure.name, words(figure)));
        let parts: Vec<String> = named.chain([observations]).collect();
        return parts.join("; ");
    };
    match figure.interval {
        Some(_) => format!("{}; {observations}", words(figure)),
        None => observations,
    }
}

/// A figure with its interval, rounded.
fn words(figure: &Figure) -> String {
    let one = |value: f64| match figure.unit {
        Unit::Seconds => Scale::Duration.written((value * 1e3).round()),
        _ => Scale::Number.written((value * 1e4).round() / 1e4),
    };
    match figure.interval {
        Some((low, high)) => format!("{} [{} to {}]", one(figure.value), one(low), one(high)),
        None => one(figure.value),
    }
}
