//! A discrete-event simulator and load tester for the SMS check of ICP filings.
#![forbid(unsafe_code)]

pub mod chance;
pub mod clock;
pub mod commands;
pub mod experiment;
pub mod measures;
pub mod replay;
pub mod report;
pub mod rules;
pub mod scenario;
pub mod simulation;
pub mod world;
