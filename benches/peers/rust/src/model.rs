//! The core of the model, apart from the engine that keeps its time.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1};
use serde::{Deserialize, Serialize};

pub const MINUTE: f64 = 60.0;
pub const HOUR: f64 = 3_600.0;
pub const DAY: f64 = 86_400.0;
const FILINGS_PER_DAY: f64 = 2_000.0;
const WINDOW: f64 = 48.0 * HOUR;

/// What happens.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Event {
    /// A filing arrives.
    Arrival,
    /// The first codes of a filing are sent.
    FirstCodes(usize),
    /// A message reaches the phone of a filing's leader.
    Reaches(usize, usize),
    /// A leader visits the page.
    Visit(usize, usize),
    /// A leader has entered the code.
    Entry(usize, usize),
    /// A leader who expects a code looks for it.
    Look(usize, usize),
    /// A leader has asked for a resend.
    Request(usize, usize),
    /// The automatic resend of a filing.
    Midnight(usize),
    /// A filing's window is over.
    Deadline(usize),
}

/// What the model asks of an engine; `Timer` cancels what was scheduled.
pub trait Engine {
    type Timer: Clone;
    /// Seconds since the start.
    fn now(&self) -> f64;
    /// Schedules what is never cancelled.
    fn later(&mut self, seconds: f64, event: Event);
    fn after(&mut self, seconds: f64, event: Event) -> Self::Timer;
    fn cancel(&mut self, timer: Self::Timer);
}

#[derive(Clone, Serialize, Deserialize)]
struct Leader<T> {
    intercepting: bool,
    expecting: bool,
    holds_code: bool,
    verified: bool,
    looks_left: u8,
    visit_at: f64,
    visit: Option<T>,
    look: Option<T>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Filing<T> {
    leaders: [Leader<T>; 2],
    open: bool,
    midnight: Option<T>,
    deadline: Option<T>,
}

/// The province with its filings.
#[derive(Clone, Serialize, Deserialize)]
pub struct Province<T> {
    #[serde(skip, default = "random")]
    random: SmallRng,
    end: f64,
    filings: Vec<Filing<T>>,
    pub returned: u64,
}

fn random() -> SmallRng {
    SmallRng::seed_from_u64(0)
}

impl<T: Clone> Province<T> {
    pub fn new(days: f64, seed: u64) -> Self {
        Self {
            random: SmallRng::seed_from_u64(seed),
            end: days * DAY,
            filings: Vec::new(),
            returned: 0,
        }
    }

    pub fn filings(&self) -> usize {
        self.filings.len()
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        let unit: f64 = Exp1.sample(&mut self.random);
        unit * mean
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.random.random_bool(probability)
    }

    /// The time to the next arrival.
    pub fn gap(&mut self) -> f64 {
        self.exponential(DAY / FILINGS_PER_DAY)
    }

    pub fn handle(&mut self, event: Event, engine: &mut impl Engine<Timer = T>) {
        match event {
            Event::Arrival => self.arrival(engine),
            Event::FirstCodes(filing) => self.first_codes(filing, engine),
            Event::Reaches(filing, leader) => self.reaches(filing, leader, engine),
            Event::Visit(filing, leader) => {
                let timer = engine.after(MINUTE, Event::Entry(filing, leader));
                let leader = &mut self.filings[filing].leaders[leader];
                leader.visit = Some(timer);
                // Nothing is earlier than a visit under way.
                leader.visit_at = f64::NEG_INFINITY;
            }
            Event::Entry(filing, leader) => self.entry(filing, leader, engine),
            Event::Look(filing, leader) => {
                let asks = self.chance(0.5);
                let this = &mut self.filings[filing].leaders[leader];
                this.look = None;
                if !this.holds_code && asks {
                    this.look = Some(engine.after(MINUTE, Event::Request(filing, leader)));
                }
            }
            Event::Request(filing, leader) => {
                self.send(filing, leader, engine);
                self.plan_look(filing, leader, engine);
            }
            Event::Midnight(filing) => {
                self.filings[filing].midnight = None;
                for leader in 0..2 {
                    if !self.filings[filing].leaders[leader].verified {
                        self.send(filing, leader, engine);
                    }
                }
            }
            Event::Deadline(filing) => {
                self.filings[filing].deadline = None;
                self.returned += 1;
                self.close(filing, engine);
            }
        }
    }

