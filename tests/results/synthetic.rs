//! A scenario and results made up for tests of the tables: small numbers that balance.
#![allow(dead_code, reason = "each test file uses a part")]

use beian_sim::clock::{DAY, Date, HOUR, Instant};
use beian_sim::datasets::Tables;
use beian_sim::folder::{Command, Ended, Manifest, Simulated};
use beian_sim::measures::{
    CellTally, Counts, DurationKind, Groups, HourLoad, Level, Prices, ProvinceTally,
    ReplicationTally, Results, Summary,
};
use beian_sim::rules::{
    Carrier, Cause, Fate, FilingType, Policy, Province, ReturnReason, WhyWindowOver,
};
use beian_sim::scenario::{Arrivals, Calendars, Loaded, Run, Scenario, Segment};

/// How large the results are.
#[derive(Clone, Copy)]
pub struct Size {
    pub provinces: usize,
    pub days: i64,
    pub replications: u32,
}

pub const SMALL: Size = Size {
    provinces: 1,
    days: 1,
    replications: 2,
};

/// A scenario of which the tables read only the name, the title, the run and the policy.
pub fn scenario(size: Size, segments: &[&str]) -> Scenario {
    let start = Instant::parse("2019-03-11").unwrap().date();
    Scenario {
        name: "made_up".into(),
        title: "Made up: 短信 check".into(),
        description: String::new(),
        run: Run {
            start,
            length: size.days * DAY,
            warm_up: 0,
            seed: 42,
            replications: size.replications,
            level: Level::default(),
        },
        holidays: Default::default(),
        calendars: Calendars { all: Vec::new() },
        arrivals: Arrivals::File(Vec::new()),
        segments: (segments.iter())
            .map(|name| Segment {
                name: (*name).into(),
                share: 1.0 / segments.len() as f64,
            })
            .collect(),
        policy: Policy::default(),
        provinces: Vec::new(),
        outages: Vec::new(),
        thresholds: Vec::new(),
        prices: Prices::default(),
        uncertain: Vec::new(),
    }
}

/// Results of that scenario; `extra` checks of the first replication are complete besides.
pub fn results(scenario: &Scenario, size: Size, extra: u64) -> Results {
    let provinces = Province::all().filter(|p| p.wave().is_some());
    let segments = scenario.segments.iter().map(|s| s.name.clone());
    let groups = Groups::new(provinces.take(size.provinces), segments);
    let from = scenario.run.counted_from();
    let mut results = Results::new(groups.clone(), size.provinces, from);
    for replication in 0..u64::from(size.replications) {
        let mut tally = ReplicationTally::new(&groups, size.provinces);
        for province in 0..size.provinces {
            let more = if replication == 0 { extra } else { 0 };
            let cell = cell(scenario, size, replication + province as u64, more);
            tally.merge_cell(&groups, province, &cell, ProvinceTally::of(&cell, 0));
        }
        tally.close(&groups);
        let summaries = Summary::of_replication(&groups, &tally);
        results.take_in(replication as usize, summaries, tally);
    }
    for (place, _) in groups.all().iter().enumerate() {
        assert_eq!(results.total(place).violations(), Vec::<String>::new());
    }
    results
}

fn cell(scenario: &Scenario, size: Size, luck: u64, extra: u64) -> CellTally {
    let mut cell = CellTally::new(scenario.segments.len());
    for kind in [FilingType::NewFiling, FilingType::Change] {
        for carrier in [Carrier::Telecom, Carrier::Mobile] {
            for segment in 0..scenario.segments.len() {
                let place = cell.strata.place(kind, carrier, segment);
                fill(&mut cell.counts[place], 90 + luck + extra);
                for minutes in 1..=100 {
                    let millis = minutes * (60_000 + luck as i64 * 1_000);
                    let mut record = |what, millis| cell.durations.record(place, what, millis);
                    record(DurationKind::ToVerify, millis);
                    record(DurationKind::LaneWait, millis / 100);
                    record(DurationKind::Delivery, millis / 20);
                    record(DurationKind::ReceiptToPhone, millis / 10);
                }
            }
        }
    }
    cell.hours.counted = (0..size.days * 24)
        .map(|hour| load(hour as u64, luck))
        .collect();
    cell.filings = 1_000 + luck;
    cell.events = 20_000 + luck;
    cell
}

