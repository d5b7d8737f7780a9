//! Reading recorded acts; every fault is found, not only the first.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::fields::{self, ActName, CodeTyped, HEADER};
use crate::clock::Instant;
use crate::diagnostics::{
    DATA_BYTES, Fault, Faults, Place, SourceText, field_span, read_file, record_start,
};
use crate::rules::{
    Certificate, ChangeScope, FilingType, MobileNumber, Province, ResendRequest, checked_on_receipt,
};
use crate::scenario::RulesAlone;

/// Recorded acts, in the order of time.
#[derive(Clone, Debug)]
pub struct Acts {
    /// The acts.
    pub list: Vec<Act>,
    source: Arc<SourceText>,
}

/// A recorded act.
#[derive(Clone, Debug)]
pub struct Act {
    /// The instant at which it was done.
    pub at: Instant,
    /// In which province.
    pub province: Province,
    /// What was done.
    pub deed: Deed,
    /// Where in the text it stands, as its first byte.
    start: usize,
}

/// What was done.
#[derive(Clone, Debug)]
pub enum Deed {
    /// The authority received a submission.
    Receive(Receipt),
    /// A press of "Verification".
    Entry {
        /// The mobile as typed.
        mobile: MobileNumber,
        /// The certificate as typed.
        certificate: Certificate,
        /// The code as recorded.
        code: CodeTyped,
        /// Whether the graphic verification succeeded.
        graphic_passed: bool,
    },
    /// A press of "Sending Message".
    Resend(ResendRequest),
}

/// A submission as far as its check goes.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Its name.
    pub submission: String,
    /// The filing's type.
    pub kind: FilingType,
    /// The entity leader's mobile and certificate, if they are checked (R1, R4).
    pub entity: Option<(MobileNumber, Certificate)>,
    /// The website leader's, if they are checked.
    pub website: Option<(MobileNumber, Certificate)>,
}

impl Acts {
    /// Reads a file of acts. Which fields a receipt needs depends on the rules (R1, R4).
    ///
    /// # Errors
    /// That the file cannot be read, or all faults in it.
    pub fn read(path: &Path, rules: &RulesAlone) -> Result<Self, Faults> {
        let name = path.display().to_string();
        let bytes = read_file(path, DATA_BYTES)
            .map_err(|error| Fault::of_file(&name, format!("cannot be read: {error}")))?;
        Self::parse(&name, &bytes, rules)
    }

    /// Reads the bytes of a file of acts, whose name is for messages.
    ///
    /// # Errors
    /// All faults in it.
    pub fn parse(name: &str, bytes: &[u8], rules: &RulesAlone) -> Result<Self, Faults> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes).into_owned();
        if text.trim().is_empty() {
            let message = format!("the file is empty; its header is {}", HEADER.join(","));
            let place = Place::new(&SourceText::new(name, ""), 0..0);
            return Err(Fault::at(place, "", message).into());
        }
        let whole = bytes.len() == text.len();
        let source = SourceText::new(name, text);
        let mut reading = Reading {
            rules,
            faults: Faults::default(),
            source: &source,
            start: 0,
            line: 1,
            last: None,
        };
        if !whole {
            reading.not_utf8(bytes);
        }
        let list = reading.list();
        reading.faults.or(Self { list, source })
    }

    /// The faults of acts that receive a submission while its check is open.
    pub(super) fn received_while_open(&self, acts: &[usize]) -> Faults {
        let mut faults = Faults::default();
        for &act in acts {
            let Act { start, deed, .. } = &self.list[act];
            if let Deed::Receive(receipt) = deed {
                let span = field_span(&self.source.text, *start, fields::SUBMISSION);
                let message = format!(
                    "{} is received while its check is still open; \
                     a submission comes again only after its check has ended (R23)",
                    receipt.submission
                );
                let place = Place::new(&self.source, span);
                faults.add(Fault::at(place, HEADER[fields::SUBMISSION], message));
            }
        }
        faults
    }
}

