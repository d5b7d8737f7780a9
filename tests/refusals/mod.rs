//! Commands that must be refused: exit code 2, nothing on standard output, nothing left behind.
#![allow(dead_code)]

use std::collections::BTreeSet;
use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder with a user's files.
pub struct Folder(TempDir);

/// What a refused command said.
pub struct Refused(pub String);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.0.path().join(name), bytes).unwrap();
        self
    }

    fn names(&self) -> BTreeSet<String> {
        let names = fs::read_dir(self.0.path()).unwrap();
        let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        names.map(|entry| name(entry.unwrap())).collect()
    }

    /// Runs a command that must be refused.
    pub fn refuses(&self, args: &[&str]) -> Refused {
        let before = self.names();
        let mut command = Command::cargo_bin("beian-sim").unwrap();
        let output = command.args(args).current_dir(self.0.path()).output();
        let output = output.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "something on standard output");
        assert_eq!(self.names(), before, "something was left behind");
        Refused(said)
    }

    pub fn refuses_to_run(&self) -> Refused {
        self.refuses(&["run", "s.toml", "--out", "out"])
    }
}

impl Refused {
    /// One line of the faults has all of these.
    #[track_caller]
    pub fn says(&self, parts: &[&str]) -> &Self {
        let found = self.0.lines().any(|line| {
            line.starts_with("error: ") && parts.iter().all(|part| line.contains(part))
        });
        assert!(found, "{parts:?} is not said by:\n{}", self.0);
        self
    }

    pub fn faults(&self) -> usize {
        let lines = self.0.lines();
        lines.filter(|line| line.starts_with("error: ")).count()
    }
}

/// A folder with the scenario `s.toml`, based on the baseline; its own text begins in line 2.
pub fn scenario(text: &str) -> Folder {
    Folder::new().with("s.toml", format!("based_on = \"baseline.toml\"\n{text}\n"))
}
