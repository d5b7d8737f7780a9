//! Pictures of filings and returns: how filings flow, and where and why they are returned.

use crate::datasets::{MEASURES_BY_GROUP, REASONS, RunTables};
use crate::experiment::Outcome;
use crate::measures::{Estimate, Group, GroupBy, Groups, RETURN_RATE, Results, Unit};
use crate::rules::{Province, WhyWindowOver};
use crate::views::format::{count, number, percent, plain};
use crate::views::{
    Axis, Flow, Formatted, Hover, Link, Mark, Node, Picture, Plot, Row, Rows, Tile, Tiles, differ,
    words,
};

/// The nodes of the flow of submissions: name, label, colour and column.
const NODES: [(&str, &str, &str, usize); 10] = [
    ("first", "First submissions", "c1", 0),
    ("again", "Resubmissions", "c6", 0),
    ("empty", "Not checked", "c7", 1),
    ("complete", "Check complete", "c3", 1),
    ("window", "Window over", "c2", 1),
    ("certificate", "Wrong certificates", "c5", 1),
    ("audit", "To audit", "c3", 2),
    ("returned", "Returned", "c2", 2),
    ("resubmitted", "Submitted again", "c6", 3),
    ("given_up", "Given up", "c7", 3),
];

/// The flow of submissions in the mean replication; `None` where there were none.
pub(super) fn flow(results: &Results) -> Option<Picture> {
    let total = results.total(Groups::NATION);
    let first_empty = total.filings.saturating_sub(total.first_checked);
    let first_returned: u64 = total.first_returned.iter().sum();
    let first_complete = total.first_checked.saturating_sub(first_returned);
    let again = total.submissions.saturating_sub(total.filings);
    let later = |all: u64, first: u64| all.saturating_sub(first);
    let [window, certificate] = total.returned;
    let [first_window, first_certificate] = total.first_returned;
    let flows = [
        ("first", "empty", first_empty),
        ("first", "complete", first_complete),
        ("first", "window", first_window),
        ("first", "certificate", first_certificate),
        ("again", "empty", later(total.not_checked, first_empty)),
        ("again", "complete", later(total.complete, first_complete)),
        ("again", "window", later(window, first_window)),
        (
            "again",
            "certificate",
            later(certificate, first_certificate),
        ),
        ("empty", "audit", total.not_checked),
        ("complete", "audit", total.complete),
        ("window", "returned", window),
        ("certificate", "returned", certificate),
        ("returned", "resubmitted", again),
        ("returned", "given_up", total.filings_given_up),
    ];
    let replications = results.replications.len().max(1) as f64;
    let nodes = NODES.map(|(name, label, colour, column)| NodeOf {
        name: name.to_owned(),
        label,
        hover: label.to_owned(),
        colour,
        column,
    });
    let links = flows
        .map(|(from, to, things)| (from.to_owned(), to.to_owned(), things as f64 / replications));
    let plot = flow_of(&nodes, &links, 1, "submissions a replication");
    let picture = Picture::new(
        "flow",
        "From submission to audit or return",
        plot,
        [MEASURES_BY_GROUP.name, REASONS.name],
    );
    let text = format!(
        "Submissions of the mean replication, from left to right. Of those returned, {} are \
         submitted again: they enter once more at the left, as resubmissions.",
        number(again as f64 / replications, 0)
    );
    (total.submissions > 0).then(|| picture.says(text))
}

/// A node of a flow: its name, label, heading under the mouse, colour and column.
struct NodeOf {
    name: String,
    label: &'static str,
    hover: String,
    colour: &'static str,
    column: usize,
}

