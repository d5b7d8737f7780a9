//! Differences against what the tables of Student's t and their closed forms say.

use super::*;

#[test]
fn welch_is_that_of_the_textbook() {
    // Two samples of 5 with variances 2.5 and 10: t of 5.88 degrees of freedom.
    let (half, freedom) = welch(
        &[1.0, 2.0, 3.0, 4.0, 5.0],
        &[2.0, 4.0, 6.0, 8.0, 10.0],
        Level::default(),
    )
    .unwrap();
    assert!((freedom - 5.882).abs() < 1e-3, "{freedom}");
    assert!((half / 2.4590 - 1.5811).abs() < 5e-3, "{half}");
    assert!(welch(&[1.0], &[1.0, 2.0], Level::default()).is_none());
}

#[test]
fn a_tally_of_pairs_gives_what_the_list_of_their_differences_gives() {
    let differences = [1.0, 0.0, 0.0, -1.0, 1.0, 0.0, 1.0];
    let mut tally = PairTally::default();
    for difference in differences {
        tally.record(difference < 0.0, difference > 0.0);
    }
    let list = crate::measures::mean_estimate(&differences.map(|d| 1e3 * d), Level::default());
    let own = tally.mean(1e3, Level::default()).unwrap();
    let list = list.unwrap();
    let (list, interval) = (list.interval.unwrap(), own.interval.unwrap());
    assert_eq!(own.value, 2e3 / 7.0);
    assert!(
        (list.low - interval.low).abs() < 1e-9,
        "{list:?} {interval:?}"
    );
    assert!((list.high - interval.high).abs() < 1e-9);
    assert!(PairTally::default().mean(1.0, Level::default()).is_none());
}

#[test]
fn p_values_agree_with_the_interval() {
    // At the edge of the 95 % interval p is 5 %, at that of the 90 % interval 10 %.
    let (level, lower) = (Level::default(), Level::new(0.9).unwrap());
    assert!((p_value(1.0, 1.0, 9.0, level) - 0.05).abs() < 1e-9);
    assert!((p_value(1.0, 1.0, 9.0, lower) - 0.1).abs() < 1e-9);
    assert!(p_value(2.0, 1.0, 9.0, level) < 0.002);
    assert_eq!(p_value(0.0, 0.0, 9.0, level), 1.0);
}

#[test]
fn holm_keeps_the_order_and_stays_below_1() {
    assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
    assert_eq!(holm(&[0.5, 0.9, 0.001]), [1.0, 1.0, 0.003]);
    assert!(holm(&[]).is_empty());
}

use crate::measures::{Percentiles, RETURN_RATE, SUBMISSIONS, Summary, TIME_TO_VERIFY_P50};

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
}

/// Student's t of two degrees of freedom at 95 %, and what lies beyond a t of theirs to both sides.
const T: f64 = 4.302_653;

fn beyond(t: f64) -> f64 {
    1.0 - t / (t * t + 2.0).sqrt()
}

fn submissions(numbers: [u64; 3]) -> Results {
    Results::of_nation(numbers.map(|submissions| {
        let mut summary = Summary::default();
        summary.counts.submissions = submissions;
        summary
    }))
}

#[test]
fn a_difference_is_one_of_pairs_or_of_independent_means() {
    let (base, variant) = (submissions([10, 12, 17]), submissions([11, 15, 17]));
    let of = |paired| difference(&SUBMISSIONS, (&base, 0), (&variant, 0), paired).unwrap();
    // 1, 3 and 0: the squared standard error of their mean is 7/9.
    let pairs = of(true);
    let error = (7.0 / 9.0f64).sqrt();
    near(pairs.difference, 4.0 / 3.0);
    let interval = pairs.interval.unwrap();
    near(interval.low, 4.0 / 3.0 - T * error);
    near(interval.high, 4.0 / 3.0 + T * error);
    near(pairs.p_value.unwrap(), beyond(4.0 / 3.0 / error));
    // Welch, with the squared standard errors 13/3 and 28/9.
    let (a, b) = (13.0 / 3.0, 28.0 / 9.0);
    let freedom = (a + b) * (a + b) / (a * a / 2.0 + b * b / 2.0);
    let half = t_quantile(freedom, Level::default()) * (a + b).sqrt();
    near(pairs.half_width_ratio.unwrap(), half / (T * error));
    let apart = of(false);
    assert_eq!((apart.paired, apart.half_width_ratio), (false, None));
    let interval = apart.interval.unwrap();
    near(interval.low, 4.0 / 3.0 - half);
    near(interval.high, 4.0 / 3.0 + half);
    let student = StudentsT::new(0.0, 1.0, freedom).unwrap();
    let t = student.inverse_cdf(1.0 - apart.p_value.unwrap() / 2.0);
    near(t, 4.0 / 3.0 / (a + b).sqrt());
    // Pairs that all differ alike are sure: no width, and nothing to hold it against.
    let alike = difference(
        &SUBMISSIONS,
        (&base, 0),
        (&submissions([11, 13, 18]), 0),
        true,
    );
    let alike = alike.unwrap();
    assert_eq!((alike.p_value, alike.half_width_ratio), (Some(0.0), None));
}

