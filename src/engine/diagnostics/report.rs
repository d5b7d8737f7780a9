//! Faults on standard error, each with the lines around its place.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::shown::{is_acted_on, shortened};
use super::{Fault, Faults};

/// Columns of what is no terminal, and the fewest that an excerpt is cut to.
const WIDTH: usize = 100;
const NARROWEST: usize = 40;

/// Says a line on standard error. Where that cannot be written there is nobody to be told; the exit
/// code says how it went.
pub fn tell(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

impl Faults {
    /// Prints every fault to standard error: a line that says it whole, and the place in the text;
    /// with colour on a terminal, unless `NO_COLOR` is set.
    pub fn report(&self) {
        let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let size = terminal_size::terminal_size_of(io::stderr());
        let width = size.map_or(WIDTH, |(width, _)| usize::from(width.0));
        self.told(width, colour).iter().for_each(tell);
    }

    /// What [`report`](Self::report) prints on a terminal of so many columns, at least 40.
    pub fn told(&self, width: usize, colour: bool) -> Vec<String> {
        let mut told = Vec::new();
        for fault in self.iter() {
            told.push(format!("error: {fault}"));
            told.extend(excerpt(fault, width.max(NARROWEST), colour));
        }
        told.extend(self.and_more().map(|more| format!("error: {more}")));
        told
    }
}

/// The lines around a fault, each at most `width` columns, with the place underlined.
fn excerpt(fault: &Fault, width: usize, colour: bool) -> Option<String> {
    let place = fault.place.as_ref().filter(|p| !p.source.is_option())?;
    let text = &place.source.text;
    if text.is_empty() {
        return None;
    }
    let start = text.floor_char_boundary(place.span.start.min(text.len()));
    let end = text.floor_char_boundary(place.span.end.clamp(start, text.len()));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let before = text[..line_start].strip_suffix('\n');
    let before = before.and_then(|text| text.rsplit('\n').next());
    let after = text[line_end..].strip_prefix('\n');
    let after = after.filter(|text| !text.is_empty());
    let after = after.and_then(|text| text.split('\n').next());

    let (number, column) = place.position();
    let digits = (number + usize::from(after.is_some())).to_string().len();
    let room = width.saturating_sub(digits + 4);
    let file = shortened(fault.file(), room.saturating_sub(12));
    let row = |number: usize, line: &str| format!(" {number:digits$} │ {line}\n");
    let neighbour = |number: usize, line: &str| row(number, &Cut::of(line, 0..0, room).text);

    let mut lines = format!(" {:digits$} ╭─[{file}:{number}:{column}]\n", "");
    if let Some(line) = before {
        lines += &neighbour(number - 1, line);
    }
    let part = start - line_start..end.min(line_end) - line_start;
    let Cut { text, mark } = Cut::of(&text[line_start..line_end], part, room);
    lines += &row(number, &text);
    let (on, off) = if colour {
        ("\x1b[1;31m", "\x1b[0m")
    } else {
        ("", "")
    };
    let sign = match mark.len() {
        0 => "▲".to_owned(),
        columns => "─".repeat(columns),
    };
    lines += &format!(" {:digits$} · {:2$}{on}{sign}{off}\n", "", "", mark.start);
    if let Some(line) = after {
        lines += &neighbour(number + 1, line);
    }
    Some(lines + &format!(" {:digits$} ╰────", ""))
}

/// A line as it is shown: cut to some columns around a part of it.
struct Cut {
    text: String,
    /// The columns of the part.
    mark: Range<usize>,
}

impl Cut {
    /// The line around the bytes of `part`, in at most `room` columns.
    fn of(line: &str, part: Range<usize>, room: usize) -> Self {
        // Two columns are for the signs that something is left out.
        let room = room.saturating_sub(2);
        let line = line.trim_end_matches('\r');
        let from = part.start.min(line.len());
        let after = taken(line[from..].char_indices(), room);
        let width = |characters: &[(usize, String, usize)]| -> usize {
            characters.iter().map(|(.., columns)| columns).sum()
        };
        let spare = room - width(&after);
        let mut before = taken(line[..from].char_indices().rev(), spare.max(room / 3));
        before.reverse();
        let after = taken(line[from..].char_indices(), room - width(&before));

        let is_cut = |characters: &[(usize, String, usize)], of: &str| {
            characters.len() < of.chars().take(characters.len() + 1).count()
        };
        let mut text = String::new();
        if is_cut(&before, &line[..from]) {
            text.push('…');
        }
        let start = width(&before) + usize::from(!text.is_empty());
        let inside = after.iter().take_while(|(at, ..)| from + at < part.end);
        let end = start + inside.map(|(.., columns)| columns).sum::<usize>();
        text.extend(
            before
                .iter()
                .chain(&after)
                .map(|(_, shown, _)| shown.as_str()),
        );
        if is_cut(&after, &line[from..]) {
            text.push('…');
        }
        Self {
            text,
            mark: start..end,
        }
    }
}

/// As many characters as there is room for, each with its place, as it is shown, and its columns.
fn taken(
    characters: impl Iterator<Item = (usize, char)>,
    room: usize,
) -> Vec<(usize, String, usize)> {
    let mut left = room;
    let mut taken = Vec::new();
    for (at, c) in characters {
        let shown: String = match c {
            '\t' => "    ".to_owned(),
            c if is_acted_on(c) => c.escape_default().collect(),
            c => c.to_string(),
        };
        let columns = shown.chars().filter_map(UnicodeWidthChar::width).sum();
        // Characters without a width of their own could be without an end.
        if left < columns || taken.len() > 4 * room {
            break;
        }
        left -= columns;
        taken.push((at, shown, columns));
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Place, SourceText};

    fn at(text: &str, span: Range<usize>) -> Vec<String> {
        let place = Place::new(&SourceText::new("x.toml", text), span);
        let shown = excerpt(&Fault::at(place, "", ""), 48, false).unwrap();
        shown.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_place_is_underlined_among_its_neighbours() {
        let found = at("a = 1\n\tb = \"很久\"\nc = 3\n", 11..19);
        let expected = [
            "   ╭─[x.toml:2:6]",
            " 1 │ a = 1",
            " 2 │     b = \"很久\"",
            "   ·         ──────",
            " 3 │ c = 3",
            "   ╰────",
        ];
        assert_eq!(found, expected);
        assert_eq!(at("a", 1..1)[1..3], [" 1 │ a", "   ·  ▲"]);
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let long = format!("{}{}{}", "x".repeat(70_000), "fault", "y".repeat(70_000));
        let found = at(&long, 70_000..70_005);
        assert_eq!(found[1].chars().count(), 48);
        assert!(found[1].starts_with(" 1 │ …xxxx") && found[1].ends_with("yyyy…"));
        let place = found[2].find('─').map(|at| found[2][..at].chars().count());
        assert_eq!(
            found[1]
                .chars()
                .skip(place.unwrap())
                .take(5)
                .collect::<String>(),
            "fault"
        );
        assert_eq!(found[2].matches('─').count(), 5);
        let whole = at(&"很".repeat(1_000), 0..3_000);
        assert!(whole[1].ends_with('…') && whole[2].matches('─').count() <= 42);
    }

    #[test]
    fn what_a_terminal_acts_on_is_written_out() {
        let found = at("a = \u{1b}[31m\r\n", 4..5);
        assert_eq!(found[1..3], [" 1 │ a = \\u{1b}[31m", "   ·     ──────"]);
    }
}
