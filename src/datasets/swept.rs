//! Tables of a sweep: points, measures at each, the tornado, Sobol' indices.

use super::TableError as Error;
use super::column::{
    CI_HIGH, CI_LOW, Column, Kind, REPLICATIONS, SHARE_DECIMALS, Schema, column, words,
};
use super::sheet::{Cell, Sheet, TableFile, interval_cells, unit_decimals};
use crate::experiment::designs::SobolIndices;
use crate::measures::{Estimate, MEASURES, Measure};

/// One point of a sweep: the fields that were set, and every measure of the nation.
pub struct SweptPoint {
    /// Fields and their values, as overrides write them.
    pub set: Vec<(String, String)>,
    /// The nation's measures, in the order of [`MEASURES`]; `None` where there is nothing.
    pub figures: Vec<Option<Estimate>>,
}

/// What one field does to one measure, all others at their base.
pub struct Bar {
    /// The field.
    pub field: String,
    /// Its values at the low and the high end.
    pub ends: [String; 2],
    /// The measure.
    pub measure: &'static Measure,
    /// The measure at both ends.
    pub at_ends: [f64; 2],
    /// The measure in the base.
    pub base: f64,
}

impl Bar {
    /// The difference between both ends.
    pub fn swing(&self) -> f64 {
        (self.at_ends[1] - self.at_ends[0]).abs()
    }
}

const POINT: Column = column("point", Kind::Count, "The number of the point, from 1");
const FIELD: Column = column("field", Kind::Text, "The field that varies");
const MEASURE: Column = column("measure", Kind::Word(words::measures), "The measure");
const UNIT: Column = column("unit", Kind::Word(words::units), "The measure's unit");

pub(super) static POINTS: Schema = Schema {
    name: "points",
    title: "The points of the sweep",
    description: "One row: one field's value at one point.",
    columns: &[
        POINT,
        FIELD,
        column("value", Kind::Text, "Its value, as --set takes it"),
    ],
    key: &["point", "field"],
    interval_of: None,
};

pub(super) static SWEEP: Schema = Schema {
    name: "sweep",
    title: "The nation's measures at each point",
    description: "One row: one measure at one point of the sweep.",
    columns: &[
        POINT,
        MEASURE,
        UNIT,
        column("value", Kind::Figure, "The figure"),
        CI_LOW,
        CI_HIGH,
        REPLICATIONS,
    ],
    key: &["point", "measure"],
    interval_of: Some("value"),
};

pub(super) static TORNADO: Schema = Schema {
    name: "tornado",
    title: "What each field does by itself",
    description: "One row: one measure at both ends of one field's range, all other fields at \
                  their base; the largest effect on each measure first.",
    columns: &[
        MEASURE,
        FIELD,
        UNIT,
        column("low", Kind::Text, "The field's value at its low end"),
        column("high", Kind::Text, "The field's value at its high end"),
        column("at_low", Kind::Figure, "The measure at the low end"),
        column("at_base", Kind::Figure, "The measure in the base"),
        column("at_high", Kind::Figure, "The measure at the high end"),
        column(
            "swing",
            Kind::Figure,
            "The difference between both ends, without its sign",
        ),
    ],
    key: &["measure", "field"],
    interval_of: None,
};

pub(super) static SOBOL: Schema = Schema {
    name: "sobol",
    title: "Sobol' indices",
    description: "One row: the share of a measure's variance over the ranges that goes with one \
                  field: alone (first order), and in all that it takes part in (total).",
    columns: &[
        MEASURE,
        FIELD,
        column("index", Kind::Word(orders), "First order, or total"),
        // An estimate from few points may lie outside 0 to 1.
        column(
            "value",
            Kind::Figure,
            "The index: an estimate of a share of the variance, not held to 0 to 1",
        ),
        column(
            "ci_low",
            Kind::Figure,
            "Lower end of the 95 % bootstrap interval",
        ),
        column(
            "ci_high",
            Kind::Figure,
            "Upper end of the 95 % bootstrap interval",
        ),
    ],
    key: &["measure", "field", "index"],
    interval_of: Some("value"),
};

fn orders() -> Vec<&'static str> {
    vec!["first", "total"]
}

/// The tables of the points.
///
/// # Errors
/// [`Error`] where one cannot be written.
pub fn point_tables(points: &[SweptPoint]) -> Result<Vec<TableFile>, Error> {
    let (mut list, mut sweep) = (Sheet::new(&POINTS)?, Sheet::new(&SWEEP)?);
    for (number, point) in (1u64..).zip(points) {
        for (field, value) in &point.set {
            list.row([number.into(), field.as_str().into(), value.as_str().into()])?;
        }
        for (measure, figure) in MEASURES.iter().zip(&point.figures) {
            let Some(figure) = figure else {
                continue;
            };
            let decimals = unit_decimals(measure.unit);
            let [low, high, _, replications] = interval_cells(Some(figure), decimals);
            let (name, unit) = (measure.name.into(), measure.unit.name().into());
            let value = Cell::Figure(figure.value, decimals);
            sweep.row([number.into(), name, unit, value, low, high, replications])?;
        }
    }
    Ok(vec![list.finish()?, sweep.finish()?])
}

/// The tornado table.
///
/// # Errors
/// [`Error`] where it cannot be written.
pub fn tornado_table(bars: &[Bar]) -> Result<TableFile, Error> {
    let mut sheet = Sheet::new(&TORNADO)?;
    for bar in bars {
        let figure = |value: f64| Cell::Figure(value, unit_decimals(bar.measure.unit));
        let [low, high] = &bar.ends;
        sheet.row([
            bar.measure.name.into(),
            bar.field.as_str().into(),
            bar.measure.unit.name().into(),
            low.as_str().into(),
            high.as_str().into(),
            figure(bar.at_ends[0]),
            figure(bar.base),
            figure(bar.at_ends[1]),
            figure(bar.swing()),
        ])?;
    }
    sheet.finish()
}

/// The table of Sobol' indices: by measure, then field.
///
/// # Errors
/// [`Error`] where it cannot be written.
pub fn sobol_table(
    indices: &[(&'static Measure, Vec<(String, SobolIndices)>)],
) -> Result<TableFile, Error> {
    let mut sheet = Sheet::new(&SOBOL)?;
    for (measure, fields) in indices {
        for (field, index) in fields {
            for (order, value, (low, high)) in [
                ("first", index.first, index.first_interval),
                ("total", index.total, index.total_interval),
            ] {
                let (measure, field) = (measure.name.into(), field.as_str().into());
                let [value, low, high] =
                    [value, low, high].map(|share| Cell::Figure(share, SHARE_DECIMALS));
                sheet.row([measure, field, order.into(), value, low, high])?;
            }
        }
    }
    sheet.finish()
}
