//! The file that an event log is written to, and its forms.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use bytes::Bytes;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::SerializedFileWriter;

use super::groups::{RowGroup, properties, schema};
use super::lines::{Lines, header};
use super::row::{CellWords, Row};

/// Rows so alike are no smaller at higher levels, which take longer.
const ZSTD_LEVEL: i32 = 1;

/// The form of an event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventForm {
    /// Lines of CSV.
    Csv,
    /// Lines of CSV, compressed with Zstandard.
    CsvZst,
    /// Parquet.
    Parquet,
}

impl EventForm {
    /// The form that a file's name asks for.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let forms = [
            (".csv", Self::Csv),
            (".csv.zst", Self::CsvZst),
            (".parquet", Self::Parquet),
        ];
        let mut known = forms.into_iter();
        known.find_map(|(ending, form)| name.ends_with(ending).then_some(form))
    }

    /// Gathers the rows of a cell.
    pub(super) fn rows(self, words: CellWords) -> Rows {
        match self {
            Self::Csv | Self::CsvZst => Rows::Lines(Box::new(Lines::new(words))),
            Self::Parquet => Rows::Group(Box::new(RowGroup::new(words))),
        }
    }
}

/// The rows of a cell on the way to the file.
#[derive(Debug)]
pub(super) enum Rows {
    Lines(Box<Lines>),
    Group(Box<RowGroup>),
}

impl Rows {
    /// Adds a row; `true` where it is time to [`take`](Self::take).
    pub(super) fn push(&mut self, row: &Row) -> bool {
        match self {
            Self::Lines(lines) => lines.push(row),
            Self::Group(group) => group.push(row),
        }
    }

    /// The rows since the last time, as [`Target::write`] wants them.
    pub(super) fn take(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Self::Lines(lines) => Ok(lines.take()),
            Self::Group(group) => Ok(group.take()?),
        }
    }
}

/// The file while it is written.
pub(super) enum Target {
    Csv(File),
    CsvZst(zstd::Encoder<'static, File>),
    Parquet(SerializedFileWriter<File>),
}

impl Target {
    /// Begins the file.
    pub(super) fn begin(form: EventForm, mut file: File) -> io::Result<Self> {
        Ok(match form {
            EventForm::Csv => {
                file.write_all(header().as_bytes())?;
                Self::Csv(file)
            }
            EventForm::CsvZst => {
                let mut encoder = zstd::Encoder::new(file, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                encoder.write_all(header().as_bytes())?;
                Self::CsvZst(encoder)
            }
            EventForm::Parquet => {
                Self::Parquet(SerializedFileWriter::new(file, schema()?, properties())?)
            }
        })
    }

    /// Adds what [`Rows::take`] gave.
    pub(super) fn write(&mut self, rows: Vec<u8>) -> io::Result<()> {
        match self {
            _ if rows.is_empty() => Ok(()),
            Self::Csv(file) => file.write_all(&rows),
            Self::CsvZst(encoder) => encoder.write_all(&rows),
            Self::Parquet(file) => Ok(append_groups(file, rows.into())?),
        }
    }

    /// Ends the file.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Csv(mut file) => file.flush(),
            Self::CsvZst(encoder) => encoder.finish()?.flush(),
            Self::Parquet(file) => Ok(file.close().map(drop)?),
        }
    }
}

/// Appends the row groups of a Parquet file in memory as they are.
fn append_groups(to: &mut SerializedFileWriter<File>, bytes: Bytes) -> ParquetResult<()> {
    let reader = SerializedFileReader::new(bytes.clone())?;
    for group in reader.metadata().row_groups() {
        let rows_written = u64::try_from(group.num_rows())
            .map_err(|_| ParquetError::General("a row group of no length".into()))?;
        let mut copy = to.next_row_group()?;
        for column in group.columns() {
            let close = ColumnCloseResult {
                bytes_written: u64::try_from(column.compressed_size()).unwrap_or(0),
                rows_written,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            copy.append_column(&bytes, close)?;
        }
        copy.close()?;
    }
    Ok(())
}
