//! The journal of an experiment: what is finished of it, unit by unit, in a folder that any number of processes on
//! any machines may share.
//!
//! `plan.json` says what the experiment is ([`Written`]), `inputs/` holds the files that it was read from, `units/` a
//! record of each finished unit. Nothing is ever changed in place: files are written aside, brought to the disk and
//! renamed, so that each is there whole or not at all; who writes one a second time writes the same. There are no
//! locks and no server.

mod differs;
mod error;
mod place;
mod record;
mod written;

pub use error::Error;
pub use place::{Journal, Point, State};
pub use record::Spent;
pub use written::{Input, ScenarioAsked, Written};
