//! What resends are worth, as caused.

use super::messages::fate_words;
use super::schema::{Kind, TableName};
use super::table::{Columns, Table, TableFile};
use crate::experiment::{Resend, ResendEffect};
use crate::measures::{Estimate, Group, Results};
use crate::rules::Fate;

/// What one kind of resend does, in one group of one scenario.
#[derive(Clone, Debug)]
pub struct ResendEffectRow {
    /// The scenario's name.
    pub scenario: String,
    /// The resends that are turned off in the other run.
    pub resend: Resend,
    /// The group.
    pub group: Group,
    /// Which figure.
    pub figure: EffectFigure,
    /// It; below 0 where the resend does the opposite.
    pub value: Option<Estimate>,
}

/// A figure of what resends do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectFigure {
    /// Returns of first submissions avoided, by filings checked.
    Filings,
    /// Returns of all submissions avoided, by checks.
    Checks,
    /// Returns of all submissions avoided, by messages resent.
    Resent,
    /// Messages saved without the resend, by checks.
    MessagesSaved,
}

impl EffectFigure {
    const ALL: [Self; 4] = [
        Self::Filings,
        Self::Checks,
        Self::Resent,
        Self::MessagesSaved,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Filings => "returns_avoided_per_1000_filings",
            Self::Checks => "returns_avoided_per_1000_checks",
            Self::Resent => "returns_avoided_per_1000_resent",
            Self::MessagesSaved => "messages_saved_per_1000_checks",
        }
    }
}

impl<R: 'static> Columns<R> {
    /// The scenario and the resends that name a row.
    #[rustfmt::skip]
    fn scenario_and_resend(self, scenario: fn(&R) -> &str, resend: fn(&R) -> Resend) -> Self {
        self.key("scenario", Kind::Text, "The scenario's name, that of its file",
            move |row| scenario(row).into())
        .key("resend", Kind::Word(|| Resend::ALL.map(Resend::name).to_vec()),
            "Which resends are turned off in the other run: automatic (R14), manual (R15), or both. \
             The three effects do not add up: what one does not avoid the other may",
            move |row| resend(row).name().into())
    }
}

/// `resend_effect.csv`.
#[rustfmt::skip]
pub const RESEND_EFFECT: Table<ResendEffectRow> = Table {
    name: TableName("resend_effect"),
    title: "What resends avoid, as caused",
    description: "One row: one figure of what one kind of resend does in one group: the same filings \
                  with it and without it.",
    columns: || Columns::new()
        .scenario_and_resend(|row: &ResendEffectRow| &row.scenario, |row| row.resend)
        .group(|row| &row.group)
        .key("figure", Kind::Word(|| EffectFigure::ALL.map(EffectFigure::name).to_vec()),
            "Returns of first submissions avoided per 1,000 filings checked; of all submissions per 1,000 checks, or per \
             1,000 messages resent (those of the run as it is, less those that are resent without it); or messages saved \
             without the resend per 1,000 checks: net, first codes of the resubmissions that it avoids included",
            |row| row.figure.name().into())
        .estimate("value", Kind::Figure,
            "The figure; below 0 where the resend does the opposite", |row| row.value),
};

/// Returns of first submissions avoided by one kind of resend among filings whose first message met
/// one fate.
#[derive(Clone, Debug)]
pub struct FateEffectRow {
    /// The scenario's name.
    pub scenario: String,
    /// The resends that are turned off in the other run.
    pub resend: Resend,
    /// What became of the first message.
    pub fate: Fate,
    /// Counted filings of which it did, over all replications.
    pub filings: u64,
    /// Returns avoided per 1,000 of them.
    pub avoided: Option<Estimate>,
}

/// `resend_effect_by_fate.csv`.
#[rustfmt::skip]
pub const RESEND_EFFECT_BY_FATE: Table<FateEffectRow> = Table {
    name: TableName("resend_effect_by_fate"),
    title: "What resends avoid, by what became of the first message",
    description: "One row: returns of first submissions avoided among filings whose first message \
                  met one fate; of two leaders the one whose message got least far.",
    columns: || Columns::new()
        .scenario_and_resend(|row: &FateEffectRow| &row.scenario, |row| row.resend)
        .key("fate", Kind::Word(fate_words), "What became of the first message",
            |row| row.fate.name().into())
        .column("filings", Kind::Count, "Counted filings of which it did, over all replications",
            |row| row.filings.into())
        .column("returns_avoided_per_1000", Kind::Figure,
            "Returns of first submissions avoided per 1,000 of these filings",
            |row| row.avoided.map(|estimate| estimate.value).into())
        .ends("returns_avoided_per_1000", |row| row.avoided?.interval)
        .method(|row| row.avoided?.interval)
        .column("pairs", Kind::Count,
            "Pairs behind the interval: replications, or the filings of one",
            |row| row.avoided.map(|e| e.replications as u64).into()),
};

/// What the resends of a scenario avoid, by group.
pub fn resend_effect_rows(
    scenario: &str,
    results: &Results,
    effect: &ResendEffect,
) -> Vec<ResendEffectRow> {
    let rows = effect.by_group.iter().flat_map(|of_group| {
        let figures = [
            (EffectFigure::Filings, of_group.per_1000_filings),
            (EffectFigure::Checks, of_group.per_1000_checks),
            (EffectFigure::Resent, of_group.per_1000_resent),
            (EffectFigure::MessagesSaved, of_group.messages_saved),
        ];
        figures.map(|(figure, value)| ResendEffectRow {
            scenario: scenario.to_owned(),
            resend: of_group.resend,
            group: results.groups.all()[of_group.group].clone(),
            figure,
            value,
        })
    });
    rows.collect()
}

/// What the resends of a scenario avoid, by what became of the first message.
pub fn fate_effect_rows(scenario: &str, effect: &ResendEffect) -> Vec<FateEffectRow> {
    let rows = effect.by_fate.iter().map(|of_fate| FateEffectRow {
        scenario: scenario.to_owned(),
        resend: of_fate.resend,
        fate: of_fate.fate,
        filings: of_fate.filings,
        avoided: of_fate.per_1000_filings,
    });
    rows.collect()
}

/// The tables of what resends cause, in each scenario, by its name.
pub fn resend_effect_tables(effects: &[(&str, &Results, &ResendEffect)]) -> Vec<TableFile> {
    let by_group: Vec<_> = effects
        .iter()
        .flat_map(|(name, results, effect)| resend_effect_rows(name, results, effect))
        .collect();
    let by_fate: Vec<_> = effects
        .iter()
        .flat_map(|(name, _, effect)| fate_effect_rows(name, effect))
        .collect();
    vec![
        RESEND_EFFECT.file(&by_group),
        RESEND_EFFECT_BY_FATE.file(&by_fate),
    ]
}
