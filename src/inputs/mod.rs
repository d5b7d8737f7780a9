//! Inputs from records: what an event log, or recorded acts, say of a scenario's fields.
//!
//! The ideas, in order:
//!
//! - A record is read event by event ([`Event`], [`Happened`]). [`Following`] keeps the state of the filings under way,
//!   and gathers what is [`Seen`]: trials, durations (with those that the record's end cuts off), counts.
//! - [`Distributed`] is the product-limit estimate of durations, [`Fit`] a parametric form fitted by maximum likelihood,
//!   [`Answering`] what responses say of people whose calendar is not recorded.
//! - [`Inputs::of`] makes of it [`Estimated`] fields, each with its interval and how it was found, and the list of those
//!   that are [`NotVisible`], with the reason.
//! - [`Inputs::scenario`] writes them as a scenario, with the empirical files that it names.

mod acts;
mod answering;
mod arrivals;
mod behaviour;
mod case;
mod durations;
mod estimates;
mod fields;
mod fits;
mod follow;
mod happened;
mod invisible;
mod people;
mod rules;
mod scenario;
mod seen;

pub use acts::from_acts;
pub use answering::{Answering, Share};
pub use durations::{Distributed, MOST_VALUES};
pub use estimates::{Estimated, FieldFit, Figure, Inputs, Written};
pub use fits::{Fit, FittedForm, Parameter};
pub use follow::Following;
pub use happened::{Event, Happened, Phone};
pub use invisible::NotVisible;
pub use seen::{Came, Durations, InForce, RecordKind, Response, Seen, Trials};

use crate::clock::{MINUTE, Millis};

/// Within how long one who asks for a resend after an inquiry has asked.
const ASKS_WITHIN: Millis = 10 * MINUTE;

/// The fewest observations from which a field is estimated.
pub const LEAST: u64 = 20;
