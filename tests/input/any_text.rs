//! Whatever a scenario file holds, loading it ends in a scenario or in faults.

use std::path::Path;

use beian_sim::scenario::load;
use proptest::prelude::*;

const EVERY_FIELD: &str = include_str!("../data/every-field.toml");

/// What is put in place of a piece of a good scenario.
const PIECES: [&str; 24] = [
    "",
    "-1",
    "0",
    "1e308",
    "nan",
    "-inf",
    "\"\"",
    "\"0s\"",
    "[]",
    "[[]]",
    "{}",
    "[1, 2]",
    "true",
    "2019-03-11",
    "\"zj\"",
    "=",
    "\n[run]\n",
    "\n[[segments]]\n",
    "\"2019-99-99\"",
    "\u{1f600}",
    "9223372036854775807",
    "\"999999999w\"",
    "07:32",
    "1979-05-27T00:32:00-24:00",
];

fn answered(text: &str, overrides: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/notice.csv");
    std::fs::copy(data, folder.path().join("notice.csv")).unwrap();
    let path = folder.path().join("x.toml");
    std::fs::write(&path, text).unwrap();
    if let Err(faults) = load(&path, overrides) {
        assert!(!faults.is_empty());
        assert!(!faults.to_string().is_empty());
        for fault in faults.iter() {
            assert!(fault.place.is_none() || fault.line() > 0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_value_replaced(line in 0usize..200, piece in 0..PIECES.len()) {
        let mut lines: Vec<String> = EVERY_FIELD.lines().map(str::to_owned).collect();
        let line = line % lines.len();
        let name = lines[line].split('=').next().unwrap_or_default().to_owned();
        lines[line] = format!("{name} = {}", PIECES[piece]);
        answered(&lines.join("\n"), &[]);
    }

    #[test]
    fn bytes_cut_out_and_put_in(at in 0usize..8000, cut in 0usize..30, piece in 0..PIECES.len()) {
        let chars: Vec<char> = EVERY_FIELD.chars().collect();
        let at = at % chars.len();
        let mut text: String = chars[..at].iter().collect();
        text.push_str(PIECES[piece]);
        text.extend(chars.iter().skip(at + cut));
        answered(&text, &[]);
    }

    #[test]
    fn any_override(field in "[a-z_.\"0-9 ]{0,20}", value in "\\PC{0,12}") {
        answered("", &[format!("{field}={value}")]);
    }

    #[test]
    fn any_override_of_a_field(n in 0usize..200, piece in 0..PIECES.len()) {
        let fields = beian_sim::scenario::fields();
        let field = fields[n % fields.len()].path.replace("<carrier>", "mobile");
        let field = field.replace("<n>", "0").replace("<name>", "agency");
        answered(EVERY_FIELD, &[format!("{field}={}", PIECES[piece])]);
    }
}

#[test]
fn deep_nesting_is_a_fault() {
    answered(&format!("a = {}", "[".repeat(100_000)), &[]);
    answered(&format!("{}a = 1", "a.".repeat(100_000)), &[]);
    answered("", &[format!("{}a=1", "a.".repeat(100_000))]);
}
