//! A results folder says what was done, and holds what makes its tables again, byte for byte: however
//! the command ended.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::runner::{say, small, tables};
use serde_json::Value;
use tempfile::TempDir;

/// The small scenario `x.toml`, and variants of it.
fn scenarios() -> TempDir {
    let folder = small("");
    let variant = |name: &str, more: &str| {
        let text = format!("based_on = \"x.toml\"\n{more}\n");
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    variant("noon.toml", "rules = { automatic_resend_at = \"12:00\" }");
    variant("short.toml", "rules = { window = \"24h\" }");
    variant("other.toml", "run = { seed = 5 }");
    variant("more.toml", "run = { replications = 3 }");
    variant(
        "samples.toml",
        "[[uncertain]]\nfields = [\"people.prompt\", \"rules.window\"]\nsamples = \"rows.csv\"",
    );
    let rows = "people.prompt,rules.window,weight\n0.2,24h,1\n0.4,36h,0.5\n0.8,2d,2\n";
    std::fs::write(folder.path().join("rows.csv"), rows).unwrap();
    let targets = "measure,group,count,total\nreturn_rate,all,40,200\n";
    std::fs::write(folder.path().join("targets.csv"), targets).unwrap();
    folder
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Runs what the manifest says makes the tables again, in the folder. Says where the new ones are.
fn run_again(folder: &TempDir, results: &Path) -> PathBuf {
    let manifest = json(&results.join("manifest.json"));
    let again = manifest["command"]["again"].as_array().unwrap().iter();
    let again: Vec<&str> = again.map(|word| word.as_str().unwrap()).collect();
    let place = folder.path().join("again");
    let output = Command::new(assert_cmd::cargo::cargo_bin("beian-sim"))
        .args(&again)
        .args(["--quiet", "--force", "--out"])
        .arg(&place)
        .current_dir(results)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    // A search may find that its target is out of reach.
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{again:?}: {error}"
    );
    place
}

/// The folder makes its tables again, byte for byte. Says where the new ones are.
fn makes_its_tables_again(folder: &TempDir, results: &Path) -> PathBuf {
    let (before, place) = (tables(results), run_again(folder, results));
    let after = tables(&place);
    assert!(!before.is_empty());
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    for (name, table) in &before {
        assert!(*table == after[name], "{name} of {}", results.display());
    }
    place
}

/// What a folder says of itself is true, and it makes its tables again.
fn is_true(folder: &TempDir, results: &Path) {
    let manifest = json(&results.join("manifest.json"));
    let scenario: toml::Table = std::fs::read_to_string(results.join("scenario.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let done = scenario["run"]["replications"].as_integer().unwrap();
    assert_eq!(manifest["replications"], done);
    let as_read = &manifest["scenario"];
    let as_read = as_read.get("base").unwrap_or(as_read);
    assert_eq!(as_read["run"]["replications"], done);
    assert_eq!(as_read["run"]["seed"], manifest["seed"]);
    assert_eq!(manifest["scenarios"][0]["replications"], done);
    if let Some(replications) = tables(results).get("replications.csv") {
        let last = replications.lines().last().unwrap();
        let last: i64 = last.split(',').next().unwrap().parse().unwrap();
        assert_eq!(last, done);
    }
    let place = makes_its_tables_again(folder, results);
    let again = json(&place.join("manifest.json"));
    for said in ["replications", "seed", "scenario", "scenarios", "tables"] {
        assert_eq!(manifest[said], again[said], "{said}");
    }
    // The page, too, is of what was done.
    for file in ["scenario.toml", "report.html"] {
        let read = |folder: &Path| std::fs::read(folder.join(file)).ok();
        let own = read(results);
        assert!(own.is_none() || own == read(&place), "{file}");
    }
}

/// Runs a command to its end; its folder is true.
fn whole(line: &str) -> Value {
    let folder = scenarios();
    let mut arguments: Vec<&str> = line.split(' ').collect();
    arguments.extend(["--out", "out"]);
    let said = say(&folder, &arguments);
    assert!(matches!(said.code, Some(0 | 1)), "{line}: {}", said.error);
    let results = folder.path().join("out");
    is_true(&folder, &results);
    let manifest = json(&results.join("manifest.json"));
    assert_eq!(manifest["command"]["ended"]["whole"], true, "{line}");
    let asked = manifest["command"]["asked"].as_array().unwrap();
    assert_eq!(asked.len(), arguments.len());
    manifest
}

#[test]
fn a_run_in_whatever_way_it_was_asked_for() {
    whole("run x.toml");
    let manifest = whole("run x.toml --seed 4 --replications 3 --set rules.window=24h");
    assert_eq!(manifest["seed"], 4);
    assert_eq!(manifest["replications"], 3);
    assert_eq!(manifest["scenario"]["rules"]["window"], "24h");
    whole("run x.toml --resend-effect");
    whole("run x.toml --resend-effect --replications 1");
}

#[test]
fn a_run_with_an_ensemble() {
    let manifest = whole("run x.toml --ensemble 9 --seed 6 --set people.prompt=0.5");
    let again = manifest["command"]["again"].to_string();
    assert!(again.contains(r#""--ensemble","9""#), "{again}");
    whole("run x.toml --ensemble 3 --ensemble-replications 3 --resend-effect");
    // The folder holds the file of samples, under a name of its own.
    let folder = scenarios();
    say(
        &folder,
        &["run", "samples.toml", "--ensemble", "5", "--out", "out"],
    );
    makes_its_tables_again(&folder, &folder.path().join("out"));
}

#[test]
fn a_calibration() {
    whole("calibrate x.toml --targets targets.csv --simulations 24 --set people.prompt=0.5");
}

#[test]
fn a_comparison_with_an_ensemble() {
    let manifest =
        whole("compare x.toml noon.toml short.toml --ensemble 7 --better success_rate=higher");
    let again = manifest["command"]["again"].to_string();
    assert!(again.contains(r#""--ensemble","7""#), "{again}");
}

#[test]
fn a_run_with_a_precision() {
    let manifest = whole("run x.toml --precision return_rate=0.03");
    assert!(manifest["replications"].as_u64().unwrap() >= 5);
    let most = "--precision return_rate=0.0001 --most-replications 7";
    let manifest = whole(&format!("run x.toml {most} --seed 3"));
    assert_eq!(manifest["replications"], 7);
    whole(&format!(
        "run x.toml {most} --resend-effect --set rules.window=24h"
    ));
}

#[test]
fn a_comparison() {
    let manifest = whole("compare x.toml noon.toml short.toml --pair-filings --resend-effect");
    assert_eq!(manifest["scenarios"][2]["name"], "short");
    assert_eq!(
        manifest["scenario"]["variants"][1]["rules"]["window"],
        "24h"
    );
    whole("compare x.toml noon.toml --set run.replications=1");
    whole("compare x.toml x.toml --pair-filings");
    // Such as cannot be paired.
    whole("compare x.toml other.toml noon.toml --pair-filings");
    let manifest = whole("compare x.toml more.toml --pair-filings");
    assert_eq!(manifest["scenarios"][0]["replications"], 2);
    assert_eq!(manifest["scenarios"][1]["replications"], 3);
}

#[test]
fn a_sweep_of_every_design() {
    let two = "--vary people.prompt=0.2..0.8 --vary rules.window=24h,48h";
    let manifest = whole(&format!("sweep x.toml {two} --points 2 --set run.seed=9"));
    assert_eq!(manifest["seed"], 9);
    // The base and its four points.
    let alone = whole("run x.toml --seed 9");
    let filings = |manifest: &Value| manifest["filings"].as_u64().unwrap();
    assert_eq!(filings(&manifest), 5 * filings(&alone));
    whole(&format!("sweep x.toml {two} --points 3 --first 2"));
    whole(&format!(
        "sweep x.toml {two} --design lhs --points 3 --first 2"
    ));
    whole(&format!("sweep x.toml {two} --design one-at-a-time"));
    let ranges = "--vary people.prompt=0.2..0.8 --vary people.expecting=0..1";
    whole(&format!(
        "sweep x.toml {ranges} --design sobol --points 4 --measure success_rate"
    ));
    let folder = scenarios();
    let part = format!("sweep x.toml {ranges} --design sobol --points 4 --first 2");
    assert_eq!(
        say(&folder, &part.split(' ').collect::<Vec<_>>()).code,
        Some(2)
    );
}

#[test]
fn a_search() {
    let lever = "--lever people.responds.attentive=0..1";
    whole(&format!(
        "find x.toml {lever} --until return_rate<=0.4 --within 0.1"
    ));
    whole(&format!("find x.toml {lever} --until return_rate<=0.0001"));
    let two =
        "--lever people.expecting=0.2,0.8 --until return_rate<=0.4 --until return_rate@zj>=0.1";
    whole(&format!("find x.toml {two} {lever} --within 0.1"));
    whole(&format!("find x.toml {two} {lever} --within 0.1 --first 7"));
}

#[test]
fn a_load_test() {
    let limit = "--set gateway.messages_per_minute=0.2 --find-limit";
    whole(&format!("load x.toml --multiply 1,10,40 {limit}"));
    whole("load x.toml --multiply 1,2.5 --profile ramp");
}

#[test]
fn a_reference() {
    let folder = scenarios();
    assert_eq!(
        say(&folder, &["check", "noon.toml", "--update"]).code,
        Some(0)
    );
    let results = folder.path().join("results/noon");
    is_true(&folder, &results);
    let command = &json(&results.join("manifest.json"))["command"];
    assert_eq!(command["name"], "check");
    // Nothing of how and where it was made.
    assert_eq!(command.get("asked"), None);
}

#[test]
fn data_files_are_held_and_the_folder_may_be_moved() {
    let folder = scenarios();
    let data = folder.path().join("here");
    std::fs::create_dir(&data).unwrap();
    let arrivals = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/arrivals.csv");
    std::fs::copy(arrivals, data.join("arrivals.csv")).unwrap();
    let text = "arrivals = { file = \"here/arrivals.csv\" }\n\
                run = { length = \"14d\", warm_up = \"4d\", replications = 2 }\n";
    std::fs::write(folder.path().join("from-file.toml"), text).unwrap();
    for line in [
        "run from-file.toml --out out",
        "compare from-file.toml from-file.toml --pair-filings --out pair",
    ] {
        let said = say(&folder, &line.split(' ').collect::<Vec<_>>());
        assert_eq!(said.code, Some(0), "{}", said.error);
    }
    std::fs::remove_dir_all(&data).unwrap();
    for name in ["out", "pair"] {
        let moved = folder.path().join("moved");
        std::fs::rename(folder.path().join(name), &moved).unwrap();
        makes_its_tables_again(&folder, &moved);
        std::fs::remove_dir_all(&moved).unwrap();
    }
}

#[test]
fn a_scenario_of_a_folder_that_was_changed_is_a_scenario_of_its_own() {
    let folder = scenarios();
    assert_eq!(
        say(&folder, &["run", "x.toml", "--out", "out"]).code,
        Some(0)
    );
    let held = folder.path().join("out/scenario.toml");
    let name = || {
        let arguments = ["run", "out/scenario.toml", "--out", "r", "--force"];
        assert_eq!(say(&folder, &arguments).code, Some(0));
        json(&folder.path().join("r/manifest.json"))["name"].clone()
    };
    assert_eq!(name(), "x");
    let text = std::fs::read_to_string(&held).unwrap();
    std::fs::write(&held, format!("# mine\n{text}")).unwrap();
    assert_eq!(name(), "scenario");
}

/// Interrupts a command that has far more to do than time when something is complete; its folder is
/// true. What it `says` stands on standard error. Says how it ended.
fn interrupted(line: &str, says: &str) -> Value {
    // Longer and longer, until something is complete.
    for wait in [300, 1_000, 3_000, 10_000, 30_000, 90_000] {
        let folder = scenarios();
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("beian-sim"))
            .args(line.split(' '))
            .args(["--threads", "3", "--yes", "--out", "out"])
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let id = child.id().to_string();
        let interrupt = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(interrupt.success());
        let mut error = String::new();
        let mut stderr = child.stderr.take().unwrap();
        stderr.read_to_string(&mut error).unwrap();
        let code = child.wait().unwrap().code();
        // None: before the program has come to itself.
        let too_early = code.is_none() || error.contains("nothing is written");
        assert!(too_early || code == Some(130), "{line}: {code:?} {error}");
        let results = folder.path().join("out");
        assert_eq!(results.exists(), !too_early, "{line}: {error}");
        if !too_early {
            assert!(error.contains("interrupted: the results are of"), "{error}");
            assert!(error.contains(says), "{line}: {error}");
            is_true(&folder, &results);
            let manifest = json(&results.join("manifest.json"));
            assert_eq!(manifest["command"]["ended"]["whole"], false, "{line}");
            return manifest;
        }
    }
    panic!("{line}: nothing was ever complete");
}

#[test]
fn a_run_that_was_interrupted() {
    let says = "complete replications of 100000";
    let manifest = interrupted("run x.toml --replications 100000", says);
    let ended = &manifest["command"]["ended"];
    assert_eq!(ended["unit"], "replications");
    assert_eq!(ended["complete"], manifest["replications"]);
    assert_eq!(ended["of"], 100_000);
    let effect = "run x.toml --replications 100000 --resend-effect --seed 8";
    interrupted(effect, says);
    let events = "run x.toml --replications 100000 --events events.csv";
    interrupted(events, "the event log is not written");
    let manifest = interrupted("run x.toml --ensemble 3000", "complete draws of 3000");
    assert_eq!(manifest["command"]["ended"]["unit"], "draws");
    let precision = "--precision return_rate=0.0000001 --most-replications 100000";
    interrupted(
        &format!("run x.toml {precision} --set rules.window=24h"),
        "complete replications of",
    );
}

#[test]
fn a_comparison_that_was_interrupted() {
    let (long, says) = ("--set run.replications=100000", "complete replications");
    let manifest = interrupted(&format!("compare x.toml noon.toml short.toml {long}"), says);
    let done = &manifest["scenarios"][0]["replications"];
    assert_eq!(*done, manifest["scenarios"][2]["replications"]);
    let both = "--pair-filings --resend-effect";
    interrupted(
        &format!("compare x.toml noon.toml other.toml {long} {both}"),
        says,
    );
}

#[test]
fn points_and_steps_that_were_interrupted() {
    let manifest = interrupted(
        "sweep x.toml --vary run.replications=2,3,100000",
        "complete points of 3",
    );
    assert_eq!(manifest["command"]["ended"]["of"], 3);
    let grid = "--vary rules.window=24h,48h --vary run.replications=2,100000";
    interrupted(&format!("sweep x.toml {grid}"), "complete points of 4");
    let points = "--vary people.prompt=0.2..0.8 --points 60 --set run.replications=100";
    let points = format!("sweep x.toml {points} --design lhs");
    interrupted(&points, "complete points of 60");
    let lever = "--lever run.replications=2..100000 --until return_rate<=0";
    let manifest = interrupted(
        &format!("find x.toml {lever}"),
        "complete points; nothing is found",
    );
    assert_eq!(manifest["command"]["again"][0], "find");
    let load = "load x.toml --multiply 1,2,5000 --find-limit";
    interrupted(load, "complete steps");
}
