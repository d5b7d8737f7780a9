//! What each single filing came to, so that two experiments can be paired filing by filing.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::clock::Instant;
use crate::rules::{Cause, Fate, ReturnReason};
use crate::scenario::Scenario;
use crate::simulation::{Observation, Observed, Observer, simulate};

/// What a filing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It never had a check.
    #[default]
    NotChecked,
    /// Verified in its first submission.
    VerifiedAtOnce,
    /// Verified after at least one return.
    VerifiedLater,
    /// Given up after the window was over.
    GivenUpWindowOver,
    /// Given up after wrong certificates.
    GivenUpWrongCertificate,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 5] = [
        Self::NotChecked,
        Self::VerifiedAtOnce,
        Self::VerifiedLater,
        Self::GivenUpWindowOver,
        Self::GivenUpWrongCertificate,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotChecked => "not_checked",
            Self::VerifiedAtOnce => "verified_at_once",
            Self::VerifiedLater => "verified_after_return",
            Self::GivenUpWindowOver => "given_up_window_over",
            Self::GivenUpWrongCertificate => "given_up_wrong_certificate",
        }
    }
}

/// What is known of one filing in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilingEnd {
    /// Whether it is counted.
    pub counted: bool,
    /// What it came to.
    pub outcome: Outcome,
    /// How often it was returned.
    pub returns: u16,
    /// Whether its first submission was returned.
    pub first_returned: bool,
    /// What became of the first message of its first submission: the least far of its leaders'.
    pub first_fate: Option<Fate>,
}

/// Takes down how each filing of a cell ends, by its number.
#[derive(Debug)]
struct Recorder {
    counted_from: Instant,
    ends: Vec<FilingEnd>,
    last_reason: BTreeMap<u32, ReturnReason>,
}

impl Observer for Recorder {
    const OBSERVES: bool = true;

    fn record(&mut self, happening: Observation) {
        let place = happening.filing as usize;
        if self.ends.len() <= place {
            self.ends.resize(place + 1, FilingEnd::default());
        }
        let end = &mut self.ends[place];
        match happening.what {
            Observed::Arrived { .. } => end.counted = happening.at >= self.counted_from,
            Observed::Ended(Cause::First, fate) if happening.submission == 1 => {
                end.first_fate = Some(end.first_fate.map_or(fate, |other| other.min(fate)));
            }
            Observed::Complete { .. } => {
                let later = end.returns > 0;
                end.outcome = if later {
                    Outcome::VerifiedLater
                } else {
                    Outcome::VerifiedAtOnce
                };
                self.last_reason.remove(&happening.filing);
            }
            Observed::Returned(reason) => {
                end.first_returned |= happening.submission == 1;
                end.returns = end.returns.saturating_add(1);
                self.last_reason.insert(happening.filing, reason);
            }
            Observed::GivenUp => {
                end.outcome = match self.last_reason.remove(&happening.filing) {
                    Some(ReturnReason::WrongCertificate) => Outcome::GivenUpWrongCertificate,
                    _ => Outcome::GivenUpWindowOver,
                };
            }
            _ => {}
        }
    }
}

/// The ends of all filings: by replication, then province (by its place in the scenario), then
/// number.
pub fn filing_ends(scenario: &Scenario, threads: usize) -> Vec<Vec<Vec<FilingEnd>>> {
    let counted_from = scenario.run.counted_from();
    let cell = |province: usize, replication: u32| {
        let mut recorder = Recorder {
            counted_from,
            ends: Vec::new(),
            last_reason: BTreeMap::new(),
        };
        simulate(scenario, province, replication, &mut recorder);
        recorder.ends
    };
    let replication = |replication: u32| -> Vec<Vec<FilingEnd>> {
        let provinces = (0..scenario.provinces.len()).into_par_iter();
        provinces
            .map(|province| cell(province, replication))
            .collect()
    };
    let all = || {
        (0..scenario.run.replications)
            .into_par_iter()
            .map(replication)
            .collect()
    };
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(all),
        Err(_) => all(),
    }
}

/// By how much more often the first submission of each filing is returned in the variant (1, 0 or -1),
/// of the filings that are counted and checked in both: of all of them, and by province.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilingPairs {
    /// Of all filings.
    pub nation: Vec<f64>,
    /// By province, by its place in the scenario.
    pub by_province: Vec<Vec<f64>>,
}

/// Pairs the filings of two experiments, over all replications.
pub fn filing_pairs(base: &[Vec<Vec<FilingEnd>>], variant: &[Vec<Vec<FilingEnd>>]) -> FilingPairs {
    let checked = |end: &FilingEnd| end.counted && end.outcome != Outcome::NotChecked;
    let mut pairs = FilingPairs::default();
    for (base, variant) in base.iter().zip(variant) {
        pairs.by_province.resize(base.len(), Vec::new());
        for (place, (base, variant)) in base.iter().zip(variant).enumerate() {
            let both = base.iter().zip(variant);
            let both = both.filter(|(a, b)| checked(a) && checked(b));
            let more = |(a, b): (&FilingEnd, &FilingEnd)| {
                f64::from(b.first_returned) - f64::from(a.first_returned)
            };
            pairs.by_province[place].extend(both.map(more));
        }
    }
    pairs.nation = pairs.by_province.concat();
    pairs
}

/// How many counted filings went from each outcome to each, over all replications; filings that only
/// one of the experiments has are left out.
pub fn transitions(
    base: &[Vec<Vec<FilingEnd>>],
    variant: &[Vec<Vec<FilingEnd>>],
) -> BTreeMap<(Outcome, Outcome), u64> {
    let mut table = BTreeMap::new();
    for (base, variant) in base.iter().flatten().zip(variant.iter().flatten()) {
        for (before, after) in base
            .iter()
            .zip(variant)
            .filter(|(a, b)| a.counted && b.counted)
        {
            *table.entry((before.outcome, after.outcome)).or_insert(0) += 1;
        }
    }
    table
}
