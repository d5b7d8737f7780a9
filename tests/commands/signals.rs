//! Ctrl-C, a request to terminate and a terminal that goes end a command also within a large cell, and leave
//! nothing behind; a second signal ends it at once.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::runner::{done, small};
use tempfile::TempDir;

/// A command with more to do in its first cell than anybody waits for, well under way.
fn at_work(folder: &TempDir, arguments: &[&str]) -> Child {
    let child = Command::new(assert_cmd::cargo::cargo_bin("beian-sim"))
        .args(arguments)
        .args([
            "--threads",
            "1",
            "--set",
            "arrivals.filings_per_day=9000000",
        ])
        .args(["--set", "run.length=90d", "--set", "run.replications=1"])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(1));
    child
}

fn send(child: &Child, signal: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([signal, &id]).status().unwrap();
    assert!(sent.success());
}

/// Waits for the end, for which a machine however busy needs no minute. Says the exit code and what stands
/// on standard error.
fn ended(mut child: Child) -> (Option<i32>, String) {
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("the signal was swallowed");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut error = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut error)
        .unwrap();
    (child.wait().unwrap().code(), error)
}

/// What lies in the folder besides the scenario.
fn left(folder: &TempDir) -> Vec<String> {
    let names = std::fs::read_dir(folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name != "x.toml").collect()
}

/// Each signal ends a run within its first cell.
fn signals_end_a_run(more: &[&str]) {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let folder = small("");
        let run = [&["run", "x.toml", "--yes", "--out", "out"], more].concat();
        let child = at_work(&folder, &run);
        send(&child, signal);
        let (code, error) = ended(child);
        assert_eq!(code, Some(130), "{signal}: {error}");
        assert!(error.contains("nothing is written"), "{signal}: {error}");
        assert_eq!(left(&folder), [""; 0], "{signal}");
    }
}

#[test]
fn a_signal_ends_a_run_of_filings_that_share_nothing() {
    signals_end_a_run(&[]);
}

#[test]
fn a_signal_ends_a_run_of_filings_that_wait_for_auditors() {
    signals_end_a_run(&["--set", "authority.auditors=50"]);
}

#[test]
fn a_signal_ends_the_reading_of_a_record() {
    let folder = small("");
    let events = [
        "run", "x.toml", "--events", "e.csv", "--out", "r", "--quiet",
    ];
    done(&folder, &events);
    // A record that takes longer to read than anybody waits for.
    let log = std::fs::read(folder.path().join("e.csv")).unwrap();
    let head = log.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut file = std::fs::File::create(folder.path().join("long.csv.zst")).unwrap();
    let mut zst = zstd::Encoder::new(&mut file, 1).unwrap();
    std::io::Write::write_all(&mut zst, &log[..head]).unwrap();
    for replication in 1..=300 {
        let again =
            String::from_utf8_lossy(&log[head..]).replace("\nr1-", &format!("\nr1-{replication}-"));
        std::io::Write::write_all(&mut zst, again.as_bytes()).unwrap();
    }
    zst.finish().unwrap();
    let child = Command::new(assert_cmd::cargo::cargo_bin("beian-sim"))
        .args(["inputs", "long.csv.zst", "--out", "i"])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(500));
    send(&child, "-INT");
    let (code, error) = ended(child);
    assert_eq!(code, Some(130), "{error}");
    assert!(!folder.path().join("i").exists());
}

#[test]
fn a_signal_ends_the_search_for_a_filing() {
    let folder = small("");
    let child = at_work(&folder, &["trace", "x.toml", "--outcome", "given-up"]);
    send(&child, "-INT");
    let (code, error) = ended(child);
    assert_eq!(code, Some(130), "{error}");
}
