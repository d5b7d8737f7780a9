//! Measures: integer counters and histograms that merge in any order to the same figures, the
//! measures made from them, and their intervals.
//!
//! While a cell (one province in one replication) runs, it counts into [`CellTally`]. When it ends,
//! the tally is merged into its [`ReplicationTally`], by group; when all provinces of a replication
//! are in, that is condensed to a [`Summary`] a group. [`Results`] holds the summaries of all
//! replications, from which [`Measure`]s are estimated with their intervals. The code names a measure
//! by its handle, as in `results.estimate(&RETURN_RATE, Groups::NATION)`; names are for users and files.

mod catalogue;
mod costs;
mod counts;
mod durations;
mod group;
mod heterogeneity;
mod hourly;
mod interval;

mod lists;
mod load;
mod load_of_run;
mod load_track;
mod measure;
mod paired;
mod part;
mod prediction;
mod results;
mod spread;
mod tally;
mod warm_up;

pub use catalogue::*;
pub use costs::Prices;
pub use counts::{Counts, OfWeekday};
pub use durations::{DurationHistograms, DurationKind, Durations, PRECISION_DIGITS};
pub use group::{Group, GroupBy, Groups};
pub use heterogeneity::{GroupEffect, Heterogeneity};
pub use hourly::{Hourly, HourlyLoad};
pub(crate) use interval::normal_quantile;
pub use interval::{
    Estimate, Interval, IntervalMethod, Level, duration_estimate, mean_estimate, ratio_estimate,
    wilson,
};
pub use load::{HourLoad, HoursOfRun, LevelHour, PageLoad};
pub use load_of_run::LoadOfRun;
pub use load_track::{LoadChange, LoadChanges, LoadTrack};
pub use measure::{Measure, Quantity, Unit};
pub use paired::{PairTally, PairedDifference, difference, holm, paired_interval};
pub use part::PartOfResults;
pub use results::{Percentiles, Results, Summary};
pub use spread::{SPREAD_LEVELS, Spread, mean, quantile, variance};
pub use tally::{CellTally, ProvinceTally, ReplicationTally, Strata};
pub use warm_up::{LoadSeries, Settling};
