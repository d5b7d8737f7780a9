//! Random values, made from what the declarations say of them: kind, bounds, parameters, parts.

use beian_sim::clock::{DAY, Date, HOUR, Instant, MINUTE, Millis, OfficialDays, SECOND};
use beian_sim::measures::MEASURES;
use beian_sim::rules::{Carrier, Province};
use beian_sim::scenario::{
    BOUNDS, Entry, FORMS, Form, Kind, MEASURED_IN, MIXTURE_PARTS, Part, entries,
};
use toml::{Table, Value};

use crate::dice::Dice;

/// What the values of a scenario refer to.
#[derive(Clone)]
pub struct Around {
    /// The first day.
    pub start: Date,
    /// For how long filings arrive.
    pub length: Millis,
    /// Codes of provinces that have filings, as far as the scenario says.
    pub provinces: Vec<&'static str>,
    /// The names of calendars.
    pub calendars: Vec<&'static str>,
    /// The names of segments.
    pub segments: Vec<String>,
}

/// The data file of empirical distributions, and its column.
pub const COLUMN: (&str, &str) = ("column.csv", "value");

/// Words that are awkward in files, tables and shells.
const WORDS: [&str; 8] = [
    "plain",
    "two words",
    "=1+1, \"quoted\"",
    "a.b.c",
    "备案 'x'",
    "back\\slash",
    "#none",
    "-5",
];

/// Days on which a run may start: weekdays, a weekend, a leap day, before and after holidays.
const STARTS: [&str; 6] = [
    "2018-09-08",
    "2019-03-11",
    "2019-04-30",
    "2020-02-28",
    "2024-12-31",
    "1999-12-30",
];

