//! The life of single filings, as `trace` tells it.

use std::collections::BTreeSet;
use std::fs;

use crate::runner::say;
use serde_json::Value;
use tempfile::TempDir;

/// Enough trouble that every outcome comes about among few filings.
const TROUBLED: &str = "based_on = \"baseline.toml\"
title = \"Troubled\"
[run]
length = \"5d\"
warm_up = \"1d\"
replications = 2
[arrivals]
filings_per_day = 60
province_share = { zj = 0.9, xj = 0.1 }
[handsets]
intercepting = 0.2
[people]
wrong_certificate = 0.3
sees_mistake = 0.1
entries_per_visit = 5
[people.responds]
attentive = 0.6
[resubmission]
after_timeout = 0.6
";

fn folder(scenario: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("s.toml"), scenario).unwrap();
    folder
}

#[track_caller]
fn expect(folder: &TempDir, code: i32, args: &[&str]) -> String {
    let said = say(folder, args);
    assert_eq!(said.code, Some(code), "{args:?}: {}", said.error);
    if code == 0 { said.out } else { said.error }
}

fn trace(folder: &TempDir, args: &[&str]) -> String {
    expect(folder, 0, &[&["trace", "s.toml"], args].concat())
}

#[test]
fn every_outcome_is_found_with_the_rule_that_made_it() {
    let folder = folder(TROUBLED);
    for (outcome, parts) in [
        ("verified", vec!["has the check complete", "[R24]", "[R13]"]),
        ("resent", vec!["[R24]", "code"]),
        ("returned", vec!["returns the submission"]),
        ("window-over", vec!["the window is over", "[R21]"]),
        (
            "wrong-certificate",
            vec!["too many wrong certificates", "[R20]", "R18 row 3"],
        ),
        (
            "resubmitted",
            vec!["submits again", "[R23]", "receives submission 2", "[R24]"],
        ),
        ("given-up", vec!["returns the submission", "gives up"]),
        (
            "not-checked",
            vec!["nobody to check", "[R8]", "accepts the filing"],
        ),
    ] {
        let text = trace(&folder, &["--outcome", outcome]);
        for part in parts {
            assert!(text.contains(part), "{outcome}: {part}:\n{text}");
        }
    }
    let resent = trace(&folder, &["--outcome", "resent"]);
    assert!(resent.contains("sends the automatic") || resent.contains("sends the manual"));
}

#[test]
fn json_has_a_line_for_each_of_the_text() {
    let folder = folder(TROUBLED);
    let text = trace(&folder, &["--filing", "3"]);
    let list: Value = serde_json::from_str(&trace(&folder, &["--filing", "3", "--json"])).unwrap();
    let list = list.as_array().unwrap();
    assert_eq!(text.lines().skip(2).count(), list.len());
    for (line, observation) in text.lines().skip(2).zip(list) {
        assert_eq!(observation["filing"], 3);
        for part in ["what", "rule", "who"] {
            assert!(line.contains(observation[part].as_str().unwrap()), "{line}");
        }
    }
}

#[test]
fn a_trace_is_the_same_each_time_and_differs_among_replications_and_seeds() {
    let folder = folder(TROUBLED);
    let one = trace(&folder, &["--filing", "5"]);
    assert_eq!(one, trace(&folder, &["--filing", "5"]));
    let others: BTreeSet<String> = [
        &["--filing", "5", "--replication", "2"][..],
        &["--filing", "5", "--set", "run.seed=3"],
        &["--filing", "5", "--province", "xj"],
        &["--filing", "6"],
    ]
    .iter()
    .map(|args| trace(&folder, args))
    .collect();
    assert!(others.len() == 4 && !others.contains(&one));
}

