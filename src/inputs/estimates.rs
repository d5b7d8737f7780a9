//! The fields that a record shows, estimated.

use super::durations::Distributed;
use super::fields::{DELAYS, SHARES};
use super::fits::{Fit, FittedForm};
use super::invisible::{NotVisible, not_visible};
use super::seen::{Durations, RecordKind, Seen, Trials};
use super::{LEAST, arrivals, rules};
use crate::measures::{Level, Unit, wilson};
use crate::rules::{Carrier, ChangeScope, FilingType};
use crate::scenario::{self, Scale, Scenario};

/// A field's value, as a scenario writes it.
pub type Written = String;

/// A field of a scenario as a record has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimated {
    /// Its path.
    pub field: String,
    /// Its value, as a scenario writes it.
    pub written: Written,
    /// What was estimated: the value itself, or figures of a list, a table or a distribution.
    pub figures: Vec<Figure>,
    /// How many observations it rests on.
    pub observations: u64,
    /// How many more were cut off before they had ended.
    pub censored: u64,
    /// How it was found.
    pub how: String,
}

/// A figure with its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Which, such as `median` or `mon`; empty for the value itself.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// The estimate.
    pub value: f64,
    /// The interval; `None` where the record leaves no doubt, or it has none.
    pub interval: Option<(f64, f64)>,
}

/// A form fitted to the durations of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldFit {
    /// The field.
    pub field: &'static str,
    /// The fit.
    pub fit: Fit,
    /// Whether it is the likeliest of the field's.
    pub best: bool,
    /// It, as a scenario writes it.
    pub written: Written,
    /// Durations that ended.
    pub observations: u64,
    /// Durations that were cut off.
    pub censored: u64,
}

/// What a record says of the fields of a scenario.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// What it shows.
    pub seen: Seen,
    /// The fields, in the order of a scenario file.
    pub estimated: Vec<Estimated>,
    /// Forms fitted to durations.
    pub fits: Vec<FieldFit>,
    /// The fields that it does not show.
    pub not_visible: Vec<NotVisible>,
    /// The empirical files, each with its values in milliseconds.
    pub files: Vec<(&'static str, Vec<f64>)>,
    /// What keeps it from being taken as it looks.
    pub cautions: Vec<String>,
    /// The confidence level of the intervals.
    pub level: Level,
}

impl Figure {
    /// The value of a field itself.
    pub(super) fn itself(unit: Unit, value: f64, interval: Option<(f64, f64)>) -> Self {
        Self::named("", unit, value, interval)
    }

    pub(super) fn named(name: &str, unit: Unit, value: f64, interval: Option<(f64, f64)>) -> Self {
        Self {
            name: name.to_owned(),
            unit,
            value,
            interval,
        }
    }
}

impl Estimated {
    /// A field that the record leaves no doubt of.
    pub(super) fn exactly(
        field: &str,
        written: String,
        figures: Vec<Figure>,
        of: u64,
        how: &str,
    ) -> Self {
        Self {
            field: field.to_owned(),
            written,
            figures,
            observations: of,
            censored: 0,
            how: how.to_owned(),
        }
    }

    /// A share, with Wilson's interval.
    pub(super) fn share(field: &str, trials: Trials, how: &str, level: Level) -> Self {
        let figure = share_figure("", trials, level);
        Self::exactly(field, number(figure.value), vec![figure], trials.of, how)
    }
}

/// A share of trials.
pub(super) fn share_figure(name: &str, trials: Trials, level: Level) -> Figure {
    let (yes, of) = (trials.yes as f64, trials.of as f64);
    let interval = wilson(yes, of, level);
    Figure::named(
        name,
        Unit::Share,
        yes / of,
        Some((interval.low, interval.high)),
    )
}

/// A number as a scenario writes it.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 1e9).round() / 1e9;
    Scale::Number.written(rounded)
}

/// A duration of milliseconds as a scenario writes it.
pub(super) fn duration(millis: f64) -> String {
    format!("\"{}\"", Scale::Duration.written(millis))
}

