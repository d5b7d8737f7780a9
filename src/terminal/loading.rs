//! What `load` prints.

use crate::experiment::{LoadQuantity, LoadStatistic, LoadStep};
use crate::views::format::multiple;
use crate::views::words::load_figure;
use crate::views::{TextColumn, TextTable};

/// A column: its heading, and the figure that stands in it.
const FIGURES: [(&str, LoadQuantity, LoadStatistic); 9] = [
    ("offered/h", LoadQuantity::Submissions, LoadStatistic::Mean),
    (
        "complete/h",
        LoadQuantity::ChecksComplete,
        LoadStatistic::Mean,
    ),
    ("wait p50", LoadQuantity::LaneWait, LoadStatistic::P50),
    ("wait p99", LoadQuantity::LaneWait, LoadStatistic::P99),
    (
        "to phone p99",
        LoadQuantity::ReceiptToPhone,
        LoadStatistic::P99,
    ),
    ("page acts/s", LoadQuantity::BusiestPage, LoadStatistic::Max),
    ("codes taken", LoadQuantity::PoolTaken, LoadStatistic::Max),
    ("audits", LoadQuantity::AuditsInHand, LoadStatistic::Max),
    ("returned", LoadQuantity::ReturnRate, LoadStatistic::Mean),
];

/// The steps of a load test as a table, one line a step; in a `room` of so many columns, those that
/// matter least are left out.
pub fn steps(steps: &[LoadStep], room: Option<usize>) -> String {
    let heads = ["filings"]
        .into_iter()
        .chain(FIGURES.map(|(head, ..)| head));
    let columns: Vec<TextColumn> = heads.map(TextColumn::figures).collect();
    let mut table = TextTable::new(&columns, 0).optional(&[8, 3, 6, 2, 7, 5], "load.csv");
    for step in steps {
        let figures = FIGURES.map(|(_, quantity, statistic)| {
            let figure = step.figure(quantity, statistic);
            figure.map_or("–".to_owned(), |value| load_figure(quantity, value))
        });
        table.row([multiple(step.multiple)].into_iter().chain(figures));
    }
    table.text(room)
}
