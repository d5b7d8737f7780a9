//! A folder beside what is to be written, in which it is written until it is whole.
//!
//! As long as the program lives that made one, it holds a lock on the folder's mark. A folder with a mark that
//! nobody holds is what a killed program left, and is swept by the next that writes there.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::manifest::{PROGRAM, ours};
use super::swept::{Found, Swept};
use crate::diagnostics::MachineFailure;

/// How the name of such a folder begins, and how many letters and digits follow.
const PREFIX: &str = ".beian-sim-";
const LETTERS: usize = 6;

/// The file by which it is known.
const MARK: &str = "in-use.json";

/// The most bytes of a mark.
const MARK_BYTES: u64 = 4096;

/// New results, until they are put in place.
pub(super) const NEW: &str = "new";

/// Earlier results while new ones are put in their place, where the system cannot exchange the two.
pub(super) const OLD: &str = "old";

/// A folder that is removed with all in it when this is dropped.
pub(crate) struct Aside {
    folder: PathBuf,
    /// Holds the lock.
    mark: Option<File>,
    ended: bool,
}

impl Aside {
    /// Makes one in `parent`, for what will stand there under this name.
    ///
    /// # Errors
    /// What the machine refused; then nothing is left.
    pub(crate) fn make(parent: &Path, name: Option<&OsStr>) -> Result<Self, MachineFailure> {
        let mark = json!({ "program": PROGRAM, "for": name.and_then(OsStr::to_str) });
        let mut tries = 100;
        loop {
            tries -= 1;
            let folder = tempfile::Builder::new()
                .prefix(PREFIX)
                .rand_bytes(LETTERS)
                .tempdir_in(parent)
                .map_err(MachineFailure::of("cannot create a folder in", parent))?
                .keep();
            match marked(&folder, &mark) {
                Ok(mark) => {
                    return Ok(Self {
                        folder,
                        mark: Some(mark),
                        ended: false,
                    });
                }
                // Swept before it was marked.
                Err(error) if error.kind() == io::ErrorKind::NotFound && tries > 0 => {}
                Err(error) => {
                    let _ = fs::remove_dir(&folder).or_else(|_| remove(&folder).map(drop));
                    return Err(MachineFailure::of("cannot write in", parent)(error));
                }
            }
        }
    }

    /// Shows that something can be made at a path, by making such a folder there, which is removed again.
    ///
    /// # Errors
    /// What the machine refused.
    pub(crate) fn try_beside(path: &Path) -> Result<(), MachineFailure> {
        let folder = nearest_folder(path);
        let failure = MachineFailure::of("cannot remove a folder in", folder);
        Self::make(folder, None)?.close().map_err(failure)
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.folder
    }

    /// Removes it.
    ///
    /// # Errors
    /// What the machine refused.
    pub(crate) fn close(mut self) -> io::Result<()> {
        self.end()
    }

    /// Leaves it where it is.
    pub(super) fn keep(mut self) {
        self.ended = true;
    }

    fn end(&mut self) -> io::Result<()> {
        self.ended = true;
        remove(&self.folder).map(drop).or_else(|_| {
            // To look into the folder may take the one file that the machine lets be open.
            self.mark = None;
            remove(&self.folder).map(drop)
        })
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.end();
        }
    }
}

/// Marks a folder as one that is in use.
fn marked(folder: &Path, mark: &Value) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    let mut file = options.open(folder.join(MARK))?;
    // Whoever sweeps holds the lock of a mark without words for a moment, and removes it.
    let locked = file.lock().is_ok();
    if !is_linked(&file.metadata()?) {
        return Err(io::ErrorKind::NotFound.into());
    }
    // Where the disk has no locks, it says nothing by which anybody would sweep it.
    let mark = if locked { mark } else { &Value::Null };
    file.write_all(mark.to_string().as_bytes())?;
    Ok(file)
}

