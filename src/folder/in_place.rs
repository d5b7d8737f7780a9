//! Putting a folder in the place of another.

use std::path::Path;
use std::{fs, io};

/// Puts `fresh` at `target`. What is there is exchanged for it, in one step, where the system can; else it is
/// moved to `old` first, and back where `fresh` cannot be put there.
pub(super) fn put_in_place(fresh: &Path, target: &Path, old: &Path) -> io::Result<()> {
    if fs::symlink_metadata(target).is_err() {
        return fs::rename(fresh, target);
    }
    match exchange(fresh, target) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            in_two_steps(fresh, target, old)
        }
        exchanged => exchanged,
    }
}

/// Exchanges two folders; `Unsupported` where the system, or the file system, cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        Errno::INVAL | Errno::NOSYS | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn in_two_steps(fresh: &Path, target: &Path, old: &Path) -> io::Result<()> {
    fs::rename(target, old)?;
    fs::rename(fresh, target).inspect_err(|_| {
        // Nothing more can be done where this fails, too: the first failure is told.
        let _ = fs::rename(old, target);
    })
}

/// Checks that a folder can be moved out of its place.
#[cfg(unix)]
pub(super) fn may_be_replaced(target: &Path) -> io::Result<()> {
    use rustix::fs::Access;
    use std::os::unix::fs::MetadataExt;
    // A folder that moves to another gets another `..`.
    rustix::fs::access(target, Access::WRITE_OK | Access::EXEC_OK)?;
    let parent = target.parent().unwrap_or(target);
    if fs::metadata(target)?.dev() != fs::metadata(parent)?.dev() {
        let why = "a disk is mounted there; name a folder in it";
        return Err(io::Error::new(io::ErrorKind::ResourceBusy, why));
    }
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn may_be_replaced(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Put = fn(&Path, &Path, &Path) -> io::Result<()>;

    #[test]
    fn new_results_stand_in_the_place_of_old_ones() {
        for put in [put_in_place as Put, in_two_steps as Put] {
            let place = tempfile::tempdir().unwrap();
            let paths = ["new", "out", "old"].map(|name| place.path().join(name));
            let [new, out, old] = &paths;
            for folder in [new, out] {
                fs::create_dir(folder).unwrap();
                fs::write(folder.join("name"), folder.as_os_str().as_encoded_bytes()).unwrap();
            }
            put(new, out, old).unwrap();
            let stands = fs::read(out.join("name")).unwrap();
            assert_eq!(stands, new.as_os_str().as_encoded_bytes());
            assert!(new.exists() != old.exists(), "one holds what was there");
        }
    }

    #[test]
    fn what_stood_there_is_put_back_where_nothing_can_take_its_place() {
        let place = tempfile::tempdir().unwrap();
        let paths = ["new", "out", "old"].map(|name| place.path().join(name));
        let [new, out, old] = &paths;
        fs::create_dir(out).unwrap();
        assert!(in_two_steps(new, out, old).is_err());
        assert!(out.exists() && !old.exists());
    }
}
