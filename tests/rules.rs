//! The rules by number, through `replay`: acts in, answers out.
//!
//! Acts are written short: `04T10:00 receive S new_filing M1 M2` (2019-03-04, the mobiles M1 and M2
//! with their own certificates), `04T10:06 entry M1 @first`, `… M1! …` with a wrong certificate,
//! `… failed` with a failed graphic verification, `04T10:07 resend M1`.

use beian_sim::clock::{HOUR, MINUTE};
use beian_sim::replay::{Answer, read_acts, replay};
use beian_sim::rules::{InForce, Policy, Province, WindowFrom};
use beian_sim::scenario::RulesAlone;

const HEADER: &str = "time,act,province,submission,filing_type,changes,entity_mobile,\
entity_certificate,website_mobile,website_certificate,mobile,certificate,code,graphic\n";

const MOBILES: [(&str, &str, &str); 3] = [
    ("M1", "13812345678", "123456"),
    ("M2", "18612345678", "65432X"),
    ("M3", "17012345678", "111111"),
];

/// `number,certificate` of a mobile written short; nothing for `-`.
fn person(short: &str) -> String {
    let wrong = short.ends_with('!');
    let found = MOBILES
        .iter()
        .find(|(name, ..)| *name == short.trim_end_matches('!'));
    found.map_or(",".to_owned(), |(_, number, certificate)| {
        let certificate = if wrong { "999999" } else { certificate };
        format!("{number},{certificate}")
    })
}

fn row(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let time = format!("2019-03-{}", words[0]);
    let graphic = if words.last() == Some(&"failed") {
        "failed"
    } else {
        "ok"
    };
    match words[1] {
        "receive" => {
            let (kind, changes) = words[3].split_once('/').unwrap_or((words[3], ""));
            let (entity, website) = (person(words[4]), person(words[5]));
            format!(
                "{time},receive,zj,{},{kind},{changes},{entity},{website},,,,\n",
                words[2]
            )
        }
        "entry" => {
            format!(
                "{time},entry,zj,,,,,,,,{},{},{graphic}\n",
                person(words[2]),
                words[3]
            )
        }
        _ => format!("{time},resend,zj,,,,,,,,{},,{graphic}\n", person(words[2])),
    }
}

fn answers_of(rules: &RulesAlone, acts: &str) -> Vec<Answer> {
    let rows: String = acts
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(row)
        .collect();
    let csv = format!("{HEADER}{rows}");
    let acts = read_acts("acts", csv.as_bytes(), rules).unwrap();
    replay(&acts, rules).unwrap()
}

/// The answers, written short: `04T10:05:00 S M1 code_sent first`.
fn told(rules: &RulesAlone, acts: &str) -> Vec<String> {
    let short = |answer: &Answer| {
        let number = answer.mobile.map(|mobile| mobile.to_string());
        let mobile = MOBILES
            .iter()
            .find(|(_, n, _)| number.as_deref() == Some(n));
        let mobile = mobile.map_or("-", |(name, ..)| name);
        let submission = if answer.submission.is_empty() {
            "-"
        } else {
            &answer.submission
        };
        let time = answer.at.to_string();
        let text = format!(
            "{} {submission} {mobile} {} {}",
            &time[8..],
            answer.event,
            answer.detail
        );
        text.trim_end().to_owned()
    };
    answers_of(rules, acts).iter().map(short).collect()
}

#[track_caller]
fn tells(rules: &RulesAlone, acts: &str, expected: &str) {
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    assert_eq!(told(rules, acts), expected);
}

fn with(change: impl Fn(&mut Policy)) -> RulesAlone {
    let mut rules = RulesAlone::default();
    change(&mut rules.policy);
    rules
}

/// The defaults without automatic resends, for tests about something else.
fn plain() -> RulesAlone {
    with(|policy| policy.automatic_resend_days = 0)
}

#[test]
fn r1_out_of_force_there_is_no_check() {
    let mut rules = plain();
    let from = beian_sim::clock::Instant::parse("2019-03-05").unwrap();
    rules.in_force[Province::from_code("zj").unwrap().index()] = InForce::From(from);
    tells(
        &rules,
        "04T23:59:59.999 receive A new_website - M1
         05T00:00:00 receive B new_website - M1",
        "04T23:59:59.999 A - received no_check
         05T00:00:00 B - received check
         05T00:05:00 B M1 code_sent first
         07T00:05:00 B - returned window_over",
    );
}

