//! Commands that run single tests name tests that are there.

use crate::house::{files_of, read, root, rust_files};

/// The programs that a text asks cargo to test, each with its filters.
fn named_tests(text: &str) -> Vec<(String, Vec<String>)> {
    let words = |command: &str| -> Option<(String, Vec<String>)> {
        let ends = |c: char| matches!(c, '`' | '#' | '"' | ')');
        let mut words = command.split(ends).next()?.split_whitespace();
        words.find(|word| *word == "--test")?;
        let program = words.next()?.to_owned();
        let options = |word: &&str| !word.starts_with("--");
        Some((program, words.filter(options).map(str::to_owned).collect()))
    };
    let commands = text
        .lines()
        .flat_map(|line| line.split("cargo test").skip(1));
    commands.filter_map(words).collect()
}

/// The rest of a line ends a command, but within a sentence a command may go on in the next one.
fn in_one_line(text: &str) -> String {
    let mut joined = String::new();
    for line in text.lines() {
        joined.push_str(line.trim_start_matches("//!").trim_start_matches("///"));
        let open = line.matches('`').count() % 2 == 1 && !line.starts_with("```");
        joined.push(if open { ' ' } else { '\n' });
    }
    joined
}

/// Whether the name of a function has this part.
fn has_function(code: &str, part: &str) -> bool {
    let mut names = code.lines().filter_map(|line| {
        let function = line.trim_start().strip_prefix("fn ")?;
        function.split('(').next()
    });
    names.any(|name| name.contains(part))
}

/// The folder of a program of tests.
fn folder_of(program: &str) -> Option<String> {
    let folders = ["tests", "src/engine/tests"].map(|tests| format!("{tests}/{program}"));
    let mut folders = folders.into_iter();
    folders.find(|folder| root().join(folder).join("main.rs").exists())
}

/// Whether a filter leaves a test of the program in this folder: it names a file of it, or a part of a function.
fn leaves_a_test(folder: &str, filter: &str) -> bool {
    let name = filter.trim_end_matches(':');
    let module = format!("{folder}/{name}.rs");
    let mut files = rust_files(folder).into_iter();
    files.any(|file| file == module || has_function(&read(&file), name))
}

#[test]
fn tests_that_are_named_are_there() {
    let mut texts = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    texts.extend(files_of("docs", "md"));
    texts.extend(["src", "tests"].into_iter().flat_map(rust_files));
    let mut found = 0;
    for text in texts {
        for (program, filters) in named_tests(&in_one_line(&read(&text))) {
            let folder = folder_of(&program);
            let folder = folder.unwrap_or_else(|| panic!("{text}: there are no tests {program}"));
            for filter in filters {
                assert!(
                    leaves_a_test(&folder, &filter),
                    "{text}: {program} has no {filter}"
                );
            }
            found += 1;
        }
    }
    assert!(found > 20, "only {found} commands were found");
}
