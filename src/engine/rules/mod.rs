//! The verification rules, R1–R24: pure, with no clock, chance or I/O of their own.
//!
//! An instant and an act go in, an answer comes out. The pieces, in the order in which a submission
//! meets them:
//!
//! - [`Policy`]: the levers, with the defaults of the rules.
//! - [`who_is_checked`]: R3–R9, whose mobiles a submission must have verified.
//! - [`Check`]: one check from receipt to completion or return (R10–R24).
//! - [`CodePool`]: the codes of one province (R10–R12).
//! - [`judge_entry`], [`judge_resend`]: the province's page (R15, R18–R20).
//! - [`process`]: what comes after what, for whoever drives checks: [`Platform`], [`Turn`].

mod check;
mod codes;
mod demand;
mod outcomes;
mod page;
mod policy;
pub mod process;
mod province;
mod subjects;
mod words;

pub use check::{Check, Closed, Mobile, NotSent, Sent, SentCode};
pub use codes::{CodePool, NoCode};
pub use demand::CodeDemand;
pub use outcomes::{EntryRow, Fate, RequestOutcome, WhyWindowOver};
pub use page::{
    Entry, EntryAnswer, RequestLog, ResendAnswer, ResendRequest, Verdict, judge_entry, judge_resend,
};
pub use policy::{Policy, WindowFrom};
pub use process::{AutomaticResend, FilingNumber, LaneOrder, Platform, Turn, WindowBegins};
pub use province::{InForce, Province, Wave};
pub use subjects::{Checked, checked_on_receipt, who_is_checked};
pub use words::{
    Carrier, Cause, Certificate, CertificateError, ChangeScope, FilingType, MobileNumber,
    MobileNumberError, ReturnReason, Role,
};
