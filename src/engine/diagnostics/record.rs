//! Where the fields of a CSV file stand in its text.

use std::ops::Range;

/// The first byte of the record that begins at or after `from`: empty lines are skipped.
pub(crate) fn record_start(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let newlines = |c| c == '\n' || c == '\r';
    text.len() - rest.trim_start_matches(newlines).len()
}

/// The bytes of the `place`-th field, from 0, of the CSV record that begins at or after `from`,
/// quotes included; those of the whole record where it has fewer fields.
pub fn field_span(text: &str, from: usize, place: usize) -> Range<usize> {
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
        assert_eq!(record_start(text, 4), 6);
    }
}
