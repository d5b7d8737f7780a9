//! What commands print: the same figures as in tables and pages, as text, and as [`json`].

pub mod comparison;
mod fitted;
pub mod json;
pub mod loading;
pub mod summary;
pub mod sweeping;
