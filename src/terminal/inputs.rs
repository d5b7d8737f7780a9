//! What `inputs` prints.

use serde_json::{Value, json};

use crate::inputs::{Estimated, Figure, Fit, Inputs};
use crate::measures::Unit;
use crate::views::format::{count, duration, number, several};
use crate::views::{Formatted, TextColumn, TextTable};

static FITS: [TextColumn; 4] = [
    TextColumn::words(""),
    TextColumn::words("likeliest form"),
    TextColumn::figures("distance"),
    TextColumn::figures("observations"),
];

/// Figures of a list or a table that are told one by one; of more, the number.
const MOST_FIGURES: usize = 4;

/// What a record shows, as text.
pub fn text(inputs: &Inputs, record: &str) -> String {
    let seen = &inputs.seen;
    let filings = several(seen.filings as f64, "filing");
    let events = several(seen.events as f64, "event");
    let span = seen.span.map_or_else(String::new, |(first, last)| {
        format!(", from {} to {}", first.date(), last.date())
    });
    let replications = match seen.replications.len() {
        0 | 1 => String::new(),
        n => format!(" in {}", several(n as f64, "replication")),
    };
    let mut text = format!("Inputs from {record}: {events} of {filings}{replications}{span}\n");
    let columns = [
        TextColumn::words(""),
        TextColumn::words(""),
        TextColumn::figures("estimate"),
        TextColumn::words_of(format!("{} confidence", inputs.level)),
        TextColumn::figures("observations"),
    ];
    let mut fields = TextTable::new(&columns, 2);
    for estimated in &inputs.estimated {
        rows(estimated, &mut fields);
    }
    text += &fields.text(None);
    if inputs.fits.iter().any(|fit| fit.best) {
        let mut fits = TextTable::new(&FITS, 2);
        for fit in inputs.fits.iter().filter(|fit| fit.best) {
            fits.row([
                fit.field.to_owned(),
                form(&fit.fit),
                number(fit.fit.distance, 3),
                count(fit.observations),
            ]);
        }
        text += "\nForms fitted to durations (distance: Kolmogorov and Smirnov's, 0 is perfect)\n";
        text += &fits.text(None);
    }
    let hidden = several(inputs.not_visible.len() as f64, "field");
    let does = if inputs.not_visible.len() == 1 {
        "does"
    } else {
        "do"
    };
    text += &format!("\nNot visible: {hidden} {does} not show, and stay as the base has them\n");
    let mut not_visible = TextTable::new(&HIDDEN, 2);
    for hidden in &inputs.not_visible {
        not_visible.row([hidden.field.to_owned(), hidden.why.clone()]);
    }
    text + &not_visible.text(None)
}

/// `gamma, mean 8 h, shape 2.007`.
fn form(fit: &Fit) -> String {
    let names = fit.form.parameters().iter().zip(&fit.parameters);
    let each = names
        .enumerate()
        .map(|(place, (name, parameter))| match place {
            0 => format!("{name} {}", duration(parameter.value / 1e3)),
            _ => format!("{name} {}", number(parameter.value, 3)),
        });
    let parts: Vec<String> = std::iter::once(fit.form.name().to_owned())
        .chain(each)
        .collect();
    parts.join(", ")
}

static HIDDEN: [TextColumn; 2] = [TextColumn::words(""), TextColumn::words("")];

fn rows(estimated: &Estimated, table: &mut TextTable) {
    let observations = match estimated.censored {
        0 => count(estimated.observations),
        censored => format!(
            "{} + {} cut",
            count(estimated.observations),
            count(censored)
        ),
    };
    let few = estimated.figures.len() <= MOST_FIGURES;
    if estimated.figures.is_empty() || !few {
        let what = match estimated.figures.len() {
            0 if estimated.written.len() <= 14 => estimated.written.replace('"', ""),
            0 => "as in inputs.toml".to_owned(),
            n => format!("{n} figures"),
        };
        table.row([
            estimated.field.clone(),
            String::new(),
            what,
            String::new(),
            observations,
        ]);
        return;
    }
    for (place, figure) in estimated.figures.iter().enumerate() {
        let (field, of) = match place {
            0 => (estimated.field.clone(), observations.clone()),
            _ => (String::new(), String::new()),
        };
        let Formatted {
            value, interval, ..
        } = &shown(figure);
        table.row([
            field,
            figure.name.clone(),
            value.clone(),
            interval.clone().unwrap_or_default(),
            of,
        ]);
    }
}

fn shown(figure: &Figure) -> Formatted {
    match (figure.unit, figure.interval) {
        (Unit::Number, None) => Formatted::alone(number(
            figure.value,
            if figure.value.fract() == 0.0 { 0 } else { 2 },
        )),
        (unit, interval) => Formatted::within(unit, figure.value, interval),
    }
}

/// The same as JSON.
pub fn json(inputs: &Inputs) -> Value {
    let figure = |figure: &Figure| {
        json!({
            "figure": figure.name,
            "unit": figure.unit.name(),
            "value": figure.value,
            "low": figure.interval.map(|ends| ends.0),
            "high": figure.interval.map(|ends| ends.1),
        })
    };
    let fields = inputs.estimated.iter().map(|estimated| {
        json!({
            "field": estimated.field,
            "written": estimated.written,
            "figures": estimated.figures.iter().map(figure).collect::<Vec<_>>(),
            "observations": estimated.observations,
            "censored": estimated.censored,
            "how": estimated.how,
        })
    });
    let fits = inputs.fits.iter().map(|fit| {
        json!({
            "field": fit.field,
            "form": fit.fit.form.name(),
            "written": fit.written,
            "best": fit.best,
            "ks_distance": fit.fit.distance,
            "observations": fit.observations,
            "censored": fit.censored,
        })
    });
    let hidden = inputs
        .not_visible
        .iter()
        .map(|hidden| json!({ "field": hidden.field, "why": hidden.why }));
    json!({
        "events": inputs.seen.events,
        "filings": inputs.seen.filings,
        "fields": fields.collect::<Vec<_>>(),
        "fits": fits.collect::<Vec<_>>(),
        "not_visible": hidden.collect::<Vec<_>>(),
        "warnings": inputs.cautions,
    })
}
