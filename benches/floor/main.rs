//! The floor: what the queue and the random draws of a run cost with no model around them.
//!
//! One replication of the baseline is simulated on one thread. Then the same operations are done
//! on the same kind of queue, in the same order and at the same instants, and the same number of
//! draws of each kind from the same distributions. The ratio of both is what the model costs.
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
        times.simulation.push(timed(|| {
            let options = Options {
                threads: 1,
                ..Options::default()
            };
            black_box(run(&scenario, &options).map(|results| results.events).ok());
        }));
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
    simulation: Vec<f64>,
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
    let ratio = |queue: &[f64]| {
        let rounds = times.simulation.iter().zip(queue).zip(&times.draws);
        let ratios: Vec<f64> = rounds
            .map(|((all, queue), draws)| all / (queue + draws))
            .collect();
        median(&ratios)
    };
    println!("| what | milliseconds | |");
    println!("|---|---|---|");
    let row = |what: &str, time: f64, note: String| println!("| {what} | {time:.1} | {note} |");
    row(
        "simulation, one replication of the baseline, one thread",
        millis(&times.simulation),
        format!("{events} events"),
    );
    row(
        "floor: the queue",
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
        "simulation / floor: {:.2} with the simulation's own queue, {:.2} with a binary heap",
        ratio(&times.queue),
        ratio(&times.heap)
    );
}
