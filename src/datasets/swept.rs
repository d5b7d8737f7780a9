//! Tables of a sweep: points, measures at each, the tornado, Sobol' indices.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table, TableFile};
use crate::experiment::designs::SobolIndices;
use crate::measures::{Estimate, Groups, MEASURES, Measure, Results, Unit};

/// One point of a sweep: the fields that were set, and every measure of the nation.
pub struct SweptPoint {
    /// Fields and their values, as overrides write them.
    pub set: Vec<(String, String)>,
    /// The nation's measures, in the order of [`MEASURES`]; `None` where there is nothing.
    pub figures: Vec<Option<Estimate>>,
}

impl SweptPoint {
    /// The point at which these fields are set, with its results.
    pub fn of(set: Vec<(String, String)>, results: &Results) -> Self {
        let nation = |measure| results.estimate(measure, Groups::NATION);
        let figures = MEASURES.iter().map(nation).collect();
        Self { set, figures }
    }

    /// The figure of a measure at this point.
    pub fn figure(&self, measure: &Measure) -> Option<Estimate> {
        let mut figures = MEASURES.iter().zip(&self.figures);
        figures.find(|(known, _)| *known == measure)?.1.to_owned()
    }
}

impl<R: 'static> Columns<R> {
    /// The point that names a row.
    fn point(self, point: fn(&R) -> u64) -> Self {
        let meaning = "The number of the point, from 1";
        self.key("point", Kind::Count, meaning, move |row| point(row).into())
    }

    /// The field that names a row.
    fn field(self, field: fn(&R) -> &str) -> Self {
        self.key("field", Kind::Text, "The field that varies", move |row| {
            field(row).into()
        })
    }
}

/// One field's value at one point.
#[derive(Clone, Debug)]
pub struct PointRow {
    /// The point, from 1.
    pub point: u64,
    /// The field.
    pub field: String,
    /// Its value, as an override writes it.
    pub value: String,
}

/// `points.csv`.
#[rustfmt::skip]
pub const POINTS: Table<PointRow> = Table {
    name: TableName("points"),
    title: "The points of the sweep",
    description: "One row: one field's value at one point.",
    columns: || Columns::new()
        .point(|row: &PointRow| row.point)
        .field(|row| &row.field)
        .column("value", Kind::Text, "Its value, as --set takes it",
            |row| row.value.as_str().into()),
};

/// One measure of the nation at one point.
#[derive(Clone, Debug)]
pub struct SweepRow {
    /// The point, from 1.
    pub point: u64,
    /// The measure.
    pub measure: &'static Measure,
    /// Its figure.
    pub estimate: Estimate,
}

/// `sweep.csv`.
#[rustfmt::skip]
pub const SWEEP: Table<SweepRow> = Table {
    name: TableName("sweep"),
    title: "The nation's measures at each point",
    description: "One row: one measure at one point of the sweep.",
    columns: || Columns::in_units(|row: &SweepRow| row.measure.unit)
        .point(|row| row.point)
        .measure(|row| row.measure)
        .unit()
        .column("value", Kind::Figure, "The figure", |row| row.estimate.value.into())
        .ends("value", |row| row.estimate.interval)
        .replications(|row| Some(row.estimate)),
};

/// What one field does to one measure, all others at their base.
#[derive(Clone, Debug)]
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

/// `tornado.csv`.
#[rustfmt::skip]
pub const TORNADO: Table<Bar> = Table {
    name: TableName("tornado"),
    title: "What each field does by itself",
    description: "One row: one measure at both ends of one field's range, all other fields at \
                  their base; the largest effect on each measure first.",
    columns: || Columns::in_units(|bar: &Bar| bar.measure.unit)
        .measure(|bar| bar.measure)
        .field(|bar| &bar.field)
        .unit()
        .column("low", Kind::Text, "The field's value at its low end",
            |bar| bar.ends[0].as_str().into())
        .column("high", Kind::Text, "The field's value at its high end",
            |bar| bar.ends[1].as_str().into())
        .column("at_low", Kind::Figure, "The measure at the low end", |bar| bar.at_ends[0].into())
        .column("at_base", Kind::Figure, "The measure in the base", |bar| bar.base.into())
        .column("at_high", Kind::Figure, "The measure at the high end", |bar| bar.at_ends[1].into())
        .column("swing", Kind::Figure, "The difference between both ends, without its sign",
            |bar| bar.swing().into()),
};

