//! `datapackage.json`: a Frictionless (version 1) tabular data package that describes every column.

use serde_json::{Map, Value, json};

use crate::datasets::{Column, Kind, Schema, TableFile, Tables};
use crate::diagnostics::sha256;

/// The data package of a folder's tables; `name` and `title` are the scenario's.
pub fn datapackage(name: &str, title: &str, tables: &Tables) -> Value {
    json!({
        "profile": "tabular-data-package",
        "name": slug(name),
        "title": title,
        "description": "Results of beian-sim, a simulator of the SMS check of ICP filings. \
                        manifest.json says what made them.",
        "resources": tables.list.iter().map(resource).collect::<Vec<_>>(),
    })
}

fn resource(table: &TableFile) -> Value {
    json!({
        "profile": "tabular-data-resource",
        "name": table.schema.name.as_str(),
        "title": table.schema.title,
        "description": table.schema.description,
        "path": table.schema.file(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.bytes.len(),
        "hash": format!("sha256:{}", sha256(&table.bytes)),
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
        },
        "schema": schema(&table.schema),
    })
}

fn schema(schema: &Schema) -> Value {
    let fields = schema.columns.iter();
    json!({
        "fields": fields.map(|column| field(schema, column)).collect::<Vec<_>>(),
        "primaryKey": schema.key,
        "missingValues": [""],
    })
}

fn field(schema: &Schema, column: &Column) -> Value {
    let mut field = Map::new();
    field.insert("name".into(), column.name.as_ref().into());
    field.insert("type".into(), column.kind.type_name().into());
    if let Kind::Instant = column.kind {
        // The default form knows only UTC.
        field.insert("format".into(), "%Y-%m-%dT%H:%M:%S%z".into());
    }
    field.insert("description".into(), column.description.into());
    let constraints = constraints(schema, column);
    if !constraints.is_empty() {
        field.insert("constraints".into(), constraints.into());
    }
    field.into()
}

fn constraints(schema: &Schema, column: &Column) -> Map<String, Value> {
    let mut constraints = Map::new();
    // Of a key of several columns, one may be empty; a row without any has no name.
    if schema.key.first() == Some(&&*column.name) {
        constraints.insert("required".into(), true.into());
    }
    match column.kind {
        Kind::Word(words) => {
            constraints.insert("enum".into(), words().into());
        }
        Kind::Count | Kind::Number(_) | Kind::Seconds => {
            constraints.insert("minimum".into(), 0.into());
        }
        Kind::Share => {
            constraints.insert("minimum".into(), 0.into());
            constraints.insert("maximum".into(), 1.into());
        }
        Kind::Text | Kind::Figure | Kind::Date | Kind::Instant => {}
    }
    constraints
}

/// A name of lower-case letters, digits, `-`, `_` and `.`, as a package's must be.
fn slug(name: &str) -> String {
    let slug: String = name
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .map(|c| {
            let kept = c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            if kept { c } else { '-' }
        })
        .collect();
    if slug.is_empty() {
        "results".into()
    } else {
        slug
    }
}
