//! The window, and what is around it: R1, R3–R5, R8, R14, R21, R23, R24, and the order at one
//! instant.

mod rulebook;

use beian_sim::chance::Distribution;
use beian_sim::clock::{HOUR, MINUTE};
use beian_sim::rules::{InForce, Province, WindowFrom};
use rulebook::*;

#[test]
fn r1_a_submission_before_the_date_in_force_has_no_check() {
    let mut rules = rules(|_| {});
    let zj = Province::from_code("zj").unwrap().index();
    rules.in_force[zj] = InForce::From(at("05 00:00:00"));
    let record = Record::default()
        .one("04 23:59:59.999", "early", E)
        .one("05 00:00:00", "late", E)
        .row("05 00:00:00", "receive,gd,never,new_filing,,,,,,,,,");
    let lines = record.lines(&rules);
    assert_eq!(lines[0], "04 23:59:59.999 early received no_check");
    assert_eq!(lines[1], "05 00:00:00 late received check");
    assert_eq!(lines[2], "05 00:00:00 never received no_check");
}

#[test]
fn r3_nothing_of_a_check_starts_before_receipt() {
    let record = Record::default()
        .resend("04 09:59:59.999", E)
        .one("04 10:00:00", "s", E);
    let page = record.page(&rules(|policy| policy.automatic_resend_days = 0));
    assert_eq!(page, ["record_not_found"]);
}

#[test]
fn r4_r5_the_leader_of_what_is_changed_is_checked() {
    let rules = rules(|policy| policy.automatic_resend_days = 0);
    let mobiles = |kind: &str| {
        let record = Record::default().receive("04 10:00:00", kind, "s", Some(E), Some(W));
        let answers = record.answers(&rules).into_iter();
        let sent = answers.filter(|told| told.code.is_some());
        sent.map(|told| told.mobile).collect::<Vec<_>>()
    };
    assert_eq!(mobiles("new_filing,"), [E.0, W.0]);
    assert_eq!(mobiles("new_website,"), [W.0]);
    assert_eq!(mobiles("new_access,"), [W.0]);
    assert_eq!(mobiles("change,entity"), [E.0]);
    assert_eq!(mobiles("change,website"), [W.0]);
    assert_eq!(mobiles("change,both"), [E.0, W.0]);
}

#[test]
fn r4_r8_a_cancellation_is_not_checked_unless_its_lever_says_so() {
    let record = Record::default()
        .receive("04 10:00:00", "cancel_entity,", "e", Some(E), None)
        .receive("04 10:00:00", "cancel_website,", "w", None, Some(W))
        .receive("04 10:00:00", "cancel_access,", "a", None, Some(V));
    let checked = |rules| {
        let answers = record.answers(&rules).into_iter();
        let received = answers.filter(|told| told.event == "received");
        received
            .map(|told| told.detail == "check")
            .collect::<Vec<_>>()
    };
    assert_eq!(checked(rules(|_| {})), [false, false, false]);
    assert_eq!(
        checked(rules(|p| p.check_cancel_entity = true)),
        [true, false, false]
    );
    assert_eq!(
        checked(rules(|p| p.check_cancel_website = true)),
        [false, true, false]
    );
    assert_eq!(
        checked(rules(|p| p.check_cancel_access = true)),
        [false, false, true]
    );
}

/// When automatic resends of a check received at 10:00 of the 4th are sent.
fn automatic(at: i64, days: u32, window: i64) -> Vec<String> {
    let rules = rules(|policy| {
        policy.automatic_resend_at = at;
        policy.automatic_resend_days = days;
        policy.window = window;
    });
    let record = Record::default().one("04 10:00:00", "s", E);
    let mut sent = sent(&record.answers(&rules));
    sent.remove(0);
    sent.iter().map(|line| line[..11].to_owned()).collect()
}

#[test]
fn r14_once_at_midnight_of_the_next_day() {
    assert_eq!(automatic(0, 1, 48 * HOUR), ["05 00:00:00"]);
}

#[test]
fn r14_at_noon_the_same_day_is_not_the_next() {
    assert_eq!(automatic(12 * HOUR, 1, 48 * HOUR), ["05 12:00:00"]);
}

#[test]
fn r14_on_no_day_on_two_and_only_while_the_window_is_open() {
    assert!(automatic(0, 0, 48 * HOUR).is_empty());
    assert_eq!(automatic(0, 2, 48 * HOUR), ["05 00:00:00", "06 00:00:00"]);
    // The window is over at 10:05 of the 6th.
    assert_eq!(automatic(12 * HOUR, 2, 48 * HOUR), ["05 12:00:00"]);
    assert_eq!(automatic(0, 9, 48 * HOUR).len(), 2);
    // A deadline at the instant of the resend goes first.
    assert!(automatic(0, 1, 13 * HOUR + 55 * MINUTE).is_empty());
    assert_eq!(automatic(0, 1, 13 * HOUR + 55 * MINUTE + 1).len(), 1);
}

