//! Records for `inputs`: a world whose inputs all show, what is known of it, and how logs differ.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;

use crate::runner::{done, tables, write};

/// A world whose inputs all show: one kind of people, gaps and interceptions enough, few provinces.
pub const KNOWN: &str = "\
    title = 'Known'\n\
    run = { length = '16d', warm_up = '2d', replications = 1, seed = 11 }\n\
    filings.type_share = { new_filing = 0.4, new_website = 0.2, new_access = 0.1, change = 0.25, cancel_entity = 0.05 }\n\
    filings.change_scope = { entity = 0.3, website = 0.4, both = 0.3 }\n\
    filings.same_person = 0.5\n\
    access = { stale_number = 0.3, noticed = 0.4 }\n\
    rules = { window = '36h', automatic_resend_at = '12:00', check_cancel_entity = true }\n\
    handsets = { out_of_coverage = 0.25, intercepting = 0.15, deleted = 0.05, store_and_forward = 0.7 }\n\
    [arrivals]\n\
    filings_per_day = 700\n\
    province_share = { zj = 0.5, fj = 0.3, xj = 0.2 }\n\
    [carriers]\n\
    telecom = { share = 0.3, loss = 0.05 }\n\
    unicom = { share = 0.2, delay = { gamma = { mean = '20s', shape = 2 } } }\n\
    mobile = { share = 0.3, delay = { weibull = { scale = '30s', shape = 1.5 } } }\n\
    mvno = { share = 0.2, reach = 0.6 }\n\
    [people]\n\
    attentive = 1.0\n\
    prompt = 1.0\n\
    notice = '2min'\n\
    act_promptly = { lognormal = { median = '1h', p95 = '8h' } }\n\
    acts_at_work = 0.3\n\
    makes_time = 0.4\n\
    expecting = 0.7\n\
    wrong_certificate = 0.0\n\
    responds = { attentive = 0.8, reminded = 0.5 }\n\
    slip = { graphic = 0.15, mobile = 0.05, certificate = 0.08, code = 0.1 }\n\
    [resubmission]\n\
    after_timeout = 0.8\n\
    most_submissions = 4\n\
    changes_number = 0.35\n";

pub type Row = BTreeMap<String, String>;

pub fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// A folder with the known world and its log, `e.csv`.
pub fn known() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "known.toml", KNOWN);
    done(
        &folder,
        &[
            "run",
            "known.toml",
            "--events",
            "e.csv",
            "--out",
            "r",
            "--quiet",
        ],
    );
    folder
}

/// The figures of a folder's `inputs.csv`, by field and figure.
pub fn figures(folder: &TempDir, name: &str) -> BTreeMap<(String, String), Row> {
    let all = rows(&tables(&folder.path().join(name))["inputs.csv"]);
    all.into_iter()
        .map(|row| ((row["field"].clone(), row["figure"].clone()), row))
        .collect()
}

pub fn at(row: &Row, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column} in {row:?}"))
}

pub const HOUR: f64 = 3600.0;

/// What is known of the world: a field, a figure and its truth.
pub fn truths() -> Vec<(&'static str, &'static str, f64)> {
    vec![
        ("arrivals.filings_per_day", "", 700.0),
        ("arrivals.weekday_factor", "mon", 1.15 * 7.0 / 5.62),
        ("arrivals.weekday_factor", "sun", 0.1 * 7.0 / 5.62),
        ("arrivals.hour_factor", "10", 2.4 * 24.0 / 24.17),
        ("arrivals.hour_factor", "21", 0.4 * 24.0 / 24.17),
        ("arrivals.province_share", "zj", 0.5),
        ("arrivals.province_share", "xj", 0.2),
        ("filings.type_share", "new_filing", 0.4),
        ("filings.type_share", "cancel_entity", 0.05),
        ("filings.change_scope", "entity", 0.3),
        ("filings.change_scope", "website", 0.4),
        ("filings.change_scope", "both", 0.3),
        ("filings.same_person", "", 0.5),
        ("access.stale_number", "", 0.3),
        ("access.noticed", "", 0.4),
        // Gamma of shape 2: quantiles of 1.678 and 4.744 scales, of 4 h.
        ("provider.review", "median", 1.6783 * 4.0 * HOUR),
        ("provider.review", "p95", 4.7439 * 4.0 * HOUR),
        ("rules.first_code_delay", "median", 240.0),
        ("rules.first_code_delay", "p95", 540.0),
        ("authority.audit", "median", 37.5 * HOUR),
        ("authority.audit", "p95", 105.0 * HOUR),
        ("carriers.telecom.share", "", 0.3),
        ("carriers.telecom.loss", "", 0.05),
        ("carriers.telecom.delay", "median", 5.0),
        ("carriers.telecom.delay", "p95", 15.0),
        ("carriers.unicom.delay", "median", 16.783),
        ("carriers.unicom.delay", "p95", 47.439),
        (
            "carriers.mobile.delay",
            "median",
            30.0 * 2f64.ln().powf(1.0 / 1.5),
        ),
        ("carriers.mvno.loss", "", 0.02),
        ("carriers.mvno.reach", "", 0.6),
        ("handsets.out_of_coverage", "", 0.25),
        ("handsets.coverage_gap", "median", 3.0 * HOUR * 2f64.ln()),
        ("handsets.store_and_forward", "", 0.7),
        ("handsets.intercepting", "", 0.15),
        ("handsets.deleted", "", 0.05),
        ("people.expecting", "", 0.7),
        ("people.acts_at_work", "", 0.3),
        ("people.makes_time", "", 0.4),
        ("people.act_promptly", "median", HOUR + 120.0),
        ("people.act_promptly", "p95", 8.0 * HOUR + 120.0),
        ("people.entry_time", "median", 70.0),
        ("people.entry_time", "p95", 180.0),
        ("people.responds.attentive", "", 0.8),
        ("people.responds.reminded", "", 0.5),
        ("people.slip.graphic", "", 0.15),
        ("people.slip.mobile", "", 0.05),
        ("people.slip.certificate", "", 0.08),
        ("people.slip.code", "", 0.1),
        ("people.comes_back", "", 0.75),
        ("people.asks_resend", "", 0.55),
        ("people.finds_interception", "", 0.4),
        ("people.moves_to_coverage", "", 0.5),
        ("people.fix_time", "median", 960.0),
        ("resubmission.delay", "mean", 8.0 * HOUR),
        ("resubmission.after_timeout", "", 0.8),
        ("resubmission.fixes_interception", "", 0.6),
        ("resubmission.changes_number", "", 0.35),
    ]
}

