//! The page of a calibration: what the data say of each field, and how the targets are met.

use maud::html;

use super::facts::{span, table};
use super::frame::{Page, Part, Section, pictures};
use super::method;
use super::run::title;
use crate::calibration::{Calibration, TargetFinding};
use crate::datasets::{IDENTIFIED, POSTERIOR, PROFILES, TARGETS};
use crate::measures::Unit;
use crate::scenario::Loaded;
use crate::views::format::{field_value, number, plain, plain_value};
use crate::views::{
    Axis, Curve, Dot, Formatted, Hover, Lines, Mark, Picture, Plot, Point, Row, Rows, Whiskers, X,
    assumptions, words,
};

const METHOD: &str = "The simulator was run at draws of the prior, each with luck of its own; for each target a sparse polynomial \
                      chaos expansion stands in its place, with its error in draws left out. Particles went from the prior to the posterior by \
                      sequential Monte Carlo; observed shares are binomial (on Anscombe's scale), others normal, with the emulator's error \
                      and the discrepancy added. The simulator was then run at draws of the posterior.";

/// The page of a calibration, as HTML.
pub fn calibration(loaded: &Loaded, found: &Calibration, simulations: usize) -> String {
    let scenario = &loaded.scenario;
    let asked = html! {
        p { (span(scenario)) }
        p { (found.fields.len()) " free fields, " (found.targets.len()) " targets, " (simulations) " simulations of the prior." }
    };
    let cautions = found.cautions();
    let outcome = html! {
        @for caution in &cautions { p.absent { "Take care: " (plain(caution)) "." } }
        @if cautions.is_empty() { p { "The model meets every target within what it allows." } }
        p { (found.effective) " draws of the posterior differ. At some of them the simulator was run again: the emulators are "
            (number(found.emulators_off, 2)) " times as far from it as they say." }
        (identified(found))
    };
    let page = Page {
        title: format!("Calibration of {}", title(scenario)),
        subtitle: format!("What observed figures say of {}", plain(&scenario.name)),
        rests: assumptions(scenario),
        sections: vec![
            Section::new("asked", "What was asked?", [asked.into()]),
            Section::new("outcome", "What came out?", [Part::from(outcome)]),
            Section::new("fields", "What the data determine", determined(found)),
            Section::new(
                "targets",
                "How the targets are met",
                pictures(targets(found), "There are no targets."),
            ),
            method::section(scenario, &[METHOD, &method::sureness(scenario)]),
            method::scenarios(&[loaded]),
        ],
    };
    page.html()
}

fn identified(found: &Calibration) -> maud::Markup {
    let rows = found.fields.iter().map(|field| {
        let [_, from, to] = field.prior.each_ref().map(|value| field_value(value));
        let [median, low, high] = field.posterior.each_ref().map(|value| field_value(value));
        let with = field.with.as_ref().filter(|(_, by)| by.abs() >= 0.3);
        let with = with.map_or_else(String::new, |(other, by)| {
            format!("{other} ({})", number(*by, 2))
        });
        vec![
            html! { code { (plain(&field.field)) } },
            html! { (from) " to " (to) },
            html! { (median) },
            html! { (low) " to " (high) },
            html! { (field.determined.name()) },
            html! { (with) },
        ]
    });
    let heads = [
        "field",
        "prior, 90 %",
        "posterior median",
        "90 % credible",
        "determined",
        "goes with",
    ];
    table("What the targets say of each field", heads, rows)
}

/// The pictures of what the data determine.
fn determined(found: &Calibration) -> Vec<Part> {
    let mut parts = pictures(fields(found), "No field was free.");
    parts.extend(pictures(
        profiles(found),
        "Held at any value of its prior, each field lets the targets be met nearly as well as anywhere: no profile says anything.",
    ));
    parts.extend(pictures(
        pairs(found),
        "No two fields go together under the posterior.",
    ));
    parts
}

/// So many profiles and pairs are drawn, those that say most.
const DRAWN: usize = 4;
/// So many draws of the posterior.
const DOTS: usize = 300;
/// A correlation that shows.
const SHOWS: f64 = 0.2;

/// How well the targets can be met with a field held at each of its values; `None` where that is everywhere alike.
fn profiles(found: &Calibration) -> Option<Picture> {
    let told = found
        .fields
        .iter()
        .filter(|field| field.within_profile().is_some());
    let mut told: Vec<_> = told.collect();
    told.sort_by(|a, b| a.kept.total_cmp(&b.kept));
    let curves = told.iter().take(DRAWN).map(|field| {
        let name = plain(&field.field);
        let points = field.profile.iter().map(|(value, point)| {
            let below = number(point.below, 2);
            let at = format!("{name} = {}", field_value(value));
            Point {
                x: point.place,
                y: -point.below.min(PROFILE_FLOOR),
                interval: None,
                hover: Hover::new(at).line(format!("{below} below the best")),
            }
        });
        Curve {
            points: points.collect(),
            name: name.clone(),
        }
    });
    let x = X::Numbers {
        name: "Place in the prior's distribution".to_owned(),
    };
    let y = Axis::plain("Log-likelihood below the best").within(-PROFILE_FLOOR, 0.0);
    let plot = Plot::Lines(Lines::new(x, y, curves.collect()));
    let title = "How well the targets can be met with a field held at a value";
    let picture = Picture::new("profiles", title, plot, [PROFILES.name]);
    (!told.is_empty()).then(|| {
        picture.says(
            "All other fields are where they are best. Where a line is less than 1.92 below its top, the data allow the value \
             (95 %); a line that nowhere falls so far says nothing of its field and is left out.",
        )
    })
}

