//! Text of a user's as it is shown: on one line, harmless to a terminal, and not too long.

/// Whether a terminal would act on a character in place of showing it, or show others in another order.
pub fn is_acted_on(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A text in which every character that a terminal would act on is written out, as `\n` or `\u{1b}`.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match is_acted_on(c) {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

/// The same of a text that may be long: of more than `most` characters those in the middle are left
/// out, since what was found stands at the begin of a message, and what is allowed at its end.
pub fn shortened(text: &str, most: usize) -> String {
    // Bytes are at least as many as characters.
    if text.len() <= most || text.chars().nth(most).is_none() {
        return escaped(text);
    }
    let half = most / 2;
    let head = text.char_indices().nth(half).map_or(0, |(at, _)| at);
    let mut tail = text.char_indices().rev();
    let tail = tail.nth(most - half - 1).map_or(0, |(at, _)| at);
    format!("{} … {}", escaped(&text[..head]), escaped(&text[tail..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_acts_on_nothing() {
        assert_eq!(escaped("a\u{1b}[31m\nb\t很"), "a\\u{1b}[31m\\nb\\t很");
        assert_eq!(escaped("\u{9b}2J \u{202e}"), "\\u{9b}2J \\u{202e}");
    }

    #[test]
    fn the_middle_of_a_long_text_is_left_out() {
        assert_eq!(shortened("很久很久", 4), "很久很久");
        assert_eq!(shortened("abcdefgh", 4), "ab … gh");
        assert_eq!(shortened("ab\ncdefg\u{1b}", 6), "ab\\n … fg\\u{1b}");
    }
}
