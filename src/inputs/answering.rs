//! How long people take from a kept message to the page, of whom it is not recorded in which calendar they act.
//!
//! Each response is of one who acts in waking time, or of one who acts at work; of the latter, one who would come too late
//! may make time, and then acts in waking time. The same distribution of open time holds for all. Which response is
//! whose, what share acts at work, what share makes time, and the distribution (a histogram on the logarithmic scale) are
//! found together by expectation and maximisation (Dempster, Laird and Rubin 1977).

use super::seen::Response;
use crate::clock::{Instant, Millis};
use crate::measures::Level;
use crate::scenario::Calendars;

/// What responses say of people.
#[derive(Clone, Debug, PartialEq)]
pub struct Answering {
    /// `people.acts_at_work`.
    pub acts_at_work: Share,
    /// `people.makes_time`; `None` where nobody could have.
    pub makes_time: Option<Share>,
    /// Medians and 95th percentiles of the open time, in milliseconds.
    pub quantiles: [(f64, Share); 2],
    /// Values from which a scenario draws the same, in milliseconds.
    pub values: Vec<f64>,
    /// Over how many responses.
    pub responses: usize,
}

/// An estimate with its interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// The estimate.
    pub value: f64,
    /// The interval.
    pub interval: (f64, f64),
}

/// How a response may have come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Waking,
    AtWork { could_make_time: bool },
    MadeTime,
}

/// The ways of a response, each with the open time that it took.
#[derive(Clone, Debug)]
struct Case {
    ways: Vec<(Way, Millis)>,
}

/// Bins of the histogram: each a sixth longer than the one before, from a second on.
const BINS: usize = 110;
const GROWTH: f64 = 7.0 / 6.0;

/// Groups left out in turn for the intervals (jackknife).
const GROUPS: usize = 20;

/// Iterations, and by how much less than this the shares may still move.
const ITERATIONS: usize = 400;
const STILL: f64 = 1e-6;

/// The most responses that are looked at: the first ones in the order of the record.
const MOST: usize = 60_000;

#[derive(Clone, Debug)]
struct State {
    at_work: f64,
    makes_time: f64,
    density: Vec<f64>,
}

impl Answering {
    /// What responses say, where the window is over at the instant that `deadline` tells of each; `None` where none of them
    /// fits the calendars.
    pub fn of(
        responses: &[Response],
        calendars: &Calendars,
        deadline: impl Fn(&Response) -> Instant,
        level: Level,
    ) -> Option<Self> {
        let few = &responses[..responses.len().min(MOST)];
        let cases: Vec<Case> = few
            .iter()
            .map(|response| Case::of(response, calendars, deadline(response)))
            .filter(|case| !case.ways.is_empty())
            .collect();
        if cases.is_empty() {
            return None;
        }
        let start = State {
            at_work: 0.5,
            makes_time: 0.5,
            density: vec![1.0; BINS],
        };
        let all = |_: usize| true;
        let found = start.settle(&cases, &all);
        let figures = found.figures(&cases, &all);
        let left_out: Vec<[f64; 4]> = (0..GROUPS.min(cases.len()))
            .map(|group| {
                let kept = move |place: usize| place % GROUPS != group;
                found.clone().settle(&cases, &kept).figures(&cases, &kept)
            })
            .collect();
        let share = |figure: usize, bounded: bool| {
            let value = figures[figure];
            let half = level.standard_errors() * standard_error(&left_out, figure);
            let (low, high) = ((value - half).max(0.0), value + half);
            let high = if bounded { high.min(1.0) } else { high };
            Share {
                value,
                interval: (low, high),
            }
        };
        let could = cases.iter().flat_map(|case| &case.ways);
        let could = could.filter(|(way, _)| *way == Way::MadeTime).count() > 0;
        Some(Self {
            acts_at_work: share(0, true),
            makes_time: could.then(|| share(1, true)),
            quantiles: [(0.5, share(2, false)), (0.95, share(3, false))],
            values: found.values(&cases),
            responses: cases.len(),
        })
    }
}

/// The standard error of a figure, from its values with a group left out.
fn standard_error(left_out: &[[f64; 4]], figure: usize) -> f64 {
    let groups = left_out.len() as f64;
    let mean = left_out.iter().map(|of| of[figure]).sum::<f64>() / groups;
    let squares: f64 = left_out.iter().map(|of| (of[figure] - mean).powi(2)).sum();
    (squares * (groups - 1.0) / groups).sqrt()
}

