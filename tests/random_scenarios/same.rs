//! The same scenario is the same however it comes, and gives the same bytes: on any number of threads, with
//! its fields in the file or after `--set`, and printed and read again.

use std::fs;

use beian_sim::datasets::Tables;
use beian_sim::experiment::{self, Options};
use beian_sim::scenario::{Loaded, Scenario, load};
use proptest::prelude::*;

use crate::dice::Dice;
use crate::recipe::{cases, recipes};
use crate::runner::{say, tables};
use crate::scenario::{Level, Place};

fn bytes(scenario: &Scenario, threads: usize) -> Vec<(&'static str, Vec<u8>)> {
    let options = Options {
        threads,
        ..Options::default()
    };
    let results = experiment::run(scenario, &options).unwrap();
    let tables = Tables::of(scenario, &results).list.into_iter();
    tables
        .map(|table| (table.schema.name.as_str(), table.bytes.to_vec()))
        .collect()
}

/// A scenario's values, and its words but for its name, which is the file's.
fn of(loaded: &Loaded) -> String {
    let scenario = Scenario {
        name: String::new(),
        ..loaded.scenario.clone()
    };
    format!("{scenario:?}")
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn one_two_and_seven_threads_give_the_same_bytes(recipe in recipes()) {
        let scenario = recipe.scenario().load().scenario;
        let [one, two, seven] = [1, 2, 7].map(|threads| bytes(&scenario, threads));
        prop_assert!(one == two && one == seven);
    }

    #[test]
    fn set_is_the_field_in_the_file(recipe in recipes(), seed: u64) {
        let written = recipe.scenario();
        let whole = written.load();
        // A few fields, or many, are taken out of the file.
        let share = Dice::of(seed).one_of(&[0.05, 0.3, 1.0]);
        let taken = |(level, path): Place| {
            // What is uncertain of a field that --set sets is so no more: it goes with it, or stays.
            let path = if path == "uncertain" { String::new() } else { format!("{level:?} {path}") };
            // A segment is named by its list.
            path != "General segments" && Dice::at(seed, &path).happens(share)
        };
        let uncertain = taken((Level::General, "uncertain"));
        let taken = |place: Place| taken(place) && (uncertain || !named(&whole, &written.path(place)));
        let (_folder, path) = written.write("x.toml", |place| !taken(place));
        let set = written.settings.iter().filter(|(place, _)| taken(**place));
        let set: Vec<String> = set.map(|(place, value)| format!("{}={value}", written.path(*place))).collect();
        let loaded = load(&path, &set);
        prop_assert!(loaded.is_ok(), "{set:#?}: {}", loaded.unwrap_err());
        let loaded = loaded.unwrap();
        prop_assert_eq!(&loaded.as_read, &whole.as_read, "{:#?}", set);
        prop_assert_eq!(of(&loaded), of(&whole), "{:#?}", set);
    }

    #[test]
    fn a_scenario_printed_and_read_again_is_the_same(recipe in recipes()) {
        let written = recipe.scenario();
        let (_kept, path) = written.write("x.toml", |_| true);
        let loaded = load(&path, &[]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let again = folder.path().join("x.toml");
        fs::write(&again, &loaded.as_toml).unwrap();
        let again = load(&again, &[]);
        prop_assert!(again.is_ok(), "{}\n{}", again.unwrap_err(), loaded.as_toml);
        let again = again.unwrap();
        prop_assert_eq!(&again.as_toml, &loaded.as_toml);
        prop_assert_eq!(of(&again), of(&loaded));
        prop_assert!(bytes(&again.scenario, 0) == bytes(&loaded.scenario, 0));
    }
}

/// Whether a scenario is uncertain of a field, or of a parameter of it.
fn named(loaded: &Loaded, path: &str) -> bool {
    let all = loaded.scenario.uncertain.iter().flat_map(|one| &one.fields);
    all.into_iter().any(|(field, _)| field.starts_with(path))
}

proptest! {
    // Each runs the program twice.
    #![proptest_config(cases(16))]

    #[test]
    fn what_a_results_folder_holds_gives_the_same_bytes(recipe in recipes()) {
        let (folder, _) = recipe.scenario().write("x.toml", |_| true);
        for [scenario, out] in [["x.toml", "one"], ["one/scenario.toml", "two"]] {
            let said = say(&folder, &["run", scenario, "--out", out, "--quiet", "--yes"]);
            // 1: a threshold is crossed.
            prop_assert!(matches!(said.code, Some(0 | 1)), "{}", said.error);
        }
        let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
        prop_assert!(tables(&one) == tables(&two));
        let [one, two] = [one, two].map(|run| fs::read_to_string(run.join("scenario.toml")).unwrap());
        prop_assert_eq!(one, two);
    }
}

#[test]
fn a_segment_of_any_name_is_set_by_its_name() {
    let names = ["a", "a.b", "x=1", "a..b", "people.prompt", "a.people", " "];
    let segments = |share: &str| {
        let each = names.iter().map(|name| {
            let notice = "people.notice = { lognormal = { median = '1h', sigma = 1 } }";
            format!(
                "[[segments]]\nname = '_{name}'\nshare = {}\n{notice}\npeople.prompt = {share}\n",
                1.0 / 7.0
            )
        });
        each.collect::<String>()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    fs::write(&path, segments("0.25")).unwrap();
    for (place, name) in names.iter().enumerate() {
        // A distribution is one value: another form of it takes its place.
        let set = ["prompt=0.5", "notice={ exponential = { mean = '2h' } }"];
        let set = set.map(|set| format!("segments._{name}.people.{set}"));
        let loaded = load(&path, &set).unwrap_or_else(|faults| panic!("{faults}"));
        let people = loaded.scenario.provinces[0].populations.iter();
        let prompt: Vec<bool> = people.map(|of| of.people.prompt == 0.5).collect();
        assert_eq!(prompt.iter().position(|set| *set), Some(place), "{name}");
        assert_eq!(prompt.iter().filter(|set| **set).count(), 1, "{name}");
    }
    // What is uncertain of it is found by its name, too.
    let entry = |name: &str| {
        let uniform = "distribution = { uniform = { min = 0, max = 1 } }";
        format!("[[uncertain]]\nfield = 'segments._{name}.people.prompt'\n{uniform}\n")
    };
    let uncertain: String = names.iter().map(|name| entry(name)).collect();
    fs::write(&path, segments("0.25") + &uncertain).unwrap();
    let loaded = load(&path, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(loaded.scenario.uncertain.len(), names.len());
}
