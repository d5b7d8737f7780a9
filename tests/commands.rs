//! Whole commands: what they print, write and exit with.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder with a small scenario, `x.toml`.
fn small(more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "title = \"Small\"\nrun = {{ length = \"5d\", warm_up = \"1d\", replications = 2 }}\n\
         arrivals = {{ filings_per_day = 80 }}\n{more}\n"
    );
    std::fs::write(folder.path().join("x.toml"), text).unwrap();
    folder
}

struct Said {
    code: Option<i32>,
    out: String,
    error: String,
}

fn say(folder: &TempDir, arguments: &[&str]) -> Said {
    let mut command = Command::cargo_bin("beian-sim").unwrap();
    let output = command
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Said {
        code: output.status.code(),
        out: text(&output.stdout),
        error: text(&output.stderr),
    }
}

fn done(folder: &TempDir, arguments: &[&str]) -> String {
    let said = say(folder, arguments);
    assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.error);
    said.out
}

/// The CSV files of a folder.
fn tables(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let csv = files.filter(|path| path.extension().is_some_and(|ext| ext == "csv"));
    csv.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    })
    .collect()
}

#[test]
fn run_leaves_a_whole_folder_and_prints_a_summary() {
    let folder = small("");
    let out = done(&folder, &["run", "x.toml"]);
    assert!(out.starts_with("Small\n"), "{out}");
    assert!(out.contains("Return rate, of checked submissions"));
    let results = folder.path().join("results/runs/x");
    let manifest = std::fs::read_to_string(results.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["replications"], 2);
    assert_eq!(manifest["scenario"]["run"]["length"], "5d");
    for table in manifest["tables"].as_array().unwrap() {
        assert!(results.join(table["file"].as_str().unwrap()).exists());
    }
    // What it was read as stands on its own, and gives the same.
    let again = results.join("scenario.toml");
    done(
        &folder,
        &["run", again.to_str().unwrap(), "--out", "again", "--quiet"],
    );
    assert_eq!(tables(&results), tables(&folder.path().join("again")));
}

