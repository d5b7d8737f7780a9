//! Every table, computed once from results into typed rows, and declared once: each column has its name,
//! its kind, its meaning, and where a row has its value.
//!
//! A *dataset* is a row type such as [`MessageRow`], the one function that computes its rows, and a
//! [`Table`] that declares its columns, such as [`MESSAGES`]. CSV, data package, reference documentation
//! and regression check follow from the declaration; pages and terminal are made from the same rows.
//! [`RunTables`] has all rows of a run:
//!
//! ```
//! use beian_sim::datasets::{MESSAGES, MessageFate, RunTables};
//! use beian_sim::rules::{Cause, Fate};
//! use beian_sim::{experiment, scenario};
//!
//! let text = "run.length = '3d'\nrun.warm_up = '1d'\nrun.replications = 2";
//! let scenario = scenario::from_text("short", text)?.scenario;
//! let results = experiment::run(&scenario, &Default::default())?;
//! let tables = RunTables::of(&scenario, &results);
//!
//! // What a view shows: the first messages of the nation that were kept, as a share of those sent.
//! let kept = tables.message(Cause::First, MessageFate::Met(Fate::Kept));
//! let share = kept.and_then(|row| row.share_of_sent).ok_or("no message was sent")?;
//! assert!(share.value > 0.8 && share.interval.is_some());
//!
//! // What a results folder holds: the same rows as CSV.
//! assert!(tables.files().named(MESSAGES.name.as_str()).is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Compared`], [`resend_effect_rows`], [`SweptPoint`], [`sobol_rows`] and [`load_table`] are for
//! the other commands. [`thresholds`] holds results against a scenario's thresholds.

mod calibrated;
mod caused;
mod cell;
mod compared;
mod entries;
mod estimates;
mod figures;
mod found;
mod inputs;
mod load;
mod loaded;
mod messages;
mod reasons;
mod resends;
mod run;
mod schema;
mod swept;
mod table;
pub mod thresholds;
mod times;
mod uncertainty;
mod warm_up;
mod weekdays;

pub use calibrated::{IDENTIFIED, POSTERIOR, PROFILES, TARGETS, calibration_tables};
pub use caused::{
    EffectFigure, FateEffectRow, RESEND_EFFECT, RESEND_EFFECT_BY_FATE, ResendEffectRow,
    fate_effect_rows, resend_effect_rows, resend_effect_tables,
};
pub(crate) use cell::{fixed, unit_decimals};
pub use compared::{
    COMPARISON, Compared, ComparisonRow, FIELDS, FieldRow, Pairing, TRANSITIONS, TransitionRow,
    comparison_tables,
};
pub use entries::{AnswerRow, ENTRIES, PageAnswer};
pub use figures::{
    MEASURES_BY_GROUP, MeasureRow, NeededRow, PRECISION, REPLICATIONS, ReplicationRow,
    WANTED_SHARES,
};
pub use found::{Condition, End, FOUND, FoundLine, FoundRow, Reach, Search};
pub use inputs::{FITS, INPUTS, InputRow, NOT_VISIBLE, input_rows, input_tables};
pub use load::{
    DayRow, HourRow, MeanLevel, MeanLoad, PAGE_PEAKS, PAGES, PageHourRow, PagePeakRow, TIMELINE,
    TIMELINE_DAYS,
};
pub use loaded::{LOAD, LoadRow, load_table};
pub use messages::{MESSAGES, MessageFate, MessageRow};
pub use reasons::{REASONS, ReasonRow, Submissions};
pub use resends::{RESENDS, ResendFigure, ResendRow};
pub use run::{RunTables, Tables, schemas, schemas_by_command};
pub use schema::{Column, Kind, OfMeasure, Schema, TableName};
pub use swept::{
    Bar, OfFields, POINTS, PointRow, QUANTILE_SHARES, QUANTILES, QuantileRow, SOBOL, SWEEP,
    SobolOrder, SobolRow, SweepRow, SweptPoint, TORNADO, Wanted, point_tables, quantile_rows,
    sobol_rows, sobol_table, tornado_table,
};
pub use table::{Table, TableFile};
pub use times::{DELAYS, DurationRow, SURVIVAL, SurvivalRow, TIME_TO_VERIFY};
pub use uncertainty::{
    CONTRIBUTIONS, CONTRIBUTIONS_DIFFERENCES, ContributionRow, DRAWS, DifferenceRows, DrawRow,
    EnsembleRows, UNCERTAINTY, UNCERTAINTY_DIFFERENCES, UncertainDifferenceRow, UncertaintyRow,
};
pub use warm_up::{WARM_UP, WARM_UP_DAYS, WarmUpDayRow, WarmUpRow};
pub use weekdays::{WEEKDAYS, WeekdayRow};
