//! What a run may ask of the machine without being asked for twice.

use std::path::Path;

use bytesize::ByteSize;
use clap::Args;

use super::Error;
use super::session::Session;
use super::work::Task;
use crate::clock::{SECOND, parse_duration};
use crate::event_log::{EventFile, EventLog};
use crate::experiment::{Demand, Options, Plan, Trial};
use crate::scenario::Scenario;
use crate::views::format::{count, duration};

/// Options that say how much a run may ask for.
#[derive(Args, Debug, Clone)]
pub struct Bounds {
    /// Run it however long it takes and whatever memory it needs.
    #[arg(long)]
    yes: bool,
    /// Refuse what would take longer, about, such as 10min [default: 1h].
    #[arg(long, value_name = "DURATION")]
    time: Option<String>,
    /// Refuse what would need more memory, about, such as 4GB [default: half of the machine's].
    #[arg(long, value_name = "SIZE")]
    memory: Option<String>,
}

/// Where an event log is to go, and the results beside it.
pub(super) struct Log<'a> {
    pub file: &'a EventFile,
    pub folder: &'a Path,
}

const SECONDS: f64 = 3600.0;

impl Bounds {
    /// Refuses what is beyond the bounds, before it runs: a short trial of the scenario says what a filing costs.
    /// Says how large the event log will be.
    ///
    /// # Errors
    /// Bounds that are none; a run beyond them, or beyond what there are numbers for.
    pub(super) fn check(
        &self,
        session: &Session,
        demand: Demand,
        scenario: &Scenario,
        log: Option<Log<'_>>,
    ) -> Result<(), Error> {
        let (time, memory) = (self.time()?, self.memory()?);
        if session.task().is_some_and(Task::only_reads) {
            return Ok(());
        }
        if demand.is_beyond_numbers() {
            return Err(Error::input(format!(
                "a province would have {} filings in a replication: fewer than 1,000,000,000 can be numbered; set \
                 arrivals.filings_per_day, arrivals.surges or run.length lower",
                many(demand.most_of_province)
            )));
        }
        let own = self.time.is_some() || self.memory.is_some();
        if log.is_none() && (self.yes || (demand.is_small() && !own)) {
            return Ok(());
        }
        let mut slower = 0.0f64;
        if let Some(log) = log.filter(|_| demand.filings >= WORTH_A_TRIAL) {
            let (bytes, seconds) = of_log(scenario, &log)?;
            let replications = f64::from(scenario.run.replications);
            let whole = bytes * Demand::of([(scenario, replications)], 1).filings;
            session.say(&format!("the event log will have about {}", size(whole)));
            slower = seconds;
        }
        if self.yes || (demand.is_small() && !own) {
            return Ok(());
        }
        let mut trial = Trial::of(scenario)?;
        trial.of_filing = trial.of_filing.max(slower);
        let threads = session.threads();
        let mut forecast = demand.forecast(&trial, threads);
        forecast.seconds /= f64::from(session.task().map_or(1, Task::shares));
        let (late, large) = (
            forecast.seconds > time,
            memory.is_some_and(|memory| forecast.bytes > memory),
        );
        if !late && !large {
            return Ok(());
        }
        let beyond = match (late, large) {
            (true, false) => format!("more than {}", duration(time)),
            (false, _) => format!("more than {}", size(memory.unwrap_or_default())),
            (true, true) => format!(
                "more than {} and {}",
                duration(time),
                size(memory.unwrap_or_default())
            ),
        };
        Err(Error::input(format!(
            "this would be about {} filings, {} on {threads} threads and {} of memory, {beyond} (tried with {} \
             filings): --yes runs it all the same, --time and --memory set other bounds; fewer filings, days, \
             replications or points ask for less",
            many(demand.filings),
            duration(forecast.seconds),
            size(forecast.bytes),
            count(trial.filings as u64),
        )))
    }

    /// The bound of time, in seconds.
    fn time(&self) -> Result<f64, Error> {
        let Some(text) = &self.time else {
            return Ok(SECONDS);
        };
        let millis =
            parse_duration(text).map_err(|error| Error::input(format!("--time: {error}")))?;
        Ok(millis as f64 / SECOND as f64)
    }

    /// The bound of memory, in bytes; none where the machine's is not known.
    fn memory(&self) -> Result<Option<f64>, Error> {
        let Some(text) = &self.memory else {
            return Ok(machine_memory().map(|bytes| bytes / 2.0));
        };
        let bytes: Result<ByteSize, _> = text.parse();
        let bytes = bytes.map_err(|_| {
            Error::input(format!(
                "--memory '{text}': write a size, such as 500MB or 4GB"
            ))
        })?;
        Ok(Some(bytes.as_u64() as f64))
    }
}

/// Filings of a run whose event log is worth a trial of a few: the log of fewer is written as soon.
const WORTH_A_TRIAL: f64 = 50_000.0;
/// Filings of that trial.
const LOGGED: f64 = 2_000.0;

/// Bytes of an event log and seconds, of a filing: from one of a few filings, which is not kept.
fn of_log(scenario: &Scenario, log: &Log<'_>) -> Result<(f64, f64), Error> {
    let thinned = Trial::thinned(scenario, LOGGED);
    let events = EventLog::begin(&thinned, log.file.clone(), log.folder)?;
    let plan = Plan::of(&thinned);
    let options = Options {
        threads: 1,
        ..Options::default()
    };
    let began = std::time::Instant::now();
    let found = plan.extend_observed(plan.nothing_yet(), &options, &events)?;
    let took = began.elapsed().as_secs_f64();
    let filings = found.arms[0].results.filings.max(1) as f64;
    Ok((events.weigh()? as f64 / filings, took / filings))
}

/// What the machine has, or what this process may have of it; `None` where nobody says.
fn machine_memory() -> Option<f64> {
    #[cfg(target_os = "linux")]
    {
        let machine = rustix::system::sysinfo();
        let all = machine.totalram as f64 * f64::from(machine.mem_unit);
        let own = rustix::process::getrlimit(rustix::process::Resource::As).current;
        Some(own.map_or(all, |own| all.min(own as f64)))
    }
    #[cfg(not(target_os = "linux"))]
    {
        None
    }
}

fn size(bytes: f64) -> String {
    ByteSize::b(bytes as u64).display().si().to_string()
}

/// A number of things that may be beyond all bounds.
fn many(things: f64) -> String {
    match things < 1e15 {
        true => count(things.round() as u64),
        false => format!("{things:.0e}"),
    }
}
