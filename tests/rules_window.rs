//! How a check ends: wrong certificates, the window, what is kept, and completion (R20–R24).

mod desk;

use beian_sim::clock::{HOUR, Instant};
use beian_sim::rules::*;
use desk::*;

const MISTAKEN: (&str, &str) = (ENTITY.0, "000000");

/// A check of both leaders, with the codes sent to them at nine.
fn opened(desk: &mut Desk) -> (Check, [u32; 2], Instant) {
    let now = at("2019-03-11T09:00:00");
    let mut check = of_two(at("2019-03-11T08:55:00"));
    let codes = [0, 1].map(|n| desk.send(&mut check, n, Cause::First, now).unwrap());
    (check, codes, now)
}

fn returned(reason: ReturnReason) -> Option<Closed> {
    Some(Closed::Returned(reason))
}

#[test]
fn r20_the_fifth_wrong_certificate_fails_the_check_with_the_other_leaders_verification() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    let other = desk.enter(&mut [&mut check], WEBSITE, codes[1], now);
    assert_eq!(other.0, EntryAnswer::Verified);
    for n in 1..=4 {
        let answer = desk.enter(&mut [&mut check], MISTAKEN, codes[0], now);
        assert_eq!(answer, (EntryAnswer::RecordNotFound, 3), "entry {n}");
        assert!(check.is_open());
    }
    let fifth = desk.enter(&mut [&mut check], MISTAKEN, codes[0], now);
    assert_eq!(fifth, (EntryAnswer::VerificationFailed, 3));
    assert_eq!(check.closed, returned(ReturnReason::WrongCertificate));
    let right = desk.enter(&mut [&mut check], ENTITY, codes[0], now);
    assert_eq!(right, (EntryAnswer::RecordNotFound, 2));
}

#[test]
fn r20_a_right_entry_after_four_wrong_ones_still_verifies() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    for _ in 0..4 {
        desk.enter(&mut [&mut check], MISTAKEN, codes[0], now);
    }
    let right = desk.enter(&mut [&mut check], ENTITY, codes[0], now);
    assert_eq!(right, (EntryAnswer::Verified, 5));
}

#[test]
fn r20_entries_that_fail_otherwise_do_not_count_nor_do_they_reset_the_count() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    let nobody = ("13800000000", "000000");
    for n in 1..=5 {
        assert!(check.is_open());
        desk.judge(&mut [&mut check], MISTAKEN, codes[0], false, now);
        desk.enter(&mut [&mut check], nobody, codes[0], now);
        desk.enter(&mut [&mut check], ENTITY, 999_999, now);
        desk.enter(&mut [&mut check], MISTAKEN, codes[0], now);
        assert_eq!(check.mobiles[0].wrong_certificates, n);
    }
    assert_eq!(check.closed, returned(ReturnReason::WrongCertificate));
}

#[test]
fn r20_resends_do_not_reset_the_count() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    for cause in [
        Cause::Manual,
        Cause::Automatic,
        Cause::Manual,
        Cause::Manual,
    ] {
        desk.enter(&mut [&mut check], MISTAKEN, codes[0], now);
        desk.send(&mut check, 0, cause, now).unwrap();
    }
    let fifth = desk.enter(&mut [&mut check], MISTAKEN, codes[0], now);
    assert_eq!(fifth.0, EntryAnswer::VerificationFailed);
}

#[test]
fn r20_each_mobile_has_a_count_of_its_own() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    for _ in 0..4 {
        desk.enter(&mut [&mut check], MISTAKEN, codes[0], now);
        desk.enter(&mut [&mut check], (WEBSITE.0, "000000"), codes[1], now);
    }
    assert!(check.is_open());
    // One leader's certificate is wrong for the other's mobile.
    let swapped = desk.enter(&mut [&mut check], (WEBSITE.0, ENTITY.1), codes[1], now);
    assert_eq!(swapped.0, EntryAnswer::VerificationFailed);
}

#[test]
fn r20_the_lever_sets_the_limit() {
    for limit in [1, 2, 9] {
        let mut desk = Desk::new(Policy {
            wrong_certificates: limit,
            ..Policy::default()
        });
        let (mut check, codes, now) = opened(&mut desk);
        for n in 1..=limit {
            let answer = desk.enter(&mut [&mut check], MISTAKEN, codes[0], now).0;
            assert_eq!(answer == EntryAnswer::VerificationFailed, n == limit);
        }
        assert!(!check.is_open());
    }
}

