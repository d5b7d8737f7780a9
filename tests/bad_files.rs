//! Files that cannot be what they are named as: scenarios, data files and acts. The command exits
//! with 2, names file and line, prints nothing on standard output and leaves no results.

mod refusals;

use refusals::{Folder, Refused, scenario};

const DATA: &str =
    "[people]\nnotice = { empirical = { file = \"d.csv\", column = \"wait\", unit = \"s\" } }";

fn with_data(text: &str) -> Refused {
    scenario(DATA).with("d.csv", text).refuses_to_run()
}

fn with_arrivals(text: &str) -> Refused {
    let scenario = scenario("[arrivals]\nfile = \"a.csv\"");
    scenario.with("a.csv", text).refuses_to_run()
}

#[test]
fn a_scenario_that_cannot_be_read_is_refused() {
    let run = Folder::new().refuses_to_run();
    run.says(&["s.toml", "cannot be read", "No such file"]);
    let folder = Folder::new().with("other.toml", "");
    folder
        .refuses(&["run", ".", "--out", "out"])
        .says(&["cannot be read", "is a folder"]);
    let latin = Folder::new().with("s.toml", b"title = \"a\"\ndescription = \"\xe9\"\n");
    latin
        .refuses_to_run()
        .says(&["s.toml", "line 2 is not UTF-8"]);
    Folder::new()
        .with("s.toml", "title = \"a\"\n[rules\nwindow = \"24h\"\n")
        .refuses_to_run()
        .says(&["s.toml:2:", "not TOML"]);
}

#[test]
fn based_on_must_name_a_scenario_and_not_go_in_a_circle() {
    Folder::new()
        .with("s.toml", "title = \"a\"\nbased_on = \"b.toml\"\n")
        .with("b.toml", "based_on = \"s.toml\"\n")
        .refuses_to_run()
        .says(&[
            "b.toml:1:",
            "based_on",
            "a circle",
            "s.toml is based on b.toml is based on s.toml",
        ]);
    Folder::new()
        .with("s.toml", "title = \"a\"\nbased_on = \"b.toml\"\n")
        .refuses_to_run()
        .says(&["s.toml:2:", "based_on", "cannot be read", "No such file"]);
    Folder::new()
        .with("s.toml", "based_on = 3\n")
        .refuses_to_run()
        .says(&["s.toml:1:", "based_on", "the name of a file is expected"]);
}

#[test]
fn a_fault_of_the_file_that_a_scenario_is_based_on_is_shown_there() {
    Folder::new()
        .with("s.toml", "based_on = \"b.toml\"\n")
        .with("b.toml", "# policy\n[people]\nprompt = 1.4\n")
        .refuses_to_run()
        .says(&["b.toml:3:", "people.prompt", "1.4 where"]);
}

#[test]
fn an_empirical_file_that_cannot_be_used_is_named_with_its_line() {
    let refused = scenario(DATA).refuses_to_run();
    refused.says(&["d.csv", "people.notice.empirical.file", "cannot be read"]);
    assert_eq!(refused.faults(), 1);
    with_data("").says(&[
        "d.csv:1:",
        "people.notice.empirical.file",
        "no column \"wait\"",
    ]);
    with_data("wait\n").says(&["d.csv:1:", "no values in the column \"wait\""]);
    with_data("wiat\n3\n").says(&["d.csv:1:", "did you mean wiat?"]);
    let refused = with_data("n,wait\n1,3\n2,soon\n3,-4\n4\n");
    refused
        .says(&["d.csv:3:", "\"soon\" where a number of at least 0"])
        .says(&["d.csv:4:", "\"-4\" where a number of at least 0"])
        .says(&["d.csv:5:", "has 1 fields where the header has 2"]);
    assert_eq!(refused.faults(), 3);
}

