//! What the schedule of cells would give on machines with more cores.

use std::hint::black_box;
use std::time::Instant;

use beian_sim::experiment::expected_share;
use beian_sim::simulation::{Unobserved, simulate};

use super::process::baseline;

/// Seconds of each cell, in the order in which an experiment takes them: replication by
/// replication, the largest province first.
pub fn cells(replications: u32) -> Result<Vec<f64>, String> {
    let scenario = baseline(&[])?;
    let mut provinces: Vec<usize> = (0..scenario.provinces.len()).collect();
    let share = |&place: &usize| expected_share(&scenario, place);
    provinces.sort_by(|a, b| share(b).total_cmp(&share(a)));
    let mut seconds = Vec::new();
    for replication in 0..replications {
        for &province in &provinces {
            let begun = Instant::now();
            black_box(simulate(&scenario, province, replication, &mut Unobserved));
            seconds.push(begun.elapsed().as_secs_f64());
        }
    }
    Ok(seconds)
}

/// How many times as fast as one thread: when each cell goes to the thread that is free first, and
/// at most, since no run is shorter than its longest cell.
pub fn speedup(cells: &[f64], threads: usize) -> (f64, f64) {
    let mut busy = vec![0.0f64; threads];
    for &cell in cells {
        if let Some(first) = busy.iter_mut().min_by(|a, b| a.total_cmp(b)) {
            *first += cell;
        }
    }
    let all: f64 = cells.iter().sum();
    let last = busy.iter().copied().fold(0.0, f64::max);
    let longest = cells.iter().copied().fold(0.0, f64::max);
    (all / last, (all / longest).min(threads as f64))
}
