//! What resends cause: the same filings with the automatic resend off, the manual off, both off.

use super::outcomes::{FilingEnd, filing_ends};
use super::{Options, Unbalanced, run};
use crate::measures::{Estimate, Results, Summary, mean_estimate, ratio_estimate};
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
    /// Returns avoided per 1,000 messages saved when the resend is off.
    pub per_1000_messages: Option<Estimate>,
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

/// Measures what resends cause: runs the scenario with each kind of resend off, and pairs with
/// `results`, those of the scenario as it is. Pairs are replications; of a single one, filings give
/// the interval by fate. `None` where it was stopped before the end.
///
/// # Errors
/// [`Unbalanced`] where the program has lost count.
pub fn resend_effect(
    scenario: &Scenario,
    results: &Results,
    options: &Options,
) -> Result<Option<ResendEffect>, Unbalanced> {
    let mut effect = ResendEffect {
        by_group: Vec::new(),
        by_fate: Vec::new(),
    };
    let ends = filing_ends(scenario, options.threads);
    for resend in Resend::ALL {
        let without = resend.off(scenario);
        let off = run(&without, options)?;
        // Replications that are missing here or there would no longer be pairs.
        let all = scenario.run.replications as usize;
        if off.replications.len() < all || results.replications.len() < all {
            return Ok(None);
        }
        for (group, _) in results.groups() {
            effect
                .by_group
                .push(effect_of(resend, group, results, &off));
        }
        let ends_off = filing_ends(&without, options.threads);
        effect
            .by_fate
            .extend(effects_by_fate(resend, &ends, &ends_off));
    }
    Ok(Some(effect))
}

fn effect_of(resend: Resend, group: usize, on: &Results, off: &Results) -> Effect {
    let ratio = |of: fn(&Summary, &Summary) -> (f64, f64)| {
        let pairs = on.replications.iter().zip(&off.replications);
        let parts: Vec<(f64, f64)> = pairs.map(|(on, off)| of(&on[group], &off[group])).collect();
        ratio_estimate(&parts, false)
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
        per_1000_messages: ratio(|on, off| {
            let returned = |s: &Summary| s.counts.all_returned() as f64;
            let sent =
                |s: &Summary| Cause::ALL.map(|c| s.counts.sent(c)).iter().sum::<u64>() as f64;
            (1e3 * (returned(off) - returned(on)), sent(on) - sent(off))
        }),
    }
}

type Ends = [Vec<Vec<FilingEnd>>];

/// The effects by what became of the first message.
fn effects_by_fate<'e>(
    resend: Resend,
    on: &'e Ends,
    off: &'e Ends,
) -> impl Iterator<Item = EffectByFate> + 'e {
    Fate::ALL.into_iter().filter_map(move |fate| {
        let mut parts = Vec::new();
        let mut avoided = Vec::new();
        for (on, off) in on.iter().zip(off) {
            let filings = on.iter().zip(off).flat_map(|(on, off)| on.iter().zip(off));
            let met = filings.filter(|(on, _)| on.counted && on.first_fate == Some(fate));
            let each: Vec<f64> = met
                .map(|(on, off)| {
                    1e3 * (f64::from(off.first_returned) - f64::from(on.first_returned))
                })
                .collect();
            parts.push((each.iter().sum::<f64>(), each.len() as f64));
            avoided = each;
        }
        let filings = parts.iter().map(|(_, filings)| *filings).sum::<f64>() as u64;
        let per_1000_filings = if parts.len() == 1 {
            mean_estimate(&avoided)
        } else {
            ratio_estimate(&parts, false)
        };
        (filings > 0).then_some(EffectByFate {
            resend,
            fate,
            filings,
            per_1000_filings,
        })
    })
}
