//! What a record does not show, and why; and what keeps it from being taken as it looks.

use super::LEAST;
use super::estimates::Estimated;
use super::fields::{DELAYS, SHARES};
use super::seen::{RecordKind, Seen};
use crate::scenario::fields;

/// A field that a record does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotVisible {
    /// Its path.
    pub field: &'static str,
    /// Why.
    pub why: String,
}

/// The sections of a scenario that records could tell of.
const SECTIONS: [&str; 10] = [
    "arrivals.",
    "filings.",
    "access.",
    "provider.",
    "rules.",
    "authority.",
    "gateway.",
    "carriers.",
    "handsets.",
    "people.",
];

const LAST_SECTION: &str = "resubmission.";

/// Why an event log does not show a field, or part of it.
#[rustfmt::skip]
const REASONS: &[(&str, &str)] = &[
    ("arrivals.file", "the rates are estimated in its place"),
    ("arrivals.surges", "times of more filings are in the average, and not told from it"),
    ("arrivals.weekday_factor", "not all seven weekdays are in the record"),
    ("filings.change_scope", "too few changes, or nothing shows how often both leaders are one person"),
    ("access.shell", "a shell's filing stays a new access in the record"),
    ("access.remedy", "only together with the review that follows"),
    ("provider.reminder_reach", "whom a reminder would have reached who was verified before it does not show"),
    ("provider.reminders", "single reminders are told, not of which of a list each is"),
    ("rules.code_effective", "codes end without an event"),
    ("rules.automatic_resend_at", "no automatic message, or not all at one time of day"),
    ("rules.automatic_resend_days", "no automatic message, and too few windows that ran out without one"),
    ("rules.resends_per_day", "a limit shows in the answers alone, not its number"),
    ("rules.resend_least_gap", "a limit shows in the answers alone, not its length"),
    ("rules.resend_cancels_earlier", "codes end without an event"),
    ("rules.wrong_certificates", "a return says that the limit was met, not what it is"),
    ("rules.window", "no windows ran out, or they were not all equally long"),
    ("rules.window_from", "no windows ran out, or they were not all equally long"),
    ("rules.code_pool", "codes that are free do not show"),
    ("rules.in_force", "not clear in every province: receipts with a check and without one alternate"),
    ("authority.audit_work", "only the audit as a whole, with the wait for an auditor"),
    ("authority.auditors", "only the audit as a whole, with the wait for an auditor"),
    ("gateway.messages_per_minute", "messages waited, so there is a limit; its size does not show"),
    ("people.wrong_certificate", "a belief shows only together with slips of the certificate"),
    ("people.sees_mistake", "who believes in a wrong certificate does not show"),
    ("people.act_later", "of those who come back, the calendar in which it passes does not show"),
    ("people.entries_per_visit", "that a visit ended does not say at how many entries it must"),
    ("people.patience", "it passes in a calendar that does not show, and a code that comes ends it unseen"),
    ("people.resend_requests", "that nobody asked more often does not say that nobody could"),
    ("people.responds.inattentive", "only the mean of attentive and inattentive people, in people.responds.attentive"),
    ("resubmission.fixes_certificate", "who believes in a wrong certificate does not show"),
    ("resubmission.most_submissions", "too few came to their last submission to tell a limit from chance"),
];

/// The fields of these sections that are not estimated.
pub(super) fn not_visible(seen: &Seen, estimated: &[Estimated]) -> Vec<NotVisible> {
    let sections = || SECTIONS.iter().chain([&LAST_SECTION]);
    let known = fields().iter().map(|field| field.path);
    let could = known.filter(|path| sections().any(|section| path.starts_with(section)));
    let missing = could.filter(|path| estimated.iter().all(|of| of.field != *path));
    let each = missing.map(|field| NotVisible {
        field,
        why: why(seen, field),
    });
    each.collect()
}

fn why(seen: &Seen, field: &str) -> String {
    let begins_late = ["access.", "rules.", "authority.", "gateway.", "handsets."];
    if seen.kind == RecordKind::Acts && begins_late.iter().any(|section| field.starts_with(section))
    {
        return "recorded acts do not tell: they have receipts, entries and resend requests"
            .to_owned();
    }
    if let Some(observed) = observed(seen, field) {
        return match observed {
            0 => "no event of the record tells of it".to_owned(),
            few => format!("only {few} observed; at least {LEAST} are needed"),
        };
    }
    let reason = REASONS.iter().find(|(known, _)| *known == field);
    reason
        .map_or("no event of the record tells of it", |(_, why)| why)
        .to_owned()
}

/// How many observations there are of a field that is told by itself, where they are too few.
fn observed(seen: &Seen, field: &str) -> Option<u64> {
    let share = SHARES.iter().find(|(known, ..)| *known == field);
    let share = share.map(|(_, trials, _)| trials(seen).of);
    let delay = DELAYS.iter().find(|(known, ..)| *known == field);
    let delay = delay.map(|(_, _, durations, _)| durations(seen).ended.len() as u64);
    let name = field
        .strip_prefix("carriers.")
        .and_then(|rest| rest.strip_suffix(".loss"));
    let loss = name.and_then(crate::rules::Carrier::from_name);
    let loss = loss.map(|carrier| seen.loss[carrier as usize].of);
    let of_all = match field {
        "filings.type_share" | "arrivals.filings_per_day" | "arrivals.hour_factor" => {
            Some(seen.came.by_type.iter().sum())
        }
        "people.responds.attentive" | "people.attentive" => Some(seen.responds.of),
        "people.responds.reminded" => Some(seen.responds_again.of),
        "people.acts_at_work"
        | "people.makes_time"
        | "people.act_promptly"
        | "people.notice"
        | "people.prompt" => Some(seen.responses.len() as u64),
        "resubmission.delay" => Some(seen.resubmission.ended.len() as u64),
        "resubmission.after_timeout" => Some(seen.after_timeout.values().map(|of| of.of).sum()),
        "resubmission.after_wrong_certificate" => {
            Some(seen.after_wrong_certificate.values().map(|of| of.of).sum())
        }
        name if name.starts_with("carriers.") && name.ends_with(".share") => {
            Some(seen.carriers.iter().sum())
        }
        _ => None,
    };
    share
        .or(delay)
        .or(loss)
        .or(of_all)
        .filter(|observed| *observed < LEAST)
}

impl Seen {
    /// What keeps the record from being taken as it looks.
    pub(super) fn cautions(&self) -> Vec<String> {
        let mut cautions = Vec::new();
        let arrivals: u64 = self.came.by_type.iter().sum();
        if arrivals < LEAST {
            cautions.push(format!(
                "only {arrivals} filings arrive in the record: most fields need at least {LEAST} observations, and come from the base"
            ));
        }
        if self.begun_before > 0 {
            cautions.push(format!(
                "{} filings have no arrival in the record, which begins later than they: they count from their first event on",
                self.begun_before
            ));
        }
        if self.reminders > 0 {
            cautions.push(
                "the provider reminds leaders in the record; by which reminders, and how many they would reach, does not show: set provider.reminder_reach or provider.reminders"
                    .to_owned(),
            );
        }
        cautions
    }
}
