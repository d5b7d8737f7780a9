//! What is wrong in what a user wrote: places in texts, faults, suggestions.
//!
//! A [`Fault`] says which field of which file is wrong, what was found and what is allowed. A reader
//! does not stop at the first: it collects [`Faults`], and [`Faults::report`] prints each with its
//! [`Place`]. [`nearest`] is the one judge of which known name was meant by an unknown one. Every file
//! of a user's is read by [`read_file`]. Text of a user's is made safe here: for the terminal that shows
//! it, and for spreadsheets where it goes into a file again.

mod caught;
mod digest;
mod fault;
mod file;
mod format;
mod machine;
mod place;
mod record;
mod report;
mod rows;
mod shown;
mod suggestion;

pub use caught::{Panicked, caught};
pub use digest::{hexadecimal, sha256, sha256_of_file};
pub use fault::{Fault, Faults, MAXIMUM_FAULTS};
pub use file::{DATA_BYTES, MANIFEST_BYTES, SCENARIO_BYTES, Unreadable, open_file, read_file};
pub use format::{is_formula, no_formula};
pub use machine::MachineFailure;
pub use place::{Place, SourceText};
pub use record::field_span;
pub(crate) use record::record_start;
pub use report::tell;
pub use rows::{CsvRows, RowFault, WHOLE};
pub use shown::{escaped, is_acted_on, shortened};
pub use suggestion::{did_you_mean, nearest};
