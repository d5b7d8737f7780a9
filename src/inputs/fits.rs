//! Parametric forms fitted by maximum likelihood, right-censored durations included.

use statrs::distribution::{Continuous, ContinuousCDF, Exp, Gamma, LogNormal, Weibull};

use super::durations::Distributed;
use super::seen::Durations;
use crate::measures::Level;

/// A form that is fitted; each is one that a scenario can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FittedForm {
    /// Exponential: its mean.
    Exponential,
    /// Lognormal: median and sigma.
    Lognormal,
    /// Gamma: mean and shape.
    Gamma,
    /// Weibull: scale and shape.
    Weibull,
}

impl FittedForm {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Exponential,
        Self::Lognormal,
        Self::Gamma,
        Self::Weibull,
    ];

    /// The name in a scenario.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exponential => "exponential",
            Self::Lognormal => "lognormal",
            Self::Gamma => "gamma",
            Self::Weibull => "weibull",
        }
    }

    /// The names of its parameters in a scenario: a duration, and a number, where it has two.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Exponential => &["mean"],
            Self::Lognormal => &["median", "sigma"],
            Self::Gamma => &["mean", "shape"],
            Self::Weibull => &["scale", "shape"],
        }
    }
}

/// A parameter with its interval, from the curvature of the likelihood on the logarithmic scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its estimate; a duration in milliseconds.
    pub value: f64,
    /// The interval.
    pub interval: (f64, f64),
}

/// A form with the parameters under which what was seen is likeliest.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The form.
    pub form: FittedForm,
    /// Its parameters, in the order of their names.
    pub parameters: Vec<Parameter>,
    /// The logarithm of the likelihood; durations in milliseconds.
    pub log_likelihood: f64,
    /// The largest distance from the estimated distribution (Kolmogorov and Smirnov).
    pub distance: f64,
}

/// What the likelihood needs of the durations.
struct Sums<'d> {
    n: f64,
    sum: f64,
    sum_of_logs: f64,
    sum_of_squared_logs: f64,
    /// The logarithms of all that ended, for the form that has no sufficient ones.
    logs: Vec<f64>,
    censored: &'d [i64],
}

/// Durations of no length are taken as half a millisecond: they were rounded.
fn positive(duration: i64) -> f64 {
    (duration as f64).max(0.5)
}

impl Sums<'_> {
    fn of(durations: &Durations) -> Sums<'_> {
        let logs: Vec<f64> = durations
            .ended
            .iter()
            .map(|at| positive(*at).ln())
            .collect();
        Sums {
            n: logs.len() as f64,
            sum: durations.ended.iter().map(|at| positive(*at)).sum(),
            sum_of_logs: logs.iter().sum(),
            sum_of_squared_logs: logs.iter().map(|log| log * log).sum(),
            logs,
            censored: &durations.censored,
        }
    }

    /// The logarithm of the likelihood of parameters.
    fn log_likelihood(&self, form: FittedForm, parameters: &[f64]) -> Option<f64> {
        let censored = |longer: &dyn Fn(f64) -> f64| -> f64 {
            let each = self
                .censored
                .iter()
                .map(|at| longer(positive(*at)).max(1e-300).ln());
            each.sum()
        };
        let (n, sum, logs) = (self.n, self.sum, self.sum_of_logs);
        let found = match (form, parameters) {
            (FittedForm::Exponential, &[mean]) => {
                let own = Exp::new(1.0 / mean).ok()?;
                -n * mean.ln() - sum / mean + censored(&|at| own.sf(at))
            }
            (FittedForm::Lognormal, &[median, sigma]) => {
                let (mu, own) = (median.ln(), LogNormal::new(median.ln(), sigma).ok()?);
                let squares = self.sum_of_squared_logs - 2.0 * mu * logs + n * mu * mu;
                let normal = sigma.ln() + 0.5 * std::f64::consts::TAU.ln();
                -logs - n * normal - squares / (2.0 * sigma * sigma) + censored(&|at| own.sf(at))
            }
            (FittedForm::Gamma, &[mean, shape]) => {
                let (rate, own) = (shape / mean, Gamma::new(shape, shape / mean).ok()?);
                // Of the density at 1, what does not depend on the durations.
                let constant = own.ln_pdf(1.0) + rate;
                n * constant + (shape - 1.0) * logs - rate * sum + censored(&|at| own.sf(at))
            }
            (FittedForm::Weibull, &[scale, shape]) => {
                let (log_scale, own) = (scale.ln(), Weibull::new(shape, scale).ok()?);
                let powers = self
                    .logs
                    .iter()
                    .map(|log| (shape * (log - log_scale)).exp());
                let powers: f64 = powers.sum();
                n * (shape.ln() - shape * log_scale) + (shape - 1.0) * logs - powers
                    + censored(&|at| own.sf(at))
            }
            _ => return None,
        };
        found.is_finite().then_some(found)
    }
}

