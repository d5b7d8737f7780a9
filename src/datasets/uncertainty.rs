//! Tables of an ensemble: how measures spread over draws of the assumptions, what that comes from, the draws.

use super::Wanted;
use super::schema::{Kind, TableName};
use super::table::{Columns, Table, TableFile};
use crate::experiment::designs::SobolIndices;
use crate::experiment::{Assumptions, Draw, Ensemble, OfMeasure};
use crate::measures::{Group, GroupBy, Interval, MEASURES, Measure, Results, Spread, Unit, wilson};
use crate::scenario::Scale;

/// How one measure of one group spreads.
#[derive(Clone, Debug)]
pub struct UncertaintyRow {
    /// The group.
    pub group: Group,
    /// The measure.
    pub measure: &'static Measure,
    /// How it spreads.
    pub spread: Spread,
    /// Where it is in one further time, if the assumptions are drawn.
    pub predicted: Option<Interval>,
}

impl<R: 'static> Columns<R> {
    /// How a figure spreads.
    #[rustfmt::skip]
    fn spread(self, spread: fn(&R) -> &Spread) -> Self {
        self.column("median", Kind::Figure, "The median over draws of the assumptions, chance removed",
            move |row| spread(row).median.into())
        .column("low_50", Kind::Figure, "Lower end of the 50 % uncertainty interval",
            move |row| spread(row).intervals[0].0.into())
        .column("high_50", Kind::Figure, "Upper end of the 50 % uncertainty interval",
            move |row| spread(row).intervals[0].1.into())
        .column("low_80", Kind::Figure, "Lower end of the 80 % uncertainty interval",
            move |row| spread(row).intervals[1].0.into())
        .column("high_80", Kind::Figure, "Upper end of the 80 % uncertainty interval",
            move |row| spread(row).intervals[1].1.into())
        .column("low_95", Kind::Figure, "Lower end of the 95 % uncertainty interval",
            move |row| spread(row).intervals[2].0.into())
        .column("high_95", Kind::Figure, "Upper end of the 95 % uncertainty interval",
            move |row| spread(row).intervals[2].1.into())
        .column("share_chance", Kind::Share,
            "Chance's share of the variance of one replication under a draw, rough with few replications a draw; empty \
             where nothing varies",
            move |row| spread(row).share_chance().into())
    }
}

/// `uncertainty.csv`.
#[rustfmt::skip]
pub const UNCERTAINTY: Table<UncertaintyRow> = Table {
    name: TableName("uncertainty"),
    title: "Measures by group, under uncertain assumptions",
    description: "One row: one measure of one group over draws of what is uncertain. Uncertainty intervals cover \
                  the assumptions alone: chance is removed. A measure of which a draw has nothing is left out.",
    columns: || Columns::in_units(|row: &UncertaintyRow| row.measure.unit)
        .group(|row| &row.group)
        .measure(|row| row.measure)
        .unit()
        .spread(|row| &row.spread)
        .column("predicted_low", Kind::Figure,
            "Lower end of the prediction interval (of 95 %, or the scenario's run.level): where the figure of one further \
             time as long as the counted one lies, with the assumptions drawn and the chance of that time",
            |row| row.predicted.map(|interval| interval.low).into())
        .of_measure()
        .column("predicted_high", Kind::Figure, "Its upper end",
            |row| row.predicted.map(|interval| interval.high).into())
        .of_measure(),
};

/// How the difference of a variant from the base spreads.
#[derive(Clone, Debug)]
pub struct UncertainDifferenceRow {
    /// The variant's name.
    pub variant: String,
    /// The group.
    pub group: Group,
    /// The measure.
    pub measure: &'static Measure,
    /// How the difference spreads.
    pub spread: Spread,
    /// The field that goes with the sign, and whether greater values of it make the rarer one.
    pub flipped_by: Option<(String, bool)>,
}

impl UncertainDifferenceRow {
    /// The probability that the difference is below zero: the share of draws.
    pub fn below_zero(&self) -> f64 {
        self.spread.below_zero() as f64 / self.spread.values.len() as f64
    }

