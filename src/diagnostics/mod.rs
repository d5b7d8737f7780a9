//! What is wrong in what a user wrote: places in texts, faults, suggestions.
//!
//! A [`Fault`] says which field of which file is wrong, what was found and what is allowed. A reader
//! does not stop at the first: it collects [`Faults`], and [`Faults::report`] prints each with its
//! [`Place`]. [`nearest`] is the one judge of which known name was meant by an unknown one. Text of a
//! user's that goes into a file again is made safe for spreadsheets here, too.

mod fault;
mod format;
mod machine;
mod place;
mod report;
mod suggestion;

pub use fault::{Fault, Faults, MAXIMUM_FAULTS};
pub(crate) use format::{is_formula, no_formula};
pub use machine::MachineFailure;
pub use place::{Place, SourceText};
pub use suggestion::{did_you_mean, nearest};
