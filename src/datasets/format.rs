//! Figures as people read them: rounded to what their interval supports.

use crate::measures::{Estimate, Interval, Unit};
use crate::rules::WhyWindowOver;

/// `12,345` or `1.08`.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    let nothing = grouped.chars().all(|c| matches!(c, '0' | '.' | ','));
    if value < 0.0 && !nothing {
        format!("-{grouped}")
    } else {
        grouped
    }
}

/// `45 s`, `12 min 30 s`, `3 h 12 min`, `2 d 5 h`.
pub(crate) fn duration(seconds: f64) -> String {
    if seconds < 0.0 {
        return format!("-{}", duration(-seconds));
    }
    let whole = seconds.round() as u64;
    let two = |first: u64, unit: &str, second: u64, smaller: &str| {
        if second == 0 {
            format!("{first} {unit}")
        } else {
            format!("{first} {unit} {second} {smaller}")
        }
    };
    let (minutes, hours) = (
        (seconds / 60.0).round() as u64,
        (seconds / 3600.0).round() as u64,
    );
    match whole {
        _ if seconds < 0.05 => "0 s".to_owned(),
        0..10 => format!("{seconds:.1} s"),
        10..60 => format!("{whole} s"),
        60..3_600 => two(whole / 60, "min", whole % 60, "s"),
        _ if minutes < 48 * 60 => two(minutes / 60, "h", minutes % 60, "min"),
        _ => two(hours / 24, "d", hours % 24, "h"),
    }
}

/// Decimals at which an interval shows two figures of its half width; `otherwise` without one.
fn decimals(interval: Option<Interval>, scale: f64, otherwise: usize, most: usize) -> usize {
    let half = interval.map_or(0.0, |interval| (interval.high - interval.low) / 2.0 * scale);
    if half <= 0.0 || !half.is_finite() {
        return otherwise;
    }
    (1.0 - half.log10().floor()).clamp(0.0, most as f64) as usize
}

/// A figure and its interval, `("12.3 %", "11.9 to 12.7")`; the interval is empty where there is
/// none.
pub(crate) type Figure = (String, String);

/// A share as a percentage.
pub(crate) fn percent(estimate: &Estimate) -> Figure {
    let decimals = decimals(estimate.interval, 100.0, 1, 3);
    let text = |share: f64| number(share * 100.0, decimals);
    let value = format!("{} %", text(estimate.value));
    (value, ends(estimate.interval, text))
}

/// A number of things.
pub(crate) fn amount(estimate: &Estimate) -> Figure {
    let otherwise = if estimate.value >= 100.0 { 0 } else { 2 };
    let decimals = decimals(estimate.interval, 1.0, otherwise, 3);
    let text = |value: f64| number(value, decimals);
    (text(estimate.value), ends(estimate.interval, text))
}

/// A time in seconds.
pub(crate) fn time(estimate: &Estimate) -> Figure {
    (duration(estimate.value), ends(estimate.interval, duration))
}

fn ends(interval: Option<Interval>, text: impl Fn(f64) -> String) -> String {
    let shown = |interval: Interval| format!("{} to {}", text(interval.low), text(interval.high));
    interval.map(shown).unwrap_or_default()
}

/// A difference with its sign, in the unit's own words: percentage points for shares.
pub(crate) fn signed(value: f64, unit: Unit, interval: Option<Interval>) -> String {
    let half = interval.map_or(0.0, |i| (i.high - i.low) / 2.0);
    let sign = if value > 0.0 { "+" } else { "" };
    let decimals = |scale: f64, otherwise: usize| match half * scale {
        half if half > 0.0 => (1.0 - half.log10().floor()).clamp(0.0, 4.0) as usize,
        _ => otherwise,
    };
    match unit {
        Unit::Share => format!("{sign}{} pp", number(value * 100.0, decimals(100.0, 2))),
        Unit::Seconds => format!("{sign}{}", duration(value)),
        Unit::Number | Unit::PerDay => format!("{sign}{}", number(value, decimals(1.0, 2))),
    }
}

