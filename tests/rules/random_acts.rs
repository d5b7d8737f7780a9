//! Random acts, rules to put them through, and what the rules answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use beian_sim::clock::{Calendar, Ends, HOUR, Span};
use beian_sim::rules::{Policy, WindowFrom};
use beian_sim::scenario::RulesAlone;
use proptest::prelude::*;

use crate::rulebook::{Record, Told};

pub const MOBILES: [&str; 4] = ["13800000000", "18600000001", "18900000002", "17000000003"];

/// A certificate that a leader with this mobile may have: one of two.
pub fn certificate(mobile: usize, which: bool) -> String {
    format!("{}0000{mobile}", u8::from(which))
}

#[derive(Clone, Debug)]
pub enum Act {
    /// Submission, its leaders (the website's may be left out), and which certificates.
    Receive(usize, usize, Option<usize>, bool),
    /// Mobile, which certificate, code, graphic verification.
    Entry(usize, bool, &'static str, bool),
    /// Mobile, which certificate, graphic verification.
    Resend(usize, bool, bool),
}

impl Act {
    /// Its place at one instant.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Receive(..) => 0,
            Self::Resend(..) => 1,
            Self::Entry(..) => 2,
        }
    }
}

/// Mostly passed.
fn graphic() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.9)
}

pub fn act() -> impl Strategy<Value = Act> {
    let codes = prop::sample::select(vec!["@first", "@automatic", "@manual", "@latest", "@wrong"]);
    let two = prop::option::weighted(0.7, 0..4usize);
    prop_oneof![
        2 => (0..4usize, 0..4usize, two, any::<bool>())
            .prop_map(|(s, e, w, which)| Act::Receive(s, e, w, which)),
        4 => (0..4usize, any::<bool>(), codes, graphic())
            .prop_map(|(m, which, code, passed)| Act::Entry(m, which, code, passed)),
        2 => (0..4usize, any::<bool>(), graphic())
            .prop_map(|(m, which, passed)| Act::Resend(m, which, passed)),
    ]
}

/// Of whole hours, or in a calendar that is open from 9:00 to 17:00, but on Tuesdays and at weekends.
fn span() -> impl Strategy<Value = Span> {
    let week = std::array::from_fn(|day| match day {
        0 | 2..5 => vec![(9 * HOUR, 17 * HOUR)],
        _ => Vec::new(),
    });
    let calendar = Calendar::new(week, &BTreeSet::new(), &BTreeSet::new());
    let calendar = Arc::new(calendar.unwrap());
    let same = Arc::clone(&calendar);
    let ends = prop::sample::select(Ends::ALL.to_vec());
    prop_oneof![
        4 => (1..60i64).prop_map(|hours| Span::Plain(hours * HOUR)),
        1 => (1..20i64).prop_map(move |hours| Span::WhileOpen(hours * HOUR, Arc::clone(&calendar))),
        1 => (1..3u32, ends).prop_map(move |(days, ends)| Span::OpenDays(days, ends, Arc::clone(&same))),
    ]
}

pub fn policy() -> impl Strategy<Value = (Policy, i64)> {
    let codes = (
        prop::sample::select(vec![3, 6, 1_000_000]),
        span(),
        any::<bool>(),
    );
    let resends = (0..24i64, 0..3u32, prop::option::of(0..4u32), 0..6i64);
    let window = (span(), any::<bool>(), 1..6u32, 0..3i64);
    (codes, resends, window).prop_map(|(codes, resends, window)| {
        let policy = Policy {
            code_pool: codes.0,
            code_effective: codes.1,
            resend_cancels_earlier: codes.2,
            automatic_resend_at: resends.0 * HOUR,
            automatic_resend_days: resends.1,
            resends_per_day: resends.2,
            resend_least_gap: resends.3 * HOUR,
            window: window.0,
            window_from: if window.1 {
                WindowFrom::FirstCode
            } else {
                WindowFrom::Received
            },
            wrong_certificates: window.2,
            ..Policy::default()
        };
        (policy, window.3 * HOUR)
    })
}

/// A record of acts on whole hours, so that much happens at one instant.
pub fn record(acts: &[(i64, Act)]) -> Record {
    acts.iter().fold(Record::default(), |record, (hour, act)| {
        let when = format!("{:02} {:02}:00:00", 4 + hour / 24, hour % 24);
        match act {
            Act::Receive(s, e, w, which) => {
                let (ec, wc) = (certificate(*e, *which), w.map(|w| certificate(w, !which)));
                let entity = (MOBILES[*e], &ec[..]);
                match (w, &wc) {
                    (Some(w), Some(wc)) => {
                        let website = Some((MOBILES[*w], &wc[..]));
                        record.receive(
                            &when,
                            "new_filing,",
                            &format!("s{s}"),
                            Some(entity),
                            website,
                        )
                    }
                    _ => record.one(&when, &format!("s{s}"), entity),
                }
            }
            Act::Entry(m, which, code, passed) => {
                let (mobile, certificate) = (MOBILES[*m], certificate(*m, *which));
                let graphic = if *passed { "ok" } else { "failed" };
                record.row(
                    &when,
                    &format!("entry,zj,,,,,,,,{mobile},{certificate},{code},{graphic}"),
                )
            }
            Act::Resend(m, which, passed) => {
                let (mobile, certificate) = (MOBILES[*m], certificate(*m, *which));
                let graphic = if *passed { "ok" } else { "failed" };
                record.row(
                    &when,
                    &format!("resend,zj,,,,,,,,{mobile},{certificate},,{graphic}"),
                )
            }
        }
    })
}

pub fn act_mobile(act: &Act) -> usize {
    match act {
        Act::Entry(mobile, ..) | Act::Resend(mobile, ..) | Act::Receive(_, mobile, ..) => *mobile,
    }
}

/// The answers to those acts that can be recorded: without receipts of what is open.
pub fn answered(mut acts: Vec<(i64, Act)>, rules: &RulesAlone) -> (Vec<(i64, Act)>, Vec<Told>) {
    acts.sort_by_key(|(hour, _)| *hour);
    match record(&acts).try_answers(rules) {
        Ok(answers) => (acts, answers),
        Err(faults) => {
            let lines: Vec<usize> = faults.iter().map(|fault| fault.line()).collect();
            let possible = acts.into_iter().enumerate();
            let possible = possible.filter(|(place, _)| !lines.contains(&(place + 2)));
            let acts: Vec<_> = possible.map(|(_, act)| act).collect();
            let answers = record(&acts).answers(rules);
            (acts, answers)
        }
    }
}
