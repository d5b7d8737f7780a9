//! Experiments: comparisons, sweeps, searches, thresholds, precision.

use crate::runner::{described, done, say, small, tables};

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
fn compare_of_one_replication_pairs_filings_and_measures_resends_in_each_scenario() {
    let folder = small("");
    let short = "based_on = \"x.toml\"\nrules = { window = \"24h\" }\n";
    std::fs::write(folder.path().join("short.toml"), short).unwrap();
    let one = ["--set", "run.replications=1"];
    let command = [
        "compare",
        "x.toml",
        "short.toml",
        "--resend-effect",
        "--out",
        "c",
    ];
    let out = done(&folder, &[&command[..], &one].concat());
    assert!(out.contains("Resends, as caused"), "{out}");
    described(&folder.path().join("c"));
    let tables = tables(&folder.path().join("c"));
    let row = |table: &str, starts: &str| -> Vec<String> {
        let line = tables[table].lines().find(|line| line.starts_with(starts));
        let line = line.unwrap_or_else(|| panic!("no {starts} in {table}"));
        line.split(',').map(str::to_owned).collect()
    };
    // The difference lies in the interval that the pairs of filings give, and others have none.
    let first = row("comparison.csv", "short,nation,all,return_rate_first,");
    let [difference, low, high] = [7, 8, 9].map(|place| first[place].parse::<f64>().unwrap());
    assert!(low < difference && difference < high, "{first:?}");
    assert_eq!(first[10], "filings");
    let all = row("comparison.csv", "short,nation,all,return_rate,");
    assert_eq!((all[8].as_str(), all[10].as_str()), ("", "paired"));
    for scenario in ["x", "short"] {
        let effect = row(
            "resend_effect.csv",
            &format!("{scenario},both,nation,all,returns_avoided_per_1000_checks,"),
        );
        assert!(effect[5].parse::<f64>().unwrap() > 0.0, "{effect:?}");
    }
}

