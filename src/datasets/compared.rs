//! Tables of a comparison: differing fields, measures side by side, outcomes before and after.

use std::collections::BTreeMap;

use super::schema::{Kind, TableName};
use super::table::{Columns, Table, TableFile};
use crate::experiment::{FilingPairs, Outcome};
use crate::measures::{
    Group, Groups, MEASURES, Measure, PairedDifference, RETURN_RATE_FIRST, Results, difference,
    holm, paired_interval,
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
    /// Its differences from the base, as [`Compared::against`] finds them: every measure in every
    /// group that both have, in the order of results.
    pub differences: Vec<ComparisonRow>,
}

impl Compared<'_> {
    /// The same with its differences from the base.
    #[must_use]
    pub fn against(mut self, base: &Results) -> Self {
        self.differences = comparison_rows(base, &self);
        self
    }
}

/// What the pairs are behind an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// Replications that met common random numbers.
    Replications,
    /// Filings that met common random numbers, in one replication.
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

/// Gives a difference without an interval that of the pairs of filings, where they tell of it: where
/// each filing that one side has checked is checked on the other, too.
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
    let Some(pairs) = variant.filing_pairs.filter(|_| {
        variant.paired && difference.interval.is_none() && *measure == RETURN_RATE_FIRST
    }) else {
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
    let found = tally.and_then(|tally| {
        let sides = [difference.base, difference.variant];
        let all = sides.map(|side| side.parts.map(|(_, checked)| checked as u64));
        let paired = all == [Some(tally.pairs); 2];
        paired.then(|| paired_interval(difference.difference, &tally, variant.results.level))?
    });
    let Some((interval, p)) = found else {
        return otherwise;
    };
    difference.interval = Some(interval);
    difference.p_value = Some(p);
    Pairing::Filings
}

/// The difference of one measure between the base and a variant, in one group.
#[derive(Clone, Debug)]
pub struct ComparisonRow {
    /// The variant's name.
    pub variant: String,
    /// The group.
    pub group: Group,
    /// The measure.
    pub measure: &'static Measure,
    /// The difference.
    pub difference: PairedDifference,
    /// What the interval is that of.
    pub pairing: Pairing,
    /// The p value after Holm, over the groups of one breakdown.
    pub p_holm: Option<f64>,
}

impl ComparisonRow {
    /// Whether it moved beyond chance, at 5 % over all groups of the breakdown.
    pub fn moved(&self) -> bool {
        self.p_holm.is_some_and(|p| p < 0.05)
    }
}

fn comparison_rows(base: &Results, variant: &Compared<'_>) -> Vec<ComparisonRow> {
    let mut rows: Vec<(usize, ComparisonRow)> = Vec::new();
    for measure in MEASURES {
        for (place, group) in base.groups() {
            let row = comparison_row(base, place, group, variant, measure);
            rows.extend(row.map(|row| (place, row)));
        }
    }
    // A family of Holm's stands together: the groups of a breakdown, for one measure.
    let family = |a: &(usize, ComparisonRow), b: &(usize, ComparisonRow)| {
        (a.1.measure, a.1.group.by) == (b.1.measure, b.1.group.by)
    };
    rows.chunk_by_mut(family).for_each(adjust);
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The difference of a measure in a group; `None` where one side has no figure.
fn comparison_row(
    base: &Results,
    place: usize,
    group: &Group,
    variant: &Compared<'_>,
    measure: &'static Measure,
) -> Option<ComparisonRow> {
    let (other, _) = variant
        .results
        .groups()
        .find(|(_, other)| *other == group)?;
    let there = (variant.results, other);
    let mut difference = difference(measure, (base, place), there, variant.paired)?;
    let pairing = by_filings(variant, measure, &base.groups, place, &mut difference);
    Some(ComparisonRow {
        variant: variant.name.to_owned(),
        group: group.clone(),
        measure,
        difference,
        pairing,
        p_holm: None,
    })
}

/// Holm's adjustment over the groups of one breakdown, for one measure.
fn adjust(family: &mut [(usize, ComparisonRow)]) {
    let known = family.iter().filter_map(|(_, row)| row.difference.p_value);
    let mut adjusted = holm(&known.collect::<Vec<_>>()).into_iter();
    for (_, row) in family {
        row.p_holm = row.difference.p_value.and_then(|_| adjusted.next());
    }
}

impl<R: 'static> Columns<R> {
    /// The variant that names a row.
    #[rustfmt::skip]
    fn variant(self, variant: fn(&R) -> &str) -> Self {
        self.key("variant", Kind::Text, "The variant's name, that of its scenario file",
            move |row| variant(row).into())
    }
}

/// A field of the scenario that differs between the base and a variant.
#[derive(Clone, Debug)]
pub struct FieldRow {
    /// The variant's name.
    pub variant: String,
    /// The field, and both values.
    pub field: Difference,
}