#[test]
fn r14_the_day_is_that_of_the_first_code_not_of_the_receipt() {
    let record = Record::default().one("04 23:55:00", "s", E);
    let rules = rules(|_| {});
    let expected = [
        "05 00:00:00 s 13812345678 code_sent first",
        "06 00:00:00 s 13812345678 code_sent automatic",
    ];
    assert_eq!(sent(&record.answers(&rules)), expected);
}

#[test]
fn r14_only_a_mobile_that_is_not_verified_gets_one() {
    let record = Record::default()
        .two("04 10:00:00", "s")
        .entry("04 23:59:59.999", E, "@first");
    let sent = sent(&record.answers(&rules(|_| {})));
    assert_eq!(sent[2..], ["05 00:00:00 s 18912345678 code_sent automatic"]);
    // An entry at midnight itself comes after the resend.
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .entry("05 00:00:00", E, "@automatic");
    assert_eq!(record.page(&rules(|_| {})), ["complete"]);
}

#[test]
fn r14_a_mobile_whose_own_message_still_waits_gets_another() {
    let rules = rules(|policy| {
        policy.code_pool = 2;
        policy.code_effective = 20 * HOUR;
    });
    // The others have both codes until 06:05; the second of W's waits for the first's end.
    let record = Record::default()
        .one("04 10:00:00", "a", V)
        .one("04 10:00:00", "b", E)
        .one("04 10:00:00", "c", W);
    let sent = sent(&record.answers(&rules)).into_iter();
    let of_w: Vec<String> = sent.filter(|line| line.contains(W.0)).collect();
    let expected = [
        "05 06:05:00 c 18912345678 code_sent first",
        "06 02:05:00 c 18912345678 code_sent automatic",
    ];
    assert_eq!(of_w, expected);
}

#[test]
fn r21_the_window_is_48_hours_from_the_first_code_to_the_millisecond() {
    let record = Record::default().one("04 10:00:00.500", "s", E);
    let rules = rules(|_| {});
    let last = record.clone().entry("06 10:05:00.499", E, "@first");
    assert_eq!(last.page(&rules), ["complete"]);
    let too_late = record.entry("06 10:05:00.500", E, "@automatic");
    let lines = too_late.lines(&rules);
    let expected = [
        "06 10:05:00.500 s returned window_over",
        "06 10:05:00.500 13812345678 entry record_not_found",
    ];
    assert_eq!(lines[3..], expected);
}

#[test]
fn r21_one_leader_verified_is_not_complete() {
    let record = Record::default()
        .two("04 10:00:00", "s")
        .entry("04 11:00:00", E, "@first");
    let lines = record.lines(&rules(|_| {}));
    assert_eq!(lines.last().unwrap(), "06 10:05:00 s returned window_over");
}

#[test]
fn r21_the_window_may_start_with_the_receipt() {
    let mut rules = rules(|policy| {
        policy.window_from = WindowFrom::Received;
        policy.window = HOUR;
    });
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .resend("04 10:59:59.999", E)
        .resend("04 11:00:00", E);
    assert_eq!(record.page(&rules), ["sent", "record_not_found"]);
    assert!(
        record
            .lines(&rules)
            .contains(&"04 11:00:00 s returned window_over".to_owned())
    );
    // It may be over before the first code, which is then not sent.
    rules.first_code_delay = Distribution::constant(HOUR);
    let record = Record::default().one("04 10:00:00", "s", E);
    let expected = [
        "04 10:00:00 s received check",
        "04 11:00:00 s returned window_over",
    ];
    assert_eq!(record.lines(&rules), expected);
}

#[test]
fn r21_the_window_does_not_begin_while_the_first_code_waits() {
    let rules = rules(|policy| {
        policy.code_pool = 1;
        policy.window = HOUR;
        policy.automatic_resend_days = 0;
    });
    let record = Record::default()
        .one("04 10:00:00", "a", E)
        .one("04 10:00:00", "b", W);
    let lines = record.lines(&rules);
    let expected = [
        "04 11:05:00 a returned window_over",
        "06 10:05:00 b 18912345678 code_sent first",
        "06 11:05:00 b returned window_over",
    ];
    assert_eq!(lines[3..], expected);
}

#[test]
fn r23_a_returned_submission_starts_again_with_nothing_kept() {
    let rules = rules(|policy| {
        policy.window = 24 * HOUR;
        policy.automatic_resend_days = 0;
    });
    let mut record = Record::default()
        .two("04 10:00:00", "s")
        .entry("04 10:10:00", W, "@first");
    for _ in 0..4 {
        record = record.entry("04 11:00:00", (E.0, "000000"), "@first");
    }
    // At the deadline's own instant the submission can be received again. Its old codes are still
    // within their 48 h, and are nobody's of the new check.
    record = record
        .two("05 10:05:00", "s")
        .entry("05 10:06:00", E, "@first")
        .entry("05 10:07:00", W, "@first");
    for _ in 0..4 {
        record = record.entry("05 10:08:00", (E.0, "000000"), "@wrong");
    }
    record = record
        .entry("05 10:11:00", E, "@first")
        .entry("05 10:12:00", W, "@first");
    let page = record.page(&rules);
    assert_eq!(page[0], "verified");
    assert!(
        page[1..11]
            .iter()
            .all(|answer| *answer == "record_not_found")
    );
    assert_eq!(page[11..], ["verified", "complete"]);
}

