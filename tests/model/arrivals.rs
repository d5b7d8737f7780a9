//! Arrivals: rates with surges, and filings that keep their number, instant and draws.

use std::collections::BTreeMap;

use crate::plain_world::*;
use beian_sim::chance::{Key, Purpose};
use beian_sim::clock::{DAY, HOUR, MINUTE, Millis};
use beian_sim::experiment::{Profile, multiplied};
use beian_sim::rules::{FilingNumber, Province};
use beian_sim::scenario::*;
use beian_sim::world::arrivals::{Arrival, ArrivalStream, NUMBERS_PER_PROCESS, expected_filings};
use rand_distr::{Distribution, Exp1};

/// A surge in all provinces, in hours from the start.
fn surge(from: f64, to: f64, factor: f64) -> Surge {
    let after = |hours: f64| at("2019-03-11").after((hours * HOUR as f64) as Millis);
    Surge {
        from: after(from),
        to: after(to),
        factor,
        provinces: [true; Province::COUNT],
    }
}

fn elsewhere(surge: Surge) -> Surge {
    let mut provinces = [true; Province::COUNT];
    provinces[zhejiang().index()] = false;
    Surge { provinces, ..surge }
}

/// Eight days in Zhejiang, busier by day and on working days, with these surges.
fn surged(filings_per_day: f64, surges: Vec<Surge>) -> Scenario {
    let mut arrivals = poisson(filings_per_day);
    let Arrivals::Poisson(poisson) = &mut arrivals else {
        unreachable!("they are Poisson");
    };
    poisson.hour_factor = std::array::from_fn(|hour| if hour < 8 { 0.2 } else { 1.4 });
    poisson.weekday_factor = [1.3, 1.2, 1.1, 1.1, 1.1, 0.7, 0.5];
    poisson.surges = surges;
    plain(arrivals, 8)
}

fn arrivals_in(scenario: &Scenario, province: Province, key: Key) -> Vec<Arrival> {
    ArrivalStream::new(&scenario.arrivals, &scenario.run, province, key).collect()
}

fn arrivals(scenario: &Scenario, replication: u64) -> Vec<Arrival> {
    arrivals_in(scenario, zhejiang(), Key::of_seed(5).child(replication))
}

/// The process of a filing: 0 for the base.
fn process(arrival: &Arrival) -> FilingNumber {
    arrival.number / NUMBERS_PER_PROCESS
}

fn of_process(arrivals: &[Arrival], wanted: FilingNumber) -> Vec<Arrival> {
    let own = arrivals.iter().filter(|arrival| process(arrival) == wanted);
    own.copied().collect()
}

/// Overlapping surges above and below 1, with limits within hours, one for nothing and one elsewhere.
fn overlapping() -> Vec<Surge> {
    vec![
        surge(20.0, 90.5, 3.0),
        surge(50.25, 130.0, 0.4),
        surge(60.0, 110.75, 2.5),
        elsewhere(surge(0.0, 150.0, 9.0)),
        surge(80.0, 120.0, 0.7),
        surge(100.0, 104.0, 0.0),
        surge(102.0, 103.0, 5.0),
        surge(70.0, 75.0, 1.0),
        surge(-40.0, 10.0, 2.0),
        surge(180.0, 900.0, 1.5),
    ]
}

/// The filings expected in an hour: the rate at each of its minutes, with all factors.
fn expected(scenario: &Scenario, hour: i64) -> f64 {
    let Arrivals::Poisson(poisson) = &scenario.arrivals else {
        unreachable!("they are Poisson");
    };
    let begin = scenario.run.start.start().after(hour * HOUR);
    let minutes = (0..60).map(|minute| {
        let now = begin.after(minute * MINUTE);
        let holds = |s: &&Surge| s.from <= now && now < s.to && s.provinces[zhejiang().index()];
        let factors = poisson.surges.iter().filter(holds).map(|s| s.factor);
        let of_day = poisson.hour_factor[(now.time_of_day() / HOUR) as usize];
        poisson.weekday_factor[now.date().weekday()] * of_day * factors.product::<f64>()
    });
    poisson.filings_per_day * minutes.sum::<f64>() / (DAY / MINUTE) as f64
}

