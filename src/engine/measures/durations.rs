//! Durations: what a cell measures of them, and the histograms into which they go.

use hdrhistogram::Histogram;

use super::tally::Strata;
use crate::clock::Millis;
use crate::rules::{Carrier, FilingType};

/// Significant digits of the histograms: values are exact to 0.1 %.
pub const PRECISION_DIGITS: u8 = 3;

/// A duration that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum DurationKind {
    /// From the first code sent to check complete.
    ToVerify,
    /// From queueing to sending of a message.
    LaneWait,
    /// From sending a message to the phone.
    Delivery,
    /// From receipt of the submission to the first message that a leader kept while awaited, whatever its cause.
    ReceiptToPhone,
}

impl DurationKind {
    const COUNT: usize = 4;
}

/// Histograms of the measured durations in milliseconds, each made when it is first needed.
#[derive(Clone, Debug, Default)]
pub struct DurationHistograms([Option<Histogram<u32>>; DurationKind::COUNT]);

impl DurationHistograms {
    /// Records `count` durations of this length, in milliseconds.
    pub fn record(&mut self, what: DurationKind, millis: Millis, count: u32) {
        let histogram = self.0[what as usize].get_or_insert_with(|| empty(what));
        // It grows to whatever is recorded.
        let _ = histogram.record_n(millis.max(0) as u64, count);
    }

    /// The histogram of a duration, where one was recorded.
    pub fn of(&self, what: DurationKind) -> Option<&Histogram<u32>> {
        self.0[what as usize].as_ref()
    }

    /// Adds another tally's histograms.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) => {
                    // An automatically resized histogram takes every other.
                    let _ = mine.add(theirs);
                }
                (mine @ None, Some(theirs)) => *mine = Some(theirs.clone()),
                (_, None) => {}
            }
        }
    }
}

/// How far apart durations are that the histograms still tell apart, at so many seconds; 0 where they are exact to
/// a millisecond.
pub(super) fn grid(seconds: f64) -> f64 {
    let millis = seconds.abs() * 1e3;
    if millis < EXACT {
        return 0.0;
    }
    2f64.powf((millis / EXACT).log2().floor() + 1.0) / 1e3
}

/// Milliseconds up to which the histograms are exact: so many buckets have three digits.
const EXACT: f64 = 2_048.0;

/// The durations, in seconds, that shares of those in a histogram do not exceed, the least first: within its bucket as
/// if they were spread evenly over it.
pub(super) fn quantiles<const N: usize>(histogram: &Histogram<u32>, shares: [f64; N]) -> [f64; N] {
    let all = histogram.len() as f64;
    let (mut below, mut counted) = (0u64, 0u64);
    shares.map(|share| {
        let value = histogram.value_at_quantile(share);
        let low = histogram.lowest_equivalent(value);
        if low > counted {
            below += histogram.count_between(counted, low - 1);
            counted = low;
        }
        let within = histogram.count_at(value) as f64;
        let place = ((share * all - below as f64) / within).clamp(0.0, 1.0);
        let width = histogram.equivalent_range(value) - 1;
        (low as f64 + place * width as f64) / 1e3
    })
}

/// An empty histogram that grows as needed; where some nearly always last for days, it has room for them, as
/// histograms of the same size are added fastest.
fn empty(what: DurationKind) -> Histogram<u32> {
    let longest = match what {
        DurationKind::LaneWait => EXACT as u64 - 1,
        DurationKind::ToVerify | DurationKind::Delivery | DurationKind::ReceiptToPhone => DAYS,
    };
    let mut histogram = Histogram::new_with_max(longest, PRECISION_DIGITS)
        .unwrap_or_else(|_| unreachable!("three digits are allowed"));
    histogram.auto(true);
    histogram
}

/// Milliseconds that fit into a whole number of doublings: three days.
const DAYS: u64 = (1 << 28) - 1;

/// The durations of one cell: kept as they are while they are few, in histograms when they are
/// many. A small cell then never pays for histograms larger than what it records.
#[derive(Clone, Debug)]
pub struct Durations {
    strata: Strata,
    /// Stratum, which, and how long.
    few: Vec<(u32, DurationKind, Millis)>,
    /// Those of no length, by stratum: with free lanes no message waits.
    unwaited: Vec<u32>,
    /// By filing type, then carrier, then segment where there are several; empty while they are few.
    many: Vec<DurationHistograms>,
}

/// How many are few: half a megabyte.
const FEW: usize = 32_768;
/// How many are gathered where there are histograms already.
const GATHERED: usize = 2_048;

impl Durations {
    /// None yet.
    pub fn new(strata: Strata) -> Self {
        Self {
            strata,
            few: Vec::new(),
            unwaited: vec![0; strata.count()],
            many: Vec::new(),
        }
    }

    /// Records a duration of a stratum, in milliseconds.
    pub fn record(&mut self, stratum: usize, what: DurationKind, millis: Millis) {
        if what == DurationKind::LaneWait && millis == 0 {
            self.unwaited[stratum] += 1;
            return;
        }
        self.few.push((stratum as u32, what, millis));
        self.keep_few();
    }

