//! `measures.csv`: every measure of every group; `replications.csv`: the nation's, one by one.

use super::TableError as Error;
use super::column::{
    CI_HIGH, CI_LOW, CI_METHOD, Column, GROUP, GROUP_BY, Kind, REPLICATIONS, Schema, column, words,
};
use super::sheet::{Cell, Sheet, interval_cells, unit_decimals};
use super::tables::{Source, Table, group_cells};
use crate::measures::{Groups, MEASURES};

const MEASURE: Column = column(
    "measure",
    Kind::Word(words::measures),
    "The measure; the method describes each",
);
const UNIT: Column = column(
    "unit",
    Kind::Word(words::units),
    "The unit of the value: a number of things, a share of 1, seconds, or things a day",
);
const VALUE: Column = column(
    "value",
    Kind::Figure,
    "The figure: of a share or ratio that of the sums over replications, else the mean over them",
);

pub(super) const MEASURES_TABLE: Table = Table {
    schema: &Schema {
        name: "measures",
        title: "Measures by group",
        description: "One row: one measure of one group. Counts are means over replications.",
        columns: &[
            GROUP_BY,
            GROUP,
            MEASURE,
            UNIT,
            VALUE,
            column(
                "numerator",
                Kind::Count,
                "Numerator of a share or ratio, summed over replications; empty otherwise",
            ),
            column(
                "denominator",
                Kind::Count,
                "Denominator of a share or ratio, summed over replications; empty otherwise",
            ),
            CI_LOW,
            CI_HIGH,
            CI_METHOD,
            REPLICATIONS,
        ],
        key: &["group_by", "group", "measure"],
        interval_of: Some("value"),
    },
    fill: fill_measures,
};

fn fill_measures(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let results = source.results;
    for (place, group) in results.groups() {
        for measure in MEASURES {
            let Some(estimate) = results.estimate(measure, place) else {
                continue;
            };
            let decimals = unit_decimals(measure.unit);
            let [by, name] = group_cells(group);
            let [low, high, method, replications] = interval_cells(Some(&estimate), decimals);
            sheet.row([
                by,
                name,
                measure.name.into(),
                measure.unit.name().into(),
                Cell::Figure(estimate.value, decimals),
                estimate.parts.map(|(above, _)| above).into(),
                estimate.parts.map(|(_, below)| below).into(),
                low,
                high,
                method,
                replications,
            ])?;
        }
    }
    Ok(())
}

pub(super) const REPLICATIONS_TABLE: Table = Table {
    schema: &Schema {
        name: "replications",
        title: "The nation's measures by replication",
        description: "One row: one measure of the nation in one replication.",
        columns: &[
            column("replication", Kind::Count, "The replication, from 1"),
            MEASURE,
            UNIT,
            column("value", Kind::Figure, "The figure of this replication"),
        ],
        key: &["replication", "measure"],
        interval_of: None,
    },
    fill: fill_replications,
};

fn fill_replications(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (replication, summaries) in (1u64..).zip(&source.results.replications) {
        for measure in MEASURES {
            let Some(value) = measure.value(&summaries[Groups::NATION]) else {
                continue;
            };
            sheet.row([
                replication.into(),
                measure.name.into(),
                measure.unit.name().into(),
                Cell::Figure(value, unit_decimals(measure.unit)),
            ])?;
        }
    }
    Ok(())
}
