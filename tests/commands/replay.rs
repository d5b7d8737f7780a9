//! The `replay` command: recorded acts with their answers, faults in them, where answers go.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use beian_sim::replay::HEADER;

/// Runs `beian-sim replay` in a folder.
fn replay(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian-sim"));
    let command = command.arg("replay").args(args).current_dir(folder);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The error lines of a refused record, without the lines that show the place in the file.
fn faults(rows: &str) -> Vec<String> {
    refused(format!("{}\n{rows}", HEADER.join(",")).as_bytes())
}

fn refused(record: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("acts.csv"), record).unwrap();
    let output = replay(folder.path(), &["acts.csv", "--out", "answers.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let names = fs::read_dir(folder.path()).unwrap();
    assert_eq!(names.count(), 1, "nothing is written");
    let errors = text(&output.stderr).lines();
    errors
        .filter_map(|line| line.strip_prefix("error: "))
        .map(str::to_owned)
        .collect()
}

#[track_caller]
fn says(faults: &[String], expected: &[&str]) {
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
    for (fault, expected) in faults.iter().zip(expected) {
        assert!(
            fault.starts_with(expected),
            "{fault:?}\n is not\n{expected:?} …"
        );
    }
}

#[test]
fn recorded_acts_get_their_answers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/replay");
    for name in ["one_filing", "every_code", "returned", "limits"] {
        let (acts, scenario) = (format!("{name}.csv"), format!("{name}.toml"));
        let mut args = vec![&acts[..]];
        if folder.join(&scenario).exists() {
            args.extend(["--scenario", &scenario]);
        }
        let output = replay(&folder, &args);
        assert_eq!(text(&output.stderr), "");
        let expected = fs::read_to_string(folder.join(format!("{name}.answers.csv"))).unwrap();
        assert_eq!(text(&output.stdout), expected, "{name}");
    }
}

#[test]
fn every_fault_of_every_row_is_told_with_its_place() {
    let rows = "\
2019-03-04T10:00:00,recieve,zj,s,new_filing,,,,,,,,,
2019-03-04T10:00:00,receive,zhejiang,s,new_filling,,1381234567,12345Y,x,y,,,,

2019-03-04T09:59:59.999,entry,,,,,,,,,14112345678,12345,@frist,yes
2019-03-04 10:00:00,resend,zj,,,,,,,,,,,
2019-03-04T10:00:00,receive,zj,s
2019-03-04T10:00:00,,zj,s,new_website,,,,,,,,,
";
    let place = |line: usize, column: usize, field: &str, message: &str| {
        format!("acts.csv:{line}:{column}: {field}: {message}")
    };
    let expected = [
        place(
            2,
            21,
            "act",
            "\"recieve\" is none of receive, entry, resend; did you mean receive?",
        ),
        place(3, 29, "province", "\"zhejiang\" is none of bj, tj,"),
        place(
            3,
            40,
            "filing_type",
            "\"new_filling\" is none of new_filing, ",
        ),
        place(
            3,
            53,
            "entity_mobile",
            "'1381234567' is no mobile number of eleven digits",
        ),
        place(
            3,
            64,
            "entity_certificate",
            "\"12345Y\" is not the last six",
        ),
        place(3, 71, "website_mobile", "'x' is no mobile"),
        place(3, 73, "website_certificate", "\"y\" is not the last six"),
        place(
            5,
            1,
            "time",
            "2019-03-04T09:59:59.999 is earlier than 2019-03-04T10:00:00 in line 3",
        ),
        place(5, 31, "province", "missing; expected the two letters"),
        place(
            5,
            39,
            "mobile",
            "'14112345678' begins with 141, which is no mobile segment",
        ),
        place(5, 51, "certificate", "\"12345\" is not the last six"),
        place(5, 57, "code", "\"@frist\" is none of six digits, @first"),
        place(5, 64, "graphic", "\"yes\" is none of ok, failed"),
        place(
            6,
            1,
            "time",
            "\"2019-03-04 10:00:00\" is not Beijing time such as",
        ),
        place(
            6,
            38,
            "mobile",
            "missing; expected a mobile number of eleven digits",
        ),
        place(6, 39, "certificate", "missing; expected the last six"),
        place(6, 41, "graphic", "missing; expected ok, failed"),
        "acts.csv:7:1: 4 fields where 14 are expected".to_owned(),
        place(8, 21, "act", "missing; expected receive, entry, resend"),
    ];
    says(&faults(rows), &expected.each_ref().map(|e| &e[..]));
}

#[test]
fn a_receipt_needs_what_the_rules_look_at_and_no_more() {
    let rows = "\
2019-03-04T10:00:00,receive,zj,a,new_filing,,,,,,,,,
2019-03-04T10:00:00,receive,zj,b,change,,13812345678,123456,,,,,,
2019-03-04T10:00:00,receive,zj,c,change,website,13812345678,123456,,,,,,
2019-03-04T10:00:00,receive,zj,,new_website,,,,13812345678,,,,,
2019-03-04T10:00:00,receive,zj,d,new_filing,,13812345678,123456,13812345678,,,,,
2019-03-04T10:00:00,receive,zj,e,cancel_website,,,,,,,,,
2019-03-04T10:00:00,receive,gd,f,new_filing,,,,,,,,,
2019-03-04T10:00:00,receive,zj,g,new_website,whatever,,,18912345678,123456,,,,
";
    let expected = [
        "acts.csv:2:46: entity_mobile: missing",
        "acts.csv:2:47: entity_certificate: missing",
        "acts.csv:2:48: website_mobile: missing",
        "acts.csv:2:49: website_certificate: missing",
        "acts.csv:3:41: changes: missing",
        "acts.csv:4:68: website_mobile: missing",
        "acts.csv:4:69: website_certificate: missing",
        "acts.csv:5:32: submission: missing",
        "acts.csv:5:60: website_certificate: missing",
        "acts.csv:9:46: changes: \"whatever\" is none of entity, website, both",
    ];
    says(&faults(rows), &expected);
}

#[test]
fn fields_that_an_act_does_not_use_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "\
2019-03-04T10:00:00,receive,zj,a,new_website,,,,13812345678,123456,?,?,?,?
2019-03-04T10:06:00,entry,zj,a,new,?,?,?,?,?,13812345678,123456,@first,ok
2019-03-04T10:07:00,resend,zj,a,new,?,?,?,?,?,13812345678,123456,?,ok
";
    let record = format!(
        "\u{feff}{}\r\n{}",
        HEADER.join(","),
        rows.replace('\n', "\r\n")
    );
    fs::write(folder.path().join("acts.csv"), record).unwrap();
    let output = replay(folder.path(), &["acts.csv", "--quiet"]);
    assert_eq!(text(&output.stderr), "");
    assert!(text(&output.stdout).contains("a,,complete,,,\n"));
}

