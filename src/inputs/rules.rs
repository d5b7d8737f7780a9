//! The rules that a record shows: what is the same every time leaves no doubt.

use std::collections::BTreeMap;

use super::estimates::{Estimated, Figure, Inputs, duration};
use super::seen::{InForce, Seen};
use crate::clock::{DAY, HOUR, MINUTE, Millis};
use crate::measures::Unit;
use crate::rules::{FilingType, WindowFrom};

/// The fewest of a kind that must agree.
const AGREEING: u64 = 3;

/// The one value of several that agree.
fn agreed(by: &BTreeMap<Millis, u64>) -> Option<(Millis, u64)> {
    let mut values = by.iter();
    match (values.next(), values.next()) {
        (Some((value, count)), None) if *count >= AGREEING => Some((*value, *count)),
        _ => None,
    }
}

/// How long the window is, and from when it runs (R21).
pub(super) fn window(seen: &Seen) -> Option<(Millis, WindowFrom)> {
    let from_first =
        agreed(&seen.window_from_first_code).map(|(window, _)| (window, WindowFrom::FirstCode));
    from_first.or_else(|| {
        let (window, _) = agreed(&seen.window_from_receipt)?;
        Some((window, WindowFrom::Received))
    })
}

/// Adds the rules that show.
pub(super) fn estimate(seen: &Seen, inputs: &mut Inputs) {
    let mut exactly =
        |field: &str, written: String, figure: Option<(Unit, f64)>, of: u64, how: &str| {
            let figures = figure.map(|(unit, value)| Figure::itself(unit, value, None));
            let estimated =
                Estimated::exactly(field, written, figures.into_iter().collect(), of, how);
            inputs.estimated.push(estimated);
        };
    if let Some((window, from)) = window(seen) {
        let of = seen.window_from_receipt.values().sum();
        let seconds = Some((Unit::Seconds, window as f64 / 1e3));
        let how = "from the begin to the return of every window that ran out: the same each time";
        exactly("rules.window", duration(window as f64), seconds, of, how);
        let name = match from {
            WindowFrom::FirstCode => "first_code",
            WindowFrom::Received => "received",
        };
        exactly("rules.window_from", format!("\"{name}\""), None, of, how);
    }
    let ran_out: u64 = seen.window_from_receipt.values().sum();
    if let Some((time, of)) = agreed(&seen.automatic_at)
        && time % MINUTE == 0
    {
        let text = format!("\"{:02}:{:02}\"", time / HOUR, time / MINUTE % 60);
        let how = "the time of day of all automatic messages";
        exactly("rules.automatic_resend_at", text, None, of, how);
        let most = seen.automatic_most;
        let days = Some((Unit::Number, f64::from(most)));
        let how = "the most automatic messages to a leader in a submission";
        exactly(
            "rules.automatic_resend_days",
            most.to_string(),
            days,
            of,
            how,
        );
    } else if seen.automatic_at.is_empty()
        && ran_out >= super::LEAST
        && window(seen).is_some_and(|(w, _)| w >= DAY)
    {
        let how = "windows of a day and more ran out without an automatic message";
        exactly(
            "rules.automatic_resend_days",
            "0".to_owned(),
            Some((Unit::Number, 0.0)),
            ran_out,
            how,
        );
    }
    let cancelled = [
        (FilingType::CancelEntity, "rules.check_cancel_entity"),
        (FilingType::CancelWebsite, "rules.check_cancel_website"),
        (FilingType::CancelAccess, "rules.check_cancel_access"),
    ];
    for (kind, field) in cancelled {
        let Some(trials) = seen
            .cancellations
            .get(&kind)
            .filter(|trials| trials.of >= AGREEING)
        else {
            continue;
        };
        if trials.yes == 0 || trials.yes == trials.of {
            let how = "receipts of such cancellations: all with a check, or all without";
            let checked = trials.yes > 0;
            exactly(field, checked.to_string(), None, trials.of, how);
        }
    }
    if let Some(written) = in_force(seen) {
        let of = seen.in_force.len() as u64;
        let how = "receipts of filings that R4 checks, by province: all with a check, none, or from a day on";
        exactly("rules.in_force", written, None, of, how);
    }
    if seen.waited.of >= super::LEAST && seen.waited.yes == 0 {
        let how = "no message waited in a lane";
        exactly(
            "gateway.messages_per_minute",
            "-1".to_owned(),
            None,
            seen.waited.of,
            how,
        );
    }
}

/// Since when checks are in force in each province; `None` where that is not clear in one.
fn in_force(seen: &Seen) -> Option<String> {
    if seen.in_force.is_empty() {
        return None;
    }
    let of = |days: &InForce| match (days.checked, days.unchecked) {
        (Some(_), None) => Some("true".to_owned()),
        (None, Some(_)) => Some("false".to_owned()),
        (Some((first, _)), Some((_, last))) if last < first => Some(first.to_string()),
        _ => None,
    };
    let each = seen
        .in_force
        .iter()
        .map(|(province, days)| Some(format!("{} = {}", province.code(), of(days)?)));
    let each: Option<Vec<String>> = each.collect();
    Some(format!("{{ {} }}", each?.join(", ")))
}
