//! What the system answers, and how it is written.

use crate::clock::Instant;
use crate::rules::MobileNumber;

/// Something that the system did or answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// When.
    pub at: Instant,
    /// The submission; empty where an act belongs to none.
    pub submission: String,
    /// The mobile; `None` where it is about all of the check.
    pub mobile: Option<MobileNumber>,
    /// What: `received`, `code_sent`, `entry`, `resend`, `returned`, `complete`.
    pub event: &'static str,
    /// Its detail.
    pub detail: &'static str,
    /// The code sent.
    pub code: Option<u32>,
}

/// The answers as CSV.
///
/// # Errors
/// What the machine said.
pub fn write_answers(answers: &[Answer]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "time",
        "submission",
        "mobile",
        "event",
        "detail",
        "code",
        "sender",
    ])?;
    for answer in answers {
        let sender = match (answer.code, answer.mobile) {
            (Some(_), Some(mobile)) => mobile.carrier().sender(),
            _ => "",
        };
        writer.write_record([
            answer.at.to_string(),
            answer.submission.clone(),
            answer
                .mobile
                .map_or_else(String::new, |mobile| mobile.to_string()),
            answer.event.to_owned(),
            answer.detail.to_owned(),
            answer
                .code
                .map_or_else(String::new, |code| format!("{code:06}")),
            sender.to_owned(),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}
