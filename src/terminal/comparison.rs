//! What `compare` and `--resend-effect` print.

use crate::datasets::{Compared, ComparisonRow};
use crate::experiment::ResendEffect;
use crate::measures::{self, Estimate, GroupBy, Groups, Level, Measure, RETURN_RATE, Unit};
use crate::views::format::{count, number, plain};
use crate::views::{Formatted, TextColumn, TextTable};

/// The measures of the nation that a comparison shows; all others are in its tables.
pub(super) const SHOWN: [Measure; 21] = [
    RETURN_RATE,
    measures::RETURN_RATE_FIRST,
    measures::RETURN_RATE_WINDOW_OVER,
    measures::RETURN_RATE_WRONG_CERTIFICATE,
    measures::SUCCESS_RATE,
    measures::SUBMISSIONS_NEEDED,
    measures::COMPLETE_WITHIN_6H,
    measures::COMPLETE_WITHIN_24H,
    measures::TIME_TO_VERIFY_P50,
    measures::TIME_TO_VERIFY_P95,
    measures::MESSAGES_PER_CHECK,
    measures::COMPLETE_WITH_RESENT_RATE,
    measures::ENTRIES_PER_DAY,
    measures::OPEN_CHECKS_PEAK,
    measures::COST_MESSAGES,
    measures::COST_RETURNS_PROVIDER,
    measures::COST_RETURNS_AUTHORITY,
    measures::COST_PAGE_ACTS,
    measures::COST_DELAY,
    measures::COST_TOTAL,
    measures::COST_PER_FILING_VERIFIED,
];

