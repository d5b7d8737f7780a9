//! Load: what passes each hour, of all filings within the counted time.

use super::level::{LevelHour, TimeWeightedLevel};
use crate::clock::{HOUR, Instant, Millis};

/// What happened in one hour; flows are numbers, levels are gauges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// Follows the load of one cell over the counted hours.
#[derive(Clone, Debug)]
pub struct LoadTrack {
    start: Instant,
    hours: Vec<HourLoad>,
    open_checks: TimeWeightedLevel,
    waiting_messages: TimeWeightedLevel,
    audits_in_hand: TimeWeightedLevel,
    codes_taken: TimeWeightedLevel,
}

impl LoadTrack {
    /// Follows whole hours from `start` for `length`; a part of an hour at the end counts as one.
    pub fn new(start: Instant, length: Millis) -> Self {
        let hours = length.max(0).div_euclid(HOUR) + i64::from(length.rem_euclid(HOUR) > 0);
        Self {
            start,
            hours: vec![HourLoad::default(); hours as usize],
            open_checks: TimeWeightedLevel::new(start),
            waiting_messages: TimeWeightedLevel::new(start),
            audits_in_hand: TimeWeightedLevel::new(start),
            codes_taken: TimeWeightedLevel::new(start),
        }
    }

    /// The hour in which `now` lies, if it is counted.
    pub fn hour(&mut self, now: Instant) -> Option<&mut HourLoad> {
        let hour = usize::try_from(now.since(self.start).div_euclid(HOUR)).ok()?;
        self.hours.get_mut(hour)
    }

    /// Checks opened (or closed, below 0).
    pub fn open_checks(&mut self, now: Instant, by: i64) {
        let hours = &mut self.hours;
        self.open_checks
            .change(now, by, self.start, hours.len(), |hour, integral, peak| {
                write(&mut hours[hour].open_checks, integral, peak);
            });
    }

    /// Messages that began to wait (or left, below 0).
    pub fn waiting_messages(&mut self, now: Instant, by: i64) {
        let hours = &mut self.hours;
        self.waiting_messages
            .change(now, by, self.start, hours.len(), |hour, integral, peak| {
                write(&mut hours[hour].waiting_messages, integral, peak);
            });
    }

    /// Audits taken in hand (or done, below 0).
    pub fn audits_in_hand(&mut self, now: Instant, by: i64) {
        let hours = &mut self.hours;
        self.audits_in_hand
            .change(now, by, self.start, hours.len(), |hour, integral, peak| {
                write(&mut hours[hour].audits_in_hand, integral, peak);
            });
    }

    /// The number of codes taken now.
    pub fn codes_taken(&mut self, now: Instant, level: i64) {
        let hours = &mut self.hours;
        let by = level - self.codes_taken.level();
        self.codes_taken
            .change(now, by, self.start, hours.len(), |hour, integral, peak| {
                write(&mut hours[hour].codes_taken, integral, peak);
            });
    }

    /// Ends the run at `now`: what the gauges stand at is written up to there.
    pub fn finish(mut self, now: Instant) -> Vec<HourLoad> {
        self.open_checks(now, 0);
        self.waiting_messages(now, 0);
        self.audits_in_hand(now, 0);
        let taken = self.codes_taken.level();
        self.codes_taken(now, taken);
        self.hours
    }
}

fn write(hour: &mut LevelHour, integral: u64, peak: u64) {
    hour.time_integral += integral;
    hour.peak = hour.peak.max(peak);
}

/// The load of one province's page (or of the nation's pages together) by hour of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    use crate::clock::MINUTE;

    const START: Instant = Instant(2_000 * HOUR);

    fn at(hours: i64) -> Instant {
        START.after(hours * HOUR)
    }

    #[test]
    fn flows_belong_to_the_hour_in_which_they_lie() {
        let mut track = LoadTrack::new(START, 2 * HOUR);
        for (after, entries) in [(0, 1), (HOUR - 1, 10), (HOUR, 100), (2 * HOUR - 1, 1_000)] {
            track.hour(START.after(after)).unwrap().entries += entries;
        }
        assert!(track.hour(START.after(-1)).is_none());
        assert!(track.hour(at(2)).is_none());
        let hours = track.finish(at(2));
        assert_eq!(
            hours.iter().map(|h| h.entries).collect::<Vec<_>>(),
            [11, 1_100]
        );
    }

    #[test]
    fn a_part_of_an_hour_at_the_end_counts_as_one() {
        assert_eq!(LoadTrack::new(START, 0).finish(START).len(), 0);
        assert_eq!(LoadTrack::new(START, HOUR).finish(START).len(), 1);
        assert_eq!(LoadTrack::new(START, HOUR + 1).finish(START).len(), 2);
    }

    #[test]
    fn each_level_is_followed_by_itself_and_to_the_end() {
        let mut track = LoadTrack::new(START, 2 * HOUR);
        track.open_checks(at(-1), 2);
        track.waiting_messages(START.after(30 * MINUTE), 3);
        track.audits_in_hand(at(1), 1);
        track.codes_taken(START, 5);
        track.codes_taken(at(1), 4);
        track.waiting_messages(at(1), -3);
        let hours = track.finish(at(9));
        let level = |of: fn(&HourLoad) -> LevelHour| [0, 1].map(|hour| of(&hours[hour]).mean());
        assert_eq!(level(|hour| hour.open_checks), [2.0, 2.0]);
        assert_eq!(level(|hour| hour.waiting_messages), [1.5, 0.0]);
        assert_eq!(level(|hour| hour.audits_in_hand), [0.0, 1.0]);
        assert_eq!(level(|hour| hour.codes_taken), [5.0, 4.0]);
    }

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
}
