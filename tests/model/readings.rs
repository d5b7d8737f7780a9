//! Readings of what no rule says, as the method has them: what people do beyond the letter of the rules.

use std::collections::BTreeMap;

use crate::followed::{by_leader, follow};
use crate::plain_world::*;
use beian_sim::clock::{HOUR, Instant, MINUTE};
use beian_sim::rules::{Cause, Fate, FilingNumber, Province, ResendAnswer};
use beian_sim::scenario::{Outage, OutageOf};
use beian_sim::simulation::{Observation, Observed};

fn requested(observation: &Observation) -> Option<ResendAnswer> {
    match observation.what {
        Observed::Requested(Some((_, answer))) => Some(answer),
        _ => None,
    }
}

#[test]
fn a_request_that_fails_the_graphic_verification_is_made_again_and_counts_as_none() {
    let mut scenario = plain(poisson(40.0), 6);
    // Nothing arrives, and everybody asks once.
    std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0].carriers[2].loss = 1.0;
    let people = people(&mut scenario);
    (people.expecting, people.asks_resend) = (1.0, 1.0);
    (people.resend_requests, people.slip_graphic) = (1, 0.6);
    let (mut failed, mut many) = (0, 0);
    for (whose, own) in by_leader(&scenario) {
        let requests: Vec<(Instant, ResendAnswer)> = own
            .iter()
            .filter_map(|o| Some((o.at, requested(o)?)))
            .collect();
        for pair in requests.windows(2) {
            let [(at, answer), (next, _)] = pair else {
                unreachable!()
            };
            // Only one that failed is followed by another: after a further entry, and none is made meanwhile.
            assert_eq!(
                *answer,
                ResendAnswer::GraphicVerificationFailed,
                "{whose:?}"
            );
            assert_eq!(next.since(*at), MINUTE, "{whose:?}");
            failed += 1;
        }
        let made = requests
            .iter()
            .filter(|(_, answer)| *answer != ResendAnswer::GraphicVerificationFailed);
        assert!(made.count() <= 1, "{whose:?}");
        many += usize::from(requests.len() > 2);
    }
    assert!(failed > 100 && many > 20, "{failed} {many}");
}

#[test]
fn every_request_is_followed_by_a_new_patience_and_then_a_look() {
    let mut scenario = plain(poisson(40.0), 4);
    std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0].carriers[2].loss = 1.0;
    let people = people(&mut scenario);
    (people.expecting, people.asks_resend) = (1.0, 1.0);
    people.resend_requests = 3;
    let mut looks = 0;
    for (whose, own) in by_leader(&scenario) {
        let asked = own.iter().filter(|o| requested(o).is_some());
        for request in asked {
            let after = own.iter().find(|o| {
                o.at > request.at && matches!(o.what, Observed::Inquires | Observed::Requested(_))
            });
            // Unless the check ends before.
            if let Some(next) = after {
                assert!(matches!(next.what, Observed::Inquires), "{whose:?}");
                assert_eq!(next.at.since(request.at), HOUR, "{whose:?}");
                looks += 1;
            }
        }
    }
    assert!(looks > 100, "{looks}");
}

#[test]
fn who_comes_back_at_once_to_a_page_that_is_down_comes_every_minute() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T09:00:00")]), 2);
    let people = people(&mut scenario);
    people.comes_back = 1.0;
    people.act_later = constant(0);
    scenario.outages.push(Outage {
        what: OutageOf::Page,
        from: at("2019-03-11T00:00:00"),
        to: at("2019-03-12T00:00:00"),
        provinces: [true; Province::COUNT],
    });
    let leaders = by_leader(&scenario).into_values();
    let visits = leaders.map(|own| {
        let visits = own
            .iter()
            .filter(|o| matches!(o.what, Observed::Visits))
            .map(|o| o.at);
        visits.collect::<Vec<Instant>>()
    });
    let visits = visits.max_by_key(Vec::len).unwrap();
    let gaps: Vec<i64> = visits
        .windows(2)
        .map(|pair| pair[1].since(pair[0]))
        .collect();
    assert!(gaps.len() > 500, "{}", gaps.len());
    assert!(gaps.iter().all(|gap| *gap == MINUTE));
}

#[test]
fn the_code_entered_is_the_last_to_arrive_of_all() {
    let mut scenario = plain(poisson(40.0), 8);
    let people = people(&mut scenario);
    // Many come late, when the automatic resend has brought a second code that is effective beside the first.
    people.prompt = 0.3;
    people.act_later = drawn(beian_sim::chance::Shape::Exponential(20.0 * HOUR as f64));
    let mut resent = 0;
    for (whose, own) in by_leader(&scenario) {
        let mut codes: BTreeMap<usize, u32> = BTreeMap::new();
        let mut last = None;
        for observation in &own {
            match observation.what {
                Observed::Sent(cause, digits) => {
                    codes.insert(cause as usize, digits);
                }
                Observed::Ended(cause, Fate::Kept) => {
                    last = codes.get(&(cause as usize)).map(|digits| (cause, *digits));
                }
                Observed::Entered(typed, ..) => {
                    let (cause, digits) = last.unwrap();
                    assert_eq!(typed.code, digits, "{whose:?}");
                    resent += usize::from(cause == Cause::Automatic);
                }
                _ => {}
            }
        }
    }
    assert!(resent > 50, "{resent}");
}

#[test]
fn a_leader_with_a_stale_number_gives_no_other_by_himself() {
    let mut scenario = plain(poisson(40.0), 8);
    scenario.provinces[0].access.stale_number = 0.5;
    let population = &mut std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0];
    // Every filing a new access, whose number may be stale; half of all messages are lost.
    population.type_share = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    population.carriers[2].loss = 0.5;
    population.resubmission.after_timeout = 1.0;
    population.resubmission.changes_number = 1.0;
    let (all, _) = follow(&scenario, 0, 0);
    let stale: BTreeMap<FilingNumber, bool> = (all.iter())
        .filter_map(|o| match o.what {
            Observed::Arrived { stale_number, .. } => Some((o.filing, stale_number)),
            _ => None,
        })
        .collect();
    let (mut changed, mut remedied) = (0, 0);
    for observation in &all {
        match observation.what {
            Observed::ChangedNumber => {
                // Of a stale number the remedy puts it right, before the first submission after it.
                assert!(
                    !stale[&observation.filing] || observation.submission > 1,
                    "{observation:?}"
                );
                changed += 1;
            }
            Observed::Ended(_, fate) if stale[&observation.filing] => {
                let still = observation.submission == 1;
                assert_eq!(fate == Fate::StaleNumber, still, "{observation:?}");
                remedied += usize::from(!still);
            }
            _ => {}
        }
    }
    assert!(changed > 20 && remedied > 50, "{changed} {remedied}");
}
