//! Load: the same scenario with more filings, in one shape or another over the run.

use crate::clock::DAY;
use crate::measures::{Groups, HourLoad, Hourly, Percentiles, Results};
use crate::rules::Province;
use crate::scenario::{Arrivals, Scenario, Surge};

/// How a multiple of the filings is spread over the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// All of the time.
    Constant,
    /// From the middle of the counted time on.
    Step,
    /// On one day: everybody on the same one, in the middle of the counted time.
    Spike,
    /// Rising day by day, from the usual at the begin of the counted time to the multiple at its end.
    Ramp,
}

/// The scenario with `multiple` times the filings; `None` where its filings come from a file, which
/// has no rate.
pub fn multiplied(scenario: &Scenario, multiple: f64, profile: Profile) -> Option<Scenario> {
    let mut scaled = scenario.clone();
    let Arrivals::Poisson(arrivals) = &mut scaled.arrivals else {
        return None;
    };
    let (from, end) = (scenario.run.counted_from(), scenario.run.end());
    let days = (end.since(from) / DAY).max(1);
    let surge = |from, to, factor| Surge {
        from,
        to,
        factor,
        provinces: [true; Province::COUNT],
    };
    let day = |n: i64| from.after(n * DAY);
    match profile {
        Profile::Constant => arrivals.filings_per_day *= multiple,
        Profile::Step => arrivals.surges.push(surge(day(days / 2), end, multiple)),
        Profile::Spike => {
            // A working day: on a weekend few would file, however many times as many.
            let busiest = (0..7)
                .map(|n| days / 2 + n)
                .find(|n| day(*n).date().weekday() < 5);
            let on = busiest.unwrap_or(days / 2).min(days - 1);
            arrivals.surges.push(surge(day(on), day(on + 1), multiple));
        }
        Profile::Ramp => {
            for n in 0..days {
                let share = (n + 1) as f64 / days as f64;
                arrivals
                    .surges
                    .push(surge(day(n), day(n + 1), 1.0 + (multiple - 1.0) * share));
            }
        }
    }
    Some(scaled)
}

/// One figure of a load step: what, which statistic, its unit, its value.
pub type LoadFigure = (&'static str, &'static str, &'static str, f64);

/// What one step of a load test showed: means over replications.
#[derive(Clone, Debug)]
pub struct LoadStep {
    /// The multiple of the filings.
    pub multiple: f64,
    /// The figures.
    pub figures: Vec<LoadFigure>,
}

impl LoadStep {
    /// Reads off the results what a load test reports.
    pub fn of(multiple: f64, results: &Results, scenario: &Scenario) -> Self {
        let mut figures = Vec::new();
        let hours = results.hours.len().max(1) as f64 * results.replications.len().max(1) as f64;
        let flow =
            |of: fn(&HourLoad) -> u64| results.hours.iter().map(of).sum::<u64>() as f64 / hours;
        figures.push(("submissions", "mean", "per_hour", flow(|h| h.submissions)));
        figures.push(("checks_complete", "mean", "per_hour", flow(|h| h.complete)));
        figures.push((
            "messages_sent",
            "mean",
            "per_hour",
            flow(|h| h.messages_sent),
        ));
        let summaries = || {
            results
                .replications
                .iter()
                .map(|groups| &groups[Groups::NATION])
        };
        let waits: Vec<Percentiles> = summaries().filter_map(|s| s.lane_wait).collect();
        percentiles("lane_wait", &waits, &mut figures);
        let phones: Vec<Percentiles> = summaries().filter_map(|s| s.receipt_to_phone).collect();
        percentiles("receipt_to_phone", &phones, &mut figures);
        let pool = f64::from(scenario.policy.code_pool);
        for (quantity, hourly, unit, whole) in [
            ("busiest_page", Hourly::PageActs, "acts_per_second", 3_600.0),
            ("codes_taken", Hourly::CodesTaken, "codes", 1.0),
            ("codes_taken", Hourly::CodesTaken, "share_of_pool", pool),
            ("audits_in_hand", Hourly::AuditsInHand, "audits", 1.0),
            ("open_checks", Hourly::OpenChecks, "checks", 1.0),
            ("waiting_messages", Hourly::WaitingMessages, "messages", 1.0),
        ] {
            for (statistic, share) in HOURS {
                if let Some(most) = highest(results, hourly, share) {
                    figures.push((quantity, statistic, unit, most as f64 / whole));
                }
            }
        }
        let total = results.total(Groups::NATION);
        if total.checked > 0 {
            let rate = total.all_returned() as f64 / total.checked as f64;
            figures.push(("return_rate", "mean", "share", rate));
        }
        Self { multiple, figures }
    }

    /// One of the figures.
    pub fn figure(&self, quantity: &str, statistic: &str, unit: &str) -> Option<f64> {
        let found = self
            .figures
            .iter()
            .find(|(q, s, u, _)| (*q, *s, *u) == (quantity, statistic, unit));
        found.map(|(.., value)| *value)
    }
}

/// Percentiles over replications: their means, and the longest of all.
fn percentiles(quantity: &'static str, of: &[Percentiles], figures: &mut Vec<LoadFigure>) {
    if of.is_empty() {
        return;
    }
    let mean = |read: fn(&Percentiles) -> f64| of.iter().map(read).sum::<f64>() / of.len() as f64;
    for (statistic, value) in [
        ("p50", mean(|p| p.p50)),
        ("p90", mean(|p| p.p90)),
        ("p99", mean(|p| p.p99)),
        ("p99_9", mean(|p| p.p999)),
        ("max", of.iter().map(|p| p.max).fold(0.0, f64::max)),
    ] {
        figures.push((quantity, statistic, "seconds", value));
    }
}

/// Statistics over hours.
const HOURS: [(&str, f64); 5] = [
    ("p50", 0.5),
    ("p90", 0.9),
    ("p99", 0.99),
    ("p99_9", 0.999),
    ("max", 1.0),
];

/// What a share of the hours of a province does not exceed: of the province where that is most.
fn highest(results: &Results, what: Hourly, share: f64) -> Option<u64> {
    let provinces = results.hourly.iter();
    provinces
        .filter_map(|hours| hours.quantile(what, share))
        .max()
}
