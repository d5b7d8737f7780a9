//! The text of an acts file: where its fields stand, and the faults that point at them.

use std::ops::Range;
use std::sync::Arc;

use crate::scenario::{Fault, Faults, Place, SourceText};

/// Faults that are shown one by one; of more the number is told.
const SHOWN: usize = 200;

/// Collects the faults of a text.
pub(super) struct FaultList {
    source: Arc<SourceText>,
    faults: Vec<Fault>,
    more: usize,
}

impl FaultList {
    pub(super) fn new(source: &Arc<SourceText>) -> Self {
        Self {
            source: Arc::clone(source),
            faults: Vec::new(),
            more: 0,
        }
    }

    /// Adds a fault of the bytes of `span`.
    pub(super) fn add(&mut self, span: Range<usize>, field: &str, message: String) {
        if self.faults.len() == SHOWN {
            self.more += 1;
            return;
        }
        let source = Arc::clone(&self.source);
        self.faults.push(Fault {
            file: source.name.clone(),
            place: Some(Place { source, span }),
            field: field.to_owned(),
            message,
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// All faults, with the number of those that are not shown.
    pub(super) fn finish(mut self) -> Faults {
        if self.more > 0 {
            self.faults.push(Fault {
                place: None,
                file: self.source.name.clone(),
                field: String::new(),
                message: format!("{} more faults", self.more),
            });
        }
        Faults(self.faults)
    }
}

/// The first byte of the record that begins at or after `from`: empty lines are skipped.
pub(super) fn record_start(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let newlines = |c| c == '\n' || c == '\r';
    text.len() - rest.trim_start_matches(newlines).len()
}

/// The bytes of the `place`-th field, from 0, of the CSV record that begins at or after `from`,
/// quotes included; those of the whole record where it has fewer fields.
pub(super) fn field_span(text: &str, from: usize, place: usize) -> Range<usize> {
    let record = record_start(text, from);
    let (mut field, mut start) = (0, record);
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate().skip(record) {
        match byte {
            // A quote opens at the beginning of a field alone; a doubled one closes and opens.
            b'"' if quoted || at == start => quoted = !quoted,
            b'"' if text.as_bytes()[start] == b'"' && text.as_bytes()[at - 1] == b'"' => {
                quoted = true;
            }
            b',' if !quoted => {
                if field == place {
                    return start..at;
                }
                field += 1;
                start = at + 1;
            }
            b'\n' | b'\r' if !quoted => {
                return if field == place {
                    start..at
                } else {
                    record..at
                };
            }
            _ => {}
        }
    }
    if field == place {
        start..text.len()
    } else {
        record..text.len()
    }
}

/// The line, from 1, of a byte.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at.min(text.len())];
    before.iter().filter(|&&byte| byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_among_quotes_and_empty_lines() {
        let plain = "a\"\"b,c";
        assert_eq!(&plain[field_span(plain, 0, 1)], "c");
        let text = "a,b\n\r\n\"x,\"\"y\",,last\r\nend";
        let of = |from, place| &text[field_span(text, from, place)];
        assert_eq!(of(0, 0), "a");
        assert_eq!(of(0, 1), "b");
        assert_eq!(of(4, 0), "\"x,\"\"y\"");
        assert_eq!(of(4, 1), "");
        assert_eq!(of(4, 2), "last");
        assert_eq!(of(4, 3), "\"x,\"\"y\",,last");
        assert_eq!(of(20, 0), "end");
        assert_eq!(of(20, 5), "end");
        assert_eq!(field_span(text, 900, 0), text.len()..text.len());
        assert_eq!(line_of(text, record_start(text, 4)), 3);
    }

    #[test]
    fn faults_beyond_those_shown_are_counted() {
        let (name, text) = ("a.csv".to_owned(), "x".to_owned());
        let mut faults = FaultList::new(&Arc::new(SourceText { name, text }));
        for n in 0..SHOWN + 7 {
            faults.add(0..1, "time", n.to_string());
        }
        let faults = faults.finish().0;
        assert_eq!(faults.len(), SHOWN + 1);
        assert_eq!(faults[SHOWN].to_string(), "a.csv: 7 more faults");
    }
}