/// A flow along links (from, to, how many things): nodes through which nothing flows are left out.
fn flow_of(
    nodes: &[NodeOf],
    links: &[(String, String, f64)],
    decimals: usize,
    things: &str,
) -> Plot {
    let says = |value: f64| format!("{} {things}", number(value, decimals));
    let label = |name: &str| {
        nodes
            .iter()
            .find(|n| n.name == name)
            .map_or("", |n| n.label)
    };
    let through = |node: &&NodeOf| {
        let sum = |of: fn(&(String, String, f64)) -> &str| -> f64 {
            let here = links.iter().filter(|link| of(link) == node.name);
            here.map(|link| link.2).sum()
        };
        sum(|link| &link.0).max(sum(|link| &link.1))
    };
    let shown = nodes.iter().filter(|node| through(node) > 0.0);
    let nodes = shown.map(|node| Node {
        name: node.name.clone(),
        label: format!("{}\n{}", node.label, number(through(&node), 0)),
        column: node.column,
        colour: node.colour,
        hover: Hover::new(node.hover.as_str()).line(says(through(&node))),
    });
    let links = links.iter().filter(|link| link.2 > 0.0);
    let links = links.map(|(from, to, value)| Link {
        from: from.clone(),
        to: to.clone(),
        value: *value,
        hover: Hover::new(format!("{} → {}", label(from), label(to))).line(says(*value)),
    });
    Plot::Flow(Flow {
        nodes: nodes.collect(),
        links: links.collect(),
    })
}

/// The flow of filings from what they came to in the base to what they come to in a variant.
pub(super) fn outcomes(moved: &[(Outcome, Outcome, u64)]) -> Plot {
    let colours = ["c7", "c3", "c6", "c2", "c5"];
    let name = |side: &str, outcome: Outcome| format!("{side} {}", outcome.name());
    let sides = [("before", 0), ("after", 1)];
    let nodes = sides.into_iter().flat_map(|(side, column)| {
        let all = Outcome::ALL.into_iter().zip(colours);
        all.map(move |(outcome, colour)| NodeOf {
            name: name(side, outcome),
            label: words::outcome(outcome),
            hover: format!("{side}: {}", words::outcome(outcome)),
            colour,
            column,
        })
    });
    let links = moved.iter().map(|(before, after, filings)| {
        let ends = (name("before", *before), name("after", *after));
        (ends.0, ends.1, *filings as f64)
    });
    let (nodes, links): (Vec<_>, Vec<_>) = (nodes.collect(), links.collect());
    flow_of(&nodes, &links, 0, "filings, over all replications")
}

/// The provinces' tiles, about as on the map.
const MAP: [&str; 8] = [
    ".. .. .. .. .. .. hl",
    ".. .. .. nm bj tj jl",
    "xj gs nx sx he .. ln",
    ".. qh sn ha sd .. ..",
    "xz sc cq hb ah js sh",
    ".. yn gz hn jx zj ..",
    ".. .. gx gd fj .. ..",
    ".. .. .. hi .. .. ..",
];

/// The provinces on the map: column and line of each.
fn tiles() -> impl Iterator<Item = (Province, (usize, usize))> {
    let places = (0..).zip(MAP).flat_map(|(line, row)| {
        let row = (0..).zip(row.split(' '));
        row.map(move |(column, code)| (code, (column, line)))
    });
    places.filter_map(|(code, at)| Some((Province::from_code(code)?, at)))
}

/// A return rate under the mouse.
fn rate(heading: String, estimate: &Estimate) -> Hover {
    let figure = Formatted::of(Unit::Share, estimate);
    let hover = Hover::figure(heading, &figure, "of checked submissions returned");
    match estimate.parts {
        Some((returned, checked)) => hover.line(format!(
            "{} of {}, over all replications",
            number(returned, 0),
            number(checked, 0)
        )),
        None => hover,
    }
}

/// The provinces with a return rate, and how it varies between them.
struct Provinces {
    nation: Estimate,
    /// The provinces, each with its estimate, and that drawn towards the nation's.
    rates: Vec<(Province, Estimate, f64)>,
    /// Whether they differ by more than chance.
    differ: bool,
}

