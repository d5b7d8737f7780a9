//! Whose codes, which codes, and for how long (R6, R7, R10–R12, R14, R16).

mod desk;

use beian_sim::clock::{DAY, HOUR};
use beian_sim::rules::*;
use desk::*;

fn with_pool(code_pool: u32) -> Desk {
    Desk::new(Policy {
        code_pool,
        ..Policy::default()
    })
}

#[test]
fn r6_two_leaders_with_one_mobile_are_one_person_with_the_entity_leaders_certificate() {
    let same = (ENTITY.0, "999999");
    let check = Check::open(at("2019-03-11"), Some(person(ENTITY)), Some(person(same))).unwrap();
    assert_eq!(check.mobiles.len(), 1);
    assert_eq!(check.mobiles[0].role, Role::Entity);
    let mut desk = Desk::new(Policy::default());
    let mut check = check;
    let sent = at("2019-03-11T09:00:00");
    let code = desk.send(&mut check, 0, Cause::First, sent).unwrap();
    let website = desk.enter(&mut [&mut check], same, code, sent);
    assert_eq!(website, (EntryAnswer::RecordNotFound, 3));
    let entity = desk.enter(&mut [&mut check], ENTITY, code, sent);
    assert_eq!(entity, (EntryAnswer::Complete, 6));
}

#[test]
fn r6_different_mobiles_with_one_certificate_are_two_people() {
    let other = (WEBSITE.0, ENTITY.1);
    let check = Check::open(at("2019-03-11"), Some(person(ENTITY)), Some(person(other))).unwrap();
    assert_eq!(check.mobiles.len(), 2);
}

#[test]
fn r7_only_the_mobile_in_the_submission_is_sent_to_and_known() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, now) = (of_one(at("2019-03-11")), at("2019-03-11T09:00:00"));
    let code = desk.send(&mut check, 0, Cause::First, now).unwrap();
    assert_eq!(check.mobiles[0].number, person(WEBSITE).0);
    let earlier_number = ("18900000000", WEBSITE.1);
    let answer = desk.enter(&mut [&mut check], earlier_number, code, now);
    assert_eq!(answer, (EntryAnswer::RecordNotFound, 2));
}

#[test]
fn r8_with_nobody_to_check_there_is_no_check() {
    assert!(Check::open(at("2019-03-11"), None, None).is_none());
}

#[test]
fn r10_codes_have_six_digits_from_000000_to_999999() {
    let mut pool = CodePool::new(1_000_000);
    let (policy, now) = (Policy::default(), at("2019-03-11"));
    let mut check = of_one(now);
    let mut below = Vec::new();
    for highest in [true, false] {
        let draw = |n| {
            below.push(n);
            if highest { n - 1 } else { 0 }
        };
        let code = check.send(&policy, &mut pool, now, 0, Cause::First, draw);
        assert_eq!(code.unwrap().digits, if highest { 999_999 } else { 0 });
    }
    assert_eq!(below, [1_000_000, 1_000_000]);
    // There are no more than that, whatever is asked for.
    let mut large = CodePool::new(u32::MAX);
    let draw = |n: u32| n - 1;
    let code = of_one(now).send(&policy, &mut large, now, 0, Cause::First, draw);
    assert_eq!(code.unwrap().digits, 999_999);
}

#[test]
fn r11_no_two_effective_codes_are_equal_and_when_all_are_taken_none_is_given() {
    let (mut desk, now) = (with_pool(5), at("2019-03-11"));
    let mut checks: Vec<Check> = (0..6).map(|_| of_one(now)).collect();
    let given: Vec<_> = checks
        .iter_mut()
        .map(|check| desk.send(check, 0, Cause::First, now))
        .collect();
    let mut codes: Vec<u32> = given.iter().flatten().copied().collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 1, 2, 3, 4]);
    assert_eq!(given[5], Err(NoCode::AllTaken));
    assert_eq!(desk.pool.in_use(), 5);
    assert!(checks[5].mobiles[0].codes.is_empty());
    assert_eq!(checks[5].first_sent, None, "what waits is not sent");
}