#[test]
fn r4_r8_nobody_to_check_goes_straight_to_audit() {
    for kind in ["cancel_entity", "cancel_website", "cancel_access"] {
        let act = format!("04T10:00:00 receive A {kind} M1 M2");
        tells(&plain(), &act, "04T10:00:00 A - received no_check");
    }
    tells(
        &with(|policy| {
            policy.check_cancel_website = true;
            policy.automatic_resend_days = 0;
        }),
        "04T10:00:00 receive A cancel_website M1 M2
         04T10:06:00 entry M2 @first",
        "04T10:00:00 A - received check
         04T10:05:00 A M2 code_sent first
         04T10:06:00 A M2 entry complete
         04T10:06:00 A - complete",
    );
}

#[test]
fn r5_r7_only_the_leader_of_what_is_changed_gets_a_code() {
    tells(
        &plain(),
        "04T10:00:00 receive A change/entity M1 M2
         04T10:06:00 entry M2 @wrong
         04T10:07:00 entry M1 @first",
        "04T10:00:00 A - received check
         04T10:05:00 A M1 code_sent first
         04T10:06:00 - M2 entry record_not_found
         04T10:07:00 A M1 entry complete
         04T10:07:00 A - complete",
    );
}

#[test]
fn r6_one_mobile_for_both_is_one_person() {
    tells(
        &plain(),
        "04T10:00:00 receive A new_filing M1 M1
         04T10:06:00 entry M1 @first",
        "04T10:00:00 A - received check
         04T10:05:00 A M1 code_sent first
         04T10:06:00 A M1 entry complete
         04T10:06:00 A - complete",
    );
}

#[test]
fn r10_r11_codes_are_six_digits_and_no_two_effective_ones_are_equal() {
    let rules = with(|policy| policy.code_pool = 50);
    let acts: String = (0..40)
        .map(|n| format!("04T10:00:{n:02} receive S{n} new_website - M1\n"))
        .collect();
    let answers = answers_of(&rules, &acts);
    let first: Vec<_> = answers.iter().filter(|a| a.detail == "first").collect();
    let codes: std::collections::BTreeSet<_> = first.iter().map(|a| a.code).collect();
    assert_eq!((first.len(), codes.len()), (40, 40));
    // The other 10 codes go to automatic resends; the rest of these wait until the first ones end.
    let automatic: Vec<_> = answers.iter().filter(|a| a.detail == "automatic").collect();
    assert!(automatic.len() >= 10);
    assert!(
        automatic
            .iter()
            .take(10)
            .all(|a| a.at.to_string() == "2019-03-05T00:00:00")
    );
    assert!(
        automatic
            .iter()
            .skip(10)
            .all(|a| a.at.to_string() >= "2019-03-06T10:05:00".into())
    );
}

#[test]
fn r11_a_message_waits_in_order_until_a_code_is_free_after_the_deadlines_of_that_instant() {
    let rules = with(|policy| {
        policy.code_pool = 1;
        policy.code_effective = HOUR;
        policy.automatic_resend_days = 0;
    });
    tells(
        &rules,
        "04T10:00:00 receive A new_website - M1
         04T10:01:00 receive B new_website - M2
         04T10:02:00 receive C new_website - M3
         04T11:04:59.999 entry M1 @first
         04T11:30:00 entry M2 @first",
        "04T10:00:00 A - received check
         04T10:01:00 B - received check
         04T10:02:00 C - received check
         04T10:05:00 A M1 code_sent first
         04T11:04:59.999 A M1 entry complete
         04T11:04:59.999 A - complete
         04T11:05:00 B M2 code_sent first
         04T11:30:00 B M2 entry complete
         04T11:30:00 B - complete
         04T12:05:00 C M3 code_sent first
         06T12:05:00 C - returned window_over",
    );
}

#[test]
fn r11_no_mobile_gets_a_code_twice_and_lets_the_next_pass() {
    // One code, effective an hour: M1 has had it, so its resend never finds another; M2 passes.
    let rules = with(|policy| {
        policy.code_pool = 1;
        policy.code_effective = HOUR;
        policy.automatic_resend_days = 0;
    });
    tells(
        &rules,
        "04T10:00:00 receive A new_website - M1
         04T10:10:00 resend M1
         04T10:20:00 receive B new_website - M2",
        "04T10:00:00 A - received check
         04T10:05:00 A M1 code_sent first
         04T10:10:00 A M1 resend sent
         04T10:20:00 B - received check
         04T11:05:00 B M2 code_sent first
         06T10:05:00 A - returned window_over
         06T11:05:00 B - returned window_over",
    );
}

