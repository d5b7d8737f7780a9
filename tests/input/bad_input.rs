//! Bad input ends with exit code 2 and a message that points at file, line and field; nothing is
//! printed to standard output, and nothing is written.

use std::path::Path;

use crate::runner::{self, write};
use tempfile::TempDir;

/// What a command with wrong input said.
struct Refused {
    error: String,
    folder: TempDir,
}

impl Refused {
    /// Every part stands in one line of the message.
    #[track_caller]
    fn says(&self, parts: &[&str]) -> &Self {
        let line = self
            .error
            .lines()
            .any(|line| parts.iter().all(|part| line.contains(part)));
        assert!(line, "no line with {parts:?} in\n{}", self.error);
        self
    }
}

fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(&folder, name, text);
    }
    folder
}

#[track_caller]
fn refused(folder: TempDir, arguments: &[&str]) -> Refused {
    let said = runner::refused(&folder, arguments);
    assert!(said.out.is_empty(), "{}", said.out);
    assert!(
        !Path::new(&folder.path().join("results")).exists(),
        "results were written"
    );
    let error = said.error;
    Refused { error, folder }
}

/// A scenario of these lines, run.
#[track_caller]
fn scenario(text: &str) -> Refused {
    let text = format!("based_on = \"baseline.toml\"\n{text}\n");
    refused(folder_with(&[("x.toml", &text)]), &["run", "x.toml"])
}

#[test]
fn a_misspelled_field_is_named_with_the_nearest() {
    scenario("[rules]\nwindw = \"24h\"").says(&[
        "x.toml:3:",
        "rules.windw",
        "did you mean rules.window?",
    ]);
    scenario("[peple]\nprompt = 0.5").says(&["x.toml:2:", "peple"]);
    scenario("[province.zj]\npeople = { promt = 0.5 }").says(&[
        "x.toml:3:",
        "province.zj.people.promt",
        "did you mean province.zj.people.prompt?",
    ]);
}

#[test]
fn a_missing_field_is_named() {
    let surge = "[[arrivals.surges]]\nfrom = 2019-03-12\nfactor = 2";
    scenario(surge).says(&["x.toml:2:", "arrivals.surges.to", "missing"]);
    scenario("[[segments]]\nname = \"a\"").says(&["x.toml:2:", "segments.share", "missing"]);
    let gamma = "[provider]\nreview = { gamma = { shape = 2 } }";
    scenario(gamma).says(&["x.toml:3:", "provider.review.gamma.mean", "missing"]);
    let outage = "[[outages]]\nwhat = \"page\"\nto = 2019-03-12";
    scenario(outage).says(&["x.toml:2:", "outages.from", "missing"]);
}

#[test]
fn a_value_of_the_wrong_type_or_size_says_what_is_allowed() {
    scenario("[people]\nprompt = \"often\"").says(&[
        "x.toml:3:10",
        "people.prompt",
        "\"often\"",
        "0 to 1",
    ]);
    scenario("[people]\nprompt = 1.4").says(&["x.toml:3:10", "people.prompt", "1.4", "0 to 1"]);
    scenario("[people]\nentries_per_visit = 0").says(&["x.toml:3:", "entries_per_visit", "from 1"]);
    scenario("[people.slip]\ngraphic = 1.0").says(&["people.slip.graphic", "never end"]);
    scenario("[rules]\nwindow = \"0h\"").says(&["x.toml:3:10", "rules.window", "above 0"]);
    scenario("[rules]\nwindow = \"-2h\"").says(&["x.toml:3:", "rules.window", "negative"]);
    scenario("[rules]\nwindow = \"soon\"").says(&["x.toml:3:", "rules.window", "\"48h\""]);
    scenario("[rules]\nwindow = 48").says(&["x.toml:3:", "rules.window", "duration"]);
    scenario("[rules]\nwindow_from = \"sent\"")
        .says(&["rules.window_from", "first_code, received"]);
    scenario("[rules]\nautomatic_resend_at = \"25:00\"").says(&["automatic_resend_at", "12:00"]);
    scenario("[rules]\ncode_pool = 1_000_001").says(&["rules.code_pool", "1000000"]);
    scenario("[authority]\nauditors = 0").says(&["authority.auditors", "at least 1, or -1"]);
    scenario("[gateway]\nmessages_per_minute = 0").says(&["messages_per_minute", "above 0, or -1"]);
    scenario("[run]\nwarm_up = \"35d\"").says(&["run.warm_up", "run.length"]);
    scenario("rules = 3").says(&["x.toml:2:", "rules", "a table is expected"]);
}

