//! Whether the warm-up was long enough: MSER-5 on the nation's load by the hour.
//!
//! K. P. White, "An effective truncation heuristic for bias reduction in simulation output", *Simulation* 69 (1997): the
//! series is cut where the standard error of the mean of what is left is least.

use super::load::HourLoad;
use super::{Results, load};

/// What of the load is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadSeries {
    /// Submissions received.
    Submissions,
    /// Submissions returned.
    Returned,
    /// Open checks.
    OpenChecks,
    /// Messages waiting.
    WaitingMessages,
    /// Codes taken.
    CodesTaken,
    /// Audits in hand.
    AuditsInHand,
}

impl LoadSeries {
    /// All.
    pub const ALL: [Self; 6] = [
        Self::Submissions,
        Self::Returned,
        Self::OpenChecks,
        Self::WaitingMessages,
        Self::CodesTaken,
        Self::AuditsInHand,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Submissions => "submissions",
            Self::Returned => "returned",
            Self::OpenChecks => "open_checks",
            Self::WaitingMessages => "waiting_messages",
            Self::CodesTaken => "codes_taken",
            Self::AuditsInHand => "audits_in_hand",
        }
    }

    /// How many in an hour, or how high on average over it.
    fn of(self, hour: &HourLoad) -> f64 {
        match self {
            Self::Submissions => hour.submissions as f64,
            Self::Returned => hour.returned as f64,
            Self::OpenChecks => hour.open_checks.mean(),
            Self::WaitingMessages => hour.waiting_messages.mean(),
            Self::CodesTaken => hour.codes_taken.mean(),
            Self::AuditsInHand => hour.audits_in_hand.mean(),
        }
    }
}

/// When one series settles.
#[derive(Clone, Debug, PartialEq)]
pub struct Settling {
    /// What of the load.
    pub series: LoadSeries,
    /// Its values hour by hour from the begin of the warm-up, means over replications.
    pub hours: Vec<f64>,
    /// Hours from there until it settles; `None` where it does not within the first half.
    pub after: Option<usize>,
    /// The mean over the counted hours.
    pub counted: f64,
    /// The mean over the hours after it has settled, the counted ones where it does not.
    pub settled: f64,
}

impl Settling {
    /// How far the mean over the counted hours is from that of a series that has settled, as a share of it; `None` where
    /// it settles before, or is nothing.
    pub fn off(&self, warm_up: usize) -> Option<f64> {
        let late = self.after.is_none_or(|after| after > warm_up);
        (late && self.settled > 0.0).then(|| self.counted / self.settled - 1.0)
    }
}

