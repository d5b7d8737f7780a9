//! Instants are in order, and causes come before their effects.

use std::collections::BTreeMap;

use beian_sim::clock::Instant;
use beian_sim::rules::{Fate, FilingNumber};
use beian_sim::scenario::Channel;
use beian_sim::simulation::{Observation, Observed};
use proptest::prelude::*;

use crate::followed::{by_filing, follow};
use crate::recipe::{cases, recipes};

/// What must have happened to a filing, or to one of its leaders in a submission, before something else
/// may; in words, where it did not.
#[derive(Default)]
struct Life {
    arrived: bool,
    /// The submission whose check is open.
    open: Option<u32>,
    submission: u32,
    /// When the next submission is to be received.
    next: Option<Instant>,
    in_audit: bool,
    ended: bool,
    leaders: BTreeMap<(u32, u8), Acts>,
}

#[derive(Default)]
struct Acts {
    /// Messages that are queued, sent with a code, or kept by the network, by cause.
    queued: [usize; 3],
    sent: Vec<(usize, u32)>,
    /// Codes that were kept.
    kept: usize,
    /// Calls that are neither taken nor not; reminders on their way, and kept.
    calls: usize,
    reminders: usize,
    reminders_kept: usize,
    plans: Vec<Instant>,
    at_the_page: bool,
    fixes: usize,
}

