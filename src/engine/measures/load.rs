//! Load: what passes each hour, of all filings within the counted time.

use serde::{Deserialize, Serialize};

use crate::clock::HOUR;

/// Hours of a day.
pub(super) const HOURS_OF_DAY: usize = 24;
/// Hours of a week.
pub(super) const HOURS_OF_WEEK: usize = 7 * HOURS_OF_DAY;

/// The figures of a time-weighted level for one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelHour {
    /// The level summed over the hour's milliseconds.
    pub time_integral: u64,
    /// The highest level that lasted.
    pub peak: u64,
}

impl LevelHour {
    /// Adds another replication's or province's hour.
    pub fn merge(&mut self, other: &Self) {
        self.time_integral += other.time_integral;
        self.peak += other.peak;
    }

    /// The mean level over the hour.
    pub fn mean(&self) -> f64 {
        self.time_integral as f64 / HOUR as f64
    }
}

/// What happened in one hour: flows, and levels that lasted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourLoad {
    /// Submissions received by the authority.
    pub submissions: u64,
    /// Checks complete.
    pub complete: u64,
    /// Submissions returned.
    pub returned: u64,
    /// Audits done.
    pub audits_done: u64,
    /// Messages sent.
    pub messages_sent: u64,
    /// Entries at the page.
    pub entries: u64,
    /// Resend requests at the page.
    pub requests: u64,
    /// Open checks.
    pub open_checks: LevelHour,
    /// Messages waiting in lanes, or for a free code.
    pub waiting_messages: LevelHour,
    /// Audits in hand, those waiting for an auditor included.
    pub audits_in_hand: LevelHour,
    /// Codes taken of the pool (R11).
    pub codes_taken: LevelHour,
}

impl HourLoad {
    /// Adds another province's or replication's hour; peaks add up, too: over provinces that is an
    /// upper bound, since they need not peak together.
    pub fn merge(&mut self, other: &Self) {
        self.submissions += other.submissions;
        self.complete += other.complete;
        self.returned += other.returned;
        self.audits_done += other.audits_done;
        self.messages_sent += other.messages_sent;
        self.entries += other.entries;
        self.requests += other.requests;
        self.open_checks.merge(&other.open_checks);
        self.waiting_messages.merge(&other.waiting_messages);
        self.audits_in_hand.merge(&other.audits_in_hand);
        self.codes_taken.merge(&other.codes_taken);
    }

    /// Adds a later hour of the same province and replication: peaks are the higher of both.
    pub fn extend(&mut self, later: &Self) {
        let peaks = |load: &Self| {
            [
                load.open_checks.peak,
                load.waiting_messages.peak,
                load.audits_in_hand.peak,
                load.codes_taken.peak,
            ]
        };
        let (mine, theirs) = (peaks(self), peaks(later));
        self.merge(later);
        self.open_checks.peak = mine[0].max(theirs[0]);
        self.waiting_messages.peak = mine[1].max(theirs[1]);
        self.audits_in_hand.peak = mine[2].max(theirs[2]);
        self.codes_taken.peak = mine[3].max(theirs[3]);
    }
}

/// The load of a run by the hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursOfRun {
    /// The counted hours.
    pub counted: Vec<HourLoad>,
    /// The hours of the warm-up, back from the first counted instant; the first may begin before the run.
    pub before: Vec<HourLoad>,
}

impl HoursOfRun {
    /// Adds the hours of another province or replication.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.before, &other.before),
            (&mut self.counted, &other.counted),
        ] {
            merge_hours(mine, theirs);
        }
    }
}

/// Adds hours, or days, of another province or replication.
pub(super) fn merge_hours(into: &mut Vec<HourLoad>, other: &[HourLoad]) {
    into.resize(other.len().max(into.len()), HourLoad::default());
    for (mine, theirs) in into.iter_mut().zip(other) {
        mine.merge(theirs);
    }
}

/// The load of one province's page (or of the nation's pages together) by hour of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLoad {
    /// Entries by hour of the day, summed over the counted days.
    pub entries: [u64; 24],
    /// Resend requests likewise.
    pub requests: [u64; 24],
    /// Most entries and requests together in one hour.
    pub busiest_hour: u64,
}

