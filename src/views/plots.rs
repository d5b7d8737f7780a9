//! The kinds of pictures, as a page carries them: `charts.js` has a builder for each.
//!
//! Values are in their own units; an axis says by what they are multiplied where they are drawn.
//! Colours are names of the page's palette.

use serde::{Serialize, Serializer};

use super::hover::Hover;
use super::rows::Rows;
use crate::measures::{Interval, Unit};

/// What a picture shows.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Plot {
    Rows(Rows),
    Spans(Spans),
    Bars(Bars),
    Lines(Lines),
    Panels(Panels),
    Tiles(Tiles),
    Flow(Flow),
}

/// An axis of figures.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Axis {
    /// Its words, with the unit.
    name: String,
    /// What figures are multiplied by.
    pub(super) scale: f64,
    /// Its ends, as drawn; of themselves where there are none.
    pub(super) range: Option<[f64; 2]>,
    /// Whether it is of times, by magnitude.
    times: bool,
}

impl Axis {
    /// Figures as they are.
    pub(crate) fn plain(name: impl Into<String>) -> Self {
        Self::scaled(name, 1.0)
    }

    /// Shares, as percentages.
    pub(crate) fn percent(what: &str) -> Self {
        Self::scaled(format!("{what} (%)"), 100.0)
    }

    /// Figures multiplied by `scale`.
    pub(crate) fn scaled(name: impl Into<String>, scale: f64) -> Self {
        Self {
            name: name.into(),
            scale,
            range: None,
            times: false,
        }
    }

    /// Times by magnitude, in seconds: from the shortest that is not drawn at the foot.
    pub(crate) fn times(name: impl Into<String>) -> Self {
        Self {
            times: true,
            ..Self::plain(name)
        }
    }

    /// Figures of a unit up to `maximum`: times in what fits them.
    pub(crate) fn of(what: &str, unit: Unit, maximum: f64) -> Self {
        let (scale, word) = match unit {
            Unit::Share => (100.0, "%"),
            Unit::PerDay => (1.0, "a day"),
            Unit::Yuan => (1.0, "yuan"),
            Unit::Number => return Self::plain(what),
            Unit::Seconds => match maximum {
                _ if maximum >= 4.0 * 86_400.0 => (1.0 / 86_400.0, "days"),
                _ if maximum >= 2.0 * 3_600.0 => (1.0 / 3_600.0, "hours"),
                _ if maximum >= 2.0 * 60.0 => (1.0 / 60.0, "minutes"),
                _ => (1.0, "seconds"),
            },
        };
        Self::scaled(format!("{what} ({word})"), scale)
    }

    /// Whether it is of times by magnitude.
    pub(crate) fn is_of_times(&self) -> bool {
        self.times
    }

    /// The same, from one end to another as drawn.
    pub(crate) fn within(mut self, low: f64, high: f64) -> Self {
        self.range = Some([low, high]);
        self
    }
}

/// A number to draw: six digits are more than can be seen.
pub(super) fn drawn<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if *value == 0.0 || !value.is_finite() {
        let nothing = (*value == 0.0).then_some(0.0);
        return nothing.serialize(serializer);
    }
    let digits = 5 - value.abs().log10().floor() as i32;
    let scale = 10f64.powi(digits.clamp(0, 12));
    ((value * scale).round() / scale).serialize(serializer)
}

/// The ends of an interval.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Whiskers(
    #[serde(serialize_with = "drawn")] pub(crate) f64,
    #[serde(serialize_with = "drawn")] pub(crate) f64,
);

impl From<Interval> for Whiskers {
    fn from(interval: Interval) -> Self {
        Self(interval.low, interval.high)
    }
}

/// Bars from a base to each of two ends: a tornado.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Spans {
    pub(crate) axis: Axis,
    #[serde(serialize_with = "drawn")]
    pub(crate) base: f64,
    /// The names of both ends.
    pub(crate) legend: [&'static str; 2],
    pub(crate) rows: Vec<Span>,
}

/// A row of spans: its label, both ends, and what stands at each.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Span {
    pub(crate) label: String,
    pub(crate) ends: [Bar; 2],
    pub(crate) at: [String; 2],
}