#[test]
fn r23_a_submission_cannot_be_received_while_its_check_is_open() {
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .one("04 11:00:00", "s", E)
        .one("06 10:04:59.999", "s", E)
        .one("06 10:05:00", "s", E);
    let faults = record.try_answers(&rules(|_| {})).unwrap_err();
    assert_eq!(faults.iter().map(|f| f.line()).collect::<Vec<_>>(), [3, 4]);
    // In another province it is another submission.
    let record = Record::default().one("04 10:00:00", "s", E).row(
        "04 11:00:00",
        "receive,fj,s,new_website,,,,13812345678,123456,,,,",
    );
    assert!(record.try_answers(&rules(|_| {})).is_ok());
}

#[test]
fn r24_a_complete_check_sends_nothing_more_and_its_submission_may_come_again() {
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .entry("04 10:05:00", E, "@first")
        .one("04 10:06:00", "s", E);
    let lines = record.lines(&rules(|policy| policy.automatic_resend_days = 0));
    let expected = [
        "04 10:05:00 s complete",
        "04 10:06:00 s received check",
        "04 10:11:00 s 13812345678 code_sent first",
        "06 10:11:00 s returned window_over",
    ];
    assert_eq!(lines[3..], expected);
}

#[test]
fn order_at_one_instant_deadline_expiry_message_request_entry() {
    // All at 10:05 of the 6th: a's deadline, the end of its only code, b's first code that waited
    // for it, a receipt whose first code leaves at once, a request, an entry.
    let mut rules = rules(|policy| {
        policy.code_pool = 1;
        policy.automatic_resend_days = 0;
    });
    rules.first_code_delay = Distribution::constant(0);
    let record = Record::default()
        .one("04 10:05:00", "a", E)
        .one("04 10:05:00", "b", W)
        .entry("06 10:05:00", W, "@first")
        .entry("06 10:05:00", E, "@first")
        .resend("06 10:05:00", W)
        .one("06 10:05:00", "c", V);
    let lines = record.lines(&rules);
    let expected = [
        "06 10:05:00 a returned window_over",
        "06 10:05:00 b 18912345678 code_sent first",
        "06 10:05:00 c received check",
        "06 10:05:00 b 18912345678 resend sent",
        "06 10:05:00 b 18912345678 entry complete",
        "06 10:05:00 b complete",
        "06 10:05:00 13812345678 entry record_not_found",
        "08 10:05:00 c 17712345678 code_sent first",
        "10 10:05:00 c returned window_over",
    ];
    assert_eq!(lines[3..], expected);
}

#[test]
fn order_at_one_instant_messages_by_receipt_then_entity_then_cause() {
    // At midnight: automatic resends of a and of c, whose planned first codes leave then too, and
    // b's first codes.
    let mut rules = rules(|_| {});
    rules.first_code_delay = Distribution::constant(2 * HOUR);
    let record = Record::default()
        .one("04 21:00:00", "a", V)
        .two("04 22:00:00", "b")
        .two("04 22:00:00", "c")
        .resend("04 23:30:00", (W.0, W.1));
    let midnight: Vec<String> = sent(&record.answers(&rules))
        .into_iter()
        .filter(|line| line.starts_with("05 00:00:00"))
        .map(|line| line["05 00:00:00 ".len()..].to_owned())
        .collect();
    let expected = [
        "a 17712345678 code_sent automatic",
        "b 13812345678 code_sent first",
        "b 13812345678 code_sent automatic",
        "b 18912345678 code_sent first",
        "b 18912345678 code_sent automatic",
        "c 13812345678 code_sent first",
        "c 13812345678 code_sent automatic",
        "c 18912345678 code_sent first",
        "c 18912345678 code_sent automatic",
    ];
    assert_eq!(midnight, expected);
}

#[test]
fn order_at_one_instant_an_entry_cannot_use_what_a_later_request_sends() {
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .entry("04 10:10:00", E, "@manual")
        .resend("04 10:10:00", E);
    // The request goes first although it stands later in the file.
    assert_eq!(record.page(&rules(|_| {})), ["sent", "complete"]);
}

#[test]
fn provinces_do_not_move_each_others_codes() {
    let alone = Record::default().one("04 10:00:00", "s", E);
    let among = Record::default()
        .row(
            "04 09:00:00",
            "receive,fj,x,new_website,,,,13812345678,123456,,,,",
        )
        .one("04 10:00:00", "s", E)
        .row("04 10:01:00", "resend,fj,,,,,,,,13812345678,123456,,ok");
    let rules = rules(|_| {});
    let of_s = |record: &Record| {
        let answers = record.answers(&rules).into_iter();
        answers
            .filter(|told| told.submission == "s")
            .collect::<Vec<_>>()
    };
    assert_eq!(of_s(&alone), of_s(&among));
}