#[test]
fn r12_a_code_is_effective_until_just_before_its_48_hours() {
    let rules = with(|policy| {
        policy.window = 100 * HOUR;
        policy.automatic_resend_days = 0;
    });
    let answer = |time: &str| {
        let acts = format!("04T10:00:00 receive A new_website - M1\n{time} entry M1 @first");
        told(&rules, &acts)[2].clone()
    };
    assert_eq!(
        answer("06T10:04:59.999"),
        "06T10:04:59.999 A M1 entry complete"
    );
    assert_eq!(
        answer("06T10:05:00"),
        "06T10:05:00 A M1 entry record_not_found"
    );
}

#[test]
fn r13_both_codes_go_out_together_some_time_after_receipt() {
    let mut rules = plain();
    rules.first_code_delay = beian_sim::chance::Distribution::constant(7 * MINUTE);
    tells(
        &rules,
        "04T10:00:00 receive A new_filing M1 M2",
        "04T10:00:00 A - received check
         04T10:07:00 A M1 code_sent first
         04T10:07:00 A M2 code_sent first
         06T10:07:00 A - returned window_over",
    );
}

#[test]
fn r14_the_automatic_resend_goes_to_each_mobile_not_verified_on_the_next_day() {
    let acts = "04T10:00:00 receive A new_filing M1 M2\n04T10:06:00 entry M2 @first";
    tells(
        &RulesAlone::default(),
        acts,
        "04T10:00:00 A - received check
         04T10:05:00 A M1 code_sent first
         04T10:05:00 A M2 code_sent first
         04T10:06:00 A M2 entry verified
         05T00:00:00 A M1 code_sent automatic
         06T10:05:00 A - returned window_over",
    );
    let noon = with(|policy| policy.automatic_resend_at = 12 * HOUR);
    assert!(told(&noon, acts).contains(&"05T12:00:00 A M1 code_sent automatic".to_owned()));
    let twice = with(|policy| policy.automatic_resend_days = 2);
    assert!(told(&twice, acts).contains(&"06T00:00:00 A M1 code_sent automatic".to_owned()));
}

#[test]
fn r14_counts_days_from_the_first_code_not_from_receipt() {
    // Received before midnight, first code after it: the resend comes a day later.
    let acts = "04T23:58:00 receive A new_website - M1";
    let told = told(&RulesAlone::default(), acts);
    assert_eq!(told[1], "05T00:03:00 A M1 code_sent first");
    assert_eq!(told[2], "06T00:00:00 A M1 code_sent automatic");
    // Not at the end of the window, nor after it.
    let short = with(|policy| policy.window = 24 * HOUR - 3 * MINUTE);
    assert!(
        !self::told(&short, acts)
            .iter()
            .any(|line| line.contains("automatic"))
    );
}

#[test]
fn r15_a_resend_request_is_answered_by_mobile_certificate_and_graphic() {
    tells(
        &plain(),
        "04T10:00:00 receive A new_website - M1
         04T10:01:00 resend M1 failed
         04T10:02:00 resend M1!
         04T10:03:00 resend M2
         04T10:04:00 resend M1",
        "04T10:00:00 A - received check
         04T10:01:00 - M1 resend graphic_verification_failed
         04T10:02:00 - M1 resend record_not_found
         04T10:03:00 - M2 resend record_not_found
         04T10:04:00 A M1 resend sent
         04T10:04:00 A M1 code_sent manual
         04T10:05:00 A M1 code_sent first
         06T10:04:00 A - returned window_over",
    );
}

#[test]
fn r15_limits_count_requests_answered_sent_by_beijing_day() {
    let rules = with(|policy| {
        policy.resends_per_day = Some(1);
        policy.resend_least_gap = MINUTE;
        policy.automatic_resend_days = 0;
    });
    let told = told(
        &rules,
        "04T10:00:00 receive A new_website - M1
         04T23:58:00 resend M1!
         04T23:59:30 resend M1
         04T23:59:59 resend M1
         05T00:00:29.999 resend M1
         05T00:00:30 resend M1
         05T00:30:00 resend M1",
    );
    let answers: Vec<&str> = told
        .iter()
        .filter(|l| l.contains(" resend "))
        .map(String::as_str)
        .collect();
    assert_eq!(
        answers,
        [
            "04T23:58:00 - M1 resend record_not_found",
            "04T23:59:30 A M1 resend sent",
            "04T23:59:59 - M1 resend too_many_requests",
            // A new day, and yet too soon; exactly the least time apart is enough.
            "05T00:00:29.999 - M1 resend too_many_requests",
            "05T00:00:30 A M1 resend sent",
            "05T00:30:00 - M1 resend too_many_requests",
        ]
    );
}

