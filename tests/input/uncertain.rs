//! What is uncertain in a scenario: what may be written, what is refused and where, and which of a base's
//! assumptions a scenario keeps.

use std::fs;
use std::path::{Path, PathBuf};

use beian_sim::scenario::{self, Belief, Loaded};

fn text(text: &str) -> Result<Loaded, String> {
    scenario::from_text("mine", text).map_err(|faults| faults.to_string())
}

fn fault(entry: &str) -> String {
    text(&format!("[[uncertain]]\n{entry}\n")).expect_err(entry)
}

/// The names of what is uncertain in a scenario.
fn names(loaded: &Loaded) -> Vec<String> {
    let uncertain = loaded.scenario.uncertain.iter();
    uncertain.map(|one| one.name()).collect()
}

fn in_folder(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let first = folder.path().join(files[0].0);
    (folder, first)
}

#[test]
fn every_form_is_read_in_the_unit_of_its_field() {
    let read = text(
        "[[uncertain]]\nfield = 'people.prompt'\ndistribution = { beta = { alpha = 2, beta = 2 } }\n\
         [[uncertain]]\nfield = 'people.expecting'\n\
         distribution = { normal = { mean = 0.6, sd = 0.2 }, at_least = 0, at_most = 1 }\n\
         [[uncertain]]\nfield = 'people.notice.lognormal.median'\n\
         distribution = { lognormal = { median = '4min', p95 = '20min' }, at_most = '2h' }\n\
         [[uncertain]]\nfield = 'rules.window'\n\
         distribution = { triangular = { min = '24h', mode = '48h', max = '3d' } }\nsource = 'a guess'\n\
         [[uncertain]]\nfield = 'people.resend_requests'\ndistribution = { uniform = { min = 1, max = 5 } }\n\
         [[uncertain]]\nfield = 'arrivals.filings_per_day'\n\
         distribution = { uniform = { min = 2_000, max = 9_000 } }\n",
    );
    let scenario = read.unwrap().scenario;
    let at = |entry: usize, place: f64| {
        let one = &scenario.uncertain[entry];
        one.fields[0].1.written(one.at(place)[0])
    };
    assert_eq!(at(0, 0.5), "0.5");
    assert_eq!(at(2, 0.0), "0s");
    let median: f64 = scenario.uncertain[2].at(0.5)[0] / 60e3;
    assert!((median - 4.0).abs() < 0.01, "{median}");
    assert_eq!(at(3, 0.0), "24h");
    assert_eq!(at(4, 0.99), "5");
    assert_eq!(at(5, 0.5), "5500");
    assert_eq!(scenario.uncertain[3].source, "a guess");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let uniform = |field: &str, min: &str, max: &str| {
        fault(&format!(
            "field = '{field}'\ndistribution = {{ uniform = {{ min = {min}, max = {max} }} }}"
        ))
    };
    let has = |said: String, part: &str| assert!(said.contains(part), "{part} in: {said}");
    has(
        uniform("people.promt", "0", "1"),
        "mine:2:9: uncertain.field: \"people.promt\": unknown field; did you mean people.prompt?",
    );
    has(
        uniform("title", "0", "1"),
        "title is no number and no duration",
    );
    has(
        uniform("run.length", "'1d'", "'2d'"),
        "says what is simulated",
    );
    has(
        uniform("people.prompt", "0.5", "1.5"),
        "mine:3:16: uncertain.distribution: reaches from 0.5 to 1.5, where people.prompt may be from 0 to 1",
    );
    has(
        uniform("people.prompt", "0.5", "0.5"),
        "min must be below max",
    );
    has(
        uniform("people.prompt", "'1h'", "'2h'"),
        "a number, as the field has it,",
    );
    has(uniform("rules.window", "1", "2"), "a duration such as");
    has(uniform("rules.window", "'0s'", "'2h'"), "reaches from 0s");
    has(
        uniform("carriers.mobile.share", "0.1", "0.2"),
        "it must sum to 1 with others",
    );
    has(
        uniform("filings.type_share.change", "0.1", "0.2"),
        "it must sum to 1 with others",
    );
    has(
        uniform("people.notice", "'1min'", "'2min'"),
        "does not use people.notice: it is a distribution",
    );
    has(
        uniform("people.notice.gamma.mean", "'1min'", "'2min'"),
        "people.notice has no gamma.mean",
    );
    has(
        uniform("authority.audit_work.gamma.mean", "'1min'", "'2min'"),
        "no auditors are set",
    );
    has(
        uniform("province.bj.provider.reminder_reach", "0", "1"),
        "bj has no filings",
    );
    let normal = "field = 'people.prompt'\ndistribution = { normal = { mean = 0.5, sd = 0.1 } }";
    has(fault(normal), "reaches from any to any");
    has(
        fault("field = 'people.prompt'"),
        "has field and distribution, or fields and samples",
    );
    has(
        fault("field = 'people.prompt'\ndistribution = { gamma = { mean = 1 } }"),
        "unknown field (allowed: uniform, triangular, normal, lognormal, beta, at_least, at_most)",
    );
    let twice = "field = 'people.prompt'\ndistribution = { uniform = { min = 0, max = 1 } }";
    has(
        fault(&format!("{twice}\n[[uncertain]]\n{twice}")),
        "people.prompt is named twice",
    );
}

