//! One check, from receipt to completion or return (R6, R12–R16, R20–R24).

use arrayvec::ArrayVec;
use smallvec::SmallVec;

use super::codes::CodePool;
use super::{Cause, Certificate, MobileNumber, NoCode, Policy, ReturnReason, Role, WindowFrom};
use crate::clock::{Date, Instant};

/// What the authority must see verified before it takes one submission in.
#[derive(Clone, Debug, Hash)]
pub struct Check {
    /// When the authority received the submission; the check is open from then.
    pub received: Instant,
    /// When its first code was sent, whatever the cause.
    pub first_sent: Option<Instant>,
    /// The mobiles to verify: one or two.
    pub mobiles: ArrayVec<Mobile, 2>,
    /// How it ended, if it has.
    pub closed: Option<Closed>,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closed {
    /// R24: every mobile verified; the submission passes to audit.
    Complete,
    /// R20, R21: the submission is returned.
    Returned(ReturnReason),
}

/// One mobile of a check, with its leader's certificate.
#[derive(Clone, Debug, Hash)]
pub struct Mobile {
    /// The number in the submission (R7).
    pub number: MobileNumber,
    /// The leader's certificate.
    pub certificate: Certificate,
    /// Whose it is; the entity leader's where it is both leaders' (R6).
    pub role: Role,
    /// Whether it is verified.
    pub verified: bool,
    /// Entries with a wrong certificate so far (R20).
    pub wrong_certificates: u32,
    /// All codes sent to it in this check, in the order of sending.
    pub codes: SmallVec<[SentCode; 2]>,
}

/// A code sent to a mobile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SentCode {
    /// Its six digits as a number.
    pub digits: u32,
    /// Why it was sent.
    pub cause: Cause,
    /// The instant of sending.
    pub sent: Instant,
    /// Whether a later one cancelled it (R16's lever).
    pub cancelled: bool,
}

/// A message that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its code.
    pub code: SentCode,
    /// Whether it is the first of its check: the window begins (R21).
    pub first_of_check: bool,
    /// When the earlier codes would have ended that it cancelled (R16's lever): two at most, since what
    /// is no first code cancels all before it.
    pub cancelled: [Option<Instant>; 2],
}

/// Why a message was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// Its check has ended, or its mobile is verified: nothing is sent any more (R22).
    Withdrawn,
    /// There is no code for it; it waits (R11).
    NoCode(NoCode),
}

impl SentCode {
    /// Whether it is effective at `now` (R12: not at exactly its end).
    pub fn is_effective(&self, policy: &Policy, now: Instant) -> bool {
        !self.cancelled && now < policy.code_effective.end(self.sent)
    }
}

impl Mobile {
    fn new(role: Role, (number, certificate): (MobileNumber, Certificate)) -> Self {
        Self {
            number,
            certificate,
            role,
            verified: false,
            wrong_certificates: 0,
            codes: SmallVec::new(),
        }
    }

    /// The effective code with these digits.
    pub fn effective_code(&self, policy: &Policy, now: Instant, digits: u32) -> Option<SentCode> {
        let mut codes = self.codes.iter();
        codes
            .find(|code| code.digits == digits && code.is_effective(policy, now))
            .copied()
    }

    /// Whether this code was sent to it before in this check (R11).
    pub(super) fn has_had(&self, digits: u32) -> bool {
        self.codes.iter().any(|code| code.digits == digits)
    }
}

impl Check {
    /// Opens the check of a submission received now. Two leaders with the same mobile are one
    /// person, and the entity leader's certificate counts (R6). With nobody to check there is no
    /// check (R8).
    #[inline]
    pub fn open(
        received: Instant,
        entity: Option<(MobileNumber, Certificate)>,
        website: Option<(MobileNumber, Certificate)>,
    ) -> Option<Self> {
        if entity.is_none() && website.is_none() {
            return None;
        }
        let mut check = Self {
            received,
            first_sent: None,
            mobiles: ArrayVec::new(),
            closed: None,
        };
        if let Some(person) = entity {
            check.mobiles.push(Mobile::new(Role::Entity, person));
        }
        if let Some(person) = website
            && entity.is_none_or(|(number, _)| number != person.0)
        {
            check.mobiles.push(Mobile::new(Role::Website, person));
        }
        Some(check)
    }

