//! What a filing is: its segment, type, scope, and the number on record.

use crate::chance::{Key, Purpose};
use crate::rules::{ChangeScope, Checked, FilingType, Policy, who_is_checked};
use crate::scenario::{Access, Population, Segment};

/// The number on record of a new access (R9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnRecord {
    /// It is the leader's.
    Right,
    /// It is the leader's no more.
    Stale {
        /// The website has no provider any more.
        shell: bool,
        /// The applicant notices before submitting.
        noticed: bool,
    },
}

impl OnRecord {
    /// Draws the number on record of filing `key`.
    pub fn draw(key: Key, kind: FilingType, access: &Access) -> Self {
        let stale = kind == FilingType::NewAccess
            && key.bernoulli(Purpose::StaleNumber, 0, access.stale_number);
        if stale {
            Self::Stale {
                shell: key.bernoulli(Purpose::Shell, 0, access.shell),
                noticed: key.bernoulli(Purpose::Noticed, 0, access.noticed),
            }
        } else {
            Self::Right
        }
    }
}

/// Draws the type of filing `key`.
#[inline]
pub fn type_of(population: &Population, filing: Key) -> FilingType {
    let mut stream = filing.stream(Purpose::FilingType, 0);
    FilingType::ALL[stream.choose(&population.type_share)]
}

/// What an applicant files.
#[derive(Clone, Copy, Debug)]
pub struct Application {
    /// The population segment, as a place in the scenario's list.
    pub segment: usize,
    /// The filing's type.
    pub kind: FilingType,
    /// What a change changes.
    pub scope: ChangeScope,
    /// Whether both leaders are one person.
    pub same_person: bool,
    /// The number on record.
    pub on_record: OnRecord,
}

/// The segment of a filing.
pub fn segment_of(segments: &[Segment], filing: Key) -> usize {
    if segments.len() == 1 {
        return 0;
    }
    let u = filing.stream(Purpose::Segment, 0).uniform();
    let mut sum = 0.0;
    let found = segments.iter().position(|segment| {
        sum += segment.share;
        u < sum
    });
    let possible = segments.iter().rposition(|segment| segment.share > 0.0);
    found.or(possible).unwrap_or(0)
}

impl Application {
    /// Draws what filing `key` is; `kind` where a file has said so.
    pub fn draw(
        key: Key,
        segment: usize,
        population: &Population,
        access: &Access,
        kind: Option<FilingType>,
    ) -> Self {
        let kind = kind.unwrap_or_else(|| type_of(population, key));
        let scope = if kind == FilingType::Change {
            let mut stream = key.stream(Purpose::ChangeScope, 0);
            ChangeScope::ALL[stream.choose(&population.change_scope)]
        } else {
            ChangeScope::Both
        };
        let same_person = key.bernoulli(Purpose::SamePerson, 0, population.same_person);
        Self {
            segment,
            kind,
            scope,
            same_person,
            on_record: OnRecord::draw(key, kind, access),
        }
    }

    /// The leaders whom R4's table names for the filing, whether their check is in force or not.
    pub fn leaders(&self) -> Checked {
        let all = Policy {
            check_cancel_entity: true,
            check_cancel_website: true,
            check_cancel_access: true,
            ..Policy::default()
        };
        who_is_checked(&all, self.kind, self.scope)
    }
}
