//! Tables that stand in lists or by name, and data files of filings.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::data::read_arrivals;
use super::super::fields::declared::Declared;
use super::super::fields::tables::{
    CALENDAR, CalendarDraft, OUTAGE, SEGMENT, SURGE, THRESHOLD, ThresholdDraft,
};
use super::super::fields::{DAYS, Kind};
use super::super::model::{
    Calendars, FileArrival, Holidays, Outage, OutageOf, Run, Segment, Surge, Threshold,
};
use super::super::tree::{Node, join};
use super::Reader;
use crate::clock::{Calendar, DAY, Instant, Millis};
use crate::measures::Groups;
use crate::rules::Province;

/// The calendars that there always are, in the order of their ids.
const OWN_CALENDARS: [&str; 3] = ["always", "waking", "working"];

/// The same before a scenario says when they are open.
pub(super) fn own_calendars() -> Calendars {
    let always = Arc::new(Calendar::always());
    let named = |name: &str| (name.to_owned(), Arc::clone(&always));
    Calendars {
        all: OWN_CALENDARS.map(named).to_vec(),
    }
}

/// As many as there are ids.
const MAXIMUM_CALENDARS: usize = u8::MAX as usize;

/// Fields from which others are judged.
const START: &str = "run.start";
const LENGTH: &str = "run.length";

/// An end of a time that is not given: no fault follows from it.
const OPEN: (Instant, Instant) = (Instant(i64::MIN), Instant(i64::MAX));

impl Reader {
    /// The tables of a list, each checked as a whole; the check is told whether all of it is known.
    pub(super) fn tables<T: Clone>(
        &mut self,
        node: &Node,
        field: &str,
        parts: &[Declared<T>],
        start: &T,
        check: impl Fn(&mut Self, &Node, &T, bool),
    ) -> Vec<T> {
        let tables = self.list(node, field);
        let read = |table| {
            let before = self.found;
            let read = self.whole(table, field, parts, start.clone());
            let known = self.found == before;
            check(self, table, &read, known);
            read
        };
        tables.iter().map(read).collect()
    }

    /// `from` and `to` of a surge or an outage, which may count from the start.
    fn in_order(&mut self, node: &Node, field: &str, (from, to): (Instant, Instant), known: bool) {
        if to <= from && known && !self.at_fault(START) {
            let message = format!("ends at {to}, not after its begin at {from}");
            self.fault(node, field, message);
        }
    }

    pub(in crate::scenario) fn surges(&mut self, node: &Node, field: &str, _: Kind) -> Vec<Surge> {
        let start = Surge {
            from: OPEN.0,
            to: OPEN.1,
            factor: 1.0,
            provinces: [true; Province::COUNT],
        };
        self.tables(node, field, SURGE, &start, |reader, node, surge, known| {
            reader.in_order(node, field, (surge.from, surge.to), known);
        })
    }

