//! What a picture says under the mouse.

use serde::Serialize;

use super::format::Formatted;

/// Lines under the mouse, the first of them a heading.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Hover(Vec<String>);

impl Hover {
    /// A heading alone.
    pub(crate) fn new(heading: impl Into<String>) -> Self {
        Self(vec![heading.into()])
    }

    /// A heading, a figure with what it is `of`, and its interval where it has one.
    pub(crate) fn figure(heading: impl Into<String>, figure: &Formatted, of: &str) -> Self {
        let hover = Self::new(heading).line(format!("{} {of}", figure.value).trim_end());
        hover.interval(figure)
    }

    /// A further line.
    pub(crate) fn line(mut self, line: impl Into<String>) -> Self {
        self.0.push(line.into());
        self
    }

    /// The interval of a figure, where it has one.
    pub(crate) fn interval(self, figure: &Formatted) -> Self {
        match figure.interval_in_unit() {
            Some(interval) => self.line(format!("{}: {interval}", figure.kind)),
            None => self,
        }
    }
}