#[test]
fn a_span_in_a_calendar_has_one_measure_that_the_calendar_can_pass() {
    for (field, span, says) in [
        (
            ".measured_in",
            "{ days = 2, measured_in = \"wroking\" }",
            "did you mean working?",
        ),
        (
            ".measured_in",
            "{ days = 2, measured_in = 3 }",
            "a string is expected",
        ),
        (".measured_in", "{ days = 2 }", "missing"),
        (".measured_in", "{ length = \"15h\" }", "missing"),
        (
            ".days",
            "{ days = 0, measured_in = \"working\" }",
            "0 where a whole number from 1 to 366",
        ),
        (
            ".days",
            "{ days = -1, measured_in = \"working\" }",
            "-1 where a whole number from 1 to 366",
        ),
        (
            ".days",
            "{ days = 1.5, measured_in = \"working\" }",
            "1.5 where a whole number",
        ),
        (
            ".days",
            "{ days = \"2\", measured_in = \"working\" }",
            "\"2\" where a whole number",
        ),
        (
            ".days",
            "{ days = 367, measured_in = \"working\" }",
            "367 where a whole number from 1 to 366",
        ),
        (
            ".length",
            "{ length = \"0h\", measured_in = \"working\" }",
            "above 0",
        ),
        (
            ".length",
            "{ length = \"-1h\", measured_in = \"working\" }",
            "negative",
        ),
        (
            ".length",
            "{ length = 15, measured_in = \"working\" }",
            "15 where a duration",
        ),
        (
            ".length",
            "{ length = \"2000w 900000d\", measured_in = \"working\" }",
            "a thousand years",
        ),
        (
            ".ends",
            "{ days = 2, measured_in = \"working\", ends = \"noon\" }",
            "none of midnight, same_time",
        ),
        (
            ".ends",
            "{ length = \"15h\", measured_in = \"working\", ends = \"midnight\" }",
            "a length has none",
        ),
        (
            ".day",
            "{ day = 2, measured_in = \"working\" }",
            "did you mean days?",
        ),
        (
            "",
            "{ length = \"15h\", days = 2, measured_in = \"working\" }",
            "either a length or days",
        ),
        (
            "",
            "{ measured_in = \"working\" }",
            "either a length or days",
        ),
        ("", "{}", "missing"),
        ("", "[\"48h\"]", "a list where a duration"),
    ] {
        for of in ["window", "code_effective"] {
            let (place, field) = ("x.toml:4:", format!("rules.{of}{field}"));
            scenario(&format!("[rules]\n\n{of} = {span}")).says(&[place, &field, says]);
        }
    }
    // A part of a span does not stand without the others.
    let days = ["run", "x.toml", "--set", "rules.window.days=3"];
    let text = "based_on = \"baseline.toml\"";
    refused(folder_with(&[("x.toml", text)]), &days).says(&[
        "--set rules.window.days=3",
        "rules.window.measured_in",
        "missing",
    ]);
    let text = "rules.window = { length = \"15h\", measured_in = \"working\" }";
    refused(folder_with(&[("x.toml", text)]), &days).says(&["--set", "either a length or days"]);
    let text = "uncertain = [{ field = \"rules.window\", distribution = { uniform = { min = \"24h\", max = \"72h\" } }, source = \"x\" }]\nrules.window = { days = 2, measured_in = \"working\" }";
    refused(folder_with(&[("x.toml", text)]), &["run", "x.toml"])
        .says(&["x.toml:1:", "name rules.window.length or rules.window.days"]);
}