    /// How sure so few draws make that: Wilson's interval.
    pub fn below_zero_interval(&self) -> (f64, f64) {
        let (below, draws) = (self.spread.below_zero(), self.spread.values.len());
        let interval = wilson(below as f64, draws as f64, self.spread.level);
        (interval.low, interval.high)
    }

    /// The share of draws in which the sign is the rarer one.
    pub fn flips(&self) -> f64 {
        self.below_zero().min(1.0 - self.below_zero())
    }
}

/// `uncertainty_differences.csv`.
#[rustfmt::skip]
pub const UNCERTAINTY_DIFFERENCES: Table<UncertainDifferenceRow> = Table {
    name: TableName("uncertainty_differences"),
    title: "Differences from the base, under uncertain assumptions",
    description: "One row: the difference of one measure of one group, variant less base, over draws of what is \
                  uncertain; in each draw both have the same assumptions and the same luck.",
    columns: || Columns::in_units(|row: &UncertainDifferenceRow| row.measure.unit)
        .key("variant", Kind::Text, "The variant's name, that of its scenario file",
            |row| row.variant.as_str().into())
        .group(|row| &row.group)
        .measure(|row| row.measure)
        .unit()
        .spread(|row| &row.spread)
        .column("probability_below_zero", Kind::Share, "The share of draws in which it is below zero, chance removed",
            |row| row.below_zero().into())
        .column("probability_low", Kind::Share, "Lower end of Wilson's interval of that, for so many draws (of 95 %, or the scenario's run.level)",
            |row| row.below_zero_interval().0.into())
        .column("probability_high", Kind::Share, "Upper end of Wilson's interval of that, for so many draws (of 95 %, or the scenario's run.level)",
            |row| row.below_zero_interval().1.into())
        .column("sign_flips", Kind::Share, "The share of draws in which the sign is the rarer one",
            |row| row.flips().into())
        .column("flipped_by", Kind::Text,
            "The field whose values differ most between draws of either sign, if that is no chance (rank sums, 5 %, \
             Bonferroni)",
            |row| row.flipped_by.as_ref().map(|(field, _)| field.as_str()).into())
        .column("flipped_where", Kind::Word(|| vec!["greater", "smaller"]),
            "Where the rarer sign is: at greater or at smaller values of that field",
            |row| row.flipped_by.as_ref().map(|(_, greater)| if *greater { "greater" } else { "smaller" }).into()),
};

/// What one entry of what is uncertain contributes to the spread of one measure.
#[derive(Clone, Debug)]
pub struct ContributionRow {
    /// The variant whose difference it is; empty for a measure of a run.
    pub variant: String,
    /// The measure.
    pub measure: &'static Measure,
    /// The field, or the fields that a file of samples has together.
    pub field: String,
    /// Its indices; `None` where nothing can be foreseen.
    pub indices: Option<SobolIndices>,
    /// The share of the variance that the expansion foresees.
    pub foreseen: Option<f64>,
}

impl Columns<ContributionRow> {
    #[rustfmt::skip]
    fn contribution(self) -> Self {
        let index = |row: &ContributionRow, of: fn(&SobolIndices) -> f64| row.indices.as_ref().map(of);
        self.measure(|row| row.measure)
        .key("field", Kind::Text, "The uncertain field, or those that a file of samples has together",
            move |row| row.field.as_str().into())
        .column("first_order", Kind::Figure,
            "The share of the variance that goes with it alone; empty where draws left out are not foreseen at all",
            move |row| index(row, |i| i.first).into())
        .column("first_order_low", Kind::Figure, "Lower end of the bootstrap interval (of 95 %, or the scenario's run.level)",
            move |row| index(row, |i| i.first_interval.0).into())
        .column("first_order_high", Kind::Figure, "Upper end of the bootstrap interval (of 95 %, or the scenario's run.level)",
            move |row| index(row, |i| i.first_interval.1).into())
        .column("total", Kind::Figure, "The share in which it takes part",
            move |row| index(row, |i| i.total).into())
        .column("total_low", Kind::Figure, "Lower end of the bootstrap interval (of 95 %, or the scenario's run.level)",
            move |row| index(row, |i| i.total_interval.0).into())
        .column("total_high", Kind::Figure, "Upper end of the bootstrap interval (of 95 %, or the scenario's run.level)",
            move |row| index(row, |i| i.total_interval.1).into())
        .column("foreseen", Kind::Share,
            "The share of the variance that the estimator, a sparse polynomial chaos expansion, foresees in draws \
             left out: the rest is in no index",
            move |row| row.foreseen.into())
    }
}

