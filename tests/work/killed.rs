//! Work that is kept outlives the program: killed at any moment and begun again, a command makes the results of one
//! that was never stopped, and does nothing again that was finished.
#![cfg(unix)]

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::kept::{COMMANDS, begin, records, reference, same_results, scenarios, status, words};
use crate::runner::{done, say};

/// How often each command is killed: as often as the environment says, or hardly ever.
fn kills() -> u32 {
    let asked = std::env::var("BEIAN_SIM_KILLS").ok();
    asked.map_or(2, |asked| {
        asked.parse().expect("BEIAN_SIM_KILLS is a number")
    })
}

/// Kills a command at so many moments, each in work of its own, and goes on from what is there.
fn kill(line: &str) {
    let folder = scenarios();
    let reference = reference(&folder, line);
    let kept = format!("{line} --quiet --threads 1 --resume --work work --out out --force");
    let begun = Instant::now();
    done(&folder, &words(&kept));
    let whole = begun.elapsed();
    let all = records(&folder, "work").len();
    assert!(all > 2, "{line}: {all} units");
    let mut found = Vec::new();
    for round in 0..kills() {
        fs::remove_dir_all(folder.path().join("work")).unwrap();
        let _ = fs::remove_dir_all(folder.path().join("out"));
        let mut child = begin(&folder, &kept);
        if round % 2 == 0 {
            sleep(whole.mul_f64(rand::random::<f64>()));
        } else {
            // In the midst of it, however long the start takes.
            let some = 1 + rand::random_range(0..all - 1);
            while records(&folder, "work").len() < some && child.try_wait().unwrap().is_none() {
                sleep(Duration::from_micros(200));
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let before = records(&folder, "work");
        if !before.is_empty() {
            let said = status(&folder, "work");
            assert_eq!(said["done"], before.len(), "{line}: {said}");
            assert_eq!(said["no_good"], serde_json::json!([]));
        }
        found.push(before.len());
        let said = say(&folder, &words(&kept));
        assert!(matches!(said.code, Some(0 | 1)), "{line}: {}", said.error);
        let after = records(&folder, "work");
        assert_eq!(after.len(), all, "{line}");
        for (record, file) in before {
            assert_eq!(after[&record], file, "{line}: done twice");
        }
        same_results(&reference, &folder.path().join("out"));
    }
    println!("{line}: killed with {found:?} of {all} units done");
}

#[test]
fn a_killed_run_goes_on() {
    COMMANDS[..3].iter().for_each(|line| kill(line));
}

#[test]
fn a_killed_comparison_goes_on() {
    COMMANDS[3..5].iter().for_each(|line| kill(line));
}

#[test]
fn a_killed_sweep_goes_on() {
    kill(COMMANDS[5]);
}

#[test]
fn a_killed_load_test_goes_on() {
    kill(COMMANDS[6]);
}

#[test]
fn a_signal_ends_the_unit_under_way_and_says_how_to_go_on() {
    let folder = scenarios();
    let line = "run x.toml --replications 400 --unit 1000 --threads 1 --work work --quiet";
    let mut child = begin(&folder, &format!("{line} --out out"));
    while records(&folder, "work").len() < 3 {
        assert!(child.try_wait().unwrap().is_none(), "it ended too soon");
        sleep(Duration::from_millis(1));
    }
    let id = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{error}");
    assert!(
        error.contains("kept in work; the same command with --resume"),
        "{error}"
    );
    assert!(!folder.path().join("out").exists());
    let before = records(&folder, "work").len();
    let said = say(&folder, &words(&format!("{line} --out out")));
    assert_eq!(said.code, Some(2));
    assert!(
        said.error.contains("--resume goes on from it"),
        "{}",
        said.error
    );
    let again = format!("{line} --resume --out out");
    let mut child = begin(&folder, &again);
    while records(&folder, "work").len() < before + 3 {
        assert!(child.try_wait().unwrap().is_none(), "it ended too soon");
        sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
