//! The event log: its columns and forms, and that it says what the run counts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::runner::{done, say, small, tables};
use beian_sim::event_log::EVENT_COLUMNS;
use beian_sim::rules::Province;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use tempfile::TempDir;

/// Enough trouble that everything happens that can.
const TROUBLED: &str = "gateway = { messages_per_minute = 0.5 }
authority = { auditors = 3 }
[handsets]
intercepting = 0.2
out_of_coverage = 0.2
deleted = 0.1
[people]
wrong_certificate = 0.3
sees_mistake = 0.1
[resubmission]
after_timeout = 0.6
[provider]
reminder_reach = 0.5
[[outages]]
what = \"page\"
from = 2019-03-13T08:00:00
to = 2019-03-13T20:00:00
[[segments]]
name = \"=1+1, \\\"quoted\\\"\"
share = 0.5
[[segments]]
name = \"others\"
share = 0.5
";

type Row = BTreeMap<String, String>;

/// Runs `x.toml` with an event log `name`, quietly.
fn log(folder: &TempDir, name: &str, more: &[&str]) {
    let run = ["run", "x.toml", "--force", "--quiet", "--events", name];
    done(folder, &[&run[..], more].concat());
}

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// The folder of a troubled run, with its log in CSV.
fn troubled() -> (TempDir, Vec<Row>) {
    let folder = small(TROUBLED);
    log(&folder, "x.csv", &["--out", "r"]);
    let rows = rows(&folder.path().join("x.csv"));
    (folder, rows)
}

#[test]
fn the_columns_are_those_that_process_mining_reads() {
    let (folder, rows) = troubled();
    let text = fs::read_to_string(folder.path().join("x.csv")).unwrap();
    let header = text.lines().next().unwrap();
    assert!(
        header.starts_with("case:concept:name,concept:name,time:timestamp,org:resource,"),
        "{header}"
    );
    let names: Vec<&str> = EVENT_COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(header, names.join(","));
    assert!(rows.len() > 10_000, "{}", rows.len());
    let values =
        |column: &str| -> BTreeSet<&str> { rows.iter().map(|row| row[column].as_str()).collect() };
    assert_eq!(values("counted"), BTreeSet::from(["true", "false"]));
    assert_eq!(values("replication"), BTreeSet::from(["1", "2"]));
    for code in values("province") {
        assert!(Province::from_code(code).is_some(), "{code}");
    }
    assert_eq!(values("type").len(), 7);
    assert_eq!(values("leader"), BTreeSet::from(["", "entity", "website"]));
    assert_eq!(
        values("carrier"),
        BTreeSet::from(["", "telecom", "unicom", "mobile", "mvno"])
    );
    assert_eq!(values("org:resource").len(), 9);
    let rules = values("rule");
    for rule in ["", "R3, R4", "R8", "R13", "R14", "R15", "R20", "R21", "R24"] {
        assert!(rules.contains(rule), "no {rule:?} in {rules:?}");
    }
    for row in &rows {
        let stamp = &row["time:timestamp"];
        let (time, zone) = stamp.split_at(23);
        assert_eq!(zone, "+08:00", "{stamp}");
        time.parse::<jiff::civil::DateTime>().unwrap();
        let case = &row["case:concept:name"];
        let start = format!("r{}-{}-", row["replication"], row["province"]);
        let number = case.strip_prefix(&start).unwrap();
        assert!(
            number.len() == 6 && number.parse::<u32>().unwrap() > 0,
            "{case}"
        );
    }
}

#[test]
fn no_cell_is_a_formula() {
    let (_, rows) = troubled();
    let named = "segment =1+1, \"quoted\"";
    assert!(rows.iter().any(|row| row["detail"] == named));
    for row in rows {
        for (column, cell) in &row {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{column}: {cell}");
        }
    }
}

#[test]
fn a_case_goes_forward_in_time_and_through_its_submissions() {
    let (_, rows) = troubled();
    let mut last: BTreeMap<&str, &Row> = BTreeMap::new();
    let mut replication = 1;
    for row in &rows {
        let case = row["case:concept:name"].as_str();
        match last.insert(case, row) {
            // The stamps are of one length and zone: their text is in the order of time.
            Some(before) => assert!(before["time:timestamp"] <= row["time:timestamp"], "{case}"),
            None => assert_eq!(row["concept:name"], "hands in the filing", "{case}"),
        }
        let number: u32 = row["replication"].parse().unwrap();
        assert!(number >= replication);
        replication = number;
    }
    let ends = |row: &&&Row| ["accepts the filing", "gives up"].contains(&&*row["concept:name"]);
    let ended = rows.iter().collect::<Vec<_>>().iter().filter(ends).count();
    assert_eq!(ended, last.len(), "every filing ends once");
}

