//! The measures by group: their names, units and meaning.

use std::fmt;

use super::{Percentiles, Summary};
use crate::clock::HOUR;
use crate::rules::{Cause, EntryRow, Fate, ReturnReason};

/// What a measure is made of, from one replication's summary; a quantity that a group does not have
/// is `None`.
#[derive(Clone, Copy)]
pub enum Quantity {
    /// A number of things a replication.
    Count(fn(&Summary) -> Option<f64>),
    /// A share of things: numerator and denominator.
    Proportion(fn(&Summary) -> Option<(f64, f64)>),
    /// A ratio that is no share.
    Ratio(fn(&Summary) -> Option<(f64, f64)>),
    /// A percentile, or another figure that is averaged over replications.
    Percentile(fn(&Summary) -> Option<f64>),
}

/// A measure's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Number,
    /// A share of 1.
    Share,
    /// Seconds.
    Seconds,
    /// Things a day.
    PerDay,
}

impl Unit {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Share => "share",
            Self::Seconds => "seconds",
            Self::PerDay => "per_day",
        }
    }
}

/// A measure by group.
#[derive(Clone, Copy)]
pub struct Measure {
    /// The name in files and options.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// What it means.
    pub meaning: &'static str,
    /// What it is made of.
    pub quantity: Quantity,
}

impl fmt::Debug for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Measure {
    /// The measure of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        MEASURES.iter().find(|measure| measure.name == name)
    }

    /// The figure of one replication; `None` where there is nothing to measure.
    pub fn value(&self, summary: &Summary) -> Option<f64> {
        match self.quantity {
            Quantity::Count(of) | Quantity::Percentile(of) => of(summary),
            Quantity::Proportion(of) | Quantity::Ratio(of) => {
                let (above, below) = of(summary)?;
                (below > 0.0).then(|| above / below)
            }
        }
    }
}

const fn measure(
    name: &'static str,
    unit: Unit,
    meaning: &'static str,
    quantity: Quantity,
) -> Measure {
    Measure {
        name,
        unit,
        meaning,
        quantity,
    }
}

const fn count(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Summary) -> Option<f64>,
) -> Measure {
    measure(name, Unit::Number, meaning, Quantity::Count(of))
}

const fn share(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Summary) -> Option<(f64, f64)>,
) -> Measure {
    measure(name, Unit::Share, meaning, Quantity::Proportion(of))
}

const fn seconds(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Summary) -> Option<f64>,
) -> Measure {
    measure(name, Unit::Seconds, meaning, Quantity::Percentile(of))
}

const fn per_day(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Summary) -> Option<f64>,
) -> Measure {
    measure(name, Unit::PerDay, meaning, Quantity::Count(of))
}

const fn level(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Summary) -> Option<f64>,
) -> Measure {
    measure(name, Unit::Number, meaning, Quantity::Count(of))
}

/// A number as a figure.
#[expect(clippy::unnecessary_wraps, reason = "the form that quantities have")]
fn some(value: u64) -> Option<f64> {
    Some(value as f64)
}

#[expect(clippy::unnecessary_wraps, reason = "the form that quantities have")]
fn parts(above: u64, below: u64) -> Option<(f64, f64)> {
    Some((above as f64, below as f64))
}

fn daily(s: &Summary, flow: fn(&super::HourLoad) -> u64) -> Option<f64> {
    let days = s.hours as f64 / 24.0;
    s.load.as_ref().map(|load| flow(load) as f64 / days)
}

fn mean_level(s: &Summary, level: fn(&super::HourLoad) -> u64) -> Option<f64> {
    let millis = s.hours as f64 * HOUR as f64;
    s.load.as_ref().map(|load| level(load) as f64 / millis)
}

fn peak(s: &Summary, peak: fn(&super::HourLoad) -> u64) -> Option<f64> {
    s.load.as_ref().map(|load| peak(load) as f64)
}

fn resent(s: &Summary, of: fn(&super::Counts, Cause) -> u64) -> u64 {
    of(&s.counts, Cause::Automatic) + of(&s.counts, Cause::Manual)
}

fn all_causes(of: impl Fn(Cause) -> u64) -> u64 {
    Cause::ALL.into_iter().map(of).sum()
}

