//! `--ensemble`, of `run` and `compare`: draws of what is uncertain, each simulated.

use std::path::Path;

use clap::Args;
use serde_json::{Map, Value};

use super::Error;
use super::session::{Session, ended, interrupted};
use super::work::{PointOfWork, WorkArgs};
use crate::experiment::{
    Assumptions, Demand, Draw, DrawFigures, Ensemble, MAXIMUM_DRAWS, MAXIMUM_ENTRIES,
};
use crate::folder::{Ended, Simulated};
use crate::scenario::{Loaded, Scenario};

/// The options of an ensemble.
#[derive(Args, Debug)]
pub struct EnsembleArgs {
    /// Also draw what the scenario says is [[uncertain]] N times, and simulate each draw: uncertainty
    /// intervals, and what they come from.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=i64::from(MAXIMUM_DRAWS)))]
    ensemble: Option<u32>,
    /// Replications of each draw.
    #[arg(long, value_name = "R", default_value_t = 2, requires = "ensemble",
        value_parser = clap::value_parser!(u32).range(2..=1000))]
    ensemble_replications: u32,
}

impl EnsembleArgs {
    /// The options, as a plan tells them.
    pub(super) fn options(&self) -> Map<String, Value> {
        let mut options = Map::new();
        if let Some(draws) = self.ensemble {
            options.insert("ensemble".to_owned(), draws.into());
            let of_each = self.ensemble_replications.into();
            options.insert("ensemble_replications".to_owned(), of_each);
        }
        options
    }

    /// What the draws ask for, each in all of these scenarios.
    pub(super) fn demand<'s>(
        &self,
        session: &Session,
        scenarios: impl IntoIterator<Item = &'s Scenario>,
    ) -> Demand {
        let replications = f64::from(self.ensemble_replications);
        let all = scenarios
            .into_iter()
            .map(|scenario| (scenario, replications));
        let of_draw = Demand::of(all, session.threads());
        Demand::default().and_then(of_draw, f64::from(self.ensemble.unwrap_or(0)))
    }
}

/// A scenario that is simulated under each draw.
#[derive(Clone)]
pub(super) struct Source<'a> {
    /// Its file.
    pub path: &'a Path,
    /// The overrides that it has without a draw.
    pub set: Vec<String>,
    /// The scenario without a draw.
    pub loaded: &'a Loaded,
    /// Where files are read from.
    pub inputs: WorkArgs,
}

/// Draws that are known to be scenarios.
pub(super) struct Draws<'a> {
    sources: Vec<Source<'a>>,
    assumptions: Assumptions,
    draws: Vec<Draw>,
    replications: u32,
    luck: Luck,
}

/// Seeds that are added to stay below what a file can hold.
const SEEDS: u64 = 1 << 62;

/// Which luck the draws meet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Luck {
    /// All the same: what differs comes from the assumptions.
    Same,
    /// Each its own, numbered from this: what they have in common is no luck.
    Own(u64),
}

/// The draws that were simulated.
pub(super) struct Drawn {
    /// The ensemble of the first scenario.
    pub base: Ensemble,
    /// The figures of each further one.
    others: Vec<Vec<DrawFigures>>,
}

impl<'a> Draws<'a> {
    /// The draws that were asked for, each checked in every scenario; `None` where none were.
    ///
    /// # Errors
    /// Scenarios that are sure of everything, draws that are no scenarios.
    pub(super) fn check(
        args: &EnsembleArgs,
        sources: Vec<Source<'a>>,
    ) -> Result<Option<Self>, Error> {
        let Some(count) = args.ensemble else {
            return Ok(None);
        };
        let assumptions = Assumptions::of(sources.iter().map(|source| &source.loaded.scenario));
        let entries = assumptions.entries.len();
        if entries == 0 {
            return Err(Error::input(
                "--ensemble: the scenario is sure of all of its fields; say in [[uncertain]] what nobody knows",
            ));
        }
        if entries > MAXIMUM_ENTRIES {
            return Err(Error::input(format!(
                "--ensemble: {entries} entries of [[uncertain]], where {MAXIMUM_ENTRIES} can be drawn"
            )));
        }
        let seed = sources
            .first()
            .map_or(0, |source| source.loaded.scenario.run.seed);
        let draws = (0..count).map(|k| assumptions.draw(k, seed)).collect();
        let replications = args.ensemble_replications;
        Self::of(sources, assumptions, draws, replications, Luck::Same).map(Some)
    }

