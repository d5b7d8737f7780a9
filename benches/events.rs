//! How fast `run --events` is: events a second, against the same rows written to a file by the `csv`
//! crate alone, on one thread and with nothing simulated. Both write to the same disk in turn, and
//! the best of some rounds counts, since what else the machine does can only slow either down.
//!
//! `cargo bench --bench events`, or with the number of replications and of rounds:
//! `cargo bench --bench events -- 5 3`.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Rows that are read before they are written and timed.
const BLOCK: usize = 100_000;

fn main() {
    let mut numbers = std::env::args().filter_map(|word| word.parse::<u32>().ok());
    let replications = numbers.next().unwrap_or(2);
    let rounds = numbers.next().unwrap_or(5);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let folder = folder.path();
    let cores = std::thread::available_parallelism().unwrap().get();
    let ways: Vec<(&str, usize)> = vec![
        ("x.csv", 1),
        ("x.csv", cores),
        ("x.csv.zst", cores),
        ("x.parquet", cores),
    ];
    let mut best = vec![Duration::MAX; ways.len()];
    let (mut silent, mut alone, mut rows) = (Duration::MAX, Duration::MAX, 0);
    for _ in 0..rounds {
        for (best, (file, threads)) in best.iter_mut().zip(&ways) {
            *best = (*best).min(run(folder, replications, *threads, Some(file)));
        }
        silent = silent.min(run(folder, replications, cores, None));
        let (time, count) = csv_alone(&folder.join("x.csv"), &folder.join("alone.csv"));
        (alone, rows) = (alone.min(time), count);
    }
    let rate = |time: Duration| rows as f64 / time.as_secs_f64();
    println!("{rows} events, best of {rounds} rounds, {cores} cores");
    println!(
        "{:>12.0} events/s  the csv crate alone, 1 thread",
        rate(alone)
    );
    for (time, (file, threads)) in best.iter().zip(&ways) {
        println!(
            "{:>12.0} events/s  run --events {file}, --threads {threads}: {:.2} x the csv crate alone",
            rate(*time),
            rate(*time) / rate(alone)
        );
    }
    println!(
        "{:>12.0} events/s  the same run without --events, --threads {cores}",
        rate(silent)
    );
}

/// Runs the program, and says how long it took from start to end.
fn run(folder: &Path, replications: u32, threads: usize, events: Option<&str>) -> Duration {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian-sim"));
    command.current_dir(folder);
    command.arg("run").arg(root.join("scenarios/baseline.toml"));
    command.args(["--out", "results", "--force", "--quiet"]);
    command.args(["--threads", &threads.to_string()]);
    command.args(["--replications", &replications.to_string()]);
    if let Some(events) = events {
        let _ = fs::remove_file(folder.join(events));
        command.args(["--events", events]);
    }
    let began = Instant::now();
    assert!(command.status().unwrap().success());
    began.elapsed()
}

/// Writes the rows of `from` to `to` with the csv crate, and says how long the writing alone took,
/// and how many rows they were.
fn csv_alone(from: &Path, to: &Path) -> (Duration, u64) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(from)
        .unwrap();
    let mut writer = csv::Writer::from_writer(File::create(to).unwrap());
    let (mut took, mut rows) = (Duration::ZERO, 0);
    let mut block = vec![csv::ByteRecord::new(); BLOCK];
    loop {
        let mut filled = 0;
        while filled < BLOCK && reader.read_byte_record(&mut block[filled]).unwrap() {
            filled += 1;
        }
        let began = Instant::now();
        for record in &block[..filled] {
            writer.write_byte_record(record).unwrap();
        }
        writer.flush().unwrap();
        took += began.elapsed();
        rows += filled as u64;
        if filled < BLOCK {
            break;
        }
    }
    assert!(same_bytes(from, to), "the csv crate writes other bytes");
    (took, rows - 1)
}

fn same_bytes(one: &Path, other: &Path) -> bool {
    fs::read(one).unwrap() == fs::read(other).unwrap()
}
