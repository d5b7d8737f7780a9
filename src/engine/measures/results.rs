//! The results of an experiment: summaries by replication and group, and the load.

use hdrhistogram::Histogram;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::durations::{DurationKind, quantiles};
use super::load::HourLoad;
use super::load_of_run::LoadOfRun;
use super::part::PartOfResults;
use super::tally::ReplicationTally;
use super::{
    Counts, Estimate, Group, Groups, Level, Measure, Prices, Quantity, duration_estimate,
    mean_estimate, ratio_estimate,
};
use crate::clock::{DAY, HOUR, Instant};

/// Percentiles of durations in one replication, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// How many durations.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    /// The median.
    pub p50: f64,
    /// The 90th percentile.
    pub p90: f64,
    /// The 95th.
    pub p95: f64,
    /// The 99th.
    pub p99: f64,
    /// The 99.9th.
    pub p999: f64,
    /// The longest.
    pub max: f64,
}

impl Percentiles {
    /// The percentiles of a histogram of milliseconds; `None` for an empty one.
    pub fn of(histogram: Option<&Histogram<u32>>) -> Option<Self> {
        let histogram = histogram.filter(|h| !h.is_empty())?;
        let [p50, p90, p95, p99, p999] = quantiles(histogram, [0.5, 0.9, 0.95, 0.99, 0.999]);
        Some(Self {
            count: histogram.len(),
            mean: histogram.mean() / 1e3,
            p50,
            p90,
            p95,
            p99,
            p999,
            max: histogram.max() as f64 / 1e3,
        })
    }
}

/// One group in one replication.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The counters.
    pub counts: Counts,
    /// First code sent to check complete.
    pub to_verify: Option<Percentiles>,
    /// Waiting in the lane.
    pub lane_wait: Option<Percentiles>,
    /// From sending to the phone.
    pub delivery: Option<Percentiles>,
    /// From receipt to the first message that a leader kept while awaited.
    pub receipt_to_phone: Option<Percentiles>,
    /// Load over the counted time; for the nation and the provinces alone.
    pub load: Option<HourLoad>,
    /// Counted hours.
    pub hours: u64,
    /// What things cost.
    #[serde(skip)]
    pub prices: Prices,
    /// Whether the provider reminds.
    #[serde(skip)]
    pub reminds: bool,
}

/// What an experiment found.
#[derive(Clone, Debug)]
pub struct Results {
    /// The groups, in the order of every list by group.
    pub groups: Groups,
    /// What things cost: of every summary that is taken in.
    pub prices: Prices,
    /// Whether the provider reminds: likewise.
    pub reminds: bool,
    /// The confidence level of all intervals.
    pub level: Level,
    /// By replication, then group.
    pub replications: Vec<Vec<Summary>>,
    /// The first counted instant.
    pub counted_from: Instant,
    /// The load, summed over replications.
    pub load: LoadOfRun,
    /// Filings simulated, over all replications.
    pub filings: u64,
    /// Events worked through: a measure of the work, which depends on the order of it, over all replications.
    pub events: u64,
}

impl Summary {
    /// The summaries of a replication's groups.
    pub fn of_replication(groups: &Groups, tally: &ReplicationTally) -> Vec<Self> {
        let hours = tally.load.hours.counted.len() as u64;
        let mut summaries: Vec<Self> = (tally.counts.par_iter().zip(&tally.times))
            .map(|(counts, times)| Self {
                counts: counts.clone(),
                to_verify: Percentiles::of(times.of(DurationKind::ToVerify)),
                lane_wait: Percentiles::of(times.of(DurationKind::LaneWait)),
                delivery: Percentiles::of(times.of(DurationKind::Delivery)),
                receipt_to_phone: Percentiles::of(times.of(DurationKind::ReceiptToPhone)),
                load: None,
                hours,
                prices: Prices::default(),
                reminds: false,
            })
            .collect();
        summaries[Groups::NATION].load = Some(whole(&tally.load.hours.counted));
        for (place, days) in tally.load.province_days.iter().enumerate() {
            summaries[groups.province(place)].load = Some(whole(days));
        }
        summaries
    }
}

