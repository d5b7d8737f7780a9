//! `measures.csv`: every measure of every group; `replications.csv`: the nation's, one by one.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::measures::{Estimate, Group, Groups, MEASURES, Measure, Results, Unit};

/// One measure of one group.
#[derive(Clone, Debug)]
pub struct MeasureRow {
    /// The group.
    pub group: Group,
    /// The measure.
    pub measure: &'static Measure,
    /// Its figure.
    pub estimate: Estimate,
}

impl MeasureRow {
    /// The parts of a share or ratio of counts; yuan are none.
    fn counted(&self) -> Option<(f64, f64)> {
        self.estimate
            .parts
            .filter(|_| self.measure.unit != Unit::Yuan)
    }
}

/// `measures.csv`.
#[rustfmt::skip]
pub const MEASURES_BY_GROUP: Table<MeasureRow> = Table {
    name: TableName("measures"),
    title: "Measures by group",
    description: "One row: one measure of one group. Counts are means over replications.",
    columns: || Columns::in_units(|row: &MeasureRow| row.measure.unit)
        .group(|row| &row.group)
        .measure(|row| row.measure)
        .unit()
        .column("value", Kind::Figure,
            "The figure: of a share or ratio that of the sums over replications, else the mean \
             over them",
            |row| row.estimate.value.into())
        .column("numerator", Kind::Count,
            "Numerator of a share or ratio of counts, summed over replications; empty otherwise",
            |row| row.counted().map(|(above, _)| above).into())
        .column("denominator", Kind::Count,
            "Denominator of a share or ratio of counts, summed over replications; empty otherwise",
            |row| row.counted().map(|(_, below)| below).into())
        .interval("value", |row| Some(row.estimate)),
};

/// The measures of each group; what there is nothing of is left out.
pub(super) fn rows(results: &Results) -> Vec<MeasureRow> {
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        rows.extend(MEASURES.iter().filter_map(|measure| {
            Some(MeasureRow {
                group: group.clone(),
                measure,
                estimate: results.estimate(measure, place)?,
            })
        }));
    }
    rows
}

/// One measure of the nation in one replication.
#[derive(Clone, Debug)]
pub struct ReplicationRow {
    /// The replication, from 1.
    pub replication: u64,
    /// The measure.
    pub measure: &'static Measure,
    /// Its figure.
    pub value: f64,
}

/// `replications.csv`.
#[rustfmt::skip]
pub const REPLICATIONS: Table<ReplicationRow> = Table {
    name: TableName("replications"),
    title: "The nation's measures by replication",
    description: "One row: one measure of the nation in one replication.",
    columns: || Columns::in_units(|row: &ReplicationRow| row.measure.unit)
        .key("replication", Kind::Count, "The replication, from 1", |row| row.replication.into())
        .measure(|row| row.measure)
        .unit()
        .column("value", Kind::Figure, "The figure of this replication", |row| row.value.into()),
};

/// The nation's measures in each replication.
pub(super) fn replications(results: &Results) -> Vec<ReplicationRow> {
    let mut rows = Vec::new();
    for (replication, summary) in (1..).zip(results.summaries(Groups::NATION)) {
        rows.extend(MEASURES.iter().filter_map(|measure| {
            Some(ReplicationRow {
                replication,
                measure,
                value: measure.value(summary)?,
            })
        }));
    }
    rows
}
