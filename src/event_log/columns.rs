//! The columns of an event log, declared once.

/// A column of the event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventColumn {
    /// Its name, as in the header.
    pub name: &'static str,
    /// What its cells are in Parquet.
    pub kind: EventKind,
    /// What it means.
    pub description: &'static str,
}

/// What the cells of a column of the event log are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Text that is always there.
    Text,
    /// Text that may be missing: an empty cell in CSV, null in Parquet.
    OptionalText,
    /// An instant in milliseconds; in CSV with Beijing's offset, in Parquet in UTC.
    Instant,
    /// A whole number.
    Count,
    /// `true` or `false`.
    Truth,
}

const fn column(name: &'static str, kind: EventKind, description: &'static str) -> EventColumn {
    EventColumn {
        name,
        kind,
        description,
    }
}

/// The columns, in the order of the file. The first four are named as the XES standard names them,
/// so that process-mining tools find them by themselves.
pub const EVENT_COLUMNS: [EventColumn; 13] = [
    column(
        "case:concept:name",
        EventKind::Text,
        "The filing: replication, province and number, such as r1-gd-000209",
    ),
    column(
        "concept:name",
        EventKind::Text,
        "The activity, in the words of trace",
    ),
    column(
        "time:timestamp",
        EventKind::Instant,
        "When, in Beijing time",
    ),
    column(
        "org:resource",
        EventKind::Text,
        "Who did it, or where: applicant, provider, authority, gateway, network, phone, page, entity leader or website leader",
    ),
    column("replication", EventKind::Count, "The replication, from 1"),
    column("province", EventKind::Text, "The province's code (R1)"),
    column("type", EventKind::Text, "The filing's type (R4)"),
    column(
        "counted",
        EventKind::Truth,
        "Whether the results count the filing: it arrived after the warm-up",
    ),
    column(
        "submission",
        EventKind::Count,
        "The submission, from 1; 0 before the authority has received the first",
    ),
    column(
        "leader",
        EventKind::OptionalText,
        "Whose mobile or act it is: entity or website",
    ),
    column(
        "carrier",
        EventKind::OptionalText,
        "The carrier of the leader's mobile (R17); of a message, the one that it was queued for",
    ),
    column(
        "rule",
        EventKind::OptionalText,
        "The rules that apply, in the numbers of the rule book",
    ),
    column(
        "detail",
        EventKind::OptionalText,
        "What the activity leaves open: the segment, the code, an instant to come",
    ),
];
