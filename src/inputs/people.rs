//! Messages on their way, and what people do about them.

use super::case::{Case, Inquiry, Into, Leader, Message};
use super::follow::Following;
use super::happened::{Event, Happened};
use super::seen::{Response, Trials};
use crate::clock::Instant;
use crate::rules::{Carrier, Cause, EntryAnswer, Fate, ResendAnswer};
use crate::scenario::Calendars;

impl Following<'_> {
    /// Something happens to a message.
    pub(super) fn message(&mut self, case: &mut Case, event: &Event) {
        let (at, Some(role)) = (event.at, event.leader) else {
            return;
        };
        let submission = if event.submission == 0 {
            case.submission
        } else {
            event.submission
        };
        let carrier = event
            .carrier
            .or(case.leader(Some(role)).and_then(|leader| leader.carrier));
        match event.what {
            Happened::Queued(cause) => {
                self.queued(case, event, cause);
                case.messages.push(Message {
                    submission,
                    role,
                    cause,
                    carrier,
                    queued: Some(at),
                    sent: None,
                    arrived: false,
                    ambiguous: false,
                });
            }
            Happened::Sent(cause) => {
                let waiting = case.messages.iter_mut().find(|message| {
                    (message.submission, message.role, message.cause) == (submission, role, cause)
                        && message.sent.is_none()
                });
                match waiting {
                    Some(message) => {
                        let waited = message.queued.is_some_and(|queued| queued < at);
                        self.seen.waited.add(waited);
                        message.sent = Some(at);
                        message.carrier = carrier;
                    }
                    None => {
                        self.queued(case, event, cause);
                        case.messages.push(Message {
                            submission,
                            role,
                            cause,
                            carrier,
                            queued: None,
                            sent: Some(at),
                            arrived: false,
                            ambiguous: false,
                        });
                    }
                }
                mark_ambiguous(case, submission, event, cause);
                if submission == case.submission && case.first_sent.is_none() {
                    case.first_sent = Some(at);
                }
            }
            Happened::Stored(cause) => {
                self.arrived(case, submission, event, cause, false);
                self.seen.store_and_forward.add(true);
            }
            Happened::Ended(cause, fate) => self.ended(case, submission, event, (cause, fate)),
            _ => {}
        }
    }

    fn queued(&mut self, case: &mut Case, event: &Event, cause: Cause) {
        if let (Cause::First, false, Some(received)) = (cause, case.codes_queued, case.received) {
            self.seen.first_code.ended.push(event.at.since(received));
            case.codes_queued = true;
        }
        if cause == Cause::Automatic {
            let time = event.at.time_of_day();
            *self.seen.automatic_at.entry(time).or_default() += 1;
            if let Some(leader) = case.leader(event.leader) {
                leader.automatic += 1;
                self.seen.automatic_most = self.seen.automatic_most.max(leader.automatic);
            }
        }
    }

    /// A message reaches the place where the phone should be.
    fn arrived(
        &mut self,
        case: &mut Case,
        submission: u32,
        event: &Event,
        cause: Cause,
        over: bool,
    ) {
        let mut own = case.messages.iter().enumerate().filter(|(_, message)| {
            (message.submission, message.role, message.cause)
                == (submission, event.leader.unwrap_or(message.role), cause)
                && message.sent.is_some()
        });
        // One that waits for the end of a gap is there already: it is the one that ends.
        let found = own.clone().find(|(_, message)| message.arrived == over);
        let Some((place, _)) = found.or_else(|| own.next()) else {
            return;
        };
        let message = &mut case.messages[place];
        if let (Some(sent), Some(carrier), false) = (
            message.sent,
            message.carrier,
            message.arrived || message.ambiguous,
        ) {
            self.seen.delays[carrier as usize]
                .ended
                .push(event.at.since(sent));
        }
        message.arrived = true;
        if over {
            case.messages.swap_remove(place);
        }
    }

    fn ended(
        &mut self,
        case: &mut Case,
        submission: u32,
        event: &Event,
        (cause, fate): (Cause, Fate),
    ) {
        let carrier = event.carrier.map(|carrier| carrier as usize);
        let lost = |of: &mut [Trials; 4], lost| {
            if let Some(carrier) = carrier {
                of[carrier].add(lost);
            }
        };
        match fate {
            Fate::Withdrawn => {
                let waiting = case.messages.iter().position(|message| {
                    message.sent.is_none()
                        && Some(message.role) == event.leader
                        && message.cause == cause
                });
                waiting.map(|place| case.messages.swap_remove(place));
            }
            Fate::StaleNumber | Fate::Lost | Fate::NotReached => {
                // These end the instant they are sent, before anything else can happen.
                let sent = case.messages.iter().rposition(|message| {
                    message.sent.is_some()
                        && !message.arrived
                        && Some(message.role) == event.leader
                        && message.cause == cause
                });
                sent.map(|place| case.messages.swap_remove(place));
                if fate != Fate::StaleNumber {
                    lost(&mut self.seen.loss, fate == Fate::Lost);
                }
                if fate == Fate::NotReached {
                    self.reached(case, event, false);
                }
            }
            Fate::OutOfCoverage | Fate::Intercepted | Fate::Deleted | Fate::Kept => {
                lost(&mut self.seen.loss, false);
                self.reached(case, event, true);
                self.arrived(case, submission, event, cause, true);
                match fate {
                    Fate::OutOfCoverage => self.seen.store_and_forward.add(false),
                    Fate::Deleted => self.seen.deleted.add(true),
                    Fate::Kept => {
                        self.seen.deleted.add(false);
                        if submission == case.submission {
                            self.kept(case, event);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Whether a virtual operator's route reaches a leader: told once.
    fn reached(&mut self, case: &mut Case, event: &Event, reached: bool) {
        let first = case.submission == 1 && event.carrier == Some(Carrier::Mvno);
        if let Some(leader) = case.leader(event.leader)
            && first
            && leader.reached.is_none()
        {
            leader.reached = Some(reached);
            self.seen.mvno_reach.add(reached);
        }
    }

    /// A leader keeps a message, and responds to it or not: a response is taken until the record says otherwise.
    fn kept(&mut self, case: &mut Case, event: &Event) {
        let Some(leader) = case.awaited(event.leader) else {
            return;
        };
        let again = leader.ignored;
        leader.trial = Some(again);
        leader.first_kept = (!leader.kept).then_some(event.at);
        leader.kept = true;
        let of = if again {
            &mut self.seen.responds_again
        } else {
            &mut self.seen.responds
        };
        of.add(true);
    }

    /// A leader does something.
    pub(super) fn person(&mut self, case: &mut Case, event: &Event) {
        let (received, first_sent) = (case.received, case.first_sent);
        let Some(leader) = case.leader(event.leader) else {
            return;
        };
        let at = event.at;
        match event.what {
            Happened::Ignores => {
                if let Some(again) = leader.trial.take() {
                    let of = if again {
                        &mut self.seen.responds_again
                    } else {
                        &mut self.seen.responds
                    };
                    of.yes -= 1;
                }
                leader.ignored = true;
                leader.first_kept = None;
            }
            Happened::PlansVisit(visit) | Happened::TooLate(visit) => {
                let late = matches!(event.what, Happened::TooLate(_));
                if leader.left.take() == Some(at) {
                    self.seen.comes_back.yes += 1;
                } else if let (Some(kept), Some(visit), Some(received), Some(first_sent)) = (
                    leader.first_kept.take().filter(|kept| *kept == at),
                    visit,
                    received,
                    first_sent,
                ) {
                    self.seen.responses.push(Response {
                        kept,
                        visit,
                        late,
                        received,
                        first_sent,
                    });
                }
            }
            Happened::Reminded => {
                self.seen.reminders += 1;
                if let Some(first_sent) = first_sent {
                    let working = self.calendars.get(Calendars::WORKING);
                    self.seen.reminder_after.ended(working, first_sent, at);
                }
            }
            Happened::Inquires => self.inquires(leader, at),
            Happened::InterceptionOff => {
                leader.intercepting = leader.intercepting.map(|_| false);
                self.put_right(leader, at, Into::Interception);
            }
            Happened::MovedToCoverage => {
                leader.gap_until = None;
                self.put_right(leader, at, Into::Coverage);
            }
            Happened::Visits => leader.typing_since = Some(at),
            Happened::Leaves => {
                leader.typing_since = None;
                leader.left = Some(at);
                self.seen.comes_back.add(false);
            }
            Happened::Entered(answer, row) => self.entered(leader, at, answer, row),
            Happened::Requested(answer) => self.requested(leader, at, answer),
            Happened::ChangedNumber => leader.changed_number = true,
            _ => {}
        }
    }

    fn inquires(&mut self, leader: &mut Leader, at: Instant) {
        self.seen.inquiry_over(leader, at);
        let in_gap = leader.gap_until.is_some_and(|until| at < until);
        let what = match leader.intercepting {
            Some(true) => {
                self.seen.finds_interception.add(false);
                Into::Interception
            }
            Some(false) if in_gap => {
                self.seen.moves_to_coverage.add(false);
                Into::Coverage
            }
            Some(false) => Into::Nothing,
            // What the phone does is not recorded.
            None => return,
        };
        leader.inquiry = Some(Inquiry { at, what });
    }

    fn put_right(&mut self, leader: &mut Leader, at: Instant, what: Into) {
        let Some(inquiry) = leader.inquiry.take_if(|inquiry| inquiry.what == what) else {
            return;
        };
        match what {
            Into::Interception => self.seen.finds_interception.yes += 1,
            _ => self.seen.moves_to_coverage.yes += 1,
        }
        self.seen.fix_time.ended.push(at.since(inquiry.at));
    }

    fn entered(&mut self, leader: &mut Leader, at: Instant, answer: EntryAnswer, row: Option<u8>) {
        if let Some(since) = leader.typing_since.take() {
            self.seen.entry_time.ended.push(at.since(since));
        }
        let failed = answer == EntryAnswer::GraphicVerificationFailed;
        self.seen.slip_graphic.add(failed);
        if failed || answer == EntryAnswer::RecordNotFound {
            // Where the leader leaves instead, the record says so at once.
            leader.typing_since = Some(at);
        }
        if matches!(answer, EntryAnswer::Verified | EntryAnswer::Complete) {
            leader.verified = true;
        }
        let Some(row) = row.filter(|row| *row > 1) else {
            return;
        };
        self.seen.slip_mobile.add(row == 2);
        if row > 2 && leader.knows_certificate {
            self.seen.slip_certificate.add(row == 3);
        }
        if row > 3 {
            self.seen.slip_code.add(row == 4);
            leader.knows_certificate = true;
        }
    }

    fn requested(&mut self, leader: &mut Leader, at: Instant, answer: Option<ResendAnswer>) {
        if let Some(answer) = answer {
            let failed = answer == ResendAnswer::GraphicVerificationFailed;
            self.seen.slip_graphic.add(failed);
        }
        match leader
            .inquiry
            .take_if(|inquiry| inquiry.what == Into::Nothing)
        {
            Some(inquiry) if at.since(inquiry.at) <= super::ASKS_WITHIN => {
                self.seen.asks_resend.add(true);
            }
            Some(_) => self.seen.asks_resend.add(false),
            None => {}
        }
    }
}

/// Of two messages of a cause to a leader that are on their way at once, which is which cannot be told.
fn mark_ambiguous(case: &mut Case, submission: u32, event: &Event, cause: Cause) {
    let own = |message: &&mut Message| {
        message.submission == submission
            && Some(message.role) == event.leader
            && message.cause == cause
            && message.sent.is_some()
    };
    if case.messages.iter_mut().filter(own).count() > 1 {
        case.messages
            .iter_mut()
            .filter(own)
            .for_each(|message| message.ambiguous = true);
    }
}
