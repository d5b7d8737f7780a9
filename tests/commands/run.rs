//! Whole commands: what they print, write and exit with.

use std::path::Path;

use crate::runner::{done, say, small, tables};

#[test]
fn run_leaves_a_whole_folder_and_prints_a_summary() {
    let folder = small("");
    let out = done(&folder, &["run", "x.toml"]);
    assert!(out.starts_with("Small\n"), "{out}");
    assert!(out.contains("Return rate, of checked submissions"));
    let results = folder.path().join("results/runs/x");
    let manifest = std::fs::read_to_string(results.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["replications"], 2);
    assert_eq!(manifest["scenario"]["run"]["length"], "5d");
    for table in manifest["tables"].as_array().unwrap() {
        assert!(results.join(table["file"].as_str().unwrap()).exists());
    }
    // What it was read as stands on its own, and gives the same.
    let again = results.join("scenario.toml");
    done(
        &folder,
        &["run", again.to_str().unwrap(), "--out", "again", "--quiet"],
    );
    assert_eq!(tables(&results), tables(&folder.path().join("again")));
}

#[test]
fn earlier_results_are_replaced_only_when_asked() {
    let folder = small("");
    assert_eq!(
        done(&folder, &["run", "x.toml", "--out", "r", "--quiet"]),
        ""
    );
    let said = say(&folder, &["run", "x.toml", "--out", "r", "--quiet"]);
    assert_eq!(said.code, Some(2));
    assert!(said.error.contains("--force"), "{}", said.error);
    done(
        &folder,
        &["run", "x.toml", "--out", "r", "--force", "--seed", "4"],
    );
    let manifest = std::fs::read_to_string(folder.path().join("r/manifest.json")).unwrap();
    assert!(manifest.contains("\"seed\": 4"));
    // What is no results folder of ours is never replaced.
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    std::fs::write(folder.path().join("mine/notes.txt"), "mine").unwrap();
    let said = say(&folder, &["run", "x.toml", "--out", "mine", "--force"]);
    assert_eq!(said.code, Some(2), "{}", said.error);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn a_machine_that_fails_gives_exit_code_3() {
    let folder = small("");
    let said = say(&folder, &["run", "x.toml", "--out", "x.toml/below"]);
    assert_eq!(said.code, Some(3), "{}", said.error);
    assert!(said.error.contains("cannot create"), "{}", said.error);
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = small("[gateway]\nmessages_per_minute = 0.5\n[authority]\nauditors = 3");
    done(
        &folder,
        &["run", "x.toml", "--out", "one", "--threads", "1", "--quiet"],
    );
    done(
        &folder,
        &[
            "run",
            "x.toml",
            "--out",
            "many",
            "--threads",
            "7",
            "--quiet",
        ],
    );
    let (one, many) = (
        tables(&folder.path().join("one")),
        tables(&folder.path().join("many")),
    );
    assert!(one.len() >= 12);
    assert_eq!(one, many);
    done(
        &folder,
        &["run", "x.toml", "--out", "other", "--seed", "2", "--quiet"],
    );
    assert_ne!(one, tables(&folder.path().join("other")));
}

#[test]
fn json_is_one_object_of_measures() {
    let folder = small("");
    let out = done(
        &folder,
        &[
            "run",
            "x.toml",
            "--json",
            "--quiet",
            "--set",
            "rules.window=24h",
        ],
    );
    let object: serde_json::Value = serde_json::from_str(&out).unwrap();
    let rate = &object["measures"]["nation"]["all"]["return_rate"];
    let value = rate["value"].as_f64().unwrap();
    assert!(rate["low"].as_f64().unwrap() <= value && value <= rate["high"].as_f64().unwrap());
    assert_eq!(object["replications"], 2);
}

#[test]
fn a_time_of_day_may_be_set_without_quotes() {
    let folder = small("");
    let set = [
        "run",
        "x.toml",
        "--json",
        "--quiet",
        "--set",
        "rules.automatic_resend_at=12:00",
    ];
    done(&folder, &set);
}

#[test]
fn check_names_every_cell_that_differs() {
    let folder = small("");
    let out = done(&folder, &["check", "x.toml", "--update"]);
    assert!(out.contains("reference written to results/x"), "{out}");
    assert!(done(&folder, &["check", "x.toml"]).contains("as its reference"));
    let path = folder.path().join("results/x/measures.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let row = text
        .lines()
        .find(|line| line.starts_with("nation,all,submissions,"))
        .unwrap();
    let value = row.split(',').nth(4).unwrap();
    std::fs::write(
        &path,
        text.replacen(row, &row.replacen(value, "7.000", 1), 1),
    )
    .unwrap();
    let said = say(&folder, &["check", "x.toml"]);
    assert_eq!(said.code, Some(1));
    for part in [
        "measures.csv",
        "measure=submissions",
        "value",
        "7.000",
        value,
    ] {
        assert!(said.out.contains(part), "{part} is not in {}", said.out);
    }
    done(
        &folder,
        &["check", "x.toml", "--tolerance", "submissions=100000"],
    );
}

#[test]
fn trace_tells_what_run_simulates() {
    let folder = small("");
    for (outcome, sign) in [
        ("verified", "has the check complete  [R24]"),
        ("returned", "returns the submission"),
        ("window-over", "the window is over  [R21]"),
        ("not-checked", "nobody to check  [R8]"),
        ("resent", "presses Verification"),
        ("resubmitted", "submits again"),
    ] {
        let out = done(&folder, &["trace", "x.toml", "--outcome", outcome]);
        assert!(out.contains(sign), "{outcome}: {out}");
    }
    let out = done(
        &folder,
        &[
            "trace",
            "x.toml",
            "--filing",
            "1",
            "--province",
            "zj",
            "--json",
        ],
    );
    let list: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(list[0]["who"], "applicant");
}

#[test]
fn validate_says_which_scenarios_are_good() {
    let folder = small("");
    std::fs::write(folder.path().join("bad.toml"), "[people]\nprompt = 2\n").unwrap();
    let said = say(&folder, &["validate", "x.toml", "bad.toml"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(said.out, "x.toml: valid\n");
    assert!(
        said.error.contains("bad.toml:2:10: people.prompt"),
        "{}",
        said.error
    );
}

#[test]
fn every_shipped_scenario_and_every_field_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("tests/data/every-field.toml")];
    files.extend(
        std::fs::read_dir(root.join("scenarios"))
            .unwrap()
            .map(|e| e.unwrap().path()),
    );
    files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    assert!(files.len() > 14);
    let mut arguments = vec!["validate"];
    arguments.extend(files.iter().map(|path| path.to_str().unwrap()));
    done(&folder, &arguments);
}

#[test]
fn the_baseline_writes_every_field_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let loaded = beian_sim::scenario::load(&path, &[]).unwrap();
    // A file in place of the rates, segments, costs and the like are shown as comments.
    let optional = [
        "based_on",
        "arrivals.file",
        "arrivals.surges",
        "segments",
        "outages",
        "thresholds",
        "provider.reminders",
    ];
    for field in beian_sim::scenario::fields() {
        let pointer = format!("/{}", field.path.replace('.', "/"));
        let written = loaded.as_read.pointer(&pointer).is_some();
        assert!(
            written || optional.contains(&field.path) || field.path.starts_with("costs."),
            "{} is left out",
            field.path
        );
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let folder = small("");
    let program = assert_cmd::cargo::cargo_bin("beian-sim");
    let line = format!(
        "{} trace x.toml | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}",
        program.display()
    );
    let status = std::process::Command::new("bash")
        .args(["-c", &line])
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(status.success());
}