#[test]
fn r11_r12_a_code_is_free_again_at_exactly_its_end_and_not_before() {
    let (mut desk, now) = (with_pool(1), at("2019-03-11"));
    desk.send(&mut of_one(now), 0, Cause::First, now).unwrap();
    assert_eq!(desk.pool.next_end(), Some(now.after(48 * HOUR)));
    let mut next = of_one(now);
    let before = now.after(48 * HOUR - 1);
    let waits = desk.send(&mut next, 0, Cause::First, before);
    assert_eq!(waits, Err(NoCode::AllTaken));
    let end = now.after(48 * HOUR);
    assert_eq!(desk.send(&mut next, 0, Cause::First, end), Ok(0));
}

#[test]
fn r11_a_mobile_never_gets_the_same_code_twice_in_one_check() {
    let mut desk = with_pool(2);
    desk.policy.code_effective = HOUR;
    let (mut check, now) = (of_one(at("2019-03-11")), at("2019-03-11"));
    let later = |hours| now.after(hours * HOUR);
    assert_eq!(desk.send(&mut check, 0, Cause::First, now), Ok(0));
    assert_eq!(desk.send(&mut check, 0, Cause::Manual, later(1)), Ok(1));
    // Both are free, but it has had both.
    let third = desk.send(&mut check, 0, Cause::Manual, later(2));
    assert_eq!(third, Err(NoCode::NoneSuits));
    // Another check's mobile, the same number in it, may have them.
    let mut other = of_one(now);
    assert_eq!(desk.send(&mut other, 0, Cause::First, later(2)), Ok(0));
}

#[test]
fn r11_the_other_mobile_of_the_check_may_get_a_code_that_is_free_again() {
    let mut desk = with_pool(1);
    desk.policy.code_effective = HOUR;
    let (mut check, now) = (of_two(at("2019-03-11")), at("2019-03-11"));
    assert_eq!(desk.send(&mut check, 0, Cause::First, now), Ok(0));
    let end = now.after(HOUR);
    assert_eq!(desk.send(&mut check, 1, Cause::First, end), Ok(0));
}

#[test]
fn r11_codes_of_a_closed_check_stay_taken_until_their_own_end() {
    let (mut desk, now) = (with_pool(1), at("2019-03-11"));
    let mut check = of_one(now);
    let code = desk.send(&mut check, 0, Cause::First, now).unwrap();
    let answer = desk.enter(&mut [&mut check], WEBSITE, code, now.after(HOUR));
    assert_eq!(answer.0, EntryAnswer::Complete);
    let waits = desk.send(&mut of_one(now), 0, Cause::First, now.after(2 * HOUR));
    assert_eq!(waits, Err(NoCode::AllTaken));
}

#[test]
fn r12_a_code_is_effective_for_48_hours_to_the_millisecond() {
    let policy = Policy {
        window: 5 * DAY,
        ..Policy::default()
    };
    for (after, row) in [(48 * HOUR - 1, 6), (48 * HOUR, 4), (48 * HOUR + 1, 4)] {
        let (mut desk, now) = (Desk::new(policy.clone()), at("2019-03-11T09:00:00"));
        let mut check = of_one(now);
        let code = desk.send(&mut check, 0, Cause::First, now).unwrap();
        let answer = desk.enter(&mut [&mut check], WEBSITE, code, now.after(after));
        assert_eq!(answer.1, row, "{after} ms after it was sent");
    }
}

#[test]
fn r12_the_lever_shortens_codes_and_not_the_window() {
    let mut desk = Desk::new(Policy {
        code_effective: 10 * 60_000,
        ..Policy::default()
    });
    let now = at("2019-03-11T09:00:00");
    let mut check = of_one(now);
    let code = desk.send(&mut check, 0, Cause::First, now).unwrap();
    let late = desk.enter(&mut [&mut check], WEBSITE, code, now.after(10 * 60_000));
    assert_eq!(late, (EntryAnswer::RecordNotFound, 4));
    assert_eq!(check.deadline(&desk.policy), Some(now.after(48 * HOUR)));
}

