//! Records that are torn, altered or another unit's are recognised, told and done again; work of another experiment
//! is refused with what differs.
#![cfg(unix)]

use std::fs;
use std::path::PathBuf;

use crate::kept::{files, records, reference, same_results, scenarios, status, words};
use crate::runner::{done, refused, say, write};
use tempfile::TempDir;

const LINE: &str = "run x.toml --replications 5 --unit 700";

/// Work that is complete, with its results' reference.
fn complete() -> (TempDir, PathBuf, Vec<PathBuf>) {
    let folder = scenarios();
    let reference = reference(&folder, LINE);
    done(
        &folder,
        &words(&format!("{LINE} --work work --out out --quiet")),
    );
    let records: Vec<PathBuf> = records(&folder, "work").into_keys().collect();
    assert_eq!(records.len(), 5);
    (folder, reference, records)
}

/// Spoils a record: it is told by status and merge, and done again.
fn spoiled(what: &str, spoil: impl Fn(&[PathBuf])) {
    let (folder, reference, all) = complete();
    spoil(&all);
    let spoiled = all[0].strip_prefix(folder.path()).unwrap().display();
    let told = format!("{spoiled} {what}");
    let said = status(&folder, "work");
    assert_eq!((&said["done"], &said["missing"]), (&4.into(), &1.into()));
    assert_eq!(said["no_good"], serde_json::json!([told]));
    let said = say(&folder, &["merge", "work", "--out", "merged"]);
    assert_eq!(said.code, Some(1), "{}", said.error);
    assert!(said.error.contains(&told), "{what}: {}", said.error);
    assert!(said.error.contains("\nmissing: --array="), "{}", said.error);
    let again = format!("{LINE} --work work --resume --out out --force");
    let said = say(&folder, &words(&again));
    assert_eq!(said.code, Some(0));
    assert!(
        said.error
            .contains(&format!("{told}: its unit is done again")),
        "{}",
        said.error
    );
    same_results(&reference, &folder.path().join("out"));
    // It is good now.
    done(&folder, &["merge", "work", "--out", "merged", "--quiet"]);
    same_results(&reference, &folder.path().join("merged"));
}

#[test]
fn a_torn_record_is_done_again() {
    spoiled("is torn or altered", |all| {
        let bytes = fs::read(&all[0]).unwrap();
        fs::write(&all[0], &bytes[..bytes.len() / 2]).unwrap();
    });
    spoiled("is torn", |all| fs::write(&all[0], "").unwrap());
    spoiled("is torn", |all| {
        fs::write(&all[0], "beian-sim unit 1\nabc").unwrap()
    });
}

#[test]
fn an_altered_record_is_done_again() {
    spoiled("is torn or altered", |all| {
        let mut bytes = fs::read(&all[0]).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 0x40;
        fs::write(&all[0], bytes).unwrap();
    });
    spoiled("is no record of this version", |all| {
        fs::write(&all[0], "something else altogether").unwrap();
    });
}

#[test]
fn a_record_of_another_unit_is_done_again() {
    spoiled("belongs to another unit", |all| {
        fs::copy(&all[1], &all[0]).unwrap();
    });
}

#[test]
fn work_of_another_experiment_is_refused_with_what_differs() {
    let (folder, ..) = complete();
    let before = files(&folder.path().join("work"));
    for (line, told) in [
        (LINE, "--resume goes on from it"),
        (
            "run x.toml --replications 5 --seed 3 --resume",
            "scenario.x.run.seed: 20190311 there, 3 here",
        ),
        (
            "run y.toml --replications 5 --resume",
            "scenarios: [\"x\"] there, [\"y\"] here",
        ),
        (
            "run x.toml --replications 5 --set rules.window=24h --shard 1/2",
            "scenario.x.rules.window: \"48h\" there, \"24h\" here",
        ),
        (
            "run x.toml --replications 6 --resume",
            "--expand adds what is new to it",
        ),
        (
            "compare x.toml y.toml --resume",
            "command: \"run\" there, \"compare\" here",
        ),
        (
            "run x.toml --replications 5 --resend-effect --resume",
            "option.resend_effect: false there, true here",
        ),
    ] {
        let said = refused(&folder, &words(&format!("{line} --work work --out other")));
        assert!(said.error.contains(told), "{line}: {}", said.error);
    }
    assert_eq!(files(&folder.path().join("work")), before);
    assert!(!folder.path().join("other").exists());
}

