//! Rows as lines of CSV (RFC 4180, UTF-8, LF).

use super::columns::EVENT_COLUMNS;
use super::row::{CellWords, Row, Stamps, push_case, push_count};

/// How many bytes are handed on at once.
const CHUNK: usize = 256 * 1024;

/// Writes the rows of a cell as lines.
#[derive(Debug)]
pub(super) struct Lines {
    words: CellWords,
    /// `,1,gd,`: what stands between the resource and the type.
    middle: Vec<u8>,
    stamps: Stamps,
    rules: csv_core::Writer,
    bytes: Vec<u8>,
}

impl Lines {
    /// No line yet.
    pub(super) fn new(words: CellWords) -> Self {
        Self {
            words,
            middle: format!(",{},{},", words.replication, words.province).into_bytes(),
            stamps: Stamps::new(),
            rules: csv_core::Writer::new(),
            bytes: Vec::new(),
        }
    }

    /// Adds a row; `true` where it is time to hand the bytes on.
    pub(super) fn push(&mut self, row: &Row) -> bool {
        if self.bytes.capacity() == 0 {
            self.bytes.reserve(CHUNK + 1024);
        }
        let Self {
            words,
            middle,
            stamps,
            rules,
            bytes,
        } = self;
        push_case(words, row.number, bytes);
        bytes.push(b',');
        push_text(rules, row.told.activity, bytes);
        bytes.push(b',');
        bytes.extend_from_slice(stamps.of(row.at));
        bytes.push(b',');
        bytes.extend_from_slice(row.told.who.as_bytes());
        bytes.extend_from_slice(middle);
        bytes.extend_from_slice(row.kind.as_bytes());
        let counted: &[u8] = if row.counted { b",true," } else { b",false," };
        bytes.extend_from_slice(counted);
        push_count(row.submission.into(), 1, bytes);
        bytes.push(b',');
        bytes.extend_from_slice(row.leader.as_bytes());
        bytes.push(b',');
        bytes.extend_from_slice(row.carrier.as_bytes());
        bytes.push(b',');
        push_text(rules, row.told.rule, bytes);
        bytes.push(b',');
        push_text(rules, row.detail, bytes);
        bytes.push(b'\n');
        bytes.len() >= CHUNK
    }

    /// The lines since the last time.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }
}

/// Appends text, in quotes where it needs them.
fn push_text(rules: &csv_core::Writer, text: &str, out: &mut Vec<u8>) {
    if !rules.should_quote(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let from = out.len();
    // At worst every byte is a quote.
    out.resize(from + 2 + 2 * text.len(), b'"');
    let inside = &mut out[from + 1..];
    let (_, _, written) = csv_core::quote(text.as_bytes(), inside, b'"', b'"', true);
    out.truncate(from + 1 + written);
    out.push(b'"');
}

/// The header.
pub(super) fn header() -> String {
    format!("{}\n", EVENT_COLUMNS.map(|column| column.name).join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_quoted_as_the_csv_crate_does() {
        for text in [
            "plain",
            "",
            "a, b",
            "say \"no\"",
            "\"",
            "two\nlines",
            ",\r",
            "，汉字",
        ] {
            let mut ours = Vec::new();
            push_text(&csv_core::Writer::new(), text, &mut ours);
            let mut theirs = csv::Writer::from_writer(Vec::new());
            theirs.write_record(["x", text]).unwrap();
            let expected = theirs.into_inner().unwrap();
            assert_eq!([&b"x,"[..], &ours, b"\n"].concat(), expected, "{text:?}");
        }
    }
}
