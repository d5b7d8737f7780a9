//! Tables of a calibration: the posterior, the targets, what is determined.

use super::schema::{Kind, TableName};
use super::table::{Columns, Table, TableFile};
use super::uncertainty::{DrawRow, draws_file};
use crate::calibration::{Calibration, Determined, FieldFinding, ProfilePoint, TargetFinding};
use crate::experiment::Assumptions;

/// `posterior.csv`; a column a field comes with it.
#[rustfmt::skip]
pub const POSTERIOR: Table<DrawRow> = Table {
    name: TableName("posterior"),
    title: "The posterior of the fields that were free",
    description: "One row: one draw of the posterior; then a column for each field, its value as the scenario writes it. \
                  It is the file of samples of calibrated.toml.",
    columns: || Columns::new()
        .key("draw", Kind::Count, "The number of the draw, from 1", |row: &DrawRow| row.draw.into())
        .column("weight", Kind::Number(0), "Its weight: all weigh the same", |_| 1.0.into()),
};

/// `targets.csv`.
#[rustfmt::skip]
pub const TARGETS: Table<TargetFinding> = Table {
    name: TableName("targets"),
    title: "Observed figures, and what is predicted",
    description: "One row: one target, and the figures that the simulator gives at draws of the posterior.",
    columns: || Columns::in_units(|row: &TargetFinding| row.target.measure.unit)
        .key("line", Kind::Count, "The target's line in the file of targets", |row| (row.target.line as u64).into())
        .measure(|row| row.target.measure)
        .column("group", Kind::Text, "The group", |row| row.target.group_name.as_str().into())
        .unit()
        .column("observed", Kind::Figure, "What was observed", |row| row.target.value().into())
        .column("standard_error", Kind::Figure, "Its standard error; of a share that of a binomial one",
            |row| row.target.error().into())
        .column("design_effect", Kind::Number(3), "How many times that variance an observed count has in the simulations: \
                submissions of one filing, and messages of one leader, are not independent; 1 where the standard error was given",
            |row| row.design_effect.into())
        .column("discrepancy", Kind::Figure, "By how much the model is known to miss, as a standard deviation",
            |row| row.target.discrepancy.into())
        .column("predicted", Kind::Figure, "The median of the figures simulated at draws of the posterior",
            |row| row.predicted.median.into())
        .column("low_90", Kind::Figure, "Lower end of the interval that holds 90 % of these: assumptions, and chance in so few replications",
            |row| row.predicted.low.into())
        .column("high_90", Kind::Figure, "Upper end of that interval", |row| row.predicted.high.into())
        .column("prior_low", Kind::Figure, "The lowest figure over the draws of the prior", |row| row.prior.0.into())
        .column("prior_high", Kind::Figure, "The highest figure over the draws of the prior", |row| row.prior.1.into())
        .column("off", Kind::Figure, "How far the observed figure is from the mean predicted one, in standard deviations of \
                all that may lie between: its own error, the discrepancy, the posterior's spread and chance",
            |row| row.off.into())
        .column("met", Kind::Word(|| vec!["met", "missed"]), "Missed: off by more than three standard deviations",
            |row| if row.missed() { "missed" } else { "met" }.into()),
};

/// `identified.csv`.
#[rustfmt::skip]
pub const IDENTIFIED: Table<FieldFinding> = Table {
    name: TableName("identified"),
    title: "What the targets say of each field",
    description: "One row: one field that was free. Values are written as the scenario writes them.",
    columns: || Columns::new()
        .key("field", Kind::Text, "The field", |row: &FieldFinding| row.field.as_str().into())
        .column("prior_median", Kind::Text, "Its median under the prior", |row| row.prior[0].as_str().into())
        .column("prior_low_90", Kind::Text, "Lower end of the prior's 90 % interval", |row| row.prior[1].as_str().into())
        .column("prior_high_90", Kind::Text, "Upper end of the prior's 90 % interval", |row| row.prior[2].as_str().into())
        .column("posterior_median", Kind::Text, "Its median under the posterior", |row| row.posterior[0].as_str().into())
        .column("posterior_low_90", Kind::Text, "Lower end of the posterior's 90 % credible interval",
            |row| row.posterior[1].as_str().into())
        .column("posterior_high_90", Kind::Text, "Upper end of the posterior's 90 % credible interval",
            |row| row.posterior[2].as_str().into())
        .column("kept", Kind::Number(3), "How wide the posterior is beside the prior: the ratio of the standard deviations of its \
                places in the prior's distribution",
            |row| row.kept.into())
        .column("determined", Kind::Word(|| Determined::ALL.map(Determined::name).to_vec()),
            "How far the targets determine it: kept at most 0.5, at most 0.85, or more", |row| row.determined.name().into())
        .column("goes_with", Kind::Text, "The other field that it is correlated with most; empty without one",
            |row| row.with.as_ref().map(|(field, _)| field.as_str()).into())
        .column("correlation", Kind::Figure, "That correlation, of places under the posterior",
            |row| row.with.as_ref().map(|(_, by)| *by).into())
        .column("profile_low_95", Kind::Text, "The lowest value at which the targets can be met nearly as well as anywhere, with all other fields where \
                they are best (the profile of the likelihood is at most 1.92 below its top); empty where that holds at both ends of the prior",
            |row| row.within_profile().map(|(low, _)| low).into())
        .column("profile_high_95", Kind::Text, "The highest such value", |row| row.within_profile().map(|(_, high)| high).into()),
};

/// A place of the profile of a field.
#[derive(Clone, Debug)]
pub struct ProfileRow {
    /// The field.
    pub field: String,
    /// Its value there, as the scenario writes it.
    pub value: String,
    /// The place.
    pub point: ProfilePoint,
}

/// `profiles.csv`.
#[rustfmt::skip]
pub const PROFILES: Table<ProfileRow> = Table {
    name: TableName("profiles"),
    title: "How well the targets can be met with a field held at a value",
    description: "One row: one field at one of its values, all others where they are best, by the emulators.",
    columns: || Columns::new()
        .key("field", Kind::Text, "The field", |row: &ProfileRow| row.field.as_str().into())
        .key("place", Kind::Share, "Its place in the prior: the share of the prior that is below", |row| row.point.place.into())
        .column("value", Kind::Text, "Its value there, as the scenario writes it", |row| row.value.as_str().into())
        .column("below", Kind::Figure, "How far the logarithm of the likelihood is below its top", |row| row.point.below.into()),
};

/// The tables of a calibration.
pub fn calibration_tables(found: &Calibration, assumptions: &Assumptions) -> Vec<TableFile> {
    vec![
        draws_file(&POSTERIOR, assumptions, &found.draws),
        TARGETS.file(&found.targets),
        IDENTIFIED.file(&found.fields),
        PROFILES.file(&profile_rows(found)),
    ]
}

fn profile_rows(found: &Calibration) -> Vec<ProfileRow> {
    let of_field = |field: &FieldFinding| {
        let points = field.profile.iter();
        let rows = points.map(|(value, point)| ProfileRow {
            field: field.field.clone(),
            value: value.clone(),
            point: *point,
        });
        rows.collect::<Vec<_>>()
    };
    found.fields.iter().flat_map(of_field).collect()
}
