//! A table declared: each column once, with its name, kind, meaning, and where a row has its value.

use std::borrow::Cow;

use super::cell::{Cell, unit_decimals};
use super::schema::{Column, Kind, OfMeasure, Schema, TableName};
use crate::measures::{
    Estimate, Group, GroupBy, Interval, IntervalMethod, MEASURES, Measure, Unit,
};

/// A table with rows of a type.
///
/// ```
/// use beian_sim::datasets::MESSAGES;
///
/// let schema = MESSAGES.schema();
/// assert_eq!(schema.key, ["group_by", "group", "cause", "fate"]);
/// assert_eq!(schema.interval_of, Some("share_of_sent"));
/// assert_eq!(MESSAGES.name.file(), "messages.csv");
/// ```
pub struct Table<R: 'static> {
    /// Its name, that of its file; other rooms refer to the table by it.
    pub name: TableName,
    /// A title.
    pub title: &'static str,
    /// What one row is.
    pub description: &'static str,
    /// Its columns.
    pub(super) columns: fn() -> Columns<R>,
}

/// A table as its file has it.
#[derive(Clone)]
pub struct TableFile {
    /// What it declares.
    pub schema: Schema,
    /// The file's bytes: RFC 4180, UTF-8, LF.
    pub bytes: Vec<u8>,
    /// Its rows, the header not counted.
    pub rows: u64,
}

impl<R: 'static> Table<R> {
    /// The declaration without the values.
    pub fn schema(&self) -> Schema {
        self.schema_of(&(self.columns)())
    }

    fn schema_of(&self, columns: &Columns<R>) -> Schema {
        Schema {
            name: self.name,
            title: self.title,
            description: self.description,
            columns: columns
                .list
                .iter()
                .map(|(column, _)| column.clone())
                .collect(),
            key: columns.key.clone(),
            interval_of: columns.interval_of,
        }
    }

    /// The table of these rows, as CSV.
    pub fn file<'a>(&self, rows: impl IntoIterator<Item = &'a R>) -> TableFile {
        self.file_with(&(self.columns)(), rows)
    }

    /// The table of these rows, with columns that are known only now.
    pub(super) fn file_with<'a>(
        &self,
        columns: &Columns<R>,
        rows: impl IntoIterator<Item = &'a R>,
    ) -> TableFile {
        let schema = self.schema_of(columns);
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        // Neither can fail: memory takes what it is given, and every row has a cell a column.
        let mut record = |fields: &mut dyn Iterator<Item = String>| {
            let _ = writer.write_record(fields);
        };
        record(&mut schema.columns.iter().map(|c| c.name.to_string()));
        let mut count = 0;
        for row in rows {
            let mut cells = columns.list.iter().map(|(column, value)| {
                let decimals = columns.decimals(column.kind, row);
                value(row).text(decimals)
            });
            record(&mut cells);
            count += 1;
        }
        let bytes = writer.into_inner().unwrap_or_default();
        TableFile {
            schema,
            bytes,
            rows: count,
        }
    }
}

/// Where a row has the value of a column.
type Value<R> = Box<dyn Fn(&R) -> Cell>;

/// The columns of a table, in the order of the file.
pub(super) struct Columns<R> {
    list: Vec<(Column, Value<R>)>,
    key: Vec<&'static str>,
    interval_of: Option<&'static str>,
    unit: fn(&R) -> Unit,
}

