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
    let commands = text.split("cargo test").skip(1);
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
    let named = |line: &str| {
        line.trim_start()
            .strip_prefix("fn ")?
            .split('(')
            .next()
            .map(str::to_owned)
    };
    code.lines()
        .filter_map(named)
        .any(|name| name.contains(part))
}

#[test]
fn tests_that_are_named_are_there() {
    let mut texts = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    texts.extend(files_of("docs", "md"));
    texts.extend(["src", "tests"].into_iter().flat_map(rust_files));
    let mut found = 0;
    for text in texts {
        for line in in_one_line(&read(&text)).lines() {
            for (program, filters) in named_tests(line) {
                let folders = [
                    format!("tests/{program}"),
                    format!("src/engine/tests/{program}"),
                ];
                let folder = folders
                    .iter()
                    .find(|folder| root().join(folder).join("main.rs").exists())
                    .unwrap_or_else(|| panic!("{text}: there are no tests {program}: {line}"));
                let files = rust_files(folder);
                for filter in filters {
                    let name = filter.trim_end_matches(':');
                    let module = format!("{folder}/{name}.rs");
                    let is_there =
                        |file: &String| *file == module || has_function(&read(file), name);
                    assert!(
                        files.iter().any(is_there),
                        "{text}: {program} has no {name}: {line}"
                    );
                }
                found += 1;
            }
        }
    }
    assert!(found > 20, "only {found} commands were found");
}
