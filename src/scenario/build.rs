//! From a tree to a checked scenario: the sections that hold everywhere.

use std::collections::BTreeSet;

use super::data::read_arrivals;
use super::fault::did_you_mean;
use super::fields::{Kind, SCOPES, TYPES, field_at, is_section, unknown};
use super::model::{
    Arrivals, Calendars, Outage, OutageOf, PoissonArrivals, ProvinceParameters, Run, Scenario,
    Segment, Surge, Threshold,
};
use super::tree::{Node, Value, join};
use super::values::{MIDNIGHT, Reader};
use crate::clock::{Calendar, DAY, Date, Instant, Week};
use crate::measures::{Groups, MEASURES, Measure};
use crate::rules::{Carrier, InForce, Policy, Province, WindowFrom};

/// The days of the week as calendars name them.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The longest run: a century.
const LONGEST_RUN: i64 = 36_525 * DAY;

/// Faults for everything in a tree that is no field.
pub(super) fn check_names(reader: &mut Reader, node: &Node, path: &str) {
    for (name, child) in node.fields() {
        let path = join(path, name);
        if path == "province" {
            check_provinces(reader, child);
        } else if let Some(field) = field_at(&path) {
            if field.kind == Kind::Segments {
                for segment in reader.list(child, &path) {
                    check_nested(reader, segment, "segments.", &["name", "share"], true);
                }
            }
        } else if is_section(&path) {
            check_section(reader, child, &path);
        } else {
            reader.fault(child, &path, unknown(&path));
        }
    }
}

fn check_section(reader: &mut Reader, node: &Node, path: &str) {
    if matches!(node.value, Value::Table(_)) {
        check_names(reader, node, path);
    } else {
        let found = node.value.kind();
        reader.fault(node, path, format!("{found} where a table is expected"));
    }
}

fn check_provinces(reader: &mut Reader, node: &Node) {
    for (code, table) in node.fields() {
        let path = join("province", code);
        if Province::from_code(code).is_none() {
            let near = did_you_mean(code, Province::all().map(Province::code));
            reader.fault(table, &path, format!("no province \"{code}\"{near}"));
        } else {
            check_nested(reader, table, &format!("{path}."), &[], false);
        }
    }
}

/// The fields of a segment or a province: those that may stand there.
fn check_nested(reader: &mut Reader, node: &Node, at: &str, own: &[&str], segment: bool) {
    let place = at.trim_end_matches('.');
    if !matches!(node.value, Value::Table(_)) {
        reader.fault(
            node,
            place,
            format!("{} where a table is expected", node.value.kind()),
        );
        return;
    }
    for (name, child) in node.fields() {
        if !own.contains(&name.as_str()) {
            nested_field(reader, child, at, name, segment);
        }
    }
}

fn nested_field(reader: &mut Reader, node: &Node, at: &str, path: &str, segment: bool) {
    use super::fields::Where;
    let full = format!("{at}{path}");
    if let Some(field) = field_at(path) {
        let allowed = match field.may_stand {
            Where::General => false,
            Where::Province => !segment,
            Where::Population => true,
        };
        if !allowed {
            let place = if segment { "a segment" } else { "a province" };
            reader.fault(node, &full, format!("cannot be set for {place}"));
        }
    } else if is_section(path) {
        if !matches!(node.value, Value::Table(_)) {
            let found = node.value.kind();
            reader.fault(node, &full, format!("{found} where a table is expected"));
        }
        for (name, child) in node.fields() {
            nested_field(reader, child, at, &join(path, name), segment);
        }
    } else {
        let message = unknown(path).replacen("mean ", &format!("mean {at}"), 1);
        reader.fault(node, &full, message);
    }
}

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
    if let Some(node) = length_node.filter(|_| length > LONGEST_RUN) {
        reader.fault(node, "run.length", "longer than a century");
    }
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
        length: length.min(LONGEST_RUN),
        warm_up,
        seed: count(reader, tree, "run.seed"),
        replications: count(reader, tree, "run.replications") as u32,
    }
}

/// A whole number in the bounds of its field.
fn count(reader: &mut Reader, tree: &Node, path: &str) -> u64 {
    let (least, most) = match field_at(path).map(|field| field.kind) {
        Some(Kind::Count { least, most }) => (least, most),
        _ => (0, u64::MAX >> 1),
    };
    let node = reader.need(tree, path);
    node.map_or(least, |node| reader.count(node, path, least, most))
}

