//! A picture: what it shows, its words, and the tables behind it.

use super::plots::Plot;
use crate::datasets::TableName;

/// A picture.
pub struct Picture {
    /// Its name in links.
    pub(crate) id: String,
    /// What it is about.
    pub(crate) title: String,
    /// What is to be seen, and how to read it.
    pub(crate) text: String,
    /// What it shows.
    pub(crate) plot: Plot,
    /// The tables behind it.
    pub(crate) tables: Vec<TableName>,
}

impl Picture {
    /// A picture without words.
    pub(crate) fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        plot: Plot,
        tables: impl IntoIterator<Item = TableName>,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            text: String::new(),
            plot,
            tables: tables.into_iter().collect(),
        }
    }

    /// The picture with these words.
    pub(crate) fn says(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }
}
