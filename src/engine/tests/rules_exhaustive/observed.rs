//! What is seen of the checks from outside, and the properties that it is held to. Written from the
//! text of the rules; nothing in here asks the process what it thinks.

use beian_sim::clock::Instant;
use beian_sim::rules::{
    Cause, Certificate, Check, Closed, Entry, EntryAnswer, LaneOrder, MobileNumber, Policy,
    ResendAnswer, ResendRequest, ReturnReason, Verdict, WindowFrom,
};

use super::property::{Property, hold};

/// A code that was seen to be sent.
#[derive(Clone, Debug, Hash)]
struct SeenCode {
    digits: u32,
    sent: Instant,
    cancelled: bool,
}

#[derive(Clone, Debug, Hash)]
pub struct SeenMobile {
    pub number: MobileNumber,
    pub certificate: Certificate,
    pub verified: bool,
    wrong: u32,
    codes: Vec<SeenCode>,
}

#[derive(Clone, Debug, Hash)]
pub struct SeenCheck {
    received: Instant,
    first_sent: Option<Instant>,
    ended: Option<Closed>,
    pub mobiles: Vec<SeenMobile>,
}

/// All that was seen so far.
#[derive(Clone, Debug, Hash, Default)]
pub struct Observed {
    pub checks: Vec<SeenCheck>,
    /// Requests that were answered "sent".
    pub requests: Vec<(MobileNumber, Instant)>,
    /// Messages that wait for a code, in order.
    pub waiting: Vec<LaneOrder>,
}

impl SeenCode {
    fn is_effective(&self, policy: &Policy, now: Instant) -> bool {
        !self.cancelled && now < policy.code_effective.end(self.sent)
    }
}

impl SeenMobile {
    fn has_effective(&self, policy: &Policy, now: Instant, digits: u32) -> bool {
        let mut codes = self.codes.iter();
        codes.any(|code| code.digits == digits && code.is_effective(policy, now))
    }

    fn has_had(&self, digits: u32) -> bool {
        self.codes.iter().any(|code| code.digits == digits)
    }
}

impl SeenCheck {
    fn deadline(&self, policy: &Policy) -> Option<Instant> {
        let from = match policy.window_from {
            WindowFrom::FirstCode => self.first_sent?,
            WindowFrom::Received => self.received,
        };
        Some(policy.window.end(from))
    }

    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    fn is_late(&self, policy: &Policy, now: Instant) -> bool {
        let deadline = self.deadline(policy);
        deadline.is_some_and(|deadline| deadline <= now)
    }

    /// Where a number is awaited.
    fn awaits(&self, policy: &Policy, now: Instant, number: MobileNumber) -> Option<usize> {
        let open = self.is_open() && !self.is_late(policy, now);
        let place = self.mobiles.iter().position(|m| m.number == number);
        place.filter(|&place| open && !self.mobiles[place].verified)
    }
}

impl Observed {
    pub fn received(&mut self, now: Instant, leaders: &[(MobileNumber, Certificate)]) {
        let mobiles = leaders.iter().map(|&(number, certificate)| SeenMobile {
            number,
            certificate,
            verified: false,
            wrong: 0,
            codes: Vec::new(),
        });
        self.checks.push(SeenCheck {
            received: now,
            first_sent: None,
            ended: None,
            mobiles: mobiles.collect(),
        });
    }

    pub fn mobile(&self, message: LaneOrder) -> &SeenMobile {
        &self.checks[message.number as usize].mobiles[usize::from(message.mobile)]
    }

    /// Whether a message's mobile can still be verified.
    pub fn is_awaited(&self, message: LaneOrder) -> bool {
        self.checks[message.number as usize].is_open() && !self.mobile(message).verified
    }

    fn codes(&self) -> impl Iterator<Item = &SeenCode> {
        let mobiles = self.checks.iter().flat_map(|check| &check.mobiles);
        mobiles.flat_map(|mobile| &mobile.codes)
    }

    /// All digits that were ever sent.
    pub fn digits(&self) -> Vec<u32> {
        let mut digits: Vec<u32> = self.codes().map(|code| code.digits).collect();
        digits.sort_unstable();
        digits.dedup();
        digits
    }

    /// The next end of a code or a window after `now`.
    pub fn next_end(&self, policy: &Policy, now: Instant) -> Option<Instant> {
        let codes = self.codes().filter(|code| !code.cancelled);
        let codes = codes.map(|code| policy.code_effective.end(code.sent));
        let open = self.checks.iter().filter(|check| check.is_open());
        let windows = open.filter_map(|check| check.deadline(policy));
        codes.chain(windows).filter(|end| now < *end).min()
    }

