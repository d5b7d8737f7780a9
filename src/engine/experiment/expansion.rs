//! What a figure's spread comes from: a sparse polynomial chaos expansion of it over one set of draws.

mod pursuit;

use super::designs::{RESAMPLES, SobolIndices, percentile_interval};
use crate::chance::{Key, Purpose};
use crate::measures::{Level, mean};
use pursuit::{Fit, Path, dot};

/// Something that varies by itself: a coordinate from 0 to 1 for each draw, or several that vary together.
pub type Input = Vec<Vec<f64>>;

/// What an expansion says of a figure.
#[derive(Clone, Debug)]
pub struct Contributions {
    /// The indices of each input.
    pub of: Vec<SobolIndices>,
    /// The share of the variance that the expansion foresees in draws that were left out: what it does not foresee
    /// is in no index.
    pub foreseen: f64,
}

/// A polynomial in one coordinate.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Factor {
    input: usize,
    coordinate: usize,
    degree: usize,
}

/// The candidates for an expansion: polynomials of one coordinate, and products of two of them.
pub struct Candidates {
    terms: Vec<Vec<Factor>>,
    /// The inputs that each takes part in: one, or two.
    inputs: Vec<[usize; 2]>,
    whole: Fit,
    folds: Vec<(Fit, Vec<usize>)>,
    draws: usize,
    of: usize,
}

/// Kinds of candidates, in the order in which they are taken while there is room: the degrees of one or two factors.
const KINDS: [(usize, usize); 14] = [
    (1, 0),
    (2, 0),
    (1, 1),
    (3, 0),
    (4, 0),
    (2, 1),
    (5, 0),
    (6, 0),
    (2, 2),
    (3, 1),
    (7, 0),
    (8, 0),
    (4, 1),
    (3, 2),
];
/// Candidates for each draw, and in all.
const PER_DRAW: usize = 10;
const MOST: usize = 2000;
/// Terms of an expansion: one to so many draws, and in all.
const DRAWS_PER_TERM: usize = 3;
const MOST_TERMS: usize = 60;
/// Parts of the draws that are left out in turn.
const FOLDS: usize = 5;

impl Candidates {
    /// Those for these inputs over some draws.
    pub fn of(inputs: &[Input]) -> Self {
        let draws = inputs.iter().flatten().map(Vec::len).next().unwrap_or(0);
        let terms = terms(inputs, draws);
        let all: Vec<usize> = (0..draws).collect();
        let column = |term: &Vec<Factor>| -> Vec<f64> {
            let at = |draw: usize| {
                let each = term.iter().map(|factor| {
                    let place = inputs[factor.input][factor.coordinate][draw];
                    legendre(factor.degree, 2.0 * place - 1.0)
                });
                each.product()
            };
            all.iter().map(|draw| at(*draw)).collect()
        };
        let columns: Vec<Vec<f64>> = terms.iter().map(column).collect();
        let folds = (0..FOLDS).map(|fold| {
            let (out, kept): (Vec<usize>, Vec<usize>) =
                all.iter().partition(|draw| *draw % FOLDS == fold);
            (Fit::of(&columns, kept), out)
        });
        Self {
            inputs: terms
                .iter()
                .map(|term| [term[0].input, term[term.len() - 1].input])
                .collect(),
            folds: folds.collect(),
            whole: Fit::of(&columns, all.clone()),
            terms,
            draws,
            of: inputs.len(),
        }
    }

    /// What each input contributes to the figures of the draws, as shares of a `variance`. `None` where nothing of
    /// them can be foreseen.
    pub fn contributions(
        &self,
        figures: &[f64],
        variance: f64,
        seed: u64,
        level: Level,
    ) -> Option<Contributions> {
        if figures.len() != self.draws || self.draws < FOLDS || variance <= 0.0 {
            return None;
        }
        let (terms, errors) = self.left_out(figures)?;
        let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
        let error = squares(&errors) / errors.len() as f64;
        let centre = mean(figures);
        let spread: Vec<f64> = figures.iter().map(|figure| figure - centre).collect();
        let all = squares(&spread) / spread.len() as f64;
        let foreseen = (all - error) / variance;
        if terms == 0 || foreseen <= 0.0 {
            return None;
        }
        let path = self.whole.path(figures, terms);
        let of = self.indices(&path, &errors, error, variance, (seed, level));
        Some(Contributions {
            of,
            foreseen: foreseen.min(1.0),
        })
    }

