//! The JSON Schema of the scenario file, made from the registry of fields.
//!
//! Editors read it: a description stands beside every value, never in what is referred to, because
//! some show only what stands there.

use serde_json::{Map, Value, json};

use super::fields::{
    BOUNDS, CHINA, CUT_OFF, FORMS, Field, Form, Kind, MAXIMUM_FACTOR, MAXIMUM_RATE, MEASURED_IN,
    MINIMUM_RATE, MIXTURE_PARTS, PRIORS, Part, Where, as_toml, default, fields, in_full,
    section_meaning,
};
use crate::measures::MEASURES;
use crate::rules::{Carrier, Province};

/// Where the schema lies beside the shipped scenarios.
pub const SCHEMA_FILE: &str = "beian-sim.schema.json";

const DURATION: &str = r"^\s*((\d+(\.\d*)?|\.\d+)(ms|s|min|h|d|w)\s*)+$";
const DATE: &str = r"^\d{4}-\d{2}-\d{2}$";
const INSTANT: &str =
    r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})?)?$";
// A time without quotes has seconds.
const TIME_OF_DAY: &str = r"^([01]\d|2[0-3]):[0-5]\d(:00)?$";
const OPENING: &str = r"^(([01]\d|2[0-3]):[0-5]\d|24:00)(:00)?$";

/// The schema (JSON Schema, draft 2020-12): every field with its meaning, unit, bounds and default.
pub fn schema() -> Value {
    let mut properties = tree(|_| true, true);
    properties.insert("province".into(), provinces());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of beian-sim",
        "description": "Who files, how messages travel, how people act and which rules hold. \
                        What is left out comes from `based_on`, and at the end of that chain from the baseline.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "$defs": {
            "distribution": distribution(false),
            "delay": distribution(true),
            "prior": prior(),
            "province": section("Fields that differ in a province", tree(|field| field.may_stand != Where::General, false)),
        },
    })
}

/// The properties of the fields that are chosen, section by section.
fn tree(choose: impl Fn(&Field) -> bool, with_defaults: bool) -> Map<String, Value> {
    let mut root = Map::new();
    for field in fields().iter().filter(|field| choose(field)) {
        let default = default(field.path).filter(|_| with_defaults);
        let property = described(field.kind, field.meaning, default);
        insert(&mut root, "", field.path, property);
    }
    root
}

/// Puts a property at a path below the section at `at`; sections on the way are made.
fn insert(properties: &mut Map<String, Value>, at: &str, path: &str, property: Value) {
    let Some((name, rest)) = path.split_once('.') else {
        properties.insert(path.into(), property);
        return;
    };
    let at = super::tree::join(at, name);
    let meaning = section_meaning(&at).unwrap_or_default();
    let table = properties
        .entry(name)
        .or_insert_with(|| section(meaning, Map::new()));
    if let Some(Value::Object(inside)) = table.get_mut("properties") {
        insert(inside, &at, rest, property);
    }
}

