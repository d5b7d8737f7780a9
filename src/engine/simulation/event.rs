//! Events, and their turn at one instant.

use slotmap::new_key_type;

use crate::rules::{Carrier, FilingNumber, Turn};

new_key_type! {
    /// A filing in progress; one that has ended is recognised.
    pub struct FilingKey;
}

/// A leader of a filing, in one of its submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaderAddress {
    /// The filing.
    pub filing: FilingKey,
    /// The submission, from 1.
    pub submission: u32,
    /// The leader's place in the filing's list.
    pub place: u8,
}

/// A message of a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageAddress {
    /// The filing.
    pub filing: FilingKey,
    /// The message's place in the filing's list.
    pub index: u32,
}

/// Which reminder, and on which of its days: one number, by which its draws are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReminderNumber(u16);

impl ReminderNumber {
    /// Bits of the day: there are at most 366 days, and 100 reminders in a list.
    const DAY: u32 = 9;

    /// The reminder at a place (0 for the short form, those of the list from 1), on which of its days, from 1; 0 where
    /// it has none.
    pub fn new(place: usize, day: u32) -> Self {
        Self(((place << Self::DAY) | day as usize) as u16)
    }

    /// The reminder's place.
    pub fn place(self) -> usize {
        Self::place_of(self.0.into())
    }

    /// The place of a reminder that is known by its number alone.
    pub fn place_of(number: u32) -> usize {
        (number >> Self::DAY) as usize
    }

    /// On which of its days.
    pub fn day(self) -> u32 {
        u32::from(self.0) & ((1 << Self::DAY) - 1)
    }

    /// The same reminder on its next day.
    #[must_use]
    pub fn of_next_day(self) -> Self {
        Self(self.0 + 1)
    }
}

impl From<ReminderNumber> for u32 {
    fn from(number: ReminderNumber) -> Self {
        number.0.into()
    }
}

/// What can happen, besides arrivals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The window of a submission is over (R21).
    Deadline {
        /// The filing.
        filing: FilingKey,
        /// The submission, from 1.
        submission: u32,
    },
    /// A code ends while messages wait for one (R11).
    CodesEnd,
    /// The first codes of a submission's check are queued (R13).
    FirstCodes {
        /// The filing.
        filing: FilingKey,
        /// The submission, from 1.
        submission: u32,
    },
    /// The automatic resends of an instant are queued (R14).
    AutomaticResends,
    /// A lane sends what waits.
    Lane {
        /// Whose lane.
        carrier: Carrier,
        /// Whether it sends what was requested at this instant.
        requested: bool,
    },
    /// A message arrives where the phone should be.
    MessageArrives(MessageAddress),
    /// The authority receives a filing for the first time.
    FirstReceipt {
        /// The filing's number.
        number: FilingNumber,
        /// Whether it is counted: it came after the warm-up.
        counted: bool,
    },
    /// The authority receives a filing that was returned before.
    Receipt(FilingKey),
    /// An audit is done.
    AuditDone {
        /// The filing's number.
        number: FilingNumber,
    },
    /// The provider reminds the leaders whom a submission's check still awaits.
    Reminder {
        /// The filing.
        filing: FilingKey,
        /// The submission, from 1.
        submission: u32,
        /// Which reminder.
        number: ReminderNumber,
    },
    /// Something happens to a leader, or is done by one: a [`LeaderAddress`], spelled out so that an
    /// event takes 16 bytes.
    Leader {
        /// The filing.
        filing: FilingKey,
        /// The submission, from 1.
        submission: u32,
        /// The leader's place in the filing's list.
        place: u8,
        /// What happens.
        what: LeaderEvent,
    },
}

/// What can happen to a leader, or be done by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaderEvent {
    /// The leader inquires into what was not received.
    Inquiry,
    /// The interception is turned off.
    InterceptionOff,
    /// The leader has moved to coverage.
    Moved,
    /// The leader, who deleted a message, asks for another.
    AsksAfterDeleting,
    /// The leader visits the page.
    Visit,
    /// A press of "Sending Message".
    Request,
    /// A press of "Verification".
    Entry,
}

impl LeaderAddress {
    /// The event that something happens to this leader.
    pub fn event(self, what: LeaderEvent) -> Event {
        Event::Leader {
            filing: self.filing,
            submission: self.submission,
            place: self.place,
            what,
        }
    }
}

impl LeaderEvent {
    /// The turn at one instant of each, in the order of their declaration: a table, which is quicker to
    /// look up than to decide.
    const TURNS: [Turn; 7] = [
        Turn::Other,
        Turn::Other,
        Turn::Other,
        Turn::Other,
        Turn::Other,
        Turn::Request,
        Turn::Entry,
    ];
}

impl Event {
    /// The turn at one instant.
    #[inline]
    pub fn turn(self) -> Turn {
        match self {
            Self::Deadline { .. } => Turn::Deadline,
            Self::CodesEnd => Turn::CodesEnd,
            Self::FirstCodes { .. } | Self::AutomaticResends => Turn::MessagesDue,
            Self::Lane {
                requested: false, ..
            } => Turn::MessagesSent,
            Self::Lane {
                requested: true, ..
            } => Turn::RequestedSent,
            Self::MessageArrives(_) => Turn::MessagesArrive,
            Self::Leader { what, .. } => LeaderEvent::TURNS[what as usize],
            Self::FirstReceipt { .. }
            | Self::Receipt(_)
            | Self::AuditDone { .. }
            | Self::Reminder { .. } => Turn::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_small() {
        assert_eq!(size_of::<Event>(), 16);
    }

    #[test]
    fn reminders_are_told_apart_by_their_numbers() {
        let numbers = (0..=100).flat_map(|place| (0..=367).map(move |day| (place, day)));
        for (place, day) in numbers {
            let number = ReminderNumber::new(place, day);
            assert_eq!((number.place(), number.day()), (place, day));
            assert_eq!(number.of_next_day().day(), day + 1);
        }
    }

    #[test]
    fn a_leaders_requests_and_entries_have_a_turn_of_their_own() {
        let turn = |what| {
            let filing = FilingKey::default();
            let (submission, place) = (1, 0);
            LeaderAddress {
                filing,
                submission,
                place,
            }
            .event(what)
            .turn()
        };
        assert_eq!(turn(LeaderEvent::Request), Turn::Request);
        assert_eq!(turn(LeaderEvent::Entry), Turn::Entry);
        assert_eq!(turn(LeaderEvent::Visit), Turn::Other);
    }
}