#[test]
fn earlier_results_are_replaced_only_when_asked() {
    let folder = small("");
    assert_eq!(
        done(&folder, &["run", "x.toml", "--out", "r", "--quiet"]),
        ""
    );
    let said = say(&folder, &["run", "x.toml", "--out", "r", "--quiet"]);
    assert_eq!(said.code, Some(2));
    assert!(said.error.contains("--force"), "{}", said.error);
    done(
        &folder,
        &["run", "x.toml", "--out", "r", "--force", "--seed", "4"],
    );
    let manifest = std::fs::read_to_string(folder.path().join("r/manifest.json")).unwrap();
    assert!(manifest.contains("\"seed\": 4"));
    // What is no results folder of ours is never replaced.
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    let said = say(&folder, &["run", "x.toml", "--out", "mine", "--force"]);
    assert_eq!(said.code, Some(2), "{}", said.error);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn a_machine_that_fails_gives_exit_code_3() {
    let folder = small("");
    let said = say(&folder, &["run", "x.toml", "--out", "x.toml/below"]);
    assert_eq!(said.code, Some(3), "{}", said.error);
    assert!(said.error.contains("cannot create"), "{}", said.error);
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = small("[gateway]\nmessages_per_minute = 0.5\n[authority]\nauditors = 3");
    done(
        &folder,
        &["run", "x.toml", "--out", "one", "--threads", "1", "--quiet"],
    );
    done(
        &folder,
        &[
            "run",
            "x.toml",
            "--out",
            "many",
            "--threads",
            "7",
            "--quiet",
        ],
    );
    let (one, many) = (
        tables(&folder.path().join("one")),
        tables(&folder.path().join("many")),
    );
    assert!(one.len() >= 12);
    assert_eq!(one, many);
    done(
        &folder,
        &["run", "x.toml", "--out", "other", "--seed", "2", "--quiet"],
    );
    assert_ne!(one, tables(&folder.path().join("other")));
}

#[test]
fn json_is_one_object_of_measures() {
    let folder = small("");
    let out = done(
        &folder,
        &[
            "run",
            "x.toml",
            "--json",
            "--quiet",
            "--set",
            "rules.window=24h",
        ],
    );
    let object: serde_json::Value = serde_json::from_str(&out).unwrap();
    let rate = &object["measures"]["nation"]["all"]["return_rate"];
    let value = rate["value"].as_f64().unwrap();
    assert!(rate["low"].as_f64().unwrap() <= value && value <= rate["high"].as_f64().unwrap());
    assert_eq!(object["replications"], 2);
}

#[test]
fn a_time_of_day_may_be_set_without_quotes() {
    let folder = small("");
    let set = [
        "run",
        "x.toml",
        "--json",
        "--quiet",
        "--set",
        "rules.automatic_resend_at=12:00",
    ];
    done(&folder, &set);
}

#[test]
fn check_names_every_cell_that_differs() {
    let folder = small("");
    let out = done(&folder, &["check", "x.toml", "--update"]);
    assert!(out.contains("reference written to results/x"), "{out}");
    assert!(done(&folder, &["check", "x.toml"]).contains("as its reference"));
    let path = folder.path().join("results/x/measures.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let row = text
        .lines()
        .find(|line| line.starts_with("nation,all,submissions,"))
        .unwrap();
    let value = row.split(',').nth(4).unwrap();
    std::fs::write(
        &path,
        text.replacen(row, &row.replacen(value, "7.000", 1), 1),
    )
    .unwrap();
    let said = say(&folder, &["check", "x.toml"]);
    assert_eq!(said.code, Some(1));
    for part in [
        "measures.csv",
        "measure=submissions",
        "value",
        "7.000",
        value,
    ] {
        assert!(said.out.contains(part), "{part} is not in {}", said.out);
    }
    done(
        &folder,
        &["check", "x.toml", "--tolerance", "submissions=100000"],
    );
}

#[test]
fn trace_tells_what_run_simulates() {
    let folder = small("");
    for (outcome, sign) in [
        ("verified", "has the check complete  [R24]"),
        ("returned", "returns the submission"),
        ("window-over", "the window is over  [R21]"),
        ("not-checked", "nobody to check  [R8]"),
        ("resent", "presses Verification"),
        ("resubmitted", "submits again"),
    ] {
        let out = done(&folder, &["trace", "x.toml", "--outcome", outcome]);
        assert!(out.contains(sign), "{outcome}: {out}");
    }
    let out = done(
        &folder,
        &[
            "trace",
            "x.toml",
            "--filing",
            "1",
            "--province",
            "zj",
            "--json",
        ],
    );
    let list: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(list[0]["who"], "applicant");
}

#[test]
fn validate_says_which_scenarios_are_good() {
    let folder = small("");
    std::fs::write(folder.path().join("bad.toml"), "[people]\nprompt = 2\n").unwrap();
    let said = say(&folder, &["validate", "x.toml", "bad.toml"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(said.out, "x.toml: valid\n");
    assert!(
        said.error.contains("bad.toml:2:10: people.prompt"),
        "{}",
        said.error
    );
}

#[test]
fn every_shipped_scenario_and_every_field_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("tests/data/every-field.toml")];
    files.extend(
        std::fs::read_dir(root.join("scenarios"))
            .unwrap()
            .map(|e| e.unwrap().path()),
    );
    files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    assert!(files.len() > 14);
    let mut arguments = vec!["validate"];
    arguments.extend(files.iter().map(|path| path.to_str().unwrap()));
    done(&folder, &arguments);
}

#[test]
fn the_baseline_writes_every_field_out() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let loaded = beian_sim::scenario::load(&path, &[]).unwrap();
    // A file in place of the rates, segments and the like are shown as comments.
    let optional = [
        "based_on",
        "arrivals.file",
        "arrivals.surges",
        "segments",
        "outages",
        "thresholds",
        "thresholds",
    ];
    for field in beian_sim::scenario::fields() {
        let pointer = format!("/{}", field.path.replace('.', "/"));
        let written = loaded.as_read.pointer(&pointer).is_some();
        assert!(
            written || optional.contains(&field.path),
            "{} is left out",
            field.path
        );
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let folder = small("");
    let program = assert_cmd::cargo::cargo_bin("beian-sim");
    let line = format!(
        "{} trace x.toml | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}",
        program.display()
    );
    let status = std::process::Command::new("bash")
        .args(["-c", &line])
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(status.success());
}

/// Every CSV of a folder is described, column by column, in its data package.
fn described(folder: &Path) {
    let package = std::fs::read_to_string(folder.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let resources = package["resources"].as_array().unwrap();
    let tables = tables(folder);
    assert_eq!(resources.len(), tables.len());
    for resource in resources {
        let text = &tables[resource["path"].as_str().unwrap()];
        let fields = resource["schema"]["fields"].as_array().unwrap().iter();
        let names: Vec<&str> = fields
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(text.lines().next().unwrap(), names.join(","));
    }
}

#[test]
fn compare_pairs_variants_and_names_what_differs() {
    let folder = small("");
    let noon = "based_on = \"x.toml\"\nrules = { automatic_resend_at = \"12:00\" }\n";
    std::fs::write(folder.path().join("noon.toml"), noon).unwrap();
    let other = "based_on = \"x.toml\"\nrun = { seed = 5 }\n";
    std::fs::write(folder.path().join("other.toml"), other).unwrap();
    let arguments = [
        "compare",
        "x.toml",
        "noon.toml",
        "--pair-filings",
        "--out",
        "c",
    ];
    let out = done(&folder, &arguments);
    assert!(
        out.contains("rules.automatic_resend_at: \"00:00\" → \"12:00\""),
        "{out}"
    );
    assert!(out.contains("Differences are paired"), "{out}");
    described(&folder.path().join("c"));
    let moved = std::fs::read_to_string(folder.path().join("c/transitions.csv")).unwrap();
    assert!(
        moved.contains("noon,verified_at_once,verified_at_once,"),
        "{moved}"
    );
    // The same against itself: no difference anywhere.
    let out = done(
        &folder,
        &["compare", "x.toml", "x.toml", "--out", "same", "--json"],
    );
    let object: serde_json::Value = serde_json::from_str(&out).unwrap();
    let rate = &object["variants"][0]["measures"]["nation"]["all"]["return_rate"];
    assert_eq!(rate["difference"], 0.0);
    // Another seed is other luck.
    let said = say(&folder, &["compare", "x.toml", "other.toml", "--out", "o"]);
    assert_eq!(said.code, Some(0));
    assert!(
        said.error
            .contains("run.seed is 20190311 in the base and 5 here"),
        "{}",
        said.error
    );
    assert!(said.out.contains("cannot be paired"), "{}", said.out);
}

#[test]
fn resend_effect_measures_what_resends_cause() {
    let folder = small("");
    let out = done(&folder, &["run", "x.toml", "--resend-effect", "--out", "r"]);
    assert!(out.contains("Resends, as caused"), "{out}");
    described(&folder.path().join("r"));
    let text = std::fs::read_to_string(folder.path().join("r/resend_effect.csv")).unwrap();
    let row = text
        .lines()
        .find(|line| line.starts_with("both,nation,all,1000_filings,"))
        .unwrap();
    let avoided: f64 = row.split(',').nth(4).unwrap().parse().unwrap();
    assert!(avoided > 0.0, "{row}");
    // What is lost, a resend can mend; a stale number nothing can.
    let by_fate = folder.path().join("r/resend_effect_by_fate.csv");
    let by_fate = std::fs::read_to_string(by_fate).unwrap();
    assert!(
        by_fate
            .lines()
            .any(|line| line.starts_with("automatic,kept,")),
        "{by_fate}"
    );
}

#[test]
fn sweep_runs_every_design() {
    let folder = small("");
    let prompt = "people.prompt=0.2..0.8";
    let out = done(
        &folder,
        &[
            "sweep",
            "x.toml",
            "--vary",
            "rules.window=24h,48h",
            "--out",
            "g",
        ],
    );
    assert!(
        out.contains("rules.window = 24h") && out.contains("rules.window = 48h"),
        "{out}"
    );
    let lhs = [
        "sweep", "x.toml", "--vary", prompt, "--design", "lhs", "--points", "3", "--out", "l",
    ];
    assert!(done(&folder, &lhs).contains("people.prompt = 0."));
    let tornado = [
        "sweep",
        "x.toml",
        "--vary",
        prompt,
        "--vary",
        "people.notice=1min..5h",
        "--design",
        "one-at-a-time",
        "--out",
        "t",
    ];
    assert!(done(&folder, &tornado).contains("one field at a time"));
    let sobol = [
        "sweep",
        "x.toml",
        "--vary",
        prompt,
        "--vary",
        "people.expecting=0..1",
        "--design",
        "sobol",
        "--points",
        "8",
        "--out",
        "s",
    ];
    assert!(done(&folder, &sobol).contains("share of its variance"));
    for results in ["g", "l", "t", "s"] {
        described(&folder.path().join(results));
    }
}

#[test]
fn sweep_refuses_what_it_cannot_vary() {
    let folder = small("");
    for (vary, telling) in [
        ("people.promt=0.2..0.8", "did you mean people.prompt?"),
        ("people.prompt=0.8..0.2", "the range is empty"),
        ("people.prompt=0.2..1.8", "a probability from 0 to 1"),
        ("people.prompt", "FIELD="),
    ] {
        let said = say(&folder, &["sweep", "x.toml", "--vary", vary]);
        assert_eq!(said.code, Some(2), "{vary}: {}", said.error);
        assert!(said.error.contains(telling), "{vary}: {}", said.error);
    }
    let many = [
        "sweep",
        "x.toml",
        "--vary",
        "people.prompt=0..1",
        "--points",
        "600",
    ];
    let said = say(&folder, &many);
    assert_eq!(said.code, Some(2));
    assert!(
        said.error.contains("600 points") && said.error.contains("--yes"),
        "{}",
        said.error
    );
    let measure = [
        "sweep",
        "x.toml",
        "--vary",
        "people.prompt=0..1",
        "--measure",
        "return_rat",
    ];
    assert!(
        say(&folder, &measure)
            .error
            .contains("did you mean 'return_rate'?")
    );
}

#[test]
fn find_says_where_a_target_begins_to_hold() {
    let folder = small("");
    let find = |until: &str, out: &str| {
        let lever = "people.responds.attentive=0..1";
        say(
            &folder,
            &[
                "find", "x.toml", "--lever", lever, "--until", until, "--out", out,
            ],
        )
    };
    let said = find("return_rate<=0.4", "a");
    assert_eq!(said.code, Some(0), "{}", said.error);
    assert!(
        said.out
            .starts_with("return_rate<=0.4 from people.responds.attentive = 0."),
        "{}",
        said.out
    );
    described(&folder.path().join("a"));
    let said = find("return_rate<=0.0001", "b");
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("out of reach"), "{}", said.out);
    assert_eq!(find("return_rate=0.1", "c").code, Some(2));
    assert_eq!(find("return_rates<=0.1", "d").code, Some(2));
}

#[test]
fn a_crossed_threshold_is_named_and_exits_with_1() {
    let kept = "[[thresholds]]\nmeasure = \"return_rate\"\nmax = 0.9\nmin = 0.001";
    let out = done(&small(kept), &["run", "x.toml"]);
    assert!(out.contains("kept     return_rate of all"), "{out}");
    let crossed = "[[thresholds]]\nmeasure = \"return_rate\"\ngroup = \"zj\"\nmax = 0.001";
    let folder = small(crossed);
    let said = say(&folder, &["run", "x.toml"]);
    assert_eq!(said.code, Some(1), "{}", said.error);
    assert!(
        said.out.contains("CROSSED  return_rate of zj"),
        "{}",
        said.out
    );
    // The results are there all the same.
    assert!(folder.path().join("results/runs/x/measures.csv").exists());
    assert_eq!(
        say(&folder, &["compare", "x.toml", "x.toml", "--out", "c"]).code,
        Some(1)
    );
    let wrong = "[[thresholds]]\nmeasure = \"return_rat\"\ngroup = \"zjj\"";
    let said = say(&small(wrong), &["run", "x.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.error.contains("did you mean return_rate?"),
        "{}",
        said.error
    );
    assert!(said.error.contains("no group \"zjj\""), "{}", said.error);
    assert!(said.error.contains("a max or a min"), "{}", said.error);
}
