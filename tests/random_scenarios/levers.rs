//! A lever moves what it touches, and nothing else: for each field that is declared, at each level at which
//! it may stand, two scenarios that differ in it alone.

use std::collections::BTreeMap;

use beian_sim::datasets::Tables;
use beian_sim::experiment;
use beian_sim::rules::FilingNumber;
use beian_sim::scenario::{Field, Kind, Scenario, fields};
use beian_sim::simulation::{Observation, Observed};
use beian_sim::world::arrivals::NUMBERS_PER_PROCESS;

use crate::claims::{self, Moves};
use crate::followed::{by_filing, follow, line};
use crate::recipe::{Recipe, times};
use crate::scenario::{COUPLING, Level};

/// What happened to each filing of the first replication, by province.
type Histories = BTreeMap<&'static str, BTreeMap<FilingNumber, Vec<Observation>>>;

fn histories(scenario: &Scenario) -> Histories {
    let provinces = scenario.provinces.iter().zip(0..);
    provinces
        .map(|(own, place)| (own.province.code(), by_filing(follow(scenario, place, 0).0)))
        .collect()
}

fn lines(own: &[Observation]) -> Vec<String> {
    own.iter().map(line).collect()
}

/// The type, the segment and the number on record with which a filing arrives.
fn arrived(own: &[Observation]) -> String {
    format!("{:?}", own[0].what)
}

fn segment(own: &[Observation]) -> usize {
    match own[0].what {
        Observed::Arrived { segment, .. } => segment,
        _ => unreachable!("it arrives first"),
    }
}

/// How many filings a lever moved, of those that both scenarios have, and how many it may not move.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    moved: usize,
    stay: usize,
}

/// Whether a filing that both have may differ, and what of it must not.
fn must_stay(
    moves: Moves,
    level: Level,
    base: &[Observation],
    other: &[Observation],
) -> Option<[String; 2]> {
    let whole = || [base, other].map(|own| lines(own).join("\n"));
    // Who is in another segment has nothing to do with it.
    if let Level::Segment(place) = level
        && segment(base) != place
    {
        return Some(whole());
    }
    match moves {
        Moves::Words | Moves::NoEvent => Some(whole()),
        Moves::Volume => (base[0].filing < NUMBERS_PER_PROCESS).then(whole),
        Moves::Arrivals => Some([base, other].map(arrived)),
        Moves::Segments => (segment(base) == segment(other)).then(whole),
        Moves::Types => (arrived(base) == arrived(other)).then(whole),
        Moves::Filings => Some([base, other].map(|own| line(&own[0]))),
        Moves::Audit => Some([base, other].map(|own| {
            let before = own
                .iter()
                .filter(|happening| !matches!(happening.what, Observed::Accepted));
            before.map(line).collect::<Vec<_>>().join("\n")
        })),
        Moves::Those(meets) => (!meets(base)).then(whole),
        Moves::Everything => None,
    }
}

/// Holds the histories of two scenarios that differ in a field against what it may move.
fn compare(field: &Field, level: Level, base: &Histories, other: &Histories, moves: Moves) -> Seen {
    let mut seen = Seen::default();
    let which_may_differ = matches!(moves, Moves::Volume | Moves::Arrivals);
    for (province, filings) in base {
        let Some(others) = other.get(province) else {
            assert!(which_may_differ, "{} moves {province}", field.path);
            continue;
        };
        if !which_may_differ {
            assert!(
                filings.keys().eq(others.keys()),
                "{}: {province}",
                field.path
            );
        }
        seen.moved += filings.len().abs_diff(others.len());
        let both = filings
            .iter()
            .filter_map(|(number, own)| Some((number, own, others.get(number)?)));
        for (number, base, other) in both {
            let elsewhere = matches!(level, Level::Province(code) if code != *province);
            let stays = match elsewhere {
                true => must_stay(Moves::NoEvent, Level::General, base, other),
                false => must_stay(moves, level, base, other),
            };
            if let Some([one, another]) = stays {
                assert_eq!(
                    one, another,
                    "{} moves filing {number} of {province}",
                    field.path
                );
                seen.stay += 1;
            }
            seen.moved += usize::from(lines(base) != lines(other));
        }
    }
    seen
}

