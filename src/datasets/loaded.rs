//! The table of a load test.

use super::TableError as Error;
use super::column::{Kind, Schema, column};
use super::sheet::{Cell, Sheet, TableFile};
use crate::experiment::LoadStep;

pub(super) static LOAD: Schema = Schema {
    name: "load",
    title: "Load, step by step",
    description: "One row: one figure at one multiple of the filings. Percentiles of times are over \
                  messages, and means over replications. Those of levels and of the busiest page are \
                  over the counted hours of all replications (an hour's peak, or an hour's acts \
                  a second), of the province where they are highest: p99 is what that province does \
                  not exceed in 99 of 100 hours. All are from histograms exact to 0.1 %.",
    columns: &[
        column(
            "multiple",
            Kind::Number(4),
            "How many times the scenario's filings",
        ),
        column("quantity", Kind::Text, "What is measured"),
        column("statistic", Kind::Text, "Mean, percentile or maximum"),
        column("unit", Kind::Text, "The unit of the value"),
        column("value", Kind::Figure, "The figure"),
    ],
    key: &["multiple", "quantity", "statistic", "unit"],
    interval_of: None,
};

/// The table of a load test's steps.
///
/// # Errors
/// [`Error`] where it cannot be written.
pub fn load_table(steps: &[LoadStep]) -> Result<TableFile, Error> {
    let mut sheet = Sheet::new(&LOAD)?;
    for step in steps {
        for &(quantity, statistic, unit, value) in &step.figures {
            sheet.row([
                step.multiple.into(),
                quantity.into(),
                statistic.into(),
                unit.into(),
                Cell::Figure(value, 6),
            ])?;
        }
    }
    sheet.finish()
}
