//! Tables of inputs from a record: the fields estimated, the forms fitted, what is not visible.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table, TableFile};
use crate::inputs::{Estimated, FieldFit, Figure, FittedForm, Inputs, NotVisible};

/// A figure of a field that was estimated.
#[derive(Clone, Debug)]
pub struct InputRow {
    /// The field.
    pub estimated: Estimated,
    /// The figure; `None` of a field whose value is no number.
    pub figure: Option<Figure>,
}

/// The figures of all fields.
pub fn input_rows(inputs: &Inputs) -> Vec<InputRow> {
    let rows = inputs.estimated.iter().flat_map(|estimated| {
        let figures = estimated.figures.iter().cloned().map(Some);
        let alone = estimated.figures.is_empty().then_some(None);
        figures.chain(alone).map(|figure| InputRow {
            estimated: estimated.clone(),
            figure,
        })
    });
    rows.collect()
}

/// `inputs.csv`.
#[rustfmt::skip]
pub const INPUTS: Table<InputRow> = Table {
    name: TableName("inputs"),
    title: "The fields that a record shows, estimated",
    description: "One row: one figure of a field of the scenario; of a list, a table or a distribution several.",
    columns: || Columns::in_units(|row: &InputRow| row.figure.as_ref().map_or(crate::measures::Unit::Number, |figure| figure.unit))
        .key("field", Kind::Text, "The field", |row: &InputRow| row.estimated.field.as_str().into())
        .key("figure", Kind::Text, "Which figure of it: a name in a table or a list, or median, p95, mean, shape of a distribution; \
                empty where it is the field's value",
            |row| row.figure.as_ref().map_or("", |figure| figure.name.as_str()).into())
        .unit()
        .column("value", Kind::Figure, "The estimate; empty where the value is no number",
            |row| row.figure.as_ref().map(|figure| figure.value).into())
        .column("ci_low", Kind::Figure, "Lower end of the confidence interval (of 95 %, or --level); empty where the record leaves no doubt",
            |row| row.figure.as_ref().and_then(|figure| figure.interval).map(|ends| ends.0).into())
        .column("ci_high", Kind::Figure, "Upper end of that interval",
            |row| row.figure.as_ref().and_then(|figure| figure.interval).map(|ends| ends.1).into())
        .with_interval_of("value")
        .column("observations", Kind::Count, "How many observations the field rests on", |row| row.estimated.observations.into())
        .column("censored", Kind::Count, "Durations besides that were cut off before they had ended", |row| row.estimated.censored.into())
        .column("written", Kind::Text, "The field's value, as inputs.toml has it", |row| row.estimated.written.as_str().into())
        .column("how", Kind::Text, "What was observed, and how the estimate is made of it", |row| row.estimated.how.as_str().into()),
};

/// `fits.csv`.
#[rustfmt::skip]
pub const FITS: Table<FieldFit> = Table {
    name: TableName("fits"),
    title: "Parametric forms fitted to durations",
    description: "One row: one form, fitted by maximum likelihood with the durations that were cut off as right-censored. \
                  Durations are in seconds.",
    columns: || Columns::new()
        .key("field", Kind::Text, "The field", |row: &FieldFit| row.field.into())
        .key("form", Kind::Word(|| FittedForm::ALL.map(FittedForm::name).to_vec()), "The form", |row| row.fit.form.name().into())
        .column("best", Kind::Word(|| vec!["yes", "no"]), "Whether it is the likeliest of the field's forms",
            |row| if row.best { "yes" } else { "no" }.into())
        .column("ks_distance", Kind::Number(4), "The largest distance between its distribution function and that of the durations \
                (Kolmogorov and Smirnov): 0 is a perfect fit",
            |row| row.fit.distance.into())
        .column("log_likelihood", Kind::Number(1), "The logarithm of the likelihood, of durations in milliseconds",
            |row| row.fit.log_likelihood.into())
        .column("scale_seconds", Kind::Number(4), "The parameter that is a duration: the mean of an exponential and a gamma \
                distribution, the median of a lognormal, the scale of a Weibull",
            |row| row.fit.parameters.first().map(|of| of.value / 1e3).into())
        .column("scale_low", Kind::Number(4), "Lower end of its confidence interval (of 95 %, or --level)",
            |row| row.fit.parameters.first().map(|of| of.interval.0 / 1e3).into())
        .column("scale_high", Kind::Number(4), "Upper end of that interval",
            |row| row.fit.parameters.first().map(|of| of.interval.1 / 1e3).into())
        .column("shape", Kind::Number(4), "The other parameter: sigma of a lognormal, the shape of others; empty for an exponential",
            |row| row.fit.parameters.get(1).map(|of| of.value).into())
        .column("shape_low", Kind::Number(4), "Lower end of its confidence interval (of 95 %, or --level)",
            |row| row.fit.parameters.get(1).map(|of| of.interval.0).into())
        .column("shape_high", Kind::Number(4), "Upper end of that interval",
            |row| row.fit.parameters.get(1).map(|of| of.interval.1).into())
        .column("observations", Kind::Count, "Durations that ended", |row| row.observations.into())
        .column("censored", Kind::Count, "Durations that were cut off", |row| row.censored.into())
        .column("written", Kind::Text, "It, as a scenario writes it", |row| row.written.as_str().into()),
};

/// `not_visible.csv`.
#[rustfmt::skip]
pub const NOT_VISIBLE: Table<NotVisible> = Table {
    name: TableName("not_visible"),
    title: "Fields that the record does not show",
    description: "One row: one field of the scenario's sections on filings, stations and people, which stays as the base has it.",
    columns: || Columns::new()
        .key("field", Kind::Text, "The field", |row: &NotVisible| row.field.into())
        .column("why", Kind::Text, "Why it does not show", |row| row.why.as_str().into()),
};

/// The tables of inputs.
pub fn input_tables(inputs: &Inputs) -> Vec<TableFile> {
    vec![
        INPUTS.file(&input_rows(inputs)),
        FITS.file(&inputs.fits),
        NOT_VISIBLE.file(&inputs.not_visible),
    ]
}
