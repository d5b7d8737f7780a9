//! Integer counters of one stratum.

use serde::{Deserialize, Serialize};

use super::costs::all_sent;
use crate::clock::{HOUR, Instant, Millis};
use crate::rules::{Cause, Fate, ReturnReason};

/// The counters of counted filings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Filings that ended.
    pub filings: u64,
    /// Filings that never had a check.
    pub filings_not_checked: u64,
    /// Filings that had a check and were verified in the end.
    pub filings_verified: u64,
    /// Filings that had a check and were given up.
    pub filings_given_up: u64,
    /// Submissions of the filings that were verified.
    pub submissions_of_verified: u64,
    /// Milliseconds from the first receipt of a filing that had a check until it was verified or given up.
    pub delay: u64,
    /// Submissions received by the authority.
    pub submissions: u64,
    /// Submissions with an empty check.
    pub not_checked: u64,
    /// Submissions with a check.
    pub checked: u64,
    /// First submissions with a check.
    pub first_checked: u64,
    /// Checks complete.
    pub complete: u64,
    /// Checks complete of which at least one leader was verified with a resent code.
    pub complete_with_resent: u64,
    /// Submissions returned, by [`ReturnReason`].
    pub returned: [u64; 2],
    /// First submissions returned, by [`ReturnReason`].
    pub first_returned: [u64; 2],
    /// Windows run out, by [`WhyWindowOver`](crate::rules::WhyWindowOver).
    pub why: [u64; 11],
    /// Windows of first submissions run out, by [`WhyWindowOver`](crate::rules::WhyWindowOver).
    pub first_why: [u64; 11],
    /// Checks complete within the hour of the window, by hour from 0.
    pub complete_by_hour: Vec<u64>,
    /// Checks by the weekday of their first code, Monday first.
    pub weekdays: [OfWeekday; 7],
    /// Messages queued, by [`Cause`].
    pub queued: [u64; 3],
    /// Messages queued, by [`Cause`] and [`Fate`].
    pub messages: [[u64; 8]; 3],
    /// Messages sent, by [`Carrier`](crate::rules::Carrier) of the mobile: of a group, which has strata of several.
    pub sent_by_carrier: [u64; 4],
    /// Messages whose code verified a leader, by [`Cause`].
    pub used: [u64; 3],
    /// Leaders (a submission each) for whom a message was the first that they kept, by [`Cause`].
    pub first_kept: [u64; 3],
    /// Calls of the provider that remind.
    pub calls: u64,
    /// Messages of the provider that remind.
    pub reminder_messages: u64,
    /// Calls taken and such messages read.
    pub reminded: u64,
    /// Entries, by [`EntryRow`](crate::rules::EntryRow).
    pub entries: [u64; 7],
    /// Resend requests, by [`RequestOutcome`](crate::rules::RequestOutcome).
    pub requests: [u64; 5],
}

/// The checks whose first code was sent on one day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfWeekday {
    /// Those complete.
    pub complete: u64,
    /// Those returned.
    pub returned: u64,
    /// Milliseconds from the first code to the complete check, summed up to the greatest number.
    pub to_verify: u64,
}

fn add<const N: usize>(into: &mut [u64; N], other: &[u64; N]) {
    for (mine, theirs) in into.iter_mut().zip(other) {
        *mine += theirs;
    }
}

