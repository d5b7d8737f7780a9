//! The page: R15, R18–R20, R22.

mod rulebook;

use beian_sim::clock::{DAY, HOUR, MINUTE};
use rulebook::*;

/// A wrong certificate of a leader.
fn wrong<'a>((mobile, _): (&'a str, &str)) -> (&'a str, &'a str) {
    (mobile, "000000")
}

#[test]
fn r15_a_request_sends_at_once_or_says_why_not() {
    let record = Record::default()
        .two("04 10:00:00", "s")
        .resend("04 10:10:00", E)
        .resend("04 10:11:00", wrong(E))
        .resend("04 10:12:00", (E.0, W.1))
        .resend("04 10:13:00", V)
        .row("04 10:14:00", "resend,zj,,,,,,,,13812345678,123456,,failed")
        .row("04 10:15:00", "resend,fj,,,,,,,,13812345678,123456,,ok")
        .entry("04 10:16:00", E, "@manual")
        .resend("04 10:17:00", E)
        .resend("04 10:18:00", W);
    let expected = [
        "sent",
        "record_not_found",
        "record_not_found",
        "record_not_found",
        "graphic_verification_failed",
        "record_not_found",
        "verified",
        "record_not_found",
        "sent",
    ];
    assert_eq!(record.page(&rules(|_| {})), expected);
}

#[test]
fn r15_a_failed_graphic_verification_is_said_first() {
    let record =
        Record::default().row("04 10:14:00", "resend,zj,,,,,,,,13812345678,000000,,failed");
    assert_eq!(record.page(&rules(|_| {})), ["graphic_verification_failed"]);
}

#[test]
fn r15_wrong_certificates_of_requests_do_not_count() {
    let mut record = Record::default().one("04 10:00:00", "s", E);
    for _ in 0..9 {
        record = record.resend("04 10:10:00", wrong(E));
    }
    let record = record.entry("04 10:20:00", E, "@first");
    assert_eq!(*record.page(&rules(|_| {})).last().unwrap(), "complete");
}

#[test]
fn r15_most_requests_count_by_the_day_of_beijing() {
    let rules = rules(|policy| policy.resends_per_day = Some(2));
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .resend("04 10:10:00", wrong(E))
        .resend("04 11:00:00", E)
        .resend("04 23:59:59.998", E)
        .resend("04 23:59:59.999", E)
        .resend("05 00:00:00", E)
        .resend("05 00:00:00", E)
        .resend("05 00:00:01", E);
    let expected = [
        "record_not_found",
        "sent",
        "sent",
        "too_many_requests",
        "sent",
        "sent",
        "too_many_requests",
    ];
    assert_eq!(record.page(&rules), expected);
    // What is over a limit sends nothing; a first code, an automatic resend, four on request.
    assert_eq!(codes(&record.answers(&rules)).len(), 6);
}

#[test]
fn r15_most_requests_of_none_turns_them_off() {
    let rules = rules(|policy| policy.resends_per_day = Some(0));
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .resend("04 10:10:00", E)
        .resend("04 10:10:00", wrong(E));
    assert_eq!(
        record.page(&rules),
        ["too_many_requests", "record_not_found"]
    );
}

#[test]
fn r15_exactly_the_least_time_apart_is_enough_over_midnight_too() {
    let rules = rules(|policy| policy.resend_least_gap = MINUTE);
    let record = Record::default()
        .one("04 10:00:00", "s", E)
        .resend("04 23:59:30", E)
        .resend("05 00:00:29.999", E)
        // One refused does not count: the gap is to the one answered "sent".
        .resend("05 00:00:30", E)
        .resend("05 00:01:29", E);
    let expected = ["sent", "too_many_requests", "sent", "too_many_requests"];
    assert_eq!(record.page(&rules), expected);
}

#[test]
fn r15_limits_are_of_a_mobile_and_a_province_over_its_checks() {
    let rules = rules(|policy| policy.resends_per_day = Some(1));
    let record = Record::default()
        .two("04 10:00:00", "s")
        .row(
            "04 10:00:00",
            "receive,fj,t,new_website,,,,13812345678,123456,,,,",
        )
        .resend("04 10:10:00", E)
        .resend("04 10:10:00", W)
        .row("04 10:10:00", "resend,fj,,,,,,,,13812345678,123456,,ok")
        // A return and a new check on the same day do not reset the count.
        .entry("04 10:20:00", wrong(E), "@wrong")
        .entry("04 10:20:00", wrong(E), "@wrong")
        .entry("04 10:20:00", wrong(E), "@wrong")
        .entry("04 10:20:00", wrong(E), "@wrong")
        .entry("04 10:20:00", wrong(E), "@wrong")
        .two("04 11:00:00", "s")
        .resend("04 11:01:00", E);
    let page = record.page(&rules);
    assert_eq!(page[..3], ["sent", "sent", "sent"]);
    assert_eq!(page[7..], ["verification_failed", "too_many_requests"]);
}

