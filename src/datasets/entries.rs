//! `entries.csv`: what the page answered.

use super::estimates::{share, sum};
use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::measures::{Counts, EntryRow, Estimate, Group, RequestOutcome, Results};

/// The entries, or resend requests, that had one answer, in one group.
#[derive(Clone, Debug)]
pub struct AnswerRow {
    /// The group.
    pub group: Group,
    /// What was answered, and how.
    pub answer: PageAnswer,
    /// How many, over all replications.
    pub count: u64,
    /// Share of all entries, or of all requests.
    pub share: Option<Estimate>,
}

/// An answer of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageAnswer {
    /// To an entry (R18).
    Entry(EntryRow),
    /// To a request for a resend (R15).
    Request(RequestOutcome),
}

impl PageAnswer {
    fn all() -> impl Iterator<Item = Self> {
        let entries = EntryRow::ALL.map(Self::Entry);
        entries
            .into_iter()
            .chain(RequestOutcome::ALL.map(Self::Request))
    }

    /// What was answered, in files.
    pub fn act(self) -> &'static str {
        match self {
            Self::Entry(_) => "entry",
            Self::Request(_) => "resend_request",
        }
    }

    /// The answer's name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entry(row) => row.answer().name(),
            Self::Request(outcome) => outcome.name(),
        }
    }

    /// The row of R18 that gave the answer to an entry.
    pub fn row(self) -> Option<u8> {
        match self {
            Self::Entry(row) => Some(row.row()),
            Self::Request(_) => None,
        }
    }

    /// How many had this answer, and how many had any to the same act.
    fn of(self, counts: &Counts) -> (u64, u64) {
        match self {
            Self::Entry(row) => (counts.entries[row as usize], counts.entries.iter().sum()),
            Self::Request(outcome) => {
                let requests = &counts.requests;
                (requests[outcome.index()], requests.iter().sum())
            }
        }
    }
}

/// `entries.csv`.
#[rustfmt::skip]
pub const ENTRIES: Table<AnswerRow> = Table {
    name: TableName("entries"),
    title: "What the page answered",
    description: "One row: the entries, or resend requests, that had one answer.",
    columns: || Columns::new()
        .group(|row: &AnswerRow| &row.group)
        .key("act", Kind::Word(acts), "An entry (R18) or a request for a resend (R15)",
            |row| row.answer.act().into())
        .key("answer", Kind::Word(answers), "The page's answer; no_answer: the page was down",
            |row| row.answer.name().into())
        .key("row", Kind::Count, "The row of R18 that gave an entry's answer; empty for requests",
            |row| row.answer.row().map(u64::from).into())
        .column("count", Kind::Count, "How many, summed over replications", |row| row.count.into())
        .estimate("share", Kind::Share, "Share of all such acts", |row| row.share),
};

fn acts() -> Vec<&'static str> {
    distinct(PageAnswer::act)
}

fn answers() -> Vec<&'static str> {
    distinct(PageAnswer::name)
}

fn distinct(of: fn(PageAnswer) -> &'static str) -> Vec<&'static str> {
    let mut known = Vec::new();
    for word in PageAnswer::all().map(of) {
        if !known.contains(&word) {
            known.push(word);
        }
    }
    known
}

/// The answers of each group.
pub(super) fn rows(results: &Results) -> Vec<AnswerRow> {
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        rows.extend(PageAnswer::all().map(|answer| AnswerRow {
            group: group.clone(),
            answer,
            count: sum(results, place, |counts| answer.of(counts).0),
            share: share(results, place, |counts| answer.of(counts)),
        }));
    }
    rows
}
