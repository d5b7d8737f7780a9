//! Fields of the rules, and of what a filing passes: access, provider, authority, gateway.

use super::MeasuredIn::{Always, InWorking};
use super::{Field, Kind, Where, field};
use crate::clock::LONGEST_DURATION;

pub(super) const FIELDS: &[Field] = &[
    field(
        "access.stale_number",
        Kind::Probability,
        Where::Province,
        "The number on record of a new access is no longer the leader's (R9)",
    ),
    field(
        "access.shell",
        Kind::Probability,
        Where::Province,
        "A website with a stale number has no provider any more (R9)",
    ),
    field(
        "access.noticed",
        Kind::Probability,
        Where::Province,
        "The applicant notices a stale number before submitting",
    ),
    field(
        "access.remedy",
        Kind::Delay(InWorking),
        Where::Province,
        "How long R9's remedy takes",
    ),
    field(
        "provider.review",
        Kind::Delay(InWorking),
        Where::Province,
        "The provider's review of a filing (R3)",
    ),
    field(
        "provider.reminder_after",
        Kind::Delay(InWorking),
        Where::Province,
        "From the first code until the provider reminds",
    ),
    field(
        "provider.reminder_reach",
        Kind::Probability,
        Where::Province,
        "The reminder reaches a leader; 0: the provider does not remind",
    ),
    field(
        "rules.check_cancel_entity",
        Kind::Flag,
        Where::General,
        "R4: cancelling the entity is checked",
    ),
    field(
        "rules.check_cancel_website",
        Kind::Flag,
        Where::General,
        "R4: cancelling a website is checked",
    ),
    field(
        "rules.check_cancel_access",
        Kind::Flag,
        Where::General,
        "R4: cancelling an access is checked",
    ),
    field(
        "rules.code_effective",
        Kind::Duration {
            most: LONGEST_DURATION,
        },
        Where::General,
        "R12: how long a code is effective",
    ),
    field(
        "rules.first_code_delay",
        Kind::Delay(Always),
        Where::Province,
        "R13: from receipt of a submission until its first codes are queued",
    ),
    field(
        "rules.automatic_resend_at",
        Kind::TimeOfDay,
        Where::General,
        "R14: the time of day of the automatic resend",
    ),
    field(
        "rules.automatic_resend_days",
        Kind::Count {
            least: 0,
            most: 3_660,
            unit: "days",
        },
        Where::General,
        "R14: on how many days it happens; 0 turns it off",
    ),
    field(
        "rules.resends_per_day",
        Kind::CountOrNone {
            least: 0,
            unit: "requests",
        },
        Where::General,
        "R15: most requests answered \"sent\" for a mobile in a calendar day; -1: no limit",
    ),
    field(
        "rules.resend_least_gap",
        Kind::DurationOrZero,
        Where::General,
        "R15: least time between two of them",
    ),
    field(
        "rules.resend_cancels_earlier",
        Kind::Flag,
        Where::General,
        "R16: a resend cancels the earlier codes of its mobile",
    ),
    field(
        "rules.wrong_certificates",
        Kind::Count {
            least: 1,
            most: 1_000_000,
            unit: "entries",
        },
        Where::General,
        "R20: the entry with a wrong certificate at which the check fails",
    ),
    field(
        "rules.window",
        Kind::Duration {
            most: LONGEST_DURATION,
        },
        Where::General,
        "R21: how long a check may stay unverified",
    ),
    field(
        "rules.window_from",
        Kind::Choice(&["first_code", "received"]),
        Where::General,
        "R21: from when the window runs",
    ),
    field(
        "rules.code_pool",
        Kind::Count {
            least: 1,
            most: 1_000_000,
            unit: "codes",
        },
        Where::General,
        "R10, R11: how many codes there are",
    ),
    field(
        "rules.in_force",
        Kind::InForce,
        Where::General,
        "R1: from when the check is in force in each province: a date, true or false",
    ),
    field(
        "authority.audit",
        Kind::Delay(InWorking),
        Where::Province,
        "The audit, where auditors are not limited",
    ),
    field(
        "authority.audit_work",
        Kind::Delay(InWorking),
        Where::Province,
        "An auditor's work on one audit",
    ),
    field(
        "authority.auditors",
        Kind::CountOrNone {
            least: 1,
            unit: "auditors",
        },
        Where::Province,
        "How many auditors a province has; -1: no limit",
    ),
    field(
        "gateway.messages_per_minute",
        Kind::LaneRates,
        Where::Province,
        "Messages a minute that a province sends, shared among the carriers, or by carrier; -1: no limit",
    ),
];