fn time(of: Option<Percentiles>, which: fn(&Percentiles) -> f64) -> Option<f64> {
    of.as_ref().map(which)
}

/// All measures by group, in the order of results.
pub const MEASURES: &[Measure] = &[
    count("filings", "Filings that arrived in the counted time", |s| {
        some(s.counts.filings)
    }),
    count(
        "filings_not_checked",
        "Filings that never had a check (R1, R4, R8)",
        |s| some(s.counts.filings_not_checked),
    ),
    count(
        "submissions",
        "Submissions received by the authority",
        |s| some(s.counts.submissions),
    ),
    count("checked", "Submissions with a check", |s| {
        some(s.counts.checked)
    }),
    count(
        "not_checked",
        "Submissions with an empty check, straight to audit (R8)",
        |s| some(s.counts.not_checked),
    ),
    share(
        "return_rate",
        "Submissions returned / checked submissions",
        |s| parts(s.counts.all_returned(), s.counts.checked),
    ),
    share(
        "return_rate_first",
        "First submissions returned / first submissions checked",
        |s| parts(s.counts.first_returned.iter().sum(), s.counts.first_checked),
    ),
    share(
        "return_rate_window_over",
        "Submissions returned because the window was over (R21) / checked submissions",
        |s| {
            parts(
                s.counts.returned_for(ReturnReason::WindowOver),
                s.counts.checked,
            )
        },
    ),
    share(
        "return_rate_wrong_certificate",
        "Submissions returned after too many wrong certificates (R20) / checked submissions",
        |s| {
            parts(
                s.counts.returned_for(ReturnReason::WrongCertificate),
                s.counts.checked,
            )
        },
    ),
    share(
        "success_rate",
        "Filings verified in the end / filings checked",
        |s| parts(s.counts.filings_verified, s.counts.filings_checked()),
    ),
    share(
        "given_up_rate",
        "Filings given up after a return / filings checked",
        |s| parts(s.counts.filings_given_up, s.counts.filings_checked()),
    ),
    measure(
        "submissions_needed",
        Unit::Number,
        "Submissions of a filing that was verified in the end",
        Quantity::Ratio(|s| parts(s.counts.submissions_of_verified, s.counts.filings_verified)),
    ),
    share(
        "complete_within_1h",
        "Checks complete within 1 h of the first code / all checked",
        |s| within(s, 1),
    ),
    share(
        "complete_within_6h",
        "Checks complete within 6 h of the first code / all checked",
        |s| within(s, 6),
    ),
    share(
        "complete_within_24h",
        "Checks complete within 24 h of the first code / all checked",
        |s| within(s, 24),
    ),
    seconds(
        "time_to_verify_mean",
        "Mean time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.mean),
    ),
    seconds(
        "time_to_verify_p50",
        "Median time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.p50),
    ),
    seconds(
        "time_to_verify_p90",
        "90th percentile of the time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.p90),
    ),
    seconds(
        "time_to_verify_p95",
        "95th percentile of the time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.p95),
    ),
    seconds(
        "time_to_verify_p99",
        "99th percentile of the time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.p99),
    ),
    seconds(
        "time_to_verify_max",
        "Longest time from the first code sent to check complete, mean over replications",
        |s| time(s.to_verify, |p| p.max),
    ),
    count("messages_queued", "Messages queued", |s| {
        some(all_causes(|c| s.counts.queued(c)))
    }),
    count(
        "messages_resent",
        "Resent messages queued, automatic and manual",
        |s| some(resent(s, super::Counts::queued)),
    ),
    share(
        "kept_rate_first",
        "First messages kept / first messages sent",
        |s| {
            parts(
                s.counts.fate(Cause::First, Fate::Kept),
                s.counts.sent(Cause::First),
            )
        },
    ),
    measure(
        "messages_per_check",
        Unit::Number,
        "Messages queued for a check",
        Quantity::Ratio(|s| parts(all_causes(|c| s.counts.queued(c)), s.counts.checked)),
    ),
    share(
        "complete_with_resent_rate",
        "Checks complete of which at least one leader was verified with a resent code / checks complete",
        |s| parts(s.counts.complete_with_resent, s.counts.complete),
    ),
    count("entries", "Entries at the page", |s| {
        some(s.counts.entries.iter().sum())
    }),
    share(
        "entry_success_rate",
        "Entries answered verified or complete / entries",
        |s| {
            let entries = &s.counts.entries;
            let good = entries[EntryRow::Verified as usize] + entries[EntryRow::Complete as usize];
            parts(good, entries.iter().sum())
        },
    ),
    count("resend_requests", "Resend requests at the page", |s| {
        some(s.counts.requests.iter().sum())
    }),
    seconds(
        "lane_wait_mean",
        "Mean wait of a message in its lane",
        |s| time(s.lane_wait, |p| p.mean),
    ),
    seconds(
        "lane_wait_p95",
        "95th percentile of the wait of a message in its lane",
        |s| time(s.lane_wait, |p| p.p95),
    ),
    seconds(
        "lane_wait_p99",
        "99th percentile of the wait of a message in its lane",
        |s| time(s.lane_wait, |p| p.p99),
    ),
    seconds(
        "delivery_delay_p50",
        "Median time from sending a message to the phone",
        |s| time(s.delivery, |p| p.p50),
    ),
    seconds(
        "delivery_delay_p95",
        "95th percentile of the time from sending a message to the phone",
        |s| time(s.delivery, |p| p.p95),
    ),
    seconds(
        "delivery_delay_p99",
        "99th percentile of the time from sending a message to the phone",
        |s| time(s.delivery, |p| p.p99),
    ),
    seconds(
        "receipt_to_phone_p50",
        "Median time from receipt of a submission to a first code on the phone",
        |s| time(s.receipt_to_phone, |p| p.p50),
    ),
    seconds(
        "receipt_to_phone_p99",
        "99th percentile of the time from receipt of a submission to a first code on the phone",
        |s| time(s.receipt_to_phone, |p| p.p99),
    ),
    per_day(
        "submissions_per_day",
        "Submissions received a day (all filings)",
        |s| daily(s, |l| l.submissions),
    ),
    per_day(
        "completed_per_day",
        "Checks complete a day (all filings)",
        |s| daily(s, |l| l.complete),
    ),
    per_day("audits_per_day", "Audits done a day (all filings)", |s| {
        daily(s, |l| l.audits_done)
    }),
    per_day(
        "messages_sent_per_day",
        "Messages sent a day (all filings)",
        |s| daily(s, |l| l.messages_sent),
    ),
    per_day(
        "entries_per_day",
        "Entries at the page a day (all filings)",
        |s| daily(s, |l| l.entries),
    ),
    level(
        "open_checks_mean",
        "Open checks, mean over the counted time (all filings)",
        |s| mean_level(s, |l| l.open_checks.time_integral),
    ),
    level(
        "open_checks_peak",
        "Open checks, peak (the nation's: highest hourly sum of the provinces' peaks)",
        |s| peak(s, |l| l.open_checks.peak),
    ),
    level(
        "waiting_messages_mean",
        "Waiting messages, mean over the counted time (all filings)",
        |s| mean_level(s, |l| l.waiting_messages.time_integral),
    ),
    level(
        "waiting_messages_peak",
        "Waiting messages, peak (the nation's: highest hourly sum of the provinces' peaks)",
        |s| peak(s, |l| l.waiting_messages.peak),
    ),
    level(
        "audits_in_hand_mean",
        "Audits in hand, those waiting included, mean over the counted time (all filings)",
        |s| mean_level(s, |l| l.audits_in_hand.time_integral),
    ),
    level(
        "audits_in_hand_peak",
        "Audits in hand, peak (the nation's: highest hourly sum of the provinces' peaks)",
        |s| peak(s, |l| l.audits_in_hand.peak),
    ),
    level(
        "codes_taken_peak",
        "Codes taken of the province's pool (R11), peak (the nation's: a sum over provinces)",
        |s| peak(s, |l| l.codes_taken.peak),
    ),
];

/// Checks complete within `hours` of the first code, of all checked.
fn within(s: &Summary, hours: usize) -> Option<(f64, f64)> {
    parts(
        s.counts.complete_by_hour.iter().take(hours).sum(),
        s.counts.checked,
    )
}
