//! Points at which fields vary, and the measures that are looked at there.

use std::path::Path;

use super::Error;
use super::session::{load, measure_named};
use crate::datasets::Wanted;
use crate::diagnostics::nearest;
use crate::experiment::Axis;
use crate::measures::Groups;
use crate::scenario::Loaded;

/// The fields that a point sets, each with its place; one below 0 stands for the base.
fn set_fields<'a>(
    axes: &'a [Axis],
    point: &'a [f64],
) -> impl Iterator<Item = (&'a Axis, f64)> + 'a {
    let places = axes.iter().zip(point.iter().copied());
    places.filter(|(_, place)| *place >= 0.0)
}

/// The fields and values of a point.
pub(super) fn overrides(axes: &[Axis], point: &[f64]) -> Vec<(String, String)> {
    set_fields(axes, point)
        .map(|(axis, place)| (axis.field.clone(), axis.at(place)))
        .collect()
}

/// The same as overrides `FIELD=VALUE`.
pub(super) fn set(axes: &[Axis], point: &[f64]) -> Vec<String> {
    set_fields(axes, point)
        .map(|(axis, place)| axis.set(place))
        .collect()
}

/// The scenario at a point.
pub(super) fn load_at(
    path: &Path,
    base: &[String],
    axes: &[Axis],
    point: &[f64],
) -> Result<Loaded, Error> {
    load(path, &[base, &set(axes, point)].concat())
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
