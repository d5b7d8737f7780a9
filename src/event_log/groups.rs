//! Rows as row groups of Parquet.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::columns::{EVENT_COLUMNS, EventColumn, EventKind};
use super::row::{CellWords, Row, push_case};
use crate::clock::HOUR;

/// How many rows a group holds at most: what a thread keeps in memory.
const ROWS: usize = 65_536;

/// The schema.
///
/// # Errors
/// None that a declaration of columns can cause.
pub(super) fn schema() -> Result<TypePtr> {
    let fields: Result<Vec<TypePtr>> = EVENT_COLUMNS.iter().map(field).collect();
    let group = Type::group_type_builder("events").with_fields(fields?);
    Ok(Arc::new(group.build()?))
}

fn field(column: &EventColumn) -> Result<TypePtr> {
    let (physical, logical) = match column.kind {
        EventKind::Text | EventKind::OptionalText => {
            (Physical::BYTE_ARRAY, Some(LogicalType::String))
        }
        EventKind::Instant => {
            let utc = LogicalType::timestamp(true, TimeUnit::MILLIS);
            (Physical::INT64, Some(utc))
        }
        EventKind::Count => (Physical::INT32, None),
        EventKind::Truth => (Physical::BOOLEAN, None),
    };
    let repetition = match column.kind {
        EventKind::OptionalText => Repetition::OPTIONAL,
        _ => Repetition::REQUIRED,
    };
    let built = Type::primitive_type_builder(column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(built))
}

/// How the file is written: zstd, statistics by row group.
pub(super) fn properties() -> WriterPropertiesPtr {
    static PROPERTIES: LazyLock<WriterPropertiesPtr> = LazyLock::new(|| {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        Arc::new(properties.build())
    });
    Arc::clone(&PROPERTIES)
}

/// The cells of a text column.
#[derive(Debug, Default)]
struct Texts {
    values: Vec<ByteArray>,
    /// For each row, 1 where there is text and 0 where there is none.
    present: Vec<i16>,
}

impl Texts {
    fn push(&mut self, text: Bytes) {
        self.present.push(i16::from(!text.is_empty()));
        if !text.is_empty() {
            self.values.push(ByteArray::from(text));
        }
    }

    fn words(&mut self, text: &'static str) {
        self.push(Bytes::from_static(text.as_bytes()));
    }
}

/// Gathers the rows of a cell by column.
#[derive(Debug)]
pub(super) struct RowGroup {
    words: CellWords,
    rows: usize,
    case: Texts,
    activity: Texts,
    at: Vec<i64>,
    who: Texts,
    kind: Texts,
    counted: Vec<bool>,
    submission: Vec<i32>,
    leader: Texts,
    carrier: Texts,
    rule: Texts,
    detail: Texts,
}

impl RowGroup {
    /// No row yet.
    pub(super) fn new(words: CellWords) -> Self {
        Self {
            words,
            rows: 0,
            case: Texts::default(),
            activity: Texts::default(),
            at: Vec::new(),
            who: Texts::default(),
            kind: Texts::default(),
            counted: Vec::new(),
            submission: Vec::new(),
            leader: Texts::default(),
            carrier: Texts::default(),
            rule: Texts::default(),
            detail: Texts::default(),
        }
    }

    /// Adds a row; `true` where it is time to hand the group on.
    pub(super) fn push(&mut self, row: &Row) -> bool {
        let mut case = Vec::with_capacity(16);
        push_case(&self.words, row.number, &mut case);
        self.case.push(case.into());
        self.activity.words(row.told.activity);
        self.at.push(row.at.0 - 8 * HOUR);
        self.who.words(row.told.who);
        self.kind.words(row.kind);
        self.counted.push(row.counted);
        self.submission
            .push(i32::try_from(row.submission).unwrap_or(i32::MAX));
        self.leader.words(row.leader);
        self.carrier.words(row.carrier);
        self.rule.words(row.told.rule);
        self.detail
            .push(Bytes::copy_from_slice(row.detail.as_bytes()));
        self.rows += 1;
        self.rows >= ROWS
    }

    /// The rows since the last time as a Parquet file of one row group, in memory; empty where there
    /// are none.
    ///
    /// # Errors
    /// None that rows can cause.
    pub(super) fn take(&mut self) -> Result<Vec<u8>> {
        let group = std::mem::replace(self, Self::new(self.words));
        if group.rows == 0 {
            return Ok(Vec::new());
        }
        let mut file = SerializedFileWriter::new(Vec::new(), schema()?, properties())?;
        let mut columns = file.next_row_group()?;
        group.write(&mut columns)?;
        columns.close()?;
        file.into_inner()
    }

    /// Writes the columns in the order in which they are declared.
    fn write(self, to: &mut SerializedRowGroupWriter<Vec<u8>>) -> Result<()> {
        let replication = i32::try_from(self.words.replication).unwrap_or(i32::MAX);
        let mut province = Texts::default();
        (0..self.rows).for_each(|_| province.words(self.words.province));
        texts(to, &self.case)?;
        texts(to, &self.activity)?;
        column::<Int64Type>(to, &self.at, None)?;
        texts(to, &self.who)?;
        column::<Int32Type>(to, &vec![replication; self.rows], None)?;
        texts(to, &province)?;
        texts(to, &self.kind)?;
        column::<BoolType>(to, &self.counted, None)?;
        column::<Int32Type>(to, &self.submission, None)?;
        texts(to, &self.leader)?;
        texts(to, &self.carrier)?;
        texts(to, &self.rule)?;
        texts(to, &self.detail)
    }
}

fn texts(to: &mut SerializedRowGroupWriter<Vec<u8>>, texts: &Texts) -> Result<()> {
    // A column that is always there ignores the levels.
    column::<ByteArrayType>(to, &texts.values, Some(&texts.present))
}

fn column<T: DataType>(
    to: &mut SerializedRowGroupWriter<Vec<u8>>,
    values: &[T::T],
    present: Option<&[i16]>,
) -> Result<()> {
    let missing = || ParquetError::General("more columns than the schema has".into());
    let mut column = to.next_column()?.ok_or_else(missing)?;
    column.typed::<T>().write_batch(values, present, None)?;
    column.close()
}
