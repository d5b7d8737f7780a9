//! The schema of the scenario file says what `validate` says, and describes every field.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use beian_sim::scenario::{self, Kind, Where};
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A TOML document as editors see it: dates are strings.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(datetime) => datetime.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => {
            let fields = table.into_iter().map(|(name, v)| (name, as_json(v)));
            Value::Object(fields.collect())
        }
    }
}

fn document(text: &str) -> Value {
    as_json(toml::Value::Table(text.parse().unwrap()))
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&scenario::schema()).unwrap()
}

/// What the schema finds wrong with a scenario.
fn wrong(validator: &jsonschema::Validator, document: &Value) -> Vec<String> {
    let errors = validator.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn shipped() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(root().join("scenarios")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    assert!(files.len() >= 14, "{files:?}");
    files
}

#[test]
fn the_schema_is_one_and_the_shipped_file_is_what_the_command_prints() {
    let schema = scenario::schema();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    let printed = Command::cargo_bin("beian-sim")
        .unwrap()
        .arg("schema")
        .output()
        .unwrap();
    assert!(printed.status.success());
    let shipped = std::fs::read(root().join("scenarios").join(scenario::SCHEMA_FILE)).unwrap();
    assert!(
        printed.stdout == shipped,
        "renew it: beian-sim schema > scenarios/{}",
        scenario::SCHEMA_FILE
    );
}

#[test]
fn shipped_scenarios_name_the_schema_and_are_valid_by_it() {
    let validator = validator();
    let mut files = shipped();
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let line = format!("#:schema ./{}", scenario::SCHEMA_FILE);
        assert_eq!(text.lines().next(), Some(&line[..]), "{}", path.display());
    }
    files.push(root().join("tests/data/every-field.toml"));
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let wrong = wrong(&validator, &document(&text));
        assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
    }
}

/// Whether `validate` takes a scenario of these lines.
fn is_valid(text: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    std::fs::write(&path, text).unwrap();
    scenario::load(&path, &[]).is_ok()
}

#[test]
fn what_validate_refuses_the_schema_refuses_too() {
    let validator = validator();
    for bad in [
        "windw = 3",
        "[rules]\nwindw = \"24h\"",
        "[rules]\nwindow = \"soon\"",
        "[rules]\nwindow = \"0h\"",
        "[rules]\nwindow_from = \"sent\"",
        "[rules]\nin_force = { zz = true }",
        "[people]\nprompt = 1.4",
        "[people.slip]\ngraphic = 1.0",
        "[people]\nnotice = { lognormal = { median = \"4min\" } }",
        "[people]\nnotice = { gamma = { mean = \"0s\", shape = 2 } }",
        "[people]\nnotice = { normal = { mean = \"4min\" } }",
        "[people]\nnotice = { uniform = { min = \"1s\", max = \"2s\" }, exponential = { mean = \"1s\" } }",
        "[people]\nnotice = { mixture = [] }",
        "[people]\nnotice = { mixture = [{ share = 1, of = { uniform = { min = \"1s\", max = \"2s\" }, measured_in = \"working\" } }] }",
        "[authority]\nauditors = 0",
        "[gateway]\nmessages_per_minute = 0",
        "[gateway]\nmessages_per_minute = { telecom = 1 }",
        "[filings]\ntype_share = { new_fling = 1 }",
        "[arrivals]\nweekday_factor = [1, 1]",
        "[arrivals]\nprovince_share = { zz = 1 }",
        "[[arrivals.surges]]\nfrom = 2019-03-12\nfactor = 2",
        "[[outages]]\nwhat = \"mail\"\nfrom = 2019-03-12\nto = 2019-03-13",
        "[[segments]]\nname = \"a\"",
        "[[segments]]\nname = \"a\"\nshare = 1\nrules = { window = \"24h\" }",
        "[[thresholds]]\nmeasure = \"return_rte\"\nmax = 1",
        "[[thresholds]]\nmeasure = \"return_rate\"",
        "province = 3",
        "[province.zz]\npeople = { prompt = 0.5 }",
        "[province.zj]\nrun = { seed = 1 }",
        "[calendars.always]\nhours = [[\"00:00\", \"24:00\"]]",
        "[calendars.late]\nhours = [[\"10:00\"]]",
        "[calendars.late]\ndays = [\"monday\"]\nhours = [[\"10:00\", \"12:00\"]]",
        "holidays = [\"soon\"]",
        "holidays = \"chnia\"",
    ] {
        assert!(!is_valid(bad), "validate takes\n{bad}");
        let wrong = wrong(&validator, &document(bad));
        assert!(!wrong.is_empty(), "the schema takes\n{bad}");
    }
}

