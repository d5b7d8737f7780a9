//! Filings come to the provider: a Poisson process, or a file.

use rand_distr::{Distribution as _, Exp1};

use crate::chance::{Key, Purpose};
use crate::clock::{HOUR, Instant, Millis};
use crate::rules::{FilingType, Province};
use crate::scenario::{Arrivals, FileArrival, PoissonArrivals, Run};

/// A filing that comes to the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its number in the province, from 0.
    pub number: u32,
    /// The instant at which it comes.
    pub at: Instant,
    /// Its type, where a file says so.
    pub kind: Option<FilingType>,
}

/// The arrivals of one province in one replication, one by one.
#[derive(Clone, Debug)]
pub struct ArrivalStream<'s> {
    next: u32,
    source: Source<'s>,
}

#[derive(Clone, Debug)]
enum Source<'s> {
    Poisson(Poisson<'s>),
    File(&'s [FileArrival]),
}

impl<'s> ArrivalStream<'s> {
    /// The arrivals of a province; `key` is that of the province in the replication.
    pub fn new(arrivals: &'s Arrivals, run: &Run, province: Province, key: Key) -> Self {
        let source = match arrivals {
            Arrivals::Poisson(poisson) => {
                Source::Poisson(Poisson::new(poisson, run, province, key))
            }
            Arrivals::File(provinces) => Source::File(&provinces[province.index()]),
        };
        Self { next: 0, source }
    }
}

/// The type of filing `number` of a province, where a file says it.
pub fn kind_of(arrivals: &Arrivals, province: Province, number: u32) -> Option<FilingType> {
    match arrivals {
        Arrivals::Poisson(_) => None,
        Arrivals::File(provinces) => provinces[province.index()].get(number as usize)?.kind,
    }
}

impl Iterator for ArrivalStream<'_> {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        let number = self.next;
        let (at, kind) = match &mut self.source {
            Source::Poisson(poisson) => (poisson.next(number)?, None),
            Source::File(filings) => {
                let filing = filings.get(number as usize)?;
                (filing.at, filing.kind)
            }
        };
        self.next += 1;
        Some(Arrival { number, at, kind })
    }
}

/// A Poisson process whose rate is constant between hours and surge limits: each filing's
/// exponential distance is spent along the rate.
#[derive(Clone, Debug)]
struct Poisson<'s> {
    arrivals: &'s PoissonArrivals,
    province: Province,
    key: Key,
    start: Instant,
    length: f64,
    /// Milliseconds since the start, with their fraction.
    place: f64,
    /// The rate (filings a millisecond) until `until`.
    rate: f64,
    until: f64,
}

impl<'s> Poisson<'s> {
    fn new(arrivals: &'s PoissonArrivals, run: &Run, province: Province, key: Key) -> Self {
        let mut process = Self {
            arrivals,
            province,
            key,
            start: run.start.start(),
            length: run.length as f64,
            place: 0.0,
            rate: 0.0,
            until: 0.0,
        };
        process.enter_piece();
        process
    }

    /// The instant of filing `number`, or `None` when the run's length is over.
    fn next(&mut self, number: u32) -> Option<Instant> {
        let mut stream = self
            .key
            .child(u64::from(number))
            .stream(Purpose::Arrival, 0);
        let mut distance: f64 = Exp1.sample(&mut stream);
        loop {
            let reach = (self.until - self.place) * self.rate;
            if distance < reach {
                // Rounding must not carry it into the next piece.
                let place = self.place + distance / self.rate;
                self.place = place.min(self.until.next_down());
                return Some(self.start.after(self.place as Millis));
            }
            distance -= reach;
            self.place = self.until;
            if self.place >= self.length {
                return None;
            }
            self.enter_piece();
        }
    }

    /// Sets the rate at `place`, and until when it holds.
    fn enter_piece(&mut self) {
        let now = self.start.after(self.place as Millis);
        let hour_end = (now.time_of_day() / HOUR + 1) * HOUR;
        let mut until = now.date().start().after(hour_end);
        let mut factor = 1.0;
        for surge in &self.arrivals.surges {
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
        let hour = (now.time_of_day() / HOUR) as usize;
        let arrivals = self.arrivals;
        let daily = arrivals.filings_per_day * arrivals.province_share[self.province.index()];
        let relative = arrivals.weekday_factor[now.date().weekday()] * arrivals.hour_factor[hour];
        self.rate = daily * relative * factor / (24 * HOUR) as f64;
        self.until = (until.since(self.start) as f64).min(self.length);
    }
}
