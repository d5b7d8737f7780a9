//! The page of a search: where along a lever the targets hold.

use maud::html;

use super::facts::span;
use super::frame::{Page, Part, Section, pictures};
use super::method;
use super::response::along;
use super::run::title;
use crate::datasets::{FOUND, Search, Wanted};
use crate::scenario::Loaded;
use crate::views::format::{plain, plain_value};
use crate::views::found::{answer, cautions, others, until};
use crate::views::{Picture, assumptions};

/// The page of a search, as HTML.
pub fn find(base: &Loaded, asked: &str, search: &Search<'_>) -> String {
    let scenario = &base.scenario;
    let points = search.points.len();
    let words = html! {
        p { (span(scenario)) }
        p {
            "Where along " code { (plain(&search.axis.field)) } " is " (until(search)) "? "
            code { (plain(asked)) } " was searched at " (points) " points."
        }
    };
    let mut measures: Vec<&Wanted> = Vec::new();
    for of in search.conditions {
        if !measures.contains(&&of.of) {
            measures.push(&of.of);
        }
    }
    let found = measures.into_iter().map(|of| picture(search, of));
    let further = [
        "All points of the search meet common random numbers.",
        "The answer lies between the nearest values at which the targets hold and do not. Its interval has the values at \
         which the target lies in the confidence interval of the measure, whose ends are joined by lines between the points.",
        &method::sureness(scenario),
    ];
    let page = Page {
        title: format!("Search in {}", title(scenario)),
        subtitle: plain(asked),
        rests: assumptions(scenario),
        sections: vec![
            Section::new("asked", "What was asked?", [words.into()]),
            Section::new("outcome", "What was found?", [outcome(search)]),
            Section::new(
                "pictures",
                "How the measures respond",
                pictures(found, "There is nothing to measure."),
            ),
            method::section(scenario, &further),
            method::scenarios(&[base]),
        ],
    };
    page.html()
}

/// The answer of each line, with what keeps it from being taken as it looks.
fn outcome(search: &Search<'_>) -> Part {
    let answers = html! {
        @for line in search.lines {
            @let of = others(line);
            p {
                @if !of.is_empty() { code { (of) } ": " }
                (answer(search, line)) "."
            }
            @for caution in cautions(search, line) {
                p { small { (caution) "." } }
            }
        }
    };
    answers.into()
}

/// A measure along the lever, with its targets.
fn picture(search: &Search<'_>, wanted: &Wanted) -> Picture {
    let levels = search.conditions.iter().filter(|of| of.of == *wanted);
    let levels = levels.map(|of| {
        let word = if of.target.at_most {
            "at most"
        } else {
            "at least"
        };
        let value = plain_value(wanted.measure.unit, of.target.value);
        (of.target.value, format!("{word} {value}"))
    });
    let last = search.points.first().map_or(0, |point| point.set.len() - 1);
    let mut picture = along(search.points, wanted, last, levels.collect());
    picture.tables.push(FOUND.name);
    picture
}
