//! The world against closed forms and exact instants.

use crate::plain_world::*;
use beian_sim::chance::Shape;
use beian_sim::clock::{HOUR, Instant, MINUTE, SECOND};
use beian_sim::measures::Groups;
use beian_sim::rules::{Cause, EntryAnswer, Fate, ReturnReason, WhyWindowOver};
use beian_sim::scenario::{Channel, Outage, OutageOf, Scenario};
use beian_sim::simulation::{Observation, Observed, Observer, simulate};

#[derive(Default)]
struct All(Vec<Observation>);

impl Observer for All {
    const OBSERVES: bool = true;

    fn record(&mut self, observation: Observation) {
        self.0.push(observation);
    }
}

fn history(scenario: &Scenario) -> Vec<Observation> {
    let mut all = All::default();
    simulate(scenario, 0, 0, &mut all);
    all.0
}

/// The instant at which something first happened.
fn when(history: &[Observation], is: impl Fn(&Observed) -> bool) -> Instant {
    history
        .iter()
        .find(|h| is(&h.what))
        .expect("it did not happen")
        .at
}

#[test]
fn constant_delays_give_exact_instants() {
    let scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    let history = history(&scenario);
    let received = when(&history, |w| matches!(w, Observed::Received { mobiles: 1 }));
    assert_eq!(received, at("2019-03-11T09:00:00"));
    let sent = when(&history, |w| matches!(w, Observed::Sent(Cause::First, _)));
    assert_eq!(sent, at("2019-03-11T09:05:00"));
    let kept = when(&history, |w| {
        matches!(w, Observed::Ended(Cause::First, Fate::Kept))
    });
    assert_eq!(kept, at("2019-03-11T09:05:10"));
    let visit = when(&history, |w| matches!(w, Observed::Visits));
    assert_eq!(visit, at("2019-03-11T09:17:10"));
    let entered = when(&history, |w| {
        matches!(w, Observed::Entered(_, EntryAnswer::Complete, 6))
    });
    assert_eq!(entered, at("2019-03-11T09:18:10"));
    let accepted = when(&history, |w| matches!(w, Observed::Accepted));
    assert_eq!(accepted, at("2019-03-12T09:18:10"));
}

#[test]
fn r14_r21_an_ignored_check_is_resent_at_midnight_and_returned_after_48_hours() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    people(&mut scenario).responds_attentive = 0.0;
    let history = history(&scenario);
    let again = when(&history, |w| {
        matches!(w, Observed::Sent(Cause::Automatic, _))
    });
    assert_eq!(again, at("2019-03-12T00:00:00"));
    let returned = when(&history, |w| {
        matches!(w, Observed::Returned(ReturnReason::WindowOver))
    });
    assert_eq!(returned, at("2019-03-13T09:05:00"));
}

#[test]
fn working_time_makes_friday_checks_run_out_over_the_weekend() {
    // Friday 17:30: the code is there at 17:35:10, the visit three hours of work later: Monday.
    let mut scenario = plain(filings_at(&[at("2019-03-15T16:30:00")]), 7);
    let people = people(&mut scenario);
    people.acts_at_work = 1.0;
    people.prompt = 0.0;
    people.notice.measured_in = None;
    people.act_later.measured_in = None;
    let late = when(&history(&scenario), |w| matches!(w, Observed::TooLate(_)));
    assert_eq!(late, at("2019-03-15T17:35:10"));
    std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0]
        .people
        .makes_time = 1.0;
    let visit = when(&history(&scenario), |w| matches!(w, Observed::Visits));
    assert_eq!(visit, at("2019-03-15T20:37:10"));
}

