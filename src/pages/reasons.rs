//! Why windows ran out.

use super::chart::{Chart, Mark, Row, ends, rows_high, rows_narrow, rows_option};
use crate::datasets::format::{number, percent, why_words};
use crate::datasets::share;
use crate::measures::{Counts, Groups, Results};
use crate::rules::WhyWindowOver;

/// The reasons, the most frequent first; `None` where no window ran out.
pub(super) fn chart(results: &Results) -> Option<Chart> {
    let total = results.total(Groups::NATION);
    let all: u64 = total.why.iter().sum();
    let mut whys = WhyWindowOver::ALL.to_vec();
    whys.retain(|why| total.why[*why as usize] > 0);
    // Stable: of equal ones the less far comes first.
    whys.sort_by_key(|why| std::cmp::Reverse(total.why[*why as usize]));
    let row = |why: &WhyWindowOver| {
        let of = |counts: &Counts| (counts.why[*why as usize], counts.why.iter().sum());
        let estimate = share(results, Groups::NATION, of)?;
        let (value, interval) = percent(&estimate);
        let mut hover = vec![
            why_words(*why).to_owned(),
            format!("{value} of windows over"),
        ];
        if !interval.is_empty() {
            hover.push(format!("95 % interval: {interval} %"));
        }
        let count = number(total.why[*why as usize] as f64, 0);
        hover.push(format!("{count} windows, over all replications"));
        Some(Row {
            label: why_words(*why).to_owned(),
            value: estimate.value,
            interval: ends(estimate.interval),
            hover,
            series: 0,
        })
    };
    let rows: Vec<Row> = whys.iter().filter_map(row).collect();
    let first = whys.first()?;
    let most = total.why[*first as usize] as f64 / all as f64 * 100.0;
    Some(Chart {
        id: "reasons".into(),
        title: "Why windows ran out".into(),
        text: format!(
            "How far the leader who was not verified got, when the window was over (R21). In {} of \
             100 cases: {}.",
            number(most, 0),
            why_words(*first)
        ),
        high: rows_high(rows.len(), 30),
        option: rows_option(&rows, "Share of windows that ran out (%)", 100.0, Mark::Bar),
        narrow: rows_narrow(),
        tables: &["reasons.csv"],
    })
}
