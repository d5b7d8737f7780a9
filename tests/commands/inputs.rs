//! `inputs`: a record gives back the inputs that made it, and a scenario made from a log simulates such logs.

use std::fs;

use crate::recorded::{Row, at, distance, figures, given_back, known, rows, samples, truths};
use crate::runner::{ACTS_HEADER, described, done, say, small, tables, write};

#[test]
fn a_log_gives_back_the_inputs_that_made_it() {
    let folder = known();
    let out = done(&folder, &["inputs", "e.csv", "--out", "i"]);
    assert!(out.starts_with("Inputs from e.csv: "), "{out}");
    let found = figures(&folder, "i");
    given_back(&found, &truths());
    // What is the same every time leaves no doubt.
    let scenario = fs::read_to_string(folder.path().join("i/inputs.toml")).unwrap();
    for line in [
        "run.start = 2019-03-11 ",
        "run.length = \"384h\" ",
        "run.warm_up = \"48h\" ",
        "rules.window = \"36h\" ",
        "rules.window_from = \"first_code\" ",
        "rules.automatic_resend_at = \"12:00\" ",
        "rules.automatic_resend_days = 1 ",
        "rules.check_cancel_entity = true ",
        "rules.in_force = { zj = true, fj = true, xj = true } ",
        "gateway.messages_per_minute = -1 ",
        "resubmission.most_submissions = 4 ",
    ] {
        assert!(
            scenario.contains(&format!("\n{line}")),
            "{line} in\n{scenario}"
        );
    }
    // The form that the world has is the likeliest, and near.
    let tables = tables(&folder.path().join("i"));
    let fits = rows(&tables["fits.csv"]);
    for (field, form) in [
        ("provider.review", "gamma"),
        ("rules.first_code_delay", "lognormal"),
        ("carriers.telecom.delay", "lognormal"),
        ("carriers.unicom.delay", "gamma"),
        ("carriers.mobile.delay", "weibull"),
        ("people.entry_time", "lognormal"),
    ] {
        let row = fits
            .iter()
            .find(|row| row["field"] == field && row["best"] == "yes")
            .unwrap();
        assert_eq!(row["form"], form, "{row:?}");
        assert!(at(row, "ks_distance") < 0.03, "{row:?}");
    }
    // Whatever is not estimated is listed, with a reason, and nothing is both.
    let hidden = rows(&tables["not_visible.csv"]);
    assert!(hidden.iter().all(|row| !row["why"].is_empty()));
    assert!(hidden.iter().any(|row| row["field"] == "people.patience"));
    assert!(
        hidden
            .iter()
            .all(|row| !found.keys().any(|(field, _)| *field == row["field"]))
    );
    described(&folder.path().join("i"));
}