impl Results {
    /// When each series of the nation's load settles.
    pub fn settling(&self) -> Vec<Settling> {
        let replications = self.replications.len().max(1) as f64;
        let warm_up = self.load.hours.before.len();
        let all = LoadSeries::ALL.into_iter().map(|series| {
            let hours = self
                .load
                .hours
                .before
                .iter()
                .chain(&self.load.hours.counted);
            let hours = hours.map(|hour| series.of(hour) / replications);
            let hours: Vec<f64> = hours.collect();
            let after = settles_after(&hours, warm_up);
            let counted = mean(&hours[warm_up..]);
            let settled = after.map_or(counted, |after| mean(&hours[after.max(warm_up)..]));
            Settling {
                series,
                hours,
                after,
                counted,
                settled,
            }
        });
        all.collect()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Hours of a batch.
const BATCH: usize = 5;

/// Hours until a series settles, by MSER-5 without what each hour of the week (or, where fewer than two weeks are
/// counted, of the day) has of its own in the counted hours; `None` where it does not within the first half.
fn settles_after(hours: &[f64], warm_up: usize) -> Option<usize> {
    let rest = without_cycle(hours, warm_up);
    let batches: Vec<f64> = rest.chunks_exact(BATCH).map(mean).collect();
    let cut = mser(&batches)?;
    Some(cut * BATCH)
}

/// The series less what each place of a cycle has on average in the counted hours.
fn without_cycle(hours: &[f64], warm_up: usize) -> Vec<f64> {
    let counted = hours.len() - warm_up;
    let periods = [load::HOURS_OF_WEEK, load::HOURS_OF_DAY];
    let period = periods.into_iter().find(|period| counted >= 2 * period);
    let Some(period) = period else {
        return hours.to_vec();
    };
    // Of whole cycles, the last ones.
    let first = hours.len() - counted / period * period;
    let mut of_place = vec![0.0; period];
    for (at, value) in hours.iter().enumerate().skip(first) {
        of_place[at % period] += value / (counted / period) as f64;
    }
    let all = hours.iter().enumerate();
    all.map(|(at, value)| value - of_place[at % period])
        .collect()
}

/// How many of the first batches to leave out so that the squared standard error of the mean of the rest is least;
/// `None` where that is as many as half of them, the most that are tried.
fn mser(batches: &[f64]) -> Option<usize> {
    let most = batches.len() / 2;
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut best = (f64::INFINITY, 0);
    for (left_out, value) in batches.iter().enumerate().rev() {
        sum += value;
        squares += value * value;
        let n = (batches.len() - left_out) as f64;
        let error = ((squares - sum * sum / n).max(0.0)) / (n * n);
        // The fewest of those that are as good.
        if left_out <= most && error <= best.0 {
            best = (error, left_out);
        }
    }
    (best.1 < most || most == 0).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Key, Purpose};

    /// A series of hours: a level with a week's cycle and some noise, which it nears from 0 in so many hours.
    fn series(hours: usize, nears_in: f64) -> Vec<f64> {
        let mut draws = Key::of_seed(11).stream(Purpose::Design, 0);
        let one = |at: usize| {
            let night = if at % 24 < 8 { 0.3 } else { 1.0 };
            let weekend = if at % 168 >= 120 { 0.5 } else { 1.0 };
            let noise = f64::from(draws.below(1_000)) / 1e4;
            let nears = 1.0 - (-(at as f64) / nears_in).exp();
            100.0 * nears * night * weekend + noise
        };
        (0..hours).map(one).collect()
    }

    #[test]
    fn what_settles_late_is_cut_late() {
        let weeks = |n: usize| n * 168;
        let early = settles_after(&series(weeks(6), 0.1), weeks(1)).unwrap();
        assert!(early <= 24, "{early}");
        let late = settles_after(&series(weeks(6), 40.0), weeks(1)).unwrap();
        assert!((40..weeks(3)).contains(&late), "{late}");
        // What still rises in the end does not settle.
        let rising: Vec<f64> = (0..weeks(6)).map(|at| at as f64).collect();
        let settled = mser(&rising.chunks_exact(BATCH).map(mean).collect::<Vec<_>>());
        assert_eq!(settled, None);
    }

    #[test]
    fn the_cut_has_the_least_standard_error() {
        let batches = [9.0, 5.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0];
        let error = |cut: usize| {
            let rest = &batches[cut..];
            let centre = mean(rest);
            rest.iter().map(|b| (b - centre).powi(2)).sum::<f64>() / (rest.len() as f64).powi(2)
        };
        let least = (0..=4).min_by(|a, b| error(*a).total_cmp(&error(*b)));
        assert_eq!((mser(&batches), least), (Some(2), Some(2)));
        assert_eq!(mser(&[0.0; 8]), Some(0));
        assert_eq!(mser(&[]), Some(0));
    }

    #[test]
    fn a_short_series_has_no_cycle_to_take_out() {
        let hours = [1.0, 2.0, 3.0];
        assert_eq!(without_cycle(&hours, 1), hours);
        assert_eq!(settles_after(&[], 0), Some(0));
    }

    use crate::clock::{HOUR, Instant};
    use crate::measures::{Groups, LevelHour, Summary};

    #[test]
    fn a_cycle_is_that_of_the_last_whole_days_or_weeks_counted() {
        // 60 hours after ten of a warm-up: two days, the last 48 hours; earlier ones keep their difference.
        let hours: Vec<f64> = (0..70)
            .map(|at| (at % 24) as f64 + if at < 22 { 1_000.0 } else { 0.0 })
            .collect();
        let rest = without_cycle(&hours, 10);
        assert!(rest[..22].iter().all(|rest| (rest - 1_000.0).abs() < 1e-9));
        assert!(rest[22..].iter().all(|rest| rest.abs() < 1e-9));
        // What a place of the day has is the mean of its days.
        let hours: Vec<f64> = (0..48).map(|at| if at < 24 { 1.0 } else { 4.0 }).collect();
        let rest = without_cycle(&hours, 0);
        assert_eq!((rest[3], rest[30]), (-1.5, 1.5));
        // Of two weeks it is the week, of an hour less the day.
        let week: Vec<f64> = (0..336).map(|at| (at % 168) as f64).collect();
        assert!(without_cycle(&week, 0).iter().all(|rest| rest.abs() < 1e-9));
        assert!(without_cycle(&week, 1).iter().any(|rest| rest.abs() > 1.0));
        // An hour less than two days has no cycle.
        assert_eq!(without_cycle(&hours, 1), hours);
    }

    #[test]
    fn each_series_settles_by_itself_and_says_how_far_off_it_was() {
        let level = |mean: u64| LevelHour {
            time_integral: mean * HOUR as u64,
            peak: 0,
        };
        // Ten hours of warm-up and forty counted ones, of two replications together.
        let hour = |at: u64| HourLoad {
            // From the fifteenth hour on 9 and 11 in turn, or so.
            submissions: if at < 15 { 0 } else { 2 * (9 + at % 2 * 2) },
            returned: 6,
            open_checks: level(8),
            waiting_messages: level(10),
            codes_taken: level(12),
            audits_in_hand: level(14),
            ..HourLoad::default()
        };
        let mut results = Results::of_nation([Summary::default(), Summary::default()]);
        assert_eq!(results.summaries(Groups::NATION).count(), 2);
        assert_eq!(results.counted_from, Instant(0));
        results.load.hours.before = (0..10).map(hour).collect();
        results.load.hours.counted = (10..50).map(hour).collect();
        let found = results.settling();
        let submissions = &found[0];
        assert_eq!(submissions.series, LoadSeries::Submissions);
        assert_eq!((submissions.hours.len(), submissions.hours[20]), (50, 9.0));
        assert_eq!(submissions.after, Some(15));
        // 18 times 11 and 17 times 9.
        let sum = 18.0 * 11.0 + 17.0 * 9.0;
        assert_eq!(
            (submissions.counted, submissions.settled),
            (sum / 40.0, sum / 35.0)
        );
        assert_eq!(submissions.off(10), Some(35.0 / 40.0 - 1.0));
        assert_eq!(
            (submissions.off(14).is_some(), submissions.off(15)),
            (true, None)
        );
        let of = |series| {
            let found = found.iter().find(|one| one.series == series).unwrap();
            (found.after, found.counted, found.off(10))
        };
        for (series, level) in [
            (LoadSeries::Returned, 3.0),
            (LoadSeries::OpenChecks, 4.0),
            (LoadSeries::WaitingMessages, 5.0),
            (LoadSeries::CodesTaken, 6.0),
            (LoadSeries::AuditsInHand, 7.0),
        ] {
            assert_eq!(of(series), (Some(0), level, None), "{series:?}");
        }
        let late = Settling {
            after: None,
            ..submissions.clone()
        };
        assert!(late.off(1_000).is_some());
        let nothing = Settling {
            settled: 0.0,
            ..late
        };
        assert_eq!(nothing.off(0), None);
        assert_eq!(mean(&[]), 0.0);
    }

    #[test]
    fn at_most_half_is_cut_and_of_equal_cuts_the_fewest() {
        // The best cut is the half itself: not settled.
        assert_eq!(mser(&[9.0, 9.0, 1.0, 1.0]), None);
        assert_eq!(mser(&[9.0, 1.0, 1.0, 1.0]), Some(1));
        assert_eq!(mser(&[1.0, 1.0, 1.0, 1.0]), Some(0));
        assert_eq!(mser(&[5.0]), Some(0));
    }
}
