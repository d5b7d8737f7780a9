//! The README stays true: every command in it is run, and prints what it shows.

use std::path::Path;

use assert_cmd::Command;

/// The commands of the README's `console` blocks, each with the output shown.
fn commands(readme: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside {
            match (line.strip_prefix("$ "), found.last_mut()) {
                (Some(command), _) => found.push((command.to_owned(), String::new())),
                (None, Some((_, output))) => *output += &format!("{line}\n"),
                (None, None) => panic!("output before any command: {line}"),
            }
        }
    }
    found
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    // The commands run in a folder of their own, so that results of the user's own stay.
    let folder = tempfile::tempdir().unwrap();
    let link = |part: &str| std::os::unix::fs::symlink(root.join(part), folder.path().join(part));
    std::fs::create_dir(folder.path().join("results")).unwrap();
    for part in ["scenarios", "tests", "results/arrivals-from-file"] {
        link(part).unwrap();
    }
    let commands = commands(&readme);
    assert!(commands.len() >= 6, "{commands:?}");
    for (command, shown) in commands {
        let words = command.replace('\'', "");
        let mut words = words.split_whitespace();
        assert_eq!(words.next(), Some("beian-sim"), "{command}");
        let mut run = Command::cargo_bin("beian-sim").unwrap();
        let output = run.args(words).current_dir(folder.path()).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {error}");
        let printed = String::from_utf8_lossy(&output.stdout);
        match shown.split_once("...\n") {
            Some((start, _)) => {
                assert!(printed.starts_with(start), "{command} prints\n{printed}");
            }
            None => assert_eq!(printed, shown, "{command}"),
        }
    }
}

#[test]
fn the_readme_names_every_shipped_file_of_a_results_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    for schema in beian_sim::report::schemas() {
        let name = format!("`{}`", schema.file());
        assert!(readme.contains(&name), "{name} is not in the README");
    }
}