/// A value of a kind.
pub fn value(kind: Kind, dice: &mut Dice, around: &Around) -> Value {
    match kind {
        Kind::Text => dice.one_of(&WORDS).into(),
        Kind::Date => date(dice.one_of(&STARTS)),
        // Days worked in return are no official holidays.
        Kind::Dates => days(dice, around, |day| {
            OfficialDays::of_china().feast(*day).is_none()
        }),
        Kind::Holidays if dice.happens(0.3) => "china".into(),
        Kind::Holidays => days(dice, around, |_| true),
        Kind::Instant => instant(instants(dice, around, 1)[0], dice, around),
        Kind::Duration { maximum } => duration(positive(dice).min(maximum), dice),
        Kind::DurationOrZero => {
            let millis = or_zero(dice);
            duration(millis, dice)
        }
        Kind::Delay(_) => delay(dice, around, true),
        Kind::Span => span(kind, dice, around),
        Kind::Probability | Kind::Share => number(dice.share(), dice),
        Kind::ProbabilityBelowOne => number(dice.share() * 0.8, dice),
        Kind::Number {
            minimum, maximum, ..
        } => {
            let low = minimum.max(-5.0);
            let within = dice.between(low, maximum.min(low + 10.0));
            number(within, dice)
        }
        Kind::Count {
            minimum, maximum, ..
        } => {
            let near = (minimum + dice.below(6) as u64).min(maximum);
            // Numbers that may be as great as that: none is too great.
            let far = if maximum >= 1_000_000 { maximum } else { near };
            whole(dice.one_of(&[near, far]) as i64)
        }
        Kind::CountOrNone { minimum, .. } => {
            let near = (minimum + dice.below(6) as u64) as i64;
            whole(dice.one_of(&[near, near, -1]))
        }
        Kind::Flag => dice.happens(0.5).into(),
        Kind::TimeOfDay => time_of_day(dice.below((DAY / MINUTE) as usize) as i64),
        Kind::Hours => {
            let mut ends: Vec<i64> = (0..2 + 2 * dice.below(2))
                .map(|_| dice.below((DAY / MINUTE) as usize) as i64)
                .collect();
            ends.sort_unstable();
            // Each end lies after the one before it.
            let ends: Vec<i64> = ends
                .iter()
                .zip(1..)
                .map(|(at, n)| at / 2 + 150 * n)
                .collect();
            let pairs = ends.chunks_exact(2);
            list(pairs.map(|pair| list(pair.iter().map(|at| time_of_day(*at)))))
        }
        Kind::Choice(words) => dice.one_of(words).into(),
        Kind::Words(words) => some(dice, words.len(), |dice| dice.one_of(words).into()),
        Kind::Provinces => some(dice, 3, |dice| dice.one_of(&around.provinces).into()),
        Kind::Measure => dice.one_of(MEASURES).name.into(),
        Kind::Factors(n) => {
            let mut factors: Vec<f64> = (0..n).map(|_| dice.share() * 3.0).collect();
            factors[dice.below(n)] = 1.0;
            list(factors.into_iter().map(Value::from))
        }
        Kind::Shares(names) => by_name(&shares(dice, names.len()), names),
        Kind::ProvinceShares => by_name(&shares(dice, around.provinces.len()), &around.provinces),
        Kind::InForce => {
            let each = around.provinces.iter().map(|code| {
                let at = instant(instants(dice, around, 1)[0], dice, around);
                let value = dice.one_of(&[true.into(), true.into(), false.into(), at]);
                ((*code).to_owned(), value)
            });
            Value::Table(each.collect())
        }
        Kind::LaneRates => match dice.happens(0.5) {
            true => rate(dice),
            false => {
                let each = Carrier::ALL.map(|carrier| (carrier.name().to_owned(), rate(dice)));
                Value::Table(Table::from_iter(each))
            }
        },
        Kind::Calendars => {
            // All that there are: of those built in some parts are the base's.
            let own = around.calendars.iter().filter(|name| **name != "always");
            let each = own.map(|name| {
                let parts = table(&kind.parts(), dice, around);
                ((*name).to_owned(), Value::Table(parts))
            });
            Value::Table(each.collect())
        }
        Kind::Reminders => some(dice, 3, |dice| reminder(kind, dice, around)),
        Kind::Surges | Kind::Outages => some(dice, 4, |dice| {
            Value::Table(table(&kind.parts(), dice, around))
        }),
        Kind::Thresholds => some(dice, 3, |dice| {
            let mut parts = table(&kind.parts(), dice, around);
            if !parts.contains_key("min") {
                parts.entry("max").or_insert(Value::Float(1.5));
            }
            if parts.contains_key("group") {
                let groups = Carrier::ALL.map(|carrier| carrier.name().to_owned());
                let groups = [&groups[..], &around.segments].concat();
                parts.insert("group".into(), dice.one_of(&groups).into());
            }
            Value::Table(parts)
        }),
        Kind::File | Kind::Segments | Kind::Uncertain => unreachable!("the scenario draws it"),
        Kind::Paths | Kind::Prior | Kind::OfField => unreachable!("what is uncertain draws it"),
    }
}

/// A table of these parts: those that must stand there, and some of the others.
fn table(parts: &[Part], dice: &mut Dice, around: &Around) -> Table {
    let times = parts.iter().filter(|part| part.kind == Kind::Instant);
    // What begins ends later.
    let mut times = instants(dice, around, times.count()).into_iter();
    let mut table = Table::new();
    for part in parts {
        let value = match part.kind {
            Kind::Instant => instant(times.next().unwrap(), dice, around),
            kind => value(kind, dice, around),
        };
        if part.required || dice.happens(0.5) {
            table.insert(part.name.to_owned(), value);
        }
    }
    table
}

/// Instants of the run and somewhat after, each later than the one before, from its start.
fn instants(dice: &mut Dice, around: &Around, number: usize) -> Vec<Millis> {
    let minutes = (around.length + DAY) / MINUTE;
    let mut all: Vec<Millis> = (0..number)
        .map(|_| dice.below(minutes as usize) as Millis)
        .collect();
    all.sort_unstable();
    let apart = all.iter().zip(0..).map(|(at, n)| (at + n) * MINUTE);
    apart.collect()
}

/// An instant in one of its forms.
fn instant(after: Millis, dice: &mut Dice, around: &Around) -> Value {
    let at: Instant = around.start.start().after(after);
    match dice.below(4) {
        0 => duration(after, dice),
        1 => at.to_string().into(),
        2 => date(&format!("{at}+08:00")),
        _ => date(&at.to_string()),
    }
}

fn date(text: &str) -> Value {
    Value::Datetime(text.parse().unwrap())
}

