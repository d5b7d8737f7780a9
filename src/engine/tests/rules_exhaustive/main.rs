//! The process of the rules, explored through every state that it can reach on a coarse clock: one
//! check with one leader and with two, two checks that share the codes of a province, and two of the
//! same mobile; under every lever and every pair of levers. It is the process itself that is explored,
//! with the messages, entries and requests around it chosen in every order.
//!
//! A smaller exploration is part of the tests; the whole one is
//!
//! ```sh
//! cargo test --release --test rules_exhaustive -- --ignored --nocapture
//! ```

mod double;
mod model;
mod observed;
mod property;
mod search;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use beian_sim::clock::{Calendar, DAY, Ends, HOUR, Instant, MINUTE, Millis, Span};
use beian_sim::rules::{Certificate, MobileNumber, Policy, WindowFrom};
use double::{Mutant, Process};
use model::{Leader, Setting};
use property::Property;
use rayon::prelude::*;
use search::{Explored, explore};

/// The rules that are explored: as they are stated, but for a pool that fits a state, and two wrong
/// certificates instead of five, which are a lever's value.
fn stated() -> Levers {
    Levers {
        policy: Policy {
            code_pool: 16,
            wrong_certificates: 2,
            ..Policy::default()
        },
        first_code_delay: 5 * MINUTE,
    }
}

#[derive(Clone)]
struct Levers {
    policy: Policy,
    first_code_delay: Millis,
}

/// What the rules are called with no lever set.
const STATED: &str = "as stated";

/// A lever, one of its values, and how it is set.
type Value = (&'static str, &'static str, fn(&mut Levers));

/// Open from midnight to noon, but for the Tuesday after the first check begins: what begins on Monday
/// or Tuesday ends on Wednesday.
fn calendar() -> Arc<Calendar> {
    let week = std::array::from_fn(|day| match day {
        1 => Vec::new(),
        _ => vec![(0, 12 * HOUR)],
    });
    let calendar = Calendar::new(week, &BTreeSet::new(), &BTreeSet::new());
    Arc::new(calendar.unwrap())
}

/// The checks begin at noon and the clock ticks at noon and midnight: with a first code at once,
/// deadlines, ends of codes and automatic resends fall on it, with 5 minutes between its ticks, and with
/// 11 h 55 min on midnight's.
const VALUES: [Value; 20] = [
    ("window", "24h", |l| l.policy.window = DAY.into()),
    ("window", "11h55min", |l| {
        l.policy.window = (11 * HOUR + 55 * MINUTE).into();
    }),
    ("window", "1 open day", |l| {
        l.policy.window = Span::OpenDays(1, Ends::Midnight, calendar());
    }),
    ("window_from", "received", |l| {
        l.policy.window_from = WindowFrom::Received;
    }),
    ("code_effective", "12h", |l| {
        l.policy.code_effective = (12 * HOUR).into();
    }),
    ("code_effective", "11h55min", |l| {
        l.policy.code_effective = (11 * HOUR + 55 * MINUTE).into();
    }),
    ("code_effective", "12 open hours", |l| {
        l.policy.code_effective = Span::WhileOpen(12 * HOUR, calendar());
    }),
    ("automatic_resend_days", "0", |l| {
        l.policy.automatic_resend_days = 0;
    }),
    ("automatic_resend_days", "2", |l| {
        l.policy.automatic_resend_days = 2;
    }),
    ("automatic_resend_at", "12:00", |l| {
        l.policy.automatic_resend_at = 12 * HOUR;
    }),
    ("resends_per_day", "0", |l| {
        l.policy.resends_per_day = Some(0);
    }),
    ("resends_per_day", "1", |l| {
        l.policy.resends_per_day = Some(1);
    }),
    ("resend_least_gap", "12h", |l| {
        l.policy.resend_least_gap = 12 * HOUR;
    }),
    ("resend_cancels_earlier", "true", |l| {
        l.policy.resend_cancels_earlier = true;
    }),
    ("wrong_certificates", "1", |l| {
        l.policy.wrong_certificates = 1;
    }),
    ("wrong_certificates", "5", |l| {
        l.policy.wrong_certificates = 5;
    }),
    ("code_pool", "1", |l| l.policy.code_pool = 1),
    ("code_pool", "2", |l| l.policy.code_pool = 2),
    ("code_pool", "3", |l| l.policy.code_pool = 3),
    ("first_code_delay", "0", |l| l.first_code_delay = 0),
];

/// Who is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    OneLeader,
    TwoLeaders,
    TwoChecks,
    TwoChecksOfOneMobile,
}

impl Shape {
    fn submissions(self) -> Vec<Vec<Leader>> {
        let leader = |mobile, certificate| {
            let mobile = MobileNumber::parse(mobile).unwrap();
            (mobile, Certificate::parse(certificate).unwrap())
        };
        let one = leader("13800000000", "123456");
        let other = leader("18900000001", "65432X");
        match self {
            Self::OneLeader => vec![vec![one]],
            Self::TwoLeaders => vec![vec![one, other]],
            Self::TwoChecks => vec![vec![one], vec![other]],
            Self::TwoChecksOfOneMobile => vec![vec![one], vec![(one.0, other.1)]],
        }
    }
}