impl PageLoad {
    /// The page load of a cell's hours, the first of which is `first_hour` of the day.
    pub fn of(hours: &[HourLoad], first_hour: usize) -> Self {
        let mut load = Self::default();
        for (place, hour) in hours.iter().enumerate() {
            let of_day = (first_hour + place) % 24;
            load.entries[of_day] += hour.entries;
            load.requests[of_day] += hour.requests;
            load.busiest_hour = load.busiest_hour.max(hour.entries + hour.requests);
        }
        load
    }

    /// Adds another replication of the same province.
    pub fn merge(&mut self, other: &Self) {
        for hour in 0..24 {
            self.entries[hour] += other.entries[hour];
            self.requests[hour] += other.requests[hour];
        }
        self.busiest_hour = self.busiest_hour.max(other.busiest_hour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn load(entries: u64, peak: u64) -> HourLoad {
        let open_checks = LevelHour {
            time_integral: 10 * peak,
            peak,
        };
        HourLoad {
            entries,
            open_checks,
            ..HourLoad::default()
        }
    }

    #[test]
    fn peaks_of_provinces_add_up_and_of_hours_the_higher_counts() {
        let (mut provinces, mut hours) = (load(3, 4), load(3, 4));
        provinces.merge(&load(5, 2));
        hours.extend(&load(5, 2));
        assert_eq!((provinces.entries, hours.entries), (8, 8));
        assert_eq!((provinces.open_checks.peak, hours.open_checks.peak), (6, 4));
        assert_eq!(provinces.open_checks.time_integral, 60);
        assert_eq!(hours.open_checks.time_integral, 60);
    }

    #[test]
    fn levels_of_provinces_add_up() {
        let hour = |time_integral: i64, peak| LevelHour {
            time_integral: time_integral as u64,
            peak,
        };
        let mut sum = hour(HOUR, 3);
        sum.merge(&hour(3 * HOUR, 2));
        assert_eq!((sum, sum.mean()), (hour(4 * HOUR, 5), 4.0));
    }

    #[test]
    fn a_page_is_counted_by_hour_of_the_day_from_the_hour_at_which_counting_begins() {
        let mut hours = vec![load(1, 0); 26];
        hours[2].requests = 7;
        let mut page = PageLoad::of(&hours, 23);
        assert_eq!(
            (page.entries[23], page.entries[0], page.entries[1]),
            (2, 2, 1)
        );
        assert_eq!((page.requests[1], page.busiest_hour), (7, 8));
        page.merge(&PageLoad::of(&[load(9, 0)], 1));
        assert_eq!((page.entries[1], page.busiest_hour), (10, 9));
    }

    /// An hour of which each figure is another number, so many times; a new one has to be named here.
    fn filled(times: u64) -> HourLoad {
        let level = |number: u64| LevelHour {
            time_integral: number * times,
            peak: (number + 1) * times,
        };
        HourLoad {
            submissions: times,
            complete: 2 * times,
            returned: 3 * times,
            audits_done: 4 * times,
            messages_sent: 5 * times,
            entries: 6 * times,
            requests: 7 * times,
            open_checks: level(10),
            waiting_messages: level(20),
            audits_in_hand: level(30),
            codes_taken: level(40),
        }
    }

    #[test]
    fn every_figure_of_hours_is_added() {
        let mut hour = filled(1);
        hour.merge(&filled(1_000));
        assert_eq!(hour, filled(1_001));
        let mut both = filled(5);
        both.extend(&filled(1));
        for level in [
            &mut both.open_checks,
            &mut both.waiting_messages,
            &mut both.audits_in_hand,
            &mut both.codes_taken,
        ] {
            assert_eq!(level.peak * 6, level.time_integral * 5 + 5 * 6);
            level.peak = level.peak / 5 * 6;
        }
        assert_eq!(both, filled(6));
        let mut hours = HoursOfRun {
            before: vec![filled(1)],
            counted: vec![filled(2); 3],
        };
        hours.merge(&HoursOfRun {
            before: vec![filled(4); 2],
            counted: vec![filled(7)],
        });
        assert_eq!(hours.before, [filled(5), filled(4)]);
        assert_eq!(hours.counted, [filled(9), filled(2), filled(2)]);
    }

    #[test]
    fn pages_add_up_hour_by_hour_of_the_day() {
        let mut page = PageLoad::of(&[filled(1), filled(2)], 22);
        page.merge(&PageLoad::of(&[filled(10)], 23));
        assert_eq!((page.entries[22], page.entries[23]), (6, 72));
        assert_eq!((page.requests[22], page.requests[23]), (7, 84));
        assert_eq!(page.busiest_hour, 130);
    }
}