/// What of the log a table's group counts.
fn in_group(row: &Row, by: &str, group: &str) -> bool {
    let of = match by {
        "nation" => return true,
        "province" => &row["province"],
        "filing_type" => &row["type"],
        "carrier" => &row["carrier"],
        _ => unreachable!("{by}"),
    };
    of == group
}

#[test]
fn the_log_has_every_message_that_the_run_counts() {
    let (folder, rows) = troubled();
    let counted: Vec<&Row> = rows.iter().filter(|row| row["counted"] == "true").collect();
    let mut compared = 0;
    for table in self::rows(&folder.path().join("r/messages.csv")) {
        let cause = &table["cause"];
        let activity = match table["fate"].as_str() {
            "queued" => format!("queues the {cause} message"),
            "sent" => format!("sends the {cause} code"),
            "withdrawn" => format!("the {cause} message is withdrawn"),
            "kept" => format!("the {cause} message is kept"),
            "intercepted" => format!("the {cause} message is intercepted"),
            "deleted" => format!("the {cause} message is deleted by accident"),
            "lost" => format!("the {cause} message is lost"),
            _ => continue,
        };
        let (by, group) = (table["group_by"].as_str(), table["group"].as_str());
        if by == "segment" {
            continue;
        }
        let said = counted
            .iter()
            .filter(|row| row["concept:name"] == activity && in_group(row, by, group));
        assert_eq!(
            said.count().to_string(),
            table["messages"],
            "{by} {group}: {activity}"
        );
        compared += 1;
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn the_log_has_every_submission_return_and_act_that_the_run_counts() {
    let (folder, rows) = troubled();
    let counted = |activity: &str, rule: &str| {
        let is = |row: &&Row| {
            row["counted"] == "true"
                && row["concept:name"].starts_with(activity)
                && row["rule"].starts_with(rule)
        };
        rows.iter().filter(is).count() as f64
    };
    let table = |name: &str| self::rows(&folder.path().join("r").join(name));
    let of_nation = |row: &Row| row["group_by"] == "nation";
    let measures = table("measures.csv");
    let measure = |name: &str, column: &str| -> f64 {
        let mut found = measures
            .iter()
            .filter(|row| of_nation(row) && row["measure"] == name);
        found.next().unwrap()[column].parse().unwrap()
    };
    let replications = 2.0;
    let filings = measure("filings", "value") * replications;
    assert_eq!(counted("hands in", "R3"), filings);
    let submissions = measure("submissions", "value") * replications;
    assert_eq!(counted("receives submission", ""), submissions);
    let not_checked = measure("not_checked", "value") * replications;
    assert_eq!(counted("receives submission", "R8"), not_checked);
    assert_eq!(
        counted("gives up", ""),
        measure("given_up_rate", "numerator")
    );
    let complete = measure("success_rate", "numerator");
    assert_eq!(counted("has the check complete", "R24"), complete);
    for (reason, rule) in [("window_over", "R21"), ("wrong_certificate", "R20")] {
        let returned = table("reasons.csv")
            .into_iter()
            .filter(|row| of_nation(row) && row["submissions"] == "all" && row["reason"] == reason);
        let returned: f64 = returned
            .map(|row| row["returned"].parse::<f64>().unwrap())
            .sum();
        assert!(returned > 0.0);
        assert_eq!(
            counted("returns the submission", rule),
            returned,
            "{reason}"
        );
    }
    let entries = table("entries.csv");
    for row in entries.iter().filter(|row| of_nation(row)) {
        let answer = row["answer"].replace('_', " ");
        let (activity, rule) = match row["act"].as_str() {
            "entry" => {
                let answer = answer.replace("complete", "verified, check complete");
                (
                    format!("presses Verification: {answer}"),
                    format!("R18 row {}", row["row"]),
                )
            }
            _ => {
                let answer = answer.replace("no answer", "the page is down");
                (
                    format!("presses Sending Message: {answer}"),
                    "R15".to_owned(),
                )
            }
        };
        let said = counted(&activity, &rule);
        assert_eq!(said.to_string(), row["count"], "{activity} {rule}");
    }
}

#[test]
fn the_results_are_the_same_with_a_log_and_without() {
    let (folder, _) = troubled();
    done(&folder, &["run", "x.toml", "--out", "without", "--quiet"]);
    let (with, without) = (folder.path().join("r"), folder.path().join("without"));
    assert_eq!(tables(&with), tables(&without));
}

#[test]
fn compressed_csv_holds_the_bytes_of_csv() {
    let (folder, _) = troubled();
    log(&folder, "x.csv.zst", &[]);
    let compressed = fs::File::open(folder.path().join("x.csv.zst")).unwrap();
    // One frame: some readers stop after the first.
    let mut one = zstd::Decoder::new(compressed).unwrap().single_frame();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut one, &mut bytes).unwrap();
    let plain = fs::read(folder.path().join("x.csv")).unwrap();
    assert!(bytes == plain, "{} bytes for {}", bytes.len(), plain.len());
}

/// A cell of Parquet as CSV writes it.
fn as_csv(name: &str, field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Int(number) => number.to_string(),
        Field::Bool(truth) => truth.to_string(),
        Field::TimestampMillis(utc) => {
            let beijing = jiff::Timestamp::from_millisecond(*utc + 8 * 3_600_000).unwrap();
            beijing.strftime("%FT%T.%3f+08:00").to_string()
        }
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn parquet_holds_the_rows_of_csv() {
    let (folder, rows) = troubled();
    log(&folder, "x.parquet", &[]);
    let file = fs::File::open(folder.path().join("x.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let mut same = 0;
    for (record, row) in reader.get_row_iter(None).unwrap().zip(&rows) {
        let record = record.unwrap();
        let cells = record.get_column_iter();
        let cells: Row = cells
            .map(|(name, field)| (name.clone(), as_csv(name, field)))
            .collect();
        assert_eq!(&cells, row);
        same += 1;
    }
    assert_eq!(same, rows.len());
    let groups = reader.metadata().file_metadata().num_rows();
    assert_eq!(groups as usize, rows.len());
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let folder = small(TROUBLED);
    for ending in ["csv", "csv.zst", "parquet"] {
        let [one, many] = ["1", "7"].map(|threads| {
            let name = format!("t{threads}.{ending}");
            log(&folder, &name, &["--threads", threads]);
            fs::read(folder.path().join(name)).unwrap()
        });
        assert!(one.len() > 100_000, "{ending}: {}", one.len());
        assert!(one == many, "{ending}");
    }
}

#[test]
fn an_existing_file_is_replaced_only_when_asked() {
    let folder = small("");
    let path = folder.path().join("x.csv");
    fs::write(&path, "mine").unwrap();
    let said = say(&folder, &["run", "x.toml", "--events", "x.csv"]);
    assert_eq!(said.code, Some(2), "{}", said.error);
    assert!(said.error.contains("x.csv exists"), "{}", said.error);
    assert!(said.error.contains("--force"), "{}", said.error);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert!(
        !folder.path().join("results").exists(),
        "refused before the run"
    );
    log(&folder, "x.csv", &[]);
    assert!(!rows(&path).is_empty());
    fs::create_dir(folder.path().join("folder.csv")).unwrap();
    let said = say(
        &folder,
        &["run", "x.toml", "--force", "--events", "folder.csv"],
    );
    assert_eq!(said.code, Some(2), "{}", said.error);
    assert!(said.error.contains("is a folder"), "{}", said.error);
}

#[test]
fn an_ending_that_is_not_known_is_refused_before_the_run() {
    let folder = small("");
    for name in ["x.xes", "x", "csv", "x.csv.gz", "x.zst"] {
        let said = say(&folder, &["run", "x.toml", "--events", name]);
        assert_eq!(said.code, Some(2), "{name}: {}", said.error);
        let known = ".csv, .csv.zst or .parquet";
        assert!(said.error.contains(known), "{name}: {}", said.error);
        assert!(!folder.path().join("results").exists());
    }
}

#[test]
fn a_log_may_stand_among_the_results_and_leaves_nothing_else_behind() {
    let folder = small("");
    let run = [
        "run",
        "x.toml",
        "--quiet",
        "--out",
        "r/s",
        "--events",
        "r/s/log/x.csv",
    ];
    done(&folder, &run);
    let path = folder.path().join("r/s/log/x.csv");
    let first = fs::read(&path).unwrap();
    done(&folder, &[&run[..], &["--force", "--seed", "9"]].concat());
    assert_ne!(fs::read(&path).unwrap(), first);
    for place in [".", "r", "r/s/log"] {
        let entries = fs::read_dir(folder.path().join(place)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let hidden: Vec<String> = names.filter(|name| name.starts_with('.')).collect();
        assert!(hidden.is_empty(), "{place}: {hidden:?}");
    }
}

#[test]
fn what_cannot_be_written_is_said_before_the_run() {
    let folder = small("");
    fs::write(folder.path().join("file"), "").unwrap();
    let said = say(&folder, &["run", "x.toml", "--events", "file/x.csv"]);
    assert_eq!(said.code, Some(3), "{}", said.error);
    assert!(said.error.contains("/file: "), "{}", said.error);
    assert!(!folder.path().join("results").exists());
}
