//! Work that is kept in a folder: shared, stopped, damaged, extended.

mod expand;
mod kept;
mod killed;
mod records;
#[path = "../shared/runner.rs"]
mod runner;
mod shards;
