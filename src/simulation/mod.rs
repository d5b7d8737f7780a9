//! The event loop of one cell: one province in one replication.
//!
//! Provinces share nothing (R1: each has its own platform), so a cell has its own queue, streams
//! and tallies, and never waits for another. [`simulate`] runs one to its end.
//!
//! - [`event`]: what can happen, and the order at one instant.
//! - [`queue`]: what happens next.
//! - [`filing`]: a filing in progress.
//! - [`cell`]: the state and the loop; its handlers are in `submissions`, `messages`, `visits`, `inquiries`.
//! - [`log`]: who follows single filings.

pub mod cell;
pub mod event;
pub mod filing;
mod inquiries;
mod messages;
pub mod observer;
pub mod queue;
mod submissions;
mod visits;

pub use cell::{mean_gap, simulate};
pub use observer::{CellName, Observation, Observed, Observer, Observers, QueueUse, Unobserved};
