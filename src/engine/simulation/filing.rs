//! A filing in progress.

use arrayvec::ArrayVec;
use smallvec::SmallVec;

use super::event::{FilingKey, LeaderAddress};
use crate::chance::Key;
use crate::clock::{Instant, OptionalInstant};
use crate::rules::{Carrier, Cause, Check, FilingNumber, FilingType};
use crate::world::applicant::{Application, OnRecord};
use crate::world::leader::{Leader, key_in_submission};

/// A filing from its first receipt by the authority until it goes to audit or is given up.
#[derive(Debug)]
pub struct Filing {
    /// Its number in the province.
    pub number: FilingNumber,
    /// Its draws.
    pub key: Key,
    /// What it is.
    pub application: Application,
    /// Whether it is counted: it arrived after the warm-up.
    pub counted: bool,
    /// When the authority first received it.
    pub received: Instant,
    /// The stratum of the filing, which it keeps.
    pub stratum: usize,
    /// Its leaders, by their place in the check.
    pub leaders: ArrayVec<Leader, 2>,
    /// The submission, from 1.
    pub submission: u32,
    /// The check of this submission.
    pub check: Option<Check>,
    /// Whether a leader was verified with a resent code in this submission.
    pub resent_code_used: bool,
    /// All messages of all submissions.
    pub messages: SmallVec<[Message; 2]>,
    /// Messages on their way.
    pub on_their_way: u32,
    /// Whether nothing can happen to it any more but messages arriving.
    pub ended: bool,
}

/// A message of a filing.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// Its leader, as a place in the filing's list.
    pub leader: u8,
    /// Of which submission.
    pub submission: u32,
    /// The carrier of the mobile.
    pub carrier: Carrier,
    /// Why its code is sent; `None` for the provider's reminder, which has none.
    pub cause: Option<Cause>,
    /// Which of that cause: 0 for the first code, the day of an automatic resend, the number of a
    /// manual one, or of a reminder.
    pub nth: u32,
    /// When it was queued; of one that the network keeps, since when.
    pub since: Instant,
    /// When it was sent.
    pub sent: OptionalInstant,
    /// Its code, when it was sent.
    pub digits: u32,
    /// Where it is.
    pub state: MessageState,
    /// Whether its leader will delete it by accident, should it reach the phone.
    pub deleted: bool,
}

/// The part of a leader's key that reminders have, beside those of the causes.
const REMINDERS: u64 = Cause::ALL.len() as u64;

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// In its lane, or without a free code.
    Waits,
    /// Sent, and not yet at the phone.
    OnItsWay,
    /// Kept by the network until the phone is reachable.
    Stored,
    /// It met its fate.
    Ended,
}

impl Message {
    /// To whom it goes; `filing` is its filing.
    pub fn leader_of(&self, filing: FilingKey) -> LeaderAddress {
        LeaderAddress {
            filing,
            submission: self.submission,
            place: self.leader,
        }
    }
}

impl Filing {
    /// The type that is submitted: a shell's remedy makes a new access a new website (R9).
    pub fn submitted_as(&self) -> FilingType {
        match self.application.on_record {
            OnRecord::Stale {
                shell: true,
                noticed,
            } if noticed || self.submission > 1 => FilingType::NewWebsite,
            _ => self.application.kind,
        }
    }

    /// Whether the code of this submission goes to a number nobody has (R9).
    pub fn stale_number(&self) -> bool {
        matches!(
            self.application.on_record,
            OnRecord::Stale { noticed: false, .. }
        ) && self.submission == 1
    }

    /// Whether the check awaits a leader's mobile.
    pub fn awaits(&self, leader: u8) -> bool {
        let check = self.check.as_ref();
        check.is_some_and(|check| check.awaits(usize::from(leader)))
    }

    /// The draws of a message.
    #[inline]
    pub fn message_key(&self, message: &Message) -> Key {
        let leader = &self.leaders[usize::from(message.leader)];
        let key = if message.submission == self.submission {
            leader.now.key
        } else {
            key_in_submission(self.key.child(u64::from(message.submission)), leader.role)
        };
        key.child(message.cause.map_or(REMINDERS, |cause| cause as u64))
    }
}
