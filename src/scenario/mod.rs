//! Scenarios: from a TOML file to checked values.

mod model;

pub use model::*;
