//! The state of one filing while its record is read.

use smallvec::SmallVec;

use crate::clock::Instant;
use crate::rules::{Carrier, Cause, FilingType, Province, ReturnReason, Role};

/// A filing as far as it has come.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) province: Province,
    pub(super) kind: FilingType,
    pub(super) last: Instant,
    pub(super) arrived: Option<Instant>,
    pub(super) stale: Option<bool>,
    pub(super) remedied: bool,
    pub(super) submission: u32,
    pub(super) received: Option<Instant>,
    /// Received, and the leaders of the check may still follow.
    pub(super) opening: bool,
    /// The first codes were queued.
    pub(super) codes_queued: bool,
    pub(super) first_sent: Option<Instant>,
    pub(super) check_open: bool,
    pub(super) returned: Option<Return>,
    pub(super) audit: Option<Instant>,
    pub(super) ended: bool,
    pub(super) leaders: [Option<Leader>; 2],
    pub(super) messages: SmallVec<[Message; 2]>,
}

/// A submission that was returned, until it is known what follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Return {
    pub(super) at: Instant,
    pub(super) reason: ReturnReason,
    /// What the applicant does is known: counted already.
    pub(super) told: bool,
}

/// A leader in the submission under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leader {
    pub(super) carrier: Option<Carrier>,
    pub(super) intercepting: Option<bool>,
    pub(super) gap_until: Option<Instant>,
    pub(super) changed_number: bool,
    pub(super) kept: bool,
    pub(super) first_kept: Option<Instant>,
    pub(super) ignored: bool,
    /// Whether the message kept last was a further one after one was ignored.
    pub(super) trial: Option<bool>,
    pub(super) verified: bool,
    pub(super) typing_since: Option<Instant>,
    pub(super) left: Option<Instant>,
    pub(super) knows_certificate: bool,
    pub(super) inquiry: Option<Inquiry>,
    /// Automatic messages.
    pub(super) automatic: u32,
    /// Whether the route of a virtual operator reached the leader, where a message was not lost.
    pub(super) reached: Option<bool>,
}

/// An inquiry into what was not received, until it is known what follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inquiry {
    pub(super) at: Instant,
    pub(super) what: Into,
}

/// What an inquiry may find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Into {
    Interception,
    Coverage,
    /// Nothing: a resend may be asked for.
    Nothing,
}

/// A message under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message {
    pub(super) submission: u32,
    pub(super) role: Role,
    pub(super) cause: Cause,
    pub(super) carrier: Option<Carrier>,
    pub(super) queued: Option<Instant>,
    pub(super) sent: Option<Instant>,
    /// It reached the place where the phone should be.
    pub(super) arrived: bool,
    /// Another of its cause was under way at the same time: which is which cannot be told.
    pub(super) ambiguous: bool,
}

impl Case {
    pub(super) fn new(province: Province, kind: FilingType, at: Instant) -> Self {
        Self {
            province,
            kind,
            last: at,
            arrived: None,
            stale: None,
            remedied: false,
            submission: 0,
            received: None,
            opening: false,
            codes_queued: false,
            first_sent: None,
            check_open: false,
            returned: None,
            audit: None,
            ended: false,
            leaders: [None, None],
            messages: SmallVec::new(),
        }
    }

    /// Whether nothing more can be said of it.
    pub(super) fn is_over(&self) -> bool {
        self.ended && self.messages.is_empty()
    }

    /// Whether something was under way when the record ended.
    pub(super) fn is_under_way(&self) -> bool {
        !self.ended || !self.messages.is_empty()
    }

    /// The leader of a role, where the check still awaits the mobile.
    pub(super) fn awaited(&mut self, role: Option<Role>) -> Option<&mut Leader> {
        let open = self.check_open;
        let leader = self.leaders[role? as usize].as_mut();
        leader.filter(|leader| open && !leader.verified)
    }

    pub(super) fn leader(&mut self, role: Option<Role>) -> Option<&mut Leader> {
        self.leaders[role? as usize].as_mut()
    }
}

impl Leader {
    pub(super) fn new(carrier: Option<Carrier>) -> Self {
        Self {
            carrier,
            intercepting: None,
            gap_until: None,
            changed_number: false,
            kept: false,
            first_kept: None,
            ignored: false,
            trial: None,
            verified: false,
            typing_since: None,
            left: None,
            knows_certificate: false,
            inquiry: None,
            automatic: 0,
            reached: None,
        }
    }
}