    /// Puts them into histograms if they are not few any more.
    fn keep_few(&mut self) {
        let most = if self.many.is_empty() { FEW } else { GATHERED };
        if self.few.len() >= most {
            self.put_into_histograms();
        }
    }

    fn put_into_histograms(&mut self) {
        self.many
            .resize_with(self.strata.margins(), DurationHistograms::default);
        for (stratum, what, millis) in self.few.drain(..) {
            for place in self.strata.margins_of(stratum as usize) {
                self.many[place].record(what, millis, 1);
            }
        }
        self.few.shrink_to(GATHERED);
    }

    /// Adds another's, of the same strata.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.unwaited.iter_mut().zip(&other.unwaited) {
            *mine += theirs;
        }
        self.few.extend_from_slice(&other.few);
        self.keep_few();
        let margins = self.many.len().max(other.many.len());
        self.many.resize_with(margins, DurationHistograms::default);
        for (mine, theirs) in self.many.iter_mut().zip(&other.many) {
            mine.merge(theirs);
        }
    }

    /// All of them in histograms of the whole cell.
    pub fn whole(&self) -> DurationHistograms {
        let mut whole = DurationHistograms::default();
        for times in self.many.iter().take(FilingType::ALL.len()) {
            whole.merge(times);
        }
        self.each_few(|_, what, millis, count| whole.record(what, millis, count));
        whole
    }

    /// Adds them to the histograms of the margins.
    pub fn add_to(&self, margins: &mut [DurationHistograms]) {
        for (mine, times) in margins.iter_mut().zip(&self.many) {
            mine.merge(times);
        }
        self.each_few(|stratum, what, millis, count| {
            for place in self.strata.margins_of(stratum) {
                margins[place].record(what, millis, count);
            }
        });
    }

    /// Those that are not in histograms yet: stratum, which, how long, and how many.
    fn each_few(&self, mut take: impl FnMut(usize, DurationKind, Millis, u32)) {
        for &(stratum, what, millis) in &self.few {
            take(stratum as usize, what, millis, 1);
        }
        for (stratum, &count) in self.unwaited.iter().enumerate() {
            if count > 0 {
                take(stratum, DurationKind::LaneWait, 0, count);
            }
        }
    }
}

impl Strata {
    /// How many margins there are: filing types, carriers, and segments where there are several. A
    /// single segment is the whole.
    pub fn margins(self) -> usize {
        let segments = if self.segments > 1 { self.segments } else { 0 };
        FilingType::ALL.len() + Carrier::ALL.len() + segments
    }