impl Case {
    fn of(response: &Response, calendars: &Calendars, deadline: Instant) -> Self {
        let Response {
            kept, visit, late, ..
        } = *response;
        let [waking, working] = [Calendars::WAKING, Calendars::WORKING].map(|id| calendars.get(id));
        let mut ways = Vec::new();
        // A visit is possible in a calendar where so much open time ends at that instant.
        let awake = waking.open_between(kept, visit);
        if waking.add(kept, awake) == visit {
            ways.push((Way::Waking, awake));
            if working.add(kept, awake) >= deadline {
                ways.push((Way::MadeTime, awake));
            }
        }
        let at_work = working.open_between(kept, visit);
        if working.add(kept, at_work) == visit {
            ways.push((
                Way::AtWork {
                    could_make_time: late,
                },
                at_work,
            ));
        }
        Self { ways }
    }
}

fn bin(open: Millis) -> usize {
    let seconds = (open as f64 / 1e3).max(1.0);
    ((seconds.ln() / GROWTH.ln()) as usize).min(BINS - 1)
}

impl State {
    fn weight(&self, (way, open): (Way, Millis)) -> f64 {
        let share = match way {
            Way::Waking => 1.0 - self.at_work,
            Way::AtWork {
                could_make_time: false,
            } => self.at_work,
            Way::AtWork {
                could_make_time: true,
            } => self.at_work * (1.0 - self.makes_time),
            Way::MadeTime => self.at_work * self.makes_time,
        };
        share * self.density[bin(open)]
    }

    /// Iterates until the shares stand still.
    fn settle(mut self, cases: &[Case], kept: &dyn Fn(usize) -> bool) -> Self {
        for _ in 0..ITERATIONS {
            let next = self.step(cases, kept);
            let moved =
                (next.at_work - self.at_work).abs() + (next.makes_time - self.makes_time).abs();
            self = next;
            if moved < STILL {
                break;
            }
        }
        self
    }

    fn step(&self, cases: &[Case], kept: &dyn Fn(usize) -> bool) -> Self {
        let (mut all, mut at_work, mut made, mut could) = (0.0, 0.0, 0.0, 0.0);
        let mut mass = vec![0.0; BINS];
        for (_, case) in cases.iter().enumerate().filter(|(place, _)| kept(*place)) {
            let sum: f64 = case.ways.iter().map(|way| self.weight(*way)).sum();
            if sum <= 0.0 {
                continue;
            }
            all += 1.0;
            for (way, open) in &case.ways {
                let share = self.weight((*way, *open)) / sum;
                mass[bin(*open)] += share;
                match way {
                    Way::Waking => {}
                    Way::AtWork { could_make_time } => {
                        at_work += share;
                        could += if *could_make_time { share } else { 0.0 };
                    }
                    Way::MadeTime => {
                        at_work += share;
                        made += share;
                    }
                }
            }
        }
        let width = |place: usize| GROWTH.powi(place as i32);
        let density = mass
            .iter()
            .enumerate()
            .map(|(place, mass)| mass / width(place));
        let of =
            |part: f64, whole: f64, otherwise| if whole > 0.0 { part / whole } else { otherwise };
        Self {
            at_work: of(at_work, all, self.at_work),
            makes_time: of(made, made + could, self.makes_time),
            density: density.collect(),
        }
    }

    /// Open times in order, each with its weight.
    fn weighted(&self, cases: &[Case], kept: &dyn Fn(usize) -> bool) -> Vec<(Millis, f64)> {
        let mut list = Vec::new();
        for (_, case) in cases.iter().enumerate().filter(|(place, _)| kept(*place)) {
            let sum: f64 = case.ways.iter().map(|way| self.weight(*way)).sum();
            if sum > 0.0 {
                list.extend(case.ways.iter().map(|way| (way.1, self.weight(*way) / sum)));
            }
        }
        list.sort_by_key(|(open, _)| *open);
        list
    }

    fn figures(&self, cases: &[Case], kept: &dyn Fn(usize) -> bool) -> [f64; 4] {
        let quantiles = quantiles(&self.weighted(cases, kept), &[0.5, 0.95]);
        [self.at_work, self.makes_time, quantiles[0], quantiles[1]]
    }

    fn values(&self, cases: &[Case]) -> Vec<f64> {
        let last = super::MOST_VALUES.min(cases.len().max(2)) - 1;
        let shares: Vec<f64> = (0..=last).map(|place| place as f64 / last as f64).collect();
        quantiles(&self.weighted(cases, &|_| true), &shares)
    }
}

/// Quantiles of weighted values that stand in order; shares in order, too.
fn quantiles(list: &[(Millis, f64)], shares: &[f64]) -> Vec<f64> {
    let all: f64 = list.iter().map(|(_, weight)| weight).sum();
    let (mut sum, mut place) = (0.0, 0);
    let mut found = Vec::with_capacity(shares.len());
    for share in shares {
        while place + 1 < list.len() && sum + list[place].1 < share * all - 1e-9 {
            sum += list[place].1;
            place += 1;
        }
        found.push(list.get(place).map_or(0.0, |(open, _)| *open as f64));
    }
    found
}
