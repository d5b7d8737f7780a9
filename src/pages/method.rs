//! The method: how it was computed, which rules apply, and the scenario as it was read.

use maud::{Markup, html};

use super::facts::table;
use super::frame::Section;
use crate::clock::{Ends, Millis, Span};
use crate::rules::{InForce, Policy, Province, WindowFrom};
use crate::scenario::{Loaded, Scenario};
use crate::views::format::{count, duration};

/// The section of the method, with what `further` a command has to say.
pub(super) fn section(scenario: &Scenario, further: &[&str]) -> Section {
    let text = html! {
        @for paragraph in PARAGRAPHS { p { (paragraph) } }
        @for paragraph in further { p { (paragraph) } }
        (rules(scenario))
    };
    Section::new("method", "Method and rules", [text.into()])
}

const PARAGRAPHS: [&str; 5] = [
    "The filings are synthetic. Each is followed through the provider, the authority, the gateway, the \
     network, the handset and the person by a discrete-event simulation on a virtual clock in Beijing \
     time, and every entry and request at the page is judged by the rules below.",
    "Every random draw is a function of the seed and of what it belongs to (replication, province, \
     filing, submission, leader, purpose). So two scenarios meet common random numbers: the same draws, \
     filing by filing. And the same scenario gives the same figures on any machine and any number of threads.",
    "Counted are filings that arrived between the end of the warm-up and the end of arrivals, with all \
     of their submissions. Load (open checks, messages, entries over time) is of all filings within \
     the counted hours. A rate over replications is the ratio of sums; a percentile is the mean of the \
     replications' percentiles, from histograms exact to 0.1 %.",
    "Limits of the model: nobody misspells a mobile in the submission, but for stale numbers; the \
     provider refuses nothing and the audit rejects nothing; how many respond to a message \
     (people.responds) is assumed, and matters most to what resends are worth. Levels rest on such \
     assumptions; differences between scenarios are on firmer ground.",
    "Where each figure of a scenario comes from is said in the baseline's file. The columns of the \
     tables are described in datapackage.json; manifest.json says what made them.",
];

/// What the intervals of a scenario's figures are, in a sentence or two.
pub(super) fn sureness(scenario: &Scenario) -> String {
    let level = scenario.run.level;
    if scenario.run.replications > 1 {
        format!(
            "Ranges are {level} confidence intervals (Student t over the values of {} replications). They \
             say how far chance alone moves a figure, not whether the assumptions hold.",
            scenario.run.replications
        )
    } else {
        format!(
            "Intervals of shares are Wilson's {level} confidence intervals, since there is one replication; \
             other figures have none. They say how far chance alone moves a figure, not whether the \
             assumptions hold."
        )
    }
}

fn time(millis: Millis) -> String {
    duration(millis as f64 / 1e3)
}

fn clock(millis: Millis) -> String {
    let minutes = millis / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn rules(scenario: &Scenario) -> Markup {
    let rows = levers(scenario)
        .into_iter()
        .map(|(rule, says, here)| vec![html! { (rule) }, html! { (says) }, html! { (here) }]);
    let caption = "Rules in force, as this scenario sets them";
    table(caption, ["rule", "what it says", "here"], rows)
}

/// The rules with a lever: number, what they say, and what is set.
fn levers(scenario: &Scenario) -> Vec<(&'static str, &'static str, String)> {
    let policy = &scenario.policy;
    vec![
        (
            "R1",
            "Provinces with filings in which the check is in force",
            in_force(scenario),
        ),
        (
            "R4",
            "Cancellations that are checked",
            cancellations(policy),
        ),
        (
            "R10, R11",
            "Codes of six digits that a province has; none repeated while it is effective",
            count(policy.code_pool.into()),
        ),
        (
            "R12",
            "A code is effective for",
            span(scenario, &policy.code_effective),
        ),
        (
            "R14",
            "Automatic resend to every mobile not verified",
            automatic(policy),
        ),
        ("R15", "Manual resend on request", manual(policy)),
        (
            "R16",
            "A resend cancels earlier codes",
            yes_or_no(policy.resend_cancels_earlier),
        ),
        (
            "R20",
            "Entries with a wrong certificate at which the check fails",
            policy.wrong_certificates.to_string(),
        ),
        (
            "R21",
            "A check not complete within the window is returned",
            window(scenario),
        ),
    ]
}

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn in_force(scenario: &Scenario) -> String {
    let all = scenario.provinces.len();
    let (mut from, mut always) = (0, 0);
    for province in &scenario.provinces {
        match province.in_force {
            InForce::Always => always += 1,
            InForce::From(_) => from += 1,
            InForce::Never => {}
        }
    }
    let later = if from > 0 {
        format!(", {from} more from a date on")
    } else {
        String::new()
    };
    format!(
        "{always} of {all}{later} (the mainland has {})",
        Province::COUNT
    )
}

fn cancellations(policy: &Policy) -> String {
    let kinds = [
        (policy.check_cancel_entity, "of an entity"),
        (policy.check_cancel_website, "of a website"),
        (policy.check_cancel_access, "of an access"),
    ];
    let checked: Vec<&str> = kinds
        .iter()
        .filter(|(yes, _)| *yes)
        .map(|(_, what)| *what)
        .collect();
    if checked.is_empty() {
        "none".to_owned()
    } else {
        checked.join(", ")
    }
}

fn automatic(policy: &Policy) -> String {
    let at = clock(policy.automatic_resend_at);
    match policy.automatic_resend_days {
        0 => "off".to_owned(),
        1 => format!("once, at {at} of the next day"),
        days => format!("on the next {days} days, at {at}"),
    }
}

fn manual(policy: &Policy) -> String {
    let most = match policy.resends_per_day {
        Some(0) => return "off".to_owned(),
        Some(most) => format!("at most {most} for a mobile a day"),
        None => "no limit".to_owned(),
    };
    if policy.resend_least_gap > 0 {
        format!("{most}, at least {} apart", time(policy.resend_least_gap))
    } else {
        most
    }
}

/// A span in words.
fn span(scenario: &Scenario, span: &Span) -> String {
    let of = |calendar| {
        format!(
            "in the calendar \"{}\"",
            scenario.calendars.name_of(calendar)
        )
    };
    match span {
        Span::Plain(length) => time(*length),
        Span::WhileOpen(length, calendar) => format!("{} {}", time(*length), of(calendar)),
        Span::OpenDays(days, ends, calendar) => {
            let days = match days {
                1 => "1 day".to_owned(),
                days => format!("{days} days"),
            };
            let ends = match ends {
                Ends::Midnight => "24:00 of the last",
                Ends::SameTime => "the same time of the last",
            };
            format!("{days} {}, the first not counted, to {ends}", of(calendar))
        }
    }
}

fn window(scenario: &Scenario) -> String {
    let policy = &scenario.policy;
    let from = match policy.window_from {
        WindowFrom::FirstCode => "from the first code sent",
        WindowFrom::Received => "from receipt of the submission",
    };
    format!("{} {from}", span(scenario, &policy.window))
}

/// The section of scenarios as they were read, each with its name.
pub(super) fn scenarios(loaded: &[&Loaded]) -> Section {
    let text = html! {
        p { "With everything that it is based on, and what options set." }
        @for one in loaded {
            details {
                summary { code { (one.scenario.name) ".toml" } }
                pre { (one.as_toml) }
            }
        }
    };
    Section::new("scenario", "The scenario as it was read", [text.into()])
}