fn fill(counts: &mut Counts, complete: u64) {
    counts.complete = complete;
    counts.complete_by_hour = vec![complete - 10, 0, 5, 5];
    counts.weekdays[0].complete = complete;
    counts.weekdays[0].returned = 10;
    counts.returned = [8, 2];
    counts.first_returned = [6, 2];
    counts.why[WhyWindowOver::Ignored as usize] = 5;
    counts.why[WhyWindowOver::Lost as usize] = 3;
    counts.first_why[WhyWindowOver::Ignored as usize] = 6;
    counts.checked = complete + 10;
    counts.first_checked = complete + 6;
    counts.not_checked = 7;
    counts.submissions = counts.checked + counts.not_checked;
    counts.filings_not_checked = 7;
    counts.filings_verified = complete;
    counts.filings_given_up = 4;
    counts.filings = complete + 11;
    counts.submissions_of_verified = complete + 6;
    counts.complete_with_resent = 9;
    counts.messages[Cause::First as usize][Fate::Kept as usize] = complete;
    counts.messages[Cause::First as usize][Fate::Lost as usize] = 12;
    counts.messages[Cause::Automatic as usize][Fate::Kept as usize] = 20;
    counts.messages[Cause::Automatic as usize][Fate::Withdrawn as usize] = 1;
    counts.queued = [complete + 12, 21, 0];
    counts.used = [complete - 9, 6, 3];
    counts.first_kept = [complete, 10, 0];
    counts.entries = [3, 2, 5, 2, 1, 10, complete];
    counts.requests = [1, 0, 0, 4, 2];
    assert_eq!(counts.returned_for(ReturnReason::WindowOver), 8);
}

fn load(hour: u64, luck: u64) -> HourLoad {
    let mut load = HourLoad {
        submissions: hour % 24,
        complete: hour % 7,
        returned: hour % 3,
        audits_done: hour % 5,
        messages_sent: 2 * (hour % 24) + luck,
        entries: hour % 24 + luck,
        requests: hour % 2,
        ..HourLoad::default()
    };
    load.open_checks.time_integral = 3 * HOUR as u64;
    load.open_checks.peak = 4 + luck;
    load.codes_taken.time_integral = HOUR as u64 / 4;
    load.codes_taken.peak = 1;
    load
}

/// Tables of small results.
pub fn small_tables(extra: u64) -> Tables {
    let scenario = scenario(SMALL, &["all"]);
    Tables::of(&scenario, &results(&scenario, SMALL, extra))
}

/// A manifest of small results.
pub fn manifest() -> Manifest {
    let scenario = scenario(SMALL, &["all"]);
    let mut simulated = Simulated::default();
    simulated.add(&results(&scenario, SMALL, 0));
    let loaded = Loaded {
        as_read: serde_json::json!({ "title": scenario.title }),
        as_toml: format!("title = \"{}\"\n", scenario.title),
        files: Vec::new(),
        scenario,
    };
    let command = Command {
        name: "run",
        asked: vec!["run".into(), "small.toml".into()],
        again: vec!["run".into(), "scenario.toml".into()],
        ended: Ended::Whole,
    };
    Manifest::of(command, &loaded, &[], simulated, None)
}

/// A table's text.
pub fn text(tables: &Tables, name: &str) -> String {
    String::from_utf8(tables.named(name).unwrap().bytes.clone()).unwrap()
}

/// A date, for what needs one.
pub fn a_day() -> Date {
    Instant::parse("2019-03-11").unwrap().date()
}
