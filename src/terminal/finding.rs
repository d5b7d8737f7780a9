//! What `find` prints.

use serde_json::{Value, json};

use crate::datasets::{End, FoundLine, FoundRow, Search};
use crate::views::found::{answer, others};

/// The answer of each line.
pub fn text(search: &Search<'_>) -> String {
    let lines = search.lines.iter().map(|found| {
        let others = others(found);
        let answer = answer(search, found);
        match others.is_empty() {
            true => format!("{answer}\n"),
            false => format!("{others}: {answer}\n"),
        }
    });
    lines.collect()
}

/// The answer as JSON: that of a search along one lever at the top, where it is one value; all in `lines`.
pub fn json(search: &Search<'_>) -> Value {
    let rows = search.rows();
    let ends: Vec<&FoundRow> = rows.iter().filter(|row| row.fails_at.is_some()).collect();
    let only = match (&ends[..], search.lines) {
        ([row], [_]) => Some(*row),
        _ => None,
    };
    let lines = (1..).zip(search.lines).map(|(number, found)| {
        let of_line = rows.iter().filter(|row| row.line == number);
        line(found, &of_line.collect::<Vec<_>>())
    });
    let until: Vec<String> = search.conditions.iter().map(ToString::to_string).collect();
    json!({
        "lever": search.axis.field,
        "until": until.join(" and "),
        "found": found(search.lines),
        "fails_at": only.map(|row| &row.fails_at),
        "holds_at": only.map(|row| &row.holds_at),
        "interval": only.map(|row| &row.interval),
        "lines": lines.collect::<Vec<_>>(),
    })
}

/// What was found, in a word.
fn found(lines: &[FoundLine]) -> &'static str {
    let mut all = lines.iter().map(|found| match &found.line {
        line if line.is_whole() => "everywhere",
        line => match line.stretches[..] {
            [] => "nowhere",
            [ends] if ends.from.is_none() || ends.to.is_none() => "between",
            _ => "stretches",
        },
    });
    let first = all.next().unwrap_or("nowhere");
    match all.all(|word| word == first) {
        true => first,
        false => "stretches",
    }
}

fn line(found: &FoundLine, rows: &[&FoundRow]) -> Value {
    let set: serde_json::Map<String, Value> = found
        .set
        .iter()
        .map(|(field, value)| (field.clone(), value.as_str().into()))
        .collect();
    let end = |row: &FoundRow| {
        json!({
            "holds_at": row.holds_at, "fails_at": row.fails_at, "target": row.target,
            "interval": row.interval,
        })
    };
    let stretches = rows.chunks(End::ALL.len()).map(|ends| match ends {
        [from, to] => json!({ "from": end(from), "to": end(to) }),
        _ => Value::Null,
    });
    json!({ "set": set, "stretches": stretches.collect::<Vec<_>>() })
}
