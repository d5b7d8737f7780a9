//! Each measure of one summary in which everything is another number, worked out from what the measure means.

use super::*;
use crate::clock::DAY;
use crate::measures::{LevelHour, Prices};
use crate::rules::RequestOutcome;

fn percentiles(of: f64) -> Option<Percentiles> {
    Some(Percentiles {
        count: 10,
        mean: of + 1.0,
        p50: of + 2.0,
        p90: of + 3.0,
        p95: of + 4.0,
        p99: of + 5.0,
        p999: of + 6.0,
        max: of + 7.0,
    })
}

/// A level that is so high at all of two days, with its peak.
fn level(mean: u64, peak: u64) -> LevelHour {
    LevelHour {
        time_integral: mean * 2 * DAY as u64,
        peak,
    }
}

fn counts() -> Counts {
    let mut counts = Counts {
        filings: 1_000,
        filings_not_checked: 100,
        filings_verified: 800,
        filings_given_up: 90,
        submissions_of_verified: 1_000,
        delay: 3 * DAY as u64,
        submissions: 1_500,
        not_checked: 110,
        checked: 1_400,
        first_checked: 880,
        complete: 1_200,
        complete_with_resent: 300,
        complete_by_hour: (1..=40).collect(),
        queued: [1_400, 500, 60],
        sent_by_carrier: [1_000, 400, 300, 200],
        calls: 30,
        reminder_messages: 50,
        reminded: 20,
        ..Counts::default()
    };
    counts.returned[ReturnReason::WindowOver as usize] = 150;
    counts.returned[ReturnReason::WrongCertificate as usize] = 20;
    counts.first_returned = [60, 6];
    counts.messages[Cause::First as usize][Fate::Kept as usize] = 1_100;
    counts.messages[Cause::First as usize][Fate::Withdrawn as usize] = 25;
    counts.messages[Cause::Automatic as usize][Fate::Kept as usize] = 7;
    for row in EntryRow::ALL {
        counts.entries[row as usize] = 10;
    }
    counts.entries[EntryRow::Verified as usize] = 300;
    counts.entries[EntryRow::Complete as usize] = 400;
    for outcome in RequestOutcome::ALL {
        counts.requests[outcome.index()] = 3;
    }
    counts
}

/// Two counted days.
fn summary() -> Summary {
    let load = HourLoad {
        submissions: 3_000,
        complete: 2_000,
        returned: 500,
        audits_done: 1_800,
        messages_sent: 5_000,
        entries: 4_000,
        requests: 300,
        open_checks: level(11, 41),
        waiting_messages: level(12, 42),
        audits_in_hand: level(13, 43),
        codes_taken: level(14, 44),
    };
    Summary {
        counts: counts(),
        to_verify: percentiles(100.0),
        lane_wait: percentiles(200.0),
        delivery: percentiles(300.0),
        receipt_to_phone: percentiles(400.0),
        load: Some(load),
        hours: 48,
        prices: Prices {
            message: [Some(0.5), None, None, None],
            return_provider_minutes: Some(6.0),
            return_authority_minutes: Some(3.0),
            reminder_call_minutes: Some(12.0),
            reminder_sms: Some(0.1),
            page_act: Some(0.01),
            delay_day: Some(2.0),
            wage_hour: Some(30.0),
        },
        reminds: true,
    }
}

