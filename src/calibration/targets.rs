//! Targets: figures that were observed.

use std::path::Path;

use crate::clock::parse_duration;
use crate::diagnostics::{
    CsvRows, DATA_BYTES, Fault, Faults, RowFault, WHOLE, did_you_mean, read_file,
};
use crate::measures::{Groups, MEASURES, Measure, Unit};

/// A figure that was observed.
#[derive(Clone, Debug)]
pub struct Target {
    /// The measure.
    pub measure: &'static Measure,
    /// The group, by its place among the scenario's.
    pub group: usize,
    /// Its name.
    pub group_name: String,
    /// What was observed.
    pub observed: Observed,
    /// By how much the model is known to miss, as a standard deviation in the measure's unit.
    pub discrepancy: f64,
    /// The line of the file.
    pub line: usize,
}

/// What was observed of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observed {
    /// So many of so many: a share.
    Count(u64, u64),
    /// A value and its standard error.
    Value(f64, f64),
}

impl Target {
    /// The observed figure.
    pub fn value(&self) -> f64 {
        match self.observed {
            Observed::Count(count, total) => count as f64 / total as f64,
            Observed::Value(value, _) => value,
        }
    }

    /// The standard error of the observation; of a share that of a binomial one, with half a thing more on either side.
    pub fn error(&self) -> f64 {
        match self.observed {
            Observed::Count(count, total) => {
                let share = (count as f64 + 0.5) / (total as f64 + 1.0);
                (share * (1.0 - share) / total as f64).sqrt()
            }
            Observed::Value(_, error) => error,
        }
    }

    /// A name for messages.
    pub fn name(&self) -> String {
        format!("{}@{}", self.measure.name, self.group_name)
    }

    /// The figure and its standard error on the scale on which it is compared: of a share the arcsine of the root
    /// (Anscombe's, for counts), where its error hardly depends on it; of what is above 0 the logarithm.
    pub(super) fn compared(&self, scale: Scale) -> (f64, f64) {
        match (scale, self.observed) {
            (Scale::Arcsine, Observed::Count(count, total)) => {
                let (count, total) = (count as f64, total as f64);
                let share = (count + 0.375) / (total + 0.75);
                (share.sqrt().asin(), 1.0 / (4.0 * total + 2.0).sqrt())
            }
            _ => (
                scale.of(self.value()),
                self.error() * scale.slope(self.value()),
            ),
        }
    }
}

/// The scale on which a figure is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Shares: the arcsine of the root.
    Arcsine,
    /// What is above 0.
    Logarithm,
    /// As it is.
    Plain,
}

impl Scale {
    /// A figure on it.
    pub fn of(self, value: f64) -> f64 {
        match self {
            Self::Arcsine => value.clamp(0.0, 1.0).sqrt().asin(),
            Self::Logarithm => value.ln(),
            Self::Plain => value,
        }
    }

    /// How fast it goes with the figure.
    pub fn slope(self, value: f64) -> f64 {
        match self {
            Self::Arcsine => {
                let inside = value.clamp(1e-4, 1.0 - 1e-4);
                0.5 / (inside * (1.0 - inside)).sqrt()
            }
            Self::Logarithm => 1.0 / value,
            Self::Plain => 1.0,
        }
    }
}

/// The figures that were observed.
#[derive(Clone, Debug)]
pub struct Targets {
    /// Each of them.
    pub list: Vec<Target>,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

const COLUMNS: [&str; 7] = [
    "measure",
    "group",
    "count",
    "total",
    "value",
    "standard_error",
    "discrepancy",
];

/// Two observations of one figure contradict each other where they are further apart than so many standard errors.
const CONTRADICTION: f64 = 4.0;

impl Targets {
    /// Reads a file of targets for a scenario with these groups: the columns `measure` and `group`, and `count,total` of
    /// shares or `value,standard_error` of others, in the measure's unit or as a duration, and `discrepancy`; those that are
    /// not needed may be left out.
    ///
    /// # Errors
    /// Every row that is no target, or contradicts another.
    pub fn read(path: &Path, groups: &Groups) -> Result<Self, Faults> {
        let name = path.display().to_string();
        let bytes = read_file(path, DATA_BYTES)
            .map_err(|error| Fault::of_file(&name, format!("cannot be read: {error}")))?;
        Self::parse(&name, bytes, groups)
    }