#[test]
fn r14_the_automatic_resend_comes_on_so_many_days_after_the_first_code() {
    let mut desk = Desk::new(Policy::default());
    // Received on Monday, first code on Tuesday: the day of the code counts.
    let sent = at("2019-03-12T00:03:00");
    let mut check = of_one(at("2019-03-11T23:58:00"));
    let day = sent.date();
    for n in -1..4 {
        let number = check.automatic_resend_number(&desk.policy, day.after(n));
        assert_eq!(number, None, "before the first code");
    }
    desk.send(&mut check, 0, Cause::First, sent).unwrap();
    for (days, expected) in [
        (0, [None, None, None, None]),
        (1, [None, Some(1), None, None]),
        (2, [None, Some(1), Some(2), None]),
    ] {
        desk.policy.automatic_resend_days = days;
        let number = |n| check.automatic_resend_number(&desk.policy, day.after(n));
        assert_eq!([0, 1, 2, 3].map(number), expected, "on {days} days");
        assert_eq!(number(-1), None);
    }
}

/// The rows of entries with the first and the second code, after a resend.
fn after_resend(cancels: bool, cause: Cause) -> [u8; 2] {
    let mut desk = Desk::new(Policy {
        resend_cancels_earlier: cancels,
        ..Policy::default()
    });
    let now = at("2019-03-11T09:00:00");
    let again = now.after(HOUR);
    let mut rows = [0; 2];
    for (which, row) in rows.iter_mut().enumerate() {
        let mut check = of_two(now);
        desk.send(&mut check, 1, Cause::First, now).unwrap();
        let codes = [
            desk.send(&mut check, 0, Cause::First, now).unwrap(),
            desk.send(&mut check, 0, cause, again).unwrap(),
        ];
        *row = desk.enter(&mut [&mut check], ENTITY, codes[which], again).1;
        // The other leader's code is as it was.
        let others = check.mobiles[1].codes[0].digits;
        assert!(desk.enter(&mut [&mut check], WEBSITE, others, again).1 >= 5);
    }
    rows
}

#[test]
fn r16_earlier_codes_stay_effective_unless_the_lever_cancels_them() {
    for cause in [Cause::Automatic, Cause::Manual] {
        assert_eq!(after_resend(false, cause), [5, 5]);
        assert_eq!(after_resend(true, cause), [4, 5]);
    }
}

#[test]
fn r16_a_resend_does_not_lengthen_the_earlier_code() {
    let policy = Policy {
        window: 5 * DAY,
        ..Policy::default()
    };
    let (mut desk, now) = (Desk::new(policy), at("2019-03-11T09:00:00"));
    let mut check = of_one(now);
    let first = desk.send(&mut check, 0, Cause::First, now).unwrap();
    desk.send(&mut check, 0, Cause::Manual, now.after(HOUR))
        .unwrap();
    let end = now.after(48 * HOUR);
    assert_eq!(desk.enter(&mut [&mut check], WEBSITE, first, end).1, 4);
}

#[test]
fn r16_cancelled_codes_are_free_at_once() {
    let mut desk = with_pool(2);
    desk.policy.resend_cancels_earlier = true;
    let now = at("2019-03-11T09:00:00");
    let mut check = of_one(now);
    desk.send(&mut check, 0, Cause::First, now).unwrap();
    desk.send(&mut check, 0, Cause::Manual, now).unwrap();
    assert_eq!(desk.pool.in_use(), 1);
    assert_eq!(desk.send(&mut of_one(now), 0, Cause::First, now), Ok(0));
    // At the end of the cancelled one, what has taken its digits is not freed.
    desk.pool.release(now.after(48 * HOUR - 1));
    assert_eq!(desk.pool.in_use(), 2);
    desk.pool.release(now.after(48 * HOUR));
    assert_eq!((desk.pool.in_use(), desk.pool.next_end()), (0, None));
}

#[test]
fn r16_a_resend_never_moves_the_window() {
    for cancels in [false, true] {
        let mut desk = Desk::new(Policy {
            resend_cancels_earlier: cancels,
            ..Policy::default()
        });
        let now = at("2019-03-11T09:00:00");
        let mut check = of_one(now);
        desk.send(&mut check, 0, Cause::First, now).unwrap();
        desk.send(&mut check, 0, Cause::Manual, now.after(HOUR))
            .unwrap();
        assert_eq!(check.deadline(&desk.policy), Some(now.after(48 * HOUR)));
    }
}
