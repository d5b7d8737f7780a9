//! Work that is kept in a folder: commands that have such, and what they leave.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::runner::{done, say, small, write};

/// Scenarios that commands name: `x.toml`, a variant, and one with data files.
pub fn scenarios() -> TempDir {
    let folder = small("");
    write(
        &folder,
        "y.toml",
        "based_on = \"x.toml\"\nrules.window = \"24h\"\n",
    );
    write(
        &folder,
        "z.toml",
        "based_on = \"x.toml\"\n[[uncertain]]\nfields = [\"people.prompt\", \"rules.window\"]\n\
         samples = \"rows.csv\"\n",
    );
    write(
        &folder,
        "rows.csv",
        "people.prompt,rules.window,weight\n0.2,24h,1\n0.4,36h,0.5\n0.8,2d,2\n",
    );
    folder
}

/// Every command whose work can be kept, each in several units.
pub const COMMANDS: [&str; 7] = [
    "run x.toml --replications 7 --unit 700",
    "run x.toml --replications 4 --resend-effect --unit 2000",
    "run z.toml --ensemble 4 --unit 1000",
    "compare x.toml y.toml --pair-filings --resend-effect --set run.replications=5 --unit 4000",
    "compare x.toml y.toml --ensemble 3 --unit 1000",
    "sweep x.toml --design sobol --points 2 --vary people.prompt=0.3..0.8 --vary rules.window=24h,2d",
    "load x.toml --multiply 1,2,4 --set run.replications=4 --unit 1000",
];

pub fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A command line without the options of work that is kept.
pub fn without_work(line: &str) -> Vec<&str> {
    let mut words = words(line);
    if let Some(at) = words.iter().position(|word| *word == "--unit") {
        words.drain(at..at + 2);
    }
    words
}

/// The results of one machine that keeps nothing.
pub fn reference(folder: &TempDir, line: &str) -> PathBuf {
    let mut arguments = without_work(line);
    arguments.extend(["--out", "reference", "--quiet"]);
    done(folder, &arguments);
    folder.path().join("reference")
}

/// The paths of all files in a folder; one that goes meanwhile is left out.
fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let entries = fs::read_dir(&inner).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            match path.is_dir() {
                true => folders.push(path),
                false => paths.push(path),
            }
        }
    }
    paths
}

/// All files of a folder, by their paths in it.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = paths(folder).into_iter().map(|path| {
        let name = path.strip_prefix(folder).unwrap().to_owned();
        (name, fs::read(&path).unwrap())
    });
    files.collect()
}

/// Results are the same, byte for byte, but for how fast the program was and what it was called with.
#[track_caller]
pub fn same_results(one: &Path, other: &Path) {
    let told = |files: &mut BTreeMap<PathBuf, Vec<u8>>| -> Value {
        let manifest = files.remove(Path::new("manifest.json")).unwrap();
        let mut manifest: Value = serde_json::from_slice(&manifest).unwrap();
        manifest.as_object_mut().unwrap().remove("speed");
        manifest["command"].as_object_mut().unwrap().remove("asked");
        manifest
    };
    let (mut one, mut other) = (files(one), files(other));
    assert_eq!(told(&mut one), told(&mut other));
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{}", name.display());
    }
}

/// The records in a folder of work: each with the file that it is, so that one written again is another.
pub fn records(folder: &TempDir, work: &str) -> BTreeMap<PathBuf, u64> {
    use std::os::unix::fs::MetadataExt;
    let all = paths(&folder.path().join(work).join("units"));
    let whole = all
        .into_iter()
        .filter(|path| !path.to_string_lossy().contains(".unfinished-"));
    let records = whole.filter_map(|path| {
        let file = fs::metadata(&path).ok()?.ino();
        Some((path, file))
    });
    records.collect()
}

/// Begins a command.
pub fn begin(folder: &TempDir, line: &str) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("beian-sim"))
        .args(words(line))
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// How far work is.
pub fn status(folder: &TempDir, work: &str) -> Value {
    let said = say(folder, &["status", work, "--json"]);
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.error))
}

/// The numbers of an expression such as `--array=1,3-5`.
pub fn numbers(array: &str) -> Vec<u32> {
    let list = array.strip_prefix("--array=").unwrap();
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        first.parse::<u32>().unwrap()..=last.parse().unwrap()
    };
    list.split(',').flat_map(range).collect()
}
