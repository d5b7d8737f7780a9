//! The page of a load test: what waits, what is taken and what is returned as the load grows.

use maud::html;

use super::facts::{card, kept, led, span, table};
use super::frame::{Page, Part, Section, pictures};
use super::method;
use super::run::title;
use crate::datasets::LOAD;
use crate::experiment::{LoadQuantity, LoadStatistic, LoadStep};
use crate::measures::{self, Groups, Measure, Unit};
use crate::scenario::{Loaded, Threshold};
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
    /// What was to hold.
    pub thresholds: &'a [Threshold],
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
            method::section(scenario, &[METHOD, &method::sureness(scenario)]),
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

/// A figure at the usual load, and at the highest.
const CARDS: [(&str, LoadQuantity, LoadStatistic); 4] = [
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
    ("Return rate", LoadQuantity::ReturnRate, LoadStatistic::Mean),
    (
        "Codes taken, most in a province",
        LoadQuantity::PoolTaken,
        LoadStatistic::Max,
    ),
];

impl LoadTest<'_> {
    /// The largest multiple at which every threshold held, and the next one, at which one did not.
    fn limit_within(&self) -> Option<(f64, f64)> {
        let (_, at) = self.limit?;
        let at = at.filter(|at| *at > 0.0)?;
        let mut steps = self.steps.iter().zip(self.kept);
        let next = steps.find(|(step, held)| step.multiple > at && !**held)?;
        Some((at, next.0.multiple))
    }
}

