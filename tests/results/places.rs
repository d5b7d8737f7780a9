//! Where nothing can be written is refused before the work; and where the machine refuses something in the
//! middle, the program says what it was and leaves nothing behind.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use crate::runner::{ACTS_HEADER, done, shell, small, write};
use tempfile::TempDir;

/// More than anybody waits for.
const ENDLESS: &str = "--set arrivals.filings_per_day=9000000 --set run.length=90d";

fn names(folder: &TempDir) -> Vec<String> {
    let names = fs::read_dir(folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_place_that_can_be_nobodys_is_refused_before_the_work() {
    let folder = small("");
    write(&folder, "acts.csv", ACTS_HEADER);
    let long = "n".repeat(300);
    let long_out = format!("run x.toml --out {long}");
    let long_log = format!("run x.toml --events {long}.csv");
    let before = names(&folder);
    for (line, says) in [
        ("run x.toml --out x.toml/below", "x.toml: "),
        ("run x.toml --out x.toml/below/it", "x.toml: "),
        (long_out.as_str(), "File name too long"),
        ("run x.toml --events x.toml/e.csv", "x.toml: "),
        (long_log.as_str(), "File name too long"),
        ("run x.toml --out /proc/results", "/proc: "),
        ("load x.toml --out x.toml/below", "x.toml: "),
    ] {
        let output = shell(&folder, &format!("timeout 60 $B {line} {ENDLESS}"));
        assert_eq!(output.status.code(), Some(3), "{line}: {}", error(&output));
        assert!(error(&output).contains(says), "{line}: {}", error(&output));
        assert_eq!(names(&folder), before, "{line}");
    }
    let output = shell(&folder, "$B replay acts.csv --out x.toml/below.csv");
    assert_eq!(output.status.code(), Some(3), "{}", error(&output));
    assert_eq!(names(&folder), before);
}

#[test]
fn a_place_that_is_others_is_refused_before_the_work() {
    let folder = small("");
    write(&folder, "acts.csv", ACTS_HEADER);
    done(
        &folder,
        &["run", "x.toml", "--out", "closed/out", "--quiet"],
    );
    done(&folder, &["run", "x.toml", "--out", "fixed", "--quiet"]);
    let mode = |name: &str, mode| {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("closed", 0o555);
    mode("fixed", 0o555);
    // Who may do all becomes somebody who may not.
    let may_all = fs::write(folder.path().join("closed/tried"), "").is_ok();
    let nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    let nobody = if may_all { nobody } else { "" };
    mode("", 0o777);
    if !shell(&folder, &format!("{nobody} $B --version"))
        .status
        .success()
    {
        println!("not shown: nobody else can run the program here");
        return;
    }
    let before = names(&folder);
    for line in [
        format!("run x.toml --out closed/new {ENDLESS}"),
        format!("run x.toml --out closed/new/deep {ENDLESS}"),
        format!("run x.toml --out closed/out --force {ENDLESS}"),
        format!("run x.toml --out fixed --force {ENDLESS}"),
        format!("run x.toml --out out --events closed/e.csv {ENDLESS}"),
        "replay acts.csv --out closed/a.csv".to_owned(),
    ] {
        let output = shell(&folder, &format!("timeout 60 {nobody} $B {line}"));
        assert_eq!(output.status.code(), Some(3), "{line}: {}", error(&output));
        let denied = error(&output).contains("Permission denied");
        assert!(denied, "{line}: {}", error(&output));
        assert_eq!(names(&folder), before, "{line}");
    }
    mode("closed", 0o755);
    mode("fixed", 0o755);
}

/// Runs lines under a limit of the shell's; each does its work, or says what the machine refused and
/// leaves nothing.
fn limited(limits: &[String], says: &str) {
    let folder = small("");
    write(&folder, "acts.csv", ACTS_HEADER);
    let given = names(&folder);
    let mut refused = 0;
    for limit in limits {
        for line in [
            "run x.toml --threads 2 --out out",
            "run x.toml --threads 2 --out out --events e.csv",
            "run x.toml --threads 2 --out out --events e.csv.zst",
            "run x.toml --threads 2 --out out --events e.parquet",
            "replay acts.csv --out a.csv",
        ] {
            for force in ["", "--force"] {
                let output = shell(&folder, &format!("{limit}; $B {line} {force} --quiet"));
                let (code, error) = (output.status.code(), error(&output));
                let about = format!("{limit}; {line} {force}: {code:?} {error}");
                match code {
                    Some(0) => {}
                    Some(2) => assert!(error.contains("exists"), "{about}"),
                    Some(3) => {
                        refused += 1;
                        assert!(error.contains(says), "{about}");
                    }
                    _ => panic!("{about}"),
                }
                let names = names(&folder);
                assert!(
                    !names.iter().any(|name| name.starts_with('.')),
                    "{about}: {names:?}"
                );
            }
            for name in names(&folder).iter().filter(|name| !given.contains(name)) {
                let path = folder.path().join(name);
                fs::remove_dir_all(&path)
                    .or_else(|_| fs::remove_file(&path))
                    .unwrap();
            }
        }
    }
    assert!(refused > 0, "nothing was refused");
}

#[test]
fn few_open_files_leave_nothing_behind() {
    let limits: Vec<String> = (4..=9).map(|n| format!("ulimit -n {n}")).collect();
    limited(&limits, "Too many open files");
}

#[test]
fn a_limit_of_what_a_file_may_hold_leaves_nothing_behind() {
    let limits = [0, 1, 8, 64, 512].map(|blocks| format!("ulimit -f {blocks}"));
    limited(&limits, "File too large");
    let folder = small("");
    let output = shell(&folder, "ulimit -f 1; $B schema > schema.json");
    assert_eq!(output.status.code(), Some(3), "{}", error(&output));
    assert!(error(&output).contains("File too large"));
}
