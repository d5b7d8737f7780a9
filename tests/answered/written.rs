//! What the program reads of what it wrote itself: references, simulations of a calibration; and the axes of a sweep.

use std::path::Path;
use std::sync::LazyLock;

use beian_sim::calibration::{Emulated, Kept, Targets, posterior};
use beian_sim::datasets::{MEASURES_BY_GROUP, TableFile};
use beian_sim::experiment::Axis;
use beian_sim::regression::{Error, Tolerances, compare_manifests, compare_table};
use beian_sim::scenario::from_texts;

use super::{BASELINE, answered};

/// A few rows of a table with a key, measures and intervals.
pub const TABLE: &str = "group_by,group,measure,unit,value,numerator,denominator,ci_low,ci_high,ci_method,replications\n\
    nation,all,filings,number,112013.550,,,111877.661,112149.439,student_t,20\n\
    nation,all,return_rate,share,0.141620,2832,20000,0.140570,0.142670,student_t,20\n\
    province,zj,filings,number,13457.300,,,13417.848,13496.752,student_t,20\n";

/// What was run, of which a few members are compared.
pub const MANIFEST: &str = r#"{"program": "beian-sim", "version": "1", "name": "x", "seed": 1, "replications": 2,
    "scenario": {"run": {"seed": 1, "length": "1w"}, "segments": [{"name": "agency"}]}}"#;

fn says(error: &Error) {
    assert!(!error.to_string().is_empty());
    assert_eq!(error.exit_code(), 2);
}

/// A table of reference results, with and without tolerances.
pub fn reference(bytes: &[u8]) {
    let table = TableFile {
        schema: MEASURES_BY_GROUP.schema(),
        bytes: TABLE.into(),
        rows: 3,
    };
    for given in [&[][..], &["return_rate=0.01", "filings=5%"]] {
        let tolerances = Tolerances::parse(given).unwrap();
        match compare_table(&table, bytes, Path::new("x.csv"), &tolerances) {
            Ok(found) => {
                assert_eq!(found.text(usize::MAX).is_empty(), found.is_empty());
                assert!(!found.is_empty() || !given.is_empty() || bytes == TABLE.as_bytes());
            }
            Err(error) => says(&error),
        }
    }
}

/// The manifest of reference results.
pub fn manifest(bytes: &[u8]) {
    let made = serde_json::from_str(MANIFEST).unwrap();
    match compare_manifests(&made, bytes, Path::new("manifest.json")) {
        Ok(found) => found.iter().for_each(|one| assert!(!one.file.is_empty())),
        Err(error) => says(&error),
    }
}

/// Tolerances of `check`, one a line.
pub fn tolerances(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return; // arguments are text
    };
    let given: Vec<&str> = text.lines().collect();
    if let Err(error) = Tolerances::parse(&given) {
        says(&error);
    }
}

/// A field that a sweep varies: each of its values is an override that is answered.
pub fn vary(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return; // arguments are text
    };
    match Axis::parse(text) {
        Ok(axis) => {
            for place in axis.grid(3) {
                assert!((0.0..=1.0).contains(&place));
                answered(from_texts("x", "", &[], &[axis.set(place)]));
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// The simulations that `calibrate --resume` goes on from: what is taken up can be fitted and searched.
pub fn simulations(bytes: &[u8]) {
    static OBSERVED: LazyLock<Targets> = LazyLock::new(|| {
        let rows = "measure,group,value,standard_error\nreturn_rate,all,0.14,0.01\nfilings,all,110000,900\n";
        let groups = BASELINE.scenario.groups();
        Targets::parse("x.csv", rows.into(), &groups).unwrap()
    });
    let mut kept = Kept::nothing("digest".to_owned(), 2, &OBSERVED.list);
    let read = Kept::parse(bytes).and_then(|others| kept.resume(others));
    if let Err(error) = read {
        assert!(!error.to_string().is_empty());
        return;
    }
    let places = (0..kept.figures.len()).map(|n| {
        let golden = |by: f64| (n as f64 * by).fract();
        vec![golden(0.618), golden(0.755)]
    });
    if let Some(emulated) = Emulated::fit(&OBSERVED.list, &kept.simulations(places)) {
        for places in posterior(&emulated, 20, 1) {
            assert!(
                places.iter().all(|place| (0.0..=1.0).contains(place)),
                "{places:?}"
            );
        }
    }
}
