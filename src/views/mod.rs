//! What readers see, whatever it is shown on: figures with their units and intervals, words, text
//! tables, and pictures.
//!
//! A [`Picture`] is a declaration: a kind of plot, its rows, what is on which axis, and words. It
//! knows nothing of drawing; `charts.js` has one builder a kind, which draws it in the reader's browser.
//! A text table is the same for a terminal. [`Formatted`] alone says how a figure is written.

mod assumptions;
mod caution;
pub mod format;
pub mod found;
mod hover;
mod picture;
mod plots;
mod provinces;
mod rows;
mod subjects;
mod text_table;
mod thresholds;
pub mod warm_up;
pub mod words;

pub(crate) use assumptions::assumptions;
pub use caution::{cautions, holidays_left_out};
pub use format::Formatted;
pub(crate) use hover::Hover;
pub use picture::Picture;
pub(crate) use plots::{
    Axis, Bar, Bars, Curve, Flow, Lines, Link, Node, Panel, Panels, Plot, Point, Span, Spans, Tile,
    Tiles, Whiskers, X,
};
pub(crate) use provinces::differ;
pub(crate) use rows::{Dot, Mark, Row, Rows};
pub(crate) use subjects::SUBJECTS;
pub(crate) use text_table::{TextColumn, TextTable};
pub(crate) use thresholds::threshold_words;

/// The builders of pictures, one a kind, for a page.
pub const CHARTS: &str = include_str!("charts.js");

/// The figures of a picture as rows of a table, one function a kind, for a page.
pub const FIGURES: &str = include_str!("figures.js");
