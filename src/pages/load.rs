//! The page of a load test: what waits, what is taken and what is returned as the load grows.

use maud::html;

use super::facts::{card, cards, kept, span, table};
use super::frame::{Page, Part, Section, pictures};
use super::method;
use super::run::title;
use crate::datasets::LOAD;
use crate::experiment::{LoadQuantity, LoadStatistic, LoadStep};
use crate::measures::Unit;
use crate::scenario::Loaded;
use crate::views::format::{multiple, plain};
use crate::views::words::load_figure;
use crate::views::{Axis, Curve, Formatted, Hover, Lines, Picture, Plot, Point, X, assumptions};

/// What a load test was asked and found.
pub struct LoadTest<'a> {
    /// The scenario whose filings were multiplied.
    pub loaded: &'a Loaded,
    /// How a multiple is spread over the run, in the command's word.
    pub profile: &'a str,
    /// The steps, the smallest multiple first.
    pub steps: &'a [LoadStep],
    /// At which of the steps every threshold held, by their places.
    pub kept: &'a [bool],
    /// What the search for the limit said, and the largest multiple that it found to hold.
    pub limit: Option<(&'a str, Option<f64>)>,
}

/// The page of a load test, as HTML.
pub fn load(test: &LoadTest<'_>) -> String {
    let scenario = &test.loaded.scenario;
    let section = |id, title, of: &[Declared]| {
        let found = of.iter().filter_map(|declared| picture(test, declared));
        Section::new(id, title, pictures(found, "There is nothing to measure."))
    };
    let page = Page {
        title: format!("Load test: {}", title(scenario)),
        subtitle: format!("Load test of {}", plain(&scenario.name)),
        rests: assumptions(scenario),
        sections: vec![
            Section::new("asked", "What was asked?", [asked(test)]),
            Section::new("outcome", "What came out?", outcome(test)),
            section("latency", "How long messages take", &LATENCY),
            section("resources", "What is taken", &RESOURCES),
            section("returns", "What comes of it", &RETURNS),
            method::section(scenario, &[METHOD]),
            method::scenarios(&[test.loaded]),
        ],
    };
    page.html()
}

const METHOD: &str = "Each multiple is a run of its own with that many times the filings a day; all meet \
                      common random numbers. Percentiles are those of the replications, averaged; what \
                      the percentiles of levels and rates are over is said in the description of \
                      load.csv. A page's acts are entries and requests for a resend.";

fn asked(test: &LoadTest<'_>) -> Part {
    let spread = match test.profile {
        "step" => "from the middle of the counted time on",
        "spike" => "on one working day in the middle of the counted time",
        "ramp" => "rising day by day over the counted time",
        _ => "all of the time",
    };
    let multiples: Vec<String> = test.steps.iter().map(|s| multiple(s.multiple)).collect();
    let text = html! {
        p { (span(&test.loaded.scenario)) }
        p { "The filings were multiplied " (spread) ": " (multiples.join(", ")) "." }
    };
    text.into()
}

/// A figure at the lowest and the highest load.
const CARDS: [(&str, LoadQuantity, LoadStatistic); 5] = [
    ("Return rate", LoadQuantity::ReturnRate, LoadStatistic::Mean),
    (
        "Receipt to phone, 99 %",
        LoadQuantity::ReceiptToPhone,
        LoadStatistic::P99,
    ),
    (
        "Wait in a lane, 99 %",
        LoadQuantity::LaneWait,
        LoadStatistic::P99,
    ),
    (
        "Codes taken, most in a province",
        LoadQuantity::PoolTaken,
        LoadStatistic::Max,
    ),
    (
        "Busiest page, acts a second",
        LoadQuantity::BusiestPage,
        LoadStatistic::Max,
    ),
];

fn outcome(test: &LoadTest<'_>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    if let Some((says, _)) = test.limit {
        parts.push(html! { p { strong { (says) } } }.into());
    }
    if let [first, .., last] = test.steps {
        let found = CARDS.iter().filter_map(|&(label, quantity, statistic)| {
            let at = |step: &LoadStep| {
                let value = step.figure(quantity, statistic)?;
                Some(load_figure(quantity, value))
            };
            let (low, high) = (at(first)?, at(last)?);
            let [from, to] = [first, last].map(|step| multiple(step.multiple));
            let sentence = format!("At {to} the filings; {low} at {from}.");
            Some(card(label, &Formatted::alone(high), &sentence))
        });
        parts.push(cards(found).into());
    }
    let rows = test.steps.iter().zip(test.kept);
    let rows = rows.map(|(step, held)| vec![html! { (multiple(step.multiple)) }, kept(*held)]);
    let caption = "Thresholds, step by step";
    parts.push(table(caption, ["filings", "thresholds"], rows).into());
    parts
}

/// A picture: its name in links, its title and words, the axis's words, and its lines.
struct Declared {
    id: &'static str,
    title: &'static str,
    text: &'static str,
    axis: &'static str,
    lines: &'static [Line],
}

