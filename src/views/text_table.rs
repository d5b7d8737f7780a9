//! Text tables: laid out by a library, with what a narrow terminal has no room for left out and named.

use std::borrow::Cow;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableStyle};

use crate::diagnostics::escaped;

/// Blanks between columns.
const GAP: usize = 2;

/// A column of a text table.
#[derive(Clone)]
pub(crate) struct TextColumn {
    /// Its heading.
    pub(crate) head: Cow<'static, str>,
    /// Where its cells stand.
    align: CellAlignment,
}

impl TextColumn {
    /// A column of words.
    pub(crate) const fn words(head: &'static str) -> Self {
        Self::headed(Cow::Borrowed(head), CellAlignment::Left)
    }

    /// The same, whose heading depends on what is told.
    pub(crate) fn words_of(head: String) -> Self {
        Self::headed(Cow::Owned(head), CellAlignment::Left)
    }

    /// A column of figures.
    pub(crate) const fn figures(head: &'static str) -> Self {
        Self::headed(Cow::Borrowed(head), CellAlignment::Right)
    }

    const fn headed(head: Cow<'static, str>, align: CellAlignment) -> Self {
        Self { head, align }
    }
}

/// A table as text.
pub(crate) struct TextTable<'a> {
    table: Table,
    columns: &'a [TextColumn],
    indent: usize,
    optional: &'a [usize],
    file: &'a str,
}

impl<'a> TextTable<'a> {
    /// A table without rows, so many blanks from the left. Headings are left out where all are empty.
    pub(crate) fn new(columns: &'a [TextColumn], indent: usize) -> Self {
        let mut table = Table::new();
        table.load_style(TableStyle::new());
        if columns.iter().any(|column| !column.head.is_empty()) {
            table.set_header(columns.iter().map(|column| &*column.head));
        }
        Self {
            table,
            columns,
            indent,
            optional: &[],
            file: "",
        }
    }

    /// Columns that may be left out where there is no room for them, those that matter least first, and
    /// the file that has them.
    pub(crate) fn optional(mut self, columns: &'a [usize], file: &'a str) -> Self {
        (self.optional, self.file) = (columns, file);
        self
    }

    /// Adds a row: a cell for each column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = cells.into_iter().map(|cell| escaped(&cell));
        self.table.add_row(cells.collect::<Vec<_>>());
    }

    /// The table in a `room` of so many columns of the terminal; without one, a line for each row.
    pub(crate) fn text(mut self, room: Option<usize>) -> String {
        for (place, column) in self.table.column_iter_mut().enumerate() {
            let before = if place == 0 { self.indent } else { GAP };
            column.set_padding((before as u16, 0));
            column.set_cell_alignment(self.columns[place].align);
        }
        let hidden = self.hidden(room);
        for place in &hidden {
            self.constrain(*place, ColumnConstraint::Hidden);
        }
        if let Some(room) = room {
            // Names stay whole.
            self.constrain(0, ColumnConstraint::ContentWidth);
            self.table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(u16::try_from(room).unwrap_or(u16::MAX));
        }
        let mut text = String::new();
        for line in self.table.lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        if !hidden.is_empty() {
            let names: Vec<&str> = hidden.iter().map(|n| &*self.columns[*n].head).collect();
            let indent = " ".repeat(self.indent);
            let names = names.join(", ");
            text += &format!("{indent}(no room for {names}: see {})\n", self.file);
        }
        text
    }

    fn constrain(&mut self, place: usize, constraint: ColumnConstraint) {
        if let Some(column) = self.table.column_mut(place) {
            column.set_constraint(constraint);
        }
    }

    /// The columns to leave out, in their order.
    fn hidden(&self, room: Option<usize>) -> Vec<usize> {
        let mut hidden = Vec::new();
        let Some(room) = room else {
            return hidden;
        };
        let widths = self.table.column_max_content_widths();
        let mut width = self.indent + widths.iter().map(|w| usize::from(*w) + GAP).sum::<usize>();
        for place in self.optional {
            if width <= room + GAP {
                break;
            }
            width -= usize::from(widths[*place]) + GAP;
            hidden.push(*place);
        }
        hidden.sort_unstable();
        hidden
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    static COLUMNS: [TextColumn; 3] = [
        TextColumn::words("what"),
        TextColumn::figures("a"),
        TextColumn::figures("bbb"),
    ];

    fn table<'a>() -> TextTable<'a> {
        let mut table = TextTable::new(&COLUMNS, 2).optional(&[1, 2], "t.csv");
        table.row(["x", "1.25", "2"].map(str::to_owned));
        table
    }

    #[test]
    fn a_narrow_terminal_sees_what_matters_most() {
        assert_eq!(table().text(None), "  what     a  bbb\n  x     1.25    2\n");
        assert_eq!(table().text(Some(17)), table().text(None));
        assert_eq!(
            table().text(Some(16)),
            "  what  bbb\n  x       2\n  (no room for a: see t.csv)\n"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_no_word_is_lost() {
        let columns = ["FIELD", "DEFAULT", "MEANING"].map(TextColumn::words);
        let rows = [
            [
                "people.responds.attentive",
                "0.95",
                "An attentive leader responds to a kept message",
            ],
            [
                "rules.window",
                "\"48h\"",
                "备案 how long a check may stay unverified",
            ],
        ];
        for width in [60, 80, 100, 200] {
            let mut table = TextTable::new(&columns, 0);
            for row in rows {
                table.row(row.map(str::to_owned));
            }
            let text = table.text(Some(width));
            assert!(text.lines().all(|line| line.width() <= width), "{text}");
            for word in rows.iter().flatten().flat_map(|cell| cell.split(' ')) {
                assert!(text.contains(word), "{word} is lost at {width}:\n{text}");
            }
        }
    }
}