impl Provinces {
    fn of(results: &Results) -> Option<Self> {
        let nation = results.estimate(&RETURN_RATE, Groups::NATION)?;
        let found = results.heterogeneity(&RETURN_RATE, GroupBy::Province);
        let of_province = |(place, group): (usize, &Group)| {
            let province = Province::from_code(&group.name)?;
            let estimate = results.estimate(&RETURN_RATE, place)?;
            let shrunk = found.as_ref().and_then(|(places, found)| {
                let own = places.iter().position(|other| *other == place)?;
                Some(found.groups[own].shrunk)
            });
            Some((province, estimate, shrunk.unwrap_or(estimate.value)))
        };
        let groups = results.groups();
        let groups = groups.filter(|(_, group)| group.by == GroupBy::Province);
        let rates: Vec<_> = groups.filter_map(of_province).collect();
        let differ = found.is_some_and(|(_, found)| found.beyond_chance());
        let any = !rates.is_empty();
        any.then_some(Self {
            nation,
            rates,
            differ,
        })
    }

    /// How far colours go from the nation's figure: as far as a province lies, and at least as far as the middle one of the
    /// intervals reaches.
    fn half(&self) -> f64 {
        let nation = self.nation.value;
        let far = self
            .rates
            .iter()
            .map(|(.., shrunk)| (shrunk - nation).abs());
        let widths = self
            .rates
            .iter()
            .filter_map(|(_, estimate, _)| estimate.interval);
        let mut widths: Vec<f64> = widths.map(|i| (i.high - i.low) / 2.0).collect();
        widths.sort_by(f64::total_cmp);
        let middle = widths.get(widths.len() / 2).copied().unwrap_or(0.0);
        far.fold(middle.max(0.001), f64::max)
    }
}

/// The return rate by province, as a map and as bars; nothing where nothing was checked.
pub(super) fn by_province(results: &Results) -> Vec<Picture> {
    let Some(mut found) = Provinces::of(results) else {
        return Vec::new();
    };
    let says = differ(results).unwrap_or_default();
    let map = map(&found, &says);
    let checked = |estimate: &Estimate| estimate.parts.map_or(0.0, |(_, checked)| checked);
    // An order of figures that differ by chance alone would be one of chance.
    let order = if found.differ {
        found.rates.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
        "the highest first"
    } else {
        found
            .rates
            .sort_by(|a, b| checked(&b.1).total_cmp(&checked(&a.1)));
        "those with most submissions first"
    };
    let row = |(province, estimate, _): &(Province, Estimate, f64)| Row {
        label: province.name().to_owned(),
        value: estimate.value,
        interval: estimate.interval.map(Into::into),
        hover: rate(words::province(*province), estimate),
        series: 0,
    };
    let text = format!(
        "{says} Bars are figures as counted, {order}; lines are confidence intervals, which are wide where there are few \
         submissions."
    );
    let title = "Return rate by province";
    let bars = rates_picture("provinces", title, found.rates.iter().map(row).collect());
    vec![map, bars.says(text.trim_start())]
}

fn map(found: &Provinces, says: &str) -> Picture {
    let (nation, half) = (found.nation.value, found.half());
    let tiles = tiles().map(|(province, at)| {
        let name = words::province(province);
        let code = province.code().to_uppercase();
        let known = found.rates.iter().find(|(of, ..)| *of == province);
        Tile {
            at,
            value: known.map(|(.., shrunk)| *shrunk),
            label: known.map_or(code.clone(), |(.., shrunk)| {
                format!("{code}\n{}", number(shrunk * 100.0, 1))
            }),
            hover: match known {
                Some((_, estimate, shrunk)) => rate(name, estimate).line(format!(
                    "drawn towards the nation's: {}",
                    percent(*shrunk, 2)
                )),
                None => Hover::new(name).line("no check here, or no filings"),
            },
        }
    });
    let plot = Plot::Tiles(Tiles {
        columns: MAP[0].split(' ').count(),
        lines: MAP.len(),
        middle: nation,
        half,
        ends: [nation - half, nation + half].map(|end| percent(end.clamp(0.0, 1.0), 1)),
        tiles: tiles.collect(),
    });
    let title = "Return rate by province, on the map";
    let text = format!(
        "{says} Share of checked submissions that are returned, in percent, each drawn towards the nation's {} by as much \
         of it as is chance (empirical Bayes); colours say how far it then lies from that. A tile for each province of the mainland, \
         placed about as on the map. Grey: no check there, or no filings.",
        percent(nation, 1)
    );
    Picture::new("map", title, plot, [MEASURES_BY_GROUP.name]).says(text.trim_start())
}

