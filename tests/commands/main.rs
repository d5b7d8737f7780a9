//! Whole commands: what they print, write and exit with.

mod bounds;
mod calibrate;
mod completions;
mod costs;
mod ensemble;
mod events;
mod experiments;
mod find;
mod inputs;
mod inputs_of_little;
mod levels;
mod listings;
mod recorded;
mod refusals;
mod replay;
mod replay_order;
mod run;
#[path = "../shared/runner.rs"]
mod runner;
mod signals;
mod sweeps;
mod trace;