    /// The places of a stratum's type, carrier and segment among the margins.
    pub fn margins_of(self, stratum: usize) -> impl Iterator<Item = usize> {
        let [kind, carrier, segment] = self.parts(stratum);
        let carriers = FilingType::ALL.len();
        let segments = carriers + Carrier::ALL.len();
        let segment = (self.segments > 1).then_some(segments + segment);
        [kind, carriers + carrier].into_iter().chain(segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(durations: &Durations) -> (Vec<DurationHistograms>, DurationHistograms) {
        let mut margins = vec![DurationHistograms::default(); durations.strata.margins()];
        durations.add_to(&mut margins);
        (margins, durations.whole())
    }

    #[test]
    fn the_grid_is_that_of_the_histograms() {
        let mut histogram = empty(DurationKind::LaneWait);
        for millis in [1, 2_047, 2_048, 5_000, 86_400_000, 14_400_000, 172_799_999] {
            histogram.record(millis).unwrap();
            let width = histogram.equivalent_range(millis);
            let grid = grid(millis as f64 / 1e3);
            assert_eq!(
                grid,
                if width == 1 { 0.0 } else { width as f64 / 1e3 },
                "{millis}"
            );
        }
    }

    #[test]
    fn quantiles_lie_between_the_buckets_ends_where_evenly_spread_durations_have_them() {
        let mut histogram = empty(DurationKind::LaneWait);
        let from = 14_000_000u64;
        // A duration every 100 ms over ten minutes, some 73 buckets of 8.192 s.
        for n in 0..6_000 {
            histogram.record(from + n * 100).unwrap();
        }
        for share in [0.01, 0.1, 0.5, 0.503, 0.9, 0.99] {
            let exact = (from as f64 + share * 600_000.0) / 1e3;
            let found = quantiles(&histogram, [share])[0];
            assert!((found - exact).abs() < 0.5, "{share}: {found} for {exact}");
        }
        // Short ones are exact, and one alone lies within its bucket.
        let mut short = empty(DurationKind::LaneWait);
        (1..=10).for_each(|seconds| short.record(seconds * 100).unwrap());
        assert_eq!(quantiles(&short, [0.5, 0.9]), [0.5, 0.9]);
        let mut one = empty(DurationKind::LaneWait);
        one.record(14_400_000).unwrap();
        assert!((quantiles(&one, [0.5])[0] - 14_400.0).abs() < 8.192);
    }

    #[test]
    fn a_duration_is_recorded_for_type_carrier_and_segment_and_the_whole_alone() {
        let strata = Strata { segments: 2 };
        let stratum = strata.place(FilingType::NewAccess, Carrier::Mobile, 1);
        for (what, millis) in [
            (DurationKind::LaneWait, 5),
            (DurationKind::LaneWait, 0),
            (DurationKind::Delivery, 0),
        ] {
            let mut durations = Durations::new(strata);
            durations.record(stratum, what, millis);
            let (margins, whole) = added(&durations);
            let recorded: Vec<usize> = (0..margins.len())
                .filter(|place| margins[*place].of(what).is_some())
                .collect();
            assert_eq!(recorded, [2, 7 + 2, 7 + 4 + 1]);
            assert_eq!(whole.of(what).unwrap().len(), 1);
            assert_eq!(whole.of(what).unwrap().max(), millis as u64);
        }
    }

    #[test]
    fn few_and_many_give_the_same_histograms() {
        let strata = Strata { segments: 2 };
        let mut many = Durations::new(strata);
        let mut whole = DurationHistograms::default();
        let count = 2 * FEW as i64 + 1_000;
        for n in 0..count {
            many.record((n % 28) as usize, DurationKind::ToVerify, n * 1_009);
            whole.record(DurationKind::ToVerify, n * 1_009, 1);
        }
        assert!(!many.many.is_empty() && !many.few.is_empty());
        let (margins, found) = added(&many);
        assert_eq!(
            found.of(DurationKind::ToVerify),
            whole.of(DurationKind::ToVerify)
        );
        let [.., segment, other] = &margins[..] else {
            panic!("two segments");
        };
        let mut segments = segment.clone();
        segments.merge(other);
        assert_eq!(
            segments.of(DurationKind::ToVerify),
            whole.of(DurationKind::ToVerify)
        );
    }

    #[test]
    fn histograms_are_exact_to_a_thousandth_and_merge_in_any_order() {
        let (mut one, mut other) = (DurationHistograms::default(), DurationHistograms::default());
        for n in 1..=1_000 {
            let into = if n % 3 == 0 { &mut one } else { &mut other };
            into.record(DurationKind::ToVerify, n * 100_000, 1);
        }
        let (mut a, mut b) = (one.clone(), other.clone());
        a.merge(&other);
        b.merge(&one);
        assert_eq!(a.of(DurationKind::ToVerify), b.of(DurationKind::ToVerify));
        let median = a.of(DurationKind::ToVerify).unwrap().value_at_quantile(0.5) as f64;
        assert!((median / 50_000_000.0 - 1.0).abs() < 2e-3, "{median}");
        assert!(a.of(DurationKind::Delivery).is_none());
    }

    #[test]
    fn quantiles_are_the_same_one_by_one_and_together() {
        let mut histogram = empty(DurationKind::LaneWait);
        for n in 0..5_000u64 {
            histogram.record(n * n * 7).unwrap();
        }
        let shares = [0.0, 0.1, 0.1, 0.5, 0.501, 0.9, 0.999, 1.0];
        let together = quantiles(&histogram, shares);
        assert_eq!(
            together,
            shares.map(|share| quantiles(&histogram, [share])[0])
        );
        assert!(together.is_sorted());
    }

    #[test]
    fn merged_durations_are_those_of_both() {
        let strata = Strata { segments: 1 };
        assert_eq!(strata.margins(), 11);
        let record = |durations: &mut Durations, from: i64, to: i64| {
            for n in from..to {
                // Every seventh does not wait.
                let millis = if n % 7 == 0 { 0 } else { n * 1_009 };
                durations.record((n % 28) as usize, DurationKind::LaneWait, millis);
            }
        };
        let few = FEW as i64;
        for (first, second) in [
            (100, 300),
            (few, few + 900),
            (2 * few, 2 * few + 100),
            (0, 2 * few),
        ] {
            let (mut one, mut other, mut both) = (
                Durations::new(strata),
                Durations::new(strata),
                Durations::new(strata),
            );
            record(&mut one, 0, first);
            record(&mut other, first, second);
            record(&mut both, 0, second);
            one.merge(&other);
            assert!(one.few.len() < FEW);
            let of = |durations: &Durations| {
                let (margins, whole) = added(durations);
                let all = margins.into_iter().chain([whole]);
                let all = all.map(|of| of.of(DurationKind::LaneWait).cloned());
                all.collect::<Vec<_>>()
            };
            assert_eq!(of(&one), of(&both), "{first} and {second}");
            assert_eq!(of(&both)[11].as_ref().unwrap().len(), second as u64);
        }
    }

    #[test]
    fn what_is_before_is_no_duration() {
        let mut histograms = DurationHistograms::default();
        histograms.record(DurationKind::Delivery, -5, 2);
        let found = histograms.of(DurationKind::Delivery).unwrap();
        assert_eq!((found.len(), found.max()), (2, 0));
    }
}
