//! `compare --ensemble`: what is uncertain of the differences.

use super::super::Error;
use super::super::ensemble::{Drawn, Draws, Source};
use super::super::session::measure_named;
use super::{CompareArgs, other_chance};
use crate::datasets::DifferenceRows;
use crate::experiment::Ensemble;
use crate::scenario::Loaded;
use crate::terminal::uncertainty::Better;

/// How the differences of the variants spread over draws of what is uncertain.
pub(super) struct Spreads<'a> {
    pub(super) drawn: Drawn,
    pub(super) variants: Vec<(&'a str, Ensemble)>,
    pub(super) rows: DifferenceRows,
    pub(super) better: Better,
}

impl<'a> Spreads<'a> {
    pub(super) fn of(drawn: Drawn, variants: &'a [Loaded], better: Better) -> Self {
        let names = variants.iter().map(|loaded| loaded.scenario.name.as_str());
        let variants: Vec<_> = names.zip(drawn.differences()).collect();
        Self {
            rows: DifferenceRows::of(&variants),
            variants,
            drawn,
            better,
        }
    }

    /// The answer for each variant, a sentence.
    pub(super) fn answers(&self) -> Vec<String> {
        let answers = self.variants.iter().filter_map(|(variant, _)| {
            let row = self.rows.nation(variant, self.better.measure)?;
            Some(format!("{variant}: {}", self.better.answer(row)))
        });
        answers.collect()
    }
}

/// The draws that were asked for: every scenario must meet the same chance in them.
pub(super) fn draws<'a>(
    args: &'a CompareArgs,
    base: &'a Loaded,
    variants: &'a [Loaded],
) -> Result<Option<Draws<'a>>, Error> {
    let paths = std::iter::once(&args.base).chain(&args.variants);
    let all = paths.zip(std::iter::once(base).chain(variants));
    let sources = all.map(|(path, loaded)| Source {
        path,
        set: args.overrides.fields(),
        loaded,
        inputs: args.work.clone(),
    });
    let draws = Draws::check(&args.ensemble, sources.collect())?;
    let other = variants.iter().find_map(|variant| {
        let name = &variant.scenario.name;
        Some(format!("{name}: {}", other_chance(base, variant)?))
    });
    match other.filter(|_| draws.is_some()) {
        Some(why) => Err(Error::input(format!(
            "--ensemble: {why}; draws need the same luck in all scenarios"
        ))),
        None => Ok(draws),
    }
}

/// Reads `return_rate=lower`.
pub(super) fn better(text: &str) -> Result<Better, Error> {
    let form = || {
        Error::input(format!(
            "--better '{text}': write MEASURE=lower or MEASURE=higher"
        ))
    };
    let (name, way) = text.split_once('=').ok_or_else(form)?;
    Ok(Better {
        measure: measure_named(name.trim())?,
        lower: match way.trim() {
            "lower" => true,
            "higher" => false,
            _ => return Err(form()),
        },
    })
}
