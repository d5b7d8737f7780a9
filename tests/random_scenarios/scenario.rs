//! Random scenarios over all fields that are declared, valid by how they are made.

use std::collections::BTreeMap;
use std::path::PathBuf;

use beian_sim::clock::{DAY, Date, HOUR, Instant, MINUTE};
use beian_sim::scenario::{Kind, Loaded, Part, field_at, fields, load};
use tempfile::TempDir;
use toml::{Table, Value};

use crate::dice::Dice;
use crate::recipe::{Recipe, wishes};
use crate::uncertain::{samples, uncertain};
use crate::value::{self, Around, COLUMN, arrivals, duration, list, positive, shares, value};

/// Where a field is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    General,
    Province(&'static str),
    /// A segment, by its place.
    Segment(usize),
}

/// A field in a place.
pub type Place = (Level, &'static str);

/// The values of fields.
pub type Settings = BTreeMap<Place, Value>;

/// The volume of a run: always set, so that runs are small.
const VOLUME: [&str; 4] = [
    "run.length",
    "run.warm_up",
    "run.replications",
    "arrivals.filings_per_day",
];

/// What lets one filing of a province reach another.
pub const COUPLING: [&str; 3] = [
    "gateway.messages_per_minute",
    "authority.auditors",
    "rules.code_pool",
];

/// The field without which minutes of staff may not be set.
const WAGE: &str = "costs.wage_hour";

/// A scenario with what it refers to.
#[derive(Clone)]
pub struct Written {
    seed: u64,
    around: Around,
    /// The value of every field that it sets.
    pub settings: Settings,
    /// Whether it stands on another file, in which some of its fields are.
    based: bool,
}

impl Written {
    /// The scenario of a recipe.
    pub fn new(recipe: &Recipe) -> Self {
        let dice = |place: &str| Dice::at(recipe.seed, place);
        let wanted = |path: &str| {
            let mut all = wishes().zip(&recipe.set);
            all.any(|((level, field), set)| *set && level == 0 && field.path == path)
        };
        let start = Date::from_civil("2019-03-11".parse().unwrap());
        let length =
            (20 * HOUR + i64::try_from(dice("length").below(4_500)).unwrap() * MINUTE).min(4 * DAY);
        let mut scenario = Self {
            seed: recipe.seed,
            around: Around {
                start,
                length,
                provinces: vec!["zj", "xj", "sc"],
                calendars: vec!["always", "waking", "working"],
                segments: Vec::new(),
            },
            settings: BTreeMap::new(),
            based: wanted("based_on"),
        };
        if wanted("run.start") {
            scenario.set((Level::General, "run.start"));
            let text = scenario.settings[&(Level::General, "run.start")].to_string();
            scenario.around.start = Instant::parse(text.trim_matches('"')).unwrap().date();
        }
        if wanted("arrivals.province_share") {
            let all = value::provinces();
            let some = (0..1 + dice("provinces").below(4)).zip(1..);
            let mut drawn: Vec<&str> = some
                .map(|(_, n)| dice(&format!("province {n}")).one_of(&all))
                .collect();
            drawn.sort_unstable();
            drawn.dedup();
            scenario.around.provinces = drawn;
        }
        if wanted("calendars") {
            scenario.around.calendars.push("late_shift");
        }
        if wanted("segments") {
            let mut names = dice("names");
            let many = 1 + names.below(3);
            let names =
                (0..many).map(|n| format!("{}{n}", names.one_of(&["a.b ", "=x,\"", "个", ""])));
            scenario.around.segments = names.collect();
        }
        for ((level, field), set) in wishes().zip(&recipe.set) {
            let always = level == 0 && VOLUME.contains(&field.path);
            if !(*set || always) || field.path == "based_on" {
                continue;
            }
            let mut dice = dice(&format!("whose {}", field.path));
            let level = match level {
                0 => Level::General,
                1 => Level::Province(dice.one_of(&scenario.around.provinces)),
                _ if scenario.around.segments.is_empty() => continue,
                _ => Level::Segment(dice.below(scenario.around.segments.len())),
            };
            // What is uncertain refers to all others.
            if field.path != "uncertain" {
                scenario.set((level, field.path));
            }
        }
        if wanted("uncertain") {
            scenario.set((Level::General, "uncertain"));
        }
        scenario
    }

    /// Sets a field, with those without which it may not stand.
    fn set(&mut self, place: Place) {
        self.set_anew(place, "");
    }

    /// The same with another value, which the word tells apart from others.
    pub fn set_anew(&mut self, place: Place, word: &str) {
        let (level, path) = place;
        let mut dice = Dice::at(self.seed, &format!("{level:?} {path}{word}"));
        let field = field_at(path).unwrap();
        let around = &self.around;
        let value = match path {
            "run.length" => {
                // Longer: what refers to the run lies in it.
                let more = if word.is_empty() {
                    0
                } else {
                    positive(&mut dice)
                };
                duration(around.length + more, &mut dice)
            }
            "run.warm_up" => {
                let millis = (dice.share() * 0.5 * around.length as f64) as i64;
                duration(millis, &mut dice)
            }
            "run.replications" => Value::Integer(1 + dice.below(2) as i64),
            "arrivals.filings_per_day" => dice.between(20.0, 60.0).into(),
            "arrivals.file" => "arrivals.csv".into(),
            "segments" => self.segments(&mut dice),
            "uncertain" => uncertain(&self.settings, !around.segments.is_empty(), &mut dice),
            _ if field.kind == Kind::Share => {
                // They sum to 1 together, wherever one of them is set.
                let all = fields().iter().filter(|other| other.kind == Kind::Share);
                let all: Vec<&str> = all.map(|other| other.path).collect();
                let mut dice = Dice::at(self.seed, &format!("{level:?} shares{word}"));
                for (path, share) in all.iter().zip(shares(&mut dice, all.len())) {
                    self.settings.insert((level, path), share.into());
                }
                return;
            }
            _ => value(field.kind, &mut dice, around),
        };
        self.settings.insert(place, value);
        if path.ends_with("_minutes") && !self.settings.contains_key(&(level, WAGE)) {
            self.set((level, WAGE));
        }
    }

    /// Names and shares of the segments.
    fn segments(&self, dice: &mut Dice) -> Value {
        let names = &self.around.segments;
        let each = names.iter().zip(shares(dice, names.len()));
        list(each.map(|(name, share)| {
            let part = |part: &Part| match part.kind {
                Kind::Text => (part.name.to_owned(), Value::from(name.as_str())),
                _ => (part.name.to_owned(), Value::Float(share)),
            };
            Value::Table(Kind::Segments.parts().iter().map(part).collect())
        }))
    }

    /// Whether it stands on another file.
    pub fn is_based(&self) -> bool {
        self.based
    }

    /// The path of a place as `--set` names it.
    pub fn path(&self, (level, path): Place) -> String {
        match level {
            Level::General => path.to_owned(),
            Level::Province(code) => format!("province.{code}.{path}"),
            Level::Segment(place) => format!("segments.{}.{path}", self.around.segments[place]),
        }
    }

    /// The scenario file with those of its fields that are wanted.
    pub fn table(&self, wanted: impl Fn(Place) -> bool) -> Table {
        let mut table = Table::new();
        for (place, value) in self.settings.iter().filter(|(place, _)| wanted(**place)) {
            let (level, path) = *place;
            let mut inside = match level {
                Level::General => &mut table,
                Level::Province(code) => below(below(&mut table, "province"), code),
                Level::Segment(place) => {
                    let segments = table.get_mut("segments").and_then(Value::as_array_mut);
                    segments.unwrap()[place].as_table_mut().unwrap()
                }
            };
            let (sections, name) = path.rsplit_once('.').unwrap_or(("", path));
            for section in sections.split('.').filter(|section| !section.is_empty()) {
                inside = below(inside, section);
            }
            inside.insert(name.to_owned(), value.clone());
        }
        table
    }

    /// The same as text.
    pub fn text(&self, wanted: impl Fn(Place) -> bool) -> String {
        toml::to_string(&self.table(wanted)).unwrap()
    }

    /// A folder with the files to which it refers, and `name` with those of its fields that are wanted.
    pub fn write(&self, name: &str, wanted: impl Fn(Place) -> bool) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put(COLUMN.0, "other,value\n1,0.25\n2,1\n3,0.5\n4,1.75\n5,0\n");
        put(
            "arrivals.csv",
            &arrivals(&mut Dice::at(self.seed, "file"), &self.around),
        );
        put("samples.csv", &samples(&self.settings));
        let lower = |place: Place| {
            let (level, path) = place;
            // A segment's fields stand with the list.
            let path = if matches!(level, Level::Segment(_)) {
                "segments"
            } else {
                path
            };
            // What is uncertain below is sure where it is set above.
            self.based
                && path != "uncertain"
                && Dice::at(self.seed, &format!("lower {path}")).happens(0.5)
        };
        let mut upper = self.table(|place| wanted(place) && !lower(place));
        if self.based {
            put(
                "under.toml",
                &self.text(|place| wanted(place) && lower(place)),
            );
            upper.insert("based_on".into(), "under.toml".into());
        }
        put(name, &toml::to_string(&upper).unwrap());
        let path = folder.path().join(name);
        (folder, path)
    }

    /// The scenario as the program reads it.
    #[track_caller]
    pub fn load(&self) -> Loaded {
        let (_folder, path) = self.write("x.toml", |_| true);
        load(&path, &[]).unwrap_or_else(|faults| panic!("{faults}\n{}", self.text(|_| true)))
    }
}

fn below<'t>(table: &'t mut Table, name: &str) -> &'t mut Table {
    let inside = table.entry(name).or_insert_with(|| Table::new().into());
    inside.as_table_mut().unwrap()
}
