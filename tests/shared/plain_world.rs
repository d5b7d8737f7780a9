//! A plain world: one province, constant delays, nothing lost, nobody mistaken. Tests change what
//! they are about.
#![allow(dead_code)]

use std::sync::Arc;

use beian_sim::chance::{Distribution, Shape};
use beian_sim::clock::{Calendar, DAY, HOUR, Instant, MINUTE, Millis, SECOND};
use beian_sim::experiment::{self, Options};
use beian_sim::measures::{Level, Prices, Results};
use beian_sim::rules::{InForce, Policy, Province};
use beian_sim::scenario::*;

pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub fn constant(millis: Millis) -> Delay {
    drawn(Shape::Constant(millis as f64))
}

/// A delay in all of the time.
pub fn drawn(shape: Shape) -> Delay {
    Delay {
        distribution: Distribution::new(shape),
        measured_in: Some(Calendars::ALWAYS),
    }
}

pub fn zhejiang() -> Province {
    Province::from_code("zj").unwrap()
}

pub fn population() -> Population {
    let carrier = || CarrierParameters {
        share: 0.25,
        loss: 0.0,
        delay: constant(10 * SECOND),
    };
    Population {
        // Every filing a new website: one leader.
        type_share: [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        change_scope: [0.0, 1.0, 1.0],
        same_person: 0.0,
        carrier_share: [0.0, 0.0, 1.0, 1.0],
        carriers: [carrier(), carrier(), carrier(), carrier()],
        mvno_reach: 1.0,
        handsets: Handsets {
            out_of_coverage: 0.0,
            coverage_gap: constant(0),
            store_and_forward: 0.0,
            intercepting: 0.0,
            deleted: 0.0,
        },
        people: People {
            expecting: 0.0,
            attentive: 1.0,
            acts_at_work: 0.0,
            wrong_certificate: 0.0,
            responds_attentive: 1.0,
            responds_inattentive: 1.0,
            responds_reminded: 1.0,
            prompt: 1.0,
            notice: constant(2 * MINUTE),
            act_promptly: constant(10 * MINUTE),
            act_later: constant(3 * HOUR),
            entry_time: constant(MINUTE),
            slip_graphic: 0.0,
            slip_mobile: 0.0,
            slip_certificate: 0.0,
            slip_code: 0.0,
            sees_mistake: 0.0,
            entries_per_visit: 3,
            comes_back: 0.0,
            asks_resend: 0.0,
            patience: constant(HOUR),
            finds_interception: 0.0,
            moves_to_coverage: 0.0,
            fix_time: constant(5 * MINUTE),
            resend_requests: 3,
            makes_time: 0.0,
        },
        resubmission: Resubmission {
            delay: constant(2 * HOUR),
            after_timeout: 0.0,
            after_wrong_certificate: 0.0,
            most_submissions: 3,
            fixes_interception: 0.0,
            fixes_certificate: 0.0,
            changes_number: 0.0,
        },
    }
}

pub fn province(province: Province) -> ProvinceParameters {
    ProvinceParameters {
        province,
        in_force: InForce::Always,
        access: Access {
            stale_number: 0.0,
            shell: 0.0,
            noticed: 0.0,
            remedy: constant(HOUR),
        },
        provider: Provider {
            review: constant(HOUR),
            reminder_after: constant(6 * HOUR),
            reminder_reach: 0.0,
            reminders: Vec::new(),
        },
        authority: Authority {
            audit: constant(DAY),
            audit_work: constant(10 * MINUTE),
            auditors: None,
        },
        first_code_delay: constant(5 * MINUTE),
        lane_rates: [None; 4],
        populations: [population()].into(),
    }
}

/// Poisson arrivals in Zhejiang alone, evenly over day and week.
pub fn poisson(filings_per_day: f64) -> Arrivals {
    let mut province_share = [0.0; Province::COUNT];
    province_share[zhejiang().index()] = 1.0;
    Arrivals::Poisson(Box::new(PoissonArrivals {
        filings_per_day,
        weekday_factor: [1.0; 7],
        hour_factor: [1.0; 24],
        province_share,
        surges: Vec::new(),
    }))
}

/// Filings at these instants in Zhejiang.
pub fn filings_at(instants: &[Instant]) -> Arrivals {
    let mut filings = vec![Vec::new(); Province::COUNT];
    filings[zhejiang().index()] = instants
        .iter()
        .map(|&at| FileArrival { at, kind: None })
        .collect();
    Arrivals::File(filings)
}

/// The plain world from Monday 2019-03-11 with these arrivals for so many days.
pub fn plain(arrivals: Arrivals, days: i64) -> Scenario {
    let waking: [Vec<(Millis, Millis)>; 7] =
        std::array::from_fn(|_| vec![(7 * HOUR + 30 * MINUTE, 23 * HOUR)]);
    let day = vec![(9 * HOUR, 12 * HOUR), (13 * HOUR + 30 * MINUTE, 18 * HOUR)];
    let working = std::array::from_fn(|d| if d < 5 { day.clone() } else { Vec::new() });
    let calendar = |week| Calendar::new(week, &Default::default(), &Default::default()).unwrap();
    Scenario {
        name: "plain".into(),
        title: "Plain".into(),
        description: String::new(),
        run: Run {
            start: at("2019-03-11").date(),
            length: days * DAY,
            warm_up: 0,
            seed: 7,
            replications: 1,
            level: Level::default(),
        },
        holidays: Default::default(),
        calendars: Calendars {
            all: vec![
                ("always".into(), Arc::new(Calendar::always())),
                ("waking".into(), Arc::new(calendar(waking))),
                ("working".into(), Arc::new(calendar(working))),
            ],
        },
        arrivals,
        segments: vec![Segment {
            name: "all".into(),
            share: 1.0,
        }],
        policy: Policy::default(),
        provinces: vec![province(zhejiang())],
        outages: Vec::new(),
        thresholds: Vec::new(),
        prices: Prices::default(),
        uncertain: Vec::new(),
    }
}

pub fn people(scenario: &mut Scenario) -> &mut People {
    &mut std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0].people
}

pub fn handsets(scenario: &mut Scenario) -> &mut Handsets {
    &mut std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0].handsets
}

pub fn run(scenario: &Scenario) -> Results {
    experiment::run(scenario, &Options::default()).unwrap()
}
