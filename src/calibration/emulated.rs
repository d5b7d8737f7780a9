//! What stands in the simulator's place: an emulator for each target, fitted to simulations at draws of the prior.

use super::targets::{Observed, Scale, Target};
use crate::experiment::DrawFigure;
use crate::experiment::expansion::{Basis, Candidates, Emulator, Input};
use crate::measures::{Unit, mean, variance};

/// The figures of targets that were simulated.
#[derive(Clone, Debug, Default)]
pub struct Simulations {
    /// Of each simulation, its places in the unit cube of the prior.
    pub places: Vec<Vec<f64>>,
    /// Of each simulation and target, the figure.
    pub figures: Vec<Vec<DrawFigure>>,
}

impl Simulations {
    /// The figures of a target.
    pub fn of_target(&self, target: usize) -> impl Iterator<Item = &DrawFigure> {
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
    /// How many times a binomial one the variance of a share is: submissions of one filing, and messages of one leader, are not
    /// independent.
    pub(super) design_effect: f64,
    /// What the model is known to miss.
    pub(super) discrepancy: f64,
    /// Chance in the figure of one simulation.
    pub(super) chance: f64,
    pub(super) emulator: Emulator,
    /// How far the emulator is off the mean figure.
    pub(super) emulation: f64,
}

impl Compared {
    /// The standard deviation of all that lies between an emulated and an observed figure.
    pub(super) fn spread(&self) -> f64 {
        self.error.hypot(self.discrepancy).hypot(self.emulation)
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
            let above = target.value() > 0.0 && figures.iter().all(|figure| figure.value > 0.0);
            let scale = match target.measure.unit {
                Unit::Share => Scale::Arcsine,
                _ if above => Scale::Logarithm,
                _ => Scale::Plain,
            };
            let values: Vec<f64> = figures
                .iter()
                .map(|figure| scale.of(figure.value))
                .collect();
            // Of one replication.
            let within = figures
                .iter()
                .map(|figure| variance(&figure.each) * scale.slope(figure.value).powi(2));
            let within: Vec<f64> = within.filter(|value| value.is_finite()).collect();
            let of_one = if within.is_empty() {
                0.0
            } else {
                mean(&within)
            };
            let chance = of_one / figures.first()?.each.len() as f64;
            let of: Vec<f64> = figures.iter().map(|figure| figure.of).collect();
            let design_effect = match target.observed {
                Observed::Count(..) => (of_one * 4.0 * mean(&of)).max(1.0),
                Observed::Value(..) => 1.0,
            };
            let (observed, error) = target.compared(scale);
            let emulator = candidates.emulator(&values)?;
            // Errors in simulations left out are chance's and the emulator's. Chance that was fitted is the emulator's, too.
            let off = emulator.error * emulator.error;
            let fitted = off * (emulator.terms() + 1) as f64 / figures.len() as f64;
            Some(Compared {
                scale,
                observed,
                error: error * design_effect.sqrt(),
                design_effect,
                discrepancy: target.discrepancy * scale.slope(target.value()),
                chance: chance.sqrt(),
                emulation: ((off - chance).max(0.0) + fitted).sqrt(),
                emulator,
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
            let (observed, error) = target.compared(compared.scale);
            compared.observed = observed;
            compared.error = error * compared.design_effect.sqrt();
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

    /// How far figures that were simulated at a place are from what is emulated there, as a mean of squares, each in units of
    /// what chance and the emulator's error allow.
    pub(super) fn off(&self, places: &[f64], figures: &[DrawFigure]) -> f64 {
        let basis = Basis::at(places);
        let each = self.compared.iter().zip(figures).map(|(one, figure)| {
            let spread = one.chance.hypot(one.emulation).max(f64::MIN_POSITIVE);
            ((one.scale.of(figure.value) - one.emulator.at(&basis)) / spread).powi(2)
        });
        each.sum::<f64>() / self.compared.len() as f64
    }
}
