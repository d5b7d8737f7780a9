//! Whether the warm-up was long enough: the load by day from its begin.

use crate::clock::HOUR;
use crate::datasets::{RunTables, WARM_UP, WARM_UP_DAYS, WarmUpRow};
use crate::measures::{LoadSeries, Results};
use crate::views::warm_up::settles;
use crate::views::{Panel, Panels, Picture, Plot};

/// The load by day, the warm-up shaded; `None` where there is no load.
pub(super) fn picture(results: &Results, tables: &RunTables) -> Option<Picture> {
    let there = |row: &&WarmUpRow| row.of.hours.iter().any(|value| *value > 0.0);
    let rows: Vec<&WarmUpRow> = tables.warm_up.iter().filter(there).collect();
    let warm_up = rows.first()?.warm_up as i64 * HOUR;
    let panels = rows.iter().map(|row| Panel {
        name: name(row.of.series),
        points: tables
            .warm_up_days
            .iter()
            .filter(|day| day.series == row.of.series)
            .map(|day| (day.begins.0, day.mean))
            .collect(),
    });
    let counted = results.counted_from;
    let plot = Plot::Panels(Panels {
        panels: panels.collect(),
        shaded: match warm_up {
            0 => Vec::new(),
            _ => vec![(counted.after(-warm_up).0, counted.0)],
        },
    });
    let text = rows.iter().map(|row| settles(row)).collect::<Vec<_>>();
    let text = format!(
        "The load by day, means over replications; shaded: the warm-up, which is not counted. By MSER-5, {}.",
        text.join("; ")
    );
    let title = "Was the warm-up long enough?";
    Some(Picture::new("warm-up", title, plot, [WARM_UP.name, WARM_UP_DAYS.name]).says(text))
}

fn name(series: LoadSeries) -> &'static str {
    match series {
        LoadSeries::Submissions => "Submissions an hour",
        LoadSeries::Returned => "Returned an hour",
        LoadSeries::OpenChecks => "Open checks",
        LoadSeries::WaitingMessages => "Waiting messages",
        LoadSeries::CodesTaken => "Codes taken",
        LoadSeries::AuditsInHand => "Audits in hand",
    }
}
