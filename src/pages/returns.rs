//! Pictures of filings and returns: how filings flow, and for whom and why they are returned.

use crate::datasets::{MEASURES_BY_GROUP, REASONS, RunTables};
use crate::experiment::Outcome;
use crate::measures::{Estimate, GroupBy, Groups, RETURN_RATE, Results, Unit};
use crate::rules::WhyWindowOver;
use crate::views::format::{count, number};
use crate::views::{
    Axis, Dot, Flow, Formatted, Hover, Link, Mark, Node, Picture, Plot, Row, Rows, words,
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

/// A return rate under the mouse.
pub(super) fn rate(heading: String, estimate: &Estimate) -> Hover {
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

/// An axis of return rates.
pub(super) fn returned() -> Axis {
    Axis::percent("Returned, of checked submissions")
}

/// Return rates as bars.
pub(super) fn rates_picture(id: &str, title: &str, rows: Vec<Row>) -> Picture {
    let plot = Plot::Rows(Rows::new(returned(), Mark::Bar, rows));
    Picture::new(id, title, plot, [MEASURES_BY_GROUP.name])
}

/// The return rate by filing type, carrier and segment, a picture each; none where nothing was checked.
pub(super) fn by_group(results: &Results) -> Vec<Picture> {
    let kinds = [
        (GroupBy::FilingType, "types", "filing type", ""),
        (
            GroupBy::Carrier,
            "carriers",
            "carrier",
            " A check is counted under its first leader's.",
        ),
        (GroupBy::Segment, "segments", "segment", ""),
    ];
    let Some(all) = results.estimate(&RETURN_RATE, Groups::NATION) else {
        return Vec::new();
    };
    let pictures = kinds.into_iter().filter_map(|(by, id, kind, also)| {
        let of_kind = results.groups().filter(|(_, group)| group.by == by);
        let rows = of_kind.filter_map(|(place, group)| {
            let estimate = results.estimate(&RETURN_RATE, place)?;
            let name = words::group(group);
            let dot = Dot {
                hover: rate(name.clone(), &estimate),
                value: estimate.value,
                interval: estimate.interval.map(Into::into),
                series: 0,
            };
            Some(Row::one(name, dot))
        });
        let rows: Vec<Row> = rows.collect();
        // One segment alone is everybody.
        if rows.is_empty() || (by == GroupBy::Segment && rows.len() < 2) {
            return None;
        }
        let text = format!(
            "All together: {}.{also}",
            Formatted::of(Unit::Share, &all).value
        );
        Some(rates_picture(id, &format!("Return rate by {kind}"), rows).says(text))
    });
    pictures.collect()
}

/// Why windows ran out, the most frequent reason first; `None` where none ran out.
pub(super) fn reasons(tables: &RunTables) -> Option<Picture> {
    let whys = tables.whys();
    let row = |(why, windows, share): &(WhyWindowOver, u64, Estimate)| {
        let name = words::why(*why);
        let figure = Formatted::of(Unit::Share, share);
        let dot = Dot {
            value: share.value,
            interval: share.interval.map(Into::into),
            hover: Hover::figure(name, &figure, "of windows over").line(format!(
                "{} windows, over all replications",
                count(*windows)
            )),
            series: 0,
        };
        Row::one(name, dot)
    };
    let (why, _, most) = whys.first()?;
    let text = format!(
        "How far the leader who was not verified got, when the window was over (R21). In {} of \
         100 cases: {}.",
        number(most.value * 100.0, 0),
        words::why(*why),
    );
    let axis = Axis::percent("Share of windows that ran out");
    let rows = Rows::new(axis, Mark::Bar, whys.iter().map(row).collect());
    let plot = Plot::Rows(rows);
    Some(Picture::new("reasons", "Why windows ran out", plot, [REASONS.name]).says(text))
}
