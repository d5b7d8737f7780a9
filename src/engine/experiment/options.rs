//! How an experiment is run, and how far it is.

use std::sync::atomic::AtomicBool;

/// How an experiment is run. None of it moves a figure.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Threads; 0 for as many as the machine has cores.
    pub threads: usize,
    /// Puts all filings of a province into one order of time even where they share nothing, which takes
    /// longer: a check of the model.
    pub in_order: bool,
    /// Set from outside to end early; the first replications are kept, as far as they are complete
    /// without a gap.
    pub stop: Option<&'a AtomicBool>,
    /// Told after each cell.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

impl Default for Options<'_> {
    /// All cores, nobody told.
    fn default() -> Self {
        Self {
            threads: 0,
            in_order: false,
            stop: None,
            progress: None,
        }
    }
}

/// How far an experiment is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Filings simulated by the cell that has just ended.
    pub filings: u64,
    /// The share of all work that this cell was, by the filings expected.
    pub share: f64,
}
