//! The authority's auditors, where they are limited.

use std::collections::VecDeque;

use crate::clock::Millis;
use crate::rules::FilingNumber;

/// An audit that waits for an auditor or is in work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The filing's number.
    pub filing: FilingNumber,
    /// The work that it takes, where an auditor does it.
    pub work: Millis,
}

/// Auditors who serve first come first served, each one audit at a time.
#[derive(Clone, Debug)]
pub struct Auditors {
    free: u32,
    waiting: VecDeque<Audit>,
}

impl Auditors {
    /// This many auditors, all free.
    pub fn new(count: u32) -> Self {
        Self {
            free: count,
            waiting: VecDeque::new(),
        }
    }

    /// Takes an audit in; returns it where an auditor begins at once.
    pub fn take_in(&mut self, audit: Audit) -> Option<Audit> {
        if self.free > 0 {
            self.free -= 1;
            Some(audit)
        } else {
            self.waiting.push_back(audit);
            None
        }
    }

    /// An auditor is done; returns the audit that is begun next.
    pub fn done(&mut self) -> Option<Audit> {
        let next = self.waiting.pop_front();
        if next.is_none() {
            self.free += 1;
        }
        next
    }
}
