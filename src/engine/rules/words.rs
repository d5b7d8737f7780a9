//! The words of the rules: filing types, leaders, carriers, causes of messages.

use std::fmt;

/// The seven filing types (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilingType {
    /// 新增备案: a new entity with its website.
    NewFiling,
    /// 新增网站: another website of an entity on record.
    NewWebsite,
    /// 新增接入: another access provider for a website on record.
    NewAccess,
    /// 变更备案: a change of filing information.
    Change,
    /// 注销主体: cancelling the entity.
    CancelEntity,
    /// 注销网站: cancelling a website.
    CancelWebsite,
    /// 取消接入: cancelling an access.
    CancelAccess,
}

impl FilingType {
    /// All types, in the order of R4.
    pub const ALL: [Self; 7] = [
        Self::NewFiling,
        Self::NewWebsite,
        Self::NewAccess,
        Self::Change,
        Self::CancelEntity,
        Self::CancelWebsite,
        Self::CancelAccess,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::NewFiling => "new_filing",
            Self::NewWebsite => "new_website",
            Self::NewAccess => "new_access",
            Self::Change => "change",
            Self::CancelEntity => "cancel_entity",
            Self::CancelWebsite => "cancel_website",
            Self::CancelAccess => "cancel_access",
        }
    }

    /// The type of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a change filing changes (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeScope {
    /// Entity information.
    Entity,
    /// Website information.
    Website,
    /// Both.
    Both,
}

impl ChangeScope {
    /// All scopes.
    pub const ALL: [Self; 3] = [Self::Entity, Self::Website, Self::Both];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Website => "website",
            Self::Both => "both",
        }
    }

    /// The scope of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// The people responsible for a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 主体负责人: responsible for the filing's subject.
    Entity,
    /// 网站负责人: responsible for its website.
    Website,
}

impl Role {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Website => "website",
        }
    }
}

/// The carrier of a mobile (R17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// China Telecom.
    Telecom,
    /// China Unicom.
    Unicom,
    /// China Mobile.
    Mobile,
    /// A virtual operator (虚拟运营商).
    Mvno,
}

/// Number segments by carrier (R17; third-party lists of about 2019).
const SEGMENTS: [(Carrier, &[u32]); 4] = [
    (
        Carrier::Telecom,
        &[
            133, 149, 153, 173, 174, 177, 180, 181, 189, 190, 191, 193, 199,
        ],
    ),
    (
        Carrier::Unicom,
        &[130, 131, 132, 145, 155, 156, 166, 175, 176, 185, 186, 196],
    ),
    (
        Carrier::Mobile,
        &[
            134, 135, 136, 137, 138, 139, 147, 150, 151, 152, 157, 158, 159, 172, 178, 182, 183,
            184, 187, 188, 195, 197, 198,
        ],
    ),
    (Carrier::Mvno, &[162, 165, 167, 170, 171]),
];

impl Carrier {
    /// All carriers, in the order of R17.
    pub const ALL: [Self; 4] = [Self::Telecom, Self::Unicom, Self::Mobile, Self::Mvno];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Telecom => "telecom",
            Self::Unicom => "unicom",
            Self::Mobile => "mobile",
            Self::Mvno => "mvno",
        }
    }

    /// The carrier of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|carrier| carrier.name() == name)
    }

    /// The number that codes come from (R17); empty for virtual operators, whose senders are not
    /// fixed.
    pub fn sender(self) -> &'static str {
        match self {
            Self::Telecom => "106598051001",
            Self::Unicom => "10655113",
            Self::Mobile => "106575000130",
            Self::Mvno => "",
        }
    }

    /// The number segments, three digits each.
    pub fn segments(self) -> &'static [u32] {
        SEGMENTS[self as usize].1
    }
}

/// A mobile number: eleven digits beginning with a segment that belongs to a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MobileNumber(u64);

