//! Experiments: the cells of a scenario (provinces × replications) spread over threads.

mod cells;
pub mod designs;
mod load;
mod outcomes;
mod resend_effect;
mod search;
mod vary;

pub use cells::{Options, Progress, Unbalanced, expected_share, run, run_followed};
pub use load::{LoadFigure, LoadQuantity, LoadStatistic, LoadStep, Profile, multiplied};
pub use outcomes::{FilingEnd, FilingPairs, Outcome, filing_ends, filing_pairs, transitions};
pub use resend_effect::{Effect, EffectByFate, Resend, ResendEffect, resend_effect};
pub use search::{Found, Target, most_looks, search};
pub use vary::{Axis, Scale, Values};
