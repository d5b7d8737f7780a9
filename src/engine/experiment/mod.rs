//! Experiments: what is simulated, and on how many threads.
//!
//! A [`Plan`] is a list of scenarios, its arms, each in so many replications; the units of work are
//! its cells (provinces × replications), which [`Plan::run`] spreads over threads. [`run`] is a plan
//! of one scenario, a comparison one of several, whose filings may be paired; each point of a sweep
//! ([`designs`], [`Axis`]), of a search ([`search`]) and each step of a load test ([`multiplied`]) is
//! a plan of its own. What is known can be extended by further replications ([`Plan::extend`]), and a plan be worked
//! through in [`Unit`]s, on one machine or on many, whose results are put together again.

mod demand;
pub mod designs;
mod ensemble;
pub mod expansion;
mod filings;
mod load;
mod options;
mod plan;
mod precision;
mod resend_effect;
mod search;
mod under_way;
mod units;
mod vary;
mod violation;
mod work;

pub use demand::{Demand, Forecast, Trial};
pub use ensemble::{
    Assumptions, Draw, DrawFigure, DrawFigures, Ensemble, MAXIMUM_DRAWS, MAXIMUM_ENTRIES,
    MOST_FOR_CONTRIBUTIONS, OfMeasure,
};
pub use filings::{FilingPairs, Outcome};
pub use load::{LoadFigure, LoadQuantity, LoadStatistic, LoadStep, Profile, between, multiplied};
pub use options::{Options, Progress};
pub use plan::{ArmResults, Plan, PlanResults, expected_share};
pub use precision::Precision;
pub use resend_effect::{Effect, EffectByFate, Resend, ResendArms, ResendEffect};
pub use search::{
    Chance, Edge, Line, LookedAt, Stretch, Target, chance, expected_evaluations, search,
};
pub use units::{FILINGS_OF_UNIT, PartFound, Unit};
pub use vary::{Axis, AxisError, Values};
pub use violation::InvariantViolation;
pub use work::run;
