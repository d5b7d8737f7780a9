//! The event loop of one cell: one province in one replication.
//!
//! Provinces share nothing (R1: each has its own platform), so a cell has its own queue, streams
//! and tallies, and never waits for another. [`simulate`] runs one to its end.
//!
//! - [`event`]: what can happen, and its turn at one instant; [`queue`]: what happens next.
//! - [`filing`]: a filing in progress; [`cell`]: the state of a cell, and the loop.
//! - What the loop calls, one file a station in the order in which a filing passes them: `provider`,
//!   `authority`, `gateway`, `network`, `handset`, `leader`, `page`, `audit`. What comes after what in
//!   a check, the [`Platform`](crate::rules::Platform) says; what is drawn and decided on the way, the
//!   stations of [`crate::world`].
//! - [`observer`]: who follows single filings; `observing` tells it.

mod audit;
mod authority;
pub mod cell;
pub mod event;
pub mod filing;
mod gateway;
mod handset;
mod leader;
mod network;
pub mod observer;
mod observing;
mod page;
mod provider;
pub mod queue;

pub use cell::{mean_gap, simulate};
pub use observer::{CellName, Observation, Observed, Observer, Observers, QueueUse, Unobserved};
