//! Integer counters of one stratum.

use serde::{Deserialize, Serialize};

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
        let withdrawn = |cause| self.fate(cause, Fate::Withdrawn);
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
                "messages queued = withdrawn + sent, over carriers",
                self.queued.iter().sum(),
                Cause::ALL.map(withdrawn).iter().sum::<u64>()
                    + self.sent_by_carrier.iter().sum::<u64>(),
            ),
        ];
        let fates = Cause::ALL.map(|cause| {
            let sum = self.messages[cause as usize].iter().sum();
            (
                "messages of a cause = sum of fates",
                self.queued(cause),
                sum,
            )
        });
        let uneven = checks
            .into_iter()
            .chain(fates)
            .filter(|(_, left, right)| left != right);
        uneven
            .map(|(what, left, right)| format!("{what}: {left} against {right}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counters of which each is another number, so many times; a new counter has to be named here.
    fn filled(times: u64) -> Counts {
        let mut next = 0;
        let mut number = || {
            next += 1;
            next * times
        };
        Counts {
            filings: number(),
            filings_not_checked: number(),
            filings_verified: number(),
            filings_given_up: number(),
            submissions_of_verified: number(),
            delay: number(),
            submissions: number(),
            not_checked: number(),
            checked: number(),
            first_checked: number(),
            complete: number(),
            complete_with_resent: number(),
            returned: [(); 2].map(|()| number()),
            first_returned: [(); 2].map(|()| number()),
            why: [(); 11].map(|()| number()),
            first_why: [(); 11].map(|()| number()),
            complete_by_hour: vec![number(), number()],
            weekdays: [(); 7].map(|()| OfWeekday {
                complete: number(),
                returned: number(),
                to_verify: number(),
            }),
            queued: [(); 3].map(|()| number()),
            messages: [[(); 8]; 3].map(|fates| fates.map(|()| number())),
            sent_by_carrier: [(); 4].map(|()| number()),
            used: [(); 3].map(|()| number()),
            first_kept: [(); 3].map(|()| number()),
            calls: number(),
            reminder_messages: number(),
            reminded: number(),
            entries: [(); 7].map(|()| number()),
            requests: [(); 5].map(|()| number()),
        }
    }

    #[test]
    fn every_counter_is_added() {
        let mut counts = filled(1);
        counts.merge(&filled(1_000));
        assert_eq!(counts, filled(1_001));
        let mut none = Counts::default();
        none.merge(&filled(3));
        assert_eq!(none, filled(3), "hours are as many as either has");
        let mut most = Counts {
            delay: u64::MAX,
            ..Counts::default()
        };
        most.weekdays[0].to_verify = u64::MAX;
        most.merge(&filled(1));
        assert_eq!(
            (most.delay, most.weekdays[0].to_verify),
            (u64::MAX, u64::MAX)
        );
    }

    #[test]
    fn within_so_many_hours_includes_exactly_so_many() {
        let monday = Instant::parse("2019-03-04T23:59:59").unwrap();
        let mut counts = Counts::default();
        for took in [0, 1, HOUR, HOUR + 1, 3 * HOUR] {
            counts.complete_after(monday, took);
        }
        counts.complete_after(monday.after(1_000), HOUR);
        assert_eq!(counts.complete_by_hour, [4, 1, 1]);
        let of = |complete, to_verify: Millis| OfWeekday {
            complete,
            returned: 0,
            to_verify: to_verify as u64,
        };
        assert_eq!(
            counts.weekdays[..3],
            [of(5, 5 * HOUR + 2), of(1, HOUR), of(0, 0)]
        );
    }

    /// Counters that balance.
    fn balanced() -> Counts {
        let mut counts = Counts {
            filings: 9,
            filings_not_checked: 2,
            filings_verified: 4,
            filings_given_up: 3,
            submissions: 12,
            not_checked: 2,
            checked: 10,
            complete: 5,
            returned: [3, 2],
            complete_by_hour: vec![1, 0, 4],
            queued: [10, 6, 1],
            sent_by_carrier: [5, 4, 3, 2],
            ..Counts::default()
        };
        counts.why[0] = 1;
        counts.why[10] = 2;
        counts.weekdays[2].complete = 2;
        counts.weekdays[6].complete = 3;
        counts.messages[0] = [1, 0, 0, 0, 0, 0, 0, 9];
        counts.messages[1] = [2, 0, 0, 0, 0, 0, 0, 4];
        counts.messages[2] = [0, 0, 1, 0, 0, 0, 0, 0];
        counts
    }

    #[test]
    fn everything_received_is_accounted_for() {
        assert_eq!(balanced().violations(), [""; 0]);
        let one_more = |change: fn(&mut Counts)| {
            let mut counts = balanced();
            change(&mut counts);
            let said = counts.violations().into_iter();
            let what = said.map(|line| line.split(": ").next().unwrap().to_owned());
            what.collect::<Vec<_>>()
        };
        let received = "submissions = not checked + complete + returned";
        let checked = "submissions = not checked + checked";
        let filings = "filings = verified + given up + not checked";
        let windows = "windows over = sum of why";
        let hours = "checks complete = sum over hours";
        let weekdays = "checks complete = sum over weekdays";
        let fates = "messages of a cause = sum of fates";
        let carriers = "messages queued = withdrawn + sent, over carriers";
        assert_eq!(one_more(|c| c.submissions += 1), [received, checked]);
        assert_eq!(one_more(|c| c.not_checked += 1), [received, checked]);
        assert_eq!(one_more(|c| c.checked += 1), [checked]);
        assert_eq!(one_more(|c| c.complete += 1), [received, hours, weekdays]);
        assert_eq!(one_more(|c| c.returned[0] += 1), [received, windows]);
        assert_eq!(one_more(|c| c.returned[1] += 1), [received]);
        assert_eq!(one_more(|c| c.filings += 1), [filings]);
        assert_eq!(one_more(|c| c.filings_verified += 1), [filings]);
        assert_eq!(one_more(|c| c.filings_given_up += 1), [filings]);
        assert_eq!(one_more(|c| c.filings_not_checked += 1), [filings]);
        assert_eq!(one_more(|c| c.why[4] += 1), [windows]);
        assert_eq!(one_more(|c| c.complete_by_hour[1] += 1), [hours]);
        assert_eq!(one_more(|c| c.weekdays[0].complete += 1), [weekdays]);
        assert_eq!(one_more(|c| c.queued[2] += 1), [carriers, fates]);
        assert_eq!(one_more(|c| c.messages[2][7] += 1), [fates]);
        assert_eq!(one_more(|c| c.sent_by_carrier[3] += 1), [carriers]);
        let another = |c: &mut Counts| (c.queued[0], c.queued[1]) = (9, 7);
        assert_eq!(one_more(another), [fates, fates], "each cause by itself");
        let mut counts = balanced();
        counts.why[1] += 1;
        assert_eq!(
            counts.violations(),
            ["windows over = sum of why: 3 against 4"]
        );
    }
}
