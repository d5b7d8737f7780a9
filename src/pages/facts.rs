//! What was asked, and what came out: the few figures that matter, each with a sentence.

use maud::{Markup, html};

use super::frame::Part;
use crate::clock::DAY;
use crate::datasets::thresholds::Judged;
use crate::measures::{self, Groups, Measure, Results};
use crate::scenario::{Difference, Scenario};
use crate::views::format::{number, plain, several};
use crate::views::{Formatted, cautions, threshold_words};

/// A figure on a card: its measure, its label, and the sentence that says what it means, with what
/// stands there in place of `{}`.
type Shown = (Measure, &'static str, &'static str, fn(f64) -> f64);

/// The figures that matter, the most important first; of the last two, a wait where there is one.
#[rustfmt::skip]
const SHOWN: [Shown; 6] = [
    (measures::RETURN_RATE, "Return rate, of checked submissions",
        "Of 1,000 submissions with a check, {} go back to the applicant, who must start again.", |share| share * 1e3),
    (measures::SUCCESS_RATE, "Verified in the end",
        "Of 1,000 filings checked, {} are given up after a return; all others get through.", |share| (1.0 - share) * 1e3),
    (measures::TIME_TO_VERIFY_P50, "Median time to verify",
        "Half of the checks that are completed are so within this time of the first code.", |seconds| seconds),
    (measures::COMPLETE_WITH_RESENT_RATE, "Complete with a resent code",
        "In {} of 100 complete checks a leader was verified with a code that had been resent.", |share| share * 100.0),
    (measures::LANE_WAIT_P99, "A message waits in its lane, 99 %",
        "99 of 100 messages are sent within this time of being queued.", |seconds| seconds),
    (measures::OPEN_CHECKS_PEAK, "Open checks, peak",
        "The most checks open at a time, the peaks of the provinces in the busiest hour added up.", |checks| checks),
];

/// As many figures as a reader takes in at once.
const MOST: usize = 5;

/// The figures that matter of a run.
pub(super) fn came_out(results: &Results) -> Markup {
    let found = SHOWN.iter().filter_map(|(measure, label, says, of)| {
        let estimate = results.estimate(measure, Groups::NATION)?;
        // A wait of nothing is nothing to tell.
        if *measure == measures::LANE_WAIT_P99 && estimate.value == 0.0 {
            return None;
        }
        let sentence = says.replace("{}", &number(of(estimate.value), 0));
        let figure = Formatted::of(measure.unit, &estimate);
        Some(card(label, &figure, &sentence))
    });
    led(found.take(MOST))
}

/// Cards in a row.
pub(super) fn cards(cards: impl Iterator<Item = Markup>) -> Markup {
    html! { ul.facts { @for card in cards { (card) } } }
}

/// Cards in a row, of which the first matters most.
pub(super) fn led(cards: impl Iterator<Item = Markup>) -> Markup {
    html! { ul.facts.led { @for card in cards { (card) } } }
}

/// A figure on a card: its label, value, interval, and sentence.
pub(super) fn card(label: &str, figure: &Formatted, sentence: &str) -> Markup {
    html! {
        li {
            div.label { (label) }
            div.value { (figure.value) }
            @if let Some(interval) = figure.interval_in_unit() {
                div.interval { (figure.kind) ": " (interval) }
            }
            p { (sentence) }
        }
    }
}

/// How sure the figures are, once: what their intervals are, and what keeps these from being taken as they look.
pub(super) fn cautioned(sure: &str, scenario: &Scenario, results: &Results) -> Markup {
    html! {
        div.absent {
            p { strong { "How sure? " } (sure) }
            @for caution in cautions(scenario, results) { p { "Take care: " (caution) "." } }
        }
    }
}

/// What the scenario is: its description, its run, and where it differs from the baseline.
pub(super) fn asked(scenario: &Scenario, differences: &[Difference]) -> Part {
    let text = html! {
        @if !scenario.description.trim().is_empty() { p { (plain(&scenario.description)) } }
        p { (span(scenario)) }
        @if differences.is_empty() {
            p { "It is the built-in baseline, in every field." }
        } @else {
            (fields("Where it differs from the built-in baseline", ["baseline", "here"], differences))
        }
    };
    text.into()
}

/// What was simulated, as a sentence.
pub(super) fn span(scenario: &Scenario) -> String {
    let run = &scenario.run;
    let days = |millis: i64| several(millis as f64 / DAY as f64, "day");
    let warm_up = if run.warm_up > 0 {
        let days = days(run.warm_up);
        format!(" The filings of the first {days} are simulated but not counted.")
    } else {
        String::new()
    };
    format!(
        "Filings that arrive in {} from {} on, in {}; {}, seed {}.{warm_up}",
        days(run.length),
        run.start,
        several(scenario.provinces.len() as f64, "province"),
        several(f64::from(run.replications), "replication"),
        run.seed,
    )
}

/// Tables of so many columns stand one cell below another on a narrow page.
const WIDE: usize = 5;

/// A table with a caption.
pub(super) fn table<'a>(
    caption: &str,
    heads: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Vec<Markup>>,
) -> Markup {
    let heads: Vec<&str> = heads.into_iter().collect();
    let wide = heads.len() >= WIDE;
    html! {
        div.table {
            table.wide[wide] {
                caption { (caption) }
                thead { tr { @for head in &heads { th scope="col" { (head) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (head, cell) in heads.iter().zip(row) {
                                td data-head=[wide.then_some(head)] { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A table of fields that differ.
pub(super) fn fields(caption: &str, heads: [&str; 2], differences: &[Difference]) -> Markup {
    let shown = |value: &Option<serde_json::Value>| match value {
        None => "not set".to_owned(),
        Some(serde_json::Value::String(text)) => short(text),
        Some(value) => short(&value.to_string()),
    };
    let rows = differences.iter().map(|difference| {
        vec![
            html! { code { (difference.field) } },
            html! { (shown(&difference.a)) },
            html! { (shown(&difference.b)) },
        ]
    });
    table(caption, ["field"].into_iter().chain(heads), rows)
}

/// The longest value that a table shows whole, in characters.
const LONGEST: usize = 240;

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}… (whole in the scenario below)")
}

/// The scenario's thresholds, kept or crossed; nothing where it has none.
pub(super) fn thresholds(scenario: &Scenario, judged: &[Judged<'_>]) -> Markup {
    if judged.is_empty() {
        return html! {};
    }
    let rows = threshold_words(scenario, judged).into_iter().map(|one| {
        vec![
            html! { code { (one.measure) } },
            html! { (plain(&one.group)) },
            html! { (one.bounds) },
            html! { (one.value) },
            kept(one.kept),
        ]
    });
    let heads = ["measure", "of", "may be", "is", ""];
    table("Thresholds of the scenario", heads, rows)
}

/// Whether a threshold is kept.
pub(super) fn kept(kept: bool) -> Markup {
    html! { @if kept { "kept" } @else { strong { "crossed" } } }
}
