//! A run that is killed loses no results: where it was to write stands what stood there, or the new results,
//! whole. The next run sweeps what it left, and says so; what a living run uses stays.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::runner::{Said, done, say, small};
use beian_sim::diagnostics::sha256;
use serde_json::Value;
use tempfile::TempDir;

fn begin(folder: &TempDir, arguments: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("beian-sim"))
        .args(arguments)
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The seed of results, all files of which are as their manifest says.
fn seed_of_whole(results: &Path) -> u64 {
    let read = |name: &str| {
        let path = results.join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let manifest: Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    for list in ["tables", "scenarios"] {
        let files = manifest[list].as_array().unwrap();
        assert!(!files.is_empty());
        for file in files {
            let name = file["file"].as_str().unwrap();
            assert_eq!(file["sha256"], sha256(&read(name)).as_str(), "{name}");
        }
    }
    let _: Value = serde_json::from_slice(&read("datapackage.json")).unwrap();
    assert!(
        read("report.html").trim_ascii_end().ends_with(b"</html>"),
        "half a page"
    );
    manifest["seed"].as_u64().unwrap()
}

/// The folders that runs have made to write in.
fn asides(folder: &TempDir) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder.path()).unwrap();
    let paths = paths.map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    paths
        .filter(|path| name(path).starts_with(".beian-sim-"))
        .collect()
}

fn run(seed: u64) -> Vec<String> {
    let run = "run x.toml --force --out out --events events.csv --threads 1 --seed";
    let mut run: Vec<String> = run.split(' ').map(str::to_owned).collect();
    run.push(seed.to_string());
    run
}

fn say_run(folder: &TempDir, seed: u64) -> Said {
    let run = run(seed);
    let run: Vec<&str> = run.iter().map(String::as_str).collect();
    let said = say(folder, &run);
    assert_eq!(said.code, Some(0), "{}", said.error);
    said
}

/// Waits until the run writes its results, or ends.
fn writes(folder: &TempDir, child: &mut Child) {
    while child.try_wait().unwrap().is_none() {
        if asides(folder)
            .iter()
            .any(|aside| aside.join("new").exists())
        {
            return;
        }
    }
}

/// Kills so many runs, half of them at any moment and half while they write their results.
fn kill(runs: u64) {
    let folder = small("");
    say_run(&folder, 1);
    let begun = Instant::now();
    say_run(&folder, 1);
    let whole = begun.elapsed();
    let out = folder.path().join("out");
    let (mut stands, mut left, mut replaced) = (1, 0, 0);
    for round in 1..=runs {
        let seed = 10 * round;
        let arguments = run(seed);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut child = begin(&folder, &arguments);
        if round % 2 == 0 {
            writes(&folder, &mut child);
            sleep(whole.mul_f64(0.1 * rand::random::<f64>()));
        } else {
            sleep(whole.mul_f64(1.1 * rand::random::<f64>()));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let found = seed_of_whole(&out);
        assert!([stands, seed].contains(&found), "{found} in round {round}");
        stands = found;
        replaced += u64::from(found == seed);
        let log = fs::read_to_string(folder.path().join("events.csv")).unwrap();
        assert!(log.ends_with('\n'), "half an event log");
        if asides(&folder).is_empty() {
            continue;
        }
        left += 1;
        let said = say_run(&folder, seed + 1);
        let swept = said
            .error
            .lines()
            .filter(|line| line.starts_with("swept what "));
        assert_eq!(swept.count(), 1, "{}", said.error);
        assert_eq!(asides(&folder), [""; 0].map(PathBuf::from));
        assert_eq!(seed_of_whole(&out), seed + 1);
        stands = seed + 1;
    }
    println!("{runs} killed: {left} left something, {replaced} had put their results in place");
    assert!(left > 0, "none left anything");
    assert!(!say_run(&folder, 1).error.contains("swept"));
    let count = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(count, 3, "the scenario, the results, the event log");
}

#[test]
fn a_killed_run_leaves_the_old_results_or_the_new_ones() {
    kill(40);
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_killed_runs_leave_the_old_results_or_the_new_ones() {
    kill(1_000);
}

#[test]
fn what_a_living_run_uses_stays() {
    let folder = small("");
    let arguments = "run x.toml --out long --events long.csv --set run.length=60d \
                     --set arrivals.filings_per_day=2000";
    let mut living = begin(&folder, &arguments.split_whitespace().collect::<Vec<_>>());
    let log = |path: &PathBuf| path.join("events").exists() && path.join("waiting").exists();
    while !asides(&folder).iter().any(log) {
        assert!(living.try_wait().unwrap().is_none(), "it ended too soon");
        sleep(Duration::from_millis(1));
    }
    let signal = |signal: &str| {
        let id = living.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
    };
    signal("-STOP");
    let used = asides(&folder);
    let mut killed = begin(&folder, &["run", "x.toml", "--out", "killed"]);
    writes(&folder, &mut killed);
    killed.kill().unwrap();
    killed.wait().unwrap();
    for out in ["next", "after"] {
        done(&folder, &["run", "x.toml", "--out", out]);
    }
    assert_eq!(asides(&folder), used);
    signal("-CONT");
    assert!(living.wait().unwrap().success());
    seed_of_whole(&folder.path().join("long"));
    assert!(folder.path().join("long.csv").exists());
    assert_eq!(asides(&folder), [""; 0].map(PathBuf::from));
}