    /// The same of a file's bytes, whose name is for messages.
    ///
    /// # Errors
    /// Every row that is no target, or contradicts another.
    pub fn parse(name: &str, bytes: Vec<u8>, groups: &Groups) -> Result<Self, Faults> {
        let mut rows = CsvRows::of(name, &bytes)?;
        let unknown = rows.header.iter().find(|column| !COLUMNS.contains(column));
        if let Some(column) = unknown {
            let near = did_you_mean(column, COLUMNS);
            let allowed = COLUMNS.join(", ");
            let message = format!("no column \"{column}\"{near} (allowed: {allowed})");
            return Err(rows.fault(WHOLE, "", message).into());
        }
        let places = COLUMNS.map(|column| rows.header.iter().position(|known| known == column));
        for needed in [0, 1] {
            if places[needed].is_none() {
                rows.column(COLUMNS[needed])?;
            }
        }
        let header = rows.header.clone();
        let names: Vec<&str> = header.iter().collect();
        let mut list: Vec<Target> = Vec::new();
        let mut line = 1;
        let judge = |row: &csv::StringRecord| {
            line = row
                .position()
                .map_or(line, |position| position.line() as usize);
            let mut target = judged(row, &places, groups)?;
            target.line = line;
            if let Some(other) = list.iter().find(|other| contradict(other, &target)) {
                let message = format!(
                    "contradicts line {}, which says {} of the same: give both a larger standard_error, or drop one",
                    other.line,
                    other.value(),
                );
                return Err((WHOLE, message).into());
            }
            list.push(target);
            Ok(())
        };
        let faults = rows.judge("no targets in the file".to_owned(), &names, judge, |()| {});
        faults.or(())?;
        Ok(Self { list, bytes })
    }
}

fn contradict(one: &Target, other: &Target) -> bool {
    let same = one.measure == other.measure && one.group == other.group;
    let sum = one
        .error()
        .hypot(other.error())
        .hypot(one.discrepancy.max(other.discrepancy));
    same && (one.value() - other.value()).abs() > CONTRADICTION * sum
}

/// One row; `places` are those of [`COLUMNS`].
fn judged(
    row: &csv::StringRecord,
    places: &[Option<usize>; 7],
    groups: &Groups,
) -> Result<Target, RowFault> {
    let place = |column: usize| places[column].unwrap_or(WHOLE);
    let text = |column: usize| places[column].and_then(|at| row.get(at)).unwrap_or("");
    let measure = Measure::named(text(0)).ok_or_else(|| {
        let near = did_you_mean(text(0), MEASURES.iter().map(|measure| measure.name));
        (
            place(0),
            format!("there is no measure \"{}\"{near}", text(0)),
        )
    })?;
    let group_name = if text(1).is_empty() { "all" } else { text(1) };
    let group = groups.named(group_name).ok_or_else(|| {
        let near = did_you_mean(
            group_name,
            groups.all().iter().map(|group| group.name.as_str()),
        );
        (
            place(1),
            format!("the scenario has no group \"{group_name}\"{near}"),
        )
    })?;
    let whole = |column: usize| {
        let wrong = || {
            (
                place(column),
                format!("\"{}\" where a whole number is expected", text(column)),
            )
        };
        text(column).parse::<u64>().map_err(|_| wrong())
    };
    let number = |column: usize, least: f64| {
        let read = text(column).parse::<f64>().ok();
        let read = read.or_else(|| {
            let millis = parse_duration(text(column)).ok()?;
            (measure.unit == Unit::Seconds).then_some(millis as f64 / 1e3)
        });
        read.filter(|value| value.is_finite() && *value >= least)
            .ok_or_else(|| {
                let kind = match measure.unit {
                    Unit::Seconds => "seconds, or a duration such as \"2h30min\"",
                    _ => "a number",
                };
                (
                    place(column),
                    format!(
                        "\"{}\" where {kind} from {least} on is expected",
                        text(column)
                    ),
                )
            })
    };
    let given = [2, 3, 4, 5].map(|column| !text(column).is_empty());
    let observed = match given {
        [true, true, false, false] => {
            let (count, total) = (whole(2)?, whole(3)?);
            if measure.unit != Unit::Share {
                let message = format!(
                    "{} is no share: give value and standard_error",
                    measure.name
                );
                return Err((place(2), message).into());
            }
            if total == 0 {
                return Err((place(3), "0 says nothing of a share".to_owned()).into());
            }
            if count > total {
                return Err((place(2), format!("{count} of {total}: more than there are")).into());
            }
            Observed::Count(count, total)
        }
        [false, false, true, true] => {
            let (value, error) = (number(4, 0.0)?, number(5, 0.0)?);
            if error <= 0.0 {
                return Err((
                    place(5),
                    "must be above 0: nothing is observed exactly".to_owned(),
                )
                    .into());
            }
            if measure.unit == Unit::Share && !(0.0..=1.0).contains(&value) {
                return Err((place(4), format!("{value} is no share of 1")).into());
            }
            Observed::Value(value, error)
        }
        _ => {
            let message = "has count and total, or value and standard_error".to_owned();
            return Err((WHOLE, message).into());
        }
    };
    let discrepancy = match text(6) {
        "" => 0.0,
        _ => number(6, 0.0)?,
    };
    Ok(Target {
        measure,
        group,
        group_name: group_name.to_owned(),
        observed,
        discrepancy,
        line: 0,
    })
}