#[test]
fn what_the_scenario_does_not_have_is_refused() {
    let folder = folder(TROUBLED);
    for (args, telling) in [
        (
            &["--province", "sd"][..],
            "the scenario has filings in zj, xj",
        ),
        (&["--province", "xyz"], "the scenario has filings in"),
        (&["--filing", "100000"], "no such filing in zj"),
        (&["--filing", "0"], "invalid value"),
        (&["--replication", "3"], "the scenario has 2"),
        (
            &["--filing", "1", "--outcome", "verified"],
            "cannot be used with",
        ),
    ] {
        let said = expect(&folder, 2, &[&["trace", "s.toml"], args].concat());
        assert!(said.contains(telling), "{args:?}: {said}");
    }
    let all_well = ["trace", "s.toml", "--set", "rules.wrong_certificates=1000"];
    let args = [&all_well[..], &["--outcome", "wrong-certificate"]].concat();
    assert!(expect(&folder, 2, &args).contains("no counted filing of zj came to it"));
}

/// The rows of a table of a results folder, each a list of fields, with the header.
fn rows(folder: &TempDir, table: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(folder.path().join("out").join(table)).unwrap();
    let fields = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = fields(reader.headers().unwrap());
    (
        header,
        reader.records().map(|row| fields(&row.unwrap())).collect(),
    )
}

#[test]
fn a_run_of_one_filing_counts_what_its_trace_tells() {
    let one = TROUBLED.replace("replications = 2", "replications = 1");
    let folder = folder(&one.replace("warm_up = \"1d\"", "warm_up = \"0d\""));
    let arrivals = "time,province,type\n2019-03-12T09:00:00,zj,new_filing\n";
    fs::write(folder.path().join("a.csv"), arrivals).unwrap();
    for seed in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        let seed = format!("run.seed={seed}");
        let set = ["--set", "arrivals.file=a.csv", "--set", &seed];
        let run = [
            &["run", "s.toml", "--out", "out", "--force", "--quiet"],
            &set[..],
        ]
        .concat();
        expect(&folder, 0, &run);
        let told = trace(&folder, &[&["--filing", "1"], &set[..]].concat());
        let times = |part: &str| told.matches(part).count() as f64;
        let (header, measures) = rows(&folder, "measures.csv");
        let place = |name: &str| header.iter().position(|column| column == name).unwrap();
        let measure = |name: &str, column: &str| -> f64 {
            let mut found = measures.iter().filter(|row| row[place("measure")] == name);
            let row = found.next().unwrap_or_else(|| panic!("no {name}"));
            row[place(column)].parse().unwrap()
        };
        let submissions = times("receives submission");
        assert_eq!(measure("submissions", "value"), submissions, "{told}");
        let given_up = measure("given_up_rate", "numerator");
        assert_eq!(given_up, times("gives up"), "{told}");
        let returned = measure("return_rate", "numerator");
        assert_eq!(returned, times("returns the submission"), "{told}");
        let verified = measure("success_rate", "numerator");
        assert_eq!(verified, times("has the check complete"), "{told}");
        let queued = measure("messages_queued", "value");
        assert_eq!(queued, times("queues the"), "{told}");
        let pressed = measure("entries", "value");
        assert_eq!(pressed, times("presses Verification"), "{told}");
    }
}

#[test]
fn a_filing_that_a_surge_adds_has_a_number_of_its_own() {
    let folder = folder(TROUBLED);
    let surge = "arrivals.surges=[{ from = \"1d\", to = \"3d\", factor = 4 }]";
    let set = ["--set", surge];
    let told = trace(&folder, &[&["--filing", "1000000001"], &set[..]].concat());
    assert!(told.starts_with("Filing 1000000001 in zj"), "{told}");
    assert!(
        told.lines().nth(2).unwrap().starts_with("2019-03-12"),
        "{told}"
    );
    // The filings of the scenario are as they were.
    let one = ["--filing", "40"];
    let with = trace(&folder, &[&one[..], &set].concat());
    assert_eq!(without_codes(&with), without_codes(&trace(&folder, &one)));
    let none = expect(&folder, 2, &["trace", "s.toml", "--filing", "1000000001"]);
    assert!(none.contains("no such filing in zj"), "{none}");
}

/// A timeline without what comes from the province's own stream.
fn without_codes(told: &str) -> String {
    let kept = told.lines().filter(|line| !line.contains("code"));
    kept.collect::<Vec<_>>().join("\n")
}