impl Inputs {
    /// What a record says, in place of or beside a base. With `fitted`, durations have the likeliest form in place of their
    /// empirical distribution.
    pub fn of(seen: Seen, base: &Scenario, fitted: bool) -> Self {
        let mut inputs = Self {
            estimated: Vec::new(),
            fits: Vec::new(),
            not_visible: Vec::new(),
            files: Vec::new(),
            cautions: Vec::new(),
            level: base.run.level,
            seen: Seen::default(),
        };
        arrivals::estimate(&seen, base, &mut inputs);
        inputs.shares(&seen);
        inputs.filings(&seen);
        if seen.kind == RecordKind::EventLog {
            inputs.responses(&seen);
            rules::estimate(&seen, &mut inputs);
            for (field, file, durations, how) in DELAYS {
                inputs.delay((field, file, how), durations(&seen), fitted);
            }
            inputs.answering(&seen, base);
            inputs.after_returns(&seen);
        }
        inputs.resubmission(&seen, fitted);
        inputs.not_visible = not_visible(&seen, &inputs.estimated);
        inputs.cautions.extend(seen.cautions());
        inputs.seen = seen;
        let place = |field: &str| {
            scenario::fields()
                .iter()
                .position(|known| known.path == field)
        };
        inputs
            .estimated
            .sort_by_key(|estimated| place(&estimated.field));
        inputs
    }

    fn shares(&mut self, seen: &Seen) {
        for (field, trials, how) in SHARES {
            let trials = trials(seen);
            if trials.of >= LEAST {
                self.estimated
                    .push(Estimated::share(field, trials, how, self.level));
            }
        }
        for carrier in Carrier::ALL {
            let (name, trials) = (carrier.name(), seen.loss[carrier as usize]);
            if trials.of >= LEAST {
                let how = "messages lost, of those sent to a number that somebody has";
                let field = format!("carriers.{name}.loss");
                self.estimated
                    .push(Estimated::share(&field, trials, how, self.level));
            }
        }
    }

    /// What filings are, and whose mobiles theirs.
    fn filings(&mut self, seen: &Seen) {
        let types = FilingType::ALL.map(FilingType::name);
        self.table(
            "filings.type_share",
            &types,
            &seen.came.by_type,
            "filings of each type",
        );
        let leaders: u64 = seen.carriers.iter().sum();
        if leaders >= LEAST {
            for carrier in Carrier::ALL {
                let trials = Trials {
                    yes: seen.carriers[carrier as usize],
                    of: leaders,
                };
                let field = format!("carriers.{}.share", carrier.name());
                let how = "leaders of first submissions with the carrier";
                self.estimated
                    .push(Estimated::share(&field, trials, how, self.level));
            }
        }
        self.change_scope(seen);
    }

    fn table(&mut self, field: &str, names: &[&str], counts: &[u64], how: &str) {
        let level = self.level;
        let all: u64 = counts.iter().sum();
        if all < LEAST {
            return;
        }
        let figures = names.iter().zip(counts).filter(|(_, count)| **count > 0);
        let figures = figures.map(|(name, count)| {
            share_figure(
                name,
                Trials {
                    yes: *count,
                    of: all,
                },
                level,
            )
        });
        let figures: Vec<Figure> = figures.collect();
        let written = table(&figures);
        self.estimated
            .push(Estimated::exactly(field, written, figures, all, how));
    }

