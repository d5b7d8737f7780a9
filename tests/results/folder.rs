//! Results folders appear whole or not at all.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use crate::synthetic::{manifest, small_tables};
use beian_sim::diagnostics::sha256;
use beian_sim::folder::{Error, ResultsFolder, Speed};
use serde_json::Value;

/// The names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn write(path: &Path, extra: u64, force: bool) -> Result<(), Error> {
    ResultsFolder::new(&small_tables(extra), &manifest()).write(path, force)
}

#[test]
fn a_folder_holds_its_tables_the_package_and_the_manifest() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("not/yet/there");
    let (tables, manifest) = (small_tables(0), manifest());
    let folder = ResultsFolder::new(&tables, &manifest);
    folder.write(&path, false).unwrap();
    assert_eq!(names(path.parent().unwrap()), ["there"]);
    let names = names(&path);
    assert_eq!(names.len(), tables.list.len() + 3);
    let manifest: Value =
        serde_json::from_slice(&fs::read(path.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["program"], "beian-sim");
    assert_eq!(manifest["seed"], 42);
    assert_eq!(manifest.get("speed"), None);
    let held = fs::read(path.join("scenario.toml")).unwrap();
    assert_eq!(manifest["scenarios"][0]["sha256"], sha256(&held));
    for table in manifest["tables"].as_array().unwrap() {
        let bytes = fs::read(path.join(table["file"].as_str().unwrap())).unwrap();
        assert_eq!(table["sha256"], sha256(&bytes));
    }
}

#[test]
fn wall_time_stands_in_the_manifest_and_not_in_references() {
    let mut with = manifest();
    let threads = NonZeroUsize::new(2).unwrap();
    with.speed = Some(Speed {
        wall_seconds: 0.5,
        threads,
    });
    let tables = small_tables(0);
    let json = with.json(&tables);
    assert_eq!(json["speed"]["threads"], 2);
    assert_eq!(json["speed"]["filings_per_second"], 4002.0);
    let reference = with.reproducible().json(&tables);
    assert_eq!(reference, manifest().reproducible().json(&tables));
    // Nor how somebody called the program.
    assert_eq!(reference["command"].get("asked"), None);
    assert_eq!(reference["command"]["again"][1], "scenario.toml");
}

#[test]
fn an_existing_folder_is_replaced_only_with_force() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("out");
    write(&path, 0, false).unwrap();
    let before = fs::read(path.join("measures.csv")).unwrap();
    let error = write(&path, 5, false).unwrap_err();
    assert!(matches!(error, Error::Exists(_)));
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("--force"));
    assert_eq!(fs::read(path.join("measures.csv")).unwrap(), before);
    fs::write(path.join("left over.csv"), "").unwrap();
    write(&path, 5, true).unwrap();
    assert_ne!(fs::read(path.join("measures.csv")).unwrap(), before);
    assert!(!path.join("left over.csv").exists());
    assert_eq!(names(place.path()), ["out"]);
}

#[test]
fn what_is_no_results_folder_is_never_replaced() {
    let place = tempfile::tempdir().unwrap();
    let mine = place.path().join("thesis");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("chapter1.txt"), "words").unwrap();
    for manifest in [None, Some(r#"{"name": "a web app"}"#), Some("not JSON")] {
        if let Some(manifest) = manifest {
            fs::write(mine.join("manifest.json"), manifest).unwrap();
        }
        let error = write(&mine, 0, true).unwrap_err();
        assert!(matches!(error, Error::NotResults(_)), "{error}");
        assert_eq!(error.exit_code(), 2);
        assert!(mine.join("chapter1.txt").exists());
    }
    let file = place.path().join("file");
    fs::write(&file, "words").unwrap();
    assert!(matches!(write(&file, 0, true), Err(Error::NotResults(_))));
    assert!(matches!(
        write(Path::new("/"), 0, false),
        Err(Error::Exists(_))
    ));
    assert_eq!(names(place.path()), ["file", "thesis"]);
}

#[test]
fn a_failure_of_the_machine_names_the_path_and_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "").unwrap();
    let error = write(&file.join("out"), 0, false).unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.to_string().contains("file"), "{error}");
    // A name that is too long.
    let long = place.path().join("x".repeat(300));
    let error = write(&long, 0, false).unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(
        error.to_string().contains("cannot put the results at"),
        "{error}"
    );
    assert_eq!(names(place.path()), ["file"]);
    // A file that cannot be written: it would lie in a file.
    let (tables, manifest) = (small_tables(0), manifest());
    let folder = ResultsFolder::new(&tables, &manifest);
    let folder = folder.file("one", b"").file("one/other.txt", b"");
    let error = folder.write(&place.path().join("out"), false).unwrap_err();
    assert!(error.to_string().contains("cannot create"), "{error}");
    assert_eq!(names(place.path()), ["file"]);
}

#[cfg(unix)]
#[test]
fn a_results_folder_can_be_read_by_those_who_can_read_its_neighbours() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::tempdir().unwrap();
    let (path, neighbour) = (place.path().join("out"), place.path().join("neighbour"));
    fs::create_dir(&neighbour).unwrap();
    write(&path, 0, false).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&path), mode(&neighbour));
}
