//! How far a figure may be from its reference.

use std::borrow::Cow;

use super::Error;
use crate::datasets::{Kind, Schema, schemas};
use crate::diagnostics::nearest;

/// How far one measure may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Allowed {
    /// By so much, in the measure's unit.
    Absolute(f64),
    /// By such a share of the reference.
    Relative(f64),
}

/// The tolerances of a comparison; without any, every cell must be the same.
#[derive(Clone, Debug, Default)]
pub struct Tolerances {
    list: Vec<(String, Allowed)>,
}

impl Tolerances {
    /// Reads tolerances as they are given, `return_rate=0.005` or `time_to_verify_p95=5%`. A name is
    /// that of a measure, or of a column of numbers; the last one given for a name holds.
    ///
    /// # Errors
    /// [`Error::Tolerance`] where one is malformed, or names nothing known.
    ///
    /// ```
    /// use beian_sim::regression::Tolerances;
    /// assert!(Tolerances::parse(&["return_rate=0.005", "time_to_verify_p95=5%"]).is_ok());
    /// let error = Tolerances::parse(&["retrun_rate=0.005"]).unwrap_err();
    /// assert!(error.to_string().contains("did you mean 'return_rate'?"));
    /// ```
    pub fn parse<S: AsRef<str>>(given: &[S]) -> Result<Self, Error> {
        let read = given.iter().map(|text| {
            let text = text.as_ref();
            read(text).map_err(|reason| Error::Tolerance {
                given: text.to_owned(),
                reason,
            })
        });
        Ok(Self {
            list: read.collect::<Result<_, _>>()?,
        })
    }

    /// Whether the name has a tolerance.
    pub(super) fn names(&self, name: &str) -> bool {
        self.of(name).is_some()
    }

    fn of(&self, name: &str) -> Option<Allowed> {
        let mut named = self.list.iter().rev().filter(|(known, _)| known == name);
        named.next().map(|(_, allowed)| *allowed)
    }

    /// Whether a figure may be `now` where the reference has `reference`: both are numbers, and near
    /// enough for the tolerance of `name`.
    pub(super) fn allow(&self, name: &str, reference: &str, now: &str) -> bool {
        let numbers = reference.parse::<f64>().ok().zip(now.parse::<f64>().ok());
        let Some((allowed, (reference, now))) = self.of(name).zip(numbers) else {
            return false;
        };
        let most = match allowed {
            Allowed::Absolute(most) => most,
            Allowed::Relative(share) => share * reference.abs(),
        };
        // What decimals add up to in binary is no difference.
        let slack = 1e-12 * reference.abs().max(now.abs());
        (now - reference).abs() <= most + slack
    }
}

fn read(text: &str) -> Result<(String, Allowed), String> {
    let form = "write MEASURE=VALUE, such as return_rate=0.005 or return_rate=5%";
    let (name, value) = text.split_once('=').ok_or(form)?;
    let (name, value) = (name.trim(), value.trim());
    let (number, relative) = match value.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (value, false),
    };
    let number: f64 = number
        .parse()
        .map_err(|_| format!("'{value}' is no number; {form}"))?;
    if !number.is_finite() || number < 0.0 {
        return Err(format!("{value} is no tolerance; it must be 0 or more"));
    }
    if !known_names().iter().any(|known| known == name) {
        return Err(unknown(name));
    }
    let allowed = if relative {
        Allowed::Relative(number / 100.0)
    } else {
        Allowed::Absolute(number)
    };
    Ok((name.to_owned(), allowed))
}

/// All names that may have a tolerance: measures, and columns of numbers that are no part of a key.
fn known_names() -> Vec<Cow<'static, str>> {
    schemas().iter().flat_map(names_of).collect()
}

fn names_of(schema: &Schema) -> Vec<Cow<'static, str>> {
    let mut names = Vec::new();
    for column in &schema.columns {
        match column.kind {
            Kind::Word(words) if column.name == MEASURE => {
                names.extend(words().into_iter().map(Cow::from));
            }
            kind if kind.is_number() && !schema.key.contains(&&*column.name) => {
                names.push(column.name.clone());
            }
            _ => {}
        }
    }
    names
}

/// The column that names the measure of a row.
pub(super) const MEASURE: &str = "measure";

fn unknown(name: &str) -> String {
    let known = known_names();
    match nearest(name, known.iter().map(AsRef::as_ref)) {
        Some(known) => {
            format!("there is no measure or column '{name}'; did you mean '{known}'?")
        }
        None => format!(
            "there is no measure or column '{name}'; the names are those in the column 'measure' \
             of measures.csv and of columns of numbers"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_tolerance_is_in_the_measures_unit() {
        let tolerances = Tolerances::parse(&["return_rate=0.01"]).unwrap();
        assert!(tolerances.allow("return_rate", "0.110000", "0.120000"));
        assert!(!tolerances.allow("return_rate", "0.110000", "0.120001"));
        assert!(!tolerances.allow("success_rate", "0.110000", "0.110001"));
        assert!(!tolerances.allow("return_rate", "", "0.110000"));
    }

    #[test]
    fn a_relative_tolerance_is_a_share_of_the_reference() {
        let tolerances = Tolerances::parse(&["time_to_verify_p95 = 5 %"]).unwrap();
        assert!(tolerances.allow("time_to_verify_p95", "1000.000", "1050.000"));
        assert!(!tolerances.allow("time_to_verify_p95", "1000.000", "949.000"));
        assert!(!tolerances.allow("time_to_verify_p95", "0.000", "0.001"));
    }

    #[test]
    fn a_malformed_tolerance_says_what_is_allowed() {
        for (given, says) in [
            ("return_rate", "write MEASURE=VALUE"),
            ("return_rate=little", "'little' is no number"),
            ("return_rate=-1", "0 or more"),
            ("return_rate=inf", "0 or more"),
            ("retrun_rate=1", "did you mean 'return_rate'?"),
            ("zzz=1", "there is no measure or column 'zzz'"),
            ("group_by=1", "there is no measure or column 'group_by'"),
        ] {
            let error = Tolerances::parse(&[given]).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}
