//! The registry of all fields of a scenario: what may stand where, and what it means.

use super::fault::did_you_mean;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A string.
    Text,
    /// A date.
    Date,
    /// A list of dates.
    Dates,
    /// A duration above 0, such as `"48h"`.
    Duration,
    /// A duration of 0 or more.
    DurationOrZero,
    /// A duration, or a distribution of durations, and the calendar in which it passes by default.
    Delay(MeasuredIn),
    /// A probability or share, 0 to 1.
    Probability,
    /// A probability below 1: what it repeats must end.
    ProbabilityBelowOne,
    /// A number in bounds.
    Number {
        /// The least.
        least: f64,
        /// The greatest.
        most: f64,
    },
    /// A whole number in bounds.
    Count {
        /// The least.
        least: u64,
        /// The greatest.
        most: u64,
    },
    /// A whole number, or -1 for no limit.
    CountOrNone {
        /// The least.
        least: u64,
    },
    /// True or false.
    Flag,
    /// A time of day, `"00:00"`.
    TimeOfDay,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// So many relative factors.
    Factors(usize),
    /// Shares of these names; they sum to 1.
    Shares(&'static [&'static str]),
    /// Shares by province; they sum to 1.
    ProvinceShares,
    /// Dates or flags by province.
    InForce,
    /// A rate, or one by carrier; -1 for no limit.
    LaneRates,
    /// Tables of opening hours by name.
    Calendars,
    /// A list of surges.
    Surges,
    /// A list of segments.
    Segments,
    /// A list of outages.
    Outages,
    /// A list of thresholds.
    Thresholds,
}

/// The calendar in which a delay passes unless it says so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasuredIn {
    /// All of the time.
    Always,
    /// `working`.
    InWorking,
    /// The leader's own: `waking`, or `working` for one who acts at work.
    Own,
}

/// Where a field may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In the scenario alone.
    General,
    /// Also under `[province.<code>]`.
    Province,
    /// Also under `[province.<code>]` and in a segment.
    Population,
}

/// A field of a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Its dotted path.
    pub path: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Where it may be set.
    pub may_stand: Where,
    /// What it means.
    pub meaning: &'static str,
}

/// The names of filing types.
pub const TYPES: &[&str] = &[
    "new_filing",
    "new_website",
    "new_access",
    "change",
    "cancel_entity",
    "cancel_website",
    "cancel_access",
];

/// The names of a change's scopes.
pub const SCOPES: &[&str] = &["entity", "website", "both"];

const fn field(path: &'static str, kind: Kind, may_stand: Where, meaning: &'static str) -> Field {
    Field {
        path,
        kind,
        may_stand,
        meaning,
    }
}

use MeasuredIn::{Always, InWorking, Own};

