//! What is shown of the rules.

/// What must hold in every state and of every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    EndsOnce,
    NeverLate,
    WindowOnTime,
    CompleteWithAll,
    WrongCertificates,
    NothingAfterEnd,
    NothingToVerified,
    CodesDiffer,
    NoCodeTwice,
    OnlyEffective,
    EffectiveVerifies,
    Rows,
    Requests,
    MessagesDue,
    WaitsInOrder,
    WaitingEnds,
}

impl Property {
    pub const ALL: [Self; 16] = [
        Self::EndsOnce,
        Self::NeverLate,
        Self::WindowOnTime,
        Self::CompleteWithAll,
        Self::WrongCertificates,
        Self::NothingAfterEnd,
        Self::NothingToVerified,
        Self::CodesDiffer,
        Self::NoCodeTwice,
        Self::OnlyEffective,
        Self::EffectiveVerifies,
        Self::Rows,
        Self::Requests,
        Self::MessagesDue,
        Self::WaitsInOrder,
        Self::WaitingEnds,
    ];

    /// The rule, and what it says.
    pub fn says(self) -> (&'static str, &'static str) {
        match self {
            Self::EndsOnce => ("R21-R24", "a check ends exactly once, and stays ended"),
            Self::NeverLate => ("R21", "nobody is verified at the deadline or after it"),
            Self::WindowOnTime => ("R16, R21", "a window ends at its deadline, and only then"),
            Self::CompleteWithAll => (
                "R18, R24",
                "a check is complete when, and only when, every leader is verified",
            ),
            Self::WrongCertificates => (
                "R20",
                "the n-th wrong certificate of a mobile returns the submission, and nothing else counts",
            ),
            Self::NothingAfterEnd => ("R22", "nothing is sent after the end of a check"),
            Self::NothingToVerified => (
                "R14, R15, R22",
                "nothing is sent to a mobile that is verified",
            ),
            Self::CodesDiffer => ("R11", "no two effective codes are equal"),
            Self::NoCodeTwice => ("R11", "no mobile gets a code twice in a check"),
            Self::OnlyEffective => (
                "R12, R16, R18",
                "only an effective code of the mobile verifies, and only with its certificate",
            ),
            Self::EffectiveVerifies => (
                "R12, R16, R18",
                "an effective code verifies with its certificate, until its end",
            ),
            Self::Rows => (
                "R18",
                "every other entry is answered by its row, and changes nothing",
            ),
            Self::Requests => (
                "R15",
                "a request sends and is answered as the rule and its limits say",
            ),
            Self::MessagesDue => (
                "R13, R14",
                "first codes and automatic resends are due when the rules say, and only then",
            ),
            Self::WaitsInOrder => (
                "R11",
                "no waiting message is passed by a later one whose code would suit it",
            ),
            Self::WaitingEnds => (
                "R11",
                "a message waits only while no free code suits it, and is sent or withdrawn in the end",
            ),
        }
    }
}

/// Fails with a property where it does not hold.
pub fn hold(property: Property, holds: bool) -> Result<(), Property> {
    if holds { Ok(()) } else { Err(property) }
}
