//! The tables of a results folder: one file a table, each declared by its [`Schema`] and filled from
//! the results.

use super::TableError as Error;
use super::column::Schema;
use super::sheet::{Cell, Sheet, TableFile};
use super::{answers, caused, compared, figures, load, loaded, returns, swept, times};
use crate::measures::{Counts, Estimate, Group, Percentiles, Results, Summary};
use crate::measures::{mean_estimate, ratio_estimate};
use crate::scenario::Scenario;

/// What tables are made from.
pub(super) struct Source<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) results: &'a Results,
}

/// A table and what fills it.
pub(super) struct Table {
    pub(super) schema: &'static Schema,
    pub(super) fill: fn(&Source<'_>, &mut Sheet) -> Result<(), Error>,
}

/// All tables of a run, in the order of the data package.
const TABLES: [Table; 13] = [
    figures::MEASURES_TABLE,
    returns::REASONS_TABLE,
    answers::MESSAGES_TABLE,
    answers::ENTRIES_TABLE,
    answers::RESENDS_TABLE,
    times::DELAYS_TABLE,
    times::TIME_TO_VERIFY_TABLE,
    times::SURVIVAL_TABLE,
    load::TIMELINE_TABLE,
    load::DAYS_TABLE,
    load::PAGES_TABLE,
    load::PAGE_PEAKS_TABLE,
    figures::REPLICATIONS_TABLE,
];

/// The declarations of all tables of a run.
pub fn schemas() -> impl Iterator<Item = &'static Schema> {
    TABLES.iter().map(|table| table.schema)
}

/// The declarations of all tables that the program writes, with the command that writes them.
pub fn schemas_by_command() -> Vec<(&'static str, Vec<&'static Schema>)> {
    vec![
        ("run", schemas().collect()),
        (
            "run --resend-effect",
            vec![&caused::RESEND_EFFECT, &caused::BY_FATE],
        ),
        (
            "compare",
            vec![
                &compared::FIELDS,
                &compared::COMPARISON,
                &compared::TRANSITIONS,
                &caused::RESEND_EFFECT,
                &caused::BY_FATE,
            ],
        ),
        (
            "sweep",
            vec![
                &swept::POINTS,
                &swept::SWEEP,
                &swept::TORNADO,
                &swept::SOBOL,
            ],
        ),
        ("load", vec![&loaded::LOAD]),
    ]
}

/// The tables of a results folder, in memory.
///
/// ```
/// use beian_sim::datasets::Tables;
/// use beian_sim::{experiment, scenario};
///
/// let text = "run.length = '3d'\nrun.warm_up = '1d'\nrun.replications = 2";
/// let scenario = scenario::from_text("short", text)?.scenario;
/// let results = experiment::run(&scenario, &Default::default())?;
/// let tables = Tables::of(&scenario, &results)?;
/// let measures = tables.named("measures").ok_or("no such table")?;
/// assert!(measures.bytes.starts_with(b"group_by,group,measure,unit,value,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Tables {
    /// Each table, in the order of the data package.
    pub list: Vec<TableFile>,
}

impl Tables {
    /// The tables of a run.
    ///
    /// # Errors
    /// [`Error`] where one cannot be written.
    pub fn of(scenario: &Scenario, results: &Results) -> Result<Self, Error> {
        let source = Source { scenario, results };
        let list = TABLES.iter().map(|table| {
            let mut sheet = Sheet::new(table.schema)?;
            (table.fill)(&source, &mut sheet)?;
            sheet.finish()
        });
        Ok(Self {
            list: list.collect::<Result<_, Error>>()?,
        })
    }

    /// Adds a further table.
    pub fn push(&mut self, table: TableFile) {
        self.list.push(table);
    }

    /// The table of this name (without `.csv`).
    pub fn named(&self, name: &str) -> Option<&TableFile> {
        self.list.iter().find(|table| table.schema.name == name)
    }
}

impl Source<'_> {
    /// A share of counters over the replications, with its interval.
    pub(super) fn share(
        &self,
        group: usize,
        of: impl Fn(&Counts) -> (u64, u64),
    ) -> Option<Estimate> {
        share(self.results, group, of)
    }

    /// A counter summed over the replications.
    pub(super) fn sum(&self, group: usize, of: impl Fn(&Counts) -> u64) -> u64 {
        summaries(self.results, group)
            .map(|summary| of(&summary.counts))
            .sum()
    }
}

/// A share of counters over the replications, with its interval; `None` where there is nothing to
/// share.
pub(crate) fn share(
    results: &Results,
    group: usize,
    of: impl Fn(&Counts) -> (u64, u64),
) -> Option<Estimate> {
    let parts: Vec<(f64, f64)> = summaries(results, group)
        .map(|summary| of(&summary.counts))
        .map(|(above, below)| (above as f64, below as f64))
        .collect();
    ratio_estimate(&parts, true)
}

/// A figure of durations over the replications, with its interval; `None` where none had any.
pub(crate) fn duration(
    results: &Results,
    group: usize,
    durations: fn(&Summary) -> Option<Percentiles>,
    of: fn(&Percentiles) -> f64,
) -> Option<Estimate> {
    let all = summaries(results, group).filter_map(durations);
    mean_estimate(&all.map(|percentiles| of(&percentiles)).collect::<Vec<_>>())
}

pub(super) fn summaries(results: &Results, group: usize) -> impl Iterator<Item = &Summary> {
    results.replications.iter().map(move |all| &all[group])
}

/// The cells that name a group.
pub(super) fn group_cells(group: &Group) -> [Cell; 2] {
    [group.by.name().into(), group.name.as_str().into()]
}
