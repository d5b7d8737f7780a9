//! Lines of columns that leave out what a narrow terminal has no room for.

/// A column: its heading, its width, and whether its cells stand at its left.
pub(super) struct Column {
    pub(super) head: &'static str,
    pub(super) width: usize,
    pub(super) left: bool,
}

/// Columns, as far as there is room for them.
pub(super) struct Columns<'a> {
    columns: &'a [Column],
    shown: Vec<bool>,
    indent: usize,
}

impl<'a> Columns<'a> {
    /// Columns with a blank between them, `indent` blanks before the first; where `room` is less than
    /// they need, those of `leave_out` are left out one after the other.
    pub(super) fn new(
        columns: &'a [Column],
        indent: usize,
        leave_out: &[usize],
        room: Option<usize>,
    ) -> Self {
        let shown = vec![true; columns.len()];
        let mut fitted = Self {
            columns,
            shown,
            indent,
        };
        for &place in leave_out {
            if room.is_none_or(|room| fitted.width() <= room) {
                break;
            }
            fitted.shown[place] = false;
        }
        fitted
    }

    fn width(&self) -> usize {
        let shown = self.columns.iter().zip(&self.shown);
        let widths = shown.filter(|(_, shown)| **shown).map(|(c, _)| c.width + 1);
        self.indent + widths.sum::<usize>().saturating_sub(1)
    }

    /// The line of headings.
    pub(super) fn head(&self) -> String {
        let heads: Vec<String> = self.columns.iter().map(|c| c.head.to_owned()).collect();
        self.line(&heads)
    }

    /// A line of cells, one for every column.
    pub(super) fn line(&self, cells: &[String]) -> String {
        let mut line = " ".repeat(self.indent);
        let columns = self.columns.iter().zip(cells).zip(&self.shown);
        for (place, ((column, cell), _)) in columns.filter(|(_, shown)| **shown).enumerate() {
            let width = column.width;
            let gap = if place == 0 { "" } else { " " };
            line += &if column.left {
                format!("{gap}{cell:<width$}")
            } else {
                format!("{gap}{cell:>width$}")
            };
        }
        format!("{}\n", line.trim_end())
    }

    /// Which columns are left out, and the table that has them; nothing where none is.
    pub(super) fn left_out(&self, table: &str) -> String {
        let names: Vec<&str> = self
            .columns
            .iter()
            .zip(&self.shown)
            .filter(|(_, shown)| !**shown)
            .map(|(column, _)| column.head)
            .collect();
        if names.is_empty() {
            return String::new();
        }
        let indent = " ".repeat(self.indent);
        format!("{indent}(no room for {}: see {table})\n", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_terminal_sees_what_matters_most() {
        let column = |head, width, left| Column { head, width, left };
        let columns = [
            column("what", 8, true),
            column("a", 6, false),
            column("b", 6, false),
        ];
        let cells = ["x", "1", "2"].map(str::to_owned);
        let wide = Columns::new(&columns, 2, &[1, 2], None);
        assert_eq!(
            wide.head() + &wide.line(&cells),
            "  what          a      b\n  x             1      2\n"
        );
        assert_eq!(wide.left_out("t.csv"), "");
        let narrow = Columns::new(&columns, 2, &[1, 2], Some(20));
        assert_eq!(narrow.line(&cells), "  x             2\n");
        assert_eq!(narrow.left_out("t.csv"), "  (no room for a: see t.csv)\n");
    }
}
