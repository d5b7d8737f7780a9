//! `report.html`: the page of a results folder, one file that works offline.
//!
//! From top to bottom it says what was asked, what came out, shows it in pictures, and ends with the
//! method and the scenario. `frame` holds it together; a picture is a `chart::Chart`, whose option
//! is drawn in the reader's browser by Apache ECharts, embedded in the page. What comes from a scenario
//! is escaped, and no wall time stands in it: the same results give the same bytes.

mod chart;
mod compare;
mod facts;
mod flow;
mod frame;
mod lines;
mod load;
mod messages;
mod method;
mod provinces;
mod reasons;
mod response;
mod run;
mod sweep;
mod timeline;
mod times;
mod tornado;

pub use compare::comparison;
pub use load::{LoadTest, load};
pub use run::run;
pub use sweep::{Sweep, Swept, sweep};

/// The page's file.
pub const FILE: &str = "report.html";
