//! Runs the program in a folder of its own.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

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

/// What the program said that refused its input, soon and without a panic.
#[track_caller]
pub fn refused(folder: &TempDir, arguments: &[&str]) -> Said {
    let began = Instant::now();
    let said = say(folder, arguments);
    assert_eq!(said.code, Some(2), "{arguments:?}: {}", said.error);
    assert!(!said.error.contains("panicked"), "{}", said.error);
    assert!(began.elapsed() < Duration::from_secs(60), "{arguments:?}");
    said
}

/// Runs a line of a shell, in which `$B` is the program.
pub fn shell(folder: &TempDir, line: &str) -> std::process::Output {
    let program = assert_cmd::cargo::cargo_bin("beian-sim");
    let mut bash = std::process::Command::new("bash");
    bash.args(["-c", line]).env("B", program);
    bash.current_dir(folder.path()).output().unwrap()
}

/// Writes a file of a folder.
pub fn write(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) {
    std::fs::write(folder.path().join(name), text).unwrap();
}

/// The header of recorded acts.
pub const ACTS_HEADER: &str = "time,act,province,submission,filing_type,changes,entity_mobile,\
entity_certificate,website_mobile,website_certificate,mobile,certificate,code,graphic\n";

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

/// Every CSV of a folder is described, column by column, in its data package.
pub fn described(folder: &Path) {
    let package = std::fs::read_to_string(folder.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let resources = package["resources"].as_array().unwrap();
    let tables = tables(folder);
    assert_eq!(resources.len(), tables.len());
    for resource in resources {
        let text = &tables[resource["path"].as_str().unwrap()];
        let fields = resource["schema"]["fields"].as_array().unwrap().iter();
        let names: Vec<&str> = fields
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(text.lines().next().unwrap(), names.join(","));
    }
}
