//! The provider's reminders among everything else: they are counted and priced, move nothing that they do not
//! touch, and are read as they are written.

use std::collections::{BTreeMap, BTreeSet};

use crate::followed::follow;
use crate::plain_world::run;
use crate::runner::{done, small, tables};
use beian_sim::clock::HOUR;
use beian_sim::measures::{self, Groups};
use beian_sim::scenario::{Calendars, Channel, ReminderTime, Scenario, from_text};
use beian_sim::simulation::Observed;

/// Trouble of every kind.
const TROUBLED: &str = "access.stale_number = 0.3
handsets = { intercepting = 0.2, out_of_coverage = 0.2, deleted = 0.1 }
people = { wrong_certificate = 0.1 }
carriers = { mobile = { share = 0.5 }, mvno = { share = 0.11 } }
";

#[test]
fn a_reminder_that_reaches_nobody_changes_nothing() {
    let without = small(TROUBLED);
    let reminders = "[[provider.reminders]]\nafter = \"2h\"\nreach = 0\n\
        [[provider.reminders]]\nat = \"10:00\"\ndays = 3\nby = \"sms\"\nreach = 0\n";
    let with = small(&format!("{TROUBLED}{reminders}"));
    let [plain, reminded] = [&without, &with].map(|folder| {
        done(
            folder,
            &["run", "x.toml", "--out", "r", "--events", "x.csv"],
        );
        tables(&folder.path().join("r"))
    });
    let mut own = 0;
    for (name, table) in &plain {
        // A measure stands behind its group, or first where a table has no groups.
        let is_own = |line: &&str| {
            let mut cells = line.split(',');
            cells.any(|cell| ["reminders", "reminded_rate"].contains(&cell))
        };
        let (of_reminders, others): (Vec<&str>, Vec<&str>) =
            reminded[name].split_inclusive('\n').partition(is_own);
        assert_eq!(others.concat(), *table, "{name}");
        own += of_reminders.len();
    }
    assert!(own > 40, "{own}");
    let log = |folder: &tempfile::TempDir| {
        let text = std::fs::read_to_string(folder.path().join("x.csv")).unwrap();
        let mut kinds: BTreeMap<bool, Vec<String>> = BTreeMap::new();
        for line in text.lines() {
            let of_reminder = line.contains("reminder") || line.contains("call");
            kinds.entry(of_reminder).or_default().push(line.to_owned());
        }
        kinds
    };
    let [plain, reminded] = [log(&without), log(&with)];
    assert!(!plain.contains_key(&true));
    assert!(plain[&false] == reminded[&false]);
    let sent = reminded[&true]
        .iter()
        .filter(|line| line.contains("sends the leader a reminder"));
    assert!(sent.count() > 100);
}

fn troubled(reminders: &str) -> Scenario {
    let text = format!(
        "run = {{ length = \"9d\", warm_up = \"2d\", replications = 4 }}\n\
         arrivals = {{ filings_per_day = 400 }}\n{TROUBLED}provider.reminders = {reminders}"
    );
    from_text("troubled", &text).unwrap().scenario
}

#[test]
fn measures_say_what_the_log_says_and_reach_is_what_was_set() {
    let scenario = troubled("[{ after = \"2h\", reach = 0.3 }, { at = \"10:00\", reach = 0.3 }]");
    let results = run(&scenario);
    let total = results.total(Groups::NATION);
    let mut seen = [0; 2];
    for replication in 0..scenario.run.replications {
        for province in 0..scenario.provinces.len() {
            let (all, _) = follow(&scenario, province, replication);
            for told in all.iter().filter(|told| told.counted) {
                seen[0] += u64::from(matches!(told.what, Observed::Calls));
                seen[1] += u64::from(matches!(told.what, Observed::Reminded(_)));
            }
        }
    }
    assert_eq!([total.calls, total.reminded], seen);
    assert_eq!(total.reminder_messages, 0);
    let nation = Groups::NATION;
    let reached = results.estimate(&measures::REMINDED_RATE, nation).unwrap();
    // Standard error of 0.3 over so many.
    let error = (0.3 * 0.7 / total.calls as f64).sqrt();
    assert!(total.calls > 3_000, "{}", total.calls);
    assert!((reached.value - 0.3).abs() < 4.0 * error, "{reached:?}");
    let given = results.estimate(&measures::REMINDERS, nation).unwrap();
    assert_eq!(given.value, total.calls as f64 / 4.0);
    let none = run(&troubled("[]"));
    assert!(none.estimate(&measures::REMINDERS, nation).is_none());
    // Reminders verify more of the same filings.
    assert!(total.all_returned() < none.total(nation).all_returned());
}

#[test]
fn a_reminder_keeps_its_luck_whatever_comes_after_it_in_the_list() {
    let first = "{ after = \"1h\", reach = 0.5 }";
    let called = |more: &str| -> BTreeSet<(usize, u64, u32, bool)> {
        let scenario = troubled(&format!("[{first}{more}]"));
        // One call a submission, before anything that the others could have changed.
        let mut calls = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let histories = (0..scenario.provinces.len()).flat_map(|province| {
            let (all, _) = follow(&scenario, province, 0);
            all.into_iter().map(move |told| (province, told))
        });
        for (province, told) in histories {
            let reached = match told.what {
                Observed::Reminded(Channel::Call) => true,
                Observed::NotReminded(Channel::Call) => false,
                _ => continue,
            };
            let of = (province, told.filing, told.leader);
            if told.submission == 1 && seen.insert(of) {
                calls.insert((
                    province,
                    told.filing,
                    told.leader.map_or(9, |role| role as u32),
                    reached,
                ));
            }
        }
        calls
    };
    let alone = called("");
    assert!(alone.len() > 100, "{}", alone.len());
    assert_eq!(
        alone,
        called(", { at = \"10:00\", days = 2, by = \"sms\", reach = 1 }")
    );
    assert_eq!(alone, called(", { after = \"20h\", reach = 0.9 }"));
}

