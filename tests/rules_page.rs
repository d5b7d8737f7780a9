//! What the page answers to entries and resend requests (R15, R18, R20, R22).

mod desk;

use beian_sim::clock::{Instant, MINUTE};
use beian_sim::rules::*;
use desk::*;

/// A check of both leaders, with the codes sent to them at nine.
fn opened(desk: &mut Desk) -> (Check, [u32; 2], Instant) {
    let now = at("2019-03-11T09:00:00");
    let mut check = of_two(now.after(-5 * MINUTE));
    let codes = [0, 1].map(|n| desk.send(&mut check, n, Cause::First, now).unwrap());
    (check, codes, now)
}

const WRONG: u32 = 999_999;

#[test]
fn r18_every_row_in_its_order() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    let nobody = ("13800000000", ENTITY.1);
    let mistaken = (ENTITY.0, "000000");
    // Row 1 comes before all that follow.
    let failed = desk.judge(&mut [&mut check], nobody, WRONG, false, now);
    assert_eq!(failed.answer, EntryAnswer::GraphicVerificationFailed);
    assert_eq!((failed.row, failed.check), (1, None));
    // Row 2: no open check has the mobile, whatever else is right.
    let unknown = desk.enter(&mut [&mut check], nobody, codes[0], now);
    assert_eq!(unknown, (EntryAnswer::RecordNotFound, 2));
    // Row 3 comes before row 4: certificate and code both wrong.
    let both = desk.enter(&mut [&mut check], mistaken, WRONG, now);
    assert_eq!(both, (EntryAnswer::RecordNotFound, 3));
    let certificate = desk.enter(&mut [&mut check], mistaken, codes[0], now);
    assert_eq!(certificate, (EntryAnswer::RecordNotFound, 3));
    // Row 4: the code is nobody's, or the other leader's.
    for code in [WRONG, codes[1]] {
        let wrong = desk.enter(&mut [&mut check], ENTITY, code, now);
        assert_eq!(wrong, (EntryAnswer::RecordNotFound, 4));
    }
    assert!(check.is_open() && !check.mobiles[0].verified);
    // Row 5, then row 2 for the one who is verified, then row 6.
    let first = desk.enter(&mut [&mut check], ENTITY, codes[0], now);
    assert_eq!(first, (EntryAnswer::Verified, 5));
    let again = desk.enter(&mut [&mut check], ENTITY, codes[0], now);
    assert_eq!(again, (EntryAnswer::RecordNotFound, 2));
    let second = desk.enter(&mut [&mut check], WEBSITE, codes[1], now);
    assert_eq!(second, (EntryAnswer::Complete, 6));
    assert_eq!(check.closed, Some(Closed::Complete));
}

#[test]
fn r18_the_leaders_may_be_verified_in_either_order() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, codes, now) = opened(&mut desk);
    let website = desk.judge(&mut [&mut check], WEBSITE, codes[1], true, now);
    assert_eq!((website.answer, website.row), (EntryAnswer::Verified, 5));
    assert_eq!(website.code.map(|code| code.digits), Some(codes[1]));
    let entity = desk.enter(&mut [&mut check], ENTITY, codes[0], now);
    assert_eq!(entity, (EntryAnswer::Complete, 6));
}

#[test]
fn r18_of_several_open_checks_the_one_whose_code_is_entered_is_meant() {
    let mut desk = Desk::new(Policy::default());
    let (mut older, codes, now) = opened(&mut desk);
    let mut newer = of_two(now);
    let code = desk.send(&mut newer, 0, Cause::First, now).unwrap();
    let checks = &mut [&mut older, &mut newer];
    let verdict = desk.judge(checks, ENTITY, codes[0], true, now);
    assert_eq!((verdict.row, verdict.check), (5, Some(0)));
    // Verified in the older, the mobile is still open in the newer.
    let verdict = desk.judge(checks, ENTITY, codes[0], true, now);
    assert_eq!((verdict.row, verdict.check), (4, Some(1)));
    let verdict = desk.judge(checks, ENTITY, code, true, now);
    assert_eq!((verdict.row, verdict.check), (5, Some(1)));
    let verdict = desk.judge(checks, ENTITY, code, true, now);
    assert_eq!((verdict.row, verdict.check), (2, None));
}

