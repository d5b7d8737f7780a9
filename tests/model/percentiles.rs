//! Percentiles of durations are no surer than the histograms that they come from.

use crate::plain_world::*;
use beian_sim::clock::{HOUR, Millis, SECOND};
use beian_sim::measures::{Groups, PairedDifference, Results, TIME_TO_VERIFY_P50, difference};

/// Everybody takes just as long: nothing of it is chance.
fn noticed_after(notice: Millis) -> Results {
    let mut scenario = plain(poisson(40.0), 6);
    scenario.run.replications = 3;
    scenario.policy.automatic_resend_days = 0;
    people(&mut scenario).notice = constant(notice);
    run(&scenario)
}

fn against_four_hours(more: Millis) -> PairedDifference {
    let results = [0, more].map(|more| noticed_after(4 * HOUR + more));
    let [base, variant] = results.each_ref().map(|results| (results, Groups::NATION));
    difference(&TIME_TO_VERIFY_P50, base, variant, true).unwrap()
}

/// At four hours, buckets are so wide.
const BUCKET: f64 = 8.192;

#[test]
fn an_interval_includes_what_a_bucket_hides() {
    let found = against_four_hours(0);
    let interval = found.base.interval.unwrap();
    assert!(
        (interval.high - interval.low - BUCKET).abs() < 1e-6,
        "{interval:?}"
    );
    let interval = found.interval.unwrap();
    assert!(interval.low <= 0.0 && interval.high >= 0.0, "{interval:?}");
    assert_eq!(found.p_value, Some(1.0));
}

#[test]
fn a_difference_below_a_bucket_is_not_beyond_chance_and_one_above_is() {
    for (more, beyond) in [(3, false), (60, true)] {
        let found = against_four_hours(more * SECOND);
        let interval = found.interval.unwrap();
        let more = more as f64;
        assert!(
            interval.low <= more && more <= interval.high,
            "{more}: {found:?}"
        );
        assert!(
            interval.high - interval.low >= 2.0 * BUCKET - 1e-6,
            "{found:?}"
        );
        assert_eq!(interval.low > 0.0, beyond, "{found:?}");
        assert_eq!(found.p_value.unwrap() < 0.01, beyond, "{found:?}");
    }
}