#[test]
fn all_receipts_of_open_checks_are_told() {
    let receive = |time: &str| {
        format!("2019-03-{time},receive,zj,=a,new_website,,,,13812345678,123456,,,,\n")
    };
    let times = [
        "04T10:00:00",
        "04T10:00:00",
        "06T10:04:59.999",
        "06T10:05:00",
    ];
    let expected = [
        "acts.csv:3:32: submission: =a is received while its check is still open",
        "acts.csv:4:36: submission: =a is received while its check is still open",
    ];
    says(&faults(&times.map(receive).concat()), &expected);
}

#[test]
fn the_header_is_as_it_should_be_or_said_to_be() {
    let header = HEADER.join(",");
    let of = |record: &str| refused(record.as_bytes());
    says(
        &of(""),
        &["acts.csv:1:1: the file is empty; its header is time,act"],
    );
    says(&of("\n \n"), &["acts.csv:1:1: the file is empty"]);
    let column = |place: usize, what: &str| format!("acts.csv:1:{place}: column {what}");
    let wrong = header.replace("filing_type", "type");
    says(
        &of(&wrong),
        &[&column(30, "5 of the header is \"type\", not filing_type")],
    );
    let short = header.replace(",code,graphic", "");
    says(
        &of(&short),
        &[&column(1, "13 of the header, \"code\", is missing")],
    );
    let long = format!("{header},note");
    says(
        &of(&long),
        &[&column(150, "15 of the header, \"note\", is one too many")],
    );
    let semicolons = header.replace(',', ";");
    says(
        &of(&semicolons),
        &[&column(1, "1 of the header is \"time;act;")],
    );
    let no_header = "2019-03-04T10:00:00,resend,zj,,,,,,,,13812345678,123456,,ok";
    says(
        &of(no_header),
        &[&column(
            1,
            "1 of the header is \"2019-03-04T10:00:00\", not time",
        )],
    );
}

