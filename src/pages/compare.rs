//! The page of a comparison: what differs, what that changes, and how sure it is.

use maud::{Markup, html};

use super::facts::{card, cards, cautioned, fields, span, thresholds};
use super::frame::{Page, Part, Section, absent, pictures};
use super::run::title;
use super::uncertainty::{self, Uncertain};
use super::{messages, method, returns};
use crate::datasets::thresholds::judge;
use crate::datasets::{COMPARISON, Compared, ComparisonRow, TRANSITIONS};
use crate::experiment::ResendEffect;
use crate::measures::{self, GroupBy, Measure, RETURN_RATE, Results, Unit};
use crate::rules::Province;
use crate::scenario::Loaded;
use crate::views::format::{count, number, plain};
use crate::views::{
    Axis, Formatted, Hover, Mark, Picture, Plot, Row, Rows, Whiskers, assumptions, words,
};

/// A variant as the page shows it: its scenario, what was compared, and its differences.
struct Variant<'a> {
    loaded: &'a Loaded,
    compared: &'a Compared<'a>,
    name: String,
}

impl Variant<'_> {
    /// The nation's difference of a measure.
    fn nation(&self, measure: &Measure) -> Option<&ComparisonRow> {
        let mut nation = self.compared.differences.iter();
        nation.find(|row| row.group.by == GroupBy::Nation && row.measure == measure)
    }
}

