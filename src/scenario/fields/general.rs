//! Fields of a scenario as a whole: the run, calendars, arrivals, segments, outages, thresholds.

use super::{Field, Kind, Where, field};
use crate::clock::DAY;

pub(super) const FIELDS: &[Field] = &[
    field(
        "title",
        Kind::Text,
        Where::General,
        "What the scenario is called in results",
    ),
    field("description", Kind::Text, Where::General, "What it is for"),
    field(
        "based_on",
        Kind::File,
        Where::General,
        "A scenario beside this file from which everything comes that is left out here",
    ),
    field(
        "holidays",
        Kind::Dates,
        Where::General,
        "Dates on which a calendar with `holidays = true` is closed",
    ),
    field(
        "extra_workdays",
        Kind::Dates,
        Where::General,
        "Weekend days worked in return for holidays",
    ),
    field(
        "run.start",
        Kind::Date,
        Where::General,
        "The first day; the clock starts at 00:00 Beijing time",
    ),
    field(
        "run.length",
        Kind::Duration { most: 36_525 * DAY },
        Where::General,
        "For how long filings arrive; at most a century",
    ),
    field(
        "run.warm_up",
        Kind::DurationOrZero,
        Where::General,
        "Filings that arrive earlier after the start are simulated and not counted",
    ),
    field(
        "run.seed",
        Kind::Count {
            least: 0,
            most: u64::MAX >> 1,
            unit: "number",
        },
        Where::General,
        "The seed of all chance",
    ),
    field(
        "run.replications",
        Kind::Count {
            least: 1,
            most: 100_000,
            unit: "replications",
        },
        Where::General,
        "How many independent repetitions",
    ),
    field(
        "calendars",
        Kind::Calendars,
        Where::General,
        "Opening hours by calendar; there is always one named `always`",
    ),
    field(
        "arrivals.filings_per_day",
        Kind::Number {
            least: 0.001,
            most: 100_000_000.0,
            unit: "filings a day",
        },
        Where::General,
        "Filings a day over all provinces, the average of a week without surges",
    ),
    field(
        "arrivals.weekday_factor",
        Kind::Factors(7),
        Where::General,
        "Relative rate of each weekday, Monday first",
    ),
    field(
        "arrivals.hour_factor",
        Kind::Factors(24),
        Where::General,
        "Relative rate of each hour of the day",
    ),
    field(
        "arrivals.file",
        Kind::File,
        Where::General,
        "A CSV file with the header time,province,type, in place of the rates",
    ),
    field(
        "arrivals.province_share",
        Kind::ProvinceShares,
        Where::General,
        "Share of the filings of each province; sums to 1",
    ),
    field(
        "arrivals.surges",
        Kind::Surges,
        Where::General,
        "Times of more (or fewer) filings; factors of overlapping ones multiply",
    ),
    field(
        "segments",
        Kind::Segments,
        Where::General,
        "Population segments: a name, a share, and any fields of filings, carriers, handsets, people, resubmission that differ",
    ),
    field(
        "outages",
        Kind::Outages,
        Where::General,
        "What is out of service, and when",
    ),
    field(
        "thresholds",
        Kind::Thresholds,
        Where::General,
        "What a measure of a group may be; run and compare exit with 1 where one is crossed",
    ),
];
