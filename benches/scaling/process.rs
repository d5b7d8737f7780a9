//! One run of the baseline in a process of its own.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use beian_sim::experiment::{Options, run};
use beian_sim::measures::{Groups, HourLoad, Results};
use beian_sim::scenario::{self, Scenario};

/// The argument that makes this program a child.
pub const CHILD: &str = "child";

/// A run of the baseline.
pub struct Run {
    /// Threads; 0 for all cores.
    pub threads: usize,
    /// Overrides of fields.
    pub set: Vec<String>,
}

/// What a run took.
pub struct Ran {
    /// Seconds of wall time.
    pub seconds: f64,
    /// Filings simulated.
    pub filings: u64,
    /// Events worked through.
    pub events: u64,
    /// The most memory that the process held.
    pub peak_megabytes: f64,
    /// What of it the tables of load take, by hour and by day: they are part of the results.
    pub table_megabytes: f64,
    /// The most open checks, over provinces added up.
    pub open_checks: f64,
}

/// The baseline with these overrides.
pub fn baseline(set: &[String]) -> Result<Scenario, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    match scenario::load(&file, set) {
        Ok(loaded) => Ok(loaded.scenario),
        Err(faults) => Err(faults.to_string()),
    }
}

impl Run {
    /// Runs it.
    pub fn run(&self) -> Result<Ran, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command
            .arg(CHILD)
            .arg(self.threads.to_string())
            .args(&self.set);
        let output = command.output().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        let numbers: Vec<f64> = text
            .split_whitespace()
            .filter_map(|n| n.parse().ok())
            .collect();
        match numbers[..] {
            [
                seconds,
                filings,
                events,
                peak_megabytes,
                table_megabytes,
                open_checks,
            ] => Ok(Ran {
                seconds,
                filings: filings as u64,
                events: events as u64,
                peak_megabytes,
                table_megabytes,
                open_checks,
            }),
            _ => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// Runs it, for the seconds.
    pub fn seconds(&self) -> Result<f64, String> {
        Ok(self.run()?.seconds)
    }
}

/// The child: runs, and prints its figures.
pub fn child(arguments: &[String]) -> ExitCode {
    let threads = arguments.first().and_then(|n| n.parse().ok()).unwrap_or(1);
    let scenario = match baseline(arguments.get(1..).unwrap_or_default()) {
        Ok(scenario) => scenario,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let options = Options {
        threads,
        ..Options::default()
    };
    let begun = Instant::now();
    let results = match run(&scenario, &options) {
        Ok(results) => results,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let seconds = begun.elapsed().as_secs_f64();
    let loads = results
        .replications
        .iter()
        .map(|groups| &groups[Groups::NATION].load);
    let open = loads.filter_map(|load| load.as_ref().map(|load| load.open_checks.peak));
    println!(
        "{seconds} {} {} {} {} {}",
        results.filings,
        results.events,
        peak_megabytes(),
        table_megabytes(&results),
        open.max().unwrap_or(0)
    );
    ExitCode::SUCCESS
}

/// What the tables of load take: the nation's by hour, each province's by day, and by hour that of the
/// province which is simulated, on one thread.
fn table_megabytes(results: &Results) -> f64 {
    let days: usize = results.load.province_days.iter().map(Vec::len).sum();
    let rows = 2 * results.load.hours.counted.len() + days;
    (rows * size_of::<HourLoad>()) as f64 / 1024.0 / 1024.0
}

/// The most memory that this process held, as Linux tells it; not a number elsewhere.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kb| kb / 1024.0)
}
