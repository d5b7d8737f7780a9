//! The results folder: written whole or not at all.
//!
//! [`ResultsFolder`] writes tables with a Frictionless [`datapackage()`] that describes every column,
//! and a [`Manifest`] that says what made them.

mod datapackage;
mod digest;
mod error;
mod manifest;
mod results_folder;

pub use datapackage::datapackage;
pub use digest::sha256;
pub use error::Error;
pub(crate) use manifest::PROGRAM;
pub use manifest::{FileRead, Manifest, Speed};
pub use results_folder::ResultsFolder;