#[test]
fn interception_without_resends_returns_its_share() {
    let mut scenario = plain(poisson(2_000.0), 10);
    handsets(&mut scenario).intercepting = 0.1;
    scenario.policy.automatic_resend_days = 0;
    scenario.policy.resends_per_day = Some(0);
    let counts = run(&scenario).total(Groups::NATION);
    let n = counts.checked as f64;
    let rate = counts.all_returned() as f64 / n;
    // 99.9 % interval of a binomial share.
    let half = 3.29 * (0.1 * 0.9 / n).sqrt();
    assert!((rate - 0.1).abs() < half, "{rate} of {n}");
    assert_eq!(counts.why[6], counts.all_returned()); // all of them intercepted
}

#[test]
fn a_gateway_outage_holds_messages_back_and_a_carriers_outage_loses_them() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    let outage = |what| Outage {
        what,
        from: at("2019-03-11T09:00:00"),
        to: at("2019-03-11T11:00:00"),
        provinces: [true; beian_sim::rules::Province::COUNT],
    };
    scenario.outages = vec![outage(OutageOf::Gateway)];
    let sent = when(&history(&scenario), |w| {
        matches!(w, Observed::Sent(Cause::First, _))
    });
    assert_eq!(sent, at("2019-03-11T11:00:00"));
    scenario.outages = vec![outage(OutageOf::Carrier(beian_sim::rules::Carrier::Mobile))];
    let lost = when(&history(&scenario), |w| {
        matches!(w, Observed::Ended(_, Fate::Lost))
    });
    assert_eq!(lost, at("2019-03-11T09:05:00"));
    scenario.outages = vec![outage(OutageOf::Page)];
    people(&mut scenario).comes_back = 1.0;
    let history = history(&scenario);
    assert_eq!(
        when(&history, |w| matches!(w, Observed::PageDown)),
        at("2019-03-11T09:17:10")
    );
    let entered = when(&history, |w| matches!(w, Observed::Entered(..)));
    assert_eq!(entered, at("2019-03-11T12:18:10"));
}

#[test]
fn a_gap_in_coverage_loses_or_stores_messages() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    let phone = handsets(&mut scenario);
    phone.out_of_coverage = 1.0;
    phone.coverage_gap = constant(4 * HOUR);
    let lost = when(&history(&scenario), |w| {
        matches!(w, Observed::Ended(_, Fate::OutOfCoverage))
    });
    assert_eq!(lost, at("2019-03-11T09:05:10"));
    handsets(&mut scenario).store_and_forward = 1.0;
    let kept = when(&history(&scenario), |w| {
        matches!(w, Observed::Ended(_, Fate::Kept))
    });
    assert_eq!(kept, at("2019-03-11T13:00:00"));
    // A message that waits for the end of a gap when the window ends was out of coverage, not on its way.
    let mut long = scenario.clone();
    handsets(&mut long).coverage_gap = constant(60 * HOUR);
    let counts = run(&long).total(Groups::NATION);
    assert_eq!(counts.why[WhyWindowOver::OutOfCoverage as usize], 1);
    // One who expects a code moves to coverage: an hour's patience and five minutes.
    let people = people(&mut scenario);
    people.expecting = 1.0;
    people.moves_to_coverage = 1.0;
    let kept = when(&history(&scenario), |w| {
        matches!(w, Observed::Ended(_, Fate::Kept))
    });
    assert_eq!(kept, at("2019-03-11T10:10:00"));
}

#[test]
fn one_who_expects_a_code_turns_interception_off_and_asks_again() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    handsets(&mut scenario).intercepting = 1.0;
    let people = people(&mut scenario);
    people.expecting = 1.0;
    people.finds_interception = 1.0;
    people.asks_resend = 1.0;
    let history = history(&scenario);
    assert_eq!(
        when(&history, |w| matches!(w, Observed::Inquires)),
        at("2019-03-11T10:05:00")
    );
    let off = when(&history, |w| matches!(w, Observed::InterceptionOff));
    assert_eq!(off, at("2019-03-11T10:10:00"));
    let sent = when(&history, |w| matches!(w, Observed::Sent(Cause::Manual, _)));
    assert_eq!(sent, at("2019-03-11T10:11:00"));
    let complete = when(&history, |w| {
        matches!(w, Observed::Complete { resent: true })
    });
    assert_eq!(complete, at("2019-03-11T10:24:10"));
}

