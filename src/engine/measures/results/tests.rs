//! What results take in, and what they make of it.

use super::*;
use crate::clock::Millis;
use crate::measures::{
    CHECKED, CellTally, DELIVERY_DELAY_P50, DurationHistograms, Hourly, HoursOfRun, LevelHour,
    MESSAGES_PER_CHECK, ProvinceTally, RETURN_RATE,
};
use crate::rules::{Carrier, FilingType, Province};

#[test]
fn percentiles_are_those_of_the_durations() {
    let mut times = DurationHistograms::default();
    assert_eq!(Percentiles::of(times.of(DurationKind::Delivery)), None);
    for millis in 1..=1_000 {
        times.record(DurationKind::Delivery, millis, 1);
    }
    let expected = Percentiles {
        count: 1_000,
        mean: 0.5005,
        p50: 0.5,
        p90: 0.9,
        p95: 0.95,
        p99: 0.99,
        p999: 0.999,
        max: 1.0,
    };
    let found = Percentiles::of(times.of(DurationKind::Delivery));
    assert_eq!(found, Some(expected));
}

fn hour(entries: u64, peak: u64) -> HourLoad {
    HourLoad {
        entries,
        open_checks: LevelHour {
            time_integral: peak * HOUR as u64,
            peak,
        },
        ..HourLoad::default()
    }
}

fn groups() -> Groups {
    Groups::new(Province::all().take(2), ["one".to_owned()].into_iter())
}

/// A replication of two provinces, of three counted hours from 23:00: so many filings of one stratum in the first, and
/// one of another in the second.
fn replication(filings: u64, delivery: Millis) -> (Vec<Summary>, ReplicationTally) {
    let groups = groups();
    let mut tally = ReplicationTally::new(&groups, 2);
    for (province, filings) in [filings, 1].into_iter().enumerate() {
        let mut cell = CellTally::new(1);
        let kind = FilingType::ALL[province];
        let stratum = cell.strata.place(kind, Carrier::Unicom, 0);
        cell.counts[stratum].filings = filings;
        cell.counts[stratum].queued = [filings, 0, 0];
        cell.durations
            .record(stratum, DurationKind::Delivery, delivery);
        cell.hours = HoursOfRun {
            before: vec![hour(9, 1)],
            counted: vec![hour(filings, 2), hour(5, 3), hour(4, 1)],
        };
        cell.filings = filings;
        cell.events = 10;
        let own = ProvinceTally::of(&cell, 23);
        tally.merge_cell(&groups, province, &cell, own);
    }
    tally.close(&groups);
    assert_eq!(tally.cells, 2);
    (Summary::of_replication(&groups, &tally), tally)
}

#[test]
fn a_replication_is_summed_up_by_group() {
    let (summaries, _) = replication(7, 500);
    let groups = groups();
    let filings: Vec<u64> = summaries.iter().map(|s| s.counts.filings).collect();
    let mut expected = vec![0; groups.all().len()];
    for (place, filings) in [
        (Groups::NATION, 8),
        (groups.province(0), 7),
        (groups.province(1), 1),
        (groups.filing_type(0), 7),
        (groups.filing_type(1), 1),
        (groups.carrier(Carrier::Unicom as usize), 8),
        (groups.segment(0), 8),
    ] {
        expected[place] = filings;
    }
    assert_eq!(filings, expected);
    // Durations belong to the same groups, each its own.
    let delivered = summaries.iter().map(|s| s.delivery.map_or(0, |d| d.count));
    let few = expected.iter().map(|filings| (*filings).min(1));
    let mut few: Vec<u64> = few.collect();
    for whole in [
        Groups::NATION,
        groups.carrier(Carrier::Unicom as usize),
        groups.segment(0),
    ] {
        few[whole] = 2;
    }
    assert_eq!(delivered.collect::<Vec<_>>(), few);
    let unicom = Carrier::Unicom as usize;
    assert_eq!(summaries[Groups::NATION].counts.sent_by_carrier[unicom], 8);
    // Peaks of provinces add up by the hour, those of hours do not.
    let load = |place: usize| {
        summaries[place]
            .load
            .map(|l| (l.entries, l.open_checks.peak))
    };
    assert_eq!(load(Groups::NATION), Some((26, 6)));
    assert_eq!(load(groups.province(0)), Some((16, 3)));
    assert_eq!(load(groups.carrier(0)), None);
    assert!(summaries.iter().all(|summary| summary.hours == 3));
}

