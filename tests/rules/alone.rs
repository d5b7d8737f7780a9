//! The pure rules by themselves, as a server would call them: what a replay cannot show.

use beian_sim::clock::{DAY, HOUR, Instant};
use beian_sim::rules::*;

fn person(mobile: &str) -> Option<(MobileNumber, Certificate)> {
    let mobile = MobileNumber::parse(mobile).unwrap();
    Some((mobile, Certificate::parse("123456").unwrap()))
}

fn noon() -> Instant {
    Instant::parse("2019-03-04T12:00:00").unwrap()
}

fn check() -> Check {
    Check::open(noon(), person("13812345678"), None).unwrap()
}

/// Draws that count upward.
fn counting() -> impl FnMut(u32) -> u32 {
    let mut next = 0;
    move |below| {
        next += 1;
        (next - 1) % below
    }
}

#[test]
fn r8_with_nobody_to_check_there_is_no_check() {
    assert!(Check::open(noon(), None, None).is_none());
}

#[test]
fn r6_one_mobile_is_one_person_in_the_entity_leaders_place() {
    let both = Check::open(noon(), person("13812345678"), person("13812345678")).unwrap();
    assert_eq!(both.mobiles.len(), 1);
    assert_eq!(both.mobiles[0].role, Role::Entity);
}

#[test]
fn r11_a_million_codes_are_taken_and_then_none() {
    let policy = Policy::default();
    let mut pool = CodePool::new(policy.code_pool);
    let mut draw = counting();
    for _ in 0..1_000_000 {
        let sent = check().send(&policy, &mut pool, noon(), 0, Cause::First, &mut draw);
        assert!(sent.is_ok());
    }
    assert_eq!(pool.in_use(), 1_000_000);
    let before = noon().after(48 * HOUR - 1);
    let mut one = check();
    let none = one.send(&policy, &mut pool, before, 0, Cause::First, &mut draw);
    assert_eq!(none, Err(NotSent::NoCode(NoCode::AllTaken)));
    assert!(one.first_sent.is_none() && one.mobiles[0].codes.is_empty());
    let end = pool.next_end().unwrap();
    assert_eq!(end, noon().after(48 * HOUR));
    assert!(
        one.send(&policy, &mut pool, end, 0, Cause::First, &mut draw)
            .is_ok()
    );
    assert_eq!(pool.in_use(), 1);
}

#[test]
fn r11_a_free_code_is_found_however_the_draws_fall() {
    // All draws fall on one code: the others are found all the same, and all of them.
    let policy = Policy {
        code_pool: 200,
        ..Policy::default()
    };
    let mut pool = CodePool::new(policy.code_pool);
    for n in 0..200 {
        let mut check = check();
        let sent = check.send(&policy, &mut pool, noon(), 0, Cause::First, |_| 150);
        assert_eq!(sent.unwrap().code.digits, (150 + n) % 200);
    }
}

#[test]
fn r11_all_taken_and_none_suits_are_told_apart() {
    let policy = Policy {
        code_pool: 1,
        ..Policy::default()
    };
    let mut pool = CodePool::new(1);
    let (mut one, mut other) = (check(), check());
    let mut send = |check: &mut Check, at| {
        check
            .send(&policy, &mut pool, at, 0, Cause::Manual, |_| 0)
            .map(|sent| sent.code.digits)
    };
    assert_eq!(send(&mut one, noon()), Ok(0));
    assert_eq!(
        send(&mut other, noon()),
        Err(NotSent::NoCode(NoCode::AllTaken))
    );
    assert_eq!(
        send(&mut one, noon().after(2 * DAY)),
        Err(NotSent::NoCode(NoCode::NoneSuits))
    );
    assert_eq!(send(&mut other, noon().after(2 * DAY)), Ok(0));
}

#[test]
fn r16_what_a_resend_cancels_was_effective_until_then() {
    let policy = Policy {
        resend_cancels_earlier: true,
        ..Policy::default()
    };
    let end = noon().after(48 * HOUR);
    for (now, cancelled) in [
        (end.after(-1), [Some(end), None]),
        // R12: at exactly its end it is effective no more.
        (end, [None, None]),
    ] {
        let (mut pool, mut check, mut draw) = (CodePool::new(9), check(), counting());
        let mut send = |now, cause| check.send(&policy, &mut pool, now, 0, cause, &mut draw);
        send(noon(), Cause::First).unwrap();
        assert_eq!(send(now, Cause::Manual).unwrap().cancelled, cancelled);
    }
}