impl Fit {
    /// All forms fitted, the likeliest first. A form whose likelihood grows without end (all durations equal) is left out.
    pub fn all(durations: &Durations, found: &Distributed, level: Level) -> Vec<Self> {
        let sums = Sums::of(durations);
        let mut fits: Vec<Self> = FittedForm::ALL
            .into_iter()
            .filter_map(|form| Self::of(form, &sums, found, level))
            .collect();
        fits.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
        fits
    }

    fn of(form: FittedForm, sums: &Sums, found: &Distributed, level: Level) -> Option<Self> {
        let (mean, variance) = found.moments();
        if variance <= mean * mean * 1e-9 || mean <= 0.0 {
            return None;
        }
        let spread = (variance / (mean * mean)).ln_1p().sqrt();
        let start = match form {
            FittedForm::Exponential => vec![mean.ln()],
            FittedForm::Lognormal => vec![found.quantile(0.5).max(0.5).ln(), spread.ln()],
            FittedForm::Gamma => vec![mean.ln(), (mean * mean / variance).ln()],
            FittedForm::Weibull => vec![mean.ln(), (1.0 / spread).ln()],
        };
        let value = |logs: &[f64]| {
            let parameters: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
            sums.log_likelihood(form, &parameters)
                .unwrap_or(f64::NEG_INFINITY)
        };
        let best = highest(&value, start);
        let log_likelihood = value(&best);
        let errors = standard_errors(&value, &best)?;
        let z = level.standard_errors();
        let parameters: Vec<Parameter> = best
            .iter()
            .zip(errors)
            .map(|(log, error)| Parameter {
                value: log.exp(),
                interval: ((log - z * error).exp(), (log + z * error).exp()),
            })
            .collect();
        let values: Vec<f64> = parameters.iter().map(|parameter| parameter.value).collect();
        Some(Self {
            form,
            parameters,
            log_likelihood,
            distance: cumulative(form, &values, |cdf| found.distance(cdf))?,
        })
    }
}

/// What is made of the distribution function of a form.
fn cumulative<T>(
    form: FittedForm,
    parameters: &[f64],
    of: impl FnOnce(&dyn Fn(f64) -> f64) -> T,
) -> Option<T> {
    Some(match (form, parameters) {
        (FittedForm::Exponential, &[mean]) => {
            let own = Exp::new(1.0 / mean).ok()?;
            of(&|at| own.cdf(at))
        }
        (FittedForm::Lognormal, &[median, sigma]) => {
            let own = LogNormal::new(median.ln(), sigma).ok()?;
            of(&|at| own.cdf(at))
        }
        (FittedForm::Gamma, &[mean, shape]) => {
            let own = Gamma::new(shape, shape / mean).ok()?;
            of(&|at| own.cdf(at))
        }
        (FittedForm::Weibull, &[scale, shape]) => {
            let own = Weibull::new(shape, scale).ok()?;
            of(&|at| own.cdf(at))
        }
        _ => return None,
    })
}

/// Where a smooth function of one or two arguments is highest, by the simplex of Nelder and Mead.
fn highest(value: &impl Fn(&[f64]) -> f64, start: Vec<f64>) -> Vec<f64> {
    let corner = |place: usize| {
        let mut at = start.clone();
        if place > 0 {
            at[place - 1] += 0.2;
        }
        (value(&at), at)
    };
    let mut simplex: Vec<(f64, Vec<f64>)> = (0..=start.len()).map(corner).collect();
    for _ in 0..400 {
        simplex.sort_by(|a, b| b.0.total_cmp(&a.0));
        let last = simplex.len() - 1;
        if spread(&simplex) < 1e-9 {
            break;
        }
        let centre: Vec<f64> = (0..start.len())
            .map(|d| simplex[..last].iter().map(|(_, at)| at[d]).sum::<f64>() / last as f64)
            .collect();
        let along = |by: f64| {
            let worst = &simplex[last].1;
            let at: Vec<f64> = centre
                .iter()
                .zip(worst)
                .map(|(c, w)| c + by * (c - w))
                .collect();
            (value(&at), at)
        };
        let reflected = along(1.0);
        let next = if reflected.0 > simplex[0].0 {
            let further = along(2.0);
            if further.0 > reflected.0 {
                further
            } else {
                reflected
            }
        } else if reflected.0 > simplex[last - 1].0 {
            reflected
        } else {
            along(if reflected.0 > simplex[last].0 {
                0.5
            } else {
                -0.5
            })
        };
        if next.0 > simplex[last].0 {
            simplex[last] = next;
        } else {
            let best = simplex[0].1.clone();
            for corner in &mut simplex[1..] {
                corner
                    .1
                    .iter_mut()
                    .zip(&best)
                    .for_each(|(at, b)| *at = (*at + b) / 2.0);
                corner.0 = value(&corner.1);
            }
        }
    }
    simplex.sort_by(|a, b| b.0.total_cmp(&a.0));
    simplex.swap_remove(0).1
}

