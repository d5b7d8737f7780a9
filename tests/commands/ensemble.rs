//! `run --ensemble`: draws of what is uncertain, on the outside.

use crate::runner::{done, say, small, tables};

/// The rows of a table, by the words of its header.
fn rows(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn an_ensemble_writes_its_tables_beside_the_usual_ones() {
    let folder = small("");
    let usual = done(&folder, &["run", "x.toml", "--out", "usual"]);
    assert!(usual.contains("Levels rest on 20 assumptions"), "{usual}");
    let out = done(
        &folder,
        &["run", "x.toml", "--ensemble", "24", "--out", "r"],
    );
    for part in [
        "Uncertainty (of 20 assumptions, in 24 draws of 2 replications)",
        "24 draws are few",
        "95 % confidence",
        "95 % uncertainty",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
    let (before, after) = (
        tables(&folder.path().join("usual")),
        tables(&folder.path().join("r")),
    );
    // The usual tables are those of a run without draws.
    for (name, table) in &before {
        assert!(*table == after[name], "{name}");
    }
    let uncertainty = &after["uncertainty.csv"];
    let head = "group_by,group,measure,unit,median,low_50,high_50,low_80,high_80,low_95,high_95,share_chance,predicted_low,predicted_high";
    assert_eq!(uncertainty.lines().next(), Some(head));
    for row in rows(uncertainty) {
        let at = |name: &str| row[name].parse::<f64>().unwrap();
        let order = [
            "low_95", "low_80", "low_50", "median", "high_50", "high_80", "high_95",
        ];
        assert!(
            order.windows(2).all(|pair| at(pair[0]) <= at(pair[1])),
            "{row:?}"
        );
        let chance = row["share_chance"].parse::<f64>();
        assert!(
            chance.is_ok_and(|share| (0.0..=1.0).contains(&share))
                || row["share_chance"].is_empty()
        );
    }
    assert!(rows(uncertainty).iter().any(|row| row["group"] == "zj"));
    let draws = rows(&after["draws.csv"]);
    assert_eq!(draws.len(), 24);
    for draw in &draws {
        let share: f64 = draw["people.responds.inattentive"].parse().unwrap();
        assert!((0.3..=0.85).contains(&share));
    }
    let contributions = rows(&after["contributions.csv"]);
    let rate = contributions
        .iter()
        .filter(|row| row["measure"] == "return_rate");
    assert_eq!(rate.count(), 20);
    let page = std::fs::read_to_string(folder.path().join("r/report.html")).unwrap();
    assert!(page.contains("How uncertain is it?") && page.contains("uncertainty-intervals"));
}

#[test]
fn a_draw_is_what_its_overrides_give_and_stays_when_there_are_more() {
    let folder = small("");
    done(
        &folder,
        &["run", "x.toml", "--ensemble", "3", "--out", "three"],
    );
    done(
        &folder,
        &["run", "x.toml", "--ensemble", "10", "--out", "ten"],
    );
    let three = &tables(&folder.path().join("three"))["draws.csv"];
    assert!(tables(&folder.path().join("ten"))["draws.csv"].starts_with(three.as_str()));
    // Both ends of two draws are these draws, up to chance's share.
    done(
        &folder,
        &["run", "x.toml", "--ensemble", "2", "--out", "two"],
    );
    let of_two = tables(&folder.path().join("two"));
    let mut rates = Vec::new();
    for draw in rows(&of_two["draws.csv"]) {
        let fields = draw
            .iter()
            .filter(|(name, _)| !["draw", "weight"].contains(&name.as_str()));
        let set: Vec<String> = fields
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut arguments = vec!["run", "x.toml", "--json", "--force", "--out", "one"];
        arguments.extend(set.iter().flat_map(|set| ["--set", set.as_str()]));
        let json: serde_json::Value = serde_json::from_str(&done(&folder, &arguments)).unwrap();
        rates.push(
            json["measures"]["nation"]["all"]["return_rate"]["value"]
                .as_f64()
                .unwrap(),
        );
    }
    let found = rows(&of_two["uncertainty.csv"]);
    let rate = found
        .iter()
        .find(|row| row["measure"] == "return_rate")
        .unwrap();
    let median: f64 = rate["median"].parse().unwrap();
    assert!(
        (median - (rates[0] + rates[1]) / 2.0).abs() < 2e-6,
        "{median} of {rates:?}"
    );
}

#[test]
fn what_is_sampled_together_stays_together() {
    let more = "[[uncertain]]\nfields = ['people.prompt', 'rules.window']\nsamples = 'rows.csv'";
    let folder = small(more);
    let all = "rules.window,people.prompt,weight\n24h,0.2,1\n36h,0.5,0\n48h,0.8,3\n";
    std::fs::write(folder.path().join("rows.csv"), all).unwrap();
    done(
        &folder,
        &["run", "x.toml", "--ensemble", "16", "--out", "r"],
    );
    let after = tables(&folder.path().join("r"));
    let draws = rows(&after["draws.csv"]);
    let of = |window: &str, prompt: &str| {
        let met = draws
            .iter()
            .filter(|d| d["rules.window"] == window && d["people.prompt"] == prompt);
        met.count()
    };
    assert_eq!((of("24h", "0.2"), of("48h", "0.8")), (4, 12));
    let contributions = rows(&after["contributions.csv"]);
    assert!(
        contributions
            .iter()
            .all(|row| row["field"] == "people.prompt + rules.window")
    );
    let rate = contributions
        .iter()
        .find(|row| row["measure"] == "return_rate")
        .unwrap();
    assert!(
        rate["first_order"].parse::<f64>().unwrap() > 0.9,
        "{rate:?}"
    );
    // What was drawn is the file of samples of another scenario.
    let text = std::fs::read_to_string(folder.path().join("x.toml")).unwrap();
    std::fs::write(
        folder.path().join("y.toml"),
        text.replace("rows.csv", "r/draws.csv"),
    )
    .unwrap();
    done(&folder, &["validate", "y.toml"]);
}

#[test]
fn no_thread_moves_a_draw() {
    let folder = small("");
    for threads in ["1", "3"] {
        done(
            &folder,
            &[
                "run",
                "x.toml",
                "--ensemble",
                "10",
                "--threads",
                threads,
                "--out",
                threads,
            ],
        );
    }
    assert_eq!(
        tables(&folder.path().join("1")),
        tables(&folder.path().join("3"))
    );
}

#[test]
fn what_cannot_be_drawn_is_refused_before_anything_runs() {
    let folder = small("uncertain = []");
    let refused = |arguments: &[&str], part: &str| {
        let said = say(&folder, arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}");
        assert!(said.error.contains(part), "{part} in {}", said.error);
    };
    refused(
        &["run", "x.toml", "--ensemble", "10"],
        "the scenario is sure of all of its fields; say in [[uncertain]]",
    );
    refused(&["run", "x.toml", "--ensemble", "1"], "--ensemble");
    refused(
        &["run", "x.toml", "--ensemble-replications", "3"],
        "--ensemble",
    );
    // Each value may be; the draw, with shares that sum to 2, may not.
    let shares = "carriers.mobile.share,carriers.telecom.share\n0.58,0.19\n0.9,0.9\n";
    std::fs::write(folder.path().join("shares.csv"), shares).unwrap();
    let text = "[[uncertain]]\nfields = ['carriers.mobile.share', 'carriers.telecom.share']\nsamples = 'shares.csv'\n";
    std::fs::write(folder.path().join("y.toml"), text).unwrap();
    refused(&["run", "y.toml", "--ensemble", "8"], "the shares sum to");
}

#[test]
fn a_difference_is_held_against_zero_in_every_draw() {
    let folder = small("");
    let text = std::fs::read_to_string(folder.path().join("x.toml")).unwrap();
    let shorter = format!("rules.window = '24h'\n{text}");
    std::fs::write(folder.path().join("shorter.toml"), shorter).unwrap();
    std::fs::write(folder.path().join("same.toml"), &text).unwrap();
    let arguments = [
        "compare",
        "x.toml",
        "shorter.toml",
        "same.toml",
        "--ensemble",
        "30",
        "--out",
        "c",
    ];
    let out = done(&folder, &arguments);
    assert!(
        out.contains("Uncertainty of the differences of shorter"),
        "{out}"
    );
    assert!(out.contains("worse in every one of 30 draws"), "{out}");
    assert!(out.contains("no difference in any of 30 draws"), "{out}");
    let after = tables(&folder.path().join("c"));
    let differences = rows(&after["uncertainty_differences.csv"]);
    let of = |variant: &str, measure: &str| {
        let mut own = differences.iter().filter(|row| row["variant"] == variant);
        own.find(|row| row["group"] == "all" && row["measure"] == measure)
            .unwrap()
            .clone()
    };
    let rate = of("shorter", "return_rate");
    let at = |name: &str| rate[name].parse::<f64>().unwrap();
    assert!(0.0 < at("low_95") && at("low_95") < at("median") && at("median") < at("high_95"));
    assert_eq!(at("probability_below_zero"), 0.0);
    assert!(
        (0.05..0.15).contains(&at("probability_high")),
        "none of 30 is not never"
    );
    // What no lever moves does not move in any draw.
    assert_eq!(of("same", "return_rate")["high_95"], "0.000000");
    assert_eq!(of("shorter", "filings")["median"], "0.000");
    let json = done(
        &folder,
        &[
            "compare",
            "x.toml",
            "shorter.toml",
            "--ensemble",
            "30",
            "--out",
            "d",
            "--json",
        ],
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let rate = &json["variants"][0]["uncertainty"]["measures"]["nation"]["all"]["return_rate"];
    assert_eq!(rate["probability_below_zero"], 0.0);
    assert!((rate["median"].as_f64().unwrap() - at("median")).abs() < 1e-9);
}

#[test]
fn the_assumption_that_flips_the_sign_is_named() {
    let folder = small("uncertain = []");
    // Whether a shorter window returns more depends on nothing that is uncertain here but the window itself.
    let uncertain = "[[uncertain]]\nfield = 'rules.window'\ndistribution = { uniform = { min = '24h', max = '72h' } }\n\
                     [[uncertain]]\nfield = 'people.prompt'\ndistribution = { uniform = { min = 0.5, max = 0.6 } }\n";
    let text = std::fs::read_to_string(folder.path().join("x.toml")).unwrap();
    let text = text.replace("uncertain = []", "");
    std::fs::write(
        folder.path().join("base.toml"),
        format!("{text}\n{uncertain}"),
    )
    .unwrap();
    let fixed = "rules.window = '48h'\nbased_on = 'base.toml'\n";
    std::fs::write(folder.path().join("fixed.toml"), fixed).unwrap();
    let arguments = [
        "compare",
        "base.toml",
        "fixed.toml",
        "--ensemble",
        "40",
        "--set",
        "arrivals.filings_per_day=400",
        "--out",
        "c",
    ];
    let out = done(&folder, &arguments);
    assert!(
        out.contains("better in") && out.contains("rules.window is"),
        "{out}"
    );
    let differences = rows(&tables(&folder.path().join("c"))["uncertainty_differences.csv"]);
    let rate = differences
        .iter()
        .find(|row| row["measure"] == "return_rate")
        .unwrap();
    assert_eq!(rate["flipped_by"], "rules.window");
    assert!((0.2..0.8).contains(&rate["probability_below_zero"].parse::<f64>().unwrap()));
}

/// Messages are kept but where the network loses them: of all first ones a share that is known in closed form.
#[test]
fn the_spread_of_a_known_share_is_the_known_one() {
    let folder = small("uncertain = []");
    let scenario = "\
        run = { length = '9d', warm_up = '1d', replications = 2 }\n\
        arrivals.filings_per_day = 200\n\
        access.stale_number = 0\n\
        handsets = { out_of_coverage = 0, intercepting = 0, deleted = 0 }\n\
        carriers.mobile.share = 0.6\n\
        carriers.unicom.share = 0.4\n\
        carriers.telecom = { share = 0, loss = 0 }\n\
        carriers.mvno = { share = 0, loss = 0 }\n\
        [[uncertain]]\n\
        field = 'carriers.mobile.loss'\n\
        distribution = { uniform = { min = 0, max = 0.4 } }\n\
        [[uncertain]]\n\
        field = 'carriers.unicom.loss'\n\
        distribution = { uniform = { min = 0, max = 0.4 } }\n";
    std::fs::write(folder.path().join("known.toml"), scenario).unwrap();
    let arguments = [
        "run",
        "known.toml",
        "--ensemble",
        "64",
        "--ensemble-replications",
        "8",
        "--out",
        "r",
    ];
    done(&folder, &arguments);
    let after = tables(&folder.path().join("r"));
    let spreads = rows(&after["uncertainty.csv"]);
    let kept = spreads
        .iter()
        .find(|row| row["measure"] == "kept_rate_first")
        .unwrap();
    let near = |found: &str, expected: f64, within: f64| {
        let found: f64 = found.parse().unwrap();
        assert!(
            (found - expected).abs() < within,
            "{found} for {expected}: {kept:?}"
        );
    };
    // 1 less the sum of two uniform ones, to 0.24 and to 0.16: a trapezium around 0.8.
    let below = |x: f64| match x {
        _ if x < 0.16 => x * x / (2.0 * 0.24 * 0.16),
        _ if x < 0.24 => (x - 0.08) / 0.24,
        _ => 1.0 - (0.4 - x).powi(2) / (2.0 * 0.24 * 0.16),
    };
    let quantile = |p: f64| {
        let (mut low, mut high) = (0.0, 0.4);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if below(middle) < p {
                low = middle
            } else {
                high = middle
            }
        }
        low
    };
    // Luck that all draws share moves the whole by 0.003 or so.
    near(&kept["median"], 0.8, 0.009);
    near(&kept["low_50"], 1.0 - quantile(0.75), 0.01);
    near(&kept["high_80"], 1.0 - quantile(0.1), 0.01);
    near(&kept["low_95"], 1.0 - quantile(0.975), 0.014);
    // Variances go with the squares of the shares of messages.
    let contributions = rows(&after["contributions.csv"]);
    for (field, index) in [
        ("carriers.mobile.loss", 0.36 / 0.52),
        ("carriers.unicom.loss", 0.16 / 0.52),
    ] {
        let mut own = contributions.iter().filter(|row| row["field"] == field);
        let row = own.find(|row| row["measure"] == "kept_rate_first").unwrap();
        near(&row["first_order"], index, 0.05);
        near(&row["total"], index, 0.05);
        near(&row["foreseen"], 1.0, 0.05);
    }
    // Chance: binomial, of as many first messages as a replication has; roughly, from eight that all draws share.
    let measures = rows(&after["measures.csv"]);
    let sent = measures
        .iter()
        .find(|row| row["measure"] == "kept_rate_first")
        .unwrap();
    let sent: f64 = sent["denominator"].parse::<f64>().unwrap() / 2.0;
    let assumptions = 0.4f64.powi(2) / 12.0 * 0.52;
    let chance = 0.8 * 0.2 / sent;
    let expected = chance / (chance + assumptions);
    let share: f64 = kept["share_chance"].parse().unwrap();
    assert!(
        (0.3..3.0).contains(&(share / expected)),
        "{share} for {expected}"
    );
}