#[test]
fn text_that_is_not_utf8_is_told_with_its_place() {
    let mut record = HEADER.join(",").into_bytes();
    record.extend(b"\n2019-03-04T10:00:00,receive,zj,\xd5\xe3,new_website,,,,x,123456,,,,\n");
    let expected = [
        "acts.csv:2:32: is not UTF-8 text from here on",
        "acts.csv:2:50: website_mobile: 'x' is no mobile number",
    ];
    says(&refused(&record), &expected);
    let utf16: Vec<u8> = "\u{feff}time,act"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    says(&refused(&utf16)[..1], &["acts.csv:1:1: is not UTF-8 text"]);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let refused = |args: &[&str], expected: &str| {
        let output = replay(path, args);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(expected), "{output:?}");
    };
    refused(&["nowhere.csv"], "error: nowhere.csv: cannot be read");
    fs::write(path.join("acts.csv"), HEADER.join(",")).unwrap();
    refused(
        &["acts.csv", "--scenario", "x.toml"],
        "error: x.toml: cannot be read",
    );
    refused(&["acts.csv", "--out", "."], "is a folder, not a file");
    refused(
        &["acts.csv", "--out", "./acts.csv"],
        "would replace an input",
    );
    fs::write(path.join("s.toml"), "[rules]\nwindw = \"3h\"\n").unwrap();
    refused(
        &["acts.csv", "--scenario", "s.toml"],
        "s.toml:2:9: rules.windw",
    );
    assert_eq!(
        fs::read_to_string(path.join("acts.csv")).unwrap(),
        HEADER.join(",")
    );
}

/// A record of `n` new websites, each with its own leader.
fn many(n: usize) -> String {
    let rows = (0..n).map(|n| {
        format!("2019-03-04T10:00:00,receive,zj,s{n},new_website,,,,138{n:08},123456,,,,\n")
    });
    format!("{}\n{}", HEADER.join(","), rows.collect::<String>())
}

#[test]
fn answers_go_to_a_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("acts.csv"), many(3)).unwrap();
    let to_standard_output = replay(path, &["acts.csv"]).stdout;
    assert_eq!(
        to_standard_output.len(),
        replay(path, &["acts.csv", "--quiet"]).stdout.len()
    );
    // Folders are made, and what is there is replaced where that is asked for.
    let to_file = ["acts.csv", "--out", "new/answers.csv"];
    let forced = [&to_file[..], &["--force"]].concat();
    for arguments in [&to_file[..], &forced] {
        let output = replay(path, arguments);
        assert_eq!(output.status.code(), Some(0));
        let message = "12 answers in new/answers.csv\n";
        assert_eq!((text(&output.stderr), text(&output.stdout)), (message, ""));
        assert_eq!(
            fs::read(path.join("new/answers.csv")).unwrap(),
            to_standard_output
        );
        assert_eq!(fs::read_dir(path.join("new")).unwrap().count(), 1);
    }
    let quiet = replay(path, &[&forced[..], &["--quiet"]].concat());
    assert!(quiet.stderr.is_empty());
}

