//! The second method, to compare with: approximate Bayesian computation with local-linear regression (Beaumont, Zhang and
//! Balding 2002).

use super::emulated::{Emulated, Simulations};
use crate::chance::{Key, Purpose};
use rand_distr::{Distribution, StandardNormal};

/// The share of the simulations that are near enough.
const NEAR: f64 = 0.3;

/// Places of the unit cube with their weights: of the simulations whose figures are nearest to what was observed, each moved
/// by what a regression on the figures says.
///
/// Figures are compared on the emulators' scales, with an error of the observation's size added to each simulation.
pub fn adjusted(emulated: &Emulated, simulations: &Simulations, seed: u64) -> Vec<(Vec<f64>, f64)> {
    let key = Key::of_seed(seed);
    let figures: Vec<Vec<f64>> = (simulations.figures.iter().enumerate())
        .map(|(number, figures)| {
            let mut stream = key.child(number as u64).stream(Purpose::Design, 6);
            let each = emulated.compared.iter().zip(figures);
            let off = each.map(|(one, figure)| {
                let noise: f64 = StandardNormal.sample(&mut stream);
                let spread = one.error.hypot(one.discrepancy);
                one.scale.of(figure.value) + noise * spread - one.observed
            });
            off.collect()
        })
        .collect();
    let targets = emulated.compared.len();
    let size = |target: usize| {
        let values: Vec<f64> = figures.iter().map(|of| of[target]).collect();
        crate::measures::variance(&values)
            .sqrt()
            .max(f64::MIN_POSITIVE)
    };
    let sizes: Vec<f64> = (0..targets).map(size).collect();
    let far = |of: &Vec<f64>| -> f64 {
        let each = of.iter().zip(&sizes);
        each.map(|(off, size)| (off / size).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    let mut order: Vec<(f64, usize)> = figures.iter().map(far).zip(0..).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let least = (targets + 2) * 3;
    let near = ((NEAR * order.len() as f64) as usize)
        .max(least)
        .min(order.len());
    let bound = order[near - 1].0.max(f64::MIN_POSITIVE) * (1.0 + 1e-9);
    let kept: Vec<(usize, f64)> = order[..near]
        .iter()
        .map(|(distance, place)| (*place, 1.0 - (distance / bound).powi(2)))
        .collect();
    // On the logit scale, so that what is moved stays in the cube.
    let logit = |place: f64| {
        let inside = place.clamp(1e-6, 1.0 - 1e-6);
        (inside / (1.0 - inside)).ln()
    };
    let row = |place: usize| -> Vec<f64> {
        let each = figures[place]
            .iter()
            .zip(&sizes)
            .map(|(off, size)| off / size);
        std::iter::once(1.0).chain(each).collect()
    };
    let mut moved: Vec<(Vec<f64>, f64)> = kept
        .iter()
        .map(|(_, weight)| (vec![0.0; emulated.fields], *weight))
        .collect();
    for field in 0..emulated.fields {
        let values: Vec<f64> = kept
            .iter()
            .map(|(place, _)| logit(simulations.places[*place][field]))
            .collect();
        let rows: Vec<Vec<f64>> = kept.iter().map(|(place, _)| row(*place)).collect();
        let weights: Vec<f64> = kept.iter().map(|(_, weight)| *weight).collect();
        let slopes = regression(&rows, &values, &weights);
        for ((to, _), (row, value)) in moved.iter_mut().zip(rows.iter().zip(&values)) {
            let by: f64 = row[1..].iter().zip(&slopes[1..]).map(|(x, b)| x * b).sum();
            to[field] = 1.0 / (1.0 + (by - value).exp());
        }
    }
    moved
}

/// The coefficients of a weighted regression, by the normal equations with a little on the diagonal.
fn regression(rows: &[Vec<f64>], values: &[f64], weights: &[f64]) -> Vec<f64> {
    let n = rows.first().map_or(0, Vec::len);
    let mut system = vec![vec![0.0; n + 1]; n];
    for ((row, value), weight) in rows.iter().zip(values).zip(weights) {
        for a in 0..n {
            for b in 0..n {
                system[a][b] += weight * row[a] * row[b];
            }
            system[a][n] += weight * row[a] * value;
        }
    }
    for (a, equation) in system.iter_mut().enumerate() {
        equation[a] += 1e-9 * equation[a] + 1e-12;
    }
    // Gauss and Jordan's: the matrix is symmetric and positive, and needs no exchange of rows.
    for a in 0..n {
        let pivot = system[a][a];
        system[a].iter_mut().for_each(|value| *value /= pivot);
        let own = system[a].clone();
        for (b, equation) in system.iter_mut().enumerate().filter(|(b, _)| *b != a) {
            let by = equation[a];
            debug_assert!(b < n);
            equation
                .iter_mut()
                .zip(&own)
                .for_each(|(value, own)| *value -= by * own);
        }
    }
    system.iter().map(|equation| equation[n]).collect()
}

#[cfg(test)]
mod tests {
    use super::regression;

    #[test]
    fn a_regression_finds_the_line() {
        let rows: Vec<Vec<f64>> = (0..9).map(|n| vec![1.0, f64::from(n)]).collect();
        let values: Vec<f64> = (0..9).map(|n| 3.0 - 0.5 * f64::from(n)).collect();
        let found = regression(&rows, &values, &[1.0; 9]);
        assert!(
            (found[0] - 3.0).abs() < 1e-6 && (found[1] + 0.5).abs() < 1e-6,
            "{found:?}"
        );
    }
}