/// Every truth is in its interval, or near it: of so many intervals of 95 % a few miss, and none by much.
#[track_caller]
pub fn given_back(figures: &BTreeMap<(String, String), Row>, truths: &[(&str, &str, f64)]) {
    let mut missed = Vec::new();
    for (field, figure, truth) in truths {
        let row = figures.get(&((*field).to_owned(), (*figure).to_owned()));
        let row = row.unwrap_or_else(|| panic!("no {field} {figure}"));
        let (value, low, high) = (at(row, "value"), at(row, "ci_low"), at(row, "ci_high"));
        assert!(low <= value && value <= high, "{row:?}");
        assert!(at(row, "observations") >= 20.0, "{row:?}");
        if !(low..=high).contains(truth) {
            missed.push(format!(
                "{field} {figure}: {truth} is not in {low} to {high}"
            ));
        }
        // Three and a half standard errors.
        let wide = (value - 1.8 * (value - low), value + 1.8 * (high - value));
        assert!(
            (wide.0..=wide.1).contains(truth),
            "{field} {figure}: {truth} is far from {low} to {high}"
        );
    }
    assert!(missed.len() <= truths.len() / 8, "{missed:#?}");
}

/// How two samples differ: the largest distance of their distribution functions.
pub fn distance(mut one: Vec<f64>, mut other: Vec<f64>) -> f64 {
    one.sort_by(f64::total_cmp);
    other.sort_by(f64::total_cmp);
    let share = |sorted: &[f64], at: f64| {
        sorted.partition_point(|value| *value <= at) as f64 / sorted.len() as f64
    };
    one.iter()
        .chain(&other)
        .map(|at| (share(&one, *at) - share(&other, *at)).abs())
        .fold(0.0, f64::max)
}

/// Seconds of Beijing time since 1970.
pub fn seconds(row: &Row) -> f64 {
    let text = &row["time:timestamp"];
    beian_sim::clock::Instant::parse(text).unwrap().0 as f64 / 1e3
}

/// Samples of a log: the hour and the weekday of arrivals, and how long filings take from one milestone to another.
pub fn samples(path: &Path) -> Vec<(&'static str, Vec<f64>)> {
    let mut milestones: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(path).unwrap();
    for row in reader.deserialize() {
        let row: Row = row.unwrap();
        let case = milestones
            .entry(row["case:concept:name"].clone())
            .or_default();
        let (what, at) = (row["concept:name"].clone(), seconds(&row));
        case.entry(what).or_insert(at);
    }
    let day = 86_400.0;
    let arrived = || milestones.values().map(|case| case["hands in the filing"]);
    let between = |from: &str, to: &str| -> Vec<f64> {
        let each = milestones
            .values()
            .filter_map(|case| Some(case.get(to)? - case.get(from)?));
        each.collect()
    };
    vec![
        ("arrivals", arrived().collect()),
        (
            "circadian",
            arrived().map(|at| at.rem_euclid(day)).collect(),
        ),
        (
            "week",
            arrived().map(|at| at.rem_euclid(7.0 * day)).collect(),
        ),
        (
            "review",
            between("hands in the filing", "receives submission"),
        ),
        (
            "check",
            between("receives submission", "has the check complete"),
        ),
        (
            "first code to verified",
            between(
                "sends the first code",
                "presses Verification: verified, check complete",
            ),
        ),
        ("audit", between("has it for audit", "accepts the filing")),
        (
            "cycle",
            between("hands in the filing", "accepts the filing"),
        ),
    ]
}
