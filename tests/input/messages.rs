//! Whatever a file holds, messages are short and harmless, and tell what is wrong once.
#![cfg(unix)]

use std::fs;
use std::time::{Duration, Instant};

use crate::runner::{ACTS_HEADER, done, refused, shell, small, write};

/// A scenario of some text, refused.
#[track_caller]
fn scenario(text: impl AsRef<[u8]>) -> String {
    let folder = small("");
    write(&folder, "y.toml", text);
    refused(&folder, &["validate", "y.toml"]).error
}

/// The lines that tell faults.
fn told(error: &str) -> Vec<&str> {
    let lines = error.lines();
    lines.filter(|line| line.starts_with("error: ")).collect()
}

#[test]
fn long_lines_and_names_make_short_messages() {
    for text in [
        format!("{} = 1", "k".repeat(65_536)),
        format!("{} = 1", "k".repeat(1_000_000)),
        format!("[people]\nprompt = \"{}\"", "v".repeat(5_000_000)),
        format!("[{}]\nprompt = 1", "k".repeat(100_000)),
        format!("title = \"{}\" x", "很".repeat(1_000_000)),
        format!("people.prompt = [{}]", "1,".repeat(1_000_000)),
        format!(
            "segments = [{{ name = \"{}\", shre = 1 }}]",
            "n".repeat(70_000)
        ),
        "x".repeat(5_000_000),
    ] {
        let error = scenario(&text);
        assert!(error.len() < 5_000, "{} bytes", error.len());
        let columns = |line: &str| unicode_width::UnicodeWidthStr::width(line);
        let excerpts = error.lines().filter(|line| !line.starts_with("error: "));
        assert!(
            excerpts.map(columns).all(|columns| columns <= 100),
            "{error}"
        );
    }
    let folder = small("arrivals.file = \"a.csv\"");
    let row = format!("{},zj,\n", "x".repeat(5_000_000));
    write(&folder, "x.toml", "arrivals.file = \"a.csv\"");
    write(
        &folder,
        "a.csv",
        format!("time,province,type\n{}", row.repeat(3)),
    );
    assert!(refused(&folder, &["validate", "x.toml"]).error.len() < 5_000);
    write(
        &folder,
        "acts.csv",
        format!("{ACTS_HEADER}{}", row.repeat(3)),
    );
    assert!(refused(&folder, &["replay", "acts.csv"]).error.len() < 5_000);
}

#[test]
fn the_place_stays_in_sight_in_a_long_line() {
    let holidays = "\"2019-01-01\", ".repeat(10_000);
    let error = scenario(format!("holidays = [{holidays}\"never\", {holidays}]"));
    let lines: Vec<&str> = error.lines().collect();
    let at = lines[3].chars().position(|c| c == '─').unwrap();
    let marked: String = lines[2].chars().skip(at).take(7).collect();
    assert_eq!(marked, "\"never\"");
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_it_is() {
    let folder = small("");
    let evil = "\u{1b}[31m\u{9b}2J\u{7}\u{202e}";
    let escapes = "\\u001b[31m\\u009b2J\\u0007\\u202e\\nerror: forged";
    let texts = [
        format!("\"{escapes}\" = 1"),
        format!("[people]\n\"{escapes}\" = 1"),
        format!("people.prompt = \"{escapes}\""),
        format!("people.notice.measured_in = \"{escapes}\""),
        format!("based_on = \"{escapes}\""),
        format!("segments = [{{ name = \"{escapes}\", share = 1 }}, {{ name = \"{escapes}\" }}]"),
        format!("# {evil}\npeople.prompt = 2\n# {evil}"),
        format!("title = {evil}"),
    ];
    let name = format!("{evil}\nforged.toml");
    for text in texts {
        write(&folder, &name, text);
        let error = refused(&folder, &["validate", &name]).error;
        let acted_on = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!error.contains(acted_on), "{error:?}");
        assert!(error.lines().all(|line| !line.starts_with("error: forged")));
        assert!(error.contains("\\u{1b}[31m"), "{error}");
    }
    for (file, text, command) in [
        ("x.toml", "arrivals.file = \"a.csv\"".to_owned(), "validate"),
        ("a.csv", format!("time,province,type\n{evil},zj,\n"), ""),
        (
            "acts.csv",
            format!("{ACTS_HEADER}{evil},resend{evil}\n"),
            "replay",
        ),
    ] {
        write(&folder, file, text);
        if !command.is_empty() {
            write(
                &folder,
                "a.csv",
                format!("time,province,type\n{evil},{evil},\n"),
            );
            let error = refused(&folder, &[command, file]).error;
            assert!(!error.contains(['\u{1b}', '\u{9b}', '\u{7}', '\u{202e}']));
        }
    }
    // What a scenario calls itself and its segments stands in a summary.
    let named =
        format!("title = \"{escapes}\"\nsegments = [{{ name = \"{escapes}\", share = 1 }}]");
    write(&folder, "y.toml", format!("{named}\nbased_on = \"x.toml\""));
    write(
        &folder,
        "x.toml",
        "run = { length = \"3d\", warm_up = \"0d\", replications = 2 }",
    );
    for arguments in [&["run", "y.toml"][..], &["trace", "y.toml"]] {
        let out = done(&folder, arguments);
        assert!(
            !out.contains(['\u{1b}', '\u{9b}', '\u{7}', '\u{202e}']),
            "{out:?}"
        );
    }
}

