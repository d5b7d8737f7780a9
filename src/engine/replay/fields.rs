//! The fields of an act: their names, what is allowed in them, and how they are read.

use crate::clock::Instant;
use crate::diagnostics::did_you_mean;
use crate::rules::{
    Carrier, Cause, Certificate, ChangeScope, FilingType, MobileNumber, MobileNumberError, Province,
};

/// The columns of an acts file, all of them, in this order.
pub const HEADER: [&str; 14] = [
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

pub(super) const TIME: usize = 0;
pub(super) const ACT: usize = 1;
pub(super) const PROVINCE: usize = 2;
pub(super) const SUBMISSION: usize = 3;
pub(super) const FILING_TYPE: usize = 4;
pub(super) const CHANGES: usize = 5;
pub(super) const ENTITY_MOBILE: usize = 6;
pub(super) const ENTITY_CERTIFICATE: usize = 7;
pub(super) const WEBSITE_MOBILE: usize = 8;
pub(super) const WEBSITE_CERTIFICATE: usize = 9;
pub(super) const MOBILE: usize = 10;
pub(super) const CERTIFICATE: usize = 11;
pub(super) const CODE: usize = 12;
pub(super) const GRAPHIC: usize = 13;

const MOBILE_ALLOWED: &str = "a mobile number of eleven digits";
const CERTIFICATE_ALLOWED: &str =
    "the last six characters of a certificate: digits, the last may be X";

/// What is allowed in each column, as a phrase.
pub(super) const ALLOWED: [&str; 14] = [
    "Beijing time such as 2019-03-04T10:05:00 or 2019-03-04T10:05:00.250, from 1970 to 2999",
    "receive, entry, resend",
    "the two letters of a province, such as zj",
    "the name of a submission, without control characters",
    "new_filing, new_website, new_access, change, cancel_entity, cancel_website, cancel_access",
    "entity, website, both",
    MOBILE_ALLOWED,
    CERTIFICATE_ALLOWED,
    MOBILE_ALLOWED,
    CERTIFICATE_ALLOWED,
    MOBILE_ALLOWED,
    CERTIFICATE_ALLOWED,
    "six digits, @first, @automatic, @manual, @latest, @wrong",
    "ok, failed",
];

/// The code of an entry as it is recorded. Codes are drawn, so a record can say which one is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeTyped {
    /// These six digits.
    Digits(u32),
    /// `@first`, `@automatic`, `@manual`: the newest of that kind sent to the mobile in the
    /// province; nobody's code where none was.
    Newest(Cause),
    /// `@latest`: the newest of any kind.
    Latest,
    /// `@wrong`: six digits that are no effective code of anybody in the province.
    Wrong,
}

/// The kinds of acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActName {
    Receive,
    Entry,
    Resend,
}

/// Beijing time as the format says, and no other of the forms that an [`Instant`] can be read from.
pub(super) fn time(text: &str) -> Result<Instant, String> {
    let wrong = || format!("\"{text}\" is not {}", ALLOWED[TIME]);
    let (second, fraction) = text.split_at_checked(19).ok_or_else(wrong)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let millis = fraction.strip_prefix('.');
    let millis = millis.is_some_and(|m| (1..=3).contains(&m.len()) && digits(m));
    if !(fraction.is_empty() || millis) {
        return Err(wrong());
    }
    let at = Instant::parse(text).map_err(|_| wrong())?;
    // Written again it must be the same: that leaves out other forms, and a 60th second.
    let same = at.to_string().starts_with(second);
    let year: Option<u32> = second[..4].parse().ok();
    let in_range = year.is_some_and(|year| (1970..3000).contains(&year));
    if same && in_range {
        Ok(at)
    } else {
        Err(wrong())
    }
}

pub(super) fn act(text: &str) -> Result<ActName, String> {
    one_of(text, ACT, &["receive", "entry", "resend"], |name| {
        Some(match name {
            "receive" => ActName::Receive,
            "entry" => ActName::Entry,
            "resend" => ActName::Resend,
            _ => return None,
        })
    })
}

pub(super) fn province(text: &str) -> Result<Province, String> {
    Province::from_code(text).ok_or_else(|| {
        let codes: Vec<&str> = Province::all().map(Province::code).collect();
        let by_name = Province::all().find(|p| p.name().eq_ignore_ascii_case(text));
        let near = by_name.map_or_else(
            || did_you_mean(text, codes.iter().copied()),
            |province| format!("; did you mean {}?", province.code()),
        );
        format!("\"{text}\" is none of {}{near}", codes.join(", "))
    })
}