#[test]
fn samples_keep_their_rows_and_their_weights() {
    let scenario =
        "[[uncertain]]\nfields = ['people.prompt', 'rules.window']\nsamples = 'two.csv'\n";
    let rows = "rules.window,weight,people.prompt\n24h,1,0.25\n2d,3,0.5\n";
    let (_folder, path) = in_folder(&[("mine.toml", scenario), ("two.csv", rows)]);
    let loaded = scenario::load(&path, &[]).unwrap();
    let one = &loaded.scenario.uncertain[0];
    assert!(matches!(one.belief, Belief::Samples(_)));
    assert_eq!(one.at(0.2), [0.25, 86_400e3]);
    assert_eq!(one.at(0.3), [0.5, 2.0 * 86_400e3]);
    assert_eq!(
        loaded.files.last().map(|file| file.bytes),
        Some(rows.len() as u64)
    );
    assert!(loaded.as_toml.contains(&format!(
        "samples = \"{}\"",
        path.with_file_name("two.csv").display()
    )));

    let wrong = |rows: &str, part: &str| {
        let (_folder, path) = in_folder(&[("mine.toml", scenario), ("two.csv", rows)]);
        let said = scenario::load(&path, &[]).unwrap_err().to_string();
        assert!(said.contains(part), "{part} in: {said}");
    };
    wrong(
        "people.prompt\n0.5\n",
        "two.csv:1:1: no column \"rules.window\"",
    );
    wrong(
        "rules.window,weight,people.prompt\n24h,-1,0.2\n",
        "two.csv:2:5: weight: \"-1\"",
    );
    wrong(
        "rules.window,people.prompt\n24h,1.2\n",
        "people.prompt: \"1.2\" where a number from 0 to 1",
    );
    wrong(
        "rules.window,people.prompt\n24,0.2\n",
        "rules.window: \"24\" where a duration",
    );
    wrong(
        "rules.window,weight,people.prompt\n24h,0,0.2\n",
        "no row has a weight above 0",
    );
    let (_folder, path) = in_folder(&[("mine.toml", scenario)]);
    assert!(
        scenario::load(&path, &[])
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}

#[test]
fn what_a_scenario_sets_itself_or_does_not_use_is_no_more_uncertain() {
    let baseline = scenario::baseline(Path::new("baseline.toml")).unwrap();
    let all = names(&baseline);
    assert!((10..=25).contains(&all.len()), "{all:?}");
    for one in &baseline.scenario.uncertain {
        assert!(!one.source.is_empty(), "{}", one.name());
    }
    let without = |text: &str, gone: &str| {
        let kept = names(&self::text(text).unwrap());
        let expected: Vec<String> = all.iter().filter(|name| *name != gone).cloned().collect();
        assert_eq!(kept, expected, "{text}");
    };
    without("title = 'as it was'", "");
    without("people.prompt = 0.9", "people.prompt");
    without("people.responds.attentive = 1", "people.responds.attentive");
    without("carriers.mvno.loss = 0.5", "");
    without(
        "[[segments]]\nname = 'all'\nshare = 1\nhandsets = { intercepting = 0.2 }",
        "handsets.intercepting",
    );
    // An override is as good as a file; and a list of the scenario's own replaces the base's.
    let (_folder, path) = in_folder(&[("mine.toml", "based_on = 'baseline.toml'")]);
    let set = scenario::load(&path, &["people.prompt=0.4".into()]).unwrap();
    assert!(!names(&set).contains(&"people.prompt".to_owned()));
    let own = "people.prompt = 0.4\n[[uncertain]]\nfield = 'people.prompt'\n\
               distribution = { uniform = { min = 0, max = 1 } }";
    assert_eq!(names(&text(own).unwrap()), ["people.prompt"]);
}

#[test]
fn shipped_scenarios_are_uncertain_of_what_they_use() {
    for file in fs::read_dir("scenarios").unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let loaded = scenario::load(&path, &[]).unwrap();
            assert!(!loaded.scenario.uncertain.is_empty(), "{}", path.display());
        }
    }
}

#[test]
fn a_scenario_as_it_was_read_has_the_same_assumptions() {
    let (_folder, path) = in_folder(&[("mine.toml", "people.prompt = 0.9")]);
    let loaded = scenario::load(&path, &[]).unwrap();
    let again = path.with_file_name("again.toml");
    fs::write(&again, &loaded.as_toml).unwrap();
    assert_eq!(names(&loaded), names(&scenario::load(&again, &[]).unwrap()));
}
