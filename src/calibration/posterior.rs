//! From the prior to the posterior: sequential Monte Carlo with tempering (Del Moral, Doucet and Jasra 2006).

use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::emulated::Emulated;
use crate::chance::{Key, Purpose};

/// How many particles there are.
pub const PARTICLES: usize = 2000;

/// The share of particles that must count after each step towards the posterior.
const COUNTING: f64 = 0.5;
/// Moves of each particle in each step.
const MOVES: u32 = 12;
/// The most steps: more than any data need.
const STEPS: u64 = 200;

/// A place in the unit cube of the prior, and how likely the data are there.
#[derive(Clone)]
struct Particle {
    places: Vec<f64>,
    log: f64,
}

/// Places of the unit cube, as many as `particles`, that are distributed as the posterior: where the prior is even, the data
/// are as likely as the emulators say.
///
/// A function of the seed: no thread moves a particle.
pub fn posterior(emulated: &Emulated, particles: usize, seed: u64) -> Vec<Vec<f64>> {
    let key = Key::of_seed(seed);
    let from_prior = |number: usize| {
        let mut stream = key.child(0).child(number as u64).stream(Purpose::Design, 3);
        let places: Vec<f64> = (0..emulated.fields).map(|_| stream.uniform()).collect();
        let log = emulated.log_likelihood(&places);
        Particle { places, log }
    };
    let mut all: Vec<Particle> = (0..particles).into_par_iter().map(from_prior).collect();
    let (mut reached, mut width) = (0.0, 1.0);
    for step in 1..=STEPS {
        if reached >= 1.0 {
            break;
        }
        let more = next(&all, 1.0 - reached);
        reached = if reached + more >= 1.0 - 1e-12 {
            1.0
        } else {
            reached + more
        };
        let key = key.child(step);
        let place = key.stream(Purpose::Design, 4).uniform();
        all = resampled(&all, more, place);
        let factor = root(&all);
        let scale = width * 2.38 / (emulated.fields as f64).sqrt();
        let moved: Vec<u32> = all
            .par_iter_mut()
            .enumerate()
            .map(|(number, particle)| {
                let mut stream = key.child(number as u64).stream(Purpose::Design, 5);
                let mut accepted = 0;
                for _ in 0..MOVES {
                    let normal: Vec<f64> = (0..emulated.fields)
                        .map(|_| StandardNormal.sample(&mut stream))
                        .collect();
                    let to: Vec<f64> = (particle.places.iter().zip(&factor))
                        .map(|(from, row)| {
                            let by: f64 = row.iter().zip(&normal).map(|(by, n)| by * n).sum();
                            reflected(from + scale * by)
                        })
                        .collect();
                    let log = emulated.log_likelihood(&to);
                    if stream.uniform().ln() < reached * (log - particle.log) {
                        *particle = Particle { places: to, log };
                        accepted += 1;
                    }
                }
                accepted
            })
            .collect();
        let share = f64::from(moved.iter().sum::<u32>()) / f64::from(MOVES) / particles as f64;
        // Towards a quarter, where a random walk goes furthest.
        width = (width * (share / 0.25).clamp(0.5, 2.0)).clamp(0.02, 2.0);
    }
    all.into_iter().map(|particle| particle.places).collect()
}

/// How far towards the likelihood the particles can go while enough of them count.
fn next(all: &[Particle], most: f64) -> f64 {
    let counts = |more: f64| effective(&weights(all, more)) >= COUNTING * all.len() as f64;
    if counts(most) {
        return most;
    }
    let (mut low, mut high) = (0.0, most);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if counts(middle) {
            low = middle
        } else {
            high = middle
        }
    }
    // Some way it goes in any case.
    low.max(most * 1e-6)
}

fn weights(all: &[Particle], more: f64) -> Vec<f64> {
    let logs: Vec<f64> = all.iter().map(|particle| more * particle.log).collect();
    from_logs(&logs)
}

/// Weights in proportion to exponentials.
fn from_logs(logs: &[f64]) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.iter().map(|log| (log - most).exp()).collect()
}

/// The effective sample size of weights.
fn effective(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    sum * sum / weights.iter().map(|weight| weight * weight).sum::<f64>()
}

/// As many particles again, each as often as its weight says (systematic resampling).
fn resampled(all: &[Particle], more: f64, place: f64) -> Vec<Particle> {
    let weights = weights(all, more);
    let each = weights.iter().sum::<f64>() / all.len() as f64;
    let (mut found, mut passed) = (Vec::with_capacity(all.len()), 0.0);
    for (particle, weight) in all.iter().zip(&weights) {
        passed += weight;
        while found.len() < all.len() && (found.len() as f64 + place) * each < passed {
            found.push(particle.clone());
        }
    }
    while let (true, Some(last)) = (found.len() < all.len(), all.last()) {
        found.push(last.clone());
    }
    found
}

/// The root of the particles' covariance (Cholesky's), row by row.
fn root(all: &[Particle]) -> Vec<Vec<f64>> {
    let fields = all.first().map_or(0, |particle| particle.places.len());
    let n = all.len() as f64;
    let mean = |field: usize| all.iter().map(|p| p.places[field]).sum::<f64>() / n;
    let means: Vec<f64> = (0..fields).map(mean).collect();
    let mut root = vec![vec![0.0; fields]; fields];
    for a in 0..fields {
        for b in 0..=a {
            let off = |p: &Particle| (p.places[a] - means[a]) * (p.places[b] - means[b]);
            let covariance = all.iter().map(off).sum::<f64>() / n;
            let known: f64 = (0..b).map(|c| root[a][c] * root[b][c]).sum();
            root[a][b] = if a == b {
                (covariance - known).max(1e-10).sqrt()
            } else {
                (covariance - known) / root[b][b]
            };
        }
    }
    root
}

/// A place beyond an end of 0 to 1, as far inside of it.
fn reflected(place: f64) -> f64 {
    let within = place.rem_euclid(2.0);
    let inside = if within > 1.0 { 2.0 - within } else { within };
    inside.min(1.0 - f64::EPSILON)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_reflected_at_the_ends() {
        assert!((reflected(-0.2) - 0.2).abs() < 1e-12);
        assert!((reflected(1.3) - 0.7).abs() < 1e-12);
        assert!((reflected(2.1) - 0.1).abs() < 1e-12);
        assert!(reflected(1.0) < 1.0);
    }

    #[test]
    fn the_root_of_a_covariance_gives_it_again() {
        let at = |x: f64, y: f64| Particle {
            places: vec![x, y],
            log: 0.0,
        };
        let all = [at(0.1, 0.2), at(0.5, 0.3), at(0.9, 0.8), at(0.4, 0.6)];
        let root = root(&all);
        let covariance = root[1][0] * root[0][0];
        let means = (0.475, 0.475);
        let known: f64 = all
            .iter()
            .map(|p| (p.places[0] - means.0) * (p.places[1] - means.1))
            .sum::<f64>()
            / 4.0;
        assert!((covariance - known).abs() < 1e-12);
    }
}
