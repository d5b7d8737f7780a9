//! Following the load of a province: what changes it, told in any order, put together by the hour.

use std::collections::VecDeque;

use super::lists::Lists;
use super::load::{HourLoad, HoursOfRun, LevelHour};
use crate::clock::{HOUR, Instant, Millis, Span};

/// What changes the load of a province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum LoadChange {
    /// A submission is received, and its check opens.
    CheckOpens,
    /// A submission is received that goes straight to audit.
    NotChecked,
    /// A check is complete, and its filing goes to audit.
    CheckComplete,
    /// A submission is returned.
    Returned,
    /// An audit is done.
    AuditDone,
    /// A message begins to wait, in its lane or for a free code.
    WaitBegins,
    /// A message waits no more.
    WaitEnds,
    /// A message is sent, and a code is taken of the pool until it ends by itself (R11).
    MessageSent,
    /// A code is cancelled.
    CodeCancelled,
    /// The end by itself of a code that was cancelled before.
    CancelledEnds,
    /// An entry at the page.
    Entry,
    /// A resend request at the page.
    Request,
}

/// Levels that are followed.
const LEVELS: usize = 4;
const OPEN_CHECKS: usize = 0;
const WAITING_MESSAGES: usize = 1;
const AUDITS_IN_HAND: usize = 2;
const CODES_TAKEN: usize = 3;

/// How many kinds of changes move levels, and bits to number all.
const KINDS: usize = 10;
const KIND_BITS: u32 = 4;

/// Which levels each kind of change moves, and by how much: two at most.
const MOVES: [[(usize, i64); 2]; KINDS] = [
    [(OPEN_CHECKS, 1), NOTHING],              // CheckOpens
    [(AUDITS_IN_HAND, 1), NOTHING],           // NotChecked
    [(OPEN_CHECKS, -1), (AUDITS_IN_HAND, 1)], // CheckComplete
    [(OPEN_CHECKS, -1), NOTHING],             // Returned
    [(AUDITS_IN_HAND, -1), NOTHING],          // AuditDone
    [(WAITING_MESSAGES, 1), NOTHING],         // WaitBegins
    [(WAITING_MESSAGES, -1), NOTHING],        // WaitEnds
    [(CODES_TAKEN, 1), NOTHING],              // MessageSent
    [(CODES_TAKEN, -1), NOTHING],             // CodeCancelled
    [(CODES_TAKEN, 1), NOTHING],              // CancelledEnds
];
const NOTHING: (usize, i64) = (OPEN_CHECKS, 0);

/// Changes of the load, in any order.
#[derive(Clone, Debug, Default)]
pub struct LoadChanges(Vec<i64>);

impl LoadChanges {
    /// Takes note of a change; `at` may lie ahead, however far.
    #[inline]
    pub fn record(&mut self, at: Instant, what: LoadChange) {
        let at = at.0.min(i64::MAX >> KIND_BITS);
        self.0.push(at << KIND_BITS | what as i64);
    }

    /// How many changes there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// Follows the load of one cell from the begin of its run to the last counted hour.
///
/// Changes are told in any order, and gathered by the hour; an hour is worked out when it is sure that
/// nothing more can change it. Memory is that of the hours that are open, and of the results.
#[derive(Clone, Debug)]
pub struct LoadTrack {
    /// When the first hour begins: not after the run does.
    start: Instant,
    hours: Vec<HourLoad>,
    /// How many of the hours are those of the warm-up.
    before: usize,
    /// How many hours are closed.
    closed: usize,
    levels: [Level; LEVELS],
    /// How long a code is effective.
    code_effective: Span,
    /// When the codes end by themselves that have not, in order.
    code_ends: VecDeque<Instant>,
    open: Lists,
    /// The changes of the hour that is worked out: milliseconds since its begin, then the kind.
    sorted: Vec<u32>,
}

impl LoadTrack {
    /// Follows whole hours from `counted_from` for `length`, a part of an hour at the end counting as one, and those of
    /// the warm-up before them. Codes are effective for so long (R12).
    pub fn new(
        counted_from: Instant,
        warm_up: Millis,
        length: Millis,
        code_effective: Span,
    ) -> Self {
        let hours = |time: Millis| {
            let time = time.max(0);
            time.div_euclid(HOUR) + i64::from(time.rem_euclid(HOUR) > 0)
        };
        let before = hours(warm_up);
        let all = (before + hours(length)) as usize;
        Self {
            start: counted_from.after(-before * HOUR),
            hours: vec![HourLoad::default(); all],
            before: before as usize,
            closed: 0,
            levels: [Level::default(); LEVELS],
            code_effective,
            code_ends: VecDeque::new(),
            open: Lists::new(all),
            sorted: Vec::new(),
        }
    }