#[test]
fn r15_a_request_sends_a_code_for_each_check_of_its_certificate_and_counts_once() {
    let rules = rules(|policy| {
        policy.resends_per_day = Some(1);
        policy.automatic_resend_days = 0;
    });
    let record = Record::default()
        .one("04 10:00:00", "a", E)
        .one("04 10:00:00", "b", (E.0, "999999"))
        .one("04 10:00:00", "c", E)
        .resend("04 11:00:00", E)
        .resend("04 12:00:00", E);
    let lines = record.lines(&rules);
    let expected = [
        "04 11:00:00 a 13812345678 resend sent",
        "04 11:00:00 a 13812345678 code_sent manual",
        "04 11:00:00 c 13812345678 code_sent manual",
        "04 12:00:00 13812345678 resend too_many_requests",
    ];
    assert_eq!(lines[6..10], expected);
}

#[test]
fn r18_row_1_a_failed_graphic_verification_does_not_count() {
    let failed = "entry,zj,,,,,,,,13812345678,000000,@first,failed";
    let mut record = Record::default().one("04 10:00:00", "s", E);
    for _ in 0..9 {
        record = record.row("04 11:00:00", failed);
    }
    let page = record
        .entry("04 11:00:00", E, "@first")
        .page(&rules(|_| {}));
    assert_eq!(page[8], "graphic_verification_failed");
    assert_eq!(page[9], "complete");
}

#[test]
fn r18_row_2_no_open_check_of_that_province_or_verified_already() {
    let mut record = Record::default()
        .two("04 10:00:00", "s")
        .entry("04 11:00:00", V, "@wrong")
        .row(
            "04 11:00:00",
            "entry,fj,,,,,,,,13812345678,123456,@first,ok",
        )
        .entry("04 11:00:00", E, "@first");
    // Nothing is counted against a mobile that is verified.
    for _ in 0..9 {
        record = record.entry("04 11:00:00", wrong(E), "@first");
    }
    let page = record
        .entry("04 12:00:00", W, "@first")
        .page(&rules(|_| {}));
    assert_eq!(
        page[..3],
        ["record_not_found", "record_not_found", "verified"]
    );
    assert!(
        page[3..12]
            .iter()
            .all(|answer| *answer == "record_not_found")
    );
    assert_eq!(page[12], "complete");
}

#[test]
fn r18_row_3_the_certificate_is_judged_before_the_code() {
    let mut record = Record::default().one("04 10:00:00", "s", E);
    for _ in 0..5 {
        record = record.entry("04 11:00:00", wrong(E), "@wrong");
    }
    let page = record.page(&rules(|_| {}));
    assert_eq!(page[4], "verification_failed");
}

#[test]
fn r18_row_4_a_wrong_code_does_not_count() {
    let mut record = Record::default().two("04 10:00:00", "s");
    for _ in 0..9 {
        record = record.entry("04 11:00:00", E, "@wrong");
    }
    // The other leader's code is no code of this mobile.
    let website = codes(&record.answers(&rules(|_| {})))[1];
    let record = record
        .entry("04 11:30:00", E, &format!("{website:06}"))
        .entry("04 12:00:00", E, "@first");
    let page = record.page(&rules(|_| {}));
    assert!(
        page[..10]
            .iter()
            .all(|answer| *answer == "record_not_found")
    );
    assert_eq!(page[10], "verified");
}

#[test]
fn r18_rows_5_and_6_another_mobile_to_verify_then_complete() {
    let record = Record::default()
        .two("04 10:00:00", "s")
        .entry("04 11:00:00", W, "@first")
        .entry("04 12:00:00", E, "@first");
    let lines = record.lines(&rules(|_| {}));
    let expected = [
        "04 11:00:00 s 18912345678 entry verified",
        "04 12:00:00 s 13812345678 entry complete",
        "04 12:00:00 s complete",
    ];
    assert_eq!(lines[3..], expected);
}

/// One mobile in two checks: a, and b opened later with another certificate.
fn one_mobile_in_two_checks() -> Record {
    Record::default()
        .one("04 10:00:00", "a", E)
        .one("04 11:00:00", "b", (E.0, "999999"))
}

#[test]
fn r18_an_entry_is_judged_against_the_check_whose_code_it_carries() {
    let record = one_mobile_in_two_checks();
    let codes = codes(&record.answers(&rules(|_| {})));
    let [a, b] = [codes[0], codes[1]].map(|code| format!("{code:06}"));
    let record = record
        .entry("04 12:00:00", E, &b)
        .entry("04 12:01:00", (E.0, "999999"), &a)
        .entry("04 12:02:00", E, &a)
        .entry("04 12:03:00", (E.0, "999999"), &b);
    let lines = record.lines(&rules(|_| {}));
    let expected = [
        "04 12:00:00 b 13812345678 entry record_not_found",
        "04 12:01:00 a 13812345678 entry record_not_found",
        "04 12:02:00 a 13812345678 entry complete",
        "04 12:02:00 a complete",
        "04 12:03:00 b 13812345678 entry complete",
        "04 12:03:00 b complete",
    ];
    assert_eq!(lines[4..], expected);
}