#[test]
fn twenty_faults_are_told_and_the_rest_counted() {
    let unknown: String = (0..5_000).map(|n| format!("a{n} = 1\n")).collect();
    let error = scenario(unknown);
    let lines = told(&error);
    assert_eq!(lines.len(), 21);
    assert_eq!(lines[20], "error: and 4980 more faults");
    let folder = small("");
    write(&folder, "y.toml", "people.prompt = 2");
    let many: Vec<&str> = std::iter::once("validate").chain(["y.toml"; 3]).collect();
    assert_eq!(told(&refused(&folder, &many).error).len(), 1);
}

#[test]
fn a_million_bad_rows_take_seconds_and_little_memory() {
    let folder = small("");
    let million = |row: &str| row.repeat(1_000_000);
    // Every second row is earlier than the one before it.
    let (late, early) = ("2019-03-13T10:00:00", "2019-03-12T10:00:00");
    let resend = ",resend,zj,,,,,,,,13812345678,123456,,ok\n";
    let pair = format!("{late}{resend}{early}{resend}");
    write(
        &folder,
        "bad.csv",
        ACTS_HEADER.to_owned() + &million("x,resend,zj,,,,,,,,1,1,,ok\n"),
    );
    write(
        &folder,
        "unsorted.csv",
        ACTS_HEADER.to_owned() + &pair.repeat(500_000),
    );
    let arrivals = "time,province,type\n".to_owned();
    let pair = format!("{late},zj,\n{early},zj,\n");
    write(
        &folder,
        "a.csv",
        arrivals.clone() + &million("yesterday,zj,\n"),
    );
    write(&folder, "b.csv", arrivals + &pair.repeat(500_000));
    write(&folder, "m.csv", "m\n".to_owned() + &million("fast\n"));
    write(&folder, "a.toml", "arrivals.file = \"a.csv\"");
    write(&folder, "b.toml", "arrivals.file = \"b.csv\"");
    let m = "file = \"m.csv\", column = \"m\", unit = \"min\"";
    write(
        &folder,
        "m.toml",
        format!("people.notice.empirical = {{ {m} }}"),
    );
    for (arguments, more) in [
        ("replay bad.csv", 3_000_000 - 20),
        ("replay unsorted.csv", 500_000 - 20),
        ("validate a.toml", 1_000_000 - 20),
        ("validate b.toml", 500_000 - 20),
        ("validate m.toml", 1_000_000 - 20),
    ] {
        let began = Instant::now();
        let output = shell(&folder, &format!("ulimit -v 1500000; $B {arguments}"));
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}: {error}");
        assert!(began.elapsed() < Duration::from_secs(30), "{arguments}");
        let expected = format!("error: and {more} more faults\n");
        assert!(error.ends_with(&expected), "{arguments}: {error}");
        assert!(error.len() < 20_000, "{arguments}: {} bytes", error.len());
    }
}

