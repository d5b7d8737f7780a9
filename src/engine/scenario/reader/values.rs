//! Single values: words, numbers, times.

use super::super::fields::Kind;
use super::super::tree::{Node, Value};
use super::Reader;
use crate::clock::{DAY, Date, HOUR, Instant, MINUTE, Millis, parse_duration};
use crate::diagnostics::did_you_mean;
use crate::measures::{MEASURES, Measure};

impl Reader {
    pub(in crate::scenario) fn text(&mut self, node: &Node, field: &str, _: Kind) -> String {
        if let Value::Text(text) = &node.value {
            return text.clone();
        }
        self.expected(node, field, "a string");
        String::new()
    }

    /// One of the words of its kind.
    pub(in crate::scenario) fn choice(&mut self, node: &Node, field: &str, kind: Kind) -> String {
        let word = self.text(node, field, kind);
        if let (Kind::Choice(known), Value::Text(_)) = (kind, &node.value)
            && !known.contains(&word.as_str())
        {
            let near = did_you_mean(&word, known.iter().copied());
            let allowed = known.join(", ");
            let message = format!("\"{word}\" is none of {allowed}{near}");
            self.fault(node, field, message);
        }
        word
    }

    pub(in crate::scenario) fn flag(&mut self, node: &Node, field: &str, _: Kind) -> bool {
        if let Value::Bool(flag) = node.value {
            return flag;
        }
        self.expected(node, field, "true or false");
        false
    }

    /// Any number.
    pub(in crate::scenario) fn any_number(
        &mut self,
        node: &Node,
        field: &str,
        expected: &str,
    ) -> Option<f64> {
        match node.value {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => {
                self.expected(node, field, expected);
                None
            }
        }
    }

    /// A number, probability or share in the bounds of its kind.
    pub(in crate::scenario) fn number(&mut self, node: &Node, field: &str, kind: Kind) -> f64 {
        let (minimum, maximum, expected) = match kind {
            Kind::Number {
                minimum, maximum, ..
            } => (
                minimum,
                maximum,
                format!("a number from {minimum} to {maximum}"),
            ),
            _ => (0.0, 1.0, "a probability from 0 to 1".to_owned()),
        };
        let Some(number) = self.any_number(node, field, &expected) else {
            return minimum;
        };
        if kind == Kind::ProbabilityBelowOne && number == 1.0 {
            let why = "a probability below 1 (what it repeats would never end)";
            self.expected(node, field, why);
        } else if !(minimum..=maximum).contains(&number) {
            self.expected(node, field, &expected);
        }
        number.clamp(minimum, maximum)
    }

    /// A whole number in the bounds of its kind.
    pub(in crate::scenario) fn count(&mut self, node: &Node, field: &str, kind: Kind) -> u64 {
        let (minimum, maximum) = match kind {
            Kind::Count {
                minimum, maximum, ..
            } => (minimum, maximum),
            _ => (0, u64::MAX),
        };
        if let Value::Integer(number) = node.value
            && let Ok(number) = u64::try_from(number)
            && (minimum..=maximum).contains(&number)
        {
            return number;
        }
        let expected = format!("a whole number from {minimum} to {maximum}");
        self.expected(node, field, &expected);
        minimum
    }

    /// A whole number, or `None` for -1.
    pub(in crate::scenario) fn limit(
        &mut self,
        node: &Node,
        field: &str,
        kind: Kind,
    ) -> Option<u32> {
        let minimum = match kind {
            Kind::CountOrNone { minimum, .. } => minimum,
            _ => 0,
        };
        if let Value::Integer(number) = node.value {
            if number == -1 {
                return None;
            }
            if let Ok(number) = u32::try_from(number)
                && u64::from(number) >= minimum
            {
                return Some(number);
            }
        }
        let expected = format!("a whole number of at least {minimum}, or -1 for no limit,");
        self.expected(node, field, &expected);
        None
    }

    pub(in crate::scenario) fn duration(&mut self, node: &Node, field: &str, _: Kind) -> Millis {
        let Value::Text(text) = &node.value else {
            self.expected(node, field, "a duration such as \"48h\" or \"1h30min\"");
            return 0;
        };
        parse_duration(text).unwrap_or_else(|wrong| {
            self.fault(node, field, wrong.to_string());
            0
        })
    }

    /// A duration above 0, as long as its kind allows.
    pub(in crate::scenario) fn positive_duration(
        &mut self,
        node: &Node,
        field: &str,
        kind: Kind,
    ) -> Millis {
        let before = self.found;
        let duration = self.duration(node, field, kind);
        if duration == 0 && self.found == before {
            self.expected(node, field, "a duration above 0");
        }
        if let Kind::Duration { maximum } = kind
            && duration > maximum
        {
            let expected = format!("a duration of at most {} d", maximum / DAY);
            self.expected(node, field, &expected);
            return maximum;
        }
        duration.max(1)
    }

    /// The measure of a name.
    pub(in crate::scenario) fn measure(
        &mut self,
        node: &Node,
        field: &str,
        kind: Kind,
    ) -> Option<&'static Measure> {
        let name = self.text(node, field, kind);
        let measure = Measure::named(&name);
        if measure.is_none() && node.value.is_text() {
            let near = did_you_mean(&name, MEASURES.iter().map(|measure| measure.name));
            self.fault(node, field, format!("no measure \"{name}\"{near}"));
        }
        measure
    }

    /// The place of the group of a name.
    pub(in crate::scenario) fn group(
        &mut self,
        node: &Node,
        field: &str,
        kind: Kind,
    ) -> Option<usize> {
        let name = self.text(node, field, kind);
        let groups = self.groups.as_ref();
        let group = groups.and_then(|groups| groups.named(&name));
        let known = ["segments", "arrivals"].iter().all(|of| !self.at_fault(of));
        if group.is_none() && known && node.value.is_text() {
            let known = groups.into_iter().flat_map(|groups| groups.all());
            let near = did_you_mean(&name, known.map(|group| group.name.as_str()));
            self.fault(node, field, format!("no group \"{name}\"{near}"));
        }
        group
    }

    pub(in crate::scenario) fn time_of_day(
        &mut self,
        node: &Node,
        field: &str,
        latest: Millis,
    ) -> Millis {
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

    pub(in crate::scenario) fn date(&mut self, node: &Node, field: &str) -> Date {
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
    pub(in crate::scenario) fn instant(&mut self, node: &Node, field: &str, _: Kind) -> Instant {
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
}
