//! What a run asks of the machine, before it runs: filings are counted, and what one costs is measured in a short trial.

use std::time::{Duration, Instant};

use super::{InvariantViolation, Options};
use crate::clock::{DAY, HOUR};
use crate::measures::{Groups, HourLoad, Results, Summary};
use crate::scenario::{Arrivals, Scenario};
use crate::simulation::couples_filings;
use crate::world::arrivals::{NUMBERS_PER_PROCESS, expected_filings, filings_on_busiest_day};

/// What a run consists of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Demand {
    /// Filings, those of the warm-up included, over all replications and scenarios.
    pub filings: f64,
    /// Of a province in a replication, the most.
    pub most_of_province: f64,
    /// Hours of simulated time over all replications and scenarios.
    hours: f64,
    /// Bytes that are held at once, but for filings in hand.
    bytes: f64,
    /// Filings a day of the busiest provinces whose filings share something.
    coupled_daily: f64,
}

/// What a run asks of the machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// How long it takes, in seconds.
    pub seconds: f64,
    /// Memory, in bytes.
    pub bytes: f64,
}

/// What the program takes by itself.
const BYTES_AT_LEAST: f64 = 20e6;
/// Of a filing in hand with its leaders, messages and events, as measured.
const BYTES_PER_FILING: f64 = 1e3;
/// Hours of load that are held of a replication, beside one of each thread, as measured.
const HOURS_HELD: f64 = 5.0;

impl Demand {
    /// That of scenarios run side by side, each in so many replications, on so many threads.
    pub fn of<'s>(
        scenarios: impl IntoIterator<Item = (&'s Scenario, f64)>,
        threads: usize,
    ) -> Self {
        let mut all = Self::default();
        for (scenario, replications) in scenarios {
            let Scenario { arrivals, run, .. } = scenario;
            let provinces = || scenario.provinces.iter().map(|of| of.province);
            let filings: Vec<f64> = provinces()
                .map(|province| expected_filings(arrivals, run, province))
                .collect();
            let hours = run.length as f64 / HOUR as f64;
            let summaries = scenario.groups().all().len() * size_of::<Summary>();
            let load = hours * size_of::<HourLoad>() as f64;
            let coupled =
                (0..scenario.provinces.len()).filter(|place| couples_filings(scenario, *place));
            let daily = coupled.map(|place| {
                filings_on_busiest_day(arrivals, run, scenario.provinces[place].province)
            });
            let mut daily: Vec<f64> = daily.collect();
            daily.sort_by(|a, b| b.total_cmp(a));
            all.filings += replications * filings.iter().sum::<f64>();
            all.most_of_province = filings.into_iter().fold(all.most_of_province, f64::max);
            all.hours += replications * hours;
            all.bytes += replications * summaries as f64 + load * (HOURS_HELD + threads as f64);
            // Arms meet on the same thread, one after the other.
            all.coupled_daily = all.coupled_daily.max(daily.iter().take(threads).sum());
        }
        all
    }

    /// So many of this at once.
    #[must_use]
    pub fn side_by_side(self, times: f64) -> Self {
        Self {
            filings: self.filings * times,
            hours: self.hours * times,
            bytes: self.bytes * times,
            ..self
        }
    }

    /// This, and then another, of which nothing is kept but figures.
    #[must_use]
    pub fn and_then(self, other: Self, times: f64) -> Self {
        Self {
            filings: self.filings + times * other.filings,
            most_of_province: self.most_of_province.max(other.most_of_province),
            hours: self.hours + times * other.hours,
            bytes: self.bytes.max(other.bytes),
            coupled_daily: self.coupled_daily.max(other.coupled_daily),
        }
    }

    /// Whether a province has more filings in a replication than there are numbers for.
    pub fn is_beyond_numbers(&self) -> bool {
        self.most_of_province >= NUMBERS_PER_PROCESS as f64
    }

    /// Whether it is so little that it needs no trial: seconds on any machine.
    pub fn is_small(&self) -> bool {
        self.filings < 2e6 && self.hours < 5e5 && self.coupled_daily < 5e4
    }

