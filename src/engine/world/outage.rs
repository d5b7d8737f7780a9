//! Outages of one province.

use crate::clock::Instant;
use crate::rules::{Carrier, Province};
use crate::scenario::{Outage, OutageOf};

/// When one thing is out of service: `[from, to)`, in order, overlapping ones made one.
#[derive(Clone, Debug, Default)]
pub struct DownTimes(Vec<(Instant, Instant)>);

impl DownTimes {
    /// The down times of one thing in one province.
    pub fn of(outages: &[Outage], what: OutageOf, province: Province) -> Self {
        let here = |o: &&Outage| o.what == what && o.provinces[province.index()];
        let mut times: Vec<_> = outages
            .iter()
            .filter(here)
            .map(|o| (o.from, o.to))
            .collect();
        times.sort_unstable();
        let mut merged: Vec<(Instant, Instant)> = Vec::new();
        for (from, to) in times {
            match merged.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// The end of the outage in force at `now`, if any is.
    pub fn until(&self, now: Instant) -> Option<Instant> {
        let next = self.0.partition_point(|&(_, to)| to <= now);
        let &(from, to) = self.0.get(next)?;
        (from <= now).then_some(to)
    }

    /// Whether the thing is out of service.
    #[inline]
    pub fn down(&self, now: Instant) -> bool {
        self.until(now).is_some()
    }
}

/// All outages of one province.
#[derive(Clone, Debug)]
pub struct ProvinceOutages {
    /// The gateway: messages are held back.
    pub gateway: DownTimes,
    /// The page: visits fail.
    pub page: DownTimes,
    /// Each carrier: messages are lost.
    pub carriers: [DownTimes; 4],
}

impl ProvinceOutages {
    /// The outages of a province.
    pub fn of(outages: &[Outage], province: Province) -> Self {
        let of = |what| DownTimes::of(outages, what, province);
        Self {
            gateway: of(OutageOf::Gateway),
            page: of(OutageOf::Page),
            carriers: Carrier::ALL.map(|carrier| of(OutageOf::Carrier(carrier))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_outages_are_one_and_end_before_their_last_instant() {
        let province = Province::from_code("zj").unwrap();
        let outage = |from, to| Outage {
            what: OutageOf::Page,
            from: Instant(from),
            to: Instant(to),
            provinces: [true; Province::COUNT],
        };
        let outages = [outage(10, 20), outage(50, 60), outage(15, 30)];
        let times = DownTimes::of(&outages, OutageOf::Page, province);
        assert_eq!(times.until(Instant(9)), None);
        assert_eq!(times.until(Instant(10)), Some(Instant(30)));
        assert_eq!(times.until(Instant(29)), Some(Instant(30)));
        assert!(!times.down(Instant(30)));
        assert!(times.down(Instant(59)));
        assert!(!DownTimes::of(&outages, OutageOf::Gateway, province).down(Instant(12)));
    }
}
