//! Sending: first codes, automatic resends, and messages that wait for a code (R10–R17).

use std::cmp::Reverse;

use super::answers::{Answer, Answered};
use super::machine::{Machine, Message, OpenChecks, Site};
use super::queue::Due;
use crate::clock::Instant;
use crate::rules::{Cause, CodePool, FilingNumber, LaneOrder, NotSent, Policy, Sent, Turn};

impl Machine<'_, '_> {
    /// A check's first codes are due (R13).
    pub(super) fn first_codes(&mut self, province: usize, number: FilingNumber) {
        if let Some(open) = self.sites[province].open.get(&number) {
            for mobile in open.check.awaited() {
                self.queue_message(province, number, mobile, Cause::First);
            }
        }
    }

    /// A province's automatic resends are due (R14).
    pub(super) fn automatic_resends(&mut self, province: usize) {
        let (policy, now) = (&self.rules.policy, self.now);
        while let Some(due) = self.sites[province].platform.next_resend(now) {
            let (number, _) = due;
            let Site { open, platform, .. } = &mut self.sites[province];
            let open = open.get(&number);
            let resend = open.and_then(|open| platform.resend(policy, now, due, &open.check));
            let Some(resend) = resend else {
                continue;
            };
            for mobile in resend.mobiles {
                self.queue_message(province, number, mobile, Cause::Automatic);
            }
            self.plan_resends(province, resend.next);
        }
    }

    /// A message waits for its place among those of this instant.
    fn queue_message(&mut self, province: usize, number: FilingNumber, mobile: u8, cause: Cause) {
        if self.lane.is_empty() {
            self.queue.schedule(self.now, Turn::MessagesSent, Due::Lane);
        }
        let order = LaneOrder {
            number,
            mobile,
            cause,
        };
        self.lane.push(Reverse(Message { order, province }));
    }

    /// The lane sends what was queued at this instant.
    pub(super) fn serve_lane(&mut self) {
        while let Some(Reverse(message)) = self.lane.pop() {
            self.send(message);
        }
    }

    /// Sends a message, or has it wait for a code (R11).
    pub(super) fn send(&mut self, message: Message) {
        let (policy, now) = (&self.rules.policy, self.now);
        let Site {
            platform,
            open,
            digits,
            ..
        } = &mut self.sites[message.province];
        let mut draw = |below| digits.below(below);
        let sent = platform.send(now, message, |codes| {
            attempt(open, policy, now, codes, message, &mut draw)
        });
        match sent {
            Some(sent) => self.sent(message, sent),
            None => self.serve_waiting(message.province),
        }
    }

    /// Codes have ended: what waits for one is sent (R11).
    pub(super) fn codes_end(&mut self, province: usize) {
        self.sites[province].platform.codes_end(self.now);
        self.serve_waiting(province);
    }

    /// Sends of the messages that wait for a code those that can have one (R11).
    fn serve_waiting(&mut self, province: usize) {
        let (policy, now) = (&self.rules.policy, self.now);
        loop {
            let Site {
                platform,
                open,
                digits,
                ..
            } = &mut self.sites[province];
            let mut draw = |below| digits.below(below);
            let next = platform
                .next_sent(|codes, message| attempt(open, policy, now, codes, message, &mut draw));
            let Some((message, sent)) = next else {
                break;
            };
            self.sent(message, sent);
        }
        if let Some(at) = self.sites[province].platform.wake_for_code() {
            let due = Due::CodesEnd { province };
            self.queue.schedule(at, Turn::CodesEnd, due);
        }
    }

    /// A code was sent.
    fn sent(&mut self, message: Message, sent: Sent) {
        let (policy, now) = (&self.rules.policy, self.now);
        let Message { order, province } = message;
        let Site {
            platform,
            open,
            newest,
            ..
        } = &mut self.sites[province];
        let Some(open) = open.get(&order.number) else {
            return;
        };
        let mobile = open.check.mobiles[usize::from(order.mobile)].number;
        newest
            .entry(mobile)
            .or_default()
            .record(order.cause, sent.code.digits);
        self.answers.push(Answer {
            at: now,
            submission: Some(open.submission),
            mobile: Some(mobile),
            answered: Answered::CodeSent {
                cause: order.cause,
                digits: sent.code.digits,
            },
        });
        if sent.first_of_check {
            let id = (order.number, order.number);
            let begins = platform.window_begins(policy, now, id, &open.check);
            self.plan_deadline(province, order.number, begins.deadline);
            self.plan_resends(province, begins.resends);
        }
    }

    /// Plans the end of a window (R21).
    pub(super) fn plan_deadline(
        &mut self,
        province: usize,
        check: FilingNumber,
        at: Option<Instant>,
    ) {
        if let Some(at) = at {
            let due = Due::Deadline { province, check };
            self.queue.schedule(at, Turn::Deadline, due);
        }
    }

    fn plan_resends(&mut self, province: usize, at: Option<Instant>) {
        if let Some(at) = at {
            let due = Due::AutomaticResends { province };
            self.queue.schedule(at, Turn::MessagesDue, due);
        }
    }
}

/// Sends a message to its check's mobile, if both are still there.
fn attempt(
    open: &mut OpenChecks,
    policy: &Policy,
    now: Instant,
    codes: &mut CodePool,
    message: Message,
    draw: impl FnMut(u32) -> u32,
) -> Result<Sent, NotSent> {
    let LaneOrder {
        number,
        mobile,
        cause,
    } = message.order;
    let open = open.get_mut(&number).ok_or(NotSent::Withdrawn)?;
    let place = usize::from(mobile);
    open.check.send(policy, codes, now, place, cause, draw)
}