fn outcome(test: &LoadTest<'_>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut found = Vec::new();
    match (test.limit, test.limit_within()) {
        (Some((says, _)), Some((at, _))) => {
            let says = says.strip_prefix("limit: ").unwrap_or(says);
            let sentence = format!("So many times the filings: {says}.");
            let figure = Formatted::alone(multiple(at));
            found.push(card("What the system bears", &figure, &sentence));
        }
        (Some((says, _)), None) => parts.push(html! { p { strong { (says) } } }.into()),
        (None, _) => {}
    }
    if let [first, .., last] = test.steps {
        let usual = test.steps.iter().find(|step| step.multiple == 1.0);
        let usual = usual
            .filter(|usual| usual.multiple < last.multiple)
            .unwrap_or(first);
        found.extend(CARDS.iter().filter_map(|&(label, quantity, statistic)| {
            let at = |step: &LoadStep| {
                let value = step.figure(quantity, statistic)?;
                Some(load_figure(quantity, value))
            };
            let (low, high) = (at(usual)?, at(last)?);
            let [from, to] = [usual, last].map(|step| multiple(step.multiple));
            let sentence = format!("At {to} the filings; {low} at {from}.");
            Some(card(label, &Formatted::alone(high), &sentence))
        }));
        parts.push(led(found.into_iter()).into());
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
        text: "Percentiles over the messages that arrived, averaged over replications; times by magnitude.",
        axis: "Time",
        lines: &percentiles(LoadQuantity::ReceiptToPhone),
    },
    Declared {
        id: "lane-wait",
        title: "Waiting in the gateway's lanes",
        text: "Percentiles over the messages that were sent, averaged over replications; times by magnitude.",
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
const WIDE: f64 = 4.0;

/// Steps further apart than this are not joined: what lies between was not simulated.
const APART: f64 = 2.5;

/// A threshold so many times what is drawn would squeeze it.
const FAR: f64 = 3.0;

/// The measures of thresholds that can be drawn: as which quantity and statistic, and whether of a province.
const DRAWN: [(Measure, LoadQuantity, LoadStatistic, bool); 6] = [
    (
        measures::LANE_WAIT_P99,
        LoadQuantity::LaneWait,
        LoadStatistic::P99,
        false,
    ),
    (
        measures::RECEIPT_TO_PHONE_P50,
        LoadQuantity::ReceiptToPhone,
        LoadStatistic::P50,
        false,
    ),
    (
        measures::RECEIPT_TO_PHONE_P99,
        LoadQuantity::ReceiptToPhone,
        LoadStatistic::P99,
        false,
    ),
    (
        measures::RETURN_RATE,
        LoadQuantity::ReturnRate,
        LoadStatistic::Mean,
        false,
    ),
    (
        measures::CODES_TAKEN_PEAK,
        LoadQuantity::PoolTaken,
        LoadStatistic::Max,
        true,
    ),
    (
        measures::AUDITS_IN_HAND_PEAK,
        LoadQuantity::AuditsInHand,
        LoadStatistic::Max,
        true,
    ),
];

/// What a line may be at most, where a threshold says so: of several provinces' the least.
fn at_most(test: &LoadTest<'_>, (quantity, statistic, _): Line) -> Option<f64> {
    let pool = f64::from(test.loaded.scenario.policy.code_pool);
    let found = test.thresholds.iter().filter_map(|threshold| {
        let nation = threshold.group == Groups::NATION;
        DRAWN.iter().find(|(measure, drawn, of, province)| {
            (measure, *drawn, *of, !*province) == (threshold.measure, quantity, statistic, nation)
        })?;
        let most = threshold.max?;
        Some(if quantity == LoadQuantity::PoolTaken {
            most / pool
        } else {
            most
        })
    });
    found.reduce(f64::min)
}

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
    let values = curves.iter().flat_map(|curve| &curve.points).map(|p| p.y);
    let highest = values.fold(0.0, f64::max);
    let y = match declared.lines.first()?.0 {
        LoadQuantity::LaneWait | LoadQuantity::ReceiptToPhone => Axis::times(declared.axis),
        LoadQuantity::PoolTaken | LoadQuantity::ReturnRate => {
            Axis::of(declared.axis, Unit::Share, highest)
        }
        _ => Axis::plain(declared.axis),
    };
    let name = "Multiple of the filings".to_owned();
    let x = match test.steps {
        [first, .., last] if last.multiple > first.multiple * WIDE => X::Magnitudes { name },
        _ => X::Numbers { name },
    };
    let (mut levels, mut beyond) = (Vec::new(), String::new());
    for line in declared.lines {
        let Some(most) = at_most(test, *line) else {
            continue;
        };
        let (quantity, _, name) = *line;
        let says = format!("{name}: at most {}", load_figure(quantity, most));
        if y.is_of_times() || most <= highest * FAR {
            levels.push((most, says));
        } else {
            beyond += &format!(" The threshold ({says}) lies far above.");
        }
    }
    let within = test.limit_within();
    let limit = |(from, to): (f64, f64)| {
        let from = multiple(from);
        let from = from.trim_end_matches(" ×");
        format!("limit: {from} to {}", multiple(to))
    };
    let any = !curves.is_empty();
    let alike = alike(&curves, (!y.is_of_times()).then_some(highest));
    let plot = Plot::Lines(Lines {
        apart: Some(APART),
        marked: within.map(|within| (within.0, limit(within))),
        levels,
        shaded: within
            .map(|(from, to)| (from, to, String::new()))
            .into_iter()
            .collect(),
        ..Lines::new(x, y, curves)
    });
    let picture = Picture::new(declared.id, declared.title, plot, [LOAD.name]);
    any.then(|| picture.says(format!("{}{alike}{beyond}", declared.text)))
}

/// Points nearer to one another than this share of what is drawn, or of themselves where magnitudes are drawn, cannot be told apart.
const NEAR: f64 = 0.01;

/// Which lines lie on the next one at every step, a sentence; empty where none does.
fn alike(curves: &[Curve], highest: Option<f64>) -> String {
    let near =
        |(a, b): (&Point, &Point)| (a.y - b.y).abs() <= NEAR * highest.unwrap_or(a.y.max(b.y));
    let pairs = curves.windows(2).filter(|pair| {
        let [a, b] = [&pair[0].points, &pair[1].points];
        a.len() == b.len() && a.iter().zip(b).all(near)
    });
    let says = pairs.map(|pair| {
        let [a, b] = [&pair[0].name, &pair[1].name];
        format!(" The lines of {a} and {b} lie on one another.")
    });
    says.collect()
}
