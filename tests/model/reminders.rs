//! The provider's reminders in a plain world: when they come, how they travel, whom they reach.

use crate::followed::follow;
use crate::plain_world::{at, constant, filings_at, handsets, people, plain, run};
use beian_sim::clock::{DAY, HOUR, Instant};
use beian_sim::measures::Groups;
use beian_sim::rules::{Carrier, Fate, WhyWindowOver};
use beian_sim::scenario::{Calendars, Channel, Outage, OutageOf, Reminder, ReminderTime, Scenario};
use beian_sim::simulation::{Observation, Observed};

fn history(scenario: &Scenario) -> Vec<Observation> {
    follow(scenario, 0, 0).0
}

/// When something happened, all times.
fn times(history: &[Observation], is: impl Fn(&Observed) -> bool) -> Vec<Instant> {
    let those = history.iter().filter(|told| is(&told.what));
    those.map(|told| told.at).collect()
}

fn after(hours: i64, by: Channel, reach: f64) -> Reminder {
    let mut delay = constant(hours * HOUR);
    delay.measured_in = Some(Calendars::WORKING);
    let time = ReminderTime::After(delay);
    Reminder { time, by, reach }
}

fn daily(time: i64, days: u32, calendar: beian_sim::scenario::CalendarId) -> Reminder {
    Reminder {
        time: ReminderTime::At {
            time,
            days,
            calendar,
        },
        by: Channel::Call,
        reach: 0.0,
    }
}

/// A filing whose first code is sent on Thursday, 2019-03-14 at 09:05, and whose leader would never act.
fn nobody_acts(reminders: Vec<Reminder>) -> Scenario {
    let mut scenario = plain(filings_at(&[at("2019-03-14T08:00:00")]), 1);
    scenario.run.start = at("2019-03-14").date();
    people(&mut scenario).responds_attentive = 0.0;
    scenario.policy.automatic_resend_days = 0;
    scenario.policy.window = (10 * DAY).into();
    scenario.policy.code_effective = (10 * DAY).into();
    scenario.provinces[0].provider.reminders = reminders;
    scenario
}

fn instants(texts: &[&str]) -> Vec<Instant> {
    texts
        .iter()
        .map(|text| at(&format!("2019-03-{text}")))
        .collect()
}

#[test]
fn reminders_come_after_working_time_or_at_a_time_of_day_on_open_days() {
    let calls = |reminder| {
        let history = history(&nobody_acts(vec![reminder]));
        times(&history, |what| matches!(what, Observed::Calls))
    };
    // Eight working hours from 09:05: 7 h 25 min until 18:00 of Thursday, the rest on Friday.
    assert_eq!(
        calls(after(8, Channel::Call, 0.0)),
        instants(&["15T09:35:00"])
    );
    let ten = 10 * HOUR;
    assert_eq!(
        calls(daily(ten, 3, Calendars::WORKING)),
        instants(&["15T10:00:00", "18T10:00:00", "19T10:00:00"])
    );
    assert_eq!(
        calls(daily(ten, 3, Calendars::ALWAYS)),
        instants(&["15T10:00:00", "16T10:00:00", "17T10:00:00"])
    );
    // The window ends on the 24th at 09:05, and with it the reminders.
    assert_eq!(calls(daily(ten, 366, Calendars::ALWAYS)).len(), 9);
    assert_eq!(calls(daily(0, 366, Calendars::ALWAYS)).len(), 10);
}

#[test]
fn who_would_never_act_does_once_reminded_and_the_reminders_end() {
    let mut reminder = daily(10 * HOUR, 5, Calendars::WORKING);
    reminder.reach = 1.0;
    for by in [Channel::Call, Channel::Sms] {
        reminder.by = by;
        let without = run(&nobody_acts(Vec::new()));
        assert_eq!(without.total(Groups::NATION).complete, 0);
        let scenario = nobody_acts(vec![reminder.clone(), after(40, by, 1.0)]);
        let total = run(&scenario).total(Groups::NATION);
        assert_eq!((total.complete, total.all_returned()), (1, 0));
        let given = (total.calls, total.reminder_messages, total.reminded);
        let expected = match by {
            Channel::Call => (1, 0, 1),
            Channel::Sms => (0, 1, 1),
        };
        assert_eq!(given, expected);
        // A call is taken at once, a message 10 s on its way; then 2 min of notice, 10 to act, 1 to type.
        let complete = times(&history(&scenario), |what| {
            matches!(what, Observed::Complete { .. })
        });
        let expected = match by {
            Channel::Call => "15T10:13:00",
            Channel::Sms => "15T10:13:10",
        };
        assert_eq!(complete, instants(&[expected]));
    }
}

#[test]
fn the_short_form_is_a_call_of_the_list() {
    let mut short = nobody_acts(Vec::new());
    let provider = &mut short.provinces[0].provider;
    provider.reminder_reach = 1.0;
    provider.reminder_after.measured_in = Some(Calendars::WORKING);
    let listed = nobody_acts(vec![after(6, Channel::Call, 1.0)]);
    let told = |scenario: &Scenario| format!("{:?}", history(scenario));
    assert!(told(&short).contains("Reminded(Call)"));
    assert_eq!(told(&short), told(&listed));
}

