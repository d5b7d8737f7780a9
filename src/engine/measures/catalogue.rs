//! All measures by group, each declared once: its handle, name, unit, meaning, and what it is made of.

use super::measure::{Measure, Quantity, Unit};
use super::{Counts, HourLoad, Percentiles, Summary};
use crate::clock::HOUR;
use crate::rules::{Cause, EntryRow, Fate, ReturnReason};

/// Makes a documented constant of each declaration, and the list of all of them.
macro_rules! measures {
    ($($handle:ident = $kind:ident($name:literal, $meaning:literal, $of:expr $(,)?);)*) => {
        $(
            #[doc = concat!($meaning, ".")]
            pub const $handle: Measure = $kind($name, $meaning, $of);
        )*

        /// All measures by group, in the order of results.
        pub const MEASURES: &[Measure] = &[$($handle),*];
    };
}

measures! {
    FILINGS = count(
        "filings",
        "Filings that arrived in the counted time",
        |s| some(s.counts.filings),
    );
    FILINGS_NOT_CHECKED = count(
        "filings_not_checked",
        "Filings that never had a check (R1, R4, R8)",
        |s| some(s.counts.filings_not_checked),
    );
    SUBMISSIONS = count(
        "submissions",
        "Submissions received by the authority",
        |s| some(s.counts.submissions),
    );
    CHECKED = count("checked", "Submissions with a check", |s| some(s.counts.checked));
    NOT_CHECKED = count(
        "not_checked",
        "Submissions with an empty check, straight to audit (R8)",
        |s| some(s.counts.not_checked),
    );
    RETURNED = count("returned", "Submissions returned (R20, R21)", |s| some(s.counts.all_returned()));
    RETURN_RATE = share(
        "return_rate",
        "Submissions returned / checked submissions",
        |s| parts(s.counts.all_returned(), s.counts.checked),
    );
    RETURN_RATE_FIRST = share(
        "return_rate_first",
        "First submissions returned / first submissions checked",
        |s| parts(s.counts.first_returned.iter().sum(), s.counts.first_checked),
    );
    RETURN_RATE_WINDOW_OVER = share(
        "return_rate_window_over",
        "Submissions returned because the window was over (R21) / checked submissions",
        |s| parts(s.counts.returned_for(ReturnReason::WindowOver), s.counts.checked),
    );
    RETURN_RATE_WRONG_CERTIFICATE = share(
        "return_rate_wrong_certificate",
        "Submissions returned after too many wrong certificates (R20) / checked submissions",
        |s| parts(s.counts.returned_for(ReturnReason::WrongCertificate), s.counts.checked),
    );
    SUCCESS_RATE = share(
        "success_rate",
        "Filings verified in the end / filings checked",
        |s| parts(s.counts.filings_verified, s.counts.filings_checked()),
    );
    GIVEN_UP_RATE = share(
        "given_up_rate",
        "Filings given up after a return / filings checked",
        |s| parts(s.counts.filings_given_up, s.counts.filings_checked()),
    );
    SUBMISSIONS_NEEDED = ratio(
        "submissions_needed",
        "Submissions of a filing that was verified in the end",
        |s| parts(s.counts.submissions_of_verified, s.counts.filings_verified),
    );
    COMPLETE_WITHIN_1H = share(
        "complete_within_1h",
        "Checks complete within 1 h of the first code / all checked",
        |s| within(s, 1),
    );
    COMPLETE_WITHIN_6H = share(
        "complete_within_6h",
        "Checks complete within 6 h of the first code / all checked",
        |s| within(s, 6),
    );
    COMPLETE_WITHIN_24H = share(
        "complete_within_24h",
        "Checks complete within 24 h of the first code / all checked",
        |s| within(s, 24),
    );
    TIME_TO_VERIFY_MEAN = seconds(
        "time_to_verify_mean",
        "Mean time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.mean),
    );
    TIME_TO_VERIFY_P50 = seconds(
        "time_to_verify_p50",
        "Median time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.p50),
    );
    TIME_TO_VERIFY_P90 = seconds(
        "time_to_verify_p90",
        "90th percentile of the time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.p90),
    );
    TIME_TO_VERIFY_P95 = seconds(
        "time_to_verify_p95",
        "95th percentile of the time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.p95),
    );
    TIME_TO_VERIFY_P99 = seconds(
        "time_to_verify_p99",
        "99th percentile of the time from the first code sent to check complete",
        |s| time(s.to_verify, |p| p.p99),
    );
    TIME_TO_VERIFY_MAX = seconds(
        "time_to_verify_max",
        "Longest time from the first code sent to check complete, mean over replications",
        |s| time(s.to_verify, |p| p.max),
    );
    MESSAGES_QUEUED = count(
        "messages_queued",
        "Messages queued",
        |s| some(all_causes(|c| s.counts.queued(c))),
    );
    MESSAGES_RESENT = count(
        "messages_resent",
        "Resent messages queued, automatic and manual",
        |s| some(resent(s, Counts::queued)),
    );
    KEPT_RATE_FIRST = share(
        "kept_rate_first",
        "First messages kept / first messages sent",
        |s| parts(s.counts.fate(Cause::First, Fate::Kept), s.counts.sent(Cause::First)),
    );
    MESSAGES_PER_CHECK = ratio(
        "messages_per_check",
        "Messages queued for a check",
        |s| parts(all_causes(|c| s.counts.queued(c)), s.counts.checked),
    );
    COMPLETE_WITH_RESENT_RATE = share(
        "complete_with_resent_rate",
        "Checks complete of which at least one leader was verified with a resent code / checks complete",
        |s| parts(s.counts.complete_with_resent, s.counts.complete),
    );
    ENTRIES = count("entries", "Entries at the page", |s| some(s.counts.entries.iter().sum()));
    ENTRY_SUCCESS_RATE = share(
        "entry_success_rate",
        "Entries answered verified or complete / entries",
        |s| {
            let entries = &s.counts.entries;
            let good = entries[EntryRow::Verified as usize] + entries[EntryRow::Complete as usize];
            parts(good, entries.iter().sum())
        },
    );
    RESEND_REQUESTS = count(
        "resend_requests",
        "Resend requests at the page",
        |s| some(s.counts.requests.iter().sum()),
    );
    REMINDERS = count(
        "reminders",
        "Reminders of the provider, calls and messages; where it reminds",
        |s| s.reminds.then_some(reminders(s)),
    );
    REMINDED_RATE = share(
        "reminded_rate",
        "Reminders that reached a leader still awaited, a call taken or a message read / reminders",
        |s| s.reminds.then_some((s.counts.reminded as f64, reminders(s))),
    );
    LANE_WAIT_MEAN = seconds(
        "lane_wait_mean",
        "Mean wait of a message in its lane",
        |s| time(s.lane_wait, |p| p.mean),
    );
    LANE_WAIT_P95 = seconds(
        "lane_wait_p95",
        "95th percentile of the wait of a message in its lane",
        |s| time(s.lane_wait, |p| p.p95),
    );
    LANE_WAIT_P99 = seconds(
        "lane_wait_p99",
        "99th percentile of the wait of a message in its lane",
        |s| time(s.lane_wait, |p| p.p99),
    );
    DELIVERY_DELAY_P50 = seconds(
        "delivery_delay_p50",
        "Median time from sending a message to the phone",
        |s| time(s.delivery, |p| p.p50),
    );
    DELIVERY_DELAY_P95 = seconds(
        "delivery_delay_p95",
        "95th percentile of the time from sending a message to the phone",
        |s| time(s.delivery, |p| p.p95),
    );
    DELIVERY_DELAY_P99 = seconds(
        "delivery_delay_p99",
        "99th percentile of the time from sending a message to the phone",
        |s| time(s.delivery, |p| p.p99),
    );
    RECEIPT_TO_PHONE_P50 = seconds(
        "receipt_to_phone_p50",
        "Median time from receipt of a submission to the first message that a leader kept while awaited, whatever its cause",
        |s| time(s.receipt_to_phone, |p| p.p50),
    );
    RECEIPT_TO_PHONE_P99 = seconds(
        "receipt_to_phone_p99",
        "99th percentile of the time from receipt of a submission to the first message that a leader kept while awaited, whatever its cause",
        |s| time(s.receipt_to_phone, |p| p.p99),
    );
    SUBMISSIONS_PER_DAY = per_day(
        "submissions_per_day",
        "Submissions received a day (all filings)",
        |s| daily(s, |l| l.submissions),
    );
    COMPLETED_PER_DAY = per_day(
        "completed_per_day",
        "Checks complete a day (all filings)",
        |s| daily(s, |l| l.complete),
    );
    AUDITS_PER_DAY = per_day(
        "audits_per_day",
        "Audits done a day (all filings)",
        |s| daily(s, |l| l.audits_done),
    );
    MESSAGES_SENT_PER_DAY = per_day(
        "messages_sent_per_day",
        "Messages sent a day (all filings)",
        |s| daily(s, |l| l.messages_sent),
    );
    ENTRIES_PER_DAY = per_day(
        "entries_per_day",
        "Entries at the page a day (all filings)",
        |s| daily(s, |l| l.entries),
    );
    OPEN_CHECKS_MEAN = count(
        "open_checks_mean",
        "Open checks, mean over the counted time (all filings)",
        |s| mean_level(s, |l| l.open_checks.time_integral),
    );
    OPEN_CHECKS_PEAK = count(
        "open_checks_peak",
        "Open checks, peak (the nation's: highest hourly sum of the provinces' peaks)",
        |s| peak(s, |l| l.open_checks.peak),
    );
    WAITING_MESSAGES_MEAN = count(
        "waiting_messages_mean",
        "Waiting messages, mean over the counted time (all filings)",
        |s| mean_level(s, |l| l.waiting_messages.time_integral),
    );
    WAITING_MESSAGES_PEAK = count(
        "waiting_messages_peak",
        "Waiting messages, peak (the nation's: highest hourly sum of the provinces' peaks)",
        |s| peak(s, |l| l.waiting_messages.peak),
    );
    AUDITS_IN_HAND_MEAN = count(
        "audits_in_hand_mean",
        "Audits in hand, those waiting included, mean over the counted time (all filings)",
        |s| mean_level(s, |l| l.audits_in_hand.time_integral),
    );
    AUDITS_IN_HAND_PEAK = count(
        "audits_in_hand_peak",
        "Audits in hand, peak (the nation's: highest hourly sum of the provinces' peaks)",
        |s| peak(s, |l| l.audits_in_hand.peak),
    );
    CODES_TAKEN_PEAK = count(
        "codes_taken_peak",
        "Codes taken of the province's pool (R11), peak (the nation's: a sum over provinces)",
        |s| peak(s, |l| l.codes_taken.peak),
    );
    COST_MESSAGES = yuan(
        "cost_messages",
        "What the messages sent cost, each at the price of its mobile's carrier",
        |s| s.prices.messages(&s.counts),
    );
    COST_RETURNS_PROVIDER = yuan(
        "cost_returns_provider",
        "What the returns cost the provider: minutes of staff at the wage",
        |s| s.prices.returns_provider(&s.counts),
    );
    COST_RETURNS_AUTHORITY = yuan(
        "cost_returns_authority",
        "What the returns cost the authority: minutes of staff at the wage",
        |s| s.prices.returns_authority(&s.counts),
    );
    COST_PAGE_ACTS = yuan(
        "cost_page_acts",
        "What the entries and resend requests at the page cost",
        |s| s.prices.page_acts(&s.counts),
    );
    COST_REMINDERS = yuan(
        "cost_reminders",
        "What the provider's reminders cost: minutes of staff at the wage, and messages",
        |s| s.prices.reminders(&s.counts),
    );
    COST_DELAY = yuan(
        "cost_delay",
        "What the check's delay costs applicants: days from a filing's first receipt until it is verified or given up",
        |s| s.prices.delay(&s.counts),
    );
    COST_TOTAL = yuan(
        "cost_total",
        "All costs that have a price",
        |s| s.prices.total(&s.counts),
    );
    COST_PER_FILING_VERIFIED = yuan_each(
        "cost_per_filing_verified",
        "All costs that have a price / filings verified in the end",
        |s| Some((s.prices.total(&s.counts)?, s.counts.filings_verified as f64)),
    );
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

const fn ratio(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Summary) -> Option<(f64, f64)>,
) -> Measure {
    measure(name, Unit::Number, meaning, Quantity::Ratio(of))
}

