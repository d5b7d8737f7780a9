//! The levers of the rules.

use crate::clock::{DAY, HOUR, Millis, Span};

/// From when the window runs (R21).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowFrom {
    /// From the sending of the check's first code.
    FirstCode,
    /// From the receipt of the submission by the authority.
    Received,
}

/// The rules in force: every lever that does not differ among provinces.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// R4: whether cancelling the entity is checked.
    pub check_cancel_entity: bool,
    /// R4: whether cancelling a website is checked.
    pub check_cancel_website: bool,
    /// R4: whether cancelling an access is checked.
    pub check_cancel_access: bool,
    /// R12: how long a code is effective.
    pub code_effective: Span,
    /// R14: the time of day of the automatic resend, from 00:00.
    pub automatic_resend_at: Millis,
    /// R14: on how many days it happens; 0 turns it off.
    pub automatic_resend_days: u32,
    /// R15: most requests answered "sent" for a mobile in a calendar day; `None` for no limit.
    pub resends_per_day: Option<u32>,
    /// R15: least time between two of them.
    pub resend_least_gap: Millis,
    /// R16: whether a resend cancels the earlier codes of its mobile.
    pub resend_cancels_earlier: bool,
    /// R20: the entry with a wrong certificate at which the check fails.
    pub wrong_certificates: u32,
    /// R21: the window.
    pub window: Span,
    /// R21: from when it runs.
    pub window_from: WindowFrom,
    /// R10, R11: how many codes there are.
    pub code_pool: u32,
}

impl Default for Policy {
    /// The rules as they are stated: cancellations unchecked, 48 h, midnight once, no limits.
    fn default() -> Self {
        Self {
            check_cancel_entity: false,
            check_cancel_website: false,
            check_cancel_access: false,
            code_effective: Span::Plain(48 * HOUR),
            automatic_resend_at: 0,
            automatic_resend_days: 1,
            resends_per_day: None,
            resend_least_gap: 0,
            resend_cancels_earlier: false,
            wrong_certificates: 5,
            window: Span::Plain(2 * DAY),
            window_from: WindowFrom::FirstCode,
            code_pool: 1_000_000,
        }
    }
}