/// An interval of differences, in the unit's own words.
pub(crate) fn between(interval: Option<Interval>, unit: Unit) -> String {
    interval.map_or("none: one replication".to_owned(), |interval| {
        let end = |value| signed(value, unit, Some(interval)).replace(" pp", "");
        format!("{} to {}", end(interval.low), end(interval.high))
    })
}

/// Why a window ran out, in words.
pub(crate) fn why_words(why: WhyWindowOver) -> &'static str {
    match why {
        WhyWindowOver::StaleNumber => "the number on record was stale",
        WhyWindowOver::NotSent => "no message was sent",
        WhyWindowOver::OnItsWay => "the message was still on its way",
        WhyWindowOver::Lost => "lost in the network",
        WhyWindowOver::NotReached => "virtual operator's user not reached",
        WhyWindowOver::OutOfCoverage => "out of coverage",
        WhyWindowOver::Intercepted => "intercepted on the phone",
        WhyWindowOver::Deleted => "deleted by accident",
        WhyWindowOver::Ignored => "received and ignored",
        WhyWindowOver::TooLate => "received, visit would have come too late",
        WhyWindowOver::VisitedInVain => "visited the page without success",
    }
}

/// Text from a scenario for a terminal: on one line, without control characters.
pub(crate) fn plain(text: &str) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.chars().filter(|c| !c.is_control()).collect()
}

/// Columns of a terminal that a text takes; Chinese characters take two.
pub(crate) fn width(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD);
    text.chars().map(|c| 1 + usize::from(wide(c))).sum()
}

/// Breaks text into lines of at most `most` columns, at spaces or within what has none.
pub(crate) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let wide = width(word);
        if used > 0 && used + 1 + wide > most {
            lines.push(String::new());
            used = 0;
        }
        if used > 0 {
            push(&mut lines, ' ');
            used += 1;
        }
        for c in word.chars() {
            let wide = width(c.encode_utf8(&mut [0; 4]));
            if used + wide > most {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, c);
            used += wide;
        }
    }
    lines
}

fn push(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::IntervalMethod;

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        let method = IntervalMethod::StudentT;
        Estimate {
            value,
            parts: None,
            interval: Some(Interval { low, high, method }),
            replications: 5,
        }
    }

    #[test]
    fn figures_are_rounded_to_what_the_interval_supports() {
        let figure = |(value, interval): Figure| format!("{value} ({interval})");
        let found = figure(percent(&estimate(0.123_456, 0.119_3, 0.127_6)));
        assert_eq!(found, "12.35 % (11.93 to 12.76)");
        let found = figure(percent(&estimate(0.123_456, 0.02, 0.23)));
        assert_eq!(found, "12 % (2 to 23)");
        let found = figure(amount(&estimate(31_234.6, 30_900.0, 31_600.0)));
        assert_eq!(found, "31,235 (30,900 to 31,600)");
    }

    #[test]
    fn durations_are_written_as_people_say_them() {
        for (seconds, says) in [
            (0.0, "0 s"),
            (3.21, "3.2 s"),
            (45.4, "45 s"),
            (59.7, "1 min"),
            (750.0, "12 min 30 s"),
            (3_599.8, "1 h"),
            (11_520.0, "3 h 12 min"),
            (36.0 * 3600.0, "36 h"),
            (53.0 * 3600.0, "2 d 5 h"),
        ] {
            assert_eq!(duration(seconds), says);
        }
    }

    #[test]
    fn numbers_are_grouped_and_never_minus_zero() {
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(number(999.0, 1), "999.0");
        assert_eq!(number(-0.01, 1), "0.0");
        assert_eq!(number(-1_000.0, 0), "-1,000");
    }

    #[test]
    fn text_from_a_scenario_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[31m\nb\t c"), "a[31m b c");
        assert_eq!(width("短信 ok"), 7);
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("短信短信", 4), ["短信", "短信"]);
    }
}
