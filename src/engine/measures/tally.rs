//! Tallies: what a cell counts, and what a replication's cells add up to.

use super::costs::all_sent;
use super::durations::{DurationHistograms, Durations};
use super::hourly::HourlyLoad;
use super::load::{HourLoad, HoursOfRun, PageLoad};
use super::load_of_run::LoadOfRun;
use super::{Counts, Groups};
use crate::rules::{Carrier, FilingType};

/// Places in a cell's strata: segment × filing type × carrier, so that none is found by dividing by what
/// is known only when the program runs.
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
        (segment * FilingType::ALL.len() + kind as usize) * Carrier::ALL.len() + carrier as usize
    }

    /// The type, carrier and segment of a place.
    pub(super) fn parts(self, place: usize) -> [usize; 3] {
        let (rest, carrier) = (place / Carrier::ALL.len(), place % Carrier::ALL.len());
        let kinds = FilingType::ALL.len();
        [rest % kinds, carrier, rest / kinds]
    }
}

/// What one cell counted.
#[derive(Clone, Debug)]
pub struct CellTally {
    /// The layout of `counts`.
    pub strata: Strata,
    /// Counters by stratum.
    pub counts: Vec<Counts>,
    /// Durations by stratum.
    pub durations: Durations,
    /// The load by the hour.
    pub hours: HoursOfRun,
    /// Filings simulated, those of the warm-up included.
    pub filings: u64,
    /// Events worked through: a measure of the work, which depends on the order of it.
    pub events: u64,
}

impl CellTally {
    /// An empty tally.
    pub fn new(segments: usize) -> Self {
        let strata = Strata { segments };
        Self {
            strata,
            counts: vec![Counts::default(); strata.count()],
            durations: Durations::new(strata),
            hours: HoursOfRun::default(),
            filings: 0,
            events: 0,
        }
    }

    /// Adds what another counted of the same cell, its load apart.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            mine.merge(theirs);
        }
        self.durations.merge(&other.durations);
        self.filings += other.filings;
        self.events += other.events;
    }
}

/// What a cell counted, as its province's own: made from the cell alone, so that threads need not wait
/// for one another to make it.
#[derive(Clone, Debug)]
pub struct ProvinceTally {
    times: DurationHistograms,
    days: Vec<HourLoad>,
    page: PageLoad,
    hourly: HourlyLoad,
}

impl ProvinceTally {
    /// The province's tally of a cell; `first_hour` is the hour of the day at which counting begins.
    pub fn of(cell: &CellTally, first_hour: usize) -> Self {
        let mut hourly = HourlyLoad::default();
        let hours = &cell.hours.counted;
        hourly.record(hours);
        Self {
            times: cell.durations.whole(),
            days: by_day(hours, first_hour),
            page: PageLoad::of(hours, first_hour),
            hourly,
        }
    }
}

/// What the cells of one replication add up to, by group.
#[derive(Clone, Debug)]
pub struct ReplicationTally {
    /// Counters by group.
    pub counts: Vec<Counts>,
    /// Histograms by group.
    pub times: Vec<DurationHistograms>,
    /// The load.
    pub load: LoadOfRun,
    /// Filings simulated.
    pub filings: u64,
    /// Events worked through: a measure of the work, which depends on the order of it.
    pub events: u64,
    /// Cells merged so far.
    pub cells: usize,
}

impl ReplicationTally {
    /// An empty tally of these groups in `provinces` provinces.
    pub fn new(groups: &Groups, provinces: usize) -> Self {
        Self {
            counts: vec![Counts::default(); groups.all().len()],
            times: vec![DurationHistograms::default(); groups.all().len()],
            load: LoadOfRun::new(provinces),
            filings: 0,
            events: 0,
            cells: 0,
        }
    }

    /// Adds the cell of a province, of which `own` is the province's tally.
    pub fn merge_cell(
        &mut self,
        groups: &Groups,
        province: usize,
        cell: &CellTally,
        own: ProvinceTally,
    ) {
        for (stratum, counts) in cell.counts.iter().enumerate() {
            let [kind, carrier, segment] = cell.strata.parts(stratum);
            let sent = all_sent(counts);
            for group in [
                groups.province(province),
                groups.filing_type(kind),
                groups.carrier(carrier),
                groups.segment(segment),
            ] {
                self.counts[group].merge(counts);
                self.counts[group].sent_by_carrier[carrier] += sent;
            }
        }
        let margins = groups.filing_type(0)..groups.filing_type(0) + cell.strata.margins();
        cell.durations.add_to(&mut self.times[margins]);
        self.times[groups.province(province)] = own.times;
        self.load.hours.merge(&cell.hours);
        self.load.province_days[province] = own.days;
        self.load.pages[province] = own.page;
        self.load.hourly[province] = own.hourly;
        self.filings += cell.filings;
        self.events += cell.events;
        self.cells += 1;
    }

    /// Adds the nation up, when all cells are merged.
    pub fn close(&mut self, groups: &Groups) {
        for kind in 0..FilingType::ALL.len() {
            let (nation, kind) = (Groups::NATION, groups.filing_type(kind));
            if let Ok([nation, kind]) = self.counts.get_disjoint_mut([nation, kind]) {
                nation.merge(kind);
            }
            if let Ok([nation, kind]) = self.times.get_disjoint_mut([nation, kind]) {
                nation.merge(kind);
            }
        }
        // A single segment is the whole, and no margin of the cells.
        if groups.segment(1) == groups.all().len() {
            self.times[groups.segment(0)] = self.times[Groups::NATION].clone();
        }
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

    #[test]
    fn cells_of_one_province_add_up_but_for_their_load() {
        use crate::measures::DurationKind;
        let cell = |filings: u64, stratum: usize| {
            let mut cell = CellTally::new(2);
            cell.counts[stratum].filings = filings;
            let to_verify = DurationKind::ToVerify;
            cell.durations.record(stratum, to_verify, filings as i64);
            (cell.filings, cell.events) = (filings, 10 * filings);
            cell
        };
        let mut both = cell(3, 5);
        both.merge(&cell(4, 5));
        both.merge(&cell(8, 40));
        assert_eq!((both.filings, both.events), (15, 150));
        let filings = |stratum: usize| both.counts[stratum].filings;
        assert_eq!((filings(5), filings(40), filings(0)), (7, 8, 0));
        let whole = both.durations.whole();
        let times = whole.of(DurationKind::ToVerify).unwrap();
        assert_eq!((times.len(), times.max()), (3, 8));
    }

    #[test]
    fn two_segments_have_times_of_their_own() {
        use crate::measures::DurationKind;
        let names = ["first", "second"].map(str::to_owned);
        let groups = Groups::new(crate::rules::Province::all().take(1), names.into_iter());
        let mut cell = CellTally::new(2);
        let stratum = cell.strata.place(FilingType::NewAccess, Carrier::Mobile, 1);
        cell.durations.record(stratum, DurationKind::Delivery, 7);
        let mut tally = ReplicationTally::new(&groups, 1);
        tally.merge_cell(&groups, 0, &cell, ProvinceTally::of(&cell, 0));
        tally.close(&groups);
        let known = |place: usize| tally.times[place].of(DurationKind::Delivery).is_some();
        let places: Vec<usize> = (0..groups.all().len())
            .filter(|place| known(*place))
            .collect();
        let kind = groups.filing_type(FilingType::NewAccess as usize);
        let carrier = groups.carrier(Carrier::Mobile as usize);
        assert_eq!(places, [0, 1, kind, carrier, groups.segment(1)]);
    }
}
