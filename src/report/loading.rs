//! What `load` prints.

use std::fmt::Write as _;

use super::wording::{duration, number};
use crate::experiment::LoadStep;

/// The steps of a load test as a table, one line a step.
pub fn steps(steps: &[LoadStep]) -> String {
    let mut text = String::new();
    let head = [
        "filings",
        "offered/h",
        "complete/h",
        "wait p50",
        "wait p99",
        "to phone p99",
        "page acts/s",
        "codes taken",
        "audits",
        "returned",
    ];
    let [a, b, c, d, e, f, g, h, i, j] = head;
    let _ = writeln!(
        text,
        "{a:>8} {b:>10} {c:>10} {d:>12} {e:>12} {f:>13} {g:>11} {h:>11} {i:>9} {j:>8}"
    );
    for step in steps {
        let get = |q, s, u| step.figure(q, s, u);
        let time = |q, s| get(q, s, "seconds").map_or("–".to_owned(), duration);
        let count =
            |q, s, u, decimals| get(q, s, u).map_or("–".to_owned(), |v| number(v, decimals));
        let percent = |q, s, u| {
            get(q, s, u).map_or("–".to_owned(), |v| format!("{} %", number(v * 100.0, 2)))
        };
        let _ = writeln!(
            text,
            "{:>6} × {:>10} {:>10} {:>12} {:>12} {:>13} {:>11} {:>11} {:>9} {:>8}",
            trimmed(step.multiple),
            count("submissions", "mean", "per_hour", 1),
            count("checks_complete", "mean", "per_hour", 1),
            time("lane_wait", "p50"),
            time("lane_wait", "p99"),
            time("receipt_to_phone", "p99"),
            count("busiest_page", "max", "acts_per_second", 3),
            percent("codes_taken", "max", "share_of_pool"),
            count("audits_in_hand", "max", "audits", 0),
            percent("return_rate", "mean", "share"),
        );
    }
    text
}

/// A multiple without needless zeros.
fn trimmed(multiple: f64) -> String {
    let text = format!("{multiple:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
