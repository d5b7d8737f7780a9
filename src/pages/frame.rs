//! The frame of the page: its head, table of contents, sections, and what makes it stand alone.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::views::{CHARTS, FIGURES, Picture};

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
    /// On what the levels rest, in a line.
    pub(super) rests: Option<String>,
    pub(super) sections: Vec<Section>,
}

/// A section, with its entry in the table of contents.
pub(super) struct Section {
    id: &'static str,
    title: &'static str,
    parts: Vec<Part>,
}

/// What stands in a section.
pub(super) enum Part {
    /// Text and tables.
    Text(Markup),
    /// A picture.
    Picture(Box<Picture>),
}

impl From<Markup> for Part {
    fn from(markup: Markup) -> Self {
        Self::Text(markup)
    }
}

impl From<Picture> for Part {
    fn from(picture: Picture) -> Self {
        Self::Picture(Box::new(picture))
    }
}

/// What else a command would tell with an option, a line each; empty where there is nothing.
pub(super) fn further(hints: &[&str]) -> Section {
    let list = html! { ul { @for hint in hints { li { (hint) } } } };
    let parts = (!hints.is_empty()).then(|| list.into());
    Section::new("further", "What else can be asked?", parts)
}

/// Why something is not shown, in a line.
pub(super) fn absent(text: &str) -> Part {
    html! { p.absent { (text) } }.into()
}

/// Pictures, or a line that says why there is none.
pub(super) fn pictures(found: impl IntoIterator<Item = Picture>, otherwise: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = found.into_iter().map(Part::from).collect();
    if parts.is_empty() {
        parts.push(absent(otherwise));
    }
    parts
}

impl Section {
    /// A section; its `id` is its name in links.
    pub(super) fn new(
        id: &'static str,
        title: &'static str,
        parts: impl IntoIterator<Item = Part>,
    ) -> Self {
        let parts = parts.into_iter().collect();
        Self { id, title, parts }
    }

    fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.parts.iter().filter_map(|part| match part {
            Part::Picture(picture) => Some(&**picture),
            Part::Text(_) => None,
        })
    }

    /// Whether anything stands in it; one without is not shown.
    fn shown(&self) -> bool {
        !self.parts.is_empty()
    }

    fn html(&self) -> Markup {
        html! {
            section id=(self.id) {
                h2 { (self.title) }
                @for part in &self.parts {
                    @match part {
                        Part::Text(markup) => (markup),
                        Part::Picture(picture) => (figure(picture)),
                    }
                }
            }
        }
    }
}

/// A picture with its words and the tables behind it; the reader's browser draws its plot.
fn figure(picture: &Picture) -> Markup {
    html! {
        figure id={ "figure-" (picture.id) } {
            figcaption {
                h3 { (picture.title) }
                p id={ "text-" (picture.id) } { (picture.text) }
            }
            div.chart id={ "chart-" (picture.id) } role="img" aria-label=(picture.title)
                aria-describedby={ "text-" (picture.id) } {}
            script type="application/json" id={ "chart-" (picture.id) "-plot" } {
                (embedded(&serde_json::json!(picture.plot)))
            }
            p.source {
                span {
                    "Data: "
                    @for (place, table) in picture.tables.iter().enumerate() {
                        @if place > 0 { ", " }
                        a href=(table.file()) { (table.file()) }
                    }
                }
                @for (kind, word) in [("svg", "SVG"), ("csv", "CSV")] {
                    button type="button" data-save=(kind)
                        aria-label={ "Save as " (word) ": " (picture.title) } { "Save " (word) }
                }
            }
            details.figures {
                summary { "Figures as a table" }
                div.table { table aria-label=(picture.title) {} }
            }
        }
    }
}

/// JSON that cannot end the script that holds it.
fn embedded(value: &serde_json::Value) -> PreEscaped<String> {
    PreEscaped(value.to_string().replace('<', "\\u003c"))
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
                                @if let Some(rests) = &self.rests { p.absent { (rests) } }
                            }
                            @for section in self.shown() { (section.html()) }
                            footer {
                                "Made by beian-sim " (env!("CARGO_PKG_VERSION"))
                                ". Charts drawn by Apache ECharts (Apache License 2.0)."
                            }
                        }
                    }
                    @for script in [ECHARTS, CHARTS, FIGURES, SCRIPT] { script { (PreEscaped(script)) } }
                }
            }
        };
        page.into_string()
    }

    fn shown(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| section.shown())
    }

    fn contents(&self) -> Markup {
        html! {
            ol {
                @for section in self.shown() {
                    li {
                        a href={ "#" (section.id) } { (section.title) }
                        @if section.pictures().next().is_some() {
                            ol {
                                @for picture in section.pictures() {
                                    li { a href={ "#figure-" (picture.id) } { (picture.title) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
