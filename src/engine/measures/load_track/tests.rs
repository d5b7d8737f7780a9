//! The load by the hour, whatever is told in whatever order.

use super::*;
use crate::chance::{Key, Purpose};
use crate::clock::MINUTE;

const START: Instant = Instant(2_000 * HOUR);
const HALF: Millis = HOUR / 2;

/// The counted hours of a track of three, after a warm-up of six, that is told these changes (milliseconds from the
/// first counted instant).
fn hours(changes: &[(Millis, LoadChange)]) -> Vec<HourLoad> {
    of_run(changes).counted
}

fn of_run(changes: &[(Millis, LoadChange)]) -> HoursOfRun {
    let mut track = LoadTrack::new(START, 6 * HOUR, 3 * HOUR, Span::Plain(2 * HOUR));
    let mut told = LoadChanges::default();
    for &(at, what) in changes {
        told.record(START.after(at), what);
    }
    assert_eq!(told.count(), changes.len());
    track.take_in(&mut told);
    assert_eq!(told.count(), 0);
    track.finish()
}

fn open_checks(changes: &[(Millis, LoadChange)]) -> [(i64, u64); 3] {
    let hours = hours(changes);
    let of = |hour: usize| {
        let level = hours[hour].open_checks;
        (level.time_integral as i64, level.peak)
    };
    [of(0), of(1), of(2)]
}

use LoadChange::{CheckComplete, CheckOpens, Returned};

#[test]
fn a_level_is_summed_over_each_hour_that_it_lasts_in() {
    let changes = [
        (HALF, CheckOpens),
        (HALF, CheckOpens),
        (HOUR + HALF, CheckOpens),
        (2 * HOUR, Returned),
        (2 * HOUR, CheckComplete),
        (2 * HOUR, Returned),
    ];
    let second = 2 * HALF + 3 * HALF;
    assert_eq!(open_checks(&changes), [(2 * HALF, 2), (second, 3), (0, 0)]);
}

#[test]
fn the_warm_up_has_hours_of_its_own_and_its_level_goes_on() {
    let changes = [
        (-5 * HOUR, CheckOpens),
        (-4 * HOUR, CheckOpens),
        (-1, Returned),
        (HOUR, Returned),
    ];
    assert_eq!(open_checks(&changes), [(HOUR, 1), (0, 0), (0, 0)]);
    assert_eq!(hours(&changes)[0].returned, 0);
    assert_eq!(hours(&changes)[1].returned, 1);
    let before = of_run(&changes).before;
    let levels: Vec<f64> = before.iter().map(|hour| hour.open_checks.mean()).collect();
    assert_eq!(levels[..3], [0.0, 1.0, 2.0]);
    assert_eq!(before[5].returned, 1);
}

#[test]
fn what_comes_after_the_last_hour_is_not_written() {
    let changes = [(3 * HOUR - 1, CheckOpens), (3 * HOUR, CheckOpens)];
    assert_eq!(open_checks(&changes), [(0, 0), (0, 0), (1, 1)]);
    let changes = [(3 * HOUR, CheckOpens), (900 * HOUR, CheckOpens)];
    assert_eq!(open_checks(&changes), [(0, 0); 3]);
}

#[test]
fn a_level_that_lasts_no_time_is_no_peak() {
    let changes = [
        (10, CheckOpens),
        (10, Returned),
        (20, CheckOpens),
        (HOUR, CheckOpens),
        (HOUR, Returned),
        (HOUR + 30, Returned),
    ];
    assert_eq!(open_checks(&changes), [(HOUR - 20, 1), (30, 1), (0, 0)]);
}

#[test]
fn flows_belong_to_the_hour_in_which_they_lie() {
    let mut changes = vec![(0, LoadChange::Entry), (HOUR - 1, LoadChange::Entry)];
    changes.extend([(HOUR, LoadChange::Request); 3]);
    let found = hours(&changes);
    let flows: Vec<_> = found.iter().map(|h| (h.entries, h.requests)).collect();
    assert_eq!(flows, [(2, 0), (0, 3), (0, 0)]);
}

