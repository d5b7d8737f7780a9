//! A run of the program, and what it took.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a process took.
#[derive(Clone, Copy)]
pub struct Took {
    /// Seconds of wall time.
    pub wall: f64,
    /// Seconds of its threads on a processor, the system's included.
    pub cpu: f64,
    /// The most memory that it held, in megabytes.
    pub peak: f64,
}

/// Begins the program in a folder.
pub fn begin(folder: &Path, line: &str) -> Result<Child, String> {
    Command::new(env!("CARGO_BIN_EXE_beian-sim"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())
}

/// Runs the program in a folder to its end, which is a good one.
pub fn run(folder: &Path, line: &str) -> Result<Took, String> {
    let begun = Instant::now();
    let child = begin(folder, line)?;
    end(child, begun).map_err(|error| format!("{line}: {error}"))
}

/// Waits for the end.
pub fn end(mut child: Child, begun: Instant) -> Result<Took, String> {
    let id = child.id();
    let (mut peak, mut ticks) = (0.0f64, 0);
    // Until it is waited for, a process that has ended tells what it took.
    while let Some((state, now)) = stat(id) {
        ticks = now;
        if state == "Z" {
            break;
        }
        peak = peak.max(peak_megabytes(id));
        std::thread::sleep(Duration::from_millis(2));
    }
    let wall = begun.elapsed().as_secs_f64();
    let status = child.wait().map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(status.to_string());
    }
    Ok(Took {
        wall,
        // Linux counts hundredths of a second.
        cpu: ticks as f64 / 100.0,
        peak,
    })
}

fn stat(id: u32) -> Option<(String, u64)> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let mut fields = text.rsplit_once(") ")?.1.split(' ');
    let state = fields.next()?.to_owned();
    let times: Vec<u64> = fields
        .skip(10)
        .take(2)
        .filter_map(|n| n.parse().ok())
        .collect();
    Some((state, times.iter().sum()))
}

fn peak_megabytes(id: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.map_or(0.0, |kb| kb / 1024.0)
}
