//! Whatever is given to a reader is answered: with what was read, or with faults that say where they are. The fuzzers
//! of `fuzz/` call these functions, and so does the test of what they have found.
#![allow(dead_code)]

mod work;
mod written;

use std::sync::LazyLock;

use beian_sim::calibration::Targets;
use beian_sim::diagnostics::Faults;
use beian_sim::event_log::parse_record;
use beian_sim::inputs::Inputs;
use beian_sim::replay::{Acts, replay, write_csv, write_json};
use beian_sim::scenario::{Loaded, RulesAlone, Uncertain, from_text, from_texts};
pub use work::{plan, record, records};
pub use written::{manifest, reference, simulations, tolerances, vary};

/// What answers the bytes of a format.
pub type Answer = fn(&[u8]);

/// The formats by name, each with what answers it.
pub const FORMATS: [(&str, Answer); 16] = [
    ("scenario", scenario),
    ("set", set),
    ("priors", priors),
    ("empirical", empirical),
    ("samples", samples),
    ("arrivals", arrivals),
    ("acts", acts),
    ("inputs", inputs),
    ("targets", targets),
    ("tolerances", tolerances),
    ("vary", vary),
    ("reference", reference),
    ("manifest", manifest),
    ("simulations", simulations),
    ("plan", plan),
    ("record", record),
];

/// The data file of `tests/data/every-field.toml`.
const NOTICE: &[u8] = include_bytes!("../data/notice.csv");

static BASELINE: LazyLock<Loaded> = LazyLock::new(|| from_text("baseline", "").unwrap());

/// What was read, if it was; faults say something, and where.
fn answered<T>(answer: Result<T, Faults>) -> Option<T> {
    let faults = match answer {
        Ok(read) => return Some(read),
        Err(faults) => faults,
    };
    assert!(!faults.is_empty());
    for width in [0, 100] {
        assert!(
            faults
                .told(width, false)
                .iter()
                .all(|line| !line.is_empty())
        );
    }
    for fault in faults.iter() {
        assert!(fault.place.is_none() || fault.line() > 0);
    }
    None
}

/// A scenario file. One that is read can be written, and what was written is read as the same.
pub fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return; // as a file is answered before
    };
    let absolute = std::path::absolute("notice.csv").unwrap();
    let files = [("notice.csv", NOTICE), (absolute.to_str().unwrap(), NOTICE)];
    if let Some(read) = answered(from_texts("x", text, &files, &[])) {
        let again = from_texts("again", &read.as_toml, &files, &[]);
        let again = again.unwrap_or_else(|faults| panic!("{faults}\n{}", read.as_toml));
        assert_eq!(again.as_toml, read.as_toml);
    }
}

/// Overrides, one a line, over a scenario with segments and a province of its own.
pub fn set(bytes: &[u8]) {
    const UNDER: &str = "province.zj.people.prompt = 0.5\n\
        segments = [{ name = \"a.b\", share = 0.5 }, { name = \"agency\", share = 0.5 }]";
    let Ok(text) = std::str::from_utf8(bytes) else {
        return; // arguments are text
    };
    let overrides: Vec<String> = text.lines().map(str::to_owned).collect();
    answered(from_texts("x", UNDER, &[], &overrides));
}

/// The distribution of an uncertain field: a share, a whole number or a duration, by the first byte. What is drawn
/// from one is in bounds, and in order.
pub fn priors(bytes: &[u8]) {
    const FIELDS: [&str; 3] = ["people.prompt", "rules.resends_per_day", "rules.window"];
    let Some((first, Ok(text))) = bytes
        .split_first()
        .map(|(first, rest)| (first, std::str::from_utf8(rest)))
    else {
        return;
    };
    let field = FIELDS[usize::from(*first) % FIELDS.len()];
    let text = format!("[[uncertain]]\nfield = \"{field}\"\ndistribution = {text}");
    if let Some(read) = answered(from_text("x", &text)) {
        read.scenario.uncertain.iter().for_each(drawn);
    }
}

/// Draws of what is uncertain are numbers, in the order of their places.
fn drawn(uncertain: &Uncertain) {
    let mut before = f64::NEG_INFINITY;
    for step in 0..16 {
        let values = uncertain.at(f64::from(step) / 16.0);
        assert!(values.iter().all(|value| value.is_finite()), "{values:?}");
        if let [value] = values[..] {
            assert!(value >= before, "{value} after {before}: {uncertain:?}");
            before = value;
        }
    }
}

/// The file of measurements that an empirical distribution names.
pub fn empirical(bytes: &[u8]) {
    let text =
        "people.notice.empirical = { file = \"m.csv\", column = \"minutes\", unit = \"min\" }";
    answered(from_texts("x", text, &[("m.csv", bytes)], &[]));
}

/// The file of samples of what is uncertain.
pub fn samples(bytes: &[u8]) {
    let text = "[[uncertain]]\nfields = [\"people.prompt\", \"rules.window\"]\n\
                samples = \"s.csv\"\nsource = \"drawn\"";
    if let Some(read) = answered(from_texts("x", text, &[("s.csv", bytes)], &[])) {
        for uncertain in &read.scenario.uncertain {
            for step in 0..16 {
                let values = uncertain.at(f64::from(step) / 16.0);
                assert!(values.iter().all(|value| value.is_finite()), "{values:?}");
            }
        }
    }
}

/// The file of filings that come instead of random ones.
pub fn arrivals(bytes: &[u8]) {
    let text = "arrivals.file = \"a.csv\"\nrun.start = 2019-03-04";
    answered(from_texts("x", text, &[("a.csv", bytes)], &[]));
}

/// Recorded acts, put through the rules.
pub fn acts(bytes: &[u8]) {
    let rules = RulesAlone::default();
    let Some(acts) = answered(Acts::parse("x.csv", bytes, &rules)) else {
        return;
    };
    if let Some(answers) = answered(replay(&acts, &rules)) {
        let mut out = Vec::new();
        write_csv(&answers, &mut out).unwrap();
        write_json(&answers, &mut out).unwrap();
        assert!(std::str::from_utf8(&out).is_ok());
    }
}

/// A record (an event log as lines, compressed or as Parquet, or acts): the scenario made from it is one.
pub fn inputs(bytes: &[u8]) {
    let base = &*BASELINE;
    let read = parse_record(
        "x.csv",
        bytes.to_vec().into(),
        &base.scenario.calendars,
        &RulesAlone::default(),
        &|| false,
    );
    let Some(record) = answered(read.map(Option::unwrap)) else {
        return;
    };
    let fitted = bytes.len() % 2 == 1;
    let inputs = Inputs::of(record.seen, &base.scenario, fitted);
    let text = inputs.scenario("x.csv", "x", &base.as_read);
    let text = text.replacen("scenario.toml\"\n", "baseline.toml\"\n", 1);
    let files = inputs.csv_files();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (*name, &bytes[..]))
        .collect();
    from_texts("inputs", &text, &files, &[]).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
}

/// Figures that a calibration is to meet.
pub fn targets(bytes: &[u8]) {
    let groups = BASELINE.scenario.groups();
    if let Some(targets) = answered(Targets::parse("x.csv", bytes.to_vec(), &groups)) {
        for target in &targets.list {
            assert!(target.value().is_finite(), "{target:?}");
            assert!(
                target.error().is_finite() && target.error() > 0.0,
                "{target:?}"
            );
            assert!(!target.name().is_empty());
        }
    }
}
