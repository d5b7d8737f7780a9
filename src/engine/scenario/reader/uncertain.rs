//! What is uncertain: read as it is written first, and held against all fields when these are known.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::applies::{Allowed, UNCERTAIN as LIST, allowed, field_of, not_used};
use super::super::data::read_samples;
use super::super::fields::uncertain::{CUT_ABOVE, CUT_BELOW, UNCERTAIN, UncertainDraft};
use super::super::fields::{CUT_OFF, Kind, PRIORS, PriorForm, unknown};
use super::super::tree::{Node, Value, join};
use super::super::uncertain::{Belief, Scale, Uncertain};
use super::Reader;
use crate::chance::Prior;

impl Reader {
    /// The entries as they are written.
    pub(in crate::scenario) fn uncertain(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> Vec<UncertainDraft> {
        let entries = self.list(node, field).iter();
        let read = entries.filter_map(|entry| {
            if !self.is_table(entry, field) {
                return None;
            }
            let start = UncertainDraft {
                whole: Some(entry.clone()),
                ..UncertainDraft::default()
            };
            Some(self.whole(entry, field, UNCERTAIN, start))
        });
        read.collect()
    }

    /// What the entries say of the fields of a tree.
    pub(in crate::scenario) fn assumptions(
        &mut self,
        tree: &Node,
        drafts: &[UncertainDraft],
    ) -> Vec<Uncertain> {
        let mut named = HashSet::new();
        let read = drafts
            .iter()
            .filter_map(|draft| self.assumption(tree, draft, &mut named));
        read.collect()
    }

    fn assumption(
        &mut self,
        tree: &Node,
        draft: &UncertainDraft,
        named: &mut HashSet<String>,
    ) -> Option<Uncertain> {
        let UncertainDraft {
            field,
            distribution,
            fields,
            samples,
            ..
        } = draft;
        let (fields, belief) = match (field, distribution, fields, samples) {
            (Some(field), Some(distribution), None, None) => {
                let at = join(LIST, "field");
                let (path, allowed) = self.uncertain_field(tree, field, &at, named)?;
                if allowed.is_share {
                    let message = "it must sum to 1 with others: let them vary together, as fields of a file of samples";
                    self.fault(field, &at, message);
                    return None;
                }
                let prior = self.prior(distribution, &path, allowed)?;
                (vec![(path, allowed.scale)], Belief::Prior(prior))
            }
            (None, None, Some(fields), Some(samples)) => {
                let at = join(LIST, "fields");
                let mut list = Vec::new();
                let all = self.list(fields, &at);
                if all.is_empty() {
                    self.fault(fields, &at, "names no field");
                }
                for field in all {
                    list.push(self.uncertain_field(tree, field, &at, named));
                }
                let list: Vec<_> = list.into_iter().collect::<Option<_>>()?;
                let belief = self.samples(samples, &list)?;
                let scales = list.into_iter().map(|(path, of)| (path, of.scale));
                (scales.collect(), belief)
            }
            _ => {
                if let Some(whole) = &draft.whole {
                    let message = "has field and distribution, or fields and samples";
                    self.fault(whole, LIST, message);
                }
                return None;
            }
        };
        Some(Uncertain {
            fields,
            belief,
            source: draft.source.clone(),
        })
    }

    /// The path of an uncertain field, and what it may be.
    fn uncertain_field(
        &mut self,
        tree: &Node,
        node: &Node,
        at: &str,
        named: &mut HashSet<String>,
    ) -> Option<(String, Allowed)> {
        let Value::Text(_) = node.value else {
            self.expected(node, at, "a field's path");
            return None;
        };
        let path = self.text(node, at, Kind::Text);
        let wrong = match allowed(&path) {
            _ if field_of(&path).is_none() => Some(format!("\"{path}\": {}", unknown(&path))),
            _ if path.starts_with("run.") => Some(format!(
                "{path} says what is simulated, and is nothing to be uncertain of"
            )),
            None => Some(format!("{path} is no number and no duration")),
            Some(_) if named.contains(&path) => Some(format!("{path} is named twice")),
            Some(_) => {
                not_used(tree, &path).map(|why| format!("the scenario does not use {path}: {why}"))
            }
        };
        if let Some(wrong) = wrong {
            self.fault(node, at, wrong);
            return None;
        }
        named.insert(path.clone());
        allowed(&path).map(|allowed| (path, allowed))
    }

    /// A distribution of a field's values, within what they may be.
    fn prior(&mut self, node: &Node, path: &str, allowed: Allowed) -> Option<Prior> {
        let at = join(LIST, "distribution");
        let before = self.faults.count();
        self.is_table(node, &at);
        let names = PRIORS.iter().map(|form| form.name);
        let cut_off = CUT_OFF.iter().map(|part| part.name);
        self.only(node, &at, &names.clone().chain(cut_off).collect::<Vec<_>>());
        let given = |form: &'static PriorForm| Some((form, node.field(form.name)?));
        let found: Vec<_> = PRIORS.iter().filter_map(given).collect();
        let [(form, parameters)] = found[..] else {
            if self.faults.count() == before {
                let forms = names.collect::<Vec<_>>().join(", ");
                let message = format!("a distribution has one form of {forms}");
                self.fault(node, &at, message);
            }
            return None;
        };
        let inside = join(&at, form.name);
        let names: Vec<&str> = form.parameters.iter().map(|part| part.name).collect();
        self.is_table(parameters, &inside);
        self.only(parameters, &inside, &names);
        let mut given = Vec::new();
        for part in form.parameters {
            let field = join(&inside, part.name);
            let value = parameters.field(part.name);
            // 0 and 1 are no durations.
            let ends = allowed.scale == Scale::Duration && ["min", "max"].contains(&part.name);
            if value.is_none() && (part.required || ends) {
                self.fault(parameters, &field, "missing");
            }
            given.push(value.map(|value| self.of_field(value, &field, part.kind, allowed.scale)));
        }
        let mut bound = |name: &str| -> Option<f64> {
            let bound = node.field(name)?;
            Some(self.of_field(bound, &join(&at, name), Kind::OfField, allowed.scale))
        };
        let (at_least, at_most) = (bound(CUT_BELOW.name), bound(CUT_ABOVE.name));
        if self.faults.count() > before {
            return None;
        }
        let prior = (form.make)(&given).map_err(|why| (parameters, inside, why));
        let prior = prior.and_then(|prior| {
            prior
                .within(at_least, at_most)
                .map_err(|why| (node, at.clone(), why))
        });
        match prior {
            Ok(prior) => self.in_bounds(prior, node, &at, path, allowed),
            Err((node, field, why)) => {
                self.fault(node, &field, why);
                None
            }
        }
    }

    /// A parameter: a value of the field, or a number.
    fn of_field(&mut self, node: &Node, field: &str, kind: Kind, scale: Scale) -> f64 {
        match (kind, scale) {
            (Kind::OfField, Scale::Duration) => {
                self.duration(node, field, Kind::DurationOrZero) as f64
            }
            (Kind::OfField, _) => {
                let number = self.any_number(node, field, "a number, as the field has it,");
                number.unwrap_or(0.0)
            }
            _ => self.number(node, field, kind),
        }
    }

    /// The distribution, if all of it is within what the field may be.
    fn in_bounds(
        &mut self,
        prior: Prior,
        node: &Node,
        at: &str,
        path: &str,
        allowed: Allowed,
    ) -> Option<Prior> {
        let (low, high) = prior.support();
        if low >= allowed.minimum && high <= allowed.maximum {
            return Some(prior);
        }
        let shown = |value: f64| match value.is_finite() {
            true => allowed.scale.written(value),
            false => "any".to_owned(),
        };
        let [low, high] = [low, high].map(shown);
        let [least, most] = [allowed.minimum, allowed.maximum].map(shown);
        let message = format!(
            "reaches from {low} to {high}, where {path} may be from {least} to {most}: cut it off with at_least and at_most"
        );
        self.fault(node, at, message);
        None
    }

    /// Rows of a file.
    fn samples(&mut self, node: &Node, fields: &[(String, Allowed)]) -> Option<Belief> {
        let at = join(LIST, "samples");
        let before = self.faults.count();
        let file = self.text(node, &at, Kind::File);
        if self.faults.count() > before {
            return None;
        }
        match read_samples(&self.given, &self.beside(node, &file), fields) {
            Ok((samples, read)) => {
                self.files.push(read);
                Some(Belief::Samples(Arc::new(samples)))
            }
            Err(faults) => {
                for fault in faults {
                    self.faults.add(match fault.place {
                        None => fault.of_field(&at),
                        Some(_) => fault,
                    });
                }
                None
            }
        }
    }
}
