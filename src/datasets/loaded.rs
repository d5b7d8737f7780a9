//! The table of a load test.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table, TableFile};
use crate::experiment::{LoadFigure, LoadStep};
use crate::measures::Unit;

/// One figure at one multiple of the filings.
#[derive(Clone, Debug)]
pub struct LoadRow {
    /// How many times the scenario's filings.
    pub multiple: f64,
    /// The figure.
    pub figure: LoadFigure,
}

/// `load.csv`.
#[rustfmt::skip]
pub const LOAD: Table<LoadRow> = Table {
    name: TableName("load"),
    title: "Load, step by step",
    description: "One row: one figure at one multiple of the filings. Percentiles of times are over \
                  messages, and means over replications. Those of levels and of the busiest page are \
                  over the counted hours of all replications (an hour's peak, or an hour's acts \
                  a second), of the province where they are highest: p99 is what that province does \
                  not exceed in 99 of 100 hours. All are from histograms exact to 0.1 %.",
    // As many decimals as a share has: some are.
    columns: || Columns::in_units(|_: &LoadRow| Unit::Share)
        .key("multiple", Kind::Number(4), "How many times the scenario's filings",
            |row| row.multiple.into())
        .key("quantity", Kind::Text, "What is measured", |row| row.figure.quantity.name().into())
        .key("statistic", Kind::Text, "Mean, percentile or maximum", |row| row.figure.statistic.name().into())
        .key("unit", Kind::Text, "The unit of the value", |row| row.figure.quantity.unit().into())
        .column("value", Kind::Figure, "The figure", |row| row.figure.value.into()),
};

/// The table of a load test's steps.
pub fn load_table(steps: &[LoadStep]) -> TableFile {
    let rows = steps.iter().flat_map(|step| {
        let figures = step.figures.iter();
        figures.map(|figure| LoadRow {
            multiple: step.multiple,
            figure: *figure,
        })
    });
    LOAD.file(&rows.collect::<Vec<_>>())
}
