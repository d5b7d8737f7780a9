//! The page of a run.

use super::facts::{asked, came_out, cautioned, thresholds};
use super::frame::{Page, Part, Section, absent};
use super::{flow, messages, method, provinces, reasons, timeline, times};
use crate::datasets::format::plain;
use crate::datasets::thresholds::judge;
use crate::experiment::ResendEffect;
use crate::measures::Results;
use crate::scenario::{Loaded, Scenario, differences_from_baseline};

/// The page of a run, as HTML: what was asked, what came out, the pictures, the method. `effect` is
/// what resends cause, where it was measured.
pub fn run(loaded: &Loaded, results: &Results, effect: Option<&ResendEffect>) -> String {
    let mut scenario = loaded.scenario.clone();
    // An interrupted run has fewer than were asked for.
    scenario.run.replications = results.replications.len() as u32;
    let sections = vec![
        Section {
            id: "asked",
            title: "What was asked?",
            parts: vec![asked(&scenario, &differences_from_baseline(loaded))],
        },
        outcome(&scenario, results),
        returns(results),
        messages_and_time(&scenario, results, effect),
        Section {
            id: "load",
            title: "Load over time",
            parts: of(timeline::chart(&scenario, results), "No hour is counted."),
        },
        method::section(&scenario, &[]),
        method::scenarios(&[loaded]),
    ];
    let page = Page {
        title: title(&scenario),
        subtitle: format!("Results of {}", plain(&scenario.name)),
        sections,
    };
    page.html()
}

/// The title of a scenario, or its name where it has none.
pub(super) fn title(scenario: &Scenario) -> String {
    let title = plain(&scenario.title);
    if title.is_empty() {
        plain(&scenario.name)
    } else {
        title
    }
}

/// A picture, or a line that says why there is none.
fn of(chart: Option<super::chart::Chart>, otherwise: &str) -> Vec<Part> {
    vec![chart.map_or_else(|| absent(otherwise), Part::from)]
}

fn outcome(scenario: &Scenario, results: &Results) -> Section {
    let judged = judge(scenario, results);
    Section {
        id: "outcome",
        title: "What came out?",
        parts: vec![
            came_out(results).into(),
            cautioned(results).into(),
            thresholds(scenario, &judged).into(),
        ],
    }
}

fn returns(results: &Results) -> Section {
    let mut parts = of(flow::submissions(results), "No submission was received.");
    let maps = provinces::charts(results);
    if maps.is_empty() {
        parts.push(absent(
            "No submission was checked, so there is no return rate.",
        ));
    }
    parts.extend(maps.into_iter().map(Part::from));
    parts.extend(provinces::by_group(results).map(Part::from));
    parts.extend(of(reasons::chart(results), "No window ran out."));
    Section {
        id: "returns",
        title: "Filings and returns",
        parts,
    }
}

fn messages_and_time(
    scenario: &Scenario,
    results: &Results,
    effect: Option<&ResendEffect>,
) -> Section {
    let mut parts = of(
        times::chart(scenario, results),
        "No submission was checked.",
    );
    parts.extend(of(messages::fates(results), "No message was queued."));
    parts.extend(messages::as_seen(results).map(Part::from));
    match effect {
        Some(effect) => parts.extend(
            messages::as_caused(effect, None)
                .into_iter()
                .map(Part::from),
        ),
        None => parts.push(absent(
            "What resends cause is measured by run --resend-effect: the same filings with them and \
             without.",
        )),
    }
    Section {
        id: "messages",
        title: "Messages, resends, and time to verify",
        parts,
    }
}