#[test]
fn shares_must_sum_to_1_and_the_message_has_the_sum() {
    scenario("[carriers.mobile]\nshare = 0.5").says(&["x.toml:2:", "carriers", "sum to 0.92"]);
    scenario("[filings]\ntype_share = { change = 0.7, new_filing = 0.2 }").says(&[
        "x.toml:3:",
        "filings.type_share",
        "sum to 0.9",
    ]);
    scenario("[arrivals.province_share]\nzj = 0.75").says(&["arrivals.province_share", "0.75"]);
    let segments =
        "[[segments]]\nname = \"a\"\nshare = 0.5\n[[segments]]\nname = \"b\"\nshare = 0.25";
    scenario(segments).says(&["segments", "sum to 0.75"]);
}

#[test]
fn distributions_are_checked() {
    let notice = |form: &str| scenario(&format!("[people]\nnotice = {{ {form} }}"));
    notice("lognormal = { median = \"10min\", p95 = \"5min\" }").says(&[
        "x.toml:3:",
        "people.notice.lognormal",
        "p95 is under the median",
    ]);
    notice("uniform = { min = \"2h\", max = \"1h\" }").says(&["people.notice", "min is above max"]);
    notice("triangular = { min = \"1h\", mode = \"5h\", max = \"2h\" }")
        .says(&["min ≤ mode ≤ max"]);
    notice("normal = { mean = \"1h\" }").says(&["people.notice.normal", "unknown field"]);
    notice("mixture = [{ share = 0.5, of = \"1h\" }]")
        .says(&["people.notice.mixture", "sum to 0.5"]);
    notice("exponential = { mean = \"1h\" }, measured_in = \"workin\"")
        .says(&["people.notice.measured_in", "did you mean working?"]);
    notice("exponential = { mean = \"1h\" }, at_least = \"2h\", at_most = \"1h\"")
        .says(&["people.notice", "at_least is above at_most"]);
}

#[test]
fn provinces_calendars_and_outages_are_checked() {
    scenario("[province.zz]\naccess = { shell = 0.1 }").says(&[
        "x.toml:2:",
        "province.zz",
        "no province",
    ]);
    scenario("[rules.in_force]\nzz = true").says(&["rules.in_force.zz", "no province"]);
    scenario("[calendars.working]\ndays = []").says(&["calendars.working", "never open"]);
    scenario("[calendars.night]\nhours = [[\"23:00\", \"07:00\"]]")
        .says(&["calendars.night.hours", "in order"]);
    scenario("[[outages]]\nwhat = \"sms\"\nfrom = \"1d\"\nto = \"2d\"")
        .says(&["outages.what", "telecom, unicom"]);
    scenario("[[outages]]\nwhat = \"page\"\nfrom = \"2d\"\nto = \"1d\"")
        .says(&["outages", "not after"]);
    scenario("[[segments]]\nname = \"a\"\nshare = 1\naccess = { shell = 0 }")
        .says(&["access.shell", "cannot be set for a segment"]);
}

#[test]
fn every_fault_is_found_not_only_the_first() {
    scenario("[people]\nprompt = 1.4\nattentive = -1\n[rules]\nwindow = \"x\"")
        .says(&["people.prompt"])
        .says(&["people.attentive"])
        .says(&["rules.window"]);
}

