//! Orthogonal matching pursuit: terms one after the other.

use crate::measures::mean;

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Some of the draws, and the candidates there: centred.
pub(super) struct Fit {
    pub(super) draws: Vec<usize>,
    pub(super) columns: Vec<Vec<f64>>,
    pub(super) centres: Vec<f64>,
    pub(super) lengths: Vec<f64>,
}

/// Terms one after the other, as orthogonal matching pursuit chooses them.
pub(super) struct Path {
    /// The mean of the figures.
    pub(super) centre: f64,
    pub(super) terms: Vec<usize>,
    /// Directions at right angles, each the part of a term that those before it do not have.
    pub(super) directions: Vec<Vec<f64>>,
    /// How far the figures go along each.
    pub(super) along: Vec<f64>,
    /// By term, how far it goes along the directions up to its own.
    pub(super) triangle: Vec<Vec<f64>>,
}

impl Fit {
    pub(super) fn of(columns: &[Vec<f64>], draws: Vec<usize>) -> Self {
        let (mut own, mut centres) = (Vec::new(), Vec::new());
        for column in columns {
            let mut column: Vec<f64> = draws.iter().map(|draw| column[*draw]).collect();
            let centre = mean(&column);
            column.iter_mut().for_each(|value| *value -= centre);
            own.push(column);
            centres.push(centre);
        }
        Self {
            lengths: own
                .iter()
                .map(|column| dot(column, column).sqrt())
                .collect(),
            columns: own,
            centres,
            draws,
        }
    }

    /// A candidate at a draw, centred as here.
    pub(super) fn at(&self, whole: &Self, term: usize, draw: usize) -> f64 {
        whole.columns[term][draw] + whole.centres[term] - self.centres[term]
    }

    /// Takes terms, each the candidate that goes most with what those before it leave of the figures.
    pub(super) fn path(&self, figures: &[f64], most: usize) -> Path {
        let mut rest: Vec<f64> = self.draws.iter().map(|draw| figures[*draw]).collect();
        let centre = mean(&rest);
        rest.iter_mut().for_each(|value| *value -= centre);
        let least = 1e-9 * dot(&rest, &rest).sqrt();
        let mut path = Path {
            centre,
            terms: Vec::new(),
            directions: Vec::new(),
            along: Vec::new(),
            triangle: Vec::new(),
        };
        while path.terms.len() < most && dot(&rest, &rest).sqrt() > least {
            let goes_with = |term: &usize| match self.lengths[*term] > 0.0 {
                true => dot(&self.columns[*term], &rest).abs() / self.lengths[*term],
                false => 0.0,
            };
            let open = (0..self.columns.len()).filter(|term| !path.terms.contains(term));
            let with = open.map(|term| (goes_with(&term), term));
            let Some((_, term)) = with.max_by(|a, b| a.0.total_cmp(&b.0)) else {
                break;
            };
            let mut direction = self.columns[term].clone();
            let mut triangle = Vec::new();
            for known in &path.directions {
                let along = dot(known, &direction);
                direction
                    .iter_mut()
                    .zip(known)
                    .for_each(|(value, known)| *value -= along * known);
                triangle.push(along);
            }
            let length = dot(&direction, &direction).sqrt();
            if length <= 1e-6 * self.lengths[term] {
                break;
            }
            direction.iter_mut().for_each(|value| *value /= length);
            triangle.push(length);
            let along = dot(&direction, &rest);
            rest.iter_mut()
                .zip(&direction)
                .for_each(|(value, one)| *value -= along * one);
            path.terms.push(term);
            path.directions.push(direction);
            path.along.push(along);
            path.triangle.push(triangle);
        }
        path
    }
}

impl Path {
    /// The coefficients of the first terms for what goes so far along each direction.
    pub(super) fn coefficients(&self, terms: usize, along: &[f64]) -> Vec<f64> {
        let mut coefficients = vec![0.0; terms];
        for term in (0..terms).rev() {
            let later = (term + 1..terms).map(|l| self.triangle[l][term] * coefficients[l]);
            coefficients[term] = (along[term] - later.sum::<f64>()) / self.triangle[term][term];
        }
        coefficients
    }
}