const FIELDS: &[Field] = &[
    field(
        "title",
        Kind::Text,
        Where::General,
        "What the scenario is called in results",
    ),
    field("description", Kind::Text, Where::General, "What it is for"),
    field(
        "based_on",
        Kind::Text,
        Where::General,
        "A scenario beside this file from which everything comes that is left out here",
    ),
    field(
        "holidays",
        Kind::Dates,
        Where::General,
        "Dates on which a calendar with `holidays = true` is closed",
    ),
    field(
        "extra_workdays",
        Kind::Dates,
        Where::General,
        "Weekend days worked in return for holidays",
    ),
    field(
        "run.start",
        Kind::Date,
        Where::General,
        "The first day; the clock starts at 00:00 Beijing time",
    ),
    field(
        "run.length",
        Kind::Duration,
        Where::General,
        "For how long filings arrive",
    ),
    field(
        "run.warm_up",
        Kind::DurationOrZero,
        Where::General,
        "Filings that arrive earlier after the start are simulated and not counted",
    ),
    field(
        "run.seed",
        Kind::Count {
            least: 0,
            most: u64::MAX >> 1,
        },
        Where::General,
        "The seed of all chance",
    ),
    field(
        "run.replications",
        Kind::Count {
            least: 1,
            most: 100_000,
        },
        Where::General,
        "How many independent repetitions",
    ),
    field(
        "calendars",
        Kind::Calendars,
        Where::General,
        "Opening hours by calendar: `days` (every day where left out), `hours` and whether `holidays` close it",
    ),
    field(
        "arrivals.filings_per_day",
        Kind::Number {
            least: 0.001,
            most: 100_000_000.0,
        },
        Where::General,
        "Filings a day over all provinces, the average of a week without surges",
    ),
    field(
        "arrivals.weekday_factor",
        Kind::Factors(7),
        Where::General,
        "Relative rate of each weekday, Monday first",
    ),
    field(
        "arrivals.hour_factor",
        Kind::Factors(24),
        Where::General,
        "Relative rate of each hour of the day",
    ),
    field(
        "arrivals.file",
        Kind::Text,
        Where::General,
        "A CSV file with the header time,province,type, in place of the rates",
    ),
    field(
        "arrivals.province_share",
        Kind::ProvinceShares,
        Where::General,
        "Share of the filings of each province; sums to 1",
    ),
    field(
        "arrivals.surges",
        Kind::Surges,
        Where::General,
        "Times of more (or fewer) filings: `from`, `to`, `factor`, and optional `provinces`",
    ),
    field(
        "filings.type_share",
        Kind::Shares(TYPES),
        Where::Population,
        "Share of each filing type; sums to 1",
    ),
    field(
        "filings.change_scope",
        Kind::Shares(SCOPES),
        Where::Population,
        "What changes of filing information change; sums to 1",
    ),
    field(
        "filings.same_person",
        Kind::Probability,
        Where::Population,
        "Both leaders are the same person, where both are checked (R6)",
    ),
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
        Kind::Duration,
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
        },
        Where::General,
        "R14: on how many days it happens; 0 turns it off",
    ),
    field(
        "rules.resends_per_day",
        Kind::CountOrNone { least: 0 },
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
        },
        Where::General,
        "R20: the entry with a wrong certificate at which the check fails",
    ),
    field(
        "rules.window",
        Kind::Duration,
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
        Kind::CountOrNone { least: 1 },
        Where::Province,
        "How many auditors a province has; -1: no limit",
    ),
    field(
        "gateway.messages_per_minute",
        Kind::LaneRates,
        Where::Province,
        "Messages a minute that a province sends, shared among the carriers, or by carrier; -1: no limit",
    ),
    field(
        "carriers.telecom.share",
        Kind::Probability,
        Where::Population,
        "Share of the leaders who are with the carrier; all carriers sum to 1",
    ),
    field(
        "carriers.telecom.loss",
        Kind::Probability,
        Where::Population,
        "The network loses a message",
    ),
    field(
        "carriers.telecom.delay",
        Kind::Delay(Always),
        Where::Population,
        "How long a message is on its way",
    ),
    field(
        "carriers.unicom.share",
        Kind::Probability,
        Where::Population,
        "Share of the leaders who are with the carrier; all carriers sum to 1",
    ),
    field(
        "carriers.unicom.loss",
        Kind::Probability,
        Where::Population,
        "The network loses a message",
    ),
    field(
        "carriers.unicom.delay",
        Kind::Delay(Always),
        Where::Population,
        "How long a message is on its way",
    ),
    field(
        "carriers.mobile.share",
        Kind::Probability,
        Where::Population,
        "Share of the leaders who are with the carrier; all carriers sum to 1",
    ),
    field(
        "carriers.mobile.loss",
        Kind::Probability,
        Where::Population,
        "The network loses a message",
    ),
    field(
        "carriers.mobile.delay",
        Kind::Delay(Always),
        Where::Population,
        "How long a message is on its way",
    ),
    field(
        "carriers.mvno.share",
        Kind::Probability,
        Where::Population,
        "Share of the leaders who are with the carrier; all carriers sum to 1",
    ),
    field(
        "carriers.mvno.loss",
        Kind::Probability,
        Where::Population,
        "The network loses a message",
    ),
    field(
        "carriers.mvno.delay",
        Kind::Delay(Always),
        Where::Population,
        "How long a message is on its way",
    ),
    field(
        "carriers.mvno.reach",
        Kind::Probability,
        Where::Population,
        "The other route reaches a virtual operator's user (R17)",
    ),
    field(
        "handsets.out_of_coverage",
        Kind::Probability,
        Where::Population,
        "The phone is out of coverage from the receipt of the submission",
    ),
    field(
        "handsets.coverage_gap",
        Kind::Delay(Always),
        Where::Population,
        "For how long it is",
    ),
    field(
        "handsets.store_and_forward",
        Kind::Probability,
        Where::Population,
        "The network keeps a message until the gap ends",
    ),
    field(
        "handsets.intercepting",
        Kind::Probability,
        Where::Population,
        "The phone intercepts messages with codes",
    ),
    field(
        "handsets.deleted",
        Kind::Probability,
        Where::Population,
        "A message is deleted by accident",
    ),
    field(
        "people.expecting",
        Kind::Probability,
        Where::Population,
        "Knows from the provider that a code is coming",
    ),
    field(
        "people.attentive",
        Kind::Probability,
        Where::Population,
        "Is attentive to messages",
    ),
    field(
        "people.acts_at_work",
        Kind::Probability,
        Where::Population,
        "Acts in working time instead of waking time",
    ),
    field(
        "people.wrong_certificate",
        Kind::Probability,
        Where::Population,
        "Believes that another certificate is the one on file",
    ),
    field(
        "people.prompt",
        Kind::Probability,
        Where::Population,
        "Acts promptly having noticed a message",
    ),
    field(
        "people.notice",
        Kind::Delay(Own),
        Where::Population,
        "From a kept message until it is noticed",
    ),
    field(
        "people.act_promptly",
        Kind::Delay(Own),
        Where::Population,
        "From notice to visit, acting promptly",
    ),
    field(
        "people.act_later",
        Kind::Delay(Own),
        Where::Population,
        "From notice to visit otherwise, and until one who left comes back",
    ),
    field(
        "people.entry_time",
        Kind::Delay(Always),
        Where::Population,
        "Typing an entry; at least one second",
    ),
    field(
        "people.sees_mistake",
        Kind::Probability,
        Where::Population,
        "One who believes in the wrong certificate sees it after \"record not found\"",
    ),
    field(
        "people.entries_per_visit",
        Kind::Count {
            least: 1,
            most: 1_000,
        },
        Where::Population,
        "Failed entries after which a visit ends",
    ),
    field(
        "people.comes_back",
        Kind::Probability,
        Where::Population,
        "Comes back after leaving the page",
    ),
    field(
        "people.asks_resend",
        Kind::Probability,
        Where::Population,
        "Asks for a resend",
    ),
    field(
        "people.patience",
        Kind::Delay(Own),
        Where::Population,
        "From when a first code is due until one who has none looks into it",
    ),
    field(
        "people.finds_interception",
        Kind::Probability,
        Where::Population,
        "A look finds the interception and turns it off",
    ),
    field(
        "people.moves_to_coverage",
        Kind::Probability,
        Where::Population,
        "A look ends in moving to coverage",
    ),
    field(
        "people.fix_time",
        Kind::Delay(Always),
        Where::Population,
        "How long each of these takes",
    ),
    field(
        "people.resend_requests",
        Kind::Count {
            least: 0,
            most: 1_000,
        },
        Where::Population,
        "Most resend requests in a submission",
    ),
    field(
        "people.makes_time",
        Kind::Probability,
        Where::Population,
        "One who acts at work and would come too late visits in waking time",
    ),
    field(
        "people.responds.attentive",
        Kind::Probability,
        Where::Population,
        "An attentive leader responds to a kept message",
    ),
    field(
        "people.responds.inattentive",
        Kind::Probability,
        Where::Population,
        "Another leader responds to a kept message",
    ),
    field(
        "people.responds.reminded",
        Kind::Probability,
        Where::Population,
        "Factor of the above for a further message after one ignored",
    ),
    field(
        "people.slip.graphic",
        Kind::ProbabilityBelowOne,
        Where::Population,
        "Failed graphic verification",
    ),
    field(
        "people.slip.mobile",
        Kind::Probability,
        Where::Population,
        "Mistyped mobile",
    ),
    field(
        "people.slip.certificate",
        Kind::Probability,
        Where::Population,
        "Mistyped certificate",
    ),
    field(
        "people.slip.code",
        Kind::Probability,
        Where::Population,
        "Mistyped code",
    ),
    field(
        "resubmission.delay",
        Kind::Delay(InWorking),
        Where::Population,
        "From the return until the provider has the next submission",
    ),
    field(
        "resubmission.after_timeout",
        Kind::Probability,
        Where::Population,
        "Submits again after the window was over",
    ),
    field(
        "resubmission.after_wrong_certificate",
        Kind::Probability,
        Where::Population,
        "Submits again after too many wrong certificates",
    ),
    field(
        "resubmission.most_submissions",
        Kind::Count {
            least: 1,
            most: 1_000,
        },
        Where::Population,
        "Most submissions in all",
    ),
    field(
        "resubmission.fixes_interception",
        Kind::Probability,
        Where::Population,
        "Interception is off by the next submission",
    ),
    field(
        "resubmission.fixes_certificate",
        Kind::Probability,
        Where::Population,
        "The wrong certificate is known by the next submission",
    ),
    field(
        "resubmission.changes_number",
        Kind::Probability,
        Where::Population,
        "One who kept no message has given another number (R7)",
    ),
    field(
        "segments",
        Kind::Segments,
        Where::General,
        "Population segments: `name`, `share`, and any fields of filings, carriers, handsets, people, resubmission that differ",
    ),
    field(
        "outages",
        Kind::Outages,
        Where::General,
        "What is out of service: `what`, `from`, `to`, and optional `provinces`",
    ),
    field(
        "thresholds",
        Kind::Thresholds,
        Where::General,
        "What a measure of a group may be: `measure`, `max` or `min`, and optional `group` (a province's code, a filing type, a carrier, a segment; the nation where left out)",
    ),
];