#[test]
fn with_overlapping_surges_counts_are_those_of_a_poisson_process_with_all_factors() {
    const REPLICATIONS: usize = 400;
    let scenario = surged(150.0, overlapping());
    let hours = (scenario.run.length / HOUR) as usize;
    let mut counts = vec![vec![0.0; REPLICATIONS]; hours];
    let start = scenario.run.start.start();
    for replication in 0..REPLICATIONS as u64 {
        for arrival in arrivals(&scenario, replication) {
            let hour = arrival.at.since(start) / HOUR;
            counts[hour as usize][replication as usize] += 1.0;
        }
    }
    let (mut of_means, mut of_counts, mut spread, mut cells) = (0.0, 0.0, 0.0, 0.0);
    for (hour, counts) in counts.iter().enumerate() {
        let expected = expected(&scenario, hour as i64);
        let total: f64 = counts.iter().sum();
        if expected == 0.0 {
            assert_eq!(total, 0.0, "hour {hour}");
            continue;
        }
        let n = REPLICATIONS as f64;
        of_means += (total - n * expected).powi(2) / (n * expected);
        let squares = counts.iter().map(|count| (count - expected).powi(2));
        of_counts += squares.sum::<f64>() / expected;
        // Of a Poisson count, (n - mean)^2 / mean has the mean 1 and the variance 2 + 1 / mean.
        spread += n * (2.0 + 1.0 / expected);
        cells += 1.0;
    }
    // Chi-square with as many degrees of freedom as there are hours, within four standard deviations.
    let means = (of_means - cells) / (2.0_f64 * cells).sqrt();
    assert!(cells > 180.0 && means.abs() < 4.0, "{means}");
    let variances = (of_counts - cells * REPLICATIONS as f64) / spread.sqrt();
    assert!(variances.abs() < 4.0, "{variances}");
}

#[test]
fn a_filing_of_the_base_has_the_same_number_and_instant_with_surges_and_multiples() {
    let base = surged(600.0, Vec::new());
    let alone = arrivals(&base, 3);
    assert!(
        alone
            .iter()
            .map(|a| a.number)
            .eq(0..alone.len() as FilingNumber)
    );
    let above = vec![surge(20.0, 90.5, 3.0), surge(60.0, 110.75, 2.5)];
    let with = arrivals(&surged(600.0, above), 3);
    assert_eq!(of_process(&with, 0), alone);
    let profiles = [
        Profile::Constant,
        Profile::Step,
        Profile::Spike,
        Profile::Ramp,
    ];
    for profile in profiles {
        for multiple in [1.0, 1.7, 20.0] {
            let more = arrivals(&multiplied(&base, multiple, profile).unwrap(), 3);
            assert_eq!(of_process(&more, 0), alone, "{profile:?} {multiple}");
            assert_eq!(more.len() > alone.len(), multiple > 1.0);
        }
        let fewer = arrivals(&multiplied(&base, 0.5, profile).unwrap(), 3);
        assert!(fewer.len() < alone.len() && fewer.iter().all(|a| alone.contains(a)));
    }
}

#[test]
fn a_multiple_multiplies_the_filings_of_the_warm_up_too() {
    let mut base = surged(2_000.0, vec![surge(30.0, 60.0, 2.0)]);
    base.run.warm_up = 2 * DAY;
    let usual = arrivals(&base, 0).len() as f64;
    for multiple in [0.25, 3.0] {
        let found = arrivals(&multiplied(&base, multiple, Profile::Constant).unwrap(), 0);
        let first_hour = found[0].at.since(base.run.start.start());
        assert!(first_hour < DAY);
        let of_usual = found.len() as f64 / usual;
        assert!((of_usual - multiple).abs() < 0.04 * multiple, "{of_usual}");
    }
}

#[test]
fn what_a_surge_adds_lies_within_its_time_and_provinces_in_the_order_of_its_numbers() {
    let scenario = surged(600.0, overlapping());
    let Arrivals::Poisson(poisson) = &scenario.arrivals else {
        unreachable!("they are Poisson");
    };
    let all = arrivals(&scenario, 1);
    assert!(all.is_sorted_by_key(|arrival| (arrival.at, arrival.number)));
    let mut seen: BTreeMap<FilingNumber, FilingNumber> = BTreeMap::new();
    for arrival in &all {
        let own = seen.insert(process(arrival), arrival.number);
        assert!(own.is_none_or(|before| before < arrival.number));
        if let Some(place) = process(arrival).checked_sub(1) {
            let surge = &poisson.surges[place as usize];
            assert!(surge.from <= arrival.at && arrival.at < surge.to);
        }
    }
    // The fourth is elsewhere, the seventh finds nothing to multiply, and those up to 1 add nothing.
    assert!(seen.into_keys().eq([0, 1, 3, 9, 10]));
    // Where only the fourth is, it adds to those that are there.
    let mut other = scenario.clone();
    let Arrivals::Poisson(poisson) = &mut other.arrivals else {
        unreachable!("they are Poisson");
    };
    let anhui = Province::from_code("ah").unwrap();
    poisson.province_share[anhui.index()] = 1.0;
    let there = arrivals_in(&other, anhui, Key::of_seed(5));
    assert!(there.iter().any(|arrival| process(arrival) == 4));
}

