//! What filings ask of the pool of codes, where each is looked at by itself.

use crate::clock::{HOUR, Instant, Span};

/// How many codes are sent in each hour, and to one mobile in a check: enough to say that a pool could
/// not have run dry (R11), whatever was sent when within the hours.
#[derive(Clone, Debug, Hash)]
pub struct CodeDemand {
    from: Instant,
    /// Codes sent, by the hour since `from`.
    sent: Vec<u32>,
    /// Most codes of one mobile in a check.
    most_of_mobile: u32,
}

/// What is sent later than this many hours, over seven years, is counted to the last of them.
const LAST_HOUR: i64 = 1 << 16;

impl CodeDemand {
    /// None yet; none is sent before `from`.
    pub(super) fn new(from: Instant) -> Self {
        Self {
            from,
            sent: Vec::new(),
            most_of_mobile: 0,
        }
    }

    /// A code is sent to a mobile that `had` so many in its check.
    pub(super) fn record(&mut self, now: Instant, had: u32) {
        let hour = now.since(self.from).div_euclid(HOUR).clamp(0, LAST_HOUR) as usize;
        if self.sent.len() <= hour {
            self.sent.resize(hour + 1, 0);
        }
        self.sent[hour] += 1;
        self.most_of_mobile = self.most_of_mobile.max(had + 1);
    }

    /// Adds what others asked for, counted from the same instant.
    pub fn merge(&mut self, other: &Self) {
        let hours = self.sent.len().max(other.sent.len());
        self.sent.resize(hours, 0);
        for (mine, theirs) in self.sent.iter_mut().zip(&other.sent) {
            *mine += theirs;
        }
        self.most_of_mobile = self.most_of_mobile.max(other.most_of_mobile);
    }

    /// Whether a pool of `size` codes, each effective for so long, is sure to have had a free code for
    /// every message that its mobile had not had (R11). What is not sure may still have been so.
    pub fn fits(&self, size: u32, code_effective: &Span) -> bool {
        let begin = |hour: usize| self.from.after(hour as i64 * HOUR);
        let (mut taken, mut most) = (0u64, 0u64);
        // Of the hours from here on some code may still be taken.
        let mut first = 0;
        for (hour, &sent) in self.sent.iter().enumerate() {
            taken += u64::from(sent);
            // All of an hour's codes have ended when one sent at its end would have.
            while code_effective.end(begin(first + 1)) <= begin(hour) {
                taken -= u64::from(self.sent[first]);
                first += 1;
            }
            most = most.max(taken);
        }
        most + u64::from(self.most_of_mobile) < u64::from(size)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::{Calendar, Ends, MINUTE};

    const FROM: Instant = Instant(4_000 * HOUR);

    /// A demand of one code every minute for so many hours.
    fn a_minute(hours: i64) -> CodeDemand {
        let mut demand = CodeDemand::new(FROM);
        for minute in 0..60 * hours {
            demand.record(FROM.after(minute * MINUTE), 2);
        }
        demand
    }

    #[test]
    fn a_pool_fits_where_it_is_larger_than_all_that_could_be_taken_at_once() {
        // Two hours touch three: 180 codes; and 3 that a mobile may have had.
        let demand = a_minute(100);
        assert!(demand.fits(184, &Span::Plain(2 * HOUR)));
        assert!(!demand.fits(183, &Span::Plain(2 * HOUR)));
        assert!(demand.fits(184, &Span::Plain(2 * HOUR - 1)));
        assert!(!demand.fits(184, &Span::Plain(2 * HOUR + 1)));
        assert!(CodeDemand::new(FROM).fits(1, &Span::Plain(48 * HOUR)));
    }

    #[test]
    fn codes_in_a_calendar_are_taken_until_their_own_end() {
        // From 16:00 on, each until 24:00 of the next day: at most those of two days, and of the hour before, which one
        // at its end would share.
        let calendar = Arc::new(Calendar::always());
        let span = Span::OpenDays(1, Ends::Midnight, calendar);
        let demand = a_minute(100);
        assert_eq!(FROM.time_of_day(), 16 * HOUR);
        assert!(demand.fits(49 * 60 + 4, &span) && !demand.fits(49 * 60 + 3, &span));
    }

    #[test]
    fn demands_add_up_whatever_was_counted_first() {
        let (mut one, other) = (a_minute(3), a_minute(50));
        one.merge(&other);
        // Four hours are touched, of which three were counted twice.
        assert!(one.fits(424, &Span::Plain(3 * HOUR)) && !one.fits(423, &Span::Plain(3 * HOUR)));
    }

    #[test]
    fn what_is_sent_after_years_is_counted_to_one_hour() {
        let mut demand = CodeDemand::new(FROM);
        for n in 0..10 {
            demand.record(FROM.after((LAST_HOUR + 1_000 * n) * HOUR), 0);
        }
        assert!(demand.fits(12, &Span::Plain(HOUR)) && !demand.fits(11, &Span::Plain(HOUR)));
    }
}