impl MobileNumber {
    /// Reads eleven digits.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn parse(text: &str) -> Result<Self, MobileNumberError> {
        let not_eleven_digits = || MobileNumberError::NotElevenDigits(text.to_owned());
        if text.len() != 11 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(not_eleven_digits());
        }
        let number = Self(text.parse().map_err(|_| not_eleven_digits())?);
        match number.known_carrier() {
            Some(_) => Ok(number),
            None => Err(MobileNumberError::NoSegment(text.to_owned())),
        }
    }

    /// A synthetic number of a carrier from a random number; of Mobile's 134 never 1349, which is
    /// Telecom's.
    pub fn synthetic(carrier: Carrier, random: u64) -> Self {
        let segments = carrier.segments();
        let segment = u64::from(segments[(random % segments.len() as u64) as usize]);
        let rest = (random >> 16) % 90_000_000;
        Self(segment * 100_000_000 + rest)
    }

    /// Another number than this one, of the same segment.
    #[must_use]
    pub fn mistaken(self) -> Self {
        let last = self.0 % 10;
        Self(self.0 - last + (last + 1) % 10)
    }

    fn known_carrier(self) -> Option<Carrier> {
        if self.0 / 10_000_000 == 1349 {
            return Some(Carrier::Telecom);
        }
        let segment = (self.0 / 100_000_000) as u32;
        SEGMENTS
            .iter()
            .find(|(_, segments)| segments.contains(&segment))
            .map(|(carrier, _)| *carrier)
    }

    /// The number's carrier.
    pub fn carrier(self) -> Carrier {
        // Both constructors take known segments only.
        self.known_carrier().unwrap_or(Carrier::Mvno)
    }
}

impl fmt::Display for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:011}", self.0)
    }
}

/// Why a text is no mobile number; it holds the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MobileNumberError {
    /// It is not eleven digits.
    NotElevenDigits(String),
    /// Its first three digits are no segment of a carrier.
    NoSegment(String),
}

impl fmt::Display for MobileNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotElevenDigits(text) => {
                write!(f, "'{text}' is no mobile number of eleven digits")
            }
            Self::NoSegment(text) => write!(
                f,
                "'{text}' begins with {}, which is no mobile segment of a carrier",
                text.get(..3).unwrap_or(text)
            ),
        }
    }
}

impl std::error::Error for MobileNumberError {}

/// The last six characters of a certificate: digits, the last possibly `X` (as on identity cards).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Certificate([u8; 6]);

impl Certificate {
    /// Reads six characters: digits, the last possibly `X` or `x`.
    ///
    /// # Errors
    /// Where it is anything else.
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        let wrong = || CertificateError(text.to_owned());
        let upper = text.to_ascii_uppercase();
        let six: [u8; 6] = upper.as_bytes().try_into().map_err(|_| wrong())?;
        let digits = six[..5].iter().all(u8::is_ascii_digit);
        if digits && (six[5].is_ascii_digit() || six[5] == b'X') {
            Ok(Self(six))
        } else {
            Err(wrong())
        }
    }

    /// A synthetic certificate from a random number.
    pub fn synthetic(random: u64) -> Self {
        let mut six = [b'0'; 6];
        let mut rest = random % 1_000_000;
        for place in six.iter_mut().rev() {
            *place = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Self(six)
    }

    /// Another certificate than this one.
    #[must_use]
    pub fn mistaken(self) -> Self {
        let mut six = self.0;
        six[0] = if six[0] == b'9' { b'0' } else { six[0] + 1 };
        Self(six)
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or("??????"))
    }
}

/// A text that is not the last six characters of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateError(String);

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "'{}' is not the last six of a certificate (digits, last may be X)",
            self.0
        )
    }
}

impl std::error::Error for CertificateError {}

/// Why a code is sent (R13–R15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The first code after receipt (R13).
    First,
    /// The automatic resend (R14).
    Automatic,
    /// A resend request (R15).
    Manual,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 3] = [Self::First, Self::Automatic, Self::Manual];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Automatic => "automatic",
            Self::Manual => "manual",
        }
    }
}

/// Why a submission is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReturnReason {
    /// R21: not complete within the window.
    WindowOver,
    /// R20: too many entries with a wrong certificate.
    WrongCertificate,
}

impl ReturnReason {
    /// Both reasons.
    pub const ALL: [Self; 2] = [Self::WindowOver, Self::WrongCertificate];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::WindowOver => "window_over",
            Self::WrongCertificate => "wrong_certificate",
        }
    }
}

#[cfg(test)]
mod tests;