#[test]
fn work_of_another_version_is_refused() {
    let (folder, ..) = complete();
    let path = folder.path().join("work/plan.json");
    let plan = fs::read_to_string(&path).unwrap();
    let own = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(plan.contains(&own));
    fs::write(&path, plan.replace(&own, "\"version\": \"0.0.1\"")).unwrap();
    let resume = format!("{LINE} --work work --resume");
    for line in [resume.as_str(), "merge work", "status work"] {
        let said = refused(&folder, &words(line));
        assert!(
            said.error.contains("version 0.0.1 of this program"),
            "{}",
            said.error
        );
    }
}

#[test]
fn a_data_file_that_changed_is_another_experiment() {
    let folder = scenarios();
    let line = "run z.toml --ensemble 2 --work work --quiet";
    done(&folder, &words(line));
    write(
        &folder,
        "rows.csv",
        "people.prompt,rules.window,weight\n0.2,24h,1\n0.4,36h,1\n",
    );
    let said = refused(&folder, &words(&format!("{line} --resume --force")));
    assert!(
        said.error.contains("scenario.z.data files"),
        "{}",
        said.error
    );
}

#[test]
fn what_is_no_work_is_refused_and_stays() {
    let folder = scenarios();
    fs::create_dir(folder.path().join("mine")).unwrap();
    write(&folder, "mine/letter.txt", "dear");
    let said = refused(&folder, &words("run x.toml --work mine"));
    assert!(
        said.error.contains("holds something else (letter.txt)"),
        "{}",
        said.error
    );
    for plan in [
        "",
        "{}",
        "{\"program\": \"beian-sim\", \"version\": \"0.1.0\"}",
        "[1]",
    ] {
        write(&folder, "mine/plan.json", plan);
        for line in [
            "run x.toml --work mine --resume",
            "merge mine",
            "status mine",
        ] {
            let said = refused(&folder, &words(line));
            assert!(
                said.error.contains("is no plan of this program"),
                "{plan}: {}",
                said.error
            );
        }
    }
    for line in ["merge none", "status none"] {
        let said = refused(&folder, &words(line));
        assert!(
            said.error.contains("none holds no work of this program"),
            "{}",
            said.error
        );
    }
}

#[test]
fn an_input_that_is_altered_is_not_merged() {
    let (folder, ..) = complete();
    let inputs = fs::read_dir(folder.path().join("work/inputs")).unwrap();
    for input in inputs {
        fs::write(input.unwrap().path(), "title = 'other'").unwrap();
    }
    let said = refused(&folder, &["merge", "work"]);
    assert!(
        said.error.contains("is altered: it is not what was read"),
        "{}",
        said.error
    );
}

#[test]
fn what_needs_to_look_at_results_first_is_refused() {
    let folder = scenarios();
    for line in [
        "run x.toml --precision return_rate=0.1",
        "run x.toml --events e.csv",
        "load x.toml --find-limit",
        "run x.toml --shard 0/2",
        "run x.toml --shard 3/2",
        "run x.toml --shard 3",
        "run x.toml --unit 0",
    ] {
        refused(&folder, &words(&format!("{line} --work work")));
        assert!(!folder.path().join("work").exists(), "{line}");
    }
    for option in ["--resume", "--expand", "--shard 1/2", "--unit 5"] {
        let said = refused(&folder, &words(&format!("run x.toml {option}")));
        assert!(
            said.error.contains("--work <DIR>"),
            "{option}: {}",
            said.error
        );
    }
}
