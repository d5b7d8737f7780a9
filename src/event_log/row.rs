//! One row of an event log, before it is written in any form.

use crate::clock::{DAY, Date, HOUR, Instant, MINUTE, SECOND};
use crate::diagnostics::is_formula;
use crate::event_log::sentences::{Told, write_detail};
use crate::rules::FilingNumber;
use crate::scenario::Scenario;
use crate::simulation::Observation;

/// What all rows of a cell share.
#[derive(Clone, Copy, Debug)]
pub(super) struct CellWords {
    /// The replication, from 1.
    pub(super) replication: u32,
    /// The province's code.
    pub(super) province: &'static str,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// The filing's number in its province, from 1.
    pub(super) number: FilingNumber,
    /// The instant at which it happened.
    pub(super) at: Instant,
    /// Who, what, and by which rule.
    pub(super) told: Told,
    /// The filing's type.
    pub(super) kind: &'static str,
    /// Whether the filing is counted.
    pub(super) counted: bool,
    /// The submission.
    pub(super) submission: u32,
    /// Whose mobile or act; empty for nobody's.
    pub(super) leader: &'static str,
    /// Of which carrier; empty where there is no mobile.
    pub(super) carrier: &'static str,
    /// What the activity leaves open.
    pub(super) detail: &'a str,
}

impl<'a> Row<'a> {
    /// The row of an observation; `room` is for its detail.
    pub(super) fn of(scenario: &Scenario, observation: &Observation, room: &'a mut String) -> Self {
        room.clear();
        write_detail(scenario, observation, room);
        if is_formula(room) {
            room.insert(0, '\'');
        }
        Self {
            number: observation.filing + 1,
            at: observation.at,
            told: Told::of(observation),
            kind: observation.kind.name(),
            counted: observation.counted,
            submission: observation.submission,
            leader: observation.leader.map_or("", |leader| leader.name()),
            carrier: observation.carrier.map_or("", |carrier| carrier.name()),
            detail: room,
        }
    }
}

/// Appends a case's name: replication, province, number.
pub(super) fn push_case(words: &CellWords, number: FilingNumber, out: &mut Vec<u8>) {
    out.push(b'r');
    push_count(words.replication.into(), 1, out);
    out.push(b'-');
    out.extend_from_slice(words.province.as_bytes());
    out.push(b'-');
    push_count(number, 6, out);
}

/// Appends a number with at least so many digits.
pub(super) fn push_count(number: u64, at_least: usize, out: &mut Vec<u8>) {
    let (mut digits, mut rest, mut from) = ([b'0'; 20], number, 20);
    while rest > 0 {
        from -= 1;
        digits[from] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend_from_slice(&digits[from.min(20 - at_least)..]);
}

/// Instants as text, `2019-03-18T09:12:40.250+08:00`; the date is worked out once a day.
#[derive(Debug)]
pub(super) struct Stamps {
    day: Date,
    text: Vec<u8>,
    /// Where the time of day begins.
    time: usize,
}

impl Stamps {
    /// Ready for a first instant.
    pub(super) fn new() -> Self {
        let mut stamps = Self {
            day: Date(0),
            text: Vec::new(),
            time: 0,
        };
        stamps.turn_to(Date(0));
        stamps
    }

    fn turn_to(&mut self, day: Date) {
        let date = day.to_string();
        self.day = day;
        self.time = date.len() + 1;
        self.text = format!("{date}T00:00:00.000+08:00").into_bytes();
    }

    /// The text of an instant.
    pub(super) fn of(&mut self, at: Instant) -> &[u8] {
        if at.date() != self.day {
            self.turn_to(at.date());
        }
        let time = (at.time_of_day() % DAY) as u32;
        let [hour, minute, second] = [HOUR, MINUTE, SECOND].map(|unit| unit as u32);
        let from = self.time;
        self.two(from, time / hour);
        self.two(from + 3, time / minute % 60);
        self.two(from + 6, time / second % 60);
        let millis = time % second;
        self.text[from + 9] = b'0' + (millis / 100) as u8;
        self.two(from + 10, millis % 100);
        &self.text
    }

    fn two(&mut self, place: usize, number: u32) {
        self.text[place] = b'0' + (number / 10) as u8;
        self.text[place + 1] = b'0' + (number % 10) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_have_milliseconds_and_beijings_offset() {
        let mut stamps = Stamps::new();
        for text in [
            "2019-03-18T09:12:40.250",
            "2019-03-18T23:59:59.999",
            "2019-03-19T00:00:00.000",
            "1969-12-31T23:00:01.007",
        ] {
            let at = Instant::parse(text).unwrap();
            assert_eq!(stamps.of(at), format!("{text}+08:00").as_bytes());
        }
    }

    #[test]
    fn cases_are_named_by_replication_province_and_number() {
        let words = CellWords {
            replication: 12,
            province: "gd",
        };
        let case = |number| {
            let mut out = Vec::new();
            push_case(&words, number, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(case(209), "r12-gd-000209");
        assert_eq!(case(1_234_567), "r12-gd-1234567");
        assert_eq!(case(2_000_000_001), "r12-gd-2000000001");
        assert_eq!(case(u64::MAX), "r12-gd-18446744073709551615");
    }
}
