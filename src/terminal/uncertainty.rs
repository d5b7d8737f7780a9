//! What `--ensemble` prints.

use serde_json::{Map, Value, json};

use super::comparison::SHOWN;
use crate::datasets::{
    ContributionRow, DifferenceRows, EnsembleRows, UncertainDifferenceRow, fixed, unit_decimals,
};
use crate::experiment::Ensemble;
use crate::measures::{
    Group, GroupBy, Groups, Measure, RETURN_RATE, Results, SPREAD_LEVELS, Spread, Unit, wilson,
};
use crate::views::format::{number, percent, plain, several};
use crate::views::{Formatted, TextColumn, TextTable};

/// With fewer draws, the ends of a 95 % interval are nearly the least and the greatest.
const FEW_DRAWS: usize = 40;
/// So many of the fields that contribute most are named.
const NAMED: usize = 6;

/// The uncertainty of a run, beside the confidence intervals of its own results.
pub fn run(
    ensemble: &Ensemble,
    rows: &EnsembleRows,
    results: &Results,
    room: Option<usize>,
) -> String {
    let level = ensemble.level;
    let columns = [
        TextColumn::words(""),
        TextColumn::figures("median"),
        TextColumn::words_of(format!("{level} uncertainty")),
        TextColumn::words_of(format!("{level} confidence")),
        TextColumn::figures("chance"),
    ];
    let mut table = TextTable::new(&columns, 2).optional(&[3, 4], "uncertainty.csv");
    let nation = rows
        .uncertainty
        .iter()
        .filter(|row| row.group.by == GroupBy::Nation);
    for row in nation.filter(|row| SHOWN.contains(row.measure)) {
        let unit = row.measure.unit;
        let shown = Formatted::spread(unit, &row.spread);
        let confidence = results.estimate(row.measure, Groups::NATION);
        let confidence = confidence.and_then(|estimate| Formatted::of(unit, &estimate).interval);
        table.row([
            row.measure.name.to_owned(),
            shown.value,
            shown.interval.unwrap_or_default(),
            confidence.unwrap_or_default(),
            chance(&row.spread),
        ]);
    }
    let (head, table) = (head("Uncertainty", ensemble), table.text(room));
    let from = contributions(&rows.contributions, "", room);
    format!("{head}{table}{from}")
}

/// What is uncertain of the differences of a variant; `better` is the measure that decides, and whether less of it
/// is better.
pub fn differences(
    variant: &str,
    ensemble: &Ensemble,
    rows: &DifferenceRows,
    better: Better,
    room: Option<usize>,
) -> String {
    let columns = [
        TextColumn::words(""),
        TextColumn::figures("median"),
        TextColumn::words("80 % uncertainty"),
        TextColumn::words_of(format!("{} uncertainty", ensemble.level)),
        TextColumn::figures("below 0"),
    ];
    let mut table = TextTable::new(&columns, 2).optional(&[2], "uncertainty_differences.csv");
    let own = rows.differences.iter().filter(|row| row.variant == variant);
    let nation: Vec<_> = own.filter(|row| row.group.by == GroupBy::Nation).collect();
    for row in nation.iter().filter(|row| SHOWN.contains(row.measure)) {
        let unit = row.measure.unit;
        let inner = Some(row.spread.intervals[1]);
        let inner = Formatted::difference_within(unit, row.spread.median, inner);
        let shown = Formatted::spread_difference(unit, &row.spread);
        table.row([
            row.measure.name.to_owned(),
            shown.value,
            inner.interval.unwrap_or_default(),
            shown.interval.unwrap_or_default(),
            percent(row.below_zero(), 0),
        ]);
    }
    let title = format!("Uncertainty of the differences of {}", plain(variant));
    let (head, table) = (head(&title, ensemble), table.text(room));
    let decided = rows.nation(variant, better.measure);
    let answer = decided.map_or_else(String::new, |row| format!("  {}\n", better.answer(row)));
    let from = contributions(&rows.contributions, variant, room);
    format!("{head}{table}{answer}{from}")
}

/// A measure, and the direction in which it is better.
#[derive(Clone, Copy, Debug)]
pub struct Better {
    /// The measure.
    pub measure: &'static Measure,
    /// Whether less of it is better.
    pub lower: bool,
}

impl Better {
    /// The answer that a decision needs, as a sentence.
    pub fn answer(self, row: &UncertainDifferenceRow) -> String {
        let values = &row.spread.values;
        let draws = values.len();
        let lower = values.iter().filter(|value| **value < 0.0).count();
        let higher = values.iter().filter(|value| **value > 0.0).count();
        let (good, bad) = if self.lower {
            (lower, higher)
        } else {
            (higher, lower)
        };
        let outcome = match (good, bad) {
            (0, 0) => format!("no difference in any of {draws} draws"),
            _ if good == draws => format!("better in every one of {draws} draws"),
            _ if bad == draws => format!("worse in every one of {draws} draws"),
            _ => format!("better in {good} and worse in {bad} of {draws} draws"),
        };
        let interval = wilson(good as f64, draws as f64, row.spread.level);
        let [least, most] = [interval.low, interval.high].map(|end| number(end * 100.0, 0));
        let flipped = match &row.flipped_by {
            Some((field, true)) => format!("; {field} is greater in the fewer draws"),
            Some((field, false)) => format!("; {field} is smaller in the fewer draws"),
            None => String::new(),
        };
        let shown = Formatted::spread_difference(row.measure.unit, &row.spread);
        let level = row.spread.level;
        format!(
            "{}: {}, between {} in {level} of draws; {outcome} (probability of better: {least} to {most} %){flipped}.",
            row.measure.name,
            shown.value,
            shown.interval.unwrap_or_default().replace(" to ", " and "),
        )
    }
}

