//! Where the targets of a search hold, in words.

use super::format::plain;
use crate::datasets::{FoundLine, Search};
use crate::experiment::{Chance, Edge, Stretch, Target};

/// What is asked for: `return_rate<=0.08 and messages_per_check<=1.7`.
pub fn until(search: &Search<'_>) -> String {
    let all = search.conditions.iter().map(ToString::to_string);
    plain(&all.collect::<Vec<_>>().join(" and "))
}

/// The other levers' values of a line; empty where there are none.
pub fn others(line: &FoundLine) -> String {
    let set = line.set.iter();
    let set = set.map(|(field, value)| format!("{field} = {value}"));
    plain(&set.collect::<Vec<_>>().join(", "))
}

/// The answer of one line, as a sentence.
pub fn answer(search: &Search<'_>, found: &FoundLine) -> String {
    let (until, line) = (until(search), &found.line);
    let field = plain(&search.axis.field);
    if line.is_whole() || line.stretches.is_empty() {
        let answer = if line.is_whole() {
            format!("{until} over the whole range")
        } else {
            let [low, high] = [0.0, 1.0].map(|end| search.axis.at(end));
            let are = if search.conditions.len() > 1 {
                "are together"
            } else {
                "is"
            };
            format!("{until} {are} out of reach of {field}={low}..{high}")
        };
        let targets: Vec<Target> = search.conditions.iter().map(|c| c.target).collect();
        let open = line.undecided(&targets).map(|(place, target)| {
            let (at, of) = (search.axis.at(place), &search.conditions[target]);
            let (name, value) = (plain(&of.of.name()), of.target.value);
            format!("; not beyond chance: at {at} the interval of {name} includes {value}")
        });
        return answer + &open.unwrap_or_default();
    }
    let stretches = line.stretches.iter().map(|ends| stretch(search, ends));
    let stretches = stretches.collect::<Vec<_>>().join("; and ");
    format!("{until} {stretches}")
}

/// Over which values of the lever the targets hold.
fn stretch(search: &Search<'_>, ends: &Stretch) -> String {
    let field = plain(&search.axis.field);
    let from = ends.from.map(|edge| {
        let words = format!("from {field} = {} on; not yet", search.axis.at(edge.holds));
        edge_words(search, &edge, &words)
    });
    let to = ends.to.map(|edge| {
        let words = format!("up to {field} = {}; no longer", search.axis.at(edge.holds));
        edge_words(search, &edge, &words)
    });
    let all: Vec<String> = from.into_iter().chain(to).collect();
    all.join(", ")
}

fn edge_words(search: &Search<'_>, edge: &Edge, words: &str) -> String {
    let fails = search.axis.at(edge.fails);
    let mut all = format!("{words} at {fails}");
    if search.conditions.len() > 1 {
        let target = plain(&search.conditions[edge.target].to_string());
        all += &format!(" ({target})");
    }
    if let Some(chance) = edge.chance {
        all += &format!(" ({} interval: {})", search.level, interval(search, chance));
    }
    all
}

/// An interval of the lever's value.
fn interval(search: &Search<'_>, chance: Chance) -> String {
    let about = |end: Option<f64>| end.map(|place| search.axis.about(place));
    match (about(chance.low), about(chance.high)) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (None, Some(high)) => format!("below the range to {high}"),
        (Some(low), None) => format!("{low} to above the range"),
        (None, None) => "wider than the range".to_owned(),
    }
}

/// What keeps a line's answer from being taken as it looks.
pub fn cautions(search: &Search<'_>, found: &FoundLine) -> Vec<String> {
    let wavering = found.line.wavering.iter().map(|&target| {
        let of = plain(&search.conditions[target].of.name());
        format!(
            "{of} goes up and down along the lever: between the places that were looked at it may be otherwise"
        )
    });
    let mut all: Vec<String> = wavering.collect();
    let mut stretches = found.line.stretches.iter();
    let without = |edge: Option<Edge>| edge.is_some_and(|edge| edge.chance.is_none());
    if stretches.any(|ends| without(ends.from) || without(ends.to)) {
        all.push(
            "how far off the answer may be by chance is not known: more replications tell"
                .to_owned(),
        );
    }
    all
}
