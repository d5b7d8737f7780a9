//! The page of a load test: what waits, what is taken and what is returned as the load grows.

use maud::html;

use super::chart::Chart;
use super::facts::{card, span};
use super::frame::{Page, Part, Section, absent};
use super::lines::{Across, Line, Marked, Point, lines_narrow, lines_option, times_drawn_as};
use super::method;
use super::run::title;
use crate::datasets::format::{duration, number, plain};
use crate::experiment::LoadStep;
use crate::scenario::Loaded;

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
    let page = Page {
        title: format!("Load test: {}", title(scenario)),
        subtitle: format!("Load test of {}", plain(&scenario.name)),
        sections: vec![
            asked(test),
            outcome(test),
            pictures("latency", "How long messages take", test, &LATENCY),
            pictures("resources", "What is taken", test, &RESOURCES),
            pictures("returns", "What comes of it", test, &RETURNS),
            method::section(scenario, &[METHOD]),
            method::scenarios(&[test.loaded]),
        ],
    };
    page.html()
}

const METHOD: &str = "Each multiple is a run of its own with that many times the filings a day; all draw \
                      on the same luck. Percentiles are those of the replications, averaged; what the \
                      percentiles of levels and rates are over is said in the description of load.csv. \
                      A page's acts are entries and requests for a resend.";

fn asked(test: &LoadTest<'_>) -> Section {
    let spread = match test.profile {
        "step" => "from the middle of the counted time on",
        "spike" => "on one working day in the middle of the counted time",
        "ramp" => "rising day by day over the counted time",
        _ => "all of the time",
    };
    let multiples: Vec<String> = test.steps.iter().map(|s| times(s.multiple)).collect();
    let text = html! {
        p { (span(&test.loaded.scenario)) }
        p { "The filings were multiplied " (spread) ": " (multiples.join(", ")) "." }
    };
    Section {
        id: "asked",
        title: "What was asked?",
        parts: vec![text.into()],
    }
}

/// A multiple, without needless zeros.
fn times(multiple: f64) -> String {
    let text = format!("{multiple:.3}");
    format!("{} ×", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A figure at the lowest and the highest load.
const CARDS: [(&str, &str, &str, &str); 5] = [
    ("Return rate", "return_rate", "mean", "share"),
    (
        "Receipt to phone, 99 %",
        "receipt_to_phone",
        "p99",
        "seconds",
    ),
    ("Wait in a lane, 99 %", "lane_wait", "p99", "seconds"),
    (
        "Codes taken, most in a province",
        "codes_taken",
        "max",
        "share_of_pool",
    ),
    (
        "Busiest page, acts a second",
        "busiest_page",
        "max",
        "acts_per_second",
    ),
];

fn outcome(test: &LoadTest<'_>) -> Section {
    let mut parts: Vec<Part> = Vec::new();
    if let Some((says, _)) = test.limit {
        parts.push(html! { p { strong { (says) } } }.into());
    }
    if let [first, .., last] = test.steps {
        let cards = CARDS
            .iter()
            .filter_map(|&(label, quantity, statistic, unit)| {
                let at = |step: &LoadStep| step.figure(quantity, statistic, unit);
                let (low, high) = (shown(unit, at(first)?), shown(unit, at(last)?));
                let sentence = format!(
                    "At {} the filings; {low} at {}.",
                    times(last.multiple),
                    times(first.multiple)
                );
                Some(card(label, &high, "", &sentence))
            });
        parts.push(html! { ul.facts { @for card in cards { (card) } } }.into());
    }
    let kept = test.steps.iter().zip(test.kept);
    let table = html! {
        div.table { table {
            caption { "Thresholds, step by step" }
            thead { tr { th { "filings" } th { "thresholds" } } }
            tbody { @for (step, kept) in kept { tr {
                td { (times(step.multiple)) }
                td { @if *kept { "kept" } @else { strong { "crossed" } } }
            } } }
        } }
    };
    parts.push(table.into());
    Section {
        id: "outcome",
        title: "What came out?",
        parts,
    }
}

fn shown(unit: &str, value: f64) -> String {
    match unit {
        "share" | "share_of_pool" => format!("{} %", number(value * 100.0, 2)),
        "seconds" => duration(value),
        "acts_per_second" => number(value, 3),
        _ => number(value, 1),
    }
}

/// A picture: its name in links, title, words, unit, the axis's words, and its lines by quantity,
/// statistic and name.
struct Picture {
    id: &'static str,
    title: &'static str,
    text: &'static str,
    unit: &'static str,
    axis: &'static str,
    lines: &'static [(&'static str, &'static str, &'static str)],
}