#[test]
fn r14_the_day_of_the_first_code_has_no_automatic_resend() {
    let policy = Policy {
        automatic_resend_days: 2,
        ..Policy::default()
    };
    let mut check = check();
    let day = noon().date();
    assert_eq!(check.automatic_resend_number(&policy, day.after(1)), None);
    let mut pool = CodePool::new(10);
    let sent = check.send(&policy, &mut pool, noon(), 0, Cause::First, |_| 0);
    assert!(sent.is_ok());
    let numbers = (-1..4).map(|n| check.automatic_resend_number(&policy, day.after(n)));
    let numbers: Vec<_> = numbers.collect();
    assert_eq!(numbers, [None, None, Some(1), Some(2), None]);
}

#[test]
fn r14_the_resends_of_a_check_by_itself_are_planned_whatever_came_before() {
    let policy = Policy::default();
    let mut platform: Platform<u8, u8> = Platform::of_single_checks(noon());
    let plan = |platform: &mut Platform<u8, u8>| {
        let mut check = check();
        let attempt =
            |codes: &mut CodePool| check.send(&policy, codes, noon(), 0, Cause::First, counting());
        assert!(platform.send(noon(), 0, attempt).is_some());
        platform
            .window_begins(&policy, noon(), (0, 0), &check)
            .resends
    };
    let midnight = Some(noon().after(12 * HOUR));
    assert_eq!(plan(&mut platform), midnight);
    // Known already, of a check beside it.
    assert_eq!(plan(&mut platform), None);
    platform.forget_resends();
    assert_eq!(plan(&mut platform), midnight);
}

#[test]
fn r21_a_window_that_is_over_is_over_before_the_check_was_told() {
    let policy = Policy::default();
    let mut check = check();
    let mut pool = CodePool::new(10);
    // The second code is still effective when the window is over.
    for (at, cause) in [(noon(), Cause::First), (noon().after(HOUR), Cause::Manual)] {
        check
            .send(&policy, &mut pool, at, 0, cause, counting())
            .unwrap();
    }
    let (mobile, certificate) = person("13812345678").unwrap();
    let code = check.mobiles[0].codes[1].digits;
    let entry = Entry {
        mobile,
        certificate,
        code,
        graphic_passed: true,
    };
    let request = ResendRequest {
        mobile,
        certificate,
        graphic_passed: true,
    };
    let (over, last) = (noon().after(48 * HOUR), noon().after(48 * HOUR - 1));
    let late = judge_entry(&policy, over, &mut [&mut check], &entry);
    assert_eq!((late.answer, late.row), (EntryAnswer::RecordNotFound, 2));
    let mut log = RequestLog::default();
    let late = judge_resend(&policy, over, &[&mut check], &mut log, &request);
    assert_eq!(late.0, ResendAnswer::RecordNotFound);
    assert!(!check.clone().end_window(&policy, last));
    assert!(check.clone().end_window(&policy, over));
    let in_time = judge_entry(&policy, last, &mut [&mut check], &entry);
    assert_eq!((in_time.answer, in_time.row), (EntryAnswer::Complete, 6));
    assert_eq!(in_time.code.map(|code| code.cause), Some(Cause::Manual));
    assert!(
        !check.end_window(&policy, over),
        "a complete check does not fail"
    );
}

#[test]
fn r18_verdicts_name_their_rows() {
    let policy = Policy::default();
    let mut check = Check::open(noon(), person("13812345678"), person("18912345678")).unwrap();
    let mut pool = CodePool::new(10);
    for mobile in 0..2 {
        check
            .send(&policy, &mut pool, noon(), mobile, Cause::First, counting())
            .unwrap();
    }
    let codes = [0, 1].map(|mobile| check.mobiles[mobile].codes[0].digits);
    let mut row = |mobile: &str, certificate: &str, code, graphic_passed| {
        let entry = Entry {
            mobile: MobileNumber::parse(mobile).unwrap(),
            certificate: Certificate::parse(certificate).unwrap(),
            code,
            graphic_passed,
        };
        judge_entry(&policy, noon(), &mut [&mut check], &entry).row
    };
    assert_eq!(row("13812345678", "000000", codes[0], false), 1);
    assert_eq!(row("17712345678", "123456", codes[0], true), 2);
    assert_eq!(row("13812345678", "000000", codes[0], true), 3);
    assert_eq!(row("13812345678", "123456", codes[1], true), 4);
    assert_eq!(row("13812345678", "123456", codes[0], true), 5);
    assert_eq!(row("13812345678", "123456", codes[0], true), 2);
    assert_eq!(row("18912345678", "123456", codes[1], true), 6);
    assert_eq!(row("18912345678", "123456", codes[1], true), 2);
}
