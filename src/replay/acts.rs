//! Acts, as a CSV file records them.

use std::sync::Arc;

use crate::clock::Instant;
use crate::rules::{Certificate, ChangeScope, FilingType, MobileNumber, Province};
use crate::scenario::{Fault, Faults, Place, RulesAlone, SourceText};

/// The header of a file of acts.
const HEADER: [&str; 14] = [
    "time",
    "act",
    "province",
    "submission",
    "filing_type",
    "changes",
    "entity_mobile",
    "entity_certificate",
    "website_mobile",
    "website_certificate",
    "mobile",
    "certificate",
    "code",
    "graphic",
];

/// One recorded act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The line of the file.
    pub line: u64,
    /// When.
    pub at: Instant,
    /// Where.
    pub province: Province,
    /// What.
    pub deed: Deed,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The authority received a submission.
    Receive(Submission),
    /// Somebody pressed "Verification".
    Entry {
        /// The mobile as typed.
        mobile: MobileNumber,
        /// The certificate as typed.
        certificate: Certificate,
        /// The code.
        code: CodeTyped,
        /// Whether the graphic verification succeeded.
        graphic_passed: bool,
    },
    /// Somebody pressed "Sending Message".
    Resend {
        /// The mobile as typed.
        mobile: MobileNumber,
        /// The certificate as typed.
        certificate: Certificate,
        /// Whether the graphic verification succeeded.
        graphic_passed: bool,
    },
}

/// A submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: FilingType,
    /// What a change changes.
    pub changes: ChangeScope,
    /// The entity leader's mobile and certificate.
    pub entity: Option<(MobileNumber, Certificate)>,
    /// The website leader's.
    pub website: Option<(MobileNumber, Certificate)>,
}

/// The code of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeTyped {
    /// These digits.
    Digits(u32),
    /// The newest first code sent to the mobile.
    First,
    /// The newest automatic one.
    Automatic,
    /// The newest manual one.
    Manual,
    /// The newest of all.
    Latest,
    /// Digits that are nobody's effective code.
    Wrong,
}

/// Reads acts. They must be in the order of time.
///
/// # Errors
/// Every fault, with its line and field.
pub fn read_acts(name: &str, bytes: &[u8], rules: &RulesAlone) -> Result<Vec<Act>, Faults> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut faults = Faults::default();
    let source = Arc::new(SourceText {
        name: name.to_owned(),
        text,
    });
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    check_header(&mut reader, &source)?;
    let mut acts = Vec::new();
    let mut last: Option<Instant> = None;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().cloned().unwrap_or_else(csv::Position::new);
                let message = match error.kind() {
                    csv::ErrorKind::Utf8 { .. } => "is not UTF-8 text".to_owned(),
                    _ => error.to_string(),
                };
                faults.add(fault(&source, &at, "", message));
                continue;
            }
        };
        let position = record
            .position()
            .cloned()
            .unwrap_or_else(csv::Position::new);
        match (Row { record: &record }).act(position.line(), rules, last) {
            Ok(act) => {
                last = Some(act.at);
                acts.push(act);
            }
            Err((field, message)) => faults.add(fault(&source, &position, field, message)),
        }
    }
    if faults.is_empty() {
        Ok(acts)
    } else {
        Err(faults)
    }
}

fn check_header(reader: &mut csv::Reader<&[u8]>, source: &Arc<SourceText>) -> Result<(), Faults> {
    let wrong = |message: String| {
        let position = csv::Position::new();
        Err(Faults(vec![fault(source, &position, "", message)]))
    };
    let headers = match reader.headers() {
        Ok(headers) => headers,
        Err(error) => return wrong(error.to_string()),
    };
    let expected = HEADER.join(",");
    if headers.is_empty() {
        return wrong(format!("the file is empty; its header must be {expected}"));
    }
    let found = headers
        .iter()
        .zip(HEADER)
        .position(|(found, expected)| found != expected);
    if let Some(place) = found {
        let (found, needed) = (headers.get(place).unwrap_or(""), HEADER[place]);
        return wrong(format!(
            "column {} of the header is \"{found}\", not {needed}; the header must be {expected}",
            place + 1
        ));
    }
    if headers.len() != HEADER.len() {
        let count = headers.len();
        return wrong(format!(
            "the header has {count} columns, not 14; it must be {expected}"
        ));
    }
    Ok(())
}

fn fault(source: &Arc<SourceText>, at: &csv::Position, field: &str, message: String) -> Fault {
    let start = at.byte() as usize;
    let text = source.text.get(start..).unwrap_or("");
    let end = start + text.find(['\r', '\n']).unwrap_or(text.len());
    Fault {
        place: Some(Place {
            source: source.clone(),
            span: start..end,
        }),
        file: source.name.clone(),
        field: field.to_owned(),
        message,
    }
}

