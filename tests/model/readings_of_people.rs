//! Readings of what no rule says, as the method has them: visits, looks and reminders, and what is counted of them.

use crate::followed::by_leader;
use crate::plain_world::*;
use beian_sim::clock::{HOUR, Instant, MINUTE};
use beian_sim::measures::{Groups, Measure, Results};
use beian_sim::scenario::{Delay, Scenario};
use beian_sim::simulation::{Observation, Observed};

/// What happened to each leader in each submission, in the order of time.
fn leaders(scenario: &Scenario) -> Vec<Vec<Observation>> {
    let of_leaders = by_leader(scenario).into_iter();
    let of_leaders = of_leaders.filter(|((_, _, leader), _)| leader.is_some());
    of_leaders.map(|(_, own)| own).collect()
}

fn instants(own: &[Observation], of: impl Fn(&Observed) -> bool) -> Vec<Instant> {
    let found = own.iter().filter(|o| of(&o.what));
    found.map(|o| o.at).collect()
}

fn figure(results: &Results, measure: &str, group: usize) -> f64 {
    let measure = Measure::named(measure).unwrap();
    results.estimate(measure, group).unwrap().value
}

/// A delay in the leader's own time.
fn own_time(millis: i64) -> Delay {
    Delay {
        measured_in: None,
        ..constant(millis)
    }
}

#[test]
fn a_visit_that_comes_due_during_another_lapses() {
    let mut scenario = plain(poisson(40.0), 6);
    let people = people(&mut scenario);
    // Who comes in the evening types for hours, always the wrong certificate, and the message of midnight calls for another visit.
    people.slip_mobile = 1.0;
    people.entry_time = constant(2 * HOUR);
    people.entries_per_visit = 5;
    let mut lapsed = 0;
    for own in leaders(&scenario) {
        let mut until: Option<usize> = None;
        for (place, observation) in own.iter().enumerate() {
            match observation.what {
                Observed::Visits => {
                    assert_eq!(until, None, "a visit within another: {own:?}");
                    until = Some(place);
                }
                Observed::Leaves => until = None,
                Observed::PlansVisit(due) if until.is_some() => {
                    let rest = &own[place..];
                    let left = instants(rest, |w| matches!(w, Observed::Leaves));
                    if left.first().is_some_and(|left| due < *left) {
                        let visits = instants(rest, |w| matches!(w, Observed::Visits));
                        assert!(!visits.contains(&due));
                        lapsed += 1;
                    }
                }
                _ => {}
            }
        }
    }
    assert!(lapsed > 20, "{lapsed}");
}

#[test]
fn that_codes_are_over_is_noticed_at_the_press() {
    let mut scenario = plain(poisson(40.0), 4);
    scenario.policy.code_effective = HOUR.into();
    scenario.policy.automatic_resend_days = 0;
    let people = people(&mut scenario);
    (people.prompt, people.asks_resend) = (0.0, 1.0);
    let mut pressed = 0;
    for own in leaders(&scenario) {
        let Some(at) = own.iter().position(|o| matches!(o.what, Observed::Visits)) else {
            continue;
        };
        let Some(next) = own.get(at + 1) else {
            continue;
        };
        // Three hours after the message its code is over: seen when it has been typed, and another is asked for.
        assert!(matches!(next.what, Observed::Leaves), "{next:?}");
        assert_eq!(next.at.since(own[at].at), MINUTE);
        let asked = instants(&own[at..], |w| matches!(w, Observed::Requested(_)));
        assert!(!asked.is_empty());
        pressed += 1;
    }
    assert!(pressed > 50, "{pressed}");
}

