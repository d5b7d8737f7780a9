//! Checks of two leaders, and the page before them, through the rules alone.
#![allow(dead_code)]

use beian_sim::clock::Instant;
use beian_sim::rules::*;

/// The entity leader's number and certificate.
pub const ENTITY: (&str, &str) = ("13812345678", "123456");
/// The website leader's.
pub const WEBSITE: (&str, &str) = ("18912345678", "65432X");

pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub fn person((number, certificate): (&str, &str)) -> (MobileNumber, Certificate) {
    let number = MobileNumber::parse(number).unwrap();
    (number, Certificate::parse(certificate).unwrap())
}

/// A check of the website leader alone.
pub fn of_one(received: Instant) -> Check {
    Check::open(received, None, Some(person(WEBSITE))).unwrap()
}

/// A check of both leaders: the entity's is mobile 0, the website's mobile 1.
pub fn of_two(received: Instant) -> Check {
    Check::open(received, Some(person(ENTITY)), Some(person(WEBSITE))).unwrap()
}

/// A province's platform under a policy.
pub struct Desk {
    pub policy: Policy,
    pub pool: CodePool,
    pub requests: RequestLog,
}

impl Desk {
    pub fn new(policy: Policy) -> Self {
        Self {
            pool: CodePool::new(policy.code_pool),
            policy,
            requests: RequestLog::default(),
        }
    }

    /// Sends a code: the lowest that is free and suits.
    pub fn send(
        &mut self,
        check: &mut Check,
        mobile: usize,
        cause: Cause,
        now: Instant,
    ) -> Result<u32, NoCode> {
        let sent = check.send(&self.policy, &mut self.pool, now, mobile, cause, |_| 0);
        sent.map(|code| code.digits)
    }

    /// An entry that passes its graphic verification: the answer, and the row of R18.
    pub fn enter(
        &self,
        checks: &mut [&mut Check],
        who: (&str, &str),
        code: u32,
        now: Instant,
    ) -> (EntryAnswer, u8) {
        let verdict = self.judge(checks, who, code, true, now);
        (verdict.answer, verdict.row)
    }

    pub fn judge(
        &self,
        checks: &mut [&mut Check],
        who: (&str, &str),
        code: u32,
        graphic_passed: bool,
        now: Instant,
    ) -> Verdict {
        let (mobile, certificate) = person(who);
        let entry = Entry {
            mobile,
            certificate,
            code,
            graphic_passed,
        };
        judge_entry(&self.policy, now, checks, &entry)
    }

    /// A resend request that passes its graphic verification: the answer, and the places of the
    /// checks to which a code is to be sent.
    pub fn request(
        &mut self,
        checks: &[&mut Check],
        who: (&str, &str),
        now: Instant,
    ) -> (ResendAnswer, Vec<usize>) {
        self.ask(checks, who, true, now)
    }

    pub fn ask(
        &mut self,
        checks: &[&mut Check],
        who: (&str, &str),
        graphic_passed: bool,
        now: Instant,
    ) -> (ResendAnswer, Vec<usize>) {
        let (mobile, certificate) = person(who);
        let request = ResendRequest {
            mobile,
            certificate,
            graphic_passed,
        };
        let (answer, to) = judge_resend(&self.policy, now, checks, &mut self.requests, &request);
        (answer, to.iter().map(|(check, _)| *check).collect())
    }
}
