//! A window and codes in a calendar (R12, R21): what becomes of checks, by weekday, and how the fields are
//! set and varied.

use crate::plain_world::{at, constant, filings_at, people, plain, run};
use crate::runner::{done, refused, small, tables};
use beian_sim::clock::{DAY, Ends, HOUR, Instant, MINUTE, Span};
use beian_sim::datasets::{RunTables, WeekdayRow};
use beian_sim::measures::{GroupBy, Groups};
use beian_sim::scenario::{DAYS, Scenario};

/// The plain world with filings whose first codes are sent at these instants.
fn with_codes_at(instants: &[&str]) -> Scenario {
    let before = |text: &&str| at(text).after(-HOUR - 5 * MINUTE);
    let arrivals: Vec<Instant> = instants.iter().map(before).collect();
    let mut scenario = plain(filings_at(&arrivals), 14);
    scenario.policy.automatic_resend_days = 0;
    scenario
}

fn days(scenario: &Scenario, days: u32, ends: Ends) -> Span {
    Span::OpenDays(days, ends, scenario.calendars.all[2].1.clone())
}

/// The nation's weekdays.
fn weekdays(scenario: &Scenario) -> Vec<WeekdayRow> {
    let tables = RunTables::of(scenario, &run(scenario));
    let nation = tables.weekdays.into_iter();
    nation
        .filter(|row| row.group.by == GroupBy::Nation)
        .collect()
}

#[test]
fn checks_are_counted_by_the_weekday_of_their_first_code() {
    // Friday, twice; Sunday, a minute before midnight; Monday at midnight.
    let mut scenario = with_codes_at(&[
        "2019-03-15T10:00:00",
        "2019-03-15T23:00:00",
        "2019-03-17T23:59:00",
        "2019-03-18T00:00:00",
    ]);
    people(&mut scenario).act_promptly = constant(60 * HOUR);
    scenario.policy.code_effective = (5 * DAY).into();
    for (window, returned) in [
        (Span::Plain(2 * DAY), [1, 0, 0, 0, 2, 0, 1]),
        // To Tuesday's end from Friday and Sunday, to Wednesday's from Monday.
        (days(&scenario, 2, Ends::Midnight), [0, 0, 0, 0, 0, 0, 1]),
        // To the same time on Tuesday from Friday, and to its end from Sunday; from Monday to Wednesday's begin.
        (days(&scenario, 2, Ends::SameTime), [1, 0, 0, 0, 0, 0, 1]),
    ] {
        scenario.policy.window = window;
        let rows = weekdays(&scenario);
        assert_eq!(rows.iter().map(|row| row.weekday).collect::<Vec<_>>(), DAYS);
        let checks: Vec<u64> = rows.iter().map(|row| row.checks).collect();
        assert_eq!(checks, [1, 0, 0, 0, 2, 0, 1]);
        let found: Vec<u64> = rows.iter().map(|row| row.returned).collect();
        assert_eq!(found, returned, "{:?}", scenario.policy.window);
        // The message is on its way for 10 s and noticed after 2 min; an entry takes a minute.
        let friday = rows[4].mean_time_to_verify;
        let took = 60.0 * 3_600.0 + 190.0;
        assert_eq!(friday, (returned[4] == 0).then_some(took));
        let rate = rows[4].return_rate.unwrap().value;
        assert_eq!(rate, returned[4] as f64 / 2.0);
        assert!(rows[1].return_rate.is_none() && rows[1].mean_time_to_verify.is_none());
    }
}

#[test]
fn survival_of_a_window_in_a_calendar_reaches_to_the_last_complete_check() {
    let mut scenario = with_codes_at(&["2019-03-15T10:00:00", "2019-03-18T10:00:00"]);
    people(&mut scenario).act_promptly = constant(60 * HOUR);
    scenario.policy.code_effective = (5 * DAY).into();
    scenario.policy.window = days(&scenario, 2, Ends::SameTime);
    let tables = RunTables::of(&scenario, &run(&scenario));
    let shares: Vec<(u64, f64)> = tables
        .survival
        .iter()
        .filter(|row| row.group.by == GroupBy::Nation)
        .map(|row| (row.hour, row.complete.unwrap().value))
        .collect();
    // Friday's after 60 h, of 96; Monday's never, in 48.
    assert_eq!(shares.len(), 61);
    assert_eq!(shares[59..], [(60, 0.0), (61, 0.5)]);
}

#[test]
fn codes_that_end_at_one_instant_are_taken_until_then() {
    let mut scenario = with_codes_at(&[
        "2019-03-15T10:00:00",
        "2019-03-16T10:00:00",
        "2019-03-17T10:00:00",
    ]);
    people(&mut scenario).responds_attentive = 0.0;
    scenario.policy.code_effective = days(&scenario, 1, Ends::Midnight);
    let results = run(&scenario);
    let load = results.replications[0][Groups::NATION].load.unwrap();
    // Until Monday, 24:00.
    let hours = [86, 62, 38].iter().sum::<i64>();
    assert_eq!(load.codes_taken.peak, 3);
    assert_eq!(load.codes_taken.time_integral as i64, hours * HOUR);
}

#[test]
fn a_window_in_days_varies_and_a_plain_one_has_none() {
    let window = "rules.window = { days = 2, measured_in = \"working\" }";
    let folder = small(window);
    let vary = [
        "sweep",
        "x.toml",
        "--points",
        "3",
        "--vary",
        "rules.window.days=1..3",
    ];
    let out = done(&folder, &[&vary[..], &["--out", "days"]].concat());
    for days in 1..=3 {
        assert!(
            out.contains(&format!("rules.window.days = {days}")),
            "{out}"
        );
    }
    // A point is what a run with the same days is, and a plain duration takes the place of days.
    let set = |set: &str| {
        done(
            &folder,
            &["run", "x.toml", "--set", set, "--out", "r", "--force"],
        );
        let measures = &tables(&folder.path().join("r"))["measures.csv"];
        let rate = measures
            .lines()
            .find(|line| line.starts_with("nation,all,return_rate,"));
        rate.unwrap().to_owned()
    };
    let of = |days: u32| set(&format!("rules.window.days={days}"));
    assert!(of(1) != of(2) && of(2) != of(3));
    assert_eq!(
        of(2),
        set("rules.window={ days = 2, measured_in = \"working\" }")
    );
    assert!(set("rules.window=48h") != of(2));
    // An always open calendar is no calendar.
    assert_eq!(
        set("rules.window=48h"),
        set("rules.window={ length = \"48h\", measured_in = \"always\" }")
    );
    let plain = small("");
    let said = refused(&plain, &vary);
    assert!(
        said.error.contains("rules.window.measured_in: missing"),
        "{}",
        said.error
    );
}

#[test]
fn the_longest_span_in_the_calendar_that_opens_least_comes_to_an_end() {
    let rare = "calendars.rare = { days = [\"mon\"], hours = [[\"10:00\", \"10:01\"]] }\n";
    for span in [
        "{ length = \"366000d\", measured_in = \"rare\" }",
        "{ days = 366, measured_in = \"rare\" }",
    ] {
        let folder = small(&format!(
            "{rare}rules = {{ window = {span}, code_effective = {span}, resend_cancels_earlier = true }}"
        ));
        done(&folder, &["run", "x.toml", "--out", "r"]);
        let rate = &tables(&folder.path().join("r"))["measures.csv"];
        assert!(rate.contains("nation,all,return_rate,"), "{rate}");
    }
}