pub(super) fn submission(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        Err(format!("{text:?} is not {}", ALLOWED[SUBMISSION]))
    } else {
        Ok(text.to_owned())
    }
}

pub(super) fn filing_type(text: &str) -> Result<FilingType, String> {
    let names = FilingType::ALL.map(FilingType::name);
    one_of(text, FILING_TYPE, &names, FilingType::from_name)
}

pub(super) fn changes(text: &str) -> Result<ChangeScope, String> {
    let names = ChangeScope::ALL.map(ChangeScope::name);
    one_of(text, CHANGES, &names, ChangeScope::from_name)
}

pub(super) fn mobile(text: &str) -> Result<MobileNumber, String> {
    MobileNumber::parse(text).map_err(|wrong| {
        if matches!(wrong, MobileNumberError::NotElevenDigits(_)) {
            return wrong.to_string();
        }
        let segments = Carrier::ALL.iter().flat_map(|carrier| carrier.segments());
        let mut segments: Vec<String> = segments.map(u32::to_string).collect();
        segments.sort_unstable();
        format!("{wrong}; there are {}", segments.join(", "))
    })
}

pub(super) fn certificate(text: &str) -> Result<Certificate, String> {
    Certificate::parse(text).map_err(|_| format!("\"{text}\" is not {}", ALLOWED[CERTIFICATE]))
}

pub(super) fn code(text: &str) -> Result<CodeTyped, String> {
    if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = text.parse().ok().map(CodeTyped::Digits);
        return digits.ok_or_else(|| format!("\"{text}\" is not {}", ALLOWED[CODE]));
    }
    let names = ["@first", "@automatic", "@manual", "@latest", "@wrong"];
    one_of(text, CODE, &names, |name| {
        Some(match name {
            "@first" => CodeTyped::Newest(Cause::First),
            "@automatic" => CodeTyped::Newest(Cause::Automatic),
            "@manual" => CodeTyped::Newest(Cause::Manual),
            "@latest" => CodeTyped::Latest,
            "@wrong" => CodeTyped::Wrong,
            _ => return None,
        })
    })
}

/// Whether the graphic verification was passed.
pub(super) fn graphic(text: &str) -> Result<bool, String> {
    one_of(text, GRAPHIC, &["ok", "failed"], |name| match name {
        "ok" => Some(true),
        "failed" => Some(false),
        _ => None,
    })
}

/// What a word stands for, or a phrase that names those allowed and the nearest of them.
fn one_of<T>(
    text: &str,
    column: usize,
    names: &[&str],
    value: impl Fn(&str) -> Option<T>,
) -> Result<T, String> {
    value(text).ok_or_else(|| {
        let near = did_you_mean(text, names.iter().copied());
        format!("\"{text}\" is none of {}{near}", ALLOWED[column])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_form() {
        let at = time("2019-03-04T10:05:00").unwrap();
        assert_eq!(time("2019-03-04T10:05:00.25"), Ok(at.after(250)));
        assert_eq!(time("2019-03-04T10:05:00.007"), Ok(at.after(7)));
        for bad in [
            "2019-03-04",
            "2019-03-04 10:05:00",
            "2019-03-04T10:05",
            "2019-03-04T10:05:60",
            "2019-03-04T24:00:00",
            "2019-02-29T10:05:00",
            "2019-03-04T10:05:00Z",
            "2019-03-04T10:05:00+08:00",
            "2019-03-04T10:05:00.",
            "2019-03-04T10:05:00.1234",
            "2019-03-04T10:05:00,5",
            "1969-12-31T23:59:59",
            "3000-01-01T00:00:00",
            "-019-03-04T10:05:00",
            "时间时间时间时间时间",
            "",
        ] {
            let message = time(bad).unwrap_err();
            assert!(message.contains("2019-03-04T10:05:00.250"), "{message}");
        }
    }

    #[test]
    fn codes_are_digits_or_named() {
        assert_eq!(code("000042"), Ok(CodeTyped::Digits(42)));
        assert_eq!(code("@manual"), Ok(CodeTyped::Newest(Cause::Manual)));
        for bad in ["42", "1234567", "12345x", "１２３４５６", "first", "+12345"] {
            assert!(code(bad).is_err(), "{bad}");
        }
        let near = code("@frist").unwrap_err();
        assert!(near.ends_with("did you mean @first?"), "{near}");
    }

    #[test]
    fn provinces_are_named_by_their_letters() {
        assert_eq!(province("zj").unwrap().code(), "zj");
        let near = province("Zhejiang").unwrap_err();
        assert!(near.ends_with("did you mean zj?"), "{near}");
    }
}