    /// What that asks of so many threads, where a trial has shown what one filing costs.
    pub fn forecast(&self, trial: &Trial, threads: usize) -> Forecast {
        let one = self.filings * trial.of_filing + self.hours * trial.of_hour;
        let in_hand = self.coupled_daily * trial.days_in_hand;
        Forecast {
            seconds: one / threads as f64,
            bytes: BYTES_AT_LEAST + self.bytes + in_hand * BYTES_PER_FILING,
        }
    }
}

/// What a short trial of a scenario showed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// Seconds of one thread that a filing takes.
    pub of_filing: f64,
    /// Seconds of one thread that an hour of simulated time takes, whatever happens in it.
    pub of_hour: f64,
    /// Days from a filing's first receipt to its end.
    pub days_in_hand: f64,
    /// Filings that were tried.
    pub filings: f64,
}

/// Filings of a trial: so few that it takes a fraction of a second.
const TRIED: f64 = 20_000.0;
/// Filings of what is tried to see what empty hours take.
const HARDLY_ANY: f64 = 50.0;
/// A trial is no longer.
const LONGEST: i64 = 28 * DAY;

impl Trial {
    /// Tries a scenario on one thread with fewer filings, and as many fewer codes, messages a minute and auditors.
    ///
    /// # Errors
    /// [`InvariantViolation`] where the program has lost count.
    pub fn of(scenario: &Scenario) -> Result<Self, InvariantViolation> {
        let (_, results, took) = Self::run(scenario, TRIED)?;
        let (none, _, idle) = Self::run(scenario, HARDLY_ANY)?;
        let hours = none.run.length as f64 / HOUR as f64;
        let counts = results.total(Groups::NATION);
        let ended = (counts.filings_verified + counts.filings_given_up).max(1) as f64;
        let filings = results.filings.max(1) as f64;
        Ok(Self {
            of_filing: took.saturating_sub(idle).as_secs_f64() / filings,
            of_hour: idle.as_secs_f64() / hours,
            // A day or so at the provider comes before.
            days_in_hand: 1.0 + counts.delay as f64 / ended / DAY as f64,
            filings,
        })
    }

    /// A scenario with about so many filings, as [`Trial::of`] tries it; it may have fewer.
    pub fn thinned(scenario: &Scenario, filings: f64) -> Scenario {
        let mut thinned = scenario.clone();
        thinned.run.replications = 1;
        if matches!(thinned.arrivals, Arrivals::Poisson(_)) {
            thinned.run.length = thinned.run.length.min(LONGEST);
            thinned.run.warm_up = thinned.run.warm_up.min(thinned.run.length / 4);
        }
        let whole = Demand::of([(&thinned, 1.0)], 1).filings;
        let kept = (filings / whole).clamp(0.0, 1.0);
        match &mut thinned.arrivals {
            Arrivals::Poisson(poisson) => poisson.filings_per_day *= kept,
            Arrivals::File(provinces) => {
                for filings in provinces {
                    let most = (filings.len() as f64 * kept).ceil() as usize;
                    filings.truncate(most);
                }
            }
        }
        thinned.policy.code_pool = (f64::from(thinned.policy.code_pool) * kept).ceil() as u32;
        for parameters in &mut thinned.provinces {
            for rate in parameters.lane_rates.iter_mut().flatten() {
                *rate *= kept;
            }
            if let Some(auditors) = &mut parameters.authority.auditors {
                *auditors = (f64::from(*auditors) * kept).ceil() as u32;
            }
        }
        thinned
    }

    fn run(
        scenario: &Scenario,
        filings: f64,
    ) -> Result<(Scenario, Results, Duration), InvariantViolation> {
        let thinned = Self::thinned(scenario, filings);
        let options = Options {
            threads: 1,
            ..Options::default()
        };
        let began = Instant::now();
        let results = super::run(&thinned, &options)?;
        Ok((thinned, results, began.elapsed()))
    }
}