/// `contributions.csv`.
#[rustfmt::skip]
pub const CONTRIBUTIONS: Table<ContributionRow> = Table {
    name: TableName("contributions"),
    title: "What the uncertainty of each measure comes from",
    description: "One row: what one uncertain field contributes to the variance of one measure of the nation over \
                  draws of the assumptions.",
    columns: || Columns::in_units(|_: &ContributionRow| Unit::Share).contribution(),
};

/// `contributions_differences.csv`.
#[rustfmt::skip]
pub const CONTRIBUTIONS_DIFFERENCES: Table<ContributionRow> = Table {
    name: TableName("contributions_differences"),
    title: "What the uncertainty of each difference comes from",
    description: "One row: what one uncertain field contributes to the variance of the difference of one measure of \
                  the nation, variant less base, over draws of the assumptions.",
    columns: || Columns::in_units(|_: &ContributionRow| Unit::Share)
        .key("variant", Kind::Text, "The variant's name, that of its scenario file",
            |row| row.variant.as_str().into())
        .contribution(),
};

/// A draw with its number.
pub struct DrawRow {
    /// The draw, from 1.
    pub draw: u64,
    /// Its fields and values.
    pub values: Draw,
}

/// `draws.csv`; a column a field comes with them.
#[rustfmt::skip]
pub const DRAWS: Table<DrawRow> = Table {
    name: TableName("draws"),
    title: "The draws of the assumptions",
    description: "One row: one draw; then a column for each uncertain field, its value as the scenario writes it. The \
                  file can be the file of samples of a scenario.",
    columns: || Columns::new()
        .key("draw", Kind::Count, "The number of the draw, from 1", |row: &DrawRow| row.draw.into())
        .column("weight", Kind::Number(0), "Its weight: all weigh the same", |_| 1.0.into()),
};

/// What an ensemble says of a scenario.
pub struct EnsembleRows {
    /// [`UNCERTAINTY`].
    pub uncertainty: Vec<UncertaintyRow>,
    /// [`CONTRIBUTIONS`].
    pub contributions: Vec<ContributionRow>,
}

impl EnsembleRows {
    /// The rows of an ensemble of one scenario, which has these results without a draw.
    pub fn of(ensemble: &Ensemble, results: &Results) -> Self {
        let rows = spreads(ensemble).map(|(place, measure, spread)| UncertaintyRow {
            group: ensemble.groups.all()[place].clone(),
            measure,
            predicted: results.predicted_under(measure, place, &spread, ensemble.replications),
            spread,
        });
        Self {
            uncertainty: rows.collect(),
            contributions: contributions(ensemble, ""),
        }
    }

    /// Where one further time lies if the assumptions are drawn.
    pub fn predicted(&self, of: &Wanted) -> Option<Interval> {
        let mut all = self.uncertainty.iter();
        let row = all.find(|row| row.measure == of.measure && row.group == of.group)?;
        row.predicted
    }

    /// The tables, with those of the draws.
    pub fn files(&self, ensemble: &Ensemble) -> Vec<TableFile> {
        vec![
            UNCERTAINTY.file(&self.uncertainty),
            CONTRIBUTIONS.file(&self.contributions),
            draws(ensemble),
        ]
    }
}

