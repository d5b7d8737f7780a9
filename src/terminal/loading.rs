//! What `load` prints.

use super::fitted::{Column, Columns};
use crate::datasets::format::{duration, number};
use crate::experiment::LoadStep;

const COLUMNS: [Column; 10] = [
    column("filings", 8),
    column("offered/h", 10),
    column("complete/h", 10),
    column("wait p50", 12),
    column("wait p99", 12),
    column("to phone p99", 13),
    column("page acts/s", 11),
    column("codes taken", 11),
    column("audits", 9),
    column("returned", 8),
];

const fn column(head: &'static str, width: usize) -> Column {
    let left = false;
    Column { head, width, left }
}

/// The steps of a load test as a table, one line a step; in a `room` of so many columns, those that
/// matter least are left out.
pub fn steps(steps: &[LoadStep], room: Option<usize>) -> String {
    let columns = Columns::new(&COLUMNS, 0, &[8, 3, 6, 2, 7, 5], room);
    let mut text = columns.head();
    for step in steps {
        let get = |q, s, u| step.figure(q, s, u);
        let time = |q, s| get(q, s, "seconds").map_or("–".to_owned(), duration);
        let count =
            |q, s, u, decimals| get(q, s, u).map_or("–".to_owned(), |v| number(v, decimals));
        let percent = |q, s, u| {
            get(q, s, u).map_or("–".to_owned(), |v| format!("{} %", number(v * 100.0, 2)))
        };
        text.push_str(&columns.line(&[
            format!("{} ×", trimmed(step.multiple)),
            count("submissions", "mean", "per_hour", 1),
            count("checks_complete", "mean", "per_hour", 1),
            time("lane_wait", "p50"),
            time("lane_wait", "p99"),
            time("receipt_to_phone", "p99"),
            count("busiest_page", "max", "acts_per_second", 3),
            percent("codes_taken", "max", "share_of_pool"),
            count("audits_in_hand", "max", "audits", 0),
            percent("return_rate", "mean", "share"),
        ]));
    }
    text.push_str(&columns.left_out("load.csv"));
    text
}

/// A multiple without needless zeros.
fn trimmed(multiple: f64) -> String {
    let text = format!("{multiple:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
