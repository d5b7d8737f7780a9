//! Fields of `[costs]`: what things cost, in yuan. They move no history.

use super::declared::{Declared, Value, declared};
use super::kind::Kind;
use crate::measures::Prices;
use crate::rules::Carrier::{Mobile, Mvno, Telecom, Unicom};
use crate::scenario::reader::Reader;

/// From 0 to so much of a unit, or nothing.
const fn up_to(maximum: f64, unit: &'static str) -> Value<Option<f64>> {
    let kind = Kind::Number {
        minimum: 0.0,
        maximum,
        unit,
    };
    Value::new(kind, |reader, node, path, kind| {
        Some(Reader::number(reader, node, path, kind))
    })
    .optional()
}

const fn message() -> Value<Option<f64>> {
    up_to(1e3, "yuan a message")
}

pub(in crate::scenario) const MESSAGE: &[Declared<Prices>] = declared!(Prices {
    "telecom" => message[Telecom as usize]: message(), "A message sent to a mobile of China Telecom";
    "unicom" => message[Unicom as usize]: message(), "A message sent to a mobile of China Unicom";
    "mobile" => message[Mobile as usize]: message(), "A message sent to a mobile of China Mobile";
    "mvno" => message[Mvno as usize]: message(), "A message sent to a mobile of a virtual operator";
});

pub(in crate::scenario) const COSTS: &[Declared<Prices>] = declared!(Prices {
    "return_provider_minutes" => return_provider_minutes: up_to(1e5, "minutes a return"),
        "Work of the provider's staff on a submission returned, paid at wage_hour";
    "return_authority_minutes" => return_authority_minutes: up_to(1e5, "minutes a return"),
        "Work of the authority's staff on a submission returned, paid at wage_hour";
    "reminder_call_minutes" => reminder_call_minutes: up_to(1e5, "minutes a call"),
        "Work of the provider's staff on a call that reminds, paid at wage_hour";
    "reminder_sms" => reminder_sms: up_to(1e3, "yuan a message"), "A message of the provider that reminds";
    "page_act" => page_act: up_to(1e3, "yuan an act"), "An entry or a resend request at the page";
    "delay_day" => delay_day: up_to(1e6, "yuan a day"),
        "A day that an applicant waits, from the first receipt of a filing that is checked until it is verified or given up";
    "wage_hour" => wage_hour: up_to(1e5, "yuan an hour"), "An hour of staff";
});

/// The field without which minutes cost nothing.
pub(in crate::scenario) const WAGE: &str = "costs.wage_hour";
