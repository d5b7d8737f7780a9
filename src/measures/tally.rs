//! Tallies: what a cell counts, and what a replication's cells add up to.

use hdrhistogram::Histogram;

use super::load::{HourLoad, PageLoad};
use super::{Counts, Groups};
use crate::clock::Millis;
use crate::rules::{Carrier, FilingType};

/// Significant digits of the histograms: values are exact to 0.1 %.
pub const PRECISION_DIGITS: u8 = 3;

/// Histograms of durations in milliseconds, each made when it is first needed.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// From the first code sent to check complete.
    pub to_verify: Option<Histogram<u64>>,
    /// From queueing to sending of a message.
    pub lane_wait: Option<Histogram<u64>>,
    /// From sending a message to the phone.
    pub delivery: Option<Histogram<u64>>,
    /// From receipt of the submission to a first code on the phone.
    pub receipt_to_phone: Option<Histogram<u64>>,
}

/// Records a duration, making the histogram where there is none yet.
pub fn record(histogram: &mut Option<Histogram<u64>>, millis: Millis) {
    let histogram = histogram.get_or_insert_with(empty);
    // It grows to whatever is recorded.
    let _ = histogram.record(millis.max(0) as u64);
}

/// An empty histogram that grows as needed.
fn empty() -> Histogram<u64> {
    let mut histogram = Histogram::new(PRECISION_DIGITS)
        .unwrap_or_else(|_| unreachable!("three digits are allowed"));
    histogram.auto(true);
    histogram
}

fn merge(into: &mut Option<Histogram<u64>>, other: &Option<Histogram<u64>>) {
    if let Some(other) = other {
        let into = into.get_or_insert_with(empty);
        // An automatically resized histogram takes every other.
        let _ = into.add(other);
    }
}

impl Times {
    /// Adds another tally's histograms.
    pub fn merge(&mut self, other: &Self) {
        merge(&mut self.to_verify, &other.to_verify);
        merge(&mut self.lane_wait, &other.lane_wait);
        merge(&mut self.delivery, &other.delivery);
        merge(&mut self.receipt_to_phone, &other.receipt_to_phone);
    }
}

/// Places in a cell's strata: filing type × carrier × segment.
#[derive(Clone, Copy, Debug)]
pub struct Strata {
    /// How many segments.
    pub segments: usize,
}

impl Strata {
    /// How many strata.
    pub fn count(self) -> usize {
        FilingType::ALL.len() * Carrier::ALL.len() * self.segments
    }

    /// The place of a stratum.
    pub fn place(self, kind: FilingType, carrier: Carrier, segment: usize) -> usize {
        (kind as usize * Carrier::ALL.len() + carrier as usize) * self.segments + segment
    }

    /// The type, carrier and segment of a place.
    fn parts(self, place: usize) -> [usize; 3] {
        let carriers = Carrier::ALL.len();
        let (kind, rest) = (
            place / (carriers * self.segments),
            place % (carriers * self.segments),
        );
        [kind, rest / self.segments, rest % self.segments]
    }
}

/// What one cell counted.
#[derive(Clone, Debug)]
pub struct CellTally {
    /// The layout of `counts`.
    pub strata: Strata,
    /// Counters by stratum.
    pub counts: Vec<Counts>,
    /// Histograms by filing type, then carrier, then segment.
    pub times: Vec<Times>,
    /// The load of the counted hours.
    pub hours: Vec<HourLoad>,
    /// Filings simulated, those of the warm-up included.
    pub filings: u64,
    /// Events worked through.
    pub events: u64,
}

impl CellTally {
    /// An empty tally.
    pub fn new(segments: usize) -> Self {
        let strata = Strata { segments };
        let groups = FilingType::ALL.len() + Carrier::ALL.len() + segments;
        Self {
            strata,
            counts: vec![Counts::default(); strata.count()],
            times: vec![Times::default(); groups],
            hours: Vec::new(),
            filings: 0,
            events: 0,
        }
    }

    /// The histograms of a stratum's type, carrier and segment, each to be recorded into.
    pub fn times_of(&mut self, stratum: usize, mut record: impl FnMut(&mut Times)) {
        let [kind, carrier, segment] = self.strata.parts(stratum);
        let carriers = FilingType::ALL.len();
        let segments = carriers + Carrier::ALL.len();
        for place in [kind, carriers + carrier, segments + segment] {
            record(&mut self.times[place]);
        }
    }
}

/// What the cells of one replication add up to, by group.
#[derive(Clone, Debug)]
pub struct ReplicationTally {
    /// Counters by group.
    pub counts: Vec<Counts>,
    /// Histograms by group.
    pub times: Vec<Times>,
    /// The nation's load by counted hour; peaks are sums of the provinces'.
    pub hours: Vec<HourLoad>,
    /// Each province's load by counted day.
    pub province_days: Vec<Vec<HourLoad>>,
    /// Each province's page.
    pub pages: Vec<PageLoad>,
    /// Filings simulated.
    pub filings: u64,
    /// Events worked through.
    pub events: u64,
    /// Cells merged so far.
    pub cells: usize,
}

