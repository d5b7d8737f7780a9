//! What killed runs had left, as it is told.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::diagnostics::MachineFailure;

/// What became of one folder that a killed run had left.
#[derive(Debug)]
pub(super) enum Found {
    /// It is removed.
    Swept { bytes: u64 },
    /// It held earlier results in place of which nothing stood: they stand there again.
    PutBack { at: PathBuf },
    /// It holds earlier results in place of which others stand.
    Kept { at: PathBuf },
    /// It could not be removed.
    Stays(MachineFailure),
}

/// What killed runs had left in a folder, and what became of it.
#[derive(Debug)]
pub(crate) struct Swept {
    folder: PathBuf,
    pub(super) list: Vec<Found>,
}

impl Swept {
    /// Nothing yet.
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            list: Vec::new(),
        }
    }

    /// Whether nothing was left.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl fmt::Display for Swept {
    /// In one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told = Vec::new();
        let swept = self.list.iter().filter_map(|found| match found {
            Found::Swept { bytes } => Some(*bytes),
            _ => None,
        });
        let swept: Vec<u64> = swept.collect();
        if !swept.is_empty() {
            let who = match swept.len() {
                1 => "a killed run".to_owned(),
                runs => format!("{runs} killed runs"),
            };
            let (folder, bytes) = (self.folder.display(), swept.iter().sum::<u64>());
            told.push(format!(
                "swept what {who} left in {folder} ({:.1} MB)",
                bytes as f64 / 1e6
            ));
        }
        for found in &self.list {
            match found {
                Found::Swept { .. } => {}
                Found::PutBack { at } => told.push(format!(
                    "put the results back at {} that a killed run had moved aside",
                    at.display()
                )),
                Found::Kept { at } => told.push(format!(
                    "earlier results that a killed run had moved aside are in {}",
                    at.display()
                )),
                Found::Stays(failure) => {
                    told.push(format!("what a killed run left stays: {failure}"));
                }
            }
        }
        f.write_str(&told.join("; "))
    }
}
