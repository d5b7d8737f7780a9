//! What a command changes of the scenarios that it reads.

use clap::Args;

use super::completions;

/// Options that set fields.
#[derive(Args, Debug, Clone)]
pub struct Overrides {
    /// Override a field of every scenario read, such as rules.window=24h or run.replications=2.
    #[arg(long = "set", value_name = "FIELD=VALUE", add = completions::field())]
    set: Vec<String>,
    /// The confidence level of intervals, such as 0.9, in place of run.level [default: 0.95].
    #[arg(long, value_name = "SHARE")]
    level: Option<f64>,
}

impl Overrides {
    /// All of them, as fields with their values.
    pub(super) fn fields(&self) -> Vec<String> {
        let level = self.level.map(|level| format!("run.level={level}"));
        self.set.iter().cloned().chain(level).collect()
    }
}
