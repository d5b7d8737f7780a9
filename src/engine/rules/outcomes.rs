//! What can become of messages, windows, entries and requests.

use super::{EntryAnswer, ResendAnswer, Verdict};

/// Where a message ended; each queued message has exactly one fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Still in its lane, or without a free code, when its mobile was verified or its check closed.
    Withdrawn,
    /// Sent to a number nobody has any more (R9).
    StaleNumber,
    /// Lost in the network.
    Lost,
    /// Sent to an MVNO's user whom the other route does not reach (R17).
    NotReached,
    /// Arrived while the phone was out of coverage, and not kept by the network.
    OutOfCoverage,
    /// Intercepted on the phone.
    Intercepted,
    /// Deleted by accident.
    Deleted,
    /// Kept: the leader has the code.
    Kept,
}

impl Fate {
    /// All fates, in the order in which a message can meet them.
    pub const ALL: [Self; 8] = [
        Self::Withdrawn,
        Self::StaleNumber,
        Self::Lost,
        Self::NotReached,
        Self::OutOfCoverage,
        Self::Intercepted,
        Self::Deleted,
        Self::Kept,
    ];

    /// How far towards the leader's verification a message got that ended so; nothing where it was
    /// withdrawn, and where it was kept what the leader does says more.
    pub fn how_far(self) -> Option<WhyWindowOver> {
        match self {
            Self::Withdrawn | Self::Kept => None,
            Self::StaleNumber => Some(WhyWindowOver::StaleNumber),
            Self::Lost => Some(WhyWindowOver::Lost),
            Self::NotReached => Some(WhyWindowOver::NotReached),
            Self::OutOfCoverage => Some(WhyWindowOver::OutOfCoverage),
            Self::Intercepted => Some(WhyWindowOver::Intercepted),
            Self::Deleted => Some(WhyWindowOver::Deleted),
        }
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::StaleNumber => "stale_number",
            Self::Lost => "lost",
            Self::NotReached => "not_reached",
            Self::OutOfCoverage => "out_of_coverage",
            Self::Intercepted => "intercepted",
            Self::Deleted => "deleted",
            Self::Kept => "kept",
        }
    }
}

/// Why a window ran out: the furthest that any message or act of the first leader not verified
/// got, from the least far to the farthest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyWindowOver {
    /// The code went to a number nobody has any more.
    StaleNumber,
    /// No message was sent.
    NotSent,
    /// A message was still on its way.
    OnItsWay,
    /// Lost in the network.
    Lost,
    /// An MVNO's user was not reached.
    NotReached,
    /// Out of coverage, or kept by the network until the gap ends.
    OutOfCoverage,
    /// Intercepted on the phone.
    Intercepted,
    /// Deleted by accident.
    Deleted,
    /// Kept, and no visit planned.
    Ignored,
    /// Kept, and the visit planned would have come too late.
    TooLate,
    /// The page was visited without success.
    VisitedInVain,
}

impl WhyWindowOver {
    /// All, from the least far to the farthest.
    pub const ALL: [Self; 11] = [
        Self::StaleNumber,
        Self::NotSent,
        Self::OnItsWay,
        Self::Lost,
        Self::NotReached,
        Self::OutOfCoverage,
        Self::Intercepted,
        Self::Deleted,
        Self::Ignored,
        Self::TooLate,
        Self::VisitedInVain,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::StaleNumber => "stale_number",
            Self::NotSent => "not_sent",
            Self::OnItsWay => "on_its_way",
            Self::Lost => "lost",
            Self::NotReached => "mvno_not_reached",
            Self::OutOfCoverage => "out_of_coverage",
            Self::Intercepted => "intercepted",
            Self::Deleted => "deleted",
            Self::Ignored => "kept_and_ignored",
            Self::TooLate => "kept_and_too_late",
            Self::VisitedInVain => "visited_in_vain",
        }
    }
}

/// An entry's answer by the row of R18 that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryRow {
    /// Row 1.
    GraphicVerificationFailed,
    /// Row 2: no open check awaits the mobile.
    NoSuchMobile,
    /// Row 3: wrong certificate.
    WrongCertificate,
    /// Row 3: the last wrong certificate (R20).
    VerificationFailed,
    /// Row 4: no effective code.
    NoEffectiveCode,
    /// Row 5.
    Verified,
    /// Row 6.
    Complete,
}

