//! What each single filing came to, so that two arms of a plan can be paired filing by filing.
//!
//! The filings of a cell are known by their number while its arms are simulated ([`FilingEnds`]); what is
//! kept are counts of pairs ([`FilingPairs`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::measures::PairTally;
use crate::rules::{Cause, Fate, FilingNumber, ReturnReason};
use crate::simulation::{Observation, Observed, Observer, QueueUse};
use crate::world::arrivals::NUMBERS_PER_PROCESS;

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

/// How the filings of a cell ended: by process, then in the order of its numbers
/// ([`NUMBERS_PER_PROCESS`]); none for one that never came.
#[derive(Clone, Debug, Default)]
pub(super) struct FilingEnds(Vec<Vec<Option<FilingEnd>>>);

impl FilingEnds {
    fn of(&mut self, number: FilingNumber) -> &mut FilingEnd {
        let process = (number / NUMBERS_PER_PROCESS) as usize;
        let own = at_place(&mut self.0, process);
        let place = (number % NUMBERS_PER_PROCESS) as usize;
        at_place(own, place).get_or_insert_default()
    }

    /// The filings that both have.
    fn pairs<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (&'a FilingEnd, &'a FilingEnd)> {
        let processes = self.0.iter().zip(&other.0);
        let filings = processes.flat_map(|(own, other)| own.iter().zip(other));
        filings.filter_map(|(own, other)| own.as_ref().zip(other.as_ref()))
    }
}

/// What a list has at a place; it is made as long as that takes.
fn at_place<T: Clone + Default>(list: &mut Vec<T>, place: usize) -> &mut T {
    if list.len() <= place {
        list.resize(place + 1, T::default());
    }
    &mut list[place]
}

/// What is known of one filing in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct FilingEnd {
    /// Whether it is counted.
    counted: bool,
    /// What it came to.
    outcome: Outcome,
    /// Whether it was returned, ever.
    returned: bool,
    /// Whether its first submission was.
    first_returned: bool,
    /// What became of the first message of its first submission: the least far of its leaders'.
    first_fate: Option<Fate>,
}

/// Takes down how each filing of a cell ends, by its number, beside another who follows the cell.
pub(super) struct Recorder<L> {
    other: L,
    counted_from: Instant,
    ends: FilingEnds,
    last_reason: BTreeMap<FilingNumber, ReturnReason>,
}

impl<L> Recorder<L> {
    /// Of a cell whose filings are counted from an instant on.
    pub(super) fn new(other: L, counted_from: Instant) -> Self {
        Self {
            other,
            counted_from,
            ends: FilingEnds::default(),
            last_reason: BTreeMap::new(),
        }
    }

    /// The other, and how the filings ended.
    pub(super) fn finish(self) -> (L, FilingEnds) {
        (self.other, self.ends)
    }
}

impl<L: Observer> Observer for Recorder<L> {
    const OBSERVES: bool = true;

    const IN_ORDER: bool = L::IN_ORDER;

    fn begin_again(&mut self) {
        self.other.begin_again();
        self.ends = FilingEnds::default();
        self.last_reason.clear();
    }

    fn queue(&mut self, used: QueueUse) {
        self.other.queue(used);
    }

    fn record(&mut self, observation: Observation) {
        if L::OBSERVES {
            self.other.record(observation.clone());
        }
        let end = self.ends.of(observation.filing);
        match observation.what {
            Observed::Arrived { .. } => end.counted = observation.at >= self.counted_from,
            Observed::Ended(Cause::First, fate) if observation.submission == 1 => {
                end.first_fate = Some(end.first_fate.map_or(fate, |other| other.min(fate)));
            }
            Observed::Complete { .. } => {
                end.outcome = if end.returned {
                    Outcome::VerifiedLater
                } else {
                    Outcome::VerifiedAtOnce
                };
                self.last_reason.remove(&observation.filing);
            }
            Observed::Returned(reason) => {
                end.first_returned |= observation.submission == 1;
                end.returned = true;
                self.last_reason.insert(observation.filing, reason);
            }
            Observed::GivenUp => {
                end.outcome = match self.last_reason.remove(&observation.filing) {
                    Some(ReturnReason::WrongCertificate) => Outcome::GivenUpWrongCertificate,
                    _ => Outcome::GivenUpWindowOver,
                };
            }
            _ => {}
        }
    }
}

