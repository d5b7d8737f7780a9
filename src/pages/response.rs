//! How a measure responds to the fields that vary.

use std::collections::BTreeMap;

use super::chart::Chart;
use super::facts::figure;
use super::lines::{Across, Line, Point, drawn_as, lines_narrow, lines_option};
use super::sweep::{place, values};
use crate::clock::{DAY, HOUR, MINUTE, Millis, parse_duration};
use crate::datasets::SweptPoint;
use crate::datasets::format::plain;
use crate::measures::{Estimate, Measure};

/// More lines than these cannot be told apart.
const MOST_LINES: usize = 8;

/// The response curves of a measure: a picture for each field. With one or two fields on a grid the
/// points of a line are joined; otherwise they are dots, since other fields move between them.
pub(super) fn charts(points: &[SweptPoint], measure: &Measure) -> Vec<Chart> {
    let Some(first) = points.first() else {
        return Vec::new();
    };
    let found = values(points, measure);
    let fields = first.set.len();
    let pictures = (0..fields).filter_map(|axis| {
        let by_others = grouped(points, &found, axis);
        let joined = by_others.len() <= MOST_LINES && by_others.values().all(|l| l.len() > 1);
        // One picture is enough where the other field's values are its lines.
        if joined && fields > 1 && axis > 0 {
            return None;
        }
        picture(points, measure, axis, &found, joined.then_some(by_others))
    });
    pictures.collect()
}

type Found = Vec<(usize, Estimate)>;

/// The points by the values of all other fields.
fn grouped(points: &[SweptPoint], found: &Found, axis: usize) -> BTreeMap<String, Found> {
    let mut groups: BTreeMap<String, Found> = BTreeMap::new();
    for &(point, estimate) in found {
        let mut others = points[point].set.clone();
        others.remove(axis);
        let others = SweptPoint {
            set: others,
            figures: Vec::new(),
        };
        groups
            .entry(place(&others))
            .or_default()
            .push((point, estimate));
    }
    groups
}

fn picture(
    points: &[SweptPoint],
    measure: &Measure,
    axis: usize,
    found: &Found,
    groups: Option<BTreeMap<String, Found>>,
) -> Option<Chart> {
    let field = plain(&points.first()?.set[axis].0);
    let texts: Vec<&str> = points.iter().map(|p| p.set[axis].1.as_str()).collect();
    let (across, at) = axis_of(&field, &texts);
    let point = |&(n, estimate): &(usize, Estimate)| {
        let (value, interval) = figure(measure.unit, &estimate);
        let mut hover = vec![place(&points[n]), value];
        if !interval.is_empty() {
            hover.push(format!("95 % interval: {interval}"));
        }
        Point {
            x: at[n],
            y: estimate.value,
            interval: estimate.interval,
            hover,
        }
    };
    let joined = groups.is_some();
    let all = || BTreeMap::from([(String::new(), found.clone())]);
    let lines: Vec<Line> = groups
        .unwrap_or_else(all)
        .into_iter()
        .map(|(name, of)| {
            let mut points: Vec<Point> = of.iter().map(point).collect();
            points.sort_by(|a, b| a.x.total_cmp(&b.x));
            Line { name, points }
        })
        .collect();
    let most = found
        .iter()
        .map(|(_, estimate)| estimate.value)
        .fold(0.0, f64::max);
    let (scale, unit) = drawn_as(measure.unit, most);
    let name = measure.name.replace('_', " ");
    let upper = if unit.is_empty() {
        name.clone()
    } else {
        format!("{name} ({unit})")
    };
    let text = if joined {
        format!(
            "{}; lines across points are 95 % intervals.",
            measure.meaning
        )
    } else {
        format!(
            "{}; all other fields move from point to point too.",
            measure.meaning
        )
    };
    Some(Chart {
        id: format!("response-{}-{axis}", measure.name),
        title: format!("{name} against {field}"),
        text,
        high: [380, 340],
        option: lines_option(&lines, &across, &upper, scale, joined, &None),
        narrow: lines_narrow(),
        tables: &["sweep.csv", "points.csv"],
    })
}

/// The axis of a field, and where each of its values stands: durations and numbers as such, all
/// others as words.
fn axis_of(field: &str, texts: &[&str]) -> (Across, Vec<f64>) {
    let durations: Option<Vec<Millis>> = texts.iter().map(|t| parse_duration(t).ok()).collect();
    if let Some(durations) = durations {
        let most = durations.iter().copied().max().unwrap_or(0);
        let units = [
            (4 * DAY, DAY, "days"),
            (2 * HOUR, HOUR, "hours"),
            (0, MINUTE, "minutes"),
        ];
        let (_, unit, word) = units
            .into_iter()
            .find(|(from, ..)| most > *from)
            .unwrap_or((0, MINUTE, "minutes"));
        let at = durations.iter().map(|d| *d as f64 / unit as f64).collect();
        return (Across::Numbers(format!("{field} ({word})")), at);
    }
    let numbers: Option<Vec<f64>> = texts.iter().map(|t| t.parse().ok()).collect();
    if let Some(numbers) = numbers {
        return (Across::Numbers(field.to_owned()), numbers);
    }
    let mut words: Vec<String> = Vec::new();
    let at = texts.iter().map(|text| {
        let text = plain(text);
        let known = words.iter().position(|word| *word == text);
        known.unwrap_or_else(|| {
            words.push(text);
            words.len() - 1
        }) as f64
    });
    let at: Vec<f64> = at.collect();
    (Across::Words(field.to_owned(), words), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_they_belong() {
        let (across, at) = axis_of("rules.window", &["24h", "2d", "72h"]);
        assert_eq!(at, [24.0, 48.0, 72.0]);
        assert!(matches!(across, Across::Numbers(name) if name == "rules.window (hours)"));
        let (_, at) = axis_of("handsets.intercepting", &["0.01", "0.2"]);
        assert_eq!(at, [0.01, 0.2]);
        let (across, at) = axis_of("rules.window_from", &["received", "first_code", "received"]);
        assert_eq!(at, [0.0, 1.0, 0.0]);
        assert!(matches!(across, Across::Words(_, words) if words.len() == 2));
    }
}