/// A figure with what it says under the mouse.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Bar {
    #[serde(serialize_with = "drawn")]
    pub(crate) value: f64,
    pub(crate) hover: Hover,
}

/// Bars of several series at each label, one upon another or side by side.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Bars {
    pub(crate) axis: Axis,
    pub(crate) stacked: bool,
    pub(crate) labels: Vec<String>,
    /// The name, the colour and the bars of each series, label by label.
    pub(crate) series: Vec<(String, &'static str, Vec<Bar>)>,
}

/// Lines with their intervals, or dots alone.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Lines {
    pub(crate) x: X,
    pub(crate) y: Axis,
    pub(crate) curves: Vec<Curve>,
    /// Whether points are joined.
    pub(crate) joined: bool,
    /// The ratio of two places on the axis below from which the points there are not joined.
    pub(crate) apart: Option<f64>,
    /// Whether intervals are a band; otherwise lines across points.
    pub(crate) band: bool,
    /// Where a line stands on the axis below, and what it says.
    pub(crate) marked: Option<(f64, String)>,
    /// Where lines stand on the upright axis, and what each says.
    pub(crate) levels: Vec<(f64, String)>,
    /// What is shaded: from, to, and its words.
    pub(crate) shaded: Vec<(f64, f64, String)>,
}

impl Lines {
    /// Points joined by lines.
    pub(crate) fn new(x: X, y: Axis, curves: Vec<Curve>) -> Self {
        Self {
            x,
            y,
            curves,
            joined: true,
            apart: None,
            band: false,
            marked: None,
            levels: Vec::new(),
            shaded: Vec::new(),
        }
    }
}

/// The axis below lines.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum X {
    /// Numbers.
    Numbers { name: String },
    /// Numbers over several orders of magnitude.
    Magnitudes { name: String },
    /// Whole numbers from 0 on, with so many between ticks.
    Steps {
        name: String,
        tick: usize,
        last: usize,
    },
    /// Words, in order.
    Words { name: String, words: Vec<String> },
}

/// A line, or a cloud of dots, of one colour.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Curve {
    pub(crate) name: String,
    pub(crate) points: Vec<Point>,
}

/// A point of a line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Point {
    /// Where it stands on the axis below: a number, or the place of a word.
    pub(crate) x: f64,
    #[serde(serialize_with = "drawn")]
    pub(crate) y: f64,
    pub(crate) interval: Option<Whiskers>,
    pub(crate) hover: Hover,
}

/// Lines over the same time, one below another.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Panels {
    pub(crate) panels: Vec<Panel>,
    /// What is shaded: from and to.
    pub(crate) shaded: Vec<(i64, i64)>,
}

/// A line over time: instants in milliseconds, and figures.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Panel {
    pub(crate) name: &'static str,
    pub(crate) points: Vec<(i64, f64)>,
}

/// A map of tiles, coloured by how far a figure lies from that of all.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Tiles {
    /// The words and the unit of the figures.
    pub(crate) axis: Axis,
    pub(crate) columns: usize,
    pub(crate) lines: usize,
    /// The figure of all, in the middle of the colours.
    #[serde(serialize_with = "drawn")]
    pub(crate) middle: f64,
    /// How far the colours go from it on either side.
    #[serde(serialize_with = "drawn")]
    pub(crate) half: f64,
    /// The words at the low and the high end of the colours.
    pub(crate) ends: [String; 2],
    /// What a tile without a figure means.
    pub(crate) none: &'static str,
    pub(crate) tiles: Vec<Tile>,
}

/// A tile: where it stands, what it says, and its figure.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Tile {
    pub(crate) at: (usize, usize),
    pub(crate) label: String,
    /// Its name in full.
    pub(crate) name: String,
    pub(crate) value: Option<f64>,
    pub(crate) hover: Hover,
}

/// What flows from node to node, from left to right.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Flow {
    pub(crate) nodes: Vec<Node>,
    pub(crate) links: Vec<Link>,
}

/// A node of a flow.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) column: usize,
    pub(crate) colour: &'static str,
    pub(crate) hover: Hover,
}

/// What flows from one node to another.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Link {
    pub(crate) from: String,
    pub(crate) to: String,
    #[serde(serialize_with = "drawn")]
    pub(crate) value: f64,
    pub(crate) hover: Hover,
}