/// One Sobol' index of one field for one measure.
#[derive(Clone, Debug)]
pub struct SobolRow {
    /// The measure.
    pub measure: &'static Measure,
    /// The field.
    pub field: String,
    /// Which index.
    pub order: SobolOrder,
    /// The index: an estimate from few points may lie outside 0 to 1.
    pub value: f64,
    /// Its 95 % bootstrap interval.
    pub interval: (f64, f64),
}

/// An order of Sobol' indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SobolOrder {
    /// The field alone.
    First,
    /// All in which the field takes part.
    Total,
}

impl SobolOrder {
    const ALL: [Self; 2] = [Self::First, Self::Total];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Total => "total",
        }
    }
}

/// `sobol.csv`.
#[rustfmt::skip]
pub const SOBOL: Table<SobolRow> = Table {
    name: TableName("sobol"),
    title: "Sobol' indices",
    description: "One row: the share of a measure's variance over the ranges that goes with one \
                  field: alone (first order), and in all that it takes part in (total).",
    columns: || Columns::in_units(|_: &SobolRow| Unit::Share)
        .measure(|row| row.measure)
        .field(|row| &row.field)
        .key("index", Kind::Word(|| SobolOrder::ALL.map(SobolOrder::name).to_vec()),
            "First order, or total", |row| row.order.name().into())
        .column("value", Kind::Figure,
            "The index: an estimate of a share of the variance, not held to 0 to 1",
            |row| row.value.into())
        .column("ci_low", Kind::Figure, "Lower end of the 95 % bootstrap interval",
            |row| row.interval.0.into())
        .column("ci_high", Kind::Figure, "Upper end of the 95 % bootstrap interval",
            |row| row.interval.1.into())
        .with_interval_of("value"),
};

/// The tables of the points.
pub fn point_tables(points: &[SweptPoint]) -> Vec<TableFile> {
    let (mut fields, mut figures) = (Vec::new(), Vec::new());
    for (number, point) in (1..).zip(points) {
        fields.extend(point.set.iter().map(|(field, value)| PointRow {
            point: number,
            field: field.clone(),
            value: value.clone(),
        }));
        let known = MEASURES.iter().zip(&point.figures);
        figures.extend(known.filter_map(|(measure, figure)| {
            Some(SweepRow {
                point: number,
                measure,
                estimate: (*figure)?,
            })
        }));
    }
    vec![POINTS.file(&fields), SWEEP.file(&figures)]
}

/// The tornado table.
pub fn tornado_table(bars: &[Bar]) -> TableFile {
    TORNADO.file(bars)
}

/// The rows of Sobol' indices: by measure, then field.
pub fn sobol_rows(indices: &[(&'static Measure, Vec<(String, SobolIndices)>)]) -> Vec<SobolRow> {
    let mut rows = Vec::new();
    for (measure, fields) in indices {
        for (field, index) in fields {
            let figures = [
                (SobolOrder::First, index.first, index.first_interval),
                (SobolOrder::Total, index.total, index.total_interval),
            ];
            rows.extend(figures.map(|(order, value, interval)| SobolRow {
                measure,
                field: field.clone(),
                order,
                value,
                interval,
            }));
        }
    }
    rows
}

/// The table of Sobol' indices.
pub fn sobol_table(indices: &[(&'static Measure, Vec<(String, SobolIndices)>)]) -> TableFile {
    SOBOL.file(&sobol_rows(indices))
}
