//! The reference pages under `docs/reference/` are what the code declares. To renew them:
//! `RENEW_REFERENCE=1 cargo test --test documents reference`.

use std::fmt::Write as _;
use std::path::Path;

use beian_sim::datasets::{Column, Kind, schemas_by_command};
use beian_sim::measures::{GroupBy, MEASURES};
use beian_sim::scenario::{self, Entry, Form, Where, as_toml};

const RENEW: &str = "RENEW_REFERENCE=1 cargo test --test documents reference";

/// Holds a page against its file, or writes it where that is asked for.
#[track_caller]
fn holds(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/reference")
        .join(name);
    if std::env::var_os("RENEW_REFERENCE").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let file = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        file == page,
        "docs/reference/{name} is not what the code says; renew it: {RENEW}"
    );
}

fn head(title: &str, made_from: &str) -> String {
    format!("<!-- Made from {made_from}; do not edit. To renew: {RENEW} -->\n\n# {title}\n\n")
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

fn code(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("`{}`", text.replace('|', "\\|"))
    }
}

fn default_of(entry: &Entry) -> String {
    match &entry.default {
        _ if entry.required => "required".to_owned(),
        Some(value) => code(&as_toml(value)),
        None => "none".to_owned(),
    }
}

fn place(entry: &Entry) -> &'static str {
    match entry.may_stand {
        Where::General => "",
        Where::Province => "P",
        Where::Population => "P S",
    }
}

/// The section of an entry, and what it is about.
fn section(path: &str) -> &str {
    let whole = path
        .split(['[', '<'])
        .next()
        .unwrap_or(path)
        .trim_end_matches('.');
    let top = whole.split('.').next().unwrap_or(whole);
    let is_section = scenario::SECTIONS.iter().any(|(name, _)| *name == top);
    if is_section { top } else { "" }
}

fn field_rows(entries: &[Entry]) -> String {
    let mut rows =
        "| field | unit | default | allowed | meaning | also in |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for entry in entries {
        let _ = writeln!(
            rows,
            "| {} | {} | {} | {} | {} | {} |",
            code(&entry.path),
            entry.kind.unit(),
            default_of(entry),
            cell(&entry.kind.allowed()),
            cell(entry.meaning),
            place(entry),
        );
    }
    rows + "\n"
}

