//! Whatever is given to the program is read or answered with what is wrong.

#[path = "../answered/mod.rs"]
mod answered;
mod answers;
mod any_text;
mod bad_input;
mod holidays;
mod large_scenarios;
mod messages;
#[path = "../shared/runner.rs"]
mod runner;
mod schema;
mod uncertain;
mod whatever_is_read;