/// The folder nearest to a path that is there, or what stands in its place.
pub(crate) fn nearest_folder(path: &Path) -> &Path {
    let mut above = path.ancestors().skip(1);
    let there = above.find(|folder| fs::symlink_metadata(folder).is_ok());
    there.unwrap_or(Path::new("."))
}

/// Sweeps what killed runs left in a folder, and says what it was. What is in use, or is not surely
/// theirs, stays.
pub(crate) fn sweep(folder: &Path) -> Swept {
    let mut swept = Swept::in_folder(folder);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    for path in paths.iter().filter(|path| is_named_so(path)) {
        if let Some(found) = sweep_one(path, folder) {
            swept.list.push(found);
        }
    }
    swept
}

fn is_named_so(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str);
    name.and_then(|name| name.strip_prefix(PREFIX))
        .is_some_and(|rest| {
            rest.len() == LETTERS && rest.chars().all(|c| c.is_ascii_alphanumeric())
        })
}

/// Sweeps one folder of this name, if it is what a killed run left.
fn sweep_one(path: &Path, parent: &Path) -> Option<Found> {
    let there = fs::symlink_metadata(path).ok()?;
    if !there.is_dir() || !is_own(&there) {
        return None;
    }
    let mark = path.join(MARK);
    let (held, words) = match unheld(&mark) {
        Ok(unheld) => unheld?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Killed before it was marked, or after the mark was removed: nothing is in it then.
            return fs::remove_dir(path)
                .ok()
                .map(|()| Found::Swept { bytes: 0 });
        }
        Err(_) => return None,
    };
    let left = if words.is_empty() {
        // Killed while it was marked: nothing else is in it.
        fs::read_dir(path).ok()?.nth(1).is_none().then_some(None)
    } else {
        ours(&words).map(Some)
    }?;
    let back = left.and_then(|left| earlier_results(path, parent, &left));
    if let Some(Found::Kept { .. }) = back {
        return back;
    }
    let removed = remove(path);
    drop(held);
    Some(match (back, removed) {
        (Some(back), _) => back,
        (None, Ok(bytes)) => Found::Swept { bytes },
        (None, Err(error)) => Found::Stays(MachineFailure::of("cannot remove", path)(error)),
    })
}

/// A mark that nobody holds, locked, and what it says; `None` where it is held, or no mark.
fn unheld(mark: &Path) -> io::Result<Option<(File, Vec<u8>)>> {
    if !fs::symlink_metadata(mark)?.is_file() {
        return Ok(None);
    }
    let mut file = File::options().read(true).write(true).open(mark)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    if !is_linked(&file.metadata()?) {
        return Ok(None);
    }
    let mut words = Vec::new();
    file.rewind()?;
    Read::by_ref(&mut file)
        .take(MARK_BYTES)
        .read_to_end(&mut words)?;
    Ok(Some((file, words)))
}

/// What becomes of earlier results that were moved aside when the run was killed before new ones stood in
/// their place: they are put back, where nothing else is.
fn earlier_results(aside: &Path, parent: &Path, mark: &Value) -> Option<Found> {
    let old = aside.join(OLD);
    if !old.is_dir() || !aside.join(NEW).is_dir() {
        return None;
    }
    let name = mark["for"].as_str().map(Path::new);
    let name = name.filter(|name| name.file_name() == Some(name.as_os_str()));
    let place = name.map(|name| parent.join(name));
    let place = place.filter(|place| fs::symlink_metadata(place).is_err());
    match place {
        Some(place) if fs::rename(&old, &place).is_ok() => Some(Found::PutBack { at: place }),
        _ => Some(Found::Kept { at: old }),
    }
}

/// Removes a folder with all in it and says how many bytes its files had. The mark goes last, so that what is
/// left is known where this does not end. One file is open at a time: the machine may refuse more.
fn remove(folder: &Path) -> io::Result<u64> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort_by_key(|path| path.file_name() == Some(OsStr::new(MARK)));
    let mut bytes = 0;
    for path in paths {
        let there = fs::symlink_metadata(&path)?;
        if there.is_dir() {
            bytes += remove(&path)?;
        } else {
            fs::remove_file(&path)?;
            bytes += there.len();
        }
    }
    match fs::remove_dir(folder) {
        // Empty and without a mark, it may be swept by others.
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(bytes),
    }
}