#[test]
fn r20_a_believer_in_the_wrong_certificate_is_returned_at_the_fifth_entry() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    let people = people(&mut scenario);
    people.wrong_certificate = 1.0;
    people.entries_per_visit = 10;
    let history = history(&scenario);
    let returned = when(&history, |w| {
        matches!(w, Observed::Returned(ReturnReason::WrongCertificate))
    });
    assert_eq!(returned, at("2019-03-11T09:22:10"));
    let entries = history
        .iter()
        .filter(|h| matches!(h.what, Observed::Entered(..)));
    assert_eq!(entries.count(), 5);
}

#[test]
fn arrivals_follow_hour_and_weekday_factors() {
    let mut scenario = plain(poisson(5_000.0), 28);
    let beian_sim::scenario::Arrivals::Poisson(poisson) = &mut scenario.arrivals else {
        unreachable!("the plain world has Poisson arrivals");
    };
    let weekday = [1.2, 1.1, 1.1, 1.0, 1.2, 0.8, 0.6];
    let hour: [f64; 24] = std::array::from_fn(|h| if (8..20).contains(&h) { 1.6 } else { 0.4 });
    poisson.weekday_factor = weekday;
    poisson.hour_factor = hour;
    let mut cells = [[0.0f64; 24]; 7];
    for observation in history(&scenario) {
        if matches!(observation.what, Observed::Arrived { .. }) {
            let hour = (observation.at.time_of_day() / HOUR) as usize;
            cells[observation.at.date().weekday()][hour] += 1.0;
        }
    }
    let mut chi = 0.0;
    for (day, hours) in cells.iter().enumerate() {
        for (hour_of_day, found) in hours.iter().enumerate() {
            let expected = 4.0 * 5_000.0 / 24.0 * weekday[day] * hour[hour_of_day];
            chi += (found - expected).powi(2) / expected;
        }
    }
    // 168 degrees of freedom: the 99.9 % point is 231.
    assert!(chi < 231.0, "{chi}");
}

/// Mean time in the lane of messages at rate `rho` of its capacity.
fn lane_wait(rho: f64, days: i64) -> f64 {
    let mut scenario = plain(poisson(1_440.0 * rho), days);
    scenario.provinces[0].lane_rates = [Some(1.0); 4];
    scenario.policy.automatic_resend_days = 0;
    let results = run(&scenario);
    results.replications[0][Groups::NATION]
        .lane_wait
        .unwrap()
        .mean
}

#[test]
fn a_lane_is_an_m_d_1_queue() {
    // Pollaczek–Khinchine: ρ / 2(1−ρ) services of 60 s.
    for (rho, expected) in [(0.5, 30.0), (0.8, 120.0)] {
        let wait = lane_wait(rho, 300);
        assert!((wait / expected - 1.0).abs() < 0.06, "{wait} at {rho}");
    }
}

#[test]
fn auditors_are_an_m_m_c_queue() {
    // Erlang C, c = 3, a = 2: P(wait) = 4/9, so L = 2 + 4/9 · 2 = 2.8889.
    let mut scenario = plain(poisson(2.0 * 144.0), 700);
    let authority = &mut scenario.provinces[0].authority;
    authority.auditors = Some(3);
    authority.audit_work = drawn(Shape::Exponential((10 * MINUTE) as f64));
    let results = run(&scenario);
    let load = results.replications[0][Groups::NATION].load.unwrap();
    let hours = results.load.hours.counted.len() as f64;
    let mean = load.audits_in_hand.time_integral as f64 / (hours * HOUR as f64);
    assert!((mean / 2.8889 - 1.0).abs() < 0.05, "{mean}");
}