/// One row of the file.
struct Row<'r> {
    record: &'r csv::StringRecord,
}

type Wrong = (&'static str, String);

impl Row<'_> {
    fn get(&self, field: &'static str) -> &str {
        let place = HEADER.iter().position(|name| *name == field);
        place
            .and_then(|place| self.record.get(place))
            .unwrap_or("")
            .trim()
    }

    fn read<T>(
        &self,
        field: &'static str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Wrong> {
        match self.get(field) {
            "" => Err((field, "missing".to_owned())),
            text => read(text).map_err(|message| (field, message)),
        }
    }

    fn act(&self, line: u64, rules: &RulesAlone, last: Option<Instant>) -> Result<Act, Wrong> {
        if self.record.len() != HEADER.len() {
            return Err((
                "",
                format!("{} fields where 14 are expected", self.record.len()),
            ));
        }
        let at = self.read("time", Instant::parse)?;
        if let Some(last) = last.filter(|last| at < *last) {
            return Err(("time", format!("{at} is earlier than {last} before it")));
        }
        let province = self.read("province", |code| {
            Province::from_code(code).ok_or_else(|| {
                let known: Vec<&str> = Province::all().map(Province::code).collect();
                format!("no province \"{code}\" (there are: {})", known.join(", "))
            })
        })?;
        let deed = match self.get("act") {
            "receive" => Deed::Receive(self.submission(rules, province, at)?),
            "entry" => Deed::Entry {
                mobile: self.read("mobile", MobileNumber::parse)?,
                certificate: self.read("certificate", Certificate::parse)?,
                code: self.read("code", code_typed)?,
                graphic_passed: self.read("graphic", graphic)?,
            },
            "resend" => Deed::Resend {
                mobile: self.read("mobile", MobileNumber::parse)?,
                certificate: self.read("certificate", Certificate::parse)?,
                graphic_passed: self.read("graphic", graphic)?,
            },
            other => {
                return Err((
                    "act",
                    format!("\"{other}\" is none of receive, entry, resend"),
                ));
            }
        };
        Ok(Act {
            line,
            at,
            province,
            deed,
        })
    }

    fn submission(
        &self,
        rules: &RulesAlone,
        province: Province,
        at: Instant,
    ) -> Result<Submission, Wrong> {
        let name = self.read("submission", |name| Ok(name.to_owned()))?;
        let kind = self.read("filing_type", |name| {
            FilingType::from_name(name).ok_or_else(|| {
                let known = FilingType::ALL.map(FilingType::name).join(", ");
                format!("\"{name}\" is none of {known}")
            })
        })?;
        let scope = |name: &str| {
            ChangeScope::from_name(name)
                .ok_or_else(|| format!("\"{name}\" is none of entity, website, both"))
        };
        let changes = if kind == FilingType::Change {
            self.read("changes", scope)?
        } else {
            ChangeScope::Both
        };
        let checked = crate::rules::who_is_checked(&rules.policy, kind, changes);
        let in_force = rules.in_force[province.index()].at(at);
        let person = |needed: bool, mobile, certificate| -> Result<_, Wrong> {
            if !(needed && in_force) && self.get(mobile).is_empty() {
                return Ok(None);
            }
            let number = self.read(mobile, MobileNumber::parse)?;
            Ok(Some((number, self.read(certificate, Certificate::parse)?)))
        };
        let entity = person(checked.entity, "entity_mobile", "entity_certificate")?;
        let website = person(checked.website, "website_mobile", "website_certificate")?;
        Ok(Submission {
            name,
            kind,
            changes,
            entity,
            website,
        })
    }
}

fn graphic(text: &str) -> Result<bool, String> {
    match text {
        "ok" => Ok(true),
        "failed" => Ok(false),
        other => Err(format!("\"{other}\" is none of ok, failed")),
    }
}

fn code_typed(text: &str) -> Result<CodeTyped, String> {
    Ok(match text {
        "@first" => CodeTyped::First,
        "@automatic" => CodeTyped::Automatic,
        "@manual" => CodeTyped::Manual,
        "@latest" => CodeTyped::Latest,
        "@wrong" => CodeTyped::Wrong,
        digits if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            CodeTyped::Digits(digits.parse().unwrap_or(0))
        }
        other => {
            return Err(format!(
                "\"{other}\" is neither six digits nor one of @first, @automatic, @manual, \
                 @latest, @wrong"
            ));
        }
    })
}