impl ReplicationTally {
    /// An empty tally of these groups in `provinces` provinces.
    pub fn new(groups: &Groups, provinces: usize) -> Self {
        Self {
            counts: vec![Counts::default(); groups.all().len()],
            times: vec![Times::default(); groups.all().len()],
            hours: Vec::new(),
            province_days: vec![Vec::new(); provinces],
            pages: vec![PageLoad::default(); provinces],
            filings: 0,
            events: 0,
            cells: 0,
        }
    }

    /// Adds the cell of a province; `first_hour` is the hour of the day at which counting begins.
    pub fn merge_cell(
        &mut self,
        groups: &Groups,
        province: usize,
        first_hour: usize,
        cell: &CellTally,
    ) {
        for (stratum, counts) in cell.counts.iter().enumerate() {
            let [kind, carrier, segment] = cell.strata.parts(stratum);
            for group in [
                Groups::NATION,
                groups.province(province),
                groups.filing_type(kind),
                groups.carrier(carrier),
                groups.segment(segment),
            ] {
                self.counts[group].merge(counts);
            }
        }
        for (place, times) in cell.times.iter().enumerate() {
            self.times[groups.filing_type(0) + place].merge(times);
            if place < FilingType::ALL.len() {
                self.times[Groups::NATION].merge(times);
                self.times[groups.province(province)].merge(times);
            }
        }
        self.hours.resize(cell.hours.len(), HourLoad::default());
        for (mine, theirs) in self.hours.iter_mut().zip(&cell.hours) {
            mine.merge(theirs);
        }
        self.province_days[province] = by_day(&cell.hours, first_hour);
        self.pages[province] = PageLoad::of(&cell.hours, first_hour);
        self.filings += cell.filings;
        self.events += cell.events;
        self.cells += 1;
    }
}

/// Hours gathered to calendar days.
fn by_day(hours: &[HourLoad], first_hour: usize) -> Vec<HourLoad> {
    let days = (first_hour + hours.len()).div_ceil(24);
    let mut gathered = vec![HourLoad::default(); days];
    for (place, hour) in hours.iter().enumerate() {
        gathered[(first_hour + place) / 24].extend(hour);
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stratum_has_a_place_of_its_own() {
        let strata = Strata { segments: 3 };
        let mut places = Vec::new();
        for kind in FilingType::ALL {
            for carrier in Carrier::ALL {
                for segment in 0..3 {
                    let place = strata.place(kind, carrier, segment);
                    let parts = [kind as usize, carrier as usize, segment];
                    assert_eq!(strata.parts(place), parts);
                    places.push(place);
                }
            }
        }
        places.sort_unstable();
        assert_eq!(places, (0..strata.count()).collect::<Vec<_>>());
    }

    #[test]
    fn a_duration_is_recorded_for_type_carrier_and_segment_alone() {
        let mut tally = CellTally::new(2);
        let stratum = tally
            .strata
            .place(FilingType::NewAccess, Carrier::Mobile, 1);
        tally.times_of(stratum, |times| record(&mut times.lane_wait, 5));
        let recorded: Vec<usize> = (0..tally.times.len())
            .filter(|place| tally.times[*place].lane_wait.is_some())
            .collect();
        assert_eq!(recorded, [2, 7 + 2, 7 + 4 + 1]);
    }

    #[test]
    fn histograms_are_exact_to_a_thousandth_and_merge_in_any_order() {
        let (mut one, mut other) = (Times::default(), Times::default());
        for n in 1..=1_000 {
            let into = if n % 3 == 0 { &mut one } else { &mut other };
            record(&mut into.to_verify, n * 100_000);
        }
        let (mut a, mut b) = (one.clone(), other.clone());
        a.merge(&other);
        b.merge(&one);
        assert_eq!(a.to_verify, b.to_verify);
        let median = a.to_verify.unwrap().value_at_quantile(0.5) as f64;
        assert!((median / 50_000_000.0 - 1.0).abs() < 2e-3, "{median}");
        assert!(a.delivery.is_none());
    }

    #[test]
    fn days_are_calendar_days_also_where_counting_begins_within_one() {
        let hour = HourLoad {
            entries: 1,
            ..HourLoad::default()
        };
        let entries = |hours: usize, first| -> Vec<u64> {
            let days = by_day(&vec![hour; hours], first);
            days.iter().map(|day| day.entries).collect()
        };
        assert_eq!(entries(48, 0), [24, 24]);
        assert_eq!(entries(48, 22), [2, 24, 22]);
        assert!(entries(0, 0).is_empty());
    }
}
