//! The page that a run prints: what was simulated, what happened to filings, what the system carried.

mod page;
mod sections;

use page::Page;

use crate::folder::Speed;
use crate::measures::Results;
use crate::scenario::Scenario;

/// How the page looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Headings in bold, intervals dim; only for a terminal.
    pub color: bool,
}

/// The page of a run: plain text of at most 100 columns.
pub fn summary(
    scenario: &Scenario,
    results: &Results,
    speed: Option<&Speed>,
    style: Style,
) -> String {
    let mut page = Page::new(style);
    sections::head(&mut page, scenario, results);
    sections::returns(&mut page, results);
    sections::reasons(&mut page, results);
    sections::outcome(&mut page, results);
    sections::times(&mut page, results);
    sections::resends(&mut page, results);
    sections::load(&mut page, results);
    sections::pages(&mut page, results);
    if let Some(speed) = speed {
        sections::program(&mut page, results, speed);
    }
    page.text()
}
