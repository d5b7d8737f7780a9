//! The page of a sweep: which assumption matters, and how measures respond to it.

use maud::html;

use super::facts::{card, cards, span};
use super::frame::{Page, Part, Section, pictures};
use super::method;
use super::response::{curves, place, rounded, values};
use super::run::title;
use crate::datasets::{self, OfFields, SOBOL, SobolOrder, SweptPoint, TORNADO, Wanted, sobol_rows};
use crate::measures::Results;
use crate::scenario::Loaded;
use crate::views::format::{number, plain, plain_value};
use crate::views::{
    Axis, Bar, Dot, Formatted, Hover, Mark, Picture, Plot, Row, Rows, Span, Spans, Whiskers,
    assumptions, words,
};

/// What was made of the points of a sweep.
pub enum Swept<'a> {
    /// A grid, or a Latin hypercube: the points stand for themselves.
    Points,
    /// One field at a time: the bars of the tornado.
    Tornado(&'a [datasets::Bar]),
    /// The Sobol' indices of each measure, by field.
    Sobol(&'a [OfFields]),
}

/// A sweep, as the page shows it.
pub struct Sweep<'a> {
    /// The scenario that was varied.
    pub base: &'a Loaded,
    /// Its own results.
    pub results: &'a Results,
    /// What was asked, in a line: the fields with their values.
    pub asked: &'a str,
    /// The points.
    pub points: &'a [SweptPoint],
    /// What was made of them.
    pub made: Swept<'a>,
    /// The measures to show.
    pub shown: &'a [Wanted],
}

/// The page of a sweep, as HTML.
pub fn sweep(sweep: &Sweep<'_>) -> String {
    let scenario = &sweep.base.scenario;
    let found = sweep.shown.iter().flat_map(|wanted| made(sweep, wanted));
    let otherwise = "The measures do not vary, or there is nothing to measure.";
    let (what, further) = match sweep.made {
        Swept::Points => (
            "were run at",
            "Dots are points of the design; lines are confidence intervals, where there are any.",
        ),
        Swept::Tornado(_) => (
            "were set to the ends of their ranges, one at a time, at",
            "One field at a time stands at the ends of its range, all others at their base.",
        ),
        Swept::Sobol(_) => (
            "were varied together over their ranges, for Sobol' indices, at",
            "Sobol' indices are estimated after Saltelli (first order) and Jansen (total), with \
             bootstrap intervals; few points give wide ones, and estimates below 0 or above 1.",
        ),
    };
    let asked = html! {
        p { (span(scenario)) }
        p { code { (plain(sweep.asked)) } " " (what) " " (sweep.points.len()) " points." }
    };
    let numbers = "All points of the sweep meet common random numbers.";
    let page = Page {
        title: format!("Sweep of {}", title(scenario)),
        subtitle: plain(sweep.asked),
        rests: assumptions(scenario),
        sections: vec![
            Section::new("asked", "What was asked?", [asked.into()]),
            Section::new("outcome", "What came out?", [outcome(sweep)]),
            Section::new(
                "pictures",
                "How the measures respond",
                pictures(found, otherwise),
            ),
            method::section(scenario, &[numbers, further, &method::sureness(scenario)]),
            method::scenarios(&[sweep.base]),
        ],
    };
    page.html()
}

/// Each measure in the base, where it is lowest, and where it is highest.
fn outcome(sweep: &Sweep<'_>) -> Part {
    let all = sweep.shown.iter().flat_map(|wanted| {
        let (name, measure) = (words::wanted(wanted), wanted.measure);
        let base = SweptPoint::of(Vec::new(), sweep.results, sweep.shown).figure(wanted);
        let meaning = format!("{}.", measure.meaning);
        let base = base.map(|base| ("in the base", base, meaning));
        let mut found = values(sweep.points, wanted);
        found.sort_by(|(_, a), (_, b)| a.value.total_cmp(&b.value));
        let ends = match &found[..] {
            [low, .., high] => vec![("lowest", *low), ("highest", *high)],
            _ => Vec::new(),
        };
        let ends = ends.into_iter().map(|(word, (point, estimate))| {
            let at = format!("At {}.", place(&sweep.points[point].set));
            (word, estimate, at)
        });
        let all = base.into_iter().chain(ends);
        let all = all.map(move |(word, estimate, sentence)| {
            let figure = Formatted::of(measure.unit, &estimate);
            card(&format!("{name}, {word}"), &figure, &sentence)
        });
        all.collect::<Vec<_>>()
    });
    cards(all).into()
}

