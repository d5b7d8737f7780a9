//! What one further time would show: `run --predict`, over a time of `--horizon`.

use std::path::Path;

use clap::Args;

use super::points::wanted;
use super::session::load;
use super::{Error, completions};
use crate::clock::{MINUTE, parse_duration};
use crate::datasets::Wanted;
use crate::measures::Groups;
use crate::scenario::Scale;

/// Options that ask for predictions.
#[derive(Args, Debug, Clone)]
pub struct PredictArgs {
    /// Also say where the figure of one further time as long as the counted one lies: a prediction interval,
    /// of a measure of the nation, or of a group, such as returned@zj.
    #[arg(long, value_name = "MEASURE[@GROUP]", add = completions::measure(""))]
    predict: Vec<String>,
    /// How long the counted time is, such as 30d: sets run.length so that it follows the warm-up.
    #[arg(long, value_name = "DURATION")]
    horizon: Option<String>,
}

impl PredictArgs {
    /// The overrides of a run, with the length that the horizon asks for.
    pub(super) fn overrides(
        &self,
        scenario: &Path,
        mut set: Vec<String>,
    ) -> Result<Vec<String>, Error> {
        let Some(text) = &self.horizon else {
            return Ok(set);
        };
        let fault = |why: &str| Error::input(format!("--horizon '{text}': {why}"));
        let horizon = parse_duration(text).map_err(|why| fault(&why.to_string()))?;
        if horizon < MINUTE {
            return Err(fault("at least 1min"));
        }
        let warm_up = load(scenario, &set)?.scenario.run.warm_up;
        let length = warm_up.saturating_add(horizon);
        set.push(format!(
            "run.length={}",
            Scale::Duration.written(length as f64)
        ));
        Ok(set)
    }

    /// What is to be predicted.
    pub(super) fn wanted(&self, groups: &Groups) -> Result<Vec<Wanted>, Error> {
        let all = self.predict.iter().map(|text| wanted(text, groups));
        all.collect()
    }
}