fn section(meaning: &str, properties: Map<String, Value>) -> Value {
    json!({
        "description": meaning,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn provinces() -> Value {
    let own = |province: Province| {
        let names = format!("{}, {}", province.name(), province.chinese());
        let property = json!({ "description": names, "allOf": [{ "$ref": "#/$defs/province" }] });
        (province.code().to_owned(), property)
    };
    section(
        "What differs in a province",
        Province::all().map(own).collect(),
    )
}

/// The schema of a value, with what an editor shows of it.
fn described(kind: Kind, meaning: &str, default: Option<Value>) -> Value {
    let mut schema = of_kind(kind);
    let unit = kind.unit();
    let mut text = format!("{meaning}.\n");
    if !unit.is_empty() {
        text += &format!("\nUnit: {unit}.");
        schema["x-unit"] = unit.into();
    }
    text += &format!("\nAllowed: {}.", kind.allowed());
    if let Some(default) = default {
        let shown = match &default {
            Value::Object(_) | Value::Array(_) if as_toml(&default).len() > 100 => {
                "the baseline's".into()
            }
            _ => as_toml(&default),
        };
        text += &format!("\nDefault: {shown}.");
        schema["default"] = default;
    }
    schema["description"] = text.into();
    schema
}

fn of_kind(kind: Kind) -> Value {
    let no_limit = json!({ "enum": [-1] });
    match kind {
        Kind::Text | Kind::File => json!({ "type": "string" }),
        Kind::Date => pattern(DATE),
        Kind::Dates => list(pattern(DATE)),
        Kind::Holidays => json!({ "anyOf": [list(pattern(DATE)), { "enum": [CHINA] }] }),
        Kind::Instant => json!({ "anyOf": [pattern(INSTANT), pattern(DURATION)] }),
        Kind::Duration { .. } => duration_above_zero(),
        Kind::DurationOrZero => pattern(DURATION),
        Kind::Span => span(&kind.parts()),
        Kind::Delay(_) => json!({ "anyOf": [pattern(DURATION), { "$ref": "#/$defs/delay" }] }),
        Kind::Probability | Kind::Share => share(),
        Kind::ProbabilityBelowOne => {
            json!({ "type": "number", "minimum": 0, "exclusiveMaximum": 1 })
        }
        Kind::Number {
            minimum, maximum, ..
        } => number(minimum, maximum),
        Kind::Count {
            minimum, maximum, ..
        } => {
            json!({ "type": "integer", "minimum": minimum, "maximum": maximum })
        }
        Kind::CountOrNone { minimum, .. } => json!({ "anyOf": [
            { "type": "integer", "minimum": minimum, "maximum": u32::MAX }, no_limit,
        ] }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::TimeOfDay => pattern(TIME_OF_DAY),
        Kind::Hours => {
            let time = pattern(OPENING);
            list(json!({ "type": "array", "items": time, "minItems": 2, "maxItems": 2 }))
        }
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Words(words) => list(json!({ "enum": words })),
        Kind::Factors(count) => json!({
            "type": "array", "items": number(0.0, MAXIMUM_FACTOR), "minItems": count, "maxItems": count,
        }),
        Kind::Shares(names) => closed(names.iter().map(|name| {
            let mut share = share();
            share["description"] = in_full(name).into();
            (*name, share)
        })),
        Kind::ProvinceShares => by_province(&share()),
        Kind::Provinces => list(codes()),
        Kind::InForce => by_province(&json!({ "anyOf": [
            { "type": "boolean" }, pattern(INSTANT), pattern(DURATION),
        ] })),
        Kind::LaneRates => lane_rates(&no_limit),
        Kind::Measure => {
            json!({ "enum": MEASURES.iter().map(|measure| measure.name).collect::<Vec<_>>() })
        }
        Kind::Calendars => json!({
            "type": "object",
            "propertyNames": { "not": { "enum": ["always"] } },
            "additionalProperties": table(&kind.parts()),
        }),
        Kind::Segments => list(segment(&kind.parts())),
        Kind::Surges | Kind::Outages => list(table(&kind.parts())),
        Kind::Reminders => {
            let mut reminder = table(&kind.parts());
            let required = |name| json!({ "required": [name] });
            reminder["oneOf"] = json!([required("after"), required("at")]);
            reminder["dependentRequired"] = json!({ "days": ["at"], "measured_in": ["at"] });
            list(reminder)
        }
        Kind::Uncertain => {
            let mut entry = table(&kind.parts());
            entry["oneOf"] = json!([
                { "required": ["field", "distribution"] }, { "required": ["fields", "samples"] },
            ]);
            list(entry)
        }
        Kind::Paths => list(json!({ "type": "string" })),
        Kind::Prior => json!({ "$ref": "#/$defs/prior" }),
        Kind::OfField => json!({ "anyOf": [{ "type": "number" }, pattern(DURATION)] }),
        Kind::Thresholds => {
            let mut threshold = table(&kind.parts());
            threshold["anyOf"] = json!([{ "required": ["min"] }, { "required": ["max"] }]);
            list(threshold)
        }
    }
}

fn pattern(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

fn duration_above_zero() -> Value {
    json!({ "type": "string", "pattern": DURATION, "not": { "pattern": "^[^1-9]*$" } })
}

/// A duration, or a table of one in a calendar: a length, or days and perhaps when the last ends.
fn span(parts: &[Part]) -> Value {
    let mut in_calendar = table(parts);
    in_calendar["oneOf"] = json!([{ "required": ["length"] }, { "required": ["days"] }]);
    in_calendar["dependentRequired"] = json!({ "ends": ["days"] });
    json!({ "anyOf": [duration_above_zero(), in_calendar] })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn share() -> Value {
    number(0.0, 1.0)
}

fn number(minimum: f64, maximum: f64) -> Value {
    let mut schema = json!({ "type": "number" });
    if minimum > f64::MIN {
        schema["minimum"] = plain(minimum);
    }
    if maximum < f64::MAX {
        schema["maximum"] = plain(maximum);
    }
    schema
}

/// A number without decimals where it is whole.
fn plain(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        (number as i64).into()
    } else {
        number.into()
    }
}

/// A table of these properties and no others.
fn closed<'n>(properties: impl Iterator<Item = (&'n str, Value)>) -> Value {
    let properties: Map<String, Value> = properties
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn by_province(value: &Value) -> Value {
    closed(Province::all().map(|province| {
        let mut value = value.clone();
        value["description"] = format!("{}, {}", province.name(), province.chinese()).into();
        (province.code(), value)
    }))
}

fn codes() -> Value {
    json!({ "enum": Province::all().map(Province::code).collect::<Vec<_>>() })
}

fn lane_rates(no_limit: &Value) -> Value {
    let rate = json!({ "anyOf": [number(MINIMUM_RATE, MAXIMUM_RATE), no_limit] });
    let names = Carrier::ALL.map(Carrier::name);
    let mut by_carrier = closed(names.into_iter().map(|name| (name, rate.clone())));
    by_carrier["required"] = json!(names);
    json!({ "anyOf": [number(MINIMUM_RATE, MAXIMUM_RATE), no_limit, by_carrier] })
}

/// A table of parts.
fn table(parts: &[Part]) -> Value {
    let property = |part: &Part| (part.name, described(part.kind, part.meaning, None));
    let mut table = closed(parts.iter().map(property));
    let required: Vec<&str> = parts
        .iter()
        .filter(|part| part.required)
        .map(|part| part.name)
        .collect();
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

/// A segment: its own parts, and the fields that may differ in it.
fn segment(parts: &[Part]) -> Value {
    let mut segment = table(parts);
    let own = tree(|field| field.may_stand == Where::Population, false);
    if let Some(Value::Object(properties)) = segment.get_mut("properties") {
        properties.extend(own);
    }
    segment
}

/// A distribution: one form, bounds, and, but in a mixture, the calendar in which it passes.
fn distribution(outside: bool) -> Value {
    let forms = FORMS.iter().map(|form| (form.name, form_of(form)));
    let besides = BOUNDS.iter().chain(outside.then_some(&MEASURED_IN));
    one_form(forms, besides)
}

/// What is believed of an uncertain field: one form, and where it is cut off.
fn prior() -> Value {
    let forms = PRIORS.iter().map(|form| {
        let schema = with_parameters(form.name, form.parameters);
        (form.name, meaning(schema, form.meaning))
    });
    one_form(forms, CUT_OFF.iter())
}

/// A table of exactly one of these forms, and of what may stand beside it.
fn one_form<'p>(
    forms: impl Iterator<Item = (&'static str, Value)>,
    besides: impl Iterator<Item = &'p Part>,
) -> Value {
    let forms: Vec<_> = forms.collect();
    let one = forms.iter().map(|(name, _)| json!({ "required": [name] }));
    let one: Vec<Value> = one.collect();
    let besides = besides.map(|part| (part.name, described(part.kind, part.meaning, None)));
    let mut table = closed(forms.into_iter().chain(besides));
    table["oneOf"] = one.into();
    table
}

fn form_of(form: &Form) -> Value {
    let schema = if form.parameters.is_empty() {
        let mut part = table(MIXTURE_PARTS);
        part["properties"]["of"] = json!({
            "description": "A duration, or a distribution.",
            "anyOf": [pattern(DURATION), { "$ref": "#/$defs/distribution" }],
        });
        let mut parts = list(part);
        parts["minItems"] = 1.into();
        parts
    } else {
        with_parameters(form.name, form.parameters)
    };
    meaning(schema, form.meaning)
}

fn with_parameters(name: &str, parameters: &[Part]) -> Value {
    let mut schema = table(parameters);
    if name == "lognormal" {
        schema["oneOf"] = json!([{ "required": ["p95"] }, { "required": ["sigma"] }]);
    }
    schema
}

fn meaning(mut schema: Value, meaning: &str) -> Value {
    schema["description"] = format!("{meaning}.").into();
    schema
}