fn made(sweep: &Sweep<'_>, wanted: &Wanted) -> Vec<Picture> {
    match &sweep.made {
        Swept::Points => curves(sweep.points, wanted),
        Swept::Tornado(bars) => tornado(bars, wanted).into_iter().collect(),
        Swept::Sobol(indices) => sobol(indices, wanted).into_iter().collect(),
    }
}

/// The tornado of a measure, the largest effect first; `None` where no field has one.
fn tornado(bars: &[datasets::Bar], wanted: &Wanted) -> Option<Picture> {
    let measure = wanted.measure;
    let bars: Vec<_> = bars.iter().filter(|bar| bar.of == *wanted).collect();
    let first = bars.first()?;
    let shown = |value: f64| plain_value(measure.unit, value);
    let base = shown(first.base);
    let rows = bars.iter().map(|bar| Span {
        label: words::field_label(&bar.field),
        ends: [0, 1].map(|end| Bar {
            value: bar.at_ends[end],
            hover: Hover::new(format!("{} = {}", bar.field, bar.ends[end]))
                .line(format!("{} (base: {base})", shown(bar.at_ends[end]))),
        }),
        at: bar.ends.each_ref().map(|end| rounded(end)),
    });
    let name = words::wanted(wanted);
    let values = bars.iter().flat_map(|bar| bar.at_ends);
    let plot = Plot::Spans(Spans {
        axis: Axis::of(&name, measure.unit, values.fold(0.0, f64::max)),
        base: first.base,
        legend: ["at the low end of its range", "at the high end"],
        rows: rows.collect(),
    });
    let id = format!("tornado-{}", words::id(wanted));
    let title = format!("What each field does to {name}");
    let text = format!(
        "One field at a time, the largest effect first; at the end of each bar the field's value there. All others are at \
         their base, where it is {base}. Most matters: {}.",
        words::field(&first.field)
    );
    Some(Picture::new(id, title, plot, [TORNADO.name]).says(text))
}

/// The Sobol' indices of a measure, the largest total first; `None` where it does not vary.
fn sobol(indices: &[OfFields], wanted: &Wanted) -> Option<Picture> {
    let (_, fields) = indices.iter().find(|(known, _)| known == wanted)?;
    let mut fields = fields.clone();
    fields.sort_by(|(_, a), (_, b)| b.total.total_cmp(&a.total));
    let mut rows: Vec<Row> = Vec::new();
    for index in sobol_rows(&[(wanted.clone(), fields)]) {
        let (what, series) = match index.order {
            SobolOrder::First => ("alone", 0),
            SobolOrder::Total => ("in all", 1),
        };
        let (low, high) = index.interval;
        let [value, from, to] = [index.value, low, high].map(|share| number(share, 3));
        let dot = Dot {
            hover: Hover::new(format!("{}: {what}", plain(&index.field)))
                .line(format!("{value} of the variance"))
                .line(format!("interval: {from} to {to}")),
            value: index.value,
            interval: Some(Whiskers(low, high)),
            series,
        };
        let label = words::field_label(&index.field);
        match rows.iter_mut().find(|row| row.label == label) {
            Some(row) => row.figures.push(dot),
            None => rows.push(Row::one(label, dot)),
        }
    }
    let rows = Rows::new(Axis::plain("Share of the variance"), Mark::Dot, rows);
    let plot = Plot::Rows(rows.legend([
        "alone (first order)",
        "in all that it takes part in (total)",
    ]));
    let id = format!("sobol-{}", words::id(wanted));
    let title = format!("Sobol' indices of {}", words::wanted(wanted));
    Some(Picture::new(id, title, plot, [SOBOL.name]).says(
        "The share of its variance over the ranges that goes with a field; the largest total first.",
    ))
}
