//! No file and no stream breaks the program: special files are refused before a byte of them is read, and
//! streams that cannot be written change no exit code.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use crate::runner::{ACTS_HEADER, done, refused, shell, small, write};
use tempfile::TempDir;

#[track_caller]
fn says(folder: &TempDir, arguments: &[&str], expected: &str) {
    let error = refused(folder, arguments).error;
    assert!(error.contains(expected), "{arguments:?}: {error}");
}

/// A folder with a small scenario, a pipe without a writer, and a file of 2 GiB.
fn specials() -> TempDir {
    let folder = small("");
    assert!(shell(&folder, "mkfifo pipe pipe.csv").status.success());
    let huge = fs::File::create(folder.path().join("huge")).unwrap();
    huge.set_len(2 << 30).unwrap();
    folder
}

#[test]
fn special_files_are_refused_wherever_a_file_is_read() {
    let folder = specials();
    for (special, reason) in [
        ("pipe", "is a pipe, not a file"),
        ("/dev/zero", "is a device or a socket, not a file"),
        (".", "is a folder, not a file"),
        ("huge", "is larger than "),
    ] {
        says(&folder, &["run", special], reason);
        says(&folder, &["validate", special], reason);
        says(&folder, &["replay", special], reason);
        write(&folder, "acts.csv", ACTS_HEADER);
        says(
            &folder,
            &["replay", "acts.csv", "--scenario", special],
            reason,
        );
        write(&folder, "y.toml", format!("based_on = \"{special}\""));
        says(&folder, &["validate", "y.toml"], reason);
        write(&folder, "y.toml", format!("arrivals.file = \"{special}\""));
        says(&folder, &["validate", "y.toml"], reason);
        let column = "column = \"m\", unit = \"min\"";
        let text = format!("people.notice.empirical = {{ file = \"{special}\", {column} }}");
        write(&folder, "y.toml", text);
        says(&folder, &["validate", "y.toml"], reason);
    }
    let events = ["run", "x.toml", "--force", "--events", "pipe.csv"];
    says(&folder, &events, "is a device or a pipe, not a file");
}

#[test]
fn special_files_in_a_reference_are_refused() {
    let folder = specials();
    done(&folder, &["check", "x.toml", "--update"]);
    for file in ["measures.csv", "manifest.json"] {
        let path = folder.path().join("results/x").join(file);
        let kept = fs::read(&path).unwrap();
        for (special, reason) in [("pipe", "is a pipe"), ("huge", "is larger than ")] {
            fs::remove_file(&path).unwrap();
            symlink(folder.path().join(special), &path).unwrap();
            says(&folder, &["check", "x.toml"], reason);
        }
        fs::remove_file(&path).unwrap();
        fs::write(&path, kept).unwrap();
    }
    done(&folder, &["check", "x.toml"]);
}

#[test]
fn links_are_followed_and_pipes_that_the_program_is_started_with_are_read_once() {
    let folder = small("");
    symlink("x.toml", folder.path().join("link.toml")).unwrap();
    done(&folder, &["validate", "link.toml"]);
    write(&folder, "acts.csv", ACTS_HEADER);
    for line in [
        "$B run /dev/stdin --quiet < x.toml",
        "cat x.toml | $B run /dev/stdin --quiet --force",
        "(sleep 0.2; cat x.toml) | $B run /dev/stdin --quiet --force",
        "$B run <(cat x.toml) --quiet",
        "cat acts.csv | $B replay /dev/stdin",
        "cat x.toml | $B replay acts.csv --scenario /dev/stdin",
    ] {
        let output = shell(&folder, line);
        assert!(output.status.success(), "{line}: {output:?}");
    }
    // The rules of a scenario are those of one reading: a second one of a pipe finds nothing.
    write(&folder, "s.toml", "rules.first_code_delay = \"1min\"");
    let receive = "2019-03-04T10:00:00,receive,zj,S,new_website,,,,13812345678,123456,,,,\n";
    write(&folder, "acts.csv", format!("{ACTS_HEADER}{receive}"));
    let output = shell(
        &folder,
        "cat s.toml | $B replay acts.csv --scenario /dev/stdin",
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("T10:01:00"));
    let find = "$B find /dev/stdin --lever rules.window=12h..96h --until 'return_rate<=0.1'";
    let output = shell(&folder, &format!("cat x.toml | {find}"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("can be read once"));
    let output = shell(&folder, "$B validate /dev/stdin < /dev/zero");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn streams_that_cannot_be_written_change_no_exit_code() {
    let folder = small("");
    write(&folder, "bad.toml", "people.prompt = 2");
    write(&folder, "acts.csv", ACTS_HEADER);
    for (line, code) in [
        ("$B validate bad.toml 2>/dev/full", 2),
        ("$B validate bad.toml 2>&-", 2),
        ("$B run nothing.toml 2>/dev/full", 2),
        ("$B walk 2>/dev/full", 2),
        ("$B run x.toml >/dev/null 2>/dev/full", 0),
        ("$B run x.toml --force >&- 2>&-", 0),
        ("$B run x.toml --force >/dev/full", 3),
        ("$B run x.toml --force >/dev/full 2>/dev/full", 3),
        ("$B replay acts.csv --out out.csv 2>/dev/full", 0),
        ("$B replay acts.csv >/dev/full", 3),
        ("$B load x.toml --multiply 1,2 2>/dev/full >/dev/null", 0),
        ("$B --help >/dev/full", 3),
        ("$B man >/dev/full", 3),
    ] {
        let output = shell(&folder, line);
        assert_eq!(output.status.code(), Some(code), "{line}: {output:?}");
    }
}
