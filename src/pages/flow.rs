//! How filings flow: from submission to audit or return, and from one outcome to another.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::chart::{Chart, drawn};
use crate::datasets::format::{number, plain};
use crate::experiment::Outcome;
use crate::measures::{Groups, Results};

/// A node: its name, what its label says, its colour, and its column.
struct Node(&'static str, &'static str, usize);

/// Where submissions come from and get to.
const NODES: [Node; 10] = [
    Node("first", "First submissions", 0),
    Node("again", "Resubmissions", 0),
    Node("empty", "Not checked", 1),
    Node("complete", "Check complete", 1),
    Node("window", "Window over", 1),
    Node("certificate", "Wrong certificates", 1),
    Node("audit", "To audit", 2),
    Node("returned", "Returned", 2),
    Node("resubmitted", "Submitted again", 3),
    Node("given_up", "Given up", 3),
];

const COLOURS: [&str; 10] = [
    "$c1", "$c6", "$c7", "$c3", "$c2", "$c5", "$c3", "$c2", "$c6", "$c7",
];

/// The flow of submissions in the mean replication; `None` where there were none.
pub(super) fn submissions(results: &Results) -> Option<Chart> {
    let total = results.total(Groups::NATION);
    let replications = results.replications.len().max(1) as f64;
    let first_empty = total.filings.saturating_sub(total.first_checked);
    let first_complete = total.first_checked - total.first_returned.iter().sum::<u64>();
    let resubmitted = total.submissions.saturating_sub(total.filings);
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
        ("returned", "resubmitted", resubmitted),
        ("returned", "given_up", total.filings_given_up),
    ];
    let flows = flows.map(|(from, to, count)| (from, to, count as f64 / replications));
    let flows: Vec<_> = flows.into_iter().filter(|(.., mean)| *mean > 0.0).collect();
    let label = |name: &str| NODES.iter().find(|n| n.0 == name).map_or("", |node| node.1);
    let nodes = NODES.iter().zip(COLOURS).filter_map(|(node, colour)| {
        let through = |end: fn(&(&'static str, &'static str, f64)) -> &'static str| -> f64 {
            let of_node = flows.iter().filter(|flow| end(flow) == node.0);
            of_node.map(|(.., mean)| mean).sum()
        };
        let mean = through(|flow| flow.0).max(through(|flow| flow.1));
        (mean > 0.0).then(|| node_json(node.0, node.1, mean, colour, node.2))
    });
    let links = flows.iter().map(|&(from, to, mean)| {
        json!({ "source": from, "target": to, "value": drawn(mean), "tip": [
            format!("{} → {}", label(from), label(to)),
            format!("{} submissions a replication", number(mean, 1)),
        ] })
    });
    let again = resubmitted as f64 / replications;
    (total.submissions > 0).then(|| Chart {
        id: "flow".into(),
        title: "From submission to audit or return".into(),
        text: format!(
            "Submissions of the mean replication, from left to right. Of those returned, {} are \
             submitted again: they enter once more at the left, as resubmissions.",
            number(again, 0)
        ),
        high: [430, 560],
        option: sankey(nodes.collect(), links.collect()),
        narrow: narrow(),
        tables: &["measures.csv", "reasons.csv"],
    })
}

fn node_json(name: &str, label: &str, mean: f64, colour: &str, column: usize) -> Value {
    // The last column's labels stand to the left of it, so that they end within the picture.
    let position = if column == 3 { "left" } else { "right" };
    json!({
        "name": name,
        "depth": column,
        "itemStyle": { "color": colour, "borderWidth": 0 },
        "label": { "position": position, "formatter": format!("{label}\n{}", number(mean, 0)) },
        "tip": [label, format!("{} submissions a replication", number(mean, 1))],
    })
}

fn sankey(nodes: Vec<Value>, links: Vec<Value>) -> Value {
    json!({
        "tooltip": { "trigger": "item", "formatter": "@hover" },
        "series": [{
            "type": "sankey", "data": nodes, "links": links,
            "left": 8, "right": 8, "top": 16, "bottom": 24,
            "nodeWidth": 14, "nodeGap": 34, "draggable": false, "layoutIterations": 0,
            "label": { "color": "$text", "fontSize": 12, "lineHeight": 15,
                "textBorderColor": "$surface", "textBorderWidth": 3 },
            "lineStyle": { "color": "source", "opacity": "$flow", "curveness": 0.5 },
            "emphasis": { "focus": "adjacency" },
        }],
    })
}

fn narrow() -> Value {
    json!({ "series": [{ "nodeGap": 48, "nodeWidth": 9,
        "label": { "width": 70, "overflow": "break", "fontSize": 10, "lineHeight": 12 } }] })
}

/// Filings whose outcome a variant changes, from what they came to in the base to what they come to
/// in the variant; `None` where none does.
pub(super) fn outcomes(
    place: usize,
    variant: &str,
    moved: &BTreeMap<(Outcome, Outcome), u64>,
) -> Option<Chart> {
    let moved: Vec<_> = moved
        .iter()
        .filter(|((a, b), count)| a != b && **count > 0)
        .collect();
    let total: u64 = moved.iter().map(|(_, count)| **count).sum();
    if total == 0 {
        return None;
    }
    let mut nodes = Vec::new();
    for (side, column) in [("before", 0), ("after", 1)] {
        for (outcome, colour) in Outcome::ALL
            .into_iter()
            .zip(["$c7", "$c3", "$c6", "$c2", "$c5"])
        {
            let here = |pair: &(Outcome, Outcome)| if column == 0 { pair.0 } else { pair.1 };
            let count: u64 = moved
                .iter()
                .filter(|(pair, _)| here(pair) == outcome)
                .map(|(_, count)| **count)
                .sum();
            if count > 0 {
                nodes.push(outcome_json(side, outcome, count, colour, column));
            }
        }
    }
    let links = moved.iter().map(|((before, after), count)| {
        json!({
            "source": format!("before {}", before.name()), "target": format!("after {}", after.name()),
            "value": count, "tip": [
                format!("{} → {}", words(*before), words(*after)),
                format!("{} filings, over all replications", number(**count as f64, 0)),
            ],
        })
    });
    Some(Chart {
        id: format!("outcomes-{place}"),
        title: format!("Filings whose outcome changes: {}", plain(variant)),
        text: format!(
            "{} filings come to another end than in the base, over all replications: at the left \
             what they came to in the base, at the right in the variant. All others end as before.",
            number(total as f64, 0)
        ),
        high: [360, 460],
        option: sankey(nodes, links.collect()),
        narrow: narrow(),
        tables: &["transitions.csv"],
    })
}

fn outcome_json(side: &str, outcome: Outcome, count: u64, colour: &str, column: usize) -> Value {
    let position = if column == 1 { "left" } else { "right" };
    let label = words(outcome);
    let shown = number(count as f64, 0);
    json!({
        "name": format!("{side} {}", outcome.name()),
        "depth": column,
        "itemStyle": { "color": colour, "borderWidth": 0 },
        "label": { "position": position, "formatter": format!("{label}\n{shown}") },
        "tip": [format!("{side}: {label}"), format!("{shown} filings, over all replications")],
    })
}

fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotChecked => "never checked",
        Outcome::VerifiedAtOnce => "verified at once",
        Outcome::VerifiedLater => "verified after a return",
        Outcome::GivenUpWindowOver => "given up, window over",
        Outcome::GivenUpWrongCertificate => "given up, wrong certificates",
    }
}
