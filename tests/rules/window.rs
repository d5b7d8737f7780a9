//! The window, and what is around it, where a case of `tests/cases/` cannot show it: R14, R21, R23, and
//! the order at one instant.

use crate::rulebook::*;
use beian_sim::chance::Distribution;
use beian_sim::clock::HOUR;

#[test]
fn r14_a_mobile_whose_own_message_still_waits_gets_another() {
    let rules = rules(|policy| {
        policy.code_pool = 2;
        policy.code_effective = (20 * HOUR).into();
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
fn r21_the_window_does_not_begin_while_the_first_code_waits() {
    let rules = rules(|policy| {
        policy.code_pool = 1;
        policy.window = HOUR.into();
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
