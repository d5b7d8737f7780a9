//! Points at which fields vary, and the measures that are looked at there.

use std::path::Path;

use super::Error;
use super::session::measure_named;
use super::work::WorkArgs;
use crate::datasets::Wanted;
use crate::diagnostics::nearest;
use crate::experiment::Axis;
use crate::measures::Groups;
use crate::scenario::Loaded;

/// The overrides of a point: a place for each field; one below 0 stands for the base.
pub(super) fn overrides(axes: &[Axis], point: &[f64]) -> Vec<(String, String)> {
    let set = axes.iter().zip(point).filter(|(_, place)| **place >= 0.0);
    set.map(|(axis, &place)| (axis.field.clone(), axis.at(place)))
        .collect()
}

/// The scenario at a point.
pub(super) fn load_at(
    inputs: &WorkArgs,
    path: &Path,
    set: &[String],
    axes: &[Axis],
    point: &[f64],
) -> Result<Loaded, Error> {
    let mut all = set.to_vec();
    let overrides = overrides(axes, point).into_iter();
    all.extend(overrides.map(|(field, value)| format!("{field}={value}")));
    inputs.load(path, &all)
}

/// Reads `return_rate` or `return_rate@zj`.
pub(super) fn wanted(text: &str, groups: &Groups) -> Result<Wanted, Error> {
    let (name, group) = text.split_once('@').unwrap_or((text, "all"));
    let measure = measure_named(name.trim())?;
    let place = groups.named(group.trim()).ok_or_else(|| {
        let near = nearest(group, groups.all().iter().map(|group| group.name.as_str()));
        let near = near.map_or_else(String::new, |near| format!("; did you mean '{near}'?"));
        Error::input(format!("the scenario has no group '{group}'{near}"))
    })?;
    Ok(Wanted::of(measure, groups, place))
}