#[test]
fn r18_a_wrong_certificate_counts_where_the_code_belongs_and_else_in_the_check_opened_last() {
    let mut desk = Desk::new(Policy::default());
    let (mut older, codes, now) = opened(&mut desk);
    let mut newer = of_two(now);
    let mistaken = (ENTITY.0, "000000");
    let checks = &mut [&mut older, &mut newer];
    assert_eq!(desk.enter(checks, mistaken, codes[0], now).1, 3);
    assert_eq!(desk.enter(checks, mistaken, WRONG, now).1, 3);
    assert_eq!(desk.enter(checks, mistaken, WRONG, now).1, 3);
    let counts = [&older, &newer].map(|check| check.mobiles[0].wrong_certificates);
    assert_eq!(counts, [1, 2]);
}

#[test]
fn r18_a_number_that_two_people_gave_is_judged_by_each_checks_certificate() {
    let mut desk = Desk::new(Policy::default());
    let (mut older, codes, now) = opened(&mut desk);
    let other = (ENTITY.0, "777777");
    let mut newer = Check::open(now, Some(person(other)), None).unwrap();
    let code = desk.send(&mut newer, 0, Cause::First, now).unwrap();
    let checks = &mut [&mut older, &mut newer];
    assert_eq!(desk.enter(checks, other, codes[0], now).1, 3);
    assert_eq!(
        desk.request(checks, other, now),
        (ResendAnswer::Sent, vec![1])
    );
    assert_eq!(
        desk.request(checks, ENTITY, now),
        (ResendAnswer::Sent, vec![0])
    );
    assert_eq!(
        desk.enter(checks, other, code, now),
        (EntryAnswer::Complete, 6)
    );
}

#[test]
fn r15_every_answer_in_its_order() {
    let mut desk = Desk::new(Policy {
        resends_per_day: Some(1),
        ..Policy::default()
    });
    let (mut check, codes, now) = opened(&mut desk);
    let nobody = ("13800000000", ENTITY.1);
    let mistaken = (ENTITY.0, "000000");
    let not_found = (ResendAnswer::RecordNotFound, vec![]);
    let failed = desk.ask(&[&mut check], nobody, false, now);
    assert_eq!(failed, (ResendAnswer::GraphicVerificationFailed, vec![]));
    assert_eq!(desk.request(&[&mut check], nobody, now), not_found);
    assert_eq!(desk.request(&[&mut check], mistaken, now), not_found);
    // None of these counts against the limit.
    let sent = desk.request(&[&mut check], ENTITY, now);
    assert_eq!(sent, (ResendAnswer::Sent, vec![0]));
    let over = desk.request(&[&mut check], ENTITY, now);
    assert_eq!(over, (ResendAnswer::TooManyRequests, vec![]));
    // The limit is looked at after mobile and certificate.
    assert_eq!(desk.request(&[&mut check], mistaken, now), not_found);
    // Nor does a wrong certificate in a request count against R20.
    assert_eq!(check.mobiles[0].wrong_certificates, 0);
    // Verified: not known any more.
    desk.enter(&mut [&mut check], ENTITY, codes[0], now);
    assert_eq!(desk.request(&[&mut check], ENTITY, now), not_found);
}

#[test]
fn r15_there_is_no_limit_by_itself() {
    let mut desk = Desk::new(Policy::default());
    let (mut check, _, now) = opened(&mut desk);
    for _ in 0..1_000 {
        assert_eq!(
            desk.request(&[&mut check], ENTITY, now).0,
            ResendAnswer::Sent
        );
    }
}

#[test]
fn r15_the_limit_is_of_each_beijing_day() {
    let mut desk = Desk::new(Policy {
        resends_per_day: Some(2),
        ..Policy::default()
    });
    let (mut check, _, _) = opened(&mut desk);
    for (time, answer) in [
        ("2019-03-11T10:00:00", ResendAnswer::Sent),
        ("2019-03-11T23:59:59.998", ResendAnswer::Sent),
        ("2019-03-11T23:59:59.999", ResendAnswer::TooManyRequests),
        ("2019-03-12T00:00:00", ResendAnswer::Sent),
        ("2019-03-12T00:00:01", ResendAnswer::Sent),
        ("2019-03-12T09:00:00", ResendAnswer::TooManyRequests),
    ] {
        assert_eq!(
            desk.request(&[&mut check], ENTITY, at(time)).0,
            answer,
            "{time}"
        );
    }
}

