//! Simulations that a folder keeps, so that a calibration goes on from them.

use std::fmt;

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

/// Why simulations that are kept cannot be taken up.
#[derive(Debug)]
pub enum NotTakenUp {
    /// The file is none of simulations.
    NoRecord(serde_json::Error),
    /// They are of another scenario or seed.
    OtherScenario,
    /// They have other replications.
    OtherReplications {
        /// How many they have.
        there: u32,
        /// How many are wanted.
        here: u32,
    },
    /// They are of other targets.
    OtherTargets,
    /// A figure is missing.
    NoFigure,
}

impl fmt::Display for NotTakenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRecord(error) => write!(f, "is no record of simulations: {error}"),
            Self::OtherScenario => {
                f.write_str("its simulations are of another scenario, or another seed")
            }
            Self::OtherReplications { there, here } => {
                write!(f, "its simulations have {there} replications, not {here}")
            }
            Self::OtherTargets => f.write_str("its simulations are of other targets"),
            Self::NoFigure => f.write_str("its simulations do not have a figure for each target"),
        }
    }
}

impl std::error::Error for NotTakenUp {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoRecord(error) => Some(error),
            _ => None,
        }
    }
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
    pub fn parse(bytes: &[u8]) -> Result<Self, NotTakenUp> {
        serde_json::from_slice(bytes).map_err(NotTakenUp::NoRecord)
    }

    /// Takes up what others are that were simulated of the same.
    ///
    /// # Errors
    /// What they were simulated of instead.
    pub fn resume(&mut self, others: Self) -> Result<(), NotTakenUp> {
        if others.scenario != self.scenario {
            return Err(NotTakenUp::OtherScenario);
        }
        if others.replications != self.replications {
            return Err(NotTakenUp::OtherReplications {
                there: others.replications,
                here: self.replications,
            });
        }
        if others.targets != self.targets {
            return Err(NotTakenUp::OtherTargets);
        }
        let own = self.targets.len();
        if others
            .figures
            .iter()
            .any(|figures| figures.len() != own || figures.iter().any(|f| f.each.is_empty()))
        {
            return Err(NotTakenUp::NoFigure);
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