/// A line: the quantity, the statistic, and its name.
type Line = (LoadQuantity, LoadStatistic, &'static str);

const fn percentiles(quantity: LoadQuantity) -> [Line; 4] {
    [
        (quantity, LoadStatistic::P50, "50 %"),
        (quantity, LoadStatistic::P90, "90 %"),
        (quantity, LoadStatistic::P99, "99 %"),
        (quantity, LoadStatistic::P999, "99.9 %"),
    ]
}

const fn of_hours(quantity: LoadQuantity, most: &'static str) -> [Line; 3] {
    [
        (quantity, LoadStatistic::P50, "50 %"),
        (quantity, LoadStatistic::P99, "99 %"),
        (quantity, LoadStatistic::Max, most),
    ]
}

const LATENCY: [Declared; 2] = [
    Declared {
        id: "receipt-to-phone",
        title: "From receipt of a submission to the code on the phone",
        text: "Percentiles over the messages that arrived, averaged over replications.",
        axis: "Time",
        lines: &percentiles(LoadQuantity::ReceiptToPhone),
    },
    Declared {
        id: "lane-wait",
        title: "Waiting in the gateway's lanes",
        text: "Percentiles over the messages that were sent, averaged over replications.",
        axis: "Time",
        lines: &percentiles(LoadQuantity::LaneWait),
    },
];

const RESOURCES: [Declared; 3] = [
    Declared {
        id: "codes",
        title: "Codes taken, of a province's pool (R11)",
        text: "In the hours of the province that takes most; the pool has a code for each number of six digits, \
               and none is repeated while it is effective.",
        axis: "Codes taken",
        lines: &of_hours(LoadQuantity::PoolTaken, "most"),
    },
    Declared {
        id: "page",
        title: "Acts a second at the busiest page",
        text: "Entries and requests for a resend at the page of the province with most, by hours.",
        axis: "Acts a second",
        lines: &of_hours(LoadQuantity::BusiestPage, "busiest hour"),
    },
    Declared {
        id: "audits",
        title: "Audits in hand",
        text: "Filings in audit, in the hours of the province with most of them.",
        axis: "Audits in hand",
        lines: &of_hours(LoadQuantity::AuditsInHand, "most"),
    },
];

const RETURNS: [Declared; 2] = [
    Declared {
        id: "return-rate",
        title: "Return rate against the load",
        text: "Share of checked submissions that are returned.",
        axis: "Returned",
        lines: &[(LoadQuantity::ReturnRate, LoadStatistic::Mean, "return rate")],
    },
    Declared {
        id: "flow",
        title: "Submissions offered and checks completed",
        text: "Means over the counted hours.",
        axis: "An hour",
        lines: &[
            (LoadQuantity::Submissions, LoadStatistic::Mean, "offered"),
            (
                LoadQuantity::ChecksComplete,
                LoadStatistic::Mean,
                "completed",
            ),
        ],
    },
];

/// Multiples further apart than this are drawn by magnitude.
const WIDE: f64 = 8.0;

/// A picture of the steps; `None` where there is nothing to measure.
fn picture(test: &LoadTest<'_>, declared: &Declared) -> Option<Picture> {
    let curves = declared.lines.iter().map(|&(quantity, statistic, name)| {
        let points = test.steps.iter().filter_map(|step| {
            let y = step.figure(quantity, statistic)?;
            let heading = format!("{} the filings", multiple(step.multiple));
            Some(Point {
                x: step.multiple,
                y,
                interval: None,
                hover: Hover::new(heading).line(format!("{name}: {}", load_figure(quantity, y))),
            })
        });
        let points: Vec<Point> = points.collect();
        let name = name.to_owned();
        Curve { name, points }
    });
    let curves: Vec<Curve> = curves.filter(|curve| !curve.points.is_empty()).collect();
    let unit = match declared.lines.first()?.0 {
        LoadQuantity::LaneWait | LoadQuantity::ReceiptToPhone => Unit::Seconds,
        LoadQuantity::PoolTaken | LoadQuantity::ReturnRate => Unit::Share,
        _ => Unit::Number,
    };
    let values = curves.iter().flat_map(|curve| &curve.points).map(|p| p.y);
    let y = Axis::of(declared.axis, unit, values.fold(0.0, f64::max));
    let name = "Multiple of the filings".to_owned();
    let x = match test.steps {
        [first, .., last] if last.multiple > first.multiple * WIDE => X::Magnitudes { name },
        _ => X::Numbers { name },
    };
    let limit = test.limit.and_then(|(_, at)| at).filter(|at| *at > 0.0);
    let any = !curves.is_empty();
    let plot = Plot::Lines(Lines {
        x,
        y,
        curves,
        joined: true,
        band: false,
        marked: limit.map(|at| (at, format!("limit {}", multiple(at)))),
        shaded: Vec::new(),
    });
    let picture = Picture::new(declared.id, declared.title, plot, [LOAD.name]);
    any.then(|| picture.says(declared.text))
}
