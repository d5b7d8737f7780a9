//! Tables of a comparison: differing fields, measures side by side, outcomes before and after.

use std::collections::BTreeMap;

use super::TableError as Error;
use super::column::{CI_HIGH, CI_LOW, GROUP, GROUP_BY, Kind, Schema, column, words};
use super::sheet::{Cell, Sheet, TableFile, unit_decimals};
use super::tables::group_cells;
use crate::experiment::{FilingPairs, Outcome};
use crate::measures::{
    Group, Groups, MEASURES, Measure, PairedDifference, Results, difference, holm, paired_interval,
};
use crate::scenario::Difference;

/// One variant held against the base.
pub struct Compared<'a> {
    /// The variant's name.
    pub name: &'a str,
    /// Its results.
    pub results: &'a Results,
    /// Whether its replications are pairs with the base's.
    pub paired: bool,
    /// The fields in which it differs.
    pub fields: &'a [Difference],
    /// The pairs of filings, where there is one replication: they then give the intervals of what
    /// they tell.
    pub filing_pairs: Option<&'a FilingPairs>,
    /// Outcomes of filings before and after, where they were asked for.
    pub transitions: Option<&'a BTreeMap<(Outcome, Outcome), u64>>,
}

/// What the pairs are behind an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// Replications that met the same luck.
    Replications,
    /// Filings that met the same luck, in one replication.
    Filings,
    /// None: two independent experiments.
    Independent,
}

impl Pairing {
    const ALL: [Self; 3] = [Self::Replications, Self::Filings, Self::Independent];

    fn name(self) -> &'static str {
        match self {
            Self::Replications => "paired",
            Self::Filings => "filings",
            Self::Independent => "independent",
        }
    }
}

/// The measure of which pairs of filings tell.
const OF_FILINGS: &str = "return_rate_first";

/// Gives a difference without an interval that of the pairs of filings, where they tell of it.
fn by_filings(
    variant: &Compared<'_>,
    measure: &Measure,
    groups: &Groups,
    group: usize,
    difference: &mut PairedDifference,
) -> Pairing {
    let otherwise = if variant.paired {
        Pairing::Replications
    } else {
        Pairing::Independent
    };
    let Some(pairs) = variant
        .filing_pairs
        .filter(|_| variant.paired && difference.interval.is_none() && measure.name == OF_FILINGS)
    else {
        return otherwise;
    };
    let tally = if group == Groups::NATION {
        Some(pairs.nation())
    } else {
        let mut provinces = pairs.provinces().enumerate();
        provinces
            .find(|(place, _)| groups.province(*place) == group)
            .map(|(_, tally)| tally)
    };
    let found = tally.and_then(|tally| paired_interval(difference.difference, &tally));
    let Some((interval, p)) = found else {
        return otherwise;
    };
    difference.interval = Some(interval);
    difference.p_value = Some(p);
    Pairing::Filings
}

/// The difference of one measure in one group.
pub struct Row<'a> {
    /// The group.
    pub group: &'a Group,
    /// The measure.
    pub measure: &'static Measure,
    /// The difference.
    pub difference: PairedDifference,
    /// What the interval is that of.
    pub pairing: Pairing,
    /// The p value after Holm, over the groups of one breakdown.
    pub p_holm: Option<f64>,
}

/// All differences of a variant: every measure in every group that both have.
pub fn rows<'a>(base: &'a Results, variant: &Compared<'a>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row> = Vec::new();
    for measure in MEASURES {
        for (place, group) in base.groups() {
            let other = variant.results.groups().find(|(_, other)| *other == group);
            let Some((other, _)) = other else {
                continue;
            };
            let pair = ((base, place), (variant.results, other));
            if let Some(mut difference) = difference(measure, pair.0, pair.1, variant.paired) {
                let groups = &base.groups;
                let pairing = by_filings(variant, measure, groups, place, &mut difference);
                rows.push(Row {
                    group,
                    measure,
                    difference,
                    pairing,
                    p_holm: None,
                });
            }
        }
    }
    adjust(&mut rows);
    // In the order of results: by group, then measure.
    let order = |row: &Row| base.groups().position(|(_, group)| group == row.group);
    rows.sort_by_key(order);
    rows
}

/// Holm's adjustment over the groups of one breakdown, for one measure at a time.
fn adjust(rows: &mut [Row]) {
    let family = |row: &Row| (row.measure.name, row.group.by);
    let mut start = 0;
    while start < rows.len() {
        let of = family(&rows[start]);
        let length = rows[start..]
            .iter()
            .take_while(|row| family(row) == of)
            .count();
        let family = &mut rows[start..start + length];
        let known: Vec<usize> = (0..length)
            .filter(|&place| family[place].difference.p_value.is_some())
            .collect();
        let p_values: Vec<f64> = known
            .iter()
            .filter_map(|&place| family[place].difference.p_value)
            .collect();
        for (place, p) in known.into_iter().zip(holm(&p_values)) {
            family[place].p_holm = Some(p);
        }
        start += length;
    }
}

