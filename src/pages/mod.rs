//! `report.html`: the page of a results folder, one file that works offline.
//!
//! From top to bottom it says what was asked, what came out, shows it in pictures, and ends with the
//! method and the scenario. A page is a list of sections, held together by `frame`; a section is a list
//! of views: text, and [pictures](crate::views::Picture), which are drawn in the reader's browser by
//! Apache ECharts, embedded in the page. What comes from a scenario is escaped, and no wall time stands
//! in it: the same results give the same bytes.

mod calibration;
mod compare;
mod differences;
mod facts;
mod find;
mod frame;
mod load;
mod messages;
mod method;
mod over_time;
mod provinces;
mod response;
mod returns;
mod run;
mod sweep;
mod uncertainty;
mod warm_up;

pub use calibration::calibration;
pub use compare::comparison;
pub use find::find;
pub use load::{LoadTest, load};
pub use run::run;
pub use sweep::{Sweep, Swept, sweep};
pub use uncertainty::Uncertain;

/// The page's file.
pub const FILE: &str = "report.html";