/// The fates of a message that reminds of a filing in trouble of some kind, whose code was sent before it.
fn fate_of(trouble: impl Fn(&mut Scenario)) -> (Vec<Observed>, beian_sim::measures::Counts) {
    let mut scenario = nobody_acts(vec![after(2, Channel::Sms, 1.0)]);
    trouble(&mut scenario);
    let told = history(&scenario).into_iter().map(|told| told.what);
    let of_reminder = told.filter(|what| {
        matches!(
            what,
            Observed::ReminderEnded(_) | Observed::ReminderStored | Observed::Reminded(_)
        )
    });
    (of_reminder.collect(), run(&scenario).total(Groups::NATION))
}

#[test]
fn a_message_that_reminds_meets_what_others_meet() {
    let out = |scenario: &mut Scenario| {
        let from = at("2019-03-14T11:00:00");
        scenario.outages.push(Outage {
            what: OutageOf::Carrier(Carrier::Mobile),
            from,
            to: from.after(HOUR),
            provinces: [true; 31],
        });
    };
    let population = |scenario: &mut Scenario, change: fn(&mut beian_sim::scenario::Population)| {
        change(&mut std::sync::Arc::make_mut(&mut scenario.provinces[0].populations)[0]);
    };
    type Trouble<'a> = &'a dyn Fn(&mut Scenario);
    let cases: [(&str, Trouble, WhyWindowOver); 6] = [
        ("[ReminderEnded(Lost)]", &out, WhyWindowOver::Ignored),
        (
            "[ReminderEnded(NotReached)]",
            &|scenario| {
                population(scenario, |of| {
                    of.carrier_share = [0.0, 0.0, 0.0, 1.0];
                    of.mvno_reach = 0.0;
                });
            },
            WhyWindowOver::NotReached,
        ),
        (
            "[ReminderEnded(Intercepted)]",
            &|scenario| handsets(scenario).intercepting = 1.0,
            WhyWindowOver::Intercepted,
        ),
        (
            "[ReminderEnded(Deleted)]",
            &|scenario| handsets(scenario).deleted = 1.0,
            WhyWindowOver::Deleted,
        ),
        (
            "[ReminderEnded(OutOfCoverage)]",
            &|scenario| {
                handsets(scenario).out_of_coverage = 1.0;
                handsets(scenario).coverage_gap = constant(DAY);
            },
            WhyWindowOver::OutOfCoverage,
        ),
        // A stale number is the first submission's.
        (
            "[ReminderEnded(StaleNumber)]",
            &|scenario| {
                scenario.provinces[0].access.stale_number = 1.0;
                population(scenario, |of| {
                    of.type_share = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0];
                });
            },
            WhyWindowOver::StaleNumber,
        ),
    ];
    for (expected, trouble, why) in cases {
        let (told, total) = fate_of(trouble);
        assert_eq!(format!("{told:?}"), expected);
        // Why the window ran out is what the codes met, and no reminder is among the messages.
        assert_eq!(total.why[why as usize], 1, "{expected}: {:?}", total.why);
        assert_eq!((total.queued[0], total.reminder_messages), (1, 1));
        assert_eq!(total.reminded, 0);
    }
    let stored = |scenario: &mut Scenario| {
        let handsets = handsets(scenario);
        handsets.out_of_coverage = 1.0;
        handsets.coverage_gap = constant(DAY);
        handsets.store_and_forward = 1.0;
    };
    let (told, total) = fate_of(stored);
    let expected = "[ReminderStored, ReminderEnded(Kept), Reminded(Sms)]";
    assert_eq!(format!("{told:?}"), expected);
    assert_eq!(total.complete, 1);
    // By a call, all of them but the one in no trouble of the phone's are reached.
    let mut called = nobody_acts(vec![after(2, Channel::Call, 1.0)]);
    handsets(&mut called).intercepting = 1.0;
    people(&mut called).finds_interception = 1.0;
    people(&mut called).asks_resend = 1.0;
    people(&mut called).responds_attentive = 1.0;
    assert_eq!(run(&called).total(Groups::NATION).complete, 1);
}

#[test]
fn a_message_that_arrives_after_the_check_leads_to_nothing() {
    let mut scenario = nobody_acts(vec![after(2, Channel::Sms, 1.0)]);
    scenario.policy.window = (2 * HOUR).into();
    scenario.policy.code_effective = (2 * HOUR).into();
    let ReminderTime::After(delay) = &mut scenario.provinces[0].provider.reminders[0].time else {
        panic!("it is after");
    };
    *delay = constant(2 * HOUR - 5_000);
    let history = history(&scenario);
    let ended = |what: &Observed| matches!(what, Observed::ReminderEnded(Fate::Kept));
    assert_eq!(times(&history, ended), instants(&["14T11:05:05"]));
    assert!(
        history
            .iter()
            .all(|told| !matches!(told.what, Observed::Reminded(_) | Observed::NotReminded(_)))
    );
    // The filing's last message was its last event, and its state is gone with it.
    assert_eq!(run(&scenario).total(Groups::NATION).filings_given_up, 1);
}