#[test]
fn few_replications_and_few_events_are_warned_of() {
    let folder = small("");
    let few = say(
        &folder,
        &["run", "x.toml", "--replications", "2", "--out", "few"],
    );
    assert!(
        few.error.contains("2 replications are few for an interval"),
        "{}",
        few.error
    );
    assert!(
        few.error.contains("rest on fewer than 10 events"),
        "{}",
        few.error
    );
    let enough = say(
        &folder,
        &["run", "x.toml", "--replications", "5", "--out", "enough"],
    );
    assert!(
        !enough.error.contains("replications are few"),
        "{}",
        enough.error
    );
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
        .find(|line| line.starts_with("x,both,nation,all,returns_avoided_per_1000_filings,"))
        .unwrap();
    let avoided: f64 = row.split(',').nth(5).unwrap().parse().unwrap();
    assert!(avoided > 0.0, "{row}");
    // Each figure is that of two runs, held against each other.
    let off = [
        "run",
        "x.toml",
        "--set",
        "rules.automatic_resend_days=0",
        "--set",
        "rules.resends_per_day=0",
        "--out",
        "off",
    ];
    done(&folder, &off);
    let of = |name: &str, table: &str, starts: &str, place: usize| -> f64 {
        let tables = tables(&folder.path().join(name));
        let line = tables[table].lines().find(|line| line.starts_with(starts));
        line.unwrap()
            .split(',')
            .nth(place)
            .unwrap()
            .parse()
            .unwrap()
    };
    let rate = "nation,all,return_rate,";
    let [on, off] = ["r", "off"].map(|name| {
        let sent = |cause: &str| {
            of(
                name,
                "messages.csv",
                &format!("nation,all,{cause},sent,"),
                4,
            )
        };
        let resent = sent("automatic") + sent("manual");
        let (returned, checked) = (
            of(name, "measures.csv", rate, 5),
            of(name, "measures.csv", rate, 6),
        );
        (returned, checked, resent, resent + sent("first"))
    });
    let found = |figure: &str| {
        of(
            "r",
            "resend_effect.csv",
            &format!("x,both,nation,all,{figure},"),
            5,
        )
    };
    for (figure, expected) in [
        ("returns_avoided_per_1000_checks", (off.0 - on.0) / on.1),
        (
            "returns_avoided_per_1000_resent",
            (off.0 - on.0) / (on.2 - off.2),
        ),
        ("messages_saved_per_1000_checks", (on.3 - off.3) / on.1),
    ] {
        let (found, expected) = (found(figure), 1e3 * expected);
        assert!(
            (found - expected).abs() < 1e-3,
            "{figure}: {found} for {expected}"
        );
    }
    // What is lost, a resend can mend; a stale number nothing can.
    let by_fate = folder.path().join("r/resend_effect_by_fate.csv");
    let by_fate = std::fs::read_to_string(by_fate).unwrap();
    assert!(
        by_fate
            .lines()
            .any(|line| line.starts_with("x,automatic,kept,")),
        "{by_fate}"
    );
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

#[test]
fn precision_adds_replications_until_the_interval_is_narrow_enough() {
    let folder = small("");
    let run = |more: &[&str], out: &str| {
        let mut arguments = vec!["run", "x.toml", "--json", "--out", out];
        arguments.extend(more);
        say(&folder, &arguments)
    };
    let said = run(&["--precision", "return_rate=0.03"], "a");
    assert_eq!(said.code, Some(0), "{}", said.error);
    assert!(
        said.error.contains("precision: return_rate to ± 0.0"),
        "{}",
        said.error
    );
    let object: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let rate = &object["measures"]["nation"]["all"]["return_rate"];
    let half = (rate["high"].as_f64().unwrap() - rate["low"].as_f64().unwrap()) / 2.0;
    assert!(half <= 0.03, "{half}");
    assert!(object["replications"].as_u64().unwrap() >= 5);
    let said = run(
        &[
            "--precision",
            "return_rate=0.0001",
            "--most-replications",
            "7",
        ],
        "b",
    );
    assert!(said.error.contains("only to ±"), "{}", said.error);
    assert!(
        said.error.contains("7 replications, the most allowed"),
        "{}",
        said.error
    );
    assert_eq!(run(&["--precision", "return_rat=0.1"], "c").code, Some(2));
    assert_eq!(run(&["--precision", "return_rate=-1"], "d").code, Some(2));
}

#[test]
fn load_raises_the_filings_and_finds_what_gives_way_first() {
    let folder = small("[gateway]\nmessages_per_minute = 0.2");
    let arguments = [
        "load",
        "x.toml",
        "--multiply",
        "1,10,40",
        "--find-limit",
        "--out",
        "l",
    ];
    let out = done(&folder, &arguments);
    assert!(out.contains("limit: every threshold holds up to"), "{out}");
    assert!(out.contains("the gateway's lanes (lane_wait_p99)"), "{out}");
    described(&folder.path().join("l"));
    let table = std::fs::read_to_string(folder.path().join("l/load.csv")).unwrap();
    // Percentiles rise up to the maximum, step by step.
    for quantity in [
        "busiest_page",
        "codes_taken",
        "audits_in_hand",
        "receipt_to_phone",
    ] {
        let values: Vec<f64> = ["p50", "p90", "p99", "p99_9", "max"]
            .iter()
            .map(|statistic| {
                let cells = format!(",{quantity},{statistic},");
                let line = table.lines().find(|line| line.contains(&cells));
                line.unwrap().rsplit(',').next().unwrap().parse().unwrap()
            })
            .collect();
        assert!(
            values.is_sorted() && values[4] > 0.0,
            "{quantity}: {values:?}"
        );
    }
    let offered = |multiple: &str| -> f64 {
        let row = format!("{multiple},submissions,mean,per_hour,");
        let line = table
            .lines()
            .find_map(|line| line.strip_prefix(&row))
            .unwrap();
        line.parse().unwrap()
    };
    let ratio = offered("10.0000") / offered("1.0000");
    assert!((8.0..12.0).contains(&ratio), "{ratio}");
    // Without a rate nothing waits, and a million codes are plenty.
    let free = [
        "load",
        "x.toml",
        "--set",
        "gateway.messages_per_minute=-1",
        "--multiply",
        "1,5",
        "--find-limit",
        "--out",
        "f",
    ];
    assert!(done(&folder, &free).contains("no limit up to 5 ×"));
    for profile in ["step", "spike", "ramp"] {
        let out = format!("p-{profile}");
        let shaped = [
            "load",
            "x.toml",
            "--profile",
            profile,
            "--multiply",
            "1,20",
            "--out",
            &out,
        ];
        done(&folder, &shaped);
    }
    // Thresholds of the scenario's own decide the exit code at the usual load.
    let own = small("[[thresholds]]\nmeasure = \"return_rate\"\nmax = 0.001");
    assert_eq!(
        say(&own, &["load", "x.toml", "--multiply", "1"]).code,
        Some(1)
    );
    assert_eq!(
        say(&own, &["load", "x.toml", "--multiply", "0"]).code,
        Some(2)
    );
}
