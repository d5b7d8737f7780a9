//! Reading an event log from a Parquet file.

use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::{Field, Row};

use super::columns::EVENT_COLUMNS;
use super::read::{Log, Record, TIME, column_name};
use crate::clock::{HOUR, Instant};
use crate::diagnostics::{Fault, Faults, WHOLE, caught};

fn unreadable(name: &str, why: String) -> Fault {
    Fault::of_file(name, format!("is no Parquet file that can be read: {why}"))
}

/// What the library reads, or why it cannot: at damaged bytes it may panic.
fn read<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    let read = caught(work).map_err(|error| error.to_string())?;
    read.map_err(|error| error.to_string())
}

impl Log<'_> {
    /// Reads a Parquet file, row by row.
    pub(super) fn parquet(
        mut self,
        file: impl ChunkReader + 'static,
    ) -> Result<Option<Record>, Faults> {
        let name = self.name;
        let reader = read(|| SerializedFileReader::new(file));
        let reader = reader.map_err(|why| unreadable(name, why))?;
        let schema = reader.metadata().file_metadata().schema();
        let names = schema.get_fields().iter().map(|field| field.name());
        let names: Vec<String> = names.map(str::to_owned).collect();
        self.find(names.iter().map(String::as_str))?;
        let rows = read(|| reader.get_row_iter(None));
        let mut rows = rows.map_err(|why| unreadable(name, why))?;
        for number in 1_u64.. {
            if (self.stopped)() {
                return Ok(None);
            }
            let Some(row) = read(|| rows.next().transpose()).transpose() else {
                break;
            };
            let damaged = row.is_err();
            let taken = row
                .map_err(|why| (WHOLE, why))
                .and_then(|row| self.take_row(&row));
            if let Err((column, message)) = taken {
                let message = format!("row {number}: {message}");
                self.faults
                    .add(Fault::of_file(self.name, message).of_field(column_name(column)));
            }
            // Where a page is damaged the iterator stays, and says so without an end.
            if damaged {
                break;
            }
        }
        self.whole().map(Some)
    }

    fn take_row(&mut self, row: &Row) -> Result<(), (usize, String)> {
        let mut texts: [String; EVENT_COLUMNS.len()] = Default::default();
        let mut at = None;
        let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        for (column, text) in texts.iter_mut().enumerate() {
            let field = self.places[column].and_then(|place| fields.get(place));
            match field {
                None | Some(Field::Null) => {}
                Some(Field::Str(cell)) => text.clone_from(cell),
                Some(Field::TimestampMillis(millis)) if column == TIME => at = Some(*millis),
                Some(Field::TimestampMicros(micros)) if column == TIME => {
                    at = Some(micros.div_euclid(1_000))
                }
                // An instant beyond all calendars cannot be written.
                Some(other) => {
                    *text =
                        caught(|| other.to_string()).map_err(|why| (column, why.to_string()))?;
                }
            }
        }
        let at = at.map(|millis| Instant(millis.saturating_add(8 * HOUR)));
        let cells = texts.each_ref().map(String::as_str);
        self.take(&cells, at)
    }
}
