//! Which observations tell of which field.

use super::seen::{Durations, Seen, Trials};
use crate::rules::Carrier;

/// A share: its field, the trials, and how it is found.
type OfShare = (&'static str, fn(&Seen) -> Trials, &'static str);

/// A delay: its field, the empirical file, the durations, and how it is found.
type OfDelay = (
    &'static str,
    &'static str,
    fn(&Seen) -> &Durations,
    &'static str,
);

/// The fields that are shares of trials, each told by itself.
#[rustfmt::skip]
pub(super) const SHARES: &[OfShare] = &[
    ("filings.same_person", |seen| seen.same_person, "first submissions of new filings with one mobile to verify"),
    ("access.stale_number", |seen| seen.stale, "new accesses whose number on record is stale"),
    ("access.noticed", |seen| seen.noticed, "stale numbers put right before the first receipt"),
    ("carriers.mvno.reach", |seen| seen.mvno_reach, "leaders of first submissions with a virtual operator whom a message reached, of those to whom one was not lost"),
    ("handsets.out_of_coverage", |seen| seen.out_of_coverage, "leaders out of coverage at a receipt"),
    ("handsets.store_and_forward", |seen| seen.store_and_forward, "messages kept by the network, of those that met a coverage gap"),
    ("handsets.intercepting", |seen| seen.intercepting, "leaders of first submissions whose phone intercepts"),
    ("handsets.deleted", |seen| seen.deleted, "messages deleted, of those deleted or kept"),
    ("people.expecting", |seen| seen.expecting, "leaders of first submissions who know that a code is coming"),
    ("people.comes_back", |seen| seen.comes_back, "leavings of the page after which the leader plans to come back"),
    ("people.asks_resend", |seen| seen.asks_resend, "inquiries with nothing to be put right after which a resend is asked for"),
    ("people.finds_interception", |seen| seen.finds_interception, "inquiries of leaders whose phone intercepts that end it"),
    ("people.moves_to_coverage", |seen| seen.moves_to_coverage, "inquiries of leaders out of coverage that end in moving"),
    ("people.slip.graphic", |seen| seen.slip_graphic, "presses whose graphic verification failed"),
    ("people.slip.mobile", |seen| seen.slip_mobile, "entries past that whose mobile is in no check"),
    ("people.slip.certificate", |seen| seen.slip_certificate, "entries past that with a wrong certificate, of leaders who had entered the right one before"),
    ("people.slip.code", |seen| seen.slip_code, "entries with the right certificate whose code is not effective"),
    ("resubmission.fixes_interception", |seen| seen.fixes_interception, "leaders whose phone intercepted at a return and does not at the next receipt"),
    ("resubmission.changes_number", |seen| seen.changes_number, "leaders who kept no message in a submission returned, and gave another number"),
];

const NETWORK: &str =
    "from sending to where the phone should be, of messages that can be told apart";

/// The fields that are delays, each told by itself.
#[rustfmt::skip]
pub(super) const DELAYS: &[OfDelay] = &[
    ("provider.review", "recorded/review.csv", |seen| &seen.review, "from arrival to the first receipt in working time, without those first put right"),
    ("provider.reminder_after", "recorded/reminder_after.csv", |seen| &seen.reminder_after, "from the first code to the reminder in working time, of those who were reminded"),
    ("rules.first_code_delay", "recorded/first_code_delay.csv", |seen| &seen.first_code, "from a receipt until the first codes are queued"),
    ("authority.audit", "recorded/audit.csv", |seen| &seen.audit, "from the begin of the audit to acceptance in working time"),
    ("carriers.telecom.delay", "recorded/delay_telecom.csv", |seen| &seen.delays[Carrier::Telecom as usize], NETWORK),
    ("carriers.unicom.delay", "recorded/delay_unicom.csv", |seen| &seen.delays[Carrier::Unicom as usize], NETWORK),
    ("carriers.mobile.delay", "recorded/delay_mobile.csv", |seen| &seen.delays[Carrier::Mobile as usize], NETWORK),
    ("carriers.mvno.delay", "recorded/delay_mvno.csv", |seen| &seen.delays[Carrier::Mvno as usize], NETWORK),
    ("handsets.coverage_gap", "recorded/coverage_gap.csv", |seen| &seen.coverage_gap, "from a receipt to the end of the gap"),
    ("people.entry_time", "recorded/entry_time.csv", |seen| &seen.entry_time, "from the visit, or a failed entry, to the next press"),
    ("people.fix_time", "recorded/fix_time.csv", |seen| &seen.fix_time, "from an inquiry until the interception was off or the leader in coverage"),
];

/// What applicants do after returns, by the submission's number.
pub(super) mod again_after {
    use std::collections::BTreeMap;

    use super::Trials;

    /// How unlikely it must be that nobody comes again by chance.
    const UNLIKELY: f64 = 0.01;

    /// The most submissions that there are, where the record leaves little doubt: nobody returned at the last number
    /// seen came again, which without a limit would be unlikely.
    pub(in crate::inputs) fn most_submissions(by: &[&BTreeMap<u32, Trials>]) -> Option<u32> {
        let last = by
            .iter()
            .filter_map(|by| by.keys().next_back())
            .max()
            .copied()?;
        let sum = |at_last: bool| {
            let all = by.iter().flat_map(|by| by.iter());
            let all = all.filter(|(number, _)| (**number == last) == at_last);
            all.fold((0, 0), |(yes, of), (_, trials)| {
                (yes + trials.yes, of + trials.of)
            })
        };
        let ((yes_before, before), (yes, of)) = (sum(false), sum(true));
        if yes > 0 || of == 0 || before == 0 {
            return None;
        }
        let again = yes_before as f64 / before as f64;
        ((1.0 - again).powf(of as f64) < UNLIKELY).then_some(last)
    }
}