fn head(title: &str, ensemble: &Ensemble) -> String {
    let draws = ensemble.draws.len();
    let few = match draws < FEW_DRAWS {
        true => {
            format!(
                "\n  {draws} draws are few: a {} interval is nearly all that they reach.",
                ensemble.level
            )
        }
        false => String::new(),
    };
    let of = several(ensemble.assumptions.entries.len() as f64, "assumption");
    let each = several(f64::from(ensemble.replications), "replication");
    format!("\n{title} (of {of}, in {draws} draws of {each}){few}\n")
}

/// Chance's share.
fn chance(spread: &Spread) -> String {
    let share = spread.share_chance();
    share.map_or_else(String::new, |share| percent(share, 1))
}

static FROM: [TextColumn; 3] = [
    TextColumn::words(""),
    TextColumn::figures("alone (first order)"),
    TextColumn::figures("in all (total)"),
];

/// What the return rate's uncertainty comes from, the most first.
fn contributions(rows: &[ContributionRow], variant: &str, room: Option<usize>) -> String {
    let own = rows
        .iter()
        .filter(|row| row.variant == variant && *row.measure == RETURN_RATE);
    let mut found: Vec<_> = own
        .filter_map(|row| Some((row, row.indices?, row.foreseen?)))
        .collect();
    found.sort_by(|a, b| b.1.total.total_cmp(&a.1.total));
    found.retain(|(_, index, _)| index.total > 0.0);
    let Some((_, _, foreseen)) = found.first() else {
        return "\n  What it comes from cannot be said: no field foresees draws that are left out.\n".to_owned();
    };
    let mut table = TextTable::new(&FROM, 4);
    for (row, index, _) in found.iter().take(NAMED) {
        let with =
            |value: f64, (low, high): (f64, f64)| format!("{value:.3} [{low:.3} to {high:.3}]");
        table.row([
            row.field.clone(),
            with(index.first, index.first_interval),
            with(index.total, index.total_interval),
        ]);
    }
    let (foreseen, table) = (percent(*foreseen, 0), table.text(room));
    format!(
        "\n  What the spread of return_rate comes from: shares of its variance, {foreseen} of it foreseen\n{table}"
    )
}

/// The spreads of a run as JSON: by breakdown, group and measure.
pub fn run_json(ensemble: &Ensemble, rows: &EnsembleRows) -> Value {
    let spreads = rows
        .uncertainty
        .iter()
        .map(|row| (&row.group, row.measure.name, row.measure.unit, &row.spread));
    json!({
        "draws": ensemble.draws.len(),
        "replications": ensemble.replications,
        "assumptions": ensemble.assumptions.entries.len(),
        "measures": by_group(spreads.map(|(group, name, unit, spread)| (group, name, spread_json(unit, spread)))),
    })
}

/// The spreads of a variant's differences as JSON.
pub fn differences_json(variant: &str, ensemble: &Ensemble, rows: &DifferenceRows) -> Value {
    let own = rows.differences.iter().filter(|row| row.variant == variant);
    let measures = own.map(|row| {
        let mut of = spread_json(row.measure.unit, &row.spread);
        of["probability_below_zero"] = row.below_zero().into();
        of["flipped_by"] = row
            .flipped_by
            .as_ref()
            .map(|(field, _)| field.clone())
            .into();
        (&row.group, row.measure.name, of)
    });
    json!({
        "draws": ensemble.draws.len(),
        "replications": ensemble.replications,
        "assumptions": ensemble.assumptions.entries.len(),
        "measures": by_group(measures),
    })
}

fn by_group<'a>(measures: impl Iterator<Item = (&'a Group, &'static str, Value)>) -> Value {
    let mut by = Map::new();
    for (group, name, of) in measures {
        let groups = by.entry(group.by.name()).or_insert_with(|| json!({}));
        groups[&group.name][name] = of;
    }
    by.into()
}

fn spread_json(unit: Unit, spread: &Spread) -> Value {
    let rounded = |value: f64| -> Option<f64> { fixed(value, unit_decimals(unit)).parse().ok() };
    let mut of = json!({
        "median": rounded(spread.median),
        "unit": unit.name(),
        "share_chance": spread.share_chance(),
    });
    for (level, (low, high)) in SPREAD_LEVELS.into_iter().zip(spread.intervals) {
        let level = (level * 100.0).round();
        of[format!("low_{level}")] = rounded(low).into();
        of[format!("high_{level}")] = rounded(high).into();
    }
    of
}