/// Values that are out of a field's bounds, and values at them.
fn out_of_and_at_bounds(kind: Kind) -> (Vec<String>, Vec<String>) {
    let text = |text: &[&str]| text.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    match kind {
        Kind::Probability | Kind::Share => (
            text(&["-0.001", "1.001", "\"often\"", "true"]),
            text(&["0", "1"]),
        ),
        Kind::ProbabilityBelowOne => (text(&["-0.001", "1.0", "[]"]), text(&["0", "0.999"])),
        Kind::Number {
            minimum: least,
            maximum: most,
            ..
        } => (
            vec![
                (least * 0.999 - 1e-9).to_string(),
                (most * 1.001).to_string(),
            ],
            vec![least.to_string(), most.to_string()],
        ),
        Kind::Count {
            minimum: least,
            maximum: most,
            ..
        } => {
            let mut out = vec![(i128::from(least) - 1).to_string(), "1.5".to_owned()];
            // TOML has no number above.
            if most < i64::MAX as u64 {
                out.push((most + 1).to_string());
            }
            (out, vec![least.to_string(), most.to_string()])
        }
        Kind::CountOrNone { minimum: least, .. } => (
            vec![
                "-2".to_owned(),
                "1.5".to_owned(),
                format!("{}", 1_u64 << 32),
            ],
            vec!["-1".to_owned(), least.to_string()],
        ),
        Kind::Duration { .. } => (
            text(&["\"0s\"", "\"-1h\"", "48", "\"2 fortnights\"", "{}"]),
            text(&["\"8d\"", "\"1w 2d\"", "\"8.5d\""]),
        ),
        Kind::Span => (
            text(&[
                "\"0s\"",
                "48",
                "{}",
                "{ days = 2 }",
                "{ days = 0, measured_in = \"working\" }",
                "{ days = 367, measured_in = \"working\" }",
                "{ length = \"0h\", measured_in = \"working\" }",
                "{ length = \"1h\", days = 2, measured_in = \"working\" }",
                "{ length = \"1h\", ends = \"midnight\", measured_in = \"working\" }",
                "{ day = 2, measured_in = \"working\" }",
            ]),
            text(&[
                "\"8d\"",
                "{ length = \"1ms\", measured_in = \"waking\" }",
                "{ days = 1, measured_in = \"always\" }",
                "{ days = 366, ends = \"midnight\", measured_in = \"working\" }",
            ]),
        ),
        Kind::DurationOrZero => (
            text(&["\"-1h\"", "0", "\"\""]),
            text(&["\"0s\"", "\"1h30min\""]),
        ),
        Kind::Delay(_) => (
            text(&[
                "\"-1h\"",
                "5",
                "{}",
                "{ at_least = \"1s\" }",
                "{ exponential = { mean = 3 } }",
            ]),
            text(&[
                "\"0s\"",
                "{ exponential = { mean = \"1h\" }, at_most = \"2h\", measured_in = \"waking\" }",
            ]),
        ),
        Kind::Flag => (text(&["0", "\"yes\""]), text(&["true", "false"])),
        Kind::TimeOfDay => (
            text(&["\"24:00\"", "\"9:00\"", "\"09:60\"", "9"]),
            text(&["\"00:00\"", "\"23:59\""]),
        ),
        Kind::Date => (
            text(&["\"soon\"", "2019", "2019-03-11T00:00:00"]),
            text(&["2019-03-11"]),
        ),
        Kind::Text | Kind::File => (text(&["3", "[]"]), Vec::new()),
        Kind::Choice(words) => (
            text(&["\"\"", "3"]),
            words.iter().map(|word| format!("\"{word}\"")).collect(),
        ),
        _ => (text(&["\"no\"", "true"]), Vec::new()),
    }
}

