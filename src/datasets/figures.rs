//! `measures.csv`: every measure of every group; `replications.csv`: the nation's, one by one.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::measures::{Estimate, Group, Groups, Interval, MEASURES, Measure, Results, Unit};

/// One measure of one group.
#[derive(Clone, Debug)]
pub struct MeasureRow {
    /// The group.
    pub group: Group,
    /// The measure.
    pub measure: &'static Measure,
    /// Its figure.
    pub estimate: Estimate,
    /// Where that of one further time as long lies.
    pub predicted: Option<Interval>,
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
        .of_measure()
        .column("numerator", Kind::Count,
            "Numerator of a share or ratio of counts, summed over replications; empty otherwise",
            |row| row.counted().map(|(above, _)| above).into())
        .explains()
        .column("denominator", Kind::Count,
            "Denominator of a share or ratio of counts, summed over replications; empty otherwise",
            |row| row.counted().map(|(_, below)| below).into())
        .explains()
        .interval("value", |row| Some(row.estimate))
        .column("predicted_low", Kind::Figure,
            "Lower end of the prediction interval, at the same level: where the figure of one further time as long as the \
             counted one lies; empty for one replication",
            |row| row.predicted.map(|interval| interval.low).into())
        .of_measure()
        .column("predicted_high", Kind::Figure, "Its upper end",
            |row| row.predicted.map(|interval| interval.high).into())
        .of_measure(),
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
                predicted: results.predicted(measure, place),
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
        .column("value", Kind::Figure, "The figure of this replication", |row| row.value.into())
        .of_measure(),
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

/// Shares of a figure to which it may be wanted to be known.
pub const WANTED_SHARES: [f64; 3] = [0.05, 0.01, 0.005];

/// How many replications a measure of the nation needs.
#[derive(Clone, Debug)]
pub struct NeededRow {
    /// The measure.
    pub measure: &'static Measure,
    /// Its figure.
    pub estimate: Estimate,
    /// Replications for a half-width of each of [`WANTED_SHARES`] of it; `None` where they are beyond counting.
    pub needed: [Option<u64>; 3],
}

/// `precision.csv`.
#[rustfmt::skip]
pub const PRECISION: Table<NeededRow> = Table {
    name: TableName("precision"),
    title: "How many replications a wanted precision needs",
    description: "One row: one measure of the nation. The replications that its confidence interval needs to reach no further from it \
                  than a share of it, if they differ as those at hand do: of few replications a rough guess.",
    columns: || Columns::in_units(|row: &NeededRow| row.measure.unit)
        .measure(|row| row.measure)
        .unit()
        .column("value", Kind::Figure, "The figure", |row| row.estimate.value.into())
        .of_measure()
        .interval("value", |row| Some(row.estimate))
        .column("for_5_percent", Kind::Count, "Replications for half-widths of 5 % of the value; empty where it is 0, or beyond 10^12",
            |row| row.needed[0].into())
        .explains()
        .column("for_1_percent", Kind::Count, "For 1 %", |row| row.needed[1].into())
        .explains()
        .column("for_half_percent", Kind::Count, "For 0.5 %", |row| row.needed[2].into())
        .explains(),
};

/// What the nation's measures need.
pub(super) fn needed(results: &Results) -> Vec<NeededRow> {
    let nation = Groups::NATION;
    let rows = MEASURES.iter().filter_map(|measure| {
        let needed = WANTED_SHARES.map(|share| results.replications_for(measure, nation, share));
        needed[0]?;
        Some(NeededRow {
            measure,
            estimate: results.estimate(measure, nation)?,
            needed,
        })
    });
    rows.collect()
}
