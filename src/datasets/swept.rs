//! Tables of a sweep: points, measures at each, the tornado, Sobol' indices.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table, TableFile};
use crate::experiment::designs::SobolIndices;
use crate::measures::{Estimate, Group, Groups, MEASURES, Measure, Results, Unit, quantile};

/// A measure of one group of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The measure.
    pub measure: &'static Measure,
    /// The group.
    pub group: Group,
    place: usize,
}

impl Wanted {
    /// Of a group, by its place among the scenario's.
    pub fn of(measure: &'static Measure, groups: &Groups, place: usize) -> Self {
        Self {
            measure,
            group: groups.all()[place].clone(),
            place,
        }
    }

    /// The group's place among the scenario's.
    pub fn place(&self) -> usize {
        self.place
    }

    /// As it was asked for: `return_rate` of the nation, `return_rate@zj` of a province.
    pub fn name(&self) -> String {
        match self.group.is_nation() {
            true => self.measure.name.to_owned(),
            false => format!("{}@{}", self.measure.name, self.group.name),
        }
    }
}

/// One point of a sweep: the fields that were set, every measure of the nation, and those of groups that were asked for.
pub struct SweptPoint {
    /// Fields and their values, as overrides write them.
    pub set: Vec<(String, String)>,
    /// The figures; `None` where there is nothing to measure.
    pub figures: Vec<(Wanted, Option<Estimate>)>,
}

impl SweptPoint {
    /// The point at which these fields are set, with its results, and measures of groups beside the nation's.
    pub fn of(set: Vec<(String, String)>, results: &Results, of_groups: &[Wanted]) -> Self {
        let nation = MEASURES.iter();
        let nation = nation.map(|measure| Wanted::of(measure, &results.groups, Groups::NATION));
        let others = of_groups.iter().filter(|wanted| !wanted.group.is_nation());
        let all = nation.chain(others.cloned());
        let figures = all.map(|wanted| {
            let figure = results.estimate(wanted.measure, wanted.place);
            (wanted, figure)
        });
        Self {
            set,
            figures: figures.collect(),
        }
    }

    /// A figure at this point.
    pub fn figure(&self, wanted: &Wanted) -> Option<Estimate> {
        let mut figures = self.figures.iter();
        figures.find(|(known, _)| known == wanted)?.1
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

/// One measure of one group at one point.
#[derive(Clone, Debug)]
pub struct SweepRow {
    /// The point, from 1.
    pub point: u64,
    /// The measure, and its group.
    pub of: Wanted,
    /// Its figure.
    pub estimate: Estimate,
}

/// `sweep.csv`.
#[rustfmt::skip]
pub const SWEEP: Table<SweepRow> = Table {
    name: TableName("sweep"),
    title: "The measures at each point",
    description: "One row: one measure of the nation, or of a group that was asked for, at one point of the sweep.",
    columns: || Columns::in_units(|row: &SweepRow| row.of.measure.unit)
        .point(|row| row.point)
        .group(|row| &row.of.group)
        .measure(|row| row.of.measure)
        .unit()
        .column("value", Kind::Figure, "The figure", |row| row.estimate.value.into())
        .of_measure()
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
    /// The measure, and its group.
    pub of: Wanted,
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
    columns: || Columns::in_units(|bar: &Bar| bar.of.measure.unit)
        .group(|bar| &bar.of.group)
        .measure(|bar| bar.of.measure)
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
    /// The measure, and its group.
    pub of: Wanted,
    /// The field.
    pub field: String,
    /// Which index.
    pub order: SobolOrder,
    /// The index: an estimate from few points may lie outside 0 to 1.
    pub value: f64,
    /// Its bootstrap interval.
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
        .group(|row| &row.of.group)
        .measure(|row| row.of.measure)
        .field(|row| &row.field)
        .key("index", Kind::Word(|| SobolOrder::ALL.map(SobolOrder::name).to_vec()),
            "First order, or total", |row| row.order.name().into())
        .column("value", Kind::Figure,
            "The index: an estimate of a share of the variance, not held to 0 to 1",
            |row| row.value.into())
        .column("ci_low", Kind::Figure, "Lower end of the bootstrap interval (of 95 %, or the scenario's run.level)",
            |row| row.interval.0.into())
        .column("ci_high", Kind::Figure, "Upper end of the bootstrap interval (of 95 %, or the scenario's run.level)",
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
        let known = point.figures.iter();
        figures.extend(known.filter_map(|(of, figure)| {
            Some(SweepRow {
                point: number,
                of: of.clone(),
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

/// A measure of a group, and its Sobol' indices by field.
pub type OfFields = (Wanted, Vec<(String, SobolIndices)>);

/// How a measure spreads over the points.
#[derive(Clone, Debug)]
pub struct QuantileRow {
    /// The measure, and its group.
    pub of: Wanted,
    /// From the least to the greatest: the quantiles of [`QUANTILE_SHARES`].
    pub quantiles: [f64; 7],
}

/// The shares of the points below the quantiles of `quantiles.csv`.
pub const QUANTILE_SHARES: [f64; 7] = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];

/// `quantiles.csv`.
#[rustfmt::skip]
pub const QUANTILES: Table<QuantileRow> = Table {
    name: TableName("quantiles"),
    title: "How measures spread over the points",
    description: "One row: one measure over the points of a grid or a Latin hypercube, which weigh the same: of a Latin \
                  hypercube quantiles over even ranges of the fields, of a grid over its points alone. A measure of which a \
                  point has nothing is left out.",
    columns: || Columns::in_units(|row: &QuantileRow| row.of.measure.unit)
        .group(|row| &row.of.group)
        .measure(|row| row.of.measure)
        .unit()
        .column("minimum", Kind::Figure, "The least figure", |row| row.quantiles[0].into())
        .column("q05", Kind::Figure, "5 % of the points are below", |row| row.quantiles[1].into())
        .column("q25", Kind::Figure, "25 % of the points are below", |row| row.quantiles[2].into())
        .column("median", Kind::Figure, "Half of the points are below", |row| row.quantiles[3].into())
        .column("q75", Kind::Figure, "75 % of the points are below", |row| row.quantiles[4].into())
        .column("q95", Kind::Figure, "95 % of the points are below", |row| row.quantiles[5].into())
        .column("maximum", Kind::Figure, "The greatest figure", |row| row.quantiles[6].into()),
};

/// How each measure spreads over the points.
pub fn quantile_rows(points: &[SweptPoint]) -> Vec<QuantileRow> {
    let Some(first) = points.first() else {
        return Vec::new();
    };
    let rows = first
        .figures
        .iter()
        .enumerate()
        .filter_map(|(place, (of, _))| {
            let values = points
                .iter()
                .map(|point| Some(point.figures[place].1?.value));
            let mut values = values.collect::<Option<Vec<f64>>>()?;
            values.sort_by(f64::total_cmp);
            Some(QuantileRow {
                of: of.clone(),
                quantiles: QUANTILE_SHARES.map(|share| quantile(&values, share)),
            })
        });
    rows.collect()
}

/// The rows of Sobol' indices: by measure, then field.
pub fn sobol_rows(indices: &[OfFields]) -> Vec<SobolRow> {
    let mut rows = Vec::new();
    for (of, fields) in indices {
        for (field, index) in fields {
            let figures = [
                (SobolOrder::First, index.first, index.first_interval),
                (SobolOrder::Total, index.total, index.total_interval),
            ];
            rows.extend(figures.map(|(order, value, interval)| SobolRow {
                of: of.clone(),
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
pub fn sobol_table(indices: &[OfFields]) -> TableFile {
    SOBOL.file(&sobol_rows(indices))
}
