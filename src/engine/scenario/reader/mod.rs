//! Reading values: every one is checked, every fault is kept, and reading goes on.
//!
//! `values` reads single values, `delays` durations and their distributions, `spans`
//! durations in a calendar, `lists` shares, factors
//! and whatever is by province, `tables` the tables that stand in lists or by name, `uncertain` what
//! is uncertain, and what is believed of it.

mod delays;
mod lists;
mod reminders;
mod spans;
mod tables;
mod uncertain;
mod values;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::data::GivenFiles;
use super::fields::Visitor;
use super::fields::declared::Declared;
use super::model::{Calendars, Scenario};
use super::sources::ReadFile;
use super::tree::{Node, Value, join};
use crate::clock::Instant;
use crate::diagnostics::{Fault, Faults, did_you_mean, shortened};
use crate::measures::Groups;

/// The most characters of a value that is told.
const LONGEST: usize = 80;

/// The fields that name data files.
const DATA_FILES: [&str; 2] = ["file", "samples"];

/// Reads values from a tree, and keeps what is wrong with them.
pub(super) struct Reader {
    /// The scenario's path: data files named by an override lie beside it.
    path: PathBuf,
    /// What is wrong.
    pub(super) faults: Faults,
    /// The fields in which something is wrong, and how often that was found.
    wrong: BTreeSet<String>,
    found: usize,
    /// Data files that are not on the disk.
    pub(super) given: GivenFiles,
    /// The data files that were read.
    pub(super) files: Vec<ReadFile>,
    /// 00:00 of the first day, from which relative instants count.
    pub(super) start: Instant,
    /// The calendars, in the order of their ids; all open where they are not known yet.
    calendars: Calendars,
    /// The groups that a threshold may name, once they are known.
    pub(super) groups: Option<Groups>,
}

