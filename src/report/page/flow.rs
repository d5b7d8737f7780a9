//! How filings flow: from submission to audit or return, and from one outcome to another.

use serde_json::{Value, json};

use super::chart::{Chart, drawn};
use crate::measures::{Groups, Results};
use crate::report::wording::number;

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

/// The flow of submissions in the mean replication.
pub(super) fn submissions(results: &Results) -> Chart {
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
    Chart {
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
    }
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
