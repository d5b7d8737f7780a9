//! Labelled figures with intervals, from top to bottom: bars, and forest plots.

use serde::Serialize;

use super::hover::Hover;
use super::plots::{Axis, Whiskers, drawn};

/// Labelled figures with intervals, from top to bottom.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Rows {
    pub(crate) axis: Axis,
    pub(crate) mark: Mark,
    /// The names of the series, which a line has side by side; none where there is one.
    pub(crate) legend: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// How rows are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mark {
    /// Bars from 0.
    Bar,
    /// Dots, with a line at 0: differences.
    Dot,
}

/// A line of rows: its figures, one a series; a heading where it has none.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) label: String,
    /// What stands at its end, where there is room.
    pub(crate) note: String,
    pub(crate) figures: Vec<Dot>,
}

/// A figure of a row.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Dot {
    #[serde(serialize_with = "drawn")]
    pub(crate) value: f64,
    pub(crate) interval: Option<Whiskers>,
    pub(crate) hover: Hover,
    /// The place of its series, and colour.
    pub(crate) series: usize,
}

impl Row {
    /// A line with one figure.
    pub(crate) fn one(label: impl Into<String>, figure: Dot) -> Self {
        Self::of(label, vec![figure])
    }

    /// A line with figures of several series.
    pub(crate) fn of(label: impl Into<String>, figures: Vec<Dot>) -> Self {
        Self {
            label: label.into(),
            note: String::new(),
            figures,
        }
    }

    /// A line that names the subject of those below.
    pub(crate) fn heading(subject: impl Into<String>) -> Self {
        Self::of(subject, Vec::new())
    }
}

/// Figures so many times further out than most are marked at the edge.
const FAR: f64 = 4.0;
/// Most: so many of them.
const MOST: f64 = 0.8;

impl Rows {
    /// Figures, without a legend.
    pub(crate) fn new(axis: Axis, mark: Mark, rows: Vec<Row>) -> Self {
        Self {
            axis,
            mark,
            legend: Vec::new(),
            rows,
        }
    }

    /// The same with a legend of its series.
    pub(crate) fn legend(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.legend = names.into_iter().map(Into::into).collect();
        self
    }

    /// The same on an axis around 0 that a few figures far out cannot squeeze: a figure beyond its ends is
    /// marked there, with its value.
    pub(crate) fn with_edges(mut self) -> Self {
        let scale = self.axis.scale;
        let figures = || self.rows.iter().flat_map(|row| &row.figures);
        let mut sizes: Vec<f64> = figures().map(|dot| (dot.value * scale).abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let most = ((sizes.len() as f64 * MOST).ceil() as usize).saturating_sub(1);
        let Some(far) = sizes
            .get(most)
            .map(|most| most * FAR)
            .filter(|far| *far > 0.0)
        else {
            return self;
        };
        let (mut low, mut high) = (0.0f64, 0.0f64);
        for dot in figures() {
            let value = dot.value * scale;
            if value.abs() > far {
                continue;
            }
            let (from, to) = dot.interval.map_or((value, value), |Whiskers(from, to)| {
                (from * scale, to * scale)
            });
            low = low.min(from.max(-far));
            high = high.max(to.min(far));
        }
        let step = even_step(high - low);
        self.axis.range = Some([(low / step).floor() * step, (high / step).ceil() * step]);
        self
    }

    /// How many figures lie beyond the ends of the axis.
    pub(crate) fn beyond(&self) -> usize {
        let Some([low, high]) = self.axis.range else {
            return 0;
        };
        let figures = self.rows.iter().flat_map(|row| &row.figures);
        let values = figures.map(|dot| dot.value * self.axis.scale);
        values.filter(|value| *value < low || *value > high).count()
    }
}

/// A step of 1, 2 or 5 times a power of ten, of which some six make a span.
fn even_step(span: f64) -> f64 {
    let rough = span / 6.0;
    let power = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0].map(|step| step * power);
    steps
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(values: &[f64]) -> Rows {
        let row = |value: &f64| {
            let dot = Dot {
                value: *value,
                interval: None,
                hover: Hover::new(""),
                series: 0,
            };
            Row::one("", dot)
        };
        let rows = values.iter().map(row).collect();
        Rows::new(Axis::scaled("", 100.0), Mark::Dot, rows).with_edges()
    }

    #[test]
    fn one_figure_far_out_does_not_squeeze_the_others() {
        let found = rows(&[0.01, -0.02, 0.03, 0.02, -0.01, 9.0]);
        assert_eq!(found.axis.range, Some([-2.0, 3.0]));
        assert_eq!(found.beyond(), 1);
        let found = rows(&[0.01, -0.02, 0.03, 0.04]);
        assert_eq!((found.axis.range, found.beyond()), (Some([-2.0, 4.0]), 0));
        assert_eq!(rows(&[0.0, 0.0]).axis.range, None);
        assert_eq!(rows(&[]).axis.range, None);
    }
}
