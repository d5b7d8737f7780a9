//! The hand-worked cases of `tests/cases/`: acts, and what the rules' text says to them.

use std::fs;
use std::path::{Path, PathBuf};

use beian_sim::replay::{Acts, Answer, Answered, HEADER, replay};
use beian_sim::scenario::{RulesAlone, rules_alone};

/// The columns of a file: of the case, those of recorded acts, and what is answered.
fn columns() -> Vec<&'static str> {
    let case = ["case", "rules"];
    let answer = ["answer", "says"];
    [&case[..], &HEADER[..], &answer[..]].concat()
}

/// A row, with where it stands.
struct Row {
    line: u64,
    fields: csv::StringRecord,
}

impl Row {
    fn get(&self, column: &str) -> &str {
        let place = columns().iter().position(|name| *name == column);
        place.and_then(|place| self.fields.get(place)).unwrap_or("")
    }

    /// Whether somebody does something; else the row says what the system does by itself.
    fn is_act(&self) -> bool {
        self.get("act") != "system"
    }

    /// The row as a recorded act.
    fn act(&self) -> Vec<&str> {
        HEADER.iter().map(|name| self.get(name)).collect()
    }

    /// What must be answered: when, what, and of what is filled in, to which submission and mobile and
    /// with which code.
    fn expected(&self) -> [String; 5] {
        let (act, answer) = (self.get("act"), self.get("answer"));
        let what = match act {
            "receive" => format!("received {answer}"),
            "entry" | "resend" => format!("{act} {answer}"),
            _ => answer.to_owned(),
        };
        let code = if self.is_act() { "" } else { self.get("code") };
        let submission = self.get("submission");
        [
            self.get("time"),
            &what,
            submission,
            self.get("mobile"),
            code,
        ]
        .map(str::to_owned)
    }

    /// The answer as far as the row says anything of it.
    fn answered(&self, answer: &Answer) -> [String; 5] {
        let [_, what, submission, mobile, code] = self.expected();
        let (event, detail) = answer.event();
        let mut told = format!("{event} {detail}").trim_end().to_owned();
        if what.contains(" from ") {
            let sender = answer.mobile.map_or("", |mobile| mobile.carrier().sender());
            told += " from ";
            told += if sender.is_empty() { "nowhere" } else { sender };
        }
        let only = |expected: String, told: String| match expected.is_empty() {
            true => expected,
            false => told,
        };
        let digits = match answer.answered {
            Answered::CodeSent { digits, .. } => format!("{digits:06}"),
            _ => String::new(),
        };
        let number = answer.mobile.map_or_else(String::new, |m| m.to_string());
        [
            answer.at.to_string(),
            told,
            only(submission, answer.submission.unwrap_or("").to_owned()),
            only(mobile, number),
            only(code, digits),
        ]
    }
}

/// What is wrong with a case, told with file and line.
fn wrong(file: &str, rows: &[Row]) -> Option<String> {
    let first = rows.first()?;
    let place = |row: &Row| format!("{file}:{}: case \"{}\"", row.line, row.get("case"));
    let rules = match rules_of(first.get("rules")) {
        Ok(rules) => rules,
        Err(fault) => return Some(format!("{}: rules: {fault}", place(first))),
    };
    let acts: Vec<&Row> = rows.iter().filter(|row| row.is_act()).collect();
    let mut record = csv::Writer::from_writer(Vec::new());
    record.write_record(HEADER).unwrap();
    for act in &acts {
        record.write_record(act.act()).unwrap();
    }
    let record = record.into_inner().unwrap();
    let acts = match Acts::parse("acts", &record, &rules) {
        Ok(acts) => acts,
        Err(faults) => return Some(format!("{}: {faults}", place(first))),
    };
    let answers = match replay(&acts, &rules) {
        Ok(answers) => answers,
        Err(faults) => return Some(format!("{}: {faults}", place(first))),
    };
    for (number, row) in rows.iter().enumerate() {
        let expected = row.expected();
        let answered = match answers.get(number) {
            Some(answer) => row.answered(answer),
            None => [(); 5].map(|()| "nothing".to_owned()),
        };
        if expected != answered {
            let told = |what: [String; 5]| what.join(" ").trim_end().to_owned();
            let (expected, answered) = (told(expected), told(answered));
            let (place, says) = (place(row), row.get("says"));
            return Some(format!(
                "{place}\n  expected {expected}\n  answered {answered}\n  the rule: {says}"
            ));
        }
    }
    None
}

/// The rules with levers set as in a scenario's section `[rules]`, with semicolons between them.
fn rules_of(levers: &str) -> Result<RulesAlone, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.toml");
    let lines = levers.split(';').map(str::trim).collect::<Vec<_>>();
    let scenario = format!(
        "based_on = \"baseline.toml\"\n[rules]\n{}\n",
        lines.join("\n")
    );
    fs::write(&file, scenario).unwrap();
    rules_alone(&file).map_err(|faults| faults.to_string())
}

/// The cases of a file.
fn cases(file: &Path) -> Vec<Vec<Row>> {
    let name = file.display();
    let mut reader = csv::Reader::from_path(file).unwrap();
    assert_eq!(
        reader.headers().unwrap(),
        &columns()[..],
        "{name}: its header"
    );
    let rows = reader.records().map(|record| {
        let fields = record.unwrap_or_else(|error| panic!("{name}: {error}"));
        let line = fields.position().map_or(0, csv::Position::line);
        Row { line, fields }
    });
    let mut cases: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        match cases.last_mut() {
            Some(case) if case[0].get("case") == row.get("case") => case.push(row),
            _ => cases.push(vec![row]),
        }
    }
    cases
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let csv = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "csv");
    let mut files: Vec<PathBuf> = entries.filter(csv).collect();
    files.sort();
    files
}

#[test]
fn every_case_is_answered_as_the_rule_says() {
    let mut faults = Vec::new();
    let mut counted = Vec::new();
    for file in files() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let cases = cases(&file);
        for case in &cases {
            faults.extend(wrong(&format!("tests/cases/{name}"), case));
            if case.iter().all(|row| row.get("says").is_empty()) {
                let line = case[0].line;
                faults.push(format!("tests/cases/{name}:{line}: no row says which rule"));
            }
        }
        counted.push(format!("{} {}", name.trim_end_matches(".csv"), cases.len()));
    }
    println!("cases: {}", counted.join(", "));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_case_that_is_answered_otherwise_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("R.csv");
    let header = columns().join(",");
    let receive =
        "a,,2019-03-04T10:00:00,receive,zj,s,new_website,,,,13812345678,123456,,,,,check,";
    let sent = "a,,2019-03-04T10:06:00,system,zj,s,,,,,,,13812345678,,,,code_sent first,5 minutes";
    fs::write(&file, format!("{header}\n{receive}\n{sent}\n")).unwrap();
    let expected = "R.csv:3: case \"a\"\n  \
        expected 2019-03-04T10:06:00 code_sent first s 13812345678\n  \
        answered 2019-03-04T10:05:00 code_sent first s 13812345678\n  \
        the rule: 5 minutes";
    assert_eq!(wrong("R.csv", &cases(&file)[0]).as_deref(), Some(expected));
}
