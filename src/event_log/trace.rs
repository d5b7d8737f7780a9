//! The life of one filing as a readable timeline.

use std::fmt::Write as _;

use super::sentences::{STALE, Told, leader, write_detail};
use crate::clock::{DAY, HOUR, Instant, MINUTE, SECOND};
use crate::diagnostics::escaped;
use crate::rules::Province;
use crate::scenario::{Channel, Scenario};
use crate::simulation::{Observation, Observed};

/// What happened to one filing.
#[derive(Debug)]
pub struct Tale<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The filing's province.
    pub province: Province,
    /// The replication, from 1.
    pub replication: u32,
    /// What happened, in order.
    pub observations: &'a [Observation],
}

/// The timeline as text: instant, time since the line before, who, what, and the rule.
pub fn tell(tale: &Tale) -> String {
    let Some(first) = tale.observations.first() else {
        return String::new();
    };
    let province = tale.province;
    let mut text = format!(
        "Filing {} in {} ({}, {}), replication {} of \"{}\", seed {}\n\n",
        first.filing + 1,
        province.code(),
        province.name(),
        province.chinese(),
        tale.replication,
        escaped(&tale.scenario.title),
        tale.scenario.run.seed,
    );
    let mut last = first.at;
    for observation in tale.observations {
        let told = Told::of(observation);
        let what = sentence(tale.scenario, observation, told);
        let Told { who, rule, .. } = told;
        let since = observation.at.since(last);
        let since = if since == 0 {
            String::new()
        } else {
            format!("+{}", spoken(since))
        };
        let at = stamp(observation.at);
        let rule = if rule.is_empty() {
            String::new()
        } else {
            format!("  [{rule}]")
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{at}  {since:>14}  {who:<14}  {what}{rule}");
        last = observation.at;
    }
    text
}

impl Tale<'_> {
    /// The timeline as JSON: a list of objects, one an observation.
    pub fn json(&self) -> String {
        let lines = self.observations.iter().map(|observation| {
            let told = Told::of(observation);
            serde_json::json!({
                "time": format!("{}+08:00", observation.at),
                "province": self.province.code(),
                "filing": observation.filing + 1,
                "submission": observation.submission,
                "who": told.who,
                "what": sentence(self.scenario, observation, told),
                "rule": told.rule,
            })
        });
        let list: Vec<serde_json::Value> = lines.collect();
        format!("{}\n", serde_json::Value::Array(list))
    }
}

/// `2019-03-18 09:12:40.250`.
fn stamp(at: Instant) -> String {
    let time = at.time_of_day();
    format!(
        "{} {:02}:{:02}:{:02}.{:03}",
        at.date(),
        time / HOUR,
        time / MINUTE % 60,
        time / SECOND % 60,
        time % SECOND
    )
}

/// `2 d 03:04:05`, or seconds where it is short.
fn spoken(millis: i64) -> String {
    let (days, rest) = (millis / DAY, millis % DAY);
    let clock = format!(
        "{:02}:{:02}:{:02}",
        rest / HOUR,
        rest / MINUTE % 60,
        rest / SECOND % 60
    );
    match days {
        0 if millis < MINUTE => format!("{:.3} s", millis as f64 / SECOND as f64),
        0 => clock,
        _ => format!("{days} d {clock}"),
    }
}

/// What was done, as a sentence without its subject.
fn sentence(scenario: &Scenario, observation: &Observation, told: Told) -> String {
    let (activity, leader) = (told.activity, leader(observation));
    let mut detail = String::new();
    write_detail(scenario, observation, &mut detail);
    match &observation.what {
        Observed::Arrived { kind, .. } => {
            let (segment, stale) = match detail.strip_suffix(STALE) {
                Some(segment) => (segment, STALE),
                None => (detail.as_str(), ""),
            };
            let segment = escaped(segment);
            format!("hands in a {} ({segment}){stale}", kind.name())
        }
        Observed::Received { .. } => format!("{activity} {}; {detail}", observation.submission),
        Observed::Queued(_) => format!("{activity} to the {leader}"),
        Observed::Sent(..) => format!("{activity} {detail} to the {leader}"),
        Observed::Calls => format!("calls the {leader}"),
        Observed::SendsReminder => format!("sends the {leader} a reminder"),
        Observed::Reminded(Channel::Call) => format!("reminds the {leader}"),
        Observed::Resubmits(_) => format!("{activity}; {detail}"),
        Observed::Leader { .. } | Observed::PlansVisit(_) => format!("{activity} {detail}"),
        Observed::TooLate(at) => format!("would visit at {at}: after the window is over"),
        _ => activity.to_owned(),
    }
}
