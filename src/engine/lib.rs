//! The engine: what simulates filings under the rules, and measures what comes of them, with no command line, tables or
//! pages.
//!
//! A package of its own so that a compiler can optimise it as a whole while the rest is built beside it.
//! [`beian_sim`](../beian_sim/index.html) has these rooms as its own.
#![forbid(unsafe_code)]

pub mod chance;
pub mod clock;
pub mod diagnostics;
pub mod experiment;
pub mod measures;
pub mod replay;
pub mod rules;
pub mod scenario;
pub mod simulation;
pub mod world;