/// A file while it is read.
struct Reading<'a> {
    rules: &'a RulesAlone,
    source: &'a Arc<SourceText>,
    faults: Faults,
    /// The first byte of the row, and its line.
    start: usize,
    line: u64,
    /// The time of the row before that has one, and its line.
    last: Option<(Instant, u64)>,
}

impl Reading<'_> {
    fn fault(&mut self, span: Range<usize>, field: &str, message: String) {
        let place = Place::new(self.source, span);
        self.faults.add(Fault::at(place, field, message));
    }

    /// Says where the first bytes stand that are not UTF-8; what follows is read with replacement
    /// characters in their place.
    fn not_utf8(&mut self, bytes: &[u8]) {
        let valid = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
        let message = "is not UTF-8 text from here on; save the file as UTF-8".to_owned();
        self.fault(valid..valid, "", message);
    }

    fn list(&mut self) -> Vec<Act> {
        let source = Arc::clone(self.source);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(source.text.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut list = Vec::new();
        let mut header = true;
        loop {
            let (from, line) = (reader.position().byte() as usize, reader.position().line());
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return list,
                Err(error) => {
                    self.fault(from..from, "", error.to_string());
                    return list;
                }
            }
            self.start = record_start(&source.text, from);
            let skipped = source.text.get(from..self.start).unwrap_or("");
            self.line = line + skipped.matches('\n').count() as u64;
            if header {
                header = false;
                if !self.header(&record) {
                    return list; // what stands in which column is not known
                }
            } else if self.is_whole(&record) {
                list.extend(self.act(&record));
            }
        }
    }

    /// Checks the header; of several faults the first says enough.
    fn header(&mut self, record: &csv::StringRecord) -> bool {
        let wrong = (0..HEADER.len().max(record.len()))
            .find(|&place| HEADER.get(place).copied() != record.get(place));
        let Some(place) = wrong else {
            return true;
        };
        let number = place + 1;
        let what = match (record.get(place), HEADER.get(place)) {
            (Some(found), Some(name)) => {
                format!("column {number} of the header is \"{found}\", not {name}")
            }
            (None, Some(name)) => format!("column {number} of the header, \"{name}\", is missing"),
            (found, _) => {
                let found = found.unwrap_or("");
                format!("column {number} of the header, \"{found}\", is one too many")
            }
        };
        let message = format!("{what}; the header is {}", HEADER.join(","));
        let span = field_span(&self.source.text, self.start, place);
        self.fault(span, "", message);
        false
    }

    fn is_whole(&mut self, record: &csv::StringRecord) -> bool {
        let (found, expected) = (record.len(), HEADER.len());
        if found == expected {
            return true;
        }
        let message = format!("{found} fields where {expected} are expected");
        let span = field_span(&self.source.text, self.start, usize::MAX);
        self.fault(span, "", message);
        false
    }

    /// Adds a fault of a column in this row.
    fn wrong(&mut self, column: usize, message: String) {
        let span = field_span(&self.source.text, self.start, column);
        self.fault(span, HEADER[column], message);
    }

    /// A field's value; `None` where it is empty or at fault.
    fn given<T>(
        &mut self,
        record: &csv::StringRecord,
        column: usize,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = record.get(column).filter(|text| !text.is_empty())?;
        read(text)
            .map_err(|message| self.wrong(column, message))
            .ok()
    }

    /// A field's value; empty it is at fault.
    fn needed<T>(
        &mut self,
        record: &csv::StringRecord,
        column: usize,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.need(record, column);
        self.given(record, column, read)
    }

    /// Says so where a field that the act needs is empty.
    fn need(&mut self, record: &csv::StringRecord, column: usize) {
        if record.get(column).is_none_or(str::is_empty) {
            let allowed = fields::ALLOWED[column];
            self.wrong(column, format!("missing; expected {allowed}"));
        }
    }

    fn act(&mut self, record: &csv::StringRecord) -> Option<Act> {
        let at = self.needed(record, fields::TIME, fields::time);
        if let Some(at) = at {
            self.in_order(at);
        }
        let name = self.needed(record, fields::ACT, fields::act);
        let province = self.needed(record, fields::PROVINCE, fields::province);
        let deed = match name? {
            ActName::Receive => self.receipt(record, at, province).map(Deed::Receive),
            ActName::Entry => self.entry(record),
            ActName::Resend => self.resend(record).map(Deed::Resend),
        };
        Some(Act {
            at: at?,
            province: province?,
            deed: deed?,
            start: self.start,
        })
    }

    /// Of acts out of order each is told that begins anew.
    fn in_order(&mut self, at: Instant) {
        let last = self.last.replace((at, self.line));
        if let Some((last, line)) = last.filter(|(last, _)| at < *last) {
            let message = format!(
                "{at} is earlier than {last} in line {line}; acts stand in the order of time"
            );
            self.wrong(fields::TIME, message);
        }
    }

    fn entry(&mut self, record: &csv::StringRecord) -> Option<Deed> {
        let mobile = self.needed(record, fields::MOBILE, fields::mobile);
        let certificate = self.needed(record, fields::CERTIFICATE, fields::certificate);
        let code = self.needed(record, fields::CODE, fields::code);
        let graphic_passed = self.needed(record, fields::GRAPHIC, fields::graphic);
        Some(Deed::Entry {
            mobile: mobile?,
            certificate: certificate?,
            code: code?,
            graphic_passed: graphic_passed?,
        })
    }

    fn resend(&mut self, record: &csv::StringRecord) -> Option<ResendRequest> {
        let mobile = self.needed(record, fields::MOBILE, fields::mobile);
        let certificate = self.needed(record, fields::CERTIFICATE, fields::certificate);
        let graphic_passed = self.needed(record, fields::GRAPHIC, fields::graphic);
        Some(ResendRequest {
            mobile: mobile?,
            certificate: certificate?,
            graphic_passed: graphic_passed?,
        })
    }

    /// A receipt. What is given must be right; whose mobile must be given the rules say (R1, R4).
    fn receipt(
        &mut self,
        record: &csv::StringRecord,
        at: Option<Instant>,
        province: Option<Province>,
    ) -> Option<Receipt> {
        let submission = self.needed(record, fields::SUBMISSION, fields::submission);
        let kind = self.needed(record, fields::FILING_TYPE, fields::filing_type);
        if kind == Some(FilingType::Change) {
            self.need(record, fields::CHANGES);
        }
        let changes = self.given(record, fields::CHANGES, fields::changes);
        let entity_mobile = self.given(record, fields::ENTITY_MOBILE, fields::mobile);
        let entity_certificate =
            self.given(record, fields::ENTITY_CERTIFICATE, fields::certificate);
        let website_mobile = self.given(record, fields::WEBSITE_MOBILE, fields::mobile);
        let website_certificate =
            self.given(record, fields::WEBSITE_CERTIFICATE, fields::certificate);

        let kind = kind?;
        if kind == FilingType::Change && changes.is_none() {
            return None;
        }
        // Only a change of filing information looks at what is changed.
        let changes = changes.unwrap_or(ChangeScope::Both);
        let in_force = self.rules.in_force[province?.index()];
        let checked = checked_on_receipt(&self.rules.policy, in_force, at?, kind, changes);
        // R6: of one person the entity leader's certificate counts.
        let same = checked.entity && entity_mobile.is_some() && entity_mobile == website_mobile;
        if checked.entity {
            self.need(record, fields::ENTITY_MOBILE);
            self.need(record, fields::ENTITY_CERTIFICATE);
        }
        if checked.website {
            self.need(record, fields::WEBSITE_MOBILE);
            if !same {
                self.need(record, fields::WEBSITE_CERTIFICATE);
            }
        }
        let entity = match checked.entity {
            true => Some((entity_mobile?, entity_certificate?)),
            false => None,
        };
        let website = match checked.website {
            true if same => entity,
            true => Some((website_mobile?, website_certificate?)),
            false => None,
        };
        Some(Receipt {
            submission: submission?,
            kind,
            entity,
            website,
        })
    }
}
