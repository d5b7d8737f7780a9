//! Scaling: more threads, more filings, longer runs, a national year.
//!
//! `cargo bench --bench scaling` prints three tables; `-- threads`, `-- scale` or `-- year` one of
//! them. Each run is a process of its own, so that its peak memory is its own.

mod process;
mod schedule;

use std::process::ExitCode;

use process::{Ran, Run};

/// How often each run of the table of threads is done; medians are reported.
const ROUNDS: usize = 5;

/// A part of the benchmark: its name, and what it does.
type Part = (&'static str, fn() -> Result<(), String>);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments
        .first()
        .is_some_and(|first| first == process::CHILD)
    {
        return process::child(&arguments[1..]);
    }
    let asked = |name: &str| {
        let mut names = arguments.iter().filter(|a| !a.starts_with("--")).peekable();
        names.peek().is_none() || names.any(|a| a == name)
    };
    let parts: [Part; 3] = [("threads", threads), ("scale", scale), ("year", year)];
    for (name, part) in parts {
        if asked(name)
            && let Err(error) = part()
        {
            eprintln!("{name}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// One thread against two, and what the schedule would give on more.
fn threads() -> Result<(), String> {
    println!("| replications | one thread, s | two threads, s | times as fast |");
    println!("|---|---|---|---|");
    for replications in [20, 1] {
        let set = vec![format!("run.replications={replications}")];
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let one = Run {
                threads: 1,
                set: set.clone(),
            }
            .seconds()?;
            let two = Run {
                threads: 2,
                set: set.clone(),
            }
            .seconds()?;
            rounds.push((one, two));
        }
        let one = median(rounds.iter().map(|round| round.0).collect());
        let two = median(rounds.iter().map(|round| round.1).collect());
        let ratio = median(rounds.iter().map(|round| round.0 / round.1).collect());
        println!("| {replications} | {one:.3} | {two:.3} | {ratio:.2} |");
    }
    println!();
    println!("| replications | threads | times as fast by the schedule | if no cell were shared |");
    println!("|---|---|---|---|");
    for replications in [20, 1] {
        let cells = schedule::cells(replications)?;
        for threads in [2, 16, 64, 256] {
            let (by_schedule, unshared) = schedule::speedup(&cells, threads);
            println!("| {replications} | {threads} | {by_schedule:.1} | {unshared:.1} |");
        }
    }
    println!();
    Ok(())
}

/// More filings a day, and more days.
fn scale() -> Result<(), String> {
    println!(
        "| filings a day | days | filings | s | µs a filing | against the first | peak memory, MB | of it tables of load | open checks at most |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut first = None;
    for (filings, days) in [
        (4_000, 35),
        (40_000, 35),
        (400_000, 35),
        (4_000, 350),
        (40_000, 350),
    ] {
        let ran = Run {
            threads: 1,
            set: vec![
                "run.replications=1".to_owned(),
                format!("arrivals.filings_per_day={filings}"),
                format!("run.length={days}d"),
            ],
        }
        .run()?;
        let cost = ran.seconds / ran.filings as f64 * 1e6;
        let base = *first.get_or_insert(cost);
        println!(
            "| {filings} | {days} | {} | {:.2} | {cost:.3} | {:.2} | {:.1} | {:.1} | {:.0} |",
            ran.filings,
            ran.seconds,
            cost / base,
            ran.peak_megabytes,
            ran.table_megabytes,
            ran.open_checks,
        );
    }
    println!();
    Ok(())
}

/// A national year, 20 replications, on all cores.
fn year() -> Result<(), String> {
    let set = vec![
        "run.length=365d".to_owned(),
        "run.replications=20".to_owned(),
    ];
    let Ran {
        seconds,
        filings,
        events,
        peak_megabytes,
        ..
    } = Run { threads: 0, set }.run()?;
    println!("| a national year, 20 replications | |");
    println!("|---|---|");
    println!("| filings | {filings} |");
    println!("| events | {events} |");
    println!("| seconds, all cores | {seconds:.1} |");
    println!("| filings a second | {:.0} |", filings as f64 / seconds);
    println!("| events a second | {:.0} |", events as f64 / seconds);
    println!("| peak memory, MB | {peak_megabytes:.1} |");
    println!();
    Ok(())
}
