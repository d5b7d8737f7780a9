//! The measures by subject, in the order in which readers meet them, with their names in words.

use crate::measures::*;

/// A subject, and its measures with their names.
type Subject = (&'static str, &'static [(Measure, &'static str)]);

/// All measures, by subject.
#[rustfmt::skip]
pub(crate) const SUBJECTS: [Subject; 7] = [
    ("Returns", &[
        (RETURN_RATE, "Return rate"),
        (RETURNED, "Returned"),
        (RETURN_RATE_FIRST, "Return rate, first submissions"),
        (RETURN_RATE_WINDOW_OVER, "Returned, window over"),
        (RETURN_RATE_WRONG_CERTIFICATE, "Returned, wrong certificates"),
        (SUCCESS_RATE, "Verified in the end"),
        (GIVEN_UP_RATE, "Given up after a return"),
        (SUBMISSIONS_NEEDED, "Submissions of a filing verified"),
    ]),
    ("Time to verify", &[
        (TIME_TO_VERIFY_MEAN, "Time to verify, mean"),
        (TIME_TO_VERIFY_P50, "Time to verify, median"),
        (TIME_TO_VERIFY_P90, "Time to verify, 90 %"),
        (TIME_TO_VERIFY_P95, "Time to verify, 95 %"),
        (TIME_TO_VERIFY_P99, "Time to verify, 99 %"),
        (TIME_TO_VERIFY_MAX, "Time to verify, longest"),
        (COMPLETE_WITHIN_1H, "Complete within 1 h"),
        (COMPLETE_WITHIN_6H, "Complete within 6 h"),
        (COMPLETE_WITHIN_24H, "Complete within 24 h"),
    ]),
    ("Messages and resends", &[
        (MESSAGES_PER_CHECK, "Messages of a check"),
        (MESSAGES_QUEUED, "Messages queued"),
        (MESSAGES_RESENT, "Messages resent"),
        (MESSAGES_SENT_PER_DAY, "Messages sent a day"),
        (KEPT_RATE_FIRST, "First messages kept"),
        (COMPLETE_WITH_RESENT_RATE, "Complete with a resent code"),
        (REMINDERS, "Reminders of the provider"),
        (REMINDED_RATE, "Reminders that reached a leader"),
    ]),
    ("On the way to the phone", &[
        (RECEIPT_TO_PHONE_P50, "Receipt to phone, median"),
        (RECEIPT_TO_PHONE_P99, "Receipt to phone, 99 %"),
        (LANE_WAIT_MEAN, "Wait in the lane, mean"),
        (LANE_WAIT_P95, "Wait in the lane, 95 %"),
        (LANE_WAIT_P99, "Wait in the lane, 99 %"),
        (DELIVERY_DELAY_P50, "Sending to phone, median"),
        (DELIVERY_DELAY_P95, "Sending to phone, 95 %"),
        (DELIVERY_DELAY_P99, "Sending to phone, 99 %"),
        (WAITING_MESSAGES_MEAN, "Messages waiting, mean"),
        (WAITING_MESSAGES_PEAK, "Messages waiting, peak"),
    ]),
    ("At the page", &[
        (ENTRIES, "Entries"),
        (ENTRIES_PER_DAY, "Entries a day"),
        (ENTRY_SUCCESS_RATE, "Entries that verified"),
        (RESEND_REQUESTS, "Resend requests"),
    ]),
    ("Filings and load", &[
        (FILINGS, "Filings"),
        (FILINGS_NOT_CHECKED, "Filings never checked"),
        (SUBMISSIONS, "Submissions"),
        (SUBMISSIONS_PER_DAY, "Submissions a day"),
        (CHECKED, "Submissions checked"),
        (NOT_CHECKED, "Submissions not checked"),
        (COMPLETED_PER_DAY, "Checks complete a day"),
        (OPEN_CHECKS_MEAN, "Open checks, mean"),
        (OPEN_CHECKS_PEAK, "Open checks, peak"),
        (CODES_TAKEN_PEAK, "Codes taken, peak"),
        (AUDITS_PER_DAY, "Audits a day"),
        (AUDITS_IN_HAND_MEAN, "Audits in hand, mean"),
        (AUDITS_IN_HAND_PEAK, "Audits in hand, peak"),
    ]),
    ("Costs", &[
        (COST_TOTAL, "All costs"),
        (COST_PER_FILING_VERIFIED, "Cost of a filing verified"),
        (COST_MESSAGES, "Cost of messages"),
        (COST_RETURNS_PROVIDER, "Cost of returns, provider"),
        (COST_RETURNS_AUTHORITY, "Cost of returns, authority"),
        (COST_REMINDERS, "Cost of reminders"),
        (COST_PAGE_ACTS, "Cost of acts at the page"),
        (COST_DELAY, "Cost of delay"),
    ]),
];

/// A measure's name in words; that of files where it has none.
pub(crate) fn name(measure: &Measure) -> String {
    let mut all = SUBJECTS.iter().flat_map(|(_, measures)| *measures);
    let known = all.find(|(known, _)| known == measure);
    known.map_or_else(
        || measure.name.replace('_', " "),
        |(_, name)| (*name).to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_has_one_subject_and_a_name_of_its_own() {
        let all = || SUBJECTS.iter().flat_map(|(_, measures)| *measures);
        for measure in MEASURES {
            let here = all().filter(|(known, _)| known == measure);
            assert_eq!(here.count(), 1, "{}", measure.name);
        }
        assert_eq!(all().count(), MEASURES.len());
        let mut names: Vec<&str> = all().map(|(_, name)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), MEASURES.len());
    }
}
