//! The page of a sweep: which assumption matters, and how measures respond to it.

use maud::html;

use super::chart::{Chart, Mark, Row, rows_high, rows_narrow, rows_option};
use super::facts::{card, figure, span};
use super::frame::{Page, Part, Section, absent};
use super::run::title;
use super::{method, response, tornado};
use crate::datasets::format::{number, plain};
use crate::datasets::{Bar, SweptPoint};
use crate::experiment::designs::SobolIndices;
use crate::measures::{Estimate, Groups, MEASURES, Measure, Results};
use crate::scenario::Loaded;

/// What was made of the points of a sweep.
pub enum Swept<'a> {
    /// A grid, or a Latin hypercube: the points stand for themselves.
    Points,
    /// One field at a time: the bars of the tornado.
    Tornado(&'a [Bar]),
    /// The Sobol' indices of each measure, by field.
    Sobol(&'a [(&'static Measure, Vec<(String, SobolIndices)>)]),
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
    pub shown: &'a [&'static Measure],
}

/// The page of a sweep, as HTML.
pub fn sweep(sweep: &Sweep<'_>) -> String {
    let scenario = &sweep.base.scenario;
    let mut pictures: Vec<Part> = Vec::new();
    for measure in sweep.shown {
        pictures.extend(charts(sweep, measure).into_iter().map(Part::from));
    }
    if pictures.is_empty() {
        pictures.push(absent(
            "The measures do not vary, or there is nothing to measure.",
        ));
    }
    let further = match sweep.made {
        Swept::Points => {
            "Dots are points of the design; lines are 95 % intervals, where there are any."
        }
        Swept::Tornado(_) => {
            "One field at a time stands at the ends of its range, all others at their base."
        }
        Swept::Sobol(_) => {
            "Sobol' indices are estimated after Saltelli (first order) and Jansen (total), with 95 % \
             bootstrap intervals; few points give wide ones, and estimates below 0 or above 1."
        }
    };
    let page = Page {
        title: format!("Sweep of {}", title(scenario)),
        subtitle: plain(sweep.asked),
        sections: vec![
            Section {
                id: "asked",
                title: "What was asked?",
                parts: vec![asked(sweep)],
            },
            outcome(sweep),
            Section {
                id: "pictures",
                title: "How the measures respond",
                parts: pictures,
            },
            method::section(
                scenario,
                &[
                    "All points of the sweep meet the same luck, filing by filing.",
                    further,
                ],
            ),
            method::scenarios(&[sweep.base]),
        ],
    };
    page.html()
}

fn asked(sweep: &Sweep<'_>) -> Part {
    let what = match sweep.made {
        Swept::Points => "were run at",
        Swept::Tornado(_) => "were set to the ends of their ranges, one at a time, at",
        Swept::Sobol(_) => "were varied together over their ranges, for Sobol' indices, at",
    };
    let text = html! {
        p { (span(&sweep.base.scenario)) }
        p { code { (plain(sweep.asked)) } " " (what) " " (sweep.points.len()) " points." }
    };
    text.into()
}

/// The values of a measure at the points, by their places.
pub(super) fn values(points: &[SweptPoint], measure: &Measure) -> Vec<(usize, Estimate)> {
    let Some(place) = MEASURES.iter().position(|known| known == measure) else {
        return Vec::new();
    };
    let all = points.iter().enumerate();
    all.filter_map(|(n, point)| Some((n, point.figures[place]?)))
        .collect()
}

/// Where a point stands, as words.
pub(super) fn place(point: &SweptPoint) -> String {
    let set = point
        .set
        .iter()
        .map(|(field, value)| format!("{field} = {value}"));
    plain(&set.collect::<Vec<_>>().join(", "))
}

fn outcome(sweep: &Sweep<'_>) -> Section {
    let mut cards = Vec::new();
    for measure in sweep.shown {
        let name = measure.name.replace('_', " ");
        let shown = |estimate: &Estimate| figure(measure.unit, estimate);
        if let Some(base) = sweep.results.estimate(measure, Groups::NATION) {
            let (value, interval) = shown(&base);
            let sentence = format!("{}.", measure.meaning);
            cards.push(card(
                &format!("{name}, in the base"),
                &value,
                &interval,
                &sentence,
            ));
        }
        let mut found = values(sweep.points, measure);
        found.sort_by(|(_, a), (_, b)| a.value.total_cmp(&b.value));
        let ends = [("lowest", found.first()), ("highest", found.last())];
        for (word, end) in ends.into_iter().filter(|_| found.len() > 1) {
            if let Some((point, estimate)) = end {
                let (value, interval) = shown(estimate);
                let at = format!("At {}.", place(&sweep.points[*point]));
                cards.push(card(&format!("{name}, {word}"), &value, &interval, &at));
            }
        }
    }
    Section {
        id: "outcome",
        title: "What came out?",
        parts: vec![html! { ul.facts { @for card in cards { (card) } } }.into()],
    }
}

fn charts(sweep: &Sweep<'_>, measure: &'static Measure) -> Vec<Chart> {
    match &sweep.made {
        Swept::Points => response::charts(sweep.points, measure),
        Swept::Tornado(bars) => tornado::chart(bars, measure).into_iter().collect(),
        Swept::Sobol(indices) => sobol(indices, measure).into_iter().collect(),
    }
}

/// The Sobol' indices of a measure, the largest total first; `None` where it does not vary.
fn sobol(
    indices: &[(&'static Measure, Vec<(String, SobolIndices)>)],
    measure: &Measure,
) -> Option<Chart> {
    let (_, fields) = indices.iter().find(|(known, _)| known == &measure)?;
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_by(|(_, a), (_, b)| b.total.total_cmp(&a.total));
    let row = |field: &str, what: &str, value: f64, (low, high): (f64, f64), series| Row {
        label: format!("{field}: {what}"),
        value,
        interval: Some((low, high)),
        hover: vec![
            format!("{field}: {what}"),
            format!("{} of the variance", number(value, 3)),
            format!("95 % interval: {} to {}", number(low, 3), number(high, 3)),
        ],
        series,
    };
    let rows: Vec<Row> = fields
        .iter()
        .flat_map(|(field, index)| {
            [
                row(field, "alone", index.first, index.first_interval, 0),
                row(field, "in all", index.total, index.total_interval, 1),
            ]
        })
        .collect();
    let name = measure.name.replace('_', " ");
    Some(Chart {
        id: format!("sobol-{}", measure.name),
        title: format!("Sobol' indices of {name}"),
        text:
            "The share of its variance over the ranges that goes with a field alone (first order, \
               blue), and in all that it takes part in (total, orange); the largest total first."
                .into(),
        high: rows_high(rows.len(), 24),
        option: rows_option(&rows, "Share of the variance", 1.0, Mark::Dot),
        narrow: rows_narrow(),
        tables: &["sobol.csv"],
    })
}