#[test]
fn who_makes_time_does_so_for_every_visit_also_when_coming_back() {
    let visits = |makes_time: f64| {
        let mut scenario = plain(poisson(40.0), 5);
        let people = people(&mut scenario);
        (people.acts_at_work, people.makes_time) = (1.0, makes_time);
        (people.slip_mobile, people.comes_back) = (1.0, 1.0);
        people.entries_per_visit = 1;
        people.act_promptly = own_time(10 * MINUTE);
        people.act_later = own_time(3 * HOUR);
        let working = scenario.calendars.all[2].1.clone();
        // Of first visits and of those that come back: how many are in working time, and how many not.
        let mut counted = [[0; 2]; 2];
        for own in leaders(&scenario) {
            let visits = instants(&own, |w| matches!(w, Observed::Visits));
            for (place, visit) in visits.iter().enumerate() {
                let open = working.is_open(*visit);
                counted[usize::from(place > 0)][usize::from(!open)] += 1;
            }
        }
        counted
    };
    let [first, back] = visits(0.0);
    assert!(first[0] > 50 && back[0] > 50, "{first:?} {back:?}");
    assert_eq!((first[1], back[1]), (0, 0));
    let [first, back] = visits(1.0);
    assert!(first[1] > 5 && back[1] > 20, "{first:?} {back:?}");
    // Drawn for each visit: with a half, both kinds of either.
    let [first, back] = visits(0.5);
    for of in [first, back] {
        assert!(of[0] > 20 && of[1] > 2, "{first:?} {back:?}");
    }
}

#[test]
fn a_filings_type_is_that_of_its_arrival_for_all_of_its_submissions() {
    let mut scenario = plain(poisson(60.0), 8);
    (
        scenario.provinces[0].access.stale_number,
        scenario.provinces[0].access.shell,
    ) = (0.5, 1.0);
    let population = &mut std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0];
    // Every filing a new access, half of all messages lost; a shell that is returned is submitted as a new website.
    population.carriers[2].loss = 0.5;
    population.type_share = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    population.resubmission.after_timeout = 1.0;
    let results = run(&scenario);
    let (of_access, _) = results
        .groups()
        .find(|(_, group)| group.name == "new_access")
        .unwrap();
    let nation = figure(&results, "submissions", Groups::NATION);
    assert!(nation > 1.2 * figure(&results, "filings", Groups::NATION));
    assert_eq!(figure(&results, "submissions", of_access), nation);
}

#[test]
fn receipt_to_phone_ends_with_the_first_message_kept_whatever_its_cause() {
    let arrivals = filings_at(&[at("2019-03-11T09:00:00")]);
    let mut scenario = plain(arrivals, 2);
    // Received at ten; the first message, five minutes later, is lost, and that of midnight arrives in ten seconds.
    let handsets = handsets(&mut scenario);
    (handsets.out_of_coverage, handsets.store_and_forward) = (1.0, 0.0);
    handsets.coverage_gap = constant(6 * HOUR);
    let results = run(&scenario);
    let seconds = figure(&results, "receipt_to_phone_p50", Groups::NATION);
    let exact = (14 * HOUR) as f64 / 1e3 + 10.0;
    assert!((seconds - exact).abs() < 0.001 * exact, "{seconds}");
}

#[test]
fn a_reminder_is_the_next_look_at_once() {
    let mut scenario = plain(poisson(40.0), 4);
    std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0].carriers[2].loss = 1.0;
    scenario.provinces[0].provider.reminder_reach = 1.0;
    for expecting in [0.0, 1.0] {
        let people = people(&mut scenario);
        (people.expecting, people.asks_resend) = (expecting, 0.0);
        // A patience that runs when the reminder comes, six hours after the code.
        people.patience = constant(8 * HOUR);
        let mut reminded = 0;
        for own in leaders(&scenario) {
            let looks = instants(&own, |w| matches!(w, Observed::Inquires));
            let calls = instants(&own, |w| matches!(w, Observed::Reminded(_)));
            let Some(call) = calls.first() else { continue };
            // Nobody who was not expecting looks before; the patience of who was ends with the call.
            assert_eq!(looks.first(), Some(call), "{own:?}");
            let due = looks.get(1);
            assert!(due.is_none_or(|due| due.since(*call) != 2 * HOUR));
            reminded += 1;
        }
        assert!(reminded > 50, "{expecting}: {reminded}");
    }
}
