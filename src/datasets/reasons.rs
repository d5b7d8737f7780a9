//! `reasons.csv`: why submissions are returned.

use super::estimates::{share, sum};
use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::measures::{Counts, Estimate, Group, Results, WhyWindowOver};
use crate::rules::ReturnReason;

/// The submissions of one group that were returned for one reason.
#[derive(Clone, Debug)]
pub struct ReasonRow {
    /// The group.
    pub group: Group,
    /// All submissions, or the first ones alone.
    pub submissions: Submissions,
    /// Why they were returned.
    pub reason: ReturnReason,
    /// Why the window ran out; `None` for another reason.
    pub why: Option<WhyWindowOver>,
    /// How many, over all replications.
    pub returned: u64,
    /// Share of all that were returned.
    pub share_of_returned: Option<Estimate>,
    /// Share of all that were checked.
    pub share_of_checked: Option<Estimate>,
    /// Share of all whose window ran out; `None` for another reason.
    pub share_of_windows: Option<Estimate>,
}

/// Which submissions are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submissions {
    /// All.
    All,
    /// The first ones of filings.
    First,
}

impl Submissions {
    const ALL: [Self; 2] = [Self::All, Self::First];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::First => "first",
        }
    }

    fn checked(self, counts: &Counts) -> u64 {
        match self {
            Self::All => counts.checked,
            Self::First => counts.first_checked,
        }
    }

    fn returned(self, counts: &Counts) -> &[u64; 2] {
        match self {
            Self::All => &counts.returned,
            Self::First => &counts.first_returned,
        }
    }

    fn why(self, counts: &Counts) -> &[u64; 11] {
        match self {
            Self::All => &counts.why,
            Self::First => &counts.first_why,
        }
    }
}

/// `reasons.csv`.
#[rustfmt::skip]
pub const REASONS: Table<ReasonRow> = Table {
    name: TableName("reasons"),
    title: "Why submissions are returned",
    description: "One row: the submissions of one group that were returned for one reason, \
                  windows run out by the furthest that any message or act got. The rows of a \
                  group and kind of submissions add up to all that were returned.",
    columns: || Columns::new()
        .group(|row: &ReasonRow| &row.group)
        .key("submissions", Kind::Word(|| Submissions::ALL.map(Submissions::name).to_vec()),
            "All submissions, or (for the nation) the first ones of filings alone",
            |row| row.submissions.name().into())
        .key("reason", Kind::Word(|| ReturnReason::ALL.map(ReturnReason::name).to_vec()),
            "Why they were returned: window over (R21), or too many wrong certificates (R20)",
            |row| row.reason.name().into())
        .key("why", Kind::Word(|| WhyWindowOver::ALL.map(WhyWindowOver::name).to_vec()),
            "Why the window ran out: how far the first leader not verified got; empty for another \
             reason", |row| row.why.map(WhyWindowOver::name).into())
        .column("returned", Kind::Count, "Submissions returned, summed over replications",
            |row| row.returned.into())
        .column("share_of_returned", Kind::Share, "Share of all that were returned",
            |row| row.share_of_returned.map(|share| share.value).into())
        .estimate("share_of_checked", Kind::Share, "Share of all that were checked",
            |row| row.share_of_checked),
};

/// The reasons of each group.
pub(super) fn rows(results: &Results) -> Vec<ReasonRow> {
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        // First submissions alone for the nation: by province they would double a long table.
        let shown = if group.is_nation() { 2 } else { 1 };
        for submissions in &Submissions::ALL[..shown] {
            let whys = WhyWindowOver::ALL.into_iter().map(Some).chain([None]);
            rows.extend(whys.map(|why| row(results, (place, group), *submissions, why)));
        }
    }
    rows
}

/// Windows that ran out for one reason, or (`None`) too many wrong certificates.
fn row(
    results: &Results,
    (place, group): (usize, &Group),
    submissions: Submissions,
    why: Option<WhyWindowOver>,
) -> ReasonRow {
    let count = |counts: &Counts| match why {
        Some(why) => submissions.why(counts)[why as usize],
        None => submissions.returned(counts)[ReturnReason::WrongCertificate as usize],
    };
    let of = |whole: fn(Submissions, &Counts) -> u64| {
        share(results, place, |c| (count(c), whole(submissions, c)))
    };
    ReasonRow {
        group: group.clone(),
        submissions,
        reason: why.map_or(ReturnReason::WrongCertificate, |_| ReturnReason::WindowOver),
        why,
        returned: sum(results, place, count),
        share_of_returned: of(|of, counts| of.returned(counts).iter().sum()),
        share_of_checked: of(Submissions::checked),
        share_of_windows: why.and_then(|_| of(|of, counts| of.why(counts).iter().sum())),
    }
}
