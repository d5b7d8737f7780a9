//! Reports.

pub mod trace;
