//! Durations that are drawn: distributions, and the calendars in which they pass.

use super::super::data::read_column;
use super::super::fields::distributions::{
    AT_LEAST, AT_MOST, EMPIRICAL, EmpiricalDraft, MIXTURE, Make, MixtureDraft,
};
use super::super::fields::{BOUNDS, FORMS, Form, Kind, MEASURED_IN, MeasuredIn};
use super::super::model::{CalendarId, Calendars, Delay};
use super::super::tree::{Node, Value, join};
use super::Reader;
use crate::chance::{Distribution, Shape};
use crate::clock::{Millis, parse_duration};
use crate::diagnostics::did_you_mean;

impl Reader {
    /// A duration, or a distribution of durations, with its calendar.
    pub(in crate::scenario) fn delay(&mut self, node: &Node, field: &str, kind: Kind) -> Delay {
        let measured = match kind {
            Kind::Delay(MeasuredIn::InWorking) => Some(Calendars::WORKING),
            Kind::Delay(MeasuredIn::Own) => None,
            _ => Some(Calendars::ALWAYS),
        };
        let measured_in = node
            .field(MEASURED_IN.name)
            .and_then(|name| self.calendar_named(name, &join(field, MEASURED_IN.name)));
        Delay {
            distribution: self.distribution(node, field, true),
            measured_in: measured_in.or(measured),
        }
    }

    /// What a part of a mixture draws from: it has no calendar of its own.
    pub(in crate::scenario) fn part_of_mixture(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> Distribution {
        self.distribution(node, field, false)
    }

    pub(in crate::scenario) fn calendar_named(
        &mut self,
        node: &Node,
        field: &str,
    ) -> Option<CalendarId> {
        let name = self.text(node, field, MEASURED_IN.kind);
        let known = || self.calendars.all.iter().map(|(name, _)| name.as_str());
        let place = known().position(|known| *known == name);
        if place.is_none() && node.value.is_text() {
            let near = did_you_mean(&name, known());
            let known = known().collect::<Vec<_>>().join(", ");
            let message = format!("no calendar \"{name}\"{near} (there are: {known})");
            self.fault(node, field, message);
        }
        place.map(|place| CalendarId(place as u8))
    }

    fn distribution(&mut self, node: &Node, field: &str, outside: bool) -> Distribution {
        if !matches!(node.value, Value::Table(_)) {
            return Distribution::constant(self.duration(node, field, Kind::DurationOrZero));
        }
        let names = FORMS.iter().map(|form| form.name);
        let mut allowed: Vec<&str> = names.clone().collect();
        allowed.extend(BOUNDS.iter().map(|part| part.name));
        allowed.extend(outside.then_some(MEASURED_IN.name));
        self.only(node, field, &allowed);
        let given = |form: &'static Form| Some((form, node.field(form.name)?));
        let found: Vec<_> = FORMS.iter().filter_map(given).collect();
        let [(form, parameters)] = found[..] else {
            let forms = names.collect::<Vec<_>>().join(", ");
            self.fault(
                node,
                field,
                format!("a distribution has one form of {forms}"),
            );
            return Distribution::constant(0);
        };
        let before = self.found;
        let mut bound = |name: &str| -> Option<Millis> {
            let bound = node.field(name)?;
            Some(self.duration(bound, &join(field, name), Kind::DurationOrZero))
        };
        let (minimum, maximum) = (bound(AT_LEAST.name), bound(AT_MOST.name));
        let ends = minimum.zip(maximum).filter(|_| self.found == before);
        if ends.is_some_and(|(minimum, maximum)| minimum > maximum) {
            self.fault(node, field, "at_least is above at_most");
        }
        let shape = self.shape(form, parameters, &join(field, form.name));
        let maximum = maximum.map(|maximum| maximum.max(minimum.unwrap_or(0)));
        Distribution::bounded(shape.unwrap_or(Shape::Constant(0.0)), minimum, maximum)
    }

    fn shape(&mut self, form: &Form, node: &Node, path: &str) -> Option<Shape> {
        match form.make {
            Make::Empirical => self.empirical(node, path),
            Make::Mixture => self.mixture(node, path),
            Make::Shape(make) => {
                let given = self.parameters(form, node, path)?;
                let shape = make(&given);
                shape.map_err(|why| self.fault(node, path, why)).ok()
            }
        }
    }

    /// The parameters of a form in their order, durations in milliseconds; `None` where one is
    /// missing or at fault.
    fn parameters(&mut self, form: &Form, node: &Node, path: &str) -> Option<Vec<Option<f64>>> {
        let names: Vec<&str> = form.parameters.iter().map(|part| part.name).collect();
        self.only(node, path, &names);
        let before = self.found;
        let mut given = Vec::new();
        for part in form.parameters {
            let field = join(path, part.name);
            let value = node.field(part.name);
            if value.is_none() && part.required {
                self.fault(node, &field, "missing");
            }
            given.push(value.map(|value| match part.kind {
                Kind::Number { .. } => self.number(value, &field, part.kind),
                kind => self.duration(value, &field, kind) as f64,
            }));
        }
        (self.found == before).then_some(given)
    }

    fn empirical(&mut self, node: &Node, path: &str) -> Option<Shape> {
        let before = self.found;
        let given = self.whole(node, path, EMPIRICAL, EmpiricalDraft::default());
        if self.found > before {
            return None;
        }
        let millis = parse_duration(&format!("1{}", given.unit)).ok()?;
        match read_column(&self.given, &self.beside(node, &given.file), &given.column) {
            Ok((values, read)) => {
                self.files.push(read);
                let mut values: Vec<f64> = values.iter().map(|v| v * millis as f64).collect();
                values.sort_by(f64::total_cmp);
                Some(Shape::Empirical(values.into()))
            }
            Err(faults) => {
                let field = join(path, EMPIRICAL[0].part.name);
                self.faults
                    .extend(faults.map(|fault| fault.of_field(&field)));
                None
            }
        }
    }

    fn mixture(&mut self, node: &Node, path: &str) -> Option<Shape> {
        let start = MixtureDraft {
            share: 0.0,
            of: Distribution::constant(0),
        };
        let before = self.found;
        let list = self.list(node, path).iter();
        let parts: Vec<MixtureDraft> = list
            .map(|part| self.whole(part, path, MIXTURE, start.clone()))
            .collect();
        if self.found > before {
            return None;
        }
        if parts.is_empty() {
            self.fault(node, path, "a mixture has at least one part { share, of }");
            return None;
        }
        let shares: Vec<f64> = parts.iter().map(|part| part.share).collect();
        let cumulative = self.cumulative(node, path, &shares, true);
        let of = parts.into_iter().map(|part| part.of);
        Some(Shape::Mixture(cumulative, of.collect()))
    }
}
