//! `--level`: the confidence level of every interval.

use std::collections::BTreeMap;

use crate::runner::{done, refused, small, tables, write};
use statrs::distribution::{ContinuousCDF, StudentsT};

type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// Both runs of a pair have the same figures, and the intervals of the second are narrower, as Student's t of
/// one degree of freedom says.
fn narrower(usual: &str, lower: &str, figure: &str) {
    let t = |probability| {
        StudentsT::new(0.0, 1.0, 1.0)
            .unwrap()
            .inverse_cdf(probability)
    };
    let expected = t(0.975) / t(0.9);
    let mut compared = 0;
    for (usual, lower) in rows(usual).iter().zip(rows(lower)) {
        assert_eq!(usual[figure], lower[figure]);
        assert_eq!(usual["ci_low"].is_empty(), lower["ci_low"].is_empty());
        let width = |row: &Row| number(row, "ci_high") - number(row, "ci_low");
        // What the buckets of durations hide is in their intervals at any level.
        let durations = usual["unit"] == "seconds";
        // Shares do not leave 0 to 1.
        let clipped = |row: &Row| {
            let ends = (number(row, "ci_low"), number(row, "ci_high"));
            figure == "value" && row["unit"] == "share" && (ends.0 <= 0.0 || ends.1 >= 1.0)
        };
        if usual["ci_low"].is_empty() || durations || clipped(usual) || width(usual) < 0.02 {
            continue;
        }
        // Ends are written to a thousandth at least.
        let off = (width(usual) - expected * width(&lower)).abs();
        assert!(off <= 1e-3 * (1.0 + expected), "{usual:?} {lower:?}");
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn a_lower_level_narrows_every_interval_and_moves_no_figure() {
    let folder = small("");
    let at = |name: &str| tables(&folder.path().join(name));
    let said = done(&folder, &["run", "x.toml", "--out", "usual"]);
    assert!(
        said.contains("In brackets: 95 % confidence intervals"),
        "{said}"
    );
    let arguments = ["run", "x.toml", "--level", "0.8", "--out", "lower"];
    let said = done(&folder, &arguments);
    assert!(
        said.contains("In brackets: 80 % confidence intervals"),
        "{said}"
    );
    narrower(
        &at("usual")["measures.csv"],
        &at("lower")["measures.csv"],
        "value",
    );
    let page = std::fs::read_to_string(folder.path().join("lower/report.html")).unwrap();
    assert!(page.contains("80 % interval") && !page.contains("95 % interval"));

    // The folder's own scenario has the level, and gives the same again.
    done(
        &folder,
        &["run", "lower/scenario.toml", "--out", "again", "--quiet"],
    );
    assert!(at("lower") == at("again"));
}

#[test]
fn every_command_that_has_intervals_takes_a_level() {
    let folder = small("");
    write(
        &folder,
        "y.toml",
        "based_on = \"x.toml\"\nrules = { window = \"24h\", code_effective = \"24h\" }",
    );
    let at = |name: &str| tables(&folder.path().join(name));
    let compare = |level: &str, out: &str| {
        let arguments = ["compare", "x.toml", "y.toml", "--level", level];
        done(&folder, &[&arguments[..], &["--out", out]].concat())
    };
    compare("0.95", "c95");
    let said = compare("0.8", "c80");
    assert!(said.contains("80 % interval"), "{said}");
    let (usual, lower) = (at("c95"), at("c80"));
    let moved = |table: &str| -> Vec<(String, String)> {
        let all = rows(table).into_iter();
        all.map(|row| (row["difference"].clone(), row["p_value"].clone()))
            .collect()
    };
    narrower(
        &usual["comparison.csv"],
        &lower["comparison.csv"],
        "difference",
    );
    // How surely something moved is not a matter of the level.
    assert_eq!(
        moved(&usual["comparison.csv"]),
        moved(&lower["comparison.csv"])
    );

    let sobol = |level: &str, out: &str| {
        let vary = ["--vary", "people.prompt=0.2..0.8", "--design", "sobol"];
        let more = ["--points", "8", "--level", level, "--out", out];
        let arguments = [&["sweep", "x.toml"][..], &vary, &more].concat();
        done(&folder, &arguments);
        rows(&at(out)["sobol.csv"])
    };
    for (usual, lower) in sobol("0.95", "s95").iter().zip(sobol("0.5", "s50")) {
        assert_eq!(usual["index"], lower["index"]);
        let width = |row: &Row| number(row, "ci_high") - number(row, "ci_low");
        assert!(width(&lower) < width(usual), "{usual:?} {lower:?}");
    }

    let arguments = [
        "run",
        "x.toml",
        "--ensemble",
        "12",
        "--level",
        "0.8",
        "--out",
        "e",
    ];
    let said = done(&folder, &arguments);
    assert!(
        said.contains("80 % uncertainty") && said.contains("80 % confidence"),
        "{said}"
    );
    for command in ["find", "load", "calibrate"] {
        let help = done(&folder, &[command, "--help"]);
        assert!(help.contains("--level <SHARE>"), "{command}");
    }
}

#[test]
fn a_level_is_a_share() {
    let folder = small("");
    for wrong in ["95", "0.4", "1", "nan"] {
        let said = refused(&folder, &["run", "x.toml", "--level", wrong]);
        let told = said.error.contains("run.level") && said.error.contains("0.5 to 0.999");
        assert!(told, "{wrong}: {}", said.error);
    }
}
