//! Random worlds: scenarios with random levers, phones and people.

use std::sync::Arc;

use beian_sim::clock::{Calendar, DAY, Ends, HOUR, MINUTE, Span};
use beian_sim::rules::*;
use beian_sim::scenario::{Calendars, Channel, Outage, OutageOf, Reminder, ReminderTime, Scenario};

use crate::plain_world::*;

pub use crate::dice::Dice;

/// Which kind of world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum World {
    /// Nobody submits again.
    OneSubmission,
    /// There are no automatic resends.
    NoAutomaticResends,
    /// There are both, with at most one code of each cause in a check, and codes for all.
    OneCodeOfACause,
}

/// A random world.
pub fn random(world: World, seed: u64) -> Scenario {
    let mut dice = Dice::of(seed);
    let from = at("2019-03-11T00:00:00");
    let count = dice.one_of(&[1, 5, 40, 120]);
    let days = 4 * DAY as usize;
    let mut arrivals: Vec<_> = (0..count)
        .map(|_| from.after(dice.below(days) as i64))
        .collect();
    arrivals.sort_unstable();
    let mut scenario = plain(filings_at(&arrivals), 6);
    scenario.run.seed = seed;
    let working = Arc::clone(&scenario.calendars.all[2].1);
    levers(&mut scenario.policy, world, &working, &mut dice);
    if dice.one_of(&[true, false, false]) {
        let from = at("2019-03-13T10:00:00");
        let to = from.after(3 * HOUR);
        let provinces = [true; Province::COUNT];
        let what = OutageOf::Page;
        scenario.outages.push(Outage {
            what,
            from,
            to,
            provinces,
        });
    }
    let zhejiang = &mut scenario.provinces[0];
    zhejiang.first_code_delay = constant(dice.one_of(&[0, MINUTE, 5 * MINUTE, 26 * HOUR]));
    zhejiang.in_force = dice.one_of(&[
        InForce::Always,
        InForce::Always,
        InForce::From(at("2019-03-12T06:00:00")),
    ]);
    zhejiang.provider.reminder_reach = dice.share();
    let population = &mut Arc::make_mut(&mut zhejiang.populations)[0];
    population.type_share = dice.one_of(&[
        [0.4, 0.6, 0.7, 0.85, 0.9, 0.95, 1.0],
        [1.0; 7],
        [0.0, 0.0, 0.0, 0.5, 0.7, 0.9, 1.0],
    ]);
    population.change_scope = [0.3, 0.6, 1.0];
    population.same_person = dice.share();
    phones_and_people(population, world, &mut dice);
    scenario.provinces[0].provider.reminders = reminders(&mut dice);
    scenario
}

/// Up to three reminders of every kind, also while nobody works and at the same instant.
fn reminders(dice: &mut Dice) -> Vec<Reminder> {
    let count = dice.one_of(&[0, 0, 1, 3]);
    let one = |_| Reminder {
        time: match dice.one_of(&[true, false]) {
            true => ReminderTime::After(constant(dice.one_of(&[0, HOUR, 30 * HOUR]))),
            false => ReminderTime::At {
                time: dice.one_of(&[0, 10 * HOUR, 20 * HOUR + MINUTE]),
                days: dice.one_of(&[1, 2, 30]),
                calendar: dice.one_of(&[Calendars::ALWAYS, Calendars::WORKING]),
            },
        },
        by: dice.one_of(&[Channel::Call, Channel::Sms]),
        reach: dice.share(),
    };
    (0..count).map(one).collect()
}

fn levers(policy: &mut Policy, world: World, working: &Arc<Calendar>, dice: &mut Dice) {
    let plain = |hours: i64| Span::Plain(hours * HOUR);
    let open = |hours: i64| Span::WhileOpen(hours * HOUR, Arc::clone(working));
    let days = |days, ends| Span::OpenDays(days, ends, Arc::clone(working));
    policy.check_cancel_entity = dice.one_of(&[true, false]);
    policy.check_cancel_website = dice.one_of(&[true, false]);
    policy.check_cancel_access = dice.one_of(&[true, false]);
    policy.code_effective = dice.one_of(&[
        plain(1),
        plain(20),
        plain(48),
        plain(96),
        open(6),
        days(1, Ends::Midnight),
    ]);
    policy.automatic_resend_at = dice.one_of(&[0, 12 * HOUR, 20 * HOUR + MINUTE]);
    policy.automatic_resend_days = match world {
        World::OneSubmission => dice.one_of(&[0, 1, 3]),
        World::NoAutomaticResends => 0,
        World::OneCodeOfACause => 1,
    };
    policy.resends_per_day = dice.one_of(&[None, None, Some(0), Some(1), Some(2)]);
    policy.resend_least_gap = dice.one_of(&[0, 30 * MINUTE, 26 * HOUR]);
    policy.resend_cancels_earlier = dice.one_of(&[true, false]);
    policy.wrong_certificates = dice.one_of(&[1, 2, 5]);
    policy.window = dice.one_of(&[
        plain(2),
        plain(30),
        plain(48),
        plain(96),
        open(10),
        days(2, Ends::Midnight),
        days(1, Ends::SameTime),
    ]);
    policy.window_from = dice.one_of(&[WindowFrom::FirstCode, WindowFrom::Received]);
    policy.code_pool = match world {
        World::OneCodeOfACause => 1_000_000,
        _ => dice.one_of(&[1_000_000, 1_000_000, 60, 7, 2]),
    };
}

fn phones_and_people(
    population: &mut beian_sim::scenario::Population,
    world: World,
    dice: &mut Dice,
) {
    let handsets = &mut population.handsets;
    handsets.intercepting = dice.share() / 2.0;
    handsets.deleted = dice.share() / 2.0;
    handsets.out_of_coverage = dice.share() / 2.0;
    handsets.coverage_gap = constant(5 * HOUR);
    handsets.store_and_forward = dice.share();
    for carrier in &mut population.carriers {
        carrier.loss = dice.one_of(&[0.0, 0.1, 0.5]);
    }
    let people = &mut population.people;
    for share in [
        &mut people.expecting,
        &mut people.wrong_certificate,
        &mut people.responds_attentive,
        &mut people.prompt,
        &mut people.sees_mistake,
        &mut people.comes_back,
        &mut people.asks_resend,
        &mut people.finds_interception,
        &mut people.moves_to_coverage,
    ] {
        *share = dice.share();
    }
    for slip in [
        &mut people.slip_graphic,
        &mut people.slip_mobile,
        &mut people.slip_certificate,
        &mut people.slip_code,
    ] {
        *slip = dice.share() / 3.0;
    }
    people.resend_requests = match world {
        World::OneCodeOfACause => 1,
        _ => dice.one_of(&[1, 4]),
    };
    let again = &mut population.resubmission;
    if world != World::OneSubmission {
        again.after_timeout = dice.share();
        again.after_wrong_certificate = dice.share();
        again.fixes_certificate = dice.share();
        again.changes_number = dice.share();
    }
}
