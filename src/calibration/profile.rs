//! Profiles of the likelihood: how well the data can be met with a field held at each of its places.

use rayon::prelude::*;

use super::emulated::Emulated;

/// A place of a field in its prior, and how well the data can be met there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProfilePoint {
    /// The place, from 0 to 1.
    pub place: f64,
    /// How far the logarithm of the likelihood stays below the best of all, with every other field where it is best.
    pub below: f64,
}

/// A place is within the 95 % likelihood interval of a field whose profile is at most so far below: half the quantile of
/// chi-square with one degree of freedom.
pub const WITHIN: f64 = 1.920_729;

/// Places of a profile.
const PLACES: usize = 21;
/// Particles that are tried at each place; the best is where the search begins.
const TRIED: usize = 200;
/// Steps of the search, as shares of the cube: the first, and the least.
const FIRST: f64 = 0.25;
const LEAST: f64 = 0.004;

/// The profile of each field, from places of the posterior.
///
/// A pattern search (Hooke and Jeeves 1961, without pattern moves) goes from the best of some particles to where no step
/// of any other field is better.
pub fn profiles(emulated: &Emulated, particles: &[Vec<f64>]) -> Vec<Vec<ProfilePoint>> {
    let every = particles.len().div_ceil(TRIED).max(1);
    let tried: Vec<&Vec<f64>> = particles.iter().step_by(every).collect();
    let all: Vec<(usize, usize)> = (0..emulated.fields)
        .flat_map(|field| (0..PLACES).map(move |place| (field, place)))
        .collect();
    let found: Vec<(f64, f64)> = all
        .par_iter()
        .map(|&(field, place)| {
            let place = (place as f64 + 0.5) / PLACES as f64;
            (place, best_at(emulated, &tried, field, place))
        })
        .collect();
    let known = particles
        .par_iter()
        .map(|places| emulated.log_likelihood(places));
    let best = known.reduce(|| f64::NEG_INFINITY, f64::max);
    let best = found.iter().map(|(_, log)| *log).fold(best, f64::max);
    let points = found.chunks(PLACES).map(|of_field| {
        let points = of_field.iter().map(|&(place, log)| ProfilePoint {
            place,
            below: best - log,
        });
        points.collect()
    });
    points.collect()
}

fn best_at(emulated: &Emulated, tried: &[&Vec<f64>], field: usize, place: f64) -> f64 {
    let held = |places: &Vec<f64>| {
        let mut places = places.clone();
        places[field] = place;
        let log = emulated.log_likelihood(&places);
        (places, log)
    };
    let starts = tried.iter().map(|places| held(places));
    let start = starts.max_by(|a, b| a.1.total_cmp(&b.1));
    let Some((mut at, mut log)) = start else {
        return f64::NEG_INFINITY;
    };
    let mut step = FIRST;
    while step > LEAST {
        let before = log;
        for other in (0..at.len()).filter(|other| *other != field) {
            for by in [step, -step] {
                let from = at[other];
                at[other] = (from + by).clamp(0.0, 1.0);
                let new = emulated.log_likelihood(&at);
                if new > log {
                    log = new;
                    break;
                }
                at[other] = from;
            }
        }
        if log <= before {
            step /= 2.0;
        }
    }
    log
}
