//! The province's page: what it answers to entries (R18–R20) and to resend requests (R15).

use smallvec::SmallVec;

use super::check::{Check, Closed, SentCode};
use super::{Certificate, MobileNumber, Policy, ReturnReason};
use crate::clock::Instant;

/// One press of "Verification".
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The mobile as typed.
    pub mobile: MobileNumber,
    /// The certificate as typed.
    pub certificate: Certificate,
    /// The code as typed.
    pub code: u32,
    /// Whether the graphic verification succeeded.
    pub graphic_passed: bool,
}

/// What an entry is answered (R18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryAnswer {
    /// Row 1.
    GraphicVerificationFailed,
    /// Rows 2, 3 and 4.
    RecordNotFound,
    /// Row 3, at the last wrong certificate (R20): the submission is returned.
    VerificationFailed,
    /// Row 5: verified, another mobile to verify.
    Verified,
    /// Row 6: verified, check complete.
    Complete,
}

impl EntryAnswer {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::GraphicVerificationFailed => "graphic_verification_failed",
            Self::RecordNotFound => "record_not_found",
            Self::VerificationFailed => "verification_failed",
            Self::Verified => "verified",
            Self::Complete => "complete",
        }
    }
}

/// How an entry was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The answer.
    pub answer: EntryAnswer,
    /// The row of R18 that gave it.
    pub row: u8,
    /// The check it was judged against, as a place in the list given.
    pub check: Option<usize>,
    /// The mobile in that check.
    pub mobile: Option<usize>,
    /// The code that verified.
    pub code: Option<SentCode>,
}

/// Judges an entry against the checks of its province, in the order in which they were opened; those
/// that are closed, whose window is over (R21), or that do not await the mobile are left out (R18).
pub fn judge_entry(
    policy: &Policy,
    now: Instant,
    checks: &mut [&mut Check],
    entry: &Entry,
) -> Verdict {
    let verdict = |answer, row, check, mobile, code| Verdict {
        answer,
        row,
        check,
        mobile,
        code,
    };
    if !entry.graphic_passed {
        return verdict(EntryAnswer::GraphicVerificationFailed, 1, None, None, None);
    }
    let Some((place, mobile)) = judged_against(policy, now, checks, entry) else {
        return verdict(EntryAnswer::RecordNotFound, 2, None, None, None);
    };
    let check = &mut *checks[place];
    let (place, index) = (Some(place), Some(mobile));
    let mobile = &mut check.mobiles[mobile];
    if mobile.certificate != entry.certificate {
        mobile.wrong_certificates += 1;
        if mobile.wrong_certificates < policy.wrong_certificates {
            return verdict(EntryAnswer::RecordNotFound, 3, place, index, None);
        }
        check.closed = Some(Closed::Returned(ReturnReason::WrongCertificate)); // R20
        return verdict(EntryAnswer::VerificationFailed, 3, place, index, None);
    }
    let code = mobile.effective_code(policy, now, entry.code);
    if code.is_none() {
        return verdict(EntryAnswer::RecordNotFound, 4, place, index, None);
    }
    mobile.verified = true;
    if check.mobiles.iter().all(|mobile| mobile.verified) {
        check.closed = Some(Closed::Complete); // R24
        verdict(EntryAnswer::Complete, 6, place, index, code)
    } else {
        verdict(EntryAnswer::Verified, 5, place, index, code)
    }
}

/// The check, and the mobile in it, against which an entry is judged: the one whose effective code
/// it carries, and where it carries none, the one opened last (R18).
fn judged_against(
    policy: &Policy,
    now: Instant,
    checks: &[&mut Check],
    entry: &Entry,
) -> Option<(usize, usize)> {
    let mut last = None;
    for (place, check) in checks.iter().enumerate() {
        let Some(mobile) = awaited(policy, now, check, entry.mobile) else {
            continue;
        };
        let code = check.mobiles[mobile].effective_code(policy, now, entry.code);
        if code.is_some() {
            return Some((place, mobile));
        }
        last = Some((place, mobile));
    }
    last
}

/// Where in an open check a number is awaited. A window that is over counts as over also where the
/// check was not yet told so (R21).
fn awaited(policy: &Policy, now: Instant, check: &Check, number: MobileNumber) -> Option<usize> {
    let place = check.mobiles.iter().position(|m| m.number == number)?;
    let over = check
        .deadline(policy)
        .is_some_and(|deadline| deadline <= now);
    (check.awaits(place) && !over).then_some(place)
}

/// One press of "Sending Message".
#[derive(Clone, Copy, Debug)]
pub struct ResendRequest {
    /// The mobile as typed.
    pub mobile: MobileNumber,
    /// The certificate as typed.
    pub certificate: Certificate,
    /// Whether the graphic verification succeeded.
    pub graphic_passed: bool,
}

/// What a resend request is answered (R15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResendAnswer {
    /// The graphic verification failed.
    GraphicVerificationFailed,
    /// No open check awaits this mobile with this certificate.
    RecordNotFound,
    /// Over a limit; nothing is sent.
    TooManyRequests,
    /// A code is sent at once.
    Sent,
}

impl ResendAnswer {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::GraphicVerificationFailed => "graphic_verification_failed",
            Self::RecordNotFound => "record_not_found",
            Self::TooManyRequests => "too_many_requests",
            Self::Sent => "sent",
        }
    }
}

/// A mobile's requests answered "sent" in one province, over its checks (R15's limits).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RequestLog {
    last: Option<Instant>,
    sent_that_day: u32,
}

impl RequestLog {
    fn allows(&self, policy: &Policy, now: Instant) -> bool {
        let below = |most| self.sent_on_day_of(now) < most;
        let below = policy.resends_per_day.is_none_or(below);
        let gap = |last| now.since(last) >= policy.resend_least_gap;
        below && self.last.is_none_or(gap)
    }

    fn record(&mut self, now: Instant) {
        self.sent_that_day = self.sent_on_day_of(now) + 1;
        self.last = Some(now);
    }

    fn sent_on_day_of(&self, now: Instant) -> u32 {
        let same_day = self.last.is_some_and(|last| last.date() == now.date());
        if same_day { self.sent_that_day } else { 0 }
    }
}

/// Judges a resend request (R15), and says to which checks' mobile a code is to be sent: places in
/// the list given, and of the mobile in the check. The request counts once.
pub fn judge_resend(
    policy: &Policy,
    now: Instant,
    checks: &[&mut Check],
    log: &mut RequestLog,
    request: &ResendRequest,
) -> (ResendAnswer, SmallVec<[(usize, usize); 1]>) {
    if !request.graphic_passed {
        return (ResendAnswer::GraphicVerificationFailed, SmallVec::new());
    }
    let matching = checks.iter().enumerate().filter_map(|(place, check)| {
        let mobile = awaited(policy, now, check, request.mobile)?;
        let matches = check.mobiles[mobile].certificate == request.certificate;
        matches.then_some((place, mobile))
    });
    let matching: SmallVec<[(usize, usize); 1]> = matching.collect();
    if matching.is_empty() {
        return (ResendAnswer::RecordNotFound, matching);
    }
    if !log.allows(policy, now) {
        return (ResendAnswer::TooManyRequests, SmallVec::new());
    }
    log.record(now);
    (ResendAnswer::Sent, matching)
}