    /// The expansion of the figures of the draws, where each input has one coordinate; a constant where draws that were
    /// left out are foreseen by nothing. `None` for too few draws.
    pub fn emulator(&self, figures: &[f64]) -> Option<Emulator> {
        if figures.len() != self.draws || self.draws < FOLDS {
            return None;
        }
        let (terms, errors) = self.left_out(figures)?;
        let path = self.whole.path(figures, terms);
        let coefficients = path.coefficients(path.terms.len(), &path.along);
        let chosen = coefficients.iter().zip(&path.terms);
        let at_centre = chosen
            .clone()
            .map(|(by, term)| by * self.whole.centres[*term]);
        Some(Emulator {
            constant: path.centre - at_centre.sum::<f64>(),
            terms: chosen
                .map(|(by, term)| (*by, self.terms[*term].clone()))
                .collect(),
            error: (dot(&errors, &errors) / errors.len() as f64).sqrt(),
        })
    }

    /// With how many terms draws that were left out are foreseen best, and the errors there.
    fn left_out(&self, figures: &[f64]) -> Option<(usize, Vec<f64>)> {
        let most = (self.draws / DRAWS_PER_TERM).min(MOST_TERMS);
        let mut errors = vec![vec![0.0; self.draws]; most + 1];
        for (fit, out) in &self.folds {
            let path = fit.path(figures, most);
            let mut foreseen = vec![path.centre; out.len()];
            for (terms, errors) in errors.iter_mut().enumerate() {
                if terms > 0 && terms <= path.terms.len() {
                    let coefficients = path.coefficients(terms, &path.along);
                    for (foreseen, draw) in foreseen.iter_mut().zip(out) {
                        let chosen = coefficients.iter().zip(&path.terms);
                        let moved = chosen.map(|(by, term)| by * fit.at(&self.whole, *term, *draw));
                        *foreseen = path.centre + moved.sum::<f64>();
                    }
                }
                for (foreseen, draw) in foreseen.iter().zip(out) {
                    errors[*draw] = figures[*draw] - foreseen;
                }
            }
        }
        let sum = |errors: &[f64]| errors.iter().map(|error| error * error).sum::<f64>();
        let found = errors
            .iter()
            .enumerate()
            .min_by(|a, b| sum(a.1).total_cmp(&sum(b.1)));
        found.map(|(terms, errors)| (terms, errors.clone()))
    }

    /// The indices of each input, with intervals from resampled errors.
    fn indices(
        &self,
        path: &Path,
        errors: &[f64],
        error: f64,
        variance: f64,
        (seed, level): (u64, Level),
    ) -> Vec<SobolIndices> {
        let count = path.terms.len();
        let n = self.draws as f64;
        let columns: Vec<&Vec<f64>> = path.terms.iter().map(|t| &self.whole.columns[*t]).collect();
        let gram = |a: usize, b: usize| dot(columns[a], columns[b]) / n;
        let gram: Vec<Vec<f64>> = (0..count)
            .map(|a| (0..count).map(|b| gram(a, b)).collect())
            .collect();
        // What errors of the figures make of the coefficients: one way for each direction of the path.
        let ways: Vec<Vec<f64>> = (0..count)
            .map(|way| {
                let mut along = vec![0.0; count];
                along[way] = 1.0;
                path.coefficients(count, &along)
            })
            .collect();
        let noise = |a: usize, b: usize| -> f64 {
            ways.iter().map(|way| way[a] * way[b]).sum::<f64>() * error
        };
        let takes_part = |term: usize| self.inputs[path.terms[term]];
        // Pairs of terms that one part of the variance is made of: those of the same input or inputs.
        let mut parts: Vec<(usize, usize, [usize; 2], f64)> = Vec::new();
        for a in 0..count {
            for b in (0..count).filter(|b| takes_part(a) == takes_part(*b)) {
                parts.push((a, b, takes_part(a), noise(a, b)));
            }
        }
        // Squares of uncertain coefficients are too large by their noise.
        let shares = |coefficients: &[f64], noises: f64| {
            let mut of = vec![[0.0f64; 2]; self.of];
            for (a, b, inputs, noise) in &parts {
                let moved = coefficients[*a] * coefficients[*b] - noises * noise;
                let share = moved * gram[*a][*b] / variance;
                let [one, other] = *inputs;
                of[one][1] += share;
                match one == other {
                    true => of[one][0] += share,
                    false => of[other][1] += share,
                }
            }
            of.into_iter()
                .map(|of| of.map(|share| share.max(0.0)))
                .collect::<Vec<_>>()
        };
        let coefficients = path.coefficients(count, &path.along);
        let found = shares(&coefficients, 1.0);
        let mut resampled = vec![[Vec::new(), Vec::new()]; self.of];
        for sample in 0..RESAMPLES {
            let mut stream = Key::of_seed(seed).child(sample).stream(Purpose::Design, 2);
            let drawn: Vec<f64> = (0..self.draws)
                .map(|_| errors[stream.below(self.draws as u32) as usize])
                .collect();
            let along: Vec<f64> = (path.along.iter().zip(&path.directions))
                .map(|(along, direction)| along + dot(direction, &drawn))
                .collect();
            let moved = shares(&path.coefficients(count, &along), 2.0);
            for (all, moved) in resampled.iter_mut().zip(moved) {
                all[0].push(moved[0]);
                all[1].push(moved[1]);
            }
        }
        let all = found.into_iter().zip(resampled).enumerate();
        all.map(|(input, ([first, total], resampled))| {
            let chosen = (0..count).any(|term| takes_part(term).contains(&input));
            let unseen = if chosen {
                0.0
            } else {
                self.unseen(input, errors, error, level) / variance
            };
            let around = |value: f64, values: Vec<f64>| {
                let (low, high) = percentile_interval(values, level);
                (low.min(value), high.max(value).max(unseen.min(1.0)))
            };
            let [firsts, totals] = resampled;
            SobolIndices {
                first,
                first_interval: around(first, firsts),
                total,
                total_interval: around(total, totals),
            }
        })
        .collect()
    }

