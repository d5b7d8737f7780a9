//! What things cost: prices on counters. No history knows of them.

use super::Counts;
use crate::clock::DAY;
use crate::rules::{Carrier, Cause};

/// `[costs]` of a scenario, in yuan; what has no price costs nothing that is told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prices {
    /// Of a message sent, by [`Carrier`] of the mobile.
    pub message: [Option<f64>; Carrier::ALL.len()],
    /// Minutes of the provider's staff on a return.
    pub return_provider_minutes: Option<f64>,
    /// Minutes of the authority's staff on a return.
    pub return_authority_minutes: Option<f64>,
    /// Minutes of the provider's staff on a call that reminds.
    pub reminder_call_minutes: Option<f64>,
    /// Of a message that reminds.
    pub reminder_sms: Option<f64>,
    /// Of an act at the page: an entry or a resend request.
    pub page_act: Option<f64>,
    /// Of a day that an applicant waits.
    pub delay_day: Option<f64>,
    /// Of an hour of staff.
    pub wage_hour: Option<f64>,
}

impl Prices {
    /// What the messages sent cost; `None` where no carrier has a price.
    pub fn messages(&self, counts: &Counts) -> Option<f64> {
        let some = self.message.iter().any(Option::is_some);
        some.then(|| {
            let sent = counts.sent_by_carrier.iter().zip(self.message);
            sent.map(|(sent, price)| *sent as f64 * price.unwrap_or(0.0))
                .sum()
        })
    }

    /// What the returns cost the provider.
    pub fn returns_provider(&self, counts: &Counts) -> Option<f64> {
        self.staff(self.return_provider_minutes, counts.all_returned())
    }

    /// What the returns cost the authority.
    pub fn returns_authority(&self, counts: &Counts) -> Option<f64> {
        self.staff(self.return_authority_minutes, counts.all_returned())
    }

    /// What the provider's reminders cost; `None` where neither calls nor messages have a price.
    pub fn reminders(&self, counts: &Counts) -> Option<f64> {
        let calls = self.staff(self.reminder_call_minutes, counts.calls);
        let messages = (self.reminder_sms).map(|price| counts.reminder_messages as f64 * price);
        sum(&[calls, messages])
    }

    fn staff(&self, minutes: Option<f64>, times: u64) -> Option<f64> {
        let of_one = minutes? / 60.0 * self.wage_hour?;
        Some(times as f64 * of_one)
    }

    /// What the acts at the page cost.
    pub fn page_acts(&self, counts: &Counts) -> Option<f64> {
        let acts: u64 = counts.entries.iter().chain(&counts.requests).sum();
        Some(acts as f64 * self.page_act?)
    }

    /// What the days cost that applicants wait for the check.
    pub fn delay(&self, counts: &Counts) -> Option<f64> {
        Some(counts.delay as f64 / DAY as f64 * self.delay_day?)
    }

    /// All of it that has a price; `None` where nothing has.
    pub fn total(&self, counts: &Counts) -> Option<f64> {
        sum(&[
            self.messages(counts),
            self.returns_provider(counts),
            self.returns_authority(counts),
            self.reminders(counts),
            self.page_acts(counts),
            self.delay(counts),
        ])
    }
}

/// Those that there are, together; `None` where there is none.
fn sum(parts: &[Option<f64>]) -> Option<f64> {
    let some = parts.iter().any(Option::is_some);
    some.then(|| parts.iter().flatten().sum())
}

/// Messages that left their lane, whatever their cause.
pub(super) fn all_sent(counts: &Counts) -> u64 {
    Cause::ALL.iter().map(|cause| counts.sent(*cause)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_price_has_no_cost() {
        let counts = Counts {
            sent_by_carrier: [1, 2, 3, 4],
            returned: [5, 1],
            delay: DAY as u64 / 2,
            ..Counts::default()
        };
        let mut prices = Prices::default();
        assert_eq!(prices.total(&counts), None);
        prices.return_provider_minutes = Some(10.0);
        assert_eq!(prices.returns_provider(&counts), None, "no wage");
        prices.wage_hour = Some(30.0);
        assert_eq!(prices.returns_provider(&counts), Some(30.0));
        assert_eq!(prices.returns_authority(&counts), None);
        prices.message[Carrier::Unicom as usize] = Some(0.5);
        assert_eq!(prices.messages(&counts), Some(1.0));
        prices.delay_day = Some(8.0);
        assert_eq!(prices.total(&counts), Some(30.0 + 1.0 + 4.0));
    }
}
