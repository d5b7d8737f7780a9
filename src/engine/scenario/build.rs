//! From a tree to a checked scenario.

use std::sync::Arc;

use super::draft::{General, ProvinceDraft};
use super::fields::costs::WAGE;
use super::fields::{self, CARRIERS, SEGMENTS};
use super::model::{Population, ProvinceParameters, Scenario, Segment};
use super::reader::{Layer, Reader};
use super::tree::{Node, Value, join};
use crate::rules::{Carrier, Province};

/// Builds a scenario from its merged tree; its faults are the reader's.
pub(super) fn scenario(reader: &mut Reader, tree: &Node, name: String) -> Scenario {
    let mut general = General::default();
    fields::general(&mut complete(reader, tree), &mut general);
    check_wage(reader, tree);
    let provinces = provinces(reader, tree, &general);
    let uncertain = reader.assumptions(tree, &general.uncertain);
    Scenario {
        name,
        arrivals: general.arrivals(),
        title: general.title,
        description: general.description,
        run: general.run,
        holidays: general.holidays,
        calendars: general.calendars,
        segments: general.segments,
        policy: general.policy,
        provinces,
        outages: general.outages,
        thresholds: general.thresholds,
        prices: general.prices,
        uncertain,
    }
}

/// Minutes of staff cost nothing without a wage: a figure that is left out silently would be missed.
fn check_wage(reader: &mut Reader, tree: &Node) {
    if tree.at(WAGE).is_some() {
        return;
    }
    for path in [
        "costs.return_provider_minutes",
        "costs.return_authority_minutes",
        "costs.reminder_call_minutes",
    ] {
        if let Some(node) = tree.at(path) {
            reader.fault(node, path, format!("is paid at {WAGE}, which is not set"));
        }
    }
}

/// A tree whose every field must be there.
fn complete<'r, 'n>(reader: &'r mut Reader, tree: &'n Node) -> Layer<'r, 'n> {
    Layer {
        reader,
        tree,
        complete: true,
    }
}

/// What a tree has is laid over what was read before.
pub(super) fn over<'r, 'n>(reader: &'r mut Reader, tree: &'n Node) -> Layer<'r, 'n> {
    Layer {
        reader,
        tree,
        complete: false,
    }
}

/// What holds in each province that has filings. A province's fields are laid over the general ones,
/// and a segment's over those; provinces whose people do not differ share them.
fn provinces(reader: &mut Reader, tree: &Node, general: &General) -> Vec<ProvinceParameters> {
    let (mut everywhere, mut everybody) = (ProvinceDraft::default(), Population::default());
    fields::province(&mut complete(reader, tree), &mut everywhere);
    fields::population(&mut complete(reader, tree), &mut everybody);
    let segments = match tree.field(SEGMENTS).map(|node| &node.value) {
        Some(Value::List(list)) => &list[..],
        _ => &[],
    };
    let shared = populations(reader, &[tree], &everybody, segments);
    let mut provinces = Vec::new();
    for province in Province::all() {
        let own = tree
            .field("province")
            .and_then(|table| table.field(province.code()));
        let mut here = everywhere.clone();
        let mut populations = Arc::clone(&shared);
        // A table for a province without filings is checked all the same.
        if let Some(own) = own {
            fields::province(&mut over(reader, own), &mut here);
            if fields::has_population_fields(own) {
                let mut people = everybody.clone();
                fields::population(&mut over(reader, own), &mut people);
                populations = self::populations(reader, &[own, tree], &people, segments);
            }
        }
        if general.has_filings(province) {
            let carriers = averaged_carriers(&populations, &general.segments);
            provinces.push(ProvinceParameters {
                province,
                in_force: general.in_force[province.index()],
                access: here.access,
                provider: here.provider,
                authority: here.authority,
                first_code_delay: here.first_code_delay,
                lane_rates: here.rates.lanes(carriers),
                populations,
            });
        }
    }
    provinces
}

/// The people of each segment, where all are as `people` but for what the segment says; of everybody
/// where there are no segments. `under` are the trees below the segment, the upper first.
fn populations(
    reader: &mut Reader,
    under: &[&Node],
    people: &Population,
    segments: &[Node],
) -> Arc<[Population]> {
    let mut finished = |own: Option<&Node>| {
        let mut population = people.clone();
        if let Some(own) = own {
            fields::population(&mut over(reader, own), &mut population);
        }
        // What is wrong with the whole is the fault of who touched it last.
        let mut layers = own.into_iter().chain(under.iter().copied());
        if let Some(node) = layers.find_map(|layer| layer.field(CARRIERS)) {
            let shares = population.carriers.each_ref().map(|carrier| carrier.share);
            let mut fields = Carrier::ALL.iter().map(|one| join(CARRIERS, one.name()));
            let known = !fields.any(|carrier| reader.at_fault(&join(&carrier, "share")));
            let cumulative = reader.cumulative(node, CARRIERS, &shares, known);
            population.carrier_share = cumulative.try_into().unwrap_or([1.0; 4]);
        }
        population
    };
    match segments {
        [] => [finished(None)].into(),
        segments => segments.iter().map(|own| finished(Some(own))).collect(),
    }
}

/// The share of each carrier, averaged over the segments.
fn averaged_carriers(
    populations: &[Population],
    segments: &[Segment],
) -> [f64; Carrier::ALL.len()] {
    let mut shares = [0.0; Carrier::ALL.len()];
    for (population, segment) in populations.iter().zip(segments) {
        let mut below = 0.0;
        for (share, cumulative) in shares.iter_mut().zip(population.carrier_share) {
            *share += segment.share * (cumulative - below);
            below = cumulative;
        }
    }
    shares
}