#[test]
fn an_arrivals_file_that_cannot_be_used_is_named_with_its_line_and_field() {
    with_arrivals("when,where\n").says(&["a.csv:1:", "when,where", "not time,province,type"]);
    with_arrivals("time,province,type\n").says(&["a.csv:1:", "no filings"]);
    let refused = with_arrivals(
        "time,province,type\n\
         2019-03-11T09:00:00,zj,change\n\
         2019-03-11T08:00:00,zj,change\n\
         2019-03-11T10:00:00,zz,change\n\
         2019-03-11T10:00:00,zj,chnge\n\
         yesterday,zj,\n\
         2020-03-11T10:00:00,zj,\n\
         2019-03-11T10:00:00,zj\n",
    );
    refused
        .says(&[
            "a.csv:3:",
            "time",
            "2019-03-11T08:00:00 is earlier than 2019-03-11T09:00:00",
        ])
        .says(&["a.csv:4:", "province", "no province \"zz\""])
        .says(&[
            "a.csv:5:",
            "type",
            "no filing type \"chnge\"",
            "did you mean change?",
        ])
        .says(&["a.csv:6:", "time", "yesterday"])
        .says(&["a.csv:7:", "time", "is not in the run"])
        .says(&["a.csv:8:", "has 2 fields where the header has 3"]);
    assert_eq!(refused.faults(), 6);
    let refused = scenario("[arrivals]\nfile = \"a.csv\"").refuses_to_run();
    refused.says(&["a.csv", "arrivals.file", "cannot be read"]);
}

#[test]
fn an_override_that_cannot_be_is_named() {
    let folder = scenario("");
    for (set, telling) in [
        ("rules.windw=24h", "did you mean rules.window?"),
        ("rules.window", "expected FIELD=VALUE"),
        ("=24h", "expected FIELD=VALUE"),
        ("rules.window=-24h", "'-24h' is negative"),
        ("people.prompt=1.4", "1.4 where a probability"),
        (
            "segments.agency.people.prompt=0.4",
            "the scenario has no segments",
        ),
    ] {
        let refused = folder.refuses(&["run", "s.toml", "--out", "out", "--set", set]);
        refused.says(&["--set", set, telling]);
    }
    let both = ["--set", "people.prompt=2", "--set", "rules.windw=1h"];
    let args = [&["run", "s.toml", "--out", "out"][..], &both].concat();
    assert_eq!(folder.refuses(&args).faults(), 2);
    let folder = scenario("[[segments]]\nname = \"agency\"\nshare = 1.0");
    let set = "segments.agnecy.people.prompt=0.4";
    folder
        .refuses(&["run", "s.toml", "--out", "out", "--set", set])
        .says(&["--set", "no such segment", "agency"]);
    folder.refuses(&["run", "s.toml", "--replications", "0", "--out", "out"]);
}

const HEADER: &str = "time,act,province,submission,filing_type,changes,entity_mobile,entity_certificate,\
    website_mobile,website_certificate,mobile,certificate,code,graphic\n";

fn replay(text: &str) -> Refused {
    let folder = Folder::new().with("acts.csv", text);
    folder.refuses(&["replay", "acts.csv", "--out", "answers.csv"])
}

#[test]
fn acts_with_another_header_or_none_are_refused() {
    replay("").says(&["acts.csv", "the file is empty", "time,act,province"]);
    let other = HEADER.replace("entity_mobile", "entity_phone");
    replay(&other).says(&[
        "acts.csv:1:",
        "column 7",
        "\"entity_phone\", not entity_mobile",
    ]);
    let short = HEADER.replace(",graphic", "");
    replay(&short).says(&["acts.csv:1:", "13 columns, not 14"]);
    let refused = Folder::new().refuses(&["replay", "acts.csv"]);
    refused.says(&["acts.csv", "cannot be read", "No such file"]);
}

