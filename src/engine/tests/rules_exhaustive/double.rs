//! The process of the rules as it is, or a double of it that breaks one rule.
//!
//! A double calls the same process, with the levers, the check or the pool of codes changed around one
//! call: nothing of the rules is written a second time.

use beian_sim::clock::{HOUR, Instant, Millis, Span};
use beian_sim::rules::*;

/// A rule that a double breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    DeadlineInclusive,
    WindowTooShort,
    WindowFromTheOtherInstant,
    ResendMovesTheWindow,
    EndsTwice,
    SendsAfterTheEnd,
    SendsToVerified,
    LastWrongCertificateForgiven,
    ResendResetsTheCount,
    WrongCodeCounts,
    FailedGraphicIsJudged,
    ExpiredCodeAccepted,
    CancelledCodeAccepted,
    CancelsNothing,
    OtherLeadersCodeAccepted,
    CodeExpiresTooEarly,
    CompletesWithOneLeader,
    NeverCompletes,
    EqualCodes,
    SameCodeAgain,
    WaitingIsForgotten,
    WaitingIsPassed,
    RequestsWithoutLimit,
    RequestsWithoutGap,
    RequestWithAnyCertificate,
    AutomaticResendADayMore,
}

/// The process, or a double of it.
#[derive(Clone, Debug)]
pub struct Process {
    /// The levers as the rules have them.
    pub policy: Policy,
    mutant: Option<Mutant>,
    /// The levers of windows, of judging and of sending, as the process is told them.
    windows: Policy,
    judging: Policy,
    sending: Policy,
}

/// A plain span that is so much longer.
fn lengthen(span: &mut Span, by: Millis) {
    match span {
        Span::Plain(length) => *length += by,
        other => panic!("{other:?} is not plain"),
    }
}

impl Process {
    pub fn new(policy: &Policy, mutant: Option<Mutant>) -> Self {
        let [mut windows, mut judging, mut sending] = [(); 3].map(|()| policy.clone());
        match mutant {
            Some(Mutant::DeadlineInclusive) => {
                lengthen(&mut windows.window, 1);
                lengthen(&mut judging.window, 1);
            }
            Some(Mutant::WindowTooShort) => lengthen(&mut windows.window, -1),
            Some(Mutant::WindowFromTheOtherInstant) => {
                windows.window_from = match policy.window_from {
                    WindowFrom::FirstCode => WindowFrom::Received,
                    WindowFrom::Received => WindowFrom::FirstCode,
                };
            }
            Some(Mutant::LastWrongCertificateForgiven) => judging.wrong_certificates += 1,
            Some(Mutant::ExpiredCodeAccepted) => lengthen(&mut judging.code_effective, HOUR),
            Some(Mutant::CodeExpiresTooEarly) => lengthen(&mut judging.code_effective, -1),
            Some(Mutant::CancelsNothing) => sending.resend_cancels_earlier = false,
            Some(Mutant::RequestsWithoutLimit) => judging.resends_per_day = None,
            Some(Mutant::RequestsWithoutGap) => judging.resend_least_gap = 0,
            Some(Mutant::AutomaticResendADayMore) => windows.automatic_resend_days += 1,
            _ => {}
        }
        Self {
            policy: policy.clone(),
            mutant,
            windows,
            judging,
            sending,
        }
    }