#[test]
fn every_form_of_a_log_says_the_same_and_every_command_takes_the_scenario() {
    let folder = small("");
    for name in ["e.csv", "e.csv.zst", "e.parquet"] {
        done(
            &folder,
            &[
                "run", "x.toml", "--events", name, "--out", "r", "--force", "--quiet",
            ],
        );
        done(
            &folder,
            &[
                "inputs",
                name,
                "--base",
                "x.toml",
                "--out",
                &format!("i-{name}"),
                "--quiet",
            ],
        );
    }
    let [csv, zst, parquet] = ["e.csv", "e.csv.zst", "e.parquet"]
        .map(|name| tables(&folder.path().join(format!("i-{name}"))));
    assert!(csv == zst && csv == parquet);
    let review =
        |name: &str| fs::read(folder.path().join(format!("i-{name}/recorded/review.csv"))).unwrap();
    assert!(review("e.csv").starts_with(b"seconds\n") && review("e.csv") == review("e.parquet"));
    // Two replications: the rate is that of one.
    let found = figures(&folder, "i-e.csv");
    let daily = &found[&("arrivals.filings_per_day".to_owned(), String::new())];
    // Five days do not have all weekdays: the base's factors are taken.
    assert!(
        (at(daily, "ci_low")..at(daily, "ci_high")).contains(&80.0),
        "{daily:?}"
    );
    assert!(!found.contains_key(&("arrivals.weekday_factor".to_owned(), "mon".to_owned())));
    let scenario = "i-e.csv/inputs.toml";
    done(&folder, &["validate", scenario]);
    done(
        &folder,
        &[
            "run",
            scenario,
            "--replications",
            "2",
            "--out",
            "again",
            "--quiet",
        ],
    );
    done(
        &folder,
        &[
            "compare", "x.toml", scenario, "--out", "compared", "--quiet",
        ],
    );
    // Intervals of a lower level are narrower, around the same figures.
    let lower = [
        "inputs", "e.csv", "--base", "x.toml", "--level", "0.5", "--out", "lower",
    ];
    assert!(done(&folder, &lower).contains("50 % confidence"));
    let mut narrower = 0;
    for (key, row) in figures(&folder, "lower") {
        let usual = &found[&key];
        assert_eq!(row["value"], usual["value"], "{key:?}");
        if row["ci_low"].is_empty() {
            continue;
        }
        let width = |row: &Row| at(row, "ci_high") - at(row, "ci_low");
        assert!(width(&row) <= width(usual), "{row:?}");
        narrower += usize::from(width(&row) < 0.8 * width(usual));
    }
    assert!(narrower > 40, "{narrower}");
    // As fitted forms in place of files, too.
    done(
        &folder,
        &[
            "inputs", "e.csv", "--base", "x.toml", "--fitted", "--out", "fitted", "--quiet",
        ],
    );
    let text = fs::read_to_string(folder.path().join("fitted/inputs.toml")).unwrap();
    assert!(
        text.contains("\nprovider.review = { gamma = { mean = "),
        "{text}"
    );
    done(
        &folder,
        &[
            "run",
            "fitted/inputs.toml",
            "--replications",
            "1",
            "--out",
            "f",
            "--quiet",
        ],
    );
    // The folder says what made it.
    let manifest = fs::read_to_string(folder.path().join("i-e.csv/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let read = manifest["files_read"].as_array().unwrap();
    assert!(
        read.iter()
            .any(|file| file["path"] == "e.csv" && file["sha256"].as_str().unwrap().len() == 64)
    );
    let json = done(
        &folder,
        &[
            "inputs", "e.csv", "--base", "x.toml", "--json", "--out", "j", "--quiet",
        ],
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["fields"].as_array().unwrap().len() > 30);
    assert!(!json["not_visible"].as_array().unwrap().is_empty());
}

#[test]
fn a_scenario_made_from_a_log_simulates_such_logs() {
    let folder = tempfile::tempdir().unwrap();
    // The baseline's people: attentive and inattentive, prompt and later, with segments of their own.
    let text = "run = { length = '14d', warm_up = '0d', replications = 1 }\narrivals.filings_per_day = 500\n";
    write(&folder, "x.toml", text);
    for (seed, name) in [("1", "a.csv"), ("2", "c.csv")] {
        done(
            &folder,
            &[
                "run", "x.toml", "--seed", seed, "--events", name, "--out", "r", "--force",
                "--quiet",
            ],
        );
    }
    done(&folder, &["inputs", "a.csv", "--out", "i", "--quiet"]);
    let again = [
        "run",
        "i/inputs.toml",
        "--seed",
        "3",
        "--replications",
        "1",
        "--events",
        "b.csv",
        "--out",
        "r",
        "--force",
        "--quiet",
    ];
    done(&folder, &again);
    let [a, b, c] = ["a.csv", "b.csv", "c.csv"].map(|name| samples(&folder.path().join(name)));
    for (((name, first), (_, made)), (_, seed)) in a.into_iter().zip(b).zip(c) {
        let (filings, others) = (first.len() as f64, made.len() as f64);
        let found = distance(first.clone(), made);
        let chance = distance(first, seed);
        // What two samples of one distribution differ by at most, once in a thousand times.
        let bound = 1.95 * ((filings + others) / (filings * others)).sqrt();
        println!("{name}: {found:.4}, two seeds {chance:.4}, bound {bound:.4}");
        assert!(
            found < bound.max(2.0 * chance),
            "{name}: {found} from the log, {chance} of two seeds, {bound}"
        );
    }
}

#[test]
fn what_the_end_of_a_log_cuts_off_biases_nothing() {
    let folder = known();
    let log = fs::read_to_string(folder.path().join("e.csv")).unwrap();
    // Ten days and a half: audits take a week, and a third of them has not ended.
    let cut = "2019-03-21T12:00:00";
    let time = |line: &str| line.find("2019-").map(|from| line[from..].to_owned());
    let early = |line: &str| time(line).is_some_and(|at| at.as_str() < cut);
    let lines = log
        .lines()
        .enumerate()
        .filter(|(number, line)| *number == 0 || early(line));
    let lines: Vec<&str> = lines.map(|(_, line)| line).collect();
    write(&folder, "cut.csv", lines.join("\n") + "\n");
    let said = say(&folder, &["inputs", "cut.csv", "--out", "i"]);
    assert_eq!(said.code, Some(0), "{}", said.error);
    assert!(
        said.error.contains("under way when the record ended"),
        "{}",
        said.error
    );
    let found = figures(&folder, "i");
    let of_time = [
        "arrivals.filings_per_day",
        "provider.review",
        "authority.audit",
        "people.entry_time",
        "rules.first_code_delay",
    ];
    let truths: Vec<_> = truths()
        .into_iter()
        .filter(|(field, figure, _)| of_time.contains(field) && *figure != "p95")
        .collect();
    assert_eq!(truths.len(), 5);
    given_back(&found, &truths);
    let audit = &found[&("authority.audit".to_owned(), "median".to_owned())];
    assert!(
        at(audit, "censored") > 0.3 * at(audit, "observations"),
        "{audit:?}"
    );
    // The audits that had ended alone would say far less.
    let mut ended = Vec::new();
    for (_, sample) in samples(&folder.path().join("cut.csv"))
        .into_iter()
        .filter(|(name, _)| *name == "audit")
    {
        ended = sample;
    }
    assert!(ended.len() as f64 == at(audit, "observations"));
    // The last day is not whole, and not among those of the arrivals.
    let length = &found[&("run.length".to_owned(), String::new())];
    assert_eq!(at(length, "value"), 10.0 * 86_400.0);
    done(&folder, &["validate", "i/inputs.toml"]);
}

#[test]
fn recorded_acts_give_what_they_show() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = ACTS_HEADER.to_owned();
    // Fourteen days of four filings: at ten and at eleven of one person, at fourteen of two, at fifteen a cancellation.
    for day in 1..=14 {
        let time = |hour: u32| format!("2019-03-{:02}T{hour:02}:00:00", day + 3);
        for (hour, website) in [
            (10, "13812345678"),
            (11, "13812345678"),
            (14, "18612345678"),
        ] {
            text += &format!(
                "{},receive,zj,s{day}-{hour},new_filing,,13812345678,123456,{website},123456,,,,\n",
                time(hour)
            );
            if hour == 11 {
                text += &format!(
                    "{},entry,zj,,,,,,,,13812345678,123456,@first,failed\n",
                    time(hour).replace(":00:00", ":30:00")
                );
                text += &format!(
                    "{},entry,zj,,,,,,,,13812345678,123456,@first,ok\n",
                    time(hour).replace(":00:00", ":31:00")
                );
            }
        }
        text += &format!(
            "{},receive,fj,s{day}-15,cancel_website,,,,,,,,,\n",
            time(15)
        );
    }
    write(&folder, "acts.csv", text);
    let out = done(&folder, &["inputs", "acts.csv", "--out", "i"]);
    let found = figures(&folder, "i");
    let value =
        |field: &str, figure: &str| at(&found[&(field.to_owned(), figure.to_owned())], "value");
    assert_eq!(value("arrivals.filings_per_day", ""), 4.0);
    assert_eq!(value("arrivals.hour_factor", "10"), 6.0);
    assert_eq!(value("arrivals.province_share", "zj"), 0.75);
    assert_eq!(value("filings.type_share", "cancel_website"), 0.25);
    assert!((value("filings.same_person", "") - 2.0 / 3.0).abs() < 1e-6);
    assert_eq!(value("carriers.mobile.share", ""), 0.75);
    assert_eq!(value("people.slip.graphic", ""), 0.5);
    // What was received stands for what came; the rules are not estimated: they were put in.
    assert_eq!(
        found[&("provider.review".to_owned(), String::new())]["written"],
        "\"0s\""
    );
    assert!(!found.keys().any(|(field, _)| field.starts_with("rules.")));
    assert!(out.contains("recorded acts do not tell"), "{out}");
    done(
        &folder,
        &[
            "run",
            "i/inputs.toml",
            "--replications",
            "1",
            "--out",
            "r",
            "--quiet",
        ],
    );
}
