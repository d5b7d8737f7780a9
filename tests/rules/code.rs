//! The code, where a case of `tests/cases/` cannot show it: R6, R11, R13, R16.

use std::collections::HashSet;

use crate::rulebook::*;
use beian_sim::clock::{DAY, HOUR};

#[test]
fn r6_of_one_person_the_entity_leaders_certificate_counts() {
    let record = Record::default()
        .receive("04 10:00:00", "new_filing,", "s", Some(E), Some((E.0, W.1)))
        .entry("04 11:00:00", (E.0, W.1), "@first")
        .entry("04 11:00:00", E, "@first");
    assert_eq!(
        record.page(&rules(|_| {})),
        ["record_not_found", "complete"]
    );
}

/// Two submissions with one leader each, at one instant.
fn two_checks() -> Record {
    Record::default()
        .one("04 10:00:00", "a", E)
        .one("04 10:00:00", "b", W)
}

#[test]
fn r11_a_message_waits_for_a_free_code_and_none_is_repeated() {
    let rules = rules(|policy| {
        policy.code_pool = 1;
        policy.automatic_resend_days = 0;
    });
    let expected = [
        "04 10:00:00 a received check",
        "04 10:00:00 b received check",
        "04 10:05:00 a 13812345678 code_sent first",
        // The deadline goes first, then the code ends, then the message is sent.
        "06 10:05:00 a returned window_over",
        "06 10:05:00 b 18912345678 code_sent first",
        "08 10:05:00 b returned window_over",
    ];
    assert_eq!(two_checks().lines(&rules), expected);
}

#[test]
fn r11_a_mobile_never_gets_a_code_twice_in_a_check_but_may_in_the_next() {
    // Of a pool of two the third message has none, although both are free by then.
    let rules = rules(|policy| {
        policy.code_pool = 2;
        policy.code_effective = HOUR.into();
        policy.automatic_resend_days = 0;
    });
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .resend("04 12:00:00", E)
        .resend("04 14:00:00", E)
        .one("06 10:05:00", "s", E);
    let answers = record.answers(&rules);
    let expected = [
        "04 10:05:00 s 13812345678 code_sent first",
        "04 12:00:00 s 13812345678 code_sent manual",
        "06 10:10:00 s 13812345678 code_sent first",
    ];
    assert_eq!(sent(&answers), expected);
    let codes = codes(&answers);
    assert_ne!(codes[0], codes[1]);
    assert_eq!(record.page(&rules), ["sent", "sent"]);
}

#[test]
fn r11_a_message_that_none_of_the_free_codes_suits_lets_the_next_pass() {
    let rules = rules(|policy| {
        policy.code_pool = 2;
        policy.window = (4 * DAY).into();
        policy.automatic_resend_days = 0;
    });
    let record = Record::default()
        .one("04 10:00:00", "a", E)
        .resend("04 12:00:00", E)
        .resend("04 13:00:00", E)
        .one("04 14:00:00", "b", W);
    let answers = record.answers(&rules);
    let expected = [
        "04 10:05:00 a 13812345678 code_sent first",
        "04 12:00:00 a 13812345678 code_sent manual",
        "06 10:05:00 b 18912345678 code_sent first",
    ];
    assert_eq!(sent(&answers), expected);
    assert_eq!(codes(&answers)[0], codes(&answers)[2]);
}

#[test]
fn r11_a_new_message_passes_one_that_waits_for_a_suiting_code() {
    let rules = rules(|policy| {
        policy.code_pool = 2;
        policy.resend_cancels_earlier = true;
        policy.automatic_resend_days = 0;
    });
    let record = Record::default()
        .one("04 10:00:00", "a", E)
        .resend("04 12:00:00", E)
        .resend("04 13:00:00", E)
        .one("04 14:00:00", "b", W);
    let answers = record.answers(&rules);
    // The first code, cancelled, is free, but not for its own mobile.
    assert_eq!(
        sent(&answers)[2],
        "04 14:05:00 b 18912345678 code_sent first"
    );
    assert_eq!(codes(&answers)[0], codes(&answers)[2]);
}

