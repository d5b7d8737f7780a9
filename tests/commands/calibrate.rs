//! `calibrate`: from observed figures to a scenario, on the outside.

use crate::runner::{done, say, small, tables, write};
use tempfile::TempDir;

const UNCERTAIN: &str = "\
    [[uncertain]]\n\
    field = 'people.responds.inattentive'\n\
    distribution = { uniform = { min = 0.2, max = 0.95 } }\n\
    source = 'assumption'\n\
    [[uncertain]]\n\
    field = 'people.slip.code'\n\
    distribution = { uniform = { min = 0, max = 0.2 } }\n\
    [[uncertain]]\n\
    field = 'carriers.mobile.loss'\n\
    distribution = { uniform = { min = 0, max = 0.4 } }\n\
    [[uncertain]]\n\
    field = 'rules.first_code_delay.lognormal.median'\n\
    distribution = { uniform = { min = '2min', max = '6min' } }\n";

fn folder() -> TempDir {
    small(&format!("\n{UNCERTAIN}"))
}

/// The rows of a table, by the words of its header.
fn rows(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The figures of a truth, as somebody would observe them.
fn observed(folder: &TempDir) {
    let truth = [
        "people.responds.inattentive=0.5",
        "people.slip.code=0.1",
        "carriers.mobile.loss=0.25",
        "run.seed=99",
        "run.replications=6",
    ];
    let mut arguments = vec!["run", "x.toml", "--out", "truth", "--quiet"];
    arguments.extend(truth.iter().flat_map(|set| ["--set", set]));
    done(folder, &arguments);
    let measures = rows(&tables(&folder.path().join("truth"))["measures.csv"]);
    let mut text = "measure,group,count,total,value,standard_error\n".to_owned();
    for name in [
        "return_rate",
        "kept_rate_first",
        "entry_success_rate",
        "complete_within_24h",
    ] {
        let mut own = measures.iter().filter(|row| row["group"] == "all");
        let row = own.find(|row| row["measure"] == name).unwrap();
        text += &format!("{name},all,{},{},,\n", row["numerator"], row["denominator"]);
    }
    let mut own = measures.iter().filter(|row| row["group"] == "all");
    let per_check = own
        .find(|row| row["measure"] == "messages_per_check")
        .unwrap();
    text += &format!("messages_per_check,all,,,{},0.03\n", per_check["value"]);
    write(folder, "observed.csv", text);
}

#[test]
fn what_was_observed_becomes_a_scenario_that_every_command_takes() {
    let folder = folder();
    observed(&folder);
    let arguments = [
        "calibrate",
        "x.toml",
        "--targets",
        "observed.csv",
        "--simulations",
        "120",
        "--out",
        "c",
    ];
    let out = done(&folder, &arguments);
    assert!(
        out.contains("Calibration: 4 free fields, 5 targets, 120 simulations"),
        "{out}"
    );
    let after = tables(&folder.path().join("c"));
    let found = rows(&after["identified.csv"]);
    // Each truth that the targets see lies in its interval, and is determined; what they do not see is not.
    for (field, truth) in [("people.slip.code", 0.1), ("carriers.mobile.loss", 0.25)] {
        let row = found.iter().find(|row| row["field"] == field).unwrap();
        let at = |name: &str| row[name].parse::<f64>().unwrap();
        let (low, high) = (at("posterior_low_90"), at("posterior_high_90"));
        let room = (high - low) / 2.0;
        assert!((low - room..high + room).contains(&truth), "{row:?}");
        assert_eq!(row["determined"], "determined", "{row:?}");
        // With all other fields where they are best, the targets allow about as much.
        let (first, last) = (at("profile_low_95"), at("profile_high_95"));
        assert!(first <= high && low <= last, "{row:?}");
        assert!(last - first <= 3.0 * (high - low), "{row:?}");
        let own = rows(&after["profiles.csv"]);
        let own: Vec<_> = own.iter().filter(|row| row["field"] == field).collect();
        assert_eq!(own.len(), 21);
        let below: Vec<f64> = own
            .iter()
            .map(|row| row["below"].parse().unwrap())
            .collect();
        // Of a place that is far off, the data say that it is not so.
        assert!(
            below.iter().all(|below| *below >= 0.0) && below[20] > 4.0,
            "{below:?}"
        );
    }
    let unseen = found
        .iter()
        .find(|row| row["field"].starts_with("rules."))
        .unwrap();
    assert_eq!(unseen["determined"], "not", "{unseen:?}");
    assert_eq!(unseen["profile_low_95"], "", "{unseen:?}");
    let page = std::fs::read_to_string(folder.path().join("c/report.html")).unwrap();
    assert!(page.contains("How well the targets can be met with a field held at a value"));
    assert!(
        unseen["posterior_median"].ends_with("ms") || unseen["posterior_median"].contains("min")
    );
    let targets = rows(&after["targets.csv"]);
    assert_eq!(targets.len(), 5);
    assert!(targets.iter().all(|row| row["met"] == "met"), "{targets:?}");
    assert_eq!(rows(&after["posterior.csv"]).len(), 2000);
    // The result is a scenario.
    done(&folder, &["validate", "c/calibrated.toml"]);
    let run = done(
        &folder,
        &["run", "c/calibrated.toml", "--ensemble", "12", "--out", "r"],
    );
    assert!(
        run.contains("Levels rest on 4 fields whose values are rows of a file"),
        "{run}"
    );
    // Calibrated, the return rate is far surer than before.
    done(
        &folder,
        &["run", "x.toml", "--ensemble", "12", "--out", "p", "--quiet"],
    );
    let width = |name: &str| {
        let spreads = rows(&tables(&folder.path().join(name))["uncertainty.csv"]);
        let rate = spreads
            .iter()
            .find(|row| row["measure"] == "return_rate")
            .unwrap();
        rate["high_95"].parse::<f64>().unwrap() - rate["low_95"].parse::<f64>().unwrap()
    };
    assert!(
        width("r") < width("p") / 3.0,
        "{} of {}",
        width("r"),
        width("p")
    );
    let page = std::fs::read_to_string(folder.path().join("c/report.html")).unwrap();
    assert!(page.contains("What the data determine"));
}

#[test]
fn no_thread_moves_the_posterior() {
    let folder = folder();
    observed(&folder);
    for threads in ["1", "3"] {
        let arguments = [
            "calibrate",
            "x.toml",
            "--targets",
            "observed.csv",
            "--simulations",
            "30",
            "--threads",
            threads,
            "--out",
            threads,
        ];
        done(&folder, &arguments);
    }
    let [one, three] = ["1", "3"].map(|name| tables(&folder.path().join(name)));
    assert!(one == three);
}

#[test]
fn what_the_model_cannot_reach_is_told() {
    let folder = folder();
    let far =
        "measure,group,count,total\nkept_rate_first,all,100,10000\nreturn_rate,all,9000,10000\n";
    write(&folder, "far.csv", far);
    let arguments = [
        "calibrate",
        "x.toml",
        "--targets",
        "far.csv",
        "--simulations",
        "40",
        "--out",
        "c",
    ];
    let said = say(&folder, &arguments);
    assert_eq!(said.code, Some(0), "{}", said.error);
    assert!(
        said.error
            .contains("no draw of the prior comes near kept_rate_first@all"),
        "{}",
        said.error
    );
    let targets = rows(&tables(&folder.path().join("c"))["targets.csv"]);
    assert!(
        targets.iter().all(|row| row["met"] == "missed"),
        "{targets:?}"
    );
}

#[test]
fn what_is_no_target_is_refused_before_anything_runs() {
    let folder = folder();
    let refused = |text: &str, says: &str| {
        write(&folder, "t.csv", text);
        let said = say(
            &folder,
            &["calibrate", "x.toml", "--targets", "t.csv", "--out", "c"],
        );
        assert_eq!(said.code, Some(2), "{text}: {}", said.error);
        assert!(said.error.contains(says), "{says} in {}", said.error);
        assert!(!folder.path().join("c").exists());
    };
    refused(
        "measure,group,count,total\nreturn_rat,all,1,2\n",
        "there is no measure \"return_rat\"; did you mean",
    );
    refused(
        "measure,group,count,total\nreturn_rate,zk,1,2\n",
        "t.csv:2:13: group: the scenario has no group \"zk\"",
    );
    refused(
        "measure,group,count,total\nreturn_rate,all,3,2\n",
        "3 of 2: more than there are",
    );
    refused(
        "measure,group,count,total\nreturn_rate,all,0,0\n",
        "0 says nothing of a share",
    );
    refused(
        "measure,group,count,total\nfilings,all,1,2\n",
        "filings is no share",
    );
    refused(
        "measure,group,value,standard_error\nreturn_rate,all,0.2,0\n",
        "nothing is observed exactly",
    );
    refused(
        "measure,group,value,standard_error\nreturn_rate,all,1.2,0.1\n",
        "1.2 is no share of 1",
    );
    refused(
        "measure,group,value\nreturn_rate,all,0.2\n",
        "has count and total, or value and standard_error",
    );
    refused("measure,group,count,total\n", "no targets in the file");
    refused(
        "measure,count,total\nreturn_rate,1,2\n",
        "no column \"group\"",
    );
    refused(
        "measure,group,count,sum\nreturn_rate,all,1,2\n",
        "no column \"sum\"",
    );
    refused(
        "measure,group,count,total\nreturn_rate,all,100,1000\nreturn_rate,all,300,1000\n",
        "contradicts line 2",
    );
    write(&folder, "sure.toml", "uncertain = []");
    write(
        &folder,
        "t.csv",
        "measure,group,count,total\nreturn_rate,all,1,2\n",
    );
    let said = say(&folder, &["calibrate", "sure.toml", "--targets", "t.csv"]);
    assert!(
        said.error.contains("sure of all of its fields"),
        "{}",
        said.error
    );
    write(&folder, "rows.csv", "people.prompt\n0.2\n0.4\n");
    write(
        &folder,
        "rows.toml",
        "[[uncertain]]\nfields = ['people.prompt']\nsamples = 'rows.csv'\n",
    );
    let said = say(&folder, &["calibrate", "rows.toml", "--targets", "t.csv"]);
    assert!(
        said.error.contains("rows of a file cannot be a prior"),
        "{}",
        said.error
    );
}

/// Runs a calibration until it is told to stop.
fn interrupted(folder: &TempDir, arguments: &[&str]) -> String {
    for wait in [700, 1_500, 3_000, 6_000, 12_000, 24_000] {
        let child = std::process::Command::new(assert_cmd::cargo::cargo_bin("beian-sim"))
            .args(arguments)
            .current_dir(folder.path())
            .stderr(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let id = child.id().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-INT", &id])
            .status();
        assert!(sent.unwrap().success());
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        if error.contains("nothing is written") || output.status.code().is_none() {
            continue;
        }
        assert_eq!(output.status.code(), Some(130), "{error}");
        return error;
    }
    panic!("nothing was complete");
}

#[cfg(unix)]
#[test]
fn a_calibration_that_was_interrupted_goes_on_where_it_was() {
    let folder = folder();
    observed(&folder);
    let calibrate = [
        "calibrate",
        "x.toml",
        "--targets",
        "observed.csv",
        "--quiet",
    ];
    let of = |more: &[&'static str]| [&calibrate[..], more].concat();
    let large = ["--simulations", "3000", "--yes", "--out", "c"];
    let error = interrupted(&folder, &of(&large));
    assert!(
        error.contains("of 3000 simulations are complete, and kept"),
        "{error}"
    );
    let kept = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(folder.path().join(name).join("simulations.json"));
        serde_json::from_str(&text.unwrap()).unwrap()
    };
    let first = kept("c")["figures"].as_array().unwrap().clone();
    assert!(first.len() > 1 && first.len() < 3_000);
    // What stands there is not replaced unless it is to go on, or is to go.
    let said = say(&folder, &of(&["--simulations", "60", "--out", "c"]));
    assert!(
        said.code == Some(2) && said.error.contains("exists"),
        "{}",
        said.error
    );
    done(
        &folder,
        &of(&["--simulations", "60", "--resume", "--out", "c"]),
    );
    done(&folder, &of(&["--simulations", "60", "--out", "whole"]));
    let at = |name: &str| tables(&folder.path().join(name));
    assert!(at("c") == at("whole"));
    let (resumed, whole) = (kept("c"), kept("whole"));
    let both = first.len().min(60);
    assert_eq!(
        resumed["figures"].as_array().unwrap()[..both],
        whole["figures"].as_array().unwrap()[..both]
    );

    // More simulations than before are added; other ones are not.
    done(
        &folder,
        &of(&["--simulations", "70", "--resume", "--out", "whole"]),
    );
    done(&folder, &of(&["--simulations", "70", "--out", "more"]));
    assert!(at("whole") == at("more"));
    for (more, says) in [
        (
            &["--set", "run.seed=5"][..],
            "are of another scenario, or another seed",
        ),
        (&["--replications", "3"], "have 2 replications, not 3"),
        (&["--out", "none"], "simulations.json: cannot be read"),
    ] {
        let mut arguments = of(&["--simulations", "70", "--resume"]);
        if more[0] != "--out" {
            arguments.extend(["--out", "more"]);
        }
        let said = say(&folder, &[&arguments[..], more].concat());
        assert!(
            said.code == Some(2) && said.error.contains(says),
            "{}",
            said.error
        );
    }
    write(&folder, "more/simulations.json", "{}");
    let said = say(
        &folder,
        &of(&["--simulations", "70", "--resume", "--out", "more"]),
    );
    assert!(
        said.error.contains("is no record of simulations"),
        "{}",
        said.error
    );
}