fn calendars(reader: &mut Reader, tree: &Node) -> Calendars {
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
    Calendar::new(week, holidays.clone(), extra.clone()).unwrap_or_else(|_| {
        reader.fault(
            node,
            path,
            "is never open: what is measured in it would never end",
        );
        Calendar::always()
    })
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

/// R1: from when the check is in force, by province.
pub(super) fn in_force(reader: &mut Reader, tree: &Node) -> [InForce; Province::COUNT] {
    let Some(table) = tree.at("rules.in_force") else {
        return r1_in_force();
    };
    let mut in_force = [InForce::Never; Province::COUNT];
    for (code, node) in table.fields() {
        let path = join("rules.in_force", code);
        let Some(province) = Province::from_code(code) else {
            let near = did_you_mean(code, Province::all().map(Province::code));
            reader.fault(node, &path, format!("no province \"{code}\"{near}"));
            continue;
        };
        in_force[province.index()] = match node.value {
            Value::Bool(true) => InForce::Always,
            Value::Bool(false) => InForce::Never,
            Value::Datetime(_) | Value::Text(_) => InForce::From(reader.instant(node, &path)),
            _ => {
                reader.fault(node, &path, "a date, true or false is expected");
                InForce::Never
            }
        };
    }
    in_force
}

/// The 22 provinces of R1, always.
pub(super) fn r1_in_force() -> [InForce; Province::COUNT] {
    let mut in_force = [InForce::Never; Province::COUNT];
    for province in Province::all().filter(|province| province.wave().is_some()) {
        in_force[province.index()] = InForce::Always;
    }
    in_force
}

fn arrivals(reader: &mut Reader, tree: &Node, run: &Run) -> Arrivals {
    if let Some(node) = tree.at("arrivals.file") {
        let file = reader.text(node, "arrivals.file");
        let file = reader.beside(node, &file);
        match read_arrivals(&file, run) {
            Ok((filings, read)) => {
                reader.files.push(read);
                return Arrivals::File(filings);
            }
            Err(faults) => {
                for mut fault in faults.0 {
                    if fault.place.is_none() {
                        fault.field = "arrivals.file".to_owned();
                    }
                    reader.faults.add(fault);
                }
            }
        }
    }
    let path = "arrivals.filings_per_day";
    let filings_per_day = reader
        .need(tree, path)
        .map(|node| reader.number_in(node, path, 0.001, 1e8));
    let mut province_share = [0.0; Province::COUNT];
    if let Some(table) = reader.need(tree, "arrivals.province_share") {
        let path = "arrivals.province_share";
        for (code, node) in table.fields() {
            let path = join(path, code);
            match Province::from_code(code) {
                Some(province) => {
                    province_share[province.index()] = reader.probability(node, &path)
                }
                None => {
                    let near = did_you_mean(code, Province::all().map(Province::code));
                    reader.fault(node, &path, format!("no province \"{code}\"{near}"));
                }
            }
        }
        reader.cumulative(table, path, &province_share);
    }
    Arrivals::Poisson(Box::new(PoissonArrivals {
        filings_per_day: filings_per_day.unwrap_or(1.0),
        weekday_factor: factors(reader, tree, "arrivals.weekday_factor"),
        hour_factor: factors(reader, tree, "arrivals.hour_factor"),
        province_share,
        surges: surges(reader, tree),
    }))
}

/// Relative factors, with a mean of 1.
fn factors<const N: usize>(reader: &mut Reader, tree: &Node, path: &str) -> [f64; N] {
    let Some(node) = reader.need(tree, path) else {
        return [1.0; N];
    };
    let list = reader.list(node, path);
    let mut factors = [1.0; N];
    if list.len() != N {
        reader.fault(
            node,
            path,
            format!("{} factors where {N} are expected", list.len()),
        );
        return factors;
    }
    for (factor, node) in factors.iter_mut().zip(list) {
        *factor = reader.number_in(node, path, 0.0, 1e6);
    }
    let mean = factors.iter().sum::<f64>() / N as f64;
    if mean <= 0.0 {
        reader.fault(node, path, "at least one factor must be above 0");
        return [1.0; N];
    }
    factors.map(|factor| factor / mean)
}

/// Provinces named by a list; all where there is none.
fn provinces_of(reader: &mut Reader, node: &Node, path: &str) -> [bool; Province::COUNT] {
    let Some(list) = node.field("provinces") else {
        return [true; Province::COUNT];
    };
    let path = join(path, "provinces");
    let mut provinces = [false; Province::COUNT];
    for node in reader.list(list, &path) {
        let code = reader.text(node, &path);
        match Province::from_code(&code) {
            Some(province) => provinces[province.index()] = true,
            None => {
                let near = did_you_mean(&code, Province::all().map(Province::code));
                reader.fault(node, &path, format!("no province \"{code}\"{near}"));
            }
        }
    }
    provinces
}

/// `from` and `to` of a surge or an outage.
fn time(reader: &mut Reader, node: &Node, path: &str) -> (Instant, Instant) {
    let mut instant = |name: &str| {
        let at = reader.need_in(node, path, name)?;
        Some(reader.instant(at, &join(path, name)))
    };
    let (Some(from), Some(to)) = (instant("from"), instant("to")) else {
        return (reader.start, reader.start);
    };
    if to <= from {
        reader.fault(
            node,
            path,
            format!("ends at {to}, not after its begin at {from}"),
        );
    }
    (from, to)
}

fn surges(reader: &mut Reader, tree: &Node) -> Vec<Surge> {
    let path = "arrivals.surges";
    let list = tree
        .at(path)
        .map_or(&[][..], |node| reader.list(node, path));
    let read = |node: &Node| {
        reader.only(node, path, &["from", "to", "factor", "provinces"]);
        let (from, to) = time(reader, node, path);
        let factor = reader.need_in(node, path, "factor");
        let at = join(path, "factor");
        let factor = factor.map_or(1.0, |node| reader.number_in(node, &at, 0.0, 1e6));
        Surge {
            from,
            to,
            factor,
            provinces: provinces_of(reader, node, path),
        }
    };
    list.iter().map(read).collect()
}

fn outages(reader: &mut Reader, tree: &Node) -> Vec<Outage> {
    let path = "outages";
    let list = tree
        .at(path)
        .map_or(&[][..], |node| reader.list(node, path));
    let read = |node: &Node| {
        reader.only(node, path, &["what", "from", "to", "provinces"]);
        let (from, to) = time(reader, node, path);
        let named = reader.need_in(node, path, "what");
        let name = named.map_or_else(String::new, |node| reader.text(node, "outages.what"));
        let what = match name.as_str() {
            "gateway" => OutageOf::Gateway,
            "page" => OutageOf::Page,
            other => Carrier::from_name(other).map_or(OutageOf::Page, OutageOf::Carrier),
        };
        let known = ["telecom", "unicom", "mobile", "mvno", "gateway", "page"];
        if let Some(at) = named.filter(|_| !known.contains(&name.as_str())) {
            let near = did_you_mean(&name, known.into_iter());
            let allowed = known.join(", ");
            reader.fault(
                at,
                "outages.what",
                format!("\"{name}\" is none of {allowed}{near}"),
            );
        }
        Outage {
            what,
            from,
            to,
            provinces: provinces_of(reader, node, path),
        }
    };
    list.iter().map(read).collect()
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
        reader.only(node, path, &["measure", "group", "min", "max"]);
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

/// `[rules]`, less what is a province's own; what a tree does not set is the rules' default.
pub(super) fn policy(reader: &mut Reader, tree: &Node) -> Policy {
    let mut policy = Policy::default();
    let rules = |field: &str| tree.at("rules").and_then(|rules| rules.field(field));
    let mut flag = |field: &str, into: &mut bool| {
        if let Some(node) = rules(field) {
            *into = reader.flag(node, &join("rules", field));
        }
    };
    flag("check_cancel_entity", &mut policy.check_cancel_entity);
    flag("check_cancel_website", &mut policy.check_cancel_website);
    flag("check_cancel_access", &mut policy.check_cancel_access);
    flag("resend_cancels_earlier", &mut policy.resend_cancels_earlier);
    if let Some(node) = rules("code_effective") {
        policy.code_effective = reader.positive_duration(node, "rules.code_effective");
    }
    if let Some(node) = rules("window") {
        policy.window = reader.positive_duration(node, "rules.window");
    }
    if let Some(node) = rules("automatic_resend_at") {
        let path = "rules.automatic_resend_at";
        policy.automatic_resend_at = reader.time_of_day(node, path, MIDNIGHT - 1);
    }
    if let Some(node) = rules("resends_per_day") {
        policy.resends_per_day = reader.limit(node, "rules.resends_per_day", 0);
    }
    if let Some(node) = rules("resend_least_gap") {
        policy.resend_least_gap = reader.duration(node, "rules.resend_least_gap");
    }
    for (field, into) in [
        ("automatic_resend_days", &mut policy.automatic_resend_days),
        ("wrong_certificates", &mut policy.wrong_certificates),
        ("code_pool", &mut policy.code_pool),
    ] {
        if rules(field).is_some() {
            *into = count(reader, tree, &join("rules", field)) as u32;
        }
    }
    if let Some(node) = rules("window_from") {
        policy.window_from = match reader.text(node, "rules.window_from").as_str() {
            "first_code" => WindowFrom::FirstCode,
            "received" => WindowFrom::Received,
            other => {
                let message = format!("\"{other}\" is none of first_code, received");
                reader.fault(node, "rules.window_from", message);
                WindowFrom::FirstCode
            }
        };
    }
    policy
}

/// The shares of a table by name, cumulative; a name left out has none.
pub(super) fn shares<const N: usize>(reader: &mut Reader, tree: &Node, path: &str) -> [f64; N] {
    let names = if path.ends_with("type_share") {
        TYPES
    } else {
        SCOPES
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
