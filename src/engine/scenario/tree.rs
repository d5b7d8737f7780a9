//! A TOML document as a tree whose every value knows where it stands.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fields::is_whole;
use crate::diagnostics::{Fault, Faults, Place, SourceText};

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub enum Value {
    /// A table, by name.
    Table(BTreeMap<String, Node>),
    /// A list.
    List(Vec<Node>),
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A date, or date and time.
    Datetime(toml::value::Datetime),
}

impl Value {
    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::List(_) => "a list",
            Self::Text(_) => "a string",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Datetime(_) => "a date or time",
        }
    }

    /// Whether it is a string.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// As JSON; dates as strings.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Table(table) => {
                let fields = table
                    .iter()
                    .map(|(name, node)| (name.clone(), node.value.json()));
                serde_json::Value::Object(fields.collect())
            }
            Self::List(list) => list.iter().map(|node| node.value.json()).collect(),
            Self::Text(text) => text.as_str().into(),
            Self::Integer(number) => (*number).into(),
            Self::Float(number) => (*number).into(),
            Self::Bool(flag) => (*flag).into(),
            Self::Datetime(datetime) => datetime.to_string().into(),
        }
    }

    /// As a TOML value.
    pub fn toml(&self) -> toml::Value {
        match self {
            Self::Table(table) => {
                let fields = table
                    .iter()
                    .map(|(name, node)| (name.clone(), node.value.toml()));
                toml::Value::Table(fields.collect())
            }
            Self::List(list) => {
                toml::Value::Array(list.iter().map(|node| node.value.toml()).collect())
            }
            Self::Text(text) => toml::Value::String(text.clone()),
            Self::Integer(number) => toml::Value::Integer(*number),
            Self::Float(number) => toml::Value::Float(*number),
            Self::Bool(flag) => toml::Value::Boolean(*flag),
            Self::Datetime(datetime) => toml::Value::Datetime(*datetime),
        }
    }
}

impl Node {
    /// Reads a document.
    ///
    /// # Errors
    /// The faults of its syntax.
    pub fn parse(source: &Arc<SourceText>) -> Result<Self, Faults> {
        let table = DeTable::parse(&source.text).map_err(|error| {
            let place = Place::new(source, error.span().unwrap_or(0..0));
            let message = format!("not TOML: {}", error.message().replace('\n', "; "));
            Faults::from(Fault::at(place, "", message))
        })?;
        let span = table.span();
        let mut faults = Faults::default();
        let value = table_of(table.get_ref(), source, &mut faults);
        let place = Place::new(source, span);
        faults.or(Self { value, place })
    }

    /// The node at a dotted path.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.')
            .try_fold(self, |node, name| node.field(name))
    }

    /// A field of a table.
    pub fn field(&self, name: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(table) => table.get(name),
            _ => None,
        }
    }

    /// The fields of a table; none of anything else.
    pub fn fields(&self) -> impl Iterator<Item = (&String, &Self)> {
        let table = match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        };
        table.into_iter().flatten()
    }

    /// Lays another node over this one, at `path`: tables merge field by field, but for those that
    /// are one value (distributions, shares); what is not a table is replaced whole.
    pub fn lay_over(&mut self, over: &Self, path: &str) {
        if let (Value::Table(under), Value::Table(upper)) = (&mut self.value, &over.value)
            && !is_whole(path)
        {
            for (name, node) in upper {
                let path = join(path, name);
                match under.get_mut(name) {
                    Some(field) => field.lay_over(node, &path),
                    None => {
                        under.insert(name.clone(), node.clone());
                    }
                }
            }
            // What is wrong with the whole is the fault of who touched it last.
            self.place = over.place.clone();
        } else {
            *self = over.clone();
        }
    }

    /// The first name of a dotted path below this node, and what follows: one that it has, though it has
    /// points in it, one in quotation marks, or what stands before the first point.
    fn first_name<'p>(&self, path: &'p str) -> (&'p str, Option<&'p str>) {
        if let Some((name, rest)) = path.strip_prefix('"').and_then(|p| p.split_once('"'))
            && (rest.is_empty() || rest.starts_with('.'))
        {
            return (name, rest.strip_prefix('.'));
        }
        let points = path.match_indices('.').map(|(at, _)| at);
        let ends = points.chain([path.len()]);
        let known = ends.filter(|at| self.field(&path[..*at]).is_some());
        match known.max().or_else(|| path.find('.')) {
            Some(at) => (&path[..at], path[at..].strip_prefix('.')),
            None => (path, None),
        }
    }

    /// Sets the value at a dotted path below this node, which stands at `at`; tables on the way are
    /// made where there are none. Unlike a file, this reaches into a distribution, too.
    pub fn set(&mut self, path: &str, over: &Self, at: &str) {
        let (name, rest) = self.first_name(path);
        let empty = || Self {
            value: Value::Table(BTreeMap::new()),
            place: over.place.clone(),
        };
        if !matches!(self.value, Value::Table(_)) {
            *self = empty();
        }
        self.place = over.place.clone();
        let Value::Table(table) = &mut self.value else {
            return;
        };
        let at = join(at, name);
        match (rest, table.get_mut(name)) {
            (None, Some(field)) => field.lay_over(over, &at),
            (None, None) => {
                table.insert(name.to_owned(), over.clone());
            }
            (Some(rest), Some(field)) => field.set(rest, over, &at),
            (Some(rest), None) => {
                table
                    .entry(name.to_owned())
                    .or_insert_with(empty)
                    .set(rest, over, &at);
            }
        }
    }
}

/// `path.name`, or `name` at the top.
pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn table_of(table: &DeTable, source: &Arc<SourceText>, faults: &mut Faults) -> Value {
    let mut fields = BTreeMap::new();
    for (name, value) in table {
        let node = node_of(value, name.span(), source, faults);
        fields.insert(name.get_ref().to_string(), node);
    }
    Value::Table(fields)
}

fn node_of(
    spanned: &Spanned<DeValue>,
    name: Range<usize>,
    source: &Arc<SourceText>,
    faults: &mut Faults,
) -> Node {
    let own = spanned.span();
    // A table of sections may have no place of its own but its name.
    let span = if own.is_empty() { name } else { own };
    let place = Place::new(source, span);
    let mut not_a_number = |text: &str| {
        let message = format!("{text} is no number that can be used here");
        faults.add(Fault::at(place.clone(), "", message));
        Value::Integer(0)
    };
    let value = match spanned.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => not_a_number(number.as_str()),
        },
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(float) if float.is_finite() => Value::Float(float),
            _ => not_a_number(number.as_str()),
        },
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(datetime) => Value::Datetime(*datetime),
        DeValue::Array(list) => {
            let nodes = list
                .iter()
                .map(|item| node_of(item, item.span(), source, faults));
            Value::List(nodes.collect())
        }
        DeValue::Table(table) => table_of(table, source, faults),
    };
    Node { value, place }
}
