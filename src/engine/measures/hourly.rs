//! Levels and rates hour by hour, as histograms: what a load test reads percentiles from.

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use super::durations::PRECISION_DIGITS;
use super::load::HourLoad;

/// What is followed hour by hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Hourly {
    /// Entries and resend requests at the page in the hour.
    PageActs,
    /// Codes taken of the pool (R11), the hour's peak.
    CodesTaken,
    /// Audits in hand, the hour's peak.
    AuditsInHand,
    /// Open checks, the hour's peak.
    OpenChecks,
    /// Messages waiting, the hour's peak.
    WaitingMessages,
}

impl Hourly {
    const ALL: [Self; 5] = [
        Self::PageActs,
        Self::CodesTaken,
        Self::AuditsInHand,
        Self::OpenChecks,
        Self::WaitingMessages,
    ];

    fn of(self, hour: &HourLoad) -> u64 {
        match self {
            Self::PageActs => hour.entries + hour.requests,
            Self::CodesTaken => hour.codes_taken.peak,
            Self::AuditsInHand => hour.audits_in_hand.peak,
            Self::OpenChecks => hour.open_checks.peak,
            Self::WaitingMessages => hour.waiting_messages.peak,
        }
    }
}

/// The counted hours of one province as histograms, over all replications; empty before the first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct HourlyLoad {
    #[serde(with = "sparse")]
    histograms: [Option<Histogram<u32>>; Hourly::ALL.len()],
    /// The maximum of any hour, which a histogram knows to 0.1 % alone.
    maximum: [u64; Hourly::ALL.len()],
}

impl HourlyLoad {
    /// Adds hours.
    pub fn record(&mut self, hours: &[HourLoad]) {
        for what in Hourly::ALL {
            let histogram = self.histograms[what as usize].get_or_insert_with(empty);
            let maximum = &mut self.maximum[what as usize];
            for hour in hours {
                let value = what.of(hour);
                // It grows to whatever is recorded.
                let _ = histogram.record(value);
                *maximum = value.max(*maximum);
            }
        }
    }

    /// Adds another replication's hours.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.maximum.iter_mut().zip(other.maximum) {
            *mine = theirs.max(*mine);
        }
        for (mine, theirs) in self.histograms.iter_mut().zip(&other.histograms) {
            if let Some(theirs) = theirs {
                // An automatically resized histogram takes every other.
                let _ = mine.get_or_insert_with(empty).add(theirs);
            }
        }
    }

    /// The value that this share of the hours does not exceed; `None` without hours.
    pub fn quantile(&self, what: Hourly, share: f64) -> Option<u64> {
        let histogram = self.histograms[what as usize].as_ref();
        let histogram = histogram.filter(|histogram| !histogram.is_empty())?;
        Some(
            histogram
                .value_at_quantile(share)
                .min(self.maximum[what as usize]),
        )
    }
}

fn empty() -> Histogram<u32> {
    let mut histogram = Histogram::new(PRECISION_DIGITS)
        .unwrap_or_else(|_| unreachable!("three digits are allowed"));
    histogram.auto(true);
    histogram
}

/// Histograms as those of their buckets that have something: how far each is from the one before, and how often.
mod sparse {
    use hdrhistogram::Histogram;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Hourly, empty};

    type Histograms = [Option<Histogram<u32>>; Hourly::ALL.len()];
    type Buckets = Vec<(u64, u32)>;

    pub(super) fn serialize<S: Serializer>(
        histograms: &Histograms,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let each = histograms.iter().map(|own| own.as_ref().map(buckets));
        each.collect::<Vec<Option<Buckets>>>().serialize(to)
    }

    fn buckets(histogram: &Histogram<u32>) -> Buckets {
        let mut before = 0;
        // Not `iter_recorded`: as its only user the mean of a histogram, which each run takes often, has it inlined.
        let recorded = histogram
            .iter_all()
            .filter(|step| step.count_at_value() > 0);
        let each = recorded.map(|step| {
            let value = histogram.lowest_equivalent(step.value_iterated_to());
            let further = value - before;
            before = value;
            (further, step.count_at_value())
        });
        each.collect()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Histograms, D::Error> {
        let mut histograms = Histograms::default();
        let each = Vec::<Option<Buckets>>::deserialize(from)?;
        for (into, buckets) in histograms.iter_mut().zip(each) {
            let Some(buckets) = buckets else {
                continue;
            };
            let histogram = into.insert(empty());
            let mut value = 0u64;
            for (further, count) in buckets {
                value = value.saturating_add(further);
                // It grows to whatever is recorded.
                let _ = histogram.record_n(value, count);
            }
        }
        Ok(histograms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::LevelHour;

    #[test]
    fn percentiles_are_those_of_the_hours() {
        let hour = |entries| HourLoad {
            entries,
            requests: 1,
            ..HourLoad::default()
        };
        let mut load = HourlyLoad::default();
        assert_eq!(load.quantile(Hourly::PageActs, 0.5), None);
        let hours: Vec<HourLoad> = (0..50).map(hour).collect();
        load.record(&hours);
        let mut other = HourlyLoad::default();
        other.record(&(50..100).map(hour).collect::<Vec<_>>());
        load.merge(&other);
        let at = |share| load.quantile(Hourly::PageActs, share);
        assert_eq!(
            [at(0.5), at(0.99), at(1.0)],
            [Some(50), Some(99), Some(100)]
        );
        assert_eq!(load.quantile(Hourly::CodesTaken, 0.9), Some(0));
    }

    #[test]
    fn what_is_followed_is_the_hours_peak_and_its_highest_is_exact() {
        let peak = |peak| LevelHour {
            time_integral: 1,
            peak,
        };
        let hour = |times: u64| HourLoad {
            entries: 5_001 * times,
            requests: 1_000 * times,
            codes_taken: peak(7_003 * times),
            audits_in_hand: peak(8_005 * times),
            open_checks: peak(9_007 * times),
            waiting_messages: peak(10_009 * times),
            ..HourLoad::default()
        };
        let of = |load: &HourlyLoad| Hourly::ALL.map(|what| load.quantile(what, 1.0).unwrap());
        let (mut one, mut other) = (HourlyLoad::default(), HourlyLoad::default());
        one.record(&[hour(1), hour(0)]);
        assert_eq!(of(&one), [6_001, 7_003, 8_005, 9_007, 10_009]);
        other.record(&[hour(3)]);
        one.merge(&other);
        assert_eq!(
            of(&one),
            [6_001, 7_003, 8_005, 9_007, 10_009].map(|n| 3 * n)
        );
        other.merge(&HourlyLoad::default());
        assert_eq!(of(&other)[0], 18_003);
        let mut none = HourlyLoad::default();
        none.record(&[]);
        assert_eq!(none.quantile(Hourly::OpenChecks, 0.5), None);
    }
}