/// The page of a comparison, as HTML: in which fields the scenarios differ, the differences of
/// measures as forest plots, and the filings whose outcome changed, where those were paired.
pub fn comparison(
    base: &Loaded,
    results: &Results,
    variants: &[(&Loaded, &Compared<'_>)],
    effects: &[(&str, &Results, &ResendEffect)],
    uncertain: &Uncertain<'_>,
) -> String {
    let variants = variants.iter().map(|&(loaded, compared)| Variant {
        loaded,
        compared,
        name: plain(compared.name),
    });
    let variants: Vec<Variant> = variants.collect();
    let names: Vec<&str> = variants.iter().map(|v| v.name.as_str()).collect();
    let mut scenarios = vec![base];
    scenarios.extend(variants.iter().map(|variant| variant.loaded));
    let page = Page {
        title: format!(
            "{} against {}",
            names.join(", "),
            plain(&base.scenario.name)
        ),
        subtitle: format!("Comparison with: {}", title(&base.scenario)),
        rests: assumptions(&base.scenario),
        sections: vec![
            Section::new("asked", "What was asked?", asked(base, &variants)),
            Section::new(
                "outcome",
                "What came out?",
                outcome(base, results, &variants),
            ),
            Section::new(
                "differences",
                "What changes",
                pictures(by_measure(&variants), "No measure can be compared."),
            ),
            uncertainty::of_comparison(uncertain),
            Section::new(
                "groups",
                "Where it changes",
                pictures(by_group(&variants), "No group can be compared."),
            ),
            Section::new("filings", "Whose filings", filings(&variants)),
            Section::new("resends", "What resends are worth", resends(effects)),
            method::section(&base.scenario, &[PAIRS, FILINGS, HOLM]),
            method::scenarios(&scenarios),
        ],
    };
    page.html()
}

const PAIRS: &str = "Differences of paired scenarios are paired t intervals over the replications' \
                     differences: both scenarios meet common random numbers, so that what chance does \
                     to both alike cancels out. The half-width ratio says how many times wider the \
                     interval of two independent runs would be.";

const FILINGS: &str = "Of one replication there are no such differences; the interval of the return \
                       rate of first submissions is then that of pairs of filings.";

const HOLM: &str = "A group of a breakdown is called moved where its p value is below 5 % after Holm's \
                    adjustment over all groups of that breakdown.";

fn asked(base: &Loaded, variants: &[Variant<'_>]) -> Vec<Part> {
    let mut parts: Vec<Part> = vec![html! { p { (span(&base.scenario)) } }.into()];
    parts.extend(variants.iter().map(|variant| {
        let how = if variant.compared.paired {
            "Both meet common random numbers (the same draws, filing by filing): differences are paired."
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
        text.into()
    }));
    parts
}

/// The measures whose differences stand at the top.
const FIRST: [(Measure, &str); 6] = [
    (RETURN_RATE, "Return rate"),
    (measures::SUCCESS_RATE, "Verified in the end"),
    (
        measures::SUBMISSIONS_NEEDED,
        "Submissions of a filing verified",
    ),
    (measures::TIME_TO_VERIFY_P50, "Median time to verify"),
    (measures::MESSAGES_PER_CHECK, "Messages of a check"),
    (measures::OPEN_CHECKS_PEAK, "Open checks, peak"),
];

fn outcome(base: &Loaded, results: &Results, variants: &[Variant<'_>]) -> Vec<Part> {
    let mut parts: Vec<Part> = vec![cautioned(&base.scenario, results).into()];
    for variant in variants {
        let found = FIRST
            .iter()
            .filter_map(|(measure, label)| Some(difference_card(label, variant.nation(measure)?)));
        parts.push(html! { h3 { (variant.name) } (cards(found)) }.into());
    }
    let all = variants.iter().map(|v| (v.loaded, v.compared.results));
    for (loaded, results) in std::iter::once((base, results)).chain(all) {
        let judged = judge(&loaded.scenario, results);
        if !judged.is_empty() {
            parts.push(html! { h3 { (plain(&loaded.scenario.name)) } }.into());
            parts.push(thresholds(&loaded.scenario, &judged).into());
        }
    }
    parts
}

fn difference_card(label: &str, row: &ComparisonRow) -> Markup {
    let difference = &row.difference;
    let sure = match difference.interval.map(|i| i.low > 0.0 || i.high < 0.0) {
        Some(true) => "More than chance.",
        Some(false) => "May be chance alone.",
        None => "One replication: its interval is not known.",
    };
    let meant = if *row.measure == RETURN_RATE {
        let more = difference.difference * 1e3;
        let word = if more < 0.0 { "fewer" } else { "more" };
        let more = number(more.abs(), 1);
        format!(" Of 1,000 submissions with a check, {more} {word} go back.")
    } else {
        String::new()
    };
    let [base, variant] = ends(row);
    let sentence = format!("From {base} to {variant}. {sure}{meant}");
    card(label, &difference_of(row), &sentence)
}

/// The figures in the base and in the variant.
fn ends(row: &ComparisonRow) -> [String; 2] {
    let difference = &row.difference;
    [difference.base, difference.variant].map(|e| Formatted::of(row.measure.unit, &e).value)
}

fn difference_of(row: &ComparisonRow) -> Formatted {
    let difference = &row.difference;
    Formatted::difference(row.measure.unit, difference.difference, difference.interval)
}

/// Forest plots of the nation's measures: shares in percentage points, all others relative to the base.
fn by_measure(variants: &[Variant<'_>]) -> Vec<Picture> {
    let rows = |shares: bool| -> Vec<Row> {
        let wanted = |measure: &&Measure| {
            let mut found = variants.iter().filter_map(|v| v.nation(measure));
            let moves = found.any(|row| row.difference.difference != 0.0);
            (measure.unit == Unit::Share) == shares && moves
        };
        let measures = measures::MEASURES.iter().filter(wanted);
        let of_measure = |measure: &'static Measure| {
            let variants = variants.iter().enumerate();
            variants.filter_map(move |(series, variant)| {
                Some((series, variant, variant.nation(measure)?))
            })
        };
        let rows = measures.flat_map(of_measure);
        let rows = rows.filter_map(|(series, variant, found)| {
            let name = words::measure(found.measure);
            let label = if variants.len() > 1 {
                format!("{name}, {}", variant.name)
            } else {
                name.clone()
            };
            let heading = format!("{name}: {}", variant.name);
            row(label, heading, found, series, !shares)
        });
        rows.collect()
    };
    let colours = colours(variants);
    let text = |what: &str| {
        format!(
            "{what} Dots are differences from the base, lines their confidence intervals.{colours}"
        )
    };
    let shares = forest("shares", "Differences of shares", POINTS, rows(true));
    let shares = shares.map(|p| p.says(text("The shares of the nation that change.")));
    let axis = "Difference (% of the base's figure)";
    let others = forest(
        "relative",
        "Differences of times, counts and loads",
        axis,
        rows(false),
    );
    let others = others.map(|picture| {
        picture.says(text(
            "The other measures of the nation that change, as a share of the base's figure, so that they \
             fit one axis.",
        ))
    });
    shares.into_iter().chain(others).collect()
}

const POINTS: &str = "Difference (percentage points)";

/// Which colour stands for which variant, where there are several.
fn colours(variants: &[Variant<'_>]) -> String {
    const COLOURS: [&str; 8] = [
        "blue",
        "orange",
        "green",
        "purple",
        "ochre",
        "light blue",
        "grey",
        "yellow",
    ];
    let named = variants.iter().zip(COLOURS.iter().cycle());
    let named: Vec<String> = named
        .map(|(variant, colour)| format!("{colour}: {}", variant.name))
        .collect();
    if variants.len() < 2 {
        return String::new();
    }
    format!(" {}.", named.join(", "))
}

/// A row of a forest plot; `None` where it is `relative` to nothing.
fn row(
    label: String,
    heading: String,
    found: &ComparisonRow,
    series: usize,
    relative: bool,
) -> Option<Row> {
    let difference = &found.difference;
    let whole = if relative { difference.base.value } else { 1.0 };
    if whole == 0.0 || !whole.is_finite() {
        return None;
    }
    let [base, variant] = ends(found);
    let figure = difference_of(found);
    let mut hover = Hover::new(heading)
        .line(format!("{base} → {variant}"))
        .line(format!("difference {}", figure.value))
        .interval(&figure);
    if let Some(ratio) = difference.half_width_ratio {
        hover = hover.line(format!("half-width ratio {}", number(ratio, 1)));
    }
    Some(Row {
        label,
        value: difference.difference / whole,
        interval: difference
            .interval
            .map(|i| Whiskers(i.low / whole, i.high / whole)),
        hover,
        series,
    })
}

fn forest(id: &str, title: &str, axis: &str, rows: Vec<Row>) -> Option<Picture> {
    let any = !rows.is_empty();
    let plot = Plot::Rows(Rows {
        axis: Axis::scaled(axis, 100.0),
        mark: Mark::Dot,
        rows,
    });
    any.then(|| Picture::new(id, title, plot, [COMPARISON.name]))
}

/// The return rate's differences by province, and by filing type, carrier and segment.
fn by_group(variants: &[Variant<'_>]) -> Vec<Picture> {
    let kinds: [(&str, &str, &[GroupBy]); 2] = [
        ("provinces", "by province", &[GroupBy::Province]),
        (
            "kinds",
            "by filing type, carrier and segment",
            &[GroupBy::FilingType, GroupBy::Carrier, GroupBy::Segment],
        ),
    ];
    let mut found = Vec::new();
    for (series, variant) in variants.iter().enumerate() {
        for (id, by_words, by) in kinds {
            let of = |d: &&ComparisonRow| *d.measure == RETURN_RATE && by.contains(&d.group.by);
            let mut groups: Vec<&ComparisonRow> =
                variant.compared.differences.iter().filter(of).collect();
            if by.len() == 1 {
                let size = |d: &ComparisonRow| d.difference.difference;
                groups.sort_by(|a, b| size(b).total_cmp(&size(a)));
            }
            let moved = groups.iter().filter(|d| d.moved()).count();
            let rows = groups.iter().filter_map(|d| {
                let province = Province::from_code(&d.group.name);
                let name = match province.filter(|_| d.group.by == GroupBy::Province) {
                    Some(province) => province.name().to_owned(),
                    None => words::spaced(&plain(&d.group.name)),
                };
                let heading = format!("{name}: {}", variant.name);
                row(name, heading, d, series, false)
            });
            let rows: Vec<Row> = rows.collect();
            let text = format!(
                "Submissions returned, of those checked, in {}, less the base's. Moved beyond chance \
                 (5 %, Holm): {moved} of {}.",
                variant.name,
                rows.len()
            );
            let title = format!("Return rate {by_words}: {}", variant.name);
            let picture = forest(&format!("{id}-{series}"), &title, POINTS, rows);
            found.extend(picture.map(|picture| picture.says(text)));
        }
    }
    found
}

/// What resends cause in each scenario, where it was measured.
fn resends(effects: &[(&str, &Results, &ResendEffect)]) -> Vec<Part> {
    let otherwise = if effects.is_empty() {
        "What resends cause in each scenario is measured by compare --resend-effect: the same \
         filings with them and without."
    } else {
        "No submission was checked."
    };
    let all = effects.iter().enumerate();
    let found =
        all.flat_map(|(place, (name, _, effect))| messages::as_caused(effect, Some((place, name))));
    pictures(found, otherwise)
}

/// The filings whose outcome changed, where they were paired.
fn filings(variants: &[Variant<'_>]) -> Vec<Part> {
    let mut parts = Vec::new();
    for (place, variant) in variants.iter().enumerate() {
        if variant.compared.transitions.is_none() {
            continue;
        }
        let rows = variant.compared.transition_rows();
        let moved: Vec<_> = rows
            .iter()
            .filter(|row| row.before != row.after && row.filings > 0)
            .map(|row| (row.before, row.after, row.filings))
            .collect();
        if moved.is_empty() {
            parts.push(absent(&format!(
                "{}: no filing comes to another end.",
                variant.name
            )));
            continue;
        }
        let text = format!(
            "{} filings come to another end than in the base, over all replications: at the left \
             what they came to in the base, at the right in the variant. All others that are in both end as before.",
            count(moved.iter().map(|(.., filings)| filings).sum())
        );
        let id = format!("outcomes-{place}");
        let title = format!("Filings whose outcome changes: {}", variant.name);
        let plot = returns::outcomes(&moved);
        parts.push(
            Picture::new(id, title, plot, [TRANSITIONS.name])
                .says(text)
                .into(),
        );
    }
    if parts.is_empty() {
        parts.push(absent(
            "Filings are paired by compare --pair-filings, where the scenarios can be: it counts what \
             each came to in the base and in the variant.",
        ));
    }
    parts
}