#[test]
fn faults_that_follow_from_another_are_left_out() {
    let folder = small("");
    let rows = "2019-03-12,zj,\n".repeat(2_000);
    write(&folder, "a.csv", format!("time,province,type\n{rows}"));
    let one = |text: &str, field: &str| {
        write(&folder, "y.toml", text);
        let error = refused(&folder, &["validate", "y.toml"]).error;
        let lines = told(&error);
        assert_eq!(lines.len(), 1, "{error}");
        assert!(lines[0].contains(&format!(": {field}: ")), "{error}");
    };
    one(
        "arrivals.file = \"a.csv\"\nrun.length = \"short\"",
        "run.length",
    );
    one("arrivals.file = \"a.csv\"\nrun.start = 2018", "run.start");
    one("carriers.mobile.share = \"most\"", "carriers.mobile.share");
    one(
        "filings.type_share = { change = \"x\" }",
        "filings.type_share.change",
    );
    one(
        "arrivals.province_share.zj = 2",
        "arrivals.province_share.zj",
    );
    one(
        "segments = [{ name = \"a\", share = \"x\" }]",
        "segments.share",
    );
    one("segments = [{ name = 3, share = 1 }]", "segments.name");
    one(
        "calendars.working.hours = [[\"x\", \"18:00\"]]",
        "calendars.working.hours",
    );
    one(
        "calendars.working.days = [\"monday\"]",
        "calendars.working.days",
    );
    let surge = "from = \"2d\", to = \"later\", factor = 2";
    one(
        &format!("arrivals.surges = [{{ {surge} }}]"),
        "arrivals.surges.to",
    );
    let lognormal = "median = \"1h\", p95 = \"long\"";
    let field = "people.notice.lognormal";
    one(
        &format!("{field} = {{ {lognormal} }}"),
        &format!("{field}.p95"),
    );
    let bounded = "exponential = { mean = \"1h\" }, at_least = \"1h\", at_most = \"x\"";
    one(
        &format!("people.notice = {{ {bounded} }}"),
        "people.notice.at_most",
    );
    let threshold = "measure = \"return_rate\", group = \"agency\", max = 1";
    let text = format!("segments = 3\nthresholds = [{{ {threshold} }}]");
    one(&text, "segments");
}

#[test]
fn a_fault_in_a_data_file_shows_its_row() {
    let folder = small("");
    write(&folder, "y.toml", "arrivals.file = \"a.csv\"");
    write(
        &folder,
        "a.csv",
        "time,province,type\n\n2019-03-12,zj,\n2019-03-13,zz,change\n",
    );
    let error = refused(&folder, &["validate", "y.toml"]).error;
    let expected = "   ╭─[a.csv:4:12]\n 4 │ 2019-03-13,zz,change\n   ·            ──\n   ╰────\n";
    assert!(error.ends_with(expected), "{error}");
}

#[test]
fn names_with_points_and_no_names() {
    let folder = small("");
    let hours = "hours = [[\"09:00\", \"17:00\"]]";
    let text = format!(
        "based_on = \"x.toml\"\n[calendars.\"9.to.5\"]\n{hours}\n[people.notice]\n\
         exponential = {{ mean = \"1h\" }}\nmeasured_in = \"9.to.5\"\n"
    );
    write(&folder, "y.toml", text);
    for (set, out) in [
        ("calendars.9.to.5.days=[\"mon\"]", "a"),
        ("calendars.\"9.to.5\".days=[\"mon\"]", "b"),
    ] {
        done(
            &folder,
            &["run", "y.toml", "--quiet", "--out", out, "--set", set],
        );
        let held = fs::read_to_string(folder.path().join(out).join("scenario.toml")).unwrap();
        assert!(
            held.contains("[calendars.\"9.to.5\"]\ndays = [\"mon\"]"),
            "{held}"
        );
    }
    let many: String = (0..300)
        .map(|n| format!("[calendars.c{n}]\n{hours}\n"))
        .collect();
    assert!(scenario(many).contains("at most 255 calendars"));
    let named = |name: &str| scenario(format!("segments = [{{ name = \"{name}\", share = 1 }}]"));
    assert!(named("").contains("segments.name: \"\" is no name"));
    assert!(named(" ").contains("segments.name: \" \" is no name"));
}
