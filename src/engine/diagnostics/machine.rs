//! What the machine refuses to do.

use std::path::{Path, PathBuf};
use std::{fmt, io};

/// The machine failed: no permission, no space, no such disk.
#[derive(Debug)]
pub struct MachineFailure {
    /// What was being done, as in "cannot write".
    pub doing: &'static str,
    /// To which file or folder.
    pub path: PathBuf,
    /// What the machine said.
    pub source: io::Error,
}

impl MachineFailure {
    /// Turns what the machine says into a failure of `doing` something to `path`.
    pub fn of(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self {
            doing,
            path,
            source,
        }
    }
}

impl fmt::Display for MachineFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.doing, self.path.display(), self.source)
    }
}

impl std::error::Error for MachineFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
