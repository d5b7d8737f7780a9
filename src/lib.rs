//! A discrete-event simulator and load tester for the SMS check of ICP filings (备案短信核验).
//!
//! Websites in China are filed with the authorities. When a filing is submitted, the people responsible get a
//! code by SMS, and enter it on their province's page within a window of time; otherwise the filing is
//! returned, and everything starts again. This library simulates synthetic filings under such rules, and measures how
//! many are returned, how long the rest take, and what load they bring. The command line, `beian-sim`, is a
//! thin layer over it; what is simulated is described in `docs/method.md`, how the rooms of the source
//! stand on one another in `docs/design.md`.
//!
//! # A whole example
//!
//! A scenario in a few lines is run, and one measure estimated, with its 95 % confidence interval:
//!
//! ```
//! use beian_sim::experiment::{self, Options};
//! use beian_sim::measures::{Groups, Measure};
//! use beian_sim::scenario;
//!
//! // What differs from the built-in baseline.
//! let text = r#"
//!     based_on = "baseline.toml"
//!     title = "A window of 24 h, for a week"
//!     rules.window = "24h"
//!     arrivals.filings_per_day = 200
//!     run.length = "7d"
//!     run.warm_up = "2d"
//!     run.replications = 2
//! "#;
//! let scenario = scenario::from_text("short-window", text)?.scenario;
//!
//! // On all cores; the results do not depend on how many there are.
//! let results = experiment::run(&scenario, &Options::default())?;
//!
//! let rate = Measure::named("return_rate").ok_or("no such measure")?;
//! let estimate = results.estimate(rate, Groups::NATION).ok_or("nothing was checked")?;
//! let interval = estimate.interval.ok_or("one replication gives no interval")?;
//! println!("{:.3}, 95 % interval {:.3} to {:.3}", estimate.value, interval.low, interval.high);
//! assert!(interval.low < estimate.value && estimate.value < interval.high);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The ideas, in the order in which one needs them
//!
//! **A scenario says what is simulated**: who files and when, how messages travel, how people act, which rules
//! hold. It is a TOML text that says what differs from another; [`scenario::load`] reads one from a file,
//! [`scenario::from_text`] from a program. A [`Scenario`](scenario::Scenario) was checked whole, with every
//! fault found and its place named, so that nothing can go wrong with it afterwards.
//!
//! **The rules are judged by themselves.** [`rules`] has R1 to R24 and nothing else: an instant and an act go in, an
//! answer comes out. [`replay`] puts recorded acts through them; [`simulation`] drives them with what happens in
//! the [`world`]: the stations that a filing passes, and the people.
//!
//! **Time is an integer.** An [`Instant`](clock::Instant) counts milliseconds of Beijing time, and a
//! [`Calendar`](clock::Calendar) says when they count for somebody who sleeps, or works.
//!
//! **A cell is one province in one replication.** Provinces share nothing, so every cell runs by itself, from an
//! empty world until the last of its filings has ended. [`experiment::run`] works through a scenario's cells on all threads.
//!
//! **Chance is keyed.** Every draw is a function of the seed and of what it belongs to, through [`chance`]: two
//! scenarios meet the same filings, the same lost messages, the same forgetful people, wherever their difference
//! does not touch them. These *common random numbers* make [differences](measures::difference) far surer than levels, and are why
//! results are the same on any number of threads.
//!
//! **Counts merge, measures are made of them.** A cell counts into integers and histograms, which merge in any order into
//! [`Results`](measures::Results). A [`Measure`](measures::Measure) is a name, a unit and a function of those, estimated for a
//! [group](measures::Groups): the nation, a province, a filing type, a carrier, a segment. Its
//! [`Estimate`](measures::Estimate) has a 95 % interval: Student's t over replications, or Wilson's for a share of a single one.
//!
//! **Tables are computed once, and everything is a view of them.** [`datasets`] makes them from results; [`folder`] writes them
//! as CSV with a data package and a manifest; [`regression`] holds them against references; [`pages`] and
//! [`terminal`] show them. [`event_log`] writes what happened to each filing, for process mining.
//!
//! **Experiments are plans of runs.** [`experiment::run`] is a [`Plan`](experiment::Plan) of one scenario; there are designs that vary fields
//! ([`experiment::designs`]), a [`search`](experiment::search) for where a target begins to hold, and
//! [what resends are worth](experiment::ResendEffect). [`commands`] puts each behind a subcommand.
#![forbid(unsafe_code)]

#[doc(inline)]
pub use beian_sim_engine::{
    chance, clock, diagnostics, experiment, measures, replay, rules, scenario, simulation, world,
};

pub mod calibration;
pub mod commands;
pub mod datasets;
pub mod event_log;
pub mod folder;
pub mod inputs;
pub mod journal;
pub mod pages;
pub mod regression;
pub mod terminal;
pub mod views;
