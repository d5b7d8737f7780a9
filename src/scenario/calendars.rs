//! From a tree to the calendars.

use std::collections::BTreeSet;

use super::model::Calendars;
use super::tree::{Node, join};
use super::values::{MIDNIGHT, Reader};
use crate::clock::{Calendar, Date, Week};

/// The days of the week as calendars name them.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn calendars(reader: &mut Reader, tree: &Node) -> Calendars {
    let mut dates = |path: &str| -> BTreeSet<Date> {
        let list = tree
            .at(path)
            .map_or(&[][..], |node| reader.list(node, path));
        list.iter().map(|node| reader.date(node, path)).collect()
    };
    let (holidays, extra_workdays) = (dates("holidays"), dates("extra_workdays"));
    let named: Vec<(&String, &Node)> = tree
        .at("calendars")
        .into_iter()
        .flat_map(Node::fields)
        .collect();
    let mut names = vec![
        "always".to_owned(),
        "waking".to_owned(),
        "working".to_owned(),
    ];
    names.extend(
        named
            .iter()
            .map(|(name, _)| (*name).clone())
            .filter(|name| !["always", "waking", "working"].contains(&name.as_str())),
    );
    names.truncate(usize::from(u8::MAX));
    reader.calendars.clone_from(&names);
    let mut all = Vec::new();
    for name in names {
        let path = join("calendars", &name);
        let calendar = match (name.as_str(), tree.at(&path)) {
            ("always", None) => Calendar::always(),
            ("always", Some(node)) => {
                reader.fault(
                    node,
                    &path,
                    "always is all of the time and cannot be changed",
                );
                Calendar::always()
            }
            (_, None) => {
                reader.fault(tree, &path, "missing");
                Calendar::always()
            }
            (_, Some(node)) => calendar(reader, node, &path, &holidays, &extra_workdays),
        };
        all.push((name, calendar));
    }
    Calendars { all }
}

fn calendar(
    reader: &mut Reader,
    node: &Node,
    path: &str,
    holidays: &BTreeSet<Date>,
    extra_workdays: &BTreeSet<Date>,
) -> Calendar {
    reader.only(node, path, &["days", "hours", "holidays"]);
    let hours_path = join(path, "hours");
    let mut hours = Vec::new();
    let hours_node = reader.need_in(node, path, "hours");
    for pair in hours_node.map_or(&[][..], |node| reader.list(node, &hours_path)) {
        let [from, to] = reader.list(pair, &hours_path) else {
            reader.fault(
                pair,
                &hours_path,
                "opening hours are a list of [\"from\", \"to\"]",
            );
            continue;
        };
        let from_time = reader.time_of_day(from, &hours_path, MIDNIGHT);
        let to_time = reader.time_of_day(to, &hours_path, MIDNIGHT);
        let earlier = hours.last().map_or(0, |&(_, to)| to);
        if from_time < earlier || to_time <= from_time {
            reader.fault(
                pair,
                &hours_path,
                "opening hours must be in order and not overlap",
            );
        }
        hours.push((from_time, to_time));
    }
    let days_path = join(path, "days");
    let days: Option<Vec<usize>> = node.field("days").map(|days| {
        let list = reader.list(days, &days_path);
        let place = |node: &Node| {
            let day = reader.text(node, &days_path);
            let place = DAYS.iter().position(|known| *known == day);
            if place.is_none() {
                reader.fault(
                    node,
                    &days_path,
                    format!("\"{day}\" is none of {}", DAYS.join(", ")),
                );
            }
            place
        };
        list.iter().filter_map(place).collect()
    });
    let week: Week = std::array::from_fn(|day| {
        let open = days.as_ref().is_none_or(|days| days.contains(&day));
        if open { hours.clone() } else { Vec::new() }
    });
    let keeps = node
        .field("holidays")
        .is_some_and(|flag| reader.flag(flag, &join(path, "holidays")));
    let none = BTreeSet::new();
    let (holidays, extra) = if keeps {
        (holidays, extra_workdays)
    } else {
        (&none, &none)
    };
    Calendar::new(week, holidays, extra).unwrap_or_else(|_| {
        reader.fault(
            node,
            path,
            "is never open: what is measured in it would never end",
        );
        Calendar::always()
    })
}