/// The filings of one arm of a plan beside those of the arm that it is paired with: counts of pairs,
/// replication by replication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingPairs {
    replications: Vec<ReplicationPairs>,
}

/// The pairs of one replication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReplicationPairs {
    /// By the outcome in the base, then in the variant: filings counted in both.
    transitions: [[u64; Outcome::ALL.len()]; Outcome::ALL.len()],
    /// Whether the first submission was returned, of filings checked in both: by the province's place
    /// in the base.
    by_province: Vec<PairTally>,
    /// The same of filings counted in the base, by what became of their first message there.
    by_fate: [PairTally; Fate::ALL.len()],
}

impl ReplicationPairs {
    /// Counts the pairs of a cell, at the province's place in the base.
    pub(super) fn add_cell(&mut self, place: usize, base: &FilingEnds, variant: &FilingEnds) {
        let province = at_place(&mut self.by_province, place);
        let checked = |end: &FilingEnd| end.counted && end.outcome != Outcome::NotChecked;
        for (before, after) in base.pairs(variant) {
            if before.counted && after.counted {
                self.transitions[before.outcome as usize][after.outcome as usize] += 1;
            }
            if checked(before) && checked(after) {
                province.record(before.first_returned, after.first_returned);
            }
            if let Some(fate) = before.first_fate.filter(|_| before.counted) {
                self.by_fate[fate as usize].record(before.first_returned, after.first_returned);
            }
        }
    }
}

impl FilingPairs {
    /// Takes in the pairs of the next replication.
    pub(super) fn push(&mut self, pairs: ReplicationPairs) {
        self.replications.push(pairs);
    }

    /// Takes in the pairs of the replications that come next.
    pub(super) fn append(&mut self, next: Self) {
        self.replications.extend(next.replications);
    }

    /// Of how many replications.
    pub(super) fn len(&self) -> usize {
        self.replications.len()
    }

    /// How many counted filings went from each outcome to each; filings that only one of the arms has
    /// are left out.
    pub fn transitions(&self) -> BTreeMap<(Outcome, Outcome), u64> {
        let mut table = BTreeMap::new();
        for before in Outcome::ALL {
            for after in Outcome::ALL {
                let each = self.replications.iter();
                let filings = each
                    .map(|pairs| pairs.transitions[before as usize][after as usize])
                    .sum();
                if filings > 0 {
                    table.insert((before, after), filings);
                }
            }
        }
        table
    }

    /// Whether the first submission was returned, of all filings that are counted and checked in both.
    pub fn nation(&self) -> PairTally {
        sum(self.provinces())
    }

    /// The same by province, in the order of the base.
    pub fn provinces(&self) -> impl Iterator<Item = PairTally> + '_ {
        let all = || self.replications.iter().map(|pairs| &pairs.by_province);
        let provinces = all().map(Vec::len).max().unwrap_or(0);
        (0..provinces).map(move |place| sum(all().filter_map(|own| own.get(place).copied())))
    }

    /// Whether the first submission was returned, of filings whose first message met a fate in the
    /// base: replication by replication.
    pub(super) fn of_fate(&self, fate: Fate) -> impl Iterator<Item = PairTally> + '_ {
        let each = self.replications.iter();
        each.map(move |pairs| pairs.by_fate[fate as usize])
    }
}

fn sum(tallies: impl Iterator<Item = PairTally>) -> PairTally {
    let mut sum = PairTally::default();
    tallies.for_each(|tally| sum.merge(&tally));
    sum
}