/// `fields.csv`.
#[rustfmt::skip]
pub const FIELDS: Table<FieldRow> = Table {
    name: TableName("fields"),
    title: "Fields in which the scenarios differ",
    description: "One row: one field of the scenario that differs between the base and a variant.",
    columns: || Columns::new()
        .variant(|row: &FieldRow| &row.variant)
        .key("field", Kind::Text, "The field's dotted path", |row| row.field.field.as_str().into())
        .column("base", Kind::Text, "Its value in the base, as JSON; empty where it is not set",
            |row| row.field.a.as_ref().map(ToString::to_string).into())
        .column("value", Kind::Text, "Its value in the variant, as JSON; empty where it is not set",
            |row| row.field.b.as_ref().map(ToString::to_string).into()),
};

/// `comparison.csv`.
#[rustfmt::skip]
pub const COMPARISON: Table<ComparisonRow> = Table {
    name: TableName("comparison"),
    title: "Measures side by side",
    description: "One row: one measure of one group in the base and in a variant, and their \
                  difference with its 95 % interval.",
    columns: || Columns::in_units(|row: &ComparisonRow| row.measure.unit)
        .variant(|row| &row.variant)
        .group(|row| &row.group)
        .measure(|row| row.measure)
        .unit()
        .column("base", Kind::Figure, "The figure in the base",
            |row| row.difference.base.value.into())
        .of_measure()
        .column("value", Kind::Figure, "The figure in the variant",
            |row| row.difference.variant.value.into())
        .of_measure()
        .column("difference", Kind::Figure, "The variant's figure less the base's",
            |row| row.difference.difference.into())
        .of_measure()
        .ends("difference", |row| row.difference.interval)
        .column("pairing", Kind::Word(|| Pairing::ALL.map(Pairing::name).to_vec()),
            "What the interval is that of: pairs of replications (paired), pairs of filings in \
             one replication (filings), or two independent experiments",
            |row| row.pairing.name().into())
        .column("half_width_ratio", Kind::Number(2),
            "How many times wider the interval of two independent runs would be: its half \
             width / that of the pairs", |row| row.difference.half_width_ratio.into())
        .column("p_value", Kind::Number(6), "Two-sided p value of the difference",
            |row| row.difference.p_value.into())
        .column("p_holm", Kind::Number(6),
            "The same after Holm's adjustment over the groups of the breakdown",
            |row| row.p_holm.into()),
};

/// Counted filings with one outcome in the base and one in a variant.
#[derive(Clone, Debug)]
pub struct TransitionRow {
    /// The variant's name.
    pub variant: String,
    /// What the filings came to in the base.
    pub before: Outcome,
    /// What the same filings came to in the variant.
    pub after: Outcome,
    /// How many, over all replications.
    pub filings: u64,
}

/// `transitions.csv`.
#[rustfmt::skip]
pub const TRANSITIONS: Table<TransitionRow> = Table {
    name: TableName("transitions"),
    title: "Filings by outcome before and after",
    description: "One row: counted filings that both have, over all replications, with one outcome \
                  in the base and one in a variant. Rows whose outcomes differ are the filings that the change \
                  touched.",
    columns: || {
        let outcomes = Kind::Word(|| Outcome::ALL.map(Outcome::name).to_vec());
        Columns::new()
            .variant(|row: &TransitionRow| &row.variant)
            .key("before", outcomes, "What the filing came to in the base",
                |row| row.before.name().into())
            .key("after", outcomes, "What the same filing came to in the variant",
                |row| row.after.name().into())
            .column("filings", Kind::Count, "How many filings", |row| row.filings.into())
    },
};

impl Compared<'_> {
    /// The fields in which it differs.
    pub fn field_rows(&self) -> Vec<FieldRow> {
        let rows = self.fields.iter().map(|field| FieldRow {
            variant: self.name.to_owned(),
            field: field.clone(),
        });
        rows.collect()
    }

    /// Its filings by outcome before and after; none where they were not asked for.
    pub fn transition_rows(&self) -> Vec<TransitionRow> {
        let all = self.transitions.into_iter().flatten();
        all.map(|((before, after), filings)| TransitionRow {
            variant: self.name.to_owned(),
            before: *before,
            after: *after,
            filings: *filings,
        })
        .collect()
    }
}

/// The tables of a comparison.
pub fn comparison_tables(variants: &[Compared<'_>]) -> Vec<TableFile> {
    let fields: Vec<_> = variants.iter().flat_map(Compared::field_rows).collect();
    let rows = variants.iter().flat_map(|variant| &variant.differences);
    let mut tables = vec![FIELDS.file(&fields), COMPARISON.file(rows)];
    if variants.iter().any(|variant| variant.transitions.is_some()) {
        let transitions: Vec<_> = variants
            .iter()
            .flat_map(Compared::transition_rows)
            .collect();
        tables.push(TRANSITIONS.file(&transitions));
    }
    tables
}