#[test]
fn reminders_cost_what_they_are_priced_at() {
    let text = format!(
        "{TROUBLED}provider.reminders = [{{ after = \"2h\", reach = 0.5 }}, \
         {{ at = \"10:00\", by = \"sms\", reach = 0.5 }}]\n\
         costs = {{ reminder_call_minutes = 6, reminder_sms = 0.5, wage_hour = 90 }}\n\
         run = {{ length = \"5d\", warm_up = \"1d\", replications = 1 }}\narrivals = {{ filings_per_day = 400 }}"
    );
    let scenario = from_text("priced", &text).unwrap().scenario;
    let results = run(&scenario);
    let total = results.total(Groups::NATION);
    assert!(total.calls > 100 && total.reminder_messages > 100);
    let cost = total.calls as f64 * 9.0 + total.reminder_messages as f64 * 0.5;
    for measure in [measures::COST_REMINDERS, measures::COST_TOTAL] {
        let found = results.estimate(&measure, Groups::NATION).unwrap().value;
        assert!((found - cost).abs() < 1e-6, "{measure:?}: {found}, {cost}");
    }
}

#[test]
fn a_provinces_reminders_stand_in_place_of_the_general_ones() {
    let text = "arrivals.province_share = { zj = 0.5, fj = 0.5 }\n\
        [[provider.reminders]]\nafter = \"2h\"\nreach = 0.5\n\
        [[province.zj.provider.reminders]]\nat = \"09:00\"\ndays = 2\nmeasured_in = \"always\"\nby = \"sms\"\nreach = 1\n";
    let scenario = from_text("two", text).unwrap().scenario;
    for province in &scenario.provinces {
        let [reminder] = &province.provider.reminders[..] else {
            panic!("one reminder each");
        };
        match (province.province.code(), &reminder.time) {
            ("fj", ReminderTime::After(delay)) => {
                assert_eq!(delay.measured_in, Some(Calendars::WORKING));
                assert_eq!((reminder.by, reminder.reach), (Channel::Call, 0.5));
            }
            (
                "zj",
                &ReminderTime::At {
                    time,
                    days,
                    calendar,
                },
            ) => {
                assert_eq!((time, days), (9 * HOUR, 2));
                assert_eq!(calendar, Calendars::ALWAYS);
                assert_eq!((reminder.by, reminder.reach), (Channel::Sms, 1.0));
            }
            (code, time) => panic!("{code}: {time:?}"),
        }
    }
}

#[test]
fn what_is_no_reminder_is_refused() {
    let refused = |reminder: &str| {
        let text = format!("[[provider.reminders]]\n{reminder}\n");
        let faults = from_text("x", &text).unwrap_err();
        faults
            .iter()
            .map(|fault| fault.to_string() + "\n")
            .collect::<String>()
    };
    for (reminder, parts) in [
        ("reach = 0.5", &["has either after or at"][..]),
        (
            "after = \"2h\"\nat = \"10:00\"\nreach = 0.5",
            &["has either after or at"],
        ),
        (
            "after = \"2h\"\ndays = 2\nreach = 0.5",
            &["x:3:8", "provider.reminders.days", "after has none"],
        ),
        (
            "after = \"2h\"\nmeasured_in = \"always\"\nreach = 0.5",
            &["provider.reminders.measured_in", "after has none"],
        ),
        (
            "at = \"10:00\"\nmeasured_in = \"wroking\"\nreach = 0.5",
            &["no calendar \"wroking\"", "did you mean working?"],
        ),
        ("at = \"25:00\"\nreach = 0.5", &["provider.reminders.at"]),
        ("at = \"10:00\"", &["provider.reminders.reach", "missing"]),
        (
            "at = \"10:00\"\ndays = 0\nreach = 1",
            &["provider.reminders.days", "a whole number from 1 to 366"],
        ),
        (
            "after = \"2h\"\nreach = 1.5",
            &["provider.reminders.reach", "1.5", "0 to 1"],
        ),
        (
            "after = \"2h\"\nreach = 1\nby = \"letter\"",
            &["provider.reminders.by", "call, sms"],
        ),
        (
            "after = \"2h\"\nreach = 1\nby = \"sms\"\nchannel = 3",
            &["unknown field"],
        ),
    ] {
        let said = refused(reminder);
        for part in parts {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
    let many = format!(
        "provider.reminders = [{}]",
        "{ after = \"1h\", reach = 1 }, ".repeat(101)
    );
    let faults = from_text("x", &many).unwrap_err();
    let said: String = faults.iter().map(ToString::to_string).collect();
    assert!(said.contains("at most 100 reminders"), "{said}");
    let costs = from_text("x", "costs.reminder_call_minutes = 3").unwrap_err();
    let said: String = costs.iter().map(ToString::to_string).collect();
    assert!(said.contains("paid at costs.wage_hour"), "{said}");
}