    /// These draws, each checked in every scenario.
    ///
    /// # Errors
    /// Draws that are no scenarios.
    pub(super) fn of(
        sources: Vec<Source<'a>>,
        assumptions: Assumptions,
        draws: Vec<Draw>,
        replications: u32,
        luck: Luck,
    ) -> Result<Self, Error> {
        let draws = Self {
            sources,
            assumptions,
            draws,
            replications,
            luck,
        };
        for (number, draw) in (1u64..).zip(&draws.draws) {
            if interrupted() {
                return Err(Error::Interrupted);
            }
            for source in &draws.sources {
                draws.scenario(source, number, draw).map_err(|error| {
                    Error::input(format!("draw {number} of what is uncertain: {error}"))
                })?;
            }
        }
        Ok(draws)
    }

    fn scenario(&self, source: &Source<'_>, number: u64, draw: &Draw) -> Result<Loaded, Error> {
        let mut set = source.set.clone();
        if let Luck::Own(from) = self.luck {
            let seed = source.loaded.scenario.run.seed % SEEDS + from + number;
            set.push(format!("run.seed={seed}"));
        }
        set.push(format!("run.replications={}", self.replications));
        set.extend(draw.overrides(&source.loaded.scenario));
        source.inputs.load(source.path, &set)
    }

    /// A draw in one of the scenarios, as a point of the work.
    fn point(
        &self,
        (place, source): (usize, &Source<'_>),
        (number, draw): (u64, &Draw),
    ) -> Result<PointOfWork<'static>, Error> {
        let scenario = self.scenario(source, number, draw)?.scenario;
        let fields = draw.overrides(&source.loaded.scenario).join(", ");
        let seed = scenario.run.seed;
        let name = format!("draw {number} of scenario {place}, seed {seed}: {fields}");
        Ok(PointOfWork {
            of_draw: true,
            ..PointOfWork::owning(name, scenario, false)
        })
    }

    /// All draws in all scenarios, in the order of the work.
    pub(super) fn points<'p>(
        &'p self,
    ) -> impl Iterator<Item = Result<PointOfWork<'p>, Error>> + use<'p, 'a> {
        let draws = (1..).zip(&self.draws);
        draws.flat_map(move |draw| {
            let sources = self.sources.iter().enumerate();
            sources
                .map(move |source| -> Result<PointOfWork<'p>, Error> { self.point(source, draw) })
        })
    }

    /// Simulates the draws one after the other; after Ctrl-C, those that are complete, if they are enough to
    /// say anything.
    pub(super) fn run(
        self,
        session: &Session,
        simulated: &mut Simulated,
    ) -> Result<(Option<Drawn>, Ended), Error> {
        let bar = session.bar(self.draws.len() as u64);
        let mut figures = vec![Vec::new(); self.sources.len()];
        'draws: for (number, draw) in (1..).zip(&self.draws) {
            let mut of_draw = Vec::new();
            for source in self.sources.iter().enumerate() {
                let point = self.point(source, (number, draw))?;
                let results = match session.whole_point(&point) {
                    Err(Error::Interrupted) => break 'draws,
                    ran => ran?,
                };
                simulated.add(&results);
                of_draw.push(DrawFigures::of(&results));
            }
            for (all, own) in figures.iter_mut().zip(of_draw) {
                all.push(own);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        let mut figures = figures.into_iter();
        let (Some(base), Some(first)) = (figures.next(), self.sources.first()) else {
            return Ok((None, Ended::Whole));
        };
        let mut draws = self.draws;
        let ended = ended("draws", base.len(), draws.len());
        draws.truncate(base.len());
        let scenario = &first.loaded.scenario;
        let drawn = (base.len() > 1).then(|| Drawn {
            base: Ensemble {
                assumptions: self.assumptions,
                draws,
                replications: self.replications,
                groups: scenario.groups(),
                figures: base,
                seed: scenario.run.seed,
                level: scenario.run.level,
            },
            others: figures.collect(),
        });
        Ok((drawn, ended))
    }
}

impl Drawn {
    /// Of each further scenario, the ensemble of its differences from the first.
    pub(super) fn differences(&self) -> Vec<Ensemble> {
        let less = |others: &Vec<DrawFigures>| {
            let pairs = others.iter().zip(&self.base.figures);
            pairs.map(|(variant, base)| variant.less(base)).collect()
        };
        let differences = self.others.iter().map(|others| Ensemble {
            figures: less(others),
            ..self.base.clone()
        });
        differences.collect()
    }

    /// How many draws are complete.
    pub(super) fn count(&self) -> usize {
        self.base.draws.len()
    }

    /// The options that make these draws again.
    pub(super) fn again(&self) -> [String; 4] {
        [
            "--ensemble".to_owned(),
            self.count().to_string(),
            "--ensemble-replications".to_owned(),
            self.base.replications.to_string(),
        ]
    }
}