#[test]
fn every_bad_row_of_acts_is_named_with_its_line_and_field() {
    let rows = "\
2019-03-11T09:00:00,receive,zj,s1,new_website,,,,13812345678,123456,,,,
2019-03-11T08:00:00,resend,zj,,,,,,,,13812345678,123456,,ok
2019-03-11T10:00:00,press,zj,,,,,,,,13812345678,123456,,ok
2019-03-11T10:00:00,resend,zz,,,,,,,,13812345678,123456,,ok
2019-03-11T10:00:00,resend,zj,,,,,,,,12312345678,123456,,ok
2019-03-11T10:00:00,resend,zj,,,,,,,,13812345678,12345,,ok
2019-03-11T10:00:00,resend,zj,,,,,,,,13812345678,123456,,maybe
2019-03-11T10:00:00,entry,zj,,,,,,,,13812345678,123456,@newest,ok
2019-03-11T10:00:00,entry,zj,,,,,,,,13812345678,123456,,ok
2019-03-11T10:00:00,receive,zj,s2,new_site,,,,13812345678,123456,,,,
2019-03-11T10:00:00,receive,zj,s2,change,,,,13812345678,123456,,,,
2019-03-11T10:00:00,receive,zj,s2,new_website,,,,,,,,,
2019-03-11T10:00:00,receive,zj,,new_website,,,,13812345678,123456,,,,
2019-03-11T10:00:00,resend
";
    let refused = replay(&format!("{HEADER}{rows}"));
    for parts in [
        ["acts.csv:3:", "time", "earlier than"],
        [
            "acts.csv:4:",
            "act",
            "\"press\" is none of receive, entry, resend",
        ],
        ["acts.csv:5:", "province", "no province \"zz\""],
        ["acts.csv:6:", "mobile", "no mobile segment of a carrier"],
        ["acts.csv:7:", "certificate", "'12345' is not the last six"],
        ["acts.csv:8:", "graphic", "\"maybe\" is none of ok, failed"],
        [
            "acts.csv:9:",
            "code",
            "\"@newest\" is neither six digits nor",
        ],
        ["acts.csv:10:", "code", "missing"],
        ["acts.csv:11:", "filing_type", "\"new_site\" is none of"],
        ["acts.csv:12:", "changes", "missing"],
        ["acts.csv:13:", "website_mobile", "missing"],
        ["acts.csv:14:", "submission", "missing"],
        ["acts.csv:15:", "2 fields", "14 are expected"],
    ] {
        refused.says(&parts);
    }
    assert_eq!(refused.faults(), 13);
}

#[test]
fn acts_that_are_not_utf_8_are_refused() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"2019-03-11T09:00:00,receive,zj,\xe9,new_website,,,,13812345678,123456,,,,\n");
    let folder = Folder::new().with("acts.csv", bytes);
    let refused = folder.refuses(&["replay", "acts.csv"]);
    refused.says(&["acts.csv:2:", "not UTF-8"]);
}

#[test]
fn a_submission_received_while_its_check_is_open_is_refused() {
    let received = "receive,zj,s1,new_website,,,,13812345678,123456,,,,";
    let rows = format!("2019-03-11T09:00:00,{received}\n2019-03-12T09:00:00,{received}\n");
    replay(&format!("{HEADER}{rows}")).says(&[
        "acts.csv:3",
        "submission",
        "s1 is received while its check is still open",
    ]);
}

#[test]
fn a_scenario_for_a_replay_is_checked_whole() {
    let folder =
        scenario("[rules]\nwindow = \"0h\"\n[people]\nprompt = 2").with("acts.csv", HEADER);
    folder
        .refuses(&["replay", "acts.csv", "--scenario", "s.toml"])
        .says(&["s.toml:3:", "rules.window"])
        .says(&["s.toml:5:", "people.prompt"]);
}

#[test]
fn validate_prints_the_faults_of_every_file() {
    let folder = Folder::new()
        .with("a.toml", "[people]\nprompt = 2\n")
        .with("b.toml", "[rules]\nwindw = \"1h\"\n");
    folder
        .refuses(&["validate", "a.toml", "b.toml"])
        .says(&["a.toml:2:", "people.prompt"])
        .says(&["b.toml:2:", "rules.windw"]);
}
