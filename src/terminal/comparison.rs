//! What `compare` and `--resend-effect` print.

use std::fmt::Write as _;

use super::fitted::{Column, Columns};
use crate::datasets::format::{amount, between, number, percent, plain, signed, time};
use crate::datasets::{Compared, ComparisonRow, comparison_rows};
use crate::experiment::ResendEffect;
use crate::measures::{self, Estimate, GroupBy, Groups, Measure, Results, Unit};

/// The measures of the nation that a comparison shows; all others are in its tables.
const SHOWN: [Measure; 14] = [
    measures::RETURN_RATE,
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
];

/// The comparison of the base with each variant, as text; in a `room` of so many columns, those that
/// matter least are left out.
pub fn comparison(
    base_name: &str,
    base: &Results,
    variants: &[Compared<'_>],
    room: Option<usize>,
) -> String {
    let mut text = String::new();
    for variant in variants {
        let _ = writeln!(text, "{} against {}", plain(variant.name), plain(base_name));
        fields(&mut text, variant);
        let all = comparison_rows(base, variant);
        figures(&mut text, &all, room);
        provinces(&mut text, &all);
        moved(&mut text, variant);
        text.push('\n');
    }
    text
}

fn fields(text: &mut String, variant: &Compared<'_>) {
    if variant.fields.is_empty() {
        let _ = writeln!(text, "  The scenarios do not differ.");
    }
    for field in variant.fields {
        let json = |value: &Option<serde_json::Value>| {
            let long = value
                .as_ref()
                .map_or("(not set)".to_owned(), ToString::to_string);
            let short: String = long.chars().take(60).collect();
            if short.len() < long.len() {
                format!("{short}…")
            } else {
                short
            }
        };
        let _ = writeln!(
            text,
            "  {}: {} → {}",
            field.field,
            json(&field.a),
            json(&field.b)
        );
    }
    let how = if variant.paired {
        "Differences are paired: both met the same luck."
    } else {
        "The scenarios cannot be paired: intervals are those of independent runs."
    };
    let _ = writeln!(text, "  {how}\n");
}

const COLUMNS: [Column; 6] = [
    column("", 30, true),
    column("base", 13, false),
    column("variant", 13, false),
    column("difference", 14, false),
    column(" 95 % interval", 29, true),
    column("narrower", 8, false),
];

const fn column(head: &'static str, width: usize, left: bool) -> Column {
    Column { head, width, left }
}

fn figures(text: &mut String, all: &[ComparisonRow], room: Option<usize>) {
    let columns = Columns::new(&COLUMNS, 2, &[5, 1, 2], room);
    text.push_str(&columns.head());
    let nation = all.iter().filter(|row| row.group.by == GroupBy::Nation);
    for row in nation.filter(|row| SHOWN.contains(row.measure)) {
        let difference = &row.difference;
        let unit = row.measure.unit;
        let shown = |estimate: &Estimate| match unit {
            Unit::Share => percent(estimate).0,
            Unit::Seconds => time(estimate).0,
            Unit::Number | Unit::PerDay => amount(estimate).0,
        };
        let narrower = difference
            .half_width_ratio
            .map_or(String::new(), |n| format!("{n:.1} ×"));
        text.push_str(&columns.line(&[
            row.measure.name.to_owned(),
            shown(&difference.base),
            shown(&difference.variant),
            signed(difference.difference, unit, difference.interval),
            format!(" {}", between(difference.interval, unit)),
            narrower,
        ]));
    }
    text.push_str(&columns.left_out("comparison.csv"));
}

/// The provinces whose return rate moved most, of those where that is no chance.
fn provinces(text: &mut String, all: &[ComparisonRow]) {
    let by_province = all
        .iter()
        .filter(|r| r.group.by == GroupBy::Province && *r.measure == measures::RETURN_RATE);
    let mut moved: Vec<&ComparisonRow> = by_province
        .filter(|row| row.p_holm.is_some_and(|p| p < 0.05))
        .collect();
    let size = |row: &ComparisonRow| row.difference.difference.abs();
    moved.sort_by(|a, b| size(b).total_cmp(&size(a)));
    if moved.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\n  Return rate by province: in {} it moved beyond chance (5 %, Holm); most in",
        moved.len()
    );
    for row in moved.iter().take(5) {
        let difference = &row.difference;
        let _ = writeln!(
            text,
            "    {}  {:>12}  {}",
            row.group.name,
            signed(difference.difference, Unit::Share, difference.interval),
            between(difference.interval, Unit::Share),
        );
    }
}

fn moved(text: &mut String, variant: &Compared<'_>) {
    let Some(table) = variant.transitions else {
        return;
    };
    let _ = writeln!(text, "\n  Filings whose outcome changed (all replications)");
    for ((before, after), filings) in table.iter().filter(|((a, b), _)| a != b) {
        let filings = number(*filings as f64, 0);
        let _ = writeln!(
            text,
            "    {:>10}  {} → {}",
            filings,
            before.name(),
            after.name()
        );
    }
}

/// What resends cause in the nation, as text.
pub fn resend_effect(effect: &ResendEffect) -> String {
    let mut text = String::from(
        "Resends, as caused: returns avoided, the same filings with and without\n  \
         (the effects do not add up: what one resend does not avoid the other may)\n",
    );
    let [a, b, c] = [
        "per 1,000 filings",
        "per 1,000 checks",
        "per 1,000 messages",
    ];
    let _ = writeln!(text, "  {:<10} {a:>26} {b:>26} {c:>26}", "");
    for of_group in effect.by_group.iter().filter(|e| e.group == Groups::NATION) {
        let [a, b, c] = [
            of_group.per_1000_filings,
            of_group.per_1000_checks,
            of_group.per_1000_messages,
        ]
        .map(|estimate| estimate.as_ref().map_or(String::new(), with_interval));
        let _ = writeln!(
            text,
            "  {:<10} {a:>26} {b:>26} {c:>26}",
            of_group.resend.name()
        );
    }
    text
}

fn with_interval(estimate: &Estimate) -> String {
    let (value, interval) = amount(estimate);
    if interval.is_empty() {
        value
    } else {
        format!("{value} [{interval}]")
    }
}

/// The differences of a variant as JSON: by breakdown, group and measure.
pub fn differences(base: &Results, variant: &Compared<'_>) -> serde_json::Value {
    let mut by = serde_json::Map::new();
    for row in comparison_rows(base, variant) {
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