    pub(in crate::scenario) fn outages(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> Vec<Outage> {
        let start = Outage {
            what: OutageOf::Page,
            from: OPEN.0,
            to: OPEN.1,
            provinces: [true; Province::COUNT],
        };
        self.tables(
            node,
            field,
            OUTAGE,
            &start,
            |reader, node, outage, known| {
                reader.in_order(node, field, (outage.from, outage.to), known);
            },
        )
    }

    pub(in crate::scenario) fn thresholds(&mut self, node: &Node, field: &str) -> Vec<Threshold> {
        let start = ThresholdDraft {
            measure: None,
            group: Some(Groups::NATION),
            minimum: None,
            maximum: None,
        };
        let read = self.tables(node, field, THRESHOLD, &start, |reader, node, _, _| {
            if ["min", "max"].iter().all(|end| node.field(end).is_none()) {
                reader.fault(node, field, "a threshold has a max or a min");
            }
        });
        let known = read.into_iter().filter_map(|read| {
            Some(Threshold {
                measure: read.measure?,
                group: read.group?,
                min: read.minimum,
                max: read.maximum,
            })
        });
        known.collect()
    }

    /// The names and shares of the segments; one of everybody where there are none.
    pub(in crate::scenario) fn segments(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> Vec<Segment> {
        let mut names = HashSet::new();
        let mut segments = Vec::new();
        for table in self.list(node, field) {
            let mut segment = Segment {
                name: String::new(),
                share: 0.0,
            };
            self.parts(table, field, SEGMENT, &mut segment);
            let name = SEGMENT[0].part.name;
            if let Some(at) = table.field(name).filter(|at| at.value.is_text()) {
                let own = &segment.name;
                let message = if own.trim().is_empty() {
                    Some(format!("\"{own}\" is no name"))
                } else if !names.insert(own.clone()) {
                    Some(format!("a second segment \"{own}\""))
                } else {
                    None
                };
                if let Some(message) = message {
                    self.fault(at, &join(field, name), message);
                }
            }
            segments.push(segment);
        }
        if segments.is_empty() {
            return super::super::draft::General::default().segments;
        }
        let shares: Vec<f64> = segments.iter().map(|segment| segment.share).collect();
        let known = !self.at_fault(&join(field, SEGMENT[1].part.name));
        self.cumulative(node, field, &shares, known);
        segments
    }

    /// The filings of a file by province; `None` where it is at fault.
    pub(in crate::scenario) fn arrivals_file(
        &mut self,
        node: &Node,
        field: &str,
        run: &Run,
    ) -> Option<Vec<Vec<FileArrival>>> {
        let file = self.text(node, field, Kind::File);
        if !node.value.is_text() {
            return None;
        }
        let run = (!self.at_fault(START) && !self.at_fault(LENGTH)).then_some(run);
        match read_arrivals(&self.given, &self.beside(node, &file), run) {
            Ok((filings, read)) => {
                self.files.push(read);
                Some(filings)
            }
            Err(faults) => {
                self.wrong.insert(field.to_owned());
                self.faults.extend(faults.map(|fault| match fault.place {
                    None => fault.of_field(field),
                    Some(_) => fault,
                }));
                None
            }
        }
    }

    /// The calendars by name, after those that there always are.
    pub(in crate::scenario) fn calendars(
        &mut self,
        node: &Node,
        field: &str,
        holidays: &Holidays,
    ) -> Calendars {
        let mut names = OWN_CALENDARS.map(str::to_owned).to_vec();
        let own = node.fields().map(|(name, _)| name.clone());
        names.extend(own.filter(|name| !OWN_CALENDARS.contains(&name.as_str())));
        if names.len() > MAXIMUM_CALENDARS {
            let message = format!("at most {MAXIMUM_CALENDARS} calendars, those built in included");
            self.fault(node, field, message);
            names.truncate(MAXIMUM_CALENDARS);
        }
        let mut all = Vec::new();
        for (place, name) in names.into_iter().enumerate() {
            let path = join(field, &name);
            let calendar = match (place, node.field(&name)) {
                (0, None) => Calendar::always(),
                (0, Some(table)) => {
                    let message = "always is all of the time and cannot be changed";
                    self.fault(table, &path, message);
                    Calendar::always()
                }
                (_, None) => {
                    self.fault(node, &path, "missing");
                    Calendar::always()
                }
                (_, Some(table)) => self.calendar(table, &path, holidays),
            };
            all.push((name, Arc::new(calendar)));
        }
        self.calendars.all = all;
        self.calendars.clone()
    }

    fn calendar(&mut self, node: &Node, field: &str, holidays: &Holidays) -> Calendar {
        let before = self.found;
        let mut read = self.whole(node, field, CALENDAR, CalendarDraft::default());
        if self.found > before {
            return Calendar::always();
        }
        for (hours, open) in read.hours.iter_mut().zip(read.days.unwrap_or([true; 7])) {
            if !open {
                hours.clear();
            }
        }
        let none = Holidays::default();
        let known = if read.holidays { holidays } else { &none };
        Calendar::new(read.hours, &known.closed, &known.extra_workdays).unwrap_or_else(|_| {
            let message = "is never open: what is measured in it would never end";
            self.fault(node, field, message);
            Calendar::always()
        })
    }

    /// Opening hours of a day, in order.
    pub(in crate::scenario) fn hours(&mut self, node: &Node, field: &str) -> Vec<(Millis, Millis)> {
        let mut hours: Vec<(Millis, Millis)> = Vec::new();
        for pair in self.list(node, field) {
            let [from, to] = self.list(pair, field) else {
                let message = "opening hours are a list of [\"from\", \"to\"]";
                self.fault(pair, field, message);
                continue;
            };
            let before = self.found;
            let from = self.time_of_day(from, field, DAY);
            let to = self.time_of_day(to, field, DAY);
            if self.found > before {
                continue;
            }
            let earlier = hours.last().map_or(0, |&(_, to)| to);
            if from < earlier || to <= from {
                let message = "opening hours must be in order and not overlap";
                self.fault(pair, field, message);
            }
            hours.push((from, to));
        }
        hours
    }

    /// Which days of the week a list names.
    pub(in crate::scenario) fn days(&mut self, node: &Node, field: &str) -> [bool; 7] {
        let mut days = [false; 7];
        for node in self.list(node, field) {
            let day = self.text(node, field, Kind::Words(DAYS));
            match DAYS.iter().position(|known| *known == day) {
                Some(place) => days[place] = true,
                None if !node.value.is_text() => {}
                None => {
                    let message = format!("\"{day}\" is none of {}", DAYS.join(", "));
                    self.fault(node, field, message);
                }
            }
        }
        days
    }
}
