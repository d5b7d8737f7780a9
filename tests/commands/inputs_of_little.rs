//! `inputs` of what is no record, of little, and of what says less or more than an event log of the program.

use std::fs;

use crate::recorded::{Row, figures};
use crate::runner::{done, refused, say, small, write};
use tempfile::TempDir;

/// What the program says of a record that is none.
#[track_caller]
fn refuses(folder: &TempDir, name: &str, says: &[&str]) {
    let said = refused(folder, &["inputs", name, "--out", "i"]);
    for part in says {
        assert!(said.error.contains(part), "{part} in {}", said.error);
    }
    assert!(!folder.path().join("i").exists());
}

#[test]
fn what_is_no_record_is_refused() {
    let folder = small("");
    done(
        &folder,
        &[
            "run", "x.toml", "--events", "e.csv", "--out", "r", "--quiet",
        ],
    );
    let log = fs::read_to_string(folder.path().join("e.csv")).unwrap();
    let lines: Vec<&str> = log.lines().take(60).collect();
    let changed = |line: usize, from: &str, to: &str| {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        assert!(lines[line].contains(from), "{}", lines[line]);
        lines[line] = lines[line].replacen(from, to, 1);
        lines.join("\n") + "\n"
    };
    refuses(&folder, "nothing.csv", &["nothing.csv: cannot be read: "]);
    refuses(
        &folder,
        "r",
        &["r: cannot be read: is a folder, not a file"],
    );
    write(&folder, "empty.csv", "");
    refuses(&folder, "empty.csv", &["empty.csv: is no event log"]);
    write(&folder, "header.csv", format!("{}\n", lines[0]));
    refuses(
        &folder,
        "header.csv",
        &["header.csv: has a header and no events"],
    );
    write(&folder, "other.csv", "a,b\n1,2\n");
    refuses(
        &folder,
        "other.csv",
        &["other.csv: is no event log (it has no column case:concept:name,"],
    );
    write(&folder, "missing.csv", changed(0, ",carrier,", ",carier,"));
    refuses(
        &folder,
        "missing.csv",
        &["an event log needs the column carrier; did you mean carier? (there are: "],
    );
    write(&folder, "time.csv", changed(3, "2019-03-", "2019-13-"));
    refuses(&folder, "time.csv", &["time.csv:4:", "time:timestamp: "]);
    write(&folder, "province.csv", changed(5, ",zj,", ",zk,"));
    refuses(
        &folder,
        "province.csv",
        &[
            "province.csv:6:",
            "province: no province \"zk\"",
            "there are: bj, ",
        ],
    );
    write(&folder, "fields.csv", changed(7, ",zj,", ",zj,zj,"));
    refuses(
        &folder,
        "fields.csv",
        &["fields.csv: line 8 has 14 fields where the header has 13"],
    );
    write(
        &folder,
        "bytes.csv",
        b"case:concept:name,concept:name\xff\n".as_slice(),
    );
    refuses(
        &folder,
        "bytes.csv",
        &["bytes.csv: line 1 is not UTF-8 text"],
    );
    let arrivals = log
        .lines()
        .filter(|line| line.contains("hands in") || line.starts_with("case"));
    let strange: String = arrivals
        .take(20)
        .map(|line| line.replace("hands in the filing", "does a dance") + "\n")
        .collect();
    write(&folder, "strange.csv", strange);
    refuses(
        &folder,
        "strange.csv",
        &["none of its 19 events is one that an event log has (the first is \"does a dance\")"],
    );
    write(&folder, "broken.parquet", b"PAR1 and no more".as_slice());
    refuses(
        &folder,
        "broken.parquet",
        &["broken.parquet: is no Parquet file that can be read"],
    );
    write(
        &folder,
        "broken.csv.zst",
        b"\x28\xb5\x2f\xfd and no more".as_slice(),
    );
    refuses(&folder, "broken.csv.zst", &["broken.csv.zst: "]);
    let mut backwards: Vec<&str> = log
        .lines()
        .filter(|line| line.starts_with("r1-zj-000001,"))
        .collect();
    backwards.reverse();
    write(
        &folder,
        "backwards.csv",
        format!("{}\n{}\n", lines[0], backwards.join("\n")),
    );
    refuses(
        &folder,
        "backwards.csv",
        &[
            "backwards.csv:6:32: time:timestamp: ",
            "is earlier than",
            "the event before of r1-zj-000001",
        ],
    );
    write(&folder, "dated.toml", "arrivals.file = \"a.csv\"");
    write(
        &folder,
        "a.csv",
        "time,province,type\n2019-03-12T10:00:00,zj,\n",
    );
    let said = refused(
        &folder,
        &["inputs", "e.csv", "--base", "dated.toml", "--out", "i"],
    );
    assert!(
        said.error.contains("its arrivals come from a file"),
        "{}",
        said.error
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_at_once() {
    let folder = small("");
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
    refuses(
        &folder,
        "pipe",
        &["pipe: cannot be read: is a pipe, not a file"],
    );
}

#[test]
fn little_is_told_as_little() {
    let folder = small("");
    let few = [
        "run",
        "x.toml",
        "--set",
        "arrivals.filings_per_day=2",
        "--set",
        "arrivals.province_share={ xz = 1.0 }",
    ];
    done(
        &folder,
        &[
            &few[..],
            &[
                "--replications",
                "1",
                "--events",
                "e.csv",
                "--out",
                "r",
                "--quiet",
            ],
        ]
        .concat(),
    );
    let said = say(&folder, &["inputs", "e.csv", "--out", "i"]);
    assert_eq!(said.code, Some(0), "{}", said.error);
    assert!(said.error.contains("warning: only "), "{}", said.error);
    assert!(
        said.error.contains("all filings are of xz (Tibet)"),
        "{}",
        said.error
    );
    assert!(
        said.out.contains("observed; at least 20 are needed"),
        "{}",
        said.out
    );
    let text = fs::read_to_string(folder.path().join("i/inputs.toml")).unwrap();
    assert!(
        text.contains("arrivals.province_share = { xz = 1 }"),
        "{text}"
    );
    assert!(!text.contains("arrivals.filings_per_day"), "{text}");
    done(
        &folder,
        &[
            "run",
            "i/inputs.toml",
            "--replications",
            "1",
            "--set",
            "run.warm_up=0d",
            "--out",
            "again",
            "--quiet",
        ],
    );
}

#[test]
fn a_log_that_was_recorded_elsewhere_may_say_less() {
    let folder = small("");
    done(
        &folder,
        &[
            "run",
            "x.toml",
            "--events",
            "e.csv",
            "--out",
            "r",
            "--quiet",
            "--replications",
            "1",
        ],
    );
    // Only what systems see: no plans, no thoughts, no details, and an activity of one's own.
    let inner = [
        "will visit",
        "would visit",
        "ignores",
        "has no code",
        "has mobile",
    ];
    let mut reader = csv::Reader::from_path(folder.path().join("e.csv")).unwrap();
    let mut text =
        "case:concept:name,time:timestamp,concept:name,province,type,submission,leader,carrier\n"
            .to_owned();
    for row in reader.deserialize() {
        let row: Row = row.unwrap();
        let activity = &row["concept:name"];
        if inner.iter().any(|words| activity.contains(words)) && !activity.contains("has mobile") {
            continue;
        }
        let at = &row["time:timestamp"];
        let [case, province, kind, submission, leader, carrier] = [
            "case:concept:name",
            "province",
            "type",
            "submission",
            "leader",
            "carrier",
        ]
        .map(|name| row[name].as_str());
        text += &format!(
            "{case},{at},\"{activity}\",{province},{kind},{submission},{leader},{carrier}\n"
        );
    }
    text += "r1-zj-000001,2019-09-30T10:00:00+08:00,is archived,zj,new_filing,1,,\n";
    write(&folder, "seen.csv", text);
    let said = say(&folder, &["inputs", "seen.csv", "--out", "i"]);
    assert_eq!(said.code, Some(0), "{}", said.error);
    assert!(
        said.error
            .contains("1 events are none that an event log has, such as \"is archived\""),
        "{}",
        said.error
    );
    let found = figures(&folder, "i");
    let there = |field: &str| found.keys().any(|(known, _)| known == field);
    for field in [
        "provider.review",
        "carriers.mobile.delay",
        "carriers.mobile.loss",
        "people.slip.graphic",
        "rules.window",
        "authority.audit",
    ] {
        assert!(there(field), "{field}");
    }
    for field in [
        "people.act_promptly",
        "people.responds.attentive",
        "people.expecting",
        "handsets.intercepting",
        "people.acts_at_work",
    ] {
        assert!(!there(field), "{field}");
    }
}

#[test]
fn what_a_base_has_of_its_own_is_not_counted_twice() {
    let folder = small("");
    let own = "based_on = 'x.toml'\n[[segments]]\nname = 'a'\nshare = 0.5\npeople = { prompt = 0.9 }\n[[segments]]\nname = 'b'\nshare = 0.5\n\
               [[outages]]\nwhat = 'page'\nfrom = '2d'\nto = '3d'\n[[arrivals.surges]]\nfrom = '1d'\nto = '2d'\nfactor = 2.0\n\
               [province.zj]\nprovider = { review = '3h' }\n";
    write(&folder, "own.toml", own);
    done(
        &folder,
        &[
            "run", "own.toml", "--events", "e.csv", "--out", "r", "--quiet",
        ],
    );
    let said = say(
        &folder,
        &["inputs", "e.csv", "--base", "own.toml", "--out", "i"],
    );
    assert_eq!(said.code, Some(0), "{}", said.error);
    assert!(
        said.error
            .contains("where they stay, such as province.zj.provider.review"),
        "{}",
        said.error
    );
    let text = fs::read_to_string(folder.path().join("i/inputs.toml")).unwrap();
    for list in ["segments = []", "outages = []", "arrivals.surges = []"] {
        assert!(text.contains(&format!("\n{list}")), "{list} in {text}");
    }
    done(&folder, &["validate", "i/inputs.toml"]);
}
