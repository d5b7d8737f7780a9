//! The page, where a case of `tests/cases/` cannot show it: R15, R18, R20.

use crate::rulebook::*;

/// A wrong certificate of a leader.
fn wrong<'a>((mobile, _): (&'a str, &str)) -> (&'a str, &'a str) {
    (mobile, "000000")
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
fn r20_the_certificate_may_end_in_a_small_x() {
    let record = Record::default().one("04 10:00:00", "s", W).entry(
        "04 11:00:00",
        (W.0, "65432x"),
        "@first",
    );
    assert_eq!(record.page(&rules(|_| {})), ["complete"]);
}
