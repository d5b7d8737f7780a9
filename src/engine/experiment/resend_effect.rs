//! What resends cause: the same filings with the automatic resend off, the manual off, both off.

use std::borrow::Cow;

use super::{FilingPairs, Plan, PlanResults};
use crate::measures::{Estimate, Level, PairTally, Results, Summary, ratio_estimate};
use crate::rules::{Cause, Fate};
use crate::scenario::Scenario;

/// Which resends are turned off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resend {
    /// The automatic resend (R14).
    Automatic,
    /// Manual resends (R15).
    Manual,
    /// Both.
    Both,
}

impl Resend {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Manual, Self::Both];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Manual => "manual",
            Self::Both => "both",
        }
    }

    /// The scenario with these resends off; nothing else differs.
    pub fn off(self, scenario: &Scenario) -> Scenario {
        let mut without = scenario.clone();
        if self != Self::Manual {
            without.policy.automatic_resend_days = 0;
        }
        if self != Self::Automatic {
            without.policy.resends_per_day = Some(0);
        }
        without
    }
}

/// What one kind of resend avoids in one group.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// Which resend.
    pub resend: Resend,
    /// The group's place.
    pub group: usize,
    /// Returns of first submissions avoided per 1,000 filings checked.
    pub per_1000_filings: Option<Estimate>,
    /// Returns avoided per 1,000 checks.
    pub per_1000_checks: Option<Estimate>,
    /// Returns avoided per 1,000 messages resent: those of the run as it is, less those that are resent without it.
    pub per_1000_resent: Option<Estimate>,
    /// Messages saved without the resend per 1,000 checks, first codes of the resubmissions that it avoids
    /// included: net, and below 0 where more were sent.
    pub messages_saved: Option<Estimate>,
}

/// What one kind of resend avoids among filings whose first message met one fate.
#[derive(Clone, Copy, Debug)]
pub struct EffectByFate {
    /// Which resend.
    pub resend: Resend,
    /// What became of the first message; the least far of the leaders'.
    pub fate: Fate,
    /// Filings checked whose first message met it, over all replications.
    pub filings: u64,
    /// Returns of first submissions avoided per 1,000 of these filings.
    pub per_1000_filings: Option<Estimate>,
}

/// The effects of resends as caused.
#[derive(Clone, Debug)]
pub struct ResendEffect {
    /// By resend, then group.
    pub by_group: Vec<Effect>,
    /// By resend, then fate of the first message.
    pub by_fate: Vec<EffectByFate>,
}

/// The arms of a plan that tell what resends cause in one of its scenarios.
#[derive(Clone, Copy, Debug)]
pub struct ResendArms {
    /// The scenario as it is.
    on: usize,
    /// The same with each of [`Resend::ALL`] off.
    off: [usize; 3],
}

impl ResendArms {
    /// Adds to a plan what tells what resends cause in one of its arms: its scenario with each kind of
    /// resend off, paired filing by filing.
    pub fn add(plan: &mut Plan<'_>, on: usize) -> Self {
        let off = Resend::ALL.map(|resend| {
            let without = resend.off(plan.scenario(on));
            plan.push(Cow::Owned(without), Some(on), true)
        });
        Self { on, off }
    }

    /// What resends cause, over the replications that are complete. Pairs are replications; of a
    /// single one, filings give the interval by fate.
    pub fn effect(&self, found: &PlanResults) -> ResendEffect {
        let mut effect = ResendEffect {
            by_group: Vec::new(),
            by_fate: Vec::new(),
        };
        let results = &found.arms[self.on].results;
        for (resend, arm) in Resend::ALL.into_iter().zip(self.off) {
            let off = &found.arms[arm];
            let groups = results.groups();
            effect
                .by_group
                .extend(groups.map(|(group, _)| effect_of(resend, group, results, &off.results)));
            effect
                .by_fate
                .extend(effects_by_fate(resend, &off.pairs, results.level));
        }
        effect
    }
}

fn effect_of(resend: Resend, group: usize, on: &Results, off: &Results) -> Effect {
    let ratio = |of: fn(&Summary, &Summary) -> (f64, f64)| {
        let pairs = on.replications.iter().zip(&off.replications);
        let parts: Vec<(f64, f64)> = pairs.map(|(on, off)| of(&on[group], &off[group])).collect();
        ratio_estimate(&parts, false, on.level)
    };
    Effect {
        resend,
        group,
        per_1000_filings: ratio(|on, off| {
            let returned = |s: &Summary| s.counts.first_returned.iter().sum::<u64>() as f64;
            (
                1e3 * (returned(off) - returned(on)),
                on.counts.first_checked as f64,
            )
        }),
        per_1000_checks: ratio(|on, off| {
            let returned = |s: &Summary| s.counts.all_returned() as f64;
            (
                1e3 * (returned(off) - returned(on)),
                on.counts.checked as f64,
            )
        }),
        per_1000_resent: ratio(|on, off| {
            let returned = |s: &Summary| s.counts.all_returned() as f64;
            (
                1e3 * (returned(off) - returned(on)),
                resent(on) - resent(off),
            )
        }),
        messages_saved: ratio(|on, off| {
            let sent = |s: &Summary| resent(s) + s.counts.sent(Cause::First) as f64;
            (1e3 * (sent(on) - sent(off)), on.counts.checked as f64)
        }),
    }
}

/// Resent messages that were sent, automatic and manual.
fn resent(summary: &Summary) -> f64 {
    let resent = [Cause::Automatic, Cause::Manual].map(|cause| summary.counts.sent(cause));
    resent.iter().sum::<u64>() as f64
}

/// The effects by what became of the first message.
fn effects_by_fate(
    resend: Resend,
    pairs: &FilingPairs,
    level: Level,
) -> impl Iterator<Item = EffectByFate> {
    Fate::ALL.into_iter().filter_map(move |fate| {
        let each: Vec<PairTally> = pairs.of_fate(fate).collect();
        let filings = each.iter().map(|tally| tally.pairs).sum();
        let per_1000_filings = match each.as_slice() {
            [one] => one.mean(1e3, level),
            several => {
                let parts = several.iter();
                let parts: Vec<(f64, f64)> = parts
                    .map(|tally| (1e3 * tally.sum(), tally.pairs as f64))
                    .collect();
                ratio_estimate(&parts, false, level)
            }
        };
        (filings > 0).then_some(EffectByFate {
            resend,
            fate,
            filings,
            per_1000_filings,
        })
    })
}
