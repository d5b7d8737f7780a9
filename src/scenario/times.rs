//! From a tree to what happens when: arrivals, surges, outages.

use super::data::read_arrivals;
use super::fields::{Kind, MOST_FACTOR, names};
use super::model::{Arrivals, Outage, OutageOf, PoissonArrivals, Run, Surge};
use super::tree::{Node, join};
use super::values::Reader;
use crate::clock::Instant;
use crate::diagnostics::did_you_mean;
use crate::rules::{Carrier, Province};

pub(super) fn arrivals(reader: &mut Reader, tree: &Node, run: &Run) -> Arrivals {
    if let Some(node) = tree.at("arrivals.file") {
        let file = reader.text(node, "arrivals.file");
        let file = reader.beside(node, &file);
        match read_arrivals(&file, run) {
            Ok((filings, read)) => {
                reader.files.push(read);
                return Arrivals::File(filings);
            }
            Err(faults) => {
                for fault in faults {
                    let fault = match fault.place {
                        None => fault.of_field("arrivals.file"),
                        Some(_) => fault,
                    };
                    reader.faults.add(fault);
                }
            }
        }
    }
    let path = "arrivals.filings_per_day";
    let filings_per_day = reader
        .need(tree, path)
        .map(|node| reader.number_at(node, path));
    let mut province_share = [0.0; Province::COUNT];
    if let Some(table) = reader.need(tree, "arrivals.province_share") {
        let path = "arrivals.province_share";
        for (code, node) in reader.table(table, path) {
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
        *factor = reader.number_in(node, path, 0.0, MOST_FACTOR);
    }
    let mean = factors.iter().sum::<f64>() / N as f64;
    if mean <= 0.0 {
        reader.fault(node, path, "at least one factor must be above 0");
        return [1.0; N];
    }
    factors.map(|factor| factor / mean)
}

fn surges(reader: &mut Reader, tree: &Node) -> Vec<Surge> {
    let path = "arrivals.surges";
    let list = tree
        .at(path)
        .map_or(&[][..], |node| reader.list(node, path));
    let read = |node: &Node| {
        reader.only(node, path, &names(Kind::Surges.parts()));
        let (from, to) = time(reader, node, path);
        let factor = reader.need_in(node, path, "factor");
        let at = join(path, "factor");
        let factor = factor.map_or(1.0, |node| reader.number_at(node, &at));
        Surge {
            from,
            to,
            factor,
            provinces: provinces_of(reader, node, path),
        }
    };
    list.iter().map(read).collect()
}

pub(super) fn outages(reader: &mut Reader, tree: &Node) -> Vec<Outage> {
    let path = "outages";
    let list = tree
        .at(path)
        .map_or(&[][..], |node| reader.list(node, path));
    let read = |node: &Node| {
        reader.only(node, path, &names(Kind::Outages.parts()));
        let (from, to) = time(reader, node, path);
        let named = reader.need_in(node, path, "what");
        let name = named.map_or_else(String::new, |node| reader.choice(node, "outages.what"));
        let what = match name.as_str() {
            "gateway" => OutageOf::Gateway,
            "page" => OutageOf::Page,
            other => Carrier::from_name(other).map_or(OutageOf::Page, OutageOf::Carrier),
        };
        Outage {
            what,
            from,
            to,
            provinces: provinces_of(reader, node, path),
        }
    };
    list.iter().map(read).collect()
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
