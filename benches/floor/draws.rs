//! The random draws of a run: how many of which kind, and the same with nothing around them.

use std::hint::black_box;

use beian_sim::chance::{Distribution, Key, Purpose};
use beian_sim::scenario::{Population, ProvinceParameters, Scenario};

/// What is drawn for a purpose.
#[derive(Clone)]
enum Kind {
    /// A part of a key.
    Part,
    /// Whether something of some probability happens.
    Event,
    /// A choice by cumulative shares.
    Choice(Vec<f64>),
    /// Random bits.
    Bits,
    /// A duration.
    Duration(Distribution),
}

/// Draws of a run, in an order in which every kind comes as often as it is frequent.
pub struct Draws {
    cycle: Vec<(Kind, Purpose)>,
    total: u64,
}

/// The recorded numbers: events, then purpose and draws a line.
const RECORD: &str = include_str!("draws.csv");

/// How long the cycle of kinds is.
const CYCLE: usize = 4_096;

impl Draws {
    /// The draws recorded of a run with this many events.
    ///
    /// # Errors
    /// A record of another run.
    pub fn recorded(scenario: &Scenario, events: u64) -> Result<Self, String> {
        let mut rows = RECORD.lines().skip(1).filter_map(|line| {
            let (place, count) = line.split_once(',')?;
            Some((place.parse::<usize>().ok()?, count.parse::<u64>().ok()?))
        });
        if rows.next() != Some((EVENTS, events)) {
            return Err("benches/floor/draws.csv is of another run: renew it with \
                        cargo bench --bench floor --features count-draws"
                .to_owned());
        }
        let rows: Vec<(usize, u64)> = rows.collect();
        let total: u64 = rows.iter().map(|(_, count)| count).sum();
        let kinds = Kinds::of(scenario);
        let mut cycle = Vec::new();
        for &(place, count) in &rows {
            let share = (count as f64 / total as f64 * CYCLE as f64).round() as usize;
            let (kind, purpose) = kinds.kind(place);
            cycle.extend((0..share).map(|_| (kind.clone(), purpose)));
        }
        shuffle(&mut cycle);
        Ok(Self { cycle, total })
    }

    /// How many draws there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Draws them all; the sum of what was drawn.
    pub fn draw(&self) -> u64 {
        let root = Key::of_seed(1);
        let mut key = root;
        let mut sum = 0u64;
        let mut drawn = 0;
        while drawn < self.total {
            for (kind, purpose) in &self.cycle {
                let occurrence = (drawn & 1) as u32;
                sum = sum.wrapping_add(match kind {
                    Kind::Part => {
                        key = root.child(drawn);
                        0
                    }
                    Kind::Event => u64::from(key.bernoulli(*purpose, occurrence, black_box(0.5))),
                    Kind::Choice(shares) => key.stream(*purpose, occurrence).choose(shares) as u64,
                    Kind::Bits => key.stream(*purpose, occurrence).bits(),
                    Kind::Duration(distribution) => {
                        distribution.sample(&mut key.stream(*purpose, occurrence)) as u64
                    }
                });
                drawn += 1;
            }
        }
        sum
    }
}

/// Puts the cycle into a random order.
fn shuffle<T>(list: &mut [T]) {
    let mut stream = Key::of_seed(2).stream(Purpose::Design, 0);
    for place in (1..list.len()).rev() {
        list.swap(place, stream.below(place as u32 + 1) as usize);
    }
}

/// The line of the events in the record.
const EVENTS: usize = 999;

struct Kinds<'s> {
    province: &'s ProvinceParameters,
    people: &'s Population,
}

impl<'s> Kinds<'s> {
    fn of(scenario: &'s Scenario) -> Self {
        let province = &scenario.provinces[0];
        Self {
            province,
            people: &province.populations[0],
        }
    }

    /// What is drawn for the purpose of this number; its distribution is the first province's.
    fn kind(&self, place: usize) -> (Kind, Purpose) {
        let (people, province) = (&self.people.people, self.province);
        let durations = [
            (Purpose::Remedy, &province.access.remedy),
            (Purpose::Review, &province.provider.review),
            (Purpose::FirstCodeDelay, &province.first_code_delay),
            (Purpose::Audit, &province.authority.audit),
            (Purpose::ResubmissionDelay, &self.people.resubmission.delay),
            (Purpose::ReminderAfter, &province.provider.reminder_after),
            (Purpose::CoverageGap, &self.people.handsets.coverage_gap),
            (Purpose::Delay, &self.people.carriers[0].delay),
            (Purpose::Notice, &people.notice),
            (Purpose::ReminderNotice, &people.notice),
            (Purpose::Act, &people.act_promptly),
            (Purpose::ReminderAct, &people.act_promptly),
            (Purpose::ComesBackAfter, &people.act_later),
            (Purpose::Patience, &people.patience),
            (Purpose::FixInterceptionTime, &people.fix_time),
            (Purpose::MoveTime, &people.fix_time),
            (Purpose::RequestTime, &people.entry_time),
            (Purpose::EntryTime, &people.entry_time),
        ];
        let bits = [Purpose::Mobile, Purpose::Certificate, Purpose::Digits];
        if place == 0 {
            return (Kind::Part, Purpose::Design);
        }
        if place == Purpose::Arrival as usize {
            let shape = beian_sim::chance::Shape::Exponential(1.0);
            return (Kind::Duration(Distribution::new(shape)), Purpose::Arrival);
        }
        let of = |purpose: &Purpose| *purpose as usize == place;
        if let Some((purpose, delay)) = durations.iter().find(|(purpose, _)| of(purpose)) {
            return (Kind::Duration(delay.distribution.clone()), *purpose);
        }
        let choices = [
            (Purpose::FilingType, self.people.type_share.as_slice()),
            (Purpose::ChangeScope, &self.people.change_scope),
            (Purpose::Carrier, &self.people.carrier_share),
        ];
        if let Some((purpose, shares)) = choices.iter().find(|(purpose, _)| of(purpose)) {
            return (Kind::Choice(shares.to_vec()), *purpose);
        }
        match bits.iter().find(|purpose| of(purpose)) {
            Some(purpose) => (Kind::Bits, *purpose),
            None => (Kind::Event, Purpose::Loss),
        }
    }
}

/// Counts the draws of a run and records them; only with the feature `count-draws`.
#[cfg(feature = "count-draws")]
pub fn renew(scenario: &Scenario, events: u64) -> bool {
    use beian_sim::chance::drawn;
    use beian_sim::simulation::{Unobserved, simulate};
    use std::fmt::Write as _;

    drawn::take();
    for place in 0..scenario.provinces.len() {
        simulate(scenario, place, 0, &mut Unobserved);
    }
    let mut record = format!("purpose,draws\n{EVENTS},{events}\n");
    for (place, count) in drawn::take().into_iter().enumerate() {
        if count > 0 {
            let _ = writeln!(record, "{place},{count}");
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/floor/draws.csv");
    match std::fs::write(path, record) {
        Ok(()) => println!("the draws are recorded"),
        Err(error) => eprintln!("cannot write {path}: {error}"),
    }
    true
}

/// Nothing is counted without the feature.
#[cfg(not(feature = "count-draws"))]
pub fn renew(_: &Scenario, _: u64) -> bool {
    false
}
