//! Text as it may stand in a file that a spreadsheet opens.

/// Whether a spreadsheet might take text for a formula.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(|first| {
        matches!(
            first,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    })
}

/// Text that no spreadsheet takes for a formula.
pub fn no_formula(text: &str) -> String {
    if is_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_a_formula() {
        for text in ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "＝1"] {
            assert_eq!(no_formula(text), format!("'{text}"));
        }
        assert_eq!(no_formula("a=b"), "a=b");
        assert_eq!(no_formula(""), "");
    }
}
