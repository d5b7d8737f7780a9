//! Chance: random streams keyed by what they belong to, and the distributions drawn from them.
//!
//! A draw is a function of the seed and of its place in the world (replication, province, filing,
//! submission, leader, purpose, occurrence) and of nothing else. Two scenarios that differ in one
//! lever therefore share every other draw, and a result does not depend on threads.
//!
//! A [`Key`] has the parts of the place down to the leader mixed in, one after the other. Purpose and
//! occurrence say at which position of the key's SplitMix64 sequence a [`Stream`] begins; its first
//! number costs one mixing step.

mod distribution;
#[cfg(feature = "count-draws")]
pub mod drawn;
mod prior;
mod stream;

pub use distribution::{Distribution, Shape};
pub use prior::Prior;
pub use stream::{Key, Purpose, Stream};