#[test]
fn each_change_moves_its_flow_and_its_levels() {
    use LoadChange::*;
    let found = hours(&[
        (0, CheckOpens),
        (0, NotChecked),
        (0, WaitBegins),
        (30 * MINUTE, WaitEnds),
        (30 * MINUTE, MessageSent),
        (HOUR, CheckComplete),
        (HOUR, AuditDone),
        (HOUR, AuditDone),
        (HOUR, MessageSent),
        (HOUR, CodeCancelled),
        (2 * HOUR + 30 * MINUTE, CancelledEnds),
    ]);
    let level = |of: fn(&HourLoad) -> LevelHour| [0, 1, 2].map(|hour| of(&found[hour]).mean());
    assert_eq!(level(|hour| hour.open_checks), [1.0, 0.0, 0.0]);
    assert_eq!(level(|hour| hour.waiting_messages), [0.5, 0.0, 0.0]);
    assert_eq!(level(|hour| hour.audits_in_hand), [1.0, 0.0, 0.0]);
    assert_eq!(level(|hour| hour.codes_taken), [0.5, 1.0, 1.0]);
    assert_eq!((found[0].submissions, found[1].complete), (2, 1));
    assert_eq!((found[1].audits_done, found[0].messages_sent), (2, 1));
}

#[test]
fn codes_are_taken_until_they_end_also_those_sent_before_the_start() {
    use LoadChange::MessageSent;
    let sent = [-HOUR, -3 * HOUR, -90 * MINUTE, HOUR + 1];
    let found = hours(&sent.map(|at| (at, MessageSent)));
    let taken = |hour: usize| {
        let level = found[hour].codes_taken;
        (level.time_integral as i64, level.peak)
    };
    assert_eq!(taken(0), (HALF + HOUR, 2));
    assert_eq!((taken(1), taken(2)), ((HOUR - 1, 1), (HOUR, 1)));
    assert_eq!(found[0].messages_sent + found[1].messages_sent, 1);
}

#[test]
fn a_part_of_an_hour_at_the_end_counts_as_one() {
    let hours = |warm_up: Millis, length: Millis| {
        let track = LoadTrack::new(START, warm_up, length, Span::Plain(HOUR));
        let hours = track.finish();
        (hours.before.len(), hours.counted.len())
    };
    assert_eq!(hours(0, 0), (0, 0));
    assert_eq!(hours(HOUR, HOUR), (1, 1));
    assert_eq!(hours(HOUR - 1, HOUR + 1), (1, 2));
}

#[test]
fn the_order_of_telling_and_of_closing_changes_nothing() {
    let mut draws = Key::of_seed(5).stream(Purpose::Design, 0);
    let mut changes = Vec::new();
    for _ in 0..5_000 {
        let at = i64::from(draws.below(5 * HOUR as u32)) - HOUR;
        changes.push((at, CheckOpens));
        changes.push((at + i64::from(draws.below(3 * HOUR as u32)), Returned));
    }
    let expected = of_run(&changes);
    assert!(expected.counted[1].open_checks.peak > 100);
    // The same in order of time, hours closed as they pass.
    changes.sort_by_key(|(at, _)| *at);
    let mut track = LoadTrack::new(START, 6 * HOUR, 3 * HOUR, Span::Plain(2 * HOUR));
    for &(at, what) in &changes {
        let mut one = LoadChanges::default();
        one.record(START.after(at), what);
        track.close_before(START.after(at));
        track.take_in(&mut one);
    }
    assert_eq!(track.closed, 9);
    assert_eq!(track.finish(), expected);
}

#[test]
fn the_first_instant_of_the_run_and_the_last_of_all_time_are_told_as_others_are() {
    let changes = [(-6 * HOUR, CheckOpens), (i64::MAX, Returned)];
    let before = of_run(&changes).before;
    assert_eq!(
        (before[0].submissions, before[0].open_checks.mean()),
        (1, 1.0)
    );
    assert_eq!(open_checks(&changes), [(HOUR, 1); 3]);
}

#[test]
fn a_code_that_ends_when_another_is_sent_makes_room_for_it() {
    use LoadChange::MessageSent;
    // Codes are effective for two hours: the second and the third begin as those before them end.
    let found = hours(&[
        (-2 * HOUR, MessageSent),
        (0, MessageSent),
        (2 * HOUR, MessageSent),
    ]);
    for hour in found {
        assert_eq!((hour.codes_taken.mean(), hour.codes_taken.peak), (1.0, 1));
    }
}