    /// A change of both, of one person, looks like one of the entity: the share of new filings with one person tells them
    /// apart.
    fn change_scope(&mut self, seen: &Seen) {
        let of: u64 = seen.scopes.iter().sum();
        if of < LEAST || seen.same_person.of < LEAST || seen.same_person.yes == seen.same_person.of
        {
            return;
        }
        let same = share_figure("", seen.same_person, self.level).value;
        let n = of as f64;
        let [entity, website, both] = seen.scopes.map(|count| count as f64 / n);
        // Of what looks like the entity's, as much is of both as goes with those that show two people.
        let hidden = (both * same / (1.0 - same)).min(entity);
        let z = self.level.standard_errors();
        let of_same = same * (1.0 - same) / seen.same_person.of as f64;
        let slope = both / (1.0 - same).powi(2);
        let both_error =
            (both * (1.0 - both) / n / (1.0 - same).powi(2) + slope * slope * of_same).sqrt();
        let website_error = (website * (1.0 - website) / n).sqrt();
        let entity_error = both_error.hypot(website_error);
        let scopes = ChangeScope::ALL.map(ChangeScope::name);
        let shares = [entity - hidden, website, both + hidden];
        let errors = [entity_error, website_error, both_error];
        let figures = scopes
            .iter()
            .zip(shares)
            .zip(errors)
            .map(|((name, share), error)| {
                let interval = ((share - z * error).max(0.0), (share + z * error).min(1.0));
                Figure::named(name, Unit::Share, share, Some(interval))
            });
        let figures: Vec<Figure> = figures.collect();
        let how = "changes by the leaders checked; those of both with one person look like the entity's, and are taken from these \
                   as filings.same_person says";
        let written = table(&figures);
        self.estimated.push(Estimated::exactly(
            "filings.change_scope",
            written,
            figures,
            of,
            how,
        ));
    }

    /// A delay: its distribution, as a file or as the likeliest form, and all forms fitted.
    pub(super) fn delay(
        &mut self,
        (field, file, how): (&'static str, &'static str, &str),
        of: &Durations,
        fitted: bool,
    ) {
        if (of.ended.len() as u64) < LEAST {
            return;
        }
        let Some(found) = Distributed::of(of) else {
            return;
        };
        let fits = Fit::all(of, &found, self.level);
        let (observations, censored) = (found.ended as u64, found.censored as u64);
        for (place, fit) in fits.iter().enumerate() {
            self.fits.push(FieldFit {
                field,
                written: written_fit(fit),
                fit: fit.clone(),
                best: place == 0,
                observations,
                censored,
            });
        }
        let figures = [("median", 0.5), ("p95", 0.95)].map(|(name, share)| {
            let (low, high) = found.quantile_interval(share, self.level);
            let value = found.quantile(share) / 1e3;
            Figure::named(name, Unit::Seconds, value, Some((low / 1e3, high / 1e3)))
        });
        let written = match fits.first().filter(|_| fitted) {
            Some(fit) => written_fit(fit),
            None => self.empirical(file, found.values(of)),
        };
        self.estimated.push(Estimated {
            field: field.to_owned(),
            written,
            figures: figures.into(),
            observations,
            censored,
            how: how.to_owned(),
        });
        if found.beyond > 0.01 {
            self.cautions.push(format!(
                "{field}: {:.0} % last longer than anything that ended in the record; they are taken to end with the longest",
                found.beyond * 100.0
            ));
        }
    }

    /// A file of values, as a scenario names it.
    pub(super) fn empirical(&mut self, file: &'static str, values: Vec<f64>) -> String {
        self.files.push((file, values));
        format!("{{ empirical = {{ file = \"{file}\", column = \"seconds\", unit = \"s\" }} }}")
    }
}

/// A fit as a scenario writes it.
fn written_fit(fit: &Fit) -> String {
    let value = |place: usize, value: f64| match place {
        0 => duration(value.max(1.0)),
        _ => number(value.clamp(
            1e-3,
            if fit.form == FittedForm::Lognormal {
                20.0
            } else {
                1e6
            },
        )),
    };
    let names = fit
        .form
        .parameters()
        .iter()
        .enumerate()
        .zip(&fit.parameters);
    let parts: Vec<String> = names
        .map(|((place, name), parameter)| format!("{name} = {}", value(place, parameter.value)))
        .collect();
    format!("{{ {} = {{ {} }} }}", fit.form.name(), parts.join(", "))
}

/// Shares by name as a scenario writes them; rounded, the last takes what the sum lacks.
pub(super) fn table(figures: &[Figure]) -> String {
    let parts: Vec<String> = figures
        .iter()
        .map(|figure| format!("{} = {}", figure.name, number(figure.value)))
        .collect();
    format!("{{ {} }}", parts.join(", "))
}