#[test]
fn r18_without_an_effective_code_the_check_opened_last_is_judged() {
    let mut record = one_mobile_in_two_checks();
    for _ in 0..5 {
        record = record.entry("04 12:00:00", E, "@wrong");
    }
    // Then a is the last that is open, and its certificate is right.
    let record = record.entry("04 12:00:00", E, "@wrong");
    let lines = record.lines(&rules(|_| {}));
    let expected = [
        "04 12:00:00 b 13812345678 entry verification_failed",
        "04 12:00:00 b returned wrong_certificate",
        "04 12:00:00 a 13812345678 entry record_not_found",
    ];
    assert_eq!(lines[8..11], expected);
}

#[test]
fn r18_checks_in_which_the_mobile_is_verified_are_left_out() {
    let record = Record::default().two("04 10:00:00", "a").one(
        "04 09:00:00".replace("09", "11").as_str(),
        "b",
        E,
    );
    let code = codes(&record.answers(&rules(|_| {})))[2];
    // b's code verifies b; of a the mobile is still open; a's own code then verifies it there.
    let record =
        record
            .entry("04 12:00:00", E, &format!("{code:06}"))
            .entry("04 12:01:00", E, "@wrong");
    let lines = record.lines(&rules(|_| {}));
    assert_eq!(lines[5], "04 12:00:00 b 13812345678 entry complete");
    assert_eq!(lines[7], "04 12:01:00 a 13812345678 entry record_not_found");
}

#[test]
fn r20_the_fifth_wrong_certificate_returns_the_submission_at_once() {
    let mut record = Record::default()
        .two("04 10:00:00", "s")
        .entry("04 10:10:00", W, "@first");
    for minute in 11..16 {
        record = record.entry(&format!("04 10:{minute}:00"), wrong(E), "@first");
    }
    // The other leader's verification goes with it: after the return nobody is known.
    let record = record
        .entry("04 10:16:00", E, "@first")
        .two("04 11:00:00", "s")
        .entry("04 11:10:00", E, "@first");
    let lines = record.lines(&rules(|_| {}));
    let expected = [
        "04 10:14:00 s 13812345678 entry record_not_found",
        "04 10:15:00 s 13812345678 entry verification_failed",
        "04 10:15:00 s returned wrong_certificate",
        "04 10:16:00 13812345678 entry record_not_found",
        "04 11:00:00 s received check",
        "04 11:05:00 s 13812345678 code_sent first",
        "04 11:05:00 s 18912345678 code_sent first",
        "04 11:10:00 s 13812345678 entry verified",
    ];
    assert_eq!(lines[7..15], expected);
}

#[test]
fn r20_counts_in_all_and_resends_do_not_reset_it() {
    let mut record = Record::default().two("04 10:00:00", "s");
    for hour in 11..15 {
        record = record
            .entry(&format!("04 {hour}:00:00"), wrong(E), "@first")
            .resend(&format!("04 {hour}:10:00"), E)
            .entry(&format!("04 {hour}:20:00"), E, "@wrong");
    }
    // The other mobile has a count of its own; midnight resends.
    let record = record.entry("04 15:00:00", wrong(W), "@first").entry(
        "05 00:00:00",
        wrong(E),
        "@automatic",
    );
    let page = record.page(&rules(|_| {}));
    assert_eq!(
        page[page.len() - 2..],
        ["record_not_found", "verification_failed"]
    );
}

#[test]
fn r20_the_limit_is_a_lever() {
    let record =
        Record::default()
            .one("04 10:00:00", "s", E)
            .entry("04 11:00:00", wrong(E), "@first");
    let once = rules(|policy| policy.wrong_certificates = 1);
    assert_eq!(record.page(&once), ["verification_failed"]);
    let twice = rules(|policy| policy.wrong_certificates = 2);
    assert_eq!(record.page(&twice), ["record_not_found"]);
}

#[test]
fn r20_the_certificate_may_end_in_a_small_x() {
    let record = Record::default().one("04 10:00:00", "s", W).entry(
        "04 11:00:00",
        (W.0, "65432x"),
        "@first",
    );
    assert_eq!(record.page(&rules(|_| {})), ["complete"]);
}

#[test]
fn r22_after_its_end_a_check_answers_nothing_and_sends_nothing() {
    let rules = rules(|policy| {
        policy.window = HOUR;
        policy.code_effective = 2 * DAY;
    });
    let record = Record::default()
        .one("04 22:50:00", "s", E)
        .entry("05 00:00:00", E, "@first")
        .resend("05 00:00:01", E);
    let expected = [
        "04 22:50:00 s received check",
        "04 22:55:00 s 13812345678 code_sent first",
        "04 23:55:00 s returned window_over",
        "05 00:00:00 13812345678 entry record_not_found",
        "05 00:00:01 13812345678 resend record_not_found",
    ];
    assert_eq!(record.lines(&rules), expected);
}

#[test]
fn r22_a_check_that_fails_before_its_first_code_sends_none() {
    let rules = rules(|policy| policy.wrong_certificates = 1);
    let record =
        Record::default()
            .one("04 10:00:00", "s", E)
            .entry("04 10:01:00", wrong(E), "@wrong");
    assert!(codes(&record.answers(&rules)).is_empty());
}
