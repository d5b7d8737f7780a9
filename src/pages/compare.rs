//! The page of a comparison: what differs, what that changes, and how sure it is.

use maud::{Markup, html};

use super::chart::{Chart, Mark, Row, ends, rows_high, rows_narrow, rows_option};
use super::facts::{card, cautioned, fields, figure, span, thresholds};
use super::frame::{Page, Part, Section, absent};
use super::run::title;
use super::{flow, messages, method};
use crate::datasets::format::{between, number, plain, signed};
use crate::datasets::thresholds::judge;
use crate::datasets::{Compared, ComparisonRow as Difference, comparison_rows};
use crate::experiment::ResendEffect;
use crate::measures::{self, GroupBy, Measure, Results, Unit};
use crate::rules::Province;
use crate::scenario::Loaded;

/// A variant as the page shows it: its scenario, what was compared, and its differences.
struct Variant<'a> {
    loaded: &'a Loaded,
    compared: &'a Compared<'a>,
    name: String,
    differences: Vec<Difference>,
}

/// The page of a comparison, as HTML: in which fields the scenarios differ, the differences of
/// measures as forest plots, and the filings whose outcome changed, where those were paired.
pub fn comparison(
    base: &Loaded,
    results: &Results,
    variants: &[(&Loaded, &Compared<'_>)],
    effects: &[(&str, &Results, &ResendEffect)],
) -> String {
    let variants: Vec<Variant> = variants
        .iter()
        .map(|&(loaded, compared)| Variant {
            loaded,
            compared,
            name: plain(compared.name),
            differences: comparison_rows(results, compared),
        })
        .collect();
    let name = plain(&base.scenario.name);
    let names: Vec<&str> = variants.iter().map(|v| v.name.as_str()).collect();
    let mut scenarios = vec![base];
    scenarios.extend(variants.iter().map(|variant| variant.loaded));
    let page = Page {
        title: format!("{} against {name}", names.join(", ")),
        subtitle: format!("Comparison with: {}", title(&base.scenario)),
        sections: vec![
            asked(base, &variants),
            outcome(base, results, &variants),
            Section {
                id: "differences",
                title: "What changes",
                parts: measures(&variants),
            },
            Section {
                id: "groups",
                title: "Where it changes",
                parts: groups(&variants),
            },
            Section {
                id: "filings",
                title: "Whose filings",
                parts: filings(&variants),
            },
            Section {
                id: "resends",
                title: "What resends are worth",
                parts: resends(effects),
            },
            method::section(&base.scenario, &[PAIRS, FILINGS, HOLM]),
            method::scenarios(&scenarios),
        ],
    };
    page.html()
}

const PAIRS: &str = "Differences of paired scenarios are paired t intervals over the replications' \
                     differences: both scenarios meet the same luck, filing by filing, so that what \
                     chance does to both alike cancels out.";

const FILINGS: &str = "Of one replication there are no such differences; the interval of the return \
                       rate of first submissions is then that of pairs of filings.";

const HOLM: &str = "A group of a breakdown is called moved where its p value is below 5 % after Holm's \
                    adjustment over all groups of that breakdown.";

fn asked(base: &Loaded, variants: &[Variant<'_>]) -> Section {
    let mut parts: Vec<Part> = vec![html! { p { (span(&base.scenario)) } }.into()];
    for variant in variants {
        let how = if variant.compared.paired {
            "Both meet the same luck: differences are paired."
        } else {
            "The scenarios cannot be paired: intervals are those of independent runs."
        };
        let head = format!("In what {} differs from the base", variant.name);
        let text = html! {
            @if variant.compared.fields.is_empty() {
                p { (variant.name) ": the scenarios do not differ." }
            } @else {
                (fields(&head, ["base", "variant"], variant.compared.fields))
            }
            p.muted { (variant.name) ": " (how) }
        };
        parts.push(text.into());
    }
    Section {
        id: "asked",
        title: "What was asked?",
        parts,
    }
}

/// The measures whose differences stand at the top.
const FIRST: [(Measure, &str); 6] = [
    (measures::RETURN_RATE, "Return rate"),
    (measures::SUCCESS_RATE, "Verified in the end"),
    (
        measures::SUBMISSIONS_NEEDED,
        "Submissions of a filing verified",
    ),
    (measures::TIME_TO_VERIFY_P50, "Median time to verify"),
    (measures::MESSAGES_PER_CHECK, "Messages of a check"),
    (measures::OPEN_CHECKS_PEAK, "Open checks, peak"),
];

fn outcome(base: &Loaded, results: &Results, variants: &[Variant<'_>]) -> Section {
    let mut parts: Vec<Part> = Vec::new();
    parts.push(cautioned(results).into());
    for variant in variants {
        let cards = FIRST.iter().filter_map(|(measure, label)| {
            let nation = variant
                .differences
                .iter()
                .filter(|d| d.group.by == GroupBy::Nation);
            let found = nation.clone().find(|d| d.measure == measure)?;
            Some(difference_card(label, found))
        });
        let text = html! {
            h3 { (variant.name) }
            ul.facts { @for card in cards { (card) } }
        };
        parts.push(text.into());
    }
    let all = variants.iter().map(|v| (v.loaded, v.compared.results));
    for (loaded, results) in std::iter::once((base, results)).chain(all) {
        let judged = judge(&loaded.scenario, results);
        if !judged.is_empty() {
            parts.push(html! { h3 { (plain(&loaded.scenario.name)) } }.into());
            parts.push(thresholds(&loaded.scenario, &judged).into());
        }
    }
    Section {
        id: "outcome",
        title: "What came out?",
        parts,
    }
}

fn difference_card(label: &str, found: &Difference) -> Markup {
    let difference = &found.difference;
    let unit = found.measure.unit;
    let shown = |estimate| figure(unit, estimate).0;
    let clear = difference.interval.map(|i| i.low > 0.0 || i.high < 0.0);
    let sure = match clear {
        Some(true) => "More than chance.",
        Some(false) => "May be chance alone.",
        None => "One replication: its interval is not known.",
    };
    let meant = if *found.measure == measures::RETURN_RATE {
        let more = difference.difference * 1e3;
        let word = if more < 0.0 { "fewer" } else { "more" };
        format!(
            " Of 1,000 submissions with a check, {} {word} go back.",
            number(more.abs(), 1)
        )
    } else {
        String::new()
    };
    let (base, variant) = (shown(&difference.base), shown(&difference.variant));
    card(
        label,
        &signed(difference.difference, unit, difference.interval),
        &difference
            .interval
            .map_or_else(String::new, |i| between(Some(i), unit)),
        &format!("From {base} to {variant}. {sure}{meant}"),
    )
}

/// Forest plots of the nation's measures: shares in percentage points, all others relative to the base.
fn measures(variants: &[Variant<'_>]) -> Vec<Part> {
    let rows = |shares: bool| -> Vec<Row> {
        let mut rows = Vec::new();
        let Some(first) = variants.first() else {
            return rows;
        };
        let wanted = |d: &&Difference| {
            d.group.by == GroupBy::Nation && (d.measure.unit == Unit::Share) == shares
        };
        let changes = |d: &&Difference| {
            let of_measure = |v: &Variant| {
                let mut same = v.differences.iter().filter(|o| wanted(o));
                same.any(|o| o.measure == d.measure && o.difference.difference != 0.0)
            };
            variants.iter().any(of_measure)
        };
        for one in first.differences.iter().filter(wanted).filter(changes) {
            for (series, variant) in variants.iter().enumerate() {
                let same = |d: &&Difference| wanted(d) && d.measure == one.measure;
                let found = variant.differences.iter().find(same);
                rows.extend(found.and_then(|found| {
                    let name = found.measure.name.replace('_', " ");
                    row(&name, variant, found, series, !shares, variants.len())
                }));
            }
        }
        rows
    };
    let text = |what: &str| {
        format!(
            "{what} Dots are differences from the base, lines their 95 % intervals.{}",
            colours(variants)
        )
    };
    let shares = forest(
        "shares",
        "Differences of shares",
        text("The shares of the nation that change."),
        "Difference (percentage points)",
        &rows(true),
    );
    let others = forest(
        "relative",
        "Differences of times, counts and loads",
        text(
            "The other measures of the nation that change, as a share of the base's figure, so that they fit one axis.",
        ),
        "Difference (% of the base's figure)",
        &rows(false),
    );
    let charts: Vec<Part> = [shares, others]
        .into_iter()
        .flatten()
        .map(Part::from)
        .collect();
    if charts.is_empty() {
        return vec![absent("No measure can be compared.")];
    }
    charts
}

/// Which colour stands for which variant, where there are several.
fn colours(variants: &[Variant<'_>]) -> String {
    if variants.len() < 2 {
        return String::new();
    }
    const WORDS: [&str; 8] = [
        "blue",
        "orange",
        "green",
        "purple",
        "ochre",
        "light blue",
        "grey",
        "yellow",
    ];
    let named: Vec<String> = variants
        .iter()
        .enumerate()
        .map(|(place, v)| format!("{}: {}", WORDS[place % WORDS.len()], v.name))
        .collect();
    format!(" {}.", named.join(", "))
}

fn row(
    name: &str,
    variant: &Variant<'_>,
    found: &Difference,
    series: usize,
    relative: bool,
    variants: usize,
) -> Option<Row> {
    let difference = &found.difference;
    let unit = found.measure.unit;
    let whole = if relative { difference.base.value } else { 1.0 };
    if whole == 0.0 || !whole.is_finite() {
        return None;
    }
    let part = |value: f64| value / whole;
    let mut hover = vec![
        format!("{name}: {}", variant.name),
        format!(
            "{} → {}",
            figure(unit, &difference.base).0,
            figure(unit, &difference.variant).0
        ),
        format!(
            "difference {}",
            signed(difference.difference, unit, difference.interval)
        ),
    ];
    hover.extend(
        difference
            .interval
            .map(|i| format!("95 % interval: {}", between(Some(i), unit))),
    );
    hover.extend(
        difference
            .half_width_ratio
            .map(|n| format!("{} × narrower than independent runs", number(n, 1))),
    );
    Some(Row {
        label: if variants > 1 {
            format!("{name}, {}", variant.name)
        } else {
            name.to_owned()
        },
        value: part(difference.difference),
        interval: ends(difference.interval).map(|(low, high)| (part(low), part(high))),
        hover,
        series,
    })
}

fn forest(id: &str, title: &str, text: String, axis: &str, rows: &[Row]) -> Option<Chart> {
    (!rows.is_empty()).then(|| Chart {
        id: id.into(),
        title: title.into(),
        text,
        high: rows_high(rows.len(), 24),
        option: rows_option(rows, axis, 100.0, Mark::Dot),
        narrow: rows_narrow(),
        tables: &["comparison.csv"],
    })
}

/// The return rate's differences by province, and by filing type, carrier and segment.
fn groups(variants: &[Variant<'_>]) -> Vec<Part> {
    let mut parts = Vec::new();
    let kinds: [(&str, &str, &[GroupBy]); 2] = [
        ("provinces", "by province", &[GroupBy::Province]),
        (
            "kinds",
            "by filing type, carrier and segment",
            &[GroupBy::FilingType, GroupBy::Carrier, GroupBy::Segment],
        ),
    ];
    for (series, variant) in variants.iter().enumerate() {
        for (id, by_words, by) in kinds {
            let of =
                |d: &&Difference| *d.measure == measures::RETURN_RATE && by.contains(&d.group.by);
            let mut found: Vec<&Difference> = variant.differences.iter().filter(of).collect();
            if by.len() == 1 {
                let size = |d: &Difference| d.difference.difference;
                found.sort_by(|a, b| size(b).total_cmp(&size(a)));
            }
            let moved = found
                .iter()
                .filter(|d| d.p_holm.is_some_and(|p| p < 0.05))
                .count();
            let rows: Vec<Row> = found
                .iter()
                .filter_map(|d| {
                    let name = match Province::from_code(&d.group.name) {
                        Some(province) if d.group.by == GroupBy::Province => {
                            province.name().to_owned()
                        }
                        _ => plain(&d.group.name).replace('_', " "),
                    };
                    row(&name, variant, d, series, false, 1)
                })
                .collect();
            let text = format!(
                "Submissions returned, of those checked, in {}, less the base's. Moved beyond chance \
                 (5 %, Holm): {moved} of {}.",
                variant.name,
                rows.len()
            );
            parts.extend(
                forest(
                    &format!("{id}-{series}"),
                    &format!("Return rate {by_words}: {}", variant.name),
                    text,
                    "Difference (percentage points)",
                    &rows,
                )
                .map(Part::from),
            );
        }
    }
    if parts.is_empty() {
        parts.push(absent("No group can be compared."));
    }
    parts
}

/// What resends cause in each scenario, where it was measured.
fn resends(effects: &[(&str, &Results, &ResendEffect)]) -> Vec<Part> {
    if effects.is_empty() {
        return vec![absent(
            "What resends cause in each scenario is measured by compare --resend-effect: the same \
             filings with them and without.",
        )];
    }
    let charts = effects
        .iter()
        .enumerate()
        .flat_map(|(place, (name, _, effect))| messages::as_caused(effect, Some((place, name))));
    let charts: Vec<Part> = charts.map(Part::from).collect();
    if charts.is_empty() {
        return vec![absent("No submission was checked.")];
    }
    charts
}

/// The filings whose outcome changed, where they were paired.
fn filings(variants: &[Variant<'_>]) -> Vec<Part> {
    let mut parts = Vec::new();
    for (place, variant) in variants.iter().enumerate() {
        let Some(moved) = variant.compared.transitions else {
            continue;
        };
        let chart = flow::outcomes(place, &variant.name, moved);
        parts.push(chart.map_or_else(
            || {
                absent(&format!(
                    "{}: no filing comes to another end.",
                    variant.name
                ))
            },
            Part::from,
        ));
    }
    if parts.is_empty() {
        parts.push(absent(
            "Filings are paired by compare --pair-filings, where the scenarios can be: it counts what \
             each came to in the base and in the variant.",
        ));
    }
    parts
}
