//! A results folder: it appears whole or not at all.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::MANIFEST;
use super::aside::{Aside, NEW, OLD};
use super::datapackage::datapackage;
use super::error::Error;
use super::in_place::{may_be_replaced, put_in_place};
use super::manifest::{Manifest, ours};
use crate::datasets::Tables;
use crate::diagnostics::{MANIFEST_BYTES, read_file};

/// What goes into a results folder.
///
/// ```
/// use beian_sim::datasets::Tables;
/// use beian_sim::folder::{Command, Ended, Manifest, ResultsFolder, Simulated};
/// use beian_sim::{experiment, scenario};
///
/// let text = "run.length = '3d'\nrun.warm_up = '1d'\nrun.replications = 2";
/// let loaded = scenario::from_text("short", text)?;
/// let results = experiment::run(&loaded.scenario, &Default::default())?;
/// let tables = Tables::of(&loaded.scenario, &results);
/// let mut simulated = Simulated::default();
/// simulated.add(&results);
/// let again = ["run", "scenario.toml"].map(str::to_owned).to_vec();
/// let command = Command { name: "run", asked: Vec::new(), again, ended: Ended::Whole };
/// let manifest = Manifest::of(command, &loaded, &[], simulated, None);
///
/// let place = tempfile::tempdir()?;
/// let path = place.path().join("short");
/// ResultsFolder::new(&tables, &manifest).write(&path, false)?;
/// assert!(path.join("measures.csv").exists() && path.join("scenario.toml").exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ResultsFolder<'a> {
    tables: &'a Tables,
    manifest: &'a Manifest,
    others: Vec<(&'static str, &'a [u8])>,
}

impl<'a> ResultsFolder<'a> {
    /// A folder of these tables, with `datapackage.json`, `manifest.json` and the scenarios as they were
    /// run.
    pub fn new(tables: &'a Tables, manifest: &'a Manifest) -> Self {
        Self {
            tables,
            manifest,
            others: Vec::new(),
        }
    }

    /// With a further file, such as the page.
    #[must_use]
    pub fn file(mut self, name: &'static str, bytes: &'a [u8]) -> Self {
        self.others.push((name, bytes));
        self
    }

    /// Checks that the folder may be written, as [`ResultsFolder::write`] does at its end, and can be;
    /// for a refusal before a long run.
    ///
    /// # Errors
    /// [`Error::Exists`], or [`Error::NotResults`] where even `force` does not help; [`Error::Io`] where
    /// the machine lets nothing be made or replaced there.
    pub fn check(path: &Path, force: bool) -> Result<(), Error> {
        let replaces = may_be_written(path, force)?;
        let target = whole_path(path)?;
        Aside::try_beside(&target).map_err(Error::Io)?;
        if replaces {
            may_be_replaced(&target).map_err(Error::io("cannot replace", path))?;
        }
        Ok(())
    }

    /// Writes the folder beside `path` and puts it there when it is complete, in one step. Missing parents are
    /// created. With `force`, earlier results of this program at `path`, or an empty folder, are replaced.
    ///
    /// # Errors
    /// Those of [`ResultsFolder::check`]; [`Error::Io`] where the machine failed, and then what was
    /// at `path` is still there.
    pub fn write(&self, path: &Path, force: bool) -> Result<(), Error> {
        may_be_written(path, force)?;
        let target = whole_path(path)?;
        let no_name = || Error::NoFolderName(path.to_owned());
        let parent = target.parent().ok_or_else(no_name)?;
        fs::create_dir_all(parent).map_err(Error::io("cannot create", parent))?;
        let aside = Aside::make(parent, target.file_name()).map_err(Error::Io)?;
        // One more level: the temporary folder itself is closed to others.
        let fresh = aside.path().join(NEW);
        let old = aside.path().join(OLD);
        fs::create_dir(&fresh).map_err(Error::io("cannot create", &fresh))?;
        self.write_files(&fresh)?;
        if let Err(error) = put_in_place(&fresh, &target, &old) {
            if old.exists() {
                // What was there could not be put back: it must not go with the temporary folder.
                aside.keep();
            }
            return Err(Error::io("cannot put the results at", &target)(error));
        }
        aside.close().map_err(Error::io(
            "the results are written, but cannot clean up beside",
            &target,
        ))
    }

    fn write_files(&self, folder: &Path) -> Result<(), Error> {
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            fs::write(&path, bytes).map_err(Error::io("cannot write", &path))
        };
        for table in &self.tables.list {
            write(&table.schema.file(), &table.bytes)?;
        }
        let others = self.others.iter().copied();
        for (name, bytes) in self.manifest.held.files().chain(others) {
            if let Some(inner) = Path::new(name).parent() {
                let inner = folder.join(inner);
                fs::create_dir_all(&inner).map_err(Error::io("cannot create", &inner))?;
            }
            write(name, bytes)?;
        }
        let (name, title) = (&self.manifest.name, &self.manifest.title);
        let package = datapackage(name, title, self.tables);
        write("datapackage.json", format!("{package:#}\n").as_bytes())?;
        let manifest = self.manifest.json(self.tables);
        write(MANIFEST, format!("{manifest:#}\n").as_bytes())
    }
}

/// Whether a folder may be written, and would replace one.
fn may_be_written(path: &Path, force: bool) -> Result<bool, Error> {
    if let Err(error) = fs::symlink_metadata(path) {
        return match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(false),
            _ => Err(Error::io("cannot put the results at", path)(error)),
        };
    }
    if !force {
        return Err(Error::Exists(path.to_owned()));
    }
    let manifest = read_file(&path.join(MANIFEST), MANIFEST_BYTES);
    if manifest.is_ok_and(|bytes| ours(&bytes).is_some()) || is_empty(path) {
        Ok(true)
    } else {
        Err(Error::NotResults(path.to_owned()))
    }
}

/// Whether a folder is there, with nothing in it.
fn is_empty(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// The path in full; a link is followed to the folder that it names.
fn whole_path(path: &Path) -> Result<PathBuf, Error> {
    if let Ok(there) = fs::canonicalize(path) {
        return Ok(there);
    }
    if path.file_name().is_none() {
        return Err(Error::NoFolderName(path.to_owned()));
    }
    std::path::absolute(path).map_err(Error::io("cannot find", path))
}
