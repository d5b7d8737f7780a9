//! `trace`: the life of one filing, instant by instant.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::completions;
use super::session::interrupted;
use super::{Error, Exit, Global, load, print};
use crate::event_log::{Tale, tell};
use crate::rules::{FilingNumber, Province, ReturnReason};
use crate::scenario::Scenario;
use crate::simulation::{Observation, Observed, Observer, simulate_until};

/// Show the life of one filing, instant by instant: who did what, and which rule applied.
///
/// It goes exactly as in `run` with the same scenario, seed and replication.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim trace scenarios/baseline.toml --outcome returned
  beian-sim trace scenarios/baseline.toml --province xj --filing 12
  beian-sim trace scenarios/noon.toml --outcome resent --json")]
pub struct TraceArgs {
    /// The scenario file.
    scenario: PathBuf,
    /// The province, by its two-letter code [default: the one with the most filings].
    #[arg(long, value_name = "CODE", add = completions::province())]
    province: Option<String>,
    /// The filing's number in its province, from 1; of those that the first surge adds, from
    /// 1000000001, the second from 2000000001, and so on.
    #[arg(long, value_name = "N", conflicts_with = "outcome", value_parser = clap::value_parser!(u64).range(1..))]
    filing: Option<FilingNumber>,
    /// The counted filing of the lowest number that came to this.
    #[arg(long, value_enum)]
    outcome: Option<Outcome>,
    /// The replication, from 1.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    replication: u32,
    /// Override a field of the scenario, such as rules.window=24h.
    #[arg(long = "set", value_name = "FIELD=VALUE", add = completions::field())]
    set: Vec<String>,
}

/// What a filing can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Outcome {
    /// Verified in the end.
    Verified,
    /// Verified with a code that was sent again.
    Resent,
    /// Returned at least once.
    Returned,
    /// Returned because the window was over (R21).
    WindowOver,
    /// Returned after too many wrong certificates (R20).
    WrongCertificate,
    /// Returned, and verified in a later submission.
    Resubmitted,
    /// Given up.
    GivenUp,
    /// Never checked.
    NotChecked,
}

/// Runs the command.
///
/// # Errors
/// A scenario that cannot be read; a province, filing, replication or outcome that it does not have.
pub fn run(args: &TraceArgs, global: &Global) -> Result<Exit, Error> {
    let loaded = load(&args.scenario, &args.set)?;
    let scenario = &loaded.scenario;
    let place = province_place(scenario, args.province.as_deref())?;
    let replications = scenario.run.replications;
    if args.replication > replications {
        return Err(Error::input(format!(
            "--replication {}: the scenario has {replications}",
            args.replication
        )));
    }
    let replication = args.replication - 1;
    let number = match (args.filing, args.outcome) {
        (Some(filing), _) => filing - 1,
        (None, Some(outcome)) => first_with(scenario, place, replication, outcome)?,
        (None, None) => first_with(scenario, place, replication, Outcome::Verified)?,
    };
    let mut follower = Follower {
        number,
        observations: Vec::new(),
    };
    simulate_until(scenario, place, replication, &mut follower, &interrupted)
        .ok_or(Error::Interrupted)?;
    if follower.observations.is_empty() {
        return Err(Error::input(format!(
            "--filing {}: no such filing in {} in replication {}",
            number + 1,
            scenario.provinces[place].province.code(),
            args.replication
        )));
    }
    let tale = Tale {
        scenario,
        province: scenario.provinces[place].province,
        replication: args.replication,
        observations: &follower.observations,
    };
    print(&if global.json {
        tale.json()
    } else {
        tell(&tale)
    })
}

/// The place of the province asked for, or of the one with the most filings.
fn province_place(scenario: &Scenario, code: Option<&str>) -> Result<usize, Error> {
    let provinces = || scenario.provinces.iter().map(|p| p.province);
    if let Some(code) = code {
        let found =
            Province::from_code(code).and_then(|asked| provinces().position(|p| p == asked));
        return found.ok_or_else(|| {
            let known: Vec<&str> = provinces().map(Province::code).collect();
            Error::input(format!(
                "--province {code}: the scenario has filings in {}",
                known.join(", ")
            ))
        });
    }
    let share = |place: &usize| crate::experiment::expected_share(scenario, *place);
    let largest = (0..scenario.provinces.len()).max_by(|a, b| share(a).total_cmp(&share(b)));
    Ok(largest.unwrap_or(0))
}

/// The number of the first counted filing with an outcome.
fn first_with(
    scenario: &Scenario,
    place: usize,
    replication: u32,
    outcome: Outcome,
) -> Result<FilingNumber, Error> {
    let mut seeker = Seeker::new(outcome);
    simulate_until(scenario, place, replication, &mut seeker, &interrupted)
        .ok_or(Error::Interrupted)?;
    seeker.found.ok_or_else(|| {
        let name = outcome.to_possible_value();
        Error::input(format!(
            "--outcome {}: no counted filing of {} came to it in replication {}",
            name.as_ref().map_or("", |value| value.get_name()),
            scenario.provinces[place].province.code(),
            replication + 1
        ))
    })
}

/// Keeps what happens to one filing.
struct Follower {
    number: FilingNumber,
    observations: Vec<Observation>,
}

impl Observer for Follower {
    const OBSERVES: bool = true;

    fn record(&mut self, observation: Observation) {
        if observation.filing == self.number {
            self.observations.push(observation);
        }
    }
}

/// Looks for the first filing with an outcome.
struct Seeker {
    outcome: Outcome,
    found: Option<FilingNumber>,
    returned: std::collections::HashSet<FilingNumber>,
}

impl Seeker {
    fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            found: None,
            returned: std::collections::HashSet::new(),
        }
    }

    /// Whether an observation shows that its filing came to the outcome.
    fn shows(&mut self, observation: &Observation) -> bool {
        let number = observation.filing;
        match &observation.what {
            Observed::Returned(reason) => {
                self.returned.insert(number);
                match self.outcome {
                    Outcome::Returned => true,
                    Outcome::WindowOver => *reason == ReturnReason::WindowOver,
                    Outcome::WrongCertificate => *reason == ReturnReason::WrongCertificate,
                    _ => false,
                }
            }
            Observed::Complete { resent } => {
                let again = self.returned.remove(&number);
                match self.outcome {
                    Outcome::Verified => true,
                    Outcome::Resubmitted => again,
                    Outcome::Resent => *resent,
                    _ => false,
                }
            }
            Observed::GivenUp => {
                self.returned.remove(&number);
                self.outcome == Outcome::GivenUp
            }
            Observed::Received { mobiles: 0 } => self.outcome == Outcome::NotChecked,
            _ => false,
        }
    }
}

impl Observer for Seeker {
    const OBSERVES: bool = true;

    fn record(&mut self, observation: Observation) {
        if self.shows(&observation) && observation.counted {
            // Outcomes come in the order of time, not of numbers.
            let lowest = self
                .found
                .map_or(observation.filing, |found| found.min(observation.filing));
            self.found = Some(lowest);
        }
    }
}
