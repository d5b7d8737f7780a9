//! Experiments: the cells of a scenario (provinces × replications) spread over threads.

mod cells;

pub use cells::{Options, Progress, Unbalanced, expected_share, run};
