//! Fields of the rules, and of what a filing passes: access, provider, authority, gateway.

use super::declared::{
    Declared, Value, count, declared, delay, duration_or_zero, flag, limit, name, probability,
    section, time_of_day,
};
use super::kind::Kind;
use super::kind::MeasuredIn::{Always, InWorking};
use super::reminders::{Channel, Reminder, reminders};
use super::spans::span;
use crate::rules::{Policy, WindowFrom};
use crate::scenario::draft::{General, ProvinceDraft};
use crate::scenario::model::Delay;
use crate::scenario::reader::Reader;

section! {
    /// `[access]`: numbers on record that are not the leader's any more (R9).
    Access, ACCESS {
        stale_number: f64 = probability(), "The number on record of a new access is no longer the leader's (R9)";
        shell: f64 = probability(), "A website with a stale number has no provider any more (R9)";
        noticed: f64 = probability(), "The applicant notices a stale number before submitting";
        remedy: Delay = delay(InWorking), "How long R9's remedy takes";
    }
}

section! {
    /// `[provider]`.
    Provider, PROVIDER {
        review: Delay = delay(InWorking), "The provider's review of a filing (R3)";
        reminder_after: Delay = delay(InWorking), "From the first code until the provider reminds";
        reminder_reach: f64 = probability(), "The reminder reaches a leader; 0: the provider does not remind";
        reminders: Vec<Reminder> = reminders(), "Further reminders, by call or SMS; those of a province stand in place of the general ones";
    }
}

impl Provider {
    /// Whether it reminds at all.
    pub fn reminds(&self) -> bool {
        self.reminder_reach > 0.0 || !self.reminders.is_empty()
    }

    /// How a reminder goes, and its reach: 0 for the short form, then those of the list from 1.
    pub fn reminder(&self, place: usize) -> (Channel, f64) {
        let listed = place.checked_sub(1).and_then(|at| self.reminders.get(at));
        listed.map_or((Channel::Call, self.reminder_reach), |one| {
            (one.by, one.reach)
        })
    }
}

const fn window_from() -> Value<WindowFrom> {
    let kind = Kind::Choice(&["first_code", "received"]);
    Value::new(kind, |reader, node, path, kind| {
        match reader.choice(node, path, kind).as_str() {
            "received" => WindowFrom::Received,
            _ => WindowFrom::FirstCode,
        }
    })
}

/// What a scenario leaves out of these is the rules' own default.
pub(in crate::scenario) const RULES: &[Declared<Policy>] = declared!(Policy {
    "check_cancel_entity" => check_cancel_entity: flag().optional(), "R4: cancelling the entity is checked";
    "check_cancel_website" => check_cancel_website: flag().optional(), "R4: cancelling a website is checked";
    "check_cancel_access" => check_cancel_access: flag().optional(), "R4: cancelling an access is checked";
    "code_effective" => code_effective: span().optional(), "R12: how long a code is effective";
    "automatic_resend_at" => automatic_resend_at: time_of_day().optional(), "R14: the time of day of the automatic resend";
    "automatic_resend_days" => automatic_resend_days: count(0, 3_660, "days").optional(), "R14: on how many days it happens; 0 turns it off";
    "resends_per_day" => resends_per_day: limit(0, "requests").optional(), "R15: most requests answered \"sent\" for a mobile in a calendar day; -1: no limit";
    "resend_least_gap" => resend_least_gap: duration_or_zero().optional(), "R15: least time between two of them";
    "resend_cancels_earlier" => resend_cancels_earlier: flag().optional(), "R16: a resend cancels the earlier codes of its mobile";
    "wrong_certificates" => wrong_certificates: count(1, 1_000_000, "entries").optional(), "R20: the entry with a wrong certificate at which the check fails";
    "window" => window: span().optional(), "R21: how long a check may stay unverified";
    "window_from" => window_from: window_from().optional(), "R21: from when the window runs";
    "code_pool" => code_pool: count(1, 1_000_000, "codes").optional(), "R10, R11: how many codes there are";
});

pub(in crate::scenario) const IN_FORCE: &[Declared<General>] = declared!(General {
    "in_force" => in_force: Value::new(Kind::InForce, Reader::in_force).optional(),
        "R1: from when the check is in force in each province: a date, true or false";
});

pub(in crate::scenario) const FIRST_CODE: &[Declared<ProvinceDraft>] = declared!(ProvinceDraft {
    "first_code_delay" => first_code_delay: delay(Always), "R13: from receipt of a submission until its first codes are queued";
});

section! {
    /// `[authority]`.
    Authority, AUTHORITY {
        audit: Delay = delay(InWorking), "The audit, where auditors are not limited";
        audit_work: Delay = delay(InWorking), "An auditor's work on one audit";
        auditors: Option<u32> = limit(1, "auditors"), "How many auditors a province has; -1: no limit";
    }
}

pub(in crate::scenario) const GATEWAY: &[Declared<ProvinceDraft>] = declared!(ProvinceDraft {
    "messages_per_minute" => rates: Value::new(Kind::LaneRates, Reader::lane_rates),
        "Messages a minute that a province sends, shared among the carriers, or by carrier; -1: no limit";
});