    /// How much of the variance may go with an input of which no term was chosen, and nobody sees it: in proportion to
    /// its places, by the upper end of the interval of the correlation with the errors.
    fn unseen(&self, input: usize, errors: &[f64], error: f64, level: Level) -> f64 {
        let own = (self.inputs.iter().zip(&self.whole.columns)).zip(&self.whole.lengths);
        let with = own.filter(|((inputs, _), length)| **inputs == [input; 2] && **length > 0.0);
        let n = errors.len() as f64;
        let goes_with = with.map(|((_, column), length)| dot(column, errors).abs() / length);
        let most = goes_with.fold(0.0, f64::max) / (n * error).sqrt();
        (most + level.standard_errors() / n.sqrt()).min(1.0).powi(2) * error
    }
}

/// What stands in a simulation's place: an expansion of one figure.
#[derive(Clone, Debug)]
pub struct Emulator {
    constant: f64,
    terms: Vec<(f64, Vec<Factor>)>,
    /// How far off it is, as a standard deviation over draws that were left out.
    pub error: f64,
}

/// Polynomials at a place of the unit cube, for all emulators over it.
pub struct Basis(Vec<[f64; MOST_DEGREE + 1]>);

/// The highest degree in [`KINDS`].
const MOST_DEGREE: usize = 8;

impl Basis {
    /// Of places from 0 to 1, one an input.
    pub fn at(places: &[f64]) -> Self {
        let of = |place: &f64| std::array::from_fn(|degree| legendre(degree, 2.0 * place - 1.0));
        Self(places.iter().map(of).collect())
    }
}

impl Emulator {
    /// How many terms it has beside the constant.
    pub fn terms(&self) -> usize {
        self.terms.len()
    }

    /// The figure that it foresees.
    pub fn at(&self, basis: &Basis) -> f64 {
        let terms = self.terms.iter().map(|(by, factors)| {
            let factors = factors
                .iter()
                .map(|factor| basis.0[factor.input][factor.degree]);
            by * factors.product::<f64>()
        });
        self.constant + terms.sum::<f64>()
    }
}

/// The terms of all kinds for which there is room.
fn terms(inputs: &[Input], draws: usize) -> Vec<Vec<Factor>> {
    let coordinates: Vec<(usize, usize)> = inputs
        .iter()
        .enumerate()
        .flat_map(|(input, all)| (0..all.len()).map(move |coordinate| (input, coordinate)))
        .collect();
    let factor = |(input, coordinate): (usize, usize), degree| Factor {
        input,
        coordinate,
        degree,
    };
    let room = (PER_DRAW * draws).min(MOST);
    let mut terms: Vec<Vec<Factor>> = Vec::new();
    for (one, other) in KINDS {
        let mut kind = Vec::new();
        for (place, &a) in coordinates.iter().enumerate() {
            if other == 0 {
                kind.push(vec![factor(a, one)]);
                continue;
            }
            for &b in &coordinates[place + 1..] {
                kind.push(vec![factor(a, one), factor(b, other)]);
                if one != other {
                    kind.push(vec![factor(a, other), factor(b, one)]);
                }
            }
        }
        if terms.len() + kind.len() <= room {
            terms.extend(kind);
        }
    }
    terms
}

/// The Legendre polynomial of a degree, of variance 1 where its argument is even on −1 to 1.
fn legendre(degree: usize, x: f64) -> f64 {
    if degree == 0 {
        return 1.0;
    }
    let (mut before, mut now) = (1.0, x);
    for n in 1..degree {
        let n = n as f64;
        (before, now) = (now, ((2.0 * n + 1.0) * x * now - n * before) / (n + 1.0));
    }
    now * (2.0 * degree as f64 + 1.0).sqrt()
}

#[cfg(test)]
mod tests;
