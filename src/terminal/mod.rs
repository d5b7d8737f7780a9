//! What commands print: the same figures as in tables and pages, as text, and as [`json`].

pub mod calibrating;
pub mod comparison;
pub mod finding;
pub mod inputs;
pub mod json;
pub mod loading;
pub mod predicting;
pub mod summary;
pub mod sweeping;
pub mod thresholds;
pub mod uncertainty;
pub mod working;
