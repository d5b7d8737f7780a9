//! Differences of a comparison as forest plots: the nation's measures by subject, and the return rate by group.

use super::compare::{Variant, ends, figure_of, same};
use crate::datasets::{COMPARISON, ComparisonRow};
use crate::measures::{Group, GroupBy, MEASURES, Measure, RETURN_RATE};
use crate::views::format::{number, several};
use crate::views::{Axis, Dot, Hover, Mark, Picture, Plot, Row, Rows, SUBJECTS, Whiskers, words};

/// The nation's measures that change, by subject, as shares of their figures in the base; `None` where none does.
pub(super) fn by_measure(variants: &[Variant<'_>]) -> Option<Picture> {
    let found = |measure: &Measure| -> Vec<(usize, &ComparisonRow)> {
        let all = variants.iter().enumerate();
        all.filter_map(|(series, variant)| Some((series, variant.nation(measure)?)))
            .collect()
    };
    let mut rows = Vec::new();
    let mut from_nothing = Vec::new();
    for (subject, measures) in SUBJECTS {
        let mut own = Vec::new();
        for (measure, name) in measures {
            let found = found(measure);
            let base = found
                .first()
                .map_or(0.0, |(_, row)| row.difference.base.value);
            if found.iter().all(|(_, row)| same(row)) {
                continue;
            }
            if base == 0.0 {
                from_nothing.push(*name);
                continue;
            }
            let figures = found.iter().map(|&(series, row)| {
                let heading = format!("{name}: {}", variants[series].name);
                dot(heading, row, series, base)
            });
            let mut row = Row::of(*name, figures.collect());
            if let [(_, only)] = found[..] {
                row.note = ends(only).join(" → ");
            }
            own.push(row);
        }
        if !own.is_empty() {
            rows.push(Row::heading(subject));
            rows.append(&mut own);
        }
    }
    let unmoved = MEASURES.iter().filter(|measure| {
        let found = found(measure);
        !found.is_empty() && found.iter().all(|(_, row)| same(row))
    });
    let mut text = "Every measure of the nation that changes, by how much of its figure in the base, with its \
                    confidence interval."
        .to_owned();
    let unmoved = unmoved.count();
    if unmoved > 0 {
        text += &format!(" {} the same in every pair.", are(unmoved, "measure"));
    }
    if !from_nothing.is_empty() {
        let names = from_nothing.join(", ");
        text +=
            &format!(" Of these the base has nothing, so that there is no share of it: {names}.");
    }
    let title = "What changes, by subject";
    forest("measures", title, RELATIVE, variants, rows, &text)
}

const RELATIVE: &str = "Change (% of the base's figure)";
const POINTS: &str = "Difference (percentage points)";

/// `1 measure is`, `13 measures are`.
fn are(count: usize, noun: &str) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", several(count as f64, noun))
}

/// The return rate's differences by province, filing type, carrier and segment: a picture each.
pub(super) fn by_group(variants: &[Variant<'_>]) -> Vec<Picture> {
    let kinds = [
        (GroupBy::Province, "provinces", "province"),
        (GroupBy::FilingType, "types", "filing type"),
        (GroupBy::Carrier, "carriers", "carrier"),
        (GroupBy::Segment, "segments", "segment"),
    ];
    let pictures = kinds.into_iter().filter_map(|(by, id, of)| {
        let mut groups = groups(variants, by);
        // One segment alone is everybody.
        if by == GroupBy::Segment && groups.len() < 2 {
            return None;
        }
        let order = if by == GroupBy::Province {
            groups.sort_by(|a, b| b.1.total_cmp(&a.1));
            " Those with most submissions come first."
        } else {
            ""
        };
        let rows = groups.iter().map(|(group, _)| {
            let name = words::group(group);
            let all = variants.iter().enumerate();
            let figures = all.filter_map(|(series, variant)| {
                let row = variant.return_rate(group)?;
                Some(dot(format!("{name}: {}", variant.name), row, series, 1.0))
            });
            let figures: Vec<Dot> = figures.collect();
            Row::of(name, figures)
        });
        let moved = variants.iter().map(|variant| moved(variant, by));
        let text = format!(
            "Submissions returned, of those checked, less the base's. {}{order}",
            moved.collect::<Vec<_>>().join(" ")
        );
        let title = format!("Return rate by {of}");
        forest(id, &title, POINTS, variants, rows.collect(), &text)
    });
    pictures.collect()
}

/// The groups of a breakdown that have a difference, with the submissions checked in the base.
fn groups(variants: &[Variant<'_>], by: GroupBy) -> Vec<(Group, f64)> {
    let mut groups: Vec<(Group, f64)> = Vec::new();
    let rows = variants
        .iter()
        .flat_map(|variant| &variant.compared.differences);
    for row in rows.filter(|row| *row.measure == RETURN_RATE && row.group.by == by) {
        if !groups.iter().any(|(known, _)| *known == row.group) {
            let checked = row
                .difference
                .base
                .parts
                .map_or(0.0, |(_, checked)| checked);
            groups.push((row.group.clone(), checked));
        }
    }
    groups
}

/// In how many groups a variant's return rate moved, a sentence.
fn moved(variant: &Variant<'_>, by: GroupBy) -> String {
    let rows = variant.compared.differences.iter();
    let rows = rows.filter(|row| *row.measure == RETURN_RATE && row.group.by == by);
    let rows: Vec<&ComparisonRow> = rows.collect();
    let alike = rows.iter().filter(|row| same(row)).count();
    let name = &variant.name;
    if alike == rows.len() {
        return format!("{name}: the same everywhere, in every pair.");
    }
    let moved = rows.iter().filter(|row| row.moved() && !same(row)).count();
    let also = match alike {
        0 => String::new(),
        alike => format!(", the same in every pair in {alike}"),
    };
    format!(
        "{name}: beyond chance in {moved} of {} (5 %, Holm){also}.",
        rows.len()
    )
}

/// A difference as a dot, as a share of `whole`.
fn dot(heading: String, found: &ComparisonRow, series: usize, whole: f64) -> Dot {
    let difference = &found.difference;
    let [base, variant] = ends(found);
    let figure = figure_of(found);
    let mut hover = Hover::new(heading)
        .line(format!("{base} → {variant}"))
        .line(format!("difference {}", figure.value))
        .interval(&figure);
    if let Some(ratio) = difference.half_width_ratio {
        hover = hover.line(format!("half-width ratio {}", number(ratio, 1)));
    }
    let interval = difference.interval;
    Dot {
        value: difference.difference / whole,
        interval: interval.map(|i| Whiskers(i.low / whole, i.high / whole)),
        hover,
        series,
    }
}

/// A forest plot with its variants in the legend; `None` without rows.
fn forest(
    id: &str,
    title: &str,
    axis: &str,
    variants: &[Variant<'_>],
    rows: Vec<Row>,
    text: &str,
) -> Option<Picture> {
    if rows.is_empty() {
        return None;
    }
    let mut rows = Rows::new(Axis::scaled(axis, 100.0), Mark::Dot, rows).with_edges();
    if variants.len() > 1 {
        rows = rows.legend(variants.iter().map(|variant| variant.name.as_str()));
    }
    let beyond = match rows.beyond() {
        0 => "",
        _ => " An arrow at the edge stands for what lies beyond it, with its value.",
    };
    let text = format!("{text}{beyond}");
    Some(Picture::new(id, title, Plot::Rows(rows), [COMPARISON.name]).says(text))
}