#[test]
fn what_a_scenario_is_based_on_is_checked() {
    let files = [
        ("a.toml", "based_on = \"b.toml\""),
        ("b.toml", "based_on = \"a.toml\""),
    ];
    refused(folder_with(&files), &["run", "a.toml"]).says(&[
        "b.toml:1:12",
        "based_on",
        "a.toml is based on b.toml is based on a.toml",
    ]);
    refused(
        folder_with(&[("a.toml", "\nbased_on = \"gone.toml\"")]),
        &["run", "a.toml"],
    )
    .says(&["a.toml:2:12", "based_on", "cannot be read"]);
    let files = [
        ("a.toml", "based_on = \"b.toml\""),
        ("b.toml", "[people]\nprompt = 2"),
    ];
    refused(folder_with(&files), &["run", "a.toml"]).says(&["b.toml:2:10", "people.prompt"]);
}

#[test]
fn files_that_are_no_scenario_are_refused() {
    refused(folder_with(&[("a.toml", "x = = 3")]), &["run", "a.toml"])
        .says(&["a.toml:1:", "not TOML"]);
    refused(folder_with(&[]), &["run", "a.toml"]).says(&["a.toml", "cannot be read"]);
    let folder = folder_with(&[]);
    std::fs::create_dir(folder.path().join("a.toml")).unwrap();
    refused(folder, &["run", "a.toml"]).says(&["a.toml", "is a folder"]);
    let folder = folder_with(&[]);
    std::fs::write(folder.path().join("a.toml"), b"title = \"a\"\n# \xff").unwrap();
    refused(folder, &["run", "a.toml"]).says(&["a.toml", "line 2", "UTF-8"]);
}

#[test]
fn overrides_are_checked() {
    let with = |set: &str| {
        refused(
            folder_with(&[("x.toml", "")]),
            &["run", "x.toml", "--set", set],
        )
    };
    with("rules.windw=24h").says(&["--set rules.windw=24h", "did you mean rules.window?"]);
    with("people.prompt=1.4").says(&["--set people.prompt=1.4", "people.prompt", "0 to 1"]);
    with("rules.window").says(&["--set rules.window", "FIELD=VALUE"]);
    with("segments.agency.share=1").says(&["--set segments.agency.share=1", "no segments"]);
}

#[test]
fn data_files_are_checked_line_by_line() {
    let with = |csv: Option<&str>| {
        let text = "[people]\nnotice = { empirical = { file = \"n.csv\", column = \"m\", unit = \"min\" } }";
        let mut files = vec![("x.toml", text)];
        files.extend(csv.map(|csv| ("n.csv", csv)));
        refused(folder_with(&files), &["run", "x.toml"])
    };
    with(None).says(&["n.csv", "people.notice.empirical.file", "cannot be read"]);
    with(Some("")).says(&["n.csv:1:", "no column \"m\""]);
    with(Some("m\n")).says(&["n.csv:1:", "no values"]);
    with(Some("m\n1\nfast\n-2\n"))
        .says(&["n.csv:3:", "\"fast\""])
        .says(&["n.csv:4:", "\"-2\""]);
    with(Some("who,m\n1,2\n3\n")).says(&["n.csv:3:", "1 fields where the header has 2"]);
}

#[test]
fn arrivals_files_are_checked_line_by_line() {
    let with = |csv: &str| {
        let files = [("x.toml", "[arrivals]\nfile = \"a.csv\""), ("a.csv", csv)];
        refused(folder_with(&files), &["run", "x.toml"])
    };
    with("time,province\n").says(&["a.csv:1:", "time,province,type"]);
    with("time,province,type\n2019-03-12,zj,\n2019-03-11,zj,\n")
        .says(&["a.csv:3:", "time", "earlier"]);
    with("time,province,type\n2019-03-12,zj,new\n").says(&["a.csv:2:", "type", "no filing type"]);
    with("time,province,type\n2019-03-12,zz,\n").says(&[
        "a.csv:2:",
        "province",
        "no province \"zz\"",
    ]);
    with("time,province,type\n2018-03-12,zj,\n").says(&["a.csv:2:", "time", "not in the run"]);
    with("time,province,type\n").says(&["a.csv:1:", "no filings"]);
}