/// All fields, in the order of a scenario file.
pub fn fields() -> &'static [Field] {
    FIELDS
}

/// The field at a path; a path under `province.<code>` or `segments.<name>` is that of the general
/// field.
pub fn field_at(path: &str) -> Option<&'static Field> {
    let path = general_path(path);
    FIELDS.iter().find(|field| field.path == path)
}

/// A path less `province.<code>.` or `segments.<name>.`.
fn general_path(path: &str) -> &str {
    let nested = path
        .strip_prefix("province.")
        .or_else(|| path.strip_prefix("segments."));
    nested
        .and_then(|rest| rest.split_once('.'))
        .map_or(path, |(_, rest)| rest)
}

/// Whether the value at a path is one value, replaced whole: tables of other fields merge.
pub(super) fn is_whole(path: &str) -> bool {
    field_at(path).is_some_and(|field| !matches!(field.kind, Kind::Calendars))
}

/// What is wrong with a path that is no field: the nearest field, for a message.
pub(super) fn unknown(path: &str) -> String {
    let general = general_path(path);
    let prefix = &path[..path.len() - general.len()];
    let near = did_you_mean(general, FIELDS.iter().map(|field| field.path));
    let near = near.replacen("mean ", &format!("mean {prefix}"), 1);
    format!("unknown field{near}")
}

/// Whether some field lies below a path.
pub(super) fn is_section(path: &str) -> bool {
    let path = general_path(path);
    FIELDS.iter().any(|field| {
        let below = field.path.strip_prefix(path);
        below.is_some_and(|below| below.starts_with('.'))
    })
}