/// The tables of the first replication, with their names.
fn figures(scenario: &Scenario) -> Vec<(&'static str, Vec<u8>)> {
    let mut scenario = scenario.clone();
    scenario.run.replications = 1;
    let results = experiment::run(&scenario, &Default::default()).unwrap();
    let tables = Tables::of(&scenario, &results).list.into_iter();
    tables
        .map(|table| (table.schema.name.as_str(), table.bytes.to_vec()))
        .collect()
}

/// Tries a field at a level, with the scenario of a seed; nothing where it cannot stand there.
fn tried(field: &'static Field, level: usize, seed: u64, moves: Moves) -> Option<Seen> {
    let apart = COUPLING.iter().filter(|path| **path != field.path);
    let without: Vec<&str> = match field.path {
        "uncertain" | "thresholds" => apart.copied().collect(),
        // They refer to what is about to be changed.
        _ => apart.copied().chain(["uncertain", "thresholds"]).collect(),
    };
    let recipe = Recipe::of(seed).without(&without).with(field.path);
    let recipe = if level == 2 {
        recipe.with("segments")
    } else {
        recipe
    };
    let base = recipe.scenario();
    let mut places = base
        .settings
        .keys()
        .copied()
        .filter(|(_, path)| *path == field.path);
    let place = places.find(|(at, _)| match at {
        Level::General => level == 0,
        Level::Province(_) => level == 1,
        Level::Segment(_) => level == 2,
    })?;
    let mut other = base.clone();
    other.set_anew(place, "again");
    let [one, another] = [base.load().scenario, other.load().scenario];
    let [before, after] = [&one, &another].map(histories);
    let seen = compare(field, place.0, &before, &after, moves);
    // A lever that no filing meets changes no table.
    if matches!(moves, Moves::Words | Moves::Those(_)) && seen.moved == 0 {
        let met = |own: &Vec<Observation>| matches!(moves, Moves::Those(meets) if meets(own));
        if !before.values().any(|filings| filings.values().any(met)) {
            for ((name, one), (_, another)) in figures(&one).into_iter().zip(figures(&another)) {
                // Curves reach as far as the window; who is not checked has a carrier, too.
                let apart = (field.path, name) == ("rules.window", "survival")
                    || (field.kind, name) == (Kind::Share, "measures");
                let same = apart || one == another;
                assert!(same, "seed {seed}: {} moves {name}", field.path);
            }
        }
    }
    Some(seen)
}

#[test]
fn every_field_has_a_claim_of_what_it_moves() {
    let missing: Vec<&str> = fields()
        .iter()
        .filter(|field| claims::of(field).is_none())
        .map(|field| field.path)
        .collect();
    assert!(missing.is_empty(), "what do these move? {missing:?}");
    assert_eq!(claims::idle(fields().iter()), [""; 0]);
}

#[test]
fn a_lever_moves_only_what_it_touches_and_it_does_move_it() {
    let mut idle = Vec::new();
    for field in fields() {
        let moves = claims::of(field).unwrap();
        if matches!(moves, Moves::Everything) {
            continue;
        }
        let levels = match field.may_stand {
            beian_sim::scenario::Where::General => 1,
            beian_sim::scenario::Where::Province => 2,
            beian_sim::scenario::Where::Population => 3,
        };
        for level in 0..levels {
            let mut all = Seen::default();
            let enough = |all: &Seen| match moves {
                Moves::Words | Moves::NoEvent => all.stay > 100,
                _ => all.stay > 100 && all.moved > 0,
            };
            for seed in 0..60.max(times()) {
                if seed >= times() && enough(&all) {
                    break;
                }
                if let Some(seen) = tried(field, level, seed.into(), moves) {
                    all.moved += seen.moved;
                    all.stay += seen.stay;
                }
            }
            if !enough(&all) {
                idle.push(format!("{} at level {level}: {all:?}", field.path));
            }
        }
    }
    assert!(idle.is_empty(), "{idle:#?}");
}