#[test]
fn r21_at_exactly_48_hours_from_the_first_code_it_is_too_late() {
    for (after, over) in [(48 * HOUR - 1, false), (48 * HOUR, true)] {
        let mut desk = Desk::new(Policy::default());
        let (mut check, _, now) = opened(&mut desk);
        assert_eq!(check.deadline(&desk.policy), Some(now.after(48 * HOUR)));
        let then = now.after(after);
        let codes = [0, 1].map(|n| desk.send(&mut check, n, Cause::Manual, then).unwrap());
        desk.enter(&mut [&mut check], ENTITY, codes[0], then);
        // The deadline goes before the entry of the same instant.
        assert_eq!(check.end_window(&desk.policy, then), over);
        let entry = desk.enter(&mut [&mut check], WEBSITE, codes[1], then);
        assert_eq!(entry.0 == EntryAnswer::Complete, !over);
        let reason = returned(ReturnReason::WindowOver);
        assert_eq!(check.closed == reason, over);
    }
}

#[test]
fn r21_the_window_has_not_begun_before_a_code_is_sent() {
    let mut desk = Desk::new(Policy::default());
    let received = at("2019-03-11T08:55:00");
    let mut check = of_two(received);
    assert_eq!(check.deadline(&desk.policy), None);
    assert!(!check.end_window(&desk.policy, received.after(1_000 * HOUR)));
    // A code sent on request is the first as well as any.
    let sent = at("2019-03-11T08:57:00");
    desk.send(&mut check, 1, Cause::Manual, sent).unwrap();
    let planned = at("2019-03-11T09:00:00");
    desk.send(&mut check, 0, Cause::First, planned).unwrap();
    assert_eq!(check.deadline(&desk.policy), Some(sent.after(48 * HOUR)));
}

#[test]
fn r21_the_levers_the_window_and_from_when_it_runs() {
    let mut desk = Desk::new(Policy {
        window: 24 * HOUR,
        window_from: WindowFrom::Received,
        ..Policy::default()
    });
    let received = at("2019-03-11T08:55:00");
    let mut check = of_two(received);
    let deadline = received.after(24 * HOUR);
    assert_eq!(check.deadline(&desk.policy), Some(deadline));
    let sent = at("2019-03-11T09:00:00");
    desk.send(&mut check, 0, Cause::First, sent).unwrap();
    assert_eq!(check.deadline(&desk.policy), Some(deadline));
    assert!(!check.end_window(&desk.policy, deadline.after(-1)));
    assert!(check.end_window(&desk.policy, deadline));
    assert!(!check.end_window(&desk.policy, deadline), "it ends once");
    // The code outlives the check.
    assert!(check.mobiles[0].codes[0].is_effective(&desk.policy, deadline));
}

#[test]
fn r22_r24_a_complete_check_is_not_returned_when_its_window_would_be_over() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    desk.enter(&mut [&mut check], ENTITY, codes[0], now);
    desk.enter(&mut [&mut check], WEBSITE, codes[1], now);
    assert!(!check.end_window(&desk.policy, now.after(48 * HOUR)));
    assert_eq!(check.closed, Some(Closed::Complete));
}

#[test]
fn r23_a_new_check_keeps_nothing_of_the_one_before() {
    let mut desk = Desk::new(Policy::default());
    let (mut first, codes, now) = opened(&mut desk);
    desk.enter(&mut [&mut first], WEBSITE, codes[1], now);
    for _ in 0..5 {
        desk.enter(&mut [&mut first], MISTAKEN, codes[0], now);
    }
    let mut second = of_two(now.after(HOUR));
    let later = now.after(2 * HOUR);
    let fresh = [0, 1].map(|n| desk.send(&mut second, n, Cause::First, later).unwrap());
    assert!(
        second
            .mobiles
            .iter()
            .all(|m| !m.verified && m.wrong_certificates == 0)
    );
    // The old code is effective still, and not of this check.
    let checks = &mut [&mut first, &mut second];
    assert_eq!(desk.enter(checks, ENTITY, codes[0], later).1, 4);
    assert_eq!(desk.enter(checks, ENTITY, fresh[0], later).1, 5);
    assert_eq!(desk.enter(checks, WEBSITE, codes[1], later).1, 4);
    assert_eq!(desk.enter(checks, WEBSITE, fresh[1], later).1, 6);
}

#[test]
fn r24_a_check_is_complete_when_every_mobile_is_verified_and_not_before() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    desk.enter(&mut [&mut check], ENTITY, codes[0], now);
    assert!(check.is_open() && !check.awaits(0) && check.awaits(1));
    desk.enter(&mut [&mut check], WEBSITE, codes[1], now);
    assert_eq!(check.closed, Some(Closed::Complete));
    let mut one = of_one(now);
    let code = desk.send(&mut one, 0, Cause::First, now).unwrap();
    let answer = desk.enter(&mut [&mut one], WEBSITE, code, now);
    assert_eq!(answer, (EntryAnswer::Complete, 6));
}