/// The load of a whole time: flows and levels added, the highest peak.
fn whole(parts: &[HourLoad]) -> HourLoad {
    let mut whole = HourLoad::default();
    for part in parts {
        whole.extend(part);
    }
    whole
}

impl Results {
    /// No replications yet.
    pub fn new(groups: Groups, provinces: usize, counted_from: Instant) -> Self {
        Self {
            groups,
            prices: Prices::default(),
            reminds: false,
            level: Level::default(),
            replications: Vec::new(),
            counted_from,
            load: LoadOfRun::new(provinces),
            filings: 0,
            events: 0,
        }
    }

    /// The same with prices.
    #[must_use]
    pub fn with_prices(self, prices: Prices) -> Self {
        Self { prices, ..self }
    }

    /// The same of a scenario whose provider reminds, or not.
    #[must_use]
    pub fn reminding(self, reminds: bool) -> Self {
        Self { reminds, ..self }
    }

    /// The same with intervals of another level.
    #[must_use]
    pub fn at_level(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// Takes in a whole replication (from 0), in any order: its summaries and its load.
    pub fn take_in(
        &mut self,
        replication: usize,
        mut summaries: Vec<Summary>,
        tally: ReplicationTally,
    ) {
        self.price(&mut summaries);
        if self.replications.len() <= replication {
            self.replications.resize(replication + 1, Vec::new());
        }
        self.replications[replication] = summaries;
        self.add_load(PartOfResults::load_of(tally));
    }

    /// The groups, each with its place.
    pub fn groups(&self) -> impl Iterator<Item = (usize, &Group)> {
        self.groups.all().iter().enumerate()
    }

    /// A group's summaries, one a replication.
    pub fn summaries(&self, group: usize) -> impl Iterator<Item = &Summary> {
        self.replications.iter().map(move |groups| &groups[group])
    }

    /// A group's counters over all replications.
    pub fn total(&self, group: usize) -> Counts {
        let mut total = Counts::default();
        for summary in self.summaries(group) {
            total.merge(&summary.counts);
        }
        total
    }

    /// Estimates a measure for a group, with its interval: the ratio of sums for a rate, the
    /// mean over replications for counts and percentiles. `None` where there is nothing to measure.
    pub fn estimate(&self, measure: &Measure, group: usize) -> Option<Estimate> {
        let summaries = self.summaries(group);
        match measure.quantity {
            Quantity::Count(of) => {
                let values: Option<Vec<f64>> = summaries.map(of).collect();
                mean_estimate(&values?, self.level)
            }
            Quantity::Percentile(of) => {
                let values: Vec<f64> = summaries.filter_map(of).collect();
                duration_estimate(&values, self.level)
            }
            Quantity::Proportion(of) => {
                let parts: Vec<(f64, f64)> = summaries.filter_map(of).collect();
                ratio_estimate(&parts, true, self.level)
            }
            Quantity::Ratio(of) => {
                let parts: Vec<(f64, f64)> = summaries.filter_map(of).collect();
                ratio_estimate(&parts, false, self.level)
            }
        }
    }

    /// How many days are counted.
    pub fn counted_days(&self) -> f64 {
        self.load.hours.counted.len() as f64 * HOUR as f64 / DAY as f64
    }
}

#[cfg(test)]
impl Results {
    /// Of replications with these figures of the nation.
    pub(super) fn of_nation(replications: impl IntoIterator<Item = Summary>) -> Self {
        let groups = Groups::new(std::iter::empty(), std::iter::empty());
        let mut results = Self::new(groups, 0, Instant(0));
        let replications = replications.into_iter();
        results.replications = replications.map(|nation| vec![nation]).collect();
        results
    }
}

#[cfg(test)]
mod tests;
