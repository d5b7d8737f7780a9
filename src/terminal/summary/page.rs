//! Lines of a page: headings, and figures in columns.

use super::Style;
use crate::datasets::format::{Figure, plain, width, wrap};

/// The widest that a line may be.
const WIDTH: usize = 100;
/// The column at which figures end.
const FIGURES: usize = 60;
/// Columns of a cell of a small table.
const CELL: usize = 11;

/// A page while it is written.
pub(super) struct Page {
    style: Style,
    text: String,
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        let text = String::new();
        Self { style, text }
    }

    pub(super) fn text(self) -> String {
        self.text
    }

    fn painted(&self, text: &str, code: &str) -> String {
        if self.style.color && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// The page's title.
    pub(super) fn title(&mut self, title: &str) {
        for line in wrap(&plain(title), WIDTH) {
            let line = self.painted(&line, "1");
            self.line(&line);
        }
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        for line in wrap(text, WIDTH) {
            self.line(&line);
        }
    }

    /// A heading, and what its figures are of.
    pub(super) fn heading(&mut self, heading: &str, of: &str) {
        let of = if of.is_empty() {
            String::new()
        } else {
            format!(" ({of})")
        };
        let heading = self.painted(heading, "1");
        self.text.push('\n');
        self.line(&format!("{heading}{of}"));
    }

    /// A figure and its interval.
    pub(super) fn figure(&mut self, label: &str, (value, interval): &Figure) {
        let gap = FIGURES
            .saturating_sub(2 + width(label) + width(value))
            .max(1);
        let interval = match interval.as_str() {
            "" => String::new(),
            interval => self.painted(&format!("  [{interval}]"), "2"),
        };
        self.line(&format!("  {label}{}{value}{interval}", " ".repeat(gap)));
    }

    /// A row of a small table: a label and cells.
    pub(super) fn row(&mut self, label: &str, cells: &[String]) {
        let mut line = format!("  {label}");
        let mut end = FIGURES - 2 * CELL;
        for cell in cells {
            let gap = end.saturating_sub(width(&line) + width(cell)).max(1);
            line.push_str(&" ".repeat(gap));
            line.push_str(cell);
            end += CELL;
        }
        self.line(&line);
    }
}
