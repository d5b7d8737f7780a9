//! Peers: the core of the model (Poisson arrivals, code delay, messages lost and intercepted, response,
//! entry, automatic and manual resend, a deadline with timers that are cancelled, two leaders) on
//! `beian-sim` (`core.toml`) and as the users of other engines would write it: SimPy (`core.py`),
//! NeXosim and simrs (`rust/`).
//!
//! `cargo bench --bench peers`, one thread each. Only the simulation is timed, not the start of a
//! program. Fails where a peer's return rate is further from that of `beian-sim` than chance explains
//! (99.9 %). Needs Python 3 with venv; packages of the peers are fetched.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use beian_sim::experiment::{Options, run};
use beian_sim::measures::Groups;
use beian_sim::scenario;

/// How often each is run, each time with another seed; medians of filings a second are reported.
const ROUNDS: u64 = 5;
/// The 99.95 % quantile of the normal distribution.
const Z: f64 = 3.29;

/// What one run of one engine found.
#[derive(serde::Deserialize)]
struct Ran {
    engine: String,
    filings: u64,
    returned: u64,
    /// Of the simulation alone.
    seconds: f64,
}

/// An engine: its name, days of filings, and how it is run with so many days and a seed.
struct Engine {
    days: u32,
    run: Box<dyn Fn(u32, u64) -> Result<Ran, String>>,
}

/// All rounds of one engine.
struct Found {
    engine: String,
    filings: u64,
    returned: u64,
    per_second: f64,
}

fn main() -> ExitCode {
    match compare() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("a return rate differs by more than chance explains");
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<bool, String> {
    let python = python()?;
    let peers = rust_peers()?;
    let other = |engine: &'static str| {
        let peers = peers.clone();
        move |days: u32, seed: u64| {
            let arguments = [engine.to_owned(), days.to_string(), seed.to_string()];
            ran(Command::new(&peers).args(arguments))
        }
    };
    let engines = [
        Engine {
            days: 200,
            run: Box::new(own),
        },
        Engine {
            days: 10,
            run: Box::new(move |days, seed| {
                let file = here("core.py");
                let arguments = [days.to_string(), seed.to_string()];
                ran(Command::new(&python).arg(file).args(arguments))
            }),
        },
        Engine {
            days: 100,
            run: Box::new(other("nexosim")),
        },
        Engine {
            days: 200,
            run: Box::new(other("simrs")),
        },
    ];
    let mut all: Vec<Vec<Ran>> = engines.iter().map(|_| Vec::new()).collect();
    // In turn, so that what else the machine does meets all alike.
    for seed in 1..=ROUNDS {
        for (engine, rounds) in engines.iter().zip(&mut all) {
            rounds.push((engine.run)(engine.days, seed)?);
        }
    }
    let found: Vec<Found> = all.iter().map(|rounds| gathered(rounds)).collect();
    let own = &found[0];
    println!(
        "| engine | filings | returned | filings a second | beian-sim is so many times as fast | agrees |"
    );
    println!("|---|---|---|---|---|---|");
    let mut all_agree = true;
    for one in &found {
        let agrees = one.agrees(own);
        all_agree &= agrees;
        let (low, high) = one.interval();
        println!(
            "| {} | {} | {:.2} % [{:.2} to {:.2}] | {:.0} | {:.1} | {} |",
            one.engine,
            one.filings,
            one.rate() * 100.0,
            low * 100.0,
            high * 100.0,
            one.per_second,
            own.per_second / one.per_second,
            if agrees { "yes" } else { "no" },
        );
    }
    Ok(all_agree)
}

impl Found {
    fn rate(&self) -> f64 {
        self.returned as f64 / self.filings as f64
    }

    /// The standard error of the rate, squared.
    fn variance(&self) -> f64 {
        self.rate() * (1.0 - self.rate()) / self.filings as f64
    }

    /// The 95 % interval of the rate.
    fn interval(&self) -> (f64, f64) {
        let half = 1.96 * self.variance().sqrt();
        (self.rate() - half, self.rate() + half)
    }

    fn agrees(&self, other: &Self) -> bool {
        let apart = (self.variance() + other.variance()).sqrt();
        (self.rate() - other.rate()).abs() <= Z * apart
    }
}

fn gathered(rounds: &[Ran]) -> Found {
    let mut speeds: Vec<f64> = rounds
        .iter()
        .map(|r| r.filings as f64 / r.seconds)
        .collect();
    speeds.sort_by(f64::total_cmp);
    Found {
        engine: rounds[0].engine.clone(),
        filings: rounds.iter().map(|ran| ran.filings).sum(),
        returned: rounds.iter().map(|ran| ran.returned).sum(),
        per_second: speeds[speeds.len() / 2],
    }
}

/// Runs `core.toml` on one thread.
fn own(days: u32, seed: u64) -> Result<Ran, String> {
    let set = [format!("run.length={days}d"), format!("run.seed={seed}")];
    let loaded = scenario::load(&here("core.toml"), &set).map_err(|faults| faults.to_string())?;
    let options = Options {
        threads: 1,
        ..Options::default()
    };
    let began = Instant::now();
    let results = run(&loaded.scenario, &options).map_err(|error| error.to_string())?;
    let seconds = began.elapsed().as_secs_f64();
    let total = results.total(Groups::NATION);
    Ok(Ran {
        engine: format!("beian-sim {}", env!("CARGO_PKG_VERSION")),
        filings: total.filings,
        returned: total.all_returned(),
        seconds,
    })
}

/// A file of this benchmark.
fn here(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("benches/peers")
        .join(file)
}

/// Runs a peer, and reads the line of JSON that it prints.
fn ran(command: &mut Command) -> Result<Ran, String> {
    let output = done(command)?;
    serde_json::from_str(&output).map_err(|error| format!("{command:?}: {error}: {output}"))
}

fn done(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// Where the benchmark keeps what it makes.
fn made(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("peers")
        .join(name)
}

/// A Python with SimPy.
fn python() -> Result<PathBuf, String> {
    let folder = made("venv");
    let python = folder.join("bin/python");
    if !python.exists() {
        done(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    let install = ["-m", "pip", "install", "--quiet", "--requirement"];
    done(
        Command::new(&python)
            .args(install)
            .arg(here("requirements.txt")),
    )?;
    Ok(python)
}

/// The program of the Rust engines.
fn rust_peers() -> Result<PathBuf, String> {
    let folder = made("target");
    let build = ["build", "--release", "--locked", "--manifest-path"];
    let mut cargo = Command::new(env!("CARGO"));
    done(
        cargo
            .args(build)
            .arg(here("rust/Cargo.toml"))
            .arg("--target-dir")
            .arg(&folder),
    )?;
    Ok(folder.join("release/core-peers"))
}
