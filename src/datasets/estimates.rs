//! Figures of counters and durations over replications, with their intervals.

use crate::measures::{Counts, Estimate, Percentiles, Results, Summary};
use crate::measures::{duration_estimate, mean_estimate, ratio_estimate};

/// A share of counters over the replications, with its interval; `None` where there is nothing to
/// share.
pub(super) fn share(
    results: &Results,
    group: usize,
    of: impl Fn(&Counts) -> (u64, u64),
) -> Option<Estimate> {
    let parts: Vec<(f64, f64)> = results
        .summaries(group)
        .map(|summary| of(&summary.counts))
        .map(|(above, below)| (above as f64, below as f64))
        .collect();
    ratio_estimate(&parts, true, results.level)
}

/// A counter's mean over the replications, with its interval.
pub(super) fn mean(
    results: &Results,
    group: usize,
    of: impl Fn(&Counts) -> u64,
) -> Option<Estimate> {
    let values = results
        .summaries(group)
        .map(|summary| of(&summary.counts) as f64);
    mean_estimate(&values.collect::<Vec<_>>(), results.level)
}

/// A counter summed over the replications.
pub(super) fn sum(results: &Results, group: usize, of: impl Fn(&Counts) -> u64) -> u64 {
    results
        .summaries(group)
        .map(|summary| of(&summary.counts))
        .sum()
}

/// A figure of durations over the replications, with its interval; `None` where none had any.
pub(super) fn duration(
    results: &Results,
    group: usize,
    durations: impl Fn(&Summary) -> Option<Percentiles>,
    of: impl Fn(&Percentiles) -> f64,
) -> Option<Estimate> {
    let all = results.summaries(group).filter_map(durations);
    let values: Vec<f64> = all.map(|percentiles| of(&percentiles)).collect();
    duration_estimate(&values, results.level)
}
