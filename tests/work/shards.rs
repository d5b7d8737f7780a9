//! Any number of processes share the work of a command; what is merged are the results of one machine.
#![cfg(unix)]

use std::fs;

use crate::kept::{
    COMMANDS, begin, numbers, records, reference, same_results, scenarios, status, words,
};
use crate::runner::{done, say, shell};

/// Shares of different sizes mixed, in whatever order; what is missing in between is told and done.
fn shared(line: &str) {
    let folder = scenarios();
    let reference = reference(&folder, line);
    let shard = |shard: &str| {
        let line = format!("{line} --work work --shard {shard} --json");
        let said = done(&folder, &words(&line));
        serde_json::from_str::<serde_json::Value>(&said).unwrap()
    };
    let first = shard("2/3");
    assert_eq!(first["units_there_before"], 0);
    assert!(first["units_done"].as_u64() > Some(0), "{line}: {first}");
    shard("4/5");
    let before = records(&folder, "work");
    let again = shard("2/3");
    assert_eq!(again["units_done"], 0, "{line}");
    assert_eq!(again["units_there_before"], first["units_done"]);
    assert_eq!(records(&folder, "work"), before, "{line}: done twice");

    let said = say(&folder, &["merge", "work", "--out", "merged", "--of", "4"]);
    assert_eq!(said.code, Some(1), "{line}: {}", said.error);
    assert!(said.error.contains("is not complete: "), "{}", said.error);
    assert!(!folder.path().join("merged").exists());
    let far = status(&folder, "work");
    assert_eq!(far["done"], before.len());
    let list = said.error.split_once("missing: ").unwrap().1;
    let list = list.split_once(" of --shard I/4").unwrap().0;
    for number in numbers(list).into_iter().rev() {
        shard(&format!("{number}/4"));
    }
    let far = status(&folder, "work");
    assert_eq!(
        (&far["missing"], &far["array"]),
        (&0.into(), &serde_json::Value::Null)
    );

    // The merge needs nothing but the folder, wherever it stands.
    for gone in ["x.toml", "y.toml", "z.toml", "rows.csv"] {
        fs::remove_file(folder.path().join(gone)).unwrap();
    }
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    let merge = "cd elsewhere && mv ../work w && $B merge w --out ../merged --quiet";
    let merged = shell(&folder, merge);
    let error = String::from_utf8_lossy(&merged.stderr);
    assert!(
        matches!(merged.status.code(), Some(0 | 1)),
        "{line}: {error}"
    );
    same_results(&reference, &folder.path().join("merged"));
}

#[test]
fn a_shared_run_is_that_of_one_machine() {
    COMMANDS[..3].iter().for_each(|line| shared(line));
}

#[test]
fn a_shared_comparison_is_that_of_one_machine() {
    COMMANDS[3..5].iter().for_each(|line| shared(line));
}

#[test]
fn a_shared_sweep_is_that_of_one_machine() {
    shared(COMMANDS[5]);
}

#[test]
fn a_shared_load_test_is_that_of_one_machine() {
    shared(COMMANDS[6]);
}

#[test]
fn processes_that_begin_at_the_same_time_share_one_folder() {
    let folder = scenarios();
    let line = COMMANDS[5];
    let reference = reference(&folder, line);
    let shares = (1..=6).map(|number| {
        begin(
            &folder,
            &format!("{line} --threads 1 --work work --shard {number}/6"),
        )
    });
    for child in shares.collect::<Vec<_>>() {
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}");
    }
    done(&folder, &["merge", "work", "--out", "merged", "--quiet"]);
    same_results(&reference, &folder.path().join("merged"));
}

#[test]
fn what_one_process_shares_another_makes_results_of() {
    let folder = scenarios();
    let line = COMMANDS[0];
    let reference = reference(&folder, line);
    done(&folder, &words(&format!("{line} --work work --shard 1/2")));
    let before = records(&folder, "work");
    done(
        &folder,
        &words(&format!("{line} --work work --resume --out out --quiet")),
    );
    let after = records(&folder, "work");
    assert!(before.iter().all(|(record, file)| after[record] == *file));
    same_results(&reference, &folder.path().join("out"));
}

#[test]
fn status_says_how_far_it_is() {
    let folder = scenarios();
    let line = COMMANDS[0];
    let out = done(&folder, &words(&format!("{line} --work work --shard 1/2")));
    assert_eq!(out, "shard 1/2: units done: 4, there before: 0\n");
    let said = say(&folder, &["status", "work"]);
    assert_eq!(said.code, Some(1), "{}", said.error);
    let head = "work: 4 of 7 units of 'run' are done, 3 missing\nleft: about ";
    assert!(said.out.starts_with(head), "{}", said.out);
    assert!(
        said.out
            .ends_with("\nmissing: --array=2,4,6 of --shard I/7\n"),
        "{}",
        said.out
    );
    done(&folder, &words(&format!("{line} --work work --shard 2/2")));
    let said = done(&folder, &["status", "work"]);
    let whole = "work: 7 of 7 units of 'run' are done, 0 missing\n\
                 complete: beian-sim merge work makes the results\n";
    assert_eq!(said, whole);
}