/// How far an exploration goes.
#[derive(Clone, Copy)]
struct Extent {
    /// People act at every tick of this clock, beside the instants at which something is due or ends.
    step: Millis,
    acts_for: Millis,
    receipts_for: Millis,
    requests: usize,
}

/// On a clock of so many hours.
const fn clock(step: Millis, requests: usize) -> Extent {
    Extent {
        step: step * HOUR,
        acts_for: 3 * DAY,
        receipts_for: 12 * HOUR,
        requests,
    }
}

/// With nothing but what is due.
const fn due(requests: usize) -> Extent {
    clock(72, requests)
}

fn setting(shape: Shape, levers: &Levers, extent: Extent, mutant: Option<Mutant>) -> Setting {
    let submissions = shape.submissions();
    let mut people = Vec::new();
    let wrong = Certificate::parse("000000").unwrap();
    for &(mobile, certificate) in submissions.iter().flatten() {
        for person in [(mobile, certificate), (mobile, wrong)] {
            if !people.contains(&person) {
                people.push(person);
            }
        }
    }
    let nobody = MobileNumber::parse("13900000000").unwrap();
    people.push((nobody, Certificate::parse("123456").unwrap()));
    let start = Instant::parse("2019-03-04T12:00:00").unwrap();
    Setting {
        process: Process::new(&levers.policy, mutant),
        submissions,
        people,
        start,
        receipts_until: start.after(extent.receipts_for),
        step: extent.step,
        acts_until: start.after(extent.acts_for),
        first_code_delay: levers.first_code_delay,
        requests: extent.requests,
    }
}

/// The levers with some of their values set, and what they are called.
fn variants(pairs: bool) -> Vec<(String, Levers)> {
    let mut variants = vec![(STATED.to_owned(), stated())];
    for (place, (lever, value, set)) in VALUES.iter().enumerate() {
        let mut one = stated();
        set(&mut one);
        let name = format!("{lever} {value}");
        let others = VALUES[place + 1..].iter();
        for (other, value, set) in others.filter(|(other, ..)| pairs && other != lever) {
            let mut both = one.clone();
            set(&mut both);
            variants.push((format!("{name}, {other} {value}"), both));
        }
        variants.push((name, one));
    }
    // Where a resend frees the code that another message waits for.
    let mut three = stated();
    three.policy.code_pool = 2;
    three.policy.code_effective = (12 * HOUR).into();
    three.policy.resend_cancels_earlier = true;
    let name = "code_pool 2, code_effective 12h, resend_cancels_earlier true";
    variants.push((name.to_owned(), three));
    variants
}

/// A check whose first code may leave at the instant of its receipt is explored by itself: what is
/// received later has its own place in the order of an instant.
fn fits(shape: Shape, levers: &Levers) -> bool {
    levers.first_code_delay > 0 || shape.submissions().len() == 1
}

/// Explores shapes under variants, prints what was explored, and fails where a property does not hold.
fn hold_everywhere(explorations: &[(Shape, bool, Extent)]) -> usize {
    let mut total = 0;
    for &(shape, pairs, extent) in explorations {
        let began = Stopwatch::now();
        let variants = variants(pairs).into_iter();
        let variants: Vec<_> = variants.filter(|(_, levers)| fits(shape, levers)).collect();
        let explored: Vec<Explored> = variants
            .par_iter()
            .map(|(_, levers)| explore(&setting(shape, levers, extent, None)))
            .collect();
        for ((name, _), explored) in variants.iter().zip(&explored) {
            if let Some((property, way)) = &explored.fault {
                let (rule, says) = property.says();
                panic!("{shape:?}, {name}: {property:?} ({rule}: {says}) does not hold:\n{way}");
            }
        }
        let states: usize = explored.iter().map(|explored| explored.states).sum();
        let steps: usize = explored.iter().map(|explored| explored.steps).sum();
        let (sets, seconds) = (variants.len(), began.elapsed().as_secs());
        println!("{shape:?}: {sets} sets of levers, {states} states, {steps} steps, {seconds} s");
        total += states;
    }
    println!("{total} states in all");
    total
}

#[test]
fn the_properties_hold_in_every_state() {
    let explorations = [
        (Shape::OneLeader, true, clock(12, 1)),
        (Shape::TwoLeaders, false, due(0)),
        (Shape::TwoChecks, false, due(0)),
        (Shape::TwoChecksOfOneMobile, false, due(0)),
    ];
    assert!(hold_everywhere(&explorations) > 500_000);
}

