//! The sections of the page, in the order in which an analyst asks.

use super::page::Page;
use crate::clock::{DAY, Instant};
use crate::datasets::format::{Figure, amount, number, percent, time, why_words};
use crate::datasets::{duration, share, times_of_hour};
use crate::folder::Speed;
use crate::measures::{Counts, Estimate, Groups, IntervalMethod, Measure, Percentiles, Results};
use crate::rules::{Cause, Province, ReturnReason, WhyWindowOver};
use crate::scenario::Scenario;

const NATION: usize = Groups::NATION;

/// How many reasons why windows ran out are listed.
const MOST_REASONS: usize = 6;

/// Writes a figure where there is one.
fn line(
    page: &mut Page,
    label: &str,
    estimate: Option<Estimate>,
    as_figure: fn(&Estimate) -> Figure,
) {
    if let Some(estimate) = estimate {
        page.figure(label, &as_figure(&estimate));
    }
}

/// A measure of the nation.
fn measure(results: &Results, name: &str) -> Option<Estimate> {
    results.estimate(Measure::named(name)?, NATION)
}

fn nation(results: &Results, of: impl Fn(&Counts) -> (u64, u64)) -> Option<Estimate> {
    share(results, NATION, of)
}

pub(super) fn head(page: &mut Page, scenario: &Scenario, results: &Results) {
    let run = &scenario.run;
    page.title(if scenario.title.trim().is_empty() {
        &scenario.name
    } else {
        &scenario.title
    });
    let replications = results.replications.len();
    let days = run.length as f64 / DAY as f64;
    let from = if run.warm_up > 0 {
        format!(", counted from {}", day_or_instant(run.counted_from()))
    } else {
        String::new()
    };
    page.paragraph(&format!(
        "Filings of {} from {}{from}; {}, {}, seed {}.",
        several(days, "day"),
        run.start,
        several(results.pages.len() as f64, "province"),
        several(replications as f64, "replication"),
        run.seed,
    ));
    let method = measure(results, "return_rate")
        .and_then(|e| e.interval)
        .map(|i| i.method);
    if let Some(method) = method {
        let how = match method {
            IntervalMethod::StudentT => "Student t over the replications",
            IntervalMethod::Wilson => "Wilson's, for one replication",
        };
        page.paragraph(&format!("In brackets: 95 % confidence intervals ({how})."));
    }
}

/// `2019-03-18`, or `2019-03-18T12:00:00`.
fn day_or_instant(at: Instant) -> String {
    if at.time_of_day() == 0 {
        at.date().to_string()
    } else {
        at.to_string()
    }
}

/// `1 day`, `35 days`, `1.5 days`.
fn several(count: f64, noun: &str) -> String {
    let decimals = usize::from(count.fract() != 0.0);
    let plural = if count == 1.0 { "" } else { "s" };
    format!("{} {noun}{plural}", number(count, decimals))
}

pub(super) fn returns(page: &mut Page, results: &Results) {
    page.heading("Filings and returns", "numbers are per replication");
    line(page, "Filings counted", measure(results, "filings"), amount);
    line(
        page,
        "Submissions received",
        measure(results, "submissions"),
        amount,
    );
    line(
        page,
        "Submissions checked",
        measure(results, "checked"),
        amount,
    );
    line(
        page,
        "Return rate, of checked submissions",
        measure(results, "return_rate"),
        percent,
    );
    for (reason, label) in [
        (ReturnReason::WindowOver, "  the window was over"),
        (
            ReturnReason::WrongCertificate,
            "  too many wrong certificates",
        ),
    ] {
        let rate = nation(results, |counts| {
            (counts.returned_for(reason), counts.checked)
        });
        line(page, label, rate, percent);
    }
    let first = measure(results, "return_rate_first");
    line(page, "Return rate, of first submissions", first, percent);
}

pub(super) fn reasons(page: &mut Page, results: &Results) {
    let total = results.total(NATION);
    let mut whys = WhyWindowOver::ALL.to_vec();
    whys.retain(|why| total.why[*why as usize] > 0);
    // Stable: of equal ones the less far comes first.
    whys.sort_by_key(|why| std::cmp::Reverse(total.why[*why as usize]));
    if whys.is_empty() {
        return;
    }
    page.heading(
        "Why windows ran out",
        "share of them; how far the leader not verified got",
    );
    for why in whys.iter().take(MOST_REASONS) {
        let rate = nation(results, |c| (c.why[*why as usize], c.why.iter().sum()));
        line(page, why_words(*why), rate, percent);
    }
    let rest = whys.get(MOST_REASONS..).unwrap_or_default();
    if !rest.is_empty() {
        let of_rest = |c: &Counts| rest.iter().map(|why| c.why[*why as usize]).sum();
        let rate = nation(results, |c| (of_rest(c), c.why.iter().sum()));
        line(page, "others", rate, percent);
    }
}

pub(super) fn outcome(page: &mut Page, results: &Results) {
    page.heading("In the end", "of filings checked");
    line(page, "Verified", measure(results, "success_rate"), percent);
    line(
        page,
        "Given up after a return",
        measure(results, "given_up_rate"),
        percent,
    );
    let needed = measure(results, "submissions_needed");
    line(page, "Submissions of one verified", needed, amount);
}

