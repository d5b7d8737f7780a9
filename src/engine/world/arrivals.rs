//! Filings come to the provider: Poisson processes, or a file.
//!
//! The base process knows nothing of surges. A surge with a factor `f` above 1 adds the filings of a
//! process of its own, at `f - 1` times the rate that it finds (that of the base times the factors of the
//! surges before it in the list). One with a factor below 1 drops each filing that it finds with
//! probability `1 - f`. The sum of Poisson processes, and what is kept of one at random, is a Poisson
//! process again; so factors of overlapping surges multiply, and a filing is the same with a surge and
//! without it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use rand_distr::{Distribution as _, Exp1};

use crate::chance::{Key, Purpose};
use crate::clock::{DAY, HOUR, Instant, Millis};
use crate::rules::{FilingNumber, FilingType, Province};
use crate::scenario::{Arrivals, FileArrival, PoissonArrivals, Run, Surge};

/// Numbers are by process: those of the base, or of a file, are 0, 1, 2, ...; those of the `k`-th surge
/// of the list (from 1) are this times `k`, and what follows it.
pub const NUMBERS_PER_PROCESS: FilingNumber = 1_000_000_000;

/// A filing that comes to the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its number in the province: see [`NUMBERS_PER_PROCESS`].
    pub number: FilingNumber,
    /// The instant at which it comes.
    pub at: Instant,
    /// Its type, where a file says so.
    pub kind: Option<FilingType>,
}

/// The arrivals of one province in one replication, one by one, in the order of time; at one instant by
/// number.
#[derive(Clone, Debug)]
pub struct ArrivalStream<'s>(Source<'s>);

#[derive(Clone, Debug)]
enum Source<'s> {
    Poisson(Superposition<'s>),
    File {
        filings: &'s [FileArrival],
        next: FilingNumber,
    },
}

impl<'s> ArrivalStream<'s> {
    /// The arrivals of a province; `key` is that of the province in the replication.
    pub fn new(arrivals: &'s Arrivals, run: &Run, province: Province, key: Key) -> Self {
        Self(match arrivals {
            Arrivals::Poisson(poisson) => {
                Source::Poisson(Superposition::new(poisson, run, province, key))
            }
            Arrivals::File(provinces) => Source::File {
                filings: &provinces[province.index()],
                next: 0,
            },
        })
    }
}

/// The type of filing `number` of a province, where a file says it.
pub fn kind_of(
    arrivals: &Arrivals,
    province: Province,
    number: FilingNumber,
) -> Option<FilingType> {
    match arrivals {
        Arrivals::Poisson(_) => None,
        Arrivals::File(provinces) => provinces[province.index()].get(number as usize)?.kind,
    }
}

impl Iterator for ArrivalStream<'_> {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        match &mut self.0 {
            Source::Poisson(processes) => {
                let (at, number) = processes.next()?;
                let kind = None;
                Some(Arrival { number, at, kind })
            }
            Source::File { filings, next } => {
                let number = *next;
                let &FileArrival { at, kind } = filings.get(number as usize)?;
                *next += 1;
                Some(Arrival { number, at, kind })
            }
        }
    }
}

/// Filings that are expected of a province: the daily and weekly cycles apart, which even out over whole weeks.
pub fn expected_filings(arrivals: &Arrivals, run: &Run, province: Province) -> f64 {
    let place = province.index();
    match arrivals {
        Arrivals::File(filings) => filings[place].len() as f64,
        Arrivals::Poisson(poisson) => {
            let parts = surge_factors(poisson, run, province).into_iter();
            let at_base: f64 = parts.map(|(length, factor)| length as f64 * factor).sum();
            poisson.filings_per_day * poisson.province_share[place] * at_base / DAY as f64
        }
    }
}

