//! Reading a file of a user's: nothing but a regular file, and none without an end.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::Duration;
use std::{fmt, thread};

/// The most bytes of a scenario file.
pub const SCENARIO_BYTES: u64 = 16 << 20;

/// The most bytes of a file of data: arrivals, measurements, acts, the table of a reference.
pub const DATA_BYTES: u64 = 1 << 30;

/// The most bytes of a manifest.
pub const MANIFEST_BYTES: u64 = 64 << 20;

/// Why a file was not read.
#[derive(Debug)]
pub enum Unreadable {
    /// It is nothing that is read: a folder, a device, larger than a bound.
    Refused(String),
    /// The machine failed.
    Machine(io::Error),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => f.write_str(reason),
            Self::Machine(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unreadable {}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Machine(error)
    }
}

/// All bytes of a regular file of at most `most` bytes; links are followed. What else may stand at a
/// path is refused before anything is read of it, but for a pipe that the program was started with
/// (`/dev/stdin`, `/dev/fd/63`).
///
/// # Errors
/// [`Unreadable`], with the reason.
pub fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, Unreadable> {
    let handed = is_handed(path);
    // The path is looked at first: to open a device may do something. The open file is what counts.
    judge(&fs::metadata(path)?, handed, most)?;
    let mut file = open(path)?;
    let found = file.metadata()?;
    judge(&found, handed, most)?;
    let mut bytes = Vec::new();
    let mut rest = Read::by_ref(&mut file).take(most + 1);
    while let Err(error) = rest.read_to_end(&mut bytes) {
        if error.kind() != ErrorKind::WouldBlock {
            return Err(error.into());
        }
        // A pipe whose writer takes its time.
        thread::sleep(Duration::from_millis(5));
    }
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    if bytes.is_empty() && !found.is_file() {
        let reason = "the pipe gave nothing (it can be read once); save it to a file";
        return Err(Unreadable::Refused(reason.to_owned()));
    }
    Ok(bytes)
}

/// A regular file that is open, for those that are read bit by bit whatever their size; links are followed. A
/// pipe is refused: it cannot be read twice.
///
/// # Errors
/// [`Unreadable`], with the reason.
pub fn open_file(path: &Path) -> Result<File, Unreadable> {
    judge(&fs::metadata(path)?, false, u64::MAX)?;
    let file = open(path)?;
    judge(&file.metadata()?, false, u64::MAX)?;
    Ok(file)
}

/// Whether a path names a file that the program was started with.
fn is_handed(path: &Path) -> bool {
    let folders = ["/dev/stdin", "/dev/fd", "/proc/self/fd"];
    folders.iter().any(|folder| path.starts_with(folder))
}

/// Refuses what is not to be read.
fn judge(found: &Metadata, handed: bool, most: u64) -> Result<(), Unreadable> {
    let refused = |what: &str| Err(Unreadable::Refused(format!("is {what}, not a file")));
    if found.is_dir() {
        refused("a folder")
    } else if is_pipe(found) {
        match handed {
            true => Ok(()),
            false => refused("a pipe"),
        }
    } else if !found.is_file() {
        refused("a device or a socket")
    } else if found.len() > most {
        Err(too_large(most))
    } else {
        Ok(())
    }
}

fn too_large(most: u64) -> Unreadable {
    let mebibytes = most >> 20;
    Unreadable::Refused(format!("is larger than {mebibytes} MiB, the most allowed"))
}

#[cfg(unix)]
fn is_pipe(found: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&found.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

/// Opens a file; a pipe that took its place meanwhile does not wait for a writer.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    options.open(path)
}