#[test]
#[cfg(unix)]
fn a_file_of_answers_can_be_read_by_others_and_a_device_stays_one() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("acts.csv"), many(1)).unwrap();
    replay(path, &["acts.csv", "--out", "answers.csv"]);
    let mode = |name: &str| fs::metadata(path.join(name)).unwrap().permissions().mode();
    assert_eq!(mode("answers.csv"), mode("acts.csv"));
    let output = replay(path, &["acts.csv", "--out", "/dev/null"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        fs::metadata("/dev/null")
            .unwrap()
            .file_type()
            .is_char_device()
    );
    if Path::new("/dev/full").exists() {
        let output = replay(path, &["acts.csv", "--out", "/dev/full"]);
        assert_eq!(output.status.code(), Some(3));
        assert!(text(&output.stderr).contains("cannot write to /dev/full"));
    }
}

#[test]
fn json_has_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("acts.csv"), many(2)).unwrap();
    let csv = replay(path, &["acts.csv"]).stdout;
    let json = replay(path, &["acts.csv", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let mut reader = csv::Reader::from_reader(&csv[..]);
    let columns = reader.headers().unwrap().clone();
    for (row, object) in reader.records().zip(json.as_array().unwrap()) {
        let row = row.unwrap();
        for (column, value) in columns.iter().zip(row.iter()) {
            assert_eq!(object[column], value);
        }
    }
    fs::write(path.join("none.csv"), HEADER.join(",")).unwrap();
    assert_eq!(text(&replay(path, &["none.csv", "--json"]).stdout), "[]\n");
    assert_eq!(text(&replay(path, &["none.csv"]).stdout).lines().count(), 1);
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("acts.csv"), many(5_000)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian-sim"));
    let command = command
        .args(["replay", "acts.csv"])
        .current_dir(folder.path());
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut first).unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!(first, "time,submission,mobile,event,detail,code,sender\n");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

#[test]
fn the_same_acts_get_the_same_codes_and_another_seed_gives_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("acts.csv"), many(20)).unwrap();
    fs::write(
        path.join("seed.toml"),
        "based_on = \"baseline.toml\"\n[run]\nseed = 5\n",
    )
    .unwrap();
    let one = replay(path, &["acts.csv"]).stdout;
    assert_eq!(replay(path, &["acts.csv", "--threads", "2"]).stdout, one);
    assert_ne!(
        replay(path, &["acts.csv", "--scenario", "seed.toml"]).stdout,
        one
    );
}

#[test]
fn only_what_the_scenario_sets_replaces_the_rules_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("acts.csv"), many(1)).unwrap();
    let second_line = |scenario: Option<&str>| {
        let mut args = vec!["acts.csv"];
        if let Some(text) = scenario {
            fs::write(path.join("baseline.toml"), text).unwrap();
            args.extend(["--scenario", "baseline.toml"]);
        }
        let output = replay(path, &args);
        assert_eq!(text(&output.stderr), "");
        text(&output.stdout).lines().nth(2).unwrap()[..19].to_owned()
    };
    assert_eq!(second_line(None), "2019-03-04T10:05:00");
    // The baseline's first codes are drawn; a scenario on it that does not set them has 5 minutes.
    let noon = "based_on = \"baseline.toml\"\n[rules]\nautomatic_resend_at = \"12:00\"\n";
    fs::write(path.join("noon.toml"), noon).unwrap();
    let scenario = ["acts.csv", "--scenario", "noon.toml"];
    let lines = replay(path, &scenario).stdout;
    assert!(text(&lines).contains("2019-03-04T10:05:00,s0,13800000000,code_sent,first"));
    assert!(text(&lines).contains("2019-03-05T12:00:00,s0,13800000000,code_sent,automatic"));
    // A baseline that is itself the scenario is used.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let baseline = fs::read_to_string(root.join("scenarios/baseline.toml")).unwrap();
    assert_ne!(second_line(Some(&baseline)), "2019-03-04T10:05:00");
}

#[test]
fn many_faults_are_counted_and_the_first_are_shown() {
    let faults = faults(&"x,resend,zj,,,,,,,,13812345678,123456,,ok\n".repeat(300));
    assert_eq!(faults.len(), 21);
    assert_eq!(faults[20], "and 280 more faults");
}
