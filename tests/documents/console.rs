//! Documents whose commands are run: each must print what the document shows. Where figures have changed
//! on purpose, `RENEW_DOCUMENTS=1 cargo test --test documents -- readme tutorial` writes what is printed now.

use std::path::Path;

/// Something that a document does, in its order.
enum Step {
    /// Writes a file with the text of a block.
    File { name: String, text: String },
    /// Runs a command, which prints what is shown.
    Command { line: String, shown: String },
}

/// The steps of a document: commands of its `console` blocks with the output shown, and blocks after
/// a line `<!-- file: NAME -->`.
fn steps(document: &str) -> Vec<Step> {
    let mut found = Vec::new();
    let mut file: Option<String> = None;
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("<!-- file: ") {
            file = Some(name.trim_end_matches(" -->").to_owned());
        } else if line.starts_with("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            if let Some(name) = file.take() {
                let text = block.join("\n") + "\n";
                found.push(Step::File { name, text });
            } else if line == "```console" {
                found.extend(commands(&block));
            }
        }
    }
    found
}

fn commands(block: &[&str]) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    for line in block {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push(Step::Command {
                line: command.to_owned(),
                shown: String::new(),
            }),
            (None, Some(Step::Command { shown, .. })) => *shown += &format!("{line}\n"),
            _ => panic!("output before any command: {line}"),
        }
    }
    found
}

/// Runs the commands of a document by a shell in `folder`; where the output shown ends in `...`,
/// more may follow. Returns how many there were.
#[track_caller]
pub fn run_all(document: &Path, folder: &Path) -> usize {
    let text = std::fs::read_to_string(document).unwrap();
    let renew = std::env::var_os("RENEW_DOCUMENTS").is_some();
    let mut renewed = text.clone();
    let program = assert_cmd::cargo::cargo_bin("beian-sim");
    let programs = program.parent().unwrap().display();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
    let mut count = 0;
    for step in steps(&text) {
        let (line, shown) = match step {
            Step::File { name, text } => {
                std::fs::write(folder.join(name), text).unwrap();
                continue;
            }
            Step::Command { line, shown } => (line, shown),
        };
        count += 1;
        let mut shell = std::process::Command::new("bash");
        shell
            .args(["-c", &line])
            .env("PATH", &path)
            .current_dir(folder);
        let output = shell.output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {error}");
        let printed = String::from_utf8_lossy(&output.stdout);
        if renew {
            let (old, new) = (format!("$ {line}\n{shown}"), as_shown(&printed, &shown));
            renewed = renewed.replacen(&old, &format!("$ {line}\n{new}"), 1);
            continue;
        }
        match shown.split_once("...\n") {
            Some((start, _)) => assert!(printed.starts_with(start), "{line} prints\n{printed}"),
            None => assert_eq!(printed, shown, "{line}"),
        }
    }
    if renew {
        std::fs::write(document, renewed).unwrap();
    }
    count
}

/// What is printed, as far as it was shown.
fn as_shown(printed: &str, shown: &str) -> String {
    let Some((start, rest)) = shown.split_once("...\n") else {
        return printed.to_owned();
    };
    let lines = printed.split_inclusive('\n').take(start.lines().count());
    lines.collect::<String>() + "...\n" + rest
}