impl Reader {
    /// A reader of the scenario at a path.
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            faults: Faults::default(),
            wrong: BTreeSet::new(),
            found: 0,
            given: GivenFiles::default(),
            files: Vec::new(),
            start: Instant(0),
            calendars: tables::own_calendars(),
            groups: None,
        }
    }

    /// A reader of what refers to the start and the calendars of a scenario that is known.
    pub(super) fn of(path: &Path, scenario: &Scenario) -> Self {
        Self {
            start: scenario.run.start.start(),
            calendars: scenario.calendars.clone(),
            ..Self::new(path)
        }
    }

    /// Notes a fault at a node.
    pub(super) fn fault(&mut self, node: &Node, field: &str, message: impl Into<String>) {
        let fault = Fault::at(node.place.clone(), field, message);
        self.wrong.insert(fault.field.clone());
        self.found += 1;
        self.faults.add(fault);
    }

    /// Whether a fault was found in a field, or in one below it: what is judged from it would tell the
    /// same again.
    pub(super) fn at_fault(&self, field: &str) -> bool {
        let below = join(field, "");
        let next = self.wrong.range(below.clone()..).next();
        self.wrong.contains(field) || next.is_some_and(|next| next.starts_with(&below))
    }

    /// Notes that something else was expected at a node.
    fn expected(&mut self, node: &Node, field: &str, expected: &str) {
        let found = match &node.value {
            Value::Text(text) => format!("\"{}\"", shortened(text, LONGEST)),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Datetime(datetime) => datetime.to_string(),
            other => other.kind().to_owned(),
        };
        self.fault(node, field, format!("{found} where {expected} is expected"));
    }

    /// The fields of a table; anything else is a fault.
    pub(super) fn table<'n>(
        &mut self,
        node: &'n Node,
        field: &str,
    ) -> impl Iterator<Item = (&'n String, &'n Node)> + use<'n> {
        self.is_table(node, field);
        node.fields()
    }

    /// Whether something is a table; anything else is a fault.
    fn is_table(&mut self, node: &Node, field: &str) -> bool {
        let is_table = matches!(node.value, Value::Table(_));
        if !is_table {
            self.expected(node, field, "a table");
        }
        is_table
    }

    /// A list; anything else is a fault.
    pub(super) fn list<'n>(&mut self, node: &'n Node, field: &str) -> &'n [Node] {
        if let Value::List(list) = &node.value {
            return list;
        }
        self.expected(node, field, "a list");
        &[]
    }

    /// Faults for fields of a table that are none of these names.
    fn only(&mut self, node: &Node, field: &str, names: &[&str]) {
        for (name, value) in node.fields() {
            if !names.contains(&name.as_str()) {
                let near = did_you_mean(name, names.iter().copied());
                let allowed = names.join(", ");
                let message = format!("unknown field{near} (allowed: {allowed})");
                self.fault(value, &join(field, name), message);
            }
        }
    }

    /// Reads the declared fields of a table at a path; those that are missing are faults.
    fn parts<T>(&mut self, node: &Node, path: &str, parts: &[Declared<T>], into: &mut T) {
        for Declared { part, read } in parts {
            let field = join(path, part.name);
            match node.field(part.name) {
                Some(value) => read(self, value, &field, into),
                None if part.required => self.fault(node, &field, "missing"),
                None => {}
            }
        }
    }

    /// The same, where nothing else may stand in the table.
    fn whole<T>(&mut self, node: &Node, path: &str, parts: &[Declared<T>], mut start: T) -> T {
        let names: Vec<&str> = parts.iter().map(|declared| declared.part.name).collect();
        self.only(node, path, &names);
        self.parts(node, path, parts, &mut start);
        start
    }

    /// A data file lies beside the scenario that names it.
    fn beside(&self, node: &Node, file: &str) -> PathBuf {
        let source = &node.place.source;
        let scenario = match source.is_option() {
            true => &self.path,
            false => Path::new(&source.name),
        };
        let folder = scenario.parent();
        folder.map_or_else(|| file.into(), |folder| folder.join(file))
    }

    /// Names the data files in a tree by their whole paths, so that it can stand anywhere.
    pub(super) fn name_data_files(&self, tree: &mut Node) {
        match &mut tree.value {
            Value::Table(table) => {
                for (name, node) in table {
                    let path = match &node.value {
                        Value::Text(file) if DATA_FILES.contains(&name.as_str()) => {
                            Some(self.beside(node, file))
                        }
                        _ => None,
                    };
                    match path.map(|path| self.given.whole_path(&path)) {
                        Some(path) => node.value = Value::Text(path.display().to_string()),
                        None => self.name_data_files(node),
                    }
                }
            }
            Value::List(list) => list.iter_mut().for_each(|node| self.name_data_files(node)),
            _ => {}
        }
    }
}

/// A tree from which sections are read.
pub(super) struct Layer<'r, 'n> {
    /// Who reads.
    pub reader: &'r mut Reader,
    /// From where.
    pub tree: &'n Node,
    /// Whether a field that it does not have is a fault; otherwise what lies under it stays.
    pub complete: bool,
}

impl Visitor for Layer<'_, '_> {
    fn section<T>(&mut self, path: &str, fields: &[Declared<T>], target: &mut T) {
        let section = match path {
            "" => Some(self.tree),
            path => self.tree.at(path),
        };
        if section.is_none() && !self.complete {
            return;
        }
        for Declared { part, read } in fields {
            match section.and_then(|section| section.at(part.name)) {
                Some(node) => read(self.reader, node, &join(path, part.name), target),
                None if self.complete && part.required => self.missing(&join(path, part.name)),
                None => {}
            }
        }
    }
}

impl Layer<'_, '_> {
    /// A fault that a field is missing; but none where it is because something else stands in place
    /// of its section, which is a fault already.
    fn missing(&mut self, path: &str) {
        let mut sections = path
            .match_indices('.')
            .filter_map(|(at, _)| self.tree.at(&path[..at]));
        if sections.all(|node| matches!(node.value, Value::Table(_))) {
            self.reader.fault(self.tree, path, "missing");
        }
    }
}
