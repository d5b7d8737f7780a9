//! `messages.csv`, `entries.csv`, `resends.csv`: what became of messages, what the page answered, and
//! what resends did, as seen.

use super::TableError as Error;
use super::column::{
    CI_HIGH, CI_LOW, CI_METHOD, Column, GROUP, GROUP_BY, Kind, REPLICATIONS, Schema, column, words,
};
use super::sheet::{Sheet, estimate_cells, share_cells};
use super::tables::{Source, Table, group_cells};
use crate::measures::{Counts, Estimate, mean_estimate};
use crate::rules::{Cause, EntryRow, Fate, RequestOutcome};

pub(super) const MESSAGES_TABLE: Table = Table {
    schema: &Schema {
        name: "messages",
        title: "Messages by cause and fate",
        description: "One row: the messages of one cause that met one fate. Queued = withdrawn + \
                      sent; sent = all other fates together; used_to_verify is a part of kept.",
        columns: &[
            GROUP_BY,
            GROUP,
            CAUSE,
            column(
                "fate",
                Kind::Word(words::fates),
                "What became of them, in the order in which it can",
            ),
            column(
                "messages",
                Kind::Count,
                "How many, summed over replications",
            ),
            column(
                "share_of_sent",
                Kind::Share,
                "Share of the messages of this cause that were sent; empty for queued and withdrawn",
            ),
            CI_LOW,
            CI_HIGH,
            CI_METHOD,
            REPLICATIONS,
        ],
        key: &["group_by", "group", "cause", "fate"],
        interval_of: Some("share_of_sent"),
    },
    fill: fill_messages,
};

const CAUSE: Column = column(
    "cause",
    Kind::Word(words::causes),
    "Why they were sent: first code (R13), automatic resend (R14), manual resend (R15)",
);

