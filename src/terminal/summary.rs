//! The summary that a run prints: what was simulated, what happened to filings, what the system carried.
//!
//! One list declares it in the order in which an analyst asks, and reads like what is printed.

use crate::clock::{DAY, Instant};
use crate::datasets::{MessageFate, PageHourRow, ResendFigure, RunTables};
use crate::folder::Speed;
use crate::measures::{self, Groups, IntervalMethod, Measure, Results};
use crate::measures::{Estimate, RETURN_RATE, Unit};
use crate::rules::{Cause, Fate, Province};
use crate::scenario::Scenario;
use crate::views::format::{count, duration, number, percent, plain, several};
use crate::views::{Formatted, assumptions, differ, words};

/// How the summary looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Headings in bold, intervals dim; only for a terminal.
    pub color: bool,
}

/// A heading, what its figures are of, and its lines; without any line it is left out.
struct Section(&'static str, &'static str, &'static [Line]);

/// A line of a section.
enum Line {
    /// A measure of the nation.
    Figure(&'static str, Measure),
    /// A sentence about the results, where it can be said.
    Says(fn(&Results) -> Option<String>),
    /// Figures that are as many as there are, each with its label.
    Figures(fn(&RunTables) -> Vec<(String, Formatted)>),
    /// Headings of columns, one a cause.
    Causes,
    /// A cell for each cause.
    ByCause(&'static str, fn(&RunTables, usize, Cause) -> String),
}

use Line::{ByCause, Causes, Figure, Figures, Says};

#[rustfmt::skip]
const SECTIONS: [Section; 9] = [
    Section("Filings and returns", "numbers are per replication", &[
        Figure("Filings counted", measures::FILINGS),
        Figure("Submissions received", measures::SUBMISSIONS),
        Figure("Submissions checked", measures::CHECKED),
        Figure("Return rate, of checked submissions", RETURN_RATE),
        Figure("  the window was over", measures::RETURN_RATE_WINDOW_OVER),
        Figure("  too many wrong certificates", measures::RETURN_RATE_WRONG_CERTIFICATE),
        Figure("Return rate, of first submissions", measures::RETURN_RATE_FIRST),
        Says(differ),
    ]),
    Section("Why windows ran out", "share of them; how far the leader not verified got", &[Figures(reasons)]),
    Section("In the end", "of filings checked", &[
        Figure("Verified", measures::SUCCESS_RATE),
        Figure("Given up after a return", measures::GIVEN_UP_RATE),
        Figure("Submissions of one verified", measures::SUBMISSIONS_NEEDED),
    ]),
    Section("Time to verify", "first code sent to check complete", &[
        Figure("Half of those complete, within", measures::TIME_TO_VERIFY_P50),
        Figure("90 %", measures::TIME_TO_VERIFY_P90),
        Figure("95 %", measures::TIME_TO_VERIFY_P95),
        Figure("99 %", measures::TIME_TO_VERIFY_P99),
        Figure("Of all checked, complete within 1 h", measures::COMPLETE_WITHIN_1H),
        Figure("Of all checked, complete within 6 h", measures::COMPLETE_WITHIN_6H),
        Figure("Of all checked, complete within 24 h", measures::COMPLETE_WITHIN_24H),
    ]),
    Section("Resends, as seen", "what they caused, only runs without them can tell", &[
        Causes,
        ByCause("Messages sent", sent),
        ByCause("Sent ones kept", kept),
        ByCause("First message kept", |tables, _, cause| did(tables, cause, ResendFigure::ShareOfFirstKept)),
        ByCause("Leaders verified by it", |tables, _, cause| did(tables, cause, ResendFigure::ShareOfVerified)),
        Figure("Checks complete that used a resent code", measures::COMPLETE_WITH_RESENT_RATE),
    ]),
    Section("Reminders of the provider", "calls and messages", &[
        Figure("Reminders given", measures::REMINDERS),
        Figure("Those that reached a leader", measures::REMINDED_RATE),
    ]),
    Section("Load", "all filings in the counted time; peaks are sums of the provinces'", &[
        Figure("Submissions received a day", measures::SUBMISSIONS_PER_DAY),
        Figure("Checks complete a day", measures::COMPLETED_PER_DAY),
        Figure("Audits done a day", measures::AUDITS_PER_DAY),
        Figure("Messages sent a day", measures::MESSAGES_SENT_PER_DAY),
        Figure("Open checks, mean", measures::OPEN_CHECKS_MEAN),
        Figure("Open checks, peak", measures::OPEN_CHECKS_PEAK),
        Figure("Messages waiting, peak", measures::WAITING_MESSAGES_PEAK),
        Figure("Audits in hand, peak", measures::AUDITS_IN_HAND_PEAK),
        Figure("A message waits in its lane, 99 % at most", measures::LANE_WAIT_P99),
        Figure("From sending to the phone, median", measures::DELIVERY_DELAY_P50),
        Figure("From sending to the phone, 99 % within", measures::DELIVERY_DELAY_P99),
    ]),
    Section("Pages", "acts are entries and resend requests", &[
        Figure("Entries a day, all pages", measures::ENTRIES_PER_DAY),
        Figure("Entries that verified", measures::ENTRY_SUCCESS_RATE),
        Figures(busiest_page),
    ]),
    Section("Costs", "per replication, at the scenario's prices", &[
        Figure("Messages sent", measures::COST_MESSAGES),
        Figure("Returns, the provider's staff", measures::COST_RETURNS_PROVIDER),
        Figure("Returns, the authority's staff", measures::COST_RETURNS_AUTHORITY),
        Figure("Reminders", measures::COST_REMINDERS),
        Figure("Acts at the pages", measures::COST_PAGE_ACTS),
        Figure("Applicants' delay", measures::COST_DELAY),
        Figure("All of these", measures::COST_TOTAL),
        Figure("  of a filing verified", measures::COST_PER_FILING_VERIFIED),
    ]),
];

/// The summary of a run: plain text of at most 100 columns.
pub fn summary(
    scenario: &Scenario,
    results: &Results,
    tables: &RunTables,
    speed: Option<&Speed>,
    style: Style,
) -> String {
    let mut page = Page {
        style,
        text: String::new(),
    };
    head(&mut page, scenario, results, tables);
    for Section(heading, of, lines) in &SECTIONS {
        page.section(heading, of, lines, results, tables);
    }
    if let Some(speed) = speed {
        page.heading("Program", "");
        page.paragraph(&program(results, speed));
    }
    page.text
}

fn head(page: &mut Page, scenario: &Scenario, results: &Results, tables: &RunTables) {
    let run = &scenario.run;
    let title = plain(&scenario.title);
    let title = if title.is_empty() {
        plain(&scenario.name)
    } else {
        title
    };
    for line in textwrap::wrap(&title, WIDTH) {
        let line = page.painted(&line, "1");
        page.line(&line);
    }
    let counted = if run.warm_up > 0 {
        format!(", counted from {}", day_or_instant(run.counted_from()))
    } else {
        String::new()
    };
    page.paragraph(&format!(
        "Filings of {} from {}{counted}; {}, {}, seed {}.",
        several(run.length as f64 / DAY as f64, "day"),
        run.start,
        several(results.load.pages.len() as f64, "province"),
        several(results.replications.len() as f64, "replication"),
        run.seed,
    ));
    let rate = results.estimate(&RETURN_RATE, Groups::NATION);
    if let Some(interval) = rate.and_then(|rate| rate.interval) {
        let how = match interval.method {
            IntervalMethod::StudentT => "Student t over the replications",
            IntervalMethod::Wilson => "Wilson's, for one replication",
        };
        page.paragraph(&format!(
            "In brackets: {} confidence intervals ({how}).",
            interval.level
        ));
    }
    if let Some(needed) = needed(tables) {
        page.paragraph(&needed);
    }
    if let Some(rests) = assumptions(scenario) {
        page.paragraph(&plain(&rests));
    }
}

/// How well the return rate is known, and what knowing it well needs.
fn needed(tables: &RunTables) -> Option<String> {
    let mut rows = tables.needed.iter();
    let row = rows.find(|row| *row.measure == RETURN_RATE)?;
    let interval = row.estimate.interval?;
    let half = (interval.high - interval.low) / 2.0 / row.estimate.value;
    let [_, one, better] = row.needed;
    let one = several(one? as f64, "replication");
    Some(format!(
        "The return rate is known to ± {} of itself; ± 1 % needs about {one}, ± 0.5 % {} (precision.csv).",
        percent(half, 1),
        count(better?),
    ))
}

/// `2019-03-18`, or `2019-03-18T12:00:00`.
fn day_or_instant(at: Instant) -> String {
    if at.time_of_day() == 0 {
        at.date().to_string()
    } else {
        at.to_string()
    }
}

/// Why windows ran out, the most frequent reason first.
fn reasons(tables: &RunTables) -> Vec<(String, Formatted)> {
    let whys = tables.whys().into_iter();
    whys.map(|(why, _, share)| {
        let figure = Formatted::of(Unit::Share, &share);
        (words::why(why).to_owned(), figure)
    })
    .collect()
}

fn sent(tables: &RunTables, replications: usize, cause: Cause) -> String {
    let row = tables.message(cause, MessageFate::Sent);
    number(
        row.map_or(0.0, |row| row.messages as f64) / replications.max(1) as f64,
        0,
    )
}

fn share(estimate: Option<Estimate>) -> String {
    estimate.map_or("-".to_owned(), |estimate| percent(estimate.value, 1))
}

fn kept(tables: &RunTables, _: usize, cause: Cause) -> String {
    let row = tables.message(cause, MessageFate::Met(Fate::Kept));
    share(row.and_then(|row| row.share_of_sent))
}

fn did(tables: &RunTables, cause: Cause, figure: ResendFigure) -> String {
    share(tables.resend(cause, figure))
}

/// The page with the busiest hour, and the hour of the day in which it has most to do.
fn busiest_page(tables: &RunTables) -> Vec<(String, Formatted)> {
    // The first of equally busy ones.
    let peaks = tables.page_peaks.iter().filter(|row| row.busiest_hour > 0);
    let Some(peak) = peaks.rev().max_by_key(|row| row.busiest_hour) else {
        return Vec::new();
    };
    let code = peak.province.as_str();
    let name = Province::from_code(code).map_or(code, |province| province.name());
    let label = format!("Busiest page: {name}, most acts in an hour");
    let mut figures = vec![(label, Formatted::alone(count(peak.busiest_hour)))];
    let acts = |row: &PageHourRow| Some((row.hour, row.entries? + row.requests?));
    let hours = tables
        .pages
        .iter()
        .filter(|row| row.province == peak.province);
    let hours = hours.filter_map(acts).rev();
    if let Some((hour, mean)) = hours.max_by(|a, b| a.1.total_cmp(&b.1)) {
        let label = format!("  on average from {hour:02}:00 to {:02}:00", hour + 1);
        figures.push((label, Formatted::alone(number(mean, 1))));
    }
    figures
}

fn program(results: &Results, speed: &Speed) -> String {
    format!(
        "{} filings and {} events in {} on {}: {} filings/s, {} events/s.",
        count(results.filings),
        count(results.events),
        duration(speed.wall_seconds),
        several(speed.threads.get() as f64, "thread"),
        number(speed.per_second(results.filings), 0),
        number(speed.per_second(results.events), 0),
    )
}

/// The widest that a line may be.
const WIDTH: usize = 100;
/// The column at which figures end.
const FIGURES: usize = 60;
/// Columns of a cell of a small table.
const CELL: usize = 11;

/// A summary while it is written.
struct Page {
    style: Style,
    text: String,
}

impl Page {
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

    fn paragraph(&mut self, text: &str) {
        // At spaces alone: a rate such as "events/s" stays whole.
        let at_spaces = textwrap::Options::new(WIDTH)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, at_spaces) {
            self.line(&line);
        }
    }

    /// A sentence among figures.
    fn indented(&mut self, text: &str) {
        let indented = textwrap::Options::new(WIDTH)
            .initial_indent("  ")
            .subsequent_indent("    ");
        for line in textwrap::wrap(text, indented) {
            self.line(&line);
        }
    }

    fn heading(&mut self, heading: &str, of: &str) {
        let heading = self.painted(heading, "1");
        self.text.push('\n');
        if of.is_empty() {
            self.line(&heading);
        } else {
            self.line(&format!("{heading} ({of})"));
        }
    }

    /// A figure at its column, and its interval.
    fn figure(&mut self, label: &str, figure: &Formatted) {
        let room = FIGURES - 2;
        let brackets = self.painted(&format!("  {}", figure.brackets()), "2");
        let value = &figure.value;
        let gap = room.saturating_sub(label.chars().count() + value.chars().count());
        self.line(&format!(
            "  {label}{:gap$}{value}{brackets}",
            "",
            gap = gap.max(1)
        ));
    }

    /// A label, and a cell for each cause.
    fn cells(&mut self, label: &str, cells: [String; 3]) {
        let labels = FIGURES - 2 - 3 * CELL;
        let cells = cells.map(|cell| format!("{cell:>CELL$}")).concat();
        self.line(&format!("  {label:<labels$}{cells}"));
    }

    fn section(
        &mut self,
        heading: &str,
        of: &str,
        lines: &[Line],
        results: &Results,
        tables: &RunTables,
    ) {
        let before = self.text.len();
        self.heading(heading, of);
        let without_lines = self.text.len();
        for line in lines {
            match line {
                Figure(label, measure) => {
                    if let Some(estimate) = results.estimate(measure, Groups::NATION) {
                        self.figure(label, &Formatted::of(measure.unit, &estimate));
                    }
                }
                Says(of) => {
                    if let Some(says) = of(results) {
                        self.indented(&says);
                    }
                }
                Figures(of) => {
                    for (label, figure) in of(tables) {
                        self.figure(&label, &figure);
                    }
                }
                Causes => self.cells("", Cause::ALL.map(|cause| cause.name().to_owned())),
                ByCause(label, of) => {
                    let replications = results.replications.len();
                    self.cells(
                        label,
                        Cause::ALL.map(|cause| of(tables, replications, cause)),
                    );
                }
            }
        }
        if self.text.len() == without_lines {
            self.text.truncate(before);
        }
    }
}