#[test]
fn r16_earlier_codes_stay_effective_unless_the_lever_cancels_them() {
    let acts = "04T10:00:00 receive A new_website - M1
                04T10:30:00 resend M1
                04T10:31:00 entry M1 @first";
    let last = |rules: &RulesAlone| told(rules, acts)[4].clone();
    assert_eq!(last(&plain()), "04T10:31:00 A M1 entry complete");
    let cancels = with(|policy| policy.resend_cancels_earlier = true);
    assert_eq!(last(&cancels), "04T10:31:00 A M1 entry record_not_found");
}

#[test]
fn r16_a_resend_does_not_move_the_window() {
    let told = told(
        &plain(),
        "04T10:00:00 receive A new_website - M1\n06T10:00:00 resend M1",
    );
    assert_eq!(told.last().unwrap(), "06T10:05:00 A - returned window_over");
}

#[test]
fn r17_senders_follow_the_carrier() {
    let answers = answers_of(&plain(), "04T10:00:00 receive A new_filing M1 M3");
    let csv = beian_sim::replay::write_answers(&answers).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let mobile = csv
        .lines()
        .find(|l| l.contains("13812345678,code_sent"))
        .unwrap();
    assert!(mobile.ends_with(",106575000130"), "{mobile}");
    let mvno = csv
        .lines()
        .find(|l| l.contains("17012345678,code_sent"))
        .unwrap();
    assert!(mvno.ends_with(','), "{mvno}");
    let code = mvno.split(',').nth(5).unwrap();
    assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
}

#[test]
fn r18_r19_an_entry_is_judged_row_by_row() {
    tells(
        &plain(),
        "04T10:00:00 receive A new_filing M1 M2
         04T10:06:00 entry M1! @wrong failed
         04T10:07:00 entry M3 @wrong
         04T10:08:00 entry M1! @first
         04T10:09:00 entry M1 @wrong
         04T10:10:00 entry M1 @first
         04T10:11:00 entry M1 @first
         04T10:12:00 entry M2 @latest
         04T10:13:00 entry M2 @latest",
        "04T10:00:00 A - received check
         04T10:05:00 A M1 code_sent first
         04T10:05:00 A M2 code_sent first
         04T10:06:00 - M1 entry graphic_verification_failed
         04T10:07:00 - M3 entry record_not_found
         04T10:08:00 A M1 entry record_not_found
         04T10:09:00 A M1 entry record_not_found
         04T10:10:00 A M1 entry verified
         04T10:11:00 - M1 entry record_not_found
         04T10:12:00 A M2 entry complete
         04T10:12:00 A - complete
         04T10:13:00 - M2 entry record_not_found",
    );
}

#[test]
fn r18_a_mobile_in_several_checks_is_judged_by_its_code_and_else_by_the_last() {
    let answers = answers_of(
        &plain(),
        "04T10:00:00 receive A new_website - M1
         04T11:00:00 receive B new_website - M1",
    );
    let code_of_a = answers
        .iter()
        .find(|a| a.event == "code_sent")
        .unwrap()
        .code
        .unwrap();
    let acts = format!(
        "04T10:00:00 receive A new_website - M1
         04T11:00:00 receive B new_website - M1
         04T11:06:00 entry M1 @wrong
         04T11:07:00 resend M1
         04T11:08:00 entry M1 {code_of_a:06}
         04T11:09:00 entry M1 @latest"
    );
    tells(
        &plain(),
        &acts,
        "04T10:00:00 A - received check
         04T10:05:00 A M1 code_sent first
         04T11:00:00 B - received check
         04T11:05:00 B M1 code_sent first
         04T11:06:00 B M1 entry record_not_found
         04T11:07:00 A M1 resend sent
         04T11:07:00 A M1 code_sent manual
         04T11:07:00 B M1 code_sent manual
         04T11:08:00 A M1 entry complete
         04T11:08:00 A - complete
         04T11:09:00 B M1 entry complete
         04T11:09:00 B - complete",
    );
}

