//! How a measure responds to the fields that vary: lines, or dots where other fields move, too.

use std::collections::BTreeMap;

use crate::clock::{DAY, HOUR, MINUTE, Millis, parse_duration};
use crate::datasets::{POINTS, SWEEP, SweptPoint, Wanted};
use crate::measures::Estimate;
use crate::views::format::{field_value, plain};
use crate::views::{Axis, Curve, Formatted, Hover, Lines, Picture, Plot, Point, X, words};

/// More lines than these cannot be told apart.
const MAXIMUM_LINES: usize = 8;

/// The points at which there is a figure, by their places.
pub(super) type Found = Vec<(usize, Estimate)>;

/// The figures of a measure at the points.
pub(super) fn values(points: &[SweptPoint], wanted: &Wanted) -> Found {
    let all = points.iter().enumerate();
    all.filter_map(|(n, point)| Some((n, point.figure(wanted)?)))
        .collect()
}

/// A value as it was written, but for digits that a design gave it.
pub(super) fn rounded(value: &str) -> String {
    match value.len() {
        ..=6 => value.to_owned(),
        _ => field_value(value),
    }
}

/// Where a point stands, as words.
pub(super) fn place<'a>(set: impl IntoIterator<Item = &'a (String, String)>) -> String {
    let set = set
        .into_iter()
        .map(|(field, value)| format!("{field} = {}", rounded(value)));
    plain(&set.collect::<Vec<_>>().join(", "))
}

/// The response curves of a measure: a picture for each field. With one or two fields on a grid the
/// points of a line are joined; otherwise they are dots, since other fields move between them.
pub(super) fn curves(points: &[SweptPoint], wanted: &Wanted) -> Vec<Picture> {
    let found = values(points, wanted);
    let fields = points.first().map_or(0, |point| point.set.len());
    let pictures = (0..fields).filter_map(|axis| {
        let by_others = grouped(points, &found, axis);
        let joined = by_others.len() <= MAXIMUM_LINES && by_others.values().all(|l| l.len() > 1);
        // One picture is enough where the other field's values are its lines.
        let shown = !joined || fields == 1 || axis == 0;
        shown.then(|| picture(points, wanted, axis, &found, joined.then_some(by_others)))
    });
    pictures.collect()
}

/// How a measure responds to one field, by its place, at each combination of the others' values, with lines at
/// levels of the measure.
pub(super) fn along(
    points: &[SweptPoint],
    wanted: &Wanted,
    axis: usize,
    levels: Vec<(f64, String)>,
) -> Picture {
    let found = values(points, wanted);
    let by_others = grouped(points, &found, axis);
    let joined = by_others.len() <= MAXIMUM_LINES;
    let mut drawn = picture(points, wanted, axis, &found, joined.then_some(by_others));
    if let Plot::Lines(lines) = &mut drawn.plot {
        lines.levels = levels;
    }
    drawn
}

/// The points by the values of all other fields.
fn grouped(points: &[SweptPoint], found: &Found, axis: usize) -> BTreeMap<String, Found> {
    let mut groups: BTreeMap<String, Found> = BTreeMap::new();
    for &(point, estimate) in found {
        let fields = points[point].set.iter().enumerate();
        let others = fields.filter(|(n, _)| *n != axis).map(|(_, field)| field);
        groups
            .entry(place(others))
            .or_default()
            .push((point, estimate));
    }
    groups
}

fn picture(
    points: &[SweptPoint],
    wanted: &Wanted,
    axis: usize,
    found: &Found,
    groups: Option<BTreeMap<String, Found>>,
) -> Picture {
    let measure = wanted.measure;
    let field = points
        .first()
        .map_or_else(String::new, |p| plain(&p.set[axis].0));
    let texts: Vec<&str> = points.iter().map(|p| p.set[axis].1.as_str()).collect();
    let (x, at) = axis_of(&field, &texts);
    let point = |&(n, estimate): &(usize, Estimate)| {
        let figure = Formatted::of(measure.unit, &estimate);
        Point {
            x: at[n],
            y: estimate.value,
            interval: estimate.interval.map(Into::into),
            hover: Hover::figure(place(&points[n].set), &figure, ""),
        }
    };
    let joined = groups.is_some();
    let groups = groups.unwrap_or_else(|| BTreeMap::from([(String::new(), found.clone())]));
    let curves = groups.into_iter().map(|(name, of)| {
        let mut points: Vec<Point> = of.iter().map(point).collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        Curve { name, points }
    });
    let values = found.iter().map(|(_, estimate)| estimate.value);
    let name = words::wanted(wanted);
    let y = Axis::of(&name, measure.unit, values.fold(0.0, f64::max));
    let plot = Plot::Lines(Lines {
        joined,
        ..Lines::new(x, y, curves.collect())
    });
    let how = if joined {
        "lines across points are confidence intervals."
    } else {
        "all other fields move from point to point too."
    };
    let id = format!("response-{}-{axis}", words::id(wanted));
    let title = format!("{name} against {field}");
    let text = format!(
        "{}, against {}; {how}",
        measure.meaning,
        words::meaning(&field)
    );
    Picture::new(id, title, plot, [SWEEP.name, POINTS.name]).says(text)
}

/// The axis of a field, and where each of its values stands: durations and numbers as such, all
/// others as words.
fn axis_of(field: &str, texts: &[&str]) -> (X, Vec<f64>) {
    let durations: Option<Vec<Millis>> = texts.iter().map(|t| parse_duration(t).ok()).collect();
    if let Some(durations) = durations {
        let (unit, word) = match durations.iter().copied().max().unwrap_or(0) {
            longest if longest > 4 * DAY => (DAY, "days"),
            longest if longest > 2 * HOUR => (HOUR, "hours"),
            _ => (MINUTE, "minutes"),
        };
        let at = durations.iter().map(|d| *d as f64 / unit as f64).collect();
        let name = format!("{} ({word})", words::meaning(field));
        return (X::Numbers { name }, at);
    }
    let name = words::field(field);
    let numbers: Option<Vec<f64>> = texts.iter().map(|t| t.parse().ok()).collect();
    if let Some(numbers) = numbers {
        return (X::Numbers { name }, numbers);
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
    (X::Words { name, words }, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_they_belong() {
        let (x, at) = axis_of("rules.window", &["24h", "2d", "72h"]);
        assert_eq!(at, [24.0, 48.0, 72.0]);
        assert!(matches!(x, X::Numbers { name } if name.ends_with("(hours)")));
        let (_, at) = axis_of("handsets.intercepting", &["0.01", "0.2"]);
        assert_eq!(at, [0.01, 0.2]);
        let (x, at) = axis_of("rules.window_from", &["received", "first_code", "received"]);
        assert_eq!(at, [0.0, 1.0, 0.0]);
        assert!(matches!(x, X::Words { words, .. } if words.len() == 2));
    }
}
