//! What stands in the simulator's place: an emulator for each target, fitted to simulations at draws of the prior.

use super::targets::{Scale, Target};
use crate::experiment::expansion::{Basis, Candidates, Emulator, Input};
use crate::measures::{Unit, mean, variance};

/// The figures of targets that were simulated.
#[derive(Clone, Debug, Default)]
pub struct Simulations {
    /// Of each simulation, its places in the unit cube of the prior.
    pub places: Vec<Vec<f64>>,
    /// Of each simulation and target, the figure and those of the replications.
    pub figures: Vec<Vec<(f64, Vec<f64>)>>,
}

impl Simulations {
    /// The figures of a target.
    pub fn of_target(&self, target: usize) -> impl Iterator<Item = &(f64, Vec<f64>)> {
        self.figures.iter().map(move |of| &of[target])
    }
}

/// A target beside the emulator that foresees it, on the scale on which both are compared.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub(super) scale: Scale,
    /// What was observed, and its standard error.
    pub(super) observed: f64,
    pub(super) error: f64,
    /// What the model is known to miss.
    pub(super) discrepancy: f64,
    /// Chance in the simulations: luck that all of them share.
    pub(super) chance: f64,
    pub(super) emulator: Emulator,
}

impl Compared {
    /// The standard deviation of all that lies between an emulated and an observed figure.
    pub(super) fn spread(&self) -> f64 {
        let squares = [
            self.error,
            self.discrepancy,
            self.chance,
            self.emulator.error,
        ];
        squares
            .iter()
            .map(|error| error * error)
            .sum::<f64>()
            .sqrt()
    }
}

/// All targets, emulated.
#[derive(Clone, Debug)]
pub struct Emulated {
    pub(super) compared: Vec<Compared>,
    /// How many fields are free.
    pub(super) fields: usize,
}

impl Emulated {
    /// Fits an emulator for each target. `None` for too few simulations.
    pub fn fit(targets: &[Target], simulations: &Simulations) -> Option<Self> {
        let fields = simulations.places.first()?.len();
        let input = |field: usize| -> Input {
            vec![
                simulations
                    .places
                    .iter()
                    .map(|places| places[field])
                    .collect(),
            ]
        };
        let candidates = Candidates::of(&(0..fields).map(input).collect::<Vec<_>>());
        let compared = targets.iter().enumerate().map(|(place, target)| {
            let figures: Vec<_> = simulations.of_target(place).collect();
            let above = target.value() > 0.0 && figures.iter().all(|(value, _)| *value > 0.0);
            let scale = match target.measure.unit {
                Unit::Share => Scale::Arcsine,
                _ if above => Scale::Logarithm,
                _ => Scale::Plain,
            };
            let values: Vec<f64> = figures.iter().map(|(value, _)| scale.of(*value)).collect();
            let within = figures.iter().map(|(value, each)| {
                let of_mean = variance(each) / each.len() as f64;
                of_mean * scale.slope(*value).powi(2)
            });
            let within: Vec<f64> = within.filter(|value| value.is_finite()).collect();
            let (observed, error) = target.compared(scale);
            Some(Compared {
                scale,
                observed,
                error,
                discrepancy: target.discrepancy * scale.slope(target.value()),
                chance: if within.is_empty() {
                    0.0
                } else {
                    mean(&within).sqrt()
                },
                emulator: candidates.emulator(&values)?,
            })
        });
        Some(Self {
            compared: compared.collect::<Option<_>>()?,
            fields,
        })
    }

    /// The same emulators, held against other observations of the same targets.
    #[must_use]
    pub fn against(&self, targets: &[Target]) -> Self {
        let mut other = self.clone();
        for (compared, target) in other.compared.iter_mut().zip(targets) {
            (compared.observed, compared.error) = target.compared(compared.scale);
        }
        other
    }

    /// The logarithm of the likelihood of what was observed at a place of the unit cube, up to a constant.
    pub fn log_likelihood(&self, places: &[f64]) -> f64 {
        let basis = Basis::at(places);
        let each = self.compared.iter().map(|one| {
            let off = (one.observed - one.emulator.at(&basis)) / one.spread();
            -0.5 * off * off
        });
        each.sum()
    }

    /// The logarithm of the likelihood at figures that were simulated, without the emulators' errors, less the one that is
    /// emulated there.
    pub(super) fn correction(&self, places: &[f64], figures: &[(f64, Vec<f64>)]) -> f64 {
        let each = self.compared.iter().zip(figures).map(|(one, (figure, _))| {
            let spread = one.error.hypot(one.discrepancy).hypot(one.chance);
            let off = (one.observed - one.scale.of(*figure)) / spread;
            -0.5 * off * off
        });
        each.sum::<f64>() - self.log_likelihood(places)
    }
}
