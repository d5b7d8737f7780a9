//! What holds of every scenario that can be written: over random ones that set all fields that are
//! declared, in general, for provinces and in segments.

mod accounts;
mod claims;
mod coverage;
#[path = "../shared/dice.rs"]
mod dice;
#[path = "../shared/followed.rs"]
mod followed;
mod levers;
mod order;
mod recipe;
#[path = "../shared/runner.rs"]
mod runner;
mod same;
mod scenario;
mod uncertain;
mod value;