#[test]
fn a_surge_at_the_end_of_the_list_changes_earlier_filings_only_where_it_drops_them() {
    let with = |last: Option<Surge>| {
        let mut surges = overlapping();
        surges.extend(last);
        arrivals(&surged(600.0, surges), 2)
    };
    let before = with(None);
    let (added, kept): (Vec<_>, _) = with(Some(surge(30.0, 100.0, 4.0)))
        .into_iter()
        .partition(|a| process(a) == 11);
    assert_eq!(kept, before);
    assert!(added.len() > 1_000);
    let thinning = surge(30.0, 100.0, 0.3);
    let thinned = with(Some(thinning.clone()));
    let within = |arrival: &Arrival| thinning.from <= arrival.at && arrival.at < thinning.to;
    let outside = |all: &[Arrival]| -> Vec<Arrival> {
        all.iter()
            .filter(|arrival| !within(arrival))
            .copied()
            .collect()
    };
    assert_eq!(outside(&thinned), outside(&before));
    assert!(thinned.iter().all(|arrival| before.contains(arrival)));
    let [kept, all] = [&thinned, &before].map(|all| all.iter().filter(|a| within(a)).count());
    let share = kept as f64 / all as f64;
    assert!(all > 2_000 && (share - 0.3).abs() < 0.04, "{share}");
}

#[test]
fn without_surges_each_filing_follows_the_one_before_by_its_own_exponential_draw() {
    let scenario = surged(600.0, Vec::new());
    let (start, end) = (scenario.run.start.start(), scenario.run.end());
    let key = Key::of_seed(5).child(0);
    let Arrivals::Poisson(poisson) = &scenario.arrivals else {
        unreachable!("they are Poisson");
    };
    // In filings: how many are expected until each hour, and until each filing.
    let (mut hour, mut before_hour, mut expected) = (0, 0.0, 0.0);
    for (place, arrival) in arrivals(&scenario, 0).iter().enumerate() {
        assert_eq!(arrival.number, place as FilingNumber);
        let mut draws = key.child(arrival.number).stream(Purpose::Arrival, 0);
        expected += <Exp1 as Distribution<f64>>::sample(&Exp1, &mut draws);
        let of_hour = |hour: i64| {
            let begin = start.after(hour * HOUR);
            let of_day = poisson.hour_factor[(begin.time_of_day() / HOUR) as usize];
            25.0 * poisson.weekday_factor[begin.date().weekday()] * of_day
        };
        while before_hour + of_hour(hour) <= expected {
            before_hour += of_hour(hour);
            hour += 1;
        }
        let part = (expected - before_hour) / of_hour(hour) * HOUR as f64;
        let at = start.after(hour * HOUR + part as Millis);
        assert!(
            arrival.at.since(at).abs() <= 1 && at < end,
            "{arrival:?} {at}"
        );
    }
    assert!(hour > 180);
}

#[test]
fn the_filings_expected_are_those_that_come() {
    for surges in [
        vec![],
        vec![surge(20.0, 90.5, 3.0)],
        vec![surge(-9.0, 999.0, 0.3)],
        vec![
            surge(10.0, 60.0, 3.0),
            surge(40.0, 90.0, 2.0),
            surge(80.0, 85.0, 0.0),
        ],
    ] {
        let scenario = surged(2_000.0, surges);
        let expected = expected_filings(&scenario.arrivals, &scenario.run, zhejiang());
        let found = arrivals(&scenario, 0).len() as f64;
        assert!((found / expected - 1.0).abs() < 0.15, "{found} {expected}");
    }
    assert_eq!(
        expected_filings(
            &filings_at(&[at("2019-03-12")]),
            &plain(poisson(1.0), 3).run,
            zhejiang()
        ),
        1.0
    );
}
