//! Designs: which points of the unit cube are run, and what is made of them.

use crate::chance::{Key, Purpose};
use crate::measures::Level;

/// All combinations of the places of each axis, the last axis fastest.
pub fn grid(axes: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::new()];
    for places in axes {
        points = points
            .iter()
            .flat_map(|point: &Vec<f64>| {
                places
                    .iter()
                    .map(|place| [point.as_slice(), &[*place]].concat())
            })
            .collect();
    }
    points
}

/// A Latin hypercube of `points` points in `dimensions` dimensions: each of the `points` equal parts
/// of every axis holds exactly one.
pub fn latin_hypercube(points: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let key = Key::of_seed(seed);
    let columns: Vec<Vec<f64>> = (0..dimensions)
        .map(|dimension| {
            let mut stream = key.child(dimension as u64).stream(Purpose::Design, 0);
            let mut parts: Vec<usize> = (0..points).collect();
            for place in (1..points).rev() {
                parts.swap(place, stream.below(place as u32 + 1) as usize);
            }
            parts
                .iter()
                .map(|part| (*part as f64 + stream.uniform()) / points as f64)
                .collect()
        })
        .collect();
    (0..points)
        .map(|point| columns.iter().map(|column| column[point]).collect())
        .collect()
}

/// The points of Saltelli's design for Sobol' indices: `A`, `B`, and for each dimension `A` with that
/// column from `B`; `points × (dimensions + 2)` in all, in this order. The base sequence is Sobol''s,
/// Owen-scrambled.
pub fn saltelli(points: usize, dimensions: usize, seed: u32) -> Vec<Vec<f64>> {
    let row = |point: usize, from: usize| -> Vec<f64> {
        let sample = |dimension: usize| {
            f64::from(sobol_burley::sample(
                point as u32,
                (from + dimension) as u32,
                seed,
            ))
        };
        (0..dimensions).map(sample).collect()
    };
    let a: Vec<Vec<f64>> = (0..points).map(|point| row(point, 0)).collect();
    let b: Vec<Vec<f64>> = (0..points).map(|point| row(point, dimensions)).collect();
    let mut all = a.clone();
    all.extend(b.iter().cloned());
    for dimension in 0..dimensions {
        for (a, b) in a.iter().zip(&b) {
            let mut mixed = a.clone();
            mixed[dimension] = b[dimension];
            all.push(mixed);
        }
    }
    all
}

/// The most dimensions that [`saltelli`] can have: the sequence has 256, and two are needed for each.
pub const MAXIMUM_DIMENSIONS: usize = 128;

/// The Sobol' indices of one dimension, with their bootstrap intervals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SobolIndices {
    /// First order: the share of the variance that goes with this dimension alone.
    pub first: f64,
    /// The interval of the first-order index.
    pub first_interval: (f64, f64),
    /// Total: the share in which it takes part.
    pub total: f64,
    /// The interval of the total index.
    pub total_interval: (f64, f64),
}

/// The indices of each dimension from the values at the points of [`saltelli`], by Saltelli's (first
/// order, 2010) and Jansen's (total, 1999) estimators. `None` where nothing varies.
pub fn sobol_indices(
    values: &[f64],
    dimensions: usize,
    seed: u64,
    level: Level,
) -> Option<Vec<SobolIndices>> {
    let points = values.len() / (dimensions + 2);
    let all: Vec<usize> = (0..points).collect();
    let estimate = |dimension, rows: &[usize]| indices(values, points, dimension, rows);
    let mut found = Vec::new();
    for dimension in 0..dimensions {
        let (first, total) = estimate(dimension, &all)?;
        let mut resampled: [Vec<f64>; 2] = Default::default();
        for sample in 0..RESAMPLES {
            let key = Key::of_seed(seed).child(sample);
            let mut stream = key.stream(Purpose::Design, 1);
            let rows: Vec<usize> = (0..points)
                .map(|_| stream.below(points as u32) as usize)
                .collect();
            if let Some((first, total)) = estimate(dimension, &rows) {
                resampled[0].push(first);
                resampled[1].push(total);
            }
        }
        let [first_interval, total_interval] =
            resampled.map(|values| percentile_interval(values, level));
        found.push(SobolIndices {
            first,
            first_interval,
            total,
            total_interval,
        });
    }
    Some(found)
}

/// How often the bootstrap resamples.
pub(super) const RESAMPLES: u64 = 400;

fn indices(values: &[f64], points: usize, dimension: usize, rows: &[usize]) -> Option<(f64, f64)> {
    let n = rows.len() as f64;
    let at = |block: usize, row: usize| values[block * points + row];
    let both = || rows.iter().flat_map(|&row| [at(0, row), at(1, row)]);
    let mean = both().sum::<f64>() / (2.0 * n);
    let variance = both().map(|value| (value - mean).powi(2)).sum::<f64>() / (2.0 * n);
    if variance.is_nan() || variance <= 0.0 {
        return None;
    }
    let (mut first, mut total) = (0.0, 0.0);
    for &row in rows {
        let (a, b, mixed) = (at(0, row), at(1, row), at(2 + dimension, row));
        // Centred: the same in the mean, and far less scattered.
        first += (b - mean) * (mixed - a);
        total += (a - mixed).powi(2);
    }
    Some((first / n / variance, total / (2.0 * n) / variance))
}

pub(super) fn percentile_interval(mut values: Vec<f64>, level: Level) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (share * (values.len() - 1) as f64).round() as usize;
        values.get(place).copied().unwrap_or(f64::NAN)
    };
    if values.is_empty() {
        (f64::NAN, f64::NAN)
    } else {
        let (low, high) = level.tails();
        (at(low), at(high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_has_all_combinations() {
        let points = grid(&[vec![0.0, 1.0], vec![0.0, 0.5, 1.0]]);
        assert_eq!(points.len(), 6);
        assert_eq!(points[4], [1.0, 0.5]);
    }

    #[test]
    fn a_latin_hypercube_fills_every_part_of_every_axis_once() {
        let points = latin_hypercube(20, 3, 1);
        for dimension in 0..3 {
            let mut parts: Vec<usize> = points
                .iter()
                .map(|point| (point[dimension] * 20.0) as usize)
                .collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..20).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_indices_of_the_ishigami_function_are_the_known_ones() {
        let ishigami = |point: &Vec<f64>| {
            let x: Vec<f64> = point
                .iter()
                .map(|u| std::f64::consts::PI * (2.0 * u - 1.0))
                .collect();
            x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
        };
        let values: Vec<f64> = saltelli(8192, 3, 7).iter().map(ishigami).collect();
        let found = sobol_indices(&values, 3, 1, Level::default()).unwrap();
        // Saltelli et al. 2008, with a = 7 and b = 0.1.
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (found, (first, total)) in found.iter().zip(known) {
            assert!((found.first - first).abs() < 0.02, "{found:?}");
            assert!((found.total - total).abs() < 0.02, "{found:?}");
            assert!(found.first_interval.0 <= found.first && found.first <= found.first_interval.1);
        }
        assert!(sobol_indices(&[1.0; 40], 3, 1, Level::default()).is_none());
    }
}