impl Counts {
    /// Adds another stratum's counters.
    pub fn merge(&mut self, other: &Self) {
        self.filings += other.filings;
        self.filings_not_checked += other.filings_not_checked;
        self.filings_verified += other.filings_verified;
        self.filings_given_up += other.filings_given_up;
        self.submissions_of_verified += other.submissions_of_verified;
        self.delay = self.delay.saturating_add(other.delay);
        self.submissions += other.submissions;
        self.not_checked += other.not_checked;
        self.checked += other.checked;
        self.first_checked += other.first_checked;
        self.complete += other.complete;
        self.complete_with_resent += other.complete_with_resent;
        add(&mut self.returned, &other.returned);
        add(&mut self.first_returned, &other.first_returned);
        add(&mut self.why, &other.why);
        add(&mut self.first_why, &other.first_why);
        let hours = self
            .complete_by_hour
            .len()
            .max(other.complete_by_hour.len());
        self.complete_by_hour.resize(hours, 0);
        for (mine, theirs) in self
            .complete_by_hour
            .iter_mut()
            .zip(&other.complete_by_hour)
        {
            *mine += theirs;
        }
        for (mine, theirs) in self.weekdays.iter_mut().zip(&other.weekdays) {
            mine.complete += theirs.complete;
            mine.returned += theirs.returned;
            mine.to_verify = mine.to_verify.saturating_add(theirs.to_verify);
        }
        add(&mut self.queued, &other.queued);
        for (mine, theirs) in self.messages.iter_mut().zip(&other.messages) {
            add(mine, theirs);
        }
        add(&mut self.sent_by_carrier, &other.sent_by_carrier);
        add(&mut self.used, &other.used);
        add(&mut self.first_kept, &other.first_kept);
        self.calls += other.calls;
        self.reminder_messages += other.reminder_messages;
        self.reminded += other.reminded;
        add(&mut self.entries, &other.entries);
        add(&mut self.requests, &other.requests);
    }

    /// Counts a check complete so long after its first code.
    pub fn complete_after(&mut self, first_sent: Instant, took: Millis) {
        let weekday = &mut self.weekdays[first_sent.date().weekday()];
        weekday.complete += 1;
        weekday.to_verify = weekday.to_verify.saturating_add(took as u64);
        // "Within h hours" includes exactly h.
        let hour = ((took - 1).max(0) / HOUR) as usize;
        if self.complete_by_hour.len() <= hour {
            self.complete_by_hour.resize(hour + 1, 0);
        }
        self.complete_by_hour[hour] += 1;
    }

    /// Submissions returned, whatever the reason.
    pub fn all_returned(&self) -> u64 {
        self.returned.iter().sum()
    }

    /// Submissions returned for one reason.
    pub fn returned_for(&self, reason: ReturnReason) -> u64 {
        self.returned[reason as usize]
    }

    /// Messages queued for a cause.
    pub fn queued(&self, cause: Cause) -> u64 {
        self.queued[cause as usize]
    }

    /// Messages of a cause that met a fate.
    pub fn fate(&self, cause: Cause, fate: Fate) -> u64 {
        self.messages[cause as usize][fate as usize]
    }

    /// Messages of a cause that left their lane.
    pub fn sent(&self, cause: Cause) -> u64 {
        self.queued(cause) - self.fate(cause, Fate::Withdrawn)
    }

    /// Filings that had a check.
    pub fn filings_checked(&self) -> u64 {
        self.filings - self.filings_not_checked
    }

    /// What must balance, in words, with both sides, where it does not. Everything received is
    /// accounted for: submissions = not checked + complete + returned, filings = verified + given
    /// up + not checked, windows run out = the sum of the reasons why.
    pub fn violations(&self) -> Vec<String> {
        let checks = [
            (
                "submissions = not checked + complete + returned",
                self.submissions,
                self.not_checked + self.complete + self.all_returned(),
            ),
            (
                "submissions = not checked + checked",
                self.submissions,
                self.not_checked + self.checked,
            ),
            (
                "filings = verified + given up + not checked",
                self.filings,
                self.filings_verified + self.filings_given_up + self.filings_not_checked,
            ),
            (
                "windows over = sum of why",
                self.returned_for(ReturnReason::WindowOver),
                self.why.iter().sum(),
            ),
            (
                "checks complete = sum over hours",
                self.complete,
                self.complete_by_hour.iter().sum(),
            ),
            (
                "checks complete = sum over weekdays",
                self.complete,
                self.weekdays.iter().map(|day| day.complete).sum(),
            ),
            (
                "messages queued = sum of fates",
                self.queued.iter().sum(),
                self.messages.iter().flatten().sum(),
            ),
            (
                "messages sent = sum over carriers",
                all_sent(self),
                self.sent_by_carrier.iter().sum(),
            ),
        ];
        let uneven = checks.into_iter().filter(|(_, left, right)| left != right);
        uneven
            .map(|(what, left, right)| format!("{what}: {left} against {right}"))
            .collect()
    }
}
