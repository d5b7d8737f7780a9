//! A checked scenario: every value is of a type that cannot be wrong.

use std::collections::BTreeSet;
use std::sync::Arc;

pub use super::fields::{
    Access, Authority, CarrierParameters, Channel, Handsets, People, Provider, Reminder,
    ReminderTime, Resubmission,
};
use super::uncertain::Uncertain;
use crate::chance::Distribution;
use crate::clock::{Calendar, Date, Instant, Millis};
use crate::measures::{Groups, Level, Measure, Prices};
use crate::rules::{Carrier, FilingType, InForce, Policy, Province};

/// A scenario that can be run.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The file's name without its ending; names the results folder.
    pub name: String,
    /// `title`.
    pub title: String,
    /// `description`.
    pub description: String,
    /// `[run]`.
    pub run: Run,
    /// `holidays` and `extra_workdays`.
    pub holidays: Holidays,
    /// All calendars by name: `always`, `waking`, `working` and the scenario's own.
    pub calendars: Calendars,
    /// `[arrivals]`.
    pub arrivals: Arrivals,
    /// `[[segments]]`, in the order of the file; one named `all` where there are none.
    pub segments: Vec<Segment>,
    /// `[rules]`, less what is a province's own.
    pub policy: Policy,
    /// The provinces to which filings come, in the order of [`Province::all`].
    pub provinces: Vec<ProvinceParameters>,
    /// `[[outages]]`.
    pub outages: Vec<Outage>,
    /// `[[thresholds]]`.
    pub thresholds: Vec<Threshold>,
    /// `[costs]`.
    pub prices: Prices,
    /// `[[uncertain]]`: what an ensemble draws; anything else has the values of the fields.
    pub uncertain: Vec<Uncertain>,
}

impl Scenario {
    /// Whether the provider reminds anywhere.
    pub fn reminds(&self) -> bool {
        (self.provinces.iter()).any(|province| province.provider.reminds())
    }

    /// The groups by which its results are broken down.
    pub fn groups(&self) -> Groups {
        let provinces = self.provinces.iter().map(|p| p.province);
        Groups::new(provinces, self.segments.iter().map(|s| s.name.clone()))
    }
}

/// `holidays` and `extra_workdays`: the days that are not what their weekday is, for calendars that know holidays.
#[derive(Clone, Debug, Default)]
pub struct Holidays {
    /// Days on which they are closed.
    pub closed: BTreeSet<Date>,
    /// Days on which they are open all the same.
    pub extra_workdays: BTreeSet<Date>,
    /// Whether they are China's official ones, with what the scenario adds.
    pub official: bool,
}

impl Holidays {
    /// The years, from the first to the last day of a run, in which no holiday is listed; none where there is no
    /// list at all.
    pub fn years_left_out(&self, run: &Run) -> Vec<i16> {
        let listed: BTreeSet<i16> = self.closed.iter().map(|date| date.year()).collect();
        if listed.is_empty() {
            return Vec::new();
        }
        let last = Instant(run.end().0 - 1).date();
        let years = run.start.year()..=last.year();
        years.filter(|year| !listed.contains(year)).collect()
    }
}

/// `[[thresholds]]`: what a measure of a group may be.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// The measure.
    pub measure: &'static Measure,
    /// The group's place in [`Scenario::groups`].
    pub group: usize,
    /// The least that it may be.
    pub min: Option<f64>,
    /// The most that it may be.
    pub max: Option<f64>,
}

/// `[run]`: what is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// 00:00 Beijing time of the first day.
    pub start: Date,
    /// For how long filings arrive.
    pub length: Millis,
    /// Filings that arrive earlier than this after the start are not counted.
    pub warm_up: Millis,
    /// The seed of all chance.
    pub seed: u64,
    /// How many independent repetitions; at least 1.
    pub replications: u32,
    /// The confidence level of intervals.
    pub level: Level,
}

impl Run {
    /// Until when filings arrive (exclusive).
    pub fn end(&self) -> Instant {
        self.start.start().after(self.length)
    }

    /// From when filings are counted.
    pub fn counted_from(&self) -> Instant {
        self.start.start().after(self.warm_up)
    }
}

/// A calendar's place in [`Calendars`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarId(pub u8);

/// The scenario's calendars.
#[derive(Clone, Debug)]
pub struct Calendars {
    /// Names and calendars; the first three are `always`, `waking` and `working`.
    pub all: Vec<(String, Arc<Calendar>)>,
}

impl Calendars {
    /// All of the time.
    pub const ALWAYS: CalendarId = CalendarId(0);
    /// When people are awake.
    pub const WAKING: CalendarId = CalendarId(1);
    /// When offices work.
    pub const WORKING: CalendarId = CalendarId(2);

    /// Nothing but `always`.
    pub fn only_always() -> Self {
        let always = Arc::new(Calendar::always());
        Self {
            all: vec![("always".to_owned(), always)],
        }
    }

