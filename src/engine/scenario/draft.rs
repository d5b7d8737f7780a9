//! What the fields of a scenario are read into before the whole is put together.

use super::fields::uncertain::UncertainDraft;
use super::model::{
    Access, Arrivals, Authority, Calendars, Delay, FileArrival, Holidays, Outage, PoissonArrivals,
    Provider, Run, Segment, Threshold,
};
use crate::clock::{DAY, Date};
use crate::measures::{Groups, Level, Prices};
use crate::rules::{InForce, Policy, Province};

/// What a scenario has once.
pub(super) struct General {
    pub title: String,
    pub description: String,
    /// Followed before anything else is read.
    pub based_on: String,
    pub holidays: Holidays,
    pub run: Run,
    pub calendars: Calendars,
    pub poisson: PoissonArrivals,
    /// The filings of a file, in place of the above.
    pub filings: Option<Vec<Vec<FileArrival>>>,
    pub segments: Vec<Segment>,
    pub outages: Vec<Outage>,
    pub thresholds: Vec<Threshold>,
    pub uncertain: Vec<UncertainDraft>,
    pub policy: Policy,
    pub in_force: [InForce; Province::COUNT],
    pub prices: Prices,
}

impl Default for General {
    /// The rules as they are stated, everybody in one segment, and nothing else.
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            based_on: String::new(),
            holidays: Holidays::default(),
            run: Run {
                start: Date(0),
                length: DAY,
                warm_up: 0,
                seed: 0,
                replications: 1,
                level: Level::default(),
            },
            calendars: Calendars::only_always(),
            poisson: PoissonArrivals {
                filings_per_day: 1.0,
                weekday_factor: [1.0; 7],
                hour_factor: [1.0; 24],
                province_share: [0.0; Province::COUNT],
                surges: Vec::new(),
            },
            filings: None,
            segments: vec![Segment {
                name: "all".to_owned(),
                share: 1.0,
            }],
            outages: Vec::new(),
            thresholds: Vec::new(),
            uncertain: Vec::new(),
            policy: Policy::default(),
            in_force: r1_in_force(),
            prices: Prices::default(),
        }
    }
}

/// The 22 provinces of R1, always.
fn r1_in_force() -> [InForce; Province::COUNT] {
    let mut in_force = [InForce::Never; Province::COUNT];
    for province in Province::all().filter(|province| province.wave().is_some()) {
        in_force[province.index()] = InForce::Always;
    }
    in_force
}

impl General {
    /// Whether filings come to a province.
    pub fn has_filings(&self, province: Province) -> bool {
        match &self.filings {
            Some(filings) => !filings[province.index()].is_empty(),
            None => self.poisson.province_share[province.index()] > 0.0,
        }
    }

    /// The groups by which results are broken down.
    pub fn groups(&self) -> Groups {
        let provinces = Province::all().filter(|province| self.has_filings(*province));
        Groups::new(provinces, self.segments.iter().map(|s| s.name.clone()))
    }

    /// When filings come.
    pub fn arrivals(&mut self) -> Arrivals {
        match self.filings.take() {
            Some(filings) => Arrivals::File(filings),
            None => Arrivals::Poisson(Box::new(self.poisson.clone())),
        }
    }
}

/// What may differ among provinces.
#[derive(Clone, Default)]
pub(super) struct ProvinceDraft {
    pub access: Access,
    pub provider: Provider,
    pub first_code_delay: Delay,
    pub authority: Authority,
    pub rates: LaneRates,
}

/// Messages a minute as they are written; `None` for no limit.
#[derive(Clone, Copy)]
pub(super) enum LaneRates {
    /// Shared among the carriers.
    Shared(Option<f64>),
    /// Of each carrier.
    ByCarrier([Option<f64>; 4]),
}

impl Default for LaneRates {
    fn default() -> Self {
        Self::Shared(None)
    }
}

impl LaneRates {
    /// The rate of each carrier's lane, where the leaders are shared out so.
    pub fn lanes(self, carriers: [f64; 4]) -> [Option<f64>; 4] {
        match self {
            // A carrier without users has no messages, and needs no rate.
            Self::Shared(rate) => {
                carriers.map(|share| rate.map(|r| r * share).filter(|r| *r > 0.0))
            }
            Self::ByCarrier(rates) => rates,
        }
    }
}
