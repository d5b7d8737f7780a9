//! Pictures of an ensemble: how measures and differences spread over draws of the assumptions, and why.

use super::facts::{card, cards};
use super::frame::{Part, Section, pictures};
use crate::datasets::{
    CONTRIBUTIONS, CONTRIBUTIONS_DIFFERENCES, ContributionRow, DifferenceRows, EnsembleRows,
    TableName, UNCERTAINTY, UNCERTAINTY_DIFFERENCES, UncertainDifferenceRow,
};
use crate::experiment::Ensemble;
use crate::measures::{
    self, GroupBy, Groups, Measure, RETURN_RATE, Results, SPREAD_LEVELS, Spread, Unit,
};
use crate::views::format::{number, percent, plain, several};
use crate::views::{Axis, Dot, Formatted, Hover, Mark, Picture, Plot, Row, Rows, Whiskers, words};

/// The shares whose intervals are shown.
const SHOWN: [Measure; 6] = [
    RETURN_RATE,
    measures::RETURN_RATE_FIRST,
    measures::SUCCESS_RATE,
    measures::COMPLETE_WITHIN_6H,
    measures::COMPLETE_WITHIN_24H,
    measures::COMPLETE_WITH_RESENT_RATE,
];

/// How uncertain the measures of a run are.
pub(super) fn of_run(found: Option<(&Ensemble, &EnsembleRows)>, results: &Results) -> Section {
    let parts = match found {
        None => Vec::new(),
        Some((ensemble, rows)) => {
            let mut parts = vec![drawn(ensemble)];
            parts.extend(pictures(
                intervals(rows, results),
                "No measure has an uncertainty interval.",
            ));
            let own: Vec<&ContributionRow> = rows.contributions.iter().collect();
            let all = from(
                "contributions".into(),
                "the return rate",
                &own,
                CONTRIBUTIONS.name,
            );
            parts.extend(pictures(all, NOT_FORESEEN));
            parts
        }
    };
    Section::new("uncertainty", "How uncertain is it?", parts)
}

const NOT_FORESEEN: &str =
    "What the spread comes from cannot be said: no field foresees draws that are left out.";

/// What is uncertain of a comparison, as the page shows it; empty where nothing was drawn.
#[derive(Default)]
pub struct Uncertain<'a> {
    /// The ensemble of the differences of each variant, by its name.
    pub variants: &'a [(&'a str, Ensemble)],
    /// Their rows.
    pub rows: Option<&'a DifferenceRows>,
    /// The answer for each variant, a sentence.
    pub answers: &'a [String],
}

/// How uncertain the differences of variants are.
pub(super) fn of_comparison(uncertain: &Uncertain<'_>) -> Section {
    let mut parts = Vec::new();
    if let (Some(rows), Some((_, first))) = (uncertain.rows, uncertain.variants.first()) {
        parts.push(drawn(first));
        for answer in uncertain.answers {
            parts.push(maud::html! { p { strong { (answer) } } }.into());
        }
        for (place, (variant, _)) in uncertain.variants.iter().enumerate() {
            let own = rows.differences.iter();
            let own = own.filter(|row| row.variant == *variant && row.group.by == GroupBy::Nation);
            let name = plain(variant);
            let own: Vec<_> = own.collect();
            parts.push(difference_cards(&name, &own));
            parts.extend(pictures(
                differences(place, &name, &own),
                "No difference has an uncertainty interval.",
            ));
            let of = rows.contributions.iter();
            let of: Vec<_> = of.filter(|row| row.variant == *variant).collect();
            let id = format!("contributions-{}", place + 1);
            let what = format!("the difference of the return rate, {name},");
            let found = from(id, &what, &of, CONTRIBUTIONS_DIFFERENCES.name);
            parts.extend(pictures(found, NOT_FORESEEN));
        }
    }
    Section::new(
        "uncertainty",
        "Does it stand, whatever is not known?",
        parts,
    )
}

fn drawn(ensemble: &Ensemble) -> Part {
    let text = format!(
        "{} were drawn {} times ([[uncertain]] in the scenario below says what is believed of each, and why), and each \
         draw was simulated in {} with the same luck. Uncertainty intervals cover these assumptions alone: chance is \
         removed from them, and what the model leaves out is in none.",
        several(ensemble.assumptions.entries.len() as f64, "assumption"),
        ensemble.draws.len(),
        several(f64::from(ensemble.replications), "replication"),
    );
    maud::html! { p { (text) } }.into()
}

/// Lines under the mouse: the median and the intervals.
fn hover(heading: &str, spread: &Spread, shown: impl Fn((f64, f64)) -> Formatted) -> Hover {
    let mut hover = Hover::new(heading).line(format!("median {}", shown(spread.at_level).value));
    for (level, ends) in SPREAD_LEVELS.into_iter().zip(spread.intervals) {
        if let Some(interval) = shown(ends).interval_in_unit() {
            hover = hover.line(format!("{} uncertainty: {interval}", percent(level, 0)));
        }
    }
    match spread.share_chance() {
        Some(share) => hover.line(format!("chance's share: {}", percent(share, 1))),
        None => hover,
    }
}

