//! The page of a comparison: what differs, what that changes, and how sure it is.

use maud::{Markup, html};

use super::facts::{card, cautioned, fields, led, span, thresholds};
use super::frame::{Page, Part, Section, absent, further, pictures};
use super::run::title;
use super::uncertainty::{self, Uncertain};
use super::{differences, messages, method, returns};
use crate::datasets::thresholds::judge;
use crate::datasets::{Compared, ComparisonRow, TRANSITIONS};
use crate::experiment::ResendEffect;
use crate::measures::{self, Group, GroupBy, Measure, PairedDifference, RETURN_RATE, Results};
use crate::scenario::Loaded;
use crate::views::format::{count, duration, number, plain};
use crate::views::{Formatted, Picture, assumptions, words};

/// A variant as the page shows it: its scenario, what was compared, and its differences.
pub(super) struct Variant<'a> {
    loaded: &'a Loaded,
    pub(super) compared: &'a Compared<'a>,
    pub(super) name: String,
}

impl Variant<'_> {
    /// The nation's difference of a measure.
    pub(super) fn nation(&self, measure: &Measure) -> Option<&ComparisonRow> {
        let mut nation = self.compared.differences.iter();
        nation.find(|row| row.group.by == GroupBy::Nation && row.measure == measure)
    }

    /// A group's difference of the return rate.
    pub(super) fn return_rate(&self, group: &Group) -> Option<&ComparisonRow> {
        let mut rows = self.compared.differences.iter();
        rows.find(|row| row.group == *group && *row.measure == RETURN_RATE)
    }
}

/// Whether a figure is the same in every pair, or in both where there are no pairs.
pub(super) fn same(row: &ComparisonRow) -> bool {
    let of = &row.difference;
    of.difference == 0.0 && of.half_width_ratio.is_none()
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
                pictures(differences::by_measure(&variants), "No measure changes."),
            ),
            uncertainty::of_comparison(uncertain),
            Section::new(
                "groups",
                "Where it changes",
                pictures(
                    differences::by_group(&variants),
                    "No group can be compared.",
                ),
            ),
            Section::new("filings", "Whose filings", filings(&variants)),
            Section::new("resends", "What resends are worth", resends(effects)),
            further(&hints(uncertain, &variants, effects)),
            method::section(&base.scenario, &[PAIRS, FILINGS, HOLM]),
            method::scenarios(&scenarios),
        ],
    };
    page.html()
}

/// What the comparison would tell with further options.
fn hints(
    uncertain: &Uncertain<'_>,
    variants: &[Variant<'_>],
    effects: &[(&str, &Results, &ResendEffect)],
) -> Vec<&'static str> {
    let paired = variants.iter().any(|v| v.compared.transitions.is_some());
    let all = [
        (
            uncertain.rows.is_none(),
            "Whether the difference stands whatever is not known: compare --ensemble N draws what is uncertain.",
        ),
        (
            !paired,
            "Whose filings come to another end: compare --pair-filings counts what each came to in the base and \
             in the variant.",
        ),
        (
            effects.is_empty(),
            "What resends cause in each scenario: compare --resend-effect runs the same filings with them and \
             without.",
        ),
    ];
    let open = all.into_iter().filter(|(open, _)| *open);
    open.map(|(_, hint)| hint).collect()
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

/// A measure whose difference stands at the top: what it says of a difference without its sign, with the
/// words where it is more and where it is less.
type Told = (Measure, fn(f64) -> String, [&'static str; 2]);

#[rustfmt::skip]
const TOLD: [Told; 5] = [
    (RETURN_RATE, |by| format!("Of 1,000 submissions with a check, {} {{}} go back.", number(by * 1e3, 1)), ["more", "fewer"]),
    (measures::SUCCESS_RATE, |by| format!("Of 1,000 filings checked, {} {{}} get through in the end.", number(by * 1e3, 1)), ["more", "fewer"]),
    (measures::TIME_TO_VERIFY_P50, |by| format!("Half of the checks that are completed are so {} {{}}.", duration(by)), ["later", "sooner"]),
    (measures::MESSAGES_PER_CHECK, |by| format!("1,000 checks take {} messages {{}}.", number(by * 1e3, 1)), ["more", "fewer"]),
    (measures::COST_PER_FILING_VERIFIED, |by| format!("A filing that gets through costs {} yuan {{}}.", number(by, 2)), ["more", "less"]),
];

fn outcome(base: &Loaded, results: &Results, variants: &[Variant<'_>]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for variant in variants {
        let found = TOLD.iter();
        let found = found.filter_map(|told| Some((told, variant.nation(&told.0)?)));
        let (alike, moved): (Vec<_>, Vec<_>) = found.partition(|(_, row)| same(row));
        let alike: Vec<String> = alike
            .iter()
            .map(|(told, _)| words::measure(&told.0))
            .collect();
        let text = html! {
            h3 { (variant.name) }
            @if !moved.is_empty() {
                (led(moved.iter().map(|(told, row)| difference_card(told, row))))
            }
            @if !alike.is_empty() { p.muted { "The same in every pair: " (alike.join(", ")) "." } }
        };
        parts.push(text.into());
    }
    let level = base.scenario.run.level;
    let sure = format!(
        "Under each difference stands its {level} confidence interval: so far chance alone may move it. Where that leaves out \
         0, the difference is more than chance; the card says so where it does not."
    );
    parts.push(cautioned(&sure, &base.scenario, results).into());
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

fn difference_card((measure, says, ways): &Told, row: &ComparisonRow) -> Markup {
    let PairedDifference {
        difference,
        interval,
        ..
    } = row.difference;
    let way = ways[usize::from(difference < 0.0)];
    let meant = says(difference.abs()).replace("{}", way);
    let sure = match interval {
        Some(i) if i.low > 0.0 || i.high < 0.0 => "",
        Some(_) => " May be chance alone.",
        None => " One replication: its interval is not known.",
    };
    let [base, variant] = ends(row);
    let sentence = format!("{meant} From {base} to {variant}.{sure}");
    card(&words::measure(measure), &figure_of(row), &sentence)
}

/// The figures in the base and in the variant.
pub(super) fn ends(row: &ComparisonRow) -> [String; 2] {
    let difference = &row.difference;
    [difference.base, difference.variant].map(|e| Formatted::of(row.measure.unit, &e).value)
}

/// The difference as it is read.
pub(super) fn figure_of(row: &ComparisonRow) -> Formatted {
    let difference = &row.difference;
    Formatted::difference(row.measure.unit, difference.difference, difference.interval)
}

/// What resends cause in each scenario, where it was measured.
fn resends(effects: &[(&str, &Results, &ResendEffect)]) -> Vec<Part> {
    if effects.is_empty() {
        return Vec::new();
    }
    let all = effects.iter().enumerate();
    let found =
        all.flat_map(|(place, (name, _, effect))| messages::as_caused(effect, Some((place, name))));
    pictures(found, "No submission was checked.")
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
    parts
}
