//! Tables on the terminal, for the commands that list what there is.

use std::io::IsTerminal;

use crate::views::{TextColumn, TextTable};

/// The columns of the terminal; `None` where the output goes elsewhere.
pub(super) fn room() -> Option<usize> {
    let is_terminal = std::io::stdout().is_terminal();
    let size = terminal_size::terminal_size().filter(|_| is_terminal)?;
    Some(usize::from(size.0.0))
}

/// Rows under a heading, aligned; wrapped to fit a terminal, and a line each where the output goes
/// elsewhere. The first column is never wrapped.
pub(super) fn table<const N: usize>(heading: [&'static str; N], rows: &[[String; N]]) -> String {
    let columns = heading.map(TextColumn::words);
    let mut table = TextTable::new(&columns, 0);
    for row in rows {
        table.row(row.clone());
    }
    table.text(room())
}

/// Whether a pattern stands in any of the texts, whatever the case of its letters.
pub(super) fn matches(pattern: Option<&str>, texts: &[&str]) -> bool {
    let Some(pattern) = pattern.map(str::to_lowercase) else {
        return true;
    };
    texts
        .iter()
        .any(|text| text.to_lowercase().contains(&pattern))
}