fn time_of_day(minutes: i64) -> Value {
    format!("{:02}:{:02}", minutes / 60, minutes % 60).into()
}

/// A number, as a whole one where it is.
fn number(value: f64, dice: &mut Dice) -> Value {
    match value.fract() == 0.0 && dice.happens(0.5) {
        true => whole(value as i64),
        false => value.into(),
    }
}

/// A list of values.
pub fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(values.into_iter().collect())
}

fn whole(value: i64) -> Value {
    Value::Integer(value)
}

fn rate(dice: &mut Dice) -> Value {
    let rate = dice.between(0.01, 3.0);
    dice.one_of(&[rate.into(), rate.into(), whole(-1)])
}

/// From one to so many values.
fn some(dice: &mut Dice, most: usize, mut one: impl FnMut(&mut Dice) -> Value) -> Value {
    let many = 1 + dice.below(most);
    list((0..many).map(|_| one(dice)))
}

/// Shares that sum to 1; some may be 0.
pub fn shares(dice: &mut Dice, number: usize) -> Vec<f64> {
    let mut weights: Vec<f64> = (0..number).map(|_| dice.share()).collect();
    weights[dice.below(number)] += 1.0;
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

fn by_name(shares: &[f64], names: &[&str]) -> Value {
    let each = names.iter().zip(shares);
    // A name left out has none.
    let some = each.filter(|(_, share)| **share > 0.0);
    let some = some.map(|(name, share)| ((*name).to_owned(), Value::Float(*share)));
    Value::Table(some.collect())
}

/// A duration above 0: from a second to three days, each order of size as likely.
pub fn positive(dice: &mut Dice) -> Millis {
    let (low, high) = ((SECOND as f64).ln(), (72.0 * HOUR as f64).ln());
    dice.between(low, high).exp() as Millis
}

fn or_zero(dice: &mut Dice) -> Millis {
    if dice.happens(0.15) {
        0
    } else {
        positive(dice)
    }
}

/// A duration in one of its forms.
pub fn duration(millis: Millis, dice: &mut Dice) -> Value {
    let text = match dice.below(4) {
        0 => format!("{millis}ms"),
        1 => format!("{}min", millis as f64 / MINUTE as f64),
        2 => format!("{}h{}ms", millis / HOUR, millis % HOUR),
        _ => format!(
            "{}d {}s",
            millis / DAY,
            (millis % DAY) as f64 / SECOND as f64
        ),
    };
    text.into()
}

/// Some of the days of the run and after that may be taken.
fn days(dice: &mut Dice, around: &Around, may: fn(&Date) -> bool) -> Value {
    let all = (0..12).map(|day| around.start.after(day)).filter(may);
    let all: Vec<Date> = all.collect();
    some(dice, 4, |dice| date(&dice.one_of(&all).to_string()))
}

/// A duration above 0, or one in a calendar: a length, or days and perhaps when the last ends.
fn span(kind: Kind, dice: &mut Dice, around: &Around) -> Value {
    if dice.happens(0.4) {
        let millis = positive(dice);
        return duration(millis, dice);
    }
    let how_long = dice.one_of(&["length", "days"]);
    let mut table = Table::new();
    for part in kind.parts() {
        let value = match part.name {
            "measured_in" => dice.one_of(&around.calendars).into(),
            _ => value(part.kind, dice, around),
        };
        let stands = match part.name {
            "length" | "days" => part.name == how_long,
            "ends" => how_long == "days" && dice.happens(0.5),
            _ => true,
        };
        if stands {
            table.insert(part.name.to_owned(), value);
        }
    }
    Value::Table(table)
}

/// A reminder after some time, or at a time of day with what belongs to that.
fn reminder(kind: Kind, dice: &mut Dice, around: &Around) -> Value {
    let mut parts = table(&kind.parts(), dice, around);
    let when = dice.one_of(&["after", "at"]);
    for part in kind.parts() {
        match part.name {
            "after" | "at" if part.name == when => {
                let value = value(part.kind, dice, around);
                parts.insert(part.name.to_owned(), value);
            }
            "measured_in" if when == "at" => {
                parts.insert(part.name.to_owned(), dice.one_of(&around.calendars).into());
            }
            "days" if when == "at" => {}
            "after" | "at" | "days" | "measured_in" => {
                parts.remove(part.name);
            }
            _ => {}
        }
    }
    Value::Table(parts)
}

/// A duration, or a distribution of durations.
fn delay(dice: &mut Dice, around: &Around, outside: bool) -> Value {
    if dice.happens(0.2) {
        let millis = or_zero(dice);
        return duration(millis, dice);
    }
    let forms: Vec<&Form> = FORMS
        .iter()
        .filter(|form| outside || form.name != "mixture")
        .collect();
    let form = dice.one_of(&forms);
    let mut table = Table::new();
    table.insert(form.name.to_owned(), parameters(form, dice, around));
    let mut bounds = [or_zero(dice), or_zero(dice)];
    bounds.sort_unstable();
    for (part, bound) in BOUNDS.iter().zip(bounds) {
        let text = duration(bound, dice);
        if dice.happens(0.3) {
            table.insert(part.name.to_owned(), text);
        }
    }
    if outside && dice.happens(0.3) {
        let calendar = dice.one_of(&around.calendars);
        table.insert(MEASURED_IN.name.to_owned(), calendar.into());
    }
    Value::Table(table)
}

fn parameters(form: &Form, dice: &mut Dice, around: &Around) -> Value {
    if form.name == "mixture" {
        let many = 1 + dice.below(3);
        let shares = shares(dice, many);
        let parts = shares.into_iter().map(|share| {
            let part = |part: &Part| match part.kind {
                Kind::Share => (part.name.to_owned(), Value::Float(share)),
                _ => (part.name.to_owned(), delay(dice, around, false)),
            };
            Value::Table(MIXTURE_PARTS.iter().map(part).collect())
        });
        return list(parts);
    }
    // Durations in the order of their names' meaning; of what may be left out, one stands.
    let mut low_to_high = [positive(dice), positive(dice), positive(dice)];
    low_to_high.sort_unstable();
    let [low, middle, high] = low_to_high;
    let (optional, mut table): (Vec<&Part>, _) = (
        form.parameters
            .iter()
            .filter(|part| !part.required)
            .collect(),
        Table::new(),
    );
    let taken = (!optional.is_empty()).then(|| dice.one_of(&optional).name);
    for part in form.parameters {
        if !part.required && taken != Some(part.name) {
            continue;
        }
        let value = match (part.kind, part.name) {
            (Kind::Duration { .. } | Kind::DurationOrZero, name) => {
                let millis = match name {
                    "min" => low,
                    "mode" | "mean" | "median" | "scale" => middle,
                    // Above the others.
                    "max" | "p95" => high + 1,
                    _ => panic!("{}.{name}: where does it lie?", form.name),
                };
                duration(millis, dice)
            }
            // Shapes: tails that end within a run.
            (Kind::Number { minimum, .. }, _) => Value::Float(dice.between(minimum.max(0.5), 2.5)),
            (Kind::File, _) => COLUMN.0.into(),
            (Kind::Text, _) => COLUMN.1.into(),
            (kind, _) => value(kind, dice, around),
        };
        table.insert(part.name.to_owned(), value);
    }
    Value::Table(table)
}

/// The rows of an arrivals file.
pub fn arrivals(dice: &mut Dice, around: &Around) -> String {
    let many = 1 + dice.below(60);
    let mut times: Vec<Millis> = (0..many)
        .map(|_| dice.uniform().mul_add(around.length as f64, 0.0) as Millis)
        .collect();
    times.sort_unstable();
    let mut text = "time,province,type\n".to_owned();
    let types = entries().find_map(|entry: Entry| match entry.kind {
        Kind::Shares(names) if entry.path == "filings.type_share" => Some(names),
        _ => None,
    });
    for after in times {
        let at = around.start.start().after(after);
        let province = dice.one_of(&around.provinces);
        let kind = dice.one_of(&[types.unwrap(), &[""; 4]].concat());
        text += &format!("{at},{province},{kind}\n");
    }
    text
}

/// All provinces' codes.
pub fn provinces() -> Vec<&'static str> {
    Province::all().map(Province::code).collect()
}
