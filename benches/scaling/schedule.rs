//! What the schedule of cells and their blocks would give on machines with more cores.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Instant;

use beian_sim::experiment::expected_share;
use beian_sim::simulation::{UncoupledCell, Unobserved, simulate};

use super::process::baseline;

/// A cell as it was measured on one thread.
pub struct Measured {
    nanoseconds: u64,
    /// Blocks of filings, each of which can go to another thread.
    blocks: u64,
    /// What it takes a thread to join it and to leave it with what was counted.
    joining: u64,
}

/// The cells of so many replications, in the order in which an experiment takes them: replication by
/// replication, the largest province first.
pub fn cells(replications: u32) -> Result<Vec<Measured>, String> {
    let scenario = baseline(&[])?;
    let nobody = baseline(&["arrivals.filings_per_day=0.001".to_owned()])?;
    let mut provinces: Vec<usize> = (0..scenario.provinces.len()).collect();
    let share = |&place: &usize| expected_share(&scenario, place);
    provinces.sort_by(|a, b| share(b).total_cmp(&share(a)));
    let mut cells = Vec::new();
    for replication in 0..replications {
        for &province in &provinces {
            let timed = |scenario| {
                let begun = Instant::now();
                let tally = black_box(simulate(scenario, province, replication, &mut Unobserved));
                (begun.elapsed().as_nanos() as u64, tally.filings)
            };
            let (joining, _) = timed(&nobody);
            let (nanoseconds, filings) = timed(&scenario);
            cells.push(Measured {
                nanoseconds,
                blocks: filings.div_ceil(UncoupledCell::BLOCK as u64).max(1),
                joining,
            });
        }
    }
    Ok(cells)
}

/// A thread: when it is free, and the cell that it works on.
type Thread = Reverse<(u64, Option<usize>)>;

/// How many times as fast as one thread: when each thread takes the next cell and works on it block by
/// block, and helps with the first that has blocks left when there is no next; and if no cell could be
/// shared, as it is where filings are coupled.
pub fn speedup(cells: &[Measured], threads: usize) -> (f64, f64) {
    let all: u64 = cells.iter().map(|cell| cell.nanoseconds).sum();
    let shared = shared(cells, threads);
    let mut busy: BinaryHeap<Reverse<u64>> = (0..threads).map(|_| Reverse(0)).collect();
    let mut whole = 0;
    for cell in cells {
        if let Some(Reverse(at)) = busy.pop() {
            whole = whole.max(at + cell.nanoseconds);
            busy.push(Reverse(at + cell.nanoseconds));
        }
    }
    (all as f64 / shared as f64, all as f64 / whole as f64)
}

/// When the last block is done.
fn shared(cells: &[Measured], threads: usize) -> u64 {
    let mut left: Vec<u64> = cells.iter().map(|cell| cell.blocks).collect();
    let mut free: BinaryHeap<Thread> = (0..threads).map(|_| Reverse((0, None))).collect();
    let (mut next, mut last) = (0, 0);
    while let Some(Reverse((at, on))) = free.pop() {
        let same = on.filter(|&cell| left[cell] > 0);
        let begun = (next < cells.len()).then_some(next);
        let Some(cell) = same
            .or(begun)
            .or_else(|| left.iter().position(|&blocks| blocks > 0))
        else {
            continue;
        };
        if same.is_none() && begun.is_some() {
            next += 1;
        }
        left[cell] -= 1;
        let joins = if same.is_some() {
            0
        } else {
            cells[cell].joining
        };
        let done = at + joins + cells[cell].nanoseconds / cells[cell].blocks;
        last = last.max(done);
        free.push(Reverse((done, Some(cell))));
    }
    last
}