    /// Whether the check is neither complete nor failed.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether a mobile of the check can still be verified.
    pub fn awaits(&self, mobile: usize) -> bool {
        self.is_open() && !self.mobiles[mobile].verified
    }

    /// The mobiles that can still be verified, by their places: to these first codes and automatic
    /// resends go (R13, R14).
    #[inline]
    pub fn awaited(&self) -> ArrayVec<u8, 2> {
        let mut awaited = ArrayVec::new();
        if self.is_open() {
            for (place, mobile) in (0..).zip(&self.mobiles) {
                if !mobile.verified {
                    awaited.push(place);
                }
            }
        }
        awaited
    }

    /// When to end the window of a check that is opened now (R21); `None` where the window begins with
    /// the first code ([`Platform::window_begins`](super::Platform::window_begins)).
    pub fn deadline_from_receipt(&self, policy: &Policy) -> Option<Instant> {
        self.deadline(policy)
            .filter(|_| policy.window_from == WindowFrom::Received)
    }

    /// The instant at which the window is over (R21); `None` while it has not begun.
    #[inline]
    pub fn deadline(&self, policy: &Policy) -> Option<Instant> {
        let start = match policy.window_from {
            WindowFrom::FirstCode => self.first_sent,
            WindowFrom::Received => Some(self.received),
        };
        start.map(|start| policy.window.end(start))
    }

    /// The day's automatic resend, counted from 1 on the day after the first code was sent (R14);
    /// `None` on any other day.
    #[inline]
    pub fn automatic_resend_number(&self, policy: &Policy, day: Date) -> Option<u32> {
        let number = day.0 - self.first_sent?.date().0;
        let number = u32::try_from(number).ok()?;
        (1..=policy.automatic_resend_days)
            .contains(&number)
            .then_some(number)
    }

    /// Fails an open check whose window is over (R21). Returns whether it did.
    pub fn end_window(&mut self, policy: &Policy, now: Instant) -> bool {
        let over = self.is_open()
            && self
                .deadline(policy)
                .is_some_and(|deadline| deadline <= now);
        if over {
            self.closed = Some(Closed::Returned(ReturnReason::WindowOver));
        }
        over
    }

    /// Sends a code to one of the mobiles (R10–R16). `draw` returns a random number below its
    /// argument.
    ///
    /// # Errors
    /// [`NotSent::Withdrawn`] where the mobile is awaited no more (R22), [`NotSent::NoCode`] where the
    /// pool has none for it; the message then waits (R11).
    #[inline]
    pub fn send(
        &mut self,
        policy: &Policy,
        pool: &mut CodePool,
        now: Instant,
        mobile: usize,
        cause: Cause,
        draw: impl FnMut(u32) -> u32,
    ) -> Result<Sent, NotSent> {
        if !self.awaits(mobile) {
            return Err(NotSent::Withdrawn);
        }
        let first_of_check = self.first_sent.is_none();
        let mobile = &mut self.mobiles[mobile];
        let digits = pool
            .take(now, policy.code_effective.end(now), mobile, draw)
            .map_err(NotSent::NoCode)?;
        let mut cancelled = [None; 2];
        if cause != Cause::First && policy.resend_cancels_earlier {
            for earlier in &mut mobile.codes {
                if !earlier.cancelled {
                    earlier.cancelled = true;
                    let end = policy.code_effective.end(earlier.sent);
                    pool.cancel(earlier.digits, end);
                    cancelled = [Some(end).filter(|end| now < *end), cancelled[0]];
                }
            }
        }
        let code = SentCode {
            digits,
            cause,
            sent: now,
            cancelled: false,
        };
        mobile.codes.push(code);
        self.first_sent.get_or_insert(now);
        Ok(Sent {
            code,
            first_of_check,
            cancelled,
        })
    }
}
