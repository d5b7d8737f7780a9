//! The simulated world, what is measured of it, and what is concluded: against closed forms, exact instants, and itself.

mod arrivals;
mod calibration;
mod coverage;
#[path = "../shared/dice.rs"]
mod dice;
#[path = "../shared/followed.rs"]
mod followed;
mod pairing;
mod percentiles;
#[path = "../shared/plain_world.rs"]
mod plain_world;
mod plans;
mod pool;
mod prediction;
#[path = "../shared/random_worlds.rs"]
mod random_worlds;
mod readings;
mod readings_of_people;
mod reminders;
mod reminders_counted;
#[path = "../shared/runner.rs"]
mod runner;
mod simulation_as_replay;
mod spans;
mod theory;
mod two_orders;
mod world;
