//! Load: the same scenario with more filings, in one shape or another over the run.

use crate::clock::DAY;
use crate::measures::{Groups, HourLoad, Hourly, Percentiles, Results, Summary};
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

/// The scenario with `multiple` times the filings, by surges at the end of its list: its own filings are
/// the same at every multiple, less those that one below 1 drops. `None` where its filings come from a file, which
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
        Profile::Constant => {
            let start = scenario.run.start.start();
            arrivals.surges.push(surge(start, end, multiple));
        }
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

/// Multiples between these, so that no two neighbours are further apart than a factor of 2: what lies between steps is
/// not known. The given ones are in order; those between them have two digits.
///
/// ```
/// assert_eq!(beian_sim::experiment::between(&[0.75, 1.0, 5.0]), [1.7, 2.9]);
/// ```
pub fn between(multiples: &[f64]) -> Vec<f64> {
    let two_digits = |value: f64| format!("{value:.1e}").parse().unwrap_or(value);
    let pairs = multiples.windows(2).filter(|pair| pair[0] > 0.0);
    let all = pairs.flat_map(|pair| {
        let ratio: f64 = pair[1] / pair[0];
        let parts = (ratio.log2() - 1e-9).ceil().max(1.0);
        let steps = (1..parts as u32).map(f64::from);
        steps.map(move |step| two_digits(pair[0] * ratio.powf(step / parts)))
    });
    all.collect()
}

/// What a load test measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadQuantity {
    /// Submissions received.
    Submissions,
    /// Checks complete.
    ChecksComplete,
    /// Messages sent.
    MessagesSent,
    /// How long a message waits in its lane.
    LaneWait,
    /// From receipt of a submission to the first message that a leader kept while awaited, whatever its cause.
    ReceiptToPhone,
    /// Entries and resend requests at the page of the province with most.
    BusiestPage,
    /// Codes taken in the province that takes most (R11).
    CodesTaken,
    /// The same, of its pool.
    PoolTaken,
    /// Audits in hand in the province with most.
    AuditsInHand,
    /// Open checks in the province with most.
    OpenChecks,
    /// Waiting messages in the province with most.
    WaitingMessages,
    /// Submissions returned, of those checked.
    ReturnRate,
}

impl LoadQuantity {
    /// The name in files, and the unit.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Submissions => ("submissions", "per_hour"),
            Self::ChecksComplete => ("checks_complete", "per_hour"),
            Self::MessagesSent => ("messages_sent", "per_hour"),
            Self::LaneWait => ("lane_wait", "seconds"),
            Self::ReceiptToPhone => ("receipt_to_phone", "seconds"),
            Self::BusiestPage => ("busiest_page", "acts_per_second"),
            Self::CodesTaken => ("codes_taken", "codes"),
            Self::PoolTaken => ("codes_taken", "share_of_pool"),
            Self::AuditsInHand => ("audits_in_hand", "audits"),
            Self::OpenChecks => ("open_checks", "checks"),
            Self::WaitingMessages => ("waiting_messages", "messages"),
            Self::ReturnRate => ("return_rate", "share"),
        }
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// The name of the unit in files.
    pub fn unit(self) -> &'static str {
        self.names().1
    }
}

/// A statistic of a load test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadStatistic {
    /// The mean.
    Mean,
    /// The median.
    P50,
    /// The 90th percentile.
    P90,
    /// The 99th.
    P99,
    /// The 99.9th.
    P999,
    /// The most.
    Max,
}

impl LoadStatistic {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::P50 => "p50",
            Self::P90 => "p90",
            Self::P99 => "p99",
            Self::P999 => "p99_9",
            Self::Max => "max",
        }
    }
}

