//! The order at one instant.

use crate::rules::Cause;

/// Which comes first of what happens at one instant ("Order at one instant" in the rule book); within
/// one turn, whatever was scheduled first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Turn {
    /// Windows are over (R21).
    Deadline,
    /// Codes end (R12), and messages that waited for one are sent (R11).
    CodesEnd,
    /// First codes (R13) and automatic resends (R14) are queued.
    MessagesDue,
    /// Lanes send what is queued.
    MessagesSent,
    /// Messages arrive.
    MessagesArrive,
    /// Receipts, and all that the rules give no place.
    Other,
    /// Resend requests (R15).
    Request,
    /// Lanes send what was requested at this instant.
    RequestedSent,
    /// Entries (R18).
    Entry,
}

/// A filing's number in its province; where filings have none, that of its check by receipt.
pub type FilingNumber = u64;

/// A message's place among those queued in one lane at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneOrder {
    /// The number of its filing.
    pub number: FilingNumber,
    /// The mobile's place in the check: the entity leader's before the website leader's.
    pub mobile: u8,
    /// First, automatic, manual.
    pub cause: Cause,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_goes_by_number_then_mobile_then_cause() {
        let order = |number, mobile, cause| LaneOrder {
            number,
            mobile,
            cause,
        };
        let sorted = [
            order(3, 0, Cause::First),
            order(3, 0, Cause::Automatic),
            order(3, 0, Cause::Manual),
            order(3, 1, Cause::First),
            order(4, 0, Cause::First),
        ];
        assert!(sorted.is_sorted());
    }
}