    /// A code was sent for a message; R11 to R14, R16, R22.
    pub fn code_sent(
        &mut self,
        policy: &Policy,
        now: Instant,
        message: LaneOrder,
        digits: u32,
    ) -> Result<(), Property> {
        let open = self.checks[message.number as usize].is_open();
        hold(Property::NothingAfterEnd, open)?;
        let mobile = self.mobile(message);
        hold(Property::NothingToVerified, !mobile.verified)?;
        let in_pool = digits < policy.code_pool;
        let taken = |code: &SeenCode| code.digits == digits && code.is_effective(policy, now);
        hold(Property::CodesDiffer, in_pool && !self.codes().any(taken))?;
        hold(Property::NoCodeTwice, !mobile.has_had(digits))?;
        let place = self.waiting.iter().position(|other| *other == message);
        let before = &self.waiting[..place.unwrap_or(self.waiting.len())];
        let suits = |other| self.is_awaited(other) && !self.mobile(other).has_had(digits);
        let passed = before.iter().any(|other| suits(*other));
        hold(Property::WaitsInOrder, !passed)?;
        if let Some(place) = place {
            self.waiting.remove(place);
        }
        let check = &mut self.checks[message.number as usize];
        check.first_sent.get_or_insert(now);
        let codes = &mut check.mobiles[usize::from(message.mobile)].codes;
        if policy.resend_cancels_earlier && message.cause != Cause::First {
            codes.iter_mut().for_each(|code| code.cancelled = true);
        }
        codes.push(SeenCode {
            digits,
            sent: now,
            cancelled: false,
        });
        Ok(())
    }

    /// Forgets waiting messages to mobiles that are awaited no more: they are withdrawn (R22).
    pub fn withdraw(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.retain(|message| self.is_awaited(*message));
        self.waiting = waiting;
    }