const LATENCY: [Picture; 2] = [
    Picture {
        id: "receipt-to-phone",
        title: "From receipt of a submission to the code on the phone",
        text: "Percentiles over the messages that arrived, averaged over replications.",
        unit: "seconds",
        axis: "Time",
        lines: &[
            ("receipt_to_phone", "p50", "50 %"),
            ("receipt_to_phone", "p90", "90 %"),
            ("receipt_to_phone", "p99", "99 %"),
            ("receipt_to_phone", "p99_9", "99.9 %"),
        ],
    },
    Picture {
        id: "lane-wait",
        title: "Waiting in the gateway's lanes",
        text: "Percentiles over the messages that were sent, averaged over replications.",
        unit: "seconds",
        axis: "Time",
        lines: &[
            ("lane_wait", "p50", "50 %"),
            ("lane_wait", "p90", "90 %"),
            ("lane_wait", "p99", "99 %"),
            ("lane_wait", "p99_9", "99.9 %"),
        ],
    },
];

const RESOURCES: [Picture; 3] = [
    Picture {
        id: "codes",
        title: "Codes taken, of a province's pool (R11)",
        text: "In the hours of the province that takes most; the pool has a code for each number of six digits, \
               and none is repeated while it is effective.",
        unit: "share_of_pool",
        axis: "Codes taken (%)",
        lines: &[
            ("codes_taken", "p50", "50 %"),
            ("codes_taken", "p99", "99 %"),
            ("codes_taken", "max", "most"),
        ],
    },
    Picture {
        id: "page",
        title: "Acts a second at the busiest page",
        text: "Entries and requests for a resend at the page of the province with most, by hours.",
        unit: "acts_per_second",
        axis: "Acts a second",
        lines: &[
            ("busiest_page", "p50", "50 %"),
            ("busiest_page", "p99", "99 %"),
            ("busiest_page", "max", "busiest hour"),
        ],
    },
    Picture {
        id: "audits",
        title: "Audits in hand",
        text: "Filings in audit, in the hours of the province with most of them.",
        unit: "audits",
        axis: "Audits in hand",
        lines: &[
            ("audits_in_hand", "p50", "50 %"),
            ("audits_in_hand", "p99", "99 %"),
            ("audits_in_hand", "max", "most"),
        ],
    },
];

const RETURNS: [Picture; 2] = [
    Picture {
        id: "return-rate",
        title: "Return rate against the load",
        text: "Share of checked submissions that are returned.",
        unit: "share",
        axis: "Returned (%)",
        lines: &[("return_rate", "mean", "return rate")],
    },
    Picture {
        id: "flow",
        title: "Submissions offered and checks completed",
        text: "Means over the counted hours.",
        unit: "per_hour",
        axis: "An hour",
        lines: &[
            ("submissions", "mean", "offered"),
            ("checks_complete", "mean", "completed"),
        ],
    },
];

fn pictures(
    id: &'static str,
    title: &'static str,
    test: &LoadTest<'_>,
    pictures: &[Picture],
) -> Section {
    let charts = pictures.iter().filter_map(|picture| chart(test, picture));
    let mut parts: Vec<Part> = charts.map(Part::from).collect();
    if parts.is_empty() {
        parts.push(absent("There is nothing to measure."));
    }
    Section { id, title, parts }
}

/// Multiples further apart than this are drawn by magnitude.
const WIDE: f64 = 8.0;

fn chart(test: &LoadTest<'_>, picture: &Picture) -> Option<Chart> {
    let lines: Vec<Line> = picture
        .lines
        .iter()
        .filter_map(|&(quantity, statistic, name)| {
            let point = |step: &LoadStep| {
                let y = step.figure(quantity, statistic, picture.unit)?;
                let hover = vec![
                    format!("{} the filings", times(step.multiple)),
                    format!("{name}: {}", shown(picture.unit, y)),
                ];
                Some(Point {
                    x: step.multiple,
                    y,
                    interval: None,
                    hover,
                })
            };
            let points: Vec<Point> = test.steps.iter().filter_map(point).collect();
            (!points.is_empty()).then(|| Line {
                name: name.to_owned(),
                points,
            })
        })
        .collect();
    if lines.is_empty() {
        return None;
    }
    let ends = [test.steps.first()?.multiple, test.steps.last()?.multiple];
    let name = "Multiple of the filings".to_owned();
    let across = if ends[1] > ends[0] * WIDE {
        Across::Magnitudes(name)
    } else {
        Across::Numbers(name)
    };
    let limit = test.limit.and_then(|(_, at)| at).filter(|at| *at > 0.0);
    let marked: Marked = limit.map(|at| (at, format!("limit {}", times(at))));
    let most = lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|p| p.y)
        .fold(0.0, f64::max);
    let (scale, axis) = match picture.unit {
        "seconds" => {
            let (scale, word) = times_drawn_as(most);
            (scale, format!("{} ({word})", picture.axis))
        }
        unit if unit.starts_with("share") => (100.0, picture.axis.to_owned()),
        _ => (1.0, picture.axis.to_owned()),
    };
    Some(Chart {
        id: picture.id.into(),
        title: picture.title.into(),
        text: picture.text.into(),
        high: [340, 340],
        option: lines_option(&lines, &across, &axis, scale, true, &marked),
        narrow: lines_narrow(),
        tables: &["load.csv"],
    })
}