/// Filings of a province on the busiest day of its week, at the height of its surges.
pub fn filings_on_busiest_day(arrivals: &Arrivals, run: &Run, province: Province) -> f64 {
    match arrivals {
        Arrivals::Poisson(poisson) => {
            let weekday = poisson.weekday_factor.iter().copied().fold(0.0, f64::max);
            let parts = surge_factors(poisson, run, province).into_iter();
            let height = parts.map(|(_, factor)| factor).fold(1.0, f64::max);
            poisson.filings_per_day * poisson.province_share[province.index()] * weekday * height
        }
        Arrivals::File(_) => {
            let days = run.length.max(1) as f64 / DAY as f64;
            expected_filings(arrivals, run, province) / days
        }
    }
}

/// The run in parts, each with its length and what all surges together multiply the rate with in it.
fn surge_factors(arrivals: &PoissonArrivals, run: &Run, province: Province) -> Vec<(Millis, f64)> {
    let here = arrivals
        .surges
        .iter()
        .filter(|surge| surge.provinces[province.index()])
        .map(|surge| (held(surge, run), surge.factor))
        .filter(|((from, to), _)| from < to);
    let mut changes: Vec<(Instant, i32, f64)> = here
        .flat_map(|((from, to), factor)| [(from, 1, factor), (to, -1, factor)])
        .collect();
    changes.sort_by_key(|(at, ..)| *at);
    changes.push((run.end(), 0, 1.0));
    let (mut parts, mut from) = (Vec::new(), run.start.start());
    // A sum of logarithms can be taken back where a product that has become zero or endless cannot.
    let (mut zeros, mut logarithm) = (0, 0.0);
    for (at, sign, factor) in changes {
        let all = if zeros > 0 { 0.0 } else { f64::exp(logarithm) };
        if at > from {
            parts.push((at.since(from), all));
        }
        from = at;
        if factor == 0.0 {
            zeros += sign;
        } else {
            logarithm += f64::from(sign) * factor.ln();
        }
    }
    parts
}

/// From when to when of the run a surge holds.
fn held(surge: &Surge, run: &Run) -> (Instant, Instant) {
    (surge.from.max(run.start.start()), surge.to.min(run.end()))
}

/// The base process and those of the surges, merged and thinned.
#[derive(Clone, Debug)]
struct Superposition<'s> {
    key: Key,
    processes: Vec<Process<'s>>,
    /// The next filing of each process that has one: when, its number, and the process's place.
    coming: BinaryHeap<Reverse<(Instant, FilingNumber, usize)>>,
    thinning: Thinning<'s>,
}

impl<'s> Superposition<'s> {
    fn new(arrivals: &'s PoissonArrivals, run: &Run, province: Province, key: Key) -> Self {
        let whole = (run.start.start(), run.end());
        let mut processes = vec![Process::new(arrivals, run, province, whole)];
        let mut below = Vec::new();
        for (place, surge) in arrivals.surges.iter().enumerate() {
            let held = held(surge, run);
            if !surge.provinces[province.index()] || held.0 >= held.1 {
                continue;
            }
            let number = place + 1;
            if surge.factor > 1.0 {
                processes.push(Process {
                    earlier: &arrivals.surges[..place],
                    strength: surge.factor - 1.0,
                    number: number as FilingNumber * NUMBERS_PER_PROCESS,
                    ..Process::new(arrivals, run, province, held)
                });
            } else if surge.factor < 1.0 {
                below.push((number as u32, surge));
            }
        }
        let first = |(place, process): (usize, &mut Process)| {
            let (at, number) = process.next(key)?;
            Some(Reverse((at, number, place)))
        };
        Self {
            key,
            coming: processes.iter_mut().enumerate().filter_map(first).collect(),
            processes,
            thinning: Thinning::new(below),
        }
    }

    fn next(&mut self) -> Option<(Instant, FilingNumber)> {
        loop {
            let mut first = self.coming.peek_mut()?;
            let Reverse((at, number, place)) = *first;
            match self.processes[place].next(self.key) {
                Some((at, number)) => *first = Reverse((at, number, place)),
                None => drop(PeekMut::pop(first)),
            }
            if !self.thinning.drops(self.key, at, number) {
                return Some((at, number));
            }
        }
    }
}