#[test]
#[ignore = "takes minutes, in a release build"]
fn the_properties_hold_in_every_state_of_the_whole() {
    let explorations = [
        (Shape::OneLeader, true, clock(12, 2)),
        (Shape::TwoLeaders, true, due(0)),
        (Shape::TwoLeaders, false, due(1)),
        (Shape::TwoChecks, false, due(1)),
        (Shape::TwoChecksOfOneMobile, false, due(1)),
    ];
    assert!(hold_everywhere(&explorations) > 2_000_000);
}

/// Under what each mutant is explored, and the property that catches it.
const CAUGHT: [(Mutant, Shape, &str, Property); 26] = {
    use Mutant::*;
    use Property::*;
    use Shape::{OneLeader, TwoChecks, TwoLeaders};
    let stated = STATED;
    [
        (DeadlineInclusive, OneLeader, stated, NeverLate),
        (WindowTooShort, OneLeader, stated, WindowOnTime),
        (WindowFromTheOtherInstant, OneLeader, stated, WindowOnTime),
        (ResendMovesTheWindow, OneLeader, stated, NeverLate),
        (EndsTwice, OneLeader, stated, EndsOnce),
        (NeverCompletes, OneLeader, stated, CompleteWithAll),
        (CompletesWithOneLeader, TwoLeaders, stated, CompleteWithAll),
        (
            LastWrongCertificateForgiven,
            OneLeader,
            stated,
            WrongCertificates,
        ),
        (ResendResetsTheCount, OneLeader, stated, WrongCertificates),
        (WrongCodeCounts, OneLeader, stated, WrongCertificates),
        (SendsAfterTheEnd, OneLeader, stated, NothingAfterEnd),
        (SendsToVerified, TwoLeaders, stated, NothingToVerified),
        (EqualCodes, TwoLeaders, "code_pool 3", CodesDiffer),
        (
            SameCodeAgain,
            OneLeader,
            "code_effective 12h, code_pool 1",
            NoCodeTwice,
        ),
        (
            ExpiredCodeAccepted,
            OneLeader,
            "code_effective 12h",
            OnlyEffective,
        ),
        (
            CancelledCodeAccepted,
            OneLeader,
            "resend_cancels_earlier true",
            OnlyEffective,
        ),
        (
            CancelsNothing,
            OneLeader,
            "resend_cancels_earlier true",
            OnlyEffective,
        ),
        (OtherLeadersCodeAccepted, TwoLeaders, stated, OnlyEffective),
        (CodeExpiresTooEarly, OneLeader, stated, EffectiveVerifies),
        (FailedGraphicIsJudged, OneLeader, stated, Rows),
        (
            RequestsWithoutLimit,
            OneLeader,
            "resends_per_day 0",
            Requests,
        ),
        (
            RequestsWithoutGap,
            OneLeader,
            "resend_least_gap 12h",
            Requests,
        ),
        (RequestWithAnyCertificate, OneLeader, stated, Requests),
        (AutomaticResendADayMore, OneLeader, stated, MessagesDue),
        (WaitingIsPassed, TwoLeaders, "code_pool 2", WaitsInOrder),
        (WaitingIsForgotten, TwoChecks, "code_pool 1", WaitingEnds),
    ]
};

#[test]
fn a_process_that_breaks_a_rule_is_caught_by_the_property_of_that_rule() {
    let variants = variants(true);
    let caught = CAUGHT.par_iter().map(|&(mutant, shape, name, _)| {
        let named = variants.iter().find(|(other, _)| other == name);
        let (_, levers) = named.unwrap_or_else(|| panic!("there is no variant {name}"));
        explore(&setting(shape, levers, clock(12, 1), Some(mutant))).fault
    });
    let caught: Vec<_> = caught.collect();
    let mut otherwise = Vec::new();
    for (&(mutant, shape, name, expected), caught) in CAUGHT.iter().zip(caught) {
        let (by, way) = caught.map_or((None, String::new()), |(by, way)| (Some(by), way));
        println!("{mutant:?} ({shape:?}, {name}): {by:?}, by\n{way}");
        if by != Some(expected) {
            otherwise.push(format!("{mutant:?} by {by:?}, not {expected:?}"));
        }
    }
    assert!(otherwise.is_empty(), "caught {otherwise:#?}");
}

#[test]
fn the_validation_page_names_every_property_and_double() {
    let page = include_str!("../../../../docs/validation.md");
    for property in Property::ALL {
        let (rule, says) = property.says();
        let says = says.replace("n-th", "*n*-th");
        let row = format!("| `{property:?}` | {} | {says} |\n", rule.replace('-', "–"));
        assert!(page.contains(&row), "{row}");
        let catches = CAUGHT.iter().any(|(.., by)| *by == property);
        assert!(catches, "{property:?} catches no double");
    }
    for (mutant, .., by) in CAUGHT {
        let (name, by) = (format!("| `{mutant:?}` |"), format!("| `{by:?}` |"));
        let told = |line: &str| line.starts_with(&name) && line.ends_with(&by);
        assert!(page.lines().any(told), "{name} … {by}");
    }
}
