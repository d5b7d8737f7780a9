//! Results folders: whole or not at all, what is in them, and that they say how to make them again.

mod again;
mod compare;
mod folder;
mod killed;
mod places;
#[path = "../shared/runner.rs"]
mod runner;
mod synthetic;
mod tables;
