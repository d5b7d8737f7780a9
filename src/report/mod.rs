//! Results on disk and on the terminal.
//!
//! [`Tables`] are the CSV files of a run, each declared by a [`Schema`] that also drives the
//! Frictionless data package beside them. [`ResultsFolder`] writes them with a [`Manifest`] that says
//! what made them, whole or not at all. [`page`] is the page beside them, [`summary`] what a run
//! prints, [`json`] the same figures for a program. [`compare`] holds tables against a reference.
//! [`trace`] tells one filing's life, [`events`] writes those of all filings as an event log.

mod caution;
mod column;
pub mod compare;
pub mod comparison;
mod datapackage;
mod digest;
mod error;
pub mod events;
mod fitted;
mod folder;
mod happenings;
pub mod json;
pub mod loading;
mod manifest;
pub mod page;
mod sheet;
pub mod summary;
pub mod sweeping;
mod tables;
pub mod thresholds;
mod tolerance;
pub mod trace;
mod wording;

pub use caution::cautions;
pub use column::{Column, Kind, Schema};
pub use datapackage::datapackage;
pub use digest::sha256;
pub use error::Error;
pub use folder::ResultsFolder;
pub use manifest::{FileRead, Manifest, Speed};
pub(crate) use sheet::no_formula;
pub use sheet::{Cell, Sheet, TableFile};
pub use tables::caused::resend_effect_tables;
pub use tables::compared::{Compared, comparison_tables};
pub use tables::loaded::load_table;
pub use tables::swept::{Bar, SweptPoint, point_tables, sobol_table, tornado_table};
pub use tables::{Tables, schemas, schemas_by_command};
pub use tolerance::Tolerances;