/// The comparison of the base with each variant, as text; in a `room` of so many columns, those that
/// matter least are left out.
pub fn comparison(base_name: &str, variants: &[Compared<'_>], room: Option<usize>) -> String {
    let mut text = String::new();
    for variant in variants {
        let rows = &variant.differences;
        text += &format!("{} against {}\n", plain(variant.name), plain(base_name));
        text += &fields(variant);
        text += &figures(rows, variant.results.level, room);
        text += &provinces(rows);
        text += &moved(variant);
        text.push('\n');
    }
    text
}

/// The longest value of a field that is shown whole, in characters.
const LONGEST: usize = 60;

fn fields(variant: &Compared<'_>) -> String {
    let mut text = String::new();
    if variant.fields.is_empty() {
        text += "  The scenarios do not differ.\n";
    }
    for field in variant.fields {
        let [a, b] = [&field.a, &field.b].map(|value| {
            let whole = value
                .as_ref()
                .map_or("(not set)".to_owned(), ToString::to_string);
            let short: String = whole.chars().take(LONGEST).collect();
            let more = if short.len() < whole.len() { "…" } else { "" };
            short + more
        });
        text += &format!("  {}: {a} → {b}\n", field.field);
    }
    let how = if variant.paired {
        "Differences are paired: both met common random numbers (the same draws, filing by filing)."
    } else {
        "The scenarios cannot be paired: intervals are those of independent runs."
    };
    format!("{text}  {how}\n\n")
}

fn figures(rows: &[ComparisonRow], level: Level, room: Option<usize>) -> String {
    let columns = [
        TextColumn::words(""),
        TextColumn::figures("base"),
        TextColumn::figures("variant"),
        TextColumn::figures("difference"),
        TextColumn::words_of(format!("{level} interval")),
        TextColumn::figures("half-width ratio"),
    ];
    let mut table = TextTable::new(&columns, 2).optional(&[5, 1, 2], "comparison.csv");
    let nation = rows.iter().filter(|row| row.group.by == GroupBy::Nation);
    for row in nation.filter(|row| SHOWN.contains(row.measure)) {
        let difference = &row.difference;
        let shown = |estimate| Formatted::of(row.measure.unit, estimate).value;
        let [figure, interval] = cells(row);
        let ratio = difference.half_width_ratio;
        table.row([
            row.measure.name.to_owned(),
            shown(&difference.base),
            shown(&difference.variant),
            figure,
            interval,
            ratio.map_or_else(String::new, |ratio| number(ratio, 1)),
        ]);
    }
    table.text(room)
}

/// A difference, and its interval.
fn cells(row: &ComparisonRow) -> [String; 2] {
    let of = &row.difference;
    let shown = Formatted::difference(row.measure.unit, of.difference, of.interval);
    let none = || "none: one replication".to_owned();
    [shown.value, shown.interval.unwrap_or_else(none)]
}

/// The provinces whose return rate moved most, of those where that is no chance.
fn provinces(rows: &[ComparisonRow]) -> String {
    let rates = rows
        .iter()
        .filter(|row| row.group.by == GroupBy::Province && *row.measure == RETURN_RATE);
    let mut moved: Vec<&ComparisonRow> = rates.filter(|row| row.moved()).collect();
    let size = |row: &ComparisonRow| row.difference.difference.abs();
    moved.sort_by(|a, b| size(b).total_cmp(&size(a)));
    if moved.is_empty() {
        return String::new();
    }
    let columns = [
        TextColumn::words(""),
        TextColumn::figures(""),
        TextColumn::words(""),
    ];
    let mut table = TextTable::new(&columns, 4);
    for row in moved.iter().take(5) {
        let [figure, interval] = cells(row);
        table.row([row.group.name.clone(), figure, interval]);
    }
    let (all, table) = (moved.len(), table.text(None));
    format!(
        "\n  Return rate by province: in {all} it moved beyond chance (5 %, Holm); most in\n{table}"
    )
}

fn moved(variant: &Compared<'_>) -> String {
    if variant.transitions.is_none() {
        return String::new();
    }
    let columns = [TextColumn::figures(""), TextColumn::words("")];
    let mut table = TextTable::new(&columns, 4);
    let rows = variant.transition_rows();
    for row in rows.iter().filter(|row| row.before != row.after) {
        let (before, after) = (row.before.name(), row.after.name());
        table.row([count(row.filings), format!("{before} → {after}")]);
    }
    let table = table.text(None);
    format!("\n  Filings whose outcome changed (all replications)\n{table}")
}

/// What resends cause in the nation, as text.
pub fn resend_effect(effect: &ResendEffect) -> String {
    let columns = [
        TextColumn::words(""),
        TextColumn::figures("per 1,000 filings"),
        TextColumn::figures("per 1,000 checks"),
        TextColumn::figures("per 1,000 resent"),
        TextColumn::figures("messages saved"),
    ];
    let mut table = TextTable::new(&columns, 2);
    for of_group in effect.by_group.iter().filter(|e| e.group == Groups::NATION) {
        let shown = |estimate: Option<Estimate>| {
            estimate.map_or_else(String::new, |e| {
                Formatted::of(Unit::Number, &e).with_brackets()
            })
        };
        table.row([
            of_group.resend.name().to_owned(),
            shown(of_group.per_1000_filings),
            shown(of_group.per_1000_checks),
            shown(of_group.per_1000_resent),
            shown(of_group.messages_saved),
        ]);
    }
    let table = table.text(None);
    format!(
        "Resends, as caused: returns avoided, the same filings with and without, and messages saved\n  \
         without, per 1,000 checks (the effects do not add up: what one does not avoid the other may)\n{table}"
    )
}

/// The differences of a variant as JSON: by breakdown, group and measure.
pub fn differences(variant: &Compared<'_>) -> serde_json::Value {
    let mut by = serde_json::Map::new();
    for row in &variant.differences {
        let groups = by
            .entry(row.group.by.name())
            .or_insert_with(|| serde_json::json!({}));
        let difference = &row.difference;
        groups[&row.group.name][row.measure.name] = serde_json::json!({
            "base": difference.base.value,
            "value": difference.variant.value,
            "difference": difference.difference,
            "low": difference.interval.map(|interval| interval.low),
            "high": difference.interval.map(|interval| interval.high),
            "unit": row.measure.unit.name(),
        });
    }
    by.into()
}