const VARIANT: super::column::Column = column(
    "variant",
    Kind::Text,
    "The variant's name, that of its scenario file",
);

pub(super) static FIELDS: Schema = Schema {
    name: "fields",
    title: "Fields in which the scenarios differ",
    description: "One row: one field of the scenario that differs between the base and a variant.",
    columns: &[
        VARIANT,
        column("field", Kind::Text, "The field's dotted path"),
        column(
            "base",
            Kind::Text,
            "Its value in the base, as JSON; empty where it is not set",
        ),
        column(
            "value",
            Kind::Text,
            "Its value in the variant, as JSON; empty where it is not set",
        ),
    ],
    key: &["variant", "field"],
    interval_of: None,
};

pub(super) static COMPARISON: Schema = Schema {
    name: "comparison",
    title: "Measures side by side",
    description: "One row: one measure of one group in the base and in a variant, and their \
                  difference with its 95 % interval.",
    columns: &[
        VARIANT,
        GROUP_BY,
        GROUP,
        column("measure", Kind::Word(words::measures), "The measure"),
        column(
            "unit",
            Kind::Word(words::units),
            "The unit of the values and their difference",
        ),
        column("base", Kind::Figure, "The figure in the base"),
        column("value", Kind::Figure, "The figure in the variant"),
        column(
            "difference",
            Kind::Figure,
            "The variant's figure less the base's",
        ),
        CI_LOW,
        CI_HIGH,
        column(
            "pairing",
            Kind::Word(pairings),
            "What the interval is that of: pairs of replications (paired), pairs of filings in one \
             replication (filings), or two independent experiments",
        ),
        column(
            "narrower",
            Kind::Number(2),
            "How many times wider the interval of two independent runs would be",
        ),
        column(
            "p_value",
            Kind::Number(6),
            "Two-sided p value of the difference",
        ),
        column(
            "p_holm",
            Kind::Number(6),
            "The same after Holm's adjustment over the groups of the breakdown",
        ),
    ],
    key: &["variant", "group_by", "group", "measure"],
    interval_of: Some("difference"),
};

fn pairings() -> Vec<&'static str> {
    Pairing::ALL.map(Pairing::name).to_vec()
}

pub(super) static TRANSITIONS: Schema = Schema {
    name: "transitions",
    title: "Filings by outcome before and after",
    description: "One row: counted filings, over all replications, with one outcome in the base \
                  and one in a variant. Rows whose outcomes differ are the filings that the change \
                  touched.",
    columns: &[
        VARIANT,
        column(
            "before",
            Kind::Word(outcomes),
            "What the filing came to in the base",
        ),
        column(
            "after",
            Kind::Word(outcomes),
            "What the same filing came to in the variant",
        ),
        column("filings", Kind::Count, "How many filings"),
    ],
    key: &["variant", "before", "after"],
    interval_of: None,
};

fn outcomes() -> Vec<&'static str> {
    Outcome::ALL.map(Outcome::name).to_vec()
}

/// The tables of a comparison.
///
/// # Errors
/// [`Error`] where one cannot be written.
pub fn comparison_tables(
    base: &Results,
    variants: &[Compared<'_>],
) -> Result<Vec<TableFile>, Error> {
    let mut fields = Sheet::new(&FIELDS)?;
    let mut comparison = Sheet::new(&COMPARISON)?;
    let mut transitions = Sheet::new(&TRANSITIONS)?;
    for variant in variants {
        let json = |value: &Option<serde_json::Value>| -> Cell {
            value.as_ref().map(ToString::to_string).into()
        };
        for field in variant.fields {
            let name = field.field.as_str();
            fields.row([
                variant.name.into(),
                name.into(),
                json(&field.a),
                json(&field.b),
            ])?;
        }
        for row in rows(base, variant) {
            comparison.row(comparison_cells(variant, &row))?;
        }
        for ((before, after), filings) in variant.transitions.into_iter().flatten() {
            let (before, after) = (before.name().into(), after.name().into());
            transitions.row([variant.name.into(), before, after, (*filings).into()])?;
        }
    }
    let mut tables = vec![fields.finish()?, comparison.finish()?];
    if variants.iter().any(|variant| variant.transitions.is_some()) {
        tables.push(transitions.finish()?);
    }
    Ok(tables)
}

fn comparison_cells(variant: &Compared<'_>, row: &Row<'_>) -> [Cell; 14] {
    let decimals = unit_decimals(row.measure.unit);
    let figure = |value: f64| Cell::Figure(value, decimals);
    let PairedDifference {
        base,
        variant: other,
        difference,
        interval,
        ..
    } = row.difference;
    let [by, group] = group_cells(row.group);
    [
        variant.name.into(),
        by,
        group,
        row.measure.name.into(),
        row.measure.unit.name().into(),
        figure(base.value),
        figure(other.value),
        figure(difference),
        interval.map_or(Cell::Empty, |interval| figure(interval.low)),
        interval.map_or(Cell::Empty, |interval| figure(interval.high)),
        row.pairing.name().into(),
        row.difference.narrower.into(),
        row.difference.p_value.into(),
        row.p_holm.into(),
    ]
}
