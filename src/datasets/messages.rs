//! `messages.csv`: what became of messages.

use super::estimates::share;
use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::measures::{Counts, Estimate, Fate, Group, Results};
use crate::rules::Cause;

/// The messages of one cause that met one fate, in one group.
#[derive(Clone, Debug)]
pub struct MessageRow {
    /// The group.
    pub group: Group,
    /// Why they were sent.
    pub cause: Cause,
    /// What became of them.
    pub fate: MessageFate,
    /// How many, over all replications.
    pub messages: u64,
    /// How many of this cause were queued, over all replications.
    pub queued: u64,
    /// Share of those of this cause that were sent; `None` for what is no part of them.
    pub share_of_sent: Option<Estimate>,
}

impl MessageRow {
    /// Share of those of this cause that were queued; `None` where none was.
    pub fn share_of_queued(&self) -> Option<f64> {
        (self.queued > 0).then(|| self.messages as f64 / self.queued as f64)
    }
}

/// What became of messages: their fates, and the sums in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFate {
    /// All that were queued.
    Queued,
    /// All that left their lane.
    Sent,
    /// Those that met one fate.
    Met(Fate),
    /// Those kept whose code verified a leader.
    UsedToVerify,
}

impl MessageFate {
    /// All, in the order of a table.
    fn all() -> impl Iterator<Item = Self> {
        let (withdrawn, sent) = Fate::ALL.split_at(1);
        [Self::Queued]
            .into_iter()
            .chain(withdrawn.iter().map(|fate| Self::Met(*fate)))
            .chain([Self::Sent])
            .chain(sent.iter().map(|fate| Self::Met(*fate)))
            .chain([Self::UsedToVerify])
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Met(fate) => fate.name(),
            Self::UsedToVerify => "used_to_verify",
        }
    }

    fn is_of_sent(self) -> bool {
        !matches!(self, Self::Queued | Self::Met(Fate::Withdrawn))
    }

    fn count(self, counts: &Counts, cause: Cause) -> u64 {
        match self {
            Self::Queued => counts.queued(cause),
            Self::Sent => counts.sent(cause),
            Self::Met(fate) => counts.fate(cause, fate),
            Self::UsedToVerify => counts.used[cause as usize],
        }
    }
}

/// The words of causes.
pub(super) fn cause_words() -> Vec<&'static str> {
    Cause::ALL.map(Cause::name).to_vec()
}

/// The words of fates, the sums first.
pub(super) fn fate_words() -> Vec<&'static str> {
    let sums = [
        MessageFate::Queued,
        MessageFate::Sent,
        MessageFate::UsedToVerify,
    ];
    let fates = Fate::ALL.map(MessageFate::Met);
    sums.into_iter()
        .chain(fates)
        .map(MessageFate::name)
        .collect()
}

/// `messages.csv`.
#[rustfmt::skip]
pub const MESSAGES: Table<MessageRow> = Table {
    name: TableName("messages"),
    title: "Messages by cause and fate",
    description: "One row: the messages of one cause that met one fate. Queued = withdrawn + \
                  sent; sent = all other fates together; used_to_verify is a part of kept.",
    columns: || Columns::new()
        .group(|row: &MessageRow| &row.group)
        .key("cause", Kind::Word(cause_words),
            "Why they were sent: first code (R13), automatic resend (R14), manual resend (R15)",
            |row| row.cause.name().into())
        .key("fate", Kind::Word(fate_words), "What became of them, in the order in which it can",
            |row| row.fate.name().into())
        .column("messages", Kind::Count, "How many, summed over replications",
            |row| row.messages.into())
        .estimate("share_of_sent", Kind::Share,
            "Share of the messages of this cause that were sent; empty for queued and withdrawn",
            |row| row.share_of_sent),
};

/// What became of the messages of each group and cause.
pub(super) fn rows(results: &Results) -> Vec<MessageRow> {
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        let total = results.total(place);
        for cause in Cause::ALL {
            rows.extend(MessageFate::all().map(|fate| {
                let of_sent = |counts: &Counts| (fate.count(counts, cause), counts.sent(cause));
                MessageRow {
                    group: group.clone(),
                    cause,
                    fate,
                    messages: fate.count(&total, cause),
                    queued: total.queued(cause),
                    share_of_sent: fate
                        .is_of_sent()
                        .then(|| share(results, place, of_sent))
                        .flatten(),
                }
            }));
        }
    }
    rows
}
