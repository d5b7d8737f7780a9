//! When the load settles, in words.

use super::format::{duration, percent};
use crate::datasets::WarmUpRow;
use crate::measures::{LoadSeries, Results};
use crate::scenario::{Arrivals, Scenario};

/// `audits in hand settle after 9 d`.
pub(crate) fn settles(row: &WarmUpRow) -> String {
    let name = words(row.of.series);
    match row.of.after {
        Some(0) => format!("{name} are settled from the begin"),
        Some(hours) => format!("{name} settle after {}", duration(hours as f64 * 3_600.0)),
        None => format!("{name} do not settle in the first half"),
    }
}

/// Off by more than this, a mean is said to be.
const FAR_OFF: f64 = 0.01;

/// What the warm-up leaves in the figures of a load that is steady but for the cycles of days and weeks: a sentence where
/// that is more than a hundredth; `None` where it is not, or where the scenario has surges, outages, or arrivals of its own.
pub fn too_short(scenario: &Scenario, results: &Results) -> Option<String> {
    let steady = match &scenario.arrivals {
        Arrivals::Poisson(poisson) => poisson.surges.is_empty(),
        Arrivals::File(_) => false,
    };
    if !steady || !scenario.outages.is_empty() {
        return None;
    }
    let warm_up = results.load.hours.before.len();
    let all = results.settling().into_iter();
    let all = all.filter_map(|of| Some((of.off(warm_up)?, of)));
    let far = all.filter(|(off, _)| off.abs() > FAR_OFF);
    let (off, of) = far.max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))?;
    let (less, share) = match off < 0.0 {
        true => ("lower", percent(-off, 0)),
        false => ("higher", percent(off, 0)),
    };
    let row = WarmUpRow {
        warm_up: warm_up as u64,
        of,
    };
    Some(format!(
        "{} (MSER-5), the warm-up is {}: their mean is {share} {less} than later; a longer run.warm_up helps",
        settles(&row),
        duration(warm_up as f64 * 3_600.0)
    ))
}

fn words(series: LoadSeries) -> &'static str {
    match series {
        LoadSeries::Submissions => "submissions",
        LoadSeries::Returned => "returns",
        LoadSeries::OpenChecks => "open checks",
        LoadSeries::WaitingMessages => "waiting messages",
        LoadSeries::CodesTaken => "codes taken",
        LoadSeries::AuditsInHand => "audits in hand",
    }
}
