//! Simulations that a folder keeps, so that a calibration goes on from them.

use serde::{Deserialize, Serialize};

use super::emulated::Simulations;
use super::targets::Target;
use crate::experiment::DrawFigure;

/// What was simulated at the first draws of a prior, and of what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The digest of the scenario.
    pub scenario: String,
    /// Replications of each simulation.
    pub replications: u32,
    /// Measure and group of each target.
    pub targets: Vec<[String; 2]>,
    /// Of each simulation and target, the figure.
    pub figures: Vec<Vec<DrawFigure>>,
}

impl Kept {
    /// Nothing of these targets yet.
    pub fn nothing(scenario: String, replications: u32, targets: &[Target]) -> Self {
        let name = |target: &Target| [target.measure.name.to_owned(), target.group_name.clone()];
        Self {
            scenario,
            replications,
            targets: targets.iter().map(name).collect(),
            figures: Vec::new(),
        }
    }

    /// Reads the file of such simulations.
    ///
    /// # Errors
    /// That it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes)
            .map_err(|error| format!("is no record of simulations: {error}"))
    }

    /// Takes up what others are that were simulated of the same.
    ///
    /// # Errors
    /// What they were simulated of instead.
    pub fn resume(&mut self, others: Self) -> Result<(), String> {
        if others.scenario != self.scenario {
            return Err("its simulations are of another scenario, or another seed".to_owned());
        }
        if others.replications != self.replications {
            let of = others.replications;
            return Err(format!(
                "its simulations have {of} replications, not {}",
                self.replications
            ));
        }
        if others.targets != self.targets {
            return Err("its simulations are of other targets".to_owned());
        }
        let own = self.targets.len();
        if others
            .figures
            .iter()
            .any(|figures| figures.len() != own || figures.iter().any(|f| f.each.is_empty()))
        {
            return Err("its simulations do not have a figure for each target".to_owned());
        }
        self.figures = others.figures;
        Ok(())
    }

    /// The first so many, at the places of their draws.
    pub fn simulations(&self, places: impl Iterator<Item = Vec<f64>>) -> Simulations {
        let (places, figures) = places.zip(self.figures.iter().cloned()).unzip();
        Simulations { places, figures }
    }
}
