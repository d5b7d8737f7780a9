//! Faults: where, which field, what was found, what is allowed.

use std::fmt;

use super::Place;

/// Faults that are told one by one; of more the number is told.
pub const MAXIMUM_FAULTS: usize = 200;

/// One fault.
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
            field: field.into(),
            message: message.into(),
        }
    }

    /// A fault of a file, or of an option of the command line, as a whole.
    pub fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: None,
            file: file.into(),
            field: String::new(),
            message: message.into(),
        }
    }

    /// The same fault as one of a field.
    #[must_use]
    pub fn of_field(self, field: impl Into<String>) -> Self {
        Self {
            field: field.into(),
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

    /// The file, or the override.
    pub fn file(&self) -> &str {
        let place = self.place.as_ref();
        place.map_or(&self.file, |place| &place.source.name)
    }
}

/// `scenarios/x.toml:12:10: rules.windw: unknown field; did you mean rules.window?`
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file())?;
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
/// are kept and the others counted, so that neither memory nor time grows with the square of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    list: Vec<Fault>,
    more: usize,
}

impl Faults {
    /// Adds a fault, unless the same is there already: a field that holds for many provinces is
    /// wrong once.
    pub fn add(&mut self, fault: Fault) {
        if self.list.contains(&fault) {
            return;
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

    /// How many faults are not told one by one, as a line with the file where all are of one; `None`
    /// where all are told.
    pub fn and_more(&self) -> Option<String> {
        let first = self.list.first().map_or("", Fault::file);
        let alike = self.list.iter().all(|fault| fault.file() == first);
        let of = match alike {
            true => format!("{first}: "),
            false => String::new(),
        };
        (self.more > 0).then(|| format!("{of}{} more faults", self.more))
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self {
            list: vec![fault],
            more: 0,
        }
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
            faults.add(Fault::of_file("a.csv", "0"));
        }
        assert_eq!(faults.count(), MAXIMUM_FAULTS + 7);
        assert_eq!(faults.iter().count(), MAXIMUM_FAULTS);
        let text = faults.to_string();
        assert!(text.starts_with("a.csv: 0\na.csv: 1\n"), "{text}");
        assert!(text.ends_with("\na.csv: 7 more faults"), "{text}");
        assert_eq!(faults.clone().or(()), Err(faults));
        assert_eq!(Faults::default().or(3), Ok(3));
    }
}