impl EntryRow {
    /// All, in the order of R18.
    pub const ALL: [Self; 7] = [
        Self::GraphicVerificationFailed,
        Self::NoSuchMobile,
        Self::WrongCertificate,
        Self::VerificationFailed,
        Self::NoEffectiveCode,
        Self::Verified,
        Self::Complete,
    ];

    /// The row that judged an entry.
    pub fn of(verdict: &Verdict) -> Self {
        match (verdict.answer, verdict.row) {
            (EntryAnswer::GraphicVerificationFailed, _) => Self::GraphicVerificationFailed,
            (EntryAnswer::RecordNotFound, 2) => Self::NoSuchMobile,
            (EntryAnswer::RecordNotFound, 3) => Self::WrongCertificate,
            (EntryAnswer::RecordNotFound, _) => Self::NoEffectiveCode,
            (EntryAnswer::VerificationFailed, _) => Self::VerificationFailed,
            (EntryAnswer::Verified, _) => Self::Verified,
            (EntryAnswer::Complete, _) => Self::Complete,
        }
    }

    /// The number of the row in R18.
    pub fn row(self) -> u8 {
        match self {
            Self::GraphicVerificationFailed => 1,
            Self::NoSuchMobile => 2,
            Self::WrongCertificate | Self::VerificationFailed => 3,
            Self::NoEffectiveCode => 4,
            Self::Verified => 5,
            Self::Complete => 6,
        }
    }

    /// What the page answers.
    pub fn answer(self) -> EntryAnswer {
        match self {
            Self::GraphicVerificationFailed => EntryAnswer::GraphicVerificationFailed,
            Self::NoSuchMobile | Self::WrongCertificate | Self::NoEffectiveCode => {
                EntryAnswer::RecordNotFound
            }
            Self::VerificationFailed => EntryAnswer::VerificationFailed,
            Self::Verified => EntryAnswer::Verified,
            Self::Complete => EntryAnswer::Complete,
        }
    }
}

/// What a resend request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestOutcome {
    /// The page answered.
    Answered(ResendAnswer),
    /// The page was down.
    NoAnswer,
}

impl RequestOutcome {
    /// All.
    pub const ALL: [Self; 5] = [
        Self::Answered(ResendAnswer::GraphicVerificationFailed),
        Self::Answered(ResendAnswer::RecordNotFound),
        Self::Answered(ResendAnswer::TooManyRequests),
        Self::Answered(ResendAnswer::Sent),
        Self::NoAnswer,
    ];

    /// Its place in [`RequestOutcome::ALL`].
    pub fn index(self) -> usize {
        match self {
            Self::Answered(answer) => answer as usize,
            Self::NoAnswer => 4,
        }
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered(answer) => answer.name(),
            Self::NoAnswer => "no_answer",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_ended_on_its_way_says_how_far_it_got() {
        let far: Vec<WhyWindowOver> = Fate::ALL.into_iter().filter_map(Fate::how_far).collect();
        let ended = [
            WhyWindowOver::StaleNumber,
            WhyWindowOver::Lost,
            WhyWindowOver::NotReached,
            WhyWindowOver::OutOfCoverage,
            WhyWindowOver::Intercepted,
            WhyWindowOver::Deleted,
        ];
        assert_eq!(far, ended);
        assert_eq!(Fate::Withdrawn.how_far(), None);
        assert_eq!(Fate::Kept.how_far(), None);
    }

    #[test]
    fn r18_a_row_is_known_by_its_number_and_answer() {
        assert_eq!(EntryRow::ALL.map(EntryRow::row), [1, 2, 3, 3, 4, 5, 6]);
        for row in EntryRow::ALL {
            let verdict = Verdict {
                answer: row.answer(),
                row: row.row(),
                check: None,
                mobile: None,
                code: None,
            };
            assert_eq!(EntryRow::of(&verdict), row);
        }
    }

    #[test]
    fn outcomes_have_names_and_places_of_their_own() {
        let all = RequestOutcome::ALL.into_iter();
        assert!(all.map(RequestOutcome::index).eq(0..5));
        let distinct = |mut names: Vec<&str>| {
            let many = names.len();
            names.sort_unstable();
            names.dedup();
            assert!(names.len() == many && names[0] > "a", "{names:?}");
        };
        distinct(Fate::ALL.map(Fate::name).to_vec());
        distinct(WhyWindowOver::ALL.map(WhyWindowOver::name).to_vec());
        distinct(RequestOutcome::ALL.map(RequestOutcome::name).to_vec());
    }
}
