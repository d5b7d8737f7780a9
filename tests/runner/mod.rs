//! Runs the program in a folder of its own.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder with a small scenario, `x.toml`.
pub fn small(more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "title = \"Small\"\nrun = {{ length = \"5d\", warm_up = \"1d\", replications = 2 }}\n\
         arrivals = {{ filings_per_day = 80 }}\n{more}\n"
    );
    std::fs::write(folder.path().join("x.toml"), text).unwrap();
    folder
}

pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub error: String,
}

pub fn say(folder: &TempDir, arguments: &[&str]) -> Said {
    let mut command = Command::cargo_bin("beian-sim").unwrap();
    let output = command
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Said {
        code: output.status.code(),
        out: text(&output.stdout),
        error: text(&output.stderr),
    }
}

pub fn done(folder: &TempDir, arguments: &[&str]) -> String {
    let said = say(folder, arguments);
    assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.error);
    said.out
}

/// The CSV files of a folder.
pub fn tables(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let csv = files.filter(|path| path.extension().is_some_and(|ext| ext == "csv"));
    csv.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    })
    .collect()
}
