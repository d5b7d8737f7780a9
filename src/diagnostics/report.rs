//! Faults on standard error, each with the lines around its place.

use std::io::IsTerminal;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource};

use super::{Fault, Faults};

impl Faults {
    /// Prints every fault to standard error: a line that says it whole, and the place in the text;
    /// with colour on a terminal, unless `NO_COLOR` is set.
    pub fn report(&self) {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let theme = match colour {
            true => GraphicalTheme::unicode(),
            false => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
        for fault in self.iter() {
            eprintln!("error: {fault}");
            if let Some(snippet) = snippet(fault, &handler) {
                eprintln!("{snippet}");
            }
        }
        if let Some(more) = self.and_more() {
            eprintln!("error: {more}");
        }
    }
}

/// The lines around a fault, with the place underlined.
fn snippet(fault: &Fault, handler: &GraphicalReportHandler) -> Option<String> {
    let place = fault.place.as_ref().filter(|p| !p.source.is_option())?;
    let source = NamedSource::new(&place.source.name, place.source.text.clone());
    let label = LabeledSpan::underline(place.span.clone());
    let report =
        miette::miette!(labels = vec![label], "{}", fault.message).with_source_code(source);
    let mut text = String::new();
    handler.render_report(&mut text, report.as_ref()).ok()?;
    // The message stands in the line above.
    let lines = text.lines().skip_while(|line| !line.contains('╭'));
    let text: Vec<&str> = lines.collect();
    (!text.is_empty()).then(|| text.join("\n"))
}
