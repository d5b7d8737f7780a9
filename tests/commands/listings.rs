//! `new`, `fields`, `measures` and `man`, as a user meets them.

use std::path::Path;

use crate::runner::{done, say};
use beian_sim::measures::MEASURES;
use beian_sim::scenario;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with the shipped scenarios in `scenarios/`.
fn with_scenarios() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("scenarios");
    std::fs::create_dir(&to).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    folder
}

fn loaded(path: &Path) -> Value {
    let mut value = scenario::load(path, &[]).unwrap().as_read;
    let fields = value.as_object_mut().unwrap();
    fields.remove("title");
    fields.remove("description");
    value
}

/// The text with every field in force that stands behind a #.
fn in_force(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(rest) if rest.contains(" = ") => rest,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_start_is_valid_changes_nothing_and_neither_do_its_commented_lines() {
    let folder = with_scenarios();
    let scenarios = folder.path().join("scenarios");
    for base in ["baseline", "regime-2020", "surge", "segments"] {
        done(
            &folder,
            &["new", "scenarios/mine.toml", "--from", base, "--force"],
        );
        let mine = scenarios.join("mine.toml");
        let base = loaded(&scenarios.join(format!("{base}.toml")));
        assert_eq!(loaded(&mine), base);
        let text = std::fs::read_to_string(&mine).unwrap();
        assert_eq!(
            text.lines().next(),
            Some("#:schema ./beian-sim.schema.json")
        );
        let all = in_force(&text);
        assert!(
            all.lines().filter(|line| line.contains(" = ")).count() > 30,
            "{all}"
        );
        std::fs::write(&mine, all).unwrap();
        // Of what it sets itself it is sure.
        let [mut mine, mut base] = [loaded(&mine), base];
        for scenario in [&mut mine, &mut base] {
            scenario["uncertain"] = serde_json::Value::Null;
        }
        assert_eq!(mine, base);
    }
}

#[test]
fn a_start_is_not_written_over_what_is_there_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), "title = \"of value\"\n").unwrap();
    let said = say(&folder, &["new", "mine.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.error.contains("mine.toml exists") && said.error.contains("--force"),
        "{}",
        said.error
    );
    let text = std::fs::read_to_string(folder.path().join("mine.toml")).unwrap();
    assert_eq!(text, "title = \"of value\"\n");
    done(&folder, &["new", "mine.toml", "--force"]);
    done(&folder, &["validate", "mine.toml"]);
}

#[test]
fn a_start_names_its_base_from_where_it_lies() {
    let folder = with_scenarios();
    std::fs::create_dir_all(folder.path().join("studies/spring")).unwrap();
    done(
        &folder,
        &[
            "new",
            "studies/spring/noon.toml",
            "--from",
            "scenarios/noon.toml",
        ],
    );
    let text = std::fs::read_to_string(folder.path().join("studies/spring/noon.toml")).unwrap();
    assert!(
        text.contains("based_on = \"../../scenarios/noon.toml\""),
        "{text}"
    );
    assert!(
        text.contains("#:schema ../../scenarios/beian-sim.schema.json"),
        "{text}"
    );
    assert!(text.contains("# automatic_resend_at = \"12:00\""), "{text}");
    done(&folder, &["validate", "studies/spring/noon.toml"]);
}

#[test]
fn a_start_needs_a_base_that_is_there_and_a_folder_to_lie_in() {
    let folder = tempfile::tempdir().unwrap();
    let said = say(&folder, &["new", "mine.toml", "--from", "none"]);
    assert_eq!(said.code, Some(2));
    assert!(said.error.contains("--from none"), "{}", said.error);
    assert!(!folder.path().join("mine.toml").exists());
    let said = say(&folder, &["new", "no/such/mine.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(said.error.contains("no such folder"), "{}", said.error);
    done(&folder, &["new", "mine.toml"]);
    let text = std::fs::read_to_string(folder.path().join("mine.toml")).unwrap();
    assert!(
        text.contains("based_on = \"baseline.toml\""),
        "the built-in one: {text}"
    );
    done(&folder, &["validate", "mine.toml"]);
}

#[test]
fn fields_are_found_by_name_and_meaning_and_told_with_their_default() {
    let folder = tempfile::tempdir().unwrap();
    let text = done(&folder, &["fields", "window"]);
    let line = text
        .lines()
        .find(|line| line.starts_with("rules.window "))
        .unwrap();
    for part in [
        "duration",
        "\"48h\"",
        "above 0",
        "how long a check may stay unverified",
    ] {
        assert!(line.contains(part), "{line}");
    }
    assert!(
        text.contains("resubmission.after_timeout"),
        "found by its meaning"
    );
    assert!(!text.contains("people.prompt"));
    let list: Value = serde_json::from_str(&done(&folder, &["fields", "--json"])).unwrap();
    let list = list.as_array().unwrap();
    for field in scenario::fields() {
        let told = list
            .iter()
            .find(|told| told["field"] == field.path)
            .unwrap();
        assert_eq!(told["meaning"], field.meaning);
        let default = scenario::default(field.path).unwrap_or_default();
        assert_eq!(told["default"], default);
    }
    assert!(list.iter().any(|told| told["field"] == "outages[].what"));
    let said = say(&folder, &["fields", "windw"]);
    assert_eq!(said.code, Some(2));
    assert!(said.error.contains("\"windw\""), "{}", said.error);
}

#[test]
fn measures_are_listed_with_unit_and_meaning() {
    let folder = tempfile::tempdir().unwrap();
    let text = done(&folder, &["measures"]);
    assert_eq!(text.lines().count(), MEASURES.len() + 1);
    for (line, measure) in text.lines().skip(1).zip(MEASURES) {
        assert!(
            line.starts_with(measure.name) && line.ends_with(measure.meaning),
            "{line}"
        );
    }
    let found = done(&folder, &["measures", "RETURN_RATE", "--json"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found[0]["measure"], "return_rate");
    assert_eq!(found[0]["unit"], "share");
    let said = say(&folder, &["measures", "return_rte"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.error.contains("did you mean return_rate?"),
        "{}",
        said.error
    );
}

/// The commands, as the program's own help lists them.
fn commands(folder: &TempDir) -> Vec<String> {
    let help = done(folder, &["--help"]);
    let list = help.split("Commands:\n").nth(1).unwrap();
    let list = list.split("\n\n").next().unwrap();
    let names = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    names.map(str::to_owned).collect()
}

#[test]
fn the_manual_page_tells_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let page = done(&folder, &["man"]);
    assert!(page.contains(".TH beian-sim 1"), "{page}");
    for command in commands(&folder).iter().filter(|name| *name != "help") {
        let heading = format!(".SH \"BEIAN-SIM {}\"", command.to_uppercase());
        assert!(page.contains(&heading), "{heading} is not in the page");
    }
    assert!(page.contains("Exit codes"), "{page}");
}