impl<R: 'static> Columns<R> {
    /// No columns yet.
    pub(super) fn new() -> Self {
        Self::in_units(|_| Unit::Number)
    }

    /// No columns yet; those of [`Kind::Figure`] are in the unit that a row has.
    pub(super) fn in_units(unit: fn(&R) -> Unit) -> Self {
        Self {
            list: Vec::new(),
            key: Vec::new(),
            interval_of: None,
            unit,
        }
    }

    /// A column.
    pub(super) fn column(
        mut self,
        name: impl Into<Cow<'static, str>>,
        kind: Kind,
        description: &'static str,
        value: impl Fn(&R) -> Cell + 'static,
    ) -> Self {
        let column = Column {
            name: name.into(),
            kind,
            description,
            of_measure: OfMeasure::No,
        };
        self.list.push((column, Box::new(value)));
        self
    }

    /// The column before is the figure of the row's measure, or an end of an interval of it.
    pub(super) fn of_measure(self) -> Self {
        self.judged(OfMeasure::Figure)
    }

    /// The column before explains the figure of the row's measure, or follows from it.
    pub(super) fn explains(self) -> Self {
        self.judged(OfMeasure::Explains)
    }

    fn judged(mut self, of_measure: OfMeasure) -> Self {
        if let Some((column, _)) = self.list.last_mut() {
            column.of_measure = of_measure;
        }
        self
    }

    /// A column that, with the others of the key, names a row.
    pub(super) fn key(
        mut self,
        name: &'static str,
        kind: Kind,
        description: &'static str,
        value: impl Fn(&R) -> Cell + 'static,
    ) -> Self {
        self.key.push(name);
        self.column(name, kind, description, value)
    }

    /// The columns that name the group of a row.
    #[rustfmt::skip]
    pub(super) fn group(self, group: fn(&R) -> &Group) -> Self {
        self.key("group_by", Kind::Word(|| GroupBy::ALL.map(GroupBy::name).to_vec()),
            "By what the figures are broken down",
            move |row| group(row).by.name().into())
        .key("group", Kind::Text,
            "The group: a province's code, a filing type, a carrier, a segment's name, or all",
            move |row| group(row).name.as_str().into())
    }

    /// The measure that names a row.
    #[rustfmt::skip]
    pub(super) fn measure(self, measure: fn(&R) -> &'static Measure) -> Self {
        self.key("measure", Kind::Word(|| MEASURES.iter().map(|measure| measure.name).collect()),
            "The measure; the method describes each",
            move |row| measure(row).name.into())
    }

    /// The unit of a row's figures.
    #[rustfmt::skip]
    pub(super) fn unit(self) -> Self {
        let unit = self.unit;
        self.column("unit", Kind::Word(|| Unit::ALL.map(Unit::name).to_vec()),
            "The unit of the value: a number of things, a share of 1, seconds, things a day, or yuan",
            move |row| unit(row).name().into())
    }

    /// A figure with its interval: the columns `name`, `ci_low`, `ci_high`, `ci_method`, `replications`.
    pub(super) fn estimate(
        mut self,
        name: &'static str,
        kind: Kind,
        description: &'static str,
        estimate: impl Fn(&R) -> Option<Estimate> + Copy + 'static,
    ) -> Self {
        match kind {
            Kind::Share => self.unit = |_| Unit::Share,
            Kind::Seconds => self.unit = |_| Unit::Seconds,
            _ => {}
        }
        self.column(name, kind, description, move |row| {
            estimate(row).map(|estimate| estimate.value).into()
        })
        .interval(name, estimate)
    }

    /// The interval of an estimate in the column `of`, how it was made, and over how many replications.
    pub(super) fn interval(
        self,
        of: &'static str,
        estimate: impl Fn(&R) -> Option<Estimate> + Copy + 'static,
    ) -> Self {
        self.ends(of, move |row| estimate(row)?.interval)
            .method(move |row| estimate(row)?.interval)
            .replications(estimate)
    }

    /// The ends of the interval of the column `of`.
    #[rustfmt::skip]
    pub(super) fn ends(
        self,
        of: &'static str,
        interval: impl Fn(&R) -> Option<Interval> + Copy + 'static,
    ) -> Self {
        self.column("ci_low", Kind::Figure,
            "Lower end of the confidence interval (of 95 %, or the scenario's run.level); empty where there is none",
            move |row| interval(row).map(|interval| interval.low).into())
        .of_measure()
        .column("ci_high", Kind::Figure,
            "Upper end of the confidence interval (of 95 %, or the scenario's run.level); empty where there is none",
            move |row| interval(row).map(|interval| interval.high).into())
        .of_measure()
        .with_interval_of(of)
    }

    /// Says that `ci_low` and `ci_high` belong to the column `of`.
    pub(super) fn with_interval_of(mut self, of: &'static str) -> Self {
        self.interval_of = Some(of);
        self
    }

    /// How an interval was made.
    #[rustfmt::skip]
    pub(super) fn method(self, interval: impl Fn(&R) -> Option<Interval> + 'static) -> Self {
        self.column("ci_method",
            Kind::Word(|| IntervalMethod::ALL.map(IntervalMethod::name).to_vec()),
            "How the interval was made: Student t over replications, or Wilson's for one replication",
            move |row| interval(row).map(|interval| interval.method.name()).into())
    }

    /// Over how many replications an estimate was made.
    #[rustfmt::skip]
    pub(super) fn replications(self, of: impl Fn(&R) -> Option<Estimate> + 'static) -> Self {
        self.column("replications", Kind::Count, "Over how many replications the figure was made",
            move |row| of(row).map(|estimate| estimate.replications as u64).into())
    }

    /// The decimals of a number in a column of this kind.
    fn decimals(&self, kind: Kind, row: &R) -> usize {
        match kind {
            Kind::Number(decimals) => decimals,
            Kind::Share => unit_decimals(Unit::Share),
            Kind::Seconds => unit_decimals(Unit::Seconds),
            Kind::Figure => unit_decimals((self.unit)(row)),
            Kind::Text | Kind::Word(_) | Kind::Count | Kind::Date | Kind::Instant => 0,
        }
    }
}