impl Life {
    fn takes(&mut self, happening: &Observation) -> Result<(), &'static str> {
        let must = |holds: bool, words: &'static str| if holds { Ok(()) } else { Err(words) };
        let Observation {
            at,
            submission,
            leader,
            what,
            ..
        } = happening;
        if matches!(what, Observed::Arrived { .. }) {
            must(!self.arrived, "arrives twice")?;
            self.arrived = true;
            return Ok(());
        }
        must(self.arrived, "does something before it arrives")?;
        let acts = self
            .leaders
            .entry((*submission, leader.map_or(2, |role| role as u8)))
            .or_default();
        let open = self.open == Some(*submission);
        match what {
            Observed::Arrived { .. } | Observed::RemedyBegins | Observed::ChangedNumber => {}
            Observed::Received { mobiles } => {
                must(
                    *submission == self.submission + 1,
                    "is received out of turn",
                )?;
                must(
                    self.next.is_none_or(|next| next == *at),
                    "is received at another instant than was said",
                )?;
                must(
                    *submission == 1 || self.next.take().is_some(),
                    "is received without having been resubmitted",
                )?;
                must(
                    self.open.is_none() && !self.in_audit,
                    "is received while it is open",
                )?;
                self.submission = *submission;
                self.open = (*mobiles > 0).then_some(*submission);
            }
            Observed::Leader { .. } => must(open, "is of a check that is not open")?,
            Observed::Calls => {
                must(open, "is called about a check that is not open")?;
                acts.calls += 1;
            }
            Observed::SendsReminder => {
                must(open, "is sent a reminder of a check that is not open")?;
                acts.reminders += 1;
            }
            Observed::ReminderStored => must(acts.reminders > 0, "is stored unsent")?,
            Observed::ReminderEnded(fate) => {
                must(acts.reminders > 0, "ends unsent")?;
                acts.reminders -= 1;
                acts.reminders_kept += usize::from(*fate == Fate::Kept);
            }
            Observed::Reminded(by) | Observed::NotReminded(by) => {
                let given = match by {
                    Channel::Call => &mut acts.calls,
                    Channel::Sms => &mut acts.reminders_kept,
                };
                must(open && *given > 0, "heeds a reminder that was not given")?;
                *given -= 1;
            }
            Observed::Queued(cause) => {
                must(open, "is queued for a check that is not open")?;
                acts.queued[*cause as usize] += 1;
            }
            Observed::Sent(cause, digits) => {
                must(open, "is sent for a check that is not open")?;
                must(
                    acts.queued[*cause as usize] > 0,
                    "is sent without having been queued",
                )?;
                acts.queued[*cause as usize] -= 1;
                acts.sent.push((*cause as usize, *digits));
            }
            Observed::Stored(cause) => must(
                acts.sent.iter().any(|(of, _)| *of == *cause as usize),
                "is stored unsent",
            )?,
            Observed::Ended(cause, Fate::Withdrawn) => {
                must(
                    acts.queued[*cause as usize] > 0,
                    "is withdrawn and does not wait",
                )?;
                acts.queued[*cause as usize] -= 1;
            }
            Observed::Ended(cause, fate) => {
                must(
                    acts.sent.iter().any(|(of, _)| *of == *cause as usize),
                    "ends unsent",
                )?;
                acts.kept += usize::from(*fate == Fate::Kept);
            }
            Observed::Ignores(_) => must(open && acts.kept > 0, "ignores what was not kept")?,
            Observed::PlansVisit(visit) => {
                must(
                    open && acts.kept > 0 && visit >= at,
                    "plans a visit without a code, or in the past",
                )?;
                acts.plans.push(*visit);
            }
            Observed::TooLate(visit) => must(
                open && acts.kept > 0 && visit >= at,
                "is too late in the past",
            )?,
            Observed::Inquires => must(open, "inquires into nothing")?,
            Observed::InterceptionOff | Observed::MovedToCoverage => acts.fixes += 1,
            Observed::Visits => {
                must(
                    open && acts.plans.contains(at) && !acts.at_the_page,
                    "comes unplanned, or twice",
                )?;
                acts.at_the_page = true;
            }
            Observed::PageDown => must(open, "acts when nothing is open")?,
            Observed::Entered(typed, ..) => {
                must(open && acts.at_the_page, "enters away from the page")?;
                let sent = acts.sent.iter().any(|(_, digits)| *digits == typed.code);
                must(
                    sent || typed.code >= 1_000_000,
                    "enters a code that was not sent",
                )?;
            }
            Observed::SeesMistake => must(open, "sees a mistake when nothing is open")?,
            Observed::Leaves => {
                must(open && acts.at_the_page, "leaves without being there")?;
                acts.at_the_page = false;
            }
            Observed::Requested(_) => must(open, "asks when nothing is open")?,
            Observed::Complete { .. } | Observed::Returned(_) => {
                must(open, "ends a check that is not open")?;
                self.open = None;
            }
            Observed::Resubmits(next) => {
                must(
                    self.open.is_none() && self.submission > 0 && next >= at,
                    "resubmits too early",
                )?;
                self.next = Some(*next);
            }
            Observed::GivenUp => {
                must(
                    self.open.is_none() && self.next.is_none() && !self.ended,
                    "is given up while it goes on",
                )?;
                self.ended = true;
            }
            Observed::AuditBegins => {
                must(
                    self.open.is_none() && self.submission > 0 && !self.in_audit,
                    "is audited unverified",
                )?;
                self.in_audit = true;
            }
            Observed::Accepted => {
                must(self.in_audit && !self.ended, "is accepted without an audit")?;
                self.ended = true;
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn instants_are_in_order_and_causes_come_before_effects(recipe in recipes()) {
        let scenario = recipe.scenario().load().scenario;
        for province in 0..scenario.provinces.len() {
            let (happened, _) = follow(&scenario, province, 0);
            let times: Vec<Instant> = happened.iter().map(|happening| happening.at).collect();
            prop_assert!(times.is_sorted(), "a province's events are not in the order of time");
            let filings: BTreeMap<FilingNumber, _> = by_filing(happened);
            for (number, own) in filings {
                let mut life = Life::default();
                for happening in &own {
                    let taken = life.takes(happening);
                    prop_assert!(taken.is_ok(), "filing {number} {}: {happening:?}\n{own:#?}", taken.unwrap_err());
                }
                prop_assert!(life.ended, "filing {number} never ends");
            }
        }
    }
}