#[test]
fn every_measure_is_what_its_meaning_says() {
    let expected = [
        ("filings", 1_000.0),
        ("filings_not_checked", 100.0),
        ("submissions", 1_500.0),
        ("checked", 1_400.0),
        ("not_checked", 110.0),
        ("returned", 170.0),
        ("return_rate", 170.0 / 1_400.0),
        ("return_rate_first", 66.0 / 880.0),
        ("return_rate_window_over", 150.0 / 1_400.0),
        ("return_rate_wrong_certificate", 20.0 / 1_400.0),
        ("success_rate", 800.0 / 900.0),
        ("given_up_rate", 0.1),
        ("submissions_needed", 1.25),
        ("complete_within_1h", 1.0 / 1_400.0),
        ("complete_within_6h", 21.0 / 1_400.0),
        ("complete_within_24h", 300.0 / 1_400.0),
        ("time_to_verify_mean", 101.0),
        ("time_to_verify_p50", 102.0),
        ("time_to_verify_p90", 103.0),
        ("time_to_verify_p95", 104.0),
        ("time_to_verify_p99", 105.0),
        ("time_to_verify_max", 107.0),
        ("messages_queued", 1_960.0),
        ("messages_resent", 560.0),
        // 1,400 less the 25 that were withdrawn.
        ("kept_rate_first", 1_100.0 / 1_375.0),
        ("messages_per_check", 1.4),
        ("complete_with_resent_rate", 0.25),
        ("entries", 750.0),
        ("entry_success_rate", 700.0 / 750.0),
        ("resend_requests", 15.0),
        ("reminders", 80.0),
        ("reminded_rate", 0.25),
        ("lane_wait_mean", 201.0),
        ("lane_wait_p95", 204.0),
        ("lane_wait_p99", 205.0),
        ("delivery_delay_p50", 302.0),
        ("delivery_delay_p95", 304.0),
        ("delivery_delay_p99", 305.0),
        ("receipt_to_phone_p50", 402.0),
        ("receipt_to_phone_p99", 405.0),
        ("submissions_per_day", 1_500.0),
        ("completed_per_day", 1_000.0),
        ("audits_per_day", 900.0),
        ("messages_sent_per_day", 2_500.0),
        ("entries_per_day", 2_000.0),
        ("open_checks_mean", 11.0),
        ("open_checks_peak", 41.0),
        ("waiting_messages_mean", 12.0),
        ("waiting_messages_peak", 42.0),
        ("audits_in_hand_mean", 13.0),
        ("audits_in_hand_peak", 43.0),
        ("codes_taken_peak", 44.0),
        ("cost_messages", 500.0),
        // 170 returns, six minutes and three at 30 yuan an hour.
        ("cost_returns_provider", 510.0),
        ("cost_returns_authority", 255.0),
        ("cost_page_acts", 7.65),
        // 30 calls of twelve minutes, and 50 messages.
        ("cost_reminders", 185.0),
        ("cost_delay", 6.0),
        ("cost_total", 1_463.65),
        ("cost_per_filing_verified", 1_463.65 / 800.0),
    ];
    let summary = summary();
    let told: Vec<&str> = MEASURES.iter().map(|measure| measure.name).collect();
    assert_eq!(told, expected.map(|(name, _)| name));
    for (name, value) in expected {
        let measure = Measure::named(name).unwrap();
        assert_eq!(measure.name, name);
        let found = measure.value(&summary).unwrap();
        assert!((found - value).abs() < 1e-9, "{name}: {found}, not {value}");
    }
    assert_ne!(FILINGS, CHECKED);
    assert_eq!(format!("{RETURN_RATE:?}"), "return_rate");
}

#[test]
fn what_there_is_nothing_of_has_no_figure() {
    let empty = Summary::default();
    for measure in MEASURES {
        let of_load = measure.name.ends_with("_mean") || measure.name.ends_with("_peak");
        let counted =
            measure.unit == Unit::Number && matches!(measure.quantity, Quantity::Count(_));
        let expected = counted && !of_load && *measure != REMINDERS;
        let found = measure.value(&empty);
        assert_eq!(found, expected.then_some(0.0), "{measure:?}");
    }
    // Of a share of nothing there is none, also where a share of something could be.
    let mut none = summary();
    none.counts.complete = 0;
    assert_eq!(COMPLETE_WITH_RESENT_RATE.value(&none), None);
    none.reminds = false;
    assert_eq!(
        (REMINDERS.value(&none), REMINDED_RATE.value(&none)),
        (None, None)
    );
}