/// One figure of a load step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoadFigure {
    /// What is measured.
    pub quantity: LoadQuantity,
    /// Which statistic of it.
    pub statistic: LoadStatistic,
    /// The figure, in the quantity's unit.
    pub value: f64,
}

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
        let mut add = |quantity, statistic, value| {
            figures.push(LoadFigure {
                quantity,
                statistic,
                value,
            });
        };
        let hours = results.load.hours.counted.len().max(1) as f64
            * results.replications.len().max(1) as f64;
        let flow = |of: fn(&HourLoad) -> u64| {
            results.load.hours.counted.iter().map(of).sum::<u64>() as f64 / hours
        };
        let mean = LoadStatistic::Mean;
        add(LoadQuantity::Submissions, mean, flow(|h| h.submissions));
        add(LoadQuantity::ChecksComplete, mean, flow(|h| h.complete));
        add(LoadQuantity::MessagesSent, mean, flow(|h| h.messages_sent));
        let times: [(LoadQuantity, Times); 2] = [
            (LoadQuantity::LaneWait, |s| s.lane_wait),
            (LoadQuantity::ReceiptToPhone, |s| s.receipt_to_phone),
        ];
        for (quantity, of) in times {
            let summaries = results.replications.iter();
            let all = summaries.filter_map(|groups| of(&groups[Groups::NATION]));
            for (statistic, value) in percentiles(&all.collect::<Vec<_>>()) {
                add(quantity, statistic, value);
            }
        }
        let pool = f64::from(scenario.policy.code_pool);
        for (quantity, hourly, whole) in [
            (LoadQuantity::BusiestPage, Hourly::PageActs, 3_600.0),
            (LoadQuantity::CodesTaken, Hourly::CodesTaken, 1.0),
            (LoadQuantity::PoolTaken, Hourly::CodesTaken, pool),
            (LoadQuantity::AuditsInHand, Hourly::AuditsInHand, 1.0),
            (LoadQuantity::OpenChecks, Hourly::OpenChecks, 1.0),
            (LoadQuantity::WaitingMessages, Hourly::WaitingMessages, 1.0),
        ] {
            for (statistic, share) in HOURS {
                if let Some(most) = highest(results, hourly, share) {
                    add(quantity, statistic, most as f64 / whole);
                }
            }
        }
        let total = results.total(Groups::NATION);
        if total.checked > 0 {
            let rate = total.all_returned() as f64 / total.checked as f64;
            add(LoadQuantity::ReturnRate, mean, rate);
        }
        Self { multiple, figures }
    }

    /// One of the figures; `None` where there is nothing to measure.
    pub fn figure(&self, quantity: LoadQuantity, statistic: LoadStatistic) -> Option<f64> {
        let mut figures = self.figures.iter();
        let found =
            figures.find(|figure| (figure.quantity, figure.statistic) == (quantity, statistic));
        found.map(|figure| figure.value)
    }
}

/// Where a summary has times.
type Times = fn(&Summary) -> Option<Percentiles>;

/// Percentiles over replications: their means, and the longest of all; none where there are none.
fn percentiles(of: &[Percentiles]) -> Vec<(LoadStatistic, f64)> {
    if of.is_empty() {
        return Vec::new();
    }
    let mean = |read: fn(&Percentiles) -> f64| of.iter().map(read).sum::<f64>() / of.len() as f64;
    vec![
        (LoadStatistic::P50, mean(|p| p.p50)),
        (LoadStatistic::P90, mean(|p| p.p90)),
        (LoadStatistic::P99, mean(|p| p.p99)),
        (LoadStatistic::P999, mean(|p| p.p999)),
        (
            LoadStatistic::Max,
            of.iter().map(|p| p.max).fold(0.0, f64::max),
        ),
    ]
}

/// Statistics over hours.
const HOURS: [(LoadStatistic, f64); 5] = [
    (LoadStatistic::P50, 0.5),
    (LoadStatistic::P90, 0.9),
    (LoadStatistic::P99, 0.99),
    (LoadStatistic::P999, 0.999),
    (LoadStatistic::Max, 1.0),
];

/// What a share of the hours of a province does not exceed: of the province where that is most.
fn highest(results: &Results, what: Hourly, share: f64) -> Option<u64> {
    let provinces = results.load.hourly.iter();
    provinces
        .filter_map(|hours| hours.quantile(what, share))
        .max()
}
