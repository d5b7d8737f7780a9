//! Codes in the simulated world (R10–R12, R16): unique, and waited for in order.

use crate::plain_world::*;
use beian_sim::clock::{DAY, HOUR, Instant};
use beian_sim::measures::Groups;
use beian_sim::rules::{Cause, FilingNumber};
use beian_sim::scenario::Scenario;
use beian_sim::simulation::{Observation, Observed, Observer, simulate};

#[derive(Default)]
struct Sent(Vec<(Observation, Cause, u32)>);

impl Observer for Sent {
    const OBSERVES: bool = true;

    fn record(&mut self, happening: Observation) {
        if let Observed::Sent(cause, digits) = happening.what {
            self.0.push((happening, cause, digits));
        }
    }
}

fn sent(scenario: &Scenario) -> Vec<(Observation, Cause, u32)> {
    let mut log = Sent::default();
    simulate(scenario, 0, 0, &mut log);
    log.0
}

/// When a filing was sent codes.
fn times(sent: &[(Observation, Cause, u32)], filing: FilingNumber) -> Vec<Instant> {
    let own = sent.iter().filter(|(h, ..)| h.filing == filing);
    own.map(|(h, ..)| h.at).collect()
}

#[test]
fn r11_r12_no_two_effective_codes_are_equal_and_those_that_wait_are_served_in_order() {
    let mut scenario = plain(poisson(40.0), 10);
    scenario.policy.code_pool = 50;
    let sent = sent(&scenario);
    let effective = &scenario.policy.code_effective;
    for (place, (one, _, digits)) in sent.iter().enumerate() {
        assert!(*digits < 50, "R10");
        for (other, _, others) in sent[..place].iter().rev() {
            let ended = effective.end(other.at) <= one.at;
            assert!(ended || digits != others, "{digits} at {}", one.at);
            if ended {
                break;
            }
        }
    }
    // More were due than there are codes: they waited, first come first served.
    let first: Vec<FilingNumber> = sent
        .iter()
        .filter(|(_, cause, _)| *cause == Cause::First)
        .map(|(h, ..)| h.filing)
        .collect();
    assert!(first.is_sorted());
    let results = run(&scenario);
    let load = results.replications[0][Groups::NATION].load.unwrap();
    assert!(load.waiting_messages.peak > 10);
    assert_eq!(load.codes_taken.peak, 50);
}

#[test]
fn r11_a_message_that_no_free_code_suits_lets_the_next_pass() {
    let filings = ["2019-03-11T08:00:00", "2019-03-13T08:00:00"];
    let mut scenario = plain(filings_at(&filings.map(at)), 3);
    people(&mut scenario).responds_attentive = 0.0;
    let policy = &mut scenario.policy;
    policy.code_pool = 2;
    policy.code_effective = (24 * HOUR).into();
    policy.window = (3 * DAY).into();
    policy.automatic_resend_days = 2;
    let sent = sent(&scenario);
    // The first has had both codes when its third message is due, and waits in vain.
    let both = ["2019-03-11T09:05:00", "2019-03-12T00:00:00"];
    assert_eq!(times(&sent, 0), both.map(at));
    assert_eq!(times(&sent, 1)[0], at("2019-03-13T09:05:00"));
    let counts = run(&scenario).total(Groups::NATION);
    assert_eq!((counts.checked, counts.all_returned()), (2, 2));
}

#[test]
fn r16_codes_that_are_cancelled_are_free_for_others() {
    let filings = ["2019-03-11T08:00:00", "2019-03-12T08:00:00"];
    let mut scenario = plain(filings_at(&filings.map(at)), 2);
    people(&mut scenario).responds_attentive = 0.0;
    scenario.policy.code_pool = 2;
    let second = |scenario: &Scenario| times(&sent(scenario), 1)[0];
    // Both codes are the first filing's until one of them ends.
    assert_eq!(second(&scenario), at("2019-03-13T09:05:00"));
    scenario.policy.resend_cancels_earlier = true;
    assert_eq!(second(&scenario), at("2019-03-12T09:05:00"));
}

#[test]
fn a_message_through_an_idle_lane_does_not_wait() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    scenario.provinces[0].lane_rates = [Some(0.1); 4];
    let results = run(&scenario);
    let load = results.replications[0][Groups::NATION].load.unwrap();
    assert_eq!(load.waiting_messages.peak, 0);
    assert_eq!(load.messages_sent, 1);
}
