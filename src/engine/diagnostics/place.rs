//! Places in texts.

use std::ops::Range;
use std::sync::Arc;

/// The text of a file, or of an override, as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The file's path as the user would write it, or `--set FIELD=VALUE`.
    pub name: String,
    /// What it says.
    pub text: String,
    /// The line of the file, from 1, with which the text begins.
    first_line: usize,
}

impl SourceText {
    /// A text that places can point into.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::part(name, text, 1)
    }

    /// A part of a file that begins with such a line: large ones are not kept whole for their messages.
    pub fn part(name: impl Into<String>, text: impl Into<String>, first_line: usize) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            text: text.into(),
            first_line,
        })
    }

    /// The line of the file, from 1, with which the text begins.
    pub fn first_line(&self) -> usize {
        self.first_line
    }

    /// Whether it is an option of the command line, not a file.
    pub fn is_option(&self) -> bool {
        self.name.starts_with("--")
    }
}

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which source.
    pub source: Arc<SourceText>,
    /// Which bytes of it.
    pub span: Range<usize>,
}

impl Place {
    /// Bytes of a source.
    pub fn new(source: &Arc<SourceText>, span: Range<usize>) -> Self {
        Self {
            source: Arc::clone(source),
            span,
        }
    }

    /// The line, and the column in characters; both from 1.
    pub fn position(&self) -> (usize, usize) {
        let text = &self.source.text;
        let start = text.floor_char_boundary(self.span.start.min(text.len()));
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + self.source.first_line,
            before[line_start..].chars().count() + 1,
        )
    }
}
