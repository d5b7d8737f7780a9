//! What `calibrate` prints.

use serde_json::{Value, json};

use crate::calibration::Calibration;
use crate::views::format::{field_value, number, plain_value, several};
use crate::views::{Formatted, TextColumn, TextTable};

static FIELDS: [TextColumn; 5] = [
    TextColumn::words(""),
    TextColumn::words("prior, 90 %"),
    TextColumn::figures("posterior"),
    TextColumn::words("90 % credible"),
    TextColumn::words("determined"),
];

static TARGETS: [TextColumn; 5] = [
    TextColumn::words(""),
    TextColumn::figures("observed"),
    TextColumn::figures("predicted"),
    TextColumn::words("90 % predicted"),
    TextColumn::words("off"),
];

/// What the targets say, as text.
pub fn text(found: &Calibration, simulations: usize) -> String {
    let mut fields = TextTable::new(&FIELDS, 2);
    for field in &found.fields {
        let [_, from, to] = &field.prior;
        let [median, low, high] = &field.posterior;
        fields.row([
            field.field.clone(),
            format!("{} to {}", field_value(from), field_value(to)),
            field_value(median),
            format!("{} to {}", field_value(low), field_value(high)),
            format!(
                "{} (kept {:.0} % of the width)",
                field.determined.name(),
                field.kept * 100.0
            ),
        ]);
    }
    let mut targets = TextTable::new(&TARGETS, 2);
    for target in &found.targets {
        let unit = target.target.measure.unit;
        let ends = Some((target.predicted.low, target.predicted.high));
        let shown = Formatted::within(unit, target.predicted.median, ends);
        let met = if target.missed() { ", missed" } else { "" };
        targets.row([
            target.target.name(),
            plain_value(unit, target.target.value()),
            shown.value,
            shown.interval.unwrap_or_default(),
            format!("{:+.1} sd{met}", target.off),
        ]);
    }
    let (fields, targets) = (fields.text(None), targets.text(None));
    let of = several(found.fields.len() as f64, "free field");
    let by = several(found.targets.len() as f64, "target");
    let (differ, off) = (found.effective, number(found.emulators_off, 2));
    format!(
        "Calibration: {of}, {by}, {simulations} simulations of the prior\n{fields}\n\
         Targets, at draws of the posterior\n{targets}\n\
         {differ} draws of the posterior differ; there the emulators are {off} times as far off as they say.\n"
    )
}

/// The same as JSON.
pub fn json(found: &Calibration) -> Value {
    let fields = found.fields.iter().map(|field| {
        json!({
            "field": field.field,
            "prior": { "median": field.prior[0], "low": field.prior[1], "high": field.prior[2] },
            "posterior": { "median": field.posterior[0], "low": field.posterior[1], "high": field.posterior[2] },
            "kept": field.kept,
            "determined": field.determined.name(),
        })
    });
    let targets = found.targets.iter().map(|target| {
        json!({
            "measure": target.target.measure.name,
            "group": target.target.group_name,
            "observed": target.target.value(),
            "predicted": target.predicted.median,
            "low": target.predicted.low,
            "high": target.predicted.high,
            "off": target.off,
            "met": !target.missed(),
        })
    });
    json!({
        "fields": fields.collect::<Vec<_>>(),
        "targets": targets.collect::<Vec<_>>(),
        "effective": found.effective,
        "emulators_off": found.emulators_off,
        "warnings": found.cautions(),
    })
}
