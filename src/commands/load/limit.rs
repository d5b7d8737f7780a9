//! The largest multiple of the filings at which every threshold holds.

use indicatif::ProgressBar;

use super::super::Error;
use super::{Step, Test, sorted};
use crate::experiment::{Chance, LookedAt, Target, between, chance};
use crate::scenario::Threshold;

/// How near the limit is to be found, as a share of it.
const NEAR: f64 = 0.02;

/// What the search for the limit found.
pub(super) struct Limit {
    pub(super) says: String,
    /// The largest multiple at which every threshold holds, where there is a limit.
    pub(super) kept: Option<f64>,
}

impl Test<'_> {
    /// Bisects between the largest multiple that holds and the smallest that does not.
    pub(super) fn find_limit(&mut self, bar: &ProgressBar) -> Result<Limit, Error> {
        let Some(first_crossed) = self.steps.iter().position(|step| !step.holds()) else {
            let largest = self.steps.last().map_or(0.0, |step| step.load.multiple);
            return Ok(Limit {
                says: format!("no limit up to {largest} ×: every threshold holds"),
                kept: None,
            });
        };
        let mut fails = self.steps[first_crossed].load.multiple;
        let below = self.steps[..first_crossed].last();
        let mut kept = below.map_or(0.0, |step| step.load.multiple);
        let mut gives_way = resource(&self.steps[first_crossed]);
        let halvings = ((fails - kept) / (NEAR * fails)).log2().ceil().max(0.0);
        bar.inc_length(halvings as u64);
        while fails - kept > NEAR * fails.max(0.01) {
            let middle = f64::midpoint(kept, fails);
            let step = self.step(middle)?;
            bar.inc(1);
            if step.holds() {
                kept = middle;
            } else {
                fails = middle;
                gives_way = resource(&step);
            }
            if middle < 0.002 {
                break;
            }
            self.steps.push(step);
        }
        let chance = self.chance(fails);
        let says = format!(
            "limit: every threshold holds up to {kept:.3} × the filings, not at {fails:.3} × ({chance}); what \
             gives way first: {gives_way}"
        );
        let kept = Some(kept);
        Ok(Limit { says, kept })
    }

    /// The interval of the limit, in words: of the threshold that is crossed at this multiple, between it and the one
    /// below.
    fn chance(&self, fails: f64) -> String {
        let mut steps: Vec<&Step> = self.steps.iter().collect();
        steps.sort_by(|a, b| a.load.multiple.total_cmp(&b.load.multiple));
        let of = steps.iter().map(|step| LookedAt {
            place: step.load.multiple,
            figures: step.figures.clone(),
        });
        let of: Vec<LookedAt> = of.collect();
        let found = || {
            let at = of.iter().position(|step| step.place == fails)?;
            let targets = self.limits.iter().map(targets);
            let crossed = |(own, targets): (usize, Vec<Target>)| {
                let figure = of[at].figures[own];
                let target = targets.into_iter().find(|target| !target.holds(figure))?;
                figure.is_some().then_some((own, target))
            };
            let (own, target) = targets.enumerate().find_map(crossed)?;
            chance(&target, own, &of, at.checked_sub(1)?)
        };
        let level = self.loaded.scenario.run.level;
        match found() {
            Some(Chance {
                low: Some(low),
                high: Some(high),
            }) => format!("{level} interval: {low:.2} to {high:.2} ×"),
            Some(Chance { low, high }) => {
                let end = |end: Option<f64>, beyond: &str| {
                    end.map_or(beyond.to_owned(), |at| format!("{at:.2} ×"))
                };
                let (low, high) = (end(low, "below all steps"), end(high, "above all steps"));
                format!("{level} interval: {low} to {high}")
            }
            None => "how far off by chance is not known: more replications tell".to_owned(),
        }
    }

    /// Runs the steps between those that are far apart, and from half of the limit on: below it, too, a curve is to be seen.
    pub(super) fn fill(&mut self, limit: Option<f64>, bar: &ProgressBar) -> Result<(), Error> {
        let run: Vec<f64> = self.steps.iter().map(|step| step.load.multiple).collect();
        let half = limit.map(|limit| limit / 2.0).filter(|half| *half > 0.001);
        let half = half.filter(|half| run.iter().all(|multiple| multiple > half));
        let mut all = run.clone();
        all.extend(half);
        let all = sorted(&all);
        let mut further = between(&all);
        further.extend(half);
        bar.inc_length(further.len() as u64);
        for multiple in further {
            let step = self.step(multiple)?;
            self.steps.push(step);
            bar.inc(1);
        }
        Ok(())
    }
}

/// What a threshold asks of its measure.
fn targets(threshold: &Threshold) -> Vec<Target> {
    let bounds = [(true, threshold.max), (false, threshold.min)];
    let given = bounds.into_iter();
    let given = given.filter_map(|(at_most, value)| {
        Some(Target {
            at_most,
            value: value?,
        })
    });
    given.collect()
}

/// What a crossed threshold is about.
fn resource(step: &Step) -> String {
    let Some(measure) = step.crossed.first() else {
        return String::new();
    };
    let what = match measure.name {
        name if name.starts_with("lane_wait") || name.starts_with("waiting_messages") => {
            "the gateway's lanes"
        }
        name if name.starts_with("receipt_to_phone") => "the way from receipt to phone",
        name if name.starts_with("codes_taken") => "the pool of codes (R11)",
        name if name.starts_with("audits") => "the auditors",
        _ => "the measure itself",
    };
    format!("{what} ({})", measure.name)
}