fn forms() -> String {
    let mut rows = "| form | parameters | what it is |\n|---|---|---|\n".to_owned();
    let parameters = |form: &Form| {
        let one = |part: &scenario::Part| format!("{}: {}", code(part.name), cell(part.meaning));
        let parts = if form.parameters.is_empty() {
            scenario::MIXTURE_PARTS
        } else {
            form.parameters
        };
        parts.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    for form in scenario::FORMS {
        let _ = writeln!(
            rows,
            "| {} | {} | {} |",
            code(form.name),
            parameters(form),
            form.meaning
        );
    }
    rows.push('\n');
    let besides = scenario::BOUNDS.iter().chain([&scenario::MEASURED_IN]);
    for part in besides {
        let _ = writeln!(rows, "- {}: {}", code(part.name), part.meaning);
    }
    rows
}

fn priors() -> String {
    let mut rows = "| form | parameters | what it is |\n|---|---|---|\n".to_owned();
    for form in scenario::PRIORS {
        let one = |part: &scenario::Part| format!("{}: {}", code(part.name), cell(part.meaning));
        let parts: Vec<String> = form.parameters.iter().map(one).collect();
        let (name, parts) = (code(form.name), parts.join("; "));
        let _ = writeln!(rows, "| {name} | {parts} | {} |", form.meaning);
    }
    rows.push('\n');
    for part in scenario::CUT_OFF {
        let _ = writeln!(rows, "- {}: {}", code(part.name), part.meaning);
    }
    rows
}

#[test]
fn the_reference_of_fields_is_what_the_code_says() {
    let mut page = head(
        "Fields of a scenario",
        "the registry of fields and scenarios/baseline.toml",
    );
    page += "The default is what a scenario has that does not set the field. *P*: may also be set for one province, under\n\
             `[province.<code>]`; *S*: and in a segment. `beian-sim fields [PATTERN]` prints the same on the terminal, and\n\
             `beian-sim schema` for editors. Where each figure comes from: [the method](../method.md#3-data).\n\n";
    let entries: Vec<Entry> = scenario::entries().collect();
    let outside: Vec<Entry> = entries
        .iter()
        .filter(|e| section(&e.path).is_empty())
        .cloned()
        .collect();
    page += "## The scenario as a whole\n\n";
    page += &field_rows(&outside);
    for (name, meaning) in scenario::SECTIONS
        .iter()
        .filter(|(name, _)| !name.contains('.'))
    {
        let inside: Vec<Entry> = entries
            .iter()
            .filter(|e| section(&e.path) == *name)
            .cloned()
            .collect();
        assert!(!inside.is_empty(), "[{name}] has no fields");
        let _ = write!(page, "## {}\n\n{meaning}.\n\n", code(name));
        page += &field_rows(&inside);
    }
    page += "## Durations and distributions\n\n\
             A duration is a number with `ms`, `s`, `min`, `h`, `d` or `w`, such as `\"48h\"`, and several may be joined:\n\
             `\"1h30min\"`. Where a distribution is allowed, a table with one of these forms may stand instead, such as\n\
             `{ lognormal = { median = \"4min\", p95 = \"1h30min\" }, at_most = \"6h\" }`:\n\n";
    page += &forms();
    page += "\n## What is believed of an uncertain field\n\n\
             In the unit in which the field is written: a number, a share, or a duration such as `\"10h\"`. An entry of\n\
             `[[uncertain]]` is of the scenario in which it stands: one that is based on it and sets the field itself, or\n\
             does not use it, is not uncertain of it.\n\n";
    page += &priors();
    for entry in &entries {
        assert!(
            page.contains(&format!("| `{}` |", entry.path)),
            "{} is left out",
            entry.path
        );
    }
    holds("fields.md", &page);
}

#[test]
fn the_reference_of_measures_is_what_the_code_says() {
    let mut page = head("Measures", "the registry of measures");
    let groups: Vec<&str> = GroupBy::ALL.map(GroupBy::name).to_vec();
    let _ = write!(
        page,
        "Each is measured by {}; a measure that a group does not have is left out. Figures are of the filings that\n\
         arrived in the counted time, with all of their submissions, but for those *(all filings)*, which are of what\n\
         happened in the counted time. `measures.csv` holds them with their 95 % intervals, and `beian-sim measures`\n\
         lists them.\n\n| measure | unit | meaning |\n|---|---|---|\n",
        groups.join(", ")
    );
    for measure in MEASURES {
        let _ = writeln!(
            page,
            "| {} | {} | {} |",
            code(measure.name),
            measure.unit.name(),
            cell(measure.meaning)
        );
    }
    holds("measures.md", &page);
}

fn holds_what(column: &Column) -> String {
    match column.kind {
        // The list of measures has a page of its own.
        Kind::Word(words) if column.name == "measure" => {
            format!("one of the {} [measures](measures.md)", words().len())
        }
        Kind::Word(words) => words()
            .iter()
            .map(|word| code(word))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.type_name().to_owned(),
    }
}

#[test]
fn the_reference_of_tables_is_what_the_code_says() {
    let mut page = head("Tables of results", "the declarations of the tables");
    page += "CSV (RFC 4180), UTF-8, one row an observation; an empty cell is a figure that there is none of.\n\
             `datapackage.json` beside the tables of a run says the same to a program.\n\n";
    for (command, schemas) in schemas_by_command() {
        let _ = write!(page, "## `beian-sim {command}`\n\n");
        for schema in schemas {
            let key: Vec<String> = schema.key.iter().map(|name| code(name)).collect();
            let _ = write!(
                page,
                "### `{}`\n\n{}. {} A row is named by {}.\n\n| column | holds | meaning |\n|---|---|---|\n",
                schema.file(),
                schema.title.trim_end_matches('.'),
                schema.description,
                key.join(", ")
            );
            for column in &schema.columns {
                let _ = writeln!(
                    page,
                    "| {} | {} | {} |",
                    code(&column.name),
                    holds_what(column),
                    cell(column.description)
                );
            }
            page.push('\n');
        }
    }
    holds("tables.md", &page);
}
