//! From a tree to a checked scenario.

use super::calendars::calendars;
use super::fields::{Kind, field_at, names as part_names};
use super::model::{ProvinceParameters, Run, Scenario, Segment, Threshold};
use super::policy::{in_force, policy};
use super::times::{arrivals, outages};
use super::tree::{Node, join};
use super::values::Reader;
use crate::clock::{DAY, Date};
use crate::diagnostics::did_you_mean;
use crate::measures::{Groups, MEASURES, Measure};

/// Builds a scenario from its merged tree; its faults are the reader's.
pub(super) fn scenario(reader: &mut Reader, tree: &Node, name: String) -> Scenario {
    let run = run(reader, tree);
    reader.start = run.start.start();
    let calendars = calendars(reader, tree);
    let segments = segments(reader, tree);
    let in_force = in_force(reader, tree);
    let arrivals = arrivals(reader, tree, &run);
    let provinces = super::populations::provinces(reader, tree, &arrivals, &segments, &in_force);
    let text = |reader: &mut Reader, field| {
        let node = reader.need(tree, field);
        node.map_or_else(String::new, |node| reader.text(node, field))
    };
    let thresholds = thresholds(reader, tree, &provinces, &segments);
    Scenario {
        name,
        title: text(reader, "title"),
        description: text(reader, "description"),
        run,
        calendars,
        arrivals,
        segments: segments.into_iter().map(|(segment, _)| segment).collect(),
        policy: policy(reader, tree),
        provinces,
        outages: outages(reader, tree),
        thresholds,
    }
}

fn run(reader: &mut Reader, tree: &Node) -> Run {
    let start = reader
        .need(tree, "run.start")
        .map(|node| reader.date(node, "run.start"));
    let length_node = reader.need(tree, "run.length");
    let length = length_node.map_or(DAY, |node| reader.positive_duration(node, "run.length"));
    let warm_up_node = reader.need(tree, "run.warm_up");
    let warm_up = warm_up_node.map_or(0, |node| reader.duration(node, "run.warm_up"));
    if let Some(node) = warm_up_node.filter(|_| warm_up >= length) {
        reader.fault(
            node,
            "run.warm_up",
            "leaves nothing of run.length to be counted",
        );
    }
    Run {
        start: start.unwrap_or(Date(0)),
        length,
        warm_up,
        seed: count(reader, tree, "run.seed"),
        replications: count(reader, tree, "run.replications") as u32,
    }
}

/// A whole number in the bounds of its field.
pub(super) fn count(reader: &mut Reader, tree: &Node, path: &str) -> u64 {
    let node = reader.need(tree, path);
    node.map_or(1, |node| reader.count(node, path))
}

/// The segments with their nodes; one of everybody where there are none.
fn segments<'n>(reader: &mut Reader, tree: &'n Node) -> Vec<(Segment, Option<&'n Node>)> {
    let list = tree
        .at("segments")
        .map_or(&[][..], |node| reader.list(node, "segments"));
    let mut segments: Vec<(Segment, Option<&Node>)> = Vec::new();
    for node in list {
        let name_node = reader.need_in(node, "segments", "name");
        let name = name_node.map_or_else(String::new, |n| reader.text(n, "segments.name"));
        if let Some(at) = name_node
            && (name.trim().is_empty() || segments.iter().any(|(segment, _)| segment.name == name))
        {
            reader.fault(at, "segments.name", "every segment has a name of its own");
        }
        let share_node = reader.need_in(node, "segments", "share");
        let share = share_node.map_or(0.0, |n| reader.probability(n, "segments.share"));
        segments.push((Segment { name, share }, Some(node)));
    }
    match tree.at("segments") {
        Some(node) if !segments.is_empty() => {
            let shares: Vec<f64> = segments.iter().map(|(segment, _)| segment.share).collect();
            reader.cumulative(node, "segments", &shares);
            segments
        }
        _ => vec![(
            Segment {
                name: "all".to_owned(),
                share: 1.0,
            },
            None,
        )],
    }
}

fn thresholds(
    reader: &mut Reader,
    tree: &Node,
    provinces: &[ProvinceParameters],
    segments: &[(Segment, Option<&Node>)],
) -> Vec<Threshold> {
    let path = "thresholds";
    let names = segments.iter().map(|(segment, _)| segment.name.clone());
    let groups = Groups::new(provinces.iter().map(|p| p.province), names);
    let list = tree
        .at(path)
        .map_or(&[][..], |node| reader.list(node, path));
    let read = |node: &Node| {
        reader.only(node, path, &part_names(Kind::Thresholds.parts()));
        let named = reader.need_in(node, path, "measure")?;
        let name = reader.text(named, "thresholds.measure");
        let measure = Measure::named(&name);
        if measure.is_none() {
            let near = did_you_mean(&name, MEASURES.iter().map(|measure| measure.name));
            reader.fault(
                named,
                "thresholds.measure",
                format!("no measure \"{name}\"{near}"),
            );
        }
        let group = node.field("group").map_or(Some(Groups::NATION), |at| {
            let name = reader.text(at, "thresholds.group");
            let group = groups.named(&name);
            if group.is_none() {
                let known = groups.all().iter().map(|group| group.name.as_str());
                let near = did_you_mean(&name, known);
                reader.fault(at, "thresholds.group", format!("no group \"{name}\"{near}"));
            }
            group
        });
        let mut bound = |name: &str| {
            let at = node.field(name)?;
            reader.number(at, &join(path, name), "a number")
        };
        let (min, max) = (bound("min"), bound("max"));
        if min.is_none() && max.is_none() {
            reader.fault(node, path, "a threshold has a max or a min");
        }
        Some(Threshold {
            measure: measure?,
            group: group?,
            min,
            max,
        })
    };
    list.iter().filter_map(read).collect()
}

/// The shares of a table by name, cumulative; a name left out has none.
pub(super) fn shares<const N: usize>(reader: &mut Reader, tree: &Node, path: &str) -> [f64; N] {
    let names = match field_at(path).map(|field| field.kind) {
        Some(Kind::Shares(names)) => names,
        _ => &[],
    };
    let Some(table) = reader.need(tree, path) else {
        return [1.0; N];
    };
    reader.only(table, path, names);
    let mut shares = [0.0; N];
    for (share, name) in shares.iter_mut().zip(names) {
        if let Some(node) = table.field(name) {
            *share = reader.probability(node, &join(path, name));
        }
    }
    let cumulative = reader.cumulative(table, path, &shares);
    cumulative.try_into().unwrap_or([1.0; N])
}
