//! Faults in what a user wrote: where, which field, what was found, what is allowed.

use std::fmt;
use std::io::IsTerminal;
use std::ops::Range;
use std::sync::Arc;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource};

/// The text of a file, or of an override, as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The file's path as the user would write it, or `--set FIELD=VALUE`.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which source.
    pub source: Arc<SourceText>,
    /// Which bytes of it.
    pub span: Range<usize>,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, if in a text.
    pub place: Option<Place>,
    /// The file, where there is no text to point into.
    pub file: String,
    /// The field, such as `people.prompt`; empty where it is none's.
    pub field: String,
    /// What is wrong: what was found, and what is allowed.
    pub message: String,
}

impl Fault {
    /// The line, from 1; 0 where there is none.
    pub fn line(&self) -> usize {
        self.position().0
    }

    /// The column in characters, from 1; 0 where there is none.
    pub fn column(&self) -> usize {
        self.position().1
    }

    /// The file, or the override.
    pub fn file(&self) -> &str {
        self.place
            .as_ref()
            .map_or(&self.file, |place| &place.source.name)
    }

    fn position(&self) -> (usize, usize) {
        let Some(place) = &self.place else {
            return (0, 0);
        };
        let text = &place.source.text;
        let start = text.floor_char_boundary(place.span.start.min(text.len()));
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }
}

/// `scenarios/x.toml:12:10: rules.windw: unknown field; did you mean rules.window?`
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file())?;
        let (line, column) = self.position();
        if line > 0 && !self.file().starts_with("--") {
            write!(f, ":{line}:{column}")?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Fault {}

impl miette::Diagnostic for Fault {
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.place
            .as_ref()
            .map(|place| &place.source.text as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.place.as_ref()?;
        let span = place.span.clone();
        Some(Box::new(std::iter::once(LabeledSpan::underline(span))))
    }
}

/// All faults of what a user gave; never empty as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Adds a fault, unless the same is there already: a field that holds for many provinces is
    /// wrong once.
    pub fn add(&mut self, fault: Fault) {
        if !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    /// A fault of a file that could not be read at all.
    pub fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self(vec![Fault {
            place: None,
            file: file.to_owned(),
            field: String::new(),
            message: message.into(),
        }])
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Prints every fault to standard error: a line that says it whole, and the place in the text;
    /// with colour on a terminal, unless `NO_COLOR` is set.
    pub fn report(&self) {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let theme = match colour {
            true => GraphicalTheme::unicode(),
            false => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
        for fault in &self.0 {
            eprintln!("error: {fault}");
            if let Some(snippet) = snippet(fault, &handler) {
                eprintln!("{snippet}");
            }
        }
    }
}

/// The lines around a fault, with the place underlined.
fn snippet(fault: &Fault, handler: &GraphicalReportHandler) -> Option<String> {
    let place = fault
        .place
        .as_ref()
        .filter(|place| !place.source.name.starts_with("--"))?;
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

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// The nearest of the known names, if one is near, as `; did you mean x?`.
pub(crate) fn did_you_mean<'n>(found: &str, known: impl Iterator<Item = &'n str>) -> String {
    let near = known
        .map(|name| (strsim::jaro_winkler(found, name), name))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    near.map_or_else(String::new, |(_, name)| format!("; did you mean {name}?"))
}