#[test]
fn r20_the_fifth_wrong_certificate_returns_the_submission() {
    let acts = "04T10:00:00 receive A new_filing M1 M2
                04T10:06:00 entry M2 @first
                04T10:10:00 entry M1! @first
                04T10:11:00 entry M1! @wrong
                04T10:12:00 entry M1 @wrong
                04T10:13:00 entry M1! @wrong failed
                04T10:14:00 resend M1
                04T10:15:00 entry M1! @manual
                04T10:16:00 entry M1! @manual
                04T10:17:00 entry M1! @manual
                04T10:18:00 entry M1 @manual
                04T10:19:00 entry M2 @first";
    let told = told(&plain(), acts);
    let from_fourth = told
        .iter()
        .position(|l| l.starts_with("04T10:16:00"))
        .unwrap();
    assert_eq!(
        told[from_fourth..],
        [
            "04T10:16:00 A M1 entry record_not_found",
            "04T10:17:00 A M1 entry verification_failed",
            "04T10:17:00 A - returned wrong_certificate",
            // R22: closed, also for the leader who was verified.
            "04T10:18:00 - M1 entry record_not_found",
            "04T10:19:00 - M2 entry record_not_found",
        ]
    );
    let two = with(|policy| policy.wrong_certificates = 2);
    assert!(
        self::told(&two, acts).contains(&"04T10:11:00 A - returned wrong_certificate".to_owned())
    );
}

#[test]
fn r21_at_exactly_48_hours_the_deadline_goes_before_a_completing_entry() {
    let at = |time: &str| {
        // Codes that outlive the window, so that it is the window that decides.
        let rules = with(|policy| {
            policy.code_effective = 60 * HOUR;
            policy.automatic_resend_days = 0;
        });
        told(
            &rules,
            &format!("04T10:00:00 receive A new_website - M1\n{time} entry M1 @first"),
        )
    };
    assert_eq!(
        at("06T10:04:59.999")[2],
        "06T10:04:59.999 A M1 entry complete"
    );
    assert_eq!(
        at("06T10:05:00")[2..],
        [
            "06T10:05:00 A - returned window_over",
            "06T10:05:00 - M1 entry record_not_found"
        ]
    );
}

#[test]
fn r21_the_window_may_run_from_receipt() {
    let rules = with(|policy| {
        policy.window_from = WindowFrom::Received;
        policy.automatic_resend_days = 0;
    });
    let told = told(&rules, "04T10:00:00 receive A new_website - M1");
    assert_eq!(told.last().unwrap(), "06T10:00:00 A - returned window_over");
}

#[test]
fn r22_nothing_is_sent_for_a_closed_check() {
    let rules = with(|policy| policy.window = 10 * HOUR);
    let told = told(
        &rules,
        "04T10:00:00 receive A new_website - M1\n04T20:05:00 resend M1",
    );
    assert_eq!(
        told[2..],
        [
            "04T20:05:00 A - returned window_over",
            "04T20:05:00 - M1 resend record_not_found"
        ]
    );
}

#[test]
fn r23_a_resubmission_starts_with_nothing_kept() {
    let told = told(
        &plain(),
        "04T10:00:00 receive A new_filing M1 M2
         04T10:06:00 entry M1 @first
         06T12:00:00 receive A new_filing M1 M2
         06T12:06:00 entry M1 @first
         06T12:07:00 entry M2 @first",
    );
    assert_eq!(
        told[4..],
        [
            "06T10:05:00 A - returned window_over",
            "06T12:00:00 A - received check",
            "06T12:05:00 A M1 code_sent first",
            "06T12:05:00 A M2 code_sent first",
            "06T12:06:00 A M1 entry verified",
            "06T12:07:00 A M2 entry complete",
            "06T12:07:00 A - complete",
        ]
    );
}

#[test]
fn at_one_instant_messages_go_before_requests_and_requests_before_entries() {
    let told = told(
        &plain(),
        "04T10:00:00 receive A new_website - M1
         04T10:05:00 entry M1 @latest
         04T10:05:00 resend M1",
    );
    assert_eq!(
        told[1..],
        [
            "04T10:05:00 A M1 code_sent first",
            "04T10:05:00 A M1 resend sent",
            "04T10:05:00 A M1 code_sent manual",
            "04T10:05:00 A M1 entry complete",
            "04T10:05:00 A - complete",
        ]
    );
}
