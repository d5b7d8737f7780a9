//! Fields of a scenario as a whole: the run, calendars, arrivals, segments, outages, thresholds.

use super::declared::{
    Declared, Value, count, custom, declared, duration_or_zero, duration_up_to, factors,
    long_count, number, text,
};
use super::kind::Kind;
use crate::clock::DAY;
use crate::measures::Level;
use crate::scenario::draft::General;
use crate::scenario::model::{PoissonArrivals, Run};
use crate::scenario::reader::Reader;

pub(in crate::scenario) const WORDS: &[Declared<General>] = declared!(General {
    "title" => title: text(), "What the scenario is called in results";
    "description" => description: text(), "What it is for";
    "based_on" => based_on: Value::new(Kind::File, Reader::text).optional(),
        "A scenario beside this file from which everything comes that is left out here";
});

pub(in crate::scenario) const HOLIDAYS: &[Declared<General>] = &[
    custom(
        "holidays",
        Kind::Holidays,
        false,
        "Dates on which a calendar with `holidays = true` is closed; \"china\": China's official holidays of 2016 to 2026, and the weekend days worked in return",
        |reader, node, path, general| general.holidays = reader.holidays(node, path),
    ),
    custom(
        "extra_workdays",
        Kind::Dates,
        false,
        "Weekend days worked in return for holidays; beside \"china\", further ones",
        |reader, node, path, general| {
            reader.extra_workdays(node, path, &mut general.holidays);
        },
    ),
];

pub(in crate::scenario) const START: &[Declared<Run>] = &[custom(
    "start",
    Kind::Date,
    true,
    "The first day; the clock starts at 00:00 Beijing time",
    |reader, node, path, run| {
        run.start = reader.date(node, path);
        reader.start = run.start.start();
    },
)];

pub(in crate::scenario) const LENGTH: &[Declared<Run>] = declared!(Run {
    "length" => length: duration_up_to(36_525 * DAY), "For how long filings arrive; at most a century";
});

pub(in crate::scenario) const WARM_UP: &[Declared<Run>] = &[custom(
    "warm_up",
    duration_or_zero().kind,
    true,
    "Filings that arrive earlier after the start are simulated and not counted",
    |reader, node, path, run| {
        run.warm_up = reader.duration(node, path, Kind::DurationOrZero);
        if run.warm_up >= run.length && ![path, "run.length"].iter().any(|of| reader.at_fault(of)) {
            reader.fault(node, path, "leaves nothing of run.length to be counted");
        }
    },
)];

pub(in crate::scenario) const CHANCE: &[Declared<Run>] = declared!(Run {
    "seed" => seed: long_count("number"), "The seed of all chance";
    "replications" => replications: count(1, 100_000, "replications"), "How many independent repetitions";
    "level" => level: level().optional(), "The confidence level of intervals; 0.95 where left out";
});

const fn level() -> Value<Level> {
    let kind = Kind::Number {
        minimum: Level::MINIMUM,
        maximum: Level::MAXIMUM,
        unit: "share",
    };
    Value::new(kind, |reader, node, path, kind| {
        Level::new(reader.number(node, path, kind)).unwrap_or_default()
    })
}

pub(in crate::scenario) const CALENDARS: &[Declared<General>] = &[custom(
    "calendars",
    Kind::Calendars,
    true,
    "Opening hours by calendar; there is always one named `always`",
    |reader, node, path, general| {
        general.calendars = reader.calendars(node, path, &general.holidays);
    },
)];

pub(in crate::scenario) const RATES: &[Declared<PoissonArrivals>] = declared!(PoissonArrivals {
    "filings_per_day" => filings_per_day: number(0.001, 100_000_000.0, "filings a day"),
        "Filings a day over all provinces, the average of a week without surges";
    "weekday_factor" => weekday_factor: factors::<7>(), "Relative rate of each weekday, Monday first";
    "hour_factor" => hour_factor: factors::<24>(), "Relative rate of each hour of the day";
});

pub(in crate::scenario) const ARRIVALS_FILE: &[Declared<General>] = &[custom(
    "file",
    Kind::File,
    false,
    "A CSV file with the header time,province,type, in place of the rates",
    |reader, node, path, general| {
        general.filings = reader.arrivals_file(node, path, &general.run);
    },
)];

pub(in crate::scenario) const SHARES: &[Declared<PoissonArrivals>] = declared!(PoissonArrivals {
    "province_share" => province_share: Value::new(Kind::ProvinceShares, Reader::province_shares),
        "Share of the filings of each province; sums to 1";
    "surges" => surges: Value::new(Kind::Surges, Reader::surges).optional(),
        "Times of more (or fewer) filings, which adds filings or drops some and leaves the others as they are; factors of overlapping ones multiply";
});

pub(in crate::scenario) const SEGMENTS: &[Declared<General>] = declared!(General {
    "segments" => segments: Value::new(Kind::Segments, Reader::segments).optional(),
        "Population segments: a name, a share, and any fields of filings, carriers, handsets, people, resubmission that differ";
});

pub(in crate::scenario) const OUTAGES: &[Declared<General>] = declared!(General {
    "outages" => outages: Value::new(Kind::Outages, Reader::outages).optional(), "What is out of service, and when";
});

pub(in crate::scenario) const THRESHOLDS: &[Declared<General>] = &[custom(
    "thresholds",
    Kind::Thresholds,
    false,
    "What a measure of a group may be; run and compare exit with 1 where one is crossed",
    |reader, node, path, general| {
        reader.groups = Some(general.groups());
        general.thresholds = reader.thresholds(node, path);
    },
)];

pub(in crate::scenario) const UNCERTAIN: &[Declared<General>] = declared!(General {
    "uncertain" => uncertain: Value::new(Kind::Uncertain, Reader::uncertain).optional(),
        "What nobody knows: fields, what is believed of each, and where that comes from; the first is the main one. --ensemble draws them, calibrate holds them against data, anything else ignores them";
});