    /// No message waits that a free code suits (R11).
    pub fn none_waits_for_nothing(&self, policy: &Policy, now: Instant) -> Result<(), Property> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let taken = |digits| {
            let mut codes = self.codes();
            codes.any(|code| code.digits == digits && code.is_effective(policy, now))
        };
        let free: Vec<u32> = (0..policy.code_pool).filter(|d| !taken(*d)).collect();
        let suited = |message: &LaneOrder| {
            let mobile = self.mobile(*message);
            self.is_awaited(*message) && free.iter().any(|digits| !mobile.has_had(*digits))
        };
        hold(Property::WaitingEnds, !self.waiting.iter().any(suited))
    }

    /// Messages that are queued at `now` without a request, against R13 and R14.
    pub fn queued(
        &self,
        policy: &Policy,
        first_code_delay: i64,
        now: Instant,
        queued: &[LaneOrder],
    ) -> Result<(), Property> {
        let mut expected = Vec::new();
        for (number, check) in (0..).zip(&self.checks) {
            let day = check.first_sent.map(|first| now.date().0 - first.date().0);
            let days = 1..=i64::from(policy.automatic_resend_days);
            let of_day = day.is_some_and(|day| days.contains(&day));
            let automatic = of_day && now.time_of_day() == policy.automatic_resend_at;
            let first = now == check.received.after(first_code_delay);
            for (mobile, seen) in (0..).zip(&check.mobiles) {
                if !check.is_open() || seen.verified {
                    continue;
                }
                for (due, cause) in [(first, Cause::First), (automatic, Cause::Automatic)] {
                    if due {
                        expected.push(LaneOrder {
                            number,
                            mobile,
                            cause,
                        });
                    }
                }
            }
        }
        let mut queued = queued.to_vec();
        queued.sort_unstable();
        expected.sort_unstable();
        hold(Property::MessagesDue, queued == expected)
    }

    /// An entry was answered; R18 and R20, row by row.
    pub fn entry(
        &mut self,
        policy: &Policy,
        now: Instant,
        entry: &Entry,
        verdict: &Verdict,
    ) -> Result<(), Property> {
        use EntryAnswer::{Complete, GraphicVerificationFailed, RecordNotFound, Verified};
        let answer = verdict.answer;
        let verified = matches!(answer, Verified | Complete);
        if verified {
            let late = |check: &SeenCheck| check.is_late(policy, now);
            let late = verdict.check.is_none_or(|place| late(&self.checks[place]));
            hold(Property::NeverLate, !late)?;
        }
        if !entry.graphic_passed {
            return hold(Property::Rows, answer == GraphicVerificationFailed);
        }
        let awaiting = self.checks.iter().enumerate();
        let awaiting = awaiting
            .filter_map(|(place, check)| Some((place, check.awaits(policy, now, entry.mobile)?)));
        let awaiting: Vec<(usize, usize)> = awaiting.collect();
        let carries = |&(check, mobile): &(usize, usize)| {
            let mobile: &SeenMobile = &self.checks[check].mobiles[mobile];
            mobile.has_effective(policy, now, entry.code)
        };
        let carried = awaiting.iter().copied().find(carries);
        let Some((place, mobile)) = carried.or(awaiting.last().copied()) else {
            hold(Property::OnlyEffective, !verified)?;
            return hold(Property::Rows, answer == RecordNotFound);
        };
        let check = &mut self.checks[place];
        let seen = &mut check.mobiles[mobile];
        let right = seen.certificate == entry.certificate;
        if verified {
            let judged = (verdict.check, verdict.mobile) == (Some(place), Some(mobile));
            hold(
                Property::OnlyEffective,
                right && carried.is_some() && judged,
            )?;
        }
        if !right {
            seen.wrong += 1;
            let failed = answer == EntryAnswer::VerificationFailed;
            let last = seen.wrong == policy.wrong_certificates;
            return hold(Property::WrongCertificates, failed == last);
        }
        if carried.is_none() {
            return hold(Property::Rows, answer == RecordNotFound);
        }
        hold(Property::EffectiveVerifies, verified)?;
        seen.verified = true;
        let all = check.mobiles.iter().all(|mobile| mobile.verified);
        hold(Property::CompleteWithAll, all == (answer == Complete))
    }

    /// A resend request was answered, and so many codes are to be sent; R15.
    pub fn request(
        &mut self,
        policy: &Policy,
        now: Instant,
        request: &ResendRequest,
        (answer, messages): (ResendAnswer, usize),
    ) -> Result<(), Property> {
        let matches = |check: &&SeenCheck| {
            let place = check.awaits(policy, now, request.mobile);
            place.is_some_and(|place| check.mobiles[place].certificate == request.certificate)
        };
        let matching = self.checks.iter().filter(matches).count();
        let before = self.requests.iter().filter(|(n, _)| *n == request.mobile);
        let (mut today, mut soon) = (0, false);
        for (_, at) in before {
            today += u32::from(at.date() == now.date());
            soon |= now < at.after(policy.resend_least_gap);
        }
        let expected = if !request.graphic_passed {
            (ResendAnswer::GraphicVerificationFailed, 0)
        } else if matching == 0 {
            (ResendAnswer::RecordNotFound, 0)
        } else if soon || policy.resends_per_day.is_some_and(|most| most <= today) {
            (ResendAnswer::TooManyRequests, 0)
        } else {
            self.requests.push((request.mobile, now));
            (ResendAnswer::Sent, matching)
        };
        hold(Property::Requests, (answer, messages) == expected)
    }

    /// How the checks stand after anything happened; R20 to R24.
    pub fn ends(
        &mut self,
        policy: &Policy,
        now: Instant,
        checks: &[Check],
    ) -> Result<(), Property> {
        for (seen, check) in self.checks.iter_mut().zip(checks) {
            if seen.ended == check.closed {
                continue;
            }
            hold(Property::EndsOnce, seen.ended.is_none())?;
            seen.ended = check.closed;
            match check.closed {
                Some(Closed::Complete) => {
                    let all = seen.mobiles.iter().all(|mobile| mobile.verified);
                    hold(Property::CompleteWithAll, all)?;
                }
                Some(Closed::Returned(ReturnReason::WindowOver)) => {
                    let on_time = seen.deadline(policy) == Some(now);
                    hold(Property::WindowOnTime, on_time)?;
                }
                _ => {
                    let last = |m: &SeenMobile| m.wrong == policy.wrong_certificates;
                    let counted = seen.mobiles.iter().any(last);
                    hold(Property::WrongCertificates, counted)?;
                }
            }
        }
        for (seen, check) in self.checks.iter().zip(checks) {
            if !seen.is_open() {
                continue;
            }
            let verified = seen.mobiles.iter().filter(|mobile| mobile.verified);
            hold(
                Property::CompleteWithAll,
                verified.count() < seen.mobiles.len(),
            )?;
            let mut mobiles = seen.mobiles.iter().zip(&check.mobiles);
            let alike = mobiles.all(|(seen, mobile)| seen.verified == mobile.verified);
            hold(Property::Rows, alike)?;
        }
        Ok(())
    }

    /// The instant passes: what should have ended by now has.
    pub fn passes(&self, policy: &Policy, now: Instant) -> Result<(), Property> {
        let overdue = |check: &SeenCheck| check.is_open() && check.is_late(policy, now);
        hold(Property::WindowOnTime, !self.checks.iter().any(overdue))?;
        let counted_out = |m: &SeenMobile| m.wrong >= policy.wrong_certificates;
        let mut open = self.checks.iter().filter(|check| check.is_open());
        let out = open.any(|check| check.mobiles.iter().any(counted_out));
        hold(Property::WrongCertificates, !out)?;
        self.none_waits_for_nothing(policy, now)
    }

    /// Nothing is due any more.
    pub fn over(&self) -> Result<(), Property> {
        let waits = self.waiting.iter().any(|message| self.is_awaited(*message));
        hold(Property::WaitingEnds, !waits)?;
        let open = self.checks.iter().any(SeenCheck::is_open);
        hold(Property::EndsOnce, !open)
    }
}
