//! Figures as people read them: each with its unit, rounded to what its interval supports.

use crate::diagnostics::is_acted_on;
use crate::measures::{Estimate, Interval, Level, Spread, Unit};

/// A figure as it is read: `14.9 %`, and the ends of its interval, `14.5 to 15.3`.
///
/// ```
/// use beian_sim::measures::{Level, Unit, mean_estimate};
/// use beian_sim::views::Formatted;
///
/// let waits = mean_estimate(&[3_500.0, 3_700.0], Level::default()).unwrap();
/// assert_eq!(Formatted::of(Unit::Seconds, &waits).value, "1 h");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The figure with its unit.
    pub value: String,
    /// The ends of its interval, without the unit; `None` where there is none.
    pub interval: Option<String>,
    /// What that is, such as `95 % interval`.
    pub kind: String,
    /// What follows the figure and its interval: ` %`, ` pp`, ` yuan` or nothing.
    suffix: &'static str,
}

impl Formatted {
    /// An estimate: shares as percentages, seconds as times.
    pub fn of(unit: Unit, estimate: &Estimate) -> Self {
        let interval = estimate.interval;
        Self::within(unit, estimate.value, interval.map(ends)).of_kind(confidence(interval))
    }

    /// The median over draws of what is uncertain, with its uncertainty interval.
    pub fn spread(unit: Unit, spread: &Spread) -> Self {
        let figure = Self::within(unit, spread.median, Some(spread.at_level));
        figure.of_kind(uncertainty(spread.level))
    }

    /// The same of a difference.
    pub fn spread_difference(unit: Unit, spread: &Spread) -> Self {
        let figure = Self::difference_within(unit, spread.median, Some(spread.at_level));
        figure.of_kind(uncertainty(spread.level))
    }

    fn of_kind(self, kind: String) -> Self {
        Self { kind, ..self }
    }

    /// A figure in an interval from one end to another.
    pub fn within(unit: Unit, value: f64, ends: Option<(f64, f64)>) -> Self {
        let otherwise = match unit {
            Unit::Share => 1,
            _ if value >= 100.0 => 0,
            _ => 2,
        };
        let decimals = supported(unit, ends, 3).unwrap_or(otherwise);
        let suffix = suffix(unit);
        let text = |value| in_unit(unit, value, decimals);
        Self::written(value, ends, suffix, text)
    }

    /// A difference with its sign: of shares in percentage points.
    pub fn difference(unit: Unit, difference: f64, interval: Option<Interval>) -> Self {
        let figure = Self::difference_within(unit, difference, interval.map(ends));
        figure.of_kind(confidence(interval))
    }

    /// A difference with its sign, in an interval from one end to another.
    pub fn difference_within(unit: Unit, difference: f64, interval: Option<(f64, f64)>) -> Self {
        let decimals = supported(unit, interval, 4).unwrap_or(2);
        let suffix = match unit {
            Unit::Share => " pp",
            other => suffix(other),
        };
        let text = |value| {
            let sign = if value > 0.0 { "+" } else { "" };
            format!("{sign}{}", in_unit(unit, value, decimals))
        };
        Self::written(difference, interval, suffix, text)
    }

    /// A figure that has no interval.
    pub fn alone(value: String) -> Self {
        Self {
            value,
            interval: None,
            kind: String::new(),
            suffix: "",
        }
    }

    fn written(
        value: f64,
        interval: Option<(f64, f64)>,
        suffix: &'static str,
        text: impl Fn(f64) -> String,
    ) -> Self {
        Self {
            value: text(value) + suffix,
            interval: interval.map(|(low, high)| format!("{} to {}", text(low), text(high))),
            kind: String::new(),
            suffix,
        }
    }

    /// The interval with its unit.
    pub fn interval_in_unit(&self) -> Option<String> {
        let interval = self.interval.as_ref()?;
        Some(format!("{interval}{}", self.suffix))
    }

    /// The interval in brackets; empty where there is none.
    pub fn brackets(&self) -> String {
        let interval = self.interval.as_ref();
        interval.map_or_else(String::new, |interval| format!("[{interval}]"))
    }

    /// The figure, and its interval in brackets.
    pub fn with_brackets(&self) -> String {
        format!("{} {}", self.value, self.brackets())
            .trim_end()
            .to_owned()
    }
}

fn confidence(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |interval| {
        format!("{} interval", interval.level)
    })
}

