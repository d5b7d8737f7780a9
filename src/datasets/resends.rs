//! `resends.csv`: what resends did, as seen.

use super::estimates::{mean, share};
use super::messages::cause_words;
use super::schema::{Kind, TableName};
use super::table::{Columns, Table};
use crate::measures::{Counts, Estimate, Group, Results, Unit};
use crate::rules::Cause;

/// A figure of what the messages of one cause did, in one group.
#[derive(Clone, Debug)]
pub struct ResendRow {
    /// The group.
    pub group: Group,
    /// The cause; `None` for both kinds of resends together.
    pub cause: Option<Cause>,
    /// What the figure is.
    pub figure: ResendFigure,
    /// The figure; a share's parts are the numbers over all replications.
    pub estimate: Option<Estimate>,
}

/// What the messages of a cause did: to how many leaders or checks, or to what share of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResendFigure {
    /// Leaders to whom it was the first message that they kept.
    FirstKept,
    /// The same, of those of all causes.
    ShareOfFirstKept,
    /// Leaders verified with its code.
    Verified,
    /// The same, of those of all causes.
    ShareOfVerified,
    /// Checks complete of which at least one leader was verified with a resent code.
    Complete,
    /// The same, of all checks complete.
    ShareOfComplete,
}

impl ResendFigure {
    /// Those of a cause.
    const OF_CAUSE: [Self; 4] = [
        Self::FirstKept,
        Self::ShareOfFirstKept,
        Self::Verified,
        Self::ShareOfVerified,
    ];
    /// Those of both kinds of resends together.
    const OF_RESENT: [Self; 2] = [Self::Complete, Self::ShareOfComplete];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstKept => "leaders_first_kept",
            Self::ShareOfFirstKept => "share_of_leaders_first_kept",
            Self::Verified => "leaders_verified",
            Self::ShareOfVerified => "share_of_leaders_verified",
            Self::Complete => "checks_complete",
            Self::ShareOfComplete => "share_of_checks_complete",
        }
    }

    /// Its unit.
    pub fn unit(self) -> Unit {
        match self {
            Self::FirstKept | Self::Verified | Self::Complete => Unit::Number,
            Self::ShareOfFirstKept | Self::ShareOfVerified | Self::ShareOfComplete => Unit::Share,
        }
    }

    /// A part, and the whole of which it is one.
    fn of(self, cause: Option<Cause>, counts: &Counts) -> (u64, u64) {
        let by_cause = match self {
            Self::FirstKept | Self::ShareOfFirstKept => &counts.first_kept,
            Self::Verified | Self::ShareOfVerified => &counts.used,
            Self::Complete | Self::ShareOfComplete => {
                return (counts.complete_with_resent, counts.complete);
            }
        };
        let part = cause.map_or(0, |cause| by_cause[cause as usize]);
        (part, by_cause.iter().sum())
    }

    fn estimate(self, results: &Results, group: usize, cause: Option<Cause>) -> Option<Estimate> {
        match self.unit() {
            Unit::Share => share(results, group, |counts| self.of(cause, counts)),
            _ => mean(results, group, |counts| self.of(cause, counts).0),
        }
    }
}

/// The two causes of resends together, in files.
const RESENT: &str = "resent";

/// `resends.csv`.
#[rustfmt::skip]
pub const RESENDS: Table<ResendRow> = Table {
    name: TableName("resends"),
    title: "What resends did, as seen",
    description: "One row: one figure of what messages of a cause did. A leader counts once a \
                  submission. As seen is not as caused: without resends, some would have \
                  managed with the first code.",
    columns: || Columns::in_units(|row: &ResendRow| row.figure.unit())
        .group(|row| &row.group)
        .key("cause", Kind::Word(causes),
            "First code, automatic or manual resend; resent: either resend",
            |row| row.cause.map_or(RESENT, Cause::name).into())
        .key("measure", Kind::Word(figures),
            "leaders_first_kept: leaders to whom it was the first message that they kept; \
             leaders_verified: leaders verified with its code; checks_complete: checks complete of \
             which at least one leader was verified with a resent code; each also as a share over \
             causes, or of all checks complete", |row| row.figure.name().into())
        .unit()
        .estimate("value", Kind::Figure, "The figure; a number is the mean over replications",
            |row| row.estimate),
};

fn causes() -> Vec<&'static str> {
    let mut causes = cause_words();
    causes.push(RESENT);
    causes
}

fn figures() -> Vec<&'static str> {
    let all = ResendFigure::OF_CAUSE
        .into_iter()
        .chain(ResendFigure::OF_RESENT);
    all.map(ResendFigure::name).collect()
}

/// The figures of each group.
pub(super) fn rows(results: &Results) -> Vec<ResendRow> {
    let of_cause = Cause::ALL
        .into_iter()
        .flat_map(|cause| ResendFigure::OF_CAUSE.map(|figure| (Some(cause), figure)));
    let of_resent = ResendFigure::OF_RESENT.map(|figure| (None, figure));
    let all: Vec<_> = of_cause.chain(of_resent).collect();
    let mut rows = Vec::new();
    for (place, group) in results.groups() {
        rows.extend(all.iter().map(|&(cause, figure)| ResendRow {
            group: group.clone(),
            cause,
            figure,
            estimate: figure.estimate(results, place, cause),
        }));
    }
    rows
}
