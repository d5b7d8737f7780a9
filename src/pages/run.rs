//! The page of a run.

use super::facts::{asked, came_out, cautioned, thresholds};
use super::frame::{Page, Section, further, pictures};
use super::{messages, method, over_time, provinces, returns, uncertainty, warm_up};
use crate::datasets::{EnsembleRows, RunTables, thresholds::judge};
use crate::experiment::{Ensemble, ResendEffect};
use crate::measures::Results;
use crate::scenario::{Loaded, Scenario, differences_from_baseline};
use crate::views::assumptions;
use crate::views::format::plain;

/// The page of a run, as HTML: what was asked, what came out, the pictures, the method. `effect` is
/// what resends cause, and `ensemble` how figures spread over draws of what is uncertain, where that was
/// measured.
pub fn run(
    loaded: &Loaded,
    results: &Results,
    tables: &RunTables,
    effect: Option<&ResendEffect>,
    ensemble: Option<(&Ensemble, &EnsembleRows)>,
) -> String {
    let scenario = &loaded.scenario;
    let replications = results.replications.len();
    let caused = match effect {
        Some(effect) => pictures(
            messages::as_caused(effect, None),
            "No submission was checked.",
        ),
        None => Vec::new(),
    };
    let hints = [
        (
            ensemble.is_none(),
            "How uncertain the figures are: run --ensemble N draws what the scenario says is uncertain, and shows \
             how far that moves them, and which assumption does.",
        ),
        (
            effect.is_none(),
            "What resends cause: run --resend-effect runs the same filings with them and without.",
        ),
    ];
    let hints = hints.into_iter().filter(|(open, _)| *open);
    let hints: Vec<&str> = hints.map(|(_, hint)| hint).collect();
    let page = Page {
        title: title(scenario),
        subtitle: format!("Results of {}", plain(&scenario.name)),
        rests: assumptions(scenario),
        sections: vec![
            Section::new(
                "asked",
                "What was asked?",
                [asked(scenario, &differences_from_baseline(loaded))],
            ),
            Section::new(
                "outcome",
                "What came out?",
                [
                    came_out(results).into(),
                    cautioned(&method::sureness(scenario), scenario, results).into(),
                    thresholds(scenario, &judge(scenario, results)).into(),
                ],
            ),
            uncertainty::of_run(ensemble, results),
            Section::new(
                "returns",
                "Filings and returns",
                [
                    pictures(returns::flow(results), "No submission was received."),
                    pictures(
                        provinces::by_province(results),
                        "No submission was checked, so there is no return rate.",
                    ),
                    pictures(returns::by_group(results), "No group has a return rate."),
                    pictures(returns::reasons(tables), "No window ran out."),
                ]
                .into_iter()
                .flatten(),
            ),
            Section::new(
                "messages",
                "Messages, resends, and time to verify",
                [
                    pictures(
                        over_time::survival(scenario, tables),
                        "No submission was checked.",
                    ),
                    pictures(
                        messages::fates(tables, replications),
                        "No message was queued.",
                    ),
                    pictures(messages::as_seen(tables), "No leader kept a message."),
                    caused,
                ]
                .into_iter()
                .flatten(),
            ),
            Section::new(
                "load",
                "Load over time",
                [
                    pictures(over_time::timeline(scenario, tables), "No hour is counted."),
                    pictures(warm_up::picture(results, tables), "Nothing was received."),
                ]
                .into_iter()
                .flatten(),
            ),
            further(&hints),
            method::section(scenario, &[]),
            method::scenarios(&[loaded]),
        ],
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