fn uncertainty(level: Level) -> String {
    format!("{level} uncertainty")
}

fn ends(interval: Interval) -> (f64, f64) {
    (interval.low, interval.high)
}

/// A figure without an interval, in its unit: `31.78 %`, `2 h 30 min`, `1.14`.
pub(crate) fn plain_value(unit: Unit, value: f64) -> String {
    in_unit(unit, value, 2) + suffix(unit)
}

/// A field's value as a scenario writes it, with as many decimals as are read.
pub(crate) fn field_value(written: &str) -> String {
    match written.parse::<f64>() {
        Ok(value) if value.fract() != 0.0 => number(value, 3),
        _ => written.to_owned(),
    }
}

/// A share as a percentage with so many decimals.
pub(crate) fn percent(share: f64, decimals: usize) -> String {
    format!("{} %", number(share * 100.0, decimals))
}

/// A number of things.
pub(crate) fn count(things: u64) -> String {
    number(things as f64, 0)
}

/// `0.523 ×`, without needless zeros.
pub(crate) fn multiple(multiple: f64) -> String {
    let text = format!("{multiple:.3}");
    format!("{} ×", text.trim_end_matches('0').trim_end_matches('.'))
}

/// What follows a figure.
fn suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => " %",
        Unit::Yuan => " yuan",
        Unit::Seconds | Unit::Number | Unit::PerDay => "",
    }
}

fn in_unit(unit: Unit, value: f64, decimals: usize) -> String {
    match unit {
        Unit::Share => number(value * 100.0, decimals),
        Unit::Seconds => duration(value),
        Unit::Number | Unit::PerDay | Unit::Yuan => number(value, decimals),
    }
}

/// Decimals at which an interval shows two figures of its half-width; `None` without one.
fn supported(unit: Unit, interval: Option<(f64, f64)>, maximum: usize) -> Option<usize> {
    let scale = if unit == Unit::Share { 100.0 } else { 1.0 };
    let half = interval.map(|(low, high)| (high - low) / 2.0 * scale)?;
    let known = half > 0.0 && half.is_finite();
    known.then(|| (1.0 - half.log10().floor()).clamp(0.0, maximum as f64) as usize)
}

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

/// Text from a scenario for a terminal or a label: on one line, without characters that a terminal acts on.
pub(crate) fn plain(text: &str) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.chars().filter(|c| !is_acted_on(*c)).collect()
}

/// `1 day`, `35 days`, `1.5 days`.
pub(crate) fn several(count: f64, noun: &str) -> String {
    let decimals = usize::from(count.fract() != 0.0);
    let plural = if count == 1.0 { "" } else { "s" };
    format!("{} {noun}{plural}", number(count, decimals))
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
            interval: Some(Interval {
                low,
                high,
                method,
                level: Level::default(),
            }),
            replications: 5,
        }
    }

    #[test]
    fn figures_are_rounded_to_what_the_interval_supports() {
        let text = |unit, e: &Estimate| Formatted::of(unit, e).with_brackets();
        let found = text(Unit::Share, &estimate(0.123_456, 0.119_3, 0.127_6));
        assert_eq!(found, "12.35 % [11.93 to 12.76]");
        let found = text(Unit::Share, &estimate(0.123_456, 0.02, 0.23));
        assert_eq!(found, "12 % [2 to 23]");
        let found = text(Unit::Number, &estimate(31_234.6, 30_900.0, 31_600.0));
        assert_eq!(found, "31,235 [30,900 to 31,600]");
    }

    #[test]
    fn differences_have_their_sign_and_shares_differ_in_points() {
        let of = estimate(-0.004, -0.005, 0.000_1);
        let found = Formatted::difference(Unit::Share, of.value, of.interval);
        assert_eq!(found.value, "-0.40 pp");
        assert_eq!(
            found.interval_in_unit().as_deref(),
            Some("-0.50 to +0.01 pp")
        );
        let of = estimate(-1_250.0, -1_300.0, -1_200.0);
        let found = Formatted::difference(Unit::Yuan, of.value, of.interval);
        assert_eq!(found.with_brackets(), "-1,250 yuan [-1,300 to -1,200]");
        let found = Formatted::difference(Unit::Seconds, 90.0, None);
        assert_eq!((&*found.value, found.interval), ("+1 min 30 s", None));
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
    }
}
