//! A discrete-event simulator and load tester for the SMS check of ICP filings.
#![forbid(unsafe_code)]

pub mod chance;
pub mod clock;
pub mod commands;
pub mod datasets;
pub mod diagnostics;
pub mod event_log;
pub mod experiment;
pub mod folder;
pub mod measures;
pub mod pages;
pub mod regression;
pub mod replay;
pub mod rules;
pub mod scenario;
pub mod simulation;
pub mod terminal;
pub mod world;
