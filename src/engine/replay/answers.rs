//! What the system answers, and how it is written.

use std::io;

use crate::clock::Instant;
use crate::diagnostics::no_formula;
use crate::rules::{Cause, EntryAnswer, MobileNumber, ResendAnswer, ReturnReason};

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The instant at which it happened.
    pub at: Instant,
    /// The submission that it concerns, if it concerns one: the first of several to which a request
    /// sends codes; none where the page found no record or sent nothing.
    pub submission: Option<&'a str>,
    /// The mobile, for codes, entries and requests.
    pub mobile: Option<MobileNumber>,
    /// What happened.
    pub answered: Answered,
}

/// What the system did or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// A submission was received.
    Received {
        /// Whether it has a check (R1, R8).
        checked: bool,
    },
    /// A code was sent.
    CodeSent {
        /// Why it was sent.
        cause: Cause,
        /// Its six digits as a number.
        digits: u32,
    },
    /// An entry was answered (R18).
    Entry(EntryAnswer),
    /// A resend request was answered (R15).
    Resend(ResendAnswer),
    /// A submission was returned (R20, R21).
    Returned(ReturnReason),
    /// A check is complete (R24).
    Complete,
}

const COLUMNS: [&str; 7] = [
    "time",
    "submission",
    "mobile",
    "event",
    "detail",
    "code",
    "sender",
];

impl<'a> Answer<'a> {
    pub(super) fn of_submission(at: Instant, submission: &'a str, answered: Answered) -> Self {
        Self {
            at,
            submission: Some(submission),
            mobile: None,
            answered,
        }
    }

    /// The name of the event, and its detail.
    pub fn event(&self) -> (&'static str, &'static str) {
        match self.answered {
            Answered::Received { checked: true } => ("received", "check"),
            Answered::Received { checked: false } => ("received", "no_check"),
            Answered::CodeSent { cause, .. } => ("code_sent", cause.name()),
            Answered::Entry(answer) => ("entry", answer.name()),
            Answered::Resend(answer) => ("resend", answer.name()),
            Answered::Returned(reason) => ("returned", reason.name()),
            Answered::Complete => ("complete", ""),
        }
    }

    /// The row of this answer, as it stands in files.
    fn row(&self) -> [String; 7] {
        let (event, detail) = self.event();
        let text = |value: Option<MobileNumber>| value.map_or_else(String::new, |m| m.to_string());
        let (mut code, mut sender) = (String::new(), "");
        if let (Answered::CodeSent { digits, .. }, Some(mobile)) = (self.answered, self.mobile) {
            code = format!("{digits:06}"); // R10
            sender = mobile.carrier().sender(); // R17
        }
        [
            self.at.to_string(),
            self.submission.unwrap_or("").to_owned(),
            text(self.mobile),
            event.to_owned(),
            detail.to_owned(),
            code,
            sender.to_owned(),
        ]
    }
}

/// Writes answers as CSV.
///
/// # Errors
/// What cannot be written.
pub fn write_csv(answers: &[Answer], out: impl io::Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(out);
    writer.write_record(COLUMNS).map_err(io_error)?;
    for answer in answers {
        let mut row = answer.row();
        row[1] = no_formula(&row[1]);
        writer.write_record(row).map_err(io_error)?;
    }
    writer.flush()
}

/// The failure of the machine under one of the CSV writer's.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Writes answers as a JSON array, an object for each with the columns of the CSV.
///
/// # Errors
/// What cannot be written.
pub fn write_json(answers: &[Answer], mut out: impl io::Write) -> io::Result<()> {
    let mut before = "[";
    for answer in answers {
        let row = COLUMNS.iter().map(|column| (*column).to_owned());
        let row = row.zip(answer.row().map(serde_json::Value::String));
        let object = serde_json::Value::Object(row.collect());
        write!(out, "{before}\n  {object}")?;
        before = ",";
    }
    out.write_all(if answers.is_empty() {
        b"[]\n"
    } else {
        b"\n]\n"
    })?;
    out.flush()
}
