//! In what form a record is: its first bytes say so.

use crate::replay::HEADER;

/// In what form a record is.
pub(super) enum Form {
    Parquet,
    /// Lines that zstd compressed.
    Compressed,
    Acts,
    Lines,
}

/// So many of a record's first bytes say in what form it is.
pub(super) const HEAD: usize = 64;

impl Form {
    /// What the first bytes say.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [b'P', b'A', b'R', b'1', ..] => Self::Parquet,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Compressed,
            _ => {
                let head = String::from_utf8_lossy(head);
                let columns = head.trim_start_matches('\u{feff}').split(',');
                let mut columns = columns.map(str::trim);
                match columns.next() == Some(HEADER[0]) && columns.next() == Some(HEADER[1]) {
                    true => Self::Acts,
                    false => Self::Lines,
                }
            }
        }
    }
}