#[test]
fn r15_a_limit_of_0_turns_requests_off() {
    let mut desk = Desk::new(Policy {
        resends_per_day: Some(0),
        ..Policy::default()
    });
    let (mut check, _, now) = opened(&mut desk);
    let answer = desk.request(&[&mut check], ENTITY, now);
    assert_eq!(answer, (ResendAnswer::TooManyRequests, vec![]));
}

#[test]
fn r15_exactly_the_least_gap_apart_is_enough_and_refused_requests_do_not_prolong_it() {
    let mut desk = Desk::new(Policy {
        resend_least_gap: MINUTE,
        ..Policy::default()
    });
    let (mut check, _, now) = opened(&mut desk);
    for (after, answer) in [
        (0, ResendAnswer::Sent),
        (MINUTE / 2, ResendAnswer::TooManyRequests),
        (MINUTE - 1, ResendAnswer::TooManyRequests),
        (MINUTE, ResendAnswer::Sent),
        (2 * MINUTE - 1, ResendAnswer::TooManyRequests),
    ] {
        let request = desk.request(&[&mut check], ENTITY, now.after(after));
        assert_eq!(request.0, answer, "{after} ms after the first");
    }
    // The gap runs over midnight, unlike the limit of a day.
    let midnight = at("2019-03-12");
    desk.request(&[&mut check], ENTITY, midnight.after(-1));
    let request = desk.request(&[&mut check], ENTITY, midnight);
    assert_eq!(request.0, ResendAnswer::TooManyRequests);
}

#[test]
fn r15_a_request_sends_for_each_check_with_its_certificate_and_counts_once() {
    let mut desk = Desk::new(Policy {
        resends_per_day: Some(2),
        ..Policy::default()
    });
    let (mut older, codes, now) = opened(&mut desk);
    let mut newer = of_two(now);
    let both = desk.request(&[&mut older, &mut newer], ENTITY, now);
    assert_eq!(both, (ResendAnswer::Sent, vec![0, 1]));
    desk.enter(&mut [&mut older, &mut newer], ENTITY, codes[0], now);
    let open = desk.request(&[&mut older, &mut newer], ENTITY, now);
    assert_eq!(open, (ResendAnswer::Sent, vec![1]));
    // Counted over checks: a third is too many in whichever.
    let third = desk.request(&[&mut older, &mut newer], ENTITY, now);
    assert_eq!(third.0, ResendAnswer::TooManyRequests);
}

#[test]
fn r22_after_the_end_of_a_check_nothing_of_it_is_found() {
    let mut desk = Desk::new(Policy::default());
    let (mut complete, codes, now) = opened(&mut desk);
    desk.enter(&mut [&mut complete], ENTITY, codes[0], now);
    desk.enter(&mut [&mut complete], WEBSITE, codes[1], now);
    let (mut failed, others, _) = opened(&mut desk);
    for _ in 0..5 {
        desk.enter(&mut [&mut failed], (ENTITY.0, "000000"), others[0], now);
    }
    let (mut over, last, _) = opened(&mut desk);
    assert!(over.end_window(&desk.policy, at("2019-03-13T09:00:00")));
    for (check, codes) in [
        (&mut complete, codes),
        (&mut failed, others),
        (&mut over, last),
    ] {
        let ended = check.closed;
        assert!(ended.is_some());
        for (who, code) in [(ENTITY, codes[0]), (WEBSITE, codes[1])] {
            let answer = desk.enter(&mut [&mut *check], who, code, now);
            assert_eq!(answer, (EntryAnswer::RecordNotFound, 2));
            let answer = desk.request(&[&mut *check], who, now);
            assert_eq!(answer, (ResendAnswer::RecordNotFound, vec![]));
        }
        assert_eq!(check.closed, ended, "a check ends once");
        assert!(!check.awaits(0) && !check.awaits(1));
    }
}