const ACTS: &str = "time,act,province,submission,filing_type,changes,entity_mobile,entity_certificate,\
website_mobile,website_certificate,mobile,certificate,code,graphic\n";

#[test]
fn acts_are_checked_line_by_line() {
    let with = |rows: &str| {
        let text = format!("{ACTS}{rows}");
        refused(
            folder_with(&[("acts.csv", &text)]),
            &["replay", "acts.csv", "--out", "out.csv"],
        )
    };
    let receive = "2019-03-04T10:00:00,receive,zj,S,new_website,,,,13812345678,123456,,,,\n";
    with("2019-03-04T10:00:00,call,zj,,,,,,,,,,,\n").says(&[
        "acts.csv:2:",
        "act",
        "receive, entry, resend",
    ]);
    with("yesterday,entry,zj,,,,,,,,,,,\n").says(&["acts.csv:2:", "time"]);
    with("2019-03-04T10:00:00,receive,zj,S,new_website,,,,,,,,,\n")
        .says(&["website_mobile", "missing"]);
    with("2019-03-04T10:00:00,receive,zj,S,change,,,,,,,,,\n").says(&["changes", "missing"]);
    with("2019-03-04T10:00:00,entry,zj,,,,,,,,13812345678,12345,123456,ok\n")
        .says(&["certificate", "12345"]);
    with("2019-03-04T10:00:00,entry,zj,,,,,,,,13812345678,123456,12345,ok\n")
        .says(&["code", "six digits"]);
    with("2019-03-04T10:00:00,entry,zj,,,,,,,,13812345678,123456,123456,yes\n")
        .says(&["graphic", "ok, failed"]);
    with("2019-03-04T10:00:00,entry,zj,,,,,,,,10012345678,123456,123456,ok\n")
        .says(&["mobile", "no mobile segment"]);
    with("2019-03-04T10:00:00,entry,zj\n").says(&["acts.csv:2:", "3 fields where 14"]);
    with(&format!(
        "{receive}2019-03-03T10:00:00,resend,zj,,,,,,,,13812345678,123456,,ok\n"
    ))
    .says(&["acts.csv:3:", "time", "earlier"]);
    let open = with(&format!("{receive}{}", receive.replace("10:00", "11:00")));
    open.says(&["acts.csv:3", "S is received while its check is still open"]);
    assert!(!open.folder.path().join("out.csv").exists());
}

#[test]
fn files_that_hold_no_acts_are_refused() {
    let with = |text: &str| refused(folder_with(&[("acts.csv", text)]), &["replay", "acts.csv"]);
    with("").says(&["acts.csv:1:", "empty"]);
    with("time,what\n").says(&["acts.csv:1:", "column 2", "\"what\", not act"]);
    refused(folder_with(&[]), &["replay", "acts.csv"]).says(&["acts.csv", "cannot be read"]);
}

#[test]
fn arguments_are_checked() {
    refused(folder_with(&[]), &["run", "--threads", "0", "x.toml"]).says(&["--threads"]);
    refused(folder_with(&[]), &["walk"]).says(&["walk"]);
    let scenarios = format!(
        "{}/scenarios/arrivals-from-file.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    refused(folder_with(&[]), &["trace", &scenarios, "--province", "bj"])
        .says(&["--province bj", "zj"]);
    refused(
        folder_with(&[]),
        &["trace", &scenarios, "--filing", "999999"],
    )
    .says(&["--filing 999999"]);
    refused(
        folder_with(&[]),
        &["trace", &scenarios, "--replication", "99"],
    )
    .says(&["--replication 99"]);
    refused(folder_with(&[]), &["check", &scenarios]).says(&["no reference results", "--update"]);
    refused(
        folder_with(&[]),
        &["check", &scenarios, "--tolerance", "return_rat=1"],
    )
    .says(&["did you mean 'return_rate'?"]);
}
