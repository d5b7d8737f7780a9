//! `reasons.csv`: why submissions are returned.

use super::TableError as Error;
use super::column::{
    CI_HIGH, CI_LOW, CI_METHOD, GROUP, GROUP_BY, Kind, REPLICATIONS, Schema, column, words,
};
use super::sheet::{Sheet, share_cells};
use super::tables::{Source, Table, group_cells};
use crate::measures::{Counts, GroupBy};
use crate::rules::{ReturnReason, WhyWindowOver};

pub(super) const REASONS_TABLE: Table = Table {
    schema: &Schema {
        name: "reasons",
        title: "Why submissions are returned",
        description: "One row: the submissions of one group that were returned for one reason, \
                      windows run out by the furthest that any message or act got. The rows of a \
                      group and kind of submissions add up to all that were returned.",
        columns: &[
            GROUP_BY,
            GROUP,
            column(
                "submissions",
                Kind::Word(submissions),
                "All submissions, or (for the nation) the first ones of filings alone",
            ),
            column(
                "reason",
                Kind::Word(words::reasons),
                "Why they were returned: window over (R21), or too many wrong certificates (R20)",
            ),
            column(
                "why",
                Kind::Word(words::whys),
                "Why the window ran out: how far the first leader not verified got; \
                 empty for another reason",
            ),
            column(
                "returned",
                Kind::Count,
                "Submissions returned, summed over replications",
            ),
            column(
                "share_of_returned",
                Kind::Share,
                "Share of all that were returned",
            ),
            column(
                "share_of_checked",
                Kind::Share,
                "Share of all that were checked",
            ),
            CI_LOW,
            CI_HIGH,
            CI_METHOD,
            REPLICATIONS,
        ],
        key: &["group_by", "group", "submissions", "reason", "why"],
        interval_of: Some("share_of_checked"),
    },
    fill,
};

fn submissions() -> Vec<&'static str> {
    vec!["all", "first"]
}

/// Which submissions: their counters.
#[derive(Clone, Copy)]
struct Submissions {
    name: &'static str,
    checked: fn(&Counts) -> u64,
    returned: fn(&Counts) -> &[u64; 2],
    why: fn(&Counts) -> &[u64; 11],
}

const SUBMISSIONS: [Submissions; 2] = [
    Submissions {
        name: "all",
        checked: |counts| counts.checked,
        returned: |counts| &counts.returned,
        why: |counts| &counts.why,
    },
    Submissions {
        name: "first",
        checked: |counts| counts.first_checked,
        returned: |counts| &counts.first_returned,
        why: |counts| &counts.first_why,
    },
];

fn fill(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    let windows = WhyWindowOver::ALL.map(|why| (ReturnReason::WindowOver, Some(why)));
    let certificates = (ReturnReason::WrongCertificate, None);
    let reasons: Vec<_> = windows.into_iter().chain([certificates]).collect();
    for (place, group) in source.results.groups() {
        // First submissions alone for the nation: by province they would double a long table.
        let shown = if group.by == GroupBy::Nation { 2 } else { 1 };
        for which in &SUBMISSIONS[..shown] {
            for (reason, why) in &reasons {
                let (reason, why) = (*reason, *why);
                let count = |counts: &Counts| match why {
                    Some(why) => (which.why)(counts)[why as usize],
                    None => (which.returned)(counts)[reason as usize],
                };
                let of_returned = source.share(place, |counts| {
                    (count(counts), (which.returned)(counts).iter().sum())
                });
                let of_checked =
                    source.share(place, |counts| (count(counts), (which.checked)(counts)));
                let [by, name] = group_cells(group);
                let [share, low, high, method, replications] = share_cells(of_checked);
                sheet.row([
                    by,
                    name,
                    which.name.into(),
                    reason.name().into(),
                    why.map(WhyWindowOver::name).into(),
                    source.sum(place, count).into(),
                    of_returned.map(|estimate| estimate.value).into(),
                    share,
                    low,
                    high,
                    method,
                    replications,
                ])?;
            }
        }
    }
    Ok(())
}
