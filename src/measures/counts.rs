//! Integer counters of one stratum.

use crate::rules::{Cause, EntryAnswer, ResendAnswer, ReturnReason, Verdict};

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
    /// Out of coverage.
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

/// The counters of counted filings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Filings that ended.
    pub filings: u64,
    /// Filings that never had a check.
    pub filings_not_checked: u64,
    /// Filings that had a check and were verified in the end.
    pub filings_verified: u64,
    /// Filings that had a check and were given up.
    pub filings_given_up: u64,
    /// Submissions of the filings that were verified.
    pub submissions_of_verified: u64,
    /// Submissions received by the authority.
    pub submissions: u64,
    /// Submissions with an empty check.
    pub not_checked: u64,
    /// Submissions with a check.
    pub checked: u64,
    /// First submissions with a check.
    pub first_checked: u64,
    /// Checks complete.
    pub complete: u64,
    /// Checks complete of which at least one leader was verified with a resent code.
    pub complete_with_resent: u64,
    /// Submissions returned, by [`ReturnReason`].
    pub returned: [u64; 2],
    /// First submissions returned, by [`ReturnReason`].
    pub first_returned: [u64; 2],
    /// Windows run out, by [`WhyWindowOver`].
    pub why: [u64; 11],
    /// Windows of first submissions run out, by [`WhyWindowOver`].
    pub first_why: [u64; 11],
    /// Checks complete within the hour of the window, by hour from 0.
    pub complete_by_hour: Vec<u64>,
    /// Messages queued, by [`Cause`].
    pub queued: [u64; 3],
    /// Messages queued, by [`Cause`] and [`Fate`].
    pub messages: [[u64; 8]; 3],
    /// Messages whose code verified a leader, by [`Cause`].
    pub used: [u64; 3],
    /// Leaders (a submission each) for whom a message was the first that they kept, by [`Cause`].
    pub first_kept: [u64; 3],
    /// Entries, by [`EntryRow`].
    pub entries: [u64; 7],
    /// Resend requests, by [`RequestOutcome`].
    pub requests: [u64; 5],
}

fn add<const N: usize>(into: &mut [u64; N], other: &[u64; N]) {
    for (mine, theirs) in into.iter_mut().zip(other) {
        *mine += theirs;
    }
}

impl Counts {
    /// Adds another stratum's counters.
    pub fn merge(&mut self, other: &Self) {
        self.filings += other.filings;
        self.filings_not_checked += other.filings_not_checked;
        self.filings_verified += other.filings_verified;
        self.filings_given_up += other.filings_given_up;
        self.submissions_of_verified += other.submissions_of_verified;
        self.submissions += other.submissions;
        self.not_checked += other.not_checked;
        self.checked += other.checked;
        self.first_checked += other.first_checked;
        self.complete += other.complete;
        self.complete_with_resent += other.complete_with_resent;
        add(&mut self.returned, &other.returned);
        add(&mut self.first_returned, &other.first_returned);
        add(&mut self.why, &other.why);
        add(&mut self.first_why, &other.first_why);
        let hours = self
            .complete_by_hour
            .len()
            .max(other.complete_by_hour.len());
        self.complete_by_hour.resize(hours, 0);
        for (mine, theirs) in self
            .complete_by_hour
            .iter_mut()
            .zip(&other.complete_by_hour)
        {
            *mine += theirs;
        }
        add(&mut self.queued, &other.queued);
        for (mine, theirs) in self.messages.iter_mut().zip(&other.messages) {
            add(mine, theirs);
        }
        add(&mut self.used, &other.used);
        add(&mut self.first_kept, &other.first_kept);
        add(&mut self.entries, &other.entries);
        add(&mut self.requests, &other.requests);
    }

    /// Counts a check complete `hour` whole hours after its first code.
    pub fn complete_in_hour(&mut self, hour: usize) {
        if self.complete_by_hour.len() <= hour {
            self.complete_by_hour.resize(hour + 1, 0);
        }
        self.complete_by_hour[hour] += 1;
    }

    /// Submissions returned, whatever the reason.
    pub fn all_returned(&self) -> u64 {
        self.returned.iter().sum()
    }

    /// Submissions returned for one reason.
    pub fn returned_for(&self, reason: ReturnReason) -> u64 {
        self.returned[reason as usize]
    }

    /// Messages queued for a cause.
    pub fn queued(&self, cause: Cause) -> u64 {
        self.queued[cause as usize]
    }

    /// Messages of a cause that met a fate.
    pub fn fate(&self, cause: Cause, fate: Fate) -> u64 {
        self.messages[cause as usize][fate as usize]
    }

    /// Messages of a cause that left their lane.
    pub fn sent(&self, cause: Cause) -> u64 {
        self.queued(cause) - self.fate(cause, Fate::Withdrawn)
    }

    /// Filings that had a check.
    pub fn filings_checked(&self) -> u64 {
        self.filings - self.filings_not_checked
    }

    /// What must balance, in words, with both sides, where it does not. Everything received is
    /// accounted for: submissions = not checked + complete + returned, filings = verified + given
    /// up + not checked, windows run out = the sum of the reasons why.
    pub fn imbalances(&self) -> Vec<String> {
        let checks = [
            (
                "submissions = not checked + complete + returned",
                self.submissions,
                self.not_checked + self.complete + self.all_returned(),
            ),
            (
                "submissions = not checked + checked",
                self.submissions,
                self.not_checked + self.checked,
            ),
            (
                "filings = verified + given up + not checked",
                self.filings,
                self.filings_verified + self.filings_given_up + self.filings_not_checked,
            ),
            (
                "windows over = sum of why",
                self.returned_for(ReturnReason::WindowOver),
                self.why.iter().sum(),
            ),
            (
                "checks complete = sum over hours",
                self.complete,
                self.complete_by_hour.iter().sum(),
            ),
            (
                "messages queued = sum of fates",
                self.queued.iter().sum(),
                self.messages.iter().flatten().sum(),
            ),
        ];
        let uneven = checks.into_iter().filter(|(_, left, right)| left != right);
        uneven
            .map(|(what, left, right)| format!("{what}: {left} against {right}"))
            .collect()
    }
}