/// Whether a folder belongs to who runs the program.
#[cfg(unix)]
fn is_own(there: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    there.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_: &Metadata) -> bool {
    true
}

/// Whether an open file still has its name.
#[cfg(unix)]
fn is_linked(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) > 0
}

#[cfg(not(unix))]
fn is_linked(_: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a run leaves that is killed.
    fn killed(parent: &Path, name: &str, files: &[&str]) -> PathBuf {
        let aside = Aside::make(parent, Some(name.as_ref())).unwrap();
        let path = aside.path().to_owned();
        for file in files {
            fs::create_dir_all(path.join(file).parent().unwrap()).unwrap();
            fs::write(path.join(file), "1234567890").unwrap();
        }
        aside.keep();
        path
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_killed_is_swept_and_what_lives_is_not() {
        let place = tempfile::tempdir().unwrap();
        let place = place.path();
        assert!(sweep(place).is_empty());
        killed(place, "out", &["new/a.csv", "new/data/b.csv"]);
        killed(place, "out", &[]);
        fs::create_dir(place.join(".beian-sim-empty0")).unwrap();
        let living = Aside::make(place, None).unwrap();
        fs::write(living.path().join("events"), "living").unwrap();
        let told = sweep(place).to_string();
        assert!(
            told.starts_with("swept what 3 killed runs left in "),
            "{told}"
        );
        let own = living.path().file_name().unwrap().to_str().unwrap();
        assert_eq!(names(place), [own]);
        assert_eq!(names(living.path()), ["events", MARK]);
        living.close().unwrap();
        assert_eq!(names(place), [""; 0]);
    }

    #[test]
    fn what_is_not_surely_ours_stays() {
        let place = tempfile::tempdir().unwrap();
        let place = place.path();
        let ours = r#"{"program": "beian-sim", "for": null}"#;
        for (name, words) in [
            (".beian-sim-abcdef", "{}"),
            (".beian-sim-ABCDEF", r#"{"program": "other"}"#),
            (".beian-sim-123456", ""),
            (".beian-sim-1234567", ours),
            (".beian-sim-12345-", ours),
            ("beian-sim-123456", ours),
        ] {
            fs::create_dir(place.join(name)).unwrap();
            fs::write(place.join(name).join(MARK), words).unwrap();
            fs::write(place.join(name).join("mine.txt"), "").unwrap();
        }
        fs::create_dir(place.join(".beian-sim-nomark")).unwrap();
        fs::write(place.join(".beian-sim-nomark/mine.txt"), "").unwrap();
        fs::write(place.join(".beian-sim-afile0"), "").unwrap();
        let before = names(place);
        let swept = sweep(place);
        assert!(swept.is_empty(), "{swept}");
        assert_eq!(names(place), before);
    }

    #[test]
    fn results_that_were_moved_aside_are_put_back() {
        let place = tempfile::tempdir().unwrap();
        let place = place.path();
        killed(place, "out", &["new/a.csv", "old/a.csv"]);
        let told = sweep(place).to_string();
        assert!(told.starts_with("put the results back at "), "{told}");
        assert_eq!(names(place), ["out"]);
        // Others stand there meanwhile: both stay.
        let aside = killed(place, "out", &["new/a.csv", "old/a.csv"]);
        let told = sweep(place).to_string();
        assert!(told.contains("earlier results"), "{told}");
        assert_eq!(names(&aside), [MARK, "new", "old"]);
        // New ones stand in their place: they are done with.
        fs::rename(aside.join("new"), place.join("newer")).unwrap();
        assert!(
            sweep(place)
                .to_string()
                .starts_with("swept what a killed run left")
        );
        assert_eq!(names(place), ["newer", "out"]);
    }
}
