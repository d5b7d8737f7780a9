//! Events, and their order at one instant.

use slotmap::new_key_type;

new_key_type! {
    /// A filing in progress; one that has ended is recognised.
    pub struct FilingKey;
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A code ends while messages wait for one (R11).
    CodeEnds,
    /// The first codes of a check are queued (R13).
    FirstCodes,
    /// The automatic resends of an instant are queued (R14).
    AutomaticResends,
    /// A lane sends what waits; `index` is the carrier.
    Lane,
    /// Message `index` reaches the phone.
    Arrives,
    /// The authority receives filing number `index` for the first time.
    FirstReceipt {
        /// Whether it is counted: it came after the warm-up.
        counted: bool,
    },
    /// The authority receives a filing that was returned before.
    Receipt,
    /// The audit of filing number `index` is done.
    AuditDone,
    /// The provider reminds a leader.
    Reminder,
    /// A leader inquires into what was not received.
    Inquiry,
    /// The interception is turned off.
    InterceptionOff,
    /// The leader has moved to coverage.
    Moved,
    /// One who deleted message `index` asks for another.
    AsksAfterDeleting,
    /// A leader visits the page.
    Visit,
    /// A press of "Sending Message".
    Request,
    /// A lane sends what was requested at this instant; `index` is the carrier.
    LaneAfterRequests,
    /// A press of "Verification".
    Entry,
}

impl Kind {
    /// The rank of arrivals, and of whatever has no place of its own.
    pub const ALL_ELSE: u64 = 5;

    /// The place at one instant: the deadline first (it has a queue of its own), then expiries,
    /// messages sent and arriving, all else, resend requests, entries.
    pub fn rank(self) -> u64 {
        match self {
            Self::CodeEnds => 1,
            Self::FirstCodes | Self::AutomaticResends => 2,
            Self::Lane => 3,
            Self::Arrives => 4,
            Self::FirstReceipt { .. }
            | Self::Receipt
            | Self::AuditDone
            | Self::Reminder
            | Self::Inquiry
            | Self::InterceptionOff
            | Self::Moved
            | Self::AsksAfterDeleting
            | Self::Visit => Self::ALL_ELSE,
            Self::Request => 6,
            Self::LaneAfterRequests => 7,
            Self::Entry => 8,
        }
    }
}

/// An event to come.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// What.
    pub kind: Kind,
    /// Which leader of the filing.
    pub leader: u8,
    /// The submission to which it belongs, or what the kind says.
    pub index: u32,
    /// Which filing.
    pub filing: FilingKey,
}