#[test]
fn the_bounds_of_every_field_are_those_of_validate() {
    let validator = validator();
    let baseline = root().join("scenarios/baseline.toml");
    for field in scenario::fields() {
        let (out, at) = out_of_and_at_bounds(field.kind);
        assert!(!out.is_empty(), "{}", field.path);
        for value in out {
            let line = format!("{}={value}", field.path);
            let in_file = document(&format!("{} = {value}", field.path));
            assert!(
                !wrong(&validator, &in_file).is_empty(),
                "the schema takes {line}"
            );
            // `based_on` is read before overrides, which do not change it.
            if field.path != "based_on" {
                let loaded = scenario::load(&baseline, std::slice::from_ref(&line));
                assert!(loaded.is_err(), "validate takes {line}");
            }
        }
        for value in at {
            let line = format!("{}={value}", field.path);
            let in_file = document(&format!("{} = {value}", field.path));
            assert_eq!(wrong(&validator, &in_file), Vec::<String>::new(), "{line}");
            let faults = scenario::load(&baseline, std::slice::from_ref(&line)).err();
            // What does not fit other fields is no fault of this one.
            let own = faults.map_or(String::new(), |faults| faults.to_string());
            let alone = own.is_empty()
                || own.contains("sum to")
                || own.contains("run.warm_up")
                || own.contains("is paid at costs.wage_hour");
            assert!(alone, "{line}: {own}");
        }
    }
}

/// The schema of a field, at a dotted path below `properties`.
fn property<'s>(schema: &'s Value, path: &str) -> Option<&'s Value> {
    let pointer: String = path
        .split('.')
        .map(|name| format!("/properties/{name}"))
        .collect();
    schema.pointer(&pointer)
}

#[test]
fn every_field_is_described_with_what_an_empty_scenario_gets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.toml");
    std::fs::write(&path, "").unwrap();
    let empty = scenario::load(&path, &[]).unwrap().as_read;
    let schema = scenario::schema();
    for field in scenario::fields() {
        let described = property(&schema, field.path).expect(field.path);
        let text = described["description"].as_str().unwrap();
        assert!(text.contains(field.meaning), "{}: {text}", field.path);
        assert!(text.contains(field.kind.unit()), "{}: {text}", field.path);
        assert!(
            text.contains(&field.kind.allowed()),
            "{}: {text}",
            field.path
        );
        let got = empty.pointer(&format!("/{}", field.path.replace('.', "/")));
        assert_eq!(described.get("default"), got, "{}", field.path);
        assert_eq!(
            scenario::default(field.path).as_ref(),
            got,
            "{}",
            field.path
        );
        let in_province = property(&schema["$defs"]["province"], field.path).is_some();
        assert_eq!(
            in_province,
            field.may_stand != Where::General,
            "{}",
            field.path
        );
        let segment = &schema["properties"]["segments"]["items"];
        let in_segment = property(segment, field.path).is_some();
        assert_eq!(
            in_segment,
            field.may_stand == Where::Population,
            "{}",
            field.path
        );
    }
    let sections = schema["properties"].as_object().unwrap();
    for (name, section) in sections {
        let text = section["description"].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "{name} is not described");
    }
}

/// Every key of a scenario, as a path in the schema that describes it.
fn assert_described(schema: &Value, document: &Value, all: &Value, at: &str) {
    let Value::Object(table) = document else {
        return;
    };
    for (name, value) in table {
        let at = format!("{at}.{name}");
        let found = &schema["properties"][name];
        let found = match found["allOf"][0]["$ref"].as_str() {
            Some("#/$defs/province") => &all["$defs"]["province"],
            _ => found,
        };
        let whole = found["properties"].is_null();
        assert!(found.is_object(), "{at} is not in the schema");
        assert!(found["description"].is_string(), "{at} is not described");
        if whole {
            for item in value.as_array().into_iter().flatten() {
                assert_described(&found["items"], item, all, &at);
            }
        } else {
            assert_described(found, value, all, &at);
        }
    }
}

#[test]
fn everything_that_stands_in_a_shipped_scenario_is_described() {
    let schema = scenario::schema();
    let mut files = shipped();
    files.push(root().join("tests/data/every-field.toml"));
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_described(
            &schema,
            &document(&text),
            &schema,
            &path.display().to_string(),
        );
    }
    assert!(schema["properties"]["people"]["properties"]["prompt"] != json!(null));
}
