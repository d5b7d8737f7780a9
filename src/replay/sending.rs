//! Sending: first codes, automatic resends, and messages that wait for a code (R10–R17).

use super::answers::{Answer, Answered};
use super::machine::{Machine, OpenCheck};
use super::queue::{Due, Message, Rank};
use crate::rules::{Cause, NoCode, WindowFrom};

/// What became of a message that was to be sent.
enum Attempt {
    Sent,
    /// Its check is closed or its mobile verified: it is withdrawn.
    Withdrawn,
    Waits(NoCode),
}

impl Machine<'_, '_> {
    /// A first code or an automatic resend is due.
    pub(super) fn message_due(&mut self, message: Message) {
        let Some(open) = self.provinces[message.province].open.get(&message.check) else {
            return;
        };
        if !open.check.awaits(usize::from(message.mobile)) {
            return;
        }
        if message.cause == Cause::Automatic {
            self.plan_automatic(message);
        }
        self.post(message);
    }

    /// Sends a message; it comes after those that wait for a code (R11).
    pub(super) fn post(&mut self, message: Message) {
        let waiting = &mut self.provinces[message.province].waiting;
        waiting.push_back(message);
        self.serve_waiting(message.province);
    }

    /// Sends what waits, in order; a message that none of the free codes suits lets the next pass
    /// (R11).
    pub(super) fn serve_waiting(&mut self, province: usize) {
        // A resend that cancels earlier codes (R16's lever) frees them for messages before it.
        while self.pass_over_waiting(province) && self.rules.policy.resend_cancels_earlier {}
        let platform = &mut self.provinces[province];
        let next = platform
            .pool
            .next_end()
            .filter(|_| !platform.waiting.is_empty());
        if let Some(at) = next
            && platform.code_ends.is_none_or(|planned| at < planned)
        {
            platform.code_ends = Some(at);
            self.queue
                .schedule(at, Rank::CodeEnds, Due::CodeEnds { province });
        }
    }

    /// Codes have ended: what waits for one is sent (R11).
    pub(super) fn code_ends(&mut self, province: usize) {
        let planned = &mut self.provinces[province].code_ends;
        if *planned == Some(self.now) {
            *planned = None;
            self.serve_waiting(province);
        }
    }

    /// Tries each waiting message once, until all codes are taken: then whoever waits goes on
    /// waiting. Returns whether one was sent while others wait.
    fn pass_over_waiting(&mut self, province: usize) -> bool {
        let (mut sent, mut unsuited) = (false, Vec::new());
        while let Some(message) = self.provinces[province].waiting.pop_front() {
            match self.attempt(&message) {
                Attempt::Sent => sent = true,
                Attempt::Withdrawn => {}
                Attempt::Waits(why) => {
                    unsuited.push(message);
                    if why == NoCode::AllTaken {
                        break;
                    }
                }
            }
        }
        let waiting = &mut self.provinces[province].waiting;
        for message in unsuited.into_iter().rev() {
            waiting.push_front(message);
        }
        sent && !waiting.is_empty()
    }

    fn attempt(&mut self, message: &Message) -> Attempt {
        let (policy, now) = (&self.rules.policy, self.now);
        let platform = &mut self.provinces[message.province];
        let place = usize::from(message.mobile);
        let open = platform.open.get_mut(&message.check);
        let Some(OpenCheck { submission, check }) = open.filter(|open| open.check.awaits(place))
        else {
            return Attempt::Withdrawn;
        };
        let first_of_check = check.first_sent.is_none();
        let draw = |below| platform.digits.below(below);
        let code = match check.send(policy, &mut platform.pool, now, place, message.cause, draw) {
            Ok(code) => code,
            Err(why) => return Attempt::Waits(why),
        };
        let mobile = check.mobiles[place].number;
        let newest = platform.newest.entry(mobile).or_default();
        newest.of_cause[message.cause as usize] = Some(code.digits);
        newest.latest = Some(code.digits);
        self.answers.push(Answer {
            at: now,
            submission: Some(submission),
            mobile: Some(mobile),
            answered: Answered::CodeSent {
                cause: message.cause,
                digits: code.digits,
            },
        });
        if first_of_check {
            self.window_begins(*message);
        }
        Attempt::Sent
    }

    /// A check's first code was sent: its window begins (R21), and automatic resends are due (R14).
    fn window_begins(&mut self, message: Message) {
        let Message {
            province, check, ..
        } = message;
        if self.rules.policy.window_from == WindowFrom::FirstCode {
            self.schedule_deadline(province, check);
        }
        let open = self.provinces[province].open.get(&check);
        let mobiles = open.map_or(0, |open| open.check.mobiles.len() as u8);
        for mobile in 0..mobiles {
            self.plan_automatic(Message { mobile, ..message });
        }
    }

    /// Plans a mobile's automatic resend of the next day, if it has one (R14). A deadline before it,
    /// or at its instant, closes the check first.
    fn plan_automatic(&mut self, message: Message) {
        let policy = &self.rules.policy;
        let day = self.now.date().after(1);
        let open = self.provinces[message.province].open.get(&message.check);
        let number = open.and_then(|open| open.check.automatic_resend_number(policy, day));
        if number.is_some() {
            let cause = Cause::Automatic;
            let at = day.start().after(policy.automatic_resend_at);
            let message = Message { cause, ..message };
            self.queue
                .schedule(at, Rank::Message, Due::Message(message));
        }
    }
}