    /// The name of one of the calendars; empty for another.
    pub fn name_of(&self, calendar: &Arc<Calendar>) -> &str {
        let mut all = self.all.iter();
        let known = all.find(|(_, known)| Arc::ptr_eq(known, calendar));
        known.map_or("", |(name, _)| name)
    }

    /// The calendar at a place.
    pub fn get(&self, id: CalendarId) -> &Calendar {
        &self.all[usize::from(id.0)].1
    }
}

/// A duration to be drawn, and the calendar in which it passes.
#[derive(Clone, Debug)]
pub struct Delay {
    /// Its distribution.
    pub distribution: Distribution,
    /// The calendar it is measured in; `None` for the leader's own (`waking`, or `working` for one
    /// who acts at work).
    pub measured_in: Option<CalendarId>,
}

impl Default for Delay {
    /// None at all.
    fn default() -> Self {
        Self {
            distribution: Distribution::constant(0),
            measured_in: Some(Calendars::ALWAYS),
        }
    }
}

/// `[arrivals]`: when filings come.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// A Poisson process a province.
    Poisson(Box<PoissonArrivals>),
    /// From a file, in the order of time, by [`Province::index`].
    File(Vec<Vec<FileArrival>>),
}

/// Poisson arrivals.
#[derive(Clone, Debug)]
pub struct PoissonArrivals {
    /// Filings a day over all provinces, the average of a week without surges.
    pub filings_per_day: f64,
    /// Relative rate of each weekday, Monday first; mean 1.
    pub weekday_factor: [f64; 7],
    /// Relative rate of each hour of the day; mean 1.
    pub hour_factor: [f64; 24],
    /// Share of each province by [`Province::index`]; sums to 1.
    pub province_share: [f64; Province::COUNT],
    /// Surges, known by their places: each adds filings or drops some, and leaves the others as they are;
    /// factors of overlapping ones multiply.
    pub surges: Vec<Surge>,
}

/// A time of more (or fewer) filings, `[from, to)`.
#[derive(Clone, Debug)]
pub struct Surge {
    /// First instant.
    pub from: Instant,
    /// First instant after.
    pub to: Instant,
    /// What the rate is multiplied with.
    pub factor: f64,
    /// Where, by [`Province::index`].
    pub provinces: [bool; Province::COUNT],
}

/// A filing of an arrivals file.
#[derive(Clone, Copy, Debug)]
pub struct FileArrival {
    /// When it reaches the provider.
    pub at: Instant,
    /// Its type; drawn where `None`.
    pub kind: Option<FilingType>,
}

/// A population segment.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its name in results.
    pub name: String,
    /// Its share of filings; all sum to 1.
    pub share: f64,
}

/// What holds in one province.
#[derive(Clone, Debug)]
pub struct ProvinceParameters {
    /// Which.
    pub province: Province,
    /// R1: from when the check is in force.
    pub in_force: InForce,
    /// `[access]`.
    pub access: Access,
    /// `[provider]`.
    pub provider: Provider,
    /// `[authority]`.
    pub authority: Authority,
    /// `rules.first_code_delay` (R13).
    pub first_code_delay: Delay,
    /// Messages a minute of each carrier's lane, by [`Carrier`]; `None` for no limit.
    pub lane_rates: [Option<f64>; 4],
    /// The people of each segment, in the order of [`Scenario::segments`]; provinces whose people do
    /// not differ share them.
    pub populations: Arc<[Population]>,
}

/// The applicants of one segment in one province, and their leaders.
#[derive(Clone, Debug, Default)]
pub struct Population {
    /// Share of each type, cumulative, by [`FilingType`].
    pub type_share: [f64; 7],
    /// Share of each scope of a change, cumulative, by [`ChangeScope`](crate::rules::ChangeScope).
    pub change_scope: [f64; 3],
    /// Probability that both leaders are one person, where both are checked.
    pub same_person: f64,
    /// Share of each carrier, cumulative, by [`Carrier`].
    pub carrier_share: [f64; 4],
    /// Each carrier, by [`Carrier`].
    pub carriers: [CarrierParameters; 4],
    /// Probability that an MVNO's other route reaches a leader (R17).
    pub mvno_reach: f64,
    /// `[handsets]`.
    pub handsets: Handsets,
    /// `[people]`.
    pub people: People,
    /// `[resubmission]`.
    pub resubmission: Resubmission,
}

/// What is out of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageOf {
    /// A carrier: its messages are lost.
    Carrier(Carrier),
    /// The gateway: messages are held back.
    Gateway,
    /// The province's page: visits fail.
    Page,
}

/// `[[outages]]`: out of service in `[from, to)`.
#[derive(Clone, Debug)]
pub struct Outage {
    /// What.
    pub what: OutageOf,
    /// First instant.
    pub from: Instant,
    /// First instant after.
    pub to: Instant,
    /// Where, by [`Province::index`].
    pub provinces: [bool; Province::COUNT],
}
