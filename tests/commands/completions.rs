//! `completions`: the command line is completed in each shell that is there.

use std::process::Command;

use crate::runner::{done, refused, small, write};
use tempfile::TempDir;

/// A folder with the program's script for a shell, and a place in which shells find the program.
fn with_script(shell: &str) -> (TempDir, String) {
    let folder = small("");
    let script = done(&folder, &["completions", shell]);
    assert!(script.contains("BEIAN_SIM_COMPLETE"), "{shell}: {script}");
    write(&folder, "script", script);
    let program = assert_cmd::cargo::cargo_bin("beian-sim");
    let beside = program.parent().unwrap().display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    (folder, format!("{beside}:{path}"))
}

/// What a shell prints that runs a line; `None` where it is not there.
fn run(shell: &str, line: &str, folder: &TempDir, path: &str) -> Option<String> {
    let mut command = Command::new(shell);
    let no_files = if shell == "zsh" { "-f" } else { "--norc" };
    let no_files = if shell == "fish" {
        "--no-config"
    } else {
        no_files
    };
    command.args([no_files, "-c", line]).env("PATH", path);
    let output = match command.current_dir(folder.path()).output() {
        Ok(output) => output,
        Err(_) => {
            // Where they are wanted, they must be there.
            assert!(
                std::env::var_os("BEIAN_SIM_SHELLS_WANTED").is_none(),
                "no {shell}"
            );
            eprintln!("no {shell} here");
            return None;
        }
    };
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.is_empty(), "{shell}: {line}: {error}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What is typed, and what must be offered among others, and what must not.
const TYPED: [(&str, &[&str], &str); 9] = [
    ("beian-sim val", &["validate"], "run"),
    ("beian-sim load --find", &["--find-limit"], "--force"),
    ("beian-sim run --resend", &["--resend-effect"], "--seed"),
    ("beian-sim load --profile s", &["step", "spike"], "constant"),
    (
        "beian-sim run x.toml --set rules.win",
        &["rules.window=", "rules.window_from="],
        "run.seed=",
    ),
    (
        "beian-sim sweep x.toml --measure return_rate_f",
        &["return_rate_first"],
        "return_rate",
    ),
    (
        "beian-sim find x.toml --until complete_within_1",
        &["complete_within_1h<="],
        "return_rate<=",
    ),
    ("beian-sim trace x.toml --province z", &["zj"], "bj"),
    ("beian-sim run x", &["x.toml"], "script"),
];

/// Every shell offers what fits, and nothing else.
fn offers(shell: &str, asks: impl Fn(&str) -> String) {
    let (folder, path) = with_script(shell);
    for (typed, wanted, other) in TYPED {
        let Some(said) = run(shell, &asks(typed), &folder, &path) else {
            return;
        };
        // Fish and zsh tell what each means as well.
        let offered: Vec<&str> = said
            .lines()
            .filter_map(|line| line.split(['\t', ' ', ':']).next())
            .collect();
        for word in wanted {
            assert!(offered.contains(word), "{shell}: {typed}: {offered:?}");
        }
        assert!(!offered.contains(&other), "{shell}: {typed}: {offered:?}");
    }
}

#[test]
fn bash_completes_commands_options_and_their_values() {
    offers("bash", |typed| {
        let words = typed.split(' ').count();
        let last = typed.split(' ').next_back().unwrap();
        format!(
            "source ./script; COMP_WORDS=({typed}); COMP_CWORD={}; COMP_TYPE=9; \
             _clap_complete_beian_sim beian-sim '{last}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words - 1
        )
    });
}

#[test]
fn fish_completes_commands_options_and_their_values() {
    offers("fish", |typed| {
        format!("source ./script; complete -C '{typed}'")
    });
}

#[test]
fn zsh_completes_commands_options_and_their_values() {
    // Outside of an editor: what the script hands over to zsh is printed in place of being shown.
    offers("zsh", |typed| {
        let words = typed.split(' ').count();
        format!(
            "compdef() {{ :; }}; _describe() {{ print -rl -- ${{(P)${{@[-1]}}}} }}; words=({typed}); \
             CURRENT={words}; source ./script; _clap_dynamic_completer_beian_sim"
        )
    });
}

#[test]
fn shells_that_are_none_are_refused() {
    let folder = small("");
    assert!(
        refused(&folder, &["completions", "cmd"])
            .error
            .contains("[possible values: bash, elvish, fish, powershell, zsh]")
    );
    let line = "BEIAN_SIM_COMPLETE=cmd $B -- beian-sim ru";
    let output = crate::runner::shell(&folder, line);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("unknown shell `cmd`"));
}
