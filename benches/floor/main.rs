//! The floor: what the random draws of a run, and its queue, cost with no model around them.
//!
//! One replication of the baseline is simulated on one thread: filing by filing, since its filings share
//! nothing, and in one order of time, as where they do. Then the same number of draws of each kind is
//! made from the same distributions, and the operations of the common order are done on the same kind of
//! queue, at the same instants. The ratios are what the model costs.
//!
//! `cargo bench --bench floor` measures. The numbers of draws are recorded in `draws.csv` beside
//! this file; `cargo bench --bench floor --features count-draws` renews them.

mod draws;
mod tape;

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use beian_sim::experiment::{Options, run};
use beian_sim::scenario::{self, Scenario};

/// How often everything is done; medians are reported.
const ROUNDS: usize = 11;

fn main() -> ExitCode {
    let scenario = baseline();
    let tapes = tape::record(&scenario);
    let events: u64 = tapes.iter().map(tape::Tape::events).sum();
    if draws::renew(&scenario, events) {
        return ExitCode::SUCCESS;
    }
    let draws = match draws::Draws::recorded(&scenario, events) {
        Ok(draws) => draws,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let mut times = Times::default();
    for _ in 0..ROUNDS {
        for (in_order, into) in [(false, &mut times.alone), (true, &mut times.in_order)] {
            into.push(timed(|| {
                let options = Options {
                    threads: 1,
                    in_order,
                    ..Options::default()
                };
                black_box(run(&scenario, &options).map(|results| results.events).ok());
            }));
        }
        times.queue.push(timed(|| {
            for tape in &tapes {
                black_box(tape.replay());
            }
        }));
        times.heap.push(timed(|| {
            for tape in &tapes {
                black_box(tape.replay_on_heap());
            }
        }));
        times.draws.push(timed(|| {
            black_box(draws.draw());
        }));
    }
    report(&times, events, draws.total());
    ExitCode::SUCCESS
}

/// One replication of the shipped baseline.
fn baseline() -> Scenario {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let one = ["run.replications=1".to_owned()];
    match scenario::load(&file, &one) {
        Ok(loaded) => loaded.scenario,
        Err(faults) => panic!("{faults}"),
    }
}

/// Seconds of each round.
#[derive(Default)]
struct Times {
    alone: Vec<f64>,
    in_order: Vec<f64>,
    queue: Vec<f64>,
    heap: Vec<f64>,
    draws: Vec<f64>,
}

fn timed(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Prints medians, and the median of each round's ratios.
fn report(times: &Times, events: u64, draws: u64) {
    let millis = |values: &[f64]| median(values) * 1e3;
    let ratio = |all: &[f64], queue: Option<&[f64]>| {
        let rounds = all.iter().zip(&times.draws).enumerate();
        let ratios: Vec<f64> = rounds
            .map(|(round, (all, draws))| all / (draws + queue.map_or(0.0, |queue| queue[round])))
            .collect();
        median(&ratios)
    };
    println!("| what | milliseconds | |");
    println!("|---|---|---|");
    let row = |what: &str, time: f64, note: String| println!("| {what} | {time:.1} | {note} |");
    row(
        "simulation, one replication of the baseline, one thread",
        millis(&times.alone),
        "filing by filing".to_owned(),
    );
    row(
        "the same in one order of time",
        millis(&times.in_order),
        format!("{events} events"),
    );
    row(
        "floor: the queue of that order",
        millis(&times.queue),
        format!("{events} events scheduled and taken, at the same instants"),
    );
    row(
        "floor: the same on a binary heap",
        millis(&times.heap),
        "std::collections::BinaryHeap".to_owned(),
    );
    row(
        "floor: random draws",
        millis(&times.draws),
        format!("{draws} keyed streams, drawn from as the model does"),
    );
    println!();
    println!(
        "filing by filing / draws: {:.2}; in one order / draws and queue: {:.2}, with a binary heap {:.2}",
        ratio(&times.alone, None),
        ratio(&times.in_order, Some(&times.queue)),
        ratio(&times.in_order, Some(&times.heap))
    );
}