/// The fates of the messages of a cause: name, number, and whether it is a part of what was sent.
fn fates(counts: &Counts, cause: Cause) -> [(&'static str, u64, bool); 11] {
    let mut fates = [("", 0, true); 11];
    fates[0] = ("queued", counts.queued(cause), false);
    fates[1] = fate(counts, cause, Fate::Withdrawn, false);
    fates[2] = ("sent", counts.sent(cause), true);
    for (place, of) in Fate::ALL.into_iter().skip(1).enumerate() {
        fates[3 + place] = fate(counts, cause, of, true);
    }
    fates[10] = ("used_to_verify", counts.used[cause as usize], true);
    fates
}

fn fate(counts: &Counts, cause: Cause, of: Fate, sent: bool) -> (&'static str, u64, bool) {
    (of.name(), counts.fate(cause, of), sent)
}

fn fill_messages(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (place, group) in source.results.groups() {
        let total = source.results.total(place);
        for cause in Cause::ALL {
            for (which, (name, messages, sent)) in fates(&total, cause).into_iter().enumerate() {
                let estimate = source.share(place, |counts| {
                    (fates(counts, cause)[which].1, counts.sent(cause))
                });
                let [by, group_name] = group_cells(group);
                let [share, low, high, method, replications] =
                    share_cells(estimate.filter(|_| sent));
                sheet.row([
                    by,
                    group_name,
                    cause.name().into(),
                    name.into(),
                    messages.into(),
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

pub(super) const ENTRIES_TABLE: Table = Table {
    schema: &Schema {
        name: "entries",
        title: "What the page answered",
        description: "One row: the entries, or resend requests, that had one answer.",
        columns: &[
            GROUP_BY,
            GROUP,
            column(
                "act",
                Kind::Word(acts),
                "An entry (R18) or a request for a resend (R15)",
            ),
            column(
                "answer",
                Kind::Word(page_answers),
                "The page's answer; no_answer: the page was down",
            ),
            column(
                "row",
                Kind::Count,
                "The row of R18 that gave an entry's answer; empty for requests",
            ),
            column("count", Kind::Count, "How many, summed over replications"),
            column("share", Kind::Share, "Share of all such acts"),
            CI_LOW,
            CI_HIGH,
            CI_METHOD,
            REPLICATIONS,
        ],
        key: &["group_by", "group", "act", "answer", "row"],
        interval_of: Some("share"),
    },
    fill: fill_entries,
};

fn acts() -> Vec<&'static str> {
    vec!["entry", "resend_request"]
}

fn page_answers() -> Vec<&'static str> {
    let mut answers: Vec<_> = EntryRow::ALL.map(|row| row.answer().name()).to_vec();
    answers.extend(RequestOutcome::ALL.map(RequestOutcome::name));
    let mut known = Vec::new();
    for answer in answers {
        if !known.contains(&answer) {
            known.push(answer);
        }
    }
    known
}

fn fill_entries(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for place in 0..source.results.groups.all().len() {
        for row in EntryRow::ALL {
            let of = |c: &Counts| (c.entries[row as usize], c.entries.iter().sum());
            let cells = ("entry", row.answer().name(), Some(u64::from(row.row())));
            write_act(source, sheet, place, cells, of)?;
        }
        for outcome in RequestOutcome::ALL {
            let of = |c: &Counts| (c.requests[outcome.index()], c.requests.iter().sum());
            write_act(
                source,
                sheet,
                place,
                ("resend_request", outcome.name(), None),
                of,
            )?;
        }
    }
    Ok(())
}

fn write_act(
    source: &Source<'_>,
    sheet: &mut Sheet,
    place: usize,
    (act, answer, row): (&'static str, &'static str, Option<u64>),
    of: impl Fn(&Counts) -> (u64, u64),
) -> Result<(), Error> {
    let [by, name] = group_cells(&source.results.groups.all()[place]);
    let count = source.sum(place, |counts| of(counts).0);
    let [share, low, high, method, replications] = share_cells(source.share(place, of));
    sheet.row([
        by,
        name,
        act.into(),
        answer.into(),
        row.into(),
        count.into(),
        share,
        low,
        high,
        method,
        replications,
    ])
}

pub(super) const RESENDS_TABLE: Table = Table {
    schema: &Schema {
        name: "resends",
        title: "What resends did, as seen",
        description: "One row: one figure of what messages of a cause did. A leader counts once a \
                      submission. As seen is not as caused: without resends, some would have \
                      managed with the first code.",
        columns: &[
            GROUP_BY,
            GROUP,
            column(
                "cause",
                Kind::Word(resend_causes),
                "First code, automatic or manual resend; resent: either resend",
            ),
            column(
                "measure",
                Kind::Word(resend_measures),
                "leaders_first_kept: leaders to whom it was the first message that they kept; leaders_verified: leaders verified with its code; checks_complete: checks complete of which at least one leader was verified with a resent code; each also as a share over causes, or of all checks complete",
            ),
            column("unit", Kind::Word(words::units), "The unit of the value"),
            column(
                "value",
                Kind::Figure,
                "The figure; a number is the mean over replications",
            ),
            CI_LOW,
            CI_HIGH,
            CI_METHOD,
            REPLICATIONS,
        ],
        key: &["group_by", "group", "cause", "measure"],
        interval_of: Some("value"),
    },
    fill: fill_resends,
};

/// The two causes of resends together.
const RESENT: &str = "resent";
const LEADERS: [&str; 4] = [
    "leaders_first_kept",
    "share_of_leaders_first_kept",
    "leaders_verified",
    "share_of_leaders_verified",
];
const CHECKS: [&str; 2] = ["checks_complete", "share_of_checks_complete"];

fn resend_causes() -> Vec<&'static str> {
    let mut causes = words::causes();
    causes.push(RESENT);
    causes
}

fn resend_measures() -> Vec<&'static str> {
    LEADERS.into_iter().chain(CHECKS).collect()
}

/// A part of a whole, over the replications: how many, and as a share.
fn number_and_share(
    source: &Source<'_>,
    place: usize,
    of: impl Fn(&Counts) -> (u64, u64),
) -> [(&'static str, usize, Option<Estimate>); 2] {
    let numbers: Vec<f64> = super::tables::summaries(source.results, place)
        .map(|summary| of(&summary.counts).0 as f64)
        .collect();
    [
        ("number", 3, mean_estimate(&numbers)),
        ("share", 6, source.share(place, of)),
    ]
}

fn fill_resends(source: &Source<'_>, sheet: &mut Sheet) -> Result<(), Error> {
    for (place, group) in source.results.groups() {
        let mut rows = Vec::new();
        for cause in Cause::ALL {
            let kept = number_and_share(source, place, |c| {
                (c.first_kept[cause as usize], c.first_kept.iter().sum())
            });
            let verified = number_and_share(source, place, |c| {
                (c.used[cause as usize], c.used.iter().sum())
            });
            let figures = kept.into_iter().chain(verified);
            rows.extend(
                LEADERS
                    .into_iter()
                    .zip(figures)
                    .map(|row| (cause.name(), row)),
            );
        }
        let checks = number_and_share(source, place, |c| (c.complete_with_resent, c.complete));
        rows.extend(CHECKS.into_iter().zip(checks).map(|row| (RESENT, row)));
        for (cause, (measure, (unit, decimals, estimate))) in rows {
            let [by, name] = group_cells(group);
            let [value, low, high, method, replications] = estimate_cells(estimate, decimals);
            sheet.row([
                by,
                name,
                cause.into(),
                measure.into(),
                unit.into(),
                value,
                low,
                high,
                method,
                replications,
            ])?;
        }
    }
    Ok(())
}
