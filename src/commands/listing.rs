//! Tables on the terminal, for the commands that list what there is.

use std::io::IsTerminal;

use textwrap::core::display_width;

/// Blanks between columns.
const GAP: usize = 2;
/// What a column needs at least to be wrapped.
const NARROW: usize = 10;

/// The columns of the terminal; `None` where the output goes elsewhere.
pub(super) fn room() -> Option<usize> {
    let is_terminal = std::io::stdout().is_terminal();
    let size = terminal_size::terminal_size().filter(|_| is_terminal)?;
    Some(usize::from(size.0.0))
}

/// Rows under a heading, aligned; wrapped to fit a terminal, and a line each where the output goes
/// elsewhere. The first column is never wrapped.
pub(super) fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> String {
    let width = room().unwrap_or(usize::MAX);
    let heading = heading.map(str::to_owned);
    laid_out(&heading, rows, width)
}

fn laid_out<const N: usize>(heading: &[String; N], rows: &[[String; N]], width: usize) -> String {
    let all = || std::iter::once(heading).chain(rows);
    let mut widths: [usize; N] = std::array::from_fn(|n| {
        let cells = all().map(|row| display_width(&row[n]));
        cells.max().unwrap_or(0)
    });
    fit(&mut widths, width);
    all().map(|row| lines(row, &widths)).collect()
}

/// Takes from the widest column until all fit.
fn fit(widths: &mut [usize], total: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > total {
        let wrapped = widths.iter_mut().skip(1);
        match wrapped.max().filter(|width| **width > NARROW) {
            Some(widest) => *widest -= 1,
            None => return,
        }
    }
}

/// A row, on as many lines as its longest cell needs.
fn lines<const N: usize>(row: &[String; N], widths: &[usize; N]) -> String {
    let cells: [Vec<_>; N] = std::array::from_fn(|n| textwrap::wrap(&row[n], widths[n]));
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for line in 0..height {
        let mut out = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let part = cell.get(line).map_or("", |part| part);
            out += part;
            out += &" ".repeat(width.saturating_sub(display_width(part)) + GAP);
        }
        text += out.trim_end();
        text.push('\n');
    }
    text
}

/// Whether a pattern stands in any of the texts, whatever the case of its letters.
pub(super) fn matches(pattern: Option<&str>, texts: &[&str]) -> bool {
    let Some(pattern) = pattern.map(str::to_lowercase) else {
        return true;
    };
    texts
        .iter()
        .any(|text| text.to_lowercase().contains(&pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<[String; 3]> {
        let row = |a: &str, b: &str, c: &str| [a.to_owned(), b.to_owned(), c.to_owned()];
        vec![
            row(
                "people.responds.attentive",
                "0.95",
                "An attentive leader responds to a kept message",
            ),
            row(
                "rules.window",
                "\"48h\"",
                "备案 how long a check may stay unverified",
            ),
        ]
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_no_word_is_lost() {
        let heading = ["FIELD", "DEFAULT", "MEANING"].map(str::to_owned);
        for width in [60, 80, 100, 200] {
            let text = laid_out(&heading, &rows(), width);
            let widest = text.lines().map(display_width).max();
            assert!(widest <= Some(width), "{width}:\n{text}");
            for word in rows().iter().flatten().flat_map(|cell| cell.split(' ')) {
                assert!(text.contains(word), "{word} is lost at {width}:\n{text}");
            }
        }
    }

    #[test]
    fn columns_start_below_their_heading() {
        let heading = ["FIELD", "DEFAULT", "MEANING"].map(str::to_owned);
        let text = laid_out(&heading, &rows(), usize::MAX);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].find("DEFAULT"), lines[1].find("0.95"));
        assert_eq!(lines[0].find("MEANING"), lines[1].find("An attentive"));
    }
}