/// The surges with factors below 1, by their places in the list, from 1.
#[derive(Clone, Debug)]
struct Thinning<'s> {
    /// Those that have not begun, the next one last.
    to_come: Vec<(u32, &'s Surge)>,
    holding: Vec<(u32, &'s Surge)>,
}

impl<'s> Thinning<'s> {
    fn new(mut surges: Vec<(u32, &'s Surge)>) -> Self {
        surges.sort_by_key(|(_, surge)| Reverse(surge.from));
        Self {
            to_come: surges,
            holding: Vec::new(),
        }
    }

    /// Whether one of them drops a filing; filings are asked for in the order of time.
    fn drops(&mut self, key: Key, at: Instant, number: FilingNumber) -> bool {
        while let Some(begun) = self.to_come.pop_if(|(_, surge)| surge.from <= at) {
            self.holding.push(begun);
        }
        self.holding.retain(|(_, surge)| at < surge.to);
        // What a surge adds was not there for those before it in the list.
        let process = number / NUMBERS_PER_PROCESS;
        self.holding.iter().any(|(place, surge)| {
            let probability = 1.0 - surge.factor;
            let filing = key.child(number);
            u64::from(*place) > process && filing.bernoulli(Purpose::Thinning, *place, probability)
        })
    }
}

/// A Poisson process whose rate is constant between hours and surge limits: each filing's
/// exponential distance is spent along the rate.
#[derive(Clone, Debug)]
struct Process<'s> {
    arrivals: &'s PoissonArrivals,
    province: Province,
    /// The surges whose factors its rate has.
    earlier: &'s [Surge],
    /// What else the base's rate is multiplied with.
    strength: f64,
    /// The next filing's.
    number: FilingNumber,
    start: Instant,
    /// Milliseconds since the start, with their fraction.
    place: f64,
    end: f64,
    /// The rate (filings a millisecond) until `until`.
    rate: f64,
    until: f64,
}

impl<'s> Process<'s> {
    /// The base process, from one instant to another.
    fn new(
        arrivals: &'s PoissonArrivals,
        run: &Run,
        province: Province,
        (from, to): (Instant, Instant),
    ) -> Self {
        let start = run.start.start();
        let place = from.since(start) as f64;
        Self {
            arrivals,
            province,
            earlier: &[],
            strength: 1.0,
            number: 0,
            start,
            place,
            end: to.since(start) as f64,
            rate: 0.0,
            until: place,
        }
    }

    /// When the next filing comes, and its number; `None` when the process is over.
    fn next(&mut self, province: Key) -> Option<(Instant, FilingNumber)> {
        let filing = province.child(self.number);
        let mut distance: f64 = Exp1.sample(&mut filing.stream(Purpose::Arrival, 0));
        loop {
            let reach = (self.until - self.place) * self.rate;
            if distance < reach {
                // Rounding must not carry it into the next piece.
                let place = self.place + distance / self.rate;
                self.place = place.min(self.until.next_down());
                let number = self.number;
                self.number += 1;
                return Some((self.start.after(self.place as Millis), number));
            }
            distance -= reach;
            self.place = self.until;
            if self.place >= self.end {
                return None;
            }
            self.enter_piece();
        }
    }

    /// Sets the rate at `place`, and until when it holds.
    fn enter_piece(&mut self) {
        let now = self.start.after(self.place as Millis);
        let hour = now.time_of_day() / HOUR;
        let mut until = now.date().start().after((hour + 1) * HOUR);
        let mut factor = self.strength;
        for surge in self.earlier {
            if !surge.provinces[self.province.index()] {
                continue;
            }
            if surge.from <= now && now < surge.to {
                factor *= surge.factor;
                until = until.min(surge.to);
            } else if now < surge.from {
                until = until.min(surge.from);
            }
        }
        let arrivals = self.arrivals;
        let daily = arrivals.filings_per_day * arrivals.province_share[self.province.index()];
        let relative =
            arrivals.weekday_factor[now.date().weekday()] * arrivals.hour_factor[hour as usize];
        self.rate = daily * relative * factor / (24 * HOUR) as f64;
        self.until = (until.since(self.start) as f64).min(self.end);
    }
}
