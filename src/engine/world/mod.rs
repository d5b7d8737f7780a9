//! The world around the rules: the stations that a filing passes, in their order.
//!
//! - [`arrivals`]: filings come to the provider.
//! - [`applicant`]: what a filing is, and whose.
//! - [`gateway`]: messages wait in the lane of their carrier.
//! - [`outage`]: what is out of service, and until when.
//! - [`leader`]: the people, with their phones, and what they decide.
//! - [`audit`]: the authority's auditors.
//!
//! Stations decide; the event loop ([`crate::simulation`]) says when.

pub mod applicant;
pub mod arrivals;
pub mod audit;
pub mod gateway;
pub mod leader;
pub mod outage;
