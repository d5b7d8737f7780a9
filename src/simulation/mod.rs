//! The event loop of one cell: one province in one replication.
//!
//! Provinces share nothing (R1: each has its own platform), so a cell has its own queue, streams
//! and tallies, and never waits for another. [`simulate`] runs one to its end.
//!
//! - [`event`]: what can happen, and the order at one instant.
//! - [`queue`]: what happens next.
//! - [`filing`]: a filing in progress.
//! - [`cell`]: the state and the loop; its acts are in `submissions`, `messages`, `visits`, `looks`.
//! - [`log`]: who follows single filings.

pub mod cell;
pub mod event;
pub mod filing;
pub mod log;
mod looks;
mod messages;
pub mod queue;
mod submissions;
mod visits;

pub use cell::{mean_gap, simulate};
pub use log::{CellName, Happening, Log, Logs, QueueUse, Silent, What};