/// What is further below is drawn there.
const PROFILE_FLOOR: f64 = 8.0;

/// The pairs of fields that go together most under the posterior.
fn pairs(found: &Calibration) -> Vec<Picture> {
    let fields = 0..found.fields.len();
    let all = fields.flat_map(|a| (0..a).map(move |b| (b, a)));
    let all = all.map(|(a, b)| (a, b, found.correlations[a][b]));
    let mut all: Vec<_> = all.filter(|(.., by)| by.abs() >= SHOWS).collect();
    all.sort_by(|x, y| y.2.abs().total_cmp(&x.2.abs()));
    let step = found.draws.len().div_ceil(DOTS).max(1);
    let pictures = all.into_iter().take(DRAWN).map(|(a, b, by)| {
        let [one, other] = [a, b].map(|field| plain(&found.fields[field].field));
        let dots = found.draws.iter().step_by(step).map(|draw| Point {
            x: draw.places[a],
            y: draw.places[b],
            interval: None,
            hover: Hover::new(format!("{one}: {}", number(draw.places[a], 2)))
                .line(format!("{other}: {}", number(draw.places[b], 2))),
        });
        let x = X::Numbers {
            name: format!("{one} (place in its prior)"),
        };
        let y = Axis::plain(format!("{other} (place in its prior)")).within(0.0, 1.0);
        let cloud = Curve {
            name: String::new(),
            points: dots.collect(),
        };
        let plot = Plot::Lines(Lines {
            joined: false,
            ..Lines::new(x, y, vec![cloud])
        });
        let way = if by > 0.0 { "together" } else { "against each other" };
        let title = format!("{one} and {other}");
        let picture = Picture::new(format!("pair-{a}-{b}"), title, plot, [POSTERIOR.name]);
        picture.says(format!(
            "Draws of the posterior: these go {way} (correlation {}), so that the data know more of both than of either.",
            number(by, 2)
        ))
    });
    pictures.collect()
}

/// Of each field its place in the prior, under the posterior.
fn fields(found: &Calibration) -> Option<Picture> {
    let rows = found.fields.iter().map(|field| {
        let [_, from, to] = field.prior.each_ref().map(|value| field_value(value));
        let [median, low, high] = field.posterior.each_ref().map(|value| field_value(value));
        let dot = Dot {
            hover: Hover::new(plain(&field.field))
                .line(format!("posterior: {median}, 90 %: {low} to {high}"))
                .line(format!("prior, 90 %: {from} to {to}"))
                .line(format!(
                    "keeps {} % of the width",
                    number(field.kept * 100.0, 0)
                )),
            value: field.places.median,
            interval: Some(Whiskers(field.places.low, field.places.high)),
            series: 0,
        };
        Row::one(words::field_label(&field.field), dot)
    });
    let axis = Axis::plain("Place in the prior's distribution").within(0.0, 1.0);
    let plot = Plot::Rows(Rows::new(axis, Mark::Dot, rows.collect()));
    let title = "The posterior of each field, in its prior";
    let picture = Picture::new("posterior", title, plot, [IDENTIFIED.name]);
    (!found.fields.is_empty()).then(|| {
        picture.says(
            "Where the posterior of each field lies in the distribution that was believed before: median and 90 % credible \
             interval. A line from 0.05 to 0.95 is the prior again: of that field the data say nothing.",
        )
    })
}

/// The targets, by unit: what was observed beside what is predicted.
fn targets(found: &Calibration) -> Vec<Picture> {
    let units = Unit::ALL.into_iter();
    let pictures = units.filter_map(|unit| {
        let own = found.targets.iter().filter(|t| t.target.measure.unit == unit);
        let own: Vec<&TargetFinding> = own.collect();
        let most = own.iter().map(|t| t.target.value().max(t.predicted.high));
        let most = most.fold(0.0, f64::max);
        let rows = own.iter().map(|target| of_target(target)).collect();
        let rows = Rows::new(Axis::of("Figure", unit, most), Mark::Dot, rows);
        let plot = Plot::Rows(rows.legend(["predicted", "observed"]));
        let id = format!("targets-{}", unit.name());
        let title = format!("Observed and predicted: {}", words::spaced(unit.name()));
        let picture = Picture::new(id, title, plot, [TARGETS.name]);
        (!own.is_empty()).then(|| {
            picture.says(
                "What was observed, with 1.96 standard errors on either side, beside what the simulator gives at draws of the \
                 posterior, median and 90 %.",
            )
        })
    });
    pictures.collect()
}

fn of_target(target: &TargetFinding) -> Row {
    let of = &target.target;
    let unit = of.measure.unit;
    let name = format!("{}, {}", words::measure(of.measure), plain(&of.group_name));
    let (value, half) = (of.value(), 1.96 * of.error());
    let ends = (target.predicted.low, target.predicted.high);
    let predicted = Formatted::within(unit, target.predicted.median, Some(ends));
    let line = format!("90 %: {}", predicted.interval_in_unit().unwrap_or_default());
    let figures = vec![
        Dot {
            value,
            interval: Some(Whiskers(value - half, value + half)),
            hover: Hover::new(name.as_str()).line(format!("{} observed", plain_value(unit, value))),
            series: 1,
        },
        Dot {
            value: target.predicted.median,
            interval: Some(Whiskers(ends.0, ends.1)),
            hover: Hover::new(name.as_str())
                .line(format!("{} predicted", predicted.value))
                .line(line)
                .line(format!(
                    "off by {} standard deviations",
                    number(target.off, 1)
                )),
            series: 0,
        },
    ];
    Row::of(name, figures)
}