    fn arrival(&mut self, engine: &mut impl Engine<Timer = T>) {
        if engine.now() >= self.end {
            return;
        }
        let leaders = [0, 1].map(|_| Leader {
            intercepting: self.chance(0.1),
            expecting: self.chance(0.6),
            holds_code: false,
            verified: false,
            looks_left: 2,
            visit_at: f64::INFINITY,
            visit: None,
            look: None,
        });
        self.filings.push(Filing {
            leaders,
            open: true,
            midnight: None,
            deadline: None,
        });
        let filing = self.filings.len() - 1;
        engine.later(self.exponential(5.0 * MINUTE), Event::FirstCodes(filing));
        engine.later(self.gap(), Event::Arrival);
    }

    fn first_codes(&mut self, filing: usize, engine: &mut impl Engine<Timer = T>) {
        let to_midnight = DAY - engine.now() % DAY;
        let this = &mut self.filings[filing];
        this.deadline = Some(engine.after(WINDOW, Event::Deadline(filing)));
        this.midnight = Some(engine.after(to_midnight, Event::Midnight(filing)));
        for leader in 0..2 {
            self.send(filing, leader, engine);
            if self.filings[filing].leaders[leader].expecting {
                self.plan_look(filing, leader, engine);
            }
        }
    }

    /// A code by SMS: lost, or on its way.
    fn send(&mut self, filing: usize, leader: usize, engine: &mut impl Engine<Timer = T>) {
        if !self.chance(0.05) {
            engine.later(self.exponential(10.0), Event::Reaches(filing, leader));
        }
    }

    fn plan_look(&mut self, filing: usize, leader: usize, engine: &mut impl Engine<Timer = T>) {
        let patience = self.exponential(2.0 * HOUR);
        let this = &mut self.filings[filing].leaders[leader];
        this.look = None;
        if this.looks_left > 0 {
            this.looks_left -= 1;
            this.look = Some(engine.after(patience, Event::Look(filing, leader)));
        }
    }

    /// A message reaches the phone: intercepted, or kept, and perhaps responded to.
    fn reaches(&mut self, filing: usize, leader: usize, engine: &mut impl Engine<Timer = T>) {
        let this = &mut self.filings[filing];
        let open = this.open;
        let this = &mut this.leaders[leader];
        if !open || this.verified || this.intercepting {
            return;
        }
        this.holds_code = true;
        if !self.chance(0.7) {
            return;
        }
        let later = if self.chance(0.5) {
            20.0 * MINUTE
        } else {
            8.0 * HOUR
        };
        let wait = self.exponential(10.0 * MINUTE) + self.exponential(later);
        let at = engine.now() + wait;
        let this = &mut self.filings[filing].leaders[leader];
        // A visit that is planned stays unless the new one is earlier.
        if at < this.visit_at {
            if let Some(planned) = this.visit.take() {
                engine.cancel(planned);
            }
            this.visit_at = at;
            this.visit = Some(engine.after(wait, Event::Visit(filing, leader)));
        }
    }

    fn entry(&mut self, filing: usize, leader: usize, engine: &mut impl Engine<Timer = T>) {
        let this = &mut self.filings[filing];
        let of = &mut this.leaders[leader];
        of.verified = true;
        of.visit = None;
        if let Some(look) = of.look.take() {
            engine.cancel(look);
        }
        if this.leaders.iter().all(|leader| leader.verified) {
            self.close(filing, engine);
        }
    }

    /// The check is over: whatever was planned is cancelled.
    fn close(&mut self, filing: usize, engine: &mut impl Engine<Timer = T>) {
        let this = &mut self.filings[filing];
        this.open = false;
        let mut timers = vec![this.midnight.take(), this.deadline.take()];
        for leader in &mut this.leaders {
            timers.extend([leader.visit.take(), leader.look.take()]);
        }
        timers
            .into_iter()
            .flatten()
            .for_each(|timer| engine.cancel(timer));
    }
}