#[test]
fn replications_are_taken_in_in_any_order_and_add_up() {
    let prices = Prices {
        page_act: Some(1.0),
        ..Prices::default()
    };
    let level = Level::new(0.9).unwrap();
    let empty = || {
        let results = Results::new(groups(), 2, Instant(0));
        results.with_prices(prices).reminding(true).at_level(level)
    };
    let mut results = empty();
    for (place, filings) in [(1, 20), (0, 7)] {
        let (summaries, tally) = replication(filings, 500);
        results.take_in(place, summaries, tally);
    }
    let filings: Vec<u64> = results.summaries(1).map(|s| s.counts.filings).collect();
    assert_eq!(filings, [7, 20]);
    assert_eq!(results.total(Groups::NATION).filings, 29);
    let own = results.replications.iter().flatten();
    assert!(own.clone().all(|s| s.prices == prices && s.reminds));
    assert_eq!(results.level, level);
    assert_eq!((results.filings, results.events), (29, 40));
    // The nation's hours: two provinces in two replications.
    let entries = |hours: &[HourLoad]| hours.iter().map(|h| h.entries).collect::<Vec<_>>();
    assert_eq!(entries(&results.load.hours.counted), [29, 20, 16]);
    assert_eq!(entries(&results.load.hours.before), [36]);
    assert_eq!(results.load.hours.counted[1].open_checks.peak, 12);
    assert_eq!(results.counted_days(), 0.125);
    // From 23:00: an hour of one day and two of the next.
    let days: Vec<_> = results
        .load
        .province_days
        .iter()
        .map(|d| entries(d))
        .collect();
    assert_eq!(days, [[27, 18], [2, 18]]);
    assert_eq!(results.load.pages[0].entries[23], 27);
    assert_eq!(results.load.pages[1].entries[0], 10);
    let acts = |place: usize| results.load.hourly[place].quantile(Hourly::PageActs, 1.0);
    assert_eq!((acts(0), acts(1)), (Some(20), Some(5)));
    assert_eq!(results.groups().count(), groups().all().len());
}

#[test]
fn each_kind_of_measure_is_estimated_in_its_way() {
    let of = |returned, checked, delivery: Option<f64>| {
        let mut summary = Summary::default();
        summary.counts.returned[0] = returned;
        summary.counts.queued[0] = 3 * checked;
        summary.counts.checked = checked;
        summary.delivery = delivery.map(|p50| Percentiles {
            p50,
            ..Percentiles::default()
        });
        summary
    };
    let results = Results::of_nation([of(10, 100, Some(5_000.0)), of(60, 300, None)]);
    let estimate = |measure: &Measure| results.estimate(measure, Groups::NATION).unwrap();
    // A number: the mean. A share: of the sums.
    assert_eq!(estimate(&CHECKED).value, 200.0);
    let rate = estimate(&RETURN_RATE);
    assert_eq!((rate.value, rate.parts), (0.175, Some((70.0, 400.0))));
    let interval = rate.interval.unwrap();
    assert_eq!(
        (interval.low, interval.high),
        (0.0, 0.175 + (0.175 - lowest(&rate)))
    );
    let per_check = estimate(&MESSAGES_PER_CHECK);
    assert_eq!(per_check.parts, Some((1_200.0, 400.0)));
    // Of a percentile the replications that have one.
    let delay = estimate(&DELIVERY_DELAY_P50);
    assert_eq!((delay.value, delay.replications), (5_000.0, 1));
    // A single replication's share has an interval, its ratio has none.
    let once = Results::of_nation([of(10, 100, None)]);
    let of_once = |measure: &Measure| once.estimate(measure, Groups::NATION).unwrap().interval;
    assert!(of_once(&RETURN_RATE).is_some() && of_once(&MESSAGES_PER_CHECK).is_none());
    assert!(once.estimate(&DELIVERY_DELAY_P50, Groups::NATION).is_none());
}

/// The lower end of the rate's interval if a share could be below 0: t of one degree of freedom is 12.7062, the
/// standard deviation of 0.1 and 0.2 is 0.1 / √2.
fn lowest(rate: &Estimate) -> f64 {
    let t = crate::measures::interval::t_quantile(1.0, Level::default());
    assert!((t - 12.7062).abs() < 1e-4);
    rate.value - t * 0.1 / 2.0
}
