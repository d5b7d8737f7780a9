//! Faults: where, which field, what was found, what is allowed.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Place;
use super::shown::shortened;

/// Faults that are told one by one; of more the number is told.
pub const MAXIMUM_FAULTS: usize = 20;

/// Faults of which it is known whether they were met before; of more, each counts.
const MAXIMUM_SEEN: usize = 100_000;

/// The most characters of a field's name, of a message and of a file's name.
const NAME: usize = 120;
const MESSAGE: usize = 600;
const FILE: usize = 1_000;

/// One fault. Its words are made by the functions below, which shorten what they are given and write out
/// what a terminal would act on: they can be printed as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, if in a text.
    pub place: Option<Place>,
    /// The file, where there is no text to point into.
    pub file: String,
    /// The field, such as `people.prompt`; empty where it is none's.
    pub field: String,
    /// What is wrong: what was found, and what is allowed.
    pub message: String,
}

impl Fault {
    /// A fault of a field at a place.
    pub fn at(place: Place, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: place.source.name.clone(),
            place: Some(place),
            field: shortened(&field.into(), NAME),
            message: shortened(&message.into(), MESSAGE),
        }
    }

    /// A fault of a file, or of an option of the command line, as a whole.
    pub fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: None,
            file: file.into(),
            field: String::new(),
            message: shortened(&message.into(), MESSAGE),
        }
    }

    /// The same fault as one of a field.
    #[must_use]
    pub fn of_field(self, field: impl Into<String>) -> Self {
        Self {
            field: shortened(&field.into(), NAME),
            ..self
        }
    }

    /// The line, from 1; 0 where there is none.
    pub fn line(&self) -> usize {
        self.place.as_ref().map_or(0, |place| place.position().0)
    }

    /// The column in characters, from 1; 0 where there is none.
    pub fn column(&self) -> usize {
        self.place.as_ref().map_or(0, |place| place.position().1)
    }

    /// A digest of what makes it another fault than others.
    fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let place = self.place.as_ref();
        let place = place.map(|place| (place.source.first_line(), &place.span));
        (self.file(), place, &self.field, &self.message).hash(&mut hasher);
        hasher.finish()
    }

    /// The file, or the override.
    pub fn file(&self) -> &str {
        let place = self.place.as_ref();
        place.map_or(&self.file, |place| &place.source.name)
    }
}

/// `scenarios/x.toml:12:10: rules.windw: unknown field; did you mean rules.window?`
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shortened(self.file(), FILE))?;
        if let Some(place) = self.place.as_ref().filter(|p| !p.source.is_option()) {
            let (line, column) = place.position();
            write!(f, ":{line}:{column}")?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Fault {}

/// All faults of what a user gave; never empty as an error. Of more than [`MAXIMUM_FAULTS`] the first
/// are kept and the others counted, so that neither memory nor time grows with the number of faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    list: Vec<Fault>,
    more: usize,
    /// Digests of what was met.
    seen: HashSet<u64>,
}

impl Faults {
    /// Adds a fault, unless the same is there already: a field that holds for many provinces is
    /// wrong once.
    pub fn add(&mut self, fault: Fault) {
        let digest = fault.digest();
        if self.seen.contains(&digest) {
            return;
        }
        if self.seen.len() < MAXIMUM_SEEN {
            self.seen.insert(digest);
        }
        match self.list.len() < MAXIMUM_FAULTS {
            true => self.list.push(fault),
            false => self.more += 1,
        }
    }

    /// Adds all faults of others.
    pub fn extend(&mut self, others: Self) {
        others.list.into_iter().for_each(|fault| self.add(fault));
        self.more += others.more;
    }

    /// The same with each fault that is kept changed.
    #[must_use]
    pub fn map(mut self, change: impl FnMut(Fault) -> Fault) -> Self {
        self.list = self.list.into_iter().map(change).collect();
        self
    }

    /// The faults that are kept, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.list.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are, told one by one or not.
    pub fn count(&self) -> usize {
        self.list.len() + self.more
    }

    /// A value, or the faults that were found in it.
    ///
    /// # Errors
    /// These faults, if there are any.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        match self.is_empty() {
            true => Ok(value),
            false => Err(self),
        }
    }

    /// How many faults are not told one by one, as a line; `None` where all are told.
    pub fn and_more(&self) -> Option<String> {
        let plural = if self.more == 1 { "" } else { "s" };
        (self.more > 0).then(|| format!("and {} more fault{plural}", self.more))
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        let mut faults = Self::default();
        faults.add(fault);
        faults
    }
}

/// The faults that are kept, for those who want them one by one.
impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.list.iter().map(ToString::to_string);
        let lines: Vec<String> = lines.chain(self.and_more()).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Faults {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_fault_is_told_once_and_those_beyond_many_are_counted() {
        let mut faults = Faults::default();
        for n in 0..MAXIMUM_FAULTS + 7 {
            faults.add(Fault::of_file("a.csv", n.to_string()));
            faults.add(Fault::of_file("a.csv", n.to_string()));
        }
        assert_eq!(faults.count(), MAXIMUM_FAULTS + 7);
        assert_eq!(faults.iter().count(), MAXIMUM_FAULTS);
        let text = faults.to_string();
        assert!(text.starts_with("a.csv: 0\na.csv: 1\n"), "{text}");
        assert!(text.ends_with("\nand 7 more faults"), "{text}");
        assert_eq!(faults.clone().or(()), Err(faults));
        assert_eq!(Faults::default().or(3), Ok(3));
    }
}