#[test]
fn lanes_without_a_rate_send_at_once() {
    let results = run(&plain(poisson(500.0), 5));
    assert_eq!(
        results.replications[0][Groups::NATION]
            .lane_wait
            .unwrap()
            .max,
        0.0
    );
    let delivery = results.replications[0][Groups::NATION].delivery.unwrap();
    let ten = (10 * SECOND) as f64 / 1e3;
    assert!((delivery.p50 - ten).abs() / ten < 1e-3);
}

#[test]
fn r9_a_stale_number_never_receives_and_is_remedied_before_the_resubmission() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    let province = &mut scenario.provinces[0];
    province.access.stale_number = 1.0;
    let population = &mut std::sync::Arc::make_mut(&mut province.populations)[0];
    population.type_share = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    population.resubmission.after_timeout = 1.0;
    let first = history(&scenario);
    let lost = first
        .iter()
        .filter(|h| matches!(h.what, Observed::Ended(_, Fate::StaleNumber)));
    assert_eq!(lost.count(), 2); // the first code, and the automatic resend
    // Returned 48 h after 09:05; two hours' delay, an hour's remedy, an hour's review.
    let again = first
        .iter()
        .find(|h| h.submission == 2 && matches!(h.what, Observed::Received { .. }));
    assert_eq!(again.unwrap().at, at("2019-03-13T13:05:00"));
    assert_eq!(
        when(&first, |w| matches!(w, Observed::Complete { .. })),
        at("2019-03-13T13:23:10")
    );
    // One who notices takes the remedy first, and is verified at once.
    scenario.provinces[0].access.noticed = 1.0;
    let noticed = history(&scenario);
    let received = when(&noticed, |w| matches!(w, Observed::Received { .. }));
    assert_eq!(received, at("2019-03-11T10:00:00"));
    assert!(
        !noticed
            .iter()
            .any(|h| matches!(h.what, Observed::Returned(_)))
    );
}

#[test]
fn r8_r2_what_is_not_checked_goes_to_audit_at_once_and_the_rest_only_when_complete() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    let audit =
        |scenario: &Scenario| when(&history(scenario), |w| matches!(w, Observed::AuditBegins));
    assert_eq!(audit(&scenario), at("2019-03-11T09:18:10"));
    scenario.provinces[0].in_force = beian_sim::rules::InForce::Never;
    assert_eq!(audit(&scenario), at("2019-03-11T09:00:00"));
}

#[test]
fn a_message_in_its_lane_is_withdrawn_when_its_check_closes() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00"); 3]), 1);
    // A message every 40 hours: the second goes within its window, which begins with it.
    scenario.provinces[0].lane_rates = [Some(1.0 / 2_400.0); 4];
    scenario.policy.window_from = beian_sim::rules::WindowFrom::Received;
    scenario.policy.automatic_resend_days = 0;
    let history = history(&scenario);
    let sent: Vec<Instant> = history
        .iter()
        .filter(|h| matches!(h.what, Observed::Sent(..)))
        .map(|h| h.at)
        .collect();
    assert_eq!(sent, [at("2019-03-11T09:05:00"), at("2019-03-13T01:05:00")]);
    let withdrawn = when(&history, |w| {
        matches!(w, Observed::Ended(_, Fate::Withdrawn))
    });
    assert_eq!(withdrawn, at("2019-03-13T09:00:00"));
}

#[test]
fn the_providers_reminder_makes_one_who_ignored_the_code_act() {
    let mut scenario = plain(filings_at(&[at("2019-03-11T08:00:00")]), 1);
    people(&mut scenario).responds_attentive = 0.0;
    scenario.provinces[0].provider.reminder_reach = 1.0;
    let history = history(&scenario);
    assert_eq!(
        when(&history, |w| matches!(w, Observed::Reminded(Channel::Call))),
        at("2019-03-11T15:05:00")
    );
    let complete = when(&history, |w| matches!(w, Observed::Complete { .. }));
    assert_eq!(complete, at("2019-03-11T15:18:00"));
}
