//! A CSV file of the user's, read row by row: every fault is at its line and column.

use super::{Fault, Faults, Place, SourceText, did_you_mean, field_span, record_start};

/// A CSV file with a header while it is read, row by row.
pub struct CsvRows<'b> {
    name: &'b str,
    bytes: &'b [u8],
    reader: csv::Reader<&'b [u8]>,
    /// The header.
    pub header: csv::StringRecord,
    row: csv::StringRecord,
    /// Where the row begins.
    from: csv::Position,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// Its column, or [`WHOLE`].
    pub column: usize,
    /// What it is, in words.
    pub message: String,
}

impl From<(usize, String)> for RowFault {
    fn from((column, message): (usize, String)) -> Self {
        Self { column, message }
    }
}

/// A whole row, where a column is asked for.
pub const WHOLE: usize = usize::MAX;

/// The most bytes of a row that are kept for a message.
const MAXIMUM_ROW: usize = 1 << 16;

impl<'b> CsvRows<'b> {
    /// Reads the header.
    ///
    /// # Errors
    /// That there is none to be read.
    pub fn of(name: &'b str, bytes: &'b [u8]) -> Result<Self, Fault> {
        let mut builder = csv::ReaderBuilder::new();
        let reader = builder.trim(csv::Trim::All).from_reader(bytes);
        let mut table = Self {
            name,
            bytes,
            from: reader.position().clone(),
            reader,
            header: csv::StringRecord::new(),
            row: csv::StringRecord::new(),
        };
        match table.reader.headers() {
            Ok(header) => table.header = header.clone(),
            Err(error) => return Err(table.broken(&error)),
        }
        Ok(table)
    }

    /// The place of a column.
    ///
    /// # Errors
    /// That the file has none of this name.
    pub fn column(&self, column: &str) -> Result<usize, Fault> {
        let place = self.header.iter().position(|header| header == column);
        place.ok_or_else(|| {
            let near = did_you_mean(column, self.header.iter());
            let there: Vec<&str> = self.header.iter().collect();
            let there = there.join(", ");
            let message = format!("no column \"{column}\"{near} (there are: {there})");
            self.fault(WHOLE, "", message)
        })
    }

    /// The fault of a column of the row, under a name.
    pub fn fault(&self, column: usize, field: &str, message: String) -> Fault {
        let from = (self.from.byte() as usize).min(self.bytes.len());
        let to = (self.reader.position().byte() as usize).clamp(from, from + MAXIMUM_ROW);
        let row = String::from_utf8_lossy(&self.bytes[from..to.min(self.bytes.len())]);
        let start = record_start(&row, 0);
        let line = self.from.line() as usize + row[..start].matches('\n').count();
        let row = row[start..].trim_end_matches(['\r', '\n']);
        let source = SourceText::part(self.name, row, line);
        Fault::at(
            Place::new(&source, field_span(row, 0, column)),
            field,
            message,
        )
    }

    fn broken(&self, error: &csv::Error) -> Fault {
        let message = match error.kind() {
            csv::ErrorKind::Utf8 { .. } => "is not UTF-8 text".to_owned(),
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => {
                format!("has {len} fields where the header has {expected_len}")
            }
            _ => error.to_string(),
        };
        self.fault(WHOLE, "", message)
    }

    /// Judges every row, and keeps the good ones; `empty` is what is wrong with a file that has none, and
    /// `names` are those of the columns in messages.
    pub fn judge<T>(
        &mut self,
        empty: String,
        names: &[&str],
        mut judge: impl FnMut(&csv::StringRecord) -> Result<T, RowFault>,
        mut keep: impl FnMut(T),
    ) -> Faults {
        let (mut faults, mut any) = (Faults::default(), false);
        loop {
            self.from = self.reader.position().clone();
            match self.reader.read_record(&mut self.row) {
                Ok(false) => break,
                Ok(true) => match judge(&self.row) {
                    Ok(good) => keep(good),
                    Err(RowFault { column, message }) => {
                        let name = names.get(column).copied().unwrap_or("");
                        faults.add(self.fault(column, name, message));
                    }
                },
                Err(error) => faults.add(self.broken(&error)),
            }
            any = true;
        }
        if !any {
            self.from = csv::Position::new();
            faults.add(self.fault(WHOLE, "", empty));
        }
        faults
    }
}
