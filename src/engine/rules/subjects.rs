//! Who is checked (R4–R8).

use super::{ChangeScope, FilingType, InForce, Policy};
use crate::clock::Instant;

/// Whose mobile a submission must have verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The entity leader's.
    pub entity: bool,
    /// The website leader's.
    pub website: bool,
}

impl Checked {
    /// Whether nobody is checked (R8).
    pub fn is_empty(self) -> bool {
        !self.entity && !self.website
    }
}

/// Whose mobile is checked for a submission of this type (R4, R5); `changes` is looked at for a
/// change of filing information alone.
///
/// ```
/// use beian_sim::rules::{ChangeScope, FilingType, Policy, who_is_checked};
/// let policy = Policy::default();
/// let checked = who_is_checked(&policy, FilingType::Change, ChangeScope::Website);
/// assert!(checked.website && !checked.entity);
/// ```
pub fn who_is_checked(policy: &Policy, kind: FilingType, changes: ChangeScope) -> Checked {
    let (entity, website) = match kind {
        FilingType::NewFiling => (true, true),
        FilingType::NewWebsite | FilingType::NewAccess => (false, true),
        FilingType::Change => (
            changes != ChangeScope::Website,
            changes != ChangeScope::Entity,
        ),
        FilingType::CancelEntity => (policy.check_cancel_entity, false),
        FilingType::CancelWebsite => (false, policy.check_cancel_website),
        FilingType::CancelAccess => (false, policy.check_cancel_access),
    };
    Checked { entity, website }
}

/// Whose mobile is checked for a submission received now: nobody's before the check is in force in the
/// province (R1), then as [`who_is_checked`] says (R4, R5).
pub fn checked_on_receipt(
    policy: &Policy,
    in_force: InForce,
    now: Instant,
    kind: FilingType,
    changes: ChangeScope,
) -> Checked {
    if in_force.at(now) {
        who_is_checked(policy, kind, changes)
    } else {
        Checked {
            entity: false,
            website: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(policy: &Policy, kind: FilingType) -> (bool, bool) {
        let checked = who_is_checked(policy, kind, ChangeScope::Both);
        (checked.entity, checked.website)
    }

    #[test]
    fn r4_the_authentication_table() {
        let policy = Policy::default();
        assert_eq!(who(&policy, FilingType::NewFiling), (true, true));
        assert_eq!(who(&policy, FilingType::NewWebsite), (false, true));
        assert_eq!(who(&policy, FilingType::NewAccess), (false, true));
        for kind in &FilingType::ALL[4..] {
            assert!(who_is_checked(&policy, *kind, ChangeScope::Both).is_empty());
        }
    }

    #[test]
    fn r4_each_cancellation_has_its_lever() {
        let policy = Policy {
            check_cancel_entity: true,
            ..Policy::default()
        };
        assert_eq!(who(&policy, FilingType::CancelEntity), (true, false));
        assert_eq!(who(&policy, FilingType::CancelWebsite), (false, false));
        let policy = Policy {
            check_cancel_website: true,
            ..Policy::default()
        };
        assert_eq!(who(&policy, FilingType::CancelWebsite), (false, true));
        let policy = Policy {
            check_cancel_access: true,
            ..Policy::default()
        };
        assert_eq!(who(&policy, FilingType::CancelAccess), (false, true));
    }

    #[test]
    fn r5_only_the_leader_of_what_is_changed_is_checked() {
        let policy = Policy::default();
        let change = |scope| who_is_checked(&policy, FilingType::Change, scope);
        assert_eq!(
            change(ChangeScope::Entity),
            Checked {
                entity: true,
                website: false
            }
        );
        assert_eq!(
            change(ChangeScope::Website),
            Checked {
                entity: false,
                website: true
            }
        );
        assert_eq!(
            change(ChangeScope::Both),
            Checked {
                entity: true,
                website: true
            }
        );
    }
}
