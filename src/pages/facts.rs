//! What was asked, and what came out: the few figures that matter, each with a sentence.

use maud::{Markup, html};

use super::frame::Part;
use crate::clock::DAY;
use crate::datasets::cautions;
use crate::datasets::format::{Figure, amount, number, percent, plain, time};
use crate::datasets::thresholds::Judged;
use crate::measures::{self, Estimate, Groups, Measure, Results, Unit};
use crate::scenario::{Difference, Scenario};

/// A figure to show: its measure, its label, and the sentence that says what it means.
type Shown = (Measure, &'static str, fn(f64) -> String);

const SHOWN: [Shown; 10] = [
    (
        measures::RETURN_RATE,
        "Return rate, of checked submissions",
        |share| {
            format!(
                "Of 1,000 submissions with a check, {} go back to the applicant, who must start again.",
                number(share * 1e3, 0)
            )
        },
    ),
    (
        measures::RETURN_RATE_FIRST,
        "Return rate, of first submissions",
        |share| {
            format!(
                "Of 1,000 filings checked for the first time, {} are returned.",
                number(share * 1e3, 0)
            )
        },
    ),
    (measures::SUCCESS_RATE, "Verified in the end", |share| {
        format!(
            "Of 1,000 filings checked, {} are given up after a return; all others get through.",
            number((1.0 - share) * 1e3, 0)
        )
    }),
    (
        measures::SUBMISSIONS_NEEDED,
        "Submissions of a filing verified",
        |mean| {
            format!(
                "100 filings that get through take {} submissions.",
                number(mean * 100.0, 0)
            )
        },
    ),
    (
        measures::TIME_TO_VERIFY_P50,
        "Median time to verify",
        |_| {
            "Half of the checks that are completed are so within this time of the first code."
                .into()
        },
    ),
    (measures::TIME_TO_VERIFY_P95, "Time to verify, 95 %", |_| {
        "19 of 20 checks that are completed are so within this time of the first code.".into()
    }),
    (
        measures::COMPLETE_WITHIN_24H,
        "Complete within 24 h",
        |share| {
            format!(
                "{} of 100 checks are not complete a day after the first code; some of them never are.",
                number((1.0 - share) * 100.0, 0)
            )
        },
    ),
    (
        measures::COMPLETE_WITH_RESENT_RATE,
        "Complete with a resent code",
        |share| {
            format!(
                "In {} of 100 complete checks a leader was verified with a code that had been resent.",
                number(share * 100.0, 0)
            )
        },
    ),
    (
        measures::LANE_WAIT_P99,
        "A message waits in its lane, 99 %",
        |seconds| {
            if seconds < 1.0 {
                "The gateway sends at once: at least 99 of 100 messages do not wait to be sent."
                    .into()
            } else {
                "99 of 100 messages are sent within this time of being queued; the gateway is short of \
             capacity for the others."
                .into()
            }
        },
    ),
    (measures::OPEN_CHECKS_PEAK, "Open checks, peak", |_| {
        "The most checks open at a time, the peaks of the provinces in the busiest hour added up."
            .into()
    }),
];

/// A figure in its unit's words.
pub(super) fn figure(unit: Unit, estimate: &Estimate) -> Figure {
    match unit {
        Unit::Share => percent(estimate),
        Unit::Seconds => time(estimate),
        Unit::Number | Unit::PerDay => amount(estimate),
    }
}

/// The figures that matter of a run.
pub(super) fn came_out(results: &Results) -> Markup {
    let cards = SHOWN.iter().filter_map(|(measure, label, says)| {
        let estimate = results.estimate(measure, Groups::NATION)?;
        let (value, interval) = figure(measure.unit, &estimate);
        Some(card(label, &value, &interval, &says(estimate.value)))
    });
    html! { ul.facts { @for card in cards { (card) } } }
}

/// What keeps intervals from being taken as they look.
pub(super) fn cautioned(results: &Results) -> Markup {
    html! {
        @for caution in cautions(results) { p.absent { "Take care: " (caution) "." } }
    }
}

/// A figure on a card: its label, value, interval, and sentence.
pub(super) fn card(label: &str, value: &str, interval: &str, sentence: &str) -> Markup {
    html! {
        li {
            div.label { (label) }
            div.value { (value) }
            @if !interval.is_empty() {
                div.interval { "95 % interval: " (interval) }
            }
            p { (sentence) }
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
    let days = |millis: i64| {
        let days = millis as f64 / DAY as f64;
        let decimals = usize::from(days.fract() != 0.0);
        format!("{} d", number(days, decimals))
    };
    let replications = match run.replications {
        1 => "one replication".to_owned(),
        many => format!("{many} replications"),
    };
    let warm_up = if run.warm_up > 0 {
        format!(
            " The filings of the first {} are simulated but not counted.",
            days(run.warm_up)
        )
    } else {
        String::new()
    };
    format!(
        "Filings that arrive in {} from {} on, in {} provinces; {}, seed {}.{warm_up}",
        days(run.length),
        run.start,
        scenario.provinces.len(),
        replications,
        run.seed,
    )
}

/// A table of fields that differ.
pub(super) fn fields(caption: &str, heads: [&str; 2], differences: &[Difference]) -> Markup {
    let shown = |value: &Option<serde_json::Value>| match value {
        None => "not set".to_owned(),
        Some(serde_json::Value::String(text)) => short(text),
        Some(value) => short(&value.to_string()),
    };
    html! {
        div.table {
            table {
                caption { (caption) }
                thead { tr { th { "field" } @for head in heads { th { (head) } } } }
                tbody {
                    @for difference in differences {
                        tr {
                            td { code { (difference.field) } }
                            td { (shown(&difference.a)) }
                            td { (shown(&difference.b)) }
                        }
                    }
                }
            }
        }
    }
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
    let groups = scenario.groups();
    let bounds = |one: &Judged<'_>| {
        let unit = one.threshold.measure.unit;
        let shown = |bound: f64| match unit {
            Unit::Share => format!("{} %", number(bound * 100.0, 2)),
            Unit::Seconds => format!("{bound} s"),
            Unit::Number | Unit::PerDay => number(bound, 2),
        };
        let least = one
            .threshold
            .min
            .map(|min| format!("at least {}", shown(min)));
        let most = one
            .threshold
            .max
            .map(|max| format!("at most {}", shown(max)));
        [least, most]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    };
    html! {
        @if !judged.is_empty() {
            div.table {
                table {
                    caption { "Thresholds of the scenario" }
                    thead { tr { th { "measure" } th { "of" } th { "may be" } th { "is" } th { "" } } }
                    tbody {
                        @for one in judged {
                            tr {
                                td { code { (one.threshold.measure.name) } }
                                td { (plain(&groups.all()[one.threshold.group].name)) }
                                td { (bounds(one)) }
                                td { (one.estimate.map_or("nothing to measure".to_owned(),
                                    |e| figure(one.threshold.measure.unit, &e).0)) }
                                td { @if one.kept() { "kept" } @else { strong { "crossed" } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
