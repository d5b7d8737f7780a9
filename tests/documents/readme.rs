//! The README and the questions stay true: every command in them is run, and prints what they show.

use std::path::Path;

use crate::console::run_all;

/// Runs a document's commands in a folder of their own, so that results of the user's own stay. Returns how many.
fn run(document: &str) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let link = |part: &str| std::os::unix::fs::symlink(root.join(part), folder.path().join(part));
    std::fs::create_dir(folder.path().join("results")).unwrap();
    for part in ["tests", "results/arrivals-from-file"] {
        link(part).unwrap();
    }
    // Scenarios of the document's own come to those that are shipped.
    let to = folder.path().join("scenarios");
    std::fs::create_dir(&to).unwrap();
    for entry in std::fs::read_dir(root.join("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    run_all(&root.join(document), folder.path())
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let commands = run("README.md");
    assert!(commands >= 5, "{commands}");
}

#[test]
fn every_question_has_the_answer_that_it_shows() {
    let commands = run("docs/questions.md");
    assert!(commands >= 17, "{commands}");
}

#[test]
fn the_readme_names_every_shipped_file_of_a_results_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    for schema in beian_sim::datasets::schemas() {
        let name = format!("`{}`", schema.file());
        assert!(readme.contains(&name), "{name} is not in the README");
    }
}
