//! Experiments: the cells of a scenario (provinces × replications) spread over threads.

mod cells;
mod outcomes;
mod resend_effect;

pub use cells::{Options, Progress, Unbalanced, expected_share, run};
pub use outcomes::{FilingEnd, Outcome, filing_ends, transitions};
pub use resend_effect::{Effect, EffectByFate, Resend, ResendEffect, resend_effect};
