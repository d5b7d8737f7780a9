//! Reading single values: every one is checked, every fault is kept, and reading goes on.

use std::path::PathBuf;

use super::data::read_column;
use super::fields::{
    BOUNDS, FORMS, Kind, MEASURED_IN, MIXTURE_PARTS, MeasuredIn, field_at, kind_at, names,
};
use super::model::{CalendarId, Calendars, Delay};
use super::sources::ReadFile;
use super::tree::{Node, Value, join};
use crate::chance::{Distribution, Shape};
use crate::clock::{DAY, Date, HOUR, Instant, MINUTE, Millis, parse_duration};
use crate::diagnostics::{Fault, Faults, did_you_mean};

/// Reads values from a tree, and keeps what is wrong with them.
pub(super) struct Reader {
    /// The scenario's path: data files named by an override lie beside it.
    pub(super) path: PathBuf,
    pub(super) faults: Faults,
    pub(super) files: Vec<ReadFile>,
    /// Names of the calendars, in the order of their ids.
    pub(super) calendars: Vec<String>,
    /// 00:00 of the first day, from which relative instants count.
    pub(super) start: Instant,
}

impl Reader {
    /// Notes a fault at a node.
    pub(super) fn fault(&mut self, node: &Node, field: &str, message: impl Into<String>) {
        self.faults
            .add(Fault::at(node.place.clone(), field, message));
    }

    fn expected(&mut self, node: &Node, field: &str, expected: &str) {
        let found = match &node.value {
            Value::Text(text) => format!("\"{text}\""),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Datetime(datetime) => datetime.to_string(),
            other => other.kind().to_owned(),
        };
        self.fault(node, field, format!("{found} where {expected} is expected"));
    }

