//! Distributions of durations.

use std::sync::Arc;

use rand_distr::{Distribution as _, Exp1, Gamma, StandardNormal, Triangular};

use super::Stream;
use crate::clock::Millis;

/// A distribution of durations, with bounds; samples are whole milliseconds.
#[derive(Clone, Debug)]
pub struct Distribution {
    shape: Shape,
    minimum: f64,
    maximum: f64,
}

/// The form of a distribution; parameters in milliseconds.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Always the same.
    Constant(f64),
    /// Uniform from `min` to `max`.
    Uniform {
        /// The least value.
        min: f64,
        /// The greatest value.
        max: f64,
    },
    /// Exponential with this mean.
    Exponential(f64),
    /// Lognormal with this median; sigma is that of the natural logarithm.
    Lognormal {
        /// The median.
        median: f64,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// Gamma.
    Gamma(Gamma<f64>),
    /// Weibull with scale and shape.
    Weibull {
        /// The scale.
        scale: f64,
        /// The shape.
        shape: f64,
    },
    /// Triangular.
    Triangular(Triangular<f64>),
    /// An empirical distribution: sorted values, inverted with linear interpolation at u·(n−1).
    Empirical(Arc<[f64]>),
    /// A mixture: cumulative shares and what is drawn with each.
    Mixture(Vec<f64>, Vec<Distribution>),
}

impl Shape {
    /// The gamma distribution with this mean (milliseconds) and shape; `None` unless both are
    /// above 0.
    pub fn gamma(mean: f64, shape: f64) -> Option<Self> {
        Gamma::new(shape, mean / shape).ok().map(Self::Gamma)
    }

    /// The triangular distribution; `None` unless `min ≤ mode ≤ max` and `min < max`.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Option<Self> {
        Triangular::new(min, max, mode).ok().map(Self::Triangular)
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Uniform { min, max } => min + (max - min) * stream.uniform(),
            Self::Exponential(mean) => {
                let unit: f64 = Exp1.sample(stream);
                mean * unit
            }
            Self::Lognormal { median, sigma } => {
                let z: f64 = StandardNormal.sample(stream);
                median * (sigma * z).exp()
            }
            Self::Gamma(gamma) => gamma.sample(stream),
            Self::Weibull { scale, shape } => {
                let unit: f64 = Exp1.sample(stream);
                scale * unit.powf(1.0 / shape)
            }
            Self::Triangular(triangular) => triangular.sample(stream),
            Self::Empirical(values) => {
                let place = stream.uniform() * (values.len() - 1) as f64;
                let below = place as usize;
                let above = (below + 1).min(values.len() - 1);
                values[below] + (values[above] - values[below]) * (place - below as f64)
            }
            Self::Mixture(cumulative, parts) => {
                let part = &parts[stream.choose(cumulative)];
                part.sample(stream) as f64
            }
        }
    }
}

impl Distribution {
    /// A distribution without bounds.
    pub fn new(shape: Shape) -> Self {
        Self::bounded(shape, None, None)
    }

    /// A distribution whose values are clamped to bounds in milliseconds.
    pub fn bounded(shape: Shape, minimum: Option<Millis>, maximum: Option<Millis>) -> Self {
        let maximum = maximum.map_or(LONGEST, |bound| (bound as f64).clamp(0.0, LONGEST));
        let minimum = minimum.map_or(0.0, |bound| (bound as f64).clamp(0.0, maximum));
        Self {
            shape,
            minimum,
            maximum,
        }
    }

    /// Always this duration.
    pub fn constant(millis: Millis) -> Self {
        Self::new(Shape::Constant(millis as f64))
    }

    /// Draws a duration: clamped to the bounds, then rounded to the millisecond.
    pub fn sample(&self, stream: &mut Stream) -> Millis {
        let value = self.shape.draw(stream);
        // What a distribution cannot express (a heavy tail beyond all numbers) is cut, too.
        // Half a millisecond more, then cut: rounded, since no bound is below 0.
        (value.clamp(self.minimum, self.maximum) + 0.5) as Millis
    }
}

/// A heavy tail is cut at a hundred years, so that instants cannot overflow.
const LONGEST: f64 = 100.0 * 365.25 * 86_400_000.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Key, Purpose};

    /// The mean and the empirical median of 40,000 draws.
    fn sampled(shape: Shape) -> (f64, f64) {
        let distribution = Distribution::new(shape);
        let mut values: Vec<f64> = (0..40_000)
            .map(|n| Key::of_seed(11).child(n).stream(Purpose::Delay, 0))
            .map(|mut stream| distribution.sample(&mut stream) as f64)
            .collect();
        values.sort_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (mean, values[values.len() / 2])
    }

    fn close(found: f64, expected: f64) {
        let relative = (found / expected - 1.0).abs();
        assert!(relative < 0.02, "{found} is not near {expected}");
    }

    #[test]
    fn means_and_medians_are_those_of_the_closed_forms() {
        let ln2 = std::f64::consts::LN_2;
        let (mean, median) = sampled(Shape::Exponential(60_000.0));
        close(mean, 60_000.0);
        close(median, 60_000.0 * ln2);
        let (mean, median) = sampled(Shape::Lognormal {
            median: 9e4,
            sigma: 0.7,
        });
        close(mean, 9e4 * (0.245f64).exp());
        close(median, 9e4);
        close(sampled(Shape::gamma(5e4, 2.0).unwrap()).0, 5e4);
        let weibull = sampled(Shape::Weibull {
            scale: 8e4,
            shape: 2.0,
        });
        close(weibull.1, 8e4 * ln2.sqrt());
        close(sampled(Shape::triangular(0.0, 3e4, 9e4).unwrap()).0, 4e4);
        close(sampled(Shape::Uniform { min: 1e4, max: 3e4 }).0, 2e4);
        close(sampled(Shape::Constant(5e3)).0, 5e3);
    }

    #[test]
    fn empirical_values_are_interpolated() {
        let (mean, median) = sampled(Shape::Empirical(Arc::from([0.0, 1e4, 9e4])));
        close(median, 1e4);
        close(mean, (0.5e4 + 5e4) / 2.0);
    }

    #[test]
    fn bounds_clamp_and_samples_are_whole() {
        let shape = Shape::Exponential(1e5);
        let bounded = Distribution::bounded(shape, Some(50_000), Some(60_000));
        for n in 0..100 {
            let mut stream = Key::of_seed(n).stream(Purpose::Delay, 0);
            assert!((50_000..=60_000).contains(&bounded.sample(&mut stream)));
        }
    }

    #[test]
    fn mixtures_draw_their_parts_in_proportion() {
        let parts = vec![Distribution::constant(0), Distribution::constant(100_000)];
        close(sampled(Shape::Mixture(vec![0.7, 1.0], parts)).0, 30_000.0);
    }

    #[test]
    fn samples_are_rounded_and_cut_at_a_hundred_years() {
        let sample = |distribution: Distribution| {
            distribution.sample(&mut Key::of_seed(1).stream(Purpose::Delay, 0))
        };
        let constant = |value| sample(Distribution::new(Shape::Constant(value)));
        assert_eq!([1.4, 1.5, -7.0].map(constant), [1, 2, 0]);
        assert_eq!(sample(Distribution::constant(i64::MAX)), 3_155_760_000_000);
        // A single measurement is always drawn.
        let one = Shape::Empirical(Arc::from([7.0]));
        assert_eq!(sample(Distribution::new(one)), 7);
        assert!(Shape::gamma(0.0, 1.0).is_none() && Shape::triangular(2.0, 1.0, 2.0).is_none());
    }
}
