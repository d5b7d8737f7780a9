//! The frame of the page: its head, table of contents, sections, and what makes it stand alone.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::Chart;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Apache ECharts, with its licence at its head.
const ECHARTS: &str = include_str!("echarts/echarts.min.js");

/// Nothing is fetched, whatever stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

/// A whole page.
pub(super) struct Page {
    pub(super) title: String,
    /// What was done, in a line.
    pub(super) subtitle: String,
    pub(super) sections: Vec<Section>,
}

/// A section, with its entry in the table of contents.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) parts: Vec<Part>,
}

/// What stands in a section.
pub(super) enum Part {
    /// Text and tables.
    Text(Markup),
    /// A picture.
    Chart(Box<Chart>),
}

impl From<Markup> for Part {
    fn from(markup: Markup) -> Self {
        Self::Text(markup)
    }
}

impl From<Chart> for Part {
    fn from(chart: Chart) -> Self {
        Self::Chart(Box::new(chart))
    }
}

/// What could be shown with an option, in a line.
pub(super) fn absent(text: &str) -> Part {
    html! { p.absent { (text) } }.into()
}

impl Section {
    /// The pictures' titles, for the table of contents.
    fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.parts.iter().filter_map(|part| match part {
            Part::Chart(chart) => Some(&**chart),
            Part::Text(_) => None,
        })
    }
}

impl Page {
    /// The page as HTML.
    pub(super) fn html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    div.layout {
                        nav aria-label="Contents" { (self.contents()) }
                        main {
                            header {
                                h1 { (self.title) }
                                p.muted { (self.subtitle) }
                            }
                            @for section in &self.sections { (section_html(section)) }
                            footer {
                                "Made by beian-sim " (env!("CARGO_PKG_VERSION"))
                                ". Charts drawn by Apache ECharts (Apache License 2.0)."
                            }
                        }
                    }
                    script { (PreEscaped(ECHARTS)) }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        };
        page.into_string()
    }

    fn contents(&self) -> Markup {
        html! {
            ol {
                @for section in &self.sections {
                    li {
                        a href={ "#" (section.id) } { (section.title) }
                        @if section.charts().next().is_some() {
                            ol {
                                @for chart in section.charts() {
                                    li { a href={ "#figure-" (chart.id) } { (chart.title) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn section_html(section: &Section) -> Markup {
    html! {
        section id=(section.id) {
            h2 { (section.title) }
            @for part in &section.parts {
                @match part {
                    Part::Text(markup) => (markup),
                    Part::Chart(chart) => (chart.html()),
                }
            }
        }
    }
}