    /// Takes in changes, none of them of a closed hour; `changes` is empty then.
    pub fn take_in(&mut self, changes: &mut LoadChanges) {
        for change in changes.0.drain(..) {
            let at = Instant(change >> KIND_BITS);
            let kind = (change & ((1 << KIND_BITS) - 1)) as u32;
            let since = at.since(self.start);
            debug_assert!(since >= 0, "nothing happens before the run");
            let (hour, millis) = (since as u64 / HOUR as u64, since as u64 % HOUR as u64);
            let Some(flows) = self.hours.get_mut(hour as usize) else {
                continue;
            };
            debug_assert!(hour >= self.closed as u64);
            if kind < KINDS as u32 {
                let item = (millis as u32) << KIND_BITS | kind;
                self.open.push(hour as usize, item);
            } else if kind == LoadChange::Entry as u32 {
                flows.entries += 1;
            } else {
                flows.requests += 1;
            }
        }
    }

    /// Closes the hours that end by `now`, before which no more changes come.
    pub fn close_before(&mut self, now: Instant) {
        let whole = now.since(self.start).div_euclid(HOUR).max(0) as usize;
        while self.closed < whole.min(self.hours.len()) {
            self.close_hour();
        }
    }

    /// The load of all hours; no more changes come.
    pub fn finish(mut self) -> HoursOfRun {
        while self.closed < self.hours.len() {
            self.close_hour();
        }
        HoursOfRun {
            before: self.hours.drain(..self.before).collect(),
            counted: self.hours,
        }
    }

    /// A change of levels, so many milliseconds into the hour.
    fn shift(&mut self, kind: u32, millis: Millis) {
        for (level, by) in MOVES[kind as usize] {
            if by != 0 {
                self.levels[level].change(millis, by);
            }
        }
    }

    /// Codes that end until `millis` of the hour that begins at `begin` are free.
    fn free_codes(&mut self, begin: Instant, millis: Millis) {
        while let Some(end) = self.code_ends.front()
            && let end = end.since(begin)
            && end <= millis
        {
            self.levels[CODES_TAKEN].change(end, -1);
            self.code_ends.pop_front();
        }
    }

    /// Works out the next hour.
    fn close_hour(&mut self) {
        let begin = self.start.after(self.closed as i64 * HOUR);
        let mut sorted = std::mem::take(&mut self.sorted);
        self.open.take(self.closed, &mut sorted);
        sorted.sort_unstable();
        let mut flows = [0; KINDS];
        for &item in &sorted {
            let millis = i64::from(item >> KIND_BITS);
            let kind = item & ((1 << KIND_BITS) - 1);
            if MOVES[kind as usize][0].0 == CODES_TAKEN {
                self.free_codes(begin, millis);
            }
            flows[kind as usize] += 1;
            self.shift(kind, millis);
            if kind == LoadChange::MessageSent as u32 {
                let end = self.code_effective.end(begin.after(millis));
                self.code_ends.push_back(end);
            }
        }
        self.free_codes(begin, HOUR);
        sorted.clear();
        self.sorted = sorted;
        let flow = |what: LoadChange| flows[what as usize];
        let mut level = |which: usize| self.levels[which].close_hour();
        let hour = &mut self.hours[self.closed];
        *hour = HourLoad {
            submissions: flow(LoadChange::CheckOpens) + flow(LoadChange::NotChecked),
            complete: flow(LoadChange::CheckComplete),
            returned: flow(LoadChange::Returned),
            audits_done: flow(LoadChange::AuditDone),
            messages_sent: flow(LoadChange::MessageSent),
            entries: hour.entries,
            requests: hour.requests,
            open_checks: level(OPEN_CHECKS),
            waiting_messages: level(WAITING_MESSAGES),
            audits_in_hand: level(AUDITS_IN_HAND),
            codes_taken: level(CODES_TAKEN),
        };
        self.closed += 1;
    }
}

/// A level over the part of an hour that has passed.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    now: i64,
    /// The millisecond of the hour since which it is known to last.
    since: Millis,
    integral: i64,
    peak: i64,
}

impl Level {
    /// The level changes. One that lasts no time is no peak: what is queued and sent at one instant did
    /// not wait.
    fn change(&mut self, millis: Millis, by: i64) {
        let lasts = millis - self.since;
        if lasts > 0 {
            self.integral += self.now * lasts;
            self.peak = self.peak.max(self.now);
            self.since = millis;
        }
        self.now += by;
    }

    /// The hour is over, and the next begins.
    fn close_hour(&mut self) -> LevelHour {
        self.change(HOUR, 0);
        let hour = LevelHour {
            time_integral: self.integral.max(0) as u64,
            peak: self.peak as u64,
        };
        (self.since, self.integral, self.peak) = (0, 0, 0);
        hour
    }
}

#[cfg(test)]
mod tests;