const fn yuan(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Summary) -> Option<f64>,
) -> Measure {
    measure(name, Unit::Yuan, meaning, Quantity::Count(of))
}

const fn yuan_each(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Summary) -> Option<(f64, f64)>,
) -> Measure {
    measure(name, Unit::Yuan, meaning, Quantity::Ratio(of))
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

/// Reminders, calls and messages.
fn reminders(s: &Summary) -> f64 {
    (s.counts.calls + s.counts.reminder_messages) as f64
}

fn daily(s: &Summary, flow: fn(&HourLoad) -> u64) -> Option<f64> {
    let days = s.hours as f64 / 24.0;
    s.load.as_ref().map(|load| flow(load) as f64 / days)
}

fn mean_level(s: &Summary, level: fn(&HourLoad) -> u64) -> Option<f64> {
    let millis = s.hours as f64 * HOUR as f64;
    s.load.as_ref().map(|load| level(load) as f64 / millis)
}

fn peak(s: &Summary, peak: fn(&HourLoad) -> u64) -> Option<f64> {
    s.load.as_ref().map(|load| peak(load) as f64)
}

fn resent(s: &Summary, of: fn(&Counts, Cause) -> u64) -> u64 {
    of(&s.counts, Cause::Automatic) + of(&s.counts, Cause::Manual)
}

fn all_causes(of: impl Fn(Cause) -> u64) -> u64 {
    Cause::ALL.into_iter().map(of).sum()
}

fn time(of: Option<Percentiles>, which: fn(&Percentiles) -> f64) -> Option<f64> {
    of.as_ref().map(which)
}

/// Checks complete within `hours` of the first code, of all checked.
fn within(s: &Summary, hours: usize) -> Option<(f64, f64)> {
    parts(
        s.counts.complete_by_hour.iter().take(hours).sum(),
        s.counts.checked,
    )
}

#[cfg(test)]
mod tests;