/// The widest side of a simplex.
fn spread(simplex: &[(f64, Vec<f64>)]) -> f64 {
    let best = &simplex[0].1;
    let sides = simplex[1..]
        .iter()
        .flat_map(|(_, at)| at.iter().zip(best).map(|(a, b)| (a - b).abs()));
    sides.fold(0.0, f64::max)
}

/// The standard errors at the top of a likelihood, from its second differences; `None` where it has no top there.
fn standard_errors(value: &impl Fn(&[f64]) -> f64, top: &[f64]) -> Option<Vec<f64>> {
    const STEP: f64 = 1e-3;
    let at = |steps: [f64; 2]| {
        let moved: Vec<f64> = top.iter().zip(steps).map(|(t, by)| t + by * STEP).collect();
        value(&moved)
    };
    let second = |plus: f64, minus: f64| -(plus - 2.0 * value(top) + minus) / (STEP * STEP);
    let a = second(at([1.0, 0.0]), at([-1.0, 0.0]));
    if top.len() == 1 {
        return (a > 0.0).then(|| vec![a.recip().sqrt()]);
    }
    let b = second(at([0.0, 1.0]), at([0.0, -1.0]));
    let cross = at([1.0, 1.0]) - at([1.0, -1.0]) - at([-1.0, 1.0]) + at([-1.0, -1.0]);
    let c = -cross / (4.0 * STEP * STEP);
    let determinant = a * b - c * c;
    let has_top = a > 0.0 && determinant > 0.0;
    has_top.then(|| vec![(b / determinant).sqrt(), (a / determinant).sqrt()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Distribution, Key, Purpose, Shape};

    fn drawn(shape: Shape, n: u64, cut: i64) -> Durations {
        let distribution = Distribution::new(shape);
        let mut durations = Durations::default();
        for k in 0..n {
            let at = distribution.sample(&mut Key::of_seed(5).child(k).stream(Purpose::Delay, 0));
            match at < cut {
                true => durations.ended.push(at),
                false => durations.censored.push(cut),
            }
        }
        durations
    }

    #[track_caller]
    fn gives_back(shape: Shape, cut: i64, form: FittedForm, truth: &[f64]) {
        let durations = drawn(shape, 4_000, cut);
        let found = Distributed::of(&durations).unwrap();
        let fits = Fit::all(&durations, &found, Level::default());
        let fit = &fits[0];
        assert_eq!(fit.form, form, "{fits:?}");
        for (parameter, truth) in fit.parameters.iter().zip(truth) {
            // Within half as much again as the interval allows: these are single draws.
            let (low, high) = parameter.interval;
            let room = (high - low) / 4.0;
            assert!((low - room..high + room).contains(truth), "{truth} {fit:?}");
            assert!((high - low) / truth < 0.2, "{fit:?}");
        }
        assert!(
            fit.distance < 0.03 || !durations.censored.is_empty(),
            "{fit:?}"
        );
    }

    #[test]
    fn forms_and_parameters_come_back() {
        let lognormal = Shape::Lognormal {
            median: 5e3,
            sigma: 0.7,
        };
        gives_back(lognormal, i64::MAX, FittedForm::Lognormal, &[5e3, 0.7]);
        let gamma = Shape::gamma(3e7, 2.0).unwrap();
        gives_back(gamma, i64::MAX, FittedForm::Gamma, &[3e7, 2.0]);
        let weibull = Shape::Weibull {
            scale: 6e5,
            shape: 3.0,
        };
        gives_back(weibull, i64::MAX, FittedForm::Weibull, &[6e5, 3.0]);
    }

    #[test]
    fn what_is_cut_off_biases_nothing() {
        // A third is censored; left out, the median would come out a quarter too low.
        let lognormal = Shape::Lognormal {
            median: 5e3,
            sigma: 0.7,
        };
        gives_back(lognormal, 6_700, FittedForm::Lognormal, &[5e3, 0.7]);
        let gamma = Shape::gamma(3e7, 2.0).unwrap();
        gives_back(gamma, 34_000_000, FittedForm::Gamma, &[3e7, 2.0]);
    }

    #[test]
    fn equal_durations_have_no_form() {
        let durations = Durations {
            ended: vec![300_000; 50],
            censored: vec![],
        };
        let found = Distributed::of(&durations).unwrap();
        assert_eq!(Fit::all(&durations, &found, Level::default()), []);
    }
}
