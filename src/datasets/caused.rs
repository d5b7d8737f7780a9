//! What resends are worth, as caused.

use super::TableError as Error;
use super::column::{
    CI_HIGH, CI_LOW, CI_METHOD, GROUP, GROUP_BY, Kind, REPLICATIONS, Schema, column, words,
};
use super::sheet::{Sheet, TableFile, estimate_cells};
use super::tables::group_cells;
use crate::experiment::{Resend, ResendEffect};
use crate::measures::Results;

const RESEND: super::column::Column = column(
    "resend",
    Kind::Word(resends),
    "Which resends are turned off in the other run: automatic (R14), manual (R15), or both. The \
     three effects do not add up: what one does not avoid the other may",
);

const SCENARIO: super::column::Column = column(
    "scenario",
    Kind::Text,
    "The scenario's name, that of its file",
);

fn resends() -> Vec<&'static str> {
    Resend::ALL.map(Resend::name).to_vec()
}

fn per() -> Vec<&'static str> {
    vec!["1000_filings", "1000_checks", "1000_messages"]
}

const DECIMALS: usize = 3;

pub(super) static RESEND_EFFECT: Schema = Schema {
    name: "resend_effect",
    title: "What resends avoid, as caused",
    description: "One row: returns avoided by one kind of resend in one group: the same filings \
                  with it and without it.",
    columns: &[
        SCENARIO,
        RESEND,
        GROUP_BY,
        GROUP,
        column(
            "per",
            Kind::Word(per),
            "Returns of first submissions per 1,000 filings checked, of all submissions per 1,000 \
             checks, or of all submissions per 1,000 messages saved without the resend",
        ),
        column(
            "returns_avoided",
            Kind::Figure,
            "Returns avoided; below 0 where there were more",
        ),
        CI_LOW,
        CI_HIGH,
        CI_METHOD,
        REPLICATIONS,
    ],
    key: &["scenario", "resend", "group_by", "group", "per"],
    interval_of: Some("returns_avoided"),
};

pub(super) static BY_FATE: Schema = Schema {
    name: "resend_effect_by_fate",
    title: "What resends avoid, by what became of the first message",
    description: "One row: returns of first submissions avoided among filings whose first message \
                  met one fate; of two leaders the one whose message got least far.",
    columns: &[
        SCENARIO,
        RESEND,
        column(
            "fate",
            Kind::Word(words::fates),
            "What became of the first message",
        ),
        column(
            "filings",
            Kind::Count,
            "Counted filings of which it did, over all replications",
        ),
        column(
            "returns_avoided_per_1000",
            Kind::Figure,
            "Returns of first submissions avoided per 1,000 of these filings",
        ),
        CI_LOW,
        CI_HIGH,
        CI_METHOD,
        column(
            "pairs",
            Kind::Count,
            "Pairs behind the interval: replications, or the filings of one",
        ),
    ],
    key: &["scenario", "resend", "fate"],
    interval_of: Some("returns_avoided_per_1000"),
};

/// The tables of what resends cause, in each scenario, by its name.
///
/// # Errors
/// [`Error`] where one cannot be written.
pub fn resend_effect_tables(
    effects: &[(&str, &Results, &ResendEffect)],
) -> Result<Vec<TableFile>, Error> {
    let mut by_group = Sheet::new(&RESEND_EFFECT)?;
    let mut by_fate = Sheet::new(&BY_FATE)?;
    for &(scenario, results, effect) in effects {
        for of_group in &effect.by_group {
            let figures = [
                of_group.per_1000_filings,
                of_group.per_1000_checks,
                of_group.per_1000_messages,
            ];
            for (per, figure) in per().into_iter().zip(figures) {
                let [by, group] = group_cells(&results.groups.all()[of_group.group]);
                let [value, low, high, method, pairs] = estimate_cells(figure, DECIMALS);
                let (scenario, resend) = (scenario.into(), of_group.resend.name().into());
                let per = per.into();
                by_group.row([
                    scenario, resend, by, group, per, value, low, high, method, pairs,
                ])?;
            }
        }
        for of_fate in &effect.by_fate {
            let figure = of_fate.per_1000_filings;
            let [value, low, high, method, pairs] = estimate_cells(figure, DECIMALS);
            let (scenario, resend) = (scenario.into(), of_fate.resend.name().into());
            let (fate, filings) = (of_fate.fate.name().into(), of_fate.filings.into());
            by_fate.row([
                scenario, resend, fate, filings, value, low, high, method, pairs,
            ])?;
        }
    }
    Ok(vec![by_group.finish()?, by_fate.finish()?])
}
