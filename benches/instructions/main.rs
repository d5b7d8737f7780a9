//! Instruction counts: a guard against slower code that a noisy machine cannot trip.
//!
//! Callgrind counts the instructions of a fixed small run of the program, with and without an event
//! log, and of the two hot benchmarks of the floor: all operations of the event queue in one
//! replication of the baseline, and all of its random draws.
//!
//! `cargo bench --bench instructions` holds them against `record.csv` beside this file, and fails where
//! one is more than 3 % above it; `cargo bench --bench instructions -- --renew` writes the record
//! anew. Counts belong to a compiler: with another than the record's there is nothing to compare.
//! Needs Valgrind.

#[path = "../floor/draws.rs"]
#[allow(dead_code)]
mod draws;
#[path = "../floor/tape.rs"]
#[allow(dead_code)]
mod tape;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use beian_sim::scenario;

/// The argument that makes this program a child.
const CHILD: &str = "child";
/// How far above the record a count may be.
const ALLOWED: f64 = 0.03;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some(CHILD) => child(&arguments[1..]),
        _ => guard(arguments.iter().any(|argument| argument == "--renew")),
    };
    done.unwrap_or_else(|why| {
        eprintln!("{why}");
        ExitCode::FAILURE
    })
}

/// Counts everything, and holds it against the record, or renews that.
fn guard(renew: bool) -> Result<ExitCode, String> {
    let counted = [
        ("run", run(&[])?),
        ("run --events", run(&["--events", "events.csv"])?),
        ("the queue", repeated("queue")?),
        ("random draws", repeated("draws")?),
    ];
    let compiler = compiler()?;
    let record = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions/record.csv");
    if renew {
        let mut text = "what,instructions,compiler\n".to_owned();
        for (what, count) in counted {
            text += &format!("{what},{count},{compiler}\n");
        }
        std::fs::write(&record, text).map_err(|error| error.to_string())?;
        println!("{} is renewed", record.display());
        return Ok(ExitCode::SUCCESS);
    }
    let mut reader = csv::Reader::from_path(&record).map_err(|error| error.to_string())?;
    let mut slower = false;
    println!("| what | instructions | of the record |");
    println!("|---|---|---|");
    for row in reader.deserialize() {
        let (what, before, with): (String, u64, String) = row.map_err(|error| error.to_string())?;
        if with != compiler {
            println!("\nThe record is of {with}, this is {compiler}: there is nothing to compare.");
            return Ok(ExitCode::SUCCESS);
        }
        let now = counted.iter().find(|(known, _)| *known == what);
        let (_, now) = now.ok_or_else(|| format!("{what}: in the record, and not counted"))?;
        let ratio = *now as f64 / before as f64;
        let says = if ratio > 1.0 + ALLOWED {
            " too many"
        } else {
            ""
        };
        println!("| {what} | {now} | {ratio:.4}{says} |");
        slower |= ratio > 1.0 + ALLOWED;
    }
    if slower {
        return Err(format!(
            "more than {} % above the record: make it faster, or renew the record and say why",
            ALLOWED * 100.0
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The instructions of a small run of the program.
fn run(more: &[&str]) -> Result<u64, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let mut command = vec![
        PathBuf::from(env!("CARGO_BIN_EXE_beian-sim")),
        "run".into(),
        scenario,
    ];
    let short = [
        "--set",
        "run.length=8d",
        "--replications",
        "1",
        "--threads",
        "1",
        "--quiet",
    ];
    command.extend(short.iter().chain(more).map(PathBuf::from));
    count(&command, folder.path())
}

/// The instructions of one repetition: what three take more than one, halved.
fn repeated(what: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let times = |times: &str| {
        let command = [program.clone(), CHILD.into(), what.into(), times.into()];
        count(&command, Path::new("."))
    };
    Ok((times("3")? - times("1")?) / 2)
}

/// Counts the instructions of a command.
fn count(command: &[PathBuf], folder: &Path) -> Result<u64, String> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args(command)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("valgrind: {error} (is it installed?)"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    count
        .filter(|_| output.status.success())
        .ok_or_else(|| said.into_owned())
}

fn compiler() -> Result<String, String> {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(program).arg("--version").output();
    let output = output.map_err(|error| format!("rustc: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Does one thing some times.
fn child(arguments: &[String]) -> Result<ExitCode, String> {
    let [what, times] = arguments else {
        return Err("child WHAT TIMES".to_owned());
    };
    let times: u32 = times
        .parse()
        .map_err(|_| format!("'{times}' is no number"))?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let one = ["run.replications=1".to_owned()];
    let scenario = scenario::load(&file, &one)
        .map_err(|faults| faults.to_string())?
        .scenario;
    let tapes = tape::record(&scenario);
    let events = tapes.iter().map(tape::Tape::events).sum();
    let draws = draws::Draws::recorded(&scenario, events)?;
    for _ in 0..times {
        if what == "queue" {
            for tape in &tapes {
                black_box(tape.replay());
            }
        } else {
            black_box(draws.draw());
        }
    }
    Ok(ExitCode::SUCCESS)
}
