//! The holidays that come with the program, and a run in a year of which a scenario lists none.

use assert_cmd::Command;
use beian_sim::clock::DAY;
use beian_sim::scenario::{Calendars, Scenario, load};
use beian_sim::views::holidays_left_out;

fn shipped(name: &str, set: &[&str]) -> Scenario {
    let path = format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let set: Vec<String> = set.iter().map(|set| (*set).to_owned()).collect();
    load(path.as_ref(), &set).unwrap().scenario
}

/// What a scenario is refused for.
fn refused(set: &[&str]) -> String {
    let set: Vec<String> = set.iter().map(|set| (*set).to_owned()).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml");
    let faults = load(path.as_ref(), &set).unwrap_err();
    faults
        .iter()
        .map(|fault| fault.to_string() + "\n")
        .collect()
}

#[test]
fn the_official_ones_are_those_that_shipped_scenarios_list() {
    for name in ["baseline", "three-waves-2018", "regime-2020"] {
        let listed = shipped(name, &[]);
        let official = shipped(name, &["holidays=china"]);
        let [listed_days, official_days] =
            [&listed, &official].map(|of| of.calendars.get(Calendars::WORKING));
        let from = listed.run.start;
        let year = (0..)
            .map(|day| from.after(day))
            .take_while(|day| day.year() == from.year());
        let mut days = 0;
        for day in year {
            let (listed, official) = (listed_days.hours_of(day), official_days.hours_of(day));
            assert_eq!(listed, official, "{name}: {day}");
            days += 1;
        }
        assert!(days > 100, "{name}: {days}");
    }
}

#[test]
fn a_scenario_may_add_days_to_the_official_ones() {
    let set = [
        "holidays=china",
        "extra_workdays=[2025-03-01]",
        "run.start=2025-02-24",
    ];
    let calendars = shipped("baseline", &set).calendars;
    let working = calendars.get(Calendars::WORKING);
    let start = shipped("baseline", &set).run.start;
    // Saturday, 1 March is added; Saturday, 8 February is worked for the Spring Festival.
    for (after, open) in [
        (5, true),
        (6, false),
        (-16, true),
        (-17, true),
        (-20, false),
    ] {
        let day = start.after(after);
        assert_eq!(!working.hours_of(day).is_empty(), open, "{day}");
    }
}

#[test]
fn what_contradicts_them_or_is_none_is_refused() {
    let said = refused(&["holidays=china", "extra_workdays=[2025-03-01, 2025-10-01]"]);
    assert!(
        said.contains("2025-10-01 is an official holiday (National Day)"),
        "{said}"
    );
    assert!(!said.contains("2025-03-01 is"), "{said}");
    let said = refused(&["holidays=chnia"]);
    assert!(
        said.contains("\"chnia\"") && said.contains("did you mean china?"),
        "{said}"
    );
    for other in ["3", "true", "{ a = 1 }", "2019-05-01"] {
        let said = refused(&[&format!("holidays={other}")]);
        assert!(
            said.contains("a list of dates, or \"china\""),
            "{other}: {said}"
        );
    }
}

#[test]
fn a_year_without_a_listed_holiday_is_told() {
    let told = |set: &[&str]| holidays_left_out(&shipped("baseline", set));
    assert_eq!(told(&[]), None);
    let other = told(&["run.start=2020-03-02"]).unwrap();
    assert!(
        other.contains("days in 2020,") && other.contains("are of 2019"),
        "{other}"
    );
    // Up to the last day on which filings arrive, and from the first.
    assert_eq!(told(&["run.start=2019-12-23", "run.length=9d"]), None);
    assert!(told(&["run.start=2019-12-23", "run.length=9d1ms"]).is_some());
    assert!(told(&["run.start=2018-12-31"]).is_some());
    assert_eq!(
        told(&["run.start=2020-03-02", "holidays=[2020-05-01]"]),
        None
    );
    assert_eq!(told(&["run.start=2020-03-02", "holidays=[]"]), None);
    let china = "holidays=china";
    assert_eq!(
        told(&[china, "run.start=2016-01-01", "run.length=4018d"]),
        None
    );
    let after = told(&[china, "run.start=2016-01-01", "run.length=4019d"]).unwrap();
    assert!(
        after.contains("days in 2027,") && after.contains("are of 2016 to 2026"),
        "{after}"
    );
    assert!(
        told(&[china, "run.start=2015-12-31"])
            .unwrap()
            .contains("days in 2015,")
    );
}

#[test]
fn no_shipped_scenario_is_of_another_year_than_its_holidays() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let scenario = load(&path, &[]).unwrap().scenario;
            assert_eq!(holidays_left_out(&scenario), None, "{}", path.display());
            assert!(scenario.run.length >= DAY);
            seen += 1;
        }
    }
    assert!(seen >= 15, "{seen}");
}

#[test]
fn the_warning_stands_on_the_terminal_in_json_and_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml");
    let said = "the run has days in 2020, where no holiday is known";
    let run = |command: &str, more: &[&str]| {
        let output = Command::cargo_bin("beian-sim")
            .unwrap()
            .args([command, scenario, "--json", "--force", "--out", "of"])
            .args(["--set", "run.start=2020-03-02", "--set", "run.length=8d"])
            .args([
                "--set",
                "arrivals.filings_per_day=20",
                "--set",
                "run.replications=1",
            ])
            .args(more)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{error}");
        let page =
            std::fs::read_to_string(folder.path().join("of/report.html")).unwrap_or_default();
        (error, String::from_utf8(output.stdout).unwrap(), page)
    };
    let (error, json, page) = run("run", &[]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(error.contains(&format!("warning: {said}")), "{error}");
    assert!(
        json["warnings"][0].as_str().unwrap().starts_with(said),
        "{json}"
    );
    assert!(page.contains(&format!("Take care: {said}")));
    let (error, _, page) = run("compare", &[&scenario.replace("baseline", "noon")]);
    assert!(error.contains(&format!("warning: noon: {said}")), "{error}");
    assert!(page.contains(&format!("Take care: {said}")));
    let vary = ["--vary", "rules.window=24h,48h"];
    assert!(run("sweep", &vary).0.contains(&format!("warning: {said}")));
    let (error, ..) = run("run", &["--set", "holidays=china"]);
    assert!(!error.contains("no holiday is known"), "{error}");
}