pub(super) fn times(page: &mut Page, results: &Results) {
    let at = |of: fn(&Percentiles) -> f64| duration(results, NATION, |s| s.to_verify, of);
    if at(|p| p.p50).is_none() {
        return;
    }
    page.heading("Time to verify", "first code sent to check complete");
    line(page, "Half of those complete, within", at(|p| p.p50), time);
    line(page, "90 %", at(|p| p.p90), time);
    line(page, "95 %", at(|p| p.p95), time);
    line(page, "99 %", at(|p| p.p99), time);
    for (hours, name) in [
        (1, "complete_within_1h"),
        (6, "complete_within_6h"),
        (24, "complete_within_24h"),
    ] {
        let label = format!("Of all checked, complete within {hours} h");
        line(page, &label, measure(results, name), percent);
    }
}

pub(super) fn resends(page: &mut Page, results: &Results) {
    let total = results.total(NATION);
    let replications = results.replications.len().max(1) as f64;
    page.heading(
        "Resends, as seen",
        "what they caused, only runs without them can tell",
    );
    page.row("", &["first".into(), "automatic".into(), "manual".into()]);
    let cells = |of: &dyn Fn(Cause) -> String| Cause::ALL.map(of);
    page.row(
        "Messages sent",
        &cells(&|cause| number(total.sent(cause) as f64 / replications, 0)),
    );
    let share = |above: u64, below: u64| {
        if below == 0 {
            return "-".to_owned();
        }
        format!("{} %", number(above as f64 / below as f64 * 100.0, 1))
    };
    page.row(
        "Sent ones kept",
        &cells(&|cause| {
            let kept = total.fate(cause, crate::rules::Fate::Kept);
            share(kept, total.sent(cause))
        }),
    );
    let (kept, used) = (total.first_kept.iter().sum(), total.used.iter().sum());
    page.row(
        "First message kept",
        &cells(&|cause| share(total.first_kept[cause as usize], kept)),
    );
    page.row(
        "Leaders verified by it",
        &cells(&|cause| share(total.used[cause as usize], used)),
    );
    let rate = measure(results, "complete_with_resent_rate");
    line(
        page,
        "Checks complete that used a resent code",
        rate,
        percent,
    );
}

pub(super) fn load(page: &mut Page, results: &Results) {
    page.heading(
        "Load",
        "all filings in the counted time; peaks are sums of the provinces'",
    );
    for (label, name) in [
        ("Submissions received a day", "submissions_per_day"),
        ("Checks complete a day", "completed_per_day"),
        ("Audits done a day", "audits_per_day"),
        ("Messages sent a day", "messages_sent_per_day"),
        ("Open checks, mean", "open_checks_mean"),
        ("Open checks, peak", "open_checks_peak"),
        ("Messages waiting, peak", "waiting_messages_peak"),
        ("Audits in hand, peak", "audits_in_hand_peak"),
    ] {
        line(page, label, measure(results, name), amount);
    }
    for (label, name) in [
        ("A message waits in its lane, 99 % at most", "lane_wait_p99"),
        ("From sending to the phone, median", "delivery_delay_p50"),
        (
            "From sending to the phone, 99 % within",
            "delivery_delay_p99",
        ),
    ] {
        line(page, label, measure(results, name), time);
    }
}

pub(super) fn pages(page: &mut Page, results: &Results) {
    line_of_pages(page, results);
    let busiest = results.pages.iter().enumerate();
    let busiest = busiest.filter(|(_, load)| load.busiest_hour > 0);
    // The first of equally busy ones.
    let Some((place, load)) = busiest.rev().max_by_key(|(_, load)| load.busiest_hour) else {
        return;
    };
    let acts = |hour: usize| load.entries[hour] + load.requests[hour];
    let often = |hour: usize| times_of_hour(results, hour) * results.replications.len();
    let mean = |hour: usize| acts(hour) as f64 / often(hour).max(1) as f64;
    let Some(hour) = (0..24).rev().max_by(|a, b| mean(*a).total_cmp(&mean(*b))) else {
        return;
    };
    let group = results.groups.province(place);
    let code = results
        .groups
        .all()
        .get(group)
        .map_or("", |group| group.name.as_str());
    let name = Province::from_code(code).map_or(code, |province| province.name());
    let most = (number(load.busiest_hour as f64, 0), String::new());
    page.figure(
        &format!("Busiest page: {name}, most acts in an hour"),
        &most,
    );
    let mean = (number(mean(hour), 1), String::new());
    page.figure(
        &format!("  on average from {hour:02}:00 to {:02}:00", hour + 1),
        &mean,
    );
}

fn line_of_pages(page: &mut Page, results: &Results) {
    page.heading("Pages", "acts are entries and resend requests");
    let entries = measure(results, "entries_per_day");
    line(page, "Entries a day, all pages", entries, amount);
    let good = measure(results, "entry_success_rate");
    line(page, "Entries that verified", good, percent);
}

pub(super) fn program(page: &mut Page, results: &Results, speed: &Speed) {
    let threads = speed.threads.get();
    let plural = if threads == 1 { "" } else { "s" };
    page.heading("Program", "");
    page.paragraph(&format!(
        "{} filings and {} events in {} on {threads} thread{plural}: {} filings/s, {} events/s.",
        number(results.filings as f64, 0),
        number(results.events as f64, 0),
        crate::datasets::format::duration(speed.wall_seconds),
        number(speed.per_second(results.filings), 0),
        number(speed.per_second(results.events), 0),
    ));
}