#[test]
fn what_buckets_hide_widens_the_interval_and_is_no_difference() {
    let of = |seconds: [f64; 3]| {
        Results::of_nation(seconds.map(|p50| Summary {
            to_verify: Some(Percentiles {
                p50,
                ..Percentiles::default()
            }),
            ..Summary::default()
        }))
    };
    // Buckets of 2 ms and of 8.192 s: half of both is hidden.
    let (base, variant) = (of([3.0, 3.5, 3.1]), of([14_400.0, 14_406.5, 14_402.1]));
    let found = difference(&TIME_TO_VERIFY_P50, (&base, 0), (&variant, 0), true).unwrap();
    let (difference, hidden) = (14_399.666_667, 4.097);
    near(found.difference, difference);
    // 14,397, 14,403 and 14,399: their variance is 28/3.
    let error = (28.0 / 9.0f64).sqrt();
    near(
        found.interval.unwrap().high,
        difference + T * error + hidden,
    );
    near(found.interval.unwrap().low, difference - T * error - hidden);
    // Less than is hidden is no difference.
    let base = of([14_400.0, 14_406.0, 14_402.0]);
    let near_by = self::difference(&TIME_TO_VERIFY_P50, (&base, 0), (&variant, 0), true);
    assert_eq!(near_by.unwrap().p_value, Some(1.0));
    let further = of([14_412.0, 14_413.0, 14_423.0]);
    let found = self::difference(&TIME_TO_VERIFY_P50, (&base, 0), (&further, 0), true);
    // 12, 7 and 21 with a standard error of √(151 / 9), less 8.192.
    let expected = beyond((40.0 / 3.0 - 8.192) / (151.0 / 9.0f64).sqrt());
    near(found.unwrap().p_value.unwrap(), expected);
}

#[test]
fn a_replication_without_the_figure_is_no_pair() {
    let of = |parts: [(u64, u64); 3]| {
        Results::of_nation(parts.map(|(returned, checked)| {
            let mut summary = Summary::default();
            summary.counts.returned[0] = returned;
            summary.counts.checked = checked;
            summary
        }))
    };
    let base = of([(1, 10), (2, 10), (0, 0)]).at_level(Level::new(0.9).unwrap());
    let variant = of([(2, 10), (5, 10), (9, 10)]);
    let of = |paired| difference(&RETURN_RATE, (&base, 0), (&variant, 0), paired).unwrap();
    // The third of the base is missing: 0.1 and 0.3; t of one degree of freedom at 90 % is 6.3138.
    let interval = of(true).interval.unwrap();
    near(interval.high - interval.low, 2.0 * 6.313_752 * 0.1);
    assert_eq!(interval.level, base.level);
    near(of(true).difference, 16.0 / 30.0 - 0.15);
    // Independent means have what each has.
    let (a, b) = (0.0025, 0.37 / 9.0);
    let freedom = (a + b) * (a + b) / (a * a + b * b / 2.0);
    let half = t_quantile(freedom, base.level) * f64::sqrt(a + b);
    let interval = of(false).interval.unwrap();
    near(interval.high - interval.low, 2.0 * half);
    let nothing = Results::of_nation([Summary::default()]);
    assert!(difference(&RETURN_RATE, (&base, 0), (&nothing, 0), true).is_none());
    let one = |results: &Results| difference(&RETURN_RATE, (results, 0), (results, 0), false);
    let mut single = variant.clone();
    single.replications.truncate(1);
    let found = one(&single).unwrap();
    assert_eq!((found.interval, found.p_value), (None, None));
}

#[test]
fn pairs_of_things_have_the_interval_and_the_p_value_of_their_differences() {
    let mut tally = PairTally::default();
    tally.record(false, true);
    let one = tally;
    assert_eq!(paired_interval(1.0, &one, Level::default()), None);
    tally.record(true, true);
    tally.record(false, false);
    let mut more = PairTally::default();
    more.record(true, false);
    tally.merge(&one);
    assert_eq!((tally.sum(), more.sum(), tally.pairs), (2.0, -1.0, 4));
    // 1, 0 and 1: mean 2/3 with a standard error of 1/3.
    tally.pairs = 3;
    let (interval, p) = paired_interval(2.0 / 3.0, &tally, Level::default()).unwrap();
    near(interval.low, (2.0 - T) / 3.0);
    near(interval.high, (2.0 + T) / 3.0);
    near(p, beyond(2.0));
    tally.merge(&more);
    assert_eq!(
        (tally.only_second, tally.only_first, tally.pairs),
        (2, 1, 4)
    );
    // Two pairs are enough for an interval: 1 and 0, t of one degree of freedom.
    let two = PairTally {
        pairs: 2,
        only_second: 1,
        only_first: 0,
    };
    let interval = two.mean(2.0, Level::default()).unwrap().interval.unwrap();
    near(interval.high - interval.low, 2.0 * 12.706_205);
    assert!(one.mean(1.0, Level::default()).unwrap().interval.is_none());
}

#[test]
fn welch_of_what_does_not_vary_has_no_width() {
    let alike = welch(&[2.0, 2.0], &[3.0, 3.0, 3.0], Level::default());
    assert_eq!(alike, Some((0.0, 1.0)));
    assert!(welch(&[1.0, 2.0], &[1.0], Level::default()).is_none());
    // Only one of them varies: its own degrees of freedom.
    let (_, freedom) = welch(&[2.0, 2.0], &[3.0, 4.0, 5.0], Level::default()).unwrap();
    near(freedom, 2.0);
    assert_eq!(p_value(1.0, 0.0, 9.0, Level::default()), 0.0);
    // To either side.
    near(p_value(-1.0, 1.0, 9.0, Level::default()), 0.05);
}