    fn is(&self, mutant: Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    /// [`Check::deadline_from_receipt`].
    pub fn deadline_from_receipt(&self, check: &Check) -> Option<Instant> {
        check.deadline_from_receipt(&self.windows)
    }

    /// [`Platform::window_begins`].
    pub fn window_begins(
        &self,
        platform: &mut Platform<usize, LaneOrder>,
        now: Instant,
        number: FilingNumber,
        check: &Check,
    ) -> WindowBegins {
        platform.window_begins(&self.windows, now, (number, number as usize), check)
    }

    /// [`Platform::resend`].
    pub fn resend(
        &self,
        platform: &mut Platform<usize, LaneOrder>,
        now: Instant,
        due: (FilingNumber, usize),
        check: &Check,
    ) -> Option<AutomaticResend> {
        platform.resend(&self.windows, now, due, check)
    }

    /// [`Platform::wake_for_code`].
    pub fn wake_for_code(&self, platform: &mut Platform<usize, LaneOrder>) -> Option<Instant> {
        let wake = platform.wake_for_code();
        wake.filter(|_| !self.is(Mutant::WaitingIsForgotten))
    }

    /// [`Check::end_window`].
    pub fn end_window(&self, check: &mut Check, now: Instant) {
        if self.is(Mutant::EndsTwice) {
            check.closed = None;
        }
        check.end_window(&self.windows, now);
    }

    /// [`Check::send`].
    pub fn send(
        &self,
        checks: &mut [Check],
        codes: &mut CodePool,
        now: Instant,
        message: LaneOrder,
        draw: u32,
    ) -> Result<Sent, NotSent> {
        let cause = message.cause;
        let place = usize::from(message.mobile);
        let check = &mut checks[message.number as usize];
        let (closed, verified) = (check.closed, check.mobiles[place].verified);
        let had = check.mobiles[place].codes.clone();
        let mut own = CodePool::new(self.policy.code_pool);
        let mut pool = codes;
        match self.mutant {
            Some(Mutant::SendsAfterTheEnd) => check.closed = None,
            Some(Mutant::SendsToVerified) => check.mobiles[place].verified = false,
            Some(Mutant::EqualCodes) => pool = &mut own,
            Some(Mutant::SameCodeAgain) => check.mobiles[place].codes.clear(),
            Some(Mutant::WaitingIsPassed) if message.mobile == 0 && pool.in_use() == 1 => {
                return Err(NotSent::NoCode(NoCode::NoneSuits));
            }
            _ => {}
        }
        let sent = check.send(&self.sending, pool, now, place, cause, |_| draw);
        match self.mutant {
            Some(Mutant::SendsAfterTheEnd) => check.closed = closed,
            Some(Mutant::SendsToVerified) => check.mobiles[place].verified = verified,
            Some(Mutant::SameCodeAgain) => {
                check.mobiles[place].codes.insert_from_slice(0, &had);
            }
            Some(Mutant::ResendResetsTheCount) if sent.is_ok() => {
                check.mobiles[place].wrong_certificates = 0;
            }
            Some(Mutant::ResendMovesTheWindow) if sent.is_ok() => check.first_sent = Some(now),
            _ => {}
        }
        sent
    }

    /// [`judge_entry`].
    pub fn judge_entry(&self, now: Instant, checks: &mut [Check], entry: &Entry) -> Verdict {
        let mut entry = *entry;
        let before = self.mutant.map(|_| checks.to_vec());
        match self.mutant {
            Some(Mutant::FailedGraphicIsJudged) => entry.graphic_passed = true,
            Some(Mutant::CancelledCodeAccepted) => {
                let mobiles = checks.iter_mut().flat_map(|check| &mut check.mobiles);
                let codes = mobiles.flat_map(|mobile| &mut mobile.codes);
                codes.for_each(|code| code.cancelled = false);
            }
            Some(Mutant::OtherLeadersCodeAccepted) => share_codes(checks),
            _ => {}
        }
        let mut of_page: Vec<&mut Check> = checks.iter_mut().collect();
        let mut verdict = judge_entry(&self.judging, now, &mut of_page, &entry);
        for (check, before) in checks.iter_mut().zip(before.into_iter().flatten()) {
            for (mobile, before) in check.mobiles.iter_mut().zip(before.mobiles) {
                mobile.codes = before.codes;
            }
        }
        let Some(check) = verdict.check.map(|place| &mut checks[place]) else {
            return verdict;
        };
        let mobile = verdict.mobile.unwrap_or_default();
        match (self.mutant, verdict.row) {
            (Some(Mutant::WrongCodeCounts), 4) => check.mobiles[mobile].wrong_certificates += 1,
            (Some(Mutant::CompletesWithOneLeader), 5) => {
                check.closed = Some(Closed::Complete);
                verdict.answer = EntryAnswer::Complete;
            }
            (Some(Mutant::NeverCompletes), 6) => check.closed = None,
            _ => {}
        }
        verdict
    }

    /// [`judge_resend`].
    pub fn judge_resend(
        &self,
        now: Instant,
        checks: &mut [Check],
        log: &mut RequestLog,
        request: &ResendRequest,
    ) -> (ResendAnswer, Vec<(usize, usize)>) {
        let mut request = *request;
        if self.is(Mutant::RequestWithAnyCertificate) {
            let mut mobiles = checks.iter().flat_map(|check| &check.mobiles);
            let mobile = mobiles.find(|mobile| mobile.number == request.mobile);
            request.certificate = mobile.map_or(request.certificate, |m| m.certificate);
        }
        let of_page: Vec<&mut Check> = checks.iter_mut().collect();
        let (answer, places) = judge_resend(&self.judging, now, &of_page, log, &request);
        (answer, places.to_vec())
    }
}

/// Gives every mobile of a check the codes of the other, too.
fn share_codes(checks: &mut [Check]) {
    for check in checks {
        let codes = check.mobiles.iter().flat_map(|mobile| mobile.codes.clone());
        let codes: Vec<SentCode> = codes.collect();
        for mobile in &mut check.mobiles {
            mobile.codes = codes.iter().copied().collect();
        }
    }
}