#[test]
fn r11_a_thousand_effective_codes_of_a_thousand_are_all_different() {
    let rules = rules(|policy| {
        policy.code_pool = 1_000;
        policy.automatic_resend_days = 0;
    });
    let mut record = Record::default();
    for n in 0..1_000 {
        let mobile = format!("138{n:08}");
        record = record.one("04 10:00:00", &format!("s{n}"), (&mobile, "123456"));
    }
    let codes = codes(&record.answers(&rules));
    assert_eq!(codes.len(), 1_000);
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 1_000);
    assert!(codes.iter().all(|code| *code < 1_000));
}

#[test]
fn r13_a_code_on_request_before_the_planned_one_is_the_checks_first() {
    let record = Record::default()
        .two("03 23:58:00", "s")
        .resend("03 23:59:00", W);
    let expected = [
        "03 23:58:00 s received check",
        "03 23:59:00 s 18912345678 resend sent",
        "03 23:59:00 s 18912345678 code_sent manual",
        // R14's day counts from it, and both mobiles get one, also before their planned code.
        "04 00:00:00 s 13812345678 code_sent automatic",
        "04 00:00:00 s 18912345678 code_sent automatic",
        "04 00:03:00 s 13812345678 code_sent first",
        "04 00:03:00 s 18912345678 code_sent first",
        // R21's window runs from it.
        "05 23:59:00 s returned window_over",
    ];
    assert_eq!(record.lines(&rules(|_| {})), expected);
}

/// A first code at 10:05, a resend at 11:00, then an entry of this code.
fn resent(code: &str) -> Record {
    Record::default()
        .one("04 10:00:00", "s", E)
        .resend("04 11:00:00", E)
        .entry("04 11:30:00", E, code)
}

#[test]
fn r16_with_the_lever_a_resend_cancels_earlier_codes_which_are_then_free() {
    let rules = rules(|policy| {
        policy.resend_cancels_earlier = true;
        policy.code_pool = 2;
    });
    assert_eq!(resent("@first").page(&rules), ["sent", "record_not_found"]);
    assert_eq!(resent("@manual").page(&rules), ["sent", "complete"]);
    let record = resent("@wrong").one("04 11:30:00", "b", W);
    let codes = codes(&record.answers(&rules));
    assert_eq!(codes[2], codes[0]);
}

#[test]
fn r16_with_the_lever_the_automatic_resend_cancels_too_and_a_first_code_does_not() {
    let rules = rules(|policy| policy.resend_cancels_earlier = true);
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .resend("04 10:01:00", E);
    // The planned first code at 10:05 leaves the requested one effective; midnight cancels both.
    let page = |record: Record| record.page(&rules)[1..].to_vec();
    let record_at = |when: &str, code: &str| record.clone().entry(when, E, code);
    assert_eq!(page(record_at("04 10:06:00", "@manual")), ["complete"]);
    assert_eq!(
        page(record_at("05 00:00:00", "@manual")),
        ["record_not_found"]
    );
    assert_eq!(
        page(record_at("05 00:00:00", "@first")),
        ["record_not_found"]
    );
    assert_eq!(page(record_at("05 00:00:00", "@automatic")), ["complete"]);
}

#[test]
fn r16_a_cancelled_code_is_free_at_once_for_one_who_waits_before_it() {
    // a has had two codes and waits for the third, which is b's; b's resend cancels it.
    let rules = rules(|policy| {
        policy.resend_cancels_earlier = true;
        policy.code_pool = 3;
        policy.automatic_resend_days = 0;
    });
    let record = Record::default()
        .one("04 10:00:00", "a", E)
        .one("04 10:00:00", "b", W)
        .resend("04 11:00:00", E)
        .resend("04 12:00:00", E)
        .resend("04 13:00:00", W);
    let answers = record.answers(&rules);
    let expected = [
        "04 11:00:00 a 13812345678 code_sent manual",
        "04 13:00:00 b 18912345678 code_sent manual",
        "04 13:00:00 a 13812345678 code_sent manual",
    ];
    assert_eq!(sent(&answers)[2..], expected);
    let codes = codes(&answers);
    assert_eq!((codes[3], codes[4]), (codes[0], codes[1]));
}