/// What an ensemble says of the differences of variants from a base.
pub struct DifferenceRows {
    /// [`UNCERTAINTY_DIFFERENCES`].
    pub differences: Vec<UncertainDifferenceRow>,
    /// [`CONTRIBUTIONS_DIFFERENCES`].
    pub contributions: Vec<ContributionRow>,
}

impl DifferenceRows {
    /// The rows of the differences of each variant, by its name.
    pub fn of(variants: &[(&str, Ensemble)]) -> Self {
        let (mut differences, mut of) = (Vec::new(), Vec::new());
        for (variant, ensemble) in variants {
            differences.extend(spreads(ensemble).map(|(place, measure, spread)| {
                let flipped_by = ensemble.flipped_by(&spread);
                UncertainDifferenceRow {
                    variant: (*variant).to_owned(),
                    group: ensemble.groups.all()[place].clone(),
                    measure,
                    flipped_by: flipped_by.map(|(field, greater)| (field.to_owned(), greater)),
                    spread,
                }
            }));
            of.extend(contributions(ensemble, variant));
        }
        Self {
            differences,
            contributions: of,
        }
    }

    /// The nation's difference of a measure.
    pub fn nation(&self, variant: &str, measure: &Measure) -> Option<&UncertainDifferenceRow> {
        let mut own = self.differences.iter().filter(|row| row.variant == variant);
        own.find(|row| row.group.by == GroupBy::Nation && row.measure == measure)
    }

    /// The tables, with those of the draws, which all variants have.
    pub fn files(&self, ensemble: &Ensemble) -> Vec<TableFile> {
        vec![
            UNCERTAINTY_DIFFERENCES.file(&self.differences),
            CONTRIBUTIONS_DIFFERENCES.file(&self.contributions),
            draws(ensemble),
        ]
    }
}

/// How each measure of each group, by its place, spreads.
fn spreads(ensemble: &Ensemble) -> impl Iterator<Item = (usize, &'static Measure, Spread)> {
    (0..ensemble.groups.all().len()).flat_map(move |place| {
        let of_group = MEASURES.iter();
        of_group.filter_map(move |measure| {
            let spread = ensemble.spread(measure, place)?;
            Some((place, measure, spread))
        })
    })
}

fn contributions(ensemble: &Ensemble, variant: &str) -> Vec<ContributionRow> {
    let names = || {
        ensemble
            .assumptions
            .entries
            .iter()
            .map(|entry| entry.name())
    };
    let of_measure = |(measure, found): OfMeasure| {
        let names = names().enumerate();
        let rows = names.map(|(place, field)| ContributionRow {
            variant: variant.to_owned(),
            measure,
            field,
            indices: found.as_ref().map(|found| found.of[place]),
            foreseen: found.as_ref().map(|found| found.foreseen),
        });
        rows.collect::<Vec<_>>()
    };
    let all = ensemble.contributions().into_iter();
    all.flat_map(of_measure).collect()
}

fn draws(ensemble: &Ensemble) -> TableFile {
    draws_file(&DRAWS, &ensemble.assumptions, &ensemble.draws)
}

/// Draws as a table, with a column a field.
pub(super) fn draws_file(
    table: &Table<DrawRow>,
    assumptions: &Assumptions,
    draws: &[Draw],
) -> TableFile {
    let fields = assumptions.entries.iter().flat_map(|entry| &entry.fields);
    let mut columns = (table.columns)();
    for (place, (field, scale)) in fields.enumerate() {
        let kind = match scale {
            Scale::Number | Scale::Whole => Kind::Figure,
            Scale::Duration => Kind::Text,
        };
        let value = move |row: &DrawRow| row.values.fields[place].1.as_str().into();
        columns = columns.column(field.clone(), kind, "The field's value", value);
    }
    let rows: Vec<DrawRow> = (1..)
        .zip(draws)
        .map(|(draw, values)| DrawRow {
            draw,
            values: values.clone(),
        })
        .collect();
    table.file_with(&columns, &rows)
}
