//! The process of a check: what comes after what.
//!
//! Sans-I/O: [`Platform`] is told what happens and when, and answers with what to do and when to wake
//! it. It has no clock, no chance and no queue of events, and does not know who drives it: a
//! simulation, a replay of recorded acts, or a portal. Whoever drives it keeps the checks, and names
//! checks and messages as it likes (`C`, `M`).
//!
//! | what happens | what is told | what comes of it |
//! | --- | --- | --- |
//! | a submission is received | [`checked_on_receipt`](super::checked_on_receipt), [`Check::open`] | a check, or straight to audit (R1, R4–R8); after the delay of R13 its first codes; [`Check::deadline_from_receipt`] |
//! | first codes are due | [`Check::awaited`] | a message to each of these mobiles (R13) |
//! | a message has passed the gateway | [`Platform::send`], then [`Platform::next_sent`] | codes that are sent (R10–R12, R16), and [`Platform::wake_for_code`] |
//! | a check's first code was sent | [`Platform::window_begins`] | the deadline (R21), the day of automatic resends (R14) |
//! | automatic resends are due | [`Platform::next_resend`] | messages, and the next day (R14) |
//! | codes end while messages wait | [`Platform::codes_end`], then [`Platform::next_sent`] | as above (R11) |
//! | a window is over | [`Check::end_window`] | the submission is returned (R21) |
//! | an entry | [`judge_entry`](super::judge_entry) | an answer; perhaps the end of the check (R18–R20, R24) |
//! | a resend request | [`judge_resend`](super::judge_resend) | an answer; perhaps messages (R15) |
//!
//! What is due at one instant goes in the order of [`Turn`]. A message whose check has ended, or whose
//! mobile is verified, is never sent: [`Check::send`] refuses it as [`NotSent::Withdrawn`] (R22).
//!
//! # Example
//!
//! A portal with one check, from receipt to completion:
//!
//! ```
//! use beian_sim::clock::{Instant, MINUTE};
//! use beian_sim::rules::*;
//!
//! let policy = Policy::default();
//! let mut platform: Platform<&str, (&str, u8)> = Platform::new(&policy);
//! let person = (MobileNumber::parse("13812345678")?, Certificate::parse("12345X")?);
//!
//! // The submission is received; its first code is due five minutes later (R13).
//! let received = Instant::parse("2019-03-04T10:00:00").unwrap();
//! let who = checked_on_receipt(
//!     &policy, InForce::Always, received, FilingType::NewWebsite, ChangeScope::Both,
//! );
//! assert!(who.website && !who.entity);
//! let mut check = Check::open(received, None, Some(person)).unwrap();
//!
//! let now = received.after(5 * MINUTE);
//! for mobile in check.awaited() {
//!     let message = ("one", mobile);
//!     let attempt = |codes: &mut CodePool| {
//!         check.send(&policy, codes, now, mobile.into(), Cause::First, |_| 123_456)
//!     };
//!     let sent = platform.send(now, message, attempt).unwrap();
//!     assert!(sent.first_of_check);
//!     let begun = platform.window_begins(&policy, now, (0, "one"), &check);
//!     assert_eq!(begun.deadline, Some(Instant::parse("2019-03-06T10:05:00").unwrap()));
//!     assert_eq!(begun.resends, Some(Instant::parse("2019-03-05T00:00:00").unwrap()));
//! }
//!
//! // The leader enters the code (R18).
//! let (mobile, certificate) = person;
//! let entry = Entry { mobile, certificate, code: 123_456, graphic_passed: true };
//! let verdict = judge_entry(&policy, now.after(MINUTE), &mut [&mut check], &entry);
//! assert_eq!(verdict.answer, EntryAnswer::Complete);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod order;
mod resends;
mod waiting;

use arrayvec::ArrayVec;

pub use order::{FilingNumber, LaneOrder, Turn};

use super::{Check, CodePool, NotSent, Policy, Sent, WindowFrom};
use crate::clock::Instant;
use resends::ResendCalendar;
use waiting::WaitingForCode;

/// What a province's checks have in common (R1): its codes, the messages that wait for one, and the
/// days of automatic resends. `C` names a check, `M` a message.
#[derive(Clone, Debug, Hash)]
pub struct Platform<C, M> {
    codes: CodePool,
    waiting: WaitingForCode<M>,
    resends: ResendCalendar<C>,
}

/// What follows from the sending of a check's first code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowBegins {
    /// When to end the window (R21): at [`Turn::Deadline`]; `None` where it runs from the receipt.
    pub deadline: Option<Instant>,
    /// When automatic resends are due (R14): at [`Turn::MessagesDue`]; `None` where that is known
    /// already, or there are none.
    pub resends: Option<Instant>,
}

