//! Shares, factors, and what is by province or by carrier.

use std::collections::BTreeSet;

use super::super::draft::LaneRates;
use super::super::fields::{CHINA, Kind, MAXIMUM_FACTOR, MAXIMUM_RATE, MINIMUM_RATE};
use super::super::model::Holidays;
use super::super::tree::{Node, Value, join};
use super::{LONGEST, Reader};
use crate::clock::{Date, OfficialDays};
use crate::diagnostics::{did_you_mean, shortened};
use crate::rules::{Carrier, InForce, Province};

impl Reader {
    /// Shares that must sum to 1 where all are `known`, cumulated.
    pub(in crate::scenario) fn cumulative(
        &mut self,
        node: &Node,
        field: &str,
        shares: &[f64],
        known: bool,
    ) -> Vec<f64> {
        let sum: f64 = shares.iter().sum();
        if known && (sum - 1.0).abs() > 1e-6 {
            let sum = (sum * 1e9).round() / 1e9;
            self.fault(node, field, format!("the shares sum to {sum}, not to 1"));
        }
        let mut total = 0.0;
        let cumulate = shares.iter().map(|share| {
            total += share;
            total
        });
        cumulate.collect()
    }

    /// The shares of a table by name, cumulative; a name left out has none.
    pub(in crate::scenario) fn shares<const N: usize>(
        &mut self,
        node: &Node,
        field: &str,
        kind: Kind,
    ) -> [f64; N] {
        let names = match kind {
            Kind::Shares(names) => names,
            _ => &[],
        };
        self.only(node, field, names);
        let mut shares = [0.0; N];
        for (share, name) in shares.iter_mut().zip(names) {
            if let Some(node) = node.field(name) {
                *share = self.number(node, &join(field, name), Kind::Share);
            }
        }
        let known = !self.at_fault(field);
        let cumulative = self.cumulative(node, field, &shares, known);
        cumulative.try_into().unwrap_or([1.0; N])
    }