/// The shares with their uncertainty intervals, each beside its confidence interval.
fn intervals(rows: &EnsembleRows, results: &Results) -> Option<Picture> {
    let mut all = Vec::new();
    for measure in &SHOWN {
        let mut nation = rows
            .uncertainty
            .iter()
            .filter(|row| row.group.by == GroupBy::Nation);
        let Some(row) = nation.find(|row| row.measure == measure) else {
            continue;
        };
        let (name, spread) = (words::measure(measure), &row.spread);
        let shown = |ends| Formatted::within(Unit::Share, spread.median, Some(ends));
        let mut figures = vec![Dot {
            hover: hover(&name, spread, shown),
            value: spread.median,
            interval: Some(Whiskers(spread.at_level.0, spread.at_level.1)),
            series: 0,
        }];
        if let Some(estimate) = results.estimate(measure, Groups::NATION) {
            let figure = Formatted::of(Unit::Share, &estimate);
            figures.push(Dot {
                value: estimate.value,
                interval: estimate.interval.map(Into::into),
                hover: Hover::figure(format!("{name}, with the fields as they are"), &figure, ""),
                series: 1,
            });
        }
        all.push(Row::of(name, figures));
    }
    let legend = [
        "what nobody knows: median over draws, uncertainty interval",
        "chance: every field as the scenario has it, confidence interval",
    ];
    let plot = Plot::Rows(Rows::new(Axis::percent("Share"), Mark::Dot, all).legend(legend));
    let picture = Picture::new(
        "uncertainty-intervals",
        "What nobody knows, beside chance",
        plot,
        [UNCERTAINTY.name],
    );
    (!rows.uncertainty.is_empty()).then(|| {
        picture.says(
            "How far the shares move when the assumptions are drawn, beside how far chance alone moves them.",
        )
    })
}

/// The difference of the measures that matter, each with its sentence.
fn difference_cards(name: &str, rows: &[&UncertainDifferenceRow]) -> Part {
    let found = rows
        .iter()
        .filter(|row| SHOWN[..3].contains(row.measure))
        .map(|row| {
            let figure = Formatted::spread_difference(row.measure.unit, &row.spread);
            let draws = row.spread.values.len();
            let below = row.spread.below_zero();
            let sign = match below {
                0 => format!("Below zero in none of {draws} draws."),
                _ if below == draws => format!("Below zero in every one of {draws} draws."),
                _ => format!("Below zero in {below} of {draws} draws."),
            };
            let flipped = match &row.flipped_by {
                Some((field, true)) => {
                    format!(" Its sign goes with {field}: the rarer one is where that is greater.")
                }
                Some((field, false)) => {
                    format!(" Its sign goes with {field}: the rarer one is where that is smaller.")
                }
                None => String::new(),
            };
            let sentence = format!("{sign}{flipped}");
            card(&words::measure(row.measure), &figure, &sentence)
        });
    maud::html! { h3 { (name) } (cards(found)) }.into()
}

/// The differences of shares with their uncertainty intervals.
fn differences(place: usize, name: &str, rows: &[&UncertainDifferenceRow]) -> Option<Picture> {
    let shares = rows.iter().filter(|row| SHOWN.contains(row.measure));
    let shares: Vec<Row> = shares
        .map(|row| {
            let label = words::measure(row.measure);
            let shown =
                |ends| Formatted::difference_within(Unit::Share, row.spread.median, Some(ends));
            let below = format!("below zero in {} of draws", percent(row.below_zero(), 0));
            let dot = Dot {
                hover: hover(&label, &row.spread, shown).line(below),
                value: row.spread.median,
                interval: Some(Whiskers(row.spread.at_level.0, row.spread.at_level.1)),
                series: 0,
            };
            Row::one(label, dot)
        })
        .collect();
    let some = !shares.is_empty();
    let axis = Axis::scaled("Difference (percentage points)", 100.0);
    let plot = Plot::Rows(Rows::new(axis, Mark::Dot, shares));
    let picture = Picture::new(
        format!("uncertain-differences-{}", place + 1),
        format!("{name}: the difference under every draw"),
        plot,
        [UNCERTAINTY_DIFFERENCES.name],
    );
    some.then(|| {
        picture.says(
            "Variant less base, both under the same assumptions and the same luck: the median over draws, and the \
             uncertainty interval. What lies on one side of zero stands whatever the assumptions are.",
        )
    })
}

/// What the spread of the return rate comes from, the most first; `None` where that cannot be said.
fn from(id: String, what: &str, rows: &[&ContributionRow], table: TableName) -> Option<Picture> {
    let own = rows.iter().filter(|row| *row.measure == RETURN_RATE);
    let mut found: Vec<_> = own.filter_map(|row| Some((row, row.indices?))).collect();
    found.sort_by(|a, b| b.1.total.total_cmp(&a.1.total));
    let foreseen = found.first()?.0.foreseen?;
    let rows = found.iter().map(|(row, index)| {
        let label = words::field_label(&row.field);
        let with = |value: f64, (low, high): (f64, f64)| {
            let [value, low, high] = [value, low, high].map(|share| number(share, 3));
            format!("{value} [{low} to {high}]")
        };
        let dot = Dot {
            hover: Hover::new(plain(&row.field))
                .line(format!(
                    "in all that it takes part in: {}",
                    with(index.total, index.total_interval)
                ))
                .line(format!(
                    "alone: {}",
                    with(index.first, index.first_interval)
                )),
            value: index.total,
            interval: Some(Whiskers(index.total_interval.0, index.total_interval.1)),
            series: 0,
        };
        Row::one(label, dot)
    });
    let axis = Axis::plain("Share of the variance (total index)");
    let plot = Plot::Rows(Rows::new(axis, Mark::Bar, rows.collect()));
    let title = format!("What the uncertainty of {what} comes from");
    let text = format!(
        "Total indices: the share of the variance over draws in which an assumption takes part, with bootstrap \
         intervals, from a sparse polynomial chaos expansion that foresees {} of the variance in draws left out; \
         the rest is in no bar.",
        percent(foreseen, 0),
    );
    Some(Picture::new(id, title, plot, [table]).says(text))
}