/// A check's automatic resend (R14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutomaticResend {
    /// Which of the check, from 1.
    pub number: u32,
    /// The mobiles to which a message is queued, by their places in the check.
    pub mobiles: ArrayVec<u8, 2>,
    /// When the next automatic resends are due, as in [`WindowBegins::resends`].
    pub next: Option<Instant>,
}

impl<C: Copy, M: Copy> Platform<C, M> {
    /// The platform of a province before its first check.
    pub fn new(policy: &Policy) -> Self {
        Self {
            codes: CodePool::new(policy.code_pool),
            waiting: WaitingForCode::new(),
            resends: ResendCalendar::new(),
        }
    }

    /// The platform as one check after another sees it that shares nothing with others: codes do not run
    /// out ([`CodePool::ample`]), and nothing is sent before `from`.
    pub fn of_single_checks(from: Instant) -> Self {
        Self {
            codes: CodePool::ample(from),
            waiting: WaitingForCode::new(),
            resends: ResendCalendar::new(),
        }
    }

    /// Forgets the automatic resends that are planned (R14): of a check that has ended, before another
    /// is looked at by itself.
    pub fn forget_resends(&mut self) {
        self.resends.clear();
    }

    /// The province's codes.
    pub fn codes(&self) -> &CodePool {
        &self.codes
    }

    /// A message has passed the gateway: a code is sent, unless it has to wait for one behind those
    /// that wait already (R11). `attempt` sends it by [`Check::send`]. Where this returns `None`,
    /// [`Platform::next_sent`] is asked next.
    #[inline]
    pub fn send(
        &mut self,
        now: Instant,
        message: M,
        attempt: impl FnOnce(&mut CodePool) -> Result<Sent, NotSent>,
    ) -> Option<Sent> {
        if self.waiting.is_empty() {
            match attempt(&mut self.codes) {
                Ok(sent) => return Some(sent),
                Err(NotSent::Withdrawn) => return None,
                Err(NotSent::NoCode(_)) => {}
            }
        }
        self.waiting.push(&mut self.codes, now, message);
        None
    }

    /// Sends the next of the messages that wait for a code and can have one now, and returns it; when
    /// there is none any more, [`Platform::wake_for_code`] is asked. `attempt` sends a message by
    /// [`Check::send`].
    pub fn next_sent(
        &mut self,
        attempt: impl FnMut(&mut CodePool, M) -> Result<Sent, NotSent>,
    ) -> Option<(M, Sent)> {
        self.waiting.next_sent(&mut self.codes, attempt)
    }

    /// When to call [`Platform::codes_end`], at [`Turn::CodesEnd`]; `None` where that is known already
    /// or nothing waits.
    pub fn wake_for_code(&mut self) -> Option<Instant> {
        self.waiting.wake(&self.codes)
    }

    /// A code ends while messages wait: [`Platform::next_sent`] sends what can be sent (R11).
    pub fn codes_end(&mut self, now: Instant) {
        self.waiting.woken(now);
    }

    /// Frees the codes that have ended by `now`, for who looks at them.
    pub fn release_codes(&mut self, now: Instant) {
        self.codes.release(now);
    }

    /// A check's first code was sent now, whatever its cause: its window begins (R21), and its
    /// automatic resends are planned (R14). Checks of one resend go in the order of `number`.
    #[inline]
    pub fn window_begins(
        &mut self,
        policy: &Policy,
        now: Instant,
        (number, id): (FilingNumber, C),
        check: &Check,
    ) -> WindowBegins {
        let from_first_code = policy.window_from == WindowFrom::FirstCode;
        WindowBegins {
            deadline: from_first_code.then(|| policy.window.end(now)),
            resends: self.resends.plan(policy, now, (number, id), check),
        }
    }

    /// The next check of the automatic resends that are due now (R14), and its number; one that is no
    /// more is passed over.
    #[inline]
    pub fn next_resend(&mut self, now: Instant) -> Option<(FilingNumber, C)> {
        self.resends.next_due(now)
    }

    /// What [`Platform::next_resend`] means for its check: `None` where that has ended.
    #[inline]
    pub fn resend(
        &mut self,
        policy: &Policy,
        now: Instant,
        (number, id): (FilingNumber, C),
        check: &Check,
    ) -> Option<AutomaticResend> {
        check.is_open().then(|| AutomaticResend {
            number: check
                .automatic_resend_number(policy, now.date())
                .unwrap_or(0),
            mobiles: check.awaited(),
            next: self.resends.plan(policy, now, (number, id), check),
        })
    }
}