    /// Relative factors, with a mean of 1.
    pub(in crate::scenario) fn factors<const N: usize>(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> [f64; N] {
        let list = self.list(node, field);
        let mut factors = [1.0; N];
        if list.len() != N {
            let message = format!("{} factors where {N} are expected", list.len());
            self.fault(node, field, message);
            return factors;
        }
        let bounds = Kind::Number {
            minimum: 0.0,
            maximum: MAXIMUM_FACTOR,
            unit: "factor",
        };
        let before = self.found;
        for (factor, node) in factors.iter_mut().zip(list) {
            *factor = self.number(node, field, bounds);
        }
        let mean = factors.iter().sum::<f64>() / N as f64;
        if self.found > before {
            return [1.0; N];
        }
        if mean <= 0.0 {
            self.fault(node, field, "at least one factor must be above 0");
            return [1.0; N];
        }
        factors.map(|factor| factor / mean)
    }

    pub(in crate::scenario) fn dates(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> BTreeSet<Date> {
        let list = self.list(node, field).iter();
        list.map(|node| self.date(node, field)).collect()
    }

    /// The days on which calendars are closed: listed, or the official ones with the days worked in return.
    pub(in crate::scenario) fn holidays(&mut self, node: &Node, field: &str) -> Holidays {
        match &node.value {
            Value::List(_) => {
                return Holidays {
                    closed: self.dates(node, field, Kind::Dates),
                    ..Holidays::default()
                };
            }
            Value::Text(name) if name == CHINA => {
                let china = OfficialDays::of_china();
                return Holidays {
                    closed: china.holidays.clone(),
                    extra_workdays: china.extra_workdays.clone(),
                    official: true,
                };
            }
            Value::Text(name) => {
                let near = did_you_mean(name, [CHINA]);
                let name = shortened(name, LONGEST);
                let message =
                    format!("\"{name}\" is neither a list of dates nor \"{CHINA}\"{near}");
                self.fault(node, field, message);
            }
            _ => self.expected(node, field, &Kind::Holidays.allowed()),
        }
        Holidays::default()
    }

    /// Adds the days that are worked in return; an official holiday is none.
    pub(in crate::scenario) fn extra_workdays(
        &mut self,
        node: &Node,
        field: &str,
        holidays: &mut Holidays,
    ) {
        for day in self.list(node, field) {
            let before = self.found;
            let date = self.date(day, field);
            let feast = OfficialDays::of_china().feast(date).unwrap_or_default();
            if holidays.official && self.found == before && holidays.closed.contains(&date) {
                let message = format!(
                    "{date} is an official holiday ({feast}): leave it out, or list the holidays in place of \"{CHINA}\""
                );
                self.fault(day, field, message);
            } else if self.found == before {
                holidays.extra_workdays.insert(date);
            }
        }
    }

    /// The province of a code.
    fn province(&mut self, node: &Node, field: &str, code: &str) -> Option<Province> {
        let province = Province::from_code(code);
        if province.is_none() {
            let near = did_you_mean(code, Province::all().map(Province::code));
            self.fault(node, field, format!("no province \"{code}\"{near}"));
        }
        province
    }

    /// Provinces named by a list.
    pub(in crate::scenario) fn provinces(
        &mut self,
        node: &Node,
        field: &str,
        kind: Kind,
    ) -> [bool; Province::COUNT] {
        let mut provinces = [false; Province::COUNT];
        for node in self.list(node, field) {
            let code = self.text(node, field, kind);
            if !node.value.is_text() {
                continue;
            }
            if let Some(province) = self.province(node, field, &code) {
                provinces[province.index()] = true;
            }
        }
        provinces
    }

    /// Shares by province, which must sum to 1.
    pub(in crate::scenario) fn province_shares(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> [f64; Province::COUNT] {
        let mut shares = [0.0; Province::COUNT];
        for (code, node) in self.table(node, field) {
            let field = join(field, code);
            if let Some(province) = self.province(node, &field, code) {
                shares[province.index()] = self.number(node, &field, Kind::Share);
            }
        }
        let known = !self.at_fault(field);
        self.cumulative(node, field, &shares, known);
        shares
    }

    /// R1: from when the check is in force, by province.
    pub(in crate::scenario) fn in_force(
        &mut self,
        node: &Node,
        field: &str,
        kind: Kind,
    ) -> [InForce; Province::COUNT] {
        let mut in_force = [InForce::Never; Province::COUNT];
        for (code, node) in self.table(node, field) {
            let field = join(field, code);
            let Some(province) = self.province(node, &field, code) else {
                continue;
            };
            in_force[province.index()] = match node.value {
                Value::Bool(true) => InForce::Always,
                Value::Bool(false) => InForce::Never,
                Value::Datetime(_) | Value::Text(_) => {
                    InForce::From(self.instant(node, &field, kind))
                }
                _ => {
                    self.fault(node, &field, "a date, true or false is expected");
                    InForce::Never
                }
            };
        }
        in_force
    }

    /// Messages a minute: one rate, or one of each carrier.
    pub(in crate::scenario) fn lane_rates(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> LaneRates {
        if !matches!(node.value, Value::Table(_)) {
            return LaneRates::Shared(self.rate(node, field));
        }
        self.only(node, field, &Carrier::ALL.map(Carrier::name));
        LaneRates::ByCarrier(Carrier::ALL.map(|carrier| {
            let field = join(field, carrier.name());
            let Some(lane) = node.field(carrier.name()) else {
                self.fault(node, &field, "missing");
                return None;
            };
            self.rate(lane, &field)
        }))
    }

    fn rate(&mut self, node: &Node, field: &str) -> Option<f64> {
        let expected = "messages a minute, above 0, or -1 for no limit,";
        let rate = self.any_number(node, field, expected)?;
        if rate == -1.0 {
            return None;
        }
        if !(MINIMUM_RATE..=MAXIMUM_RATE).contains(&rate) {
            self.fault(node, field, format!("{rate} where {expected} is expected"));
            return None;
        }
        Some(rate)
    }
}
