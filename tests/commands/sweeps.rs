//! `sweep`: its designs, groups, and what it refuses.

use crate::runner::{described, done, say, small, tables};

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
fn sweep_reports_groups_and_how_measures_spread() {
    let folder = small("");
    let points = [
        "--points",
        "4",
        "--measure",
        "return_rate@zj",
        "--measure",
        "return_rate",
    ];
    let sweep = ["sweep", "x.toml", "--vary", "people.prompt=0.2..0.8"];
    let out = done(&folder, &[&sweep[..], &points, &["--out", "g"]].concat());
    assert!(
        out.contains("return_rate@zj (") && out.contains("Over the 4 points: median"),
        "{out}"
    );
    let swept = tables(&folder.path().join("g"));
    let rows = |name: &str, group: &str| -> Vec<csv::StringRecord> {
        let mut reader = csv::Reader::from_reader(swept[name].as_bytes());
        let header = reader.headers().unwrap().clone();
        let place = |column: &str| header.iter().position(|known| known == column).unwrap();
        let (of, measure) = (place("group"), place("measure"));
        let own = reader.records().map(Result::unwrap);
        own.filter(|row| &row[of] == group && &row[measure] == "return_rate")
            .collect()
    };
    // A group's figures are those of a run at the point.
    let of_group = rows("sweep.csv", "zj");
    assert_eq!(of_group.len(), 4);
    done(
        &folder,
        &["run", "x.toml", "--set", "people.prompt=0.2", "--out", "r"],
    );
    let run = &tables(&folder.path().join("r"))["measures.csv"];
    let at_point = run
        .lines()
        .find(|line| line.starts_with("province,zj,return_rate,"))
        .unwrap();
    assert!(
        at_point.contains(&of_group[0][5]),
        "{at_point} has {:?}",
        of_group[0]
    );
    // Quantiles run from the least to the greatest figure of the points.
    for group in ["all", "zj"] {
        let mut values: Vec<f64> = rows("sweep.csv", group)
            .iter()
            .map(|row| row[5].parse().unwrap())
            .collect();
        values.sort_by(f64::total_cmp);
        let quantiles = &rows("quantiles.csv", group)[0];
        let at = |place: usize| quantiles[place].parse::<f64>().unwrap();
        assert_eq!((at(4), at(10)), (values[0], values[3]));
        assert!((at(7) - (values[1] + values[2]) / 2.0).abs() < 1e-6);
    }
    described(&folder.path().join("g"));
    for design in ["one-at-a-time", "sobol"] {
        let of = [
            "--design",
            design,
            "--measure",
            "return_rate@mobile",
            "--points",
            "4",
        ];
        let out = done(&folder, &[&sweep[..], &of, &["--out", design]].concat());
        assert!(out.contains("return_rate@mobile"), "{out}");
    }
    let said = say(
        &folder,
        &[&sweep[..], &["--measure", "return_rate@zk"]].concat(),
    );
    assert_eq!(said.code, Some(2));
    assert!(
        said.error.contains("the scenario has no group 'zk'"),
        "{}",
        said.error
    );
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
