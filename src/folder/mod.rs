//! The results folder: written whole or not at all, beside its place, and put there in one step.
//!
//! [`ResultsFolder`] writes tables with a Frictionless [`datapackage()`] that describes every column, a
//! [`Manifest`] that says what made them, and the scenarios as they were run: with these, the folder's
//! tables can be made again from the folder alone.

mod aside;
mod datapackage;
mod error;
mod held;
mod in_place;
mod manifest;
mod results_folder;
mod swept;

pub(crate) use aside::{Aside, nearest_folder, sweep};
pub use datapackage::datapackage;
pub use error::Error;
pub use held::{as_run, name_when_run};
pub use manifest::{Command, Ended, FileRead, Manifest, Simulated, Speed};
pub(crate) use manifest::{PROGRAM, ours};
pub use results_folder::ResultsFolder;

/// The file by which a results folder is known.
pub(crate) const MANIFEST: &str = "manifest.json";
