//! Tables that stand in lists, or by name: calendars, surges, segments, outages, thresholds.

use super::declared::{Declared, Value, custom, declared, instant, number, share, text};
use super::kind::{DAYS, Kind, MAXIMUM_FACTOR};
use crate::clock::Week;
use crate::measures::Measure;
use crate::rules::{Carrier, Province};
use crate::scenario::model::{Outage, OutageOf, Segment, Surge};
use crate::scenario::reader::Reader;

/// A calendar as it is written.
#[derive(Clone, Default)]
pub(in crate::scenario) struct CalendarDraft {
    /// Opening hours of an open day.
    pub hours: Week,
    /// Whether each weekday is open.
    pub days: Option<[bool; 7]>,
    /// Whether it knows holidays.
    pub holidays: bool,
}

pub(in crate::scenario) const CALENDAR: &[Declared<CalendarDraft>] = &[
    custom(
        "hours",
        Kind::Hours,
        true,
        "Opening hours, in order, each [\"from\", \"to\"]",
        |reader, node, path, calendar: &mut CalendarDraft| {
            let hours = reader.hours(node, path);
            calendar.hours = std::array::from_fn(|_| hours.clone());
        },
    ),
    custom(
        "days",
        Kind::Words(DAYS),
        false,
        "Days of the week on which it opens; every day where left out",
        |reader, node, path, calendar| calendar.days = Some(reader.days(node, path)),
    ),
    custom(
        "holidays",
        Kind::Flag,
        false,
        "Whether holidays close it and extra workdays open it; no where left out",
        |reader, node, path, calendar| calendar.holidays = reader.flag(node, path, Kind::Flag),
    ),
];

const fn provinces() -> Value<[bool; Province::COUNT]> {
    Value::new(Kind::Provinces, Reader::provinces).optional()
}

pub(in crate::scenario) const SURGE: &[Declared<Surge>] = declared!(Surge {
    "from" => from: instant(), "First instant";
    "to" => to: instant(), "First instant after";
    "factor" => factor: number(0.0, MAXIMUM_FACTOR, "factor"), "What the rate is multiplied with: above 1 adds filings, below 1 drops some at random";
    "provinces" => provinces: provinces(), "Where; all provinces where left out";
});

pub(in crate::scenario) const SEGMENT: &[Declared<Segment>] = declared!(Segment {
    "name" => name: text(), "Its name in results";
    "share" => share: share(), "Its share of filings; all segments sum to 1";
});

const fn outage_of() -> Value<OutageOf> {
    let kind = Kind::Choice(&["telecom", "unicom", "mobile", "mvno", "gateway", "page"]);
    Value::new(kind, |reader, node, path, kind| {
        match reader.choice(node, path, kind).as_str() {
            "gateway" => OutageOf::Gateway,
            name => Carrier::from_name(name).map_or(OutageOf::Page, OutageOf::Carrier),
        }
    })
}

pub(in crate::scenario) const OUTAGE: &[Declared<Outage>] = declared!(Outage {
    "what" => what: outage_of(), "A carrier (its messages are lost), the gateway (messages are held back), or the page (visits fail)";
    "from" => from: instant(), "First instant";
    "to" => to: instant(), "First instant after";
    "provinces" => provinces: provinces(), "Where; all provinces where left out";
});

/// A threshold whose names may be unknown.
#[derive(Clone)]
pub(in crate::scenario) struct ThresholdDraft {
    /// The measure.
    pub measure: Option<&'static Measure>,
    /// The group's place.
    pub group: Option<usize>,
    /// The least that it may be.
    pub minimum: Option<f64>,
    /// The most that it may be.
    pub maximum: Option<f64>,
}

const fn bound() -> Value<Option<f64>> {
    let kind = Kind::Number {
        minimum: f64::MIN,
        maximum: f64::MAX,
        unit: "the measure's",
    };
    Value::new(kind, |reader, node, path, _| {
        reader.any_number(node, path, "a number")
    })
    .optional()
}

pub(in crate::scenario) const THRESHOLD: &[Declared<ThresholdDraft>] = declared!(ThresholdDraft {
    "measure" => measure: Value::new(Kind::Measure, Reader::measure), "The measure";
    "group" => group: Value::new(Kind::Text, Reader::group).optional(),
        "A province's code, a filing type, a carrier or a segment; the nation where left out";
    "min" => minimum: bound(), "The least that it may be";
    "max" => maximum: bound(), "The most that it may be";
});
