//! What commands refuse, take and say at their edges: outputs that exist, references of other runs,
//! forms that there are not.

use std::fs;

use crate::runner::{ACTS_HEADER, done, say, small};

#[test]
fn replay_replaces_a_file_only_where_that_is_asked_for() {
    let folder = small("");
    let mine = folder.path().join("mine.csv");
    fs::write(folder.path().join("acts.csv"), ACTS_HEADER).unwrap();
    fs::write(&mine, "mine").unwrap();
    let said = say(&folder, &["replay", "acts.csv", "--out", "mine.csv"]);
    assert_eq!(said.code, Some(2));
    assert!(said.error.contains("mine.csv exists"), "{}", said.error);
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    done(
        &folder,
        &["replay", "acts.csv", "--out", "mine.csv", "--force"],
    );
    assert_ne!(fs::read(&mine).unwrap(), b"mine");
}

#[test]
fn a_scenario_of_points_alone_has_a_folder_of_its_own() {
    for name in ["..toml", "...toml"] {
        let folder = small("");
        fs::rename(folder.path().join("x.toml"), folder.path().join(name)).unwrap();
        done(&folder, &["run", name, "--quiet"]);
        let results = folder.path().join("results");
        let entries = |path: &std::path::Path| -> Vec<_> {
            let entries = fs::read_dir(path).unwrap();
            entries.map(|entry| entry.unwrap().file_name()).collect()
        };
        assert_eq!(entries(&results), ["runs"]);
        assert_eq!(entries(&results.join("runs")), [name]);
    }
}

#[test]
fn a_name_in_a_manifest_is_no_way_to_another_folder() {
    let folder = small("");
    done(&folder, &["run", "x.toml", "--quiet", "--out", "a"]);
    let manifest = folder.path().join("a/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(
        &manifest,
        text.replace("\"name\": \"x\"", "\"name\": \"../../y\""),
    )
    .unwrap();
    done(&folder, &["run", "a/scenario.toml", "--quiet"]);
    assert!(folder.path().join("results/runs/scenario").exists());
    assert!(!folder.path().join("y").exists());
}

#[test]
fn check_notices_a_reference_of_another_run() {
    let folder = small("");
    done(&folder, &["check", "x.toml", "--update"]);
    let manifest = folder.path().join("results/x/manifest.json");
    let made = fs::read_to_string(&manifest).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    for (from, to, told) in [
        (
            format!("\"version\": \"{version}\""),
            "\"version\": \"0.0.9\"".to_owned(),
            format!("version is \"{version}\", in the reference \"0.0.9\""),
        ),
        (
            "\"seed\": 20190311".to_owned(),
            "\"seed\": 8".to_owned(),
            "seed is 20190311, in the reference 8".to_owned(),
        ),
        (
            "\"name\": \"x\"".to_owned(),
            "\"name\": \"noon\"".to_owned(),
            "name is \"x\", in the reference \"noon\"".to_owned(),
        ),
        (
            "\"window\": \"48h\"".to_owned(),
            "\"window\": \"24h\"".to_owned(),
            "scenario.rules.window is \"48h\", in the reference \"24h\"".to_owned(),
        ),
    ] {
        assert!(made.contains(&from), "{from}");
        fs::write(&manifest, made.replace(&from, &to)).unwrap();
        let said = say(&folder, &["check", "x.toml"]);
        assert_eq!(said.code, Some(1), "{to}");
        let expected = format!("manifest.json: 1 difference\n  {told}\n");
        assert!(said.out.ends_with(&expected), "{}", said.out);
    }
    fs::write(&manifest, "{}").unwrap();
    let said = say(&folder, &["check", "x.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(said.error.contains("is no manifest of this program"));
    fs::remove_file(&manifest).unwrap();
    done(&folder, &["check", "x.toml"]);
}

#[test]
fn force_takes_an_empty_folder_and_no_other_of_somebody_elses() {
    let folder = small("");
    let place = folder.path().join("place");
    fs::create_dir(&place).unwrap();
    let run = ["run", "x.toml", "--quiet", "--out", "place"];
    assert_eq!(say(&folder, &run).code, Some(2));
    done(&folder, &[&run[..], &["--force"]].concat());
    assert!(place.join("measures.csv").exists());
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("mine.txt"), "mine").unwrap();
    let run = ["run", "x.toml", "--quiet", "--out", "other", "--force"];
    assert_eq!(say(&folder, &run).code, Some(2));
    assert!(other.join("mine.txt").exists());
}

#[test]
fn what_is_no_json_is_not_printed_for_it() {
    let folder = small("");
    for arguments in [&["man", "--json"][..], &["completions", "bash", "--json"]] {
        let said = say(&folder, arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
        assert!(said.error.starts_with("error: --json: "), "{}", said.error);
    }
    let schema = done(&folder, &["schema", "--json"]);
    assert!(serde_json::from_str::<serde_json::Value>(&schema).is_ok());
}

#[test]
fn a_quiet_load_prints_the_limit_that_it_was_asked_for() {
    let folder = small("");
    let load = ["load", "x.toml", "--quiet", "--force", "--multiply", "1,2"];
    assert_eq!(done(&folder, &load), "");
    let found = done(&folder, &[&load[..], &["--find-limit"]].concat());
    assert_eq!(found, "no limit up to 2 ×: every threshold holds\n");
}

#[test]
fn help_names_every_exit_code() {
    let folder = small("");
    let help = done(&folder, &["--help"]);
    let codes = help.split("Exit codes:").nth(1).unwrap();
    for code in [
        "0 done",
        "1 a check",
        "2 the input",
        "3 the machine",
        "130 interrupted",
    ] {
        let words = codes.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(code), "{code}: {help}");
    }
}