fn rates_picture(id: &str, title: &str, rows: Vec<Row>) -> Picture {
    let plot = Plot::Rows(Rows {
        axis: Axis::percent("Returned, of checked submissions"),
        mark: Mark::Bar,
        rows,
    });
    Picture::new(id, title, plot, [MEASURES_BY_GROUP.name])
}

/// The return rate by filing type, carrier and segment; `None` where nothing was checked.
pub(super) fn by_group(results: &Results) -> Option<Picture> {
    let kinds = [
        (GroupBy::FilingType, "type"),
        (GroupBy::Carrier, "carrier"),
        (GroupBy::Segment, "segment"),
    ];
    let mut rows = Vec::new();
    for (series, (by, kind)) in kinds.into_iter().enumerate() {
        let of_kind: Vec<_> = results.groups().filter(|(_, g)| g.by == by).collect();
        // One segment alone is everybody.
        let told = by != GroupBy::Segment || of_kind.len() > 1;
        rows.extend(
            of_kind
                .into_iter()
                .filter(|_| told)
                .filter_map(|(place, group)| {
                    let estimate = results.estimate(&RETURN_RATE, place)?;
                    let label = format!("{kind}: {}", words::spaced(&plain(&group.name)));
                    Some(Row {
                        hover: rate(label.clone(), &estimate),
                        label,
                        value: estimate.value,
                        interval: estimate.interval.map(Into::into),
                        series,
                    })
                }),
        );
    }
    let all = results.estimate(&RETURN_RATE, Groups::NATION)?;
    let text = format!(
        "All together: {}. A check by carrier is counted under its first leader's.",
        Formatted::of(Unit::Share, &all).value
    );
    let title = "Return rate by filing type, carrier and segment";
    (!rows.is_empty()).then(|| rates_picture("groups", title, rows).says(text))
}

/// Why windows ran out, the most frequent reason first; `None` where none ran out.
pub(super) fn reasons(tables: &RunTables) -> Option<Picture> {
    let whys = tables.whys();
    let row = |(why, windows, share): &(WhyWindowOver, u64, Estimate)| Row {
        label: words::why(*why).to_owned(),
        value: share.value,
        interval: share.interval.map(Into::into),
        hover: Hover::figure(
            words::why(*why),
            &Formatted::of(Unit::Share, share),
            "of windows over",
        )
        .line(format!(
            "{} windows, over all replications",
            count(*windows)
        )),
        series: 0,
    };
    let (why, _, most) = whys.first()?;
    let text = format!(
        "How far the leader who was not verified got, when the window was over (R21). In {} of \
         100 cases: {}.",
        number(most.value * 100.0, 0),
        words::why(*why),
    );
    let plot = Plot::Rows(Rows {
        axis: Axis::percent("Share of windows that ran out"),
        mark: Mark::Bar,
        rows: whys.iter().map(row).collect(),
    });
    Some(Picture::new("reasons", "Why windows ran out", plot, [REASONS.name]).says(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_tile_of_its_own() {
        let places: Vec<_> = tiles().collect();
        assert_eq!(MAP.map(|row| row.split(' ').count()), [7; 8]);
        for province in Province::all() {
            let here = places.iter().filter(|(of, _)| *of == province);
            assert_eq!(here.count(), 1, "{}", province.name());
        }
        let words = MAP.iter().flat_map(|row| row.split(' '));
        assert_eq!(words.filter(|word| *word != "..").count(), places.len());
    }
}