    /// The node at a path, or a fault that it is missing; but none where it is because something
    /// else stands in place of its section, which is a fault already.
    pub(super) fn need<'n>(&mut self, tree: &'n Node, path: &str) -> Option<&'n Node> {
        let node = tree.at(path);
        let mut sections = path
            .match_indices('.')
            .filter_map(|(at, _)| tree.at(&path[..at]));
        if node.is_none() && sections.all(|node| matches!(node.value, Value::Table(_))) {
            self.fault(tree, path, "missing");
        }
        node
    }

    pub(super) fn text(&mut self, node: &Node, field: &str) -> String {
        if let Value::Text(text) = &node.value {
            return text.clone();
        }
        self.expected(node, field, "a string");
        String::new()
    }

    /// One of the words of its field.
    pub(super) fn choice(&mut self, node: &Node, field: &str) -> String {
        let word = self.text(node, field);
        if let (Some(Kind::Choice(known)), Value::Text(_)) = (kind_at(field), &node.value)
            && !known.contains(&word.as_str())
        {
            let near = did_you_mean(&word, known.iter().copied());
            let allowed = known.join(", ");
            self.fault(
                node,
                field,
                format!("\"{word}\" is none of {allowed}{near}"),
            );
        }
        word
    }

    pub(super) fn flag(&mut self, node: &Node, field: &str) -> bool {
        if let Value::Bool(flag) = node.value {
            return flag;
        }
        self.expected(node, field, "true or false");
        false
    }

    /// Any number.
    pub(super) fn number(&mut self, node: &Node, field: &str, expected: &str) -> Option<f64> {
        match node.value {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => {
                self.expected(node, field, expected);
                None
            }
        }
    }

    /// A number in the bounds of its field.
    pub(super) fn number_at(&mut self, node: &Node, field: &str) -> f64 {
        match kind_at(field) {
            Some(Kind::Number { least, most, .. }) => self.number_in(node, field, least, most),
            _ => self.number_in(node, field, f64::MIN, f64::MAX),
        }
    }

    pub(super) fn number_in(&mut self, node: &Node, field: &str, least: f64, most: f64) -> f64 {
        let expected = format!("a number from {least} to {most}");
        let Some(number) = self.number(node, field, &expected) else {
            return least;
        };
        if !(least..=most).contains(&number) {
            self.expected(node, field, &expected);
            return least;
        }
        number
    }

    pub(super) fn probability(&mut self, node: &Node, field: &str) -> f64 {
        let expected = "a probability from 0 to 1";
        let number = self.number(node, field, expected).unwrap_or(0.0);
        let below_one = field_at(field).is_some_and(|f| f.kind == Kind::ProbabilityBelowOne);
        if below_one && number == 1.0 {
            let why = "a probability below 1 (what it repeats would never end)";
            self.expected(node, field, why);
        } else if !(0.0..=1.0).contains(&number) {
            self.expected(node, field, expected);
        }
        number.clamp(0.0, 1.0)
    }

    /// A whole number in the bounds of its field.
    pub(super) fn count(&mut self, node: &Node, field: &str) -> u64 {
        let (least, most) = match kind_at(field) {
            Some(Kind::Count { least, most, .. }) => (least, most),
            _ => (0, u64::MAX),
        };
        if let Value::Integer(number) = node.value
            && let Ok(number) = u64::try_from(number)
            && (least..=most).contains(&number)
        {
            return number;
        }
        self.expected(
            node,
            field,
            &format!("a whole number from {least} to {most}"),
        );
        least
    }

    /// A whole number, or `None` for -1.
    pub(super) fn limit(&mut self, node: &Node, field: &str) -> Option<u32> {
        let least = match kind_at(field) {
            Some(Kind::CountOrNone { least, .. }) => least,
            _ => 0,
        };
        if let Value::Integer(number) = node.value {
            if number == -1 {
                return None;
            }
            if let Ok(number) = u32::try_from(number)
                && u64::from(number) >= least
            {
                return Some(number);
            }
        }
        let expected = format!("a whole number of at least {least}, or -1 for no limit,");
        self.expected(node, field, &expected);
        None
    }

    pub(super) fn duration(&mut self, node: &Node, field: &str) -> Millis {
        let Value::Text(text) = &node.value else {
            self.expected(node, field, "a duration such as \"48h\" or \"1h30min\"");
            return 0;
        };
        parse_duration(text).unwrap_or_else(|wrong| {
            self.fault(node, field, wrong.to_string());
            0
        })
    }

    pub(super) fn positive_duration(&mut self, node: &Node, field: &str) -> Millis {
        let before = self.faults.count();
        let duration = self.duration(node, field);
        if duration == 0 && self.faults.count() == before {
            self.expected(node, field, "a duration above 0");
        }
        if let Some(Kind::Duration { most }) = kind_at(field)
            && duration > most
        {
            let expected = format!("a duration of at most {} d", most / DAY);
            self.expected(node, field, &expected);
            return most;
        }
        duration.max(1)
    }

    pub(super) fn time_of_day(&mut self, node: &Node, field: &str, latest: Millis) -> Millis {
        let text = match &node.value {
            Value::Text(text) => text.clone(),
            // Without quotes, as after `--set`, it is a time of TOML's own.
            Value::Datetime(time) if time.date.is_none() => {
                let text = time.to_string();
                text.strip_suffix(":00")
                    .filter(|text| text.contains(':'))
                    .unwrap_or(&text)
                    .to_owned()
            }
            _ => String::new(),
        };
        let parts = text
            .split_once(':')
            .filter(|(h, m)| h.len() == 2 && m.len() == 2);
        let number = |text: &str| text.parse::<i64>().ok().filter(|_| !text.starts_with('+'));
        let read = parts.and_then(|(hour, minute)| Some((number(hour)?, number(minute)?)));
        let time = read
            .filter(|(_, minute)| (0..60).contains(minute))
            .map(|(hour, minute)| hour * HOUR + minute * MINUTE);
        match time.filter(|time| (0..=latest).contains(time)) {
            Some(time) => time,
            None => {
                self.expected(node, field, "a time of day such as \"12:00\"");
                0
            }
        }
    }

    pub(super) fn date(&mut self, node: &Node, field: &str) -> Date {
        let text = match &node.value {
            Value::Datetime(datetime) if datetime.time.is_none() => datetime.to_string(),
            Value::Text(text) => text.clone(),
            _ => String::new(),
        };
        match text.parse::<jiff::civil::Date>() {
            Ok(date) if date.year() >= 1970 => Date::from_civil(date),
            _ => {
                self.expected(node, field, "a date from 1970 on, such as 2019-03-11,");
                Date(0)
            }
        }
    }

    /// A date, a date and time, or a duration from the start of the run.
    pub(super) fn instant(&mut self, node: &Node, field: &str) -> Instant {
        let expected =
            "a time such as 2019-03-27T09:00:00, or a duration from the start such as \"14d\",";
        let read = match &node.value {
            Value::Datetime(datetime) => Instant::parse(&datetime.to_string()).ok(),
            Value::Text(text) => match Instant::parse(text) {
                Ok(instant) => Some(instant),
                Err(_) => parse_duration(text)
                    .ok()
                    .map(|after| self.start.after(after)),
            },
            _ => None,
        };
        read.unwrap_or_else(|| {
            self.expected(node, field, expected);
            self.start
        })
    }

    /// The fields of a table; anything else is a fault.
    pub(super) fn table<'n>(
        &mut self,
        node: &'n Node,
        field: &str,
    ) -> impl Iterator<Item = (&'n String, &'n Node)> + use<'n> {
        if !matches!(node.value, Value::Table(_)) {
            self.expected(node, field, "a table");
        }
        node.fields()
    }

    /// A list; anything else is a fault.
    pub(super) fn list<'n>(&mut self, node: &'n Node, field: &str) -> &'n [Node] {
        if let Value::List(list) = &node.value {
            return list;
        }
        self.expected(node, field, "a list");
        &[]
    }

    /// Faults for fields of a table that are none of these names.
    pub(super) fn only(&mut self, node: &Node, field: &str, names: &[&str]) {
        for (name, value) in node.fields() {
            if !names.contains(&name.as_str()) {
                let near = did_you_mean(name, names.iter().copied());
                let allowed = names.join(", ");
                let message = format!("unknown field{near} (allowed: {allowed})");
                self.fault(value, &join(field, name), message);
            }
        }
    }

    /// A duration, or a distribution of durations, with its calendar.
    pub(super) fn delay(&mut self, node: &Node, field: &str) -> Delay {
        let measured = match field_at(field).map(|f| f.kind) {
            Some(Kind::Delay(MeasuredIn::InWorking)) => Some(Calendars::WORKING),
            Some(Kind::Delay(MeasuredIn::Own)) => None,
            _ => Some(Calendars::ALWAYS),
        };
        let measured_in = node
            .field("measured_in")
            .and_then(|name| self.calendar(name, field));
        Delay {
            distribution: self.distribution(node, field, true),
            measured_in: measured_in.or(measured),
        }
    }

    fn calendar(&mut self, node: &Node, field: &str) -> Option<CalendarId> {
        let field = join(field, "measured_in");
        let name = self.text(node, &field);
        let place = self.calendars.iter().position(|known| *known == name);
        if place.is_none() {
            let near = did_you_mean(&name, self.calendars.iter().map(String::as_str));
            let known = self.calendars.join(", ");
            self.fault(
                node,
                &field,
                format!("no calendar \"{name}\"{near} (there are: {known})"),
            );
        }
        place.map(|place| CalendarId(place as u8))
    }

    fn distribution(&mut self, node: &Node, field: &str, outside: bool) -> Distribution {
        if !matches!(node.value, Value::Table(_)) {
            return Distribution::constant(self.duration(node, field));
        }
        let forms: Vec<&str> = FORMS.iter().map(|form| form.name).collect();
        let mut allowed = forms.clone();
        allowed.extend(names(BOUNDS));
        if outside {
            allowed.push(MEASURED_IN.name);
        }
        self.only(node, field, &allowed);
        let found: Vec<_> = node
            .fields()
            .filter(|(name, _)| forms.contains(&name.as_str()))
            .collect();
        let [(form, parameters)] = found[..] else {
            let message = format!("a distribution has one form of {}", forms.join(", "));
            self.fault(node, field, message);
            return Distribution::constant(0);
        };
        let path = join(field, form);
        let bound = |reader: &mut Self, name: &str| {
            node.field(name)
                .map(|node| reader.duration(node, &join(field, name)))
        };
        let (least, most) = (bound(self, "at_least"), bound(self, "at_most"));
        if least.zip(most).is_some_and(|(least, most)| least > most) {
            self.fault(node, field, "at_least is above at_most");
        }
        let shape = self.shape(form, parameters, &path);
        let most = most.map(|most| most.max(least.unwrap_or(0)));
        Distribution::bounded(shape.unwrap_or(Shape::Constant(0.0)), least, most)
    }

    fn shape(&mut self, form: &str, node: &Node, path: &str) -> Option<Shape> {
        if let Some(form) = FORMS.iter().find(|f| f.name == form && f.name != "mixture") {
            self.only(node, path, &names(form.parameters));
        }
        match form {
            "uniform" => {
                let (min, max) = (
                    self.parameter(node, path, "min")?,
                    self.parameter(node, path, "max")?,
                );
                if min > max {
                    self.fault(node, path, "min is above max");
                    return None;
                }
                Some(Shape::Uniform { min, max })
            }
            "exponential" => Some(Shape::Exponential(self.parameter(node, path, "mean")?)),
            "lognormal" => self.lognormal(node, path),
            "gamma" => {
                let mean = self.parameter(node, path, "mean")?;
                let shape = self.form_number(node, path, "shape")?;
                let gamma = Shape::gamma(mean, shape);
                if gamma.is_none() {
                    self.fault(node, path, "a gamma distribution needs a mean above 0");
                }
                gamma
            }
            "weibull" => {
                let scale = self.parameter(node, path, "scale")?;
                Some(Shape::Weibull {
                    scale,
                    shape: self.form_number(node, path, "shape")?,
                })
            }
            "triangular" => {
                let min = self.parameter(node, path, "min")?;
                let mode = self.parameter(node, path, "mode")?;
                let max = self.parameter(node, path, "max")?;
                let shape = Shape::triangular(min, mode, max).filter(|_| min < max);
                if shape.is_none() {
                    self.fault(node, path, "needs min ≤ mode ≤ max and min below max");
                }
                shape
            }
            "empirical" => self.empirical(node, path),
            _ => self.mixture(node, path),
        }
    }

    fn lognormal(&mut self, node: &Node, path: &str) -> Option<Shape> {
        let median = self.parameter(node, path, "median")?;
        let (p95, sigma) = (node.field("p95"), node.field("sigma"));
        let sigma = match (p95, sigma) {
            (Some(_), None) => {
                let p95 = self.parameter(node, path, "p95")?;
                if p95 < median || median <= 0.0 {
                    self.fault(node, path, "p95 is under the median, which must be above 0");
                    return None;
                }
                (p95 / median).ln() / P95_OF_NORMAL
            }
            (None, Some(_)) => self.form_number(node, path, "sigma")?,
            _ => {
                self.fault(
                    node,
                    path,
                    "a lognormal has a median and either p95 or sigma",
                );
                return None;
            }
        };
        Some(Shape::Lognormal { median, sigma })
    }

    fn empirical(&mut self, node: &Node, path: &str) -> Option<Shape> {
        let mut word = |name: &str| {
            let node = self.need_in(node, path, name)?;
            Some(self.text(node, &join(path, name)))
        };
        let (file, column, unit) = (word("file")?, word("column")?, word("unit")?);
        let millis = parse_duration(&format!("1{unit}")).unwrap_or(0);
        if millis == 0 {
            self.fault(
                node,
                path,
                format!("unit \"{unit}\" is none of ms, s, min, h, d, w"),
            );
            return None;
        }
        let file = self.beside(node, &file);
        match read_column(&file, &column) {
            Ok((values, read)) => {
                self.files.push(read);
                let mut values: Vec<f64> = values.iter().map(|v| v * millis as f64).collect();
                values.sort_by(f64::total_cmp);
                Some(Shape::Empirical(values.into()))
            }
            Err(faults) => {
                for fault in faults {
                    self.faults.add(fault.of_field(join(path, "file")));
                }
                None
            }
        }
    }

    /// A data file lies beside the scenario that names it.
    pub(super) fn beside(&self, node: &Node, file: &str) -> PathBuf {
        let name = &node.place.source.name;
        let scenario = if name.starts_with("--") {
            self.path.clone()
        } else {
            PathBuf::from(name)
        };
        scenario
            .parent()
            .map_or_else(|| file.into(), |folder| folder.join(file))
    }

    /// Names the data files in a tree by their whole paths, so that it can stand anywhere.
    pub(super) fn name_data_files(&self, tree: &mut Node) {
        match &mut tree.value {
            Value::Table(table) => {
                for (name, node) in table {
                    let path = match &node.value {
                        Value::Text(file) if name == "file" => Some(self.beside(node, file)),
                        _ => None,
                    };
                    match path.and_then(|path| std::path::absolute(path).ok()) {
                        Some(path) => node.value = Value::Text(path.display().to_string()),
                        None => self.name_data_files(node),
                    }
                }
            }
            Value::List(list) => list.iter_mut().for_each(|node| self.name_data_files(node)),
            _ => {}
        }
    }

    fn mixture(&mut self, node: &Node, path: &str) -> Option<Shape> {
        let (mut shares, mut parts) = (Vec::new(), Vec::new());
        for part in self.list(node, path) {
            self.only(part, path, &names(MIXTURE_PARTS));
            let share = self.need_in(part, path, "share")?;
            shares.push(self.probability(share, &join(path, "share")));
            let of = self.need_in(part, path, "of")?;
            parts.push(self.distribution(of, &join(path, "of"), false));
        }
        if parts.is_empty() {
            self.fault(node, path, "a mixture has at least one part { share, of }");
            return None;
        }
        let cumulative = self.cumulative(node, path, &shares);
        Some(Shape::Mixture(cumulative, parts))
    }

    /// Shares that must sum to 1, cumulated.
    pub(super) fn cumulative(&mut self, node: &Node, field: &str, shares: &[f64]) -> Vec<f64> {
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() > 1e-6 {
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

    /// A parameter that is a duration, in milliseconds.
    fn parameter(&mut self, node: &Node, path: &str, name: &str) -> Option<f64> {
        let value = self.need_in(node, path, name)?;
        Some(self.duration(value, &join(path, name)) as f64)
    }

    /// A parameter that is a number, in the bounds of the distribution's form at `path`.
    fn form_number(&mut self, node: &Node, path: &str, name: &str) -> Option<f64> {
        let value = self.need_in(node, path, name)?;
        let form = FORMS.iter().find(|form| path.ends_with(form.name))?;
        let parameter = form.parameters.iter().find(|part| part.name == name)?;
        let Kind::Number { least, most, .. } = parameter.kind else {
            return None;
        };
        Some(self.number_in(value, &join(path, name), least, most))
    }

    /// A field of a table that stands at `path`.
    pub(super) fn need_in<'n>(
        &mut self,
        node: &'n Node,
        path: &str,
        name: &str,
    ) -> Option<&'n Node> {
        let value = node.field(name);
        if value.is_none() {
            self.fault(node, &join(path, name), "missing");
        }
        value
    }
}

/// The 95 % quantile of the standard normal distribution.
const P95_OF_NORMAL: f64 = 1.644_853_626_951_472_7;

/// The end of a day.
pub(super) const MIDNIGHT: Millis = DAY;
